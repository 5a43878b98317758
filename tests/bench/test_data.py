#!/usr/bin/env python3
"""The data of the benchmarks: the files that gen.c makes, and their sums, read again here."""
import collections
import csv
import json
import os
import struct
import sys

sys.path[:0] = [
    os.path.join(os.environ["top_srcdir"], "tests", folder) for folder in ("bench", "cli")
]

import kinds
import tap
import workloads
from data_files import DataFiles, quake_sums
from kinds import wrap
from protocol import pick
from testing import build_generator

N = 300


def read_lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


# ---- the data, read here again by json and struct


def point_sums(points, ordered=False):
    sums = {
        "records": len(points),
        "x": sum(p["x"] for p in points),
        "y": sum(p["y"] for p in points),
        "z": sum(p["z"] for p in points),
        "xz": sum(p["x"] * p["z"] for p in points),
        "yz": sum(p["y"] // 2**20 * p["z"] for p in points),
    }
    if ordered:
        sums["order"] = sum(i % 1000 * p["x"] for i, p in enumerate(points))
    return sums


def group_sums(points, part):
    sums = {}
    for p in points:
        key = (p["x"] + 1000000) // part
        sums[key] = sums.get(key, 0) + p["y"]
    return {"groups": len(sums), "total": sum(sums.values()), "greatest": max(sums.values())}


def read_csv(path, types):
    """The records as dicts of values, by Python's csv."""
    with open(path, encoding="utf-8", newline="") as file:
        return [
            {name: types[name](text) for name, text in record.items()}
            for record in csv.DictReader(file)
        ]


def check_points(data):
    points = read_lines(data.path("points.ndjson", N))
    expected = {
        "all": point_sums(points),
        "sum": {"x": sum(p["x"] for p in points)},
        "filter": point_sums([p for p in points if p["x"] >= 0]),
        "sort": point_sums(sorted(points, key=lambda p: p["x"]), ordered=True),
        "take": point_sums([points[pick(i, N)] for i in range(N // 2)], ordered=True),
        "random": {"total": sum(sum(points[pick(i, N)].values()) for i in range(200000))},
        "group_few": group_sums(points, 2000),
        "group_many": group_sums(points, 2),
        "open": {"records": N, "last": sum(points[-1].values())},
    }
    for family, sums in expected.items():
        tap.equal(data.sums("points.ndjson", N, family), sums, "sums of points, " + family)
    with open(data.path("points.json", N), encoding="utf-8") as file:
        tap.ok(json.load(file) == points, "the array holds the same points")
    with open(data.path("points.npy", N), "rb") as file:
        content = file.read()
    found = read_csv(data.path("points.csv", N), {"x": int, "y": int, "z": int})
    tap.ok(found == points, "the CSV file holds the same points")
    start = 10 + int.from_bytes(content[8:10], "little")
    tap.equal(start % 64, 0, "the .npy header is padded")
    tap.ok(
        list(struct.iter_unpack("<3i", content[start:])) == [tuple(p.values()) for p in points],
        "the .npy file too",
    )


def check_mixed(data):
    records = read_lines(data.path("mixed.ndjson", N))
    found = data.sums("mixed.ndjson", N, "all")
    expected = {
        "records": N,
        "id": wrap(sum(r["id"] for r in records)),
        "level": sum(r["level"] for r in records),
        "name_bytes": sum(len(r["name"].encode()) for r in records),
        "ok": sum(r["ok"] for r in records),
        "city_bytes": sum(len(r["city"].encode()) for r in records),
        "score": sum(r["score"] for r in records),
        "name_a": sum(r["name"].startswith("A") for r in records),
    }
    tap.equal(workloads.same(found, expected), None, "sums of mixed records")
    tap.ok(
        any('"' in r["name"] for r in records) and any(ord(max(r["city"])) > 127 for r in records),
        "some strings need an escape, some are not ASCII",
    )
    types = {"id": int, "name": str, "city": str, "level": int, "score": float,
             "ok": lambda text: {"true": True, "false": False}[text]}
    tap.ok(
        read_csv(data.path("mixed.csv", N), types) == records, "the CSV file holds the same records"
    )
    tap.ok(max(abs(r["id"]) for r in records) > 2**53, "some integers are no doubles")


def check_quakes(data):
    with open(data.path("quakes.json", N), encoding="utf-8") as file:
        expected = quake_sums(json.load(file)["features"])
    tap.equal(
        workloads.same(data.sums("quakes.json", N, "all"), expected), None, "sums of earthquakes"
    )


# ---- irregular files


def check_irregular(data, gen):
    lines, records = {}, {}
    for style in kinds.IRREGULAR + kinds.CHANGES:
        kind = style + ".ndjson"
        with open(data.path(kind, N), encoding="utf-8", newline="\n") as file:
            lines[style] = file.read().splitlines()
        records[style] = [json.loads(line) for line in lines[style]]
        expected = kinds.sums(kinds.READING, records[style], style in kinds.NESTED)
        found = data.sums(kind, N, "all")
        tap.equal(workloads.same(found, expected), None, "sums of %s records" % style)
    check_styles(lines, records)
    check_changes(lines, records)
    again = DataFiles(os.path.join(tap.T, "again"), gen, 7, None)
    other = DataFiles(os.path.join(tap.T, "again"), gen, 8, None)
    for files, same in ((again, True), (other, False)):
        with open(files.path("everything.ndjson", N), encoding="utf-8", newline="\n") as file:
            tap.equal(
                file.read().splitlines() == lines["everything"],
                same,
                "the same seed makes the same file" if same else "another seed makes another",
            )


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def check_styles(lines, records):
    """Each file is irregular in the way that its name says."""
    orders = {style: {tuple(r) for r in records[style]} for style in records}
    keys = {style: {key for r in records[style] for key in r} for style in records}
    for style in ("regular", "escapes", "nested", "extra", "spaces"):
        tap.equal(len(orders[style]), 1, style + ": one shape")
    for style in ("shuffled", "extra_shuffled", "nested_shuffled"):
        tap.ok(len(orders[style]) > N / 4, style + ": many orders of keys", len(orders[style]))
    for style in ("regular", "extra"):
        shuffled = {"regular": "shuffled", "extra": "extra_shuffled"}[style]
        tap.ok(
            all(a == b for a, b in zip(records[style], records[shuffled])) or style == "regular",
            style + ": the shuffled file has the same keys",
        )
    share = mean(len(r) for r in records["absent"]) / 9
    tap.ok(0.65 < share < 0.75, "absent: 30 % of the keys are absent", share)
    tap.equal(len(keys["extra"] - keys["regular"]), 10, "extra: ten further keys")
    types = {type(value) for r in records["extra"] for value in r.values()}
    tap.ok(
        {dict, list, str, int, float, bool, type(None)} <= types, "extra: values of all types", types
    )
    tap.equal(len(orders["two_shapes"]), 2, "two_shapes: two shapes")
    events = collections.Counter(r["event"] for r in records["events"])
    tap.ok(len(events) == 4 and min(events.values()) > N / 8, "events: four kinds", events)
    spaced = mean(line != line.replace(" :", ":").replace(": ", ":") for line in lines["spaces"])
    tap.ok(spaced > 0.9, "spaces: lines have white space", spaced)
    strings = [r[name] for r in records["escapes"] for name in ("station", "unit")]
    changed = mean(any(ord(c) > 126 or c in '\\"\n\t/' for c in s.replace("m/s", "")) for s in strings)
    tap.ok(0.2 < changed < 0.35, "escapes: 30 % of the strings", changed)
    whole = records["everything"]
    tap.ok(
        any("\\u" in line for line in lines["everything"])
        and len(orders["everything"]) > N / 2
        and any(isinstance(r.get("limits"), dict) for r in whole)
        and any(len(r["place"]) < 3 for r in whole),
        "everything: all of it at once",
    )


def check_changes(lines, records):
    """Each file is the regular one but for the change that its name says."""
    regular = records["regular"]
    differ = {style: [a != b for a, b in zip(lines["regular"], lines[style])] for style in kinds.CHANGES}
    tenth = [i % 10 == 9 for i in range(N)]
    for style in ("moved", "blank"):
        tap.equal(sum(differ[style]), N, style + ": every line differs")
        tap.equal(records[style], regular, style + ": the same records")
    moved = {tuple(record) for record in records["moved"]}
    tap.ok(10 < len(moved) <= 72, "moved: many orders, each with one key moved", len(moved))
    blanks = {line.count(" ") - other.count(" ") for line, other in zip(lines["blank"], lines["regular"])}
    tap.equal(blanks, {1}, "blank: one blank in each")
    for style in ("blank_tenth", "absent_tenth", "shape_tenth"):
        tap.equal(differ[style], tenth, style + ": every tenth line differs")
    tap.equal(records["blank_tenth"], regular, "blank_tenth: the same records")
    tap.equal(
        [sorted(set(a) ^ set(b)) for a, b in zip(regular, records["absent_tenth"])],
        [["level"] if it else [] for it in tenth],
        "absent_tenth: one key absent",
    )
    tap.equal(
        [sorted(set(a) ^ set(b)) for a, b in zip(regular, records["renamed"])],
        [["grade", "level"] if i % 2 else [] for i in range(N)],
        "renamed: every second record has another name for a key",
    )


# ---- real files: the shared ones may be missing, so small ones of the same form are made here


REAL_FILES = {
    "flights-20k.json": '[{"date":"2001/01/01 00:47","delay":-66,"distance":1750,"origin":"DTW",'
    '"destination":"LAS"}]',
    "twitter.json": '{"statuses":[{"id":505874924095815681,"text":"\\u6771!","user":{"id":1,'
    '"screen_name":"abc","followers_count":7},"retweet_count":2,"lang":"ja"}]}',
    "amazon_cellphones.ndjson": '["asin","brand","title","url","image","rating","reviewUrl",'
    '"totalReviews","prices"]\n["B1","N","T","u","i",3.5,"r",14,""]\n["B2","N","T","u","i",4,"r",1,'
    '"$2"]\n',
}


def check_real(gen):
    folder = os.path.join(tap.T, "shared")
    os.makedirs(os.path.join(folder, "real"))
    for name, text in REAL_FILES.items():
        with open(os.path.join(folder, "real", name), "w", encoding="utf-8") as file:
            file.write(text)
    data = DataFiles(os.path.join(tap.T, "real"), gen, 7, folder)
    tap.equal(data.path("real.earthquakes", 1), None, "a real file that is missing is left out")
    tap.equal(
        data.sums("real.flights", 1, "all"),
        {
            "records": 1,
            "date_bytes": 16,
            "date_hash": sum((i + 1) * b for i, b in enumerate(b"2001/01/01 00:47")),
            "delay": -66,
            "distance": 1750,
            "origin_bytes": 3,
            "origin_hash": 68 + 2 * 84 + 3 * 87,
            "destination_bytes": 3,
            "destination_hash": 76 + 2 * 65 + 3 * 83,
        },
        "sums of the flights",
    )
    tweets = data.sums("real.tweets", 1, "all")
    tap.equal(
        [tweets[name] for name in ("id", "text_bytes", "screen_name_bytes", "followers_count")],
        [505874924095815681, 4, 3, 7],
        "sums of the tweets",
    )
    phones = data.sums("real.phones", 1, "all")
    tap.equal(
        [phones[name] for name in ("records", "rating", "reviews", "prices_hash")],
        [2, 7.5, 15, 36 + 2 * 50],
        "sums of the phones, without the line of names",
    )


def main():
    gen = build_generator()
    data = DataFiles(os.path.join(tap.T, "data"), gen, 7, None)
    check_points(data)
    check_mixed(data)
    check_quakes(data)
    check_irregular(data, gen)
    check_real(gen)
    tap.done()


main()
