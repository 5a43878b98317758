"""The arrays of .npz archives are read as NumPy wrote them, by name; damaged and foreign archives are
refused with a message."""

import io
import os
import sys
import zipfile

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
import tap
from npy_program import Store

np = tap.import_numpy()
store = Store()
RAW = os.path.join(tap.T, "raw")
NPZ = os.path.join(tap.T, "file.npz")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(data):
    with open(NPZ, "wb") as file:
        file.write(data)


def npy(array, **options):
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


def npz(arrays, save=np.savez):
    file = io.BytesIO()
    save(file, **arrays)
    return file.getvalue()


def zipped(members, method=zipfile.ZIP_STORED, zip64=False):
    """An archive of these members, a list of names and bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members:
            with archive.open(name, "w", force_zip64=zip64) as member:
                member.write(data)
    return file.getvalue()


def expect(name, array, member, what):
    """The member is read as the array, in both layouts."""
    for layout in "rows", "columns":
        answer = store.ask("member", NPZ, member, layout, RAW)
        good = answer[:2] == ["ok", str(array.shape[0] if array.shape else 1)]
        tap.ok(good and read(RAW) == array.tobytes(), f"{name}: {what}, {layout}", answer)


def names(*expected):
    return ["ok", *expected]


def refused(name, member, status, *words):
    answer = store.ask("member", NPZ, member, "rows", RAW)
    good = answer[:2] == ["error", status] and all(word in answer[2] for word in words)
    tap.ok(good, f"{name}: refused", answer)


rng = np.random.default_rng(20261127)
arrays = {
    "x": rng.integers(-(2**31), 2**31, 1000).astype("<i4"),
    "y": rng.normal(size=(50, 3)),
    "points": np.zeros(7, [("a", "<i4"), ("b", "S3")]),
    "scalar": np.array(1.5),
    "none": np.zeros(0, ">i2"),
    "\u65e5 \u00e9": np.arange(5, dtype="<u2"),
    "large": rng.integers(0, 4, 700_000).astype("<i8"),
    "fortran": np.asfortranarray(np.arange(60, dtype="<i4").reshape(3, 4, 5)),
}

# --- what NumPy writes
for how in np.savez, np.savez_compressed:
    write(npz(arrays, how))
    tap.equal(store.ask("names", NPZ), names(*arrays), f"{how.__name__}: the names")
    for name, array in arrays.items():
        expect(how.__name__, array, name, name)
    expect(how.__name__, arrays["y"], "y.npy", "the name of the file in it")

# --- 64-bit sizes, folders, members that are no arrays
members = [(f"{name}.npy", npy(array)) for name, array in arrays.items()]
for method in zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED:
    write(zipped(members, method, zip64=True))
    for name in "x", "large":
        expect("ZIP64", arrays[name], name, f"{name}, method {method}")
write(zipped([("dir/", b""), ("read.me", b"text"), ("dir/x.npy", npy(arrays["x"]))]))
tap.equal(store.ask("names", NPZ), names("dir/x"), "members that are no arrays: the names")
expect("members that are no arrays", arrays["x"], "dir/x", "dir/x")
expect("members that are no arrays", arrays["x"], "", "the only array")
big = zipped([(f"a{i}.npy", npy(np.array([i]))) for i in range(70_000)])
write(big)
answer = store.ask("names", NPZ)
tap.equal(len(answer), 70_001, "70,000 arrays: the names")
expect("70,000 arrays", np.array([69_999]), "a69999", "the last")

# --- which array
write(npz({"x": arrays["x"], "y": arrays["y"]}))
refused("two arrays and no name", "", "argument", '"x", "y"', "member")
refused("a name that is not there", "z", "argument", '"z"', '"x", "y"')
write(npz({f"array_{i}": np.zeros(1) for i in range(300)}))
refused("many arrays and no name", "", "argument", "300 arrays", "...")
write(zipped([("bad\x1b[31m\u202e.npy", npy(arrays["x"])), ("b.npy", npy(arrays["x"]))]))
answer = store.ask("member", NPZ, "", "rows", RAW)
tap.ok("\x1b" not in answer[2], "names are shown without control bytes", answer)

# --- damage
write(b"")
refused("an empty file", "", "format")
write(zipped([]))
refused("an archive of nothing", "", "format", "no array")
write(zipped([("a.txt", b"text")]))
refused("an archive without arrays", "", "format", "no array")
write(zipped([("a.npy", b"text")]))
refused("an array that is none", "", "format", "not a .npy file", "a.npy")
write(zipped([("a.npy", npy(np.array([None]), allow_pickle=True))]))
refused("objects", "", "unsupported", "Python objects")
data = zipped([("x.npy", npy(arrays["large"]))], zipfile.ZIP_DEFLATED)
write(data[:-30])
refused("a truncated archive", "", "format", "zip archive")
plain = zipped([("x.npy", npy(arrays["x"]))])
at = plain.index(b"\x93NUMPY") + 600
write(plain[:at] + bytes([plain[at] ^ 1]) + plain[at + 1 :])
refused("a wrong checksum", "", "format", "x.npy", "CRC")
at = len(data) // 2
write(data[:at] + bytes(40) + data[at + 40 :])
refused("damaged compression", "", "format", "x.npy")
write(zipped([("x.npy", npy(arrays["x"])[:-1])]))
refused("a truncated array", "", "format", "truncated")
write(zipped([("x.npy", npy(arrays["x"]) + b"y")]))
refused("bytes after an array", "", "format", "more bytes")
encrypted = bytearray(plain)
encrypted[6] |= 1
encrypted[plain.index(b"PK\x01\x02") + 8] |= 1
write(bytes(encrypted))
refused("an encrypted member", "", "unsupported")
random_bytes = rng.bytes(1000)
write(b"PK\x03\x04" + random_bytes)
refused("no directory", "", "format")
for cut in range(0, len(plain), 97):
    write(plain[:cut])
    answer = store.ask("member", NPZ, "", "rows", RAW)
    if answer[:2] != ["error", "format"]:
        break
tap.equal(answer[:2], ["error", "format"], "an archive cut off anywhere")
liar = bytearray(zipped([("x.npy", npy(arrays["x"]))], zipfile.ZIP_DEFLATED))
at = liar.index(b"PK\x01\x02") + 24
liar[at : at + 4] = (2**31).to_bytes(4, "little")
write(bytes(liar))
answer = store.ask("member", NPZ, "", "rows", RAW)
tap.equal(answer[:2], ["error", "format"], "a member that claims more than it holds")

answer = store.ask("names", os.path.join(tap.T, "missing.npz"))
tap.equal(answer[:2], ["error", "io"], "a file that is not there")

tap.done()
