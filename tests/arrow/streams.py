"""Arrow streams and files made by an independent implementation (flat.py), as dump reads them: kinds of
framing, versions, byte orders, dictionaries and buffers that the files of other implementations do
not have, and damaged ones, which are refused with a message.
"""

import json
import os
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import flat  # noqa: E402
import tap  # noqa: E402

DUMP = os.path.join(os.environ["top_builddir"], "tests", "arrow", "dump")
I4 = flat.integer(32)
UTF8 = (flat.UTF8, {})


def dump(data, pipe=False):
    """The lines that dump prints, or its error."""
    path = "-" if pipe else tap.write("in.arrow", data)
    run = subprocess.run([DUMP, path], input=data if pipe else None, capture_output=True,
                         check=False)
    if run.returncode not in (0, 1) or (run.returncode == 1) != bool(run.stderr):
        return f"status {run.returncode}: {run.stderr.decode(errors='replace')}"
    if run.returncode:
        return run.stderr.decode()
    return [json.loads(line) for line in run.stdout.decode().splitlines()]


def columns(data, name, *expected, pipe=False):
    """The case passes if the batches have the expected columns."""
    found = dump(data, pipe)
    if isinstance(found, str):
        tap.ok(False, name, found)
    else:
        tap.equal([batch["columns"] for batch in found[1:]], list(expected), name)


def refused(data, name, words):
    for pipe in (False, True):
        found = dump(data, pipe)
        tap.ok(isinstance(found, str) and words in found, f"{name}{' from a pipe' * pipe}",
               f"found:    {found}\nexpected: {words}")


def ints(*values, **more):
    """A batch of one int32 column."""
    return flat.batch_message(len(values), [(len(values), 0)], [b"", flat.numbers("i", values)],
                              **more)


ONE = [flat.field("x", I4)]


def test_framing():
    columns(flat.stream(ONE, ints(1, -2), ints(3)), "a stream", [["1", "-2"]], [["3"]])
    columns(flat.stream(ONE, ints(1, -2), ints(3)), "a stream from a pipe", [["1", "-2"]], [["3"]],
            pipe=True)
    columns(flat.stream(ONE), "a stream without batches")
    columns(flat.stream(ONE, ints()), "an empty batch", [[]])
    columns(flat.stream(ONE, ints(5))[:-8], "a stream without its end", [["5"]])
    columns(flat.message(flat.SCHEMA, flat.schema(ONE), legacy=True) + ints(7, legacy=True) +
            bytes(4), "framing without FFFFFFFF", [["7"]])
    columns(flat.stream(ONE, ints(4, version=flat.V4)), "version V4", [["4"]])
    columns(flat.file(ONE, [ints(1), ints(2, 3)]), "a file", [["1"]], [["2", "3"]])
    columns(flat.file(ONE, [ints(1), ints(2, 3)]), "a file from a pipe", [["1"]], [["2", "3"]],
            pipe=True)
    columns(flat.file(ONE, []), "a file without batches")
    refused(flat.stream(ONE, ints(1)) + b"x", "bytes after the end", "bytes follow the end")
    refused(flat.stream(ONE, ints(1))[:-20], "a stream that is cut off in a body", "it ends inside")
    refused(b"\xff\xff\xff\xff\x10\0\0\0\x01", "a stream that is cut off in metadata",
            "it ends inside")
    refused(b"\xff\xff\xff\xff\x10", "a stream that is cut off in a size", "it ends inside")
    refused(flat.file(ONE, [ints(1)])[:-1], "a file that is cut off", "does not end with")
    refused(ints(1), "a stream without a schema", "does not begin with a schema")
    refused(flat.stream(ONE, flat.message(flat.SCHEMA, flat.schema(ONE))), "two schemas",
            "a second schema")
    refused(flat.stream(ONE, ints(1, version=2)), "version V3", "V3")
    refused(flat.stream(ONE, flat.message(4, {})), "a tensor", "type 4")


