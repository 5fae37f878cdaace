# HTML documentation through the program: what is recognised, kept, passed over, refreshed; hostile
# pages; and all that rustup has installed, where it has.

setup_file() {
    load helpers
    keep_toolchain
    use_own_home "$BATS_FILE_TMPDIR"
    local sysroot
    sysroot=$(rustc --print sysroot 2>/dev/null) || sysroot=
    export RUST_DB="$BATS_FILE_TMPDIR/rust.db" RUST_DOCS="$sysroot/share/doc/rust/html"
    if [ -n "$sysroot" ] && [ -e "$RUST_DOCS/std/index.html" ]; then
        export RUST_STATUS=0
        "$RUSTPRO" index --rustup --index "$RUST_DB" \
            >"$BATS_FILE_TMPDIR/rust.out" 2>"$BATS_FILE_TMPDIR/rust.err" || RUST_STATUS=$?
    fi
}

setup() {
    load helpers
    use_own_home "$BATS_TEST_TMPDIR"
    DOCS="$BATS_TEST_TMPDIR/target/doc"
    TREE="$BATS_TEST_TMPDIR/tree"
    DB="$BATS_TEST_TMPDIR/index.db"
}

index_to_db() {
    rustpro index "$@" --index "$DB"
    has_status 0
}

sources() {
    sqlite3 -readonly "$DB" 'select group_concat(name, " ") from (select name from source order by id)'
}

skipped() { # file, reason
    [[ "$errors" == *"$1: skipped: "*"$2"* ]] || say "not named as skipped: $1: $2"
}

# A page of rustdoc's: its path below the docs, the item's name, its source's path and lines, its text.
item() {
    local file="$DOCS/$1" up
    up=$(dirname "$1" | sed -E 's,[^/]+,..,g')
    mkdir -p "$(dirname "$file")"
    {
        printf '<!DOCTYPE html><html lang="en"><head><meta name="generator" content="rustdoc">'
        printf '<meta name="rustdoc-vars" data-rustdoc-version="1.95.0 (0123456 2026-04-14)">'
        printf '<title>%s - Rust</title></head><body class="rustdoc"><main>' "$2"
        printf '<section id="main-content"><h1>Item <span>%s</span></h1>' "$2"
        printf '<a class="src" href="%s/src/%s">Source</a>' "$up" "$3"
        printf '<pre class="rust item-decl"><code>pub fn %s()</code></pre>' "$2"
        printf '<div class="docblock"><p>%s</p></div></section></main></body></html>\n' "$4"
    } >"$file"
}

# Three crates of a standard library, as small as they can be.
make_docset() {
    mkdir -p "$DOCS/static.files" "$DOCS/src/std"
    : >"$DOCS/crates1.95.0.js"
    : >"$DOCS/static.files/main.js"
    item std/index.html std std/lib.rs.html#1 'The standard quokka.'
    item core/index.html core core/lib.rs.html#1 'The core quokka.'
    item alloc/index.html alloc alloc/lib.rs.html#1 'The alloc quokka.'
    item std/boat/fn.row.html row core/boat.rs.html#1 'Rows with might.'
    item core/boat/fn.row.html row core/boat.rs.html#1 'Rows with might.'
    item core/boat/fn.sink.html sink core/boat.rs.html#9 'Sinks like a bandicoot.'
    item std/oar/struct.Oar.html Oar alloc/oar.rs.html#3 'An oar.'
    item alloc/oar/inner/struct.Oar.html Oar alloc/oar.rs.html#3 'An oar.'
    printf '<html><meta http-equiv="refresh" content="0;URL=../boat/index.html">' >"$DOCS/std/moved.html"
    printf '<meta name="generator" content="rustdoc"><body class="rustdoc src"><main>x' >"$DOCS/src/std/lib.rs.html"
    printf '<meta name="generator" content="rustdoc"><body class="rustdoc mod"><main>x' >"$DOCS/std/all.html"
    cp "$DOCS/std/all.html" "$DOCS/help.html"
}

