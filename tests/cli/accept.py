"""Values of another form than that of their field, on request: --accept, --duplicate and --time,
compared with Python.
"""

import datetime
import json
import math
import os
import random
import struct

import tap

LOAD = ["load", "-", "-f", "ndjson", "-t", "ndjson", "-o", "-"]


def load(text, dtype, *options):
    """The text of the records, or None, and the messages."""
    run = tap.rowcol(*LOAD, "-d", dtype, *options, input=text.encode())
    return (run.stdout.decode() if run.returncode == 0 else None), run.stderr.decode()


def values(text):
    return None if text is None else [json.loads(line)["v"] for line in text.splitlines()]


# --- what each name takes: the dtype, the values as JSON text, and what becomes of them
TAKES = [
    ("quoted", "i4", ['"12"', '"-3"', "4", '"0"'], [12, -3, 4, 0]),
    ("quoted", "u8", ['"18446744073709551615"'], [18446744073709551615]),
    ("quoted", "f8", ['"1.5"', '"1e3"', '"7"', "2.5", '"-0.0"'], [1.5, 1000.0, 7.0, 2.5, -0.0]),
    ("quoted", ">f4", ['"0.25"'], [0.25]),
    ("quoted", "f2", ['"0.5"'], [0.5]),
    ("quoted", "bool", ['"true"', '"false"', "true"], [True, False, True]),
    ("quoted", "i4", ['"\\u0031\\u0032"'], [12]),
    ("quoted,zero-one", "bool", ['"1"', '"0"', "1", "false"], [True, False, True, False]),
    ("quoted,integral", "i4", ['"1.0"', '"1e2"'], [1, 100]),
    ("text", "S8", ["12", "1.0", "1e2", "-0", "true", "false", '"a"'],
     ["12", "1.0", "1e2", "-0", "true", "false", "a"]),
    ("text", "str", ["123456789012345678901234567890", "true"],
     ["123456789012345678901234567890", "true"]),
    ("text", "U5", ["1.25", "false"], ["1.25", "false"]),
    ("zero-one", "bool", ["1", "0", "true"], [True, False, True]),
    ("integral", "i4", ["1.0", "1e2", "-2.50e1", "0.0", "-0.0", "3", "1000e-3"],
     [1, 100, -25, 0, 0, 3, 1]),
    ("integral", "u8", ["18446744073709551615.0", "1e19"], [18446744073709551615, 10**19]),
    ("integral", "i8", ["9007199254740993.0", "-9.223372036854775808e18"],
     [9007199254740993, -9223372036854775808]),
    ("integral", "m8[s]", ["2.0"], [2]),
    ("cut", "S3", ['"abcd"', '"ab"', '"a\u00e9\u00e9"', '"\u20acx"', '"\u20ac\u20ac"'],
     ["abc", "ab", "a\u00e9", "\u20ac", "\u20ac"]),
    ("cut", "U3", ['"abcd"', '"ab"', '"\u00e9\u00e9\u20ac\u20ac"'], ["abc", "ab", "\u00e9\u00e9\u20ac"]),
    ("cut,text", "S2", ["123"], ["12"]),
]
for name, dtype, given, expected in TAKES:
    text = "".join(f'{{"v":{v}}}\n' for v in given)
    found, report = load(text, f"v:{dtype}", "-q", "--accept", name)
    tap.equal((values(found), report), (expected, ""), f"--accept {name}: {dtype}: {given}")
    found, report = load(text * 300, f"v:{dtype}", "-q", "--accept", name)
    tap.ok(values(found) == expected * 300, f"--accept {name}: {dtype}: many", report[:200])
    refused = [v for v in given if load(f'{{"v":{v}}}\n', f"v:{dtype}")[0] is None]
    tap.ok(len(refused) > 0, f"--accept {name}: {dtype}: some are refused without it")
    report = load(text, f"v:{dtype}", "--accept", name)[1]
    counted = sum(int(part.split()[0]) for line in report.splitlines() if "field" in line
                  for part in line.split(": ")[-1].split(", "))
    if "," not in name:
        tap.equal(counted, len(refused), f"--accept {name}: {dtype}: the count")

