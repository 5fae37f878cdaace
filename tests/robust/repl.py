"""Drives the prompt of rustpro through a pseudo-terminal: one scenario, by name, as repl.bats asks.

The time limit only ends what would never end; nothing here is measured.
"""
import base64
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

PROGRAM = os.environ["RUSTPRO"]
PROMPT = "rustpro> "
LIMIT_SECONDS = float(os.environ.get("RUSTPRO_TEST_LIMIT", "60"))
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07|\x1b[=>]")


class Session:
    def __init__(self, rows=24, columns=80, flushes=False, **environment):
        env = dict(os.environ, TERM="xterm-256color", INPUTRC="/dev/null")
        for name, value in environment.items():
            if value is None:
                env.pop(name, None)
            else:
                env[name] = value
        self.raw = b""
        self.seen = 0  # in the text: what earlier expectations have used up
        self.status = None
        ready, go = os.pipe()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.close(go)
            os.read(ready, 1)  # until the window has its size
            # With Ctrl-C the kernel signals first and then throws away what is not yet read: at times
            # the answer to the signal.
            if not flushes:
                modes = termios.tcgetattr(0)
                modes[3] |= termios.NOFLSH
                termios.tcsetattr(0, termios.TCSANOW, modes)
            os.execve(PROGRAM, [PROGRAM], env)
        os.close(ready)
        self.resize(rows, columns)
        os.close(go)

    def resize(self, rows, columns):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def text(self):
        return ESCAPES.sub("", self.raw.decode("utf-8", "replace")).replace("\r", "")

    def pump(self, data=b"", wait=0.05):
        """Writes what the terminal takes of data and reads what is there; the rest of data."""
        readable, writable, _ = select.select([self.fd], [self.fd] if data else [], [], wait)
        if readable:
            try:
                self.raw += os.read(self.fd, 65536)
            except OSError:  # the other side is closed
                self.raw += b""
                time.sleep(0.01)
        if writable:
            data = data[os.write(self.fd, data[:4096]):]
        return data

    def send(self, data):
        data = data.encode() if isinstance(data, str) else data
        end = time.monotonic() + LIMIT_SECONDS
        while data:
            data = self.pump(data)
            assert time.monotonic() < end, "the terminal takes no more"

    def expect(self, what):
        """Waits until the text after what was seen holds what; the text up to its end."""
        end = time.monotonic() + LIMIT_SECONDS
        while True:
            text = self.text()
            at = text.find(what, self.seen)
            if at >= 0:
                before = text[self.seen:at + len(what)]
                self.seen = at + len(what)
                return before
            assert time.monotonic() < end, f"{what!r} never came after:\n{text[self.seen:][-3000:]}"
            self.pump()

    def line(self, text):
        """Types a line; what comes up to the next prompt."""
        self.send(text + "\r")
        return self.expect("\n") + self.expect(PROMPT)

    def clear(self):
        """Ctrl-C at the prompt."""
        self.send("\x03")
        self.expect("^C")
        self.expect(PROMPT)

    def wait(self):
        end = time.monotonic() + LIMIT_SECONDS
        while self.status is None:
            self.pump()
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = status
            assert time.monotonic() < end, "it does not end"
        return os.waitstatus_to_exitcode(self.status)

    def quit(self):
        self.send("\x04")
        code = self.wait()
        assert code == 0, f"exit status {code}"


def start(**options):
    session = Session(**options)
    session.expect(PROMPT)
    return session


def contains(text, *parts):
    for part in parts:
        assert part in text, f"{part!r} is not in:\n{text}"


def lacks(text, *parts):
    for part in parts:
        assert part not in text, f"{part!r} is in:\n{text}"


def paste(text):
    return b"\x1b[200~" + (text.encode() if isinstance(text, str) else text) + b"\x1b[201~"


def history_path():
    return os.environ["XDG_STATE_HOME"] + "/rustpro/history"


def history():
    with open(history_path(), encoding="utf-8") as file:
        return file.read().split("\n")[:-1]


# --- questions and commands ---


def asking():
    s = start(rows=60)
    contains(s.text(), "entries", ":help")
    contains(s.line("pomology"), "Apples", "tree/apples")
    contains(s.line("quail"), "Quail one", "found", ":show 2")
    contains(s.line("  2  "), "tree/quails")
    contains(s.line(""), PROMPT)
    s.quit()


