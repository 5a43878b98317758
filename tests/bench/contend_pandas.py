#!/usr/bin/env python3
"""pandas: a DataFrame, which keeps columns."""
import json
import os

import numpy as np
import pandas as pd

import protocol
from contend_numpy import (
    POINT,
    all_reads,
    check_points,
    check_sums,
    half,
    read_rows,
    with_picks,
)
from protocol import Workload

INTEGERS = {"x": "int32", "y": "int32", "z": "int32"}
MIXED_TYPES = {
    "id": "int64",
    "name": "object",
    "city": "object",
    "level": "int8",
    "score": "float64",
    "ok": "bool",
}


def byte_count(texts):
    return int(sum(len(text.encode()) for text in texts))


def check_mixed(frame, result):
    result.check = {
        "records": len(frame),
        "id": int(frame["id"].to_numpy().sum()),
        "name_bytes": byte_count(frame["name"]),
        "city_bytes": byte_count(frame["city"]),
        "name_a": int(frame["name"].str.startswith("A").sum()),
        "level": int(frame["level"].sum()),
        "ok": int(frame["ok"].sum()),
        "score": float(frame["score"].sum()),
    }


def check_frame(frame, result, is_sorted=False):
    if dict(frame.dtypes.astype(str)) != INTEGERS:
        raise SystemExit("error: the frame is %s" % dict(frame.dtypes))
    check_points({name: frame[name].to_numpy() for name in frame.columns}, result, is_sorted)


def check_made(frame, result):
    check_sums({name: frame[name].to_numpy() for name in frame.columns}, result)


def load(types, check, lines):
    """precise_float: without it pandas reads most 17-digit numbers wrong by some bits."""

    def run(job, _state, result):
        with result.timer():
            frame = pd.read_json(
                job.file,
                orient="records",
                lines=lines,
                dtype=types,
                precise_float=True,
                convert_dates=False,
            )
        result.bytes = os.path.getsize(job.file)
        check(frame, result)

    return run


def load_csv(types, check):
    """round_trip: the fast parser reads some 17-digit numbers wrong by some bits."""

    def run(job, _state, result):
        with result.timer():
            frame = pd.read_csv(job.file, dtype=types, float_precision="round_trip")
        result.bytes = os.path.getsize(job.file)
        check(frame, result)

    return run


def load_quakes(job, _state, result):
    with result.timer():
        with open(job.file, "rb") as file:
            features = json.load(file)["features"]
        frame = pd.json_normalize(features)
        frame = frame[
            [
                "id",
                "properties.mag",
                "properties.place",
                "properties.time",
                "properties.sig",
                "geometry.coordinates",
            ]
        ]
        coordinates = np.array(frame["geometry.coordinates"].tolist(), dtype=np.float64)
    result.bytes = os.path.getsize(job.file)
    lon, lat, depth = coordinates.sum(axis=0)
    result.check = {
        "records": len(frame),
        "time": int(frame["properties.time"].sum()),
        "sig": int(frame["properties.sig"].sum()),
        "id_bytes": byte_count(frame["id"]),
        "place_bytes": byte_count(frame["properties.place"]),
        "mag": float(frame["properties.mag"].sum()),
        "lon": float(lon),
        "lat": float(lat),
        "depth": float(depth),
    }


def write(job, frame, result):
    with result.timer():
        frame.to_json(
            job.scratch, orient="records", lines=True, force_ascii=False, double_precision=15
        )
    result.bytes = os.path.getsize(job.scratch)
    result.output = "ndjson"


def write_csv(job, frame, result):
    with result.timer():
        frame.to_csv(job.scratch, index=False)
    result.bytes = os.path.getsize(job.scratch)
    result.output = "csv"


def read_frame(job):
    return pd.DataFrame(read_rows(job))


def rows_to_columns(job, rows, result):
    with result.timer():
        frame = pd.DataFrame(rows)
    result.bytes = 12 * job.records
    check_frame(frame, result)


def columns_to_rows(job, frame, result):
    with result.timer():
        rows = frame.to_records(index=False)
    result.bytes = 12 * job.records
    check_points(rows, result)


def sum_field(job, frame, result):
    with result.timer():
        total = frame["x"].sum()
    result.bytes = 4 * job.records
    result.check = {"x": int(total)}


def random_reads(_job, state, result):
    frame, picks = state
    with result.timer():
        total = frame.take(picks).to_numpy().sum(dtype=np.int64)
    result.records = len(picks)
    result.bytes = 12 * len(picks)
    result.check = {"total": int(total)}


def sort(job, frame, result):
    with result.timer():
        out = frame.sort_values("x")
    result.bytes = 12 * job.records
    check_frame(out, result, is_sorted=True)


def keep(job, frame, result):
    with result.timer():
        out = frame.take(np.flatnonzero(frame["x"].to_numpy() >= 0))
    result.bytes = 12 * job.records
    check_frame(out, result)


def take(_job, state, result):
    frame, picks = state
    with result.timer():
        out = frame.take(picks)
    result.records = len(picks)
    result.bytes = 12 * len(picks)
    check_frame(out, result, is_sorted=True)


def zeros(job, _state, result):
    with result.timer():
        frame = pd.DataFrame({name: np.zeros(job.records, "<i4") for name in POINT.names})
    result.bytes = 12 * job.records
    check_made(frame, result)


def memory(job, _state, result):
    before = protocol.resident()
    with result.timer():
        first = np.arange(job.records, dtype=np.int32)
        frame = pd.DataFrame({"x": first, "y": first + 1, "z": first + 2}, copy=False)
        del first
    result.resident = protocol.resident() - before
    result.bytes = 12 * job.records
    check_made(frame, result)


WORKLOADS = {
    "load_points": Workload(load(INTEGERS, check_frame, True)),
    "load_mixed": Workload(load(MIXED_TYPES, check_mixed, True)),
    "load_points_array": Workload(load(INTEGERS, check_frame, False)),
    "load_mixed_array": Workload(load(MIXED_TYPES, check_mixed, False)),
    "load_quakes": Workload(load_quakes),
    "load_points_csv": Workload(load_csv(INTEGERS, check_frame)),
    "load_mixed_csv": Workload(load_csv(MIXED_TYPES, check_mixed)),
    "write_points": Workload(write, read_frame),
    "write_points_csv": Workload(write_csv, read_frame),
    "rows_to_columns": Workload(rows_to_columns, read_rows),
    "columns_to_rows": Workload(columns_to_rows, read_frame),
    "sum_columns": Workload(sum_field, read_frame),
    "random_columns": Workload(random_reads, with_picks(read_frame, all_reads)),
    "sort_columns": Workload(sort, read_frame),
    "filter_columns": Workload(keep, read_frame),
    "take_columns": Workload(take, with_picks(read_frame, half)),
    "zeros": Workload(zeros),
    "memory": Workload(memory),
}

if __name__ == "__main__":
    protocol.main([protocol.Contender("pandas", pd.__version__, WORKLOADS)])
