"""Makes tests/fuzz/corpus/npy: good .npy files of every shape of header, and damaged ones."""

import os
import struct

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus", "npy")
MAGIC = b"\x93NUMPY"


def npy(text, records=b"", version=1, encoding="latin1", align=64, length=None):
    """A file with this header. LENGTH is what it claims the header to be."""
    width = "<H" if version == 1 else "<I"
    body = text.encode(encoding)
    prefix = len(MAGIC) + 2 + struct.calcsize(width)
    body += b" " * (-(prefix + len(body) + 1) % align) + b"\n"
    length = len(body) if length is None else length
    return MAGIC + bytes([version, 0]) + struct.pack(width, length) + body + records


def head(descr, shape="(2,)", order="False"):
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}"


good = {
    "int": npy(head("'<i4'"), bytes(8)),
    "big-endian": npy(head("'>f8'"), b"\x3f\xf0" + bytes(14)),
    "bool": npy(head("'|b1'"), b"\0\1"),
    "bool-odd-bytes": npy(head("'|b1'"), b"\x02\xff"),
    "bytes": npy(head("'|S3'"), b"ab\0\xff\0c"),
    "ucs4": npy(head("'<U2'"), "ab\U0001f642".encode("utf-32-le") + b"\xff\xff\xff\xff"),
    "raw": npy(head("'|V5'"), b"0123456789"),
    "time": npy(head("'<M8[25s]'"), struct.pack("<qq", 7, -(2**63))),
    "half": npy(head("'<f2'"), b"\0\x3c\xff\x7f"),
    "complex": npy(head("'<c16'"), bytes(32)),
    "scalar": npy(head("'<i4'", "()"), b"abcd"),
    "empty": npy(head("'<i4'", "(0,)")),
    "two-dimensions": npy(head("'<i2'", "(2, 3)"), bytes(12)),
    "no-columns": npy(head("'<i2'", "(5, 0)")),
    "fortran-line": npy(head("'<i2'", "(2, 1)", "True"), bytes(4)),
    "fortran": npy(head("'<i4'", "(2, 2)", "True"), bytes(range(16))),
    "fortran-3d": npy(head("'<i2'", "(2, 3, 2)", "True"), bytes(range(24))),
    "fortran-struct": npy(head("[('a', '<i2'), ('b', '|u1')]", "(3, 2)", "True"), bytes(range(18))),
    "fortran-subarray": npy(head("('<i2', (2,))", "(3, 2)", "True"), bytes(range(24))),
    "points": npy(head("[('x', '<i4'), ('y', '<i4'), ('z', '<i4')]"), bytes(range(24))),
    "padding": npy(head("[('a', '|i1'), ('', '|V3'), ('b', '<i4'), ('', '|V4')]"), b"\xff" * 24),
    "nested": npy(head("[('w', [('n', '|S2'), ('p', '<f4', (2, 2))]), ('a', '|u1')]"), bytes(38)),
    "struct-array": npy(head("[('p', [('x', '<i2'), ('', '|V1')], (3,))]"), b"\xee" * 18),
    "no-fields": npy(head("[]", "(70000,)")),
    "latin1": npy(head("[('\u00e9', '|u1')]"), b"ab"),
    "utf8": npy(head("[('\u65e5\U0001f642', '|u1')]"), b"ab", 3, "utf8"),
    "version-2": npy(head("[('x', '<i2')]"), bytes(4), 2),
    "python-2": npy(head("[('7L', '<i2')]", "(2L,)"), bytes(4)),
    "unpadded": npy(head("'|u1'"), b"ab", align=1),
    "escapes": npy(head(r"[('it\'s\x41\u00e9\n', '|u1'), (" + '"q\\""' + ", '|u1')]"), b"abcd"),
    "wide": npy(head("[" + ", ".join(f"('f{i}', '|u1')" for i in range(200)) + "]"), bytes(400)),
    "order-of-keys": npy("{'shape':(1,),'descr':'|u1','fortran_order':False}", b"x"),
}

