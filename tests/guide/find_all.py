#!/usr/bin/env python3
"""find_all.py RUSTPRO INDEX: asks for every entry of the guide by its title.

Each pattern has to be the first answer to its plain name, each DON'T/DO pair to what its DON'T says.
Prints those that are not, and exits with 1 when there are any.
"""
import json
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

PATTERN, PAIR = 1, 2  # enum entry_kind, core/entry.h


def first_hit(program, index, title):
    out = subprocess.run(
        [program, "ask", "--json", "-n", "1", "--index", index, "--", title],
        capture_output=True, text=True, check=False)
    hits = json.loads(out.stdout)["hits"] if out.stdout else []
    return hits[0]["id"] if hits else f"nothing ({out.stderr.strip()})"


def main():
    program, index = sys.argv[1:3]
    rows = sqlite3.connect(index).execute(
        "SELECT e.kind, e.title, f.path, e.slug FROM entry e JOIN file f ON e.file = f.id"
        " JOIN source s ON f.source = s.id WHERE s.name = 'guide'").fetchall()
    wanted = [(title, f"guide/{path[:-3]}#{slug}") for kind, title, path, slug in rows
              if kind in (PATTERN, PAIR)]
    patterns = sum(kind == PATTERN for kind, *_ in rows)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda w: first_hit(program, index, w[0]), wanted))
    missed = [(w, got) for w, got in zip(wanted, found) if got != w[1]]
    for (title, entry), got in missed:
        print(f"{title!r}: first is {got}, not {entry}")
    print(f"{patterns} patterns, {len(wanted) - patterns} pairs, {len(missed)} not found first")
    return 1 if missed or patterns < 250 else 0


sys.exit(main())
