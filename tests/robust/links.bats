# Links between entries: what is shown of them, what doctor says, and bodies full of them.

setup() {
    load helpers
    use_own_home "$BATS_TEST_TMPDIR"
    TREE="$BATS_TEST_TMPDIR/tree"
    export RUSTPRO_INDEX="$BATS_TEST_TMPDIR/index.db"
    make_tree "$TREE"
}

index_tree() {
    rustpro index "$TREE"
    has_status 0
}

@test "doctor counts links by where they lead and names what is missing most" {
    cat >"$TREE/links.md" <<'END'
# Links

[a](apples.md) [a](apples.html#none) [p](apples.md#pears) [top](#links) [gone](gone.md)

[v](../std/vec/struct.Vec.html) [s](https://doc.rust-lang.org/std/) [c](../cargo/index.html)
[w](https://example.org/) [x](../no-such-book/x.html) `[code](apples.md)`
END
    index_tree
    rustpro doctor
    prints "links          5 lead to entries, 4 to pages that are not indexed, 2 to the web"
    prints "-> 2 to std, 1 to cargo: \`rustpro index --rustup\` adds what they lead to"
    prints_not no-such-book
}

@test "doctor says nothing of links where there are none" {
    printf '# Boats\n\nBoats float.\n' >"$TREE/boats.md"
    index_tree
    rustpro doctor --index "$RUSTPRO_INDEX"
    prints_not "links  "
}

@test "every id that is listed can be shown" {
    cat >"$TREE/links.md" <<'END'
# Links

[a](apples.md) [p](apples.md#pears) [odd](o%20d%23d.md#x) [b](./boats)
END
    printf '# Odd\n\nOdd.\n\n## X\n\nSection.\n' >"$TREE/o d#d.md"
    index_tree
    rustpro show tree/links
    has_status 0
    [ "$(grep -c '^  ' "$OUT")" -eq 4 ] || say "not four links are listed"
    prints "tree/o d#d#x"
    "$RUSTPRO" show tree/links --json | jq -r '.links[].id' >"$BATS_TEST_TMPDIR/ids"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/ids")" -eq 4 ]
    while read -r id; do
        rustpro show "$id"
        has_status 0
        prints "$id"
    done <"$BATS_TEST_TMPDIR/ids"
}

@test "links that lead out of what is indexed read nothing and are text" {
    echo '# Secret' >"$BATS_TEST_TMPDIR/secret.md"
    printf '# Links\n\n%s %s %s %s\n' '[one](../secret.md)' '[two](/etc/passwd)' \
        '[three](file:///etc/passwd)' '[four](javascript:alert(1))' >"$TREE/links.md"
    index_tree
    rustpro show tree/links
    has_status 0
    prints "one two three four"
    prints_not Links:
}

@test "a page of a hundred thousand links is shown and counted in a few seconds" {
    {
        printf '# Many\n\n'
        seq -f 'x%.0f' 50000 | sed -E 's/.*/[l](&.md#f) [m](..\/std\/&\/index.html)/'
    } >"$TREE/many.md"
    index_tree
    rustpro show tree/many
    has_status 0
    rustpro show tree/many --format markdown
    has_status 0
    rustpro doctor
    prints "100000 to pages that are not indexed"
    prints "50000 to std"
}
