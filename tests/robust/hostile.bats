# Files and documents that nobody would write on purpose, or somebody did.

setup() {
    load helpers
    use_own_home "$BATS_TEST_TMPDIR"
    TREE="$BATS_TEST_TMPDIR/tree"
    DB="$BATS_TEST_TMPDIR/index.db"
    make_tree "$TREE"
}

index_tree() {
    rustpro index "$TREE" --index "$DB"
    has_status 0
}

still_answers() {
    rustpro ask pomology --index "$DB"
    has_status 0
    prints "tree/apples"
}

skipped() { # file, reason
    [[ "$errors" == *"$1: skipped: "*"$2"* ]] || say "not named as skipped: $1: $2"
}

# Indexed or named; and the rest answers.
survives() {
    rustpro index "$TREE" --index "$DB"
    has_status 0
    [ "$(sqlite3 -readonly "$DB" "select count(*) from file where path = '$1'")" -eq 1 ] ||
        [[ "$errors" == *"$1"* ]] || say "$1 is neither in the index nor named"
    still_answers
    for id in $(ids boats source:tree --index "$DB" | head -n 3); do
        rustpro show "$id" --index "$DB"
        has_status 0
    done
}

repeat() { # text, times
    awk -v text="$1" -v times="$2" 'BEGIN { for (i = 0; i < times; i++) printf "%s", text }'
}

@test "files that cannot be read as text are named with the reason and the rest is indexed" {
    printf '# Latin\n\ncaf\xe9\n' >"$TREE/latin1.md"
    printf '# Wide\n' | iconv -f UTF-8 -t UTF-16 >"$TREE/utf16.md"
    printf '# Wide\n' | iconv -f UTF-8 -t UTF-16LE >"$TREE/utf16le.md"
    head -c 5000 /dev/zero >"$TREE/binary.md"
    : >"$TREE/empty.md"
    printf '\n\n   \n' >"$TREE/blank.md"
    truncate -s 65M "$TREE/large.md"
    index_tree
    skipped latin1.md "not UTF-8"
    skipped utf16.md "UTF-16"
    skipped utf16le.md ""
    skipped binary.md "binary"
    skipped empty.md "empty"
    skipped blank.md "empty"
    skipped large.md "too large"
    prints "7 skipped"
    still_answers
}

@test "a file that begins with a byte order mark is read without it" {
    printf '\xef\xbb\xbf# Marked\n\nAbout quokkas.\n' >"$TREE/bom.md"
    index_tree
    rustpro ask --json quokkas --index "$DB"
    prints '"title":"Marked"'
}

@test "carriage returns do not show" {
    printf '# Dos\r\n\r\nAbout quokkas.\r\n\r\n```rust\r\nlet q = 1;\r\n```\r\n' >"$TREE/dos.md"
    printf '# Mac\r\rAbout wombats.\r' >"$TREE/mac.md"
    index_tree
    rustpro ask quokkas --index "$DB"
    prints "let q = 1;"
    lacks $'\r' "$OUT"
    rustpro ask wombats --index "$DB"
    has_status 0
    lacks $'\r' "$OUT"
}

@test "pipes, folders and devices that are named like Markdown are named, and nothing hangs" {
    mkfifo "$TREE/pipe.md"
    mkdir "$TREE/folder.md"
    printf '# Inside\n\nThe numbat.\n' >"$TREE/folder.md/inside.md"
    index_tree
    skipped pipe.md "not a file"
    still_answers
    [ "$(ids numbat --index "$DB")" = tree/folder.md/inside ]
    rustpro index "$TREE/pipe.md" --index "$BATS_TEST_TMPDIR/pipe.db"
    has_status 2
    rustpro index /dev/null --index "$BATS_TEST_TMPDIR/null.db"
    has_status 2
}

@test "links that lead nowhere, in circles or out of the root are named; folders in circles end" {
    ln -s self.md "$TREE/self.md"
    ln -s nowhere.md "$TREE/dangling.md"
    ln -s ../secret.md "$TREE/outside.md"
    ln -s boats.md "$TREE/inside.md"
    mkdir "$TREE/loop"
    ln -s .. "$TREE/loop/up"
    ln -s / "$TREE/slash"
    printf '# Secret\n\nThe secret axolotl.\n' >"$BATS_TEST_TMPDIR/secret.md"
    index_tree
    skipped self.md "leads nowhere"
    skipped dangling.md "leads nowhere"
    skipped outside.md "out of the source"
    rustpro ask axolotl --index "$DB"
    has_status 1
    still_answers
    [[ "$(ids boats --index "$DB")" == *tree/inside* ]] || say "a link inside the root is not followed"
}

