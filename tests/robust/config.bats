# The settings: what counts, what is wrong with a file, and what a wrong one cannot do.

setup() {
    load helpers
    use_own_home "$BATS_TEST_TMPDIR"
    unset BROWSER RUSTUP_TOOLCHAIN
    TREE="$BATS_TEST_TMPDIR/tree"
    make_tree "$TREE"
    "$RUSTPRO" index "$TREE" --index "$BATS_TEST_TMPDIR/index.db" >/dev/null
    FILE="$XDG_CONFIG_HOME/rustpro/config.ini"
    mkdir -p "${FILE%/*}"
}

# What `config` prints of a key: "value from".
line_of() {
    "$RUSTPRO" config "${@:2}" 2>/dev/null | sed -nE "s/^$1 +//p" | sed -E 's/ +/ /g'
}

is_in_force() { # key, expected, options...
    [ "$(line_of "$1" "${@:3}")" = "$2" ] || say "$1: $(line_of "$1" "${@:3}")"
}

@test "without a file all is as by default, and costs one look" {
    rustpro config
    has_status 0
    prints "$FILE (not there)"
    is_in_force color "auto default"
    is_in_force count "10 default"
    [ -z "$errors" ]
    if command -v strace >/dev/null; then
        strace -f -e trace=file "$RUSTPRO" ask --index "$BATS_TEST_TMPDIR/index.db" apples 2>&1 >/dev/null |
            grep -c config.ini | grep -qx 1
    fi
}

@test "options come before the environment, that before the file" {
    printf 'color = always\ncount = 3\nbrowser = from-file\n' >"$FILE"
    is_in_force color "always $FILE:1"
    NO_COLOR=1 is_in_force color "never environment: NO_COLOR"
    NO_COLOR=1 is_in_force color "auto option --color" --color auto
    is_in_force count "3 $FILE:2"
    is_in_force count "7 option -n" -n 7
    is_in_force browser "from-file $FILE:3"
    BROWSER=other is_in_force browser "other environment: BROWSER"
    is_in_force pager "never option --no-pager" --no-pager
    rustpro config color
    [ "$output" = always ]
}

@test "what the file says is done" {
    export RUSTPRO_INDEX="$BATS_TEST_TMPDIR/index.db"
    printf '#!/bin/sh\necho "shows $*"\n' >"$BATS_TEST_TMPDIR/viewer"
    chmod +x "$BATS_TEST_TMPDIR/viewer"
    printf 'count = 1\ncolor = always\nbrowser = %s --new\n' "$BATS_TEST_TMPDIR/viewer" >"$FILE"
    rustpro ask float pears
    has_status 0
    prints $'\033['
    prints_not "  2  "
    NO_COLOR=1 rustpro ask float pears
    prints_not $'\033['
    rustpro ask --format plain float
    prints_not $'\033['
    rustpro open tree/boats
    [ "$output" = "shows --new $TREE/boats.md" ]
}

@test "filters of the file hold where the question has none of its own" {
    local other="$BATS_TEST_TMPDIR/other"
    export RUSTPRO_INDEX="$BATS_TEST_TMPDIR/index.db"
    make_tree "$other"
    "$RUSTPRO" index "$other" >/dev/null
    printf 'leave-out = tree, none-such\n' >"$FILE"
    [ "$(ids cranes)" = other/cranes ]
    [ "$(ids cranes source:tree)" = tree/cranes ]
    [ "$(ids cranes --source tree)" = tree/cranes ]
    printf 'sources = tree\n' >"$FILE"
    [ "$(ids cranes)" = tree/cranes ]
    printf 'sources = none-such\n' >"$FILE"
    [ "$(ids cranes | sort)" = $'other/cranes\ntree/cranes' ]
    printf '## Later\n<!-- pattern\nsince: 1.80\n-->\n\nQuokkas.\n\n```rust\nlet a = 1;\n```\n' >"$TREE/later.md"
    "$RUSTPRO" index "$TREE" >/dev/null
    printf 'msrv = 1.70\n' >"$FILE"
    [ -z "$(ids quokkas)" ]
    [ "$(ids quokkas msrv:1.85)" = tree/later ]
    [ "$(ids quokkas --msrv 1.85)" = tree/later ]
}

@test "the file's index is the reader's own: made with the guide, asked by default" {
    printf 'index = ~/mine/my.db\n' >"$FILE"
    rustpro index "$TREE"
    has_status 0
    [ -e "$HOME/mine/my.db" ]
    rustpro sources
    prints guide
    prints tree
    rustpro sources remove tree
    has_status 0
    prints "$HOME/mine/my.db"
    RUSTPRO_INDEX="$BATS_TEST_TMPDIR/index.db" rustpro sources
    prints tree
    is_in_force index "$HOME/mine/my.db $FILE:1"
    is_in_force index "x option --index" --index x
}

