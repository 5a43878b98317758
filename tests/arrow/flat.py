"""Arrow IPC streams and files made in Python, by an implementation of Flatbuffers of its own: for tests
that must not rely on the code that they test.

Sources: https://flatbuffers.dev/internals/, and Message.fbs, Schema.fbs and File.fbs of Arrow.
"""

import struct

MAGIC = b"ARROW1"
SCHEMA, DICTIONARY, BATCH = 1, 2, 3
V4, V5 = 3, 4
NULL, INT, FLOAT, BINARY, UTF8, BOOL, DECIMAL, DATE, TIME, TIMESTAMP, INTERVAL, LIST, STRUCT, UNION, \
    FIXED_BINARY, FIXED_LIST, MAP, DURATION, LARGE_BINARY, LARGE_UTF8, LARGE_LIST, RUN_END, \
    BINARY_VIEW, UTF8_VIEW, LIST_VIEW, LARGE_LIST_VIEW = range(1, 27)


class Number:
    """A field of a table: a number in one of the codes of struct."""

    def __init__(self, code, value):
        self.code, self.value = code, value


class Structs:
    """A vector of structs or numbers, packed."""

    def __init__(self, count, data, alignment=8):
        self.count, self.data, self.alignment = count, data, alignment


def _align(buffer, alignment, extra=0):
    while (len(buffer) + extra) % alignment:
        buffer.append(0)


def _write(buffer, item):
    """Appends a table (dict), a vector (list of tables, Structs) or a string. Its position."""
    if isinstance(item, dict):
        return _write_table(buffer, item)
    if isinstance(item, Structs):
        _align(buffer, item.alignment, 4)
        at = len(buffer)
        buffer += struct.pack("<I", item.count) + item.data
        return at
    if isinstance(item, str):
        _align(buffer, 4)
        at = len(buffer)
        buffer += struct.pack("<I", len(item.encode())) + item.encode() + b"\0"
        return at
    _align(buffer, 4)
    at = len(buffer)
    buffer += struct.pack("<I", len(item)) + bytes(4 * len(item))
    for i, element in enumerate(item):
        _link(buffer, at + 4 + 4 * i, element)
    return at


def _link(buffer, slot, item):
    target = _write(buffer, item)
    struct.pack_into("<I", buffer, slot, target - slot)


def _write_table(buffer, table):
    count = max(table, default=-1) + 1
    _align(buffer, 8)
    start = len(buffer)
    vtable_size = 4 + 2 * count
    at = (start + vtable_size + 7) // 8 * 8
    places, used = {}, 8
    for field, value in table.items():
        size = struct.calcsize("<" + value.code) if isinstance(value, Number) else 4
        used = (used + size - 1) // size * size
        places[field] = used
        used += size
    buffer += struct.pack("<HH", vtable_size, used)
    for field in range(count):
        buffer += struct.pack("<H", places.get(field, 0))
    buffer += bytes(at + used - len(buffer))
    struct.pack_into("<i", buffer, at, at - start)
    for field, value in table.items():
        if isinstance(value, Number):
            struct.pack_into("<" + value.code, buffer, at + places[field], value.value)
    for field, value in table.items():
        if not isinstance(value, Number):
            _link(buffer, at + places[field], value)
    return at


def flatbuffer(root):
    buffer = bytearray(4)
    at = _write(buffer, root)
    struct.pack_into("<I", buffer, 0, at)
    _align(buffer, 8)
    return bytes(buffer)


# ------------------------------------------------------------------------- messages

def message(kind, header, body=b"", version=V5, legacy=False):
    """A message with its body."""
    data = flatbuffer({0: Number("h", version), 1: Number("B", kind), 2: header,
                       3: Number("q", len(body))})
    start = b"" if legacy else b"\xff\xff\xff\xff"
    if legacy and (len(data) + 4) % 8:
        data += bytes(4)
    return start + struct.pack("<I", len(data)) + data + body


def integer(bits, signed=True):
    return INT, {0: Number("i", bits), 1: Number("B", signed)}


def field(name, kind, children=(), nullable=True, dictionary=None, metadata=None):
    """A field: `kind` is a pair of the number of its type and the table of that. `dictionary` is a
    pair of an id and the table of the type of its indices."""
    table = {0: name, 1: Number("B", nullable), 2: Number("B", kind[0]), 3: kind[1],
             5: list(children)}
    if dictionary:
        table[4] = {0: Number("q", dictionary[0]), 1: dictionary[1]}
    if metadata:
        table[6] = [{0: key, 1: value} for key, value in metadata]
    return table


def schema(fields, big_endian=False, metadata=()):
    return {0: Number("h", big_endian), 1: list(fields),
            2: [{0: key, 1: value} for key, value in metadata]}


