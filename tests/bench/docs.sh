#!/usr/bin/env bash
# docs.sh [QUESTIONS]: the installed documentation of Rust, indexed and asked. Builds a release, then
#   - indexes the folder that rustup installed, against reading and parsing its pages (bench_html),
#   - asks all questions of the *.tsv files below the folder QUESTIONS, warm (bench_query),
#   - asks a dozen questions cold, against the sqlite3 shell (bench_cold).
# ROUNDS sets how often indexing is repeated (3). What is not there is skipped, and named.
set -euo pipefail
questions=${1:+$(realpath "$1")}
cd "$(dirname "$0")/../.."
cmake --preset release -DRUSTPRO_BENCH=ON >/dev/null
cmake --build --preset release >/dev/null
bin=build/release/bin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
index=$work/docs.db

skip() {
    echo "skipped: $*"
}

docs_folder() {
    local sysroot
    sysroot=$(rustc --print sysroot 2>/dev/null) || return 0
    [ ! -f "$sysroot/share/doc/rust/html/index.html" ] || echo "$sysroot/share/doc/rust/html"
}

warm() {
    local files=()
    [ -z "$questions" ] || mapfile -t files < <(find "$questions" -name '*.tsv' | sort)
    if [ ${#files[@]} -eq 0 ]; then
        skip "warm questions: name a folder that holds them as *.tsv"
    else
        "$bin/bench_query" "$index" "${files[@]}"
    fi
}

cold() {
    if ! command -v sqlite3 >/dev/null; then
        skip "cold questions: the sqlite3 shell is not installed"
        return
    fi
    "$bin/bench_cold" "$bin/rustpro" "$index" \
        "HashMap" "Vec::push" "E0382" "join_next" "lifetime elision" "interior mutability" \
        "read a file line by line" "cannot borrow as mutable more than once" \
        "difference between String and str" "how do I handle errors in a library" \
        "iterate over a vector with index" "what is a trait object"
}

docs=$(docs_folder)
if [ -z "$docs" ]; then
    skip "all: no documentation is installed; \`rustup component add rust-docs\` brings it"
    exit 0
fi
echo "== indexing"
"$bin/bench_html" "$bin/rustpro" "$docs" "${ROUNDS:-3}"
"$bin/rustpro" index --rustup --index "$index" >/dev/null 2>&1
echo
echo "== questions, warm"
warm
echo
echo "== questions, cold"
cold
