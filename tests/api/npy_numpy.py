"""NumPy and the library agree on .npy files: what each writes is what the other would have written,
byte for byte, and what NumPy wrote is read right, or refused in words."""

import io
import os
import random
import sys
import warnings

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
import tap
from npy_program import Store

np = tap.import_numpy()
warnings.simplefilter("ignore")  # numpy.save announces versions 2.0 and 3.0
SEED = 20261121
RANDOM_DTYPES = 300


store = Store()
RAW = os.path.join(tap.T, "raw")
NPY = os.path.join(tap.T, "file.npy")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


# --- the dtypes


def dtypes():
    """Name and dtype of each case that is written down."""
    leaves = "? i1 u1 <i2 >i2 <u2 >u2 <i4 >i4 <u4 >u4 <i8 >i8 <u8 >u8 <f2 >f2 <f4 >f4 <f8 >f8".split()
    leaves += "<c8 >c8 <c16 >c16 S1 S7 S300 <U1 <U5 >U5 V1 V9".split()
    leaves += ["<M8", "<M8[ns]", ">M8[D]", "<M8[25s]", "<m8", "<m8[us]", ">m8[7h]"]
    for leaf in leaves:
        yield leaf, np.dtype(leaf)
    structs = {
        "points": [("x", "<i4"), ("y", "<i4"), ("z", "<i4")],
        "one field": [("only", "<f8")],
        "no field": [],
        "mixed": [("id", "<i8"), ("name", "S12"), ("ok", "?"), ("score", "<f8")],
        "big-endian": [("a", ">i4"), ("b", ">f8"), ("c", ">U3")],
        "subarray": [("p", "<f8", (3,)), ("m", "<i2", (2, 3))],
        "subarray of one": [("p", "<f8", (1,))],
        "nested": [("who", [("name", "S8"), ("age", "u1")]), ("at", "<M8[s]")],
        "nested twice": [("a", [("b", [("c", "<i2"), ("d", "?")]), ("e", "<f4")])],
        "array of structs": [("pts", [("x", "<f4"), ("y", "<f4")], (4,)), ("n", "u1")],
        "latin1 name": [("\u00e9t\u00e9", "<i4"), ("\u00fc", "<i2")],
        "other names": [("\u65e5\u4ed8", "<M8[D]"), ("\u0430", "<i4")],
        "emoji": [("\U0001f642", "i1")],
        "quotes": [("it's", "i1"), ('a "b"', "i1"), ("it's \"c\"", "i1"), ("back\\slash", "i1")],
        "control bytes": [("tab\tnewline\n", "i1"), ("\x01\x7f", "i1"), ("\u00ad\u00a0", "i1")],
        "unprintable": [("\u2028", "i1"), ("\u3000", "i1"), ("\ue000", "i1"), ("\U000e0001", "i1")],
        "spaces": [(" lead", "i1"), ("a b", "i1"), ("a.b", "i1"), ("a,b", "i1")],
        "times": [("a", "<M8[ns]"), ("b", "<m8[25us]"), ("c", "<M8")],
        "complex": [("z", "<c16"), ("w", ">c8")],
        "raw": [("v", "V5"), ("w", "V1", (2,))],
        "half": [("h", "<f2"), ("g", ">f2")],
        "wide": [(f"field_{i}", "<i2") for i in range(300)],
        "version 2": [(f"field_{i:05}", "<i2") for i in range(4000)],
        "version 2, latin1": [(f"f\u00e9ld_{i:05}", "<i2") for i in range(4000)],
        "version 3, long": [(f"f\u0113ld_{i:05}", "<i2") for i in range(4000)],
    }
    for name, fields in structs.items():
        yield name, np.dtype(fields)
    for name in "mixed", "nested", "array of structs", "subarray":
        yield name + ", aligned", np.dtype(structs[name], align=True)
    yield "holes", np.dtype(
        {"names": ["a", "b"], "formats": ["<i4", "u1"], "offsets": [4, 11], "itemsize": 20}
    )
    yield "hole in front", np.dtype({"names": ["a"], "formats": ["u1"], "offsets": [3]})
    yield "nested holes", np.dtype(
        [("in", np.dtype({"names": ["a"], "formats": ["<i2"], "offsets": [1], "itemsize": 5}), (2,))]
    )
    # Headers whose length is around a multiple of 64, and around 65535.
    for n in range(20, 90):
        yield f"name of {n} characters", np.dtype([("n" * n, "i1")])
    for n in range(65360, 65500, 3):
        yield f"name of {n} characters", np.dtype([("n" * n, "i1")])


