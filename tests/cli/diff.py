"""rowcol diff: what differs between two stores, compared with a comparison in Python."""

import json
import math
import os
import random
import struct

import tap

random.seed(11)
DTYPE = "id:i4, name:str, age:i4?, x:f8, v:(2,2)i1, p:{q:i2?, r:S4}?, u:u8"


def record(i):
    return {"id": i, "name": random.choice(["a", "b", "Ä", "日本"]), "age": random.choice([None, 0, 1, 2]),
            "x": random.choice([0.0, -0.0, 1.5, 1e300]), "v": [[random.randint(0, 2) for _ in "ab"] for _ in "ab"],
            "p": random.choice([None, {"q": None, "r": "s"}, {"q": 1, "r": ""}, {"q": 2, "r": "tttt"}]),
            "u": random.choice([0, 2 ** 64 - 1])}


def ndjson(name, records):
    return tap.write(name, "".join(json.dumps(r) + "\n" for r in records))


def diff(a, b, *args, status=None):
    """The JSON object, and the exit status."""
    run = tap.rowcol("diff", a, b, *args, "--json")
    if run.returncode > 1 or run.stderr:
        return f"{run.returncode} {run.stderr!r}"
    found = json.loads(run.stdout)
    expected = 1 if found["differ"] or found["only_in_a"] or found["only_in_b"] or any(
        not note["compared"] for note in found["fields"]) else 0
    tap.equal(run.returncode, expected if status is None else status, f"diff {' '.join(args)}: the exit status")
    return found


def near(a, b, absolute, relative):
    return a == b or abs(a - b) <= absolute or abs(a - b) <= relative * max(abs(a), abs(b))


def differences(a, b, near_args=(0, 0)):
    """[(field, value of a, value of b)] of two records: null structs as a whole."""
    found = []
    for key in a:
        one, other = a[key], b[key]
        if key == "v":
            found += [(f"v[{i}][{k}]", one[i][k], other[i][k]) for i in (0, 1) for k in (0, 1)
                      if one[i][k] != other[i][k]]
        elif key == "p":
            if one is None or other is None:
                if one is not other:
                    found.append(("p", *[None if s is None else
                                         "{q: %s, r: %s}" % ("null" if s["q"] is None else s["q"], s["r"] or '""')
                                         for s in (one, other)]))
            else:
                found += [(f"p.{k}", one[k], other[k]) for k in ("q", "r") if one[k] != other[k]]
        elif key == "x":
            if not near(one, other, *near_args):
                found.append((key, one, other))
        elif one != other:
            found.append((key, one, other))
    return found


def expected(a, b, key=None, near_args=(0, 0)):
    """The object that rowcol diff --json prints, but for the paths and fields."""
    if key:
        partner, used = {}, set()
        for i, r in enumerate(a):
            for k, s in enumerate(b):
                if k not in used and all(r[f] == s[f] for f in key):
                    partner[i] = k
                    used.add(k)
                    break
    else:
        partner = {i: i for i in range(min(len(a), len(b)))}
        used = set(partner)
    result = {"listed": [], "differ": 0, "only_in_a": 0, "only_in_b": 0, "equal": 0, "by_field": {}}

    def label(r):
        return {f: r[f] for f in key or ()}
    for i, r in enumerate(a):
        if i not in partner:
            result["listed"].append({"record": [i, None], "key": label(r), "fields": []})
            result["only_in_a"] += 1
            continue
        found = differences(r, b[partner[i]], near_args)
        result["differ" if found else "equal"] += 1
        if found:
            result["listed"].append({"record": [i, partner[i]], "key": label(r),
                                     "fields": [{"field": f, "a": x, "b": y} for f, x, y in found]})
        for field in {f.split("[")[0] for f, _, _ in found}:
            result["by_field"][field] = result["by_field"].get(field, 0) + 1
    for k, s in enumerate(b):
        if k not in used:
            result["listed"].append({"record": [None, k], "key": label(s), "fields": []})
            result["only_in_b"] += 1
    return result


def check(name, a, b, *args, key=None, near_args=(0, 0)):
    paths = ndjson("a.ndjson", a), ndjson("b.ndjson", b)
    wanted = {"a": paths[0], "b": paths[1], "records": [len(a), len(b)], "fields": []}
    wanted.update(expected(a, b, key, near_args))
    return tap.equal(diff(*paths, "-d", DTYPE, "--max", "1000", *args), wanted, name)


# --- random records
A = [record(i) for i in range(60)]
B = [dict(r) for r in A]
for r in random.sample(B, 25):
    r.update({k: v for k, v in record(0).items() if k != "id" and random.random() < 0.4})