# mdBook's output of two chapters and what it puts beside them.
make_book() {
    local head='<!DOCTYPE HTML><html lang="en"><head><!-- Book generated using mdBook -->' page
    mkdir -p "$1"
    for page in index one; do
        printf '%s<title>%s - The Boats</title></head><body><main><h1 id="%s">Of %s</h1><p>The quokka %s.</p></main>' \
            "$head" "$page" "$page" "$page" "$page" >"$1/$page.html"
    done
    cp "$1/one.html" "$1/print.html"
    cp "$1/one.html" "$1/404.html"
    printf '<body class="sidebar-iframe-inner"><ol class="chapter"><li><a href="index.html">Start</a></li><li class="part-title">At sea</li><li><a href="one.html"><strong aria-hidden="true">1.</strong> One</a></li></ol>' >"$1/toc.html"
}

# --- what is what ---

@test "index recognises Markdown, a book's source, its output, plain HTML and documentation of crates" {
    make_tree "$TREE/markdown"
    make_tree "$TREE/source/src"
    printf '[book]\ntitle = "Boats"\n' >"$TREE/source/book.toml"
    make_book "$TREE/source/book"
    make_book "$TREE/book"
    mkdir "$TREE/plain"
    printf '<h1>Plain</h1><p>A quokka.' >"$TREE/plain/a.html"
    printf '# Readme\n' >"$TREE/plain/readme.md"
    printf '<h1>Plain</h1><p>A quokka.' >"$TREE/plain/b.htm"
    make_docset
    index_to_db "$TREE/markdown" "$TREE/source" "$TREE/book" "$TREE/plain" "$DOCS"
    [ "$(sources)" = "markdown source book plain std alloc core" ] || say "sources: $(sources)"
    prints "markdown: "
    prints "source: 4 entries, 1 snippet in 3 files"
    prints "book: 2 entries, 0 snippets in 5 files (5 read, 0 removed, 0 skipped, 2 passed over)"
    prints "plain: 2 entries, 0 snippets in 2 files"
    [ -z "$errors" ] || say "it complains"
}

@test "a folder without documents, one that is missing, and a book alone are told apart" {
    mkdir "$BATS_TEST_TMPDIR/empty"
    rustpro index "$BATS_TEST_TMPDIR/empty" --index "$DB"
    fails_with 2 "neither Markdown (.md) nor HTML (.html)"
    rustpro index "$BATS_TEST_TMPDIR/nowhere" --index "$DB"
    fails_with 2 "nowhere"
    make_book "$TREE"
    index_to_db "$TREE/one.html"
    [ "$(ids quokka --index "$DB")" = one/one ]
}

@test "the list of chapters gives the pages of a book their titles and trails" {
    make_book "$TREE"
    index_to_db "$TREE" --name boats
    rustpro ask --json 'Of one' --index "$DB"
    prints '"title":"Of one","trail":["The Boats","At sea"]'
    rustpro show boats/one --index "$DB"
    prints "The quokka one."
}

# --- documentation of crates ---

@test "a docset's pages are kept where they come first, std before alloc before core" {
    make_docset
    index_to_db "$DOCS"
    [ -z "$errors" ] || say "it complains"
    prints "std: 3 entries, 0 snippets in 5 files (5 read, 0 removed, 0 skipped, 2 passed over)"
    prints "alloc: 1 entry, 0 snippets in 2 files (2 read, 0 removed, 0 skipped, 1 passed over)"
    prints "core: 2 entries, 0 snippets in 3 files (3 read, 0 removed, 0 skipped, 1 passed over)"
    [ "$(ids might --index "$DB")" = std/boat/fn.row ]
    [ "$(ids bandicoot --index "$DB")" = core/boat/fn.sink ]
    rustpro ask --json -n 1 core::boat::row --index "$DB"
    prints '"id":"std/boat/fn.row"'
}

