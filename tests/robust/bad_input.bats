# Wrong use and odd questions: a message and an exit status, never a crash and never silence.

setup_file() {
    load helpers
    use_own_home "$BATS_FILE_TMPDIR"
    make_tree "$BATS_FILE_TMPDIR/tree"
    mkdir "$BATS_FILE_TMPDIR/db"
    export TREE="$BATS_FILE_TMPDIR/tree" DB="$BATS_FILE_TMPDIR/db/index.db"
    "$RUSTPRO" index "$TREE" --index "$DB"
}

setup() {
    load helpers
}

# For a question of any kind: answered or not, but said, and by us, not by SQLite.
is_answered() {
    { [ "$status" -eq 0 ] || [ "$status" -eq 1 ]; } || say "neither found nor nothing found"
    [ -n "$output" ] || say "a silent answer"
    [[ "${errors,,}" != *fts5* && "${errors,,}" != *sql* ]] || say "SQLite speaks"
}

@test "a named index that is missing is exit status 3 and the message says how to make it" {
    rustpro ask boat --index "$BATS_TEST_TMPDIR/none.db"
    fails_with 3 "none.db"
    says "rustpro index"
    rustpro show tree/boats --index "$BATS_TEST_TMPDIR/none.db"
    fails_with 3 "none.db"
    rustpro sources --index "$BATS_TEST_TMPDIR/none.db"
    fails_with 3 "none.db"
    RUSTPRO_INDEX="$BATS_TEST_TMPDIR/none.db" rustpro ask boat
    fails_with 3 "none.db"
}

@test "sources remove on a missing index is exit status 3 and makes no file" {
    rustpro sources remove tree --index "$BATS_TEST_TMPDIR/none.db"
    fails_with 3 "none.db"
    [ ! -e "$BATS_TEST_TMPDIR/none.db" ]
}

@test "without any index a program that lies alone says so with exit status 3" {
    mkdir -p "$BATS_TEST_TMPDIR/alone/bin"
    cp "$RUSTPRO" "$BATS_TEST_TMPDIR/alone/bin/rustpro"
    RUSTPRO="$BATS_TEST_TMPDIR/alone/bin/rustpro" rustpro ask boat
    fails_with 3 "rustpro index"
}

@test "without an index of one's own the guide beside the program answers" {
    [ -e "$(dirname "$RUSTPRO")/../share/rustpro/guide.db" ] || skip "no guide beside the program"
    rustpro ask async closure
    has_status 0
    prints "guide/"
}

@test "RUSTPRO_INDEX names the index, --index comes before it, and an empty value is none" {
    RUSTPRO_INDEX="$DB" rustpro ask pomology
    has_status 0
    prints "tree/apples"
    RUSTPRO_INDEX=/nowhere.db rustpro ask pomology --index "$DB"
    has_status 0
    RUSTPRO_INDEX= rustpro ask pomology --index "$DB"
    has_status 0
}

@test "an index of another format is refused with the command that rebuilds it" {
    cp "$DB" "$BATS_TEST_TMPDIR/old.db"
    printf '\0\0\0\143' | dd of="$BATS_TEST_TMPDIR/old.db" bs=1 seek=60 conv=notrunc status=none
    rustpro ask boat --index "$BATS_TEST_TMPDIR/old.db"
    fails_with 2 "rustpro index --rebuild"
    rustpro index "$TREE" --index "$BATS_TEST_TMPDIR/old.db"
    has_status 2
    says "rustpro index --rebuild"
    rustpro index --rebuild "$TREE" --index "$BATS_TEST_TMPDIR/old.db"
    has_status 0
    rustpro ask boat --index "$BATS_TEST_TMPDIR/old.db"
    has_status 0
}