check("by position", A, B)
check("a is longer", A, B[:50])
check("b is longer", A[:3], B)
check("no records", [], [])
check("all in one", [], B[:3])
tap.equal(diff(*[ndjson("a.ndjson", A)] * 2, "-d", DTYPE, status=0)["equal"], 60, "a store and itself")
MIXED = B[5:] + [record(i) for i in range(100, 110)]
random.shuffle(MIXED)
check("by key", A, MIXED, "--key", "id", key=["id"])
check("by two keys", A, MIXED, "--key", "id, name", key=["id", "name"])
check("by a key that repeats", A, MIXED, "-k", "name,u", key=["name", "u"])
check("by a key that may be null", A, MIXED, "-k", "age", key=["age"])

# --- floats
X = [dict(A[0], x=x) for x in (0.0, 1.0, 1.0, 1000.0, -1000.0, 1e300, 5e-324)]
Y = [dict(A[0], x=x) for x in (-0.0, 1.0 + 2 ** -52, 1.5, 1000.5, -1000.5, -1e300, 0.0)]
for absolute, relative in (0, 0), (2 ** -52, 0), (0.5, 0), (0.499, 0), (0, 5e-4), (0, 4.9e-4), (1e-15, 1e-3), (0, 2):
    check(f"--tolerance {absolute} --relative {relative}", X, Y, "--tolerance", repr(float(absolute)),
          "--relative", repr(float(relative)), near_args=(absolute, relative))


def floats(name, values, kind="f8"):
    """A store of one field of floats or complex numbers; JSON text has no NaN."""
    n = len(values) // (2 if kind[0] == "c" else 1)
    code = {"f4": "f", "f8": "d", "c16": "d"}[kind]
    return tap.npy(name, "<" + kind, n, struct.pack(f"<{len(values)}{code}", *values))


values = [math.nan, math.inf, -math.inf, 1.0]
pairs = [(a, b) for a in values for b in values]
found = diff(floats("a.npy", [a for a, _ in pairs]), floats("b.npy", [b for _, b in pairs]), "--tolerance", "1e300")
equal = {(i, k) for i in range(4) for k in range(4) if i == k}
wanted = [[4 * i + k] * 2 for i in range(4) for k in range(4) if (i, k) not in equal]
tap.equal([r["record"] for r in found["listed"]], wanted, "NaN equals NaN, an infinity itself")
tap.equal(found["listed"][0]["fields"], [{"field": "x", "a": "nan", "b": "inf"}], "they are strings in JSON")


single = floats("f4.npy", [math.nan, math.inf, 1.0, math.nan], "f4")
double = floats("f8.npy", [math.nan, math.inf, 1.0, 2.0])
found = diff(single, double, "--tolerance", "5")
tap.equal(([r["record"][0] for r in found["listed"]], found["equal"]), ([3], 3), "NaN of two kinds")
pairs = floats("c16.npy", [1.0, math.nan, math.inf, 0.0, 1.0, 0.0, 2.0, 1e-9], "c16")
found = diff(double, pairs, "--tolerance", "1e-6")
tap.equal(([r["record"][0] for r in found["listed"]], found["equal"]), ([], 4), "floats and complex numbers")
found = diff(double, pairs, "--max", "0")
tap.equal((found["differ"], found["equal"]), (1, 3), "floats and complex numbers: the imaginary part counts")

# --- other dtypes: matched by name, compared by what the values mean
a = tap.store("a.npy", "k:i4, n:S4, f:f4, t:M8[s], d:m8[h], b:>i8, only:i1, c:c8",
          [{"k": 1, "n": "ab", "f": 0.5, "t": "2024-01-01T00:00:00", "d": 2, "b": -5, "only": 0, "c": [1, 0]},
           {"k": 2, "n": "é", "f": 0.1, "t": "2024-01-01T00:00:01", "d": 3, "b": 2 ** 53 + 1, "only": 0, "c": [1, 2]},
           {"k": 3, "n": "", "f": 2, "t": "NaT", "d": "NaT", "b": 0, "only": 0, "c": [0, 0]}])
b = tap.store("b.npy", "c:f8, more:{z:i1}, b:f8, d:m8[m], t:M8[ms], f:f8, n:U6, k:u4",
          [{"k": 1, "n": "ab", "f": 0.5, "t": "2024-01-01T00:00:00", "d": 120, "b": -5, "more": {"z": 1}, "c": 1},
           {"k": 2, "n": "é", "f": 0.1, "t": "2024-01-01T00:00:01.001", "d": 181, "b": 2 ** 53, "more": {"z": 1}, "c": 1},
           {"k": 4, "n": "0", "f": 2, "t": "NaT", "d": 0, "b": 0, "more": {"z": 1}, "c": 0}])