def test_schema():
    found = dump(flat.stream([flat.field("x", I4, metadata=[("k", "v"), ("", "")], nullable=False)],
                             metadata=[("a", "b\u00e9")]))
    tap.equal(found[0]["metadata"], ["a", "b\u00e9"], "metadata of a schema")
    tap.equal(found[0]["children"][0]["metadata"], ["k", "v", "", ""], "metadata of a field")
    tap.equal([child["flags"] for child in found[0]["children"]], [0], "a field without nulls")
    refused(flat.stream([flat.field("x", (99, {}))]), "an unknown type", 'field "x"')
    refused(flat.stream([flat.field("x", flat.integer(24))]), "an integer of 24 bits", 'field "x"')
    refused(flat.stream([flat.field("a\0b", I4)]), "a name with a zero byte", "zero byte")
    refused(flat.stream([flat.field("x", I4, [flat.field("y", I4)])]), "an integer with a child",
            "number of children")
    deep = flat.field("x", I4)
    for _ in range(300):
        deep = flat.field("x", (flat.STRUCT, {}), [deep])
    refused(flat.stream([deep]), "301 levels", "256 levels")
    wide = flat.stream([flat.field(f"f{i}", I4) for i in range(10000)])
    tap.equal(len(dump(wide)[0]["children"]), 10000, "10,000 columns")


def dictionary(number, values, delta=False):
    return flat.dictionary_message(number, flat.batch(len(values), [(len(values), 0)],
                                                      [b"", *flat.texts(values)]), delta)


def indices(*values):
    return flat.batch_message(len(values), [(len(values), 0)], [b"", flat.numbers("b", values)])


WORDS = [flat.field("w", UTF8, dictionary=(7, flat.integer(8)[1]))]


def test_dictionaries():
    columns(flat.stream(WORDS, dictionary(7, ["a", "b"]), indices(1, 0)), "a dictionary",
            [["b", "a"]])
    columns(flat.stream(WORDS, dictionary(7, ["a", "b"]), indices(1), dictionary(7, ["c"]),
                        indices(0)), "a dictionary that is replaced", [["b"]], [["c"]])
    columns(flat.stream(WORDS, dictionary(7, ["a", "bcd"]), indices(1),
                        dictionary(7, ["", "efg"], delta=True), indices(0, 2, 3, 1)),
            "a dictionary that is extended", [["bcd"]], [["a", "", "efg", "bcd"]])
    columns(flat.file(WORDS, [indices(0, 2)],
                      [dictionary(7, ["a", "b"]), dictionary(7, ["c"], delta=True)]),
            "the same in a file", [["a", "c"]])
    columns(flat.stream(WORDS, indices()), "an empty batch without its dictionary", [[]])
    refused(flat.stream(WORDS, indices(0)), "a missing dictionary", "past the end")
    refused(flat.stream(WORDS, dictionary(7, ["a"]), indices(1)), "an index past the end",
            "past the end of its dictionary")
    refused(flat.stream(WORDS, dictionary(7, ["a"]), indices(-1)), "a negative index",
            "past the end of its dictionary")
    refused(flat.stream(WORDS, dictionary(8, ["a"])), "a dictionary that no field has", "no field")


