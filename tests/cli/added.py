"""Fields that rowcol load adds to the records: --add file, --add line; compared with Python."""

import csv
import gzip
import io
import json
import os
import random

import tap

ARROW = os.path.join(tap.T, "out.arrow")
NPY = os.path.join(tap.T, "out.npy")


def load(*args, out=ARROW, status=0):
    """The records that are loaded, as dicts; or what was reported."""
    if os.path.exists(out):
        os.remove(out)
    run = tap.rowcol("load", *args, "-o", out, "-q")
    if run.returncode != status or (status not in (0, 1)):
        return run.returncode, run.stderr.decode()
    return [json.loads(line) for line in tap.rowcol("json", out).stdout.splitlines()]


def make_lines(rng, n):
    """NDJSON with empty lines, bad ones, and escapes; and the line of each good record."""
    text, lines = [], []
    for i in range(n):
        text += [rng.choice(["", " ", "\t\r"])] * rng.choice([0, 0, 0, 0, 1, 3])
        if rng.random() < 0.02:
            text.append('{"x":"bad"}')
        else:
            lines.append(len(text) + 1)
            text.append(rng.choice(['{"x":%d,"t":"a\\n"}', ' {"t":"%d","x":%%d}' % i, '[%d,"u"]']) % i)
    return "\n".join(text) + rng.choice(["", "\n"]), lines


def make_document(rng, n):
    """An array, whose records have line breaks at any place, and the line of each."""
    text, lines = ["\n" * rng.randrange(3) + rng.choice(["[", '{"a":\n[\n'])], []
    is_root, line = "{" in text[0], text[0].count("\n") + 1
    for i in range(n):
        before = rng.choice(["", " ", "\n", "\n\n"])
        record = rng.choice(['{"x":%d,"t":""}', '{\n"x":%d\n,"t":\n"\\n"}', '[%d\n,"u"]']) % i
        after = rng.choice(["", "\n"]) + ("," if i < n - 1 else "")
        lines.append(line + before.count("\n"))
        text += [before, record, after]
        line = lines[-1] + (record + after).count("\n")
    return "".join(text) + "\n]" + ("}" if is_root else ""), lines, ["--root", "/a"] if is_root else []


def make_csv(rng, n):
    out, lines = io.StringIO(), []
    out.write("x,t\n")
    for i in range(n):
        if rng.random() < 0.1:
            out.write("\n")
        lines.append(out.getvalue().count("\n") + 1)  # of at most 2,000 records
        csv.writer(out, lineterminator="\n").writerow([i, rng.choice(["a", "b\nc", "\n\n", 'q"'])])
    return out.getvalue(), lines


DTYPE = ["-d", "x:i4, t:str", "--add", "line"]
for seed in range(6):
    rng = random.Random(seed)
    for n in 1, 3, 2000, 30000:
        kinds = [("l.ndjson", *make_lines(rng, n), ["--on-error", "skip"]),
                 ("d.json", *make_document(rng, n)), ("c.csv", *make_csv(rng, min(n, 2000)), [])]
        for name, text, lines, options in kinds:
            if n == 30000 and seed > 0:
                continue
            path = tap.write(name, text)
            packed = tap.write(name + ".gz", gzip.compress(text.encode()))
            for source, threads in (path, "1"), (path, "3"), (packed, "2"):
                form = ["-f", name[2:]]
                run = tap.rowcol("load", source, *DTYPE, *options, *form, "-o", ARROW, "-q", "-j", threads)
                back = [json.loads(line) for line in tap.rowcol("json", ARROW).stdout.splitlines()]
                tap.ok(run.returncode in (0, 1) and [r["line"] for r in back] == lines,
                       f"{name}, seed {seed}, {n} records, {os.path.basename(source)} -j {threads}",
                       run.stderr)

