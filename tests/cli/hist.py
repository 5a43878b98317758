"""rowcol hist: a histogram of one field, compared with counts made in Python."""

import json
import math
import os
import random
import re
import struct
from fractions import Fraction

import tap

random.seed(5)


def hist(values, kind, *args, field="x"):
    """The JSON object for these values of one field."""
    text = "".join(json.dumps({"x": v}) + "\n" for v in values).encode()
    run = tap.rowcol("hist", "-", field, "-f", "ndjson", "-d", f"x:{kind}", "--json", *args, input=text)
    if run.returncode or run.stderr:
        return f"{run.returncode} {run.stderr!r}"
    return json.loads(run.stdout)


def whole(values, bins):
    """The parts of whole numbers: [(from, to, count)]"""
    low, high = min(values), max(values)
    width = (high - low) // bins + 1
    parts = [(low + i * width, min(low + (i + 1) * width - 1, high)) for i in range((high - low) // width + 1)]
    return [(a, b, sum(a <= v <= b for v in values)) for a, b in parts]


def check_whole(name, values, kind, bins, *args):
    found = hist(values, kind, *args, "--bins", str(bins))
    there = [v for v in values if v is not None]
    if not isinstance(found, dict):
        return tap.ok(False, name, found)
    tap.equal([(part["from"], part["to"], part["count"]) for part in found["bins"]], whole(there, bins), name)
    return tap.equal((found["records"], found["count"], found["nulls"], found["min"], found["max"]),
                     (len(values), len(there), len(values) - len(there), min(there), max(there)),
                     f"{name}: the totals")


# --- whole numbers
for bins in 1, 2, 3, 7, 20, 49, 98, 100, 1000:
    check_whole(f"i4 in {bins} parts", [random.randint(-50, 48) for _ in range(500)], "i4", bins)
check_whole("nulls", [random.choice([None, 1, 5, 9]) for _ in range(100)], "i2?", 3)
check_whole("one value", [7, 7, 7], "u1", 20)
check_whole("u8 at its end", [2 ** 64 - 1, 2 ** 64 - 2, 2 ** 64 - 20, 2 ** 64 - 20], "u8", 1)
check_whole("the range of i8", [-2 ** 63, 2 ** 63 - 1, 0, 0], "i8", 2)
check_whole("the range of u8", [0, 2 ** 64 - 1], "u8", 7)
check_whole("the range of i8 in one part", [-2 ** 63, 2 ** 63 - 1, 0], "i8", 1)
check_whole("the range of u8 in one part", [0, 2 ** 64 - 1, 1], "u8", 1)
check_whole("numbers over 2^53 that differ by 1", [2 ** 62 + i for i in (1, 5, 9, 10)], "i8", 5)
check_whole("u8 over 2^63", [2 ** 64 - 1 - i for i in (0, 3, 3, 1000)], "u8", 7)
check_whole("negative numbers below -2^53", [None] + [-2 ** 63 + i for i in (0, 1, 2, 300)], ">i8?", 4)
check_whole("negative only", [-9, -8, -7, -7], ">i2", 20)
found = hist([True, False, True], "bool")
tap.equal([(p["from"], p["to"], p["count"]) for p in found["bins"]], [(False, False, 1), (True, True, 2)], "bool")
found = hist(["2024-02-28", "2024-03-01", "2024-02-28", "NaT"], "M8[D]")
tap.equal([(p["from"], p["to"], p["count"]) for p in found["bins"]],
          [("2024-02-28", "2024-02-28", 2), ("2024-02-29", "2024-02-29", 0), ("2024-03-01", "2024-03-01", 1)], "dates")
tap.equal((found["nans"], found["count"], found["min"]), (1, 3, "2024-02-28"), "dates: NaT is counted apart")
second = "2024-02-29T12:00:00."
found = hist([f"{second}{i:09d}" for i in (1, 5, 9, 10)] + ["NaT"], "M8[ns]", "--bins", "5")
tap.equal([(p["from"], p["to"], p["count"]) for p in found["bins"]],
          [(f"{second}{a:09d}", f"{second}{b:09d}", n) for a, b, n in
           ((1, 2, 1), (3, 4, 0), (5, 6, 1), (7, 8, 0), (9, 10, 2))], "nanoseconds are counted exactly")
found = hist([0, 3600], "m8[s]", "--bins", "2")
tap.equal([(p["from"], p["to"], p["count"]) for p in found["bins"]], [("0 s", "1800 s", 1), ("1801 s", "3600 s", 1)],
          "durations")


# --- floats
def floats(name, values, bins):
    """Values far from the ends of parts: [(from, to, count)], by exact arithmetic."""
    finite = [v for v in values if math.isfinite(v)]
    low, high = Fraction(min(finite)), Fraction(max(finite))
    counts = [0] * bins
    for v in finite:
        at = (Fraction(v) - low) / (high - low) * bins
        counts[min(int(at), bins - 1)] += 1
    return counts


def npy(values):
    return tap.npy("floats.npy", "<f8", len(values), struct.pack(f"<{len(values)}d", *values))


def hist_floats(values, *args):
    run = tap.rowcol("hist", npy(values), "x", "--json", *args)
    return json.loads(run.stdout) if run.returncode == 0 else f"{run.returncode} {run.stderr}"


for bins in 1, 3, 20, 64:
    values = [random.gauss(0, 100) for _ in range(1000)]
    found = hist_floats(values, "--bins", str(bins))
    tap.equal([p["count"] for p in found["bins"]], floats("", values, bins), f"f8 in {bins} parts")
    ends = [p["from"] for p in found["bins"]] + [found["bins"][-1]["to"]]
    width = (max(values) - min(values)) / bins
    tap.ok(ends[0] == min(values) and ends[-1] == max(values) and all(
        abs(end - (min(values) + i * width)) < 1e-9 for i, end in enumerate(ends)) and all(
        a["to"] == b["from"] for a, b in zip(found["bins"], found["bins"][1:])), f"f8 in {bins} parts: the ends", ends)
values = [math.nan, math.inf, -math.inf, -math.inf, 1.0, 2.0, 2.0, math.nan, 1.25]
found = hist_floats(values, "--bins", "2")
tap.equal((found["records"], found["count"], found["nans"], found["infinities"], [p["count"] for p in found["bins"]],
           found["min"], found["bins"][0]["from"], found["bins"][1]["to"]),
          (9, 7, 2, [2, 1], [2, 2], "-inf", 1.0, 2.0), "NaN and infinities are counted apart")
found = hist_floats([1e308, -1e308, 0.5e308])
tap.equal([p["count"] for p in found["bins"] if p["count"]], [1, 1, 1], "a range that is larger than the largest double")
tap.equal([(p["from"], p["to"], p["count"]) for p in hist_floats([1.5, 1.5])["bins"]], [(1.5, 1.5, 2)], "one float")
found = hist_floats([math.inf, 3.0, -1.0, math.nan, -math.inf, 7.0], "--bins", "4")
tap.equal(([p["from"] for p in found["bins"]], [p["count"] for p in found["bins"]], found["infinities"]),
          ([-1.0, 1.0, 3.0, 5.0], [1, 0, 1, 1], [1, 1]), "the ends of the finite values among infinities")
found = hist_floats([math.inf, 2.5, 2.5])
tap.equal([(p["from"], p["to"], p["count"]) for p in found["bins"]], [(2.5, 2.5, 2)], "one finite float")
for values in [], [math.nan], [math.inf]:
    found = hist_floats(values)
    tap.equal((found["bins"], found["count"]), ([], sum(not math.isnan(v) for v in values)), f"no finite values: {values}")


# --- round ends, when --bins is not given: as decimals, which Python's fractions hold exactly
def is_round(step):
    digits = f"{step:e}".split("e")[0].rstrip("0").rstrip(".") if isinstance(step, float) else ""
    return digits in ("1", "2", "5")


def decimals(found):
    return [Fraction(repr(p["from"])) for p in found["bins"]] + [Fraction(repr(found["bins"][-1]["to"]))]


for values in ([random.gauss(0, 100) for _ in range(1000)], [random.random() * 1e-7 for _ in range(300)],
               [i / 10 for i in range(-8, 65)], [1e13 + i / 8 for i in range(9)], [0.1, 0.3], [-7.0, 1e9],
               [random.choice([0.05, 0.1, 0.15, 0.35]) for _ in range(50)], [5e-17, 1.0, 2.0]):
    found = hist_floats(values)
    ends = decimals(found)
    steps = {b - a for a, b in zip(ends, ends[1:])}
    tap.ok(len(steps) == 1 and is_round(float(steps.pop())) and len(ends) <= 21, f"{values[:2]}: ends are round", ends)
    tap.equal([p["count"] for p in found["bins"]],
              [sum(p["from"] <= v < p["to"] for v in values) for p in found["bins"]], f"{values[:2]}: the counts")
    tap.equal(sum(p["count"] for p in found["bins"]), len(values), f"{values[:2]}: each is counted")
for values in [1e300, 2e300], [1e-300, 5e-300], [4503599627370496.0, 4503599627370496.5], [1e22, 1.0000000000000002e22]:
    found = hist_floats(values)
    tap.equal((found["bins"][0]["from"], found["bins"][-1]["to"], sum(p["count"] for p in found["bins"])),
              (values[0], values[1], 2), f"{values}: equal parts where no round numbers are between")
found = hist([0.1, 0.2], "f4", "--bins", "1")
tap.equal((found["min"], found["max"]), (0.1, 0.2), "f4: the shortest text")
found = hist(list(range(100)), "i4", "--where", "x >= 90", "--bins", "100")
tap.equal([(p["from"], p["count"]) for p in found["bins"]], [(i, 1) for i in range(90, 100)], "--where")
tap.equal(hist(list(range(100)), "i4", "--sample", "10")["count"], 10, "--sample")

# --- as text
text = tap.write("x.ndjson", "".join('{"p":{"x":%s}}\n' % v for v in [1] * 1000 + [2] * 250 + [3] * 1 + ["null"] * 2))
run = tap.rowcol("hist", text, "p.x", "-d", "p:{x:i4?}", "--width", "60")
lines = run.stdout.decode().splitlines()
tap.equal(lines[0], "p.x: 1,251 values, 2 null", "as text: the totals")
rows = [line.split() for line in lines[3:]]
tap.equal([row[:3] for row in rows], [["1", "1", "1,000"], ["2", "2", "250"], ["3", "3", "1"]], "as text: the parts")
bars = [len(row[3]) for row in rows]
tap.ok(bars[0] > 30 and abs(bars[1] - bars[0] / 4) <= 0.5 and bars[2] == 1 and max(map(len, lines)) == 60,
       "as text: bars as long as the counts, in 60 columns", run.stdout.decode())
tap.equal({line.index(c) for line in lines[3:] for c in [re.search("#", line)[0]]}, {60 - bars[0]}, "as text: aligned")
run = tap.rowcol("hist", text, "p.x", "-d", "p:{x:i4?}", "--width", "3")
tap.ok(max(map(len, run.stdout.decode().splitlines()[1:])) < 40, "as text: a narrow screen", run.stdout)
run = tap.rowcol("hist", text, "p.x", "-d", "p:{x:i4?}", "--width", "0")
tap.equal([line.count("#") for line in run.stdout.decode().splitlines()[3:]], [100, 25, 1], "--width 0: bars of up to 100")
for columns in 1000, 100000:
    run = tap.rowcol("hist", text, "p.x", "-d", "p:{x:i4?}", "--width", str(columns))
    tap.equal(max(map(len, run.stdout.decode().splitlines())), columns, f"--width {columns}")
plain = tap.write("plain.json", "[1.0, 3.0]")
run = tap.rowcol("hist", plain, "-d", "f8", "--bins", "2", "--width", "40")
tap.equal([line.split()[:3] for line in run.stdout.decode().splitlines()],
          [["(record):", "2", "values,"], ["from", "below", "count"], ["----", "-----", "-----"],
           ["1.0", "2.0", "1"], ["2.0", "3.0", "1"]], "records without fields")

# --- wrong command lines
for args, message, status in [
        ([], "a STORE and a FIELD are needed, not 0 operands", 2),
        ([text, "p.x", "p"], "not 3 operands", 2),
        ([text, "-d", "p:{x:i4?}"], "a FIELD is needed", 2),
        ([text, "p.y", "-d", "p:{x:i4?}"], 'FIELD: no field "y": did you mean "x"?', 2),
        ([text, "p", "-d", "p:{x:i4?}"], 'field "p": a histogram needs numbers or times, not struct', 2),
        ([text, "p.x", "-d", "p:{x:i4?}", "--bins", "0"], "--bins 0: a number from 1", 2),
        ([text, "p.x", "-d", "p:{x:i4?}", "--width", "100001"], "--width 100001: a number from 0 to 100000", 2),
        ([text, "p.x", "-d", "p:{x:i4?}", "--width", str(2 ** 64 - 1)], "a number from 0 to 100000 is needed", 2),
        ([text, "p.x", "-d", "p:{x:i4?}", "--bins", "x"], "--bins x: a whole number", 2),
        ([tap.write("s.ndjson", '{"s":"a"}\n'), "s", "-d", "s:str"], "not str (see how often", 2),
        ([tap.write("t.ndjson", '{"s":"a"}\n{'), "s", "-d", "s:str"], "not str (see how often", 2),
        ([text, "p.x", "-d", "p:{x:i4}"], "x.ndjson:1252:", 3),
        ([os.path.join(tap.T, "none.npy"), "x"], "No such file", 4)]:
    run = tap.rowcol("hist", *args)
    tap.ok(run.returncode == status and message in run.stderr.decode() and not run.stdout,
           f"hist: {message}: status {status}", f"{run.returncode} {run.stderr}")

tap.done()
