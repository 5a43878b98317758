"""Policies of values for CSV text: null, values of other forms, times, and what is counted; against a model."""

import os
import random
import re

import tap

np = tap.import_numpy()
OUT = os.path.join(tap.T, "out.npy")


def load(text, dtype, *args):
    path = tap.write("in.csv", text)
    return tap.rowcol("load", path, "-d", dtype, "-o", OUT, *args)


def lines(run):
    return run.stderr.decode().replace(os.path.join(tap.T, ""), "").splitlines()


# ------------------------------------------------------------------- one by one
TEXT = "t,u,b,i,s,n\n1600000000,13/09/2020,1,1.0,toolong,\n1600000001.5,14/09/2020,0,2e2,ok,5\n"
DTYPE = "t:M8[ms], u:M8[D], b:bool, i:i4, s:S4, n:i4"
ALL = ["--time", "t=epoch-s", "--time", "u=%d/%m/%Y", "--accept", "zero-one,integral,cut", "--null", "n=-1"]
run = load(TEXT, DTYPE, *ALL)
tap.equal((run.returncode, lines(run)),
          (0, ["rowcol: 2 records loaded, 0 rejected", 'rowcol: field "b": 2 values converted',
               'rowcol: field "i": 2 values converted', 'rowcol: field "s": 1 text cut',
               'rowcol: field "n": 1 null replaced']), "all policies: what is said")
tap.equal([tuple(str(v) for v in r) for r in np.load(OUT).astype("M8[ms],M8[D],?,i4,S4,i4")],
          [("2020-09-13T12:26:40.000", "2020-09-13", "True", "1", "b'tool'", "-1"),
           ("2020-09-13T12:26:41.500", "2020-09-14", "False", "200", "b'ok'", "5")], "all policies: values")

# Without its policy each value is an error, whose message names the option.
for left_out, message in [(ALL[2:], 'in.csv:2:1: field "t": cannot read "1600000000" as datetime64[ms]'),
                          (ALL[:2] + ALL[4:], 'in.csv:2:12: field "u": cannot read "13/09/2020" as datetime64[D]'),
                          (ALL[:4] + ["--accept", "integral,cut"] + ALL[6:], 'in.csv:2:23: field "b": found text "1"'),
                          (ALL[:4] + ["--accept", "zero-one,cut"] + ALL[6:], 'in.csv:2:25: field "i": 1.0 is not'),
                          (ALL[:4] + ["--accept", "zero-one,integral"] + ALL[6:], 'in.csv:2:29: field "s": 7 bytes do'),
                          (ALL[:6], 'in.csv:2:37: field "n": found null')]:
    run = load(TEXT, DTYPE, *left_out)
    said = run.stderr.decode().replace(os.path.join(tap.T, ""), "")
    tap.ok(run.returncode == 3 and message in said and (" (use --" in said or "(or use --" in said or "cut" not in left_out[-1]), message, said)

run = load("t\n16000x\n", "t:M8[s]", "--time", "epoch-s")
tap.ok(run.returncode == 3 and 'in.csv:2:1: field "t": cannot read "16000x"' in "".join(lines(run)),
       "not a number of seconds", run)
run = load("t\n0.5\n", "t:M8[s]", "--time", "epoch-s")
tap.ok(run.returncode == 3 and "in.csv:2:1" in "".join(lines(run)), "a fraction that the unit does not hold", run)
run = load("t\n1970-01-02\n-1\n", "t:M8[s]", "--time", "epoch-s")
tap.equal(np.load(OUT).astype("M8[s]").astype("i8").tolist(), [86400, -1], "ISO 8601 beside numbers of seconds")
run = load("t\n20200913\n", "t:M8[D]", "--time", "%Y%m%d")
tap.equal([str(t) for t in np.load(OUT).astype("M8[D]")], ["2020-09-13"], "a format of digits only")
run = load("b,n\n" + "1,5\n0,6\n2,7\ntrue,8\n" * 700, "b:bool, n:i4", "--accept", "zero-one", "--on-error", "skip")
tap.equal((run.returncode, lines(run)[:2], np.load(OUT).tolist()),
          (1, ["rowcol: 2100 records loaded, 700 rejected", 'rowcol: field "b": 1400 values converted'],
           [(True, 5), (False, 6), (True, 8)] * 700), "bad records between values that are converted")
run = load(b"x,y\n1,2\n,\xff\n", "x:i4, y:S4", "--null", "skip")
tap.ok(run.returncode == 3 and "in.csv:3:2" in "".join(lines(run)) and "UTF-8" in "".join(lines(run)),
       "the rest of a record that is left out is UTF-8", run)
for text in "x,y\n1,2\n,%s\n3,4\n" % ("a" * 60), "x,y\n,%s\n" % ("a" * 5000):
    run = load(text, "x:i4, y:S99", "--null", "skip", "--max-record", "20")
    said = "".join(lines(run))
    tap.ok(run.returncode == 3 and "limit" in said and f"in.csv:{text.count(chr(10)) - text.count('3,4')}:1" in said,
           "a record that would be left out is over the limit", said)
