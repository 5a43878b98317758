"""Bad records that are skipped: rowcol load --on-error skip, --rejects, --rejects-raw, --max-rejects.

What is expected is made together with the input, from a table of sorts of bad records, and read again
with Python's json module."""

import base64
import json
import os
import random

import tap

DTYPE = "id:i4, name:S8, x:f8, ok:bool, p:{a:i2, b:i2}"
T = tap.T

# The record with "@" before the byte that is wrong, the status, the field.
SORTS = [
    ('{"id":@"7","name":"n","x":1.5,"ok":true,"p":{"a":1,"b":2}}', "type", "id"),
    ('{"id":@1.5,"name":"n","x":1.5,"ok":true,"p":{"a":1,"b":2}}', "type", "id"),
    ('{"id":@null,"name":"n","x":1.5,"ok":true,"p":{"a":1,"b":2}}', "type", "id"),
    ('{"id":@3000000000,"name":"n","x":1.5,"ok":true,"p":{"a":1,"b":2}}', "range", "id"),
    ('{"id":1,"name":@"123456789","x":1.5,"ok":true,"p":{"a":1,"b":2}}', "range", "name"),
    ('{"id":1,"name":@5,"x":1.5,"ok":true,"p":{"a":1,"b":2}}', "type", "name"),
    ('{"id":1,"name":"n","x":@1e999,"ok":true,"p":{"a":1,"b":2}}', "range", "x"),
    ('{"id":1,"name":"n","x":@"","ok":true,"p":{"a":1,"b":2}}', "type", "x"),
    ('{"id":1,"name":"n","x":@NaN,"ok":true,"p":{"a":1,"b":2}}', "syntax", "x"),
    ('{"id":1,"name":"n","x":1,"ok":@1,"p":{"a":1,"b":2}}', "type", "ok"),
    ('{"id":1,"name":"n","x":1,"ok":true,"p":{"a":1,"b":@40000}}', "range", "p.b"),
    ('{"id":1,"name":"n","x":1,"ok":true,"p":{"a":1@}}', "missing", "p.b"),
    ('{"id":1,"name":"n","x":1,"ok":true@}', "missing", "p"),
    ('{"id":1,"name":"n","x":1,"ok":true,"p":{"a":1,"b":2},@"z":1}', "extra", None),
    ('{"id":1,"name":"n",@"id":2,"x":1,"ok":true,"p":{"a":1,"b":2}}', "duplicate", "id"),
    ('{"id":1,"name":"n","x":1,"ok":true,"p":{"a":1,"b":2}@', "syntax", None),
    ('{"id":1,"name":"n@', "syntax", "name"),
    ('{"id":1,"name":"n","x":1,"ok":true,"p":{"a":1,"b":2}}@}', "syntax", None),
    ("@word", "syntax", None),
    ('{"id":1,"name":"@\udcff","x":1,"ok":true,"p":{"a":1,"b":2}}', "syntax", "name"),
    ("[1@", "syntax", None),
]


def good(number):
    return {"id": number, "name": f"n{number % 1000}", "x": number / 8, "ok": number % 3 == 0,
            "p": {"a": number % 100, "b": -1}}


def make(path, records, is_bad):
    """Writes the input. Returns the good records and the expected entries of the log."""
    data, entries, kept = bytearray(), [], []
    for number in range(records):
        sort = is_bad(number)
        if sort is None:
            kept.append(good(number))
            data += json.dumps(kept[-1], separators=(",", ":")).encode() + b"\n"
            continue
        text, status, field = SORTS[sort]
        mark = len(text[:text.index("@")].encode("utf-8", "surrogateescape"))
        raw = text.replace("@", "").encode("utf-8", "surrogateescape")
        entries.append({"file": os.path.basename(path), "line": number + 1, "column": mark + 1,
                        "byte": len(data) + mark, "record": number, "field": field,
                        "status": status, "raw": raw})
        data += raw + b"\n"
    with open(path, "wb") as file:
        file.write(data)
    return kept, entries


class Bad(Exception):
    """A record that does not fit the dtype: status and field."""


def pairs(found):
    names = [name for name, _ in found]
    twice = [name for i, name in enumerate(names) if name in names[:i]]
    return {"twice": twice, **dict(found)}


def is_constant(name):
    raise ValueError(name)


def check_number(value, field, low, high):
    if isinstance(value, bool) or not isinstance(value, int):
        raise Bad("type", field)
    if not low <= value <= high:
        raise Bad("range", field)


