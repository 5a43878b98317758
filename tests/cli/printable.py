"""Nothing that the command prints for people controls a terminal: every control character, direction
mark and wrong byte is escaped, wherever a name, value, file or option may hold it."""

import json
import os
import re
import struct

import tap

# What must not be printed, as characters, and bytes that are not UTF-8.
CONTROLS = [chr(c) for c in [*range(1, 0x20), 0x7F, *range(0x80, 0xA0), 0x61C, 0x200E, 0x200F,
                             *range(0x2028, 0x202F), *range(0x2066, 0x206A)]]
BAD_BYTES = [b"\x80", b"\xc3", b"\xff", b"\xe2\x82", b"\xed\xa0\x80", b"\xc0\x80", b"\xf5\x80\x80\x80"]
HIDDEN = re.compile("[%s]" % "".join(re.escape(c) for c in CONTROLS if c != "\n"))
SAMPLE = ["\x1b[31m", "\x07", "\x7f", "\x9b31m", "\u202e", "\u2066", "\u2028", "\n", "\r", "\u061c"]


def problem(output, lines=None):
    """What is wrong with text that the command printed, or ""."""
    try:
        text = output.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"not UTF-8: {error}"
    found = HIDDEN.search(text)
    if found:
        return f"{found.group()!r} in {text!r}"
    if lines is not None and text.count("\n") > lines:
        return f"{text.count(chr(10))} lines: {text!r}"
    return ""


def check(name, runs, lines=1):
    """RUNS: pairs of a description and a finished command. Errors are one line each."""
    wrong = []
    for what, run in runs:
        for output, most in (run.stderr, lines), (run.stdout, None):
            found = problem(output, most)
            if found:
                wrong.append(f"{what!r}: {found}")
    tap.ok(not wrong, f"{name}: {len(runs)} runs", "\n".join(wrong[:10]))


def npy(names):
    """A store of no records with int32 fields of these names. Controls of ASCII are escaped in the
    header, as NumPy does; all other characters are written as they are."""
    def literal(name):
        return "".join("\\x%02x" % ord(c) if ord(c) < 0x20 or ord(c) == 0x7F else c for c in name)
    descr = "[" + ", ".join("('%s', '<i4')" % literal(name) for name in names) + "]"
    header = "{'descr': %s, 'fortran_order': False, 'shape': (0,), }\n" % descr
    data = header.encode("utf-8")
    return b"\x93NUMPY\x03\x00" + struct.pack("<I", len(data)) + data


def quoted(name):
    """A field name in the compact notation, as it is between the quotes."""
    return json.dumps(name, ensure_ascii=False)


IN = tap.write("in.ndjson", '{"x":1}\n')

# --- field names in the tables and notations of info and dtype
runs = []
for c in CONTROLS:
    path = tap.write("name.npy", npy(["a" + c + "b"]))
    runs.append((c, tap.rowcol("info", path)))
check("info of a store with such a field", runs, lines=2)
runs = []
for c in SAMPLE:
    path = tap.write("name.npy", npy(["a" + c + "b"]))
    for args in ["info", "--json"], ["info", "--c-header"], ["json"], ["json", "--values"]:
        runs.append((c, tap.rowcol(*args, path)))
    for notation in "compact", "numpy", "comma", "dict", "pep3118", "json", "c":
        runs.append(((c, notation), tap.rowcol("dtype", quoted("a" + c + "b") + ":i4", "--to", notation)))
    runs.append((c, tap.rowcol("dtype", quoted("a" + c + "b") + ":i4")))
    runs.append((c, tap.rowcol("dtype", "--json", quoted("a" + c + "b") + ":i4")))
check("dtype and info in every notation", runs)

# --- escapes are reversible where a program reads the result
name = "a\x1b\x7f\x9b\u202e\u2028b"
run = tap.rowcol("info", "--json", tap.write("name.npy", npy([name])))
tap.equal(json.loads(run.stdout)["names"], [name], "info --json: the name is unchanged")
compact = tap.rowcol("dtype", "--to", "compact", json.dumps(name) + ":i4").stdout.decode().strip()
again = tap.rowcol("dtype", "--json", compact)
tap.equal(json.loads(again.stdout)["names"], [name], "the compact notation is read back")

# --- errors about fields: missing, extra, duplicate, wrong values
runs = []
for c in SAMPLE:
    key = json.dumps("k" + c)
    raw = quoted("k" + c) if c not in "\n\r\x1b[31m\x07" else key
    dtype = key + ":i1"
    for line in ("{}", '{"other":1}', "{%s:1,%s:1}" % (raw, raw), "{%s:300}" % raw,
                 '{%s:"a%s"}' % (raw, "b" if ord(c[0]) < 0x20 else c), "{%s:1,%s:2}" % (raw, key[:-1] + 'x"')):
        path = tap.write("bad.ndjson", line + "\n")
        runs.append(((c, line), tap.rowcol("load", path, "-d", dtype, "-o", os.path.join(tap.T, "o.npy"))))
check("errors of fields", runs)

