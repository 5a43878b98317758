#!/usr/bin/env python3
"""Python without extensions: lists of dicts, objects, objects with __slots__, tuples and named
tuples.
"""
import collections
import json
import operator
import os
import platform
import struct

import kinds
import protocol

POINT_FIELDS = ("x", "y", "z")
MIXED_FIELDS = ("id", "name", "city", "level", "score", "ok")
QUAKE_FIELDS = ("id", "mag", "place", "time", "sig", "coordinates")


def plain_class(fields):
    names = ", ".join(fields)
    lines = ["class Record:", "    def __init__(self, %s):" % names] + [
        "        self.{0} = {0}".format(f) for f in fields
    ]
    return run_class(lines)


def slots_class(fields):
    names = ", ".join(fields)
    lines = [
        "class Record:",
        "    __slots__ = %r" % (tuple(fields),),
        "    def __init__(self, %s):" % names,
    ]
    return run_class(lines + ["        self.{0} = {0}".format(f) for f in fields])


def run_class(lines):
    space = {}
    exec("\n".join(lines), space)  # the class as one would write it by hand, for any list of fields
    return space["Record"]


class Form:
    """One way to keep a record in Python: how it is made of a parsed object, and how a field of it
    is read.
    """

    def __init__(self, name, make_type, getter):
        self.name, self.make_type, self.getter = name, make_type, getter

    def from_dict(self, fields):
        """A function that makes a record of a dict that has these fields, in any order."""
        make = self.make_type(fields)
        if make is None:
            return None
        source = "lambda d: make(%s)" % ", ".join("d[%r]" % f for f in fields)
        if make is tuple:
            source = "lambda d: (%s,)" % ", ".join("d[%r]" % f for f in fields)
        return eval(source, {"make": make})

    def make(self, fields):
        """A function of the field values."""
        make = self.make_type(fields)
        names = ", ".join(fields)
        if make is None:
            return eval("lambda %s: {%s}" % (names, ", ".join("%r: %s" % (f, f) for f in fields)))
        if make is tuple:
            return eval("lambda %s: (%s)" % (names, names))
        return make


FORMS = [
    Form("Python dict", lambda fields: None, lambda fields: operator.itemgetter),
    Form("Python class", plain_class, lambda fields: operator.attrgetter),
    Form("Python __slots__", slots_class, lambda fields: operator.attrgetter),
    Form(
        "Python tuple",
        lambda fields: tuple,
        lambda fields: lambda name: operator.itemgetter(fields.index(name)),
    ),
    Form(
        "Python namedtuple",
        lambda fields: collections.namedtuple("Record", fields),
        lambda fields: operator.attrgetter,
    ),
]


# ---- checks


def check_points(form, records, result, is_sorted=False):
    get = form.getter(POINT_FIELDS)
    x, y, z = get("x"), get("y"), get("z")
    check = {"records": len(records), "x": 0, "y": 0, "z": 0, "xz": 0, "yz": 0}
    order = 0
    for i, r in enumerate(records):
        check["x"] += x(r)
        check["y"] += y(r)
        check["z"] += z(r)
        check["xz"] += x(r) * z(r)
        check["yz"] += y(r) // 1048576 * z(r)
        order += i % 1000 * x(r)
    if is_sorted:
        check["order"] = order
    result.check = check


def check_mixed(form, records, result):
    get = form.getter(MIXED_FIELDS)
    name, city = get("name"), get("city")
    result.check = {
        "records": len(records),
        "id": kinds.wrap(sum(map(get("id"), records))),
        "name_bytes": sum(len(name(r).encode()) for r in records),
        "city_bytes": sum(len(city(r).encode()) for r in records),
        "name_a": sum(name(r)[0] == "A" for r in records),
        "level": sum(map(get("level"), records)),
        "ok": sum(map(get("ok"), records)),
        "score": sum(map(get("score"), records)),
    }