@test "an include cannot read out of the root" {
    printf 'the secret axolotl\n' >"$BATS_TEST_TMPDIR/secret.txt"
    printf '# Inc\n\n{{#include ../secret.txt}}\n\n{{#include /etc/hostname}}\n\n{{#include link.txt}}\n' >"$TREE/inc.md"
    ln -s ../secret.txt "$TREE/link.txt"
    index_tree
    says "../secret.txt"
    says "/etc/hostname"
    says "link.txt"
    rustpro ask axolotl --index "$DB"
    has_status 1
}

@test "includes in circles and includes that multiply come to an end" {
    printf '# A\n\n{{#include circle_b.md}}\n' >"$TREE/circle_a.md"
    printf '# B\n\n{{#include circle_a.md}}\n' >"$TREE/circle_b.md"
    printf '# Self\n\n{{#include self.md}}\n' >"$TREE/self.md"
    local i
    for i in {1..20}; do
        repeat "{{#include bomb$((i + 1)).md}}"$'\n\n' 10 >"$TREE/bomb$i.md"
    done
    printf 'boom\n' >"$TREE/bomb21.md"
    mkfifo "$TREE/fifo.rs"
    printf '# F\n\n{{#include fifo.rs}}\n' >"$TREE/fifo.md"
    index_tree
    still_answers
}

@test "names of files with blanks, quotes, shell signs and other scripts are indexed and shown" {
    local name id
    for name in 'two words' "it's" 'say "hi"' 'a;b' '$(touch pwned)' '`id`' 'größe' '漢字' '-n' '--json' \
        'a&b|c' 'star*' 'hash#tag' 'per%41cent' 'q?mark' '[x]' 'back\slash' 'comma,dot.x' '~'; do
        printf '# Odd\n\nThe aardwolf of %s.\n' "x" >"$TREE/$name.md"
        index_tree
        id=$(ids aardwolf --index "$DB")
        rustpro show --index "$DB" -- "tree/$name"
        has_status 0 || say "file name: $name; ids: $id"
        rustpro ask aardwolf --format vimgrep --index "$DB"
        prints "/$name.md:1:1:Odd"
        rm "$TREE/$name.md"
    done
    index_tree
    [ ! -e pwned ] && [ ! -e "$TREE/pwned" ]
}

@test "names with control characters or broken UTF-8 are told of in one clean line" {
    printf '# Odd\n\nThe aardwolf.\n' >"$TREE/new"$'\n'"line.md"
    printf '# Odd\n\nThe aardwolf.\n' >"$TREE/esc"$'\033[31m'".md"
    printf '# Odd\n\nThe aardwolf.\n' >"$TREE/bad"$'\xff'".md"
    index_tree
    prints "3 skipped"
    [ "$(wc -l <"$ERR")" -eq 3 ] || say "not three lines"
    [ "$(grep -c '^rustpro: ' "$ERR")" -eq 3 ]
    lacks "$CONTROLS" "$ERR"
    iconv -f UTF-8 -t UTF-8 "$ERR" >/dev/null
}