@test "mistakes are named with file and line, and the answer is the same" {
    export RUSTPRO_INDEX="$BATS_TEST_TMPDIR/index.db"
    rustpro ask pomology
    local expected=$output
    printf '\n# fine\nclor = red\ncolor = purple\n[x]\nnonsense\ncount = 0\nindex = relative\ncount =\nmsrv = new\ncount = 5\ncount = 4\n' >"$FILE"
    rustpro ask pomology
    has_status 0
    [ "$output" = "$expected" ]
    says "rustpro: $FILE:3: clor: no such key: perhaps color is meant"
    says "rustpro: $FILE:4: color = purple: takes auto, always or never"
    says "rustpro: $FILE:5: [x]: there are no sections"
    says "rustpro: $FILE:6: nonsense: no \"key = value\""
    says "rustpro: $FILE:7: count = 0: takes a number from 1 to 100"
    says "rustpro: $FILE: and 4 more: \`rustpro config\` names all mistakes"
    rustpro config
    has_status 0
    says "$FILE:8: index = relative: takes an absolute path"
    says "$FILE:9: count: nothing after the ="
    says "$FILE:10: msrv:new"
    says "$FILE:12: count: stands in line 11 too: this one counts"
    is_in_force count "4 $FILE:12"
    is_in_force color "auto default"
}

@test "config as JSON" {
    printf 'color = never\nx = y\n' >"$FILE"
    rustpro config --json
    has_status 0
    [ "$(jq -r '.settings[] | select(.key == "color") | "\(.value) \(.origin) \(.line) \(.option)"' "$OUT")" = "never file 1 --color" ]
    [ "$(jq -r '.exists, .schema, (.mistakes | length)' "$OUT")" = $'true\n1\n1' ]
    BROWSER=$'a\xff\033b' rustpro config --json
    jq -e . "$OUT" >/dev/null
    lacks "$CONTROLS" "$ERR"
}

@test "a KEY that is none, or too many, is refused" {
    rustpro config none
    fails_with 2 "none: no such key"
    rustpro config color count
    fails_with 2 "takes one KEY"
}

@test "what is no file, is not readable or is too long is said, and does not stop anything" {
    export RUSTPRO_INDEX="$BATS_TEST_TMPDIR/index.db"
    mkdir "$FILE"
    rustpro ask pomology
    has_status 0
    says "$FILE: not a file"
    rmdir "$FILE"
    mkfifo "$FILE"
    rustpro ask pomology
    has_status 0
    says "$FILE: not a file"
    rm "$FILE"
    head -c 65537 /dev/zero | tr '\0' '\n' >"$FILE"
    rustpro ask pomology
    has_status 0
    says "$FILE: longer than 64 KiB"
    head -c 65536 /dev/zero | tr '\0' '\n' >"$FILE"
    rustpro ask pomology
    has_status 0
    [ -z "$errors" ]
    ln -sfn config.ini "$FILE"
    rustpro ask pomology
    has_status 0
    says "$FILE: "
    rm "$FILE"
    printf 'count = 3\n' >"$FILE"
    chmod 0 "$FILE"
    chmod 755 "$BATS_TEST_TMPDIR"
    if [ "$(id -u)" -ne 0 ]; then
        rustpro ask pomology
        has_status 0
        says "$FILE: "
    fi
}

@test "hostile content is harmless" {
    export RUSTPRO_INDEX="$BATS_TEST_TMPDIR/index.db"
    local i
    printf 'color = \033]0;x\007\nbrowser = a\001b\n\033[31m = 1\n\xff\xfe = \x80\npager-command = \xff\ncolor\0 = never\n' >"$FILE"
    rustpro config
    has_status 0
    lacks "$CONTROLS" "$OUT" "$ERR"
    for i in 1 2 3 4 5; do
        head -c 65000 /dev/urandom >"$FILE"
        rustpro ask pomology
        has_status 0
        lacks "$CONTROLS" "$OUT" "$ERR"
        rustpro config
        has_status 0
        lacks "$CONTROLS" "$OUT" "$ERR"
    done
    head -c 65000 /dev/zero | tr '\0' = >"$FILE"
    rustpro ask pomology
    has_status 0
    yes 'a=b' | head -c 65000 >"$FILE"
    rustpro ask pomology
    has_status 0
    [ "$(wc -l <"$ERR")" -eq 6 ]
    printf 'count = 3\r\ncolor=never' >"$FILE"
    is_in_force count "3 $FILE:1"
    is_in_force color "never $FILE:2"
    printf '\xef\xbb\xbfcount = "2"\n' >"$FILE"
    is_in_force count "2 $FILE:1"
}
