# rustpro open: which program gets what, and what is told when none does.

setup() {
    load helpers
    use_own_home "$BATS_TEST_TMPDIR"
    TREE="$BATS_TEST_TMPDIR/tree"
    export RUSTPRO_INDEX="$BATS_TEST_TMPDIR/index.db"
    BIN="$BATS_TEST_TMPDIR/bin"
    export ARGV="$BATS_TEST_TMPDIR/argv"
    make_tree "$TREE"
    "$RUSTPRO" index "$TREE" >/dev/null
    mkdir "$BIN"
    # Only what a test puts there is found, and what the scripts need.
    ln -s "$(command -v bash)" "$(command -v cat)" "$(command -v timeout)" "$(command -v tr)" "$BIN"
    PATH="$BIN"
    unset BROWSER
}

teardown() {
    PATH=/usr/local/bin:/usr/bin:/bin # for bats to clean up
}

# A browser called $1 that writes down its arguments, one a line, and ends with status $2.
make_browser() {
    printf '#!%s/bash\nprintf "%%s\\n" "${0##*/}" "$@" >>"$ARGV"\nexit %s\n' "$BIN" "${2:-0}" >"$BIN/$1"
    /bin/chmod +x "$BIN/$1"
}

was_started_with() {
    [ "$(cat "$ARGV")" = "$(printf '%s\n' "$@")" ] || say "the arguments are: $(cat "$ARGV")"
}

@test "the page is the last argument of the browser" {
    make_browser one
    BROWSER=one rustpro open tree/boats
    has_status 0
    was_started_with one "$TREE/boats.md"
    [ -z "$output$errors" ] || say "it says something"
}

@test "the browser's words are parted at blanks and %s stands for the page" {
    make_browser one
    BROWSER=$'  one  --new\t%s --as=<%s>  ' rustpro open tree/boats
    has_status 0
    was_started_with one --new "$TREE/boats.md" "--as=<$TREE/boats.md>"
}

@test "a browser may be named by its path" {
    make_browser one
    BROWSER="$BIN/one -x" rustpro open tree/boats
    has_status 0
    was_started_with one -x "$TREE/boats.md"
}

@test "no shell reads the command or the name of the file" {
    local name='$(touch got) `touch got`; '"'"'" & %s * .md'
    make_browser one
    printf '# Odd\n\nAbout quokkas.\n' >"$TREE/$name"
    "$RUSTPRO" index >/dev/null
    cd "$BATS_TEST_TMPDIR"
    BROWSER='one ; touch got $(touch got) %s' rustpro open "tree/${name%.md}"
    has_status 0
    was_started_with one ';' touch got '$(touch' 'got)' "$TREE/$name"
    [ ! -e got ]
}

@test "the first browser that is there and does it is taken" {
    make_browser fails 3
    make_browser one
    make_browser two
    BROWSER=':none-such::fails %s:one:two:' rustpro open tree/boats
    has_status 0
    was_started_with fails "$TREE/boats.md" one "$TREE/boats.md"
}

@test "xdg-open comes after the browsers that are named" {
    make_browser xdg-open
    make_browser one
    rustpro open tree/boats
    has_status 0
    BROWSER=one rustpro open tree/boats
    has_status 0
    BROWSER=none-such rustpro open tree/boats
    has_status 0
    was_started_with xdg-open "$TREE/boats.md" one "$TREE/boats.md" xdg-open "$TREE/boats.md"
}

@test "without any browser the page is printed and the message says how to set one" {
    rustpro open tree/boats
    has_status 2
    [ "$output" = "$TREE/boats.md" ]
    says "rustpro: open: "
    says "set BROWSER"
}

@test "how browsers failed is told, and the page printed" {
    make_browser fails 3
    make_browser xdg-open 4
    printf 'no program' >"$BIN/broken"
    /bin/chmod +x "$BIN/broken"
    BROWSER=fails:broken rustpro open tree/boats
    has_status 2
    [ "$output" = "$TREE/boats.md" ]
    says "fails: exit status 3; broken: "
    says "xdg-open: exit status 4"
}

@test "a browser that a signal ends is the last one" {
    printf '#!%s/bash\nkill -TERM $$\n' "$BIN" >"$BIN/killed"
    /bin/chmod +x "$BIN/killed"
    make_browser two
    BROWSER=killed:two rustpro open tree/boats
    has_status 2
    says "killed: ended by signal 15"
    [ ! -e "$ARGV" ]
}

@test "a browser has rustpro's standard input and output" {
    printf '#!%s/bash\nread -r line\necho "read $line"\n' "$BIN" >"$BIN/text"
    /bin/chmod +x "$BIN/text"
    [ "$(echo typed | BROWSER=text "$RUSTPRO" open tree/boats)" = "read typed" ]
}

@test "--print prints the page and starts nothing" {
    make_browser one
    BROWSER=one rustpro open --print tree/boats
    has_status 0
    [ "$output" = "$TREE/boats.md" ]
    [ -z "$errors" ]
    [ ! -e "$ARGV" ]
}

@test "a number opens that answer of the last ask" {
    make_browser one
    "$RUSTPRO" ask pomology >/dev/null
    BROWSER=one rustpro open 1
    has_status 0
    was_started_with one "$TREE/apples.md"
    rustpro open 99
    fails_with 1 "the last ask gave"
}

@test "a page that is gone is named with its source and the way out" {
    make_browser one
    /bin/rm "$TREE/boats.md"
    BROWSER=one rustpro open tree/boats
    fails_with 2 "$TREE/boats.md"
    says "source tree"
    says "rustpro index"
    [ ! -e "$ARGV" ]
}

@test "a page that has become a link out of its source is not opened" {
    make_browser one
    echo secret >"$BATS_TEST_TMPDIR/secret.md"
    /bin/ln -sf "$BATS_TEST_TMPDIR/secret.md" "$TREE/boats.md"
    BROWSER=one rustpro open tree/boats
    fails_with 2 "leads out of source tree"
    [ ! -e "$ARGV" ]
}

@test "open without an id, or with an unknown one, says so" {
    rustpro open
    fails_with 2 "open: needs one ID"
    rustpro open tree/none
    fails_with 1 "no such entry"
    rustpro open --print
    fails_with 2 "open: needs one ID"
}