ALL = "quoted,text,zero-one,integral,nonfinite,cut"
for dtype, value in [("i4", '" 12"'), ("i4", '""'), ("i4", '"1x"'), ("i4", '"0x1"'), ("i4", '"+1"'),
                     ("i1", '"300"'), ("i1", "300.0"), ("i4", "1.5"), ("i4", "1e-1"), ("i4", "1e30"),
                     ("i8", "9223372036854775808.0"), ("u1", "-1.0"), ("bool", "2"), ("bool", "1.0"),
                     ("bool", '"yes"'), ("f8", '"nan"'), ("f8", '"Inf"'), ("f8", "nan"), ("f8", "NaNx"),
                     ("f8", "+Infinity"), ("i4", "NaN"), ("i4", "true"), ("f8", "true"), ("S3", "NaN"),
                     ("S3", "null"), ("S3", "[1]"), ("M8[s]", "1"), ("V2", "1234"), ("i4", '"NaN"'),
                     ("i8", "9.007199254740993000000000000000001e15"), ("f4", '"16777217"')]:
    found, report = load(f'{{"v":{value}}}\n', f"v:{dtype}", "--accept", ALL)
    tap.ok(found is None and ":1:" in report, f"{dtype}: {value} is refused", report)

# --- NaN and the infinities, which JSON text cannot show: through a .npy file
OUT = os.path.join(tap.T, "out.npy")
for dtype, form, text in [("<f8", "<d", "NaN Infinity -Infinity 1.5"), (">f4", ">f", "NaN Infinity -Infinity 1.5"),
                          ("<f2", "<e", "NaN Infinity -Infinity 1.5"), ("<f8", "<d", '"NaN" "-Infinity" "2.5"')]:
    words = text.split()
    lines = "".join(f'{{"v":{w}}}\n' for w in words * 40)
    run = tap.rowcol("load", "-", "-f", "ndjson", "-d", f"v:{dtype}", "-q", "-o", OUT, "--accept",
                     "nonfinite,quoted", input=lines.encode())
    size = struct.calcsize(form)
    data = (tap.read(OUT) or b"")[-size * len(words) * 40:]
    found = [v[0] for v in struct.iter_unpack(form, data)] if run.returncode == 0 else run.stderr
    wanted = [float(w.strip('"')) for w in words] * 40
    tap.ok(run.returncode == 0 and all(a == b or (math.isnan(a) and math.isnan(b))
                                       for a, b in zip(found, wanted)), f"{dtype}: {text}", found)
run = tap.rowcol("load", "-", "-f", "ndjson", "-d", "v:c16", "-q", "-o", OUT, "--accept", "nonfinite",
                 input=b'{"v":[NaN, -Infinity]}\n')
re, im = struct.unpack("<dd", (tap.read(OUT) or b"")[-16:])
tap.ok(run.returncode == 0 and math.isnan(re) and im == -math.inf, "c16: NaN and -Infinity", run.stderr)

# --- keys that are given again
TWICE = '{"a":1,"b":2,"a":3}\n{"a":4,"b":5}\n{"b":6,"b":7,"a":8,"a":9,"a":10}\n'
for policy, expected in ("first", [{"a": 1, "b": 2}, {"a": 4, "b": 5}, {"a": 8, "b": 6}]), (
        "last", [{"a": 3, "b": 2}, {"a": 4, "b": 5}, {"a": 10, "b": 7}]):
    for text in TWICE, TWICE * 200:
        found, report = load(text, "a:i4, b:i4", "--duplicate", policy)
        n = len(text) // len(TWICE)
        tap.ok([json.loads(line) for line in (found or "").splitlines()] == expected * n,
               f"--duplicate {policy}, {n}", report)
        tap.ok(f'field "a": {3 * n} values given twice\n' in report
               and f'field "b": {n} value' in report, f"--duplicate {policy}, {n}: the count", report)
tap.equal([json.loads(line) for line in load(TWICE, "a:i4, b:i4", "--duplicate", "last")[0].splitlines()],
          [json.loads(line) for line in TWICE.splitlines()], "--duplicate last: as Python")
found, report = load('{"p":{"x":1,"s":"long text of the first"},"p":{"y":2}}\n', "p:{x:i4, y:i4, s:str}",
                     "--duplicate", "last", "--missing", "zero", "-q")
tap.equal(json.loads(found or "null"), {"p": {"x": 0, "y": 2, "s": ""}}, "--duplicate last: a struct")
for text, policy in (('{"a":1,"a":}\n', "first"), ('{"a":1,"a":"x"}\n', "last"), ('{"a":"x","a":1}\n', "last")):
    found, report = load(text, "a:i4", "--duplicate", policy)
    tap.ok(found is None, f"{text.strip()}: --duplicate {policy} refuses it", report)

# --- times
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def iso(moment, unit):
    text = moment.replace(tzinfo=None).isoformat(timespec="microseconds")
    return {"s": text[:19], "ms": text[:23], "us": text, "D": text[:10], "m": text[:16]}[unit]