def check(record):
    """Raises Bad, as the reader is documented to do; the first fault of a record counts."""
    if not isinstance(record, dict):
        raise Bad("syntax", None)
    if record["twice"]:
        raise Bad("duplicate", record["twice"][0])
    for name in record:
        if name not in ("twice", "id", "name", "x", "ok", "p"):
            raise Bad("extra", None)
    for name in ("id", "name", "x", "ok", "p"):
        if name not in record:
            raise Bad("missing", name)
    check_number(record["id"], "id", -2**31, 2**31 - 1)
    if not isinstance(record["name"], str):
        raise Bad("type", "name")
    if len(record["name"].encode()) > 8:
        raise Bad("range", "name")
    if isinstance(record["x"], bool) or not isinstance(record["x"], (int, float)):
        raise Bad("type", "x")
    if record["x"] in (float("inf"), float("-inf")):
        raise Bad("range", "x")
    if not isinstance(record["ok"], bool):
        raise Bad("type", "ok")
    for name in ("a", "b"):
        if name not in record["p"]:
            raise Bad("missing", "p." + name)
        check_number(record["p"][name], "p." + name, -2**15, 2**15 - 1)


def read_independently(path):
    """The good records of the input, and the line, status, field and text of the bad ones, without the
    table above. Where the text is not JSON, the field is not compared."""
    with open(path, "rb") as file:
        lines = file.read().split(b"\n")[:-1]
    records, bad = [], []
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line.decode(), object_pairs_hook=pairs, parse_constant=is_constant)
            check(record)
        except ValueError:
            bad.append((number, "syntax", "?", line))
        except Bad as why:
            bad.append((number, *why.args, line))
        else:
            del record["twice"], record["p"]["twice"]
            records.append(record)
    return records, bad


def load(name, *options, **others):
    return tap.rowcol("load", name, "-d", DTYPE, *options, cwd=T, **others)


def read_log(name):
    """The entries of a log, with the text of the record as bytes; and whether each has one text and a
    message."""
    entries, whole = [], True
    for line in tap.read(os.path.join(T, name)).decode().splitlines():
        entry = json.loads(line)
        text, coded = entry.pop("text"), entry.pop("base64")
        whole = whole and (text is None) != (coded is None) and entry.pop("message") != ""
        entry["raw"] = text.encode() if coded is None else base64.b64decode(coded)
        entries.append(entry)
    return entries, whole


def raw_of(entries):
    return b"".join(entry["raw"] + b"\n" for entry in entries)


def records_of(name):
    out = tap.rowcol("json", name, cwd=T).stdout.decode()
    return [json.loads(line) for line in out.splitlines()]


def table_of(entries):
    """Counts by status and field, the most frequent first."""
    counts = {}
    for entry in entries:
        key = (entry["status"], entry["field"] or "-")
        counts[key] = counts.get(key, 0) + 1
    return sorted(((n, *key) for key, n in counts.items()), reverse=True)


def test_report():
    """All sorts among good records: log, bytes, counts and output, for any number of threads."""
    random.seed(3)
    path = os.path.join(T, "a.ndjson")
    kept, entries = make(path, 9000, lambda n: random.randrange(len(SORTS))
                         if random.random() < 0.02 else None)
    tap.equal(len({e["raw"] for e in entries}), len(SORTS), "every sort is in the input")
    records, bad = read_independently(path)
    tap.equal(records, kept, "Python reads the good records")
    tap.equal([(e["line"], e["status"], e["field"] if e["status"] != "syntax" else "?", e["raw"])
               for e in entries], bad, "Python finds the bad records")
    for how in ("-j1", "-j3", "-j16", "pipe"):
        name = "-" if how == "pipe" else "a.ndjson"
        with open(path, "rb") as file:
            run = load(name, "-f", "ndjson", "-o", "a.npy", "--rejects", "bad.ndjson",
                       "--rejects-raw", "bad.raw", *([how] if how != "pipe" else []), stdin=file)
        tap.equal(run.returncode, 1, f"{how}: exit status")
        found, whole = read_log("bad.ndjson")
        if how == "pipe":
            tap.equal({e["file"] for e in found}, {"standard input"}, "pipe: the name")
            for entry in found:
                entry["file"] = "a.ndjson"
        tap.equal(found, entries, f"{how}: the log")
        tap.ok(whole, f"{how}: each entry has a message and one text")
        tap.equal(tap.read(os.path.join(T, "bad.raw")), raw_of(entries), f"{how}: the bytes")
        tap.equal(records_of("a.npy"), kept, f"{how}: the good records")
        lines = run.stderr.decode().splitlines()
        tap.equal(lines[0], f"rowcol: {len(kept)} records loaded, {len(entries)} rejected",
                  f"{how}: the counts")
        table = [line.split()[1:4] for line in lines[2:]]
        tap.equal([[str(n), s, f] for n, s, f in table_of(entries)][0], table[0],
                  f"{how}: the first line of the table")
        tap.equal(sorted((int(n), s, f) for n, s, f in table), sorted(table_of(entries)),
                  f"{how}: the table")


