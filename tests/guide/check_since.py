#!/usr/bin/env python3
"""check_since.py RELEASES.MD CHAPTER...: are the releases that the guide names the right ones?

A pattern's `noted:` words have to stand in the section of Rust's release notes that its `since:` names.
Patterns of 1.0, and those whose `noted:` is `-` (the notes say nothing of them), are counted.
"""
import re
import sys


def sections(path):
    """Release -> its text, blanks evened out, in lower case; 1.N.P counts as 1.N."""
    texts, release = {}, None
    for line in open(path, encoding="utf-8"):
        m = re.match(r"Version (\d+\.\d+)(\.\d+)? ", line)
        if m:
            release = m.group(1)
        if release:
            texts.setdefault(release, []).append(line)
    return {r: re.sub(r"\s+", " ", "".join(lines)).lower() for r, lines in texts.items()}


def patterns(path):
    """Heading, line and fields of every pattern of a chapter."""
    heading, fields, start = "", None, 0
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif line == "<!-- pattern":
            fields, start = {}, number
        elif line == "-->" and fields is not None:
            yield heading, start, fields
            fields = None
        elif fields is not None and ":" in line:
            key, _, value = line.partition(":")
            fields[key.strip()] = value.strip()


def main():
    notes = sections(sys.argv[1])
    checked = silent = wrong = 0
    for path in sys.argv[2:]:
        for heading, line, fields in patterns(path):
            since, words = fields.get("since"), fields.get("noted", "").lower()
            if since is None or since == "1.0" or words == "-":
                silent += 1
                continue
            checked += 1
            if not words or words not in notes.get(since, ""):
                others = [r for r, text in notes.items() if words and words in text][:3]
                print(f"{path}:{line}: {heading}: {words!r} is not in the notes of {since}"
                      f" (but in {others})")
                wrong += 1
    print(f"{checked} releases checked, {silent} without words in the notes, {wrong} wrong")
    return 1 if wrong or checked == 0 else 0


sys.exit(main())
