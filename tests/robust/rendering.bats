# What documents that mean harm, or that no terminal was made for, look like.

setup() {
    load helpers
    use_own_home "$BATS_TEST_TMPDIR"
    TREE="$BATS_TEST_TMPDIR/tree"
    DB="$BATS_TEST_TMPDIR/index.db"
    mkdir -p "$TREE"
}

index_tree() {
    rustpro index "$TREE" --index "$DB"
    has_status 0
}

repeat() { # text, times
    awk -v text="$1" -v times="$2" 'BEGIN { for (i = 0; i < times; i++) printf "%s", text }'
}

# What the program writes of escapes itself: looks and links.
without_own_escapes() {
    sed -E $'s/\033\\[[0-9;]*m//g; s/\033]8;(id=[0-9]+;[!-~]+|;)\033\\\\//g'
}

# Shows a page in every way: no control character but those of our own escapes comes out, no
# direction mark, and no line is wider than it may be.
shows_harmlessly() { # id
    local width color id=$1
    for width in 20 40 80 200; do
        for color in "never --hyperlinks never" "always --hyperlinks always"; do
            # shellcheck disable=SC2086
            rustpro show "$id" --index "$DB" --width "$width" --color $color
            has_status 0
            without_own_escapes <"$OUT" >"$BATS_TEST_TMPDIR/plain"
            lacks "$CONTROLS" "$BATS_TEST_TMPDIR/plain" || say "$id at $width, $color"
            lacks $'\u202e|\u2066|\u200f|\u200b|\ufeff|\u2060' "$BATS_TEST_TMPDIR/plain" ||
                say "$id at $width, $color"
            python3 "$BATS_TEST_TMPDIR/widest.py" "$width" <"$BATS_TEST_TMPDIR/plain" ||
                say "$id at $width, $color: a line is too wide"
        done
    done
}