@test "a file that is no index is refused and never overwritten" {
    local file
    cd "$BATS_TEST_TMPDIR"
    printf 'My notes, which are dear to me. %0200d\n' 1 >notes.txt
    printf 'short' >short.txt
    head -c 20000 /dev/urandom >noise.db
    sqlite3 other.db 'CREATE TABLE t(x); INSERT INTO t VALUES(1);'
    for file in notes.txt short.txt noise.db other.db; do
        cp "$file" before
        rustpro ask boat --index "$file"
        fails_with 2 "$file"
        rustpro index "$TREE" --index "$file"
        has_status 2
        rustpro index --rebuild "$TREE" --index "$file"
        has_status 2
        cmp "$file" before
    done
}

@test "an empty file, as mktemp makes it, may become an index" {
    : >"$BATS_TEST_TMPDIR/empty.db"
    rustpro ask boat --index "$BATS_TEST_TMPDIR/empty.db"
    fails_with 2 empty.db
    rustpro index "$TREE" --index "$BATS_TEST_TMPDIR/empty.db"
    has_status 0
    rustpro ask boat --index "$BATS_TEST_TMPDIR/empty.db"
    has_status 0
}

@test "an index that is a folder, a device or a pipe is an error and nothing hangs" {
    local path
    mkdir "$BATS_TEST_TMPDIR/folder.db"
    mkfifo "$BATS_TEST_TMPDIR/pipe.db"
    for path in "$BATS_TEST_TMPDIR/folder.db" "$BATS_TEST_TMPDIR/pipe.db" /dev/null; do
        rustpro ask boat --index "$path"
        fails_with 2 "$path"
    done
    rustpro index "$TREE" --index "$BATS_TEST_TMPDIR/folder.db"
    has_status 2
    [ -d "$BATS_TEST_TMPDIR/folder.db" ]
}

@test "an index below a file is an error that names the path" {
    : >"$BATS_TEST_TMPDIR/file"
    rustpro index "$TREE" --index "$BATS_TEST_TMPDIR/file/index.db"
    has_status 2
    says "$BATS_TEST_TMPDIR/file"
}

@test "an empty question is wrong use" {
    rustpro ask --index "$DB"
    fails_with 2 "empty"
    rustpro ask "" --index "$DB"
    fails_with 2 "empty"
    rustpro ask "   	 " --index "$DB"
    fails_with 2 "empty"
}

@test "a question of more than 4096 bytes is refused with its size, one of 4096 is read" {
    local word
    word=$(printf 'boat %.0s' {1..1024})
    rustpro ask "$word" --index "$DB"
    fails_with 2 "5120"
    word=$(printf 'boat %.0s' {1..819})
    rustpro ask "${word}b" --index "$DB"
    is_answered
    rustpro ask "$(printf 'x%.0s' {1..4096})" --index "$DB"
    is_answered
    rustpro ask "$(printf '? %.0s' {1..2000})" --index "$DB"
    is_answered
}

@test "four thousand bytes of different words are answered" {
    rustpro ask "$(printf 'w%d ' {1..800})" --index "$DB"
    is_answered
}

@test "a question of stop words alone is answered" {
    local question
    for question in "the" "how do I" "what is it" "of the and a" "is"; do
        rustpro ask "$question" --index "$DB"
        is_answered
    done
}

@test "a question of punctuation alone is answered" {
    local question
    for question in "." "," "..." ";;" "\"\"" "\"" "''" "--- " "*" "()" "~" "\\" "\\\\" "@" "-" "_" \
        "—" "“”" "	." "%" "\$"; do
        rustpro ask --index "$DB" -- "$question"
        is_answered
    done
}

