"""The options that choose records and fields: --where, --sample, --sort, --head, --tail, --slice and
--fields, of rowcol json and rowcol load, compared with what Python makes of the same records."""

import json
import os
import random
import subprocess

import tap

DTYPE = "name:str, age:i4?, p:{x:f8, y:i2}, k:i8"
random.seed(7)


def record(i):
    return {"name": random.choice(["", "a", "b", "Ä", "日本", "ab"]),
            "age": random.choice([None, 1, 2, 3, 17, 18, 19]),
            "p": {"x": random.choice([-1.5, 0.0, 2.25, 1e300]), "y": i % 100 - 50},
            "k": i * (-1) ** i}


SMALL = [record(i) for i in range(40)]
LARGE = [record(i) for i in range(90000)]


def text_of(records):
    return "".join(json.dumps(r) + "\n" for r in records)


SMALL_FILE = tap.write("small.ndjson", text_of(SMALL))
LARGE_FILE = tap.write("large.ndjson", text_of(LARGE))


def load(path, *args, **options):
    """The chosen records of NDJSON text."""
    run = tap.rowcol("load", path, "-f", "ndjson", "-d", DTYPE, "-o", "-", "-t", "ndjson", "-q", *args,
                     **options)
    if run.returncode or run.stderr:
        return f"{run.returncode} {run.stderr!r}"
    return [json.loads(line) for line in run.stdout.splitlines()]


def check(name, args, expected, path=SMALL_FILE):
    return tap.equal(load(path, *args), expected, name)


def order(records, *keys):
    """Sorted by (function, descending) keys: stable, None last."""
    for function, descending in reversed(keys):
        some = [r for r in records if function(r) is not None]
        none = [r for r in records if function(r) is None]
        low = sorted(some, key=function)
        if descending:
            # Stable, too: equal records keep their order.
            low = sorted(some, key=function, reverse=True)
        records = low + none
    return records


AGE = (lambda r: r["age"])
NAME = (lambda r: r["name"].encode())

# --- --where
for predicate, matches in [
        ("age >= 18", lambda r: r["age"] is not None and r["age"] >= 18),
        ("not age >= 18", lambda r: r["age"] is not None and r["age"] < 18),
        ("age is null", lambda r: r["age"] is None),
        ('name != "" and p.x < 2.5', lambda r: r["name"] != "" and r["p"]["x"] < 2.5),
        ('name in ("a", "日本") or k = 0', lambda r: r["name"] in ("a", "日本") or r["k"] == 0),
        ("k > 1000", lambda r: False)]:
    check(f"--where {predicate}", ["--where", predicate], [r for r in SMALL if matches(r)])

# --- --head, --tail, --slice: Python's rules
for n in 0, 1, 5, 39, 40, 41, 10 ** 18, 2 ** 64 - 1:
    check(f"--head {n}", ["--head", str(n)], SMALL[:n])
    check(f"--tail {n}", ["--tail", str(n)], SMALL[-n:] if n else [])
STORE = os.path.join(tap.T, "small.npy")
tap.rowcol("load", SMALL_FILE, "-d", "k:i8", "--extra", "ignore", "-o", STORE)
LIMITS = ["", "0", "1", "7", "39", "40", "99", "-1", "-7", "-40", "-41", "-99", "9" * 30, "-" + "9" * 30]
cases = [(a, b, s) for a in LIMITS for b in LIMITS for s in ("", "1", "3", "50", "-1", "-3", "-50")]
wrong = []
for a, b, s in random.sample(cases, 80):
    spec = f"{a}:{b}" + (f":{s}" if s else "")
    part = slice(*[int(x) if x else None for x in (a, b, s)])
    if load(SMALL_FILE, f"--slice={spec}") != SMALL[part]:
        wrong.append(f"load {spec}")
    run = tap.rowcol("json", STORE, f"--slice={spec}")
    if [json.loads(line)["k"] for line in run.stdout.splitlines()] != [r["k"] for r in SMALL[part]]:
        wrong.append(f"json {spec} {run.stderr}")