points = good["points"]
bad = {
    "nothing": b"",
    "magic-only": MAGIC,
    "cut-in-length": points[:9],
    "cut-in-header": points[:60],
    "cut-in-records": points[:-1],
    "trailing": points + b"x",
    "version-0": points[:6] + b"\0" + points[7:],
    "version-9": points[:6] + b"\x09" + points[7:],
    "long-claim": npy(head("'<i4'"), bytes(8), length=65535),
    "huge-claim": npy(head("'<i4'"), bytes(8), 2, length=2**32 - 1),
    "short-claim": npy(head("'<i4'"), bytes(8), length=20),
    "zero-claim": npy(head("'<i4'"), bytes(8), length=0),
    "zip": b"PK\x03\x04" + bytes(60),
    "json": b'{"x": 1}\n' * 20,
    "no-shape": npy("{'descr': '<i4', 'fortran_order': False}", bytes(8)),
    "twice": npy("{'descr': '<i4', 'descr': '<i2', 'fortran_order': False, 'shape': (2,)}"),
    "extra-key": npy("{'descr': '<i4', 'fortran_order': False, 'shape': (2,), 'x': ()}"),
    "list-shape": npy(head("'<i4'", "[2]"), bytes(8)),
    "negative": npy(head("'<i4'", "(-1,)")),
    "many-records": npy(head("'<i8'", "(9223372036854775807,)")),
    "many-empty": npy(head("'|V0'", "(9223372036854775807,)")),
    "big-number": npy(head("'<i4'", "(99999999999999999999999,)")),
    "big-record": npy(head("'<i8'", "(1, 2147483647, 2147483647)")),
    "many-dimensions": npy(head("'|u1'", "(" + "1, " * 80 + ")"), b"x"),
    "fortran-cut": npy(head("'<i4'", "(2, 2)", "True"), bytes(15)),
    "fortran-huge": npy(head("'<i8'", "(4294967296, 4)", "True"), bytes(16)),
    "two-arrays": points + points,
    "object": npy(head("'|O'"), b"\x80\x03]q\x00."),
    "object-field": npy(head("[('a', '|O')]"), bytes(16)),
    "title": npy(head("[(('t', 'a'), '<i4')]"), bytes(8)),
    "code": npy(head("__import__('os').system('true')"), bytes(8)),
    "open-string": npy(head("'<i4"), bytes(8)),
    "open-list": npy(head("[('a', '<i4'"), bytes(8)),
    "deep-list": npy(head("[" * 3000 + "]" * 3000), bytes(8)),
    "deep-struct": npy(head("[('a', " * 200 + "'<i4'" + ")]" * 200), bytes(8)),
    "deep-tuple": npy(head("(" * 5000)),
    "same-name": npy(head("[('a', '<i4'), ('a', '<i4')]"), bytes(16)),
    "no-name": npy(head("[('', '<i4')]"), bytes(8)),
    "bad-utf8": npy(head("[('\u00e9', '|u1')]"), b"ab", 3, "latin1"),
    "nul-name": npy(head("[('a\0b', '|u1')]"), b"ab"),
    "nul-in-header": npy(head("'<i4'") + "\0", bytes(8)),
    "unknown-type": npy(head("'<q7'"), bytes(8)),
    "compact-type": npy(head("'x:i4'"), bytes(8)),
    "nullable-type": npy(head("'i4?'"), bytes(8)),
    "str-type": npy(head("'str'"), bytes(32)),
    "number-type": npy(head("4"), bytes(8)),
    "none": npy("None"),
    "spaces": npy(" " * 100),
}

os.makedirs(FOLDER, exist_ok=True)
for entry in os.listdir(FOLDER):
    os.remove(os.path.join(FOLDER, entry))
for kind, files in ("good", good), ("bad", bad):
    for name, data in files.items():
        with open(os.path.join(FOLDER, f"{kind}-{name}.npy"), "wb") as file:
            file.write(data)
