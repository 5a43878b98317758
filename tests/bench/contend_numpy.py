#!/usr/bin/env python3
"""NumPy: structured arrays, and one array a field.

NumPy has no JSON reader: text goes through json.loads and tuples, the usual way.
"""
import json
import os

import numpy as np

import protocol
from protocol import Workload

POINT = np.dtype([("x", "<i4"), ("y", "<i4"), ("z", "<i4")])
MIXED = np.dtype(
    [
        ("id", "<i8"),
        ("name", "S16"),
        ("city", "S12"),
        ("level", "i1"),
        ("score", "<f8"),
        ("ok", "?"),
    ]
)
QUAKE = np.dtype(
    [
        ("id", "S16"),
        ("mag", "<f8"),
        ("place", "S80"),
        ("time", "<i8"),
        ("sig", "<i4"),
        ("coordinates", "<f8", (3,)),
    ]
)


# ---- checks; `fields` is a structured array or a dict of arrays


def check_points(fields, result, is_sorted=False):
    x, y, z = (fields[name].astype(np.int64) for name in POINT.names)
    result.check = {
        "records": len(x),
        "x": int(x.sum()),
        "y": int(y.sum()),
        "z": int(z.sum()),
        "xz": int((x * z).sum()),
        "yz": int((y // 1048576 * z).sum()),
    }
    if is_sorted:
        result.check["order"] = int((np.arange(len(x)) % 1000 * x).sum())


def byte_count(texts):
    return int(np.char.str_len(texts).sum())


def check_mixed(fields, result):
    names = fields["name"]
    result.check = {
        "records": len(names),
        "id": int(fields["id"].sum()),
        "name_bytes": byte_count(names),
        "city_bytes": byte_count(fields["city"]),
        "name_a": int(np.char.startswith(names, b"A").sum()),
        "level": int(fields["level"].sum(dtype=np.int64)),
        "ok": int(fields["ok"].sum()),
        "score": float(fields["score"].sum()),
    }


def check_quakes(fields, result):
    lon, lat, depth = fields["coordinates"].sum(axis=0)
    result.check = {
        "records": len(fields),
        "time": int(fields["time"].sum()),
        "sig": int(fields["sig"].sum()),
        "id_bytes": byte_count(fields["id"]),
        "place_bytes": byte_count(fields["place"]),
        "mag": float(fields["mag"].sum()),
        "lon": float(lon),
        "lat": float(lat),
        "depth": float(depth),
    }


def check_sums(fields, result):
    result.check = {"records": len(fields["x"])}
    result.check.update((name, int(fields[name].sum(dtype=np.int64))) for name in POINT.names)


# ---- loading


def point_tuple(d):
    return d["x"], d["y"], d["z"]


def mixed_tuple(d):
    return d["id"], d["name"].encode(), d["city"].encode(), d["level"], d["score"], d["ok"]


def load_csv(job, _state, result):
    with result.timer():
        records = np.loadtxt(job.file, POINT, delimiter=",", skiprows=1)
    result.bytes = os.path.getsize(job.file)
    check_points(records, result)


def load_lines(dtype, to_tuple, check):
    def run(job, _state, result):
        loads = json.loads
        with result.timer():
            with open(job.file, "rb") as file:
                records = np.fromiter((to_tuple(loads(line)) for line in file), dtype, job.records)
        result.bytes = os.path.getsize(job.file)
        check(records, result)

    return run


def load_array(dtype, to_tuple, check):
    def run(job, _state, result):
        with result.timer():
            with open(job.file, "rb") as file:
                records = np.fromiter(map(to_tuple, json.load(file)), dtype, job.records)
        result.bytes = os.path.getsize(job.file)
        check(records, result)

    return run


def load_quakes(job, _state, result):
    with result.timer():
        with open(job.file, "rb") as file:
            features = json.load(file)["features"]
        rows = []
        for f in features:
            p = f["properties"]
            rows.append(
                (
                    f["id"].encode(),
                    p["mag"],
                    p["place"].encode(),
                    p["time"],
                    p["sig"],
                    tuple(f["geometry"]["coordinates"]),
                )
            )
        records = np.array(rows, QUAKE)
    result.bytes = os.path.getsize(job.file)
    check_quakes(records, result)


# ---- arrays


def read_rows(job):
    return np.load(job.file)


def to_columns(rows):
    return {name: np.ascontiguousarray(rows[name]) for name in rows.dtype.names}


def read_columns(job):
    return to_columns(read_rows(job))


def as_table(rows):
    """The rows as an array of three columns, without a copy: faster to take from than records are."""
    return rows.view("<i4").reshape(-1, 3)


def rows_to_columns(job, rows, result):
    """One copy of the transposed array: three columns in one block of memory."""
    with result.timer():
        columns = dict(zip(POINT.names, np.ascontiguousarray(as_table(rows).T)))
    result.bytes = 12 * job.records
    check_points(columns, result)


def columns_to_rows(job, columns, result):
    with result.timer():
        rows = np.empty(job.records, POINT)
        for name, values in columns.items():
            rows[name] = values
    result.bytes = 12 * job.records
    check_points(rows, result)


def sum_field(job, fields, result):
    with result.timer():
        total = fields["x"].sum(dtype=np.int64)
    result.bytes = 4 * job.records
    result.check = {"x": int(total)}


def with_picks(read, count):
    def setup(job):
        picks = np.array([protocol.pick(i, job.records) for i in range(count(job))], np.int64)
        return read(job), picks

    return setup


def all_reads(job):
    return protocol.RANDOM_READS


def half(job):
    return job.records // 2


# take() is several times as fast as an index [picks], most of all on records; with mode="clip" it
# does not check the numbers first.


def random_rows(_job, state, result):
    rows, picks = state
    with result.timer():
        total = rows.take(picks, mode="clip").view("<i4").sum(dtype=np.int64)
    finish_random(picks, int(total), result)


def random_columns(_job, state, result):
    columns, picks = state
    with result.timer():
        total = sum(
            int(values.take(picks, mode="clip").sum(dtype=np.int64)) for values in columns.values()
        )
    finish_random(picks, total, result)


def random_rows_one_by_one(_job, state, result):
    rows, picks = state
    picks = picks.tolist()
    total = 0
    with result.timer():
        for i in picks:
            x, y, z = rows[i].item()
            total += x + y + z
    finish_random(picks, total, result)


def random_columns_one_by_one(_job, state, result):
    columns, picks = state
    picks = picks.tolist()
    x, y, z = columns["x"].item, columns["y"].item, columns["z"].item
    total = 0
    with result.timer():
        for i in picks:
            total += x(i) + y(i) + z(i)
    finish_random(picks, total, result)


def finish_random(picks, total, result):
    result.records = len(picks)
    result.bytes = 12 * len(picks)
    result.check = {"total": total}


def sort_rows(job, rows, result):
    with result.timer():
        out = np.sort(rows, order="x")
    result.bytes = 12 * job.records
    check_points(out, result, is_sorted=True)


def argsort_rows(job, rows, result):
    with result.timer():
        out = rows.take(np.argsort(np.ascontiguousarray(rows["x"])))
    result.bytes = 12 * job.records
    check_points(out, result, is_sorted=True)


def sort_columns(job, columns, result):
    with result.timer():
        order = np.argsort(columns["x"])
        out = {name: values.take(order) for name, values in columns.items()}
    result.bytes = 12 * job.records
    check_points(out, result, is_sorted=True)


def filter_rows(job, rows, result):
    with result.timer():
        out = rows.compress(rows["x"] >= 0)
    result.bytes = 12 * job.records
    check_points(out, result)


def filter_columns(job, columns, result):
    with result.timer():
        keep = np.flatnonzero(columns["x"] >= 0)
        out = {name: values.take(keep) for name, values in columns.items()}
    result.bytes = 12 * job.records
    check_points(out, result)


def with_key(part):
    def setup(job):
        columns = read_columns(job)
        columns["key"] = (columns["x"] + 1000000) // part
        return columns

    return setup


def group_columns(job, columns, result):
    with result.timer():
        keys, groups = np.unique(columns["key"], return_inverse=True)
        sums = np.bincount(groups, columns["y"], len(keys)).astype(np.int64)
    result.bytes = 8 * job.records
    result.check = {
        "groups": len(keys),
        "total": int(sums.sum()),
        "greatest": int(sums.max()),
    }


def take_rows(_job, state, result):
    rows, picks = state
    with result.timer():
        out = rows.take(picks, mode="clip")
    finish_take(out, picks, result)


def take_columns(_job, state, result):
    columns, picks = state
    with result.timer():
        out = {name: values.take(picks, mode="clip") for name, values in columns.items()}
    finish_take(out, picks, result)


def finish_take(out, picks, result):
    result.records = len(picks)
    result.bytes = 12 * len(picks)
    check_points(out, result, is_sorted=True)


# ---- memory and files


def zeros(job, _state, result):
    with result.timer():
        rows = np.zeros(job.records, POINT)
    result.bytes = 12 * job.records
    check_sums(rows, result)


def open_npy(job, _state, result):
    with result.timer():
        rows = np.load(job.file, mmap_mode="r")
        last = rows[-1].item()
    result.bytes = 12 * job.records
    result.check = {"records": len(rows), "last": sum(last)}


def sum_npy(job, _state, result):
    with result.timer():
        total = np.load(job.file, mmap_mode="r")["x"].sum(dtype=np.int64)
    result.bytes = 12 * job.records
    result.check = {"x": int(total)}


def memory_rows(job, _state, result):
    before = protocol.resident()
    with result.timer():
        rows = np.zeros(job.records, POINT)
        fill(rows, job.records)
    result.resident = protocol.resident() - before
    result.bytes = 12 * job.records
    check_sums(rows, result)


def memory_columns(job, _state, result):
    before = protocol.resident()
    with result.timer():
        columns = {name: np.zeros(job.records, "<i4") for name in POINT.names}
        fill(columns, job.records)
    result.resident = protocol.resident() - before
    result.bytes = 12 * job.records
    check_sums(columns, result)


def fill(fields, n):
    """In steps, so that no temporary array of n values counts as memory of the records."""
    for first in range(0, n, protocol.MEGABYTE):
        values = np.arange(first, min(first + protocol.MEGABYTE, n), dtype=np.int32)
        part = slice(first, first + len(values))
        fields["x"][part], fields["y"][part], fields["z"][part] = values, values + 1, values + 2


ROWS = {
    "load_points": Workload(load_lines(POINT, point_tuple, check_points)),
    "load_points_csv": Workload(load_csv),
    "load_mixed": Workload(load_lines(MIXED, mixed_tuple, check_mixed)),
    "load_points_array": Workload(load_array(POINT, point_tuple, check_points)),
    "load_mixed_array": Workload(load_array(MIXED, mixed_tuple, check_mixed)),
    "load_quakes": Workload(load_quakes),
    "rows_to_columns": Workload(rows_to_columns, read_rows),
    "columns_to_rows": Workload(columns_to_rows, read_columns),
    "sum_rows": Workload(sum_field, read_rows),
    "sum_columns": Workload(sum_field, read_columns),
    "random_rows": Workload(random_rows, with_picks(read_rows, all_reads)),
    "random_columns": Workload(random_columns, with_picks(read_columns, all_reads)),
    "sort_rows": Workload(sort_rows, read_rows),
    "sort_columns": Workload(sort_columns, read_columns),
    "filter_rows": Workload(filter_rows, read_rows),
    "filter_columns": Workload(filter_columns, read_columns),
    "group_few_columns": Workload(group_columns, with_key(2000)),
    "group_many_columns": Workload(group_columns, with_key(2)),
    "take_rows": Workload(take_rows, with_picks(read_rows, half)),
    "take_columns": Workload(take_columns, with_picks(read_columns, half)),
    "zeros": Workload(zeros),
    "open_npy": Workload(open_npy),
    "sum_npy": Workload(sum_npy),
    "memory": Workload(memory_rows),
}
VARIANTS = [
    protocol.Contender("NumPy", np.__version__, ROWS),
    protocol.Contender(
        "NumPy argsort", np.__version__, {"sort_rows": Workload(argsort_rows, read_rows)}
    ),
    protocol.Contender("NumPy columns", np.__version__, {"memory": Workload(memory_columns)}),
    protocol.Contender(
        "NumPy one by one",
        np.__version__,
        {
            "random_rows": Workload(random_rows_one_by_one, with_picks(read_rows, all_reads)),
            "random_columns": Workload(
                random_columns_one_by_one, with_picks(read_columns, all_reads)
            ),
        },
    ),
]

if __name__ == "__main__":
    protocol.main(VARIANTS)
