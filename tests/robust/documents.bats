# What a document says reaches the reader.

setup() {
    load helpers
    use_own_home "$BATS_TEST_TMPDIR"
    DB="$BATS_TEST_TMPDIR/index.db"
    mkdir "$BATS_TEST_TMPDIR/docs"
    cd "$BATS_TEST_TMPDIR/docs"
}

index_docs() {
    rustpro index "$BATS_TEST_TMPDIR/docs" --index "$DB"
    has_status 0
}

@test "a footnote is shown with the section that refers to it, and found there" {
    printf '# Other\n\nNothing.\n\n# Drops\n\nFields drop in order.[^order]\n\n# Last\n\nEnd.\n\n[^order]: The numbat rule is old.\n' >notes.md
    index_docs
    [ "$(ids numbat --index "$DB")" = "docs/notes#drops" ]
    rustpro show docs/notes#drops --index "$DB"
    prints "The numbat rule is old."
}

@test "an error code's page is titled with the code and its first sentence" {
    printf 'A numbat was moved twice.\n\nMore text.\n' >E0382.md
    index_docs
    rustpro ask --json E0382 --index "$DB"
    prints '"title":"E0382: A numbat was moved twice"'
    prints '"kind":"error"'
}

@test "a note that heads an error code's page keeps its own words" {
    printf '#### Note: kept for the tests.\n\nYou gave a numbat.\n\nAnother paragraph.\n' >E0109.md
    index_docs
    rustpro show docs/E0109 --index "$DB"
    prints "Note: kept for the tests."
    [ "$(grep -c 'You gave a numbat.$' "$OUT")" -eq 1 ] || say "a sentence is there twice"
}

@test "sections whose titles have no letters have ids of their own" {
    printf '# Paths\n\nText about numbats.\n\n## ::\n\nThe root numbat.\n\n## ...\n\nDots.\n' >paths.md
    index_docs
    [ "$(ids numbats --index "$DB" | sort -u | wc -l)" -eq "$(ids numbats --index "$DB" | wc -l)" ]
    [ -z "$(sqlite3 -readonly "$DB" 'select slug from entry group by file, slug having count(*) > 1')" ] ||
        say "two entries have one id"
}

@test "a report never reads more files than there are" {
    printf '## Part\n\nIncluded.\n' >part.md
    printf '# Whole\n\nText.\n\n{{#include part.md}}\n' >a.md
    index_docs
    prints "(2 read"
}
