# rustpro check: what it finds, prints and keeps.

setup_file() {
    load helpers
    keep_toolchain
    use_own_home "$BATS_FILE_TMPDIR"
    export PAGE="$BATS_FILE_TMPDIR/docs/page.md"
    mkdir -p "$BATS_FILE_TMPDIR/docs"
    cat >"$PAGE" <<'END'
# Page

Snippets of every kind.

## Passes

```rust
let sum = 1 + 1;
# assert_eq!(sum, 2);
```

## Fails at run time

```rust
assert_eq!(1 + 1, 3, "sums");
```

## Fails to compile

```rust
let sum: u8 = "two";
```

## Must not compile

```rust,compile_fail,E0382
let a = String::new();
drop(a);
drop(a);
```

## Compiles, but must not

```rust,compile_fail
let a = 1;
```

## Fails with another error

```rust,compile_fail,E0382
let a: u8 = "";
```

## Panics as it should

```rust,should_panic
panic!("as it should");
```

## Does not panic

```rust,should_panic
let _ = 1;
```

## Is not run

```rust,no_run
std::process::exit(3);
```

## Is ignored

```rust,ignore (only a sketch)
...
```

## Needs a crate

```rust
use no_such_crate_anywhere::Thing;
let _ = Thing;
```

## Needs nightly

```rust
#![feature(never_type)]
let _: fn() -> !;
```

## Tests

```rust,test_harness
#[test]
fn adds() {
    assert_eq!(1 + 1, 2);
}
```

## Question mark

```rust
let n: u8 = "7".parse()?;
assert_eq!(n, 7);
# Ok::<(), std::num::ParseIntError>(())
```

## No Rust

```toml
a = 1
```
END
}

setup() {
    load helpers
    needs_rustc 85
}

check_page() {
    rustpro check --json --unprotected "$PAGE"
}

# "result: detail" of the snippet below the heading whose slug is $1.
found() {
    jq -r --arg slug "$1" '.snippets[] | select(.id | endswith("#" + $slug))
        | "\(.result): \(.detail)"' "$OUT"
}

finds() { # SLUG GLOB
    local got
    got=$(found "$1")
    # shellcheck disable=SC2053
    [[ "$got" == $2 ]] || say "$1: expected $2, got $got"
}

@test "each snippet is judged by what it says" {
    check_page
    has_status 1
    finds passes "pass: "
    finds fails-at-run-time "fail: exit status 101: *sums*"
    finds fails-to-compile "fail: E0308: mismatched types (line 1)"
    finds must-not-compile "pass: E0382"
    finds compiles-but-must-not "fail: compiles, but must not"
    finds fails-with-another-error "fail: not E0382: E0308: mismatched types"
    finds panics-as-it-should "pass: "
    finds does-not-panic "fail: does not panic"
    finds is-not-run "pass: "
    finds is-ignored "skip: ignored: only a sketch"
    finds needs-a-crate "skip: crate missing: no_such_crate_anywhere"
    rustc --version | grep -q nightly || finds needs-nightly "skip: needs nightly (never_type)"
    finds tests "pass: "
    finds question-mark "pass: "
    finds no-rust ""
}

@test "lines are those of the file" {
    check_page
    [ "$(jq -r '.snippets[] | select(.id | endswith("#fails-to-compile")) | .line' "$OUT")" -eq \
        "$(grep -n 'let sum: u8' "$PAGE" | cut -d: -f1)" ]
}

@test "the table counts, failures name their place" {
    rustpro check --unprotected "$PAGE"
    has_status 1
    prints "$PAGE:$(grep -n 'let sum: u8' "$PAGE" | cut -d: -f1)"
    prints "failed as declared"
    prints "Skipped:"
    prints "1  ignored: only a sketch"
}

@test "only what is new is compiled" {
    check_page
    local before
    before=$(jq -r '[.snippets[] | "\(.id) \(.result) \(.detail)"] | join("\n")' "$OUT")
    check_page
    [ "$(jq '[.snippets[] | select(.result != "skip" and (.known | not))] | length' "$OUT")" -eq 0 ]
    [ "$before" = "$(jq -r '[.snippets[] | "\(.id) \(.result) \(.detail)"] | join("\n")' "$OUT")" ]
    rustpro check --json --again --unprotected "$PAGE"
    [ "$(jq '[.snippets[] | select(.known)] | length' "$OUT")" -eq 0 ]
}

