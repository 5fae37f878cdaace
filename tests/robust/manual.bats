# The manual: a page for every command, with every option that its help prints, free of mistakes.

setup() {
    load helpers
    use_own_home "$BATS_TEST_TMPDIR"
    PAGES="$(dirname "$RUSTPRO")/../share/man"
    cd "$BATS_TEST_TMPDIR"
}

commands() {
    "$RUSTPRO" --help | sed -nE 's/^  ([a-z]+) .*/\1/p'
}

# A page as it is read, in one line without what makes up its letters.
shown() {
    mandoc -T utf8 -O width=500 "$1" | sed 's/.\x08//g'
}

@test "there is a page for each command, and no other ones" {
    local command
    [ "$(ls "$PAGES/man1")" = "$({ commands | sed 's/.*/rustpro-&.1/'; echo rustpro.1; } | sort)" ] ||
        say "$(ls "$PAGES/man1")"
    [ "$(ls "$PAGES/man5")" = $'rustpro-config.5\nrustpro-guide.5\nrustpro-index.5' ]
}

@test "a page has the options of the command's help, in the same words" {
    command -v mandoc >/dev/null || skip "no mandoc here"
    local command line words
    for command in $(commands); do
        shown "$PAGES/man1/rustpro-$command.1" | sed 's/^ *//' >page
        "$RUSTPRO" "$command" --help | sed -nE 's/^  (-.*)/\1/p' | while IFS= read -r line; do
            # "--index FILE        use this index": the tag and the text.
            words=${line%%  *}
            grep -qF -- "$words" page || say "$command: $words"
            words=$(sed -E 's/^.{20,22} *//' <<<"$line" | tr -d '\140')
            grep -qF -- "$words" page || say "$command: $words"
        done
    done
}

@test "config(5) has every key, the overview every command and variable" {
    command -v mandoc >/dev/null || skip "no mandoc here"
    shown "$PAGES/man5/rustpro-config.5" >page
    for key in $("$RUSTPRO" config | awk 'NR > 3 { print $1 }'); do
        grep -qE "^ +$key = " page || say "$key"
    done
    shown "$PAGES/man1/rustpro.1" >page
    for word in $(commands) RUSTPRO_INDEX NO_COLOR PAGER BROWSER; do
        grep -qE "^ +$word( |\$)" page || say "$word"
    done
}

@test "mandoc finds nothing to warn of" {
    command -v mandoc >/dev/null || skip "no mandoc here"
    [ -z "$(mandoc -T lint -W warning "$PAGES"/man?/*)" ] ||
        say "$(mandoc -T lint -W warning "$PAGES"/man?/*)"
}

@test "groff finds nothing to warn of" {
    command -v groff >/dev/null && [ -d /usr/share/groff ] || skip "no groff here"
    local page
    for page in "$PAGES"/man?/*; do
        groff -man -Tutf8 -ww -z "$page" 2>warnings
        [ ! -s warnings ] || say "$page: $(cat warnings)"
    done
}

@test "a page that is none is refused" {
    rustpro debug-manual rustpro-none.1
    fails_with 2 "no such page"
    rustpro debug-manual rustpro.1 /nowhere
    fails_with 2 "/nowhere: "
}
