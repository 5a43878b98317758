"""--shard-by and --shards: the shard of each record is that of a second implementation of the hash; all
outputs appear or none."""

import json
import os
import resource
import signal
import struct
import subprocess
import time

import tap

MASK = (1 << 64) - 1
P1, P2, P3, P4, P5 = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63,
                      0x27D4EB2F165667C5)


def rotate(x, bits):
    return (x << bits | x >> (64 - bits)) & MASK


def turn(sum_, lane):
    return rotate((sum_ + lane * P2) & MASK, 31) * P1 & MASK


def xxh64(data):
    """XXH64 with seed 0: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md."""
    at = 0
    if len(data) >= 32:
        sums = [(P1 + P2) & MASK, P2, 0, -P1 & MASK]
        while len(data) - at >= 32:
            sums = [turn(s, lane) for s, lane in zip(sums, struct.unpack_from("<4Q", data, at))]
            at += 32
        h = sum(rotate(s, bits) for s, bits in zip(sums, (1, 7, 12, 18))) & MASK
        for s in sums:
            h = ((h ^ turn(0, s)) * P1 + P4) & MASK
    else:
        h = P5
    h = (h + len(data)) & MASK
    while len(data) - at >= 8:
        h = (rotate(h ^ turn(0, struct.unpack_from("<Q", data, at)[0]), 27) * P1 + P4) & MASK
        at += 8
    if len(data) - at >= 4:
        h = (rotate(h ^ (struct.unpack_from("<I", data, at)[0] * P1 & MASK), 23) * P2 + P3) & MASK
        at += 4
    for byte in data[at:]:
        h = rotate(h ^ (byte * P5 & MASK), 11) * P1 & MASK
    h = (h ^ h >> 33) * P2 & MASK
    h = (h ^ h >> 29) * P3 & MASK
    return h ^ h >> 32


def hash_of(value):
    """As rowcol/shard.h has it, of a value of Python."""
    if value is None:
        return 0
    if isinstance(value, (bool, int)):
        return xxh64(struct.pack("<Q", int(value) & MASK))
    if isinstance(value, float):
        return xxh64(struct.pack("<Q", 0x7FF8000000000000) if value != value else struct.pack("<d", value + 0.0))
    return xxh64(value if isinstance(value, bytes) else value.encode())


def path(name):
    return os.path.join(tap.T, name)


def lines_of(file, *options):
    """Its records as lines of JSON; of text with the option -d."""
    command = ("load", file, *options, "-o", "-", "-t", "ndjson") if "-d" in options else ("json", file, *options)
    run = tap.rowcol(*command)
    return run.stdout.decode().splitlines() if run.returncode == 0 else [run.stderr.decode()]


def load(n, *arguments, by="k", out="s-{}.ndjson", data=None, command="load"):
    return tap.rowcol(command, *arguments, "--shard-by", by, "--shards", str(n), "-o", path(out), "-q", input=data)


def text_of(records):
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records).encode()