def test_mended():
    """The bytes can be mended and loaded again."""
    path = os.path.join(T, "m.ndjson")
    make(path, 50, lambda n: 0 if n % 7 == 3 else None)
    load("m.ndjson", "-o", "m.npy", "--rejects-raw", "m.raw")
    text = tap.read(os.path.join(T, "m.raw")).replace(b'"7"', b"7")
    tap.write("mended.ndjson", text)
    run = load("mended.ndjson", "-o", "m2.npy")
    tap.equal((run.returncode, run.stderr), (0, b"rowcol: 7 records loaded, 0 rejected\n"),
              "mended records are loaded")


def test_many():
    path = os.path.join(T, "row.ndjson")
    kept, entries = make(path, 6000, lambda n: 3 if 500 <= n < 5500 else None)
    run = load("row.ndjson", "-o", "row.npy", "--rejects", "row.log")
    tap.equal((run.returncode, read_log("row.log")[0] == entries, records_of("row.npy") == kept),
              (1, True, True), "5,000 bad records in a row")
    make(path, 100, lambda n: 8)
    run = load("row.ndjson", "-o", "row.npy", "--on-error", "skip", "-q")
    tap.equal((run.returncode, run.stderr, records_of("row.npy")), (1, b"", []),
              "all records are bad; -q prints nothing")


def test_framings():
    records = [json.dumps(good(n)) for n in range(9)]
    bad = records[:3] + ['{"id":"a"}', "5"] + records[3:]
    for name, text in (("e.json", "[" + ",\n".join(bad) + "]"), ("s.json", "\n".join(bad))):
        tap.write(name, text)
        run = load(name, "-o", "e.npy", "--rejects", "e.log", "--rejects-raw", "e.raw")
        found, _ = read_log("e.log")
        tap.equal((run.returncode, [(e["line"], e["record"], e["status"], e["raw"]) for e in found],
                   len(records_of("e.npy"))),
                  (1, [(4, 3, "type", b'{"id":"a"}'), (5, 4, "type", b"5")], 9), f"{name}")
        tap.write(name, text.replace("5", "5}", 1))
        run = load(name, "-o", "none.npy", "--rejects", "none.log", "-f", "json")
        tap.equal((run.returncode, tap.read(os.path.join(T, "none.npy")),
                   tap.read(os.path.join(T, "none.log"))), (3, None, None),
                  f"{name}: text that is not JSON ends the load, without files")


def test_limits():
    path = os.path.join(T, "l.ndjson")
    make(path, 100, lambda n: 0 if n % 10 == 9 else None)
    for limit, status in (("0", 3), ("9", 3), ("10", 1), ("9.9%", 3), ("10%", 1), ("100%", 1),
                          ("0%", 3)):
        tap.write("l.log", "before")
        run = load("l.ndjson", "-o", "l.npy", "--max-rejects", limit, "--rejects", "l.log")
        tap.equal((run.returncode, tap.read(os.path.join(T, "l.npy")) is not None,
                   tap.read(os.path.join(T, "l.log")) != b"before"),
                  (status, status == 1, status == 1), f"--max-rejects {limit} of 10 in 100")
        if status == 3:
            tap.ok(f"--max-rejects {limit}".encode() in run.stderr, "the message names the limit",
                   run.stderr)
        else:
            os.remove(os.path.join(T, "l.npy"))
    run = load("l.ndjson", "-o", "l.npy", "--max-rejects", "2")
    tap.ok(run.stderr.startswith(b'rowcol: l.ndjson:30:7: field "id": found text "7"'),
           "the record over the limit is shown", run.stderr)
    run = load("l.ndjson", "-o", "l.npy")
    tap.equal((run.returncode, run.stderr.startswith(b"rowcol: l.ndjson:10:7: ")), (3, True),
              "by default the first bad record is an error")


def test_faults():
    """A log that cannot be written: no output, and the name of the file."""
    path = os.path.join(T, "f.ndjson")
    make(path, 100, lambda n: 0 if n % 2 else None)
    for option in ("--rejects", "--rejects-raw"):
        run = load("f.ndjson", "-o", "f.npy", option, "/dev/full")
        tap.equal((run.returncode, run.stderr, tap.read(os.path.join(T, "f.npy"))),
                  (4, b"rowcol: /dev/full: cannot write: No space left on device\n", None),
                  f"{option} on a full disk")
        run = load("f.ndjson", "-o", "f.npy", option, "no/where")
        tap.equal((run.returncode, tap.read(os.path.join(T, "f.npy"))), (4, None),
                  f"{option} in a folder that does not exist")
    tap.write("g.ndjson", b"[1]\n")
    run = load("f.ndjson", "missing.ndjson", "-o", "f.npy", "--rejects", "f.log")
    tap.equal((run.returncode, tap.read(os.path.join(T, "f.log"))), (4, None),
              "a load that fails leaves no log")


