# An index that was cut or changed is told of; it never crashes and never answers wrongly.

setup_file() {
    load helpers
    use_own_home "$BATS_FILE_TMPDIR"
    export WHOLE="$BATS_FILE_TMPDIR/whole.db" QUESTION="boats float section"
    make_tree "$BATS_FILE_TMPDIR/tree"
    make_big_tree "$BATS_FILE_TMPDIR/big" 5
    "$RUSTPRO" index "$BATS_FILE_TMPDIR/tree" "$BATS_FILE_TMPDIR/big" --index "$WHOLE" >/dev/null
    export WHOLE_ANSWER
    WHOLE_ANSWER=$(answer $QUESTION --index "$WHOLE")
    export WHOLE_ENTRY
    WHOLE_ENTRY=$("$RUSTPRO" show tree/boats --index "$WHOLE")
}

setup() {
    load helpers
    DB="$BATS_FILE_TMPDIR/damaged$BATS_TEST_NUMBER.db" # beside the whole one: roots are relative
    SIZE=$(stat -c %s "$WHOLE")
}

tells_of_damage() {
    has_status 2 || return 1
    [ -z "$output" ] || say "it prints data"
    [[ "$errors" =~ ^rustpro:\ .*(damaged|cut\ short|not\ an\ index) ]] || say "no word of damage"
}

@test "the whole index answers, and doctor finds no fault in it" {
    rustpro ask $QUESTION --index "$WHOLE"
    has_status 0
    rustpro doctor --index "$WHOLE"
    prints "entries"
    [[ "$output" != *damaged* ]] || say "doctor calls a whole index damaged"
}

@test "an index cut at every page boundary is damaged" {
    local at
    for ((at = 0; at < SIZE; at += 4096)); do
        head -c "$at" "$WHOLE" >"$DB"
        rustpro ask $QUESTION --index "$DB"
        tells_of_damage || say "cut at $at of $SIZE"
    done
}

@test "an index cut at two hundred other places is damaged" {
    local i at
    RANDOM=4711
    for ((i = 0; i < 200; i++)); do
        at=$(((RANDOM * 32768 + RANDOM) % SIZE))
        [ "$i" -lt 100 ] || at=$(((i - 100) * 3))
        head -c "$at" "$WHOLE" >"$DB"
        rustpro ask $QUESTION --index "$DB"
        tells_of_damage || say "cut at $at of $SIZE"
    done
}

@test "an index with bytes after its end is damaged" {
    cp "$WHOLE" "$DB"
    echo more >>"$DB"
    rustpro ask $QUESTION --index "$DB"
    tells_of_damage
}

@test "a flipped byte anywhere is told of or does not matter, and doctor always sees it" {
    local i at old new missed=0
    RANDOM=1234
    for ((i = 0; i < 300; i++)); do
        at=$(((RANDOM * 32768 + RANDOM) % SIZE))
        [ "$i" -ge 60 ] || at=$i
        cp "$WHOLE" "$DB"
        old=$(od -An -tu1 -j "$at" -N 1 "$WHOLE")
        new=$((old ^ (1 << (i % 8))))
        printf "\\x$(printf %02x "$new")" | dd of="$DB" bs=1 seek="$at" conv=notrunc status=none
        status=0
        output=$("$RUSTPRO" ask --json $QUESTION --index "$DB" 2>"$BATS_TEST_TMPDIR/err") || status=$?
        errors=$(<"$BATS_TEST_TMPDIR/err")
        if [ "$status" -eq 0 ]; then
            [ "$(sed -E 's/"took_us":[0-9]+/"took_us":0/' <<<"$output")" = "$WHOLE_ANSWER" ] ||
                say "another answer with byte $at of $SIZE changed from $old to $new"
        elif [ "$at" -ge 60 ] && [ "$at" -lt 64 ]; then
            has_status 2
            says "rebuild"
        else
            tells_of_damage || say "byte $at of $SIZE changed from $old to $new"
        fi
        rustpro show tree/boats --index "$DB"
        [ "$status" -eq 2 ] || [ "$output" = "$WHOLE_ENTRY" ] || say "show: byte $at"
        rustpro doctor --index "$DB"
        [ "$status" -eq 1 ] || say "doctor misses byte $at of $SIZE"
    done
}

@test "a page that stands in another's place is damage" {
    cp "$WHOLE" "$DB"
    dd if="$WHOLE" of="$DB" bs=4096 skip=3 seek=4 count=1 conv=notrunc status=none
    dd if="$WHOLE" of="$DB" bs=4096 skip=4 seek=3 count=1 conv=notrunc status=none
    rustpro doctor --index "$DB"
    has_status 1
    prints "damaged"
}

@test "a zeroed page is damage" {
    local page
    for ((page = 1; page < SIZE / 4096; page++)); do
        cp "$WHOLE" "$DB"
        dd if=/dev/zero of="$DB" bs=4096 seek="$page" count=1 conv=notrunc status=none
        status=0
        output=$(answer $QUESTION --index "$DB" 2>"$BATS_TEST_TMPDIR/err") || status=$?
        [ "$output" = "$WHOLE_ANSWER" ] || [ -z "$output" ] || say "page $page"
        rustpro doctor --index "$DB"
        has_status 1 || say "doctor misses page $page"
    done
}

@test "the indexer does not build upon a damaged index" {
    local page
    for ((page = 1; page < SIZE / 4096; page += 2)); do
        cp "$WHOLE" "$DB"
        dd if=/dev/zero of="$DB" bs=4096 seek="$page" count=1 conv=notrunc status=none
        cp "$DB" "$DB.before"
        echo "more $page" >>"$BATS_FILE_TMPDIR/tree/cranes.md"
        rustpro index "$BATS_FILE_TMPDIR/tree" --index "$DB"
        [ "$status" -eq 0 ] || [ "$status" -eq 2 ] || say "page $page"
        # What it did not touch it may copy; but the copy must not pass for whole.
        [ "$status" -eq 2 ] || { rustpro doctor --index "$DB" && has_status 1; } || say "page $page"
        [ "$status" -ne 2 ] || cmp "$DB" "$DB.before"
    done
}
