# Completion: what the program offers, and what bash, zsh and fish make of it.

setup() {
    load helpers
    use_own_home "$BATS_TEST_TMPDIR"
    TREE="$BATS_TEST_TMPDIR/docs"
    export RUSTPRO_INDEX="$BATS_TEST_TMPDIR/index.db"
    mkdir -p "$TREE/web"
    make_tree "$TREE"
    printf '# Odd $(touch got) `touch got2`; it'"'"'s "so" <z> #%% &\n\nQuokkas.\n' >"$TREE/odd.md"
    printf '# JoinSet\n\nTasks.\n\n## JoinSet::spawn\n\nMore.\n\n## JoinSet::spawn_on\n\nYet more.\n' >"$TREE/web/tasks.md"
    "$RUSTPRO" index "$TREE" >/dev/null
    COMPLETIONS="$TESTS_DIR/../completions"
    # The shells start it by its name.
    PATH="$(dirname "$RUSTPRO"):$PATH"
    cd "$BATS_TEST_TMPDIR"
}

# The candidates for the last of the words.
candidates() {
    "$RUSTPRO" debug-complete -- "$@" | cut -f1
}

offers() { # the words, "=", the candidates
    local -a words=()
    while [ "$1" != = ]; do
        words+=("$1")
        shift
    done
    shift
    [ "$(candidates "${words[@]}")" = "$(printf '%s\n' "$@")" ] ||
        say "$(printf '<%s> ' "${words[@]}") gives: $(candidates "${words[@]}")"
}

@test "commands, options and the values of options are offered" {
    offers o = open
    offers ask --no = --no-pager
    offers ask --color '' = auto always never
    offers ask --color=a = --color=auto --color=always
    offers ask --format m = markdown
    offers ask --edition 201 = 2015 2018
    offers run --snippet '' = ''
    offers config pag = pager pager-command
    offers sources '' = remove
    offers sources remove d = docs
    offers check d = docs ''
    offers none-such '' = ''
    [ -z "$(candidates debug)" ]
}

@test "every command and every option of its help is offered" {
    local command
    for command in $("$RUSTPRO" --help | sed -nE 's/^  ([a-z]+) .*/\1/p'); do
        candidates "$command" | grep -qxF -- "$command"
        [ "$(candidates "$command" -)" = "$("$RUSTPRO" "$command" --help | sed -nE 's/^  (-[-a-z]+).*/\1/p')" ] ||
            say "options of $command: $(candidates "$command" -)"
    done
}

@test "names come from the index: titles, item paths, ids level by level" {
    offers show joinset = JoinSet JoinSet::spawn JoinSet::spawn_on
    offers show joinset::sp = JoinSet::spawn JoinSet::spawn_on
    offers show doc = docs/
    offers show docs/ = docs/apples docs/boats docs/cranes docs/odd docs/web/
    offers show docs/web/tasks#joinset = docs/web/tasks#joinsetspawn docs/web/tasks#joinsetspawn_on
    offers show DOCS/APP = docs/apples
    offers show JoinSet x = ''
    offers ask source:d = source:docs
    offers ask kind:dep = kind:deprecated
}

@test "the index that the line names is the one that is asked" {
    mkdir other
    printf '# Zebras\n\nStripes.\n' >other/z.md
    "$RUSTPRO" index other --index other.db >/dev/null
    offers show --index other.db Ze = Zebras
    offers show --index=other.db Ze = Zebras
    offers show Ze = ''
}

@test "a missing or damaged index and odd words are no reason to say anything" {
    local word
    for word in '' "$(head -c 100000 /dev/zero | tr '\0' x)" $'\xff\xfe' '::' '#' 'docs/#' '////' '%' "'" '--' '-'; do
        rustpro debug-complete -- show "$word"
        has_status 0
        [ -z "$errors" ]
        RUSTPRO_INDEX=/nowhere rustpro debug-complete -- show "$word"
        has_status 0
        [ -z "$errors" ]
    done
    head -c 5000 "$RUSTPRO_INDEX" >cut.db
    RUSTPRO_INDEX=cut.db rustpro debug-complete -- show docs/
    has_status 0
    [ -z "$output$errors" ]
}

