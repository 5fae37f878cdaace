# The prompt, driven through a pseudo-terminal: repl.py has the scenarios.

setup() {
    load helpers
    use_own_home "$BATS_TEST_TMPDIR"
    export TREE="$BATS_TEST_TMPDIR/tree" RUSTPRO_INDEX="$BATS_TEST_TMPDIR/index.db"
    unset DISPLAY WAYLAND_DISPLAY BROWSER
    make_tree "$TREE"
    printf '# Quails\n\n' >"$TREE/quails.md"
    for name in one two three four five; do
        printf '## Quail %s\n\nA quail is a bird, number %s.\n\n' $name $name
    done >>"$TREE/quails.md"
    printf '# Walnuts\n\nA walnut is %s.\n' "$(printf 'very %.0s' {1..60})" >"$TREE/walnuts.md"
    "$RUSTPRO" index "$TREE" >/dev/null
}

scenario() {
    python3 "$TESTS_DIR/robust/repl.py" "$1"
}

@test "without a terminal it is the overview and a mistake, as ever" {
    rustpro
    has_status 2
    says "Usage: rustpro COMMAND"
    "$RUSTPRO" <<<"pomology" 2>"$ERR" && status=0 || status=$?
    has_status 2
}

@test "a line asks, a number shows, Ctrl-D ends" { scenario asking; }
@test "commands do what they say, and wrong ones are told with the nearest" { scenario commands; }
@test ":set shows and changes" { scenario settings; }
@test ":only stays in force until it is lifted" { scenario filters; }
@test ":more lists the next answers until there are none" { scenario more; }
@test ":open opens the page" { scenario opening; }
@test ":copy asks the desktop, then the terminal" { scenario copying; }

@test "Tab completes names, and lists several with their kinds" { scenario tab; }
@test "Tab completes commands, filters, settings and answers" { scenario tab_commands; }
@test "Ctrl-R and the arrow keys find what was typed" { scenario search_back; }
@test "Ctrl-C clears the line and never ends the program" { scenario interrupt; }
@test "Ctrl-C in a pager leads back to the prompt" { scenario interrupt_pager; }
@test "a resized window is followed" { scenario resize; }
@test "only what does not fit the window is paged" { scenario pager; }

@test "pasted lines are one question, without control characters" { scenario paste_lines; }
@test "pasted compiler output is asked as it is" { scenario paste_compiler_output; }
@test "a paste of 1 MB is refused and leaves the line as it was" { scenario paste_megabyte; }
@test "1 MB typed is refused" { scenario typed_megabyte; }
@test "a paste that never ends is left with Ctrl-C" { scenario paste_without_end; }

@test "the history is kept for its owner alone, and none twice" { scenario history_file; }
@test "two sessions do not lose each other's lines" { scenario history_of_two; }
@test "a long history is cut, and what harms a terminal taken out" { scenario history_bounded; }
@test "a history that cannot be kept is told once" { scenario history_refused; }

@test "a refreshed index is noticed and told once; one that is gone or broken harms nothing" { scenario refreshed; }
@test "a dumb terminal gets no escape sequences" { scenario dumb; }
@test "it works without a home folder" { scenario homeless; }
@test "an index that is not there ends it with status 3" { scenario no_index; }
@test "signals and a closed window end it, with the terminal as it was" { scenario ended; }
