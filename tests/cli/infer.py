"""rowcol infer, and rowcol load without a dtype: pipes, several inputs, .npy, samples, real files; the
records that are loaded are those that Python's json module reads."""

import json
import os
import random
import shlex
import subprocess

import tap

random.seed(28)
OUT = os.path.join(tap.T, "out.ndjson")


def records(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def lines(values):
    return "".join(json.dumps(v) + "\n" for v in values)


def compact(*args, **options):
    run = tap.rowcol("infer", "--to", "compact", *args, **options)
    return run.stdout.decode().rstrip("\n") if run.returncode == 0 else f"{run.returncode} {run.stderr.decode()}"


def load(*args, out=OUT, **options):
    """The records that are written, or the status and the messages."""
    run = tap.rowcol("load", *args, "-o", out, "-q", **options)
    if run.returncode:
        return f"{run.returncode} {run.stderr.decode()}"
    return records(out) if out.endswith("ndjson") else run.stderr.decode()


DATA = [{"id": i, "name": random.choice(["Ada", "Grace", "é"]), "score": random.choice([1.5, None, 2]),
         "pos": {"x": i * 100, "y": -i}, "at": "2020-01-%02d" % (i % 28 + 1)} for i in range(300)]
DATA[-1]["late"] = [1, 2, 70000]
FILE = tap.write("data.ndjson", lines(DATA))
DTYPE = "id:i2, name:str, score:f8?, pos:{x:i2, y:i2}, at:str, late:3i4?"
WHOLE = [dict(r, late=r.get("late")) for r in DATA]

# --- the dtype
tap.equal(compact(FILE), DTYPE, "the dtype of a file")
tap.equal(compact(FILE, "--dates"), DTYPE.replace("at:str", "at:M8[D]"), "--dates")
tap.equal(compact(FILE, "--for", "npy"), DTYPE.replace("name:str", "name:S5").replace("at:str", "at:S10"), "--for npy")
tap.equal(compact(FILE, "--for", "arrow"), DTYPE, "--for arrow")
tap.equal(compact(FILE, "--null", "nan", "--missing", "zero"), DTYPE.replace("?", ""), "--null and --missing")
tap.equal(compact(FILE, "--sample", "1"), "id:i1, name:str, score:f8, pos:{x:i1, y:i1}, at:str"
          if DATA[0]["score"] == 1.5 else compact(FILE, "--sample", "1"), "--sample")
with open(FILE, "rb") as file:
    tap.equal(compact("-", stdin=file), DTYPE, "standard input that is a file")
tap.equal(compact("-", input=lines(DATA).encode()), DTYPE, "standard input that is a pipe")
SECOND = tap.write("second.ndjson", lines([{"id": 70000, "late": None}]))
tap.equal(compact(FILE, SECOND), DTYPE.replace("id:i2, name:str", "id:i4, name:str?").replace("y:i2}", "y:i2}?")
          .replace("at:str", "at:str?"), "two inputs")
MANY = tap.write("many.ndjson", lines(DATA * 60))
for threads in "1", "2", "7":
    tap.equal(compact(MANY, "-j", threads), DTYPE, f"-j {threads}")
    ARRAY = tap.write("many.json", json.dumps(DATA * 60))
    tap.equal(compact(ARRAY, "-j", threads), DTYPE, f"-j {threads}, an array")

# --- its text goes back
LONG = tap.rowcol("infer", FILE).stdout.decode()
TEXT = tap.write("data.dtype", LONG)
tap.ok(LONG.startswith("# 300 records\nid:i2,  # in all; 0 to 299\n"), "the long form has a comment for each field", LONG)
tap.ok("late:3i4?,  # in 0.3 %; absent in 299 of 300; arrays of 3\n" in LONG, "and the share of the records", LONG)
tap.equal(load(FILE, "-d", "@" + TEXT, "--missing", "null"), WHOLE, "the text is a dtype for load")
tap.equal(tap.rowcol("dtype", "--to", "compact", "@" + TEXT).stdout.decode().rstrip(), DTYPE, "and for dtype")

# --- load without a dtype
tap.equal(load(FILE), WHOLE, "load")
tap.equal(load("-", input=lines(DATA).encode()), WHOLE, "load from a pipe")
with open(FILE, "rb") as file:
    tap.equal(load("-", stdin=file), WHOLE, "load from standard input that is a file")
with open(FILE, "rb") as file:
    file.seek(len(lines(DATA[:100]).encode()))
    tap.equal(load("-", stdin=file), WHOLE[100:], "from where it is")
tap.equal(load(FILE, "--where", "id >= 290", "--fields", "id,x=pos.x"), [{"id": i, "x": i * 100} for i in range(290, 300)],
          "with chosen records and fields")
run = tap.rowcol("load", FILE, SECOND, "-o", OUT)
tap.equal((run.returncode, run.stderr), (0, b"rowcol: 301 records loaded, 0 rejected\n"), "two inputs")
tap.equal(records(OUT)[-1]["id"], 70000, "the second one is there")
FIFO = os.path.join(tap.T, "fifo.ndjson")
os.mkfifo(FIFO)
run = tap.rowcol("load", FIFO, "-o", OUT)
tap.ok(run.returncode == 2 and b"can be read only once" in run.stderr, "a FIFO is refused", run.stderr)
run = tap.rowcol("load", "-", "-o", OUT, input=lines(DATA).encode(), env=dict(os.environ, TMPDIR=tap.T + "/none"))
tap.ok(run.returncode == 4 and b"set TMPDIR" in run.stderr, "no place for a copy of standard input", run.stderr)
tap.ok("no such file" in str(load(tap.T + "/none.ndjson")).lower(), "a file that is not there")
STORE = os.path.join(tap.T, "data.arrow")
tap.equal(load(FILE, out=STORE), "", "to an Arrow file")
tap.equal(load(STORE), WHOLE, "whose dtype is used as before")
tap.ok("--dates: the input has a dtype of its own" in load(STORE, "--dates"), "so that --dates is refused")
tap.ok(load(STORE, FILE).startswith("2 "), "an input without a dtype beside one that has it is refused")

# --- .npy
NPY = os.path.join(tap.T, "data.npy")
refused = load(FILE, out=NPY)
tap.ok(refused.startswith("3 ") and 'field "score" is null in' in refused and not os.path.exists(NPY),
       "nullable fields do not go to .npy", refused)
options = shlex.split(refused[refused.index("(use ") + 5:refused.index(", or write")])
tap.equal(options, ["--null", "nan", "--missing", "zero"], "the options that help")
tap.equal(load(FILE, *options, out=NPY), "", "with them it is written")
tap.ok(b"name:S5" in tap.rowcol("info", NPY).stdout, "strings are S<n> of the longest")
NULLS = tap.write("nulls.ndjson", '{"a":1,"b":null}\n{"a":null,"b":0.5}\n')
refused = load(NULLS, out=NPY)
options = shlex.split(refused[refused.index("(use ") + 5:refused.index(", or write")])
tap.equal(options, ["--null", "zero"], "an integer that is null has no NaN")
tap.equal(load(NULLS, *options, out=NPY), "", "and becomes zero")

# --- samples
run = tap.rowcol("load", FILE, "--infer-sample", "10", "-o", OUT)
text = run.stderr.decode()
tap.ok(run.returncode == 3 and "data.ndjson:11:" not in text.splitlines()[-1] and f"use -d '{DTYPE}' --missing null" in text,
       "a sample that was too short: the dtype of all", text)
tap.equal(load(FILE, "-d", DTYPE, "--missing", "null"), WHOLE, "which loads all")
tap.equal(load(FILE, "--infer-sample", "300"), WHOLE, "a sample that is long enough")
tap.ok(load("-", "--infer-sample", "10", input=lines(DATA).encode()).count("use -d") == 1, "from a pipe, too")

# --- conflicts
MIXED = tap.write("mixed.ndjson", '{"a":1,"b":[1],"c":2}\n{"a":"x","b":[1,2],"c":3}\n')
run = tap.rowcol("infer", MIXED)
tap.equal(run.returncode, 3, "conflicts: the status")
tap.equal([line.split(": ")[1] + ": " + line.split(": ")[2] for line in run.stderr.decode().splitlines()],
          [f'{MIXED}:2:6: field "a"', f'{MIXED}:2:14: field "b"'], "each with its place")
tap.ok(all(f"(the first is at {MIXED}:1:{column})" in line or "..." in line
           for column, line in zip((6, 12), run.stderr.decode().splitlines())), "and the place of the first", run.stderr)
REST = tap.write("rest.dtype", run.stdout.decode())
tap.equal(load(MIXED, "-d", "@" + REST, "--missing", "null", "--extra", "ignore"), [{"c": 2}, {"c": 3}],
          "the other fields are loaded as the message says")
run = tap.rowcol("load", MIXED, "-o", OUT)
tap.ok(run.returncode == 3 and b"--missing null --extra ignore" in run.stderr, "load reports them, too", run.stderr)
DOCUMENT = tap.write("document.json", '{"meta":{"n":2},"data":{"rows":[{"a":1},{"a":null}]}}')
run = tap.rowcol("load", DOCUMENT, "-o", OUT)
tap.ok(b"(use --root /data/rows " in run.stderr, "a document with an array of records in it", run.stderr)
tap.equal(load(DOCUMENT, "--root", "/data/rows"), [{"a": 1}, {"a": None}], "which is loaded so")
tap.ok(compact(tap.write("none.ndjson", "")).startswith("3 rowcol: "), "no records")
tap.ok("npy has a dtype of its own" in compact(NPY), "a store file")
tap.ok(compact(tap.write("bad.ndjson", '{"a":1}\n{"a":}\n')).startswith("3 rowcol: ") and
       "bad.ndjson:2:6" in compact(os.path.join(tap.T, "bad.ndjson")), "text that is not JSON")

# --- more keys than are remembered, of every length, with escapes, the same in several objects, in any
# order and with white space: each value is in the field of its key
KEYS = [letter * length for letter in "abcdefgh" for length in range(1, 45)]
KEYS += ['q"', 'q"r', 'q', "q\\", 'q\\"', "k\t", "é", "é" * 14, "é" * 15, "é" * 16, "x y", " x", "x "]


def members(depth):
    names = random.sample(KEYS, random.randrange(30))
    value = {k: random.choice([KEYS.index(k), None]) for k in names}
    for k in ("in", "out") if depth else ():
        value[k] = members(depth - 1)
    items = list(value.items())
    random.shuffle(items)
    return dict(items)


def spaced(value):
    """JSON text with white space that varies, of values without any of their own but in strings."""
    blank = "".join(random.choice(" \t\r") for _ in range(random.choice([0, 0, 1, 2, 15, 16, 17, 40])))
    if isinstance(value, dict):
        inside = ",".join(f"{blank}{json.dumps(k, ensure_ascii=random.random() < 0.1)}{blank}:{spaced(v)}"
                          for k, v in value.items())
        return blank + "{" + inside + blank + "}" + blank
    return blank + json.dumps(value) + blank


RAGGED = [members(2) for _ in range(400)]
MIXED = tap.write("mixed-keys.ndjson", "".join(spaced(r).strip("\r\t ") + "\n" for r in RAGGED))


def lean(value):
    """Without what is null, which a field that is absent becomes."""
    return {k: lean(v) if isinstance(v, dict) else v for k, v in value.items() if v is not None}


for threads in "1", "3":
    found = load(MIXED, "--missing", "null", "-j", threads)
    tap.ok(not isinstance(found, str) and [lean(r) for r in found] == [lean(r) for r in RAGGED],
           f"many keys, -j {threads}", found[:300] if isinstance(found, str) else "other records")
again = lines([{"in": {"a": 1}, "a": 2}, {"in": {"a": 3, "a\\": 0}, "a": 4}]).replace('"a\\\\": 0', '"a": 0')
tap.ok("a\": the record gives it twice" in compact(tap.write("twice.ndjson", lines(RAGGED) + again)),
       "a key that is given twice", compact(os.path.join(tap.T, "twice.ndjson")))

# --- real files
REAL = os.path.join(tap.DATA, "real")
if os.path.isdir(REAL):
    with open(os.path.join(REAL, "flights-20k.json"), encoding="utf-8") as file:
        tap.equal(load(os.path.join(REAL, "flights-20k.json")), json.load(file), "flights")
    with open(os.path.join(REAL, "earthquakes.geojson"), encoding="utf-8") as file:
        tap.equal(load(os.path.join(REAL, "earthquakes.geojson"), "--root", "/features"), json.load(file)["features"],
                  "earthquakes")
    for name in "canada.json", "twitter.json", "amazon_cellphones.ndjson":
        run = tap.rowcol("load", os.path.join(REAL, name), "-o", OUT)
        tap.ok(run.returncode == 3 and b"(the first is at" in run.stderr or b"(use --root" in run.stderr,
               f"{name}: refused with places, nothing is lost", run.stderr)
else:
    tap.skip("real files", f"no folder {REAL}")

# --- a pipe that nobody reads, and a signal
with subprocess.Popen([tap.ROWCOL, "infer", MANY], stdout=subprocess.PIPE) as process:
    process.stdout.close()
tap.ok(process.returncode in (0, -13), "a closed pipe", str(process.returncode))
tap.done()
