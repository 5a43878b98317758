"""rowcol info of Arrow files and streams made in Python: form, version, record batches, compression,
metadata, Arrow types; as text and as JSON."""

import json
import os
import re
import struct
import sys

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import flat  # noqa: E402
import tap  # noqa: E402

I4 = flat.integer(32)


def info(path, *options):
    run = tap.rowcol("info", path, *options)
    tap.equal((run.returncode, run.stderr), (0, b""), f"info {os.path.basename(path)} {' '.join(options)}")
    return run.stdout.decode()


def arrow_of(path, *options):
    return json.loads(info(path, "--json", *options))["arrow"]


def lines_of(text):
    """{first word: the rest of its line}, of the lines after the table of the dtype."""
    return dict(re.findall(r"^(\w+) +(.*)$", text[text.index("\narrow "):], re.M))


def rows(n, version=flat.V5, legacy=False):
    return flat.batch_message(n, [(n, 0)], [b"", flat.numbers("i", range(n))], version=version, legacy=legacy)


X = [flat.field("x", I4)]

# --- form, version, record batches
CASES = [
    ("one.arrow", flat.file(X, [rows(3)]), "file, metadata V5, 1 record batch of 3 records", "file", 5, [3]),
    ("one.arrows", flat.stream(X, rows(1)), "stream, metadata V5, 1 record batch of 1 record", "stream", 5, [1]),
    ("none.arrow", flat.file(X, []), "file, no record batches", "file", None, []),
    ("none.arrows", flat.stream(X), "stream, no record batches", "stream", None, []),
    ("same.arrow", flat.file(X, [rows(2)] * 9), "file, metadata V5, 9 record batches of 2 records", "file", 5, [2] * 9),
    ("few.arrows", flat.stream(X, rows(4), rows(1), rows(3)),
     "stream, metadata V5, 3 record batches of 4, 1 and 3 records", "stream", 5, [4, 1, 3]),
    ("many.arrow", flat.file(X, [rows(n) for n in (7, 2, 9, 2, 5, 6)]),
     "file, metadata V5, 6 record batches of 2 to 9 records", "file", 5, [7, 2, 9, 2, 5, 6]),
    ("v4.arrows", flat.stream(X, rows(2, flat.V4)), "stream, metadata V4, 1 record batch of 2 records", "stream", 4,
     [2]),
    ("shows-nothing", flat.stream(X, rows(2)), "stream, metadata V5, 1 record batch of 2 records", "stream", 5, [2]),
    ("empty-batch.arrow", flat.file(X, [rows(0)]), "file, metadata V5, 1 record batch of 0 records", "file", 5, [0]),
]
for name, data, line, form, version, lengths in CASES:
    path = tap.write(name, data)
    text = info(path)
    tap.equal(lines_of(text)["arrow"], line, f"{name}: the line")
    tap.ok("\nlayout    columns, packed\n" in text and f"\nrecords   {sum(lengths)}\n" in text,
           f"{name}: layout and records", text)
    found = arrow_of(path)
    tap.equal((found["form"], found["version"], [b["records"] for b in found["batches"]]),
              (form, version, lengths), f"{name}: --json")
    at = [(b["offset"], b["bytes"]) for b in found["batches"]]
    tap.ok(all(data[offset:offset + 4] == b"\xff" * 4 for offset, _ in at)
           and all(offset + n == after for (offset, n), (after, _) in zip(at, at[1:])),
           f"{name}: places of the messages", at)
    tap.equal([(b["buffer_bytes"], b["plain_bytes"], b["compression"]) for b in found["batches"]],
              [(4 * n, 4 * n, "none") for n in lengths], f"{name}: bytes of the buffers")
    if lengths:
        tap.equal(lines_of(text)["buffers"], f"{4 * sum(lengths)} bytes, not compressed", f"{name}: buffers")
mixed = tap.write("shown.npy", CASES[0][1])
tap.equal(arrow_of(mixed, "-f", "arrow")["form"], "file", "-f arrow, whatever the name shows")
with open(tap.write("in.arrow", CASES[0][1]), "rb") as file:
    run = tap.rowcol("info", "-", "--json", stdin=file)
tap.ok(run.returncode == 0 and "arrow" not in json.loads(run.stdout), "standard input: only the records", run)