TIMES = [
    ("epoch-s", "s", ["0", "1517966773", "-1", "1.5e9", "253402300799"],
     ["1970-01-01T00:00:00", "2018-02-07T01:26:13", "1969-12-31T23:59:59", "2017-07-14T02:40:00",
      "9999-12-31T23:59:59"]),
    ("epoch-s", "ms", ["1517966773.84", "-0.001"], ["2018-02-07T01:26:13.840", "1969-12-31T23:59:59.999"]),
    ("epoch-ms", "ms", ["1517966773840", '"2018-02-07T01:26:13.840"'], ["2018-02-07T01:26:13.840"] * 2),
    ("epoch-ms", "s", ["1517966773000"], ["2018-02-07T01:26:13"]),
    ("epoch-us", "us", ["1517966773840001"], ["2018-02-07T01:26:13.840001"]),
    ("epoch-ns", "us", ["1517966773840001000"], ["2018-02-07T01:26:13.840001"]),
    ("epoch-s", "D", ["86400", "-86400"], ["1970-01-02", "1969-12-31"]),
    ("%a %b %d %T %z %Y", "s", ['"Sun Aug 31 00:29:15 +0000 2014"', '"Sun Aug 31 00:29:15 +0530 2014"'],
     ["2014-08-31T00:29:15", "2014-08-30T18:59:15"]),
    ("%d.%m.%Y %H:%M", "m", ['"5.11.2020 7:05"', '"29.02.2020 23:59"'], ["2020-11-05T07:05", "2020-02-29T23:59"]),
    ("%m/%d/%y %I:%M %p", "m", ['"11/05/20 12:00 AM"', '"11/05/68 12:30 pm"', '"11/05/69 01:00 PM"'],
     ["2020-11-05T00:00", "2068-11-05T12:30", "1969-11-05T13:00"]),
    ("%Y%m%dT%H%M%S", "s", ['"20200229T235959"'], ["2020-02-29T23:59:59"]),
    ("%Y-%j", "D", ['"2020-366"', '"2021-001"', '"2021-60"'], ["2020-12-31", "2021-01-01", "2021-03-01"]),
    ("%e %B %Y", "D", ['" 5 november 2020"', '"15 MAY 2020"'], ["2020-11-05", "2020-05-15"]),
    ("%A, %d-%h-%y %T %Z", "s", ['"Sunday, 06-Nov-94 08:49:37 GMT"'], ["1994-11-06T08:49:37"]),
    ("%F %T.%f%z", "us", ['"2020-01-01 00:00:00.5+01:00"', '"2020-01-01 00:00:00.000001Z"'],
     ["2019-12-31T23:00:00.500000", "2020-01-01T00:00:00.000001"]),
    ("%D %R", "m", ['"01/02/20 03:04"'], ["2020-01-02T03:04"]),
    ("100%% %Y", "D", ['"100% 2020"'], ["2020-01-01"]),
    ("%d.%m.%Y", "D", ['"NaT"'], ["NaT"]),
]
for time, unit, given, expected in TIMES:
    text = "".join(f'{{"v":{v}}}\n' for v in given)
    for options in ["--time", time], ["--time", f"v={time}"]:
        found, report = load(text * 30, f"v:M8[{unit}]", "-q", *options)
        tap.equal((values(found), report), (expected * 30, ""), f"{' '.join(options)}: M8[{unit}]: {given}")
for time, unit, value, message in [
    ("epoch-s", "s", "1.5", "finer than datetime64[s] can hold"), ("epoch-ns", "s", "1", "finer than"),
    ("epoch-s", "ns", "1e30", "does not fit"), ("epoch-s", "s", '"1"', "cannot read"),
    ("epoch-s", "s", "true", "found"), ("%d.%m.%Y", "D", '"2020-01-01"', "by the format"),
    ("%d.%m.%Y", "D", '"31.02.2020"', "no such day"), ("%d.%m.%Y", "D", '"1.13.2020"', "month from 1 to 12"),
    ("%d.%m.%Y", "D", '"1.1.2020 "', "text after"), ("%d.%m.%Y", "D", '"1.1.20"', "four digits"),
    ("%d.%m.%Y", "D", "20200101", "found"), ("%Y-%j", "D", '"2021-366"', "no such day"),
    ("%F %T", "s", '"2020-01-01 23:59:60"', "leap second"), ("%F %T %Z", "s", '"2020-01-01 00:00:00 EST"', "zones"),
    ("%b %Y", "D", '"Janvier 2020"', "by the format"), ("%F %T.%f", "s", '"2020-01-01 00:00:00.5"', "finer"),
]:
    found, report = load(f'{{"v":{value}}}\n', f"v:M8[{unit}]", "--time", time)
    tap.ok(found is None and message in report and 'field "v"' in report, f"{time}: {value} is refused", report)