def commands():
    s = start(rows=60)
    contains(s.line(":show"), "nothing was asked yet")
    contains(s.line(":more"), "nothing was asked yet")
    contains(s.line("3"), "nothing was asked yet")
    s.line("boats")
    contains(s.line(":show tree/cranes"), "marshland")
    contains(s.line(":show"), "marshland")
    contains(s.line(":show 99"), "99:", "listed")
    contains(s.line(":show tree/none"), "tree/none: no such entry")
    contains(s.line(":show 1 2"), "takes the number of an answer")
    contains(s.line(":sources"), "tree")
    contains(s.line(":help"), ":copy", "Ctrl-R")
    contains(s.line("help"), ":copy")
    contains(s.line(":shwo 1"), "no such command", ":show")
    contains(s.line(":xyzzy"), "no such command")
    contains(s.line(":s"), ":show or :sources or :set")
    contains(s.line(":: :<>"), "rustpro")
    s.send(":q\r")
    assert s.wait() == 0


def settings():
    s = start(rows=60)
    contains(s.line(":set"), "color", "count", "pager")
    contains(s.line(":set count 1"), "count    1")
    lacks(s.line("quail"), "\n  2  ")
    contains(s.line(":more"), "\n  2  ", "2 of")
    contains(s.line(":set count 0"), "1 to 100")
    contains(s.line(":set count"), "count    1")
    contains(s.line(":set color red"), "auto, always or never")
    contains(s.line(":set nothing 1"), "no such setting")
    contains(s.line(":set explain on"), "on")
    contains(s.line("quail"), "score")
    s.quit()


def filters():
    s = start(rows=60)
    contains(s.line(":only kind:nonsense"), "kind:nonsense")
    contains(s.line(":only source:nowhere"), "no such source")
    contains(s.line(":only words"), "takes filters")
    s.send(":only kind:section source:tree\r")
    s.expect("rustpro kind:section source:tree> ")
    s.send(":only kind:error\r")
    s.expect("rustpro kind:error> ")
    s.send("pomology\r")
    contains(s.expect("rustpro kind:error> "), "Nothing found")
    contains(s.line(":only"), "No filter is in force")
    contains(s.line("pomology"), "tree/apples")
    s.quit()


def more():
    s = start(rows=100)
    s.line(":set count 2")
    contains(s.line("quail"), ":more")
    contains(s.line(":more"), "\n  3  ", "\n  4  ")
    contains(s.line("4"), "tree/quails")
    for _ in range(20):
        if "these were all" in s.line(":more"):
            break
    else:
        raise AssertionError("the answers never end")
    s.quit()


def opening():
    s = start(BROWSER="echo showing %s")
    s.line("pomology")
    contains(s.line(":open"), "showing ", "apples.md")
    contains(s.line(":open 1"), "showing ", "apples.md")
    s.quit()