run = load("x,y\n1,2\n,%s\r\n3,4\n" % ("a" * 19), "x:i4, y:S99", "--null", "skip", "--max-record", "20")
tap.equal(lines(run)[:1], ["rowcol: 2 records loaded, 0 rejected"], "one that is as long as the limit")
run = load("x,y\n1,2\nx,%s\r\n3,4\n" % ("a" * 18), "x:i4, y:S99", "--on-error", "skip", "--max-record", "20")
tap.equal(lines(run)[:1], ["rowcol: 2 records loaded, 1 rejected"], "a bad one that is as long as the limit")
run = load("x,y\n1,2\n,3,4\n", "x:i4, y:i4", "--null", "skip")
tap.ok(run.returncode == 3 and "has 3 fields, expected 2" in "".join(lines(run)), "and has as many fields as others", run)
run = load("x\n1\n", "x:i4, y:i4, z:{w:i4}", "--missing", "zero")
tap.equal(lines(run), ["rowcol: 1 record loaded, 0 rejected", 'rowcol: field "y": no loaded record has it',
                       'rowcol: field "z": no loaded record has it'], "fields without a column")
run = load("x\n", "x:i4")
tap.equal(lines(run), ["rowcol: 0 records loaded, 0 rejected"], "no records")
for args, message in [(["--duplicate", "last"], "--duplicate does not apply to the format csv"),
                      (["--null", "y=1"], 'an option is for field "y"'), (["--time", "epoch-s"], "no field is a datetime")]:
    run = load("x\n1\n", "x:i4", *args)
    tap.ok(run.returncode == 2 and message in run.stderr.decode(), message, run)


# ------------------------------------------------------------------- many, with bad records among them
def make(rng, n):
    """Text, and by the model: the good values, the numbers of bad records, and the counts by field."""
    text, good, bad = ["a,b,c,s"], [], []
    counts = {"null replaced": 0, "left": 0, "b": 0, "c": 0, "cut": 0}
    for i in range(n):
        kind = rng.random()
        a = "" if kind < 0.05 else "x" if kind < 0.08 else str(rng.randrange(-1000, 1000))
        b = rng.choice(["true", "false", "0", "1"]) if rng.random() < 0.97 else "2"
        c = "" if rng.random() < 0.03 else f"{rng.randrange(99)}{rng.choice(['', '', '.0', 'e1'])}"
        s = "long text" if rng.random() < 0.1 else "s"
        text.append(",".join((a, b, c, s)))
        # What is wrong first decides, from the left; null in c leaves the record out.
        if a == "x" or b == "2":
            bad.append(i)
        elif c == "":
            counts["left"] += 1
        else:
            counts["null replaced"] += a == ""
            counts["b"] += b in "01"
            counts["c"] += not c.isdigit()
            counts["cut"] += s == "long text"
            good.append((int(a or 7), b in ("true", "1"), int(float(c)), s[:4]))
    return "\n".join(text) + "\n", good, bad, counts


for seed, n in [(1, 300), (2, 20000), (3, 20000)]:
    text, good, bad, counts = make(random.Random(seed), n)
    said = [f"rowcol: {len(good)} records loaded, {len(bad)} rejected"]
    for name, count, one, many in [("a", counts["null replaced"], "null replaced", "nulls replaced"),
                                   ("b", counts["b"], "value converted", "values converted"),
                                   ("c", counts["c"], "value converted", "values converted"),
                                   ("c", counts["left"], "record left out because of its null",
                                    "records left out because of its null"),
                                   ("s", counts["cut"], "text cut", "texts cut")]:
        said.append(f'rowcol: field "{name}": {count} {one if count == 1 else many}')
    for threads in ("1", "2", "5"):
        run = load(text, "a:i4, b:bool, c:i4, s:S4", "--null", "a=7", "--null", "c=skip", "--accept",
                   "zero-one,integral,cut", "--on-error", "skip", "--rejects", os.path.join(tap.T, "rejects.ndjson"), "-j", threads)
        found = np.load(OUT).tolist()
        rejected = [int(re.search(rb'"record":(\d+)', line).group(1)) for line in
                    tap.read(os.path.join(tap.T, "rejects.ndjson")).splitlines()]
        report = [re.sub(r'(field "c": \d+ values converted), (.*)', r'\1\nrowcol: field "c": \2', line)
                  for line in lines(run) if "loaded" in line or 'field "' in line]
        tap.equal((run.returncode, "\n".join(report).splitlines(), rejected), (1, said, bad),
                  f"{n} records, seed {seed}, {threads} threads: what is said")
        tap.equal([(a, b, c, s.decode()) for a, b, c, s in found], good,
                  f"{n} records, seed {seed}, {threads} threads: values")

tap.done()