for time in ["epoch-h", "%d.%m", "%d.%m.%Q", "%Y %j %m", "%Y-%m-%d %I", "%Y-%d", "%Y %y", "%Y-%m-%d %M", "%F %",
             "w=epoch-s", "x=epoch-s", ""]:
    run = tap.rowcol(*LOAD, "-d", "v:M8[s], x:i4", "--time", time, input=b"")
    tap.ok(run.returncode == 2, f"--time '{time}' is refused", run.stderr)
found, report = load('{"a":1,"b":"1.2.2020","c":"2020-03-01"}\n', "a:M8[D], b:M8[D], c:M8[D]", "-q", "--time",
                     "a=epoch-s", "--time", "b=%d.%m.%Y")
tap.ok(found is None and "finer" in report, "two fields: one is finer", report)
found, report = load('{"a":86400,"b":"1.2.2020","c":"2020-03-01"}\n', "a:M8[D], b:M8[D], c:M8[D]", "-q", "--time",
                     "a=epoch-s", "--time", "b=%d.%m.%Y")
tap.equal(json.loads(found or "null"), {"a": "1970-01-02", "b": "2020-02-01", "c": "2020-03-01"}, "two fields")
found, report = load('{"v":"86400"}\n', "v:M8[s]", "-q", "--time", "epoch-s", "--accept", "quoted")
tap.equal(values(found), ["1970-01-02T00:00:00"], "a number in quotes")

# --- random moments in random formats, as Python's strftime writes them and strptime reads them
rng = random.Random(1970)
FORMATS = ["%Y-%m-%d %H:%M:%S", "%d/%b/%Y:%H:%M:%S %z", "%A %d %B %Y %I:%M:%S %p", "%y%m%d%H%M%S",
           "%Y.%j %H.%M.%S", "%m/%d/%Y %H:%M:%S.%f", "%a, %d %b %Y %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S.%f%z"]
for form in FORMATS:
    written, expected = [], []
    for _ in range(400):
        zone = datetime.timezone(datetime.timedelta(minutes=rng.randrange(-14 * 60, 14 * 60)))
        first = -1000000000 if "%y" in form else -62000000000
        last = 3000000000 if "%y" in form else 250000000000
        moment = (EPOCH + datetime.timedelta(seconds=rng.randrange(first, last),
                                             microseconds=rng.randrange(10**6))).astimezone(zone)
        text = moment.strftime(form)
        if "%Y" in form and moment.year < 1000:
            continue # strftime of some systems does not pad the year
        back = datetime.datetime.strptime(text, form)
        back = back if back.tzinfo else back.replace(tzinfo=datetime.timezone.utc)
        written.append(text)
        expected.append(iso(back.astimezone(datetime.timezone.utc), "us"))
    found, report = load("".join(json.dumps({"v": t}) + "\n" for t in written), "v:M8[us]", "-q", "--time", form)
    tap.ok(values(found) == expected and len(expected) > 200, f"{form}: as Python reads it", report)
numbers = [rng.randrange(-6 * 10**13, 25 * 10**13) for _ in range(500)]
found, report = load("".join(f'{{"v":{n}}}\n' for n in numbers), "v:M8[ms]", "-q", "--time", "epoch-ms")
tap.ok(values(found) == [iso(EPOCH + datetime.timedelta(milliseconds=n), "ms") for n in numbers],
       "epoch-ms: as Python counts", report)

# --- the times of real files
REAL = os.path.join(tap.DATA, "real")
if os.path.isdir(REAL):
    for name, options, dtype, key, read in [
        ("twitter.json", ["--root", "/statuses", "--time", "%a %b %d %H:%M:%S %z %Y"], "created_at:M8[s]",
         lambda d: [t["created_at"] for t in d["statuses"]],
         lambda t: iso(datetime.datetime.strptime(t, "%a %b %d %H:%M:%S %z %Y"), "s")),
        ("earthquakes.geojson", ["-f", "json", "--root", "/features", "--time", "epoch-ms"],
         "properties:{time:M8[ms]}", lambda d: [q["properties"]["time"] for q in d["features"]],
         lambda t: iso(EPOCH + datetime.timedelta(milliseconds=t), "ms")),
        ("flights-20k.json", ["--time", "date=%Y/%m/%d %H:%M"], "date:M8[m]", lambda d: [f["date"] for f in d],
         lambda t: iso(datetime.datetime.strptime(t, "%Y/%m/%d %H:%M"), "m")),
    ]:
        path = os.path.join(REAL, name)
        with open(path, encoding="utf-8") as file:
            expected = [read(t) for t in key(json.load(file))]
        run = tap.rowcol("load", path, "-d", dtype, "--extra", "ignore", "-q", "-t", "ndjson", "-o", "-", *options)
        found = [json.loads(line) for line in run.stdout.splitlines()]
        found = [r.get("properties", {}).get("time") or r.get("created_at") or r.get("date") for r in found]
        tap.ok(run.returncode == 0 and found == expected and len(found) > 50, f"{name}: its times", run.stderr)