@test "a root with odd signs in its path is indexed, and so is an index with one" {
    local dir="$BATS_TEST_TMPDIR/a b?c#d%41'\"é\$(x)"
    mkdir "$dir"
    printf '# Odd\n\nThe aardwolf.\n' >"$dir/odd.md"
    rustpro index "$dir" --name odd --index "$dir/in?dex#%41.db"
    has_status 0
    [ -e "$dir/in?dex#%41.db" ]
    [ "$(ids aardwolf --index "$dir/in?dex#%41.db")" = odd/odd ]
    rustpro index "$dir" --index "$DB"
    has_status 0
    [ -n "$(ids aardwolf --index "$DB")" ]
}

@test "escapes in a document and in a question never reach the terminal" {
    local format question
    {
        printf -- '---\ntitle: "T \033[31mred"\n---\n# Head \033]0;owned\007 \xc2\x9b31m boats\n\n'
        printf 'Boats \033[2J here `code\033[1m` \010\010 <b title="\033[5m">x</b> [l](http://x/\033[3m) \177 &#27;[33m &#x9b;1m\n\n'
        printf '```rust\n// boats \033[31m\nlet boats = "\033]8;;http://x\007";\n```\n\n'
        printf '| a \033[1m |\n| --- |\n| boats \033[4m |\n\n## \033[31m\n\nboats \342\200\256 bidi\n'
    } >"$TREE/esc.md"
    index_tree
    for format in plain markdown vimgrep json; do
        for question in boats "$(printf 'boats \033[31m')" "$(printf '\033]0;x\007')" "head owned"; do
            rustpro ask "$question" --format "$format" --color never --explain --index "$DB"
            [ "$status" -le 2 ]
            lacks "$CONTROLS" "$OUT" "$ERR" || say "format $format, $question$id"
        done
    done
    for id in $(ids boats --index "$DB"); do
        for format in plain markdown vimgrep json; do
            rustpro show "$id" --format "$format" --color never --index "$DB"
            lacks "$CONTROLS" "$OUT" "$ERR" || say "format $format, $question$id"
        done
    done
}

@test "with colours on only our own SGR escapes reach the terminal" {
    printf '# Head \033]0;owned\007 boats\n\nBoats \033[2J `c\033[1m`.\n\n```rust\nlet boats = "\033[9m"; // \033[31m\n```\n' >"$TREE/esc.md"
    index_tree
    rustpro ask "$(printf 'boats \033[2J')" --color always --index "$DB"
    has_status 0
    grep -q $'\033' "$OUT" || say "no colours at all"
    sed -E $'s/\033\\[[0-9;]*m//g' "$OUT" >"$BATS_TEST_TMPDIR/plain"
    lacks "$CONTROLS" "$BATS_TEST_TMPDIR/plain"
    lacks $'\033\\[(2J|9m)' "$OUT"
}

@test "colours: NO_COLOR and a pipe mean none, always means some" {
    index_tree
    rustpro ask boats --index "$DB"
    lacks $'\033' "$OUT"
    NO_COLOR=1 rustpro ask boats --index "$DB"
    lacks $'\033' "$OUT"
    rustpro ask boats --color always --index "$DB"
    grep -q $'\033' "$OUT"
}

@test "a megabyte of one sign is indexed or named, and asking works after it" {
    local sign i=0
    for sign in '[' '>' '*' '`' '_' '<' '![' '(' '{' '&' '\' '|' '#' '~' '"' ':' '!' '[a](' '<a' '<!--' \
        '**a ' '*_' '-' '+' '1.' '::' '&lt;' '[^' '$' 'e̍' '漢' ; do
        i=$((i + 1))
        { printf '# Hostile\n\nboats '; repeat "$sign" $((1000000 / ${#sign})); echo; } >"$TREE/sign$i.md"
    done
    index_tree
    for ((; i > 0; i--)); do
        [ "$(sqlite3 -readonly "$DB" "select count(*) from file where path = 'sign$i.md'")" -eq 1 ] ||
            [[ "$errors" == *"sign$i.md"* ]] || say "sign$i.md is neither in the index nor named"
    done
    still_answers
    rustpro ask boats --index "$DB"
    has_status 0
    rustpro ask hostile --json --index "$DB"
    has_status 0
}

@test "megabytes of quotes, lists and fences that nest without end are survived" {
    { printf '# Nest boats\n\n'; repeat '> ' 300000; echo deep; } >"$TREE/quotes.md"
    { printf '# Nest boats\n\n'; repeat '- ' 300000; echo deep; } >"$TREE/dashes.md"
    awk 'BEGIN { print "# Nest boats\n"; for (i = 0; i < 1500; i++) printf "%*s- deep %d\n", i * 2, "", i }' >"$TREE/lists.md"
    awk 'BEGIN { print "# Nest boats\n"; for (i = 0; i < 20000; i++) print "```rust\nfn a() {}" }' >"$TREE/fences.md"
    awk 'BEGIN { print "# Nest boats\n"; for (i = 0; i < 20000; i++) print "<div><details>" }' >"$TREE/html.md"
    { printf '# Nest boats\n\n'; repeat '[' 50000; repeat 'a' 5; repeat ']' 50000; } >"$TREE/brackets.md"
    { printf '# Nest boats\n\n```rust\n'; repeat '/*' 300000; printf '\n```\n'; } >"$TREE/comments.md"
    { printf '# Nest boats\n\n```rust\n'; repeat '{([' 100000; printf '\n```\n'; } >"$TREE/braces.md"
    { printf '# Nest boats\n\n```rust\nlet s = r'; repeat '#' 300000; printf '"\n```\n'; } >"$TREE/raw.md"
    for file in quotes dashes lists fences html brackets comments braces raw; do
        survives "$file.md"
    done
}

@test "a word of 100,000 characters and a line of a megabyte are survived" {
    { printf '# Long boats\n\n'; repeat a 100000; echo; } >"$TREE/word.md"
    { printf '# '; repeat b 100000; printf '\n\nboats\n'; } >"$TREE/title.md"
    { printf '# Line boats\n\n'; repeat 'word boats ' 100000; echo; } >"$TREE/line.md"
    { printf '# Code boats\n\n`'; repeat 'x_' 50000; printf '`\n\n```rust\nfn '; repeat 'y' 100000; printf '() {}\n```\n'; } >"$TREE/code.md"
    { printf '# Info boats\n\n```'; repeat 'rust,' 20000; printf '\nfn a() {}\n```\n'; } >"$TREE/info.md"
    for file in word title line code info; do
        survives "$file.md"
    done
    rustpro ask "$(repeat a 4000)" --index "$DB"
    [ "$status" -le 1 ]
}

@test "ten thousand headings and as many that are the same have an id each" {
    awk 'BEGIN { for (i = 0; i < 10000; i++) printf "## Same\n\nboats %d\n\n", i }' >"$TREE/same.md"
    survives same.md
    [ "$(sqlite3 -readonly "$DB" "select count(*) from file f join entry e on e.file = f.id where f.path = 'same.md'")" -eq 10000 ]
    rustpro show tree/same#same-9999 --index "$DB"
    has_status 0
}

@test "tables of a thousand columns and ten thousand rows are survived" {
    {
        printf '# Wide boats\n\n'
        for row in 1 2 3; do
            [ "$row" -eq 2 ] && repeat '| --- ' 1000 || repeat '| boats ' 1000
            printf '|\n'
        done
    } >"$TREE/wide.md"
    { printf '# Tall boats\n\n| a | b |\n| --- | --- |\n'; repeat $'| boats | `x` |\n' 10000; } >"$TREE/tall.md"
    survives wide.md
    survives tall.md
    rustpro show tree/wide --index "$DB"
    has_status 0
}

@test "a hundred thousand links, footnotes and reference definitions are survived" {
    awk 'BEGIN { print "# Links boats\n"; for (i = 0; i < 20000; i++) printf "[l%d] ", i; print "\n"; for (i = 0; i < 20000; i++) printf "[l%d]: http://x/%d\n", i, i }' >"$TREE/links.md"
    awk 'BEGIN { print "# Notes boats\n"; for (i = 0; i < 5000; i++) printf "x[^%d] ", i; print "\n"; for (i = 0; i < 5000; i++) printf "[^%d]: note %d\n\n", i, i }' >"$TREE/notes.md"
    awk 'BEGIN { print "# Same boats\n"; for (i = 0; i < 50000; i++) printf "[a] "; print "\n\n[a]: http://x/" ; }' >"$TREE/same.md"
    for file in links notes same; do
        survives "$file.md"
    done
}

@test "front matter, book.toml and summaries that are broken do not stop the others" {
    printf -- '---\ntitle: "never closed\n# Text boats\n' >"$TREE/open.md"
    printf -- '+++\n= = =\n+++\n# Toml boats\n\nx\n' >"$TREE/toml.md"
    { printf -- '---\n'; repeat $'a: b\n' 50000; printf -- '---\n# Yaml boats\n\nx\n'; } >"$TREE/yaml.md"
    mkdir -p "$TREE/bad/src" "$TREE/worse"
    printf '[[[[book\ntitle = \n' >"$TREE/bad/book.toml"
    { repeat '- [x](' 1000; repeat '    ' 1000; printf -- '- [y](y.md)\n- [z](../../../../etc/passwd.md)\n- [w](/etc/hosts.md)\n'; } >"$TREE/bad/src/SUMMARY.md"
    printf '# Y boats\n\nx\n' >"$TREE/bad/src/y.md"
    head -c 3000 /dev/urandom >"$TREE/worse/book.toml"
    printf '# W boats\n\nx\n' >"$TREE/worse/w.md"
    rustpro index "$TREE" --index "$DB"
    has_status 0
    still_answers
    for file in open.md toml.md yaml.md bad/src/y.md worse/w.md; do
        [ "$(sqlite3 -readonly "$DB" "select count(*) from file where path = '$file'")" -eq 1 ] || say "$file"
    done
}

@test "a summary a hundred levels deep and a tree of three hundred folders are survived" {
    mkdir -p "$TREE/book/src"
    printf '[book]\ntitle = "Deep"\n' >"$TREE/book/book.toml"
    awk 'BEGIN { print "# Summary\n"; for (i = 0; i < 100; i++) printf "%*s- [P%d](p.md)\n", i * 4, "", i }' >"$TREE/book/src/SUMMARY.md"
    printf '# P boats\n\nx\n' >"$TREE/book/src/p.md"
    (
        cd "$TREE"
        for i in {1..300}; do mkdir d && cd d; done
        printf '# Deepest boats\n\nx\n' >deepest.md
    )
    rustpro index "$TREE" --index "$DB"
    has_status 0
    still_answers
}
