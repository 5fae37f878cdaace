#!/usr/bin/env python3
"""check_see.py DOCS CHAPTER...: do the ids in `see:` name pages of Rust's documentation?

DOCS is the toolchain's share/doc/rust/html. `std/vec/struct.Vec#method.push` is the element of that id
on the page std/vec/struct.Vec.html. Ids of the guide itself are another test's.
"""
import os
import re
import sys


def main():
    docs, wrong, checked, pages = sys.argv[1], 0, 0, {}
    for path in sys.argv[2:]:
        for number, line in enumerate(open(path, encoding="utf-8"), 1):
            if not line.startswith("see: "):
                continue
            for entry in line[5:].strip().split(", "):
                if entry.startswith("guide/"):
                    continue
                page, _, anchor = entry.partition("#")
                file = os.path.join(docs, page + ".html")
                if not os.path.exists(file):
                    file = os.path.join(docs, page, "index.html")
                checked += 1
                if file not in pages:
                    pages[file] = open(file, encoding="utf-8").read() if os.path.exists(file) else None
                if pages[file] is None:
                    print(f"{path}:{number}: no such page: {entry}")
                    wrong += 1
                elif anchor and not re.search(rf'\bid="{re.escape(anchor)}"', pages[file]):
                    print(f"{path}:{number}: no such place on its page: {entry}")
                    wrong += 1
    print(f"{checked} ids checked, {wrong} wrong")
    return 1 if wrong or checked == 0 else 0


sys.exit(main())
