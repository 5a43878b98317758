"""Inference that goes on after bad records: rowcol infer and load without a dtype, with --on-error skip.

The input is made of good records and bad ones of many sorts. What is expected comes from the good ones:
the dtype from the rules in Python (infer_rules.py), the records from the json and csv modules, the lines of
the bad ones from how the input was made."""

import csv
import gzip
import io
import json
import os
import random

import tap
from infer_rules import Conflict, expected, numbers, parse, same

T = tap.T
CASES = int(os.environ.get("ROWCOL_INFER_SKIP_CASES", "30"))

# Lines that are not records: not JSON, not UTF-8, or such that no dtype holds them.
BAD_LINES = [
    b"word", b"{", b"[", b"]", b'"', b"{]", b'{"a":1,}', b'{"a":900000,"late":1', b'{"a":01}', b'{"a":+1}', b'{"a":1.}',
    b'{"a":.5}', b'{"a":1e}', b'{"a":0x10}', b"{'a':1}", b'{"a" 1}', b'{"a":1 "b":2}', b'{"a":nul}', b'{"a":NaN}',
    b'{"a":-Infinity}', b'{"a":"\xff"}', b'{"\xc3":1}', b'{"s":"\xed\xa0\x80"}', b'{"s":"\\x"}', b'{"s":"\\ud800"}',
    b'{"s":"\\u12"}', b'{"s":"tab\there"}', b'{"s":"a much longer text than all others, which is not closed',
    b'{"a":1}{"a":2}', b'{"a":1} x', b'{"a":1},', b'{"a":1}]', b'{"a":\x00}', b'{"a":1,"a":2}',
    b'{"o":{"p":1,"q":2,"p":3}}', b'{"deep":' + b"[" * 70 + b"]" * 70 + b"}", b'{"a":[1,2,3],"o":{"p":1}', b"{}\xef\xbb\xbf",
    b'{"a":1}\x0c', b'// {"a":1}', b'{"a":tru}', b'{"late":[1,{"x":2}],"a":-5,"s":null,"a":1}', b'{"a":--1}',
]

GOOD = {
    "a": lambda r: str(r.randint(-100, 100)),
    "b": lambda r: r.choice(["true", "false"]),
    "f": lambda r: r.choice(["1.5", "2", "-0.25", "1e3"]),
    "s": lambda r: json.dumps(r.choice(["", "x", "é", "007", "\n"])),
    "n": lambda r: r.choice(["null", "7"]),
    "v": lambda r: f"[{r.randint(0, 9)},2]",
    "o": lambda r: '{"p":%d}' % r.randint(0, 300),
}


def make_lines(rng):
    """The good lines, all lines with the bad ones among them, and the numbers of those."""
    keys = rng.sample(sorted(GOOD), rng.randint(1, 7))
    share, good, lines, bad = rng.choice([0.02, 0.1, 0.5, 0.9]), [], [], []
    for i in range(rng.choice([5, 60, 800])):
        while rng.random() < share:
            bad.append(len(lines) + 1)
            lines.append(rng.choice(BAD_LINES))
        some = [k for k in keys if rng.random() < .97]
        line = "{" + ",".join(f'"{k}":{GOOD[k](rng)}' for k in some) + "}"
        if rng.random() < .001:
            line = '{"a":"a conflict"}'
        good.append(line)
        lines.append(line.encode())
        lines += [b""] * (rng.random() < .05)
    return good, b"\n".join(lines) + b"\n" * rng.randint(0, 1), bad


def write(name, text, rng):
    """Writes the input, perhaps compressed. The arguments that read it, and those of tap.rowcol."""
    how = rng.choice(["file", "gz", "pipe"])
    if how == "pipe":
        return ["-", "-f", name.split(".")[-1]], {"input": text}
    if how == "gz":
        half = len(text) // 2
        return [tap.write(name + ".gz", gzip.compress(text[:half], 1) + gzip.compress(text[half:], 1))], {}
    return [tap.write(name, text)], {}


def log_lines(path):
    """The lines of the bad records of a log, or None."""
    return [json.loads(line)["line"] for line in open(path, encoding="utf-8")] if os.path.exists(path) else None


