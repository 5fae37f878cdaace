"""Types the commands of docs/tutorial.md and looks for the lines that it promises.

Blocks marked "console" are commands for a shell, "prompt" lines for rustpro's prompt. "..." stands for
anything, on a line of its own or at the end of one. A block's needs=NAME is one of those on the command
line, else the block is passed over.
"""
import os
import re
import subprocess
import sys

from repl import PROMPT, Session

BLOCK = re.compile(r"^```(console|prompt)(?: needs=(\S+))?\n(.*?)^```$", re.M | re.S)


def fail(what, output):
    sys.exit(f"{what}\n--- what came:\n{output}")


def check(command, expected, output):
    at = 0
    for line in expected:
        wanted = line[:-3].rstrip() if line.endswith("...") else line
        found = output.find(wanted, at)
        if found < 0:
            fail(f"{command}: lacks: {wanted}", output)
        at = found + len(wanted)


def steps(text, mark):
    """The commands of a block, each with the lines that follow it."""
    found = []
    for line in text.splitlines():
        if line.startswith(mark):
            found.append((line[len(mark):], []))
        else:
            found[-1][1].append(line)
    return found


def run_console(text):
    for command, expected in steps(text, "$ "):
        run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        if run.returncode != 0:
            fail(f"{command}: exit status {run.returncode}", run.stdout + run.stderr)
        check(command, expected, run.stdout + run.stderr)


def run_prompt(text):
    session = Session()
    session.expect(PROMPT)
    for line, expected in steps(text, PROMPT):
        session.send(line + "\r")
        for wanted in expected:
            session.expect(wanted)
        if line != ":quit":
            session.expect(PROMPT)
    if session.wait() != 0:
        fail("the prompt did not end well", session.text())


there = set(sys.argv[2:])
with open(sys.argv[1], encoding="utf-8") as tutorial:
    for kind, needs, body in BLOCK.findall(tutorial.read()):
        if needs and needs not in there:
            print(f"passed over, needs {needs}")
        elif kind == "console":
            run_console(body)
        else:
            run_prompt(body)
