# What the end-to-end tests share. RUSTPRO is the program, TESTS_DIR this folder's parent.

: "${TESTS_DIR:=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}"
: "${RUSTPRO:?the path of the program to test}"
export TESTS_DIR RUSTPRO

# Nothing may touch the files of whoever runs the tests, nor depend on his settings.
use_own_home() {
    export HOME="$1/home"
    export XDG_DATA_HOME="$HOME/data" XDG_STATE_HOME="$HOME/state"
    export XDG_CONFIG_HOME="$HOME/config" XDG_CACHE_HOME="$HOME/cache"
    export LC_ALL=C.UTF-8 TZ=UTC
    mkdir -p "$HOME"
    export TERM=xterm
    unset RUSTPRO_INDEX NO_COLOR PAGER RUSTPRO_PAGER CLICOLOR CLICOLOR_FORCE COLORTERM COLORFGBG
    unset TERM_PROGRAM VTE_VERSION WT_SESSION KONSOLE_VERSION DOMTERM COLUMNS
}

# Keeps the toolchain of whoever runs the tests; to be called before use_own_home.
keep_toolchain() {
    export RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}"
    [ -d "$RUSTUP_HOME" ] || unset RUSTUP_HOME
}

# Skips the test where rustc is missing or older than release 1.$1.
needs_rustc() {
    local minor
    minor=$(rustc --version 2>/dev/null | sed -nE 's/^rustc 1\.([0-9]+)\..*/\1/p')
    [ -n "$minor" ] || skip "no rustc here"
    [ "$minor" -ge "$1" ] || skip "rustc 1.$minor is older than 1.$1"
}

# Runs rustpro, with: $status, $output (standard output), $errors (standard error). Unlike `run` it
# keeps the two apart and does not lose bytes that are no text: they are in $OUT and $ERR.
rustpro() {
    OUT="$BATS_TEST_TMPDIR/out"
    ERR="$BATS_TEST_TMPDIR/err"
    status=0
    # The limit only ends what would never end.
    timeout -s KILL 60 "$RUSTPRO" "$@" >"$OUT" 2>"$ERR" </dev/null || status=$?
    output=$(tr -d '\0' <"$OUT")
    errors=$(tr -d '\0' <"$ERR")
}

# What a failing test shows.
say() {
    printf '%s\n' "$*" "status: ${status-}" "stdout: ${output-}" "stderr: ${errors-}" >&2
    return 1
}

has_status() {
    [ "$status" -eq "$1" ] || say "expected exit status $1"
}

says() { # some text on standard error
    [[ "$errors" == *"$1"* ]] || say "standard error lacks: $1"
}

prints() { # some text on standard output
    [[ "$output" == *"$1"* ]] || say "standard output lacks: $1"
}

prints_not() {
    [[ "$output" != *"$1"* ]] || say "standard output has: $1"
}

# No byte in the files matches the expression. (A bare "! grep" never fails a bats test.)
lacks() {
    local expression=$1
    shift
    if LC_ALL=C grep -qE -- "$expression" "$@"; then
        say "there is $(printf %q "$expression") in $*"
    fi
}

# Control characters but for tab and line feed, in one byte or in UTF-8's two (C1).
CONTROLS=$'[\001-\010\013-\037\177]|\xc2[\x80-\x9f]'
export CONTROLS

# The message of a failure: one line that names the program; nothing on standard output.
fails_with() {
    has_status "$1" && says "$2" || return 1
    [[ "$errors" == "rustpro: "* ]] || say "the message does not begin with 'rustpro: '"
    [ -z "$output" ] || say "a failure prints data"
}

# A small tree of three pages, below $1.
make_tree() {
    mkdir -p "$1"
    printf '# Apples\n\nThe pomology of apples, as kept in orchards.\n\n## Pears\n\nPears are near.\n' >"$1/apples.md"
    printf '# Boats\n\nBoats float. See `Arc::clone` and [pears](apples.md#pears).\n\n```rust\nlet boat = 1;\n```\n' >"$1/boats.md"
    printf '# Cranes\n\nCranes lift; also a bird of marshland.\n' >"$1/cranes.md"
}

# The ids of the answers, one a line.
ids() {
    "$RUSTPRO" ask --json -n 100 "$@" | grep -o '"id":"[^"]*"' | cut -d'"' -f4
}

# The answer to a question without what differs from run to run.
answer() {
    "$RUSTPRO" ask --json "$@" | sed -E 's/"took_us":[0-9]+/"took_us":0/'
}

# Runs rustpro as a user that may not read or write what root may.
as_nobody() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"
    else
        "$@"
    fi
}

shared_or_skip() {
    SHARED="${RUSTPRO_SHARED:-$TESTS_DIR/../../shared}"
    [ -d "$SHARED/$1" ] || skip "the shared folder with $1 is not beside the repository"
}

# A tree of $2 pages below $1, with words that differ: indexing it takes a while.
make_big_tree() {
    mkdir -p "$1"
    awk -v dir="$1" -v count="$2" 'BEGIN {
        srand(7)
        for (i = 1; i <= count; i++) {
            file = sprintf("%s/page%05d.md", dir, i)
            printf "# Page %d\n\nThe big tree has pages about boats.\n", i >file
            for (s = 1; s <= 6; s++) {
                printf "\n## Section %d of %d\n\n", s, i >file
                for (w = 0; w < 60; w++)
                    printf "word%d ", int(rand() * 20000) >file
                printf "\n\n```rust\nfn item_%d_%d() -> Option<&'"'"'static str> { None }\n```\n", i, s >file
            }
            close(file)
        }
    }'
}

# Sorted list of what an index folder holds beside the index and its lock.
leftovers() {
    find "$1" -mindepth 1 -maxdepth 1 ! -name '*.db' ! -name '*.lock' -printf '%f\n' | sort
}
