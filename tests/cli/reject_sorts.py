"""Bad records of many sorts among good ones, then many of one sort in a row: each is reported once, in
order, with its line, byte, column, record, field and text, and all others are loaded.

ROWCOL_REJECTS_GOOD is the number of good records (20,000). With 5000000 there are 1,000 bad records of 21
sorts, and 5,000 of one sort in a row.
"""

import json
import os
import random
import struct

import tap

GOOD = int(os.environ.get("ROWCOL_REJECTS_GOOD", "20000"))
SCATTERED = 1000 if GOOD >= 1000000 else 210
IN_A_ROW = 5000
DTYPE = "id:i8, name:S9, x:f8, y:i2, ok:bool, t:M8[s], p:{q:u1}"
ITEMSIZE = 8 + 9 + 8 + 2 + 1 + 8 + 1


def good(n):
    return (f'{{"id":{n},"name":"user{n % 100000:05}","x":{n % 997 / 8},"y":{n % 30000},"ok":true,'
            f'"t":"2020-02-03T04:05:06","p":{{"q":{n % 256}}}}}').encode()


def replaced(key, value):
    """The value of a key becomes another."""
    def change(line):
        start = line.index(b'"%s":' % key) + len(key) + 3
        stop = min(at for at in (line.find(b",", start), line.find(b"}", start)) if at >= 0)
        return line[:start] + value + line[stop:]
    return change


def at_value(key):
    return lambda line: line.index(b'"%s":' % key) + len(key) + 4


def after(text):
    return lambda line: line.index(text) + len(text) + 1


# What is done to a good line, the status, the field, the column, and the message or a part of it.
SORTS = [
    (replaced(b"x", b'"1.5"'), "type", "x", at_value(b"x"),
     'found text "1.5" where float64 expects a number (try x:S3)'),
    (replaced(b"y", b"40000"), "range", "y", at_value(b"y"), "40000 does not fit int16 (try y:i4)"),
    (replaced(b"y", b"1.5"), "type", "y", at_value(b"y"), "1.5 is not an integer, which int16 expects"),
    (replaced(b"name", b'"a name of 20 bytes.."'), "range", "name", at_value(b"name"),
     '20 bytes do not fit S9: "a name of 20 bytes.." (try name:S20)'),
    (lambda line: line.replace(b',"ok":true', b""), "missing", "ok", None, "the record does not have it"),
    (lambda line: line.replace(b',"ok"', b',"z":1,"ok"'), "extra", None, lambda line: line.index(b'"z"') + 1,
     'key "z" is not in the dtype'),
    (lambda line: line.replace(b',"ok"', b',"id":1,"ok"'), "duplicate", "id",
     lambda line: line.rindex(b'"id"') + 1, "the record gives it twice"),
    (lambda line: line[:line.index(b',"ok"')], "syntax", None, lambda line: len(line) + 1, "the line ends where"),
    (lambda line: line + b" 1", "syntax", None, len, "found '1', expected the end of the line"),
    (replaced(b"id", b"null"), "type", "id", at_value(b"id"), "found null where int64 expects an integer"),
    (replaced(b"ok", b"1"), "type", "ok", at_value(b"ok"), "found a number 1 where bool expects true or false"),
    (replaced(b"t", b'"2020-13-01"'), None, "t", at_value(b"t"), ""),
    (replaced(b"q", b"256"), "range", "p.q", at_value(b"q"), "256 does not fit uint8 (try q:u2)"),
    (replaced(b"q", b"-1"), "range", "p.q", at_value(b"q"), "-1 does not fit uint8 (try q:i2)"),
    (lambda line: line[:line.index(b'{"q"')] + b"7}", "type", "p", at_value(b"p"), "found a number 7 where a struct"),
    (replaced(b"name", b'"\xff"'), "syntax", None, lambda line: line.index(b"\xff") + 1, ""),
    (replaced(b"name", b'"\\x"'), "syntax", None, None, ""),
    (replaced(b"name", b'"\t"'), "syntax", None, lambda line: line.index(b"\t") + 1, "found byte 0x09"),
    (replaced(b"y", b"01"), "syntax", None, None, ""),
    (lambda line: line[:-1] + b",}", "syntax", None, len, "found '}', expected a key in quotes"),
    (replaced(b"id", b"9223372036854775808"), "range", "id", at_value(b"id"),
     "9223372036854775808 does not fit int64 (try id:u8)"),
]