@test "--cargo-doc takes a project, its target folder, or target/doc" {
    local path
    make_docset
    for path in "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR/target" "$DOCS"; do
        rm -f "$DB"
        index_to_db --cargo-doc "$path"
        [ "$(sources)" = "std alloc core" ] || say "$path gives $(sources)"
    done
    rustpro index --cargo-doc "$BATS_TEST_TMPDIR/nowhere" --index "$DB"
    fails_with 2 'no output of `cargo doc` here'
}

@test "a crate that another project documents too is left alone and told of" {
    make_docset
    rm -r "$DOCS/core" "$DOCS/alloc"
    index_to_db "$DOCS"
    mkdir -p "$BATS_TEST_TMPDIR/other"
    cp -r "$DOCS" "$BATS_TEST_TMPDIR/other/doc"
    cp -r "$DOCS/std" "$BATS_TEST_TMPDIR/other/doc/mine"
    index_to_db --cargo-doc "$BATS_TEST_TMPDIR/other"
    says "std"
    [ "$(sources)" = "std mine" ] || say "sources: $(sources)"
    [ "$(sqlite3 -readonly "$DB" "select root from source where name = 'std'")" = target/doc/std ]
}

@test "--name goes with one source, not with the documentation of several crates" {
    make_docset
    rustpro index "$DOCS" --name mine --index "$DB"
    fails_with 2 "--name mine"
    index_to_db "$DOCS/std" --name mine
    [ "$(sources)" = mine ]
    [ "$(ids might --index "$DB")" = mine/boat/fn.row ]
}

# --- refreshing ---

@test "nothing is read or written where nothing has changed" {
    local before
    make_docset
    make_book "$TREE"
    index_to_db "$DOCS" "$TREE"
    before=$(stat -c '%i %y %s' "$DB")
    index_to_db "$DOCS" "$TREE"
    prints "nothing had changed"
    lacks '[1-9][0-9]* read' "$OUT"
    index_to_db
    prints "nothing had changed"
    lacks '[1-9][0-9]* read' "$OUT"
    [ "$before" = "$(stat -c '%i %y %s' "$DB")" ]
}

@test "refreshing goes through a docset in its order" {
    make_docset
    index_to_db "$DOCS"
    index_to_db
    [ "$(grep -oE '^(std|alloc|core):' "$OUT" | tr -d '\n')" = "std:alloc:core:" ]
}

@test "a changed page is read again, alone" {
    make_docset
    index_to_db "$DOCS"
    item core/boat/fn.sink.html sink core/boat.rs.html#9 'Sinks like a numbat.'
    touch -d '2001-02-03' "$DOCS/core/boat/fn.sink.html"
    index_to_db
    prints "std: 3 entries, 0 snippets in 5 files (0 read"
    prints "core: 2 entries, 0 snippets in 3 files (1 read, 0 removed"
    [ "$(ids numbat --index "$DB")" = core/boat/fn.sink ]
    [ -z "$(ids bandicoot --index "$DB")" ]
}

@test "a page that goes brings in the one that was passed over for it" {
    make_docset
    item std/ship/fn.row.html row core/boat.rs.html#1 'Rows with might.'
    index_to_db "$DOCS"
    [ "$(ids might --index "$DB")" = std/boat/fn.row ]
    rm "$DOCS/std/boat/fn.row.html"
    index_to_db
    [ "$(ids might --index "$DB")" = std/ship/fn.row ] || say "found: $(ids might --index "$DB")"
    rm "$DOCS/std/oar/struct.Oar.html"
    index_to_db
    [ "$(ids Oar --index "$DB")" = alloc/oar/inner/struct.Oar ] || say "found: $(ids Oar --index "$DB")"
}

@test "a source that is removed is gone, and what it stood for comes in with the next refresh" {
    make_docset
    index_to_db "$DOCS"
    rustpro sources remove std --index "$DB"
    has_status 0
    [ "$(sources)" = "alloc core" ]
    index_to_db
    [ "$(ids Oar --index "$DB")" = alloc/oar/inner/struct.Oar ] || say "found: $(ids Oar --index "$DB")"
    [ "$(ids might --index "$DB")" = core/boat/fn.row ] || say "found: $(ids might --index "$DB")"
}

