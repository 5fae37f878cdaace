# Golden tests: NAME.test holds a command line, the words after `rustpro`, as the shell reads them;
# NAME.expected what it prints and its exit status. Lines that begin with '#' are remarks. Where
# there are several command lines, the last one counts and the others prepare it.
#
#     UPDATE=1 bats tests/golden/golden.bats    rewrites .expected: read the difference
#     ONLY=NAME bats ...                        runs one
#
# bats 1.8 cannot make tests in a loop, so one test runs them all and shows every difference.

setup_file() {
    load ../robust/helpers
    use_own_home "$BATS_FILE_TMPDIR"
    export GOLDEN="$TESTS_DIR/golden"
    export CORPUS="$GOLDEN/corpus"
    export RUSTPRO_INDEX="$BATS_FILE_TMPDIR/index.db"
    "$RUSTPRO" index "$CORPUS/book" "$CORPUS/notes" "$CORPUS/codes" "$CORPUS/team" \
        >"$BATS_FILE_TMPDIR/indexed" 2>&1 || {
        cat "$BATS_FILE_TMPDIR/indexed" >&2
        return 1
    }
}

# Volatile parts: times, this machine, and where this tree and the temporary folder lie.
mask() {
    sed -E -e "s#file://$(uname -n)/#file://HOST:/#g" -e "s#$CORPUS#CORPUS#g" \
        -e "s#$BATS_FILE_TMPDIR#TMP#g" \
        -e 's/"took_us":[0-9]+/"took_us":0/g' \
        -e 's/[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}(:[0-9]{2})?/DATE/g'
}

# Runs the command lines of a .test file and prints what the last one said.
record() {
    local line status=0
    local -a words

    export SCRATCH="$BATS_FILE_TMPDIR/scratch/$1"
    mkdir -p "$SCRATCH"
    rm -rf "$XDG_STATE_HOME"
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in '' | '#'*) continue ;; esac
        eval "words=($line)"
        status=0
        "$RUSTPRO" "${words[@]}" >"$SCRATCH/out" 2>"$SCRATCH/err" </dev/null || status=$?
    done <"$GOLDEN/$1.test"
    mask <"$SCRATCH/out"
    mask <"$SCRATCH/err" | sed 's/^/[stderr] /'
    echo "[exit $status]"
}

@test "the program answers as recorded in the .expected files" {
    local test name failed=0

    for test in "$GOLDEN"/${ONLY:-*}.test; do
        name=$(basename "$test" .test)
        record "$name" >"$BATS_FILE_TMPDIR/$name.actual"
        if [ -n "${UPDATE:-}" ]; then
            cp "$BATS_FILE_TMPDIR/$name.actual" "$GOLDEN/$name.expected"
        elif ! diff -u "$GOLDEN/$name.expected" "$BATS_FILE_TMPDIR/$name.actual"; then
            echo "--- $name: rustpro $(grep -v '^#' "$test" | tail -n 1)"
            failed=$((failed + 1))
        fi
    done
    [ "$failed" -eq 0 ]
}

@test "every .expected file belongs to a .test file" {
    for expected in "$GOLDEN"/*.expected; do
        [ -e "${expected%.expected}.test" ] || {
            echo "$expected has no .test"
            return 1
        }
    done
}
