#!/usr/bin/env bash
# check.sh [-e EDITION] DIR...: wall time of `rustpro check` against `rustdoc --test`, on the same Markdown
# files in the same run. Both use all cores; neither has results of earlier runs. rustdoc takes one
# file a process, so as many run at once as there are cores.
set -euo pipefail
cd "$(dirname "$0")/../.."
edition=2021
if [ "${1:-}" = -e ]; then
    edition=$2
    shift 2
fi
cmake --preset release >/dev/null
cmake --build --preset release >/dev/null
rustpro=build/release/bin/rustpro
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

seconds() { # COMMAND...: its wall time; what it says goes to $out/said
    local start end
    start=$(date +%s.%N)
    "$@" >"$out/said" 2>&1 || true
    end=$(date +%s.%N)
    echo "$start $end" | awk '{ printf "%.2f", $2 - $1 }'
}

rustdoc_all() {
    find "$1" -name '*.md' -print0 | sort -z |
        xargs -0 -P "$(nproc)" -n 1 rustdoc --test --edition "$edition"
}

for dir in "$@"; do
    theirs=$(seconds rustdoc_all "$dir")
    tests=$(grep -E '^test result' "$out/said" | awk '{ p += $4; f += $6; i += $8 }
        END { printf "%d passed, %d failed, %d ignored", p, f, i }')
    ours=$(seconds "$rustpro" check --again --json --edition "$edition" "$dir")
    found=$(jq -r '"\(.passed + .failed_as_declared) passed, \(.failed) failed, \(.skipped) skipped"' "$out/said")
    echo "$(basename "$dir"), edition $edition"
    echo "  rustdoc --test  $theirs s  ($tests)"
    echo "  rustpro check   $ours s  ($found)"
    echo "$ours $theirs" | awk '{ printf "  ratio           %.2f\n", $1 / $2 }'
done
