# What a new user is told, once.
setup() {
    load helpers
    use_own_home "$BATS_TEST_TMPDIR"
}

# Runs the program on a terminal of its own; what it printed is in $output.
on_terminal() {
    run python3 - "$RUSTPRO" "$@" <<'PY'
import os, pty, sys
out = b''
def read(fd):
    global out
    data = os.read(fd, 65536)
    out += data
    return data
pty.spawn(sys.argv[1:], read)
PY
}

@test "the first answer says once how to add the documentation of Rust" {
    on_terminal ask --no-pager retry
    [[ "$output" == *'rustpro index --rustup'* ]]
    [[ "$output" == *'about ten seconds'* ]]
    on_terminal ask --no-pager retry
    [[ "$output" != *'rustpro index --rustup'* ]]
}

@test "the prompt says it too, once for both" {
    cat >"$BATS_TEST_TMPDIR/prompt.py" <<'PY'
import sys
sys.path.insert(0, sys.argv[1])
from repl import start
session = start()
print("TOLD" if "index --rustup" in session.text() else "SILENT")
session.quit()
PY
    run python3 "$BATS_TEST_TMPDIR/prompt.py" "$TESTS_DIR/robust"
    [[ "$output" == *TOLD* ]]
    run python3 "$BATS_TEST_TMPDIR/prompt.py" "$TESTS_DIR/robust"
    [[ "$output" == *SILENT* ]]
    on_terminal ask --no-pager retry
    [[ "$output" != *'index --rustup'* ]]
}

@test "nothing is told where the index was named, or the output is for programs" {
    on_terminal ask --no-pager --json retry
    [[ "$output" != *'index --rustup'* ]]
    rustpro ask retry
    [[ "$stderr" != *'index --rustup'* ]]
    "$RUSTPRO" index --guide --index "$BATS_TEST_TMPDIR/named.db" >/dev/null
    on_terminal ask --no-pager --index "$BATS_TEST_TMPDIR/named.db" retry
    [[ "$output" != *'index --rustup'* ]]
    on_terminal ask --no-pager retry
    [[ "$output" == *'index --rustup'* ]]
}
