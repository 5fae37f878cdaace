# Snippets that are run: those that are well, and those that want out. Each attack is tried on both
# kinds of sandbox, where they work.

setup() {
    load helpers
    # The toolchain's folders are the only ones of whoever runs the tests.
    export RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}" CARGO_HOME="${CARGO_HOME:-$HOME/.cargo}"
    needs_rustc 85
    use_own_home "$BATS_TEST_TMPDIR"
    unset RUSTPRO_SANDBOX RUSTUP_TOOLCHAIN
    DB="$BATS_TEST_TMPDIR/index.db"
    DOCS="$BATS_TEST_TMPDIR/docs"
    mkdir "$DOCS"
    export TMPDIR="$BATS_TEST_TMPDIR/scratch"
    mkdir "$TMPDIR"
    echo "the secret axolotl" >"$HOME/secret.txt"
    cd "$BATS_TEST_TMPDIR"
}

teardown() {
    [ -z "${LISTENER-}" ] || kill "$LISTENER" 2>/dev/null || true
}

# snippet ID [INFO] <code: a page of one snippet, docs/ID.
snippet() {
    printf '# %s\n\n```%s\n%s\n```\n' "$1" "${2-rust}" "$(cat)" >"$DOCS/$1.md"
}

index_docs() {
    "$RUSTPRO" index "$DOCS" --index "$DB" >/dev/null
}

run_id() {
    rustpro run "$@" --index "$DB"
}

