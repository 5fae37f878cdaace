# docs/tutorial.md, typed as it stands: tutorial.py does it.

setup() {
    load helpers
    keep_toolchain
    use_own_home "$BATS_TEST_TMPDIR"
    PATH="$(dirname "$RUSTPRO"):$PATH"
}

@test "the tutorial does what it says" {
    local have=() docs
    if rustc --version >/dev/null 2>&1; then
        have+=(rustc)
        docs="$(rustc --print sysroot)/share/doc/rust/html/std"
        [ ! -d "$docs" ] || have+=(rust-docs)
    fi
    run python3 "$TESTS_DIR/robust/tutorial.py" "$TESTS_DIR/../docs/tutorial.md" "${have[@]}"
    echo "$output"
    [ "$status" -eq 0 ]
    [[ "$output" != *'passed over'* ]] || skip "$output"
}