def batch(length, nodes, buffers, codec=None, variadic=()):
    """The table of a record batch and its body. `nodes` are pairs of length and nulls."""
    body, places = b"", b""
    for data in buffers:
        places += struct.pack("<qq", len(body), len(data))
        body += data + bytes(-len(data) % 8)
    table = {0: Number("q", length),
             1: Structs(len(nodes), b"".join(struct.pack("<qq", *node) for node in nodes)),
             2: Structs(len(buffers), places)}
    if codec is not None:
        table[3] = {0: Number("b", codec), 1: Number("b", 0)}
    if variadic:
        table[4] = Structs(len(variadic), struct.pack(f"<{len(variadic)}q", *variadic))
    return table, body


def batch_message(*arguments, version=V5, legacy=False, **more):
    table, body = batch(*arguments, **more)
    return message(BATCH, table, body, version, legacy)


def dictionary_message(number, values, delta=False):
    table, body = values
    return message(DICTIONARY, {0: Number("q", number), 1: table, 2: Number("B", delta)}, body)


END = b"\xff\xff\xff\xff\0\0\0\0"


def stream(fields, *messages, **more):
    return message(SCHEMA, schema(fields, **more)) + b"".join(messages) + END


def file(fields, batches, dictionaries=(), **more):
    """A file with a footer."""
    out = bytearray(MAGIC + b"\0\0" + message(SCHEMA, schema(fields, **more)))
    blocks = {}
    for name, messages in ((2, dictionaries), (3, batches)):
        places = b""
        for item in messages:
            metadata = 8 + struct.unpack_from("<I", item, 4)[0]
            places += struct.pack("<qiiq", len(out), metadata, 0, len(item) - metadata)
            out += item
        blocks[name] = Structs(len(messages), places)
    out += END
    footer = flatbuffer({0: Number("h", V5), 1: schema(fields, **more), **blocks})
    return bytes(out + footer + struct.pack("<I", len(footer)) + MAGIC)


# ------------------------------------------------------------------------- columns

def bits(values):
    data = bytearray((len(values) + 7) // 8)
    for i, value in enumerate(values):
        data[i // 8] |= bool(value) << (i % 8)
    return bytes(data)


def numbers(code, values, order="<"):
    return struct.pack(f"{order}{len(values)}{code}", *values)


def texts(values, code="i", order="<"):
    """Offsets and bytes."""
    offsets, data = [0], b""
    for value in values:
        data += (value or "").encode()
        offsets.append(len(data))
    return [numbers(code, offsets, order), data]


def views(values):
    """Views and one data buffer."""
    cells, data = b"", b""
    for value in values:
        raw = (value or "").encode()
        if len(raw) <= 12:
            cells += struct.pack("<i12s", len(raw), raw)
        else:
            cells += struct.pack("<i4sii", len(raw), raw[:4], 0, len(data))
            data += raw
    return [cells, data]


# ------------------------------------------------------------------------- reading

class Table:
    """A table of a buffer that is known to be good."""

    def __init__(self, data, at):
        self.data, self.at = data, at
        self.vtable = at - struct.unpack_from("<i", data, at)[0]

    def place(self, number):
        size = struct.unpack_from("<H", self.data, self.vtable)[0]
        offset = (struct.unpack_from("<H", self.data, self.vtable + 4 + 2 * number)[0]
                  if 4 + 2 * number < size else 0)
        return self.at + offset if offset else None

    def follow(self, number):
        place = self.place(number)
        return place + struct.unpack_from("<I", self.data, place)[0]

    def structs(self, number, code):
        """The elements of a vector of structs, as tuples."""
        at = self.follow(number)
        count = struct.unpack_from("<I", self.data, at)[0]
        size = struct.calcsize("<" + code)
        return [struct.unpack_from("<" + code, self.data, at + 4 + i * size) for i in range(count)]


def root_of(data):
    return Table(data, struct.unpack_from("<I", data)[0])


def blocks_of(data):
    """The record batches in the footer of a file: offset, bytes of metadata, bytes of body."""
    size = struct.unpack_from("<I", data, len(data) - 10)[0]
    footer = root_of(data[len(data) - 10 - size:])
    return [(offset, metadata, body) for offset, metadata, _, body in footer.structs(3, "qiiq")]


def buffers_of(data, block):
    """The buffers of a record batch: place in the file and bytes."""
    offset, metadata, _ = block
    header = Table(message_data := data[offset + 8:], root_of(message_data).follow(2))
    start = offset + metadata
    return [(start + place, data[start + place:start + place + n])
            for place, n in header.structs(2, "qq")]