def test_shared():
    """Two fields with one dictionary, which must have the type that both give it."""
    def both(first, second, values):
        fields = [flat.field(name, kind, children, dictionary=(7, flat.integer(8)[1]))
                  for name, kind, children in (("a", *first), ("b", *second))]
        return flat.stream(fields, flat.dictionary_message(7, values),
                           flat.batch_message(1, [(1, 0)] * 2, [b"", b"\1"] * 2))

    item = [flat.field("item", I4)]
    text = flat.batch(2, [(2, 0)], [b"", *flat.texts(["a", "b"])])
    columns(both((UTF8, []), (UTF8, []), text), "a dictionary of two fields", [["b"]] * 2)
    small = flat.batch(2, [(2, 0)], [b"", b"ab"])
    structs = flat.batch(2, [(2, 0)] * 2, [b"", b"", flat.numbers("i", [1, 2])])
    for first, second, values in (
            ((flat.integer(8), []), (flat.integer(64), []), small),
            ((UTF8, []), ((flat.LARGE_UTF8, {}), []), text),
            (((flat.STRUCT, {}), item), ((flat.STRUCT, {}), [flat.field("item", UTF8)]), structs),
            (((flat.STRUCT, {}), item), ((flat.STRUCT, {}), item * 2), structs)):
        refused(both(first, second, values), "a dictionary of two types",
                'field "b": damaged record batch: its dictionary is that of a field')
    inner = [flat.field("item", UTF8, dictionary=(8, flat.integer(8)[1]))]
    other = [flat.field("item", UTF8, dictionary=(9, flat.integer(8)[1]))]
    struct_of = (flat.STRUCT, {})
    nested = flat.batch(2, [(2, 0)] * 2, [b"", b"", b"\0\1"])
    data = both((struct_of, inner), (struct_of, other), nested)
    start = len(flat.stream([flat.field("a", struct_of, inner, dictionary=(7, flat.integer(8)[1])),
                             flat.field("b", struct_of, other,
                                        dictionary=(7, flat.integer(8)[1]))])) - 8
    refused(data[:start] + dictionary(8, ["p", "q"]) + dictionary(9, ["r", "s"]) + data[start:],
            "dictionaries of a dictionary", "its dictionary is that of a field")


def test_lengths():
    """Lengths of dictionaries that are extended, whose values take no bytes."""
    zero = (flat.FIXED_BINARY, {0: flat.Number("i", 0)})
    fields = [flat.field("z", zero, dictionary=(7, flat.integer(8)[1]))]
    most = 2**63 - 2

    def part(n, nulls, delta=True):
        return flat.dictionary_message(7, flat.batch(
            n, [(n, nulls)], [flat.bits([0] + [1] * 7) if nulls else b"", b""]), delta)
    for name, parts, words in (
            ("that wrap", [part(most, 0, False), part(most, 0), part(8, 1)], "larger than memory"),
            ("with a bitmap of all", [part(2**40, 0, False), part(8, 1)], "no bytes")):
        refused(flat.stream(fields, *parts, indices(0)), f"lengths {name}", words)
        refused(flat.file(fields, [indices(0)], parts), f"lengths {name} in a file", words)
    twice = flat.field("l", (flat.FIXED_LIST, {0: flat.Number("i", 2**31 - 1)}),
                       [flat.field("item", zero)], dictionary=(7, flat.integer(8)[1]))
    n = 2**32
    lists = [flat.dictionary_message(7, flat.batch(n, [(n, 0), (n * (2**31 - 1), 0)],
                                                   [b"", b"", b""]), delta)
             for delta in (False, True)]
    refused(flat.stream([twice], *lists), "elements of lists that wrap", "larger than memory")


def concat(kind, children, first, second, expected, name):
    """A dictionary of any type that is extended. The parts are arguments of flat.batch."""
    fields = [flat.field("w", kind, children, dictionary=(1, flat.integer(8)[1]))]
    n = len(expected)
    columns(flat.stream(fields, flat.dictionary_message(1, flat.batch(*first[:3], **first[3])),
                        flat.dictionary_message(1, flat.batch(*second[:3], **second[3]), True),
                        indices(*range(n))), f"dictionaries of {name} are joined", [expected])