else:
    tap.skip("the times of real files", f"no folder {REAL}")

# --- for one field, and what is in it, besides those for all
ONE = '{"a":"1","b":{"c":"2","d":["3","4"]},"e":5.0}\n'
DTYPE = "a:i4, b:{c:i4, d:2i4}, e:i4"
ALL_OF_IT = ["--accept", "a=quoted", "--accept", "b=quoted", "--accept", "e=integral"]
for text, times in (ONE, 1), (ONE, 500):
    found, report = load(text * times, DTYPE, "-q", *ALL_OF_IT)
    tap.equal((found, report), ('{"a":1,"b":{"c":2,"d":[3,4]},"e":5}\n' * times, ""), "--accept FIELD=LIST")
for options, message in [
        (ALL_OF_IT[2:], '1:6: field "a": found text "1"'), (ALL_OF_IT[:2] + ALL_OF_IT[4:], '1:19: field "b.c": found'),
        (ALL_OF_IT[:2] + ["--accept", "b.c=quoted"] + ALL_OF_IT[4:], '1:28: field "b.d": found'),
        (ALL_OF_IT[:4] + ["--accept", "e=cut"], '1:42: field "e": 5.0 is not written as an integer'),
        (["--accept", "quoted"], '1:42: field "e": 5.0 is not written as an integer')]:
    found, report = load(ONE, DTYPE, *options)
    tap.ok(found is None and message in report, f"{' '.join(options)}", report)
found, report = load(ONE, DTYPE, "-q", "--accept", "quoted", "--accept", "e=integral,cut")
tap.ok(found is not None, "all fields and one field", report)
found, report = load('{"a b":"1"}\n', '"a b":i4', "-q", "--accept", '"a b"=quoted')
tap.equal(found, '{"a b":1}\n', "a name in quotes")
csv = tap.rowcol("load", "-", "-f", "csv", "-t", "ndjson", "-o", "-", "-q", "-d", "a:bool, b:i4", "--accept",
                 "a=zero-one", "--accept", "b=integral", input=b"a,b\n1,2.0\n0,3\n")
tap.equal(csv.stdout, b'{"a":true,"b":2}\n{"a":false,"b":3}\n', "CSV")
csv = tap.rowcol("load", "-", "-f", "csv", "-t", "ndjson", "-o", "-", "-q", "-d", "a:bool, b:bool", "--accept",
                 "a=zero-one", input=b"a,b\n1,true\n0,1\n")
tap.ok(csv.returncode == 3 and b'3:3: field "b": ' in csv.stderr, "CSV: another field", csv.stderr)

# --- usage
for options in (["--accept", "quotes"], ["--accept", ""], ["--accept", "cut,,text"], ["--accept", "v=quotes"],
                ["--accept", "v="], ["--accept", 'v"=quoted'], ["--duplicate", "any"]):
    run = tap.rowcol(*LOAD, "-d", "v:i4", *options, input=b"")
    tap.ok(run.returncode == 2, f"{' '.join(options)}: is refused", run.stderr)
run = tap.rowcol(*LOAD, "--time", "epoch-s", input=b'{"v":1}\n')
tap.ok(run.returncode == 2 and b"need -d" in run.stderr, "--time without -d", run.stderr)
run = tap.rowcol(*LOAD, "--accept", "v=quoted", input=b'{"v":1}\n')
tap.ok(run.returncode == 2 and b"need -d" in run.stderr, "--accept FIELD=LIST without -d", run.stderr)
run = tap.rowcol(*LOAD, "-d", "v:i4", "--accept", "w=quoted", input=b'{"v":1}\n')
tap.ok(run.returncode == 2 and b'"w", which is not in the dtype' in run.stderr, "of a field that is not there", run)

tap.done()
