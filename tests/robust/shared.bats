# The user's guide and real books, where the shared folder lies beside the repository
# (RUSTPRO_SHARED, or ../shared).

setup_file() {
    load helpers
    use_own_home "$BATS_FILE_TMPDIR"
    local shared="${RUSTPRO_SHARED:-$TESTS_DIR/../../shared}"
    export GUIDE_DB="$BATS_FILE_TMPDIR/guide.db" ALL_DB="$BATS_FILE_TMPDIR/all.db"
    [ ! -e "$shared/guide/rust-pro.md" ] ||
        "$RUSTPRO" index "$shared/guide/rust-pro.md" --index "$GUIDE_DB" >/dev/null
    if [ -d "$shared/corpora" ]; then
        export ALL_STATUS=0
        "$RUSTPRO" index "$shared"/corpora/*/ --index "$ALL_DB" \
            >"$BATS_FILE_TMPDIR/all.out" 2>"$BATS_FILE_TMPDIR/all.err" || ALL_STATUS=$?
    fi
}

setup() {
    load helpers
}

ask_guide() {
    shared_or_skip guide/
    rustpro ask --json "$@" --index "$GUIDE_DB"
    first=$(grep -o '"title":"[^"]*"' "$OUT" | head -n 1 | cut -d'"' -f4)
}

first_is() {
    [ "$first" = "$1" ] || say "the first title is \"$first\", not \"$1\""
}

@test "guide: async closure retry finds Async Closures with its snippet" {
    ask_guide async closure retry
    first_is "Async Closures"
    rustpro ask async closure retry -n 1 --index "$GUIDE_DB"
    prints "retry"
    prints "async fn"
}

@test "guide: deprecated patterns lists the six pairs, each with its replacement and two snippets" {
    shared_or_skip guide/
    local title
    rustpro ask --json deprecated patterns --index "$GUIDE_DB"
    for title in "async-trait macro (Rust < 1.75)" "Box<dyn Trait> for return types in traits" \
        "Manual future implementations" "unwrap() in production code" "Clone when borrowing works" \
        "Manual From implementations for errors"; do
        tr -d '\n' <"$OUT" | sed 's/{"rank"/\n&/g' | grep -F "\"title\":\"$title\"" >"$BATS_TEST_TMPDIR/hit" ||
            say "not listed: $title"
        grep -q '"kind":"deprecated"' "$BATS_TEST_TMPDIR/hit"
        grep -q '"replaced_by":"' "$BATS_TEST_TMPDIR/hit" || say "no replaced_by: $title"
        [ "$(grep -o '"n":[0-9]*' "$BATS_TEST_TMPDIR/hit" | wc -l)" -eq 2 ] || say "not two snippets: $title"
    done
}

@test "guide: the first answer to async-trait names what replaces it" {
    ask_guide -n 1 async-trait
    prints '"replaced_by":"'
}

@test "guide: the question mark finds error handling" {
    ask_guide -n 1 '?'
    prints 'rror'
    [[ "$output" == *'"trail":['*'Error Handling'* || "$first" == *rror* ]] || say "first: $first"
}

@test "guide: JoinSet, join_next and rate limit find the section about Tokio" {
    local question
    for question in JoinSet join_next "rate limit"; do
        ask_guide "$question"
        first_is "Tokio with TaskGroup-style Concurrency"
    done
}

@test "guide: PhantomData finds the type state pattern" {
    ask_guide PhantomData
    first_is "Type State Pattern"
}

@test "guide: how do I handle errors in a library finds thiserror" {
    ask_guide how do I handle errors in a library
    first_is "Library Errors with thiserror"
}

@test "corpora: all books go into one index without a crash" {
    shared_or_skip corpora/
    cat "$BATS_FILE_TMPDIR/all.out"
    [ "$ALL_STATUS" -eq 0 ]
}

@test "corpora: every Markdown file is in the index or named, but for the books' summaries" {
    shared_or_skip corpora/
    sqlite3 -readonly "$ALL_DB" "select s.name || '/' || f.path from file f join source s on s.id = f.source" |
        sort >"$BATS_TEST_TMPDIR/indexed"
    (cd "$SHARED/corpora" && find ./*/ -name '*.md' ! -name SUMMARY.md -printf '%P\n' >/dev/null
        for book in */; do
            find "$book" -name '*.md' ! -name SUMMARY.md
        done) | sed 's#//#/#' | sort >"$BATS_TEST_TMPDIR/files"
    comm -23 "$BATS_TEST_TMPDIR/files" "$BATS_TEST_TMPDIR/indexed" >"$BATS_TEST_TMPDIR/missing"
    while IFS= read -r file; do
        grep -qF "${file#*/}: skipped" "$BATS_FILE_TMPDIR/all.err" || say "neither indexed nor named: $file"
    done <"$BATS_TEST_TMPDIR/missing"
}

@test "corpora: the index is whole and every entry can be shown in every format" {
    shared_or_skip corpora/
    [ "$(sqlite3 -readonly "$ALL_DB" 'pragma integrity_check')" = ok ]
    rustpro doctor --index "$ALL_DB"
    prints "9 sources"
    local id
    for id in $(sqlite3 -readonly "$ALL_DB" "select s.name || '/' || substr(f.path, 1, length(f.path) - 3)
        || case when e.slug = '' then '' else '#' || e.slug end from entry e join file f on f.id = e.file
        join source s on s.id = f.source where e.id % 12 = 0"); do
        "$RUSTPRO" show "$id" --index "$ALL_DB" >"$BATS_TEST_TMPDIR/shown" || say "cannot show $id"
        [ -s "$BATS_TEST_TMPDIR/shown" ] || say "shows nothing: $id"
    done
}

@test "corpora: no two entries have one id" {
    shared_or_skip corpora/
    [ -z "$(sqlite3 -readonly "$ALL_DB" "select f.path || '#' || slug from entry e join file f on f.id = e.file
        group by e.file, slug having count(*) > 1")" ]
}

@test "corpora: well-known questions find the books' own sections" {
    shared_or_skip corpora/
    rustpro ask E0382 --index "$ALL_DB"
    prints "error-codes/E0382"
    rustpro ask "what is a lifetime" --index "$ALL_DB"
    has_status 0
    rustpro ask "'static" --index "$ALL_DB"
    has_status 0
    rustpro ask "variance" source:nomicon --index "$ALL_DB"
    prints "nomicon/src/subtyping"
}

@test "corpora: a second run has nothing to do" {
    shared_or_skip corpora/
    rustpro index "$SHARED"/corpora/*/ --index "$ALL_DB"
    has_status 0
    prints "nothing had changed"
}