def test_concat():
    def part(n, nodes, buffers, **more):
        return n, nodes, buffers, more

    concat(I4, [], part(2, [(2, 0)], [b"", flat.numbers("i", [1, 2])]),
           part(2, [(2, 1)], [flat.bits([0, 1]), flat.numbers("i", [3, 4])]),
           ["1", "2", None, "4"], "int32")
    concat((flat.BOOL, {}), [], part(3, [(3, 0)], [b"", flat.bits([1, 0, 1])]),
           part(2, [(2, 0)], [b"", flat.bits([0, 1])]), [True, False, True, False, True], "bool")
    concat((flat.LARGE_UTF8, {}), [], part(1, [(1, 0)], [b"", *flat.texts(["ab"], "q")]),
           part(2, [(2, 0)], [b"", *flat.texts(["", "c"], "q")]), ["ab", "", "c"], "large strings")
    long = ["x" * 13, "y" * 20]
    concat((flat.UTF8_VIEW, {}), [],
           part(2, [(2, 0)], [b"", *flat.views([long[0], "s"])], variadic=[1]),
           part(2, [(2, 0)], [b"", *flat.views(["", long[1]])], variadic=[1]),
           [long[0], "s", "", long[1]], "views")
    child = [flat.field("item", I4)]
    concat((flat.LIST, {}), child,
           part(2, [(2, 0), (3, 0)], [b"", flat.numbers("i", [0, 1, 3]), b"",
                                      flat.numbers("i", [1, 2, 3])]),
           part(2, [(2, 0), (1, 0)], [b"", flat.numbers("i", [0, 0, 1]), b"",
                                      flat.numbers("i", [4])]),
           [["1"], ["2", "3"], [], ["4"]], "lists")
    concat((flat.FIXED_LIST, {0: flat.Number("i", 2)}), child,
           part(1, [(1, 0), (2, 0)], [b"", b"", flat.numbers("i", [1, 2])]),
           part(1, [(1, 0), (2, 0)], [b"", b"", flat.numbers("i", [3, 4])]),
           [["1", "2"], ["3", "4"]], "fixed-size lists")
    concat((flat.STRUCT, {}), [flat.field("a", I4), flat.field("b", UTF8)],
           part(1, [(1, 0)] * 3, [b"", b"", flat.numbers("i", [1]), b"", *flat.texts(["p"])]),
           part(1, [(1, 0)] * 3, [b"", b"", flat.numbers("i", [2]), b"", *flat.texts(["q"])]),
           [["1", "p"], ["2", "q"]], "structs")


def test_buffers():
    text = [flat.field("s", UTF8)]
    columns(flat.stream(text, flat.batch_message(3, [(3, 1)], [flat.bits([1, 0, 1]),
                                                               *flat.texts(["a", None, "bc"])])),
            "a validity bitmap", [["a", None, "bc"]])
    columns(flat.stream(text, flat.batch_message(0, [(0, 0)], [b"", b"", b""])),
            "no offsets in an empty batch", [[]])
    view = [flat.field("v", (flat.UTF8_VIEW, {}))]
    words = ["", "123456789012", "1234567890123", "\u00e9" * 50]
    columns(flat.stream(view, flat.batch_message(4, [(4, 0)], [b"", *flat.views(words)],
                                                 variadic=[1])), "views", [words])
    big = [flat.field("s", UTF8), flat.field("n", flat.integer(64))]
    columns(flat.stream(big, flat.batch_message(
        2, [(2, 0), (2, 0)], [b"", *flat.texts(["x", "yz"], order=">"), b"",
                              flat.numbers("q", [1, -2], ">")]), big_endian=True),
            "big-endian numbers", [["x", "yz"], ["1", "-2"]])
    words = ["", "123456789012", "1234567890123"]
    cells, data = flat.views(words)
    swapped = b"".join(
        struct.pack(">i", len(word.encode())) +
        (cells[16 * i + 4:16 * i + 16] if len(word) <= 12 else
         cells[16 * i + 4:16 * i + 8] + struct.pack(">ii", 0, 0)) for i, word in enumerate(words))
    columns(flat.stream(view, flat.batch_message(3, [(3, 0)], [b"", swapped, data], variadic=[1]),
                        big_endian=True), "big-endian views", [words])
    lists = [flat.field("l", (flat.LIST_VIEW, {}), [flat.field("item", I4)])]
    columns(flat.stream(lists, flat.batch_message(
        2, [(2, 0), (3, 0)], [b"", flat.numbers("i", [1, 0]), flat.numbers("i", [2, 1]), b"",
                              flat.numbers("i", [1, 2, 3])])),
            "list views", [[["2", "3"], ["1"]]])