# --- compression: the lengths before the buffers
raw = flat.numbers("i", range(3))
stored = flat.batch_message(3, [(3, 0)], [b"", struct.pack("<q", -1) + raw], codec=1)
text = lines_of(info(tap.write("stored.arrows", flat.stream(X, stored))))
tap.equal(text["buffers"], "20 bytes, zstd, 12 without compression (0.60 times)", "a stored buffer")
lz4 = flat.batch_message(3, [(3, 0)], [b"", struct.pack("<q", -1) + raw], codec=0)
text = lines_of(info(tap.write("two.arrows", flat.stream(X, stored, lz4, rows(1)))))
tap.equal(text["buffers"], "44 bytes, none and lz4 and zstd, 28 without compression (0.64 times)",
          "batches of several compressions")
VALUES = "".join(f'{{"x":{i % 10}}}\n' for i in range(2000))
for codec in "lz4", "zstd":
    path = os.path.join(tap.T, codec + ".arrow")
    tap.rowcol("load", "-", "-f", "ndjson", "-d", "x:i4", "-o", path, "--compress", codec, "-q",
               input=VALUES.encode())
    data = tap.read(path)
    lengths = [len(b) for _, b in flat.buffers_of(data, flat.blocks_of(data)[0])]
    found = arrow_of(path)["batches"]
    tap.equal([(b["compression"], b["buffer_bytes"], b["plain_bytes"]) for b in found],
              [(codec, sum(lengths), 8000)], f"{codec}: the bytes")
    tap.equal(lines_of(info(path))["buffers"], f"{sum(lengths)} bytes, {codec}, 8000 without compression "
              f"({8000 / sum(lengths):.2f} times)", f"{codec}: the line")

# --- metadata: escaped for a terminal, cut, as it is in JSON
PAIRS = [("key", "value"), ("\x1b[31m", "a\nb\x07"), ("long", "é" * 300), ("", ""), ("key", "again")]
path = tap.write("metadata.arrows", flat.stream(X, rows(1), metadata=PAIRS))
text = info(path)
shown = re.search(r"^metadata (.*\n(?: {10}.*\n)*)", text, re.M)[0].splitlines()
tap.equal([line[10:] for line in shown[:2] + shown[3:]],
          ["key: value", r"\x1B[31m: a\x0Ab\x07", ": ", "key: again"], "metadata: escaped")
tap.ok(re.fullmatch("long: é{60,80}[.]{3}", shown[2][10:]), "metadata: a long value is cut", shown[2])
tap.equal([(p["key"], p["value"]) for p in arrow_of(path)["metadata"]], PAIRS, "metadata: --json has all of it")
tap.ok(b"\x1b" not in tap.rowcol("info", path, "--json").stdout, "metadata: --json is escaped")
path = tap.write("bytes.arrows", flat.stream(X, rows(1), metadata=[("k", "a\0b"), ("latin", "QQQ")]).replace(
    b"QQQ", b"\xe9a\xff"))
tap.equal([p["value"] for p in arrow_of(path)["metadata"]], ["a\0b", None], "metadata: bytes that are not UTF-8")
tap.ok(r"latin: \xE9a\xFF" in info(path) and r"k: a\x00b" in info(path), "metadata: such bytes are escaped", info(path))
path = tap.write("field-metadata.arrows", flat.stream(
    [flat.field("\x1bx", I4, nullable=False, metadata=[("unit", "m" * 99)])], rows(1)))
tap.equal([p["value"] for p in arrow_of(path)["fields"][0]["metadata"]], ["m" * 99], "metadata of a field: --json")
tap.ok(re.search(r"^\\x1Bx +int32 +no +unit=m{30,50}[.]{3}$", info(path), re.M), "metadata of a field: cut",
       info(path))