def random_dtype(rng, depth=0):
    leaves = [code for code, dtype in dtypes_once if dtype.names is None and dtype.itemsize < 100]
    names = ["x", "y", "value", "\u00e9", "\u65e5", "a b", "it's", "_", "Field", "\u0301", "q\\"]
    chosen = rng.sample(names, rng.randint(1, 5))
    formats = []
    for _ in chosen:
        inner = depth < 3 and rng.random() < 0.25
        kind = random_dtype(rng, depth + 1) if inner else np.dtype(rng.choice(leaves))
        if rng.random() < 0.2:
            kind = np.dtype((kind, tuple(rng.choices([1, 2, 3], k=rng.randint(1, 3)))))
        formats.append(kind)
    how = rng.choice(["packed", "packed", "aligned", "offsets"])
    if how != "offsets":
        return np.dtype(list(zip(chosen, formats)), align=how == "aligned")
    offsets, at = [], 0
    for kind in formats:
        at += rng.choice([0, 0, 1, 3, 8])
        offsets.append(at)
        at += kind.itemsize
    return np.dtype(
        {"names": chosen, "formats": formats, "offsets": offsets, "itemsize": at + rng.choice([0, 2])}
    )


# --- the records


def leaves_of(array):
    """Views of every leaf of a structured array."""
    if array.dtype.names is None:
        yield array
    else:
        for name in array.dtype.names:
            yield from leaves_of(array[name])


def garbage(rng, dtype, shape):
    """An array with random bytes everywhere, in its padding too."""
    size = int(np.prod(shape)) * dtype.itemsize
    flat = np.frombuffer(bytearray(rng.randbytes(size)), np.uint8)
    array = np.ndarray(shape, dtype, flat.data) if size else np.zeros(shape, dtype)
    for leaf in leaves_of(array):
        if leaf.dtype.kind == "b":
            leaf[...] = rng.choice([False, True])
    return array


def cleaned(array):
    """A copy with zero padding."""
    clean = np.zeros(array.shape, array.dtype)
    for to, source in zip(leaves_of(clean), leaves_of(array)):
        to[...] = source
    return clean


def saved(array, version=None):
    """What NumPy writes."""
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version)
    return file.getvalue()


def spelled(dtype, shape):
    """The records of an array of that shape, as descr."""
    descr = repr(np.lib.format.dtype_to_descr(dtype))
    return f"({descr}, {tuple(shape)!r})" if shape else descr


# --- both ways


def difference(found, expected):
    if found == expected:
        return ""
    at = next((i for i, (a, b) in enumerate(zip(found, expected)) if a != b), None)
    at = min(len(found), len(expected)) if at is None else at
    return (
        f"{len(found)} and {len(expected)} bytes, other from {at} on: "
        f"{found[at:at + 40]!r}, expected {expected[at:at + 40]!r}"
    )


def check_written(array):
    """The library's file is NumPy's, from rows and from columns. What is wrong, or ''."""
    expected = saved(cleaned(array))
    write(RAW, array.tobytes() if array.dtype.itemsize else b"")
    dtype = spelled(array.dtype, array.shape[1:])
    for layout in "rows", "columns":
        answer = store.ask("save", dtype, layout, RAW, NPY)
        if answer != ["ok"]:
            return f"{layout}: {answer}"
        wrong = difference(read(NPY), expected)
        if wrong:
            return f"{layout}: {wrong}"
    return ""