def test_damage():
    text = [flat.field("s", UTF8)]

    def strings(offsets, data, n=None):
        n = len(offsets) - 1 if n is None else n
        return flat.stream(text, flat.batch_message(n, [(n, 0)],
                                                    [b"", flat.numbers("i", offsets), data]))
    refused(strings([0, 2, 1], b"abc"), "offsets that decrease", 'field "s"')
    refused(strings([-1, 2], b"abc"), "a negative offset", "offset")
    refused(strings([0, 4], b"abc"), "an offset past the end", "past the end")
    refused(strings([0, 1], b"abc", 2), "too few offsets", "shorter than the length requires")
    refused(flat.stream(ONE, flat.batch_message(2, [(2, 0)], [b"", flat.numbers("i", [1])])),
            "too few values", "shorter than the length requires")
    refused(flat.stream(ONE, flat.batch_message(9, [(9, 1)], [b"\xff", bytes(36)])),
            "a short validity bitmap", "validity bitmap")
    refused(flat.stream(ONE, flat.batch_message(1, [(2, 0)], [b"", bytes(8)])),
            "a column of another length", "another length")
    refused(flat.stream(ONE, flat.batch_message(1, [(1, 2)], [b"", bytes(8)])),
            "more nulls than values", "more nulls")
    refused(flat.stream(ONE, flat.batch_message(1, [], [b"", bytes(8)])), "no columns",
            "fewer columns")
    refused(flat.stream(ONE, flat.batch_message(1, [(1, 0)], [b""])), "no buffers",
            "fewer buffers")
    refused(flat.stream(ONE, flat.batch_message(2**62, [(2**62, 0)], [b"", bytes(8)])),
            "a length that overflows", "length")
    refused(flat.stream(ONE, flat.batch_message(-1, [(-1, 0)], [b"", b""])), "a negative length",
            "negative")
    table, body = flat.batch(1, [(1, 0)], [b"", bytes(8)])
    table[2] = flat.Structs(2, struct.pack("<qqqq", 0, 0, 4, 8))
    refused(flat.stream(ONE, flat.message(flat.BATCH, table, body)), "a buffer past the body",
            "outside of its body")
    table[2] = flat.Structs(2, struct.pack("<qqqq", 0, 0, -8, 8))
    refused(flat.stream(ONE, flat.message(flat.BATCH, table, body)), "a buffer before the body",
            "outside of its body")
    view = [flat.field("v", (flat.UTF8_VIEW, {}))]
    for cell, what in ((struct.pack("<i4sii", 13, b"aaaa", 1, 0), "of a buffer that is not there"),
                       (struct.pack("<i4sii", 13, b"aaaa", 0, 1), "past the end of its buffer"),
                       (struct.pack("<i4sii", 13, b"aaaa", -1, 0), "with a negative buffer"),
                       (struct.pack("<i4sii", -1, b"", 0, 0), "of a negative length")):
        refused(flat.stream(view, flat.batch_message(1, [(1, 0)], [b"", cell, b"a" * 13],
                                                     variadic=[1])),
                f"a view {what}", "outside of the data")
    refused(flat.stream(view, flat.batch_message(1, [(1, 0)], [b"", bytes(16)], variadic=[9])),
            "more data buffers than there are", "fewer buffers")
    refused(flat.stream(view, flat.batch_message(1, [(1, 0)], [b"", bytes(16)])),
            "no number of data buffers", "number of data buffers")
    refused(flat.stream(ONE, flat.batch_message(1, [(1, 0)], [b"", bytes(16)], codec=5)),
            "an unknown compression", "compression 5")
    for codec, name in ((0, "lz4"), (1, "zstd")):
        raw = struct.pack("<q", -1) + flat.numbers("i", [6])
        columns(flat.stream(ONE, flat.batch_message(1, [(1, 0)], [b"", raw], codec=codec)),
                f"a buffer that {name} did not make smaller", [["6"]])
        for data, what in ((struct.pack("<q", 4) + b"abcdefgh", "that is damaged"),
                           (struct.pack("<q", 2**40) + b"abcdefgh", "of an impossible length"),
                           (struct.pack("<q", -2) + b"abcdefgh", "of a negative length"),
                           (b"abc", "without a length")):
            refused(flat.stream(ONE, flat.batch_message(1, [(1, 0)], [b"", data], codec=codec)),
                    f"a buffer of {name} {what}", "compressed")
        columns(flat.stream(text, flat.batch_message(
            1, [(1, 0)], [struct.pack("<q", 0), struct.pack("<q", -1) + flat.numbers("i", [0, 0]),
                          struct.pack("<q", 0)], codec=codec)),
                f"empty buffers of {name} with a length", [[""]])
    columns(flat.stream(ONE, flat.batch_message(2, [(2, 0)], [flat.bits([0, 1]),
                                                              flat.numbers("i", [1, 2])])),
            "nulls that are not counted in the message", [[None, "2"]])
    huge = flat.stream(ONE, b"\xff\xff\xff\xff" + struct.pack("<I", 2**31 - 8))
    refused(huge, "metadata of 2 GiB that is not there", "it ends inside")


