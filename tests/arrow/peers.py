"""Other implementations read what rowcol writes, and rowcol reads what they write. They are npm packages
(apache-arrow, @uwdata/flechette, nodejs-polars) that are installed in the folder ROWCOL_PEERS; without
it, or without node, all cases are skipped.

    npm install --prefix FOLDER apache-arrow@21.1.0 @uwdata/flechette@2.2.0 \\
        nodejs-polars@0.26.1 nodejs-polars-linux-x64-gnu@0.26.1
    make check TESTS=tests/arrow/peers.py ROWCOL_PEERS=FOLDER
"""

import json
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
import tap  # noqa: E402

PEERS = os.environ.get("ROWCOL_PEERS", "")
SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers.mjs")
PACKAGES = {"apache-arrow": "apache-arrow", "flechette": "@uwdata/flechette",
            "nodejs-polars": "nodejs-polars"}

# What each reads, of: files and streams, --strings, --compress. All read plain files.
READS = {
    "apache-arrow": {"arrows", "large"},
    "flechette": {"arrows", "large", "view"},
    "nodejs-polars": {"large", "view", "lz4", "zstd"},
}

DTYPE = "name:str, age:i4?, big:i8, x:f8, ok:bool, note:str?, p:{a:i2, s:str?}"
ROWS = [
    {"name": "", "age": 1, "big": 5, "x": 0.5, "ok": True, "note": None, "p": {"a": 1, "s": "q"}},
    {"name": "twelve bytes", "age": None, "big": 2**53, "x": -1.25, "ok": False, "note": "\u00e9",
     "p": {"a": -1, "s": None}},
    {"name": "thirteen byte", "age": -3, "big": -2**53, "x": 1e300, "ok": True, "note": "",
     "p": {"a": 0, "s": ""}},
    {"name": "x" * 100000, "age": 0, "big": 0, "x": 0.0, "ok": True, "note": None,
     "p": {"a": 7, "s": "y" * 13}},
]


def node(library, action, path, data=None):
    return subprocess.run(["node", SCRIPT, library, action, path], input=data, capture_output=True,
                          check=False)


def as_numbers(row):
    """Integers that were printed as strings."""
    return {**row, "big": int(row["big"])}


def test_reading(library):
    text = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
    for ending in ("arrow", "arrows"):
        for strings in ("utf8", "large", "view"):
            for compress in ("none", "lz4", "zstd"):
                needs = {ending, strings, compress} - {"arrow", "utf8", "none"}
                path = os.path.join(tap.T, "a." + ending)
                if not needs <= READS[library]:
                    continue
                tap.rowcol("load", "-q", "-", "-f", "ndjson", "-d", DTYPE, "-o", path, "--strings",
                           strings, "--compress", compress, input=text)
                run = node(library, "read", path)
                found = [as_numbers(json.loads(line)) for line in run.stdout.splitlines()]
                tap.ok(found == ROWS, f"{library} reads .{ending}, {strings}, {compress}",
                       f"{run.stderr.decode()[:500]}\n{found}")


def test_writing(library, endings):
    """Numbers of JavaScript are doubles."""
    rows = [{"name": f"{i % 3} and a longer string" * (i % 4), "x": i / 4} for i in range(1000)]
    text = "".join(json.dumps(row) + "\n" for row in rows).encode()
    for ending in endings:
        path = os.path.join(tap.T, "b." + ending)
        made = node(library, "write", path, text)
        run = tap.rowcol("json", path)
        found = [json.loads(line) for line in run.stdout.splitlines()]
        tap.ok(found == rows, f"a .{ending} of {library} is read",
               (made.stderr + run.stderr).decode()[:500])


def main():
    if not PEERS or not shutil.which("node"):
        tap.skip_all("no node, or no ROWCOL_PEERS with Arrow libraries")
    for library, package in PACKAGES.items():
        if not os.path.isdir(os.path.join(PEERS, "node_modules", package)):
            tap.skip(library, "not installed in ROWCOL_PEERS")
            continue
        test_reading(library)
        if library == "apache-arrow":
            test_writing(library, ("arrow", "arrows"))
        elif library == "nodejs-polars":
            test_writing(library, ("arrow",))
    tap.done()


main()
