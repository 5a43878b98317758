"""What the tests of the source share: its files and the folder each belongs to."""

import os
import re
import sys

TOP = os.environ["top_srcdir"]
sys.path.insert(0, os.path.join(TOP, "tests", "cli"))

import tap  # noqa: E402 - found through the path above

CODE = (".c", ".h", ".cc", ".hpp", ".inc")


def files(folder, endings=(".c", ".h", ".cc", ".hpp")):
    """The files below a folder of the source, relative to its top, in order."""
    found = []
    for path, folders, names in os.walk(os.path.join(TOP, folder)):
        folders.sort()
        for name in sorted(names):
            if name.endswith(endings) and name not in ("config.h", "config.h.in"):
                found.append(os.path.relpath(os.path.join(path, name), TOP))
    return found


def text(path):
    with open(os.path.join(TOP, path), encoding="utf-8") as file:
        return file.read()


def without_comments(code):
    """The code with comments and string literals blanked, line breaks kept."""

    def blank(match):
        return re.sub(r"[^\n]", " ", match[0])

    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', blank, code, flags=re.S)


def folder_of(path):
    """lib/format/json/read/leaf.c is in format/json/read; tools/rowcol.c in tools."""
    folder = os.path.dirname(path)
    return folder[len("lib/"):] if folder.startswith("lib/") else folder


__all__ = ["CODE", "TOP", "files", "folder_of", "tap", "text", "without_comments"]