tap.ok(not wrong, "--slice: 80 slices as in Python, of text and of a store", "\n".join(wrong))

# --- --sort
check("--sort name", ["--sort", "name"], order(SMALL, (NAME, False)))
check("--sort=-name", ["--sort=-name"], order(SMALL, (NAME, True)))
check("--sort: null is last", ["--sort", "age"], order(SMALL, (AGE, False)))
check("--sort: null is last in descending order, too", ["--sort", "-age"], order(SMALL, (AGE, True)))
check("--sort by two fields", ["--sort", "-age, name"], order(SMALL, (AGE, True), (NAME, False)))
check("--sort by a nested field", ["--sort", "p.x,-k"],
      order(SMALL, (lambda r: r["p"]["x"], False), (lambda r: r["k"], True)))

# --- --fields
check("--fields", ["--fields", "k,name"], [{"k": r["k"], "name": r["name"]} for r in SMALL])
check("--fields: nested", ["--fields", "p.x"], [{"x": r["p"]["x"]} for r in SMALL])
check("--fields: renamed", ["--fields", "who=name, x1=p.x,x2=p.x, \"a=b\"=p, age"],
      [{"who": r["name"], "x1": r["p"]["x"], "x2": r["p"]["x"], "a=b": r["p"], "age": r["age"]}
       for r in SMALL])
nested = [{"p": None}, {"p": {"q": {"x": 1, "v": [1, 2]}, "s": "a"}}, {"p": {"q": None, "s": None}}]
run = tap.rowcol("load", "-", "-f", "ndjson", "-d", "p:{q:{x:i4, v:2i1}?, s:str?}?", "-o", "-", "-t", "ndjson", "-q",
                 "--fields", "p.q,p.q.x,s=p.s,v=p.q.v", input=text_of(nested).encode())
tap.equal([json.loads(line) for line in run.stdout.splitlines()],
          [{"q": None, "x": None, "s": None, "v": None}, {"q": {"x": 1, "v": [1, 2]}, "x": 1, "s": "a", "v": [1, 2]},
           {"q": None, "x": None, "s": None, "v": None}], "--fields out of a nullable struct: null where that is")
run = tap.rowcol("load", SMALL_FILE, "-d", DTYPE, "--fields", "p, z=k", "-o",
                 os.path.join(tap.T, "out.npy"))
tap.equal((run.returncode, run.stderr), (0, b"rowcol: 40 records loaded, 0 rejected\n"), "load --fields")
info = json.loads(tap.rowcol("info", "--json", os.path.join(tap.T, "out.npy")).stdout)
tap.equal(info["notations"]["compact"], "p:{x:f8, y:i2}, z:i8", "load --fields: the dtype of the output")


# --- --sample: SplitMix64, the smallest numbers
def splitmix64(seed, index):
    mask = 2 ** 64 - 1
    z = (seed + (index + 1) * 0x9e3779b97f4a7c15) & mask
    z = ((z ^ (z >> 30)) * 0xbf58476d1ce4e5b9) & mask
    z = ((z ^ (z >> 27)) * 0x94d049bb133111eb) & mask
    return z ^ (z >> 31)


def sample(records, n, seed=0):
    chosen = sorted(range(len(records)), key=lambda i: splitmix64(seed, i))[:n]
    return [records[i] for i in sorted(chosen)]


for n, seed in (0, 3), (1, 0), (7, 2 ** 64 - 1), (39, 1), (40, 5), (41, 5), (2 ** 64 - 1, 5):
    check(f"--sample {n} --seed {seed}", ["--sample", str(n), "--seed", str(seed)],
          sample(SMALL, n, seed))
check("--sample: the seed is 0", ["--sample", "9"], sample(SMALL, 9))

# --- several together: where, sample, sort, range, fields
old = [r for r in SMALL if r["age"] is not None and r["age"] > 1]
check("where, sort, head, fields",
      ["--fields", "k", "--head", "3", "--sort=-k", "--where", "age > 1"],
      [{"k": r["k"]} for r in sorted(old, key=lambda r: -r["k"])[:3]])
