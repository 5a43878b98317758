"""Suggestions in messages work: each is applied to the command line, which succeeds then."""

import json
import os
import re
import shlex
import zipfile

import tap

OUT = os.path.join(tap.T, "out.npy")
STORE = os.path.join(tap.T, "store.npy")
tap.rowcol("load", "-", "-f", "ndjson", "-d", "v:f8", "-o", STORE, input=b'{"v":0.5}\n')
ENVELOPE = b'{"status":"ok","data":[{"x":1},{"x":2}],"next":null}'

# What is wrong, the file's name, its bytes, the dtype, the suggestion, the records after it.
CASES = [
    ("an unknown key", "a.ndjson", b'{"x":1,"y":2}\n', "x:i4", "--extra ignore", b'{"x":1}\n'),
    ("surplus values", "a.ndjson", b"[1,2]\n", "x:i4", "--extra ignore", b'{"x":1}\n'),
    ("a missing field", "a.ndjson", b'{"x":1}\n', "x:i4, y:i4", "--missing zero",
     b'{"x":1,"y":0}\n'),
    ("records over several lines", "a.ndjson", b'{\n  "x": 1\n}\n{\n  "x": 2\n}\n', "x:i4", "-f json",
     b'{"x":1}\n{"x":2}\n'),
    ("an array over several lines", "a.ndjson", b'[\n{"x":1},\n{"x":2}\n]\n', "x:i4", "-f json",
     b'{"x":1}\n{"x":2}\n'),
    ("an array in one line", "a.ndjson", b'[{"x":1},{"x":2}]\n', "x:i4", "-f json",
     b'{"x":1}\n{"x":2}\n'),
    ("an array of arrays in one line", "a.ndjson", b"[[1],[2]]\n", "x:i4", "-f json",
     b'{"x":1}\n{"x":2}\n'),
    ("records after others in a line", "a.ndjson", b'{"x":1}{"x":2}\n{"x":3}\n', "x:i4", "-f json",
     b'{"x":1}\n{"x":2}\n{"x":3}\n'),
    ("lines of arrays", "a.json", b"[1,2]\n[3,4]\n", "x:i4, y:i4", "-f ndjson",
     b'{"x":1,"y":2}\n{"x":3,"y":4}\n'),
    ("lines of values", "a.json", b"[1]\n[2]\n", "x:i4", "-f ndjson", b'{"x":1}\n{"x":2}\n'),
    ("records inside a document", "a.json", ENVELOPE, "x:i4", "--root /data",
     b'{"x":1}\n{"x":2}\n'),
    ("records deep in a document", "a.json", b'{"a":{"b":{"c/d~":[[1],[2]]}},"e":[1]}', "x:i4",
     "--root /a/b/c~1d~0", b'{"x":1}\n{"x":2}\n'),
]


def load(path, dtype, *options):
    return tap.rowcol("load", path, *(["-d", dtype] if dtype else []), "-t", "ndjson", "-o", "-", "-q",
                      *options)


def suggestion(run):
    """The options that the message suggests with "use"."""
    match = re.search(r"\((?:.*, or )?use ([^()]*)\)\n$", run.stderr.decode())
    return match[1] if match else None


for name, file, data, dtype, option, records in CASES:
    path = tap.write(file, data)
    # A form that is found by the content is wrong only if it is given.
    wrong = {"-f json": ["-f", "ndjson"], "-f ndjson": ["-f", "json"]}.get(option, [])
    run = load(path, dtype, *wrong)
    tap.ok(run.returncode in (2, 3) and run.stdout == b"" and b"RC_" not in run.stderr
           and b"the option" not in run.stderr and b"pass a" not in run.stderr,
           f"{name}: is refused, and no option of the library is named", run.stderr)
    found = suggestion(run)
    expected = f"-d DTYPE, such as {option}" if dtype is None else option
    tap.equal(found, expected, f"{name}: the suggestion")
    run = load(path, dtype, *shlex.split(option))
    tap.equal((run.returncode, run.stdout, run.stderr), (0, records, b""), f"{name}: works with it")

# --- the same through a pipe, and by several threads
for data, name, wrong in (ENVELOPE, "--root /data", []), (ENVELOPE + b"\n", "--root /data", []), (b"[1]\n[2]\n", "-f ndjson", ["-f", "json"]):
    for threads in "1", "4":
        run = tap.rowcol("load", "-", "-d", "x:i4", "-o", OUT, "-j", threads, *wrong, input=data)
        tap.equal(suggestion(run), name, f"{name} through a pipe, -j {threads}")