@test "a folder that is gone keeps what it has, and says how to take it out" {
    make_docset
    index_to_db "$DOCS"
    rm -r "$DOCS/core"
    index_to_db
    says "core: $DOCS/core is gone: kept as it was"
    [ "$(ids bandicoot --index "$DB")" = core/boat/fn.sink ]
}

# Each page takes a moment; it is stopped when the first are in.
@test "Ctrl-C leaves the old index whole and says so" {
    local pid i page old ended=0
    make_tree "$TREE"
    index_to_db "$TREE"
    old=$(answer boats --index "$DB")
    make_docset
    page=$(<"$DOCS/std/boat/fn.row.html")
    for ((i = 0; i < 4000; i++)); do
        echo "$page" >"$DOCS/std/boat/fn.row$i.html"
    done
    "$RUSTPRO" index "$DOCS" --index "$DB" >"$BATS_TEST_TMPDIR/stopped" 2>"$ERR" &
    pid=$!
    while [ ! -s "$DB.new" ] && kill -0 "$pid" 2>/dev/null; do
        sleep 0.005
    done
    kill -INT "$pid"
    wait "$pid" || ended=$?
    [ "$ended" -ne 0 ]
    errors=$(cat "$ERR")
    says "interrupted: the index is as it was"
    [ "$(answer boats --index "$DB")" = "$old" ]
    [ ! -e "$DB.new" ]
}

@test "no progress is drawn where standard error is no terminal" {
    make_docset
    index_to_db "$DOCS"
    [ ! -s "$ERR" ] || say "standard error is not empty"
    lacks "$CONTROLS" "$OUT"
}

# --- hostile pages ---

repeat() { # text, times
    awk -v text="$1" -v times="$2" 'BEGIN { for (i = 0; i < times; i++) printf "%s", text }'
}

# All answers and entries of the index, in every form: no control characters.
answers_are_clean() {
    local format id
    for format in plain markdown vimgrep json; do
        rustpro ask quokka -n 50 --format "$format" --color never --index "$DB"
        has_status 0
        lacks "$CONTROLS" "$OUT" "$ERR" || say "format $format"
    done
    for id in $(ids quokka --index "$DB"); do
        rustpro show "$id" --color never --index "$DB"
        has_status 0
        lacks "$CONTROLS" "$OUT" "$ERR" || say "entry $id"
    done
}

@test "pages that are no text are read as far as they are, and cleanly" {
    mkdir "$TREE"
    printf '<h1>Latin</h1><p>caf\xe9 quokka \xff\xfe \xed\xa0\x80' >"$TREE/latin1.html"
    printf '<h1>Nul</h1><p>quo\0kka \0 <a\0b>' >"$TREE/nul.html"
    printf '<h1>Wide</h1><p>quokka' | iconv -f UTF-8 -t UTF-16 >"$TREE/utf16.html"
    printf '<h1>Wide</h1><p>quokka' | iconv -f UTF-8 -t UTF-16BE >"$TREE/utf16be.html"
    head -c 100000 /dev/urandom >"$TREE/random.html"
    : >"$TREE/empty.html"
    printf '<p>a quokka' >"$TREE/good.html"
    index_to_db "$TREE"
    answers_are_clean
    [[ "$(ids quokka --index "$DB")" == *tree/good* ]]
    [[ "$(ids quokka --index "$DB")" == *tree/latin1* ]]
    [[ "$(ids quokka --index "$DB")" == *tree/nul* ]]
}