# --- several inputs, names and types
a = tap.write("a.ndjson", '{"x":1}\n{"x":2}\n')
b = tap.write("b.json", '[{"x":3},\n{"x":4}]')
expected = [(1, a, 1), (2, a, 2), (3, b, 1), (4, b, 2)]
for add, keys in (["--add", "file:str,line:u8"], ("file", "line")), \
                 (["--add", "file", "--add", "line"], ("file", "line")), \
                 (["--add", "source = file : S200, n=line:u2"], ("source", "n")):
    found = load(a, b, "-d", "x:i4", *add)
    tap.equal([tuple(r.values()) for r in found], expected, f"{add}: values")
    tap.equal(list(found[0]), ["x", *keys], f"{add}: names")
    tap.equal(load(a, b, "-d", "x:i4", *add, "-j", "4"), found, f"{add}: four threads")
    tap.equal(load(a, b, *add), found, f"{add}: without a dtype")
found = load(a, b, "-d", "x:i4", "--add", "line, file", out=NPY)
tap.equal([(r["x"], r["file"], r["line"]) for r in found], expected, ".npy: file is S of the longest name")
info = json.loads(tap.rowcol("info", NPY, "--json").stdout)
tap.equal(info["itemsize"], 4 + 8 + max(len(a), len(b)), ".npy: its itemsize")
found = load(a, b, "-d", "y=x:i4", "--add", "f=file:U200", out=NPY)
tap.equal([tuple(r.values()) for r in found], [(x, f) for x, f, _ in expected], "U, and a mapping")
found = load(a, b, "-d", "x:i4", "--add", "line,file", "--fields", "file,x")
tap.equal([tuple(r.values()) for r in found], [(f, x) for x, f, _ in expected], "--fields")
run = tap.rowcol("load", a, b, "-d", "x:i4", "--add", "line", "--where", "line == 2", "-o", "-", "-t", "csv",
                 "-q")
tap.equal(run.stdout, b"x,line\n2,2\n4,2\n", "--where of the line, to CSV")
run = tap.rowcol("load", "-", "-f", "ndjson", "-d", "x:i4", "--add", "file", "-o", "-", "-t", "ndjson", "-q",
                 input=b'\n{"x":7}\n')
tap.equal(run.stdout, b'{"x":7,"file":"standard input"}\n', "standard input")

# --- added to a store that has them
tap.rowcol("load", a, "-d", "x:i4", "--add", "file:S300,line:u4", "-o", NPY, "-q")
run = tap.rowcol("load", b, "-o", NPY, "--append", "--add", "file,line", "-q")
back = [tuple(json.loads(line).values()) for line in tap.rowcol("json", NPY).stdout.splitlines()]
tap.equal((run.returncode, run.stderr, back), (0, b"", expected), "--append")
run = tap.rowcol("load", b, "-o", NPY, "--append", "--add", "other=file", "-q")
tap.ok(run.returncode == 3 and b'it has no field "other"' in run.stderr, "--append: no such field", run.stderr)

# --- a type that cannot hold it is an error, never cut
many = tap.write("many.ndjson", '{"x":1}\n' * 300)
for args, status, words in [
    ([a, "--add", "file:S3"], 3, 'field "file": the name of the input'),
    ([a, "--add", "file:i4"], 3, "needs str, S<n> or U<n>"),
    ([a, "--add", "line:str"], 3, "needs an integer type"),
    ([many, "--add", "line:u1"], 3, 'field "line": the number of the line does not fit uint8'),
    ([many, "--add", "line:i1"], 3, "does not fit int8"),
    ([a, "--add", "x=line"], 3, '"x"'),
    ([a, "--add", "size"], 2, "file, line"),
    ([a, "--add", "=line"], 2, "the name before = is missing"),
    ([a, "--add", "line:q9"], 2, "--add line:q9"),
]:
    run = tap.rowcol("load", *args, "-d", "x:i4", "-o", ARROW, "-q", "-j", "3")
    tap.ok(run.returncode == status and words in run.stderr.decode(), f"{args[1:]}", run.stderr)
run = tap.rowcol("load", many, "-d", "x:i4", "--add", "line:u1", "-o", ARROW)
tap.ok(f"{many}:256: ".encode() in run.stderr, "the line that does not fit", run.stderr)
run = tap.rowcol("load", NPY, "--add", "file", "-o", ARROW)
tap.ok(run.returncode == 2 and b"--add does not apply to the format npy" in run.stderr, "a store file",
       run.stderr)
run = tap.rowcol("check", many, "-d", "x:i4", "--add", "line:u1")
tap.ok(run.returncode == 3 and b"does not fit uint8" in run.stderr, "rowcol check", run.stderr)

tap.done()