def test_combinations():
    path = os.path.join(T, "c.ndjson")
    kept, entries = make(path, 300, lambda n: n % len(SORTS) if n % 3 == 0 else None)
    run = load("c.ndjson", "c.ndjson", "-o", "c.npy", "--rejects", "c.log", "--stats")
    tap.ok(f"rowcol: {2 * len(kept)} records, {2 * len(entries)} rejected, ".encode() in run.stderr,
           "--stats counts two inputs", run.stderr)
    tap.equal(read_log("c.log")[0], entries * 2, "the log of two inputs")
    for options, wanted in ((["--where", "id < 50"], [r for r in kept if r["id"] < 50]),
                            (["--sort", "-id"], kept[::-1])):
        run = load("c.ndjson", "-o", "c.npy", "--on-error", "skip", "--rejects", "c.log", *options)
        tap.equal((run.returncode, records_of("c.npy") == wanted, read_log("c.log")[0] == entries),
                  (1, True, True), " ".join(options))
    run = load("c.ndjson", "-o", "c.npy", "--rejects", "-", "-q")
    tap.equal(run.stdout.count(b"\n"), len(entries), "the log on standard output")
    run = load("c.ndjson", "-o", "c.npy", "--rejects", "c.arrow")
    tap.equal(records_of("c.arrow")[0]["line"], 1, "the log in another format")
    kept, _ = make(path, 20, lambda n: None)
    run = load("c.ndjson", "-o", "c.npy", "--rejects", "c.log", "--rejects-raw", "c.raw")
    tap.equal((run.returncode, tap.read(os.path.join(T, "c.log")), tap.read(os.path.join(T, "c.raw"))),
              (0, b"", b""), "no bad record: empty files and exit status 0")


def test_without_dtype():
    """Records that do not fit a dtype of a sample are skipped, and text that is not JSON: infer_skip.py has more."""
    tap.write("i.ndjson", '{"x":1}\n{"x":2}\n{"x":"a"}\n{"x":3}\n')
    run = tap.rowcol("load", "i.ndjson", "-o", "i.npy", "--rejects", "i.log", "--infer-sample", "2", cwd=T)
    tap.equal((run.returncode, run.stderr.splitlines()[0], len(read_log("i.log")[0]), records_of("i.npy")),
              (1, b"rowcol: 3 records loaded, 1 rejected", 1, [{"x": 1}, {"x": 2}, {"x": 3}]), "a sample")
    tap.write("i.ndjson", '{"x":1}\n{"x":2,}\n{"x":3}\n')
    run = tap.rowcol("load", "i.ndjson", "-o", "j.npy", "--rejects", "j.log", cwd=T)
    tap.equal((run.returncode, run.stderr.splitlines()[0], len(read_log("j.log")[0]), records_of("j.npy")),
              (1, b"rowcol: 2 records loaded, 1 rejected", 1, [{"x": 1}, {"x": 3}]), "text that is not JSON, without a dtype")


def test_usage():
    for options, message in (
            (["--on-error", "fail", "--rejects", "b"], b"--on-error fail contradicts --rejects"),
            (["--rejects", "a.npy"], b"named twice"), (["--rejects-raw", "a.npy"], b"named twice"),
            (["--rejects", "b", "--rejects-raw", "b"], b"named twice"),
            (["--max-rejects", "x"], b"--max-rejects"), (["--max-rejects", "101%"], b"percentage"),
            (["--max-rejects", "-1%"], b"percentage"), (["--max-rejects", "%"], b"percentage"),
            (["--max-rejects", "1e1%"], b"percentage"), (["--on-error", "drop"], b"--on-error"),
            (["--max-rejects", "1%", "--where", "id < 5"], b"give a number")):
        run = load("a.ndjson", "-o", "a.npy", *options)
        tap.ok(run.returncode == 2 and message in run.stderr, " ".join(options), run.stderr)
    tap.store("in.npy", "x:i4", [{"x": 1}])
    run = tap.rowcol("load", "in.npy", "-o", "out.npy", "--on-error", "skip", cwd=T)
    tap.ok(run.returncode == 2 and b"in.npy" in run.stderr, "a store file has no bad records",
           run.stderr)


test_report()
test_mended()
test_many()
test_framings()
test_limits()
test_faults()
test_combinations()
test_without_dtype()
test_usage()
tap.done()