def check_quakes(form, records, result):
    get = form.getter(QUAKE_FIELDS)
    ident, place, coordinates = get("id"), get("place"), get("coordinates")
    result.check = {
        "records": len(records),
        "time": sum(map(get("time"), records)),
        "sig": sum(map(get("sig"), records)),
        "id_bytes": sum(len(ident(r).encode()) for r in records),
        "place_bytes": sum(len(place(r).encode()) for r in records),
        "mag": sum(map(get("mag"), records)),
        "lon": sum(coordinates(r)[0] for r in records),
        "lat": sum(coordinates(r)[1] for r in records),
        "depth": sum(coordinates(r)[2] for r in records),
    }


# ---- loading


def load_lines(form, fields, check):
    def run(job, _state, result):
        make, loads = form.from_dict(fields), json.loads
        with result.timer():
            with open(job.file, "rb") as file:
                if make is None:
                    records = [loads(line) for line in file]
                else:
                    records = [make(loads(line)) for line in file]
        result.bytes = os.path.getsize(job.file)
        check(form, records, result)

    return run


def load_array(form, fields, check):
    def run(job, _state, result):
        make = form.from_dict(fields)
        with result.timer():
            with open(job.file, "rb") as file:
                records = json.load(file)
            if make is not None:
                records = [make(record) for record in records]
        result.bytes = os.path.getsize(job.file)
        check(form, records, result)

    return run


def load_quakes(form):
    def run(job, _state, result):
        make = form.make(QUAKE_FIELDS)
        with result.timer():
            with open(job.file, "rb") as file:
                document = json.load(file)
            records = []
            for f in document["features"]:
                p = f["properties"]
                records.append(
                    make(
                        f["id"],
                        p["mag"],
                        p["place"],
                        p["time"],
                        p["sig"],
                        f["geometry"]["coordinates"],
                    )
                )
        result.bytes = os.path.getsize(job.file)
        check_quakes(form, records, result)

    return run


def load_kind(job, _state, result):
    """Irregular lines, and real files, as lists of dicts."""
    name = job.workload[len("load_") :]
    real = kinds.REAL.get(name)
    with result.timer():
        with open(job.file, "rb") as file:
            if real is None or real.lines:
                loads = json.loads
                records = [loads(line) for line in file]
            else:
                records = real.find(json.load(file))
    result.bytes = os.path.getsize(job.file)
    if real is None:
        result.check = kinds.sums(kinds.READING, records, kinds.is_nested(job.workload))
    else:
        result.check = kinds.sums(real.fields, records)


# ---- lists of records


def read_points(form):
    def setup(job):
        make = form.make(POINT_FIELDS)
        with open(job.file, "rb") as file:
            data = file.read()
        start = 10 + int.from_bytes(data[8:10], "little")
        return [make(*row) for row in struct.iter_unpack("<3i", data[start:])]

    return setup


def read_mixed(form):
    def setup(job):
        make = form.make(MIXED_FIELDS)
        with open(job.file, "rb") as file:
            data = file.read()
        start = 10 + int.from_bytes(data[8:10], "little")
        records = []
        for ident, name, city, level, score, ok in struct.iter_unpack("<q16s12sbd?", data[start:]):
            name, city = name.rstrip(b"\0").decode(), city.rstrip(b"\0").decode()
            records.append(make(ident, name, city, level, score, ok))
        return records

    return setup


def write_lines(form, fields):
    """Dicts go to json as they are; the other forms become dicts first, since json needs them."""
    get = form.getter(fields)
    to_dict = None
    if form.name != "Python dict":
        getters = {"g%d" % i: get(f) for i, f in enumerate(fields)}
        to_dict = eval(
            "lambda r: {%s}" % ", ".join("%r: g%d(r)" % (f, i) for i, f in enumerate(fields)),
            getters,
        )

    def run(job, records, result):
        encode = json.JSONEncoder(
            ensure_ascii=False, separators=(",", ":"), check_circular=False
        ).encode
        with result.timer():
            with open(job.scratch, "w", encoding="utf-8", buffering=protocol.MEGABYTE) as file:
                if to_dict is None:
                    file.writelines(encode(r) + "\n" for r in records)
                else:
                    file.writelines(encode(to_dict(r)) + "\n" for r in records)
        result.bytes = os.path.getsize(job.scratch)
        result.output = "ndjson"

    return run


