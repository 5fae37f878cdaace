# A second run reads what has changed and nothing else.

setup() {
    load helpers
    use_own_home "$BATS_TEST_TMPDIR"
    TREE="$BATS_TEST_TMPDIR/tree"
    mkdir "$BATS_TEST_TMPDIR/db"
    DB="$BATS_TEST_TMPDIR/db/index.db"
    make_tree "$TREE"
    "$RUSTPRO" index "$TREE" --index "$DB" >/dev/null
}

reindex() {
    rustpro index "$@" --index "$DB"
    has_status 0
}

@test "an unchanged tree is not read again and the file stays untouched" {
    local before
    before=$(stat -c '%i %y %s' "$DB")
    reindex "$TREE"
    prints "nothing had changed"
    prints "0 read, 0 removed"
    [ "$before" = "$(stat -c '%i %y %s' "$DB")" ]
    [ -z "$(leftovers "$BATS_TEST_TMPDIR/db")" ]
    reindex
    prints "nothing had changed"
    [ "$before" = "$(stat -c '%i %y %s' "$DB")" ]
}

@test "a changed file is read again, alone" {
    echo 'Zebras were added.' >>"$TREE/boats.md"
    reindex "$TREE"
    prints "(1 read, 0 removed"
    [ "$(ids zebras --index "$DB")" = tree/boats ]
    [ "$(ids pomology --index "$DB")" = tree/apples ]
}

@test "what a changed file no longer holds is no longer found" {
    printf '# Boats\n\nEmpty now.\n' >"$TREE/boats.md"
    reindex "$TREE"
    [[ "$(ids clone --index "$DB")" != *tree/boats* ]]
    rustpro show tree/boats --index "$DB"
    prints "Empty now."
}

@test "a change that keeps size and content but not the time is harmless" {
    touch -d '2001-02-03 04:05:06' "$TREE/boats.md"
    reindex "$TREE"
    [ "$(ids boats --index "$DB")" = tree/boats ]
}

@test "a removed file's entries leave" {
    rm "$TREE/cranes.md"
    reindex "$TREE"
    prints "0 read, 1 removed"
    rustpro ask marshland --index "$DB"
    has_status 1
    rustpro show tree/cranes --index "$DB"
    has_status 1
}

@test "a new file comes in and the others are left alone" {
    printf '# Dunes\n\nDunes wander.\n' >"$TREE/dunes.md"
    reindex
    prints "(1 read, 0 removed"
    [ "$(ids dunes --index "$DB")" = tree/dunes ]
}

@test "a renamed file has a new id and not the old one" {
    mv "$TREE/cranes.md" "$TREE/birds.md"
    reindex "$TREE"
    prints "(1 read, 1 removed"
    [ "$(ids marshland --index "$DB")" = tree/birds ]
}

@test "a changed include target has its includer read again" {
    printf 'fn included() -> u8 { 7 }\n' >"$TREE/part.rs"
    printf '# Inc\n\n```rust\n{{#include part.rs}}\n```\n' >"$TREE/inc.md"
    reindex "$TREE"
    rustpro show tree/inc --index "$DB"
    prints "included() -> u8 { 7 }"
    printf 'fn included() -> u16 { 700 }\n' >"$TREE/part.rs"
    reindex "$TREE"
    prints "(1 read, 0 removed"
    rustpro show tree/inc --index "$DB"
    prints "included() -> u16 { 700 }"
    rm "$TREE/part.rs"
    reindex "$TREE"
    says "part.rs"
    rustpro show tree/inc --index "$DB"
    prints_not "included()"
}

@test "an include target that appears later is taken in" {
    printf '# Inc\n\n```rust\n{{#include late.rs}}\n```\n' >"$TREE/inc.md"
    reindex "$TREE"
    says "late.rs"
    printf 'fn arrived_late() {}\n' >"$TREE/late.rs"
    reindex "$TREE"
    [ "$(ids arrived_late --index "$DB")" = tree/inc ]
}

@test "a page that is included elsewhere is found once, and comes back when it is not any more" {
    printf '## Quaggas\n\nQuaggas are striped.\n' >"$TREE/part.md"
    printf '# Whole\n\nAll of it.\n\n{{#include part.md}}\n' >"$TREE/whole.md"
    reindex "$TREE"
    [ "$(ids striped --index "$DB")" = "tree/whole#quaggas" ]
    reindex "$TREE"
    prints "nothing had changed"
    printf '# Whole\n\nAlone.\n' >"$TREE/whole.md"
    reindex "$TREE"
    [ "$(ids striped --index "$DB")" = tree/part ]
}