# --- errors about values of every kind
runs = []
for kind in "i4", "f8", "bool", "S2", "U2", "V2", "str", "M8[s]", "m8[s]", "c16", "{a:i4}", "2i4":
    for c in SAMPLE + ["\xe9"]:
        value = json.dumps("v" + c, ensure_ascii=ord(c[0]) < 0x20)
        path = tap.write("value.ndjson", '{"x":%s}\n' % value)
        runs.append(((kind, c), tap.rowcol("load", path, "-d", "x:" + kind, "-o", "-", "-t", "npy",
                                           "--stats")))
runs = [(what, run) for what, run in runs if run.returncode != 0]
check("errors of values", runs)

# --- bytes that are not UTF-8, and control bytes, in the text itself
runs = []
for bad in BAD_BYTES + [bytes([b]) for b in range(1, 0x20)]:
    for line in b'{"x":1%s}', b'{%s"x":1}', b'{"x":"%s"}', b'{"x%s":1}', b"%s", b'{"x":tru%s}':
        path = tap.write("bytes.ndjson", line % bad + b"\n")
        runs.append(((bad, line), tap.rowcol("load", path, "-d", "x:i4", "-o", "-", "-t", "npy")))
check("errors of bytes", [(what, run) for what, run in runs if run.returncode != 0])

# --- values and names in tables
runs = []
for c in SAMPLE:
    key = json.dumps("k" + c)
    path = tap.write("value.ndjson", '{%s:%s}\n' % (key, json.dumps("v" + c)))
    for kind in "str", "S20", "U20":
        runs.append(((kind, c), tap.rowcol("table", path, "-d", quoted("k" + c) + ":" + kind)))
    runs.append((c, tap.rowcol("table", path, "-d", quoted("k" + c) + ":str", "--width", "3")))
    for args in [], ["--json"]:
        runs.append((c, tap.rowcol("count", path, "k" + c, "-d", quoted("k" + c) + ":str", *args)))
    other = tap.write("other.ndjson", '{%s:"x"}\n' % key)
    for args in [], ["--json"], ["--key", "k" + c]:
        runs.append((c, tap.rowcol("diff", path, other, "-d", quoted("k" + c) + ":str", *args)))
check("tables of values", runs)
wrong = [(what, run.returncode, run.stderr) for what, run in runs
         if run.returncode not in (0, 1) or not run.stdout]
tap.ok(not wrong, "tables of values: printed", str(wrong[:3]))

# --- names of files and folders
runs = []
for c in [c.encode() for c in SAMPLE] + BAD_BYTES:
    path = os.path.join(tap.T.encode(), b"f" + c + b".ndjson")
    with open(path, "wb") as file:
        file.write(b"{}\n")
    runs.append((path, tap.rowcol(b"load", path, "-d", "x:i4", "-o", os.path.join(tap.T, "o.npy"))))
    runs.append((path, tap.rowcol(b"load", path + b"missing", "-d", "x:i4", "-o", "-", "-t", "npy")))
    runs.append((path, tap.rowcol("load", IN, "-d", "x:i4", "-o", path + b"/x.npy")))
    store = path[:-7] + b".npy"
    with open(store, "wb") as file:
        file.write(npy(["x"]))
    for args in ["info"], ["info", "--json"], ["json"]:
        runs.append((store, tap.rowcol(*args, store)))
    runs.append((store, tap.rowcol("info", store + b".no")))
    runs.append((store, tap.rowcol("dtype", b"@" + store)))
check("names of files", runs, lines=2)

# --- options and their arguments
runs = []
for c in [c.encode() for c in SAMPLE] + BAD_BYTES:
    for args in ([c], [b"x" + c], [b"--" + c], [b"help", c], [b"load", b"--" + c], [b"load", b"-" + c],
                 [b"load", IN, b"-d", c, b"-o", b"o"], [b"load", IN, b"-d", b"x:" + c, b"-o", b"o"],
                 [b"load", IN, b"-d", b"x:i4", b"-o", b"-", b"-f", c],
                 [b"load", IN, b"-d", b"x:i4", b"-o", b"-", b"-t", c],
                 [b"load", IN, b"-d", b"x:i4", b"-o", b"-", b"-t", b"npy", b"--root", b"/" + c],
                 [b"load", IN, b"-d", b"x:i4", b"-o", b"-", b"-j", c],
                 [b"load", IN, b"-d", b"x:i4", b"-o", b"-", b"--extra", c],
                 [b"load", IN, b"-d", b"x:i4", b"-o", b"-", b"--max-record", c],
                 *[[b"load", IN, b"-d", b"x:i4", b"-o", b"-", b"-t", b"npy", option, c] for option in
                   (b"--where", b"--sort", b"--fields", b"--head", b"--slice", b"--seed")],
                 [b"json", IN, b"--nan", c], [b"info", IN, b"--from", c],
                 [b"dtype", c], [b"dtype", b"a:i4", b"--to", c], [b"dtype", b"a:" + c],
                 [b"dtype", b'"' + c + b'":i4, "' + c + b'":i4'], [b"dtype", b"@" + c]):
        runs.append((args, tap.rowcol(*args)))
check("options and arguments", runs, lines=3)

tap.done()
