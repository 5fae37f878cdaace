"""Types into a program on a pseudo-terminal, and prints what it shows.

pty_type.py PROGRAM ARGS... <KEYS

Each line of KEYS is typed once the program has been silent for a while; \\t and the like are read as
Python reads them. Its end is waited for, 30 seconds at the most.
"""
import os
import pty
import select
import sys
import time

SILENCE = 0.4  # seconds without output after which it waits for keys
END = time.monotonic() + 30


def read_until_silent(fd, shown):
    patience = time.monotonic() + 10
    while time.monotonic() < min(patience, END):
        ready, _, _ = select.select([fd], [], [], SILENCE)
        if not ready:
            return True
        try:
            data = os.read(fd, 65536)
        except OSError:
            return False
        if not data:
            return False
        shown.append(data)
    return True


def main():
    keys = [line.rstrip("\n").encode().decode("unicode_escape").encode("latin-1")
            for line in sys.stdin]
    pid, fd = pty.fork()
    if pid == 0:
        os.execvp(sys.argv[1], sys.argv[1:])
    shown = []
    alive = read_until_silent(fd, shown)
    for line in keys:
        if not alive:
            break
        os.write(fd, line)
        alive = read_until_silent(fd, shown)
    os.close(fd)
    os.waitpid(pid, 0)
    sys.stdout.buffer.write(b"".join(shown))


main()