@test "escapes and scripts in text, entities and every attribute never come through" {
    local evil=$'\033[31m&#27;[1m&#x9b;1m&#x202e;\xc2\x9b2m' name
    mkdir "$TREE"
    {
        printf '<html lang="%s"><title>%s quokka</title><body onload="x()"><main class="%s">' "$evil" "$evil" "$evil"
        for name in h1 h2 p ul li a code pre em table tr td img sup dl dt blockquote div section; do
            printf '<%s id="%s%s" class="%s" href="javascript:alert(1)//%s" src="%s" alt="quokka %s" onclick="alert(1)" style="%s" title="<script>alert(1)</script>">quokka %s' \
                "$name" "$name" "$evil" "$evil" "$evil" "$evil" "$evil" "$evil" "$evil"
        done
        printf '<script>alert("wombat")</script><a href="x%s">quokka</a>' "$evil"
    } >"$TREE/evil.html"
    index_to_db "$TREE"
    answers_are_clean
    [ -z "$(ids wombat --index "$DB")" ]
    rustpro ask quokka --format markdown -n 50 --index "$DB"
    prints_not "javascript:"
    prints_not "<script>"
}

@test "a page of rustdoc's that is hostile is clean too" {
    local evil=$'\033[31m&#x9b;1m&#x202e;'
    make_docset
    item std/fn.evil.html "evil$evil" "std/$evil.rs.html#$evil" "The quokka $evil. </p><h2 id='a$evil'>H$evil</h2><p>quokka</div>
        <section id='method.m$evil'><h4 class='code-header'>fn m$evil()</h4></section><div class='docblock'><p>quokka"
    index_to_db "$DOCS"
    answers_are_clean
    rustpro show std/fn.evil --index "$DB"
    prints "The quokka"
}

@test "pages that nest, a line of 50 MB and rows without end are survived within bounded memory" {
    mkdir "$TREE"
    { printf '<h1>Nest</h1>'; repeat '<div><ul><li><blockquote>' 2500; printf 'quokka'; } >"$TREE/nest.html"
    { printf '<h1>Spans</h1>'; repeat '<b><i><a href=x>' 3000; printf 'quokka'; } >"$TREE/spans.html"
    { printf '<h1>Line</h1><p>quokka '; repeat 'word ' 10000000; } >"$TREE/line.html"
    { printf '<h1>Code</h1><p>quokka<pre>'; repeat '####### ' 100000; } >"$TREE/code.html"
    { printf '<h1>Rows</h1><p>quokka<table><tr>'; repeat '<td>a' 64; repeat '<tr><td>b' 200000; } >"$TREE/rows.html"
    { printf '<h1>Tables</h1><p>quokka'; repeat '<table><tr><td>' 3000; } >"$TREE/tables.html"
    { printf '<h1>Heads</h1><p>quokka'; repeat '<h2 id=x>quoll</h2><p>y' 10000; } >"$TREE/heads.html"
    { printf '<h1>Open</h1><p>quokka '; repeat '<' 1000000; repeat '&' 1000000; } >"$TREE/open.html"
    { printf '<h1>Name</h1><p>quokka<'; repeat 'a' 5000000; printf '> x'; } >"$TREE/name.html"
    (
        # kB of address space, of which threads and their heaps take much unused; the sanitizers'
        # build takes far more.
        grep -q __asan_init "$RUSTPRO" || ulimit -v 2000000
        rustpro index "$TREE" --index "$DB"
        has_status 0
        skipped line.html "longer than is kept"
        prints "in 9 files (9 read, 0 removed, 1 skipped"
    )
    [ "$(ids quokka --index "$DB" | grep -v '#' | wc -l)" -eq 9 ] || say "found: $(ids quokka --index "$DB")"
    rustpro show tree/nest --index "$DB"
    prints quokka
    rustpro show tree/heads#x-9999 --index "$DB"
    has_status 0
}

@test "a tag with a million attributes is refused and named, and the other pages come in" {
    mkdir "$TREE"
    { printf '<h1>Many</h1><p'; awk 'BEGIN { for (i = 0; i < 1000000; i++) printf " a%d=1", i }'; printf '>x'; } >"$TREE/many.html"
    { printf '<h1>Some</h1><p'; awk 'BEGIN { for (i = 0; i < 4000; i++) printf " a%d=\"<>\"", i }'; printf '>quokka'; } >"$TREE/some.html"
    index_to_db "$TREE"
    skipped many.html "a tag with more than 4096 attributes"
    [ "$(ids quokka --index "$DB")" = tree/some ]
}

