"""The binary interface is the recorded one: declarations and sizes of the public headers are compared
with tests/api/abi.txt.

The record holds each function that is exported, each structure, union and enumeration with its members
in order, and the size of each on a 64-bit machine. A change to it is a change that programs see: read
doc/abi.md, then run this test with --record and commit the new record.
"""

import os
import re
import subprocess
import sys

if "--record" in sys.argv:
    os.environ.setdefault("ROWCOL", "")
    os.environ.setdefault("ROWCOL_DATA", "")
    os.environ.setdefault("top_srcdir", os.path.join(os.path.dirname(__file__), "..", ".."))
TOP = os.environ["top_srcdir"]
sys.path.insert(0, os.path.join(TOP, "tests", "cli"))
import tap  # noqa: E402 - found through the path above

RECORD = os.path.join(TOP, "tests", "api", "abi.txt")
CC = os.environ.get("CC", "cc").split()
# rowcol/mpi.h needs MPI: without it the recorded lines of that header stay and are not compared.
MPI = bool(os.environ.get("MPICC"))
FLAGS = ["-I", os.path.join(TOP, "include"), *os.environ.get("JANSSON_CFLAGS", "").split(),
         *os.environ.get("MPI_CPPFLAGS", "").split()]


def headers():
    folder = os.path.join(TOP, "include", "rowcol")
    return ["rowcol.h", *(f"rowcol/{name}" for name in sorted(os.listdir(folder))
                          if name.endswith(".h") and (MPI or name != "mpi.h"))]


def compiled(text, *options):
    """The output of the compiler for a C file."""
    path = os.path.join(tap.T, "abi.c")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return subprocess.run([*CC, *FLAGS, *options, path], capture_output=True, text=True,
                          check=True).stdout


def own_lines():
    """What the headers of rowcol declare, without what they include from elsewhere."""
    text = "".join(f"#include <{name}>\n" for name in headers())
    kept, ours = [], False
    for line in compiled(text, "-E").splitlines():
        marker = re.match(r'# \d+ "([^"]*)"', line)
        if marker:
            ours = "include/rowcol" in marker[1]
        elif ours:
            kept.append(line)
    return "\n".join(kept)


def top_level(code):
    """The declarations at file scope; the bodies of functions are left out."""
    depth, start, at = 0, 0, 0
    while at < len(code):
        char = code[at]
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            before = code[start:at]
            if depth == 0 and re.match(r"\s*(__attribute__\s*\(\(unused\)\)\s*)?static\b", before):
                start = at + 1  # the end of an inline function
        elif char == ";" and depth == 0:
            yield code[start:at]
            start = at + 1
        at += 1


def declarations():
    """One line for each exported function and each type."""
    found = []
    for declaration in top_level(own_lines()):
        is_function = 'visibility("default")' in declaration
        text = re.sub(r"__attribute__\s*\(\((?:[^()]|\([^()]*\))*\)\)", "", declaration)
        text = re.sub(r"\s+", " ", text).strip()
        text = re.sub(r"\s*([(){},;*])\s*", r"\1", text).replace("*", " *").replace(",", ", ")
        if is_function or text.startswith("typedef"):
            found.append(text)
    return sorted(found)


def sizes(found):
    """The size of each structure and union, as the compiler has it."""
    names = sorted(re.search(r"}(\w+)$", line)[1] for line in found
                   if re.match(r"typedef (struct|union) \w+{", line))
    text = "".join(f"#include <{name}>\n" for name in headers())
    text += "".join(f"char abi_{name}[sizeof({name})];\n" for name in names)
    pattern = re.compile(r"abi_(\w+), *(\d+)")
    listing = compiled(text, "-S", "-o", "-", "-fcommon", "-w")
    found_sizes = dict(re.findall(r"\.size\s+abi_(\w+), *(\d+)", listing)) or dict(
        pattern.findall(listing))
    return [f"sizeof({name}) == {found_sizes.get(name, '?')}" for name in names]


def is_of_mpi(line):
    return "rc_mpi_" in line


def main():
    found = declarations()
    lines = [*found, *sizes(found)]
    with open(RECORD, encoding="utf-8") as file:
        recorded = file.read().splitlines()
    if "--record" in sys.argv:
        if not MPI:
            lines = sorted([*found, *filter(is_of_mpi, recorded)]) + sizes(found)
            print("MPICC and MPI_CPPFLAGS are not set: the lines of rowcol/mpi.h stay", file=sys.stderr)
        with open(RECORD, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        return
    if not MPI:
        recorded = [line for line in recorded if not is_of_mpi(line)]
    for what, ours in (("functions and types", [line for line in lines if "sizeof(" not in line]),
                       ("sizes", [line for line in lines if line.startswith("sizeof(")])):
        theirs = [line for line in recorded if line.startswith("sizeof(") == (what == "sizes")]
        changes = [f"- {line}" for line in theirs if line not in ours]
        changes += [f"+ {line}" for line in ours if line not in theirs]
        tap.ok(not changes, f"{what} are the recorded ones (doc/abi.md says how to change them)",
               "\n".join(changes))
    tap.ok(len(found) > 100, "the headers declare functions and types")
    tap.done()


main()
