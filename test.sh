#!/usr/bin/env bash
# Installs what the tests need, builds with warnings as errors, and runs all tests: unit, golden and
# robustness tests on an optimized build and under sanitizers, a short fuzz run, and clang-tidy.
# FUZZ_SECONDS sets how long each fuzz target runs (15). The last lines name what passed, failed and
# was skipped.
set -uo pipefail
cd "$(dirname "$0")" || exit 2
. scripts/packages.sh

passed=0
failed=0
skipped=0
log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT

install_packages "${BUILD_PACKAGES[@]}" "${TEST_PACKAGES[@]}" || exit 2
if command -v rustc >/dev/null; then
    install_packages "${CRATE_PACKAGES[@]}" || exit 2
fi

# step NAME COMMAND...: counts a step that is one test of its own.
step() {
    local name=$1
    shift
    if "$@" >"$log/out" 2>&1; then
        passed=$((passed + 1))
        echo "passed: $name"
    else
        failed=$((failed + 1))
        echo "FAILED: $name"
        tail -n 60 "$log/out"
    fi
}

build() {
    cmake --preset "$1" "${@:2}" && cmake --build --preset "$1"
}

# suite PRESET ARGS...: runs ctest there and adds up what its tests report.
suite() {
    local preset=$1
    shift
    ctest --test-dir "build/$preset" --output-on-failure --verbose "$@" >"$log/suite" 2>&1
    local good bad skip
    # Each cmocka test, each bats test, one line each.
    good=$(grep -cE '^[0-9]+: (\[       OK \]|ok [0-9]+ )' "$log/suite")
    skip=$(grep -cE '^[0-9]+: (\[  SKIPPED \] [a-z]|ok [0-9]+ .*# skip)' "$log/suite")
    bad=$(grep -cE '^[0-9]+: (\[  FAILED  \] [a-z_0-9]+$|not ok [0-9]+ )' "$log/suite")
    # A program that died has no such line: ctest knows.
    local dead
    dead=$(grep -cE '^ *[0-9]+/[0-9]+ Test .*(\*\*\*Failed|\*\*\*Exception|\*\*\*Timeout|\*\*\*Not Run)' "$log/suite")
    [ "$bad" -gt 0 ] || bad=$dead
    grep -E '^[0-9]+: (ok [0-9]+ .*# skip|\[  SKIPPED \] [a-z])' "$log/suite" | sed 's/^[0-9]*: /skipped: /'
    good=$((good - $(grep -cE '^[0-9]+: ok [0-9]+ .*# skip' "$log/suite")))
    passed=$((passed + good))
    failed=$((failed + bad))
    skipped=$((skipped + skip))
    echo "$preset: $good passed, $bad failed, $skip skipped"
    if [ "$bad" -gt 0 ] || [ "$good" -eq 0 ]; then
        [ "$bad" -gt 0 ] || failed=$((failed + 1))
        grep -vE '^[0-9]+: (\[ RUN|\[       OK|ok [0-9]+ )' "$log/suite" | tail -n 200
    fi
}

tidy() {
    local files
    files=$(git ls-files 'core/*.c' 'indexer/*.c' 'query/*.c' 'runner/*.c' 'cli/*.c' 2>/dev/null) ||
        files=$(ls core/*.c indexer/*.c query/*.c runner/*.c cli/*.c)
    # shellcheck disable=SC2086
    printf '%s\n' $files | xargs -P "$(nproc)" -n 6 clang-tidy -p build/dev --quiet --warnings-as-errors='*' 2>/dev/null
}

step "build with warnings as errors (gcc)" build dev
suite dev
step "build with sanitizers" build asan
suite asan -R '^unit/'
step "build with clang" build fuzz
step "fuzz targets, ${FUZZ_SECONDS:-15} s each" tests/fuzz/run.sh "${FUZZ_SECONDS:-15}"
step "clang-tidy" tidy

echo
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