found = diff(a, b)
tap.equal([(note["field"], note["a"], note["b"], note["compared"]) for note in found["fields"]],
          [("k", "i4", "u4", True), ("n", "S4", "U6", True), ("f", "f4", "f8", True),
           ("t", "M8[s]", "M8[ms]", True), ("d", "m8[h]", "m8[m]", True), ("b", ">i8", "f8", True),
           ("only", "i1", None, False), ("c", "c8", "f8", True), ("more", None, "z:i1", False)],
          "dtypes that differ are reported")
tap.equal([(r["record"][0], [f["field"] for f in r["fields"]]) for r in found["listed"]],
          [(1, ["f", "t", "d", "b", "c"]), (2, ["k", "n", "d"])], "values of other kinds")
tap.equal(found["listed"][0]["fields"][3], {"field": "b", "a": 2 ** 53 + 1, "b": 2.0 ** 53},
          "an integer and a float are compared exactly")
found = diff(a, b, "--fields", "k,n,t", "--where", "k = 1", status=0)
tap.equal((found["equal"], found["differ"]), (1, 0), "--where and --fields; dtypes alone are not a difference")
tap.equal(diff(a, b, "--fields", "k", "--key", "k")["only_in_b"], 1, "a key of two kinds")
found = diff(tap.store("big.npy", "x:u8", [{"x": 2 ** 63}, {"x": 0}, {"x": 2 ** 64 - 1}, {"x": 2 ** 63}]),
             tap.store("huge.npy", "x:f8", [{"x": 1e300}, {"x": 1e300}, {"x": 2.0 ** 64}, {"x": 2.0 ** 63}]))
tap.equal(([r["record"][0] for r in found["listed"]], found["equal"]), ([0, 1, 2], 1), "floats that no integer reaches")
text = tap.store("t.npy", "k:S4", [{"k": "1"}])
found = diff(a, text, "--fields", "k", "--max", "0")
tap.equal((found["fields"][0]["compared"], found["differ"]), (False, 0), "text and numbers are not compared")
shapes = tap.store("s1.npy", "v:3i1", [{"v": [1, 2, 3]}]), tap.store("s2.npy", "v:2i1", [{"v": [1, 2]}])
tap.equal(diff(*shapes)["fields"][0]["compared"], False, "other shapes are not compared")
structs = [tap.store(f"s{i}.npy", d, r) for i, (d, r) in enumerate([
    ("v:2{a:i1, b:S2}", [{"v": [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]}]),
    ("v:2{b:S2, a:i2}", [{"v": [{"a": 1, "b": "x"}, {"a": 3, "b": "y"}]}])])]
tap.equal(diff(*structs)["listed"][0]["fields"], [{"field": "v[1].a", "a": 2, "b": 3}], "structs in a subarray")
long = [ndjson(f"long{c}.ndjson", [{"v": [{"s": "x" * 30}, {"s": "x" * 30 + c}]}]) for c in "ab"]
found = diff(*long, "-d", "v:2{s:str}")
tap.equal([f["field"] for r in found["listed"] for f in r["fields"]], ["v[1].s"], "long text of structs in a subarray")
umlauts = [tap.store(f"text{kind}.npy", f"s:{kind}", [{"s": s} for s in texts]) for kind, texts in
           [("S12", ["äaé", "日本", "ä", "\U0001f600"]), ("U3", ["äaé", "日本", "äa", "\U0001f601"])]]
tap.equal([r["record"] for r in diff(*umlauts)["listed"]], [[2, 2], [3, 3]], "S and U: characters of several bytes")
plain = tap.write("p1.json", "[1,2]"), tap.write("p2.json", "[1,3]")
run = tap.rowcol("diff", *plain, "-d", "i4")
tap.equal((run.returncode, run.stdout), (1, b"record 1: 2 -> 3\n1 record differs, 1 equal\n"
                                            b"fields that differ: (record) 1\n"), "records without fields")

