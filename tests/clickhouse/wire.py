"""ClickHouse's RowBinaryWithNamesAndTypes and Native in Python, after ClickHouse's documentation: what rowcol
writes and reads is compared with it.

A type is its text (Int32, String, ...) or a tuple: ("Nullable", T), ("LowCardinality", T), ("Array", T),
("Tuple", (name, T), ...), ("FixedString", n), ("Enum8", (name, number), ...), ("DateTime64", precision[, zone]).
A column is (name, type, values). A value is a Python number, bytes or str, None for null, a list for Array and
Tuple; times are counts. A name of None in a Tuple is left out.
"""

import re
import struct
import uuid

NUMBERS = {
    "Bool": "B", "Int8": "b", "Int16": "h", "Int32": "i", "Int64": "q", "UInt8": "B", "UInt16": "H", "UInt32": "I",
    "UInt64": "Q", "Float32": "f", "Float64": "d", "Date": "H", "Date32": "i", "DateTime": "I", "IPv4": "I",
    "BFloat16": "H", "Time": "i",
}
NUMBERS.update({"Interval" + unit: "q" for unit in (
    "Nanosecond", "Microsecond", "Millisecond", "Second", "Minute", "Hour", "Day", "Week", "Month", "Quarter", "Year")})


def size(n):
    """LEB128."""
    out = b""
    while n > 127:
        out += bytes([n % 128 + 128])
        n //= 128
    return out + bytes([n])


def text(value):
    data = value.encode() if isinstance(value, str) else value
    return size(len(data)) + data


RESERVED = ("all", "distinct", "from", "null", "select", "table", "values")


def quoted(name):
    """As ClickHouse writes the name of an element."""
    if re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", name) and name.lower() not in RESERVED:
        return name
    for plain, escaped in ("\\", "\\\\"), ("`", "\\`"), ("\n", "\\n"), ("\t", "\\t"), ("\b", "\\b"), ("\f", "\\f"), ("\r", "\\r"):
        name = name.replace(plain, escaped)
    return "`" + name + "`"


def name_of(kind):
    """The text of a type."""
    if isinstance(kind, str):
        return kind
    head, *rest = kind
    if head in ("Nullable", "LowCardinality", "Array"):
        inside = name_of(rest[0])
    elif head == "Tuple":
        inside = ", ".join(name_of(t) if n is None else f"{quoted(n)} {name_of(t)}" for n, t in rest)
    elif head.startswith("Enum"):
        inside = ", ".join(f"'{n}' = {number}" for n, number in rest)
    else:
        inside = ", ".join(f"'{x}'" if isinstance(x, str) else str(x) for x in rest)
    return f"{head}({inside})"


def scalar(kind, value):
    """A value without parts, which is the same in both formats."""
    head = kind if isinstance(kind, str) else kind[0]
    if head == "String":
        return text(value)
    if head == "FixedString":
        data = value.encode() if isinstance(value, str) else value
        return data.ljust(kind[1], b"\0")
    if head in ("DateTime64", "Time64"):
        return struct.pack("<q", value)
    if head in ("Enum8", "Enum16"):
        return struct.pack("<b" if head == "Enum8" else "<h", dict(kind[1:])[value])
    if head == "UUID":
        data = uuid.UUID(value).bytes
        return data[7::-1] + data[:7:-1]
    if head == "IPv6":
        return value
    return struct.pack("<" + NUMBERS[head], value)


def zero(kind):
    """The bytes that stand for null in Native."""
    head = kind if isinstance(kind, str) else kind[0]
    if head == "String":
        return b"\0"
    if head in ("FixedString", "DateTime64", "Time64", "Enum8", "Enum16", "UUID", "IPv6"):
        return bytes({"FixedString": kind[1] if head == "FixedString" else 0, "Enum8": 1, "Enum16": 2,
                      "UUID": 16, "IPv6": 16}.get(head, 8))
    return bytes(struct.calcsize(NUMBERS[head]))


def in_row(kind, value):
    head = kind if isinstance(kind, str) else kind[0]
    if head == "Nullable":
        return b"\1" if value is None else b"\0" + in_row(kind[1], value)
    if head == "LowCardinality":
        return in_row(kind[1], value)
    if head == "Array":
        return size(len(value)) + b"".join(in_row(kind[1], v) for v in value)
    if head == "Tuple":
        return b"".join(in_row(t, v) for (_, t), v in zip(kind[1:], value))
    return scalar(kind, value)


def dictionary(kind, values, width):
    """LowCardinality: the distinct values, and the index of each. A Nullable one has null first."""
    nullable = kind[0] == "Nullable"
    inner = kind[1] if nullable else kind
    keys = ([None] if nullable else [])
    for value in values:
        if value not in keys:
            keys.append(value)
    data = b"".join(zero(inner) if key is None else scalar(inner, key) for key in keys)
    form = {1: "B", 2: "H", 4: "I", 8: "Q"}[width]
    head = struct.pack("<QQ", 0x600 + (width.bit_length() - 1), len(keys))
    return head + data + struct.pack(f"<Q{len(values)}{form}", len(values), *(keys.index(v) for v in values))


def in_column(kind, values, width=1):
    head = kind if isinstance(kind, str) else kind[0]
    if head == "Nullable":
        marks = bytes(v is None for v in values)
        return marks + b"".join(zero(kind[1]) if v is None else scalar(kind[1], v) for v in values)
    if head == "LowCardinality":
        return dictionary(kind[1], values, width) if values else b""
    if head == "Array":
        ends, elements = [], []
        for value in values:
            elements += value
            ends.append(len(elements))
        return struct.pack(f"<{len(ends)}Q", *ends) + in_column(kind[1], elements, width)
    if head == "Tuple":
        return b"".join(in_column(t, [v[i] for v in values], width) for i, (_, t) in enumerate(kind[1:]))
    return b"".join(scalar(kind, v) for v in values)


def versions(kind):
    """At the beginning of a column: the version of each dictionary in it."""
    head = kind if isinstance(kind, str) else kind[0]
    if head == "LowCardinality":
        return struct.pack("<Q", 1)
    if head == "Array":
        return versions(kind[1])
    return b"".join(versions(t) for _, t in kind[1:]) if head == "Tuple" else b""


def rowbinary(columns):
    head = size(len(columns)) + b"".join(text(name) for name, _, _ in columns)
    head += b"".join(text(name_of(kind)) for _, kind, _ in columns)
    rows = zip(*(values for _, _, values in columns))
    return head + b"".join(in_row(kind, v) for row in rows for (_, kind, _), v in zip(columns, row))


def block(columns, width=1):
    rows = len(columns[0][2])
    out = size(len(columns)) + size(rows)
    for name, kind, values in columns:
        out += text(name) + text(name_of(kind))
        out += versions(kind) + in_column(kind, values, width) if rows else b""
    return out


def native(columns, records_of_block=None, width=1):
    """Blocks of that many records; None: one block."""
    rows = len(columns[0][2])
    step = records_of_block or max(rows, 1)
    return b"".join(block([(n, t, v[i:i + step]) for n, t, v in columns], width) for i in range(0, max(rows, 1), step))