# The sandboxes that work here: "" is the best one, mostly bubblewrap.
sandboxes() {
    local name probe="$BATS_TEST_TMPDIR/probe"
    mkdir -p "$probe"
    printf '# Probe\n\n```rust\nprintln!("hello");\n```\n' >"$probe/probe.md"
    "$RUSTPRO" index "$probe" --index "$probe/index.db" >/dev/null
    for name in best own; do
        RUSTPRO_SANDBOX=${name#best} "$RUSTPRO" run probe/probe --index "$probe/index.db" \
            >/dev/null 2>"$probe/said" </dev/null || continue
        echo "$name"
    done
}

# Runs the snippet in each sandbox and has a function look at what came of it.
in_each_sandbox() { # function, run's arguments
    local check=$1 names
    shift
    names=$(sandboxes)
    [ -n "$names" ] || skip "no sandbox works here"
    for SANDBOX in $names; do
        RUSTPRO_SANDBOX=${SANDBOX#best} run_id "$@"
        "$check" || say "sandbox: $SANDBOX"
        nothing_is_left || return 1
    done
}

# No folder of a run's, and no process of an attack's.
nothing_is_left() {
    [ -z "$(ls -A "$TMPDIR")" ] || say "left in TMPDIR: $(ls -A "$TMPDIR")"
    ! pgrep -f "sleep 61.7357" >/dev/null || say "a process is left"
}

is_stopped() { # why
    has_status 1
    says "$1"
}

keeps_secret() {
    has_status 1 || return 1
    lacks "secret axolotl" "$OUT" "$ERR"
}

# --- snippets that are well ---

@test "a snippet prints, and its end is told apart from what it prints" {
    snippet hello <<<'println!("hello, world");'
    index_docs
    hello() {
        has_status 0 && says "ends well" && says "Compiling with rustc 1." &&
            [ "$output" = "hello, world" ]
    }
    in_each_sandbox hello docs/hello
}

@test "the sandbox that is used is named" {
    snippet hello <<<'println!("hello");'
    index_docs
    RUSTPRO_SANDBOX=own run_id docs/hello
    [ "$status" -eq 0 ] || skip "namespaces and Landlock do not work here"
    says "sandbox: namespaces and Landlock"
}

@test "hidden lines are compiled and not shown" {
    printf '# Hidden\n\n```rust\n# let hidden = 6;\nprintln!("{}", hidden * 7);\n```\n' >"$DOCS/hidden.md"
    index_docs
    run_id docs/hidden
    has_status 0
    [ "$output" = 42 ]
    lacks "let hidden" "$ERR"
}

@test "exit codes tell: 0 well, 1 failed, 2 wrong use, 3 no index" {
    snippet exits <<<'std::process::exit(7);'
    index_docs
    run_id docs/exits
    has_status 1
    says "exit status 7"
    rustpro run
    fails_with 2 "needs one ID"
    rustpro run a b --index "$DB"
    fails_with 2 "needs one ID"
    rustpro run docs/exits --index "$BATS_TEST_TMPDIR/none.db"
    fails_with 3 "no such index"
}

@test "a program that is ended by a signal is told so, and not of processor time" {
    snippet abort <<<'std::process::abort();'
    snippet overflow <<<'fn f(n: u64) -> u64 { if n == 0 { 0 } else { std::hint::black_box(f(n + 1)) + 1 } } println!("{}", f(1));'
    snippet fakes <<<'std::process::exit(137);'
    index_docs
    run_id docs/abort
    has_status 1
    says "134"
    run_id docs/overflow
    has_status 1
    says "stack"
    run_id docs/fakes
    has_status 1
    says "exit status 137"
    lacks "processor time" "$ERR"
}

@test "a panic is shown with its words" {
    snippet panics <<<'panic!("the numbat fell");'
    index_docs
    run_id docs/panics
    has_status 1
    says "the numbat fell"
    says "exit status 101"
}

@test "should_panic is well when it panics, and not when it does not" {
    snippet panics rust,should_panic <<<'panic!("the numbat fell");'
    snippet calm rust,should_panic <<<'println!("calm");'
    index_docs
    run_id docs/panics
    has_status 0
    says "panics as it should"
    run_id docs/calm
    has_status 1
}

@test "compile_fail is well when it fails, with the error that is named" {
    snippet fails rust,compile_fail,E0382 <<<'let a = String::new(); let b = a; println!("{a}{b}");'
    snippet other rust,compile_fail,E0382 <<<'let a: u8 = "";'
    snippet compiles rust,compile_fail <<<'println!("fine");'
    index_docs
    run_id docs/fails
    has_status 0
    says "E0382"
    says "fails as it should"
    run_id docs/other
    has_status 1
    run_id docs/compiles
    has_status 1
    says "compiles, but must not"
    prints_not "fine"
}

@test "no_run is compiled alone" {
    snippet quiet rust,no_run <<<'println!("must not be seen"); loop {}'
    index_docs
    run_id docs/quiet
    has_status 0
    says "not to be run"
    [ -z "$output" ]
}

@test "a compile error is shown as the compiler says it" {
    snippet wrong <<<'let x: u8 = "text";'
    index_docs
    run_id docs/wrong
    has_status 1
    says "error[E0308]: mismatched types"
    says "does not compile"
    [ -z "$output" ]
}

@test "ignored snippets are not run, with the reason" {
    snippet ignored rust,ignore <<<'println!("must not be seen");'
    index_docs
    run_id docs/ignored
    has_status 1
    says "not run: ignored"
    [ -z "$output" ]
}

@test "--snippet picks one, and says when there is none" {
    printf '# Many\n\n```rust\nprintln!("one");\n```\n\n```sh\nls\n```\n\n```rust\nprintln!("three");\n```\n' >"$DOCS/many.md"
    printf '# Shell\n\n```sh\nls\n```\n' >"$DOCS/shell.md"
    printf '# Empty\n\nNo code.\n' >"$DOCS/empty.md"
    index_docs
    run_id docs/many
    [ "$output" = one ]
    run_id docs/many --snippet 3
    [ "$output" = three ]
    run_id docs/many --snippet 2
    fails_with 1 "no Rust"
    run_id docs/many --snippet 4
    fails_with 1 "not 4"
    for n in 0 -1 x 99999999999999999999 ''; do
        run_id docs/many --snippet "$n"
        fails_with 2 "" || return 1
    done
    run_id docs/shell
    fails_with 1 "no Rust snippet"
    run_id docs/empty
    fails_with 1 "no Rust snippet"
}

@test "an id that is not there, and a number without an ask before" {
    snippet hello <<<'println!("hello");'
    index_docs
    run_id docs/nothing
    fails_with 1 "docs/nothing"
    run_id 1
    [ "$status" -eq 1 ] || [ "$status" -eq 2 ] || say "not a failure"
    says "rustpro: "
    [ -z "$output" ]
    rustpro ask hello --index "$DB"
    rustpro run 1
    has_status 0
    [ "$output" = hello ]
    rustpro run 2
    [ "$status" -ne 0 ]
}

@test "standard input reaches the program" {
    snippet reads <<<'let mut s = String::new(); std::io::stdin().read_line(&mut s).unwrap(); println!("got {}", s.trim());'
    index_docs
    [ "$(echo numbat | "$RUSTPRO" run docs/reads --index "$DB" 2>/dev/null)" = "got numbat" ]
}

# --- toolchains ---

@test "a toolchain that is not there, or that nothing is named like" {
    snippet hello <<<'println!("hello");'
    index_docs
    run_id docs/hello --toolchain no-such-1.2.3
    [ "$status" -ne 0 ]
    says "no-such-1.2.3"
    prints_not hello
    for name in '--print' '../../x' 'a b' '$(touch pwned)' ''; do
        run_id docs/hello --toolchain "$name"
        [ "$status" -ne 0 ] || say "toolchain $name is taken" || return 1
        prints_not hello
    done
    [ ! -e pwned ]
}

@test "without rustc in PATH it is told what brings it" {
    snippet hello <<<'println!("hello");'
    index_docs
    [ ! -e /usr/bin/rustc ] && [ ! -e /bin/rustc ] || skip "rustc is in /usr/bin"
    PATH=/usr/bin:/bin run_id docs/hello
    [ "$status" -ne 0 ]
    says "rustc: not in PATH"
    says "https://rustup.rs"
    prints_not hello
}

@test "a rust-toolchain.toml beside the documents runs no program of its own" {
    snippet hello <<<'println!("hello");'
    index_docs
    mkdir -p evil/bin evil/lib
    printf '#!/bin/sh\necho >%s/pwned\nexec rustc "$@"\n' "$BATS_TEST_TMPDIR" >evil/bin/rustc
    chmod +x evil/bin/rustc
    printf '[toolchain]\npath = "%s/evil"\n' "$BATS_TEST_TMPDIR" >rust-toolchain.toml
    run_id docs/hello
    [ ! -e pwned ] || say "the document's rustc was run"
    has_status 0
}

# --- without a sandbox ---

@test "without a sandbox nothing is run, unless asked for" {
    snippet hello <<<'println!("hello");'
    index_docs
    RUSTPRO_SANDBOX=none run_id docs/hello
    has_status 2
    says "no sandbox works here"
    says "--unprotected"
    prints_not hello
    RUSTPRO_SANDBOX=none run_id docs/hello --unprotected
    has_status 0
    says "sandbox: none"
    [ "$output" = hello ]
}

# --- too much of something ---

@test "a loop without end is stopped" {
    snippet loops <<<'loop { std::hint::spin_loop(); }'
    index_docs
    looped() { is_stopped "stopped after 10 s"; }
    in_each_sandbox looped docs/loops
}

@test "waiting without end is stopped, whatever signals it minds" {
    snippet waits <<'EOF'
unsafe extern "C" { fn signal(n: i32, h: usize) -> usize; }
for n in 1..32 { unsafe { signal(n, 1); } }
std::thread::sleep(std::time::Duration::from_secs(1000));
EOF
    index_docs
    waited() { is_stopped "stopped after 10 s"; }
    in_each_sandbox waited docs/waits
}

@test "forks without end are stopped" {
    snippet forks <<'EOF'
unsafe extern "C" { fn fork() -> i32; }
// Twice as many every 10 ms: the kernel exempts root from its own limit, and root may run the tests.
loop {
    unsafe { fork(); }
    std::thread::sleep(std::time::Duration::from_millis(10));
}
EOF
    index_docs
    forked() { is_stopped "more than 256 processes and threads"; }
    in_each_sandbox forked docs/forks
}

@test "programs that start themselves are stopped" {
    snippet again <<'EOF'
let me = std::env::current_exe().unwrap();
loop {
    let _ = std::process::Command::new(&me).spawn();
    let _ = std::process::Command::new("setsid").arg(&me).spawn();
}
EOF
    index_docs
    started() { is_stopped "more than 256 processes and threads"; }
    in_each_sandbox started docs/again
}

@test "threads without end are stopped" {
    snippet threads <<'EOF'
loop {
    let _ = std::thread::Builder::new().stack_size(65536).spawn(|| std::thread::park());
}
EOF
    index_docs
    threaded() { is_stopped "more than 256 processes and threads"; }
    in_each_sandbox threaded docs/threads
}

@test "memory without end is stopped" {
    snippet eats <<'EOF'
let mut all = Vec::new();
loop { all.push(vec![1u8; 8 << 20]); std::hint::black_box(&all); }
EOF
    index_docs
    ate() { is_stopped "it took more than 1 GiB of memory"; }
    in_each_sandbox ate docs/eats
}

@test "memory that many processes take together is stopped" {
    snippet shares <<'EOF'
unsafe extern "C" { fn fork() -> i32; }
for _ in 0..3 { unsafe { fork(); } }
let all = vec![1u8; 300 << 20];
std::hint::black_box(&all);
std::thread::sleep(std::time::Duration::from_secs(100));
EOF
    index_docs
    took() { is_stopped "it took more than 1 GiB of memory"; }
    in_each_sandbox took docs/shares
}

@test "memory that no process holds cannot be had" {
    snippet hides <<'EOF'
use std::ffi::{c_char, c_int, c_long};
unsafe extern "C" {
    fn memfd_create(name: *const c_char, flags: u32) -> c_int;
    fn shmget(key: c_int, size: usize, flags: c_int) -> c_int;
    fn syscall(n: c_long, ...) -> c_long;
}
unsafe {
    println!("{} {}", memfd_create(c"x".as_ptr(), 0), shmget(0, 1 << 20, 0o1600));
}
EOF
    index_docs
    hid() { has_status 0 && [ "$output" = "-1 -1" ]; }
    in_each_sandbox hid docs/hides
}

@test "output without end is stopped" {
    snippet prints <<<'loop { println!("numbat"); }'
    snippet blames <<<'loop { eprint!("numbat"); }'
    index_docs
    printed() {
        is_stopped "it wrote more than 1 MiB" && [ "$(stat -c %s "$OUT")" -eq 1048576 ]
    }
    blamed() { is_stopped "it wrote more than 1 MiB"; }
    in_each_sandbox printed docs/prints
    in_each_sandbox blamed docs/blames
}

@test "files without end have no room, and nothing of them is left" {
    snippet fills <<'EOF'
use std::io::Write;
let mut total = 0u64;
let mut places = vec![std::env::temp_dir(), "/tmp".into(), "/dev/shm".into(), "/".into(),
                      "/dev".into(), "/run".into(), "/var/tmp".into(), "/home".into()];
for place in &places {
    for n in 0..20 {
        let Ok(mut f) = std::fs::File::create(place.join(format!("fill{n}"))) else { break };
        for _ in 0..60 {
            match f.write(&vec![1; 1 << 20]) { Ok(n) => total += n as u64, Err(_) => break }
        }
    }
}
println!("{}", total >> 20);
EOF
    index_docs
    filled() {
        has_status 0 && [ "$output" -ge 60 ] && [ "$output" -le 200 ]
    }
    in_each_sandbox filled docs/fills
}

@test "folders that nobody may enter, and deep ones, are gone afterwards" {
    snippet deep <<'EOF'
std::env::set_current_dir(std::env::temp_dir()).unwrap();
for n in 0..5000 {
    if std::fs::create_dir("abcdefghijklmnopqrstuvwxyz").is_err() { break }
    if std::env::set_current_dir("abcdefghijklmnopqrstuvwxyz").is_err() { break }
    let _ = std::fs::write("file", n.to_string());
}
std::env::set_current_dir(std::env::temp_dir()).unwrap();
std::fs::create_dir("closed").unwrap();
std::fs::write("closed/file", "x").unwrap();
std::fs::set_permissions("closed", std::os::unix::fs::PermissionsExt::from_mode(0)).unwrap();
println!("made");
EOF
    index_docs
    made() { has_status 0 && prints made; }
    in_each_sandbox made docs/deep
}

@test "constants without end are stopped while they are compiled" {
    [ -n "${RUSTPRO_SLOW_TESTS-}" ] || skip "takes four minutes: RUSTPRO_SLOW_TESTS=1 runs it"
    snippet constant <<'EOF'
#![allow(long_running_const_eval)]
const fn f() -> u32 { let mut i = 0u32; loop { i = i.wrapping_add(1); if i == 1 && i == 2 { return i } } }
const X: u32 = f();
fn main() { println!("{}", X); }
EOF
    index_docs
    # Longer than what the helper grants.
    for sandbox in "" own; do
        status=0
        RUSTPRO_SANDBOX=$sandbox timeout -s KILL 200 "$RUSTPRO" run docs/constant --index "$DB" \
            >out 2>err </dev/null || status=$?
        errors=$(<err)
        is_stopped "the compiler was stopped after 120 s"
    done
}

@test "a compiler that takes too much memory or nests too deep fails with a word" {
    {
        printf 'fn main() { let x = '
        printf '(%.0s' {1..100000}
        printf '1'
        printf ')%.0s' {1..100000}
        printf '; }\n'
    } | snippet nests
    snippet include <<<'static X: &[u8] = include_bytes!("/dev/zero"); println!("{}", X.len());'
    index_docs
    failed() { has_status 1 && [ -n "$errors" ] && says "rustpro: "; }
    in_each_sandbox failed docs/nests
    in_each_sandbox failed docs/include
}

# --- what is not theirs ---

@test "secrets in the home folder cannot be read when it runs" {
    snippet reads <<EOF
for path in ["$HOME/secret.txt", "$HOME", "/etc/passwd", "/etc/shadow"] {
    let read = std::fs::read(path).map(|b| String::from_utf8_lossy(&b).into_owned());
    let list = std::fs::read_dir(path).map(|d| d.count());
    println!("{read:?} {list:?}");
    assert!(read.is_err() && list.is_err());
}
std::os::unix::fs::symlink("$HOME/secret.txt", "way").unwrap();
assert!(std::fs::read("way").is_err());
assert!(std::fs::read("/proc/self/root$HOME/secret.txt").is_err());
assert!(std::fs::read("/proc/1/root$HOME/secret.txt").is_err());
assert!(std::fs::hard_link("$HOME/secret.txt", "hard").is_err());
assert!(std::fs::rename("$HOME/secret.txt", "moved").is_err());
EOF
    index_docs
    safe() { has_status 0 && lacks "secret axolotl" "$OUT" "$ERR"; }
    in_each_sandbox safe docs/reads
    [ -e "$HOME/secret.txt" ]
}

@test "secrets in the home folder cannot be read when it is compiled" {
    snippet string <<<"println!(\"{}\", include_str!(\"$HOME/secret.txt\"));"
    snippet bytes <<<"println!(\"{:?}\", include_bytes!(\"../../home/secret.txt\"));"
    snippet code <<<"include!(\"$HOME/secret.txt\");"
    snippet module <<EOF
#[path = "$HOME/secret.txt"]
mod secret;
fn main() {}
EOF
    snippet doc <<EOF
#![doc = include_str!("$HOME/secret.txt")]
fn main() {}
EOF
    snippet assembly <<EOF
use std::arch::global_asm;
global_asm!(".section .rodata", ".globl secret", "secret: .incbin \"$HOME/secret.txt\"", ".text");
unsafe extern "C" { static secret: [u8; 10]; }
fn main() { println!("{}", String::from_utf8_lossy(unsafe { &secret })); }
EOF
    snippet library <<EOF
#[link(name = "secret", kind = "static")]
unsafe extern "C" { fn f(); }
fn main() { unsafe { f() } }
EOF
    index_docs
    for id in string bytes code module doc assembly library; do
        in_each_sandbox keeps_secret "docs/$id" || return 1
    done
}

@test "the environment holds nothing of the caller's, at run time and at compile time" {
    export SECRET_TOKEN="the secret axolotl"
    snippet shows <<'EOF'
for (k, v) in std::env::vars_os() { println!("{k:?} {v:?}"); }
println!("{:?}", option_env!("SECRET_TOKEN"));
if let Ok(d) = std::fs::read_dir("/proc") {
    for e in d.flatten() {
        if let Ok(b) = std::fs::read(e.path().join("environ")) { println!("{}", String::from_utf8_lossy(&b)); }
    }
}
EOF
    snippet demands <<<'println!("{}", env!("SECRET_TOKEN"));'
    index_docs
    shown() { has_status 0 && lacks "axolotl" "$OUT" "$ERR"; }
    in_each_sandbox shown docs/shows
    in_each_sandbox keeps_secret docs/demands
}

@test "files that the caller has open are not open inside" {
    snippet open <<'EOF'
unsafe extern "C" { fn fcntl(fd: i32, cmd: i32, ...) -> i32; }
let open: Vec<i32> = (3..256).filter(|fd| unsafe { fcntl(*fd, 1) } != -1).collect();
println!("{open:?}");
EOF
    index_docs
    exec 7<"$HOME/secret.txt" 8<"$HOME"
    closed() { has_status 0 && [ "$output" = "[]" ]; }
    in_each_sandbox closed docs/open
    exec 7<&- 8<&-
}

@test "nothing is written outside its folder" {
    snippet writes <<EOF
use std::os::unix::fs::PermissionsExt;
for path in ["$HOME/new", "$BATS_TEST_TMPDIR/new", "$TMPDIR/new", "/usr/new", "/etc/new", "/var/tmp/new",
             "../snippet.rs", "../program", "../new"] {
    println!("{path}: {:?}", std::fs::write(path, "x")); // in a folder of memory's some may succeed
}
let secret = "$HOME/secret.txt";
assert!(std::fs::set_permissions(secret, PermissionsExt::from_mode(0o777)).is_err());
assert!(std::fs::remove_file(secret).is_err());
assert!(std::fs::OpenOptions::new().write(true).truncate(true).open(secret).is_err());
assert!(std::os::unix::fs::chown(secret, None, None).is_err());
assert!(std::fs::remove_dir_all("$HOME").is_err());
let _ = std::fs::create_dir("$HOME/folder");
std::fs::write("mine", "x").unwrap();
println!("{}", std::fs::read_to_string("mine").unwrap());
EOF
    index_docs
    before=$(stat -c '%a %s %y %z' "$HOME/secret.txt")
    written() { has_status 0; }
    in_each_sandbox written docs/writes
    [ "$before" = "$(stat -c '%a %s %y %z' "$HOME/secret.txt")" ] || say "the secret was changed"
    for path in "$HOME/new" "$HOME/folder" "$BATS_TEST_TMPDIR/new" "$TMPDIR/new" /usr/new /etc/new /var/tmp/new; do
        [ ! -e "$path" ] || say "$path was written" || return 1
    done
}

@test "listeners outside cannot be reached" {
    [ -x /usr/bin/python3 ] || skip "needs /usr/bin/python3 to listen"
    cat >listen.py <<'EOF'
import select, socket, sys
inet = socket.socket()
inet.bind(("127.0.0.1", 0))
inet.listen()
names = [sys.argv[1] + "/stream", "\0" + sys.argv[1]]
streams = []
for name in names:
    s = socket.socket(socket.AF_UNIX)
    s.bind(name)
    s.listen()
    streams.append(s)
d = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
d.bind(sys.argv[1] + "/datagram")
print(inet.getsockname()[1], flush=True)
while True:
    for s in select.select([inet, d] + streams, [], [])[0]:
        print("reached", flush=True)
        s.recv(100) if s is d else s.accept()
EOF
    # Short, for the names of sockets.
    local folder
    folder=$(mktemp -d /tmp/rustpro-sockets.XXXXXX)
    /usr/bin/python3 listen.py "$folder" >heard 3>&- &
    LISTENER=$!
    for _ in {1..200}; do [ -s heard ] && break || sleep 0.05; done
    local port
    port=$(head -n 1 heard)
    [ -n "$port" ]
    snippet connects <<EOF
use std::os::unix::net::*;
use std::os::linux::net::SocketAddrExt;
let mut reached = 0;
reached += std::net::TcpStream::connect("127.0.0.1:$port").is_ok() as i32;
reached += UnixStream::connect("$folder/stream").is_ok() as i32;
reached += SocketAddr::from_abstract_name("$folder").and_then(|a| UnixStream::connect_addr(&a)).is_ok() as i32;
if let Ok((a, _)) = UnixDatagram::pair() { reached += a.send_to(b"x", "$folder/datagram").is_ok() as i32; }
if let Ok(a) = UnixDatagram::unbound() { reached += a.send_to(b"x", "$folder/datagram").is_ok() as i32; }
println!("{reached}");
EOF
    index_docs
    apart() { has_status 0 && [ "$output" = 0 ]; }
    in_each_sandbox apart docs/connects
    ! grep -q reached heard || say "a listener was reached"
    RUSTPRO_SANDBOX=none run_id docs/connects --unprotected
    [ "$output" = 5 ] || say "the attack does not work where it may"
    rm -rf "$folder"
}

@test "its parent cannot be ended, nor anything of the caller's" {
    sleep 61.5 &
    local mine=$!
    snippet kills <<EOF
unsafe extern "C" { fn kill(pid: i32, n: i32) -> i32; fn getppid() -> i32; }
unsafe {
    for n in [15, 19, 9] { kill(getppid(), n); kill(1, n); kill($mine, n); kill($$, n); }
    kill(-1, 15);
}
println!("still here");
EOF
    index_docs
    here() { [ "$status" -le 1 ] && kill -0 "$mine"; }
    in_each_sandbox here docs/kills
    kill "$mine"
}

@test "what it leaves in the background ends with it" {
    snippet leaves <<'EOF'
for args in [&["sleep", "61.7357"][..], &["setsid", "sleep", "61.7357"],
             &["setsid", "-f", "sleep", "61.7357"], &["sh", "-c", "trap '' HUP TERM; sleep 61.7357 & sleep 61.7357"]] {
    std::process::Command::new(args[0]).args(&args[1..]).stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null()).spawn().unwrap();
}
std::thread::sleep(std::time::Duration::from_millis(300));
println!("left");
EOF
    index_docs
    left() { has_status 0 && [ "$output" = left ]; }
    in_each_sandbox left docs/leaves
}

@test "what is interrupted ends with all that it started, and leaves nothing" {
    snippet hangs <<'EOF'
std::process::Command::new("sleep").arg("61.7357").spawn().unwrap();
println!("began");
std::thread::sleep(std::time::Duration::from_secs(100));
EOF
    index_docs
    local names
    names=$(sandboxes)
    for sandbox in $names; do
        RUSTPRO_SANDBOX=${sandbox#best} "$RUSTPRO" run docs/hangs --index "$DB" >out 2>err </dev/null 3>&- &
        local pid=$!
        for _ in {1..400}; do grep -q began out && break || sleep 0.05; done
        kill -TERM "$pid"
        status=0
        wait "$pid" || status=$?
        [ "$status" -eq 2 ] || say "status $status"
        grep -q "stopped" err
        nothing_is_left
    done
}

@test "keys and the machine's own sockets are out of reach" {
    snippet keys <<'EOF'
use std::ffi::c_long;
unsafe extern "C" { fn syscall(n: c_long, ...) -> c_long; fn socket(f: i32, t: i32, p: i32) -> i32; fn unshare(f: i32) -> i32; }
#[cfg(target_arch = "x86_64")]
const KEYCTL: c_long = 250;
#[cfg(not(target_arch = "x86_64"))]
const KEYCTL: c_long = 219;
unsafe {
    println!("{} {} {}", syscall(KEYCTL, 11 as c_long, -3 as c_long, 0 as c_long, 0 as c_long),
             socket(40, 1, 0), unshare(0x1000_0000));
}
EOF
    index_docs
    refused() { has_status 0 && [ "$output" = "-1 -1 -1" ]; }
    in_each_sandbox refused docs/keys
}

# --- hostile documents ---

@test "hostile text in titles, ids, info strings and code does no harm" {
    printf '# Evil \033]0;title\007 $(touch pwned) `touch pwned` ; rm\n\nEvil text about numbats.\n\n```rust,edition2021,E0382\033[31m,--print=$(touch pwned),-o/pwned,@args\nprintln!("\\x1b[2J fine"); // \033]0;owned\007\n```\n' >"$DOCS/evil.md"
    printf '# Odd\n\n```rust,edition9999,edition-1,should_panic=false,compile_fail_not,,,{.class},"x"\nprintln!("odd");\n```\n' >"$DOCS/odd.md"
    printf '# --help\n\n```rust\nprintln!("dashes");\n```\n' >"$DOCS/--help.md"
    index_docs
    for id in $(ids numbats --index "$DB") docs/evil docs/odd docs/--help; do
        run_id "$id"
        lacks "$CONTROLS" "$ERR"
    done
    [ ! -e pwned ] && [ ! -e /pwned ]
    for id in '' '../../etc/passwd' $'a\nb' $'\033[31m' '%s%n%s' '/' '#' "$(printf 'x%.0s' {1..5000})"; do
        run_id "$id"
        [ "$status" -ne 0 ] || say "found: $id"
        lacks "$CONTROLS" "$ERR"
    done
}

@test "a compiler's words about hostile code are shown without what could harm a terminal" {
    printf '# Words\n\n```rust\ncompile_error!("\\u{1b}]0;owned\\u{7} \\u{9b}31m");\nfn main() { let \033x: u8 = ""; }\n```\n' >"$DOCS/words.md"
    index_docs
    run_id docs/words
    has_status 1
    lacks "$CONTROLS" "$ERR"
}

@test "what a program prints cannot harm a terminal, and is whole where it is no terminal" {
    command -v script >/dev/null || skip "script is not installed"
    snippet escapes <<'EOF'
use std::io::Write;
let text = "a\x1b]0;owned\x07b\x1b[2Jc ünï\u{9b}31m";
for b in text.as_bytes() { std::io::stdout().write_all(&[*b]).unwrap(); std::io::stdout().flush().unwrap(); }
eprintln!("\x1b]52;c;b3duZWQ=\x07");
EOF
    index_docs
    run_id docs/escapes
    [ "$output" = $'a\033]0;owned\ab\033[2Jc ünï\u009b31m' ] || say "it is not what was written"
    script -qec "'$RUSTPRO' run docs/escapes --index '$DB'" typescript >/dev/null </dev/null
    grep -q 'ünï' typescript
    lacks $'\033\\]|\033\\[2J|\007|\xc2\x9b' typescript
}

@test "crates that a hostile field names are not fetched, and nothing gets into the manifest" {
    printf '# Crates\n\n<!-- pattern\ncrates: evil 1 ["]\\n[build]], ../../x 1, -o 2, a"b 3\n-->\n\n```rust\nuse evil::x;\nfn main() {}\n```\n' >"$DOCS/crates.md"
    index_docs
    run_id docs/crates
    has_status 1
    says "crate missing: evil"
}