def sum_field(form):
    def run(job, records, result):
        x = form.getter(POINT_FIELDS)("x")
        with result.timer():
            total = sum(map(x, records))
        result.bytes = 4 * job.records
        result.check = {"x": total}

    return run


def with_picks(form, count):
    def setup(job):
        return read_points(form)(job), [protocol.pick(i, job.records) for i in range(count(job))]

    return setup


def random_reads(form):
    def run(job, state, result):
        get = form.getter(POINT_FIELDS)
        x, y, z = get("x"), get("y"), get("z")
        records, picks = state
        total = 0
        with result.timer():
            for i in picks:
                r = records[i]
                total += x(r) + y(r) + z(r)
        result.records = len(picks)
        result.bytes = 12 * len(picks)
        result.check = {"total": total}

    return run


def sort(form):
    def run(job, records, result):
        x = form.getter(POINT_FIELDS)("x")
        with result.timer():
            out = sorted(records, key=x)
        result.bytes = 12 * job.records
        check_points(form, out, result, is_sorted=True)

    return run


def keep(form):
    def run(job, records, result):
        x = form.getter(POINT_FIELDS)("x")
        with result.timer():
            out = [r for r in records if x(r) >= 0]
        result.bytes = 12 * job.records
        check_points(form, out, result)

    return run


def take(form):
    def run(_job, state, result):
        records, picks = state
        with result.timer():
            out = [records[i] for i in picks]
        result.records = len(out)
        result.bytes = 12 * len(out)
        check_points(form, out, result, is_sorted=True)

    return run


def zeros(form):
    def run(job, _state, result):
        make = form.make(POINT_FIELDS)
        with result.timer():
            records = [make(0, 0, 0) for _ in range(job.records)]
        result.bytes = 12 * job.records
        check_sums(form, records, result)

    return run


def memory(form):
    def run(job, _state, result):
        make = form.make(POINT_FIELDS)
        before = protocol.resident()
        with result.timer():
            records = [make(i, i + 1, i + 2) for i in range(job.records)]
        result.resident = protocol.resident() - before
        result.bytes = 12 * job.records
        check_sums(form, records, result)

    return run


def check_sums(form, records, result):
    get = form.getter(POINT_FIELDS)
    result.check = {"records": len(records)}
    result.check.update((f, sum(map(get(f), records))) for f in POINT_FIELDS)


def workloads_of(form):
    Workload, setup = protocol.Workload, read_points(form)
    return {
        "load_points": Workload(load_lines(form, POINT_FIELDS, check_points)),
        "load_mixed": Workload(load_lines(form, MIXED_FIELDS, check_mixed)),
        "load_points_array": Workload(load_array(form, POINT_FIELDS, check_points)),
        "load_mixed_array": Workload(load_array(form, MIXED_FIELDS, check_mixed)),
        "load_quakes": Workload(load_quakes(form)),
        "write_points": Workload(write_lines(form, POINT_FIELDS), setup),
        "write_mixed": Workload(write_lines(form, MIXED_FIELDS), read_mixed(form)),
        "sum_rows": Workload(sum_field(form), setup),
        "random_rows": Workload(
            random_reads(form), with_picks(form, lambda job: protocol.RANDOM_READS)
        ),
        "sort_rows": Workload(sort(form), setup),
        "filter_rows": Workload(keep(form), setup),
        "take_rows": Workload(take(form), with_picks(form, lambda job: job.records // 2)),
        "zeros": Workload(zeros(form)),
        "memory": Workload(memory(form)),
    }


def contenders():
    for form in FORMS:
        done = workloads_of(form)
        if form.name == "Python dict":
            names = kinds.IRREGULAR + kinds.CHANGES
            names += tuple(name for name, real in kinds.REAL.items() if real.fields)
            done.update(("load_" + name, protocol.Workload(load_kind)) for name in names)
        yield protocol.Contender(form.name, platform.python_version(), done)


if __name__ == "__main__":
    protocol.main(list(contenders()))