def copying():
    s = start(rows=60)
    s.line("boats")
    contains(s.line(":copy 1"), "copied with the terminal")
    sent = re.search(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", s.raw)
    assert sent and base64.b64decode(sent.group(1)) == b"let boat = 1;\n", sent
    contains(s.line(":copy 1 7"), "not 7")
    contains(s.line(":copy tree/cranes"), "has no snippet")
    s.quit()
    # What the desktop has is asked first; it gets the text, and nothing else of ours.
    tool = os.environ["BATS_TEST_TMPDIR"] + "/xclip"
    with open(tool, "w", encoding="utf-8") as file:
        file.write('#!/bin/sh\necho "$@" >"$0.args"\ncat >"$0.text"\necho noise\n')
    os.chmod(tool, 0o755)
    s = start(DISPLAY=":9", PATH=os.path.dirname(tool) + ":" + os.environ["PATH"])
    s.line("boats")
    contains(s.line(":copy"), "copied with xclip")
    lacks(s.text(), "noise")
    assert open(tool + ".args").read() == "-selection clipboard\n"
    assert open(tool + ".text").read() == "let boat = 1;\n"
    # One that fails leaves it to the terminal; "dumb" has no clipboard.
    with open(tool, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\nexit 1\n")
    contains(s.line(":copy"), "copied with the terminal")
    s.quit()
    s = start(TERM="dumb")
    s.line("boats")
    contains(s.line(":copy"), "no clipboard is known")
    s.quit()


# --- keys ---


def tab():
    s = start()
    s.send("pomo\x15appl\t")
    s.expect("Apples")
    contains(s.line(""), "pomology of apples")
    s.send("quail t\t")  # one entry begins so
    s.expect("Quail two")
    s.clear()
    s.send("quail\t\t")  # several: they are listed with their kinds
    contains(s.expect("tree/quails#quail-three"), "Quail one", "section")
    s.clear()
    s.send("nothing begins so\t\t")
    s.clear()
    s.quit()


def tab_commands():
    s = start(rows=50)
    for typed, result in [(":sh\t", ":show "), (":only sou\t", "source:"), (":only source:t\t", "source:tree"),
                          ("kind:dep\t", "kind:deprecated"), ("status:ni\t", "status:nightly"),
                          (":set col\t", "color"), (":set color al\t", "always"), ("edition:202\t", "2021")]:
        s.send(typed)
        s.expect(result)
        s.clear()
    s.send(":\t")
    contains(s.expect(":quit"), ":show", ":copy", "command")
    s.clear()
    s.line("quail")
    s.send(":show \t")
    contains(s.expect("tree/quails#quail-two"), "answer")
    s.clear()
    s.quit()


def search_back():
    s = start(rows=60)
    s.line("pomology")
    s.line("marshland")
    s.send("\x12pomo")
    s.expect("pomology")
    s.send("\r")
    s.expect("Apples")
    s.expect(PROMPT)
    s.send("\x12mars\x03")  # Ctrl-C leaves the search, too
    s.expect("^C")
    s.expect(PROMPT)
    contains(s.line("boats"), "Boats float")
    s.send("\x1b[A\x1b[A\x1b[A")  # boats, pomology, marshland: none twice
    s.expect("marshland")
    s.send("\r")
    s.expect("bird")
    s.expect(PROMPT)
    s.quit()


def interrupt():
    s = start(rows=60)
    s.send("never asked\x03")
    s.expect("^C\n" + PROMPT)
    s.send("\x03\x03")
    s.expect("^C\n" + PROMPT)
    contains(s.line("pomology"), "Apples")
    for _ in range(20):  # wherever in an answer it comes
        s.send("boats\r\x03")
        s.expect(PROMPT)
    s.send("\x03")
    s.send(":quit\r")
    assert s.wait() == 0


def interrupt_pager():
    s = start(rows=4, RUSTPRO_PAGER="cat >/dev/null; echo in the pager; exec sleep 1000")
    s.send("boats\r")
    s.expect("in the pager")
    s.send("\x03")
    s.expect(PROMPT)
    contains(s.line(":set pager off"), "off")
    contains(s.line("boats"), "Boats float")
    s.quit()


def resize():
    s = start(rows=50, columns=90)
    wide = s.line("walnut")
    assert max(map(len, wide.splitlines())) > 60, wide
    s.resize(50, 40)
    s.clear()
    narrow = s.line("walnut")
    assert max(map(len, narrow.splitlines())) <= 40, narrow
    s.send("x" * 100)
    s.resize(10, 30)
    s.send("\x15")
    contains(s.line("pomology"), "Apples")
    s.quit()


def pager():
    s = start(rows=4, RUSTPRO_PAGER="echo PAGED; cat")
    contains(s.line("boats"), "PAGED")
    s.resize(100, 80)
    s.clear()
    lacks(s.line("boats"), "PAGED")
    s.quit()


# --- pasted text ---


def paste_lines():
    s = start(rows=60)
    s.send(paste("pomology\r\nof apples\r\n"))
    s.expect("of apples")
    s.send("\r")
    contains(s.expect(PROMPT), "tree/apples")
    assert s.text().count("tree/apples  ") == 1, s.text()
    s.send(paste("boats\x1b[31m\x00\x07\tfloat"))
    s.send("\r")
    contains(s.expect(PROMPT), "Boats float")
    s.send("see " + paste("pears").decode() + "\r")
    s.expect(PROMPT)
    s.quit()
    assert history()[0] == "pomology\x1eof apples", history()


def paste_compiler_output():
    s = start(rows=100, RUSTPRO_PAGER="cat")
    s.send(paste("error[E0382]: borrow of moved value: `boat`\n --> src/main.rs:4:20\n  |\n4 |     boat\n"))
    s.send("\r")
    s.expect("E0382` asks what this error means")
    s.expect(PROMPT)
    s.quit()


def paste_megabyte():
    s = start()
    s.send("kept ")
    s.send(paste(b"x" * (1 << 20)))
    s.expect("the question has 1048581 bytes, at most 4096 are taken")
    s.expect("kept ")
    s.send("\x15")
    contains(s.line("pomology"), "Apples")
    s.send(paste(b"word \x1b[20 \x1b\xff\n" * 100000))
    s.expect("at most 4096 are taken")
    s.clear()
    assert len(s.raw) < 100000, "it was shown"
    s.quit()
    assert history() == ["pomology"], history()


def typed_megabyte():
    """A terminal without bracketed paste: as if it were typed."""
    for term in ["xterm", "dumb"]:
        s = start(TERM=term, flushes=True)
        s.send(b"x" * (1 << 20) + b"\r")
        s.expect("the question has 1048576 bytes, at most 4096 are taken")
        s.expect(PROMPT)
        contains(s.line("pomology"), "Apples")
        s.send(b"pomology\r" * 100)
        s.send("\x03")
        s.line("last")
        s.quit()


def paste_without_end():
    s = start()
    s.send(b"\x1b[200~" + b"lost " * 1000)
    s.clear()
    contains(s.line("pomology"), "Apples")
    s.quit()


# --- history ---


def history_file():
    s = start(rows=60)
    for line in ["pomology", "boats", "pomology", ":help"]:
        s.line(line)
    s.quit()
    assert os.stat(history_path()).st_mode & 0o777 == 0o600
    s = start(rows=60)
    s.send("\x1b[A\x1b[A")
    s.expect("pomology")
    s.send("\x1b[A")
    s.expect("boats")
    s.send("\r")
    contains(s.expect(PROMPT), "Boats float")
    s.quit()


def history_of_two():
    one = start()
    two = start()
    for i in range(30):
        one.line(f"first {i}")
        two.line(f"second {i}")
    one.quit()
    two.quit()
    lines = history()
    assert all(f"{name} {i}" in lines for name in ["first", "second"] for i in range(30)), lines
    s = start(rows=100)
    s.send("\x1b[A\x1b[A\r")  # both see the lines of both, in the order of time
    s.expect("Nothing found for: first 29")
    s.expect(PROMPT)
    s.quit()


def history_bounded():
    os.makedirs(os.path.dirname(history_path()))
    with open(history_path(), "wb") as file:
        file.write(b"".join(b"line %d\n" % (i % 9000) for i in range(20000)))
        file.write(b"\xff\xfe\x1b[2Jevil\n\n\nunended")
    s = start()
    s.send("\x1b[A")
    s.expect("unended")
    s.send("\x1b[A")
    s.expect("evil")
    s.clear()
    s.line("pomology")
    s.quit()
    lines = history()
    assert len(lines) == 5001, len(lines)
    assert lines[-2:] == ["unended", "pomology"], lines[-3:]
    assert len(set(lines)) == len(lines)


def history_refused():
    folder = os.path.dirname(history_path())
    os.makedirs(folder)
    os.mkfifo(history_path())
    s = start()
    contains(s.text(), "not a file: the history is not kept")
    contains(s.line("pomology"), "Apples")
    lacks(s.line("boats"), "not kept")
    s.quit()


# --- surroundings ---


def refreshed():
    s = start(rows=60)
    lacks(s.line("zebras"), "striped")
    with open(os.environ["TREE"] + "/zebras.md", "w", encoding="utf-8") as file:
        file.write("# Zebras\n\nZebras are striped.\n")
    subprocess.run([PROGRAM, "index"], check=True, stdout=subprocess.DEVNULL)
    answer = s.line("zebras")
    contains(answer, "the index was refreshed", "Zebras are striped")
    lacks(s.line("zebras"), "refreshed")
    index = os.environ["RUSTPRO_INDEX"]
    os.rename(index, index + ".old")  # gone: what is open stays
    contains(s.line("zebras"), "Zebras are striped")
    with open(index, "w", encoding="utf-8") as file:
        file.write("no index")
    contains(s.line("zebras"), "not an index", "Zebras are striped")
    lacks(s.line("zebras"), "not an index")
    s.quit()


def dumb():
    s = start(TERM="dumb", rows=60)
    contains(s.line("pomology"), "Apples")
    s.send("quail\t\t")
    s.expect("Quail one")
    s.clear()
    assert b"\x1b" not in s.raw, s.raw
    s.quit()


def homeless():
    s = start(HOME=None, XDG_STATE_HOME=None, XDG_DATA_HOME=None, XDG_CACHE_HOME=None, rows=60)
    contains(s.line("pomology"), "Apples")
    contains(s.line("1"), "Apples")
    lacks(s.text(), "history")
    s.quit()


def no_index():
    s = Session(RUSTPRO_INDEX="/nowhere/index.db")
    s.expect("/nowhere/index.db: no such index")
    assert s.wait() == 3


def ended():
    for number in [signal.SIGTERM, signal.SIGHUP]:
        s = start()
        before = termios.tcgetattr(s.fd)
        s.send("half a line")
        s.expect("half a line")
        os.kill(s.pid, number)
        assert s.wait() == 0
        assert termios.tcgetattr(s.fd)[3] & termios.ICANON, "the terminal is left as it was not"
        assert not before[3] & termios.ICANON
    s = start()
    os.close(s.fd)  # the window is closed
    for _ in range(int(LIMIT_SECONDS * 20)):
        pid, _ = os.waitpid(s.pid, os.WNOHANG)
        if pid:
            return
        time.sleep(0.05)
    raise AssertionError("it outlives its terminal")


if __name__ == "__main__":
    globals()[sys.argv[1]]()