@test "results of a source are kept in its index, and shown" {
    local index="$BATS_TEST_TMPDIR/index.db"
    "$RUSTPRO" index "$BATS_FILE_TMPDIR/docs" --name docs --index "$index" >/dev/null
    rustpro ask passes --no-pager --index "$index"
    prints "not checked"
    rustpro check --unprotected docs --index "$index"
    has_status 1
    rustpro ask passes --no-pager --index "$index"
    prints "compiles on $(rustc --version | cut -d' ' -f2)"
    rustpro ask 'must not compile' --no-pager --index "$index"
    prints "fails as it should: E0382"
    rustpro ask 'fails at run time' --no-pager --index "$index"
    prints "fails on "
    "$RUSTPRO" index --index "$index" >/dev/null
    rustpro show docs/page#passes --index "$index"
    prints "compiles on"
}

@test "a changed snippet is not checked any more" {
    local index="$BATS_TEST_TMPDIR/index.db" docs="$BATS_TEST_TMPDIR/docs"
    mkdir "$docs"
    printf '# One\n\n```rust\nlet one = 1;\n```\n' >"$docs/one.md"
    "$RUSTPRO" index "$docs" --name d --index "$index" >/dev/null
    "$RUSTPRO" check --unprotected d --index "$index" >/dev/null
    rustpro show d/one --index "$index"
    prints "compiles on"
    printf '# One\n\n```rust\nlet one = 1 + 0;\n```\n' >"$docs/one.md"
    "$RUSTPRO" index --index "$index" >/dev/null
    rustpro show d/one --index "$index"
    prints "not checked"
}

@test "the edition is the book's, or the one that is named" {
    local book="$BATS_TEST_TMPDIR/book"
    mkdir -p "$book/src"
    printf '[book]\ntitle = "B"\n[rust]\nedition = "2018"\n' >"$book/book.toml"
    printf '# Summary\n\n- [A](a.md)\n' >"$book/src/SUMMARY.md"
    printf '# A\n\n```rust\nlet gen = 1;\n# let _ = gen;\n```\n' >"$book/src/a.md"
    rustpro check --unprotected "$book"
    has_status 0
    rustpro check --unprotected --edition 2024 "$book"
    has_status 1
}

@test "crates of a vendor folder are linked" {
    local project="$BATS_TEST_TMPDIR/project"
    command -v cargo >/dev/null || skip "no cargo here"
    mkdir -p "$project/vendor/greeting/src"
    printf '[package]\nname = "project"\nversion = "0.1.0"\nedition = "2021"\n' >"$project/Cargo.toml"
    printf '[package]\nname = "greeting"\nversion = "1.2.3"\nedition = "2021"\n[features]\nloud = []\n' \
        >"$project/vendor/greeting/Cargo.toml"
    printf '{"files":{}}' >"$project/vendor/greeting/.cargo-checksum.json"
    cat >"$project/vendor/greeting/src/lib.rs" <<'END'
pub fn hello() -> &'static str { if cfg!(feature = "loud") { "HELLO" } else { "hello" } }
END
    cat >"$project/page.md" <<'END'
# Page

## Undeclared

```rust
assert_eq!(greeting::hello(), "hello");
```
END
    cat >"$project/loud.md" <<'END'
# Page

## Declared
<!-- pattern
crates: greeting 1.2 [loud]
-->

```rust
use greeting::hello;
assert_eq!(hello(), "HELLO");
```
END
    cat >"$project/newer.md" <<'END'
# Page

## Newer
<!-- pattern
crates: greeting 1.3
-->

```rust
use greeting::hello;
hello();
```
END
    cd "$project"
    rustpro check --unprotected page.md
    has_status 0
    rustpro check --json --unprotected loud.md
    has_status 0
    [ "$(jq .passed "$OUT")" -eq 1 ]
    rustpro check --unprotected newer.md
    has_status 0
    prints "crate missing: greeting 1.3 (here is 1.2.3)"
}

