# Readers see the old index or the new one, whatever happens to the program that writes it.

setup_file() {
    load helpers
    use_own_home "$BATS_FILE_TMPDIR"
    export TREE="$BATS_FILE_TMPDIR/tree" BIG="$BATS_FILE_TMPDIR/big" WHOLE="$BATS_FILE_TMPDIR/whole"
    local start
    make_tree "$TREE"
    make_big_tree "$BIG" 800
    mkdir "$WHOLE"
    start=$(date +%s%N)
    "$RUSTPRO" index "$TREE" "$BIG" --index "$WHOLE/index.db" >/dev/null
    export FULL_RUN_MS=$((($(date +%s%N) - start) / 1000000))
}

setup() {
    load helpers
    DIR="$BATS_TEST_TMPDIR/db"
    DB="$DIR/index.db"
    mkdir "$DIR"
    "$RUSTPRO" index "$TREE" --index "$DB" >/dev/null
}

after_ms() {
    sleep "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))"
}

# Waits until the indexer with process number $1 has begun to write, or has ended.
wait_for_writing() {
    while [ ! -s "$DB.new" ] && kill -0 "$1" 2>/dev/null; do
        sleep 0.005
    done
}

@test "an indexer killed at any moment leaves the old index whole and the next run works" {
    local i pid status old new landed=0
    old=$(answer boats --index "$DB")
    new=$(answer boats --index "$WHOLE/index.db")
    [ "$old" != "$new" ]
    cp "$DB" "$BATS_TEST_TMPDIR/old.db"
    for ((i = 0; i < 20; i++)); do
        "$RUSTPRO" index "$BIG" --index "$DB" >/dev/null 2>&1 &
        pid=$!
        after_ms $((FULL_RUN_MS * i / 20))
        kill -KILL "$pid" 2>/dev/null || true
        status=0
        wait "$pid" || status=$?
        if [ "$status" -eq 0 ]; then # it was faster than the kill
            [ "$(answer boats --index "$DB")" = "$new" ]
            cp "$BATS_TEST_TMPDIR/old.db" "$DB"
            continue
        fi
        landed=$((landed + 1))
        # A kill between the rename and the end of the program leaves the new one.
        [ "$(answer boats --index "$DB")" = "$old" ] || [ "$(answer boats --index "$DB")" = "$new" ]
        "$RUSTPRO" index --rebuild "$TREE" --index "$DB" >/dev/null
        [ "$(answer boats --index "$DB")" = "$old" ]
        [ -z "$(leftovers "$DIR")" ]
    done
    echo "$landed of 20 kills came before the end" >&3
    [ "$landed" -gt 0 ]
}

@test "a refresh after a kill finds the same as an index made at once" {
    local pid
    "$RUSTPRO" index "$BIG" --index "$DB" >/dev/null 2>&1 &
    pid=$!
    wait_for_writing "$pid"
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" || true
    rustpro index "$BIG" --index "$DB"
    has_status 0
    [ "$(ids boats --index "$DB")" = "$(ids boats --index "$WHOLE/index.db")" ]
}

@test "an interrupted indexer says so, fails, and leaves nothing behind" {
    local signal pid status old
    old=$(answer boats --index "$DB")
    for signal in INT TERM; do
        status=0
        "$RUSTPRO" index "$BIG" --index "$DB" >/dev/null 2>"$BATS_TEST_TMPDIR/err" &
        pid=$!
        wait_for_writing "$pid"
        kill -"$signal" "$pid"
        wait "$pid" || status=$?
        [ "$status" -ne 0 ]
        grep -qi "interrupted" "$BATS_TEST_TMPDIR/err"
        [ "$(answer boats --index "$DB")" = "$old" ]
        [ -z "$(leftovers "$DIR")" ]
    done
}

@test "of two indexers at once one succeeds and the other waits or says why not" {
    local first second first_status=0 second_status=0
    "$RUSTPRO" index "$BIG" --index "$DB" >/dev/null 2>"$BATS_TEST_TMPDIR/first" &
    first=$!
    wait_for_writing "$first"
    "$RUSTPRO" index "$BIG" --index "$DB" >/dev/null 2>"$BATS_TEST_TMPDIR/second" &
    second=$!
    wait "$second" || second_status=$?
    wait "$first" || first_status=$?
    [ "$first_status" -eq 0 ]
    [ "$second_status" -eq 0 ] || [ "$second_status" -eq 2 ]
    [ "$second_status" -eq 0 ] || grep -q "^rustpro: .*another rustpro" "$BATS_TEST_TMPDIR/second"
    [ "$(ids boats --index "$DB")" = "$(ids boats --index "$WHOLE/index.db")" ]
    [ -z "$(leftovers "$DIR")" ]
}

@test "five indexers at once leave a whole index" {
    local -a pids=()
    local i status good=0
    for i in 1 2 3 4 5; do
        "$RUSTPRO" index --rebuild "$TREE" --index "$DIR/five.db" >/dev/null 2>"$BATS_TEST_TMPDIR/err$i" &
        pids+=($!)
    done
    for i in 1 2 3 4 5; do
        status=0
        wait "${pids[i - 1]}" || status=$?
        [ "$status" -eq 0 ] || [ "$status" -eq 2 ]
        [ "$status" -ne 0 ] || good=$((good + 1))
    done
    [ "$good" -ge 1 ]
    [ "$(answer boats --index "$DIR/five.db")" = "$(answer boats --index "$DB")" ]
}

@test "a reader during indexing gets the whole old answer or the whole new one" {
    local pid old new now reads=0
    old=$(answer boats --index "$DB")
    new=$(answer boats --index "$WHOLE/index.db")
    "$RUSTPRO" index "$BIG" --index "$DB" >/dev/null &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
        now=$(answer boats --index "$DB")
        [ "$now" = "$old" ] || [ "$now" = "$new" ]
        reads=$((reads + 1))
    done
    wait "$pid"
    echo "$reads reads" >&3
    [ "$(answer boats --index "$DB")" = "$new" ]
}

@test "the index of a tree is the same however the tree came into it" {
    rustpro index "$BIG" --index "$DB"
    has_status 0
    [ "$(ids boats pages --index "$DB")" = "$(ids boats pages --index "$WHOLE/index.db")" ]
    [ "$(ids apples --index "$DB")" = "$(ids apples --index "$WHOLE/index.db")" ]
}