@test "a changed summary moves its pages" {
    mkdir -p "$BATS_TEST_TMPDIR/book/src"
    cd "$BATS_TEST_TMPDIR/book"
    printf '[book]\ntitle = "Small"\n' >book.toml
    printf '# Summary\n\n- [One](one.md)\n- [Two](two.md)\n' >src/SUMMARY.md
    printf '# One\n\nOnly one.\n' >src/one.md
    printf '# Two\n\nJust two.\n' >src/two.md
    reindex "$BATS_TEST_TMPDIR/book"
    printf '# Summary\n\n- [One](one.md)\n    - [Two](two.md)\n' >src/SUMMARY.md
    reindex "$BATS_TEST_TMPDIR/book"
    rustpro ask --json just two --index "$DB"
    prints '"trail":["Small","One"]'
}

@test "sources remove takes out one source and leaves the others" {
    mkdir "$BATS_TEST_TMPDIR/other"
    printf '# Other\n\nMarshland too.\n' >"$BATS_TEST_TMPDIR/other/other.md"
    reindex "$BATS_TEST_TMPDIR/other"
    rustpro sources remove tree --index "$DB"
    has_status 0
    [ "$(ids marshland --index "$DB")" = other/other ]
    rustpro sources --index "$DB"
    prints_not "tree "
    rustpro ask boats source:tree --index "$DB"
    has_status 2
    rustpro sources remove tree --index "$DB"
    fails_with 1 "tree"
    reindex "$TREE"
    [ "$(ids boats --index "$DB")" = tree/boats ]
}

@test "--rebuild begins anew with what is named" {
    mkdir "$BATS_TEST_TMPDIR/other"
    printf '# Other\n\nMarshland too.\n' >"$BATS_TEST_TMPDIR/other/other.md"
    reindex --rebuild "$BATS_TEST_TMPDIR/other"
    prints "written"
    [ "$(ids marshland --index "$DB")" = other/other ]
    rustpro sources --json --index "$DB"
    prints_not '"name":"tree"'
}

@test "a source whose folder is gone keeps its entries, and the way out is named" {
    mv "$TREE" "$TREE.away"
    reindex
    says "sources remove tree"
    [ "$(ids boats --index "$DB")" = tree/boats ]
    rustpro index "$TREE" --index "$DB"
    has_status 2
}

@test "a refresh without any source is wrong use" {
    rustpro index --index "$BATS_TEST_TMPDIR/new.db"
    fails_with 2 "rustpro index PATH"
    [ ! -e "$BATS_TEST_TMPDIR/new.db" ]
}

@test "the same folder under two names is two sources" {
    reindex "$TREE" --name second
    [ "$(ids pomology --index "$DB" | sort | xargs)" = "second/apples tree/apples" ]
    [ "$(ids pomology source:second --index "$DB")" = second/apples ]
}

@test "one Markdown file is a source too" {
    reindex "$TREE/boats.md" --name one
    [ "$(ids boats source:one --index "$DB")" = one/boats ]
    reindex "$TREE/boats.md" --name one
    prints "nothing had changed"
}

@test "many refreshes find the same as one fresh index" {
    local i
    for i in {1..30}; do
        printf '# Boats\n\nBoats float, edition %d.\n\n## Oars\n\nOars %d.\n' "$i" "$i" >"$TREE/boats.md"
        [ $((i % 3)) -ne 0 ] || rm -f "$TREE/cranes.md"
        [ $((i % 3)) -ne 1 ] || printf '# Cranes\n\nCranes %d.\n' "$i" >"$TREE/cranes.md"
        reindex "$TREE"
    done
    rustpro index "$TREE" --index "$BATS_TEST_TMPDIR/fresh.db"
    for question in boats oars "edition 30" "edition 7" cranes pears; do
        [ "$(ids "$question" --index "$DB" || true)" = \
            "$(ids "$question" --index "$BATS_TEST_TMPDIR/fresh.db" || true)" ] || say "$question"
    done
}
