#!/usr/bin/env bash
# Builds a release with the benchmarks and runs them over the Markdown trees named.
set -euo pipefail
cd "$(dirname "$0")/../.."
cmake --preset release -DRUSTPRO_BENCH=ON >/dev/null
cmake --build --preset release >/dev/null
[ $# -gt 0 ] || set -- content
bin=build/release/bin
index=$(mktemp -u /tmp/bench-XXXXXX.db)
trap 'rm -f "$index" "$index.lock"' EXIT
"$bin/bench_index" "$bin/rustpro" "$@"
"$bin/rustpro" index --index "$index" "$@" >/dev/null 2>&1
"$bin/bench_cold" "$bin/rustpro" "$index" "async closure retry" "JoinSet" "lifetime elision" \
    "cannot borrow as mutable" "how do I handle errors in a library" "trait" "deprecated patterns"