# --- no suggestion where it would not help
for name, file, data, dtype in [
    ("a line that is cut off", "a.ndjson", b'{"x":1}\n{"x":2\n{"x":3}\n', "x:i4"),
    ("a mistake in a line", "a.ndjson", b'{"x":1}\n{"x":}\n{"x":3}\n', "x:i4"),
    ("a mistake in a document", "a.json", b'[{"x":1},{"x":}]', "x:i4"),
    ("too few elements", "a.ndjson", b'{"p":[1]}\n', "p:2i4"),
    ("too many elements", "a.ndjson", b'{"p":[1,2,3]}\n', "p:2i4"),
    ("a number at the root", "a.json", b"5", "x:i4"),
    ("text after the array", "a.json", b'[{"x":1}] x', "x:i4"),
]:
    run = load(tap.write(file, data), dtype)
    tap.ok(run.returncode == 3 and b"(use " not in run.stderr and b" use -" not in run.stderr,
           f"{name}: no option is suggested", run.stderr)
run = load(tap.write("a.ndjson", b'{"name":"a","vaule":1}\n'), "name:S4, value:i4")
tap.ok(b'key "vaule" is not in the dtype: did you mean "value"?' in run.stderr,
       "a mistyped key: the field", run.stderr)
run = load(tap.write("a.json", b'{"x":1,"items":[{"y":1}]}'), "x:i4")
tap.equal(suggestion(run), "--extra ignore",
          "a record with an array of objects: it is a record, not the document around records")

# --- other options
path = tap.write("a.ndjson", b'{"x":%5000d}\n' % 7)
run = load(path, "x:i4", "--max-record", "4K")
tap.ok(b"(use a larger --max-record if such a record is meant)" in run.stderr,
       "a long record: the suggestion", run.stderr)
run = load(path, "x:i4", "--max-record", "8K")
tap.equal(run.returncode, 0, "a long record: works with it")
path = tap.write("a.json", b'{"a":"' + b"x" * 200000 + b'","r":[{"x":1}]}')
run = load(path, "x:i4", "--root", "/r", "--max-record", "4K")
tap.ok(b"(use a larger --max-record" in run.stderr, "a long string: the suggestion", run.stderr)
path = tap.write("a.ndjson", ENVELOPE)
run = load(path, "x:i4", "--root", "/data")
tap.equal((run.returncode, suggestion(run)), (2, "-f json"), "a pointer for lines: the suggestion")
run = load(path, "x:i4", "--root", "/data", "-f", "json")
tap.equal(run.returncode, 0, "a pointer for lines: works with it")
for option in "--root", "--member":
    run = load(STORE, None, option, "x")
    tap.equal((run.returncode, suggestion(run)), (2, None), f"{option} for a .npy file: none helps")
path = tap.write("a.txt", b"x,y\n1,2\n")
run = load(path, "x:i4")
tap.equal((run.returncode, suggestion(run)), (2, "-f FORMAT"), "an unknown format: the suggestion")

with open(STORE, "r+b") as file:
    file.seek(-8, os.SEEK_END)
    file.write(b"\0\0\0\0\0\0\xf8\x7f")
for threads in "1", "4":
    run = tap.rowcol("json", STORE, "-j", threads)
    tap.equal((run.returncode, suggestion(run)), (3, "--nan null to write null"),
              f"NaN: the suggestion, -j {threads}")
run = tap.rowcol("json", STORE, "--nan", "null")
tap.equal((run.returncode, run.stdout), (0, b'{"v":null}\n'), "NaN: works with it")

# --- null: what the output can hold
NAN = [("x:f8", b'{"x":1.5}\n{"x":null}\n', "--null nan"),
       ("x:i4", b'{"x":1}\n{"x":null}\n', "--null zero"),
       ("x:{y:f8}", b'{"x":null}\n', "--null zero"),
       ("x:c16", b'{"x":[null,1]}\n{"x":null}\n', "--null nan"),
       ("x:M8[s]", b'{"x":null}\n', "--null nan")]
for dtype, data, option in NAN:
    path = tap.write("a.ndjson", data)
    args = ["load", "-q", path, "-d", dtype, "-o", OUT]
    run = tap.rowcol(*args)
    tap.ok(run.returncode == 3 and b"add ?" not in run.stderr and b"try" not in run.stderr,
           f"null for {dtype} in a .npy file: no nullable field is suggested", run.stderr)
    tap.equal(suggestion(run), option, f"null for {dtype} in a .npy file: the suggestion")
    run = tap.rowcol(*args, *option.split())
    tap.equal((run.returncode, run.stderr), (0, b""), f"null for {dtype} in a .npy file: works")
    run = load(path, dtype)
    tap.ok(b"(add ? after its type, or use " + option.encode() + b")\n" in run.stderr,
           f"null for {dtype} in NDJSON: two ways", run.stderr)
    if b"[" not in data:
        run = load(path, dtype + "?")
        tap.equal((run.returncode, run.stdout), (0, data), f"null for {dtype}?: works")
