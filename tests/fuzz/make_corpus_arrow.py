"""Writes the inputs of fuzz_arrow: small Arrow streams and files with each kind of column and framing.

usage: make_corpus_arrow.py [FOLDER]
"""

import os
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "arrow"))
import flat  # noqa: E402

I4 = flat.integer(32)
ITEM = [flat.field("item", I4)]


def one(kind, children, nodes, buffers, **more):
    """A stream of one column."""
    return flat.stream([flat.field("x", kind, children)],
                       flat.batch_message(nodes[0][0], nodes, buffers, **more))


def dictionary(values, delta=False):
    return flat.dictionary_message(3, flat.batch(len(values), [(len(values), 0)],
                                                 [b"", *flat.texts(values)]), delta)


def zero_dictionaries(*lengths):
    """A dictionary of values without bytes, and what it is extended by: pairs of length and nulls."""
    return [flat.dictionary_message(3, flat.batch(n, [(n, nulls)],
                                                  [flat.bits([0] + [1] * 7) if nulls else b"", b""]),
                                    i > 0)
            for i, (n, nulls) in enumerate(lengths)]


def shared(first, second):
    """Two fields with one dictionary."""
    fields = [flat.field(name, kind, dictionary=(3, flat.integer(8)[1]))
              for name, kind in (("a", first), ("b", second))]
    return flat.stream(fields, dictionary(["a", "b"]),
                       flat.batch_message(2, [(2, 0)] * 2, [b"", b"\1\0"] * 2))


def surplus(data):
    """A record batch, and its body, with a buffer more than its schema requires, outside of the body."""
    table, body = flat.batch(3, [(3, 0)], [b"", data])
    places = struct.pack("<qqqqqq", 0, 0, 0, len(data), 1 << 40, 8)
    return {**table, 2: flat.Structs(3, places)}, body


def inputs():
    numbers = flat.numbers("i", [1, -2, 3])
    rows = flat.batch_message(3, [(3, 1)], [flat.bits([1, 0, 1]), numbers])
    words = [flat.field("w", (flat.UTF8, {}), dictionary=(3, flat.integer(8)[1]))]
    places = flat.batch_message(2, [(2, 0)], [b"", b"\1\0"])
    raw = struct.pack("<q", -1) + numbers
    empty = flat.texts([""])[:1] + [struct.pack("<q", 0)]
    empty[0] = struct.pack("<q", -1) + empty[0]
    most = 2**63 - 2
    zero = (flat.FIXED_BINARY, {0: flat.Number("i", 0)})
    zeros = [flat.field("z", zero, dictionary=(3, flat.integer(8)[1]))]
    two = flat.numbers("i", [0, 1, 3])
    return {
        "int": flat.stream([flat.field("x", I4, metadata=[("k", "v")])], rows),
        "file": flat.file([flat.field("x", I4)], [rows, rows]),
        "file-dictionary": flat.file(words, [places], [dictionary(["a", "b"])]),
        "dictionary": flat.stream(words, dictionary(["a", "b"]), places,
                                  dictionary(["c"], True), places, dictionary(["d", "e"]), places),
        "utf8": one((flat.UTF8, {}), [], [(2, 1)], [flat.bits([1, 0]), *flat.texts(["ab", None])]),
        "large": one((flat.LARGE_UTF8, {}), [], [(2, 0)], [b"", *flat.texts(["ab", "c"], "q")]),
        "view": one((flat.UTF8_VIEW, {}), [], [(2, 0)], [b"", *flat.views(["x" * 13, "y"])],
                    variadic=[1]),
        "bool": one((flat.BOOL, {}), [], [(9, 0)], [b"", b"\x55\1"]),
        "list": one((flat.LIST, {}), ITEM, [(2, 0), (3, 0)], [b"", two, b"", numbers]),
        "list-view": one((flat.LIST_VIEW, {}), ITEM, [(2, 0), (3, 0)],
                         [b"", flat.numbers("i", [1, 0]), flat.numbers("i", [2, 1]), b"", numbers]),
        "fixed-list": one((flat.FIXED_LIST, {0: flat.Number("i", 3)}), ITEM, [(1, 0), (3, 0)],
                          [b"", b"", numbers]),
        "fixed-binary": one((flat.FIXED_BINARY, {0: flat.Number("i", 4)}), [], [(3, 0)],
                            [b"", numbers]),
        "struct": one((flat.STRUCT, {}), ITEM, [(3, 1), (3, 0)], [flat.bits([1, 1, 0]), b"",
                                                                  numbers]),
        "union": one((flat.UNION, {0: flat.Number("h", 1)}), ITEM, [(2, 0), (3, 0)],
                     [b"\0\0", flat.numbers("i", [2, 0]), b"", numbers]),
        "null": one((flat.NULL, {}), [], [(3, 3)], []),
        "decimal": one((flat.DECIMAL, {0: flat.Number("i", 9), 1: flat.Number("i", 2)}), [],
                       [(1, 0)], [b"", bytes(16)]),
        "timestamp": one((flat.TIMESTAMP, {0: flat.Number("h", 2), 1: "UTC"}), [], [(1, 0)],
                         [b"", bytes(8)]),
        "stored": one(I4, [], [(3, 0)], [b"", raw], codec=1),
        "empty-compressed": one((flat.UTF8, {}), [], [(1, 0)], [b"", *empty], codec=0),
        "codec-unknown": one(I4, [], [(3, 0)], [b"", raw], codec=9),
        "delta-overflow": flat.stream(zeros, *zero_dictionaries((most, 0), (most, 0), (8, 1)),
                                      places),
        "delta-overflow-file": flat.file(zeros, [places],
                                         zero_dictionaries((most, 0), (most, 0), (8, 1))),
        "delta-bitmap": flat.stream(zeros, *zero_dictionaries((2**40, 0), (8, 1)), places),
        "dictionary-shared": shared((flat.UTF8, {}), (flat.UTF8, {})),
        "dictionary-types": shared((flat.UTF8, {}), (flat.LARGE_UTF8, {})),
        "surplus-buffer": flat.stream([flat.field("x", I4)], flat.message(
            flat.BATCH, surplus(numbers)[0], surplus(numbers)[1])),
        "zero-width": one(zero, [], [(2**40, 0)], [b"", b""]),
        "padded": flat.stream([flat.field("u", (flat.UTF8, {}), nullable=False,
                                          metadata=[("rowcol:dtype", "U65536")])],
                              flat.batch_message(100, [(100, 0)],
                                                 [b"", *flat.texts(["ab"] * 100)])),
        "big-endian": flat.stream([flat.field("x", I4)], flat.batch_message(
            2, [(2, 0)], [b"", flat.numbers("i", [1, 2], ">")]), big_endian=True),
        "legacy": flat.message(flat.SCHEMA, flat.schema([flat.field("x", I4)]), legacy=True) +
        flat.batch_message(3, [(3, 0)], [b"", numbers], version=flat.V4, legacy=True) + bytes(4),
    }


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "corpus", "arrow")
    os.makedirs(folder, exist_ok=True)
    for name, data in inputs().items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)


main()
