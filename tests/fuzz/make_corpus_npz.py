"""Makes tests/fuzz/corpus/npz: small .npz archives, good and damaged."""

import io
import os
import zipfile

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus", "npz")
WHEN = (2026, 11, 27, 0, 0, 0)


def npy(descr, records, shape, order="False"):
    text = f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}".encode()
    text += b" " * (-(11 + len(text)) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + records


def archive(members, method=zipfile.ZIP_STORED, zip64=False):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as out:
        for name, data in members:
            info = zipfile.ZipInfo(name, WHEN)
            info.compress_type = method
            with out.open(info, "w", force_zip64=zip64) as member:
                member.write(data)
    return file.getvalue()


x = npy("'<i4'", bytes(range(12)), "(3,)")
y = npy("[('a', '<f8'), ('b', '|S3')]", bytes(22), "(2,)")
f = npy("'<i2'", bytes(range(12)), "(2, 3)", "True")
zeros = npy("'|u1'", bytes(100_000), "(100000,)")
one = archive([("x.npy", x)])
packed = archive([("x.npy", x), ("y.npy", y), ("f.npy", f)], zipfile.ZIP_DEFLATED)

files = {
    "good-one": one,
    "good-three": archive([("x.npy", x), ("y.npy", y), ("f.npy", f)]),
    "good-deflated": packed,
    "good-zip64": archive([("x.npy", x), ("y.npy", y)], zipfile.ZIP_DEFLATED, True),
    "good-others": archive([("dir/", b""), ("read.me", b"text"), ("dir/x.npy", x)]),
    "good-zeros": archive([("z.npy", zeros)], zipfile.ZIP_DEFLATED),
    "good-same-name": archive([("x.npy", x), ("x.npy", y)]),
    "good-names": archive([("\u65e5.npy", x), ("\x1b[31m.npy", y), (".npy", f)]),
    "bad-nothing": b"",
    "bad-empty": archive([]),
    "bad-no-array": archive([("a.txt", b"text")]),
    "bad-array": archive([("a.npy", b"text")]),
    "bad-cut-array": archive([("x.npy", x[:-1])]),
    "bad-long-array": archive([("x.npy", x + b"more")]),
    "bad-object": archive([("o.npy", npy("'|O'", b"\x80\x03N.", "(1,)"))]),
    "bad-cut": packed[:-20],
    "bad-checksum": one.replace(bytes(range(12)), bytes(12)),
    "bad-deflate": packed[:150] + bytes(30) + packed[180:],
    "bad-start-only": b"PK\x03\x04" + bytes(60),
}

os.makedirs(FOLDER, exist_ok=True)
for entry in os.listdir(FOLDER):
    os.remove(os.path.join(FOLDER, entry))
for name, data in files.items():
    with open(os.path.join(FOLDER, f"{name}.npz"), "wb") as file:
        file.write(data)