for dtype, data, message in [
    ("x:S2", b'{"x":"abc"}\n', b"(try x:S3)\n"), ("x:i4", b'{"x":"abc"}\n', b"(try x:S3)\n"),
    ("x:S2", b'{"x":"a\\u0000"}\n', b"cannot distinguish from its padding\n"),
]:
    run = tap.rowcol("load", "-q", tap.write("a.ndjson", data), "-d", dtype, "-o", OUT)
    tap.ok(run.returncode == 3 and run.stderr.endswith(message),
           f"{data} for {dtype} in a .npy file: str is not suggested", run.stderr)
path = tap.write("a.ndjson", NAN[0][1])
tap.rowcol("load", "-q", path, "-d", "x:f8", "-o", OUT, "--null", "nan")
run = tap.rowcol("json", OUT, "--nan", "null")
tap.equal(run.stdout, NAN[0][1], "--null nan reads what --nan null writes")

# --- values of another form, times, keys that are given again
for dtype, data, option in [
    ("x:i4", b'{"x":"12"}\n', "--accept quoted"), ("x:bool", b'{"x":"true"}\n', "--accept quoted"),
    ("x:S4", b'{"x":12}\n', "--accept text"), ("x:str", b'{"x":true}\n', "--accept text"),
    ("x:bool", b'{"x":1}\n', "--accept zero-one"), ("x:i4", b'{"x":1e2}\n', "--accept integral"),
    ("x:f8", b'{"x":NaN}\n', "--accept nonfinite"), ("x:f4", b'{"x":-Infinity}\n', "--accept nonfinite"),
]:
    args = ["load", "-q", tap.write("a.ndjson", data), "-d", dtype, "-o", os.path.join(tap.T, "a.arrow")]
    run = tap.rowcol(*args)
    tap.ok(run.returncode == 3 and run.stderr.endswith(b" (or use %s)\n" % option.encode()),
           f"{data} for {dtype}: the suggestion", run.stderr)
    run = tap.rowcol(*args, *option.split())
    tap.equal((run.returncode, run.stderr), (0, b""), f"{data} for {dtype}: works with it")
for data, end, option in [
    (b'{"x":1500000000}\n', b" (or use --time epoch-s, epoch-ms, epoch-us or epoch-ns)\n", "epoch-s"),
    (b'{"x":"31.1.2020"}\n', b" (or use --time FORMAT)\n", "%d.%m.%Y"),
]:
    run = load(tap.write("a.ndjson", data), "x:M8[s]")
    tap.ok(run.returncode == 3 and run.stderr.endswith(end), f"{data}: the suggestion", run.stderr)
    run = load(tap.write("a.ndjson", data), "x:M8[s]", "--time", option)
    tap.equal((run.returncode, run.stderr), (0, b""), f"{data}: --time {option} works")
path = tap.write("a.ndjson", b'{"x":1,"x":2}\n')
run = load(path, "x:i4")
tap.equal(suggestion(run), "--duplicate first or --duplicate last", "a key twice: the suggestion")
for policy, record in ("first", b'{"x":1}\n'), ("last", b'{"x":2}\n'):
    run = load(path, "x:i4", "--duplicate", policy)
    tap.equal((run.returncode, run.stdout), (0, record), f"a key twice: --duplicate {policy} works")

# --- a dtype that a .npy file cannot hold
NPY = os.path.join(tap.T, "cannot.npy")
ARROW = os.path.join(tap.T, "out.arrow")
for name, dtype, better, data in [("a str", "x:str", "x:S2", b'{"x":"ab"}\n'),
                                  ("null", "s:{x:i4?}", "s:{x:i4}", b'{"s":{"x":7}}\n')]:
    path = tap.write("a.ndjson", data)
    args = ["load", "-q", path, "-d", dtype]
    run = tap.rowcol(*args, "-o", NPY)
    tap.equal((run.returncode, suggestion(run)), (3, "-o NAME.arrow"), f"{name} in .npy: the suggestion")
    tap.ok(b"(change the type, or use" in run.stderr, f"{name} in .npy: two ways", run.stderr)
    run = tap.rowcol("load", "-q", path, "-d", better, "-o", NPY)
    tap.equal((run.returncode, run.stderr), (0, b""), f"{name} in .npy: {better} works")
    run = tap.rowcol(*args, "-o", ARROW)
    tap.equal((run.returncode, run.stderr), (0, b""), f"{name} in .npy: -o NAME.arrow works")
    for output in ["-t", "npy", "-o", ARROW], ["-t", "npy", "-o", "-"]:
        run = tap.rowcol(*args, *output)
        tap.equal((run.returncode, suggestion(run)), (3, "-t arrow"),
                  f"{name}, {' '.join(output[:3])}: the suggestion")
    run = tap.rowcol(*args, "-t", "arrow", "-o", "-")
    tap.equal((run.returncode, run.stdout), (0, tap.read(ARROW)), f"{name}: -t arrow works")
    run = tap.rowcol("convert", ARROW, "-o", os.path.join(tap.T, "none.npy"))
    tap.ok(run.returncode == 3 and b"(change the type, or use " in run.stderr
           and tap.read(os.path.join(tap.T, "none.npy")) is None,
           f"{name}, convert to .npy: nothing is written", run.stderr)
    tap.equal(suggestion(run), "-o NAME.arrow", f"{name}, convert to .npy: the suggestion")
    run = tap.rowcol("convert", "-q", ARROW, "-d", better, "-o", os.path.join(tap.T, "none.npy"))
    tap.equal((run.returncode, run.stderr), (0, b""), f"{name}, convert to .npy: {better} works")
    os.remove(os.path.join(tap.T, "none.npy"))