def check_read(data, array):
    """The library reads the file as the array, each way. What is wrong, or ''."""
    write(NPY, data)
    shape = array.shape or (1,)
    expected = cleaned(array).tobytes()
    for how in ("load", NPY, "rows", RAW), ("load", NPY, "columns", RAW), ("map", NPY, RAW):
        answer = store.ask(*how)
        if answer != ["ok", str(shape[0]), spelled(array.dtype, shape[1:])]:
            return f"{how[0]}: {answer}"
        wrong = difference(read(RAW), expected)
        if wrong:
            return f"{how[0]} {how[2]}: {wrong}"
    return ""


dtypes_once = list(dtypes())
rng = random.Random(SEED)


def compare(name, dtype, counts):
    for n in counts:
        array = garbage(rng, dtype, (n,))
        if dtype.itemsize or n == 0:
            wrong = check_written(array)
            tap.ok(not wrong, f"{name}, {n} records: written as NumPy does", wrong)
        wrong = check_read(saved(array), array)
        tap.ok(not wrong, f"{name}, {n} records: read from NumPy", wrong)


for name, dtype in dtypes_once:
    compare(name, dtype, (0, 5) if "characters" in name else (0, 1, 1000))

for i in range(RANDOM_DTYPES):
    compare(f"random dtype {i} of seed {SEED}", random_dtype(rng), (rng.randint(0, 50),))

# Many batches, and records larger than a batch.
compare("points, many", np.dtype([("x", "<i4"), ("y", "<i4"), ("z", "<i4")]), (500_000,))
compare("padded, many", np.dtype([("a", "i1"), ("b", "<f8"), ("c", "<i2")], align=True), (200_000,))
compare("large records", np.dtype([("a", "i1"), ("big", "<i4", (700_000,))]), (3,))

# Plain arrays of several dimensions.
for shape in (3, 4), (2, 3, 4), (5, 1), (1, 1, 1, 1), (0, 3), (2,) + (1,) * 30:
    for code in "<i4", ">f8", "S3", "?":
        array = garbage(rng, np.dtype(code), shape)
        wrong = check_written(array)
        tap.ok(not wrong, f"{code} of shape {shape}: written as NumPy does", wrong)
        wrong = check_read(saved(array), array)
        tap.ok(not wrong, f"{code} of shape {shape}: read from NumPy", wrong)
points = garbage(rng, np.dtype([("x", "<i4"), ("y", "i1")], align=True), (3, 2))
wrong = check_written(points) or check_read(saved(points), points)
tap.ok(not wrong, "structs of shape (3, 2)", wrong)

# No dimension, each version, other orders in memory.
for code in "<i4", ">U2", "<M8[us]":
    array = garbage(rng, np.dtype(code), ())
    wrong = check_read(saved(array), array)
    tap.ok(not wrong, f"{code} of shape (): one record", wrong)
for version in (1, 0), (2, 0), (3, 0):
    for name in "points", "mixed, aligned", "nested", "latin1 name":
        array = garbage(rng, dict(dtypes_once)[name], (7,))
        wrong = check_read(saved(array, version), array)
        tap.ok(not wrong, f"{name}, version {version[0]}: read from NumPy", wrong)
strided = garbage(rng, np.dtype("<i4"), (20,))[::3]
wrong = check_read(saved(strided), strided)
tap.ok(not wrong, "a strided array", wrong)
one = np.asfortranarray(garbage(rng, np.dtype("<i4"), (6, 1)))
wrong = check_read(saved(one), one)
tap.ok(not wrong, "Fortran order that makes no difference", wrong)


