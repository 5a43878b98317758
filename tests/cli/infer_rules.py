"""The rules of inference in Python, apart from rowcol's: the dtype of records that json has read, and
whether a record that was loaded is the one of the input."""

import json
import re
from fractions import Fraction


class Conflict(Exception):
    pass


class Real:
    """A number with a fraction or an exponent, as it is written."""

    def __init__(self, text):
        self.text = text
        self.value = float(text)
        self.held = abs(self.value) != float("inf") and (self.value != 0 or Fraction(text) == 0)


def parse(text):
    return json.loads(text, parse_float=Real)


def kind_of(value):
    return {bool: "bool", int: "number", Real: "number", str: "string", list: "array",
            dict: "object"}[type(value)]


def integers(values):
    low, high = min(values), max(values)
    for bits, name in (8, "i1"), (16, "i2"), (32, "i4"), (64, "i8"):
        if -2 ** (bits - 1) <= low and high < 2 ** (bits - 1):
            return name
    if low >= 0 and high < 2 ** 64:
        return "u8"
    raise Conflict("integers")


def numbers(values):
    whole = [v for v in values if not isinstance(v, Real)]
    if any(not -2 ** 63 <= v < 2 ** 64 for v in whole) or any(isinstance(v, Real) and not v.held for v in values):
        raise Conflict("range")
    if len(whole) == len(values):
        return integers(whole)
    if any(Fraction(float(v)) != v for v in whole):
        raise Conflict("inexact")
    return "f8"


def name_text(name):
    return name if re.fullmatch(r"[\w.-]+", name) else json.dumps(name, ensure_ascii=False)


def struct(objects, in_array):
    names = []
    for o in objects:
        names += [n for n in o if n not in names]
    fields = []
    for name in names:
        if name == "" or "\0" in name:
            raise Conflict("name")
        values = [o[name] for o in objects if name in o]
        nullable = len(values) < len(objects) or None in values
        if nullable and in_array:
            raise Conflict("null in array")
        fields.append(f"{name_text(name)}:{typed(values, in_array)}{'?' if nullable else ''}")
    return fields


def typed(values, in_array=False):
    values = [v for v in values if v is not None]
    kinds = {kind_of(v) for v in values}
    if len(kinds) > 1:
        raise Conflict("kinds")
    kind = kinds.pop() if kinds else "bool"
    if kind == "number":
        return numbers(values)
    if kind == "array":
        if len({len(v) for v in values}) > 1:
            raise Conflict("lengths")
        return subarray(values)
    if kind == "object":
        return "{" + ", ".join(struct(values, in_array)) + "}"
    return {"string": "str", "bool": "bool"}[kind]


def subarray(values):
    """Subarrays of subarrays have one shape; one dimension is a count, but (1,)."""
    shape = [len(values[0])]
    inside = [e for v in values for e in v]
    if None in inside:
        raise Conflict("null in array")
    element = typed(inside, True) if inside else "bool"
    match = re.match(r"(\d+|\([\d,]+\))(?=[a-z{])", element)
    if match:
        shape += [int(n) for n in re.findall(r"\d+", match[0])]
        element = element[match.end():]
    dims = str(shape[0]) if len(shape) == 1 and shape[0] != 1 else \
        "(" + ",".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"
    return dims + element


def expected(records):
    """The compact dtype, or a Conflict."""
    if any(r is None for r in records):
        raise Conflict("null record")
    if all(isinstance(r, dict) for r in records):
        return ", ".join(struct(records, False)) or "{}"
    if all(isinstance(r, list) for r in records):
        longest = max(len(r) for r in records)
        rows = [{f"f{i}": v for i, v in enumerate(r)} for r in records]
        return ", ".join(struct(rows, False)) if longest else "{}"
    if any(isinstance(r, list) for r in records):
        raise Conflict("kinds")
    return typed(records)


# ---------------------------------------------------------------- comparing values


def same(found, value):
    """A record that was loaded and written, and the input: fields that are absent are null."""
    if isinstance(value, dict):
        return isinstance(found, dict) and all(same(found[k], value.get(k)) for k in found) and set(value) <= set(found)
    if isinstance(value, list) and isinstance(found, dict):  # a record by position
        return all(same(found[f"f{i}"], v) for i, v in enumerate(value)) and \
            all(v is None for v in list(found.values())[len(value):])
    if isinstance(value, list):
        return isinstance(found, list) and len(found) == len(value) and all(map(same, found, value))
    if isinstance(value, Real):
        return isinstance(found, (int, float)) and not isinstance(found, bool) and float(found) == value.value
    if isinstance(value, int) and not isinstance(value, bool):
        return not isinstance(found, bool) and isinstance(found, (int, float)) and Fraction(found) == value
    return type(found) is type(value) and found == value