def check(name, text, good, dtype, bad, rng, options=()):
    """What is wrong with inference from the text, and with loading it; "" if nothing is."""
    paths = [os.path.join(T, p) for p in ("infer.log", "load.log", "out.arrow", "clean.arrow")]
    for path in paths:
        if os.path.exists(path):
            os.remove(path)
    infer_log, load_log, out, clean = paths
    args, pipe = write(name, text, rng)
    clean_path = tap.write("clean." + name.split(".")[-1], good)
    args += [*options, "-j", str(rng.choice([1, 2, 3, 16]))]
    status = 3 if dtype is None else 1 if bad else 0
    run = tap.rowcol("infer", *args, "--to", "compact", "--rejects", infer_log, **pipe)
    if run.returncode != status or run.stdout.decode().rstrip("\n") != (dtype or ""):
        return f"{args}: {dtype}, not {run}"
    summary = f"rowcol: {len(bad)} of ".encode()
    if log_lines(infer_log) != bad or (bad and dtype and not run.stderr.startswith(summary)):
        return f"{args}: {bad}, not {log_lines(infer_log)}: {run.stderr}"
    run = tap.rowcol("infer", *args, "--on-error", "skip", **pipe)
    if dtype and run.stdout != tap.rowcol("infer", clean_path, *options).stdout:
        return f"{args}: the text differs: {run.stdout}"
    run = tap.rowcol("load", *args, "-o", out, "--rejects", load_log, **pipe)
    if run.returncode != status or (dtype and log_lines(load_log) != bad):
        return f"{args}: load: {run}, {log_lines(load_log)}"
    if dtype and tap.rowcol("load", clean_path, *options, "-o", clean, "-q").returncode != 0:
        return f"{args}: the good records are not loaded"
    return "" if not dtype or tap.read(out) == tap.read(clean) else f"{args}: the records differ"


def loaded():
    return [json.loads(line) for line in tap.rowcol("json", os.path.join(T, "out.arrow")).stdout.splitlines()]