# Fortran order: the same records as in C order, whatever is read at a time.
def check_fortran(data, array):
    """As check_read, but such a file cannot be mapped."""
    write(NPY, data)
    expected = cleaned(np.ascontiguousarray(array)).tobytes()
    for layout in "rows", "columns":
        answer = store.ask("load", NPY, layout, RAW)
        if answer != ["ok", str(array.shape[0]), spelled(array.dtype, array.shape[1:])]:
            return f"{layout}: {answer}"
        wrong = difference(read(RAW), expected)
        if wrong:
            return f"{layout}: {wrong}"
    answer = store.ask("map", NPY, RAW)
    return "" if answer[:2] == ["error", "unsupported"] else f"map: {answer}"


shapes = [(3, 4), (2, 3, 4), (5, 1, 2), (1, 3, 2), (2, 3, 4, 5), (1, 1, 7, 2), (7, 2, 1, 1, 3)]
shapes += [(90_000, 2), (3, 250_000), (100_001, 3, 2)]
for shape in shapes:
    for code in ("<i4", ">f8", "S3", "?", "<c16", [("x", "<i4"), ("y", "i1")]):
        array = np.asfortranarray(garbage(rng, np.dtype(code, align=True), shape))
        assert array.flags.f_contiguous and not array.flags.c_contiguous
        wrong = check_fortran(saved(array), array)
        tap.ok(not wrong, f"{code} of shape {shape} in Fortran order", wrong)


# --- refusals


def refused(name, data, status, *words):
    """Loading and mapping fail with this status, and the message has these words."""
    write(NPY, data)
    for how in ("load", NPY, "rows", RAW), ("map", NPY, RAW):
        answer = store.ask(*how)
        good = answer[:2] == ["error", status] and all(word in answer[2] for word in words)
        tap.ok(good, f"{name}: refused by {how[0]}", answer)


good = saved(np.arange(10, dtype="<i4"))
objects = io.BytesIO()
np.save(objects, np.array([None, 1]), allow_pickle=True)
refused("objects", objects.getvalue(), "unsupported", "Python objects", "pickle")
objects = io.BytesIO()
np.save(objects, np.zeros(2, [("a", "<i4"), ("o", "O")]), allow_pickle=True)
refused("a field of objects", objects.getvalue(), "unsupported", "Python objects", "pickle")
titled = np.zeros(2, dtype=[(("a title", "name"), "<i4")])
refused("titles", saved(titled), "unsupported", "title")
refused("a truncated file", good[:-1], "format", "byte 167", "truncated")
refused("a truncated header", good[:100], "format", "truncated")
refused("two arrays in one file", good + good, "format", "byte 168", "another array")
refused("bytes after the records", good + b"\0", "format", "byte 168", "more bytes")
archive = io.BytesIO()
np.savez(archive, a=np.ones(3))
refused("an archive", archive.getvalue(), "format", "zip")
refused("another format", b'{"x": 1}\n', "format", "byte 0", "not a .npy file")
refused("a version to come", good[:6] + b"\x04" + good[7:], "unsupported", "version 4.0")

answer = store.ask("save", "[('a', '<i4')]", "rows", "/no/such/file", NPY)
tap.equal(answer, ["error", "system", "/no/such/file"], "the program under test tells of failures")
write(RAW, b"")
for dtype, field in ("name:str", "name"), ("x:i4?", "x"):
    write(NPY, b"what was there")
    answer = store.ask("save", dtype, "rows", RAW, NPY)
    tap.ok(answer[0] == "error" and field in answer[2], f"{dtype}: not written", answer)
    tap.equal(read(NPY), b"what was there", f"{dtype}: the target is as it was")
outside = np.dtype({"names": ["a", "b"], "formats": ["<i4", "<i4"], "offsets": [4, 0]})
try:
    saved(np.zeros(1, outside))
    tap.ok(False, "NumPy refuses fields out of order")
except ValueError:
    tap.ok(True, "NumPy refuses fields out of order")

tap.done()