# A registry on this machine that cargo downloads one crate from, and a CARGO_HOME that has it then.
fill_cargo_cache() {
    local dir="$1" port_file="$1/port" sum
    mkdir -p "$dir/www/gr/ee" "$dir/greeting-1.2.3/src" "$dir/cargo" "$dir/project/src"
    printf '[package]\nname = "greeting"\nversion = "1.2.3"\nedition = "2021"\n' >"$dir/greeting-1.2.3/Cargo.toml"
    printf 'pub fn hello() -> u8 { 7 }\n' >"$dir/greeting-1.2.3/src/lib.rs"
    tar -C "$dir" -czf "$dir/www/greeting-1.2.3.crate" greeting-1.2.3
    sum=$(sha256sum "$dir/www/greeting-1.2.3.crate" | cut -d' ' -f1)
    printf '{"name":"greeting","vers":"1.2.3","deps":[],"cksum":"%s","features":{},"yanked":false}\n' \
        "$sum" >"$dir/www/gr/ee/greeting"
    python3 - "$dir/www" "$port_file" <<'END' >/dev/null 2>&1 3>&- &
import functools, http.server, sys
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
server = http.server.HTTPServer(("127.0.0.1", 0), handler)
port = server.server_address[1]
open(sys.argv[1] + "/config.json", "w").write('{"dl":"http://127.0.0.1:%d/{crate}-{version}.crate"}' % port)
open(sys.argv[2] + ".new", "w").write(str(port))
__import__("os").rename(sys.argv[2] + ".new", sys.argv[2])
server.serve_forever()
END
    server=$!
    while [ ! -s "$port_file" ]; do sleep 0.1; done
    printf '[source.crates-io]\nreplace-with = "here"\n[source.here]\nregistry = "sparse+http://127.0.0.1:%s/"\n' \
        "$(cat "$port_file")" >"$dir/cargo/config.toml"
    printf '[package]\nname = "project"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\ngreeting = "1"\n' \
        >"$dir/project/Cargo.toml"
    : >"$dir/project/src/lib.rs"
    (cd "$dir/project" && CARGO_HOME="$dir/cargo" cargo fetch) || { kill "$server"; return 1; }
    kill "$server"
}

@test "crates of cargo's cache are linked, without a network" {
    command -v cargo >/dev/null || skip "no cargo here"
    fill_cargo_cache "$BATS_TEST_TMPDIR"
    cd "$BATS_TEST_TMPDIR"
    printf '# P\n\nText.\n\n```rust\nassert_eq!(greeting::hello(), 7);\n```\n' >page.md
    export CARGO_HOME="$BATS_TEST_TMPDIR/cargo"
    rustpro check --json --unprotected page.md
    has_status 0
    [ "$(jq .passed "$OUT")" -eq 1 ]
}

@test "names that lead nowhere, and toolchains that are not there" {
    rustpro check --unprotected "$BATS_TEST_TMPDIR/nowhere"
    fails_with 2 "neither a source nor a file"
    rustpro check --unprotected --toolchain no-such-toolchain "$PAGE"
    fails_with 2 "rustup toolchain install no-such-toolchain"
    rustpro check --unprotected --toolchain '-x; rm' "$PAGE"
    fails_with 2 "no toolchain is named like that"
}

@test "--format-only reports mistakes with file and line and compiles nothing" {
    printf '# P\n\n## A\n<!-- pattern\nsinse: 1.0\n-->\n\nText.\n\n```rust\nx(\n```\n' >"$BATS_TEST_TMPDIR/bad.md"
    rustpro check --format-only "$BATS_TEST_TMPDIR/bad.md"
    has_status 1
    prints "$BATS_TEST_TMPDIR/bad.md:5:"
    prints "since"
    rustpro check --format-only
    fails_with 2 "name the files"
}

@test "the shared books: checks agree with what the fences declare" {
    shared_or_skip corpora/rust-by-example
    local book
    for book in rust-by-example error-codes; do
        rustpro check --json --unprotected "$SHARED/corpora/$book"
        jq -r '.snippets[] | select(.result == "fail") | "\(.file):\(.line): \(.detail)"' "$OUT"
        # At least 97 in 100 of those that could be checked.
        [ "$(jq '(.passed + .failed_as_declared) * 100 >= (.total - .skipped) * 97' "$OUT")" = true ]
        [ "$(jq .pending "$OUT")" -eq 0 ]
    done
}
