#!/usr/bin/env python3
"""Cython: a list of objects of an extension type; the loops over a field are compiled too."""
import operator

import records_cython as compiled

import contend_python as plain
import protocol


def extension_type(fields):
    return compiled.Point if fields == plain.POINT_FIELDS else compiled.Mixed


def sum_rows(job, records, result):
    with result.timer():
        total = compiled.sum_x(records)
    result.bytes = 4 * job.records
    result.check = {"x": total}


def random_rows(_job, state, result):
    records, picks = state
    with result.timer():
        total = compiled.sum_picked(records, picks)
    result.records = len(picks)
    result.bytes = 12 * len(picks)
    result.check = {"total": total}


def workloads():
    form = plain.Form("Cython", extension_type, lambda fields: operator.attrgetter)
    table = plain.workloads_of(form)
    del table["load_quakes"]  # a record with an array in it is not a flat extension type
    table["sum_rows"].run = sum_rows
    table["random_rows"].run = random_rows
    return table


if __name__ == "__main__":
    protocol.main([protocol.Contender("Cython", compiled.CYTHON_VERSION, workloads())])
