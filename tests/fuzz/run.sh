#!/bin/sh
# Runs every fuzz target of build/fuzz/bin for SECONDS, each from its seeds; builds nothing.
# Fails when one finds something: what it found is in build/fuzz/findings.
# FUZZ_BUILD names another build folder.
set -eu

seconds=${1:?usage: run.sh SECONDS}
here=$(cd "$(dirname "$0")" && pwd)
build=${FUZZ_BUILD:-$here/../../build/fuzz}
findings=$build/findings
failed=''
any=''

mkdir -p "$findings"
corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
trap 'exit 1' HUP INT TERM

for target in "$build"/bin/fuzz_*; do
    [ -x "$target" ] || continue
    any=yes
    name=$(basename "$target")
    seeds=$here/seeds/${name#fuzz_}
    dict=$here/${name#fuzz_}.dict
    mkdir -p "$corpus/$name"
    if [ -d "$seeds" ]; then
        cp "$seeds"/* "$corpus/$name/"
    fi
    set -- -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=25 -print_final_stats=1 \
        -artifact_prefix="$findings/$name-"
    if [ -f "$dict" ]; then
        set -- "$@" -dict="$dict"
    fi
    echo "== $name"
    if ! "$target" "$@" "$corpus/$name" >"$corpus/$name.log" 2>&1; then
        failed="$failed $name"
        tail -n 60 "$corpus/$name.log"
    else
        grep -E '^stat::number_of_executed_units' "$corpus/$name.log" || true
    fi
done

if [ -z "$any" ]; then
    echo "no fuzz targets in $build/bin: build the preset \"fuzz\" first" >&2
    exit 1
fi
if [ -n "$failed" ]; then
    echo "findings:$failed: see $findings" >&2
    exit 1
fi