# --- types
TYPES = [
    ("utf8", (flat.UTF8, {}), []), ("large utf8", (flat.LARGE_UTF8, {}), []), ("utf8 view", (flat.UTF8_VIEW, {}), []),
    ("bool", (flat.BOOL, {}), []), ("int8", flat.integer(8), []), ("uint64", flat.integer(64, False), []),
    ("binary of 4", (flat.FIXED_BINARY, {0: flat.Number("i", 4)}), []),
    ("timestamp[us]", (flat.TIMESTAMP, {0: flat.Number("h", 2)}), []),
    ("timestamp[ms, Europe/Paris]", (flat.TIMESTAMP, {0: flat.Number("h", 1), 1: "Europe/Paris"}), []),
    ("list of 3 int32", (flat.FIXED_LIST, {0: flat.Number("i", 3)}), [flat.field("item", I4, nullable=False)]),
    ("list of 2 struct", (flat.FIXED_LIST, {0: flat.Number("i", 2)}),
     [flat.field("item", (flat.STRUCT, {}), [flat.field("y", I4, nullable=False)], nullable=False)]),
    ("struct", (flat.STRUCT, {}), [flat.field("p", (flat.STRUCT, {}), [flat.field("q", flat.integer(16))])]),
]
for name, kind, children in TYPES:
    path = tap.write("types.arrows", flat.stream([flat.field("f", kind, children, nullable=False)]))
    fields = [(f["field"], f["type"], f["nullable"]) for f in arrow_of(path)["fields"]]
    inside = {"list of 2 struct": [("f.y", "int32", False)],
              "struct": [("f.p", "struct", True), ("f.p.q", "int16", True)]}.get(name, [])
    tap.equal(fields, [("f", name, False)] + inside, f"type {name}")
    tap.ok(re.search(rf"^f +{re.escape(name)} +no", info(path), re.M), f"type {name}: in the table", info(path))
words = [flat.field("w", (flat.UTF8, {}), dictionary=(3, flat.integer(8)[1]))]
path = tap.write("words.arrows", flat.stream(
    words, flat.dictionary_message(3, flat.batch(2, [(2, 0)], [b"", *flat.texts(["a", "b"])])),
    flat.batch_message(2, [(2, 0)], [b"", b"\1\0"])))
tap.equal([f["type"] for f in arrow_of(path)["fields"]], ["dictionary of utf8, indices int8"], "a dictionary")
for strings, name in ("utf8", "utf8"), ("large", "large utf8"), ("view", "utf8 view"):
    path = os.path.join(tap.T, "strings.arrow")
    tap.rowcol("load", "-", "-f", "ndjson", "-d", "s:str?, u:U3, big:>i2, t:M8[25s]", "-o", path, "--strings",
               strings, input=b"")
    found = [(f["field"], f["type"], f["nullable"], f["metadata"]) for f in arrow_of(path)["fields"]]
    tap.equal(found, [("s", name, True, []), ("u", name, False, [{"key": "rowcol:dtype", "value": "U3"}]),
                      ("big", "int16", False, [{"key": "rowcol:dtype", "value": ">i2"}]),
                      ("t", "timestamp[s]", False, [{"key": "rowcol:dtype", "value": "M8[25s]"}])],
              f"--strings {strings}: where the type alone is not the dtype")

# --- other formats have nothing of this, whatever their name; damaged files are refused
npy = os.path.join(tap.T, "x.npy")
tap.rowcol("load", "-", "-f", "ndjson", "-d", "x:i4", "-o", npy, input=b'{"x":1}\n')
tap.ok("arrow" not in json.loads(info(npy, "--json")) and "\narrow" not in info(npy), ".npy: no lines about Arrow")
named = tap.write("npy-without-ending", tap.read(npy))
tap.ok("arrow" not in json.loads(info(named, "--json")), ".npy without an ending: no lines about Arrow")
endless = tap.write("endless.arrows", flat.stream([], *[flat.batch_message(2 ** 60, [], [])] * 3))
tap.ok(re.search(rf"^records +{3 * 2 ** 60}$", info(endless), re.M), "records without bytes are not read one by one",
       info(endless))
run = tap.rowcol("info", "--json", tap.write("more.arrows", flat.stream([], *[flat.batch_message(2 ** 62, [], [])] * 2)))
tap.ok(run.returncode == 3 and run.stdout == b"" and b"more than 2^63" in run.stderr, "2^63 records", run.stderr)
run = tap.rowcol("info", tap.write("cut.arrow", CASES[0][1][:-30]))
tap.ok(run.returncode == 3 and run.stdout == b"" and run.stderr.count(b"\n") == 1, "a damaged file", run.stderr)
tap.done()