@test "what FTS5 takes for syntax are words and signs of the question" {
    local question
    for question in 'AND' 'OR' 'NOT' 'NEAR' 'NEAR(' 'NEAR(boats float)' 'NEAR("boats" "float", 5)' \
        'boats AND float' 'boats OR' 'NOT boats' 'boats NOT' 'boats NOT NOT float' 'AND AND' \
        'boats*' '*boats' '^boats' '^' 'body:boats' 'title : boats' '{title body}: boats' \
        '- {body} : boats' 'boats + float' '+' '"boats' 'boats"' '"boats" "' '""" ' '"" boats' \
        'boats)' '(boats' '((((' '))))' '{' '}' ':' '::' 'rowid:1' 'rank' "boats' OR 1=1 --" \
        "'; DROP TABLE entry; --" 'boats ; boats' '"boats AND float"' 'boats NEAR/3 float' \
        '"a" * ^ : { } NEAR( AND' '-boats' '-boats -float' '-"boats"' 'x:y:z' 'kind:' ':kind' \
        'source:' '%s%n%d' '%00' '\x00' '$(id)' '`id`' '&&' '||' '#' '##' '<b>' 'a.b.c' '1e999' \
        '0x1F' '-1' '--' "''''" 'a_b__c' '____' 'r#"raw"#' 'b"x"' '/*' '*/' '//'; do
        rustpro ask --index "$DB" -- "$question"
        is_answered
        rustpro ask --index "$DB" --json -- "$question boats"
        is_answered
    done
}

