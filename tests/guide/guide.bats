# The guide that ships: every entry can be found, every snippet does what it says, every release is
# the right one. What needs a toolchain or crates that are missing is skipped and said.

setup_file() {
    load ../robust/helpers
    keep_toolchain
    use_own_home "$BATS_FILE_TMPDIR"
    export CONTENT="$TESTS_DIR/../content"
    export GUIDE="$BATS_FILE_TMPDIR/guide.db"
    "$RUSTPRO" index --guide --index "$GUIDE" >/dev/null
}

setup() {
    load ../robust/helpers
}

# What a check of the guide says of the snippets with the result $1, a line for each.
listed() {
    jq -r --arg result "$1" '.snippets[] | select(.result == $result)
        | "\(.id) snippet \(.n): \(.detail)"' "$BATS_FILE_TMPDIR/check.json"
}

check_guide() {
    needs_rustc 95
    [ -s "$BATS_FILE_TMPDIR/check.json" ] ||
        "$RUSTPRO" check --json --unprotected guide --index "$GUIDE" >"$BATS_FILE_TMPDIR/check.json" || true
}

@test "every pattern is the first answer to its name, every pair to its DON'T" {
    python3 "$TESTS_DIR/guide/find_all.py" "$RUSTPRO" "$GUIDE"
}

@test "the guide keeps to its format" {
    rustpro check --format-only "$CONTENT"
    has_status 0
    prints "0 mistakes"
}

@test "the releases that patterns name are those of Rust's release notes" {
    needs_rustc 95
    local notes
    notes="$(rustc --print sysroot 2>/dev/null)/share/doc/rust/html/releases.md"
    [ -f "$notes" ] || skip "this toolchain has no release notes (rustup component add rust-docs)"
    python3 "$TESTS_DIR/guide/check_since.py" "$notes" "$CONTENT"/*.md
}

@test "links between entries of the guide lead somewhere" {
    local id missing=0
    for id in $(sed -n 's/^see: //p' "$CONTENT"/*.md | tr ',' '\n' | sed 's/^ *//' |
        grep '^guide/' | sort -u); do
        "$RUSTPRO" show "$id" --index "$GUIDE" >/dev/null 2>&1 || {
            echo "no such entry: $id"
            missing=$((missing + 1))
        }
    done
    [ "$missing" -eq 0 ]
}

@test "links into Rust's own documentation name pages and places that are there" {
    needs_rustc 95
    local docs
    docs="$(rustc --print sysroot 2>/dev/null)/share/doc/rust/html"
    [ -f "$docs/std/index.html" ] || skip "this toolchain has no documentation (rustup component add rust-docs)"
    python3 "$TESTS_DIR/guide/check_see.py" "$docs" "$CONTENT"/*.md
}

@test "every snippet that can be checked here does what it says" {
    check_guide
    listed fail
    [ "$(jq .failed "$BATS_FILE_TMPDIR/check.json")" -eq 0 ]
    [ "$(jq .pending "$BATS_FILE_TMPDIR/check.json")" -eq 0 ]
}

@test "with Debian's crates at least nine in ten snippets can be checked" {
    check_guide
    [ -d /usr/share/cargo/registry ] || skip "Debian's crates are not installed"
    listed skip | sed -E 's/^[^:]*: //' | sort | uniq -c | sort -rn
    [ "$(jq '((.total - .skipped) * 10) >= (.total * 9)' "$BATS_FILE_TMPDIR/check.json")" = true ]
}

@test "a second check compiles nothing" {
    check_guide
    rustpro check --json --unprotected guide --index "$GUIDE"
    [ "$(jq '[.snippets[] | select(.result != "skip" and (.known | not))] | length' "$OUT")" -eq 0 ]
}

@test "answers show what the check found" {
    check_guide
    local version
    version=$(jq -r .rustc "$BATS_FILE_TMPDIR/check.json")
    rustpro ask --no-pager let else for an early exit --index "$GUIDE"
    prints "compiles on $version"
    rustpro ask --json let else for an early exit --index "$GUIDE"
    [ "$(jq -r '.hits[0].snippets[0].verified | "\(.rustc) \(.result)"' "$OUT")" = "$version pass" ]
    rustpro ask --no-pager Vec::drain_filter --index "$GUIDE"
    prints "fails as it should: E0599"
}