# Columns as Python's tables have them; marks and joiners none. Ids and addresses may stand out.
setup_widest() {
    cat >"$BATS_TEST_TMPDIR/widest.py" <<'PY'
import sys, unicodedata
limit = int(sys.argv[1])
for line in sys.stdin.buffer.read().decode().split("\n"):
    if "tree/" in line or "://" in line:
        continue
    width = sum(0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else
                2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
    if width > limit:
        sys.exit("%d: %.100s" % (width, line))
PY
}

@test "escape sequences of every kind are shown harmlessly" {
    setup_widest
    {
        printf '# Escapes\n\n\033[31mred \033]0;title\007 \033]52;c;cHduZWQ=\007 \033P1$r\033\\ \033[2J\033[H \302\2332J \302\235x\302\234 \016\017 \010\010\010\n\n'
        printf '[a\033]8;;http://evil/\033\\\\](http://x/\033[5m) [b](<http://y/ \007>) <http://z/&#27;[1m> [c](javascript:alert%%281%%29)\n\n'
        printf -- '- `code \033[7m` **\033c** ~~\033[?1049h~~\n\n> [!\033NOTE]\n> x\033[3J\n\n'
        for lang in rust toml sh console text ''; do
            printf '```%s\n$ \033[31mlet "\033]8;;x\007" = 1 # \302\233m\n\033\n```\n\n' "$lang"
        done
        printf '| \033[1m |\n|---|\n| \033[2K\015 |\n\nx[^\033]\n\n[^\033]: \033[0m\n\n'
        printf "Don't: \\033[31mx\n\n\`\`\`rust\n// DON'T: \\033[31mx\n\\033[2J\n\`\`\`\n\nDo: y\\033[5m\n\n\`\`\`rust\n\\033[5m// DO: y\n\`\`\`\n"
    } >"$TREE/escapes.md"
    index_tree
    shows_harmlessly tree/escapes
}

@test "right-to-left text, direction marks and invisible characters are shown harmlessly" {
    setup_widest
    {
        printf '# Directions\n\nשלום עולם وهذا نص طويل '
        repeat 'مرحبا بالعالم ' 100
        printf '\n\n\xe2\x80\xae reversed \xe2\x81\xa6 isolated \xe2\x80\x8f mark \xef\xbb\xbf\n\n'
        printf '```rust\nlet is_admin\xe2\x80\xae = \xe2\x81\xa6"user"; // \xe2\x80\x8b\xe2\x81\xa0hidden\n```\n\n'
        printf '| שלום | b |\n|---|---|\n| \xe2\x80\xaex | مرحبا |\n\n'
        repeat $'\xe2\x80\x8b' 100000
        printf 'zero\n\n'
        repeat $'\xe2\x80\x8d' 50000
        printf 'joined\n\ne'
        repeat $'\xcc\x81' 50000
        printf ' marks 👩\xe2\x80\x8d🔬 ❤\xef\xb8\x8f 🇩🇪\n'
    } >"$TREE/directions.md"
    index_tree
    shows_harmlessly tree/directions
    # What nobody would see does not fill the screen's memory either.
    rustpro show tree/directions --index "$DB" --width 80
    [ "$(wc -c <"$OUT")" -lt 20000 ] || say "heaps of marks came out"
}

@test "words of 100,000 characters are cut wherever they stand" {
    local word
    setup_widest
    word=$(repeat abcdefghij 10000)
    {
        printf '# Words\n\n%s\n\n- %s\n\n> `%s`\n\n' "$word" "$word" "$word"
        printf '```rust\n// %s\nlet s = "%s";\n```\n\n```toml\nx = "%s"\n```\n\n```sh\necho %s\n```\n\n' \
            "$word" "$word" "$word" "$word"
        printf '| a | b |\n|---|---|\n| %s | %s |\n\n**%s** [%s](x.md)\n\n' "$word" "$word" "$word" "$word"
        repeat 中 100000
        printf '\n\n'
        repeat 👩‍🔬 30000
        printf "\n\nDon't: %s\n\n\`\`\`rust\n%s\n\`\`\`\n\nDo: %s\n\n\`\`\`rust\n%s\n\`\`\`\n" "$word" "$word" "$word" "$word"
    } >"$TREE/words.md"
    index_tree
    shows_harmlessly tree/words
}

@test "tables of ten thousand columns and of many rows fit the width" {
    setup_widest
    {
        printf '# Tables\n\n'
        repeat '| h ' 10000
        printf '|\n'
        repeat '|---' 10000
        printf '|\n'
        repeat '| c ' 10000
        printf '|\n'
    } >"$TREE/wide.md"
    { printf '# Tall\n\n| a | b |\n|---|---|\n'; repeat $'| one two three four five six seven eight nine ten | `x` |\n' 5000; } >"$TREE/tall.md"
    index_tree
    shows_harmlessly tree/wide
    shows_harmlessly tree/tall
}

@test "web addresses that are no addresses never become links of the terminal" {
    printf '# Links\n\n[a](javascript:x) [b](file:///etc/passwd) [c](data:text/html,x) [d](vscode://x) [e](https://ok.example)\n' >"$TREE/links.md"
    index_tree
    rustpro show tree/links --index "$DB" --color always --hyperlinks always
    prints $'\033]8;id=1;https://ok.example\033\\'
    # The page's own id, and the one web address.
    [ "$(grep -o $'\033]8;id=' "$OUT" | wc -l)" -eq 2 ] || say "other links came out"
    rustpro show tree/links --index "$DB" --color always
    lacks $'\033]8' "$OUT"
}

@test "options that say how it looks refuse what they do not know" {
    printf '# A\n\nb\n' >"$TREE/a.md"
    index_tree
    rustpro show tree/a --index "$DB" --theme sepia
    fails_with 2 "--theme sepia: takes auto, dark or light"
    rustpro show tree/a --index "$DB" --hyperlinks yes
    fails_with 2 "--hyperlinks yes: takes auto, always or never"
    rustpro show tree/a --index "$DB" --width 19
    fails_with 2 "--width 19: takes a number from 20 to 1000"
    rustpro show tree/a --index "$DB" --width 80x
    fails_with 2 "--width 80x: takes a number"
}

@test "colours follow NO_COLOR, CLICOLOR_FORCE, TERM and the theme" {
    printf '# A\n\n`b` and **c**\n' >"$TREE/a.md"
    index_tree
    CLICOLOR_FORCE=1 rustpro show tree/a --index "$DB"
    prints $'\033[36mb'
    CLICOLOR_FORCE=1 NO_COLOR=1 rustpro show tree/a --index "$DB"
    lacks $'\033' "$OUT"
    CLICOLOR_FORCE=1 NO_COLOR='' TERM=dumb rustpro show tree/a --index "$DB"
    prints $'\033[36mb'
    TERM=xterm-256color rustpro show tree/a --index "$DB" --color always
    prints $'\033[38;5;31mb'
    TERM=xterm-256color COLORFGBG='15;0' rustpro show tree/a --index "$DB" --color always
    prints $'\033[38;5;116mb'
    COLORTERM=truecolor rustpro show tree/a --index "$DB" --color always --theme light
    prints $'\033[38;2;0;98;122mb'
}

# Runs the command line on a terminal of 50 columns; what it shows is in $OUT.
on_terminal() { # TERM, command line
    OUT="$BATS_TEST_TMPDIR/screen"
    TERM=$1 script -qec "stty cols 50 rows 60; $2" /dev/null </dev/null | tr -d '\r' >"$OUT"
    output=$(cat "$OUT")
}

@test "on a terminal the width is its own, and TERM says whether there are colours" {
    command -v script >/dev/null || skip "no script(1) here"
    printf '# A\n\n`b` is one of the words in a line that is longer than fifty columns.\n\n[c](https://c.example)\n' >"$TREE/a.md"
    index_tree
    on_terminal xterm "'$RUSTPRO' show tree/a --index '$DB'"
    prints $'\033[36mb\033[0m is one of the words in a line that is longer\nthan fifty columns.'
    lacks $'\033]8' "$OUT"
    on_terminal dumb "'$RUSTPRO' show tree/a --index '$DB'"
    prints $'`b` is one of the words in a line that is longer\nthan fifty columns.'
    lacks $'\033' "$OUT"
    NO_COLOR=1 on_terminal xterm-256color "'$RUSTPRO' show tree/a --index '$DB'"
    lacks $'\033' "$OUT"
    on_terminal xterm-kitty "'$RUSTPRO' show tree/a --index '$DB'"
    prints $'\033]8;id=1;https://c.example\033\\'
}