# --- an option that the format does not have has the command's name in the message
for option, name in (["--compress", "zstd"], "compress"), (["--nan", "null"], "nan"), (["--values"], "values"):
    run = tap.rowcol("convert", STORE, "-o", OUT, *option)
    tap.ok(run.returncode == 2 and run.stderr.startswith(b"rowcol: --%s does not apply to" % name.encode()),
           f"convert {option[0]} to .npy: the option is named", run.stderr)
run = load(STORE, None, "--max-record", "1K")
tap.ok(run.stderr.startswith(b"rowcol: %s: --max-record does not" % STORE.encode())
       or run.stderr.startswith(b"rowcol: --max-record does not"), "load --max-record of .npy: is named",
       run.stderr)

# --- an archive of two arrays
ARCHIVE = os.path.join(tap.T, "two.npz")
with zipfile.ZipFile(ARCHIVE, "w") as archive:
    archive.write(OUT, "first.npy")
    archive.write(OUT, "second.npy")
for command in ["json", ARCHIVE], ["load", "-q", ARCHIVE, "-t", "ndjson", "-o", "-"]:
    run = tap.rowcol(*command)
    tap.equal((run.returncode, suggestion(run)), (2, "--member NAME"),
              f"{command[0]} of two arrays: the suggestion")
    tap.ok(b'"first", "second"' in run.stderr, f"{command[0]} of two arrays: their names", run.stderr)
    run = tap.rowcol(*command, "--member", "second",
                     *(["--nan", "null"] if command[0] == "json" else []))
    tap.ok(run.returncode == (0 if command[0] == "json" else 3), f"{command[0]} with --member",
           run.stderr)

# --- wrong framing: no other dtype is suggested
for dtype, file, data in [("x:i4, y:i4", "a.json", b"[1,2]\n[3,4]\n"), ("2i4", "a.json", b"[1]\n[2]\n"),
                          ("x:i4", "a.ndjson", b"[[1],[2]]\n")]:
    run = load(tap.write(file, data), dtype, "-f", file[2:])
    tap.ok(b"(use -f " in run.stderr and b"try" not in run.stderr,
           f"{data} for {dtype}: the framing only", run.stderr)

# --- kinds: "(try x:i8)" in place of what the field has
KINDS = [
    ("x:i4", b'{"x":3000000000}\n'),
    ("x:i1", b'{"x":-129}\n'),
    ("x:u1", b'{"x":-1}\n'),
    ("x:i8", b'{"x":9223372036854775808}\n'),
    ("x:i4", b'{"x":1.5}\n'),
    ("x:f4", b'{"x":1e39}\n'),
    ("x:S2", b'{"x":"abc"}\n'),
    ("x:U2", b'{"x":"abc"}\n'),
    ("p:{x:i1}, y:i4", b'{"p":{"x":200},"y":1}\n'),
]
for dtype, data in KINDS:
    path = tap.write("a.ndjson", data)
    run = load(path, dtype)
    tried = re.search(r"\(try (\w+):(\w+)", run.stderr.decode())
    if tap.ok(run.returncode == 3 and tried, f"{dtype} {data}: suggests a kind", run.stderr):
        better = re.sub(rf"\b{tried[1]}:\w+", f"{tried[1]}:{tried[2]}", dtype)
        run = load(path, better)
        tap.ok(run.returncode == 0 and json.loads(run.stdout) == json.loads(data),
               f"{dtype} {data}: works with {better}", run.stdout + run.stderr)

tap.done()