def test_lines():
    wrong, conflicts, total = [], 0, 0
    for seed in range(CASES):
        rng = random.Random(seed)
        good, text, bad = make_lines(rng)
        records = [parse(line) for line in good]
        try:
            dtype = expected(records)
        except Conflict:
            dtype, conflicts = None, conflicts + 1
        form = ["-f", "ndjson"] if text[:1] in b"[]" else []  # or it is a document by its content
        problem = check("d.ndjson", text, "\n".join(good) + "\n", dtype, bad, rng, form)
        if not problem and dtype and not all(map(same, loaded(), records)):
            problem = f"seed {seed}: other records"
        wrong += [f"seed {seed}: {problem}"] if problem else []
        total += len(bad)
    tap.ok(not wrong, f"{CASES} inputs with {total} bad lines", "\n".join(wrong[:3]))
    tap.ok(0 < conflicts < CASES // 2 or CASES < 30, "some of them have conflicts", conflicts)


# ------------------------------------------------------------------------- CSV

COLUMNS = {
    "i": lambda r: str(r.randint(-100, 100)),
    "f": lambda r: r.choice(["1.5", "2", "-0.25", "1e3"]),
    "s": lambda r: r.choice(["x", "é", "a,b", 'q"q', "line\nbreak", " b "]),
    "n": lambda r: r.choice(["", "7"]),
    "b": lambda r: r.choice(["true", "false"]),
}


def cells_type(cells):
    """The dtype of a column: text, if the values are not all of one other kind."""
    values = [c for c in cells if c != ""]
    null = "?" if len(values) < len(cells) else ""
    if values and all(v in ("true", "false") for v in values):
        return "bool" + null
    try:
        read = [parse(v) for v in values]
        return (numbers(read) if read else "bool") + null
    except (ValueError, Conflict, AttributeError):
        return "str" + null


def row_text(row):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(row)
    return out.getvalue()


def bad_row(rng, names):
    """A record that is not one of so many fields in UTF-8, with its quotes in order, on one line."""
    row = ["900000"] * len(names)
    k = rng.randrange(len(names))
    return rng.choice([
        lambda: ",".join(row + ["x"]), lambda: ",".join(row[1:]), lambda: ",".join([*row[:k], '"x"y', *row[k + 1:]]),
        lambda: ",".join([*row[:k], 'x"y', *row[k + 1:]]), lambda: ",".join([*row[:k], "\udcff", *row[k + 1:]]),
        lambda: ",".join([*row[:k], '"\udcc3"', *row[k + 1:]]), lambda: ",".join([*row[:k], "\0", *row[k + 1:]]),
        lambda: ",".join([*row[:k], "a\rb", *row[k + 1:]]),
    ])()


def make_csv(rng):
    names = rng.sample(sorted(COLUMNS), rng.randint(3, 5))
    share, head = rng.choice([0.02, 0.1, 0.5]), ",".join(names) + "\n"
    good, text, bad, rows = [head], [head], [], []
    for _ in range(rng.choice([10, 60, 800])):
        while rng.random() < share:
            bad.append("".join(text).count("\n") + 1)
            text.append(bad_row(rng, names) + "\n")
        rows.append([COLUMNS[n](rng) for n in names])
        good.append(row_text(rows[-1]))
        text.append(good[-1])
    dtype = ", ".join(f"{n}:{cells_type([row[i] for row in rows])}" for i, n in enumerate(names))
    return "".join(good), "".join(text).encode("utf-8", "surrogateescape"), dtype, bad


def test_csv():
    wrong, total = [], 0
    for seed in range(CASES):
        rng = random.Random(seed)
        good, text, dtype, bad = make_csv(rng)
        problem = check("d.csv", text, good, dtype, bad, rng, ["--header", "yes"] if rng.random() < .5 else [])
        wrong += [f"seed {seed}: {problem}"] if problem else []
        total += len(bad)
    tap.ok(not wrong, f"{CASES} inputs of CSV with {total} bad records", "\n".join(wrong[:3]))


# --------------------------------------------------------------------- threads

def test_threads():
    """Many pieces: the same for any number of threads, from a file, compressed, and through a pipe."""
    rng, lines, bad = random.Random(7), [], []
    for i in range(60000):
        if rng.random() < (.3 if 20000 < i < 22000 else .0005):
            bad.append(i + 1)
            lines.append(rng.choice(BAD_LINES))
        else:
            lines.append(b'{"id":%d,"x":%.2f,"name":"n%d"%s}' % (i, i / 8, i % 100, b',"odd":null' if i % 30000 == 77 else b""))
    text = b"\n".join(lines) + b"\n"
    path, packed = tap.write("many.ndjson", text), tap.write("many.ndjson.gz", gzip.compress(text, 1))
    found = set()
    for args, pipe in [([path, "-j", "1"], {}), ([path, "-j", "2"], {}), ([path, "-j", "16"], {}),
                       ([packed, "-j", "3"], {}), (["-", "-f", "ndjson", "-j", "4"], {"input": text})]:
        run = tap.rowcol("infer", *args, "--rejects", os.path.join(T, "many.log"), **pipe)
        err = run.stderr.replace(b"many.ndjson.gz:", b"many.ndjson:").replace(b"standard input:", path.encode() + b":")
        found.add((run.returncode, run.stdout, err, tuple(log_lines(os.path.join(T, "many.log")))))
    tap.equal(len(found), 1, "the same for 1 to 16 threads, a file, .gz and a pipe")
    status, out, err, reported = found.pop()
    tap.equal((status, list(reported)), (1, bad), "each bad line is reported once, in order")
    tap.ok(out.startswith(b"# %d records\nid:i4," % (60000 - len(bad))) and b"odd:bool?" in out, "the dtype", out)
    tap.ok(err.startswith(b"rowcol: %d of 60000 records passed over\n" % len(bad)), "the number of bad lines", err)
    for threads in "1", "2", "16":
        run = tap.rowcol("infer", path, "-j", threads)
        tap.ok(run.returncode == 3 and b"many.ndjson:%d:" % bad[0] in run.stderr and
               run.stderr.endswith(b" (use --on-error skip to pass over such records)\n"),
               f"{threads} threads: without the option the first ends it", run.stderr)


# --------------------------------------------------------------------- options

TEXT = '{"a":1}\nword\n{"a":300,"b":"x"}\n{"a":70000,"a":1}\n{"c":1}x\n'


def test_options():
    path = tap.write("o.ndjson", TEXT)
    run = tap.rowcol("infer", path, "--on-error", "skip", "--to", "compact")
    tap.equal((run.returncode, run.stdout), (1, b"a:i2, b:str?\n"), "--on-error skip")
    tap.equal(run.stderr.decode().replace(path, "o"),
              "rowcol: 3 of 5 records passed over\n"
              "rowcol: count  status     field  first\n"
              "rowcol:     2  syntax     -      o:2:1: found 'w', expected a value\n"
              "rowcol:     1  duplicate  a      o:4:12: the record gives it twice\n", "what was passed over")
    for limit, status in ("3", 1), ("2", 3), ("60%", 1), ("59.9%", 3), ("0", 3):
        log = os.path.join(T, f"limit{limit}.log")
        for args in ["infer", path], ["load", path, "-o", os.path.join(T, "o.npy"), "--null", "zero", "--missing", "zero"]:
            run = tap.rowcol(*args, "--max-rejects", limit, "--rejects", log)
            said = f"more bad records than --max-rejects {limit}" if "%" not in limit else \
                f"3 of 5 records are bad: more than --max-rejects {limit}"
            tap.ok(run.returncode == status and (said in run.stderr.decode()) == (status == 3),
                   f"{args[0]} --max-rejects {limit}", run)
            tap.equal((os.path.exists(log), bool(run.stdout)), (status == 1, status == 1 and args[0] == "infer"),
                      f"{args[0]} --max-rejects {limit}: the file, and the dtype")
            if status == 1:
                os.remove(log)
    run = tap.rowcol("load", path, "-o", os.path.join(T, "s.arrow"), "--max-rejects", "40%", "--infer-sample", "2", "-q")
    tap.ok(run.returncode == 3 and b"of 5 records are bad" in run.stderr, "a share is one of all, not of a sample", run)
    raw = os.path.join(T, "o.raw")
    tap.rowcol("infer", path, "--rejects-raw", raw)
    tap.equal(tap.read(raw), b'word\n{"a":70000,"a":1}\n{"c":1}x\n', "--rejects-raw")
    logs = [os.path.join(T, "fails.log"), os.path.join(T, "fails.raw")]
    run = tap.rowcol("load", path, "-o", os.path.join(T, "n.npy"), "--rejects", logs[0], "--rejects-raw", logs[1])
    tap.equal((run.returncode, *map(os.path.exists, logs)), (3, False, False), "a load that fails writes no files")
    other = tap.write("other.ndjson", '{"a":70000}\n')
    for sample, dtype in ("5", b"a:i2, b:str?\n"), ("6", b"a:i4, b:str?\n"):
        run = tap.rowcol("infer", path, other, "--sample", sample, "--on-error", "skip", "--to", "compact")
        tap.equal(run.stdout, dtype, f"--sample {sample} counts bad records in all inputs")
    run = tap.rowcol("infer", path, "--on-error", "fail", "--rejects", "x")
    tap.equal(run.returncode, 2, "--on-error fail contradicts --rejects")
    run = tap.rowcol("infer", path, "--rejects", "x", "--rejects-raw", "x")
    tap.equal(run.returncode, 2, "one file for both")


def test_events():
    path = tap.write("e.ndjson", TEXT)
    run = tap.rowcol("infer", path, "--on-error", "skip", "--errors", "json")
    events = [json.loads(line) for line in run.stderr.splitlines()]
    tap.equal([(e["event"], e.get("records"), e.get("rejected"), e.get("count")) for e in events],
              [("done", 2, 3, None), ("rejects", None, None, 2), ("rejects", None, None, 1)], "--errors json")


def test_conflicts():
    path = tap.write("c.ndjson", '{"a":1}\n{"a":"x"}\nword\n')
    run = tap.rowcol("infer", path, "--on-error", "skip")
    tap.ok(run.returncode == 3 and b":2:6: " in run.stderr and b"1 of 3 records passed over" in run.stderr,
           "a conflict is one, also among bad records", run)
    path = tap.write("n.ndjson", "word\n\nword\n")
    run = tap.rowcol("infer", path, "--on-error", "skip")
    tap.ok(run.returncode == 3 and b"there are no good records" in run.stderr, "no good record", run)


def test_check():
    path = tap.write("k.ndjson", TEXT)
    run = tap.rowcol("check", path)
    tap.equal((run.returncode, run.stderr.splitlines()[0]), (1, b"rowcol: 2 records good, 3 rejected"),
              "rowcol check finds a dtype, too")


def test_duplicates():
    """What --duplicate takes is not bad: with first other values do not count, with last all have to fit."""
    text = '{"a":1,"b":{"x":1}}\n{"a":1,"a":300,"b":{"x":2,"x":70000,"x":"text"}}\n{"b":{"x":4},"b":{}}\n'
    path, out = tap.write("dup.ndjson", text), os.path.join(T, "dup.arrow")
    run = tap.rowcol("infer", path)
    tap.ok(run.returncode == 3 and b"dup.ndjson:2:8: " in run.stderr and b"--duplicate first" in run.stderr,
           "a key that is given twice", run)
    run = tap.rowcol("infer", path, "--duplicate", "last")
    tap.ok(run.returncode == 3 and b"dup.ndjson:2:41: " in run.stderr, "--duplicate last: a conflict", run)
    for policy, given, a, x, records in (
            ("first", text, "a:i1?,  # in 66.7 %; absent in 1 of 3; 1 to 1", "x:i1,  # in all; 1 to 4",
             '{"a":1,"b":{"x":1}}\n{"a":1,"b":{"x":2}}\n{"a":null,"b":{"x":4}}\n'),
            ("last", text.replace('"text"', "-1"), "a:i2?,  # in 66.7 %; absent in 1 of 3; 1 to 300",
             "x:i4?,  # in 75.0 %; absent in 1 of 4; -1 to 70000",
             '{"a":1,"b":{"x":1}}\n{"a":300,"b":{"x":-1}}\n{"a":null,"b":{"x":null}}\n')):
        path = tap.write("dup.ndjson", given)
        run = tap.rowcol("infer", path, "--duplicate", policy)
        tap.equal(run.stdout.decode(), f"# 3 records\n{a}\nb:{{\n    {x}\n}},  # in all\n", f"--duplicate {policy}")
        run = tap.rowcol("load", path, "-o", out, "--duplicate", policy)
        tap.equal((run.returncode, tap.rowcol("json", out).stdout.decode()), (0, records), "and is loaded")
    path = tap.write("dup.ndjson", '{"a":null,"a":null}\n{"a":5}\n' * 100 + '{"a":1,"a":2}\n' * 100)
    run = tap.rowcol("infer", path, "--duplicate", "last", "-j", "3")
    tap.equal(run.stdout.decode(), "# 300 records\na:i1?,  # in 33.3 %; null in 200 of 300; 1 to 5\n", "null twice")


def test_nonfinite():
    """What --accept takes is not bad."""
    path = tap.write("f.ndjson", '{"a":1}\n{"a":NaN}\n{"a":-Infinity}\n{"a":Inf}\n')
    out = os.path.join(T, "f.arrow")
    run = tap.rowcol("load", path, "-o", out, "--accept", "nonfinite", "--on-error", "skip")
    tap.equal((run.returncode, run.stderr.splitlines()[0]), (1, b"rowcol: 3 records loaded, 1 rejected"), "NaN is read")
    tap.equal(tap.rowcol("json", out, "--nan", "null").stdout, b'{"a":1.0}\n{"a":null}\n{"a":null}\n', "and is a float")


test_lines()
test_csv()
test_threads()
test_options()
test_events()
test_conflicts()
test_check()
test_duplicates()
test_nonfinite()
tap.done()