@test "pseudo-random questions of signs and words are answered" {
    local -a parts=(AND OR NOT 'NEAR(' '"' '*' '^' ':' '{' '}' '(' ')' '-' '+' ',' boats apples '?'
        "'static" '::<>' '&mut' '|x|' kindx: '“' '’' 'é' '漢' '..=' '#[' ']' '\' '%' '`')
    local i n question
    RANDOM=20240229
    for ((i = 0; i < 400; i++)); do
        question=
        for ((n = RANDOM % 9 + 1; n > 0; n--)); do
            question+=${parts[RANDOM % ${#parts[@]}]}
            ((RANDOM % 2)) && question+=' '
        done
        [ -n "${question// /}" ] || continue
        rustpro ask --index "$DB" -- "$question"
        is_answered || say "question: $question"
    done
}

@test "a question that is not UTF-8 is refused, and no raw byte of it is shown" {
    local bytes
    for bytes in $'\xff\xfe' $'boats \xc3' $'\xed\xa0\x80' $'\xc0\xaf' $'\xf4\x90\x80\x80' $'a\x80b'; do
        rustpro ask --index "$DB" -- "$bytes"
        fails_with 2 "UTF-8"
        iconv -f UTF-8 -t UTF-8 "$ERR" >/dev/null
    done
}

@test "unbalanced quotes still find the words" {
    local question
    for question in '"boats float' 'boats" float' '“boats float' 'boats” float' '"boats" "float'; do
        rustpro ask --index "$DB" -- "$question"
        has_status 0
        prints "tree/boats"
    done
}

@test "nothing found is exit status 1 and says so on standard output" {
    rustpro ask --index "$DB" xyzzyplugh
    has_status 1
    prints "Nothing found"
    rustpro ask --index "$DB" --json xyzzyplugh
    has_status 1
    prints '"hits":[]'
    rustpro ask --index "$DB" --format vimgrep xyzzyplugh
    has_status 1
}

@test "unknown commands, options and values are wrong use and the message names them" {
    rustpro frobnicate
    fails_with 2 "frobnicate"
    rustpro ask boat --frobnicate --index "$DB"
    fails_with 2 "--frobnicate"
    rustpro ask boat --format xml --index "$DB"
    fails_with 2 "xml"
    rustpro ask boat --color sometimes --index "$DB"
    fails_with 2 "sometimes"
    rustpro ask boat --json=yes --index "$DB"
    fails_with 2 "--json"
    rustpro ask boat --index
    fails_with 2 "--index"
    rustpro index "$TREE" --json --index "$BATS_TEST_TMPDIR/x.db"
    fails_with 2 "--json"
    rustpro
    has_status 2
    rustpro show --index "$DB"
    fails_with 2 "show"
    rustpro sources destroy tree --index "$DB"
    fails_with 2 "sources"
}

@test "-n takes a number from 1 to 100 and nothing else" {
    local value
    for value in 0 -1 101 abc 1e3 "" 1.5 99999999999999999999 "5 " 0x10; do
        rustpro ask boat -n "$value" --index "$DB"
        fails_with 2 "-n"
    done
    for value in 1 100; do
        rustpro ask boat -n "$value" --index "$DB"
        has_status 0
    done
}

@test "unknown filters' values are wrong use and the message says what there is" {
    local filter
    for filter in kind status msrv edition source; do
        rustpro ask boat "$filter:nonsense" --index "$DB"
        fails_with 2 "nonsense"
        rustpro ask boat "--$filter" nonsense --index "$DB"
        fails_with 2 "nonsense"
    done
    rustpro ask boat kind:nonsense --index "$DB"
    says "deprecated"
    rustpro ask boat source:nonsense --index "$DB"
    says "rustpro sources"
}

@test "control characters in a wrong value do not reach the terminal" {
    rustpro ask boat "kind:$(printf '\033]0;x\007')" --index "$DB"
    has_status 2
    lacks "$CONTROLS" "$ERR"
    rustpro "$(printf '\033[31mred')"
    has_status 2
    lacks "$CONTROLS" "$ERR"
    rustpro ask "--$(printf '\033[31mred')"
    has_status 2
    lacks "$CONTROLS" "$ERR"
    rustpro ask boat --index "$BATS_TEST_TMPDIR/$(printf '\033[31mred')"
    has_status 3
    lacks "$CONTROLS" "$ERR"
}

@test "show by number: none before the first ask, and none past the last answer" {
    export XDG_STATE_HOME="$BATS_TEST_TMPDIR/state"
    rustpro show 1 --index "$DB"
    fails_with 1 "nothing was asked"
    rustpro ask boat --index "$DB"
    rustpro show 1
    has_status 0
    prints "tree/boats"
    rustpro show 99
    fails_with 1 "99"
    rustpro show 0
    fails_with 1 "0"
    rustpro show 99999999999999999999 --index "$DB"
    has_status 1
}

@test "show of an unknown id is nothing found, whatever the id looks like" {
    local id
    for id in nowhere tree/ / "" tree tree/nopage tree/boats#nowhere '#' 'tree/#' '%' "tree/boats'" \
        "$(printf 'x%.0s' {1..5000})" "tree/boats$(printf '\033')"; do
        rustpro show --index "$DB" -- "$id"
        fails_with 1 ""
        lacks "$CONTROLS" "$ERR"
    done
}

@test "every id that ask prints can be shown" {
    local id
    for id in $(ids boats OR apples cranes pears --index "$DB"); do
        rustpro show "$id" --index "$DB"
        has_status 0
    done
}

@test "a broken memory of the last ask is no crash" {
    export XDG_STATE_HOME="$BATS_TEST_TMPDIR/state"
    mkdir -p "$XDG_STATE_HOME/rustpro"
    printf '\0\0\0' >"$XDG_STATE_HOME/rustpro/last-ask"
    rustpro show 1
    [ "$status" -ge 1 ] && [ "$status" -le 3 ]
    printf '/nowhere/index.db\ntree/boats\n' >"$XDG_STATE_HOME/rustpro/last-ask"
    rustpro show 1
    fails_with 3 "/nowhere/index.db"
    rm "$XDG_STATE_HOME/rustpro/last-ask"
    mkdir "$XDG_STATE_HOME/rustpro/last-ask"
    rustpro ask boat --index "$DB"
    has_status 0
}

@test "a folder without Markdown is an error and makes no index" {
    mkdir "$BATS_TEST_TMPDIR/none"
    echo text >"$BATS_TEST_TMPDIR/none/a.txt"
    rustpro index "$BATS_TEST_TMPDIR/none" --index "$BATS_TEST_TMPDIR/x.db"
    fails_with 2 "neither Markdown"
    [ ! -e "$BATS_TEST_TMPDIR/x.db" ]
}

@test "a path that does not exist is an error and makes no index" {
    rustpro index "$BATS_TEST_TMPDIR/nowhere" --index "$BATS_TEST_TMPDIR/x.db"
    fails_with 2 "nowhere"
    [ ! -e "$BATS_TEST_TMPDIR/x.db" ]
}

@test "one bad path among good ones leaves the old index as it was" {
    local before
    cp "$DB" "$BATS_TEST_TMPDIR/x.db"
    before=$(stat -c '%i %y' "$BATS_TEST_TMPDIR/x.db")
    mkdir "$BATS_TEST_TMPDIR/more"
    echo '# More' >"$BATS_TEST_TMPDIR/more/more.md"
    rustpro index "$BATS_TEST_TMPDIR/more" "$BATS_TEST_TMPDIR/nowhere" --index "$BATS_TEST_TMPDIR/x.db"
    has_status 2
    [ "$before" = "$(stat -c '%i %y' "$BATS_TEST_TMPDIR/x.db")" ]
    [ ! -e "$BATS_TEST_TMPDIR/x.db.new" ]
}

@test "names that are no names, or are taken by another folder, are refused" {
    local name
    for name in "" "a b" "a/b" ".." ".hidden" "a#b" "é" "$(printf '\033')"; do
        rustpro index "$TREE" --name "$name" --index "$BATS_TEST_TMPDIR/x.db"
        fails_with 2 "name"
    done
    cp "$DB" "$BATS_TEST_TMPDIR/y.db"
    mkdir "$BATS_TEST_TMPDIR/tree"
    echo '# Other' >"$BATS_TEST_TMPDIR/tree/other.md"
    rustpro index "$BATS_TEST_TMPDIR/tree" --index "$BATS_TEST_TMPDIR/y.db"
    fails_with 2 "tree"
    rustpro index "$TREE" "$BATS_TEST_TMPDIR/tree" --name two --index "$BATS_TEST_TMPDIR/z.db"
    fails_with 2 "--name two"
}

@test "output that cannot be written is an error" {
    [ -e /dev/full ] || skip "there is no /dev/full"
    status=0
    "$RUSTPRO" ask boat --index "$DB" >/dev/full 2>"$BATS_TEST_TMPDIR/err" || status=$?
    [ "$status" -eq 2 ]
    grep -q "^rustpro: standard output" "$BATS_TEST_TMPDIR/err"
}

@test "a reader that closes the pipe early is no crash" {
    "$RUSTPRO" ask boats apples cranes --index "$DB" | head -c 1 >/dev/null
    status=${PIPESTATUS[0]}
    [ "$status" -le 2 ] || [ "$status" -eq 141 ]
}

@test "closed standard streams are no crash" {
    status=0
    "$RUSTPRO" ask boat --index "$DB" <&- 2>&- >"$BATS_TEST_TMPDIR/out" || status=$?
    [ "$status" -eq 0 ]
    status=0
    "$RUSTPRO" ask boat --index "$DB" >&- 2>/dev/null || status=$?
    [ "$status" -le 2 ]
}

@test "without HOME and XDG folders a named index works and an unnamed one is refused" {
    env -i "$RUSTPRO" ask boat --index "$DB" >/dev/null
    status=0
    env -i "$RUSTPRO" index "$TREE" >/dev/null 2>"$BATS_TEST_TMPDIR/err" || status=$?
    [ "$status" -eq 2 ]
    grep -q -- "--index" "$BATS_TEST_TMPDIR/err"
}

@test "the first index of one's own holds the guide too and lies under XDG_DATA_HOME" {
    [ -e "$(dirname "$RUSTPRO")/../share/rustpro/guide" ] || skip "no guide beside the program"
    export XDG_DATA_HOME="$BATS_TEST_TMPDIR/data"
    rustpro index "$TREE"
    has_status 0
    [ -e "$XDG_DATA_HOME/rustpro/index.db" ]
    rustpro sources --json
    prints '"name":"guide"'
    prints '"name":"tree"'
}