def test_reference():
    for data, expected in ((b"", 0xEF46DB3751D8E999), (b"a", 0xD24EC4F1A98C6E5B), (b"abc", 0x44BC2CF5AD770999),
                           (b"Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1)):
        tap.equal(xxh64(data), expected, f"the second implementation of XXH64: {data}")


INTEGERS = [0, 1, -1, 2, 100, -100, 127, -128]
TEXTS = ["", "a", "abc", "\u00e4\u20ac", "z" * 12, "z" * 13, *("abcdefghij" * 10 for _ in range(2)),
         *("0123456789" * 7 + "x" * n for n in range(40))]
KINDS = [
    *((dtype, INTEGERS, None) for dtype in ("i1", "i2", "i4", "i8", ">i2", ">i4", ">i8")),
    *((dtype, [0, 1, 200, 255], None) for dtype in ("u1", "u2", ">u4", "u8")),
    ("u8", [2**64 - 1, 2**63, 5], None), ("i8", [-2**63, 2**63 - 1], None),
    ("bool", [True, False], None),
    *((dtype, [0.0, -0.0, 1.0, -1.5, 0.25, 1024.0], None) for dtype in ("f2", "f4", "f8", ">f2", ">f4", ">f8")),
    ("f8", [0.1, 1e300, 5e-324], None),
    ("str", TEXTS, None), ("S80", TEXTS[:6], None), ("U20", TEXTS[:6], None), (">U20", TEXTS[:6], None),
    ("V3", ["000102", "000000", "ffff00"], bytes.fromhex),
    ("M8[D]", ["1970-01-01", "1970-01-11", "1969-12-31"],
     lambda v: {"1970-01-01": 0, "1970-01-11": 10, "1969-12-31": -1}[v]),
    (">M8[s]", ["1970-01-01T00:00:10"], lambda v: 10), ("m8[ms]", [5, -7, 0], None),
    *((dtype, [None, 3, 4, None, 5], None) for dtype in ("i4?", "u1?", ">i8?")),
    ("str?", [None, "a", "", None], None), ("f4?", [None, 0.5], None),
]


def test_kinds():
    """Each value goes to the shard of its hash, in order; with rows and columns."""
    for number, (dtype, values, convert) in enumerate(KINDS):
        records = [{"n": i, "k": v} for i, v in enumerate(values * 3)]
        for n in (1, 7, 16):
            run = load(n, "-", "-f", "ndjson", "-d", f"n:i4, k:{dtype}", data=text_of(records), out=f"{number}-{n}-{{}}.ndjson")
            expected = [[] for _ in range(n)]
            for record in records:
                value = convert(record["k"]) if convert else record["k"]
                expected[hash_of(value) % n].append(record["n"])
            found = [[json.loads(line)["n"] for line in tap.read(path(f"{number}-{n}-{k}.ndjson")).splitlines()]
                     if run.returncode == 0 else run.stderr for k in range(n)]
            tap.equal(found, expected, f"{dtype}, {values[:3]}: {n} shards")


def test_nan():
    data = b'{"n":0,"k":NaN}\n{"n":1,"k":0}\n{"n":2,"k":NaN}\n'
    run = load(5, "-", "-f", "ndjson", "-d", "n:i4, k:>f4", "--accept", "nonfinite", data=data, out="nan-{}.npy")
    tap.equal((run.returncode, run.stderr), (0, b""), "NaN: loaded")
    expected = hash_of(float("nan")) % 5
    tap.equal(lines_of(path(f"nan-{expected}.npy"), "--fields", "n"), ['{"n":0}', '{"n":2}'], "NaN: its shard")


def test_nested():
    """A field inside a null struct is null."""
    values = [{"x": 1}, None, {"x": 2}, {"x": None}]
    data = text_of([{"p": v, "n": i} for i, v in enumerate(values)])
    load(9, "-", "-f", "ndjson", "-d", "n:i4, p:{x:i2?}?", by="p.x", data=data, out="nested-{}.arrow")
    for i, v in enumerate(values):
        shard = hash_of(v["x"] if v else None) % 9
        tap.ok(f'"n":{i},' in "".join(lines_of(path(f"nested-{shard}.arrow"))), f"a field in a struct: {v}")


def expected_shards(records, n):
    shards = [[] for _ in range(n)]
    for record in records:
        shards[hash_of(record["k"]) % n].append(json.dumps(record, ensure_ascii=False, separators=(",", ":")))
    return shards


RECORDS = [{"k": i * 7 % 1000, "s": "text %d" % i} for i in range(30000)]
DTYPE = "k:i4, s:S12"


def test_formats():
    """All formats; several threads; the output is the same for one."""
    lines = tap.write("many.ndjson", text_of(RECORDS))
    shards = expected_shards(RECORDS, 3)
    for end in ("npy", "arrow", "arrows", "ndjson", "json", "csv", "tsv", "rowbinary", "native"):
        found = {}
        for threads in ("1", "3"):
            run = load(3, lines, "-d", DTYPE, "-j", threads, out=f"{threads}-{{}}.{end}")
            tap.equal((run.returncode, run.stderr), (0, b""), f"{end}: written by {threads} threads")
            found[threads] = [tap.read(path(f"{threads}-{k}.{end}")) for k in range(3)]
        tap.ok(found["1"] == found["3"], f"{end}: the same bytes with one thread and with three")
        options = ("-d", DTYPE) if end in ("ndjson", "json", "csv", "tsv") else ()
        for k in range(3):
            tap.ok(lines_of(path(f"3-{k}.{end}"), *options) == shards[k], f"{end}: the records of shard {k}")
    run = load(3, path("1-0.npy"), path("1-1.npy"), path("1-2.npy"), command="convert", out="again-{}.npy")
    tap.equal([tap.read(path(f"again-{k}.npy")) for k in range(3)], [tap.read(path(f"1-{k}.npy")) for k in range(3)],
              "convert: records in their shards stay there")


def test_selection():
    lines = path("many.ndjson")
    for name, options, chosen in (
            ("--where", ("--where", "k < 100"), [r for r in RECORDS if r["k"] < 100]),
            ("--sort and --head", ("--sort", "-k", "--head", "500"),
             sorted(RECORDS, key=lambda r: -r["k"])[:500])):
        load(4, lines, "-d", DTYPE, *options, out="some-{}.ndjson")
        found = [tap.read(path(f"some-{k}.ndjson")).decode().splitlines() for k in range(4)]
        tap.ok(found == expected_shards(chosen, 4), f"{name}: the chosen records")
    run = load(2, lines, "-d", DTYPE, "--fields", "s", out="gone-{}.npy")
    tap.ok(run.returncode != 0 and b'"k"' in run.stderr or b"k" in run.stderr, "--fields without the field", run.stderr)


def test_messages():
    data = text_of(RECORDS[:100]) + b'{"k":"no","s":""}\n'
    names = [path(f"said-{k}.npy") for k in range(2)]
    shards = expected_shards(RECORDS[:100], 2)
    command = ("load", "-", "-f", "ndjson", "-d", DTYPE, "--on-error", "skip", "--shard-by", "k", "--shards", "2",
               "-o", path("said-{}.npy"))
    run = tap.rowcol(*command, input=data)
    said = run.stderr.decode().splitlines()
    tap.equal((run.returncode, said[:3]),
              (1, ["rowcol: 100 records loaded, 1 rejected",
                   *(f"rowcol: {name}: {len(shard)} records" for name, shard in zip(names, shards))]),
              "the counts of all and of each output")
    run = tap.rowcol(*command, "--errors", "json", input=data)
    events = [json.loads(line) for line in run.stderr.decode().splitlines()]
    tap.equal([e for e in events if e["event"] == "shard"],
              [{"event": "shard", "output": name, "records": len(shard)} for name, shard in zip(names, shards)],
              "the counts as JSON")
    for name in names:
        os.remove(name)
    tap.equal(tap.rowcol(*command, "--dry-run", input=data).returncode, 1, "--dry-run: the exit status")
    tap.equal([os.path.exists(name) for name in names], [False, False], "--dry-run writes nothing")


def test_empty():
    run = load(5, "-", "-f", "ndjson", "-d", DTYPE, data=text_of(RECORDS[:1]), out="empty-{}.npy")
    found = [lines_of(path(f"empty-{k}.npy")) for k in range(5)]
    tap.equal((run.returncode, found), (0, expected_shards(RECORDS[:1], 5)), "outputs without records are there")


def old_files(name, n):
    names = [path(name.format(k)) for k in range(n)]
    for file in names:
        with open(file, "wb") as out:
            out.write(b"old")
    return names


def test_whole_or_none():
    names = old_files("kept-{}.npy", 4)
    before = sorted(os.listdir(tap.T))
    for name, data in (("a wrong record at the end", text_of(RECORDS) + b'{"k":"no","s":""}\n'),
                       ("text that is not JSON", text_of(RECORDS[:10]) + b"{")):
        run = load(4, "-", "-f", "ndjson", "-d", DTYPE, data=data, out="kept-{}.npy")
        tap.equal((run.returncode, [tap.read(file) for file in names]), (3, [b"old"] * 4), f"{name}: the old files")

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))

    # One shard is larger than a file may be: the others are complete, and do not appear.
    uneven = [{"k": 1, "s": ""}] * 10000 + [{"k": i, "s": ""} for i in range(100)]
    run = subprocess.run([tap.ROWCOL, "load", "-", "-f", "ndjson", "-d", DTYPE, "--shard-by", "k", "--shards", "4",
                          "-o", path("kept-{}.npy"), "-q"], input=text_of(uneven), capture_output=True, check=False,
                         preexec_fn=limit)
    tap.equal((run.returncode, [tap.read(file) for file in names]), (4, [b"old"] * 4),
              "an output that cannot be written: the old files")
    tap.ok(b"kept-%d.npy" % (hash_of(1) % 4) in run.stderr, "the message names the output", run.stderr)
    os.mkdir(path("d-0"))
    run = load(2, "-", "-f", "ndjson", "-d", DTYPE, data=text_of(RECORDS[:10]), out="d-{}/x.npy")
    tap.equal((run.returncode, os.listdir(path("d-0"))), (4, []), "a folder that is missing: no output")
    os.rmdir(path("d-0"))
    tap.equal(sorted(os.listdir(tap.T)), before, "nothing is left")