check("where, sample, sort, slice",
      ["--where", "age > 1", "--sample", "12", "--sort", "k", "--slice", "-2:0:-4"],
      sorted(sample(old, 12), key=lambda r: r["k"])[-2:0:-4])
check("where, tail", ["--where", "age > 1", "--tail", "4"], old[-4:])
check("sample, head", ["--sample", "12", "--head", "4"], sample(SMALL, 12)[:4])
check("sort, reversed", ["--sort", "name", "--slice", "::-1"], order(SMALL, (NAME, False))[::-1])

# --- many batches; what is dropped on the way cannot be chosen
by_age = order(LARGE, (AGE, True), (NAME, False))
for name, args, expected in [
        ("--tail", ["--tail", "3"], LARGE[-3:]),
        ("--tail of many", ["--tail", "40000"], LARGE[-40000:]),
        ("--slice from the end", ["--slice=-70000:-2:3"], LARGE[-70000:-2:3]),
        ("--slice with a step", ["--slice", "5:80000:777"], LARGE[5:80000:777]),
        ("--slice backwards", ["--slice", "::-999"], LARGE[::-999]),
        ("--where", ["--where", "p.y = 7", "--head", "800"], [r for r in LARGE if r["p"]["y"] == 7][:800]),
        ("--sort", ["--sort", "-age,name", "--fields", "k"], [{"k": r["k"]} for r in by_age]),
        ("--sort --head", ["--sort", "-age,name", "--head", "5"], by_age[:5]),
        ("--sort --tail", ["--sort", "-age,name", "--tail", "30001"], by_age[-30001:]),
        ("--sort --slice", ["--sort", "-age,name", "--slice=3:70000:500"], by_age[3:70000:500]),
        ("--sample", ["--sample", "1000", "--seed", "9"], sample(LARGE, 1000, 9))]:
    found = load(LARGE_FILE, *args)
    tap.ok(found == expected, f"90,000 records: {name}", str(found)[:300])

# --- several inputs are one sequence
run = load(SMALL_FILE, SMALL_FILE, "--slice", "38:43")
tap.equal(run, (SMALL + SMALL)[38:43], "two inputs: --slice")
run = load(SMALL_FILE, os.path.join(tap.T, "none.ndjson"), "--head", "40")
tap.equal(run, SMALL, "an input that is not needed is not opened")


# --- a pipe that does not end
def endless(*args):
    """The output, while the input goes on."""
    reads, writes = os.pipe()
    child = subprocess.Popen([tap.ROWCOL, "load", "-", "-f", "ndjson", "-d", "x:i4", "-o", "-", "-t",
                              "ndjson", "-q", *args], stdin=reads, stdout=subprocess.PIPE)
    os.close(reads)
    try:
        while True:
            os.write(writes, b'{"x":1}\n{"x":2}\n' * 2000)
    except BrokenPipeError:
        pass
    os.close(writes)
    out = child.stdout.read()
    child.stdout.close()
    return child.wait(), out


tap.equal(endless("--head", "3"), (0, b'{"x":1}\n{"x":2}\n{"x":1}\n'), "--head: reads no more than it needs")
tap.equal(endless("--where", "x > 1", "--slice", "1:2"), (0, b'{"x":2}\n'),
          "--where, --slice: read no more than they need")