# What bash would offer for a command line, the cursor at its end.
bash_offers() {
    bash --norc --noprofile -c '
        source "$1"
        COMP_LINE=$2 COMP_POINT=${#2} COMPREPLY=()
        _rustpro
        printf "%s\n" "${COMPREPLY[@]}"' bash "$COMPLETIONS/rustpro.bash" "$1"
}

@test "bash: words, parts after ':' and '=', and quoting" {
    local title='Odd $(touch got) touch got2; it'"'"'s "so" <z> #% &'
    [ "$(bash_offers 'rustpro sh')" = show ]
    [ "$(bash_offers 'rustpro ask --color=al')" = always ]
    [ "$(bash_offers 'rustpro show JoinSet::spawn_')" = spawn_on ]
    [ "$(bash_offers 'rustpro ask kind:dep')" = deprecated ]
    [ "$(bash_offers "rustpro show 'JoinSet::spawn_")" = JoinSet::spawn_on ]
    [ "$(bash_offers 'rustpro show docs/web/tasks#joinsetspawn_')" = 'docs/web/tasks#joinsetspawn_on' ]
    # What is offered is one word again, and that one.
    eval "set -- $(bash_offers 'rustpro show Od')"
    [ "$1" = "$title" ]
    eval "set -- '$(bash_offers "rustpro show 'Od")'"
    [ "$1" = "$title" ]
    eval "set -- \"$(bash_offers 'rustpro show "Od')\""
    [ "$1" = "$title" ]
    [ ! -e got ] && [ ! -e got2 ]
}

@test "more candidates than are shown: what they have in common is not typed" {
    mkdir many
    for ((i = 0; i < 60; i++)); do
        printf '# Kettle black %d\n\nTea.\n' "$i" >"many/$i.md"
    done
    printf '# Kettle white, which is on no list of fifty since it is longer\n\nTea.\n' >many/last.md
    "$RUSTPRO" index many >/dev/null
    [ "$("$RUSTPRO" debug-complete -- show Ket | tail -n 1)" = $'\tmore' ]
    bash_offers 'rustpro show Ket' | grep -qx Ket
    bash_offers "rustpro show 'Ket" | grep -qx Ket
    if command -v zsh >/dev/null; then
        printf '%s\n' "fpath=('$COMPLETIONS' \$fpath); autoload -Uz compinit; compinit -u -D\n" \
            'echo Ket\x01\x0b' 'rustpro show Ket\t\x01echo \x05 >typed\n' 'exit\n' |
            python3 "$TESTS_DIR/robust/pty_type.py" zsh -f -i >shown
        [ "$(cat typed)" = "rustpro show Ket" ] || say "$(cat shown)"
    fi
    if command -v fish >/dev/null; then
        fish --no-config -c "source '$COMPLETIONS/rustpro.fish'; complete -C 'rustpro show Ket'" |
            grep -qx 'Ket	and more'
    fi
}

@test "bash: a file for an option that takes one" {
    mkdir some
    touch "some file.db"
    [ "$(bash_offers 'rustpro ask --index some')" = $'some\nsome file.db' ] ||
        [ "$(bash_offers 'rustpro ask --index some')" = $'some file.db\nsome' ]
    [ "$(bash_offers 'rustpro index --cargo-doc som')" = some ]
}

@test "bash: Tab types what rustpro then reads" {
    python3 "$TESTS_DIR/robust/pty_type.py" bash --norc --noprofile -i >shown <<END
source '$COMPLETIONS/rustpro.bash'\n
rustpro sho\tOd\t > out1\n
rustpro show JoinSet::spawn_\t > out2\n
rustpro show docs/bo\t > out3\n
true 'a b'; X=1 rustpro show docs/cr\t > out4\n
exit\n
END
    grep -q Quokkas out1 || say "$(cat shown)"
    grep -q "Yet more" out2 || say "$(cat shown)"
    grep -q "Boats float" out3 || say "$(cat shown)"
    grep -q "Cranes lift" out4 || say "$(cat shown)"
    [ ! -e got ] && [ ! -e got2 ]
}

@test "zsh: Tab types what rustpro then reads" {
    command -v zsh >/dev/null || skip "no zsh here"
    python3 "$TESTS_DIR/robust/pty_type.py" zsh -f -i >shown <<END
fpath=('$COMPLETIONS' \$fpath); autoload -Uz compinit; compinit -u -D\n
rustpro sho\tOd\t > out1\n
rustpro show JoinSet::spawn_\t > out2\n
rustpro show docs/bo\t > out3\n
rustpro ask --color=nev\t quokkas > out4\n
exit\n
END
    grep -q Quokkas out1 || say "$(cat shown)"
    grep -q "Yet more" out2 || say "$(cat shown)"
    grep -q "Boats float" out3 || say "$(cat shown)"
    grep -q Quokkas out4 || say "$(cat shown)"
    [ ! -e got ] && [ ! -e got2 ]
}

@test "fish: candidates with their descriptions, and quoting" {
    command -v fish >/dev/null || skip "no fish here"
    fish --no-config -c "source '$COMPLETIONS/rustpro.fish'
        complete -C 'rustpro sh' >out1
        complete -C 'rustpro show JoinSet::spawn_' >out2
        complete --escape -C 'rustpro show Od' >out3
        complete -C 'rustpro ask --color=al' >out4
        complete -C \"rustpro show 'Od\" >out5"
    grep -q '^show' out1
    grep -q '^JoinSet::spawn_on	section' out2
    printf 'echo %s\n' "$(cut -f1 out3)" | fish --no-config >out
    grep -qxF 'Odd $(touch got) touch got2; it'"'"'s "so" <z> #% &' out
    grep -q '^--color=always' out4
    grep -q '^Odd' out5
    [ ! -e got ] && [ ! -e got2 ]
}