def test_signal():
    names = old_files("stopped-{}.npy", 3)
    process = subprocess.Popen([tap.ROWCOL, "load", "-", "-f", "ndjson", "-d", DTYPE, "--shard-by", "k", "--shards",
                                "3", "-o", path("stopped-{}.npy"), "-q"], stdin=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
    process.stdin.write(text_of(RECORDS))
    process.stdin.flush()
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    process.stdin.close()
    tap.ok(process.wait() != 0 and all(tap.read(file) == b"old" for file in names),
           "stopped by a signal: the old files")


def test_usage():
    lines = path("many.ndjson")
    fifo = path("pipe-1.npy")
    os.mkfifo(fifo)
    for name, options, said in (
            ("no field", ("--shards", "3", "-o", "x-{}.npy"), "--shard-by"),
            ("no number", ("--shard-by", "k", "-o", "x-{}.npy"), "--shards"),
            ("no shards", ("--shard-by", "k", "--shards", "0", "-o", "x-{}.npy"), "at least 1"),
            ("too many", ("--shard-by", "k", "--shards", "1025", "-o", "x-{}.npy"), "1 to 1024"),
            ("no place for the number", ("--shard-by", "k", "--shards", "2", "-o", "x.npy"), "{}"),
            ("two places", ("--shard-by", "k", "--shards", "2", "-o", "{}-{}.npy"), "{}"),
            ("standard output", ("--shard-by", "k", "--shards", "2", "-t", "npy", "-o", "-"), "{}"),
            ("a pipe", ("--shard-by", "k", "--shards", "2", "-o", path("pipe-{}.npy")), "pipe-1.npy"),
            ("a table", ("--shard-by", "k", "--shards", "2", "-o", "clickhouse://localhost/db.t{}"), "is a table"),
            ("--append", ("--shard-by", "k", "--shards", "2", "-o", "x-{}.npy", "--append"), "--append"),
            ("--resume", ("--shard-by", "k", "--shards", "2", "-o", "x-{}.npy", "--resume"), "--resume"),
            ("bad records to an output", ("--shard-by", "k", "--shards", "2", "-o", "x-{}.ndjson", "--rejects",
                                          "x-1.ndjson"), "x-1.ndjson")):
        run = tap.rowcol("load", lines, "-d", DTYPE, *options)
        tap.ok(run.returncode == 2 and said.encode() in run.stderr, f"refused: {name}", run.stderr)
    for by, said in (("nothing", b"nothing"), ("p", b"struct"), ("c", b"complex"), ("v", b"subarray")):
        run = load(2, "-", "-f", "ndjson", "-d", "p:{x:i4}, c:c8, v:2i4", by=by, out="no-{}.ndjson",
                   data=b'{"p":{"x":1},"c":[1,2],"v":[1,2]}\n')
        tap.ok(run.returncode != 0 and said in run.stderr and not os.path.exists(path("no-0.ndjson")),
               f"refused: --shard-by {by}", run.stderr)


def main():
    test_reference()
    test_kinds()
    test_nan()
    test_nested()
    test_formats()
    test_selection()
    test_messages()
    test_empty()
    test_whole_or_none()
    test_signal()
    test_usage()
    tap.done()


main()