# --- as text
one = ndjson("one.ndjson", [{"id": 1, "n": "a"}, {"id": 2, "n": "b"}, {"id": 3, "n": "null"}, {"id": 5, "n": "e"}])
two = ndjson("two.ndjson", [{"id": 3, "n": None}, {"id": 2, "n": "b"}, {"id": 4, "n": "\x1b"}, {"id": 5, "n": "f"}])
run = tap.rowcol("diff", one, two, "-d", "id:i4, n:str?", "--key", "id")
tap.equal((run.returncode, run.stdout.decode().replace(tap.T + "/", "")), (1, """\
id=1: only in one.ndjson: {id: 1, n: a}
id=3: n "null" -> null
id=5: n e -> f
id=4: only in two.ndjson: {id: 4, n: \\x1B}
2 records differ, 1 only in one.ndjson, 1 only in two.ndjson, 1 equal
fields that differ: n 2
"""), "as text")
run = tap.rowcol("diff", one, two, "-d", "id:i4, n:str?", "--key", "id", "--max", "1")
tap.equal(run.stdout.decode().splitlines()[1], "... and 3 more", "--max")
run = tap.rowcol("diff", one, "-", "-d", "id:i4, n:str?", "-f", "ndjson", input=tap.read(one))
tap.equal((run.returncode, run.stdout), (0, b"4 equal\n"), "standard input")
run = tap.rowcol("diff", a, b, "--max", "0")
tap.equal(run.stdout.decode().replace(tap.T + "/", "").splitlines()[:9],
          ["field k: i4 in a.npy, u4 in b.npy", "field n: S4 in a.npy, U6 in b.npy", "field f: f4 in a.npy, f8 in b.npy",
           "field t: M8[s] in a.npy, M8[ms] in b.npy", "field d: m8[h] in a.npy, m8[m] in b.npy",
           "field b: >i8 in a.npy, f8 in b.npy", "field only: only in a.npy", "field c: c8 in a.npy, f8 in b.npy",
           "field more: only in b.npy"], "dtypes as text")

# --- keys in a common dtype: a value that does not fit it is one of the input
def keys(name, kind, values):
    """A store of keys; the values are bytes."""
    return tap.npy(name, kind, len(values), b"".join(values))


seconds = keys("seconds.npy", "<M8[s]", [struct.pack("<q", n) for n in (0, 5, 2 ** 62)])
nanoseconds = keys("nanoseconds.npy", "<M8[ns]", [struct.pack("<q", n) for n in (5 * 10 ** 9, 0, 7)])
not_text = keys("s.npy", "|S2", [b"ab", b"\xff\0"])
characters = keys("u.npy", "<U2", [s.encode("utf-32-le") for s in ("cd", "ab")])
for one_path, other, message in [(seconds, nanoseconds, "/seconds.npy: record 2: "),
                                 (nanoseconds, seconds, "/seconds.npy: record 2: "),
                                 (not_text, characters, "s.npy: record 1: "), (characters, not_text, "s.npy: record 1: ")]:
    run = tap.rowcol("diff", one_path, other, "--key", "x")
    tap.ok((run.returncode, run.stdout) == (3, b"") and message in run.stderr.decode() and b"--key" not in run.stderr,
           f"diff --key: {message}status 3", f"{run.returncode} {run.stderr}")

# --- text and a store: options about text are for the text
lines = tap.write("text.csv", "id;n\n1;2,5\n2;0,5\n")
stored = tap.store("text.npy", "id:i4, n:f8", [{"id": 1, "n": 2.5}, {"id": 2, "n": 0.5}])
for pair in ([lines, stored], [stored, lines]):
    run = tap.rowcol("diff", *pair, "-d", "id:i4, n:f8", "--decimal", ",", "--null-text", "-")
    tap.equal((run.returncode, run.stdout, run.stderr), (0, b"2 equal\n", b""), "CSV text and a store")
run = tap.rowcol("diff", stored, stored, "--decimal", ",")
tap.ok(run.returncode == 2 and b"does not apply to the format npy" in run.stderr, "two stores", run.stderr)

# --- wrong command lines, wrong input
for args, message, status in [
        ([one], "two inputs are needed, not 1", 2),
        ([one, two, two], "two inputs are needed, not 3", 2),
        (["-", "-"], "standard input can be read only once", 2),
        ([one, two, "-d", "id:i4, n:str?", "--key", "idd"], '--key: no field "idd": did you mean "id"', 2),
        ([one, two, "-d", "id:i4, n:str?", "--key", "id,"], "--key id,: a name is missing", 2),
        ([one, two, "--tolerance", "-1"], "--tolerance -1: a number from 0", 2),
        ([one, two, "--relative", "nan"], "--relative nan: a number from 0", 2),
        ([one, two, "--tolerance", "inf"], "--tolerance inf: a number from 0", 2),
        ([one, two, "--max", "x"], "--max x: a whole number", 2),
        ([a, text, "--key", "k"], "--key: ", 2),
        ([a, b, "--key", "k,k"], "--key: ", 2),
        ([a, b, "--key", "k."], "--key: expected a field name", 2),
        ([a, a, "--key", "c"], "--key: ", 2),
        ([one, two, "-d", "id:i4, n:i4"], 'one.ndjson:1:', 3),
        ([one, one + "none", "-d", "id:i4, n:str?", "-f", "ndjson"], "No such file", 4)]:
    run = tap.rowcol("diff", *args)
    tap.ok(run.returncode == status and message in run.stderr.decode() and run.stderr.count(b"\n") == 1
           and not run.stdout, f"diff: {message}: status {status}", f"{run.returncode} {run.stderr} {run.stdout}")

tap.done()