@test "a script that is a megabyte and pages of one tag are survived" {
    local tag
    mkdir "$TREE"
    { printf '<h1>Script</h1><script>'; repeat 'if (a < b) x(); ' 70000; printf '</script><p>quokka'; } >"$TREE/script.html"
    for tag in td tr table li dd dt h2 pre code sup br option main body html '!--' 'a href=' '/p'; do
        { printf '<h1>T</h1><p>quokka'; repeat "<$tag>" 20000; } >"$TREE/tag${tag//[^a-z]/}.html"
    done
    index_to_db "$TREE"
    [ "$(sqlite3 -readonly "$DB" 'select count(*) from file')" -eq 19 ]
    answers_are_clean
}

# --- all that rustup installs ---

needs_rust_docs() {
    [ -n "${RUST_STATUS-}" ] || skip "no documentation of Rust beside rustc here: rustup component add rust-docs"
}

first_answer() {
    "$RUSTPRO" ask --json -n 1 --index "$RUST_DB" -- "$1" | grep -o '"id":"[^"]*"' | head -n 1 | cut -d'"' -f4
}

@test "rustup: all is indexed and nothing is skipped" {
    needs_rust_docs
    errors=$(cat "$BATS_FILE_TMPDIR/rust.err")
    output=$(cat "$BATS_FILE_TMPDIR/rust.out")
    [ "$RUST_STATUS" -eq 0 ] || say "it fails"
    lacks 'skipped: ' "$BATS_FILE_TMPDIR/rust.err"
    lacks "$CONTROLS" "$BATS_FILE_TMPDIR/rust.err" "$BATS_FILE_TMPDIR/rust.out"
    prints ", 0 skipped"
}

@test "rustup: every page on the disk is counted, but for the views of sources" {
    local on_disk counted
    needs_rust_docs
    on_disk=$(cd "$RUST_DOCS" && find . \( -name src -o -name static.files -o -name search.index -o -name trait.impl \
        -o -name type.impl -o -name '.?*' \) -path './*' ! -path './*/*' -prune -o -type f -name '*.html' -print | wc -l)
    counted=$(sqlite3 -readonly "$RUST_DB" 'select count(*) from file')
    [ "$on_disk" -eq "$counted" ] || say "on the disk $on_disk, in the index $counted"
}

@test "rustup: no entry lacks a title or shares its id with another" {
    needs_rust_docs
    [ "$(sqlite3 -readonly "$RUST_DB" "select count(*) from entry where trim(title) = ''")" -eq 0 ]
    [ -z "$(sqlite3 -readonly "$RUST_DB" 'select file, slug from entry group by file, slug having count(*) > 1')" ]
}

@test "rustup: plain questions have the right page first" {
    local question expected found
    needs_rust_docs
    while IFS='|' read -r question expected; do
        found=$(first_answer "$question")
        [[ "$found" == $expected ]] || say "$question: $found, not $expected"
    done <<'END'
HashMap::entry|std/collections/struct.HashMap#method.entry
Vec push|std/vec/struct.Vec#method.push
Iterator::try_fold|std/iter/trait.Iterator#method.try_fold
dyn|std/keyword.dyn
E0502|error_codes/E0502
println|std/macro.println
lifetime elision|@(reference/lifetime-elision*|book/ch10-03-lifetime-syntax#lifetime-elision|nomicon/lifetime-elision*)
END
}

@test "rustup: an item is shown with its declaration, its release and its example" {
    needs_rust_docs
    rustpro show 'std/vec/struct.Vec#method.push' --index "$RUST_DB"
    has_status 0
    prints "pub fn push(&mut self, value: T)"
    prints "since 1.0"
    prints "let mut vec = vec![1, 2];"
    rustpro show 'std/vec/struct.Vec#method.push' --json --index "$RUST_DB"
    prints '"runnable":true'
}