def test_written():
    """What is written of a slice: alignment, padding, bits after the last one, stored buffers."""
    fields = [flat.field("b", (flat.BOOL, {})), flat.field("x", I4)]
    noise = bytes((i * i * 7 + i * 13) % 251 for i in range(36))
    path = tap.write("in.arrow", flat.stream(fields, flat.batch_message(
        9, [(9, 1), (9, 0)], [flat.bits([1, 0] + [1] * 7), flat.bits([1] * 9), b"", noise])))
    out = os.path.join(tap.T, "out.arrow")
    for codec in "none", "zstd", "lz4":
        subprocess.run([DUMP, path, out, codec], check=True, stdout=subprocess.DEVNULL)
        data = tap.read(out)
        blocks = flat.blocks_of(data)
        tap.equal([(offset % 64, metadata % 64, body % 64) for offset, metadata, body in blocks],
                  [(0, 0, 0)] * 2, f"{codec}: the record batches are aligned")
        found = flat.buffers_of(data, blocks[0])
        tap.equal([place % 64 for place, _ in found], [0] * 4, f"{codec}: the buffers are aligned")
        head = b"" if codec == "none" else struct.pack("<q", -1)
        tap.equal([raw for _, raw in found], [head + b"\5", head + b"\7", b"", head + noise[:12]],
                  f"{codec}: the buffers of the first three values")
        ends = [place + len(raw) for place, raw in found]
        padding = b"".join(data[end:(end + 63) // 64 * 64] for end in ends)
        tap.ok(not any(padding), f"{codec}: padding is zero", padding)


def test_every_byte():
    """Each byte of a stream and of a file changed in turn: read or refused."""
    fields = [flat.field("a", I4), WORDS[0], flat.field("v", (flat.UTF8_VIEW, {}))]
    rows = flat.batch_message(2, [(2, 1), (2, 0), (2, 0)],
                              [flat.bits([1, 0]), flat.numbers("i", [1, 2]), b"",
                               flat.numbers("b", [0, 1]), b"", *flat.views(["x" * 13, "y"])],
                              variadic=[1])
    words = dictionary(7, ["a", "b"])
    tap.ok(isinstance(dump(flat.stream(fields, words, rows)), list), "the stream is read")
    with open(tap.write("all", b""), "wb") as out:
        count = 0
        for data in (flat.stream(fields, words, rows), flat.file(fields, [rows], [words])):
            for i in range(len(data)):
                for byte in (0, 0xff, data[i] ^ 1, data[i] ^ 0x80):
                    changed = bytearray(data)
                    changed[i] = byte
                    out.write(struct.pack("<I", len(changed)) + changed)
                    count += 1
    run = subprocess.run([DUMP, "--many", os.path.join(tap.T, "all")], capture_output=True,
                         check=False)
    tap.equal((run.returncode, run.stdout.splitlines()[-1:]), (0, [f"{count} inputs".encode()]),
              f"{count} streams and files with one byte changed")


def main():
    sys.setrecursionlimit(10000)
    test_framing()
    test_schema()
    test_dictionaries()
    test_shared()
    test_lengths()
    test_concat()
    test_buffers()
    test_damage()
    test_written()
    test_every_byte()
    tap.done()


main()
