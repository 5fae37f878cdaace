# What the system refuses: reading, writing, space. Run as another user where the tests run as root,
# in a folder of its own, as bats' is closed to others.

setup() {
    load helpers
    export FOLDER
    FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/rustpro-permissions.XXXXXX")
    chmod 755 "$FOLDER"
    use_own_home "$FOLDER"
    make_tree "$FOLDER/tree"
    mkdir "$FOLDER/db"
    "$RUSTPRO" index "$FOLDER/tree" --index "$FOLDER/db/index.db" >/dev/null
}

teardown() {
    mountpoint -q "$FOLDER/small" && umount "$FOLDER/small"
    chmod -R u+rwx "$FOLDER"
    rm -rf "$FOLDER"
}

other_user_or_skip() {
    as_nobody test -x "$RUSTPRO" || skip "the program cannot be run by another user"
    as_nobody test -r "$FOLDER/tree/boats.md" || skip "the tests' folder cannot be read by another user"
}

# As rustpro(), by a user who may not read and write everything.
rustpro_as_nobody() {
    status=0
    as_nobody "$RUSTPRO" "$@" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" </dev/null || status=$?
    output=$(<"$BATS_TEST_TMPDIR/out")
    errors=$(<"$BATS_TEST_TMPDIR/err")
}

@test "an index in a folder that may only be read answers" {
    other_user_or_skip
    chmod 555 "$FOLDER/db"
    chmod 444 "$FOLDER/db/index.db"
    rustpro_as_nobody ask boats --index "$FOLDER/db/index.db"
    has_status 0
    prints "tree/boats"
    [ -z "$errors" ] || say "it complains"
}

@test "indexing into a folder that may only be read fails with the path and leaves the index" {
    other_user_or_skip
    chmod 555 "$FOLDER/db"
    cp "$FOLDER/db/index.db" "$FOLDER/before"
    rustpro_as_nobody index "$FOLDER/tree" --index "$FOLDER/db/index.db"
    has_status 2
    says "$FOLDER/db/index.db"
    rustpro_as_nobody index --rebuild "$FOLDER/tree" --index "$FOLDER/db/new.db"
    has_status 2
    says "$FOLDER/db/new.db"
    cmp "$FOLDER/db/index.db" "$FOLDER/before"
}

@test "an index that may not be read is an error, not a missing index" {
    other_user_or_skip
    chmod 000 "$FOLDER/db/index.db"
    rustpro_as_nobody ask boats --index "$FOLDER/db/index.db"
    fails_with 2 "ermission"
}

@test "files and folders that may not be read are named with the reason and the rest is indexed" {
    other_user_or_skip
    mkdir "$FOLDER/tree/closed" "$FOLDER/out"
    echo '# Hidden' >"$FOLDER/tree/closed/hidden.md"
    chmod 000 "$FOLDER/tree/closed" "$FOLDER/tree/cranes.md"
    chmod 777 "$FOLDER/out"
    rustpro_as_nobody index "$FOLDER/tree" --index "$FOLDER/out/index.db"
    has_status 0
    says "closed: skipped: "
    says "cranes.md: skipped: Permission denied"
    prints "2 skipped"
    rustpro_as_nobody ask boats --index "$FOLDER/out/index.db"
    has_status 0
}

@test "a file that may no longer be read keeps the entries it had and is named" {
    other_user_or_skip
    chmod 777 "$FOLDER/db"
    echo more >>"$FOLDER/tree/cranes.md"
    chmod 000 "$FOLDER/tree/cranes.md"
    rustpro_as_nobody index "$FOLDER/tree" --index "$FOLDER/db/index.db"
    has_status 0 && says "cranes.md" || true
    rustpro_as_nobody ask boats --index "$FOLDER/db/index.db"
    has_status 0
}

@test "the memory of the last ask that cannot be written does not matter" {
    other_user_or_skip
    XDG_STATE_HOME=/proc/nowhere rustpro_as_nobody ask boats --index "$FOLDER/db/index.db"
    has_status 0
    [ -z "$errors" ] || say "it complains"
}

@test "the last ask is remembered in a home that has no folders yet" {
    export HOME="$BATS_TEST_TMPDIR/new-home"
    unset XDG_STATE_HOME XDG_DATA_HOME
    mkdir "$HOME"
    rustpro ask boats --index "$FOLDER/db/index.db"
    has_status 0
    rustpro show 1
    has_status 0
}

@test "a disk that gets full while indexing is an error and the old index stays whole" {
    mkdir "$FOLDER/small"
    [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=1m tmpfs "$FOLDER/small" 2>/dev/null ||
        skip "no small file system can be mounted here"
    rustpro index "$FOLDER/tree" --index "$FOLDER/small/index.db"
    has_status 0
    before=$(answer boats --index "$FOLDER/small/index.db")
    make_big_tree "$FOLDER/big" 600
    rustpro index "$FOLDER/big" --index "$FOLDER/small/index.db"
    has_status 2
    says "space"
    [ "$before" = "$(answer boats --index "$FOLDER/small/index.db")" ]
    [ -z "$(leftovers "$FOLDER/small")" ] || say "left: $(leftovers "$FOLDER/small")"
    rustpro index "$FOLDER/tree" --index "$FOLDER/small/index.db"
    has_status 0
}
