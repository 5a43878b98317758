"""NumPy's answers about datetimes and timedeltas, one line for each line of the input.

print M8[25s] COUNT             the text of the datetime
parse M8[25s] TEXT              its count, or error
convert M8[ms] COUNT M8[25s]    the count in the other unit, and that count brought back; or
                                error, where the factor between the units is beyond NumPy
delta m8[ms] COUNT m8[25s]      the count in the other unit rounded down, and exact, inexact or
                                overflow: by Python's integers, which have no limits
"""
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")

MONTHS = {"Y": 12, "M": 1}
ATTOSECONDS = dict(W=604800, D=86400, h=3600, m=60, s=1)
ATTOSECONDS = {unit: seconds * 10**18 for unit, seconds in ATTOSECONDS.items()}
ATTOSECONDS.update(ms=10**15, us=10**12, ns=10**9, ps=10**6, fs=10**3)
ATTOSECONDS["as"] = 1


def datetime(dtype, count):
    return np.array([count]).view(dtype)


def split(dtype):
    """The multiple of M8[25s], and one unit in months or attoseconds."""
    spec = dtype[3:-1]
    digits = spec.rstrip("YMWDhmsunpfa")
    unit = spec[len(digits):]
    return int(digits), MONTHS[unit] if unit in MONTHS else ATTOSECONDS[unit]


def size(dtype):
    multiple, unit = split(dtype)
    return multiple * unit


def do_print(dtype, count):
    return np.datetime_as_string(datetime(dtype, int(count)))[0]


def do_parse(dtype, *words):
    try:
        return np.array([" ".join(words)]).astype(dtype).view(np.int64)[0]
    except ValueError:
        return "error"


def is_beyond(dtype, count, other):
    """Whether NumPy 1.24 overflows, without a word, in the division by which it converts."""
    multiple, unit = split(dtype)
    return dtype[-2] not in MONTHS and abs(count) * multiple + size(other) // unit >= 2**63


def do_convert(dtype, count, other):
    try:
        there = datetime(dtype, int(count)).astype(other)
        back = there.astype(dtype).view(np.int64)[0]
    except OverflowError:
        return "error"
    there = int(there.view(np.int64)[0])
    if is_beyond(dtype, int(count), other) or is_beyond(other, there, dtype):
        return "error"
    return "%d %d" % (there, back)


def do_delta(dtype, count, other):
    whole, rest = divmod(int(count) * size(dtype), size(other))
    verdict = "overflow" if abs(whole) >= 2**63 else "inexact" if rest else "exact"
    return "%d %s" % (whole, verdict)


answers = dict(print=do_print, parse=do_parse, convert=do_convert, delta=do_delta)
for line in sys.stdin:
    command, *arguments = line.split()
    print(answers[command](*arguments))