# --- what is wrong is a wrong command line
for args, message in [
        (["--head", "1", "--tail", "1"], "--head, --tail and --slice exclude each other"),
        (["--slice", ":", "--tail", "1"], "--head, --tail and --slice exclude each other"),
        (["--seed", "1"], "--seed needs --sample"),
        (["--head", "-1"], "--head -1: a whole number from 0"),
        (["--tail", "1x"], "--tail 1x: a whole number from 0"),
        (["--sample", str(2 ** 64)], "a whole number from 0"),
        (["--slice", "1"], "--slice 1: START:STOP"),
        (["--slice", "1:2:3:4"], "START:STOP"),
        (["--slice", "1:2:0"], "the step must not be 0"),
        (["--slice", "-:"], "START:STOP"),
        (["--where", "age > > 1"], "--where: byte "),
        (["--where", "agee > 1"], 'did you mean "age"'),
        (["--where", "name > 1"], "--where: "),
        (["--sort", "p"], '--sort: field "p"'),
        (["--sort", "nane"], '--sort: no field "nane": did you mean "name"?'),
        (["--sort", "a,,b"], "--sort a,,b: a name is missing"),
        (["--sort", ""], "--sort: values of struct have no order (name a field of it)"),
        (["--sort", "-"], "--sort: values of struct have no order (name a field of it)"),
        (["--sort", "k,-"], '--sort k,-: a name is missing after "-"'),
        (["--sort", " , k"], "--sort  , k: a name is missing"),
        (["--fields", '"id"zz=k'], "text follows the double quote that ends the new name of k"),
        (["--fields", '"i\\"d" z = k'], "text follows the double quote that ends the new name of k"),
        (["--fields", "name,"], "--fields name,: a name is missing"),
        (["--fields", '"name'], "a double quote is not closed"),
        (["--fields", "=name"], "a name on both sides of ="),
        (["--fields", "x="], "a name on both sides of ="),
        (["--fields", "p.z"], '--fields: no field "z"'),
        (["--fields", "k,x=p.x,x=p.y"], "--fields: "),
        (["--head", "1", "--stats"], "--stats measures the conversion of whole files")]:
    run = tap.rowcol("load", SMALL_FILE, "-d", DTYPE, "-o", os.path.join(tap.T, "no.npy"), *args)
    line = run.stderr.decode()
    tap.ok(run.returncode == 2 and line.startswith("rowcol: ") and message in line.splitlines()[0],
           f"load {' '.join(args)}: status 2", f"{run.returncode} {line}")
tap.ok(not os.path.exists(os.path.join(tap.T, "no.npy")), "then there is no output")
NUMBERS = [3, -1, 2 ** 40, 0, 3]
for args, expected in [("", sorted(NUMBERS)), ("-", sorted(NUMBERS, reverse=True))]:
    run = tap.rowcol("load", "-", "-f", "json", "-d", "i8", "-o", "-", "-t", "ndjson", "-q", "--sort", args,
                     input=json.dumps(NUMBERS).encode())
    tap.equal([json.loads(line) for line in run.stdout.splitlines()], expected, f"records without fields: --sort '{args}'")
run = tap.rowcol("json", STORE, "--sort", "k,k.")
tap.equal((run.returncode, len(run.stderr.splitlines())), (2, 1), "--sort: no caret, which would count from one key")
run = tap.rowcol("json", STORE, "--head", "1", "--fields", '"a b"\t=\tk\t,\tc\t= k')
tap.equal((run.returncode, run.stdout), (0, b'{"a b":0,"c":0}\n'), "--fields: tabs around names")
run = tap.rowcol("json", STORE, "--where", "k > > 日本 1")
tap.equal((run.returncode, run.stderr.decode().splitlines()[1:]), (2, ["  k > > 日本 1", "      ^"]),
          "--where: a caret shows the place")

# --- an error of the input is reported where it is reached, and not where it is not
bad = tap.write("bad.ndjson", '{"x":1}\n{"x":2}\n{"x":"a"}\n')
run = tap.rowcol("load", bad, "-d", "x:i4", "-o", "-", "-t", "ndjson", "-q", "--tail", "1")
tap.ok(run.returncode == 3 and b"bad.ndjson:3:" in run.stderr and not run.stdout, "a wrong record: refused",
       run.stderr)
run = tap.rowcol("load", bad, "-d", "x:i4", "-o", "-", "-t", "ndjson", "-q", "--head", "0")
tap.equal((run.returncode, run.stdout), (0, b""), "--head 0 reads nothing")

tap.done()