def make(path, rng):
    """Writes the lines. Returns what is bad: (line, byte, index of the record, sort, text)."""
    bad, byte, number, good_ids = [], 0, 0, 0
    places = sorted(rng.sample(range(GOOD), SCATTERED))
    in_a_row = GOOD * 2 // 3
    sorts = [i % len(SORTS) for i in range(SCATTERED)]
    rng.shuffle(sorts)
    with open(path, "wb") as file:
        def put(line):
            nonlocal byte, number
            file.write(line + b"\n")
            byte += len(line) + 1
            number += 1

        def put_bad(sort, n):
            line = SORTS[sort][0](good(n))
            bad.append((number + 1, byte, number, sort, line))
            put(line)

        at = 0
        for n in range(GOOD):
            while at < len(places) and places[at] == n:
                put_bad(sorts[at], n)
                at += 1
            if n == in_a_row:
                for i in range(IN_A_ROW):
                    put_bad(0, i)
            put(good(n))
            good_ids += 1
    return bad


def problem(found, expected):
    """What is wrong with an entry of the log, or None."""
    line, byte, record, sort, text = expected
    _, status, field, column, message = SORTS[sort]
    if (found["line"], found["record"]) != (line, record):
        return "another record"
    if found["byte"] - byte != found["column"] - 1:
        return "the byte is not that of the column"
    raw = found["text"].encode() if found["text"] is not None else __import__("base64").b64decode(found["base64"])
    if raw != text:
        return "the text"
    if status and found["status"] != status:
        return f"the status, not {status}"
    if field and found["field"] != field:
        return f"the field, not {field}"
    if column and found["column"] != column(text):
        return f"the column, not {column(text)}"
    return None if message in found["message"] else f"the message, not {message}"


INPUT, OUTPUT, LOG, RAW = (f"{tap.T}/{name}" for name in ("in.ndjson", "out.npy", "bad.ndjson", "bad.raw"))
BAD = make(INPUT, random.Random(20))
for threads in "1", "4":
    run = tap.rowcol("load", INPUT, "-d", DTYPE, "-o", OUTPUT, "--rejects", LOG, "--rejects-raw", RAW, "-j", threads)
    tap.equal(run.returncode, 1, f"-j {threads}: exit status")
    report = run.stderr.decode().splitlines()
    tap.equal(report[0], f"rowcol: {GOOD} records loaded, {len(BAD)} rejected", "the numbers")
    with open(LOG, encoding="utf-8") as file:
        log = [json.loads(line) for line in file]
    tap.equal(len(log), len(BAD), "entries of the log")
    wrong = [(why, entry) for entry, one in zip(log, BAD) if (why := problem(entry, one))]
    tap.ok(not wrong, "the log", f"{len(wrong)} entries: {wrong[:3]}")
    with open(RAW, "rb") as file:
        tap.ok(file.read() == b"".join(one[4] + b"\n" for one in BAD), "the raw records")
    with open(OUTPUT, "rb") as file:
        head = file.read(10)
        file.seek(10 + struct.unpack("<H", head[8:])[0])
        body = file.read()
    ids = [item[0] for item in struct.iter_unpack(f"<q{ITEMSIZE - 8}x", body)]
    tap.ok(ids == list(range(GOOD)), "the records that are loaded")
    counts = {}
    for entry in log:
        kind = entry["status"], entry["field"] or "-"
        counts[kind] = counts.get(kind, 0) + 1
    table = {}
    for line in report[1:]:
        words = line.split()
        if len(words) > 3 and words[1].isdigit():
            table[words[2], words[3]] = int(words[1])
    tap.equal(table, counts, "the table")
tap.done()
