"""rowcol size FILE: bytes by field against NumPy, the smallest dtype against Python, and the command
that is printed, which is run: the values stay the same."""

import datetime
import json
import os
import random
import subprocess

import tap

np = tap.import_numpy()
RANDOM = random.Random(7)
BIN = os.path.join(tap.T, "bin")
os.mkdir(BIN)
tap.write("bin/rowcol", f"#!/bin/sh\nexec '{tap.ROWCOL}' \"$@\"\n")
os.chmod(os.path.join(BIN, "rowcol"), 0o755)


def size(path, *args, **options):
    run = tap.rowcol("size", path, "--json", *args, **options)
    if (run.returncode, run.stderr) != (0, b""):
        tap.ok(False, f"size {os.path.basename(path)}: succeeds", run.stderr)
        return None
    return json.loads(run.stdout)


def run_command(command, name):
    """Runs what was printed, in a shell."""
    run = subprocess.run(["sh", "-c", command], capture_output=True, check=False, cwd=tap.T,
                         env={**os.environ, "PATH": BIN + ":" + os.environ["PATH"]})
    return tap.ok(run.returncode == 0, f"{name}: the command runs", f"{command}\n{run.stderr}")


def save(name, array):
    path = os.path.join(tap.T, name)
    np.save(path, array)
    return path


# --- the smallest dtype, computed with NumPy
def smallest(values):
    """The dtype of the values of a leaf, all of them in one array of one dimension."""
    kind, code = values.dtype.kind, values.dtype
    if kind in "iu":
        low, high = int(values.min()), int(values.max())
        order = "iu" if kind == "i" else "ui"
        for bytes_ in (1, 2, 4, 8):
            for sign in order:
                info = np.iinfo(f"{sign}{bytes_}")
                if info.min <= low and high <= info.max:
                    return np.dtype(f"<{sign}{bytes_}") if bytes_ < code.itemsize else code
    if code.newbyteorder("<") in ("<f8", "<c16"):
        half = "<f4" if kind == "f" else "<c8"
        plain = np.ascontiguousarray(values.astype(code.newbyteorder("<")))
        with np.errstate(all="ignore"):
            back = plain.astype(half).astype(plain.dtype)
        # A conversion sets the bit of a quiet NaN; the bits must be the same without that.
        return np.dtype(half) if back.tobytes() == plain.tobytes() else code
    if kind == "S":
        return np.dtype(f"S{max([1, *(len(v) for v in values.tolist())])}")
    if kind == "U":
        longest = max([1, *(len(v) for v in values.tolist())])
        return code if longest == code.itemsize // 4 else np.dtype(f"<U{longest}")
    return code


def smallest_of(array):
    dtype = array.dtype
    if dtype.names is None:
        return smallest(array.reshape(-1))
    fields = []
    for name in dtype.names:
        base, shape = dtype[name].base, dtype[name].shape
        fields.append((name, smallest_of(array[name].reshape(-1)), shape) if shape else
                      (name, smallest_of(array[name].reshape(-1))))
        assert array[name].dtype == base
    return np.dtype(fields)


def dtype_of(text):
    run = tap.rowcol("dtype", text, "--to", "numpy")
    return np.dtype(eval(run.stdout.decode()))


def bits(array):
    """All values of an array in the widest type of their kind, as bytes."""
    if array.dtype.names is not None:
        return [bits(array[name]) for name in array.dtype.names]
    kind = array.dtype.kind
    if kind in "iu":
        return array.astype("O").tolist()
    if kind in "fc":
        return array.astype("<f8" if kind == "f" else "<c16").tobytes()
    return array.tolist()


# --- random arrays
def values_for(code, n):
    kind, bytes_ = code.kind, code.itemsize
    if kind in "iu":
        info = np.iinfo(code)
        edges = [v + d for v in (0, 2**7, 2**8, 2**15, 2**16, 2**31, 2**32, 2**63, 2**64) for s in (1, -1)
                 for d in (-2, -1, 0, 1) for v in [s * v]]
        high = RANDOM.choice([e for e in edges if info.min <= e <= info.max])
        low = RANDOM.choice([e for e in edges if info.min <= e <= info.max])
        return [RANDOM.choice([low, high, 0]) for _ in range(n)]
    if kind in "fc":
        floats = [0.0, -0.0, 1.5, 2.0**100, 2.0**-149, -65504.0]
        floats = [v for v in floats if bytes_ > 2 or abs(v) < 60000 and v != 2.0**-149]
        if RANDOM.random() < 0.3 and bytes_ == (8 if kind == "f" else 16):
            floats += RANDOM.choice([[0.1], [2.0**200], [2.0**-150], [1 + 2.0**-30]])
        if RANDOM.random() < 0.3:
            floats += [np.nan]
        return [complex(RANDOM.choice(floats), RANDOM.choice(floats)) if kind == "c"
                else RANDOM.choice(floats) for _ in range(n)]
    if kind == "S":
        most = RANDOM.randrange(0, bytes_ + 1)
        return [b"abcdefghijklmnopqrst"[:RANDOM.randrange(0, most + 1)] for _ in range(n)]
    if kind == "U":
        most = RANDOM.randrange(0, bytes_ // 4 + 1)
        return ["äb\U0001f600defghijklmnop"[:RANDOM.randrange(0, most + 1)] for _ in range(n)]
    if kind == "b":
        return [RANDOM.random() < 0.5 for _ in range(n)]
    if kind in "mM":
        return [np.array(RANDOM.choice([0, 10**6, "NaT"]), code) for _ in range(n)]
    return [RANDOM.randbytes(bytes_) if hasattr(RANDOM, "randbytes") else os.urandom(bytes_)
            for _ in range(n)]


CODES = ["<i1", "<i2", "<i4", "<i8", ">i4", ">i8", "<u1", "<u2", "<u4", "<u8", ">u8", "<f2", "<f4",
         "<f8", ">f8", "<c8", "<c16", "S1", "S5", "S20", "<U3", "<U12", "?", "<M8[s]", "<m8[ms]", "V3"]


def random_dtype(depth):
    fields = []
    for i in range(RANDOM.randrange(1, 6)):
        shape = RANDOM.choice([(), (), (3,), (2, 2)])
        inner = random_dtype(depth - 1) if depth and RANDOM.random() < 0.3 else np.dtype(
            RANDOM.choice(CODES))
        fields.append((f"f{i}", inner, shape) if shape else (f"f{i}", inner))
    return np.dtype(fields, align=RANDOM.random() < 0.3)


def fill(array):
    if array.dtype.names is None:
        flat = np.zeros(array.size, array.dtype)
        for i, value in enumerate(values_for(array.dtype, array.size)):
            flat[i] = value
        array[...] = flat.reshape(array.shape)
        return
    for name in array.dtype.names:
        fill(array[name])


def leaves_of(dtype, times=1):
    """(bytes a record, without padding) of each leaf, in order."""
    if dtype.subdtype:
        base, shape = dtype.subdtype
        if base.names is None:
            return [times * dtype.itemsize]
        return leaves_of(base, times * int(np.prod(shape)))
    if dtype.names is None:
        return [times * dtype.itemsize]
    return [size for name in dtype.names for size in leaves_of(dtype[name], times)]


def test_random():
    wrong_sizes, wrong_dtypes, wrong_values, cases, commands = [], [], [], 120, 0
    for case in range(cases):
        n = RANDOM.choice([1, 2, 9, 200])
        array = np.zeros(n, random_dtype(2))
        fill(array)
        path = save("random.npy", array)
        found = size(path)
        leaves = leaves_of(array.dtype)
        fields = found["fields"]
        if ([f["itemsize"] for f in fields] != leaves or
                [f["bytes"]["columns"] for f in fields] != [n * leaf for leaf in leaves] or
                any(f["bytes"]["rows"] != f["bytes"]["columns"] + f["padding"] or
                    f["bytes"]["on_disk"] != f["bytes"]["rows"] for f in fields) or
                found["bytes"]["on_disk"] != array.nbytes or
                found["size"] != os.path.getsize(path)):
            wrong_sizes.append(f"{array.dtype}: {found}")
        expected = smallest_of(array)
        if array.dtype.itemsize == expected.itemsize:
            if found["advice"] is not None:
                wrong_dtypes.append(f"{array.dtype}: {found['advice']}")
            continue
        advice = found["advice"]
        if not advice or dtype_of(advice["dtype"]) != expected:
            wrong_dtypes.append(f"{array.dtype}: {advice}, expected {expected}")
            continue
        if (advice["saves"]["on_disk"] != array.nbytes - n * expected.itemsize or
                sum(f["saves"] for f in fields) != n * (sum(leaves) - expected.itemsize)):
            wrong_sizes.append(f"{array.dtype}: {advice}, saves {[f['saves'] for f in fields]}")
        if not advice["command"]:
            wrong_values.append(f"{array.dtype}: {advice}")
            continue
        commands += 1
        run = subprocess.run(["sh", "-c", advice["command"]], capture_output=True, check=False,
                             env={**os.environ, "PATH": BIN + ":" + os.environ["PATH"]})
        made = os.path.join(tap.T, "random.small.npy")
        if run.returncode != 0:
            wrong_values.append(f"{advice['command']}: {run.stderr}")
            continue
        small = np.load(made)
        if small.dtype != expected or bits(small) != bits(array):
            wrong_values.append(f"{array.dtype}: {array} became {small}")
        again = size(made)
        if again["advice"] is not None:
            wrong_dtypes.append(f"again: {expected}: {again['advice']}")
    tap.ok(not wrong_sizes, f"{cases} random files: bytes as in NumPy", "\n".join(wrong_sizes[:3]))
    tap.ok(not wrong_dtypes, f"{cases} random files: the smallest dtype", "\n".join(wrong_dtypes[:3]))
    tap.ok(not wrong_values and commands > cases // 2,
           f"{commands} commands were run: the same values", "\n".join(wrong_values[:3]))


# --- each kind at its limits
def test_limits():
    cases = []
    for values, before, after in [
        ([0, 127], "<i8", "i1"), ([0, 128], "<i8", "u1"), ([-1, 128], "<i8", "i2"),
        ([-128], "<i4", "i1"), ([-129], "<i4", "i2"), ([255], "<u8", "u1"), ([256], "<u8", "u2"),
        ([127], "<u8", "u1"), ([65535], ">i8", "u2"), ([-32768, 32767], ">i8", "i2"),
        ([65536], "<u8", "u4"), ([2**32 - 1], "<i8", "u4"), ([2**32], "<i8", None),
        ([-2**31], "<i8", "i4"), ([-2**31 - 1], "<i8", None), ([2**63], "<u8", None),
        ([2**63 - 1], "<i8", None), ([-2**63], "<i8", None), ([5], "<i1", None),
        ([1.5], "<f8", "f4"), ([0.1], "<f8", None), ([2.0**127], ">f8", "f4"), ([2.0**128], "<f8", None),
        ([2.0**-149], "<f8", "f4"), ([2.0**-150], "<f8", None), ([-0.0], "<f8", "f4"),
        ([np.nan], "<f8", "f4"), ([np.float32(0.1)], "<f8", "f4"), ([0.5], "<f4", None),
        ([1 + 2j], "<c16", "c8"), ([1 + 0.1j], "<c16", None), ([complex(np.nan, 1)], "<c16", "c8"),
        ([b""], "S5", "S1"), ([b"ab", b"abc"], "S5", "S3"), ([b"a\0b"], "S5", "S3"),
        (["äö"], "<U5", "U2"), (["abcde"], ">U5", None), ([b"a"], "S1", None),
        ([True, False], "?", None), ([b"ab"], "V2", None),
    ]:
        cases.append((np.array(values, before), after))
    for array, after in cases:
        name = f"{array.dtype.str} {array.tolist()}"
        path = save("limit.npy", array)
        found = size(path)
        advice = found["advice"]
        tap.equal(advice and advice["dtype"], after, f"{name}: the smallest dtype")
        if after and run_command(advice["command"], name):
            small = np.load(os.path.join(tap.T, "limit.small.npy"))
            tap.equal((small.dtype, bits(small)), (dtype_of(after), bits(array)), f"{name}: values")


def floats(*patterns):
    return np.array(patterns, "<u8").view("<f8")


def test_bits():
    """Values of which text would say less: the command keeps their bits."""
    for array, dtype in [
        (np.array([np.inf, 1.5]), "f4"),
        (np.array([(-np.inf, 1)], [("a", "<f4"), ("b", "<i8")]), "a:f4, b:i1"),
        (floats(0xFFF8 << 48), "f4"),
        (floats(0x7FFC << 48), "f4"),
        (np.array([b"\xff\xfe"], "S5"), "S2"),
        (np.array([(b"\xc3", 1)], [("a", "S5"), ("b", "<i8")]), "a:S1, b:i1"),
    ]:
        found = size(save("bits.npy", array))
        advice = found["advice"] or {}
        tap.equal(advice.get("dtype"), dtype, f"{array.dtype} {array.tobytes().hex()}: the dtype")
        if run_command(advice["command"], f"{array.dtype} {array.tobytes().hex()}"):
            small = np.load(os.path.join(tap.T, "bits.small.npy"))
            with np.errstate(all="ignore"):
                tap.equal(small.tobytes(), array.astype(small.dtype).tobytes(), f"{array.dtype}: the bits")
    for array in (floats(0x7FF0000000000001), floats(0x7FF8000000000001), floats(0xFFF8000010000000)):
        tap.equal(size(save("bits.npy", array))["advice"], None, f"{array.view('<u8')}: a NaN stays f8")


def test_not_characters():
    for code in 0xD800, 0x110000:
        array = np.array([([code, 0, 0], 1)], [("u", "<u4", 3), ("n", "<i8")]).view([("u", "<U3"), ("n", "<i8")])
        advice = size(save("code.npy", array))["advice"]
        tap.equal((advice["dtype"], advice["command"], advice["reason"]),
                  ("u:U1, n:i1", None, "u: it has code points that are not characters"), f"U+{code:X}: no command")
        text = tap.rowcol("size", save("code.npy", array)).stdout.decode()
        tap.ok("\ndtype     u:U1, n:i1\n" in text and "\nno command u: it has code" in text, "text: no command", text)


# --- formats other than .npy
def test_formats():
    text = tap.write("in.ndjson", "".join(f'{{"s":"{"x" * (i % 30)}","i":{i},"n":{"null" if i % 2 else i}}}\n'
                                          for i in range(300)))
    for ending in "arrow", "arrows", "native", "rowbinary":
        path = os.path.join(tap.T, "in." + ending)
        tap.rowcol("load", "-q", text, "-d", "s:str, i:i8, n:i4?", "-o", path)
        found = size(path)
        tap.equal((found["bytes"]["on_disk"], found["advice"]["dtype"]), (None, "s:str, i:i2, n:i2?"), f".{ending}: advice")
        if run_command(found["advice"]["command"], f".{ending}"):
            small = os.path.join(tap.T, "in.small." + ending)
            tap.equal((tap.rowcol("json", small).stdout, size(small)["advice"]), (tap.read(text), None),
                      f".{ending}: the values, and nothing more to save")
        shown = tap.rowcol("size", path)
        tap.ok(shown.returncode == 0 and b"mapped" not in shown.stdout and b"rowcol convert" in shown.stdout,
               f".{ending}: as text", shown)
    found = size(text, "-d", "s:str, i:i8, n:i4?")
    if run_command(found["advice"]["command"], "text with strings and nulls"):
        tap.equal(tap.rowcol("json", os.path.join(tap.T, "in.small.arrow")).stdout, tap.read(text),
                  "text with strings and nulls goes to .arrow")


# --- the options of the load
def test_options():
    path = tap.write("options.ndjson", b'{"a":"1","b":null,"c":null,"t":1600000000,"a":"2","n":1.0,"z":null}\n'
                     b'{"a":3,"b":4,"c":"","t":1600000001,"n":-2,"z":7}\n')
    found = size(path, "-d", "a:i8, b:i8, c:S9, t:M8[s], n:i8, z:i8", "--accept", "a=quoted,cut",
                 "--accept", "integral", "--null", "b=-5", "--null", "c=\"it's\"", "--time", "t=epoch-s",
                 "--duplicate", "last", "--null", "zero")
    if run_command(found["advice"]["command"], "options about values"):
        tap.equal(np.load(os.path.join(tap.T, "options.small.npy")).tolist(),
                  [(2, -5, b"it's", datetime.datetime(2020, 9, 13, 12, 26, 40), 1, 0),
                   (3, 4, b"", datetime.datetime(2020, 9, 13, 12, 26, 41), -2, 7)], "options about values: values")
    path = tap.write("options.ndjson", b'{"t":"13/09/2020","v":null}\n')
    found = size(path, "-d", "t:M8[s], v:i8", "--time", "%d/%m/%Y", "--null", "7")
    if run_command(found["advice"]["command"], "options for all fields"):
        tap.equal(np.load(os.path.join(tap.T, "options.small.npy")).tolist(), [(datetime.datetime(2020, 9, 13), 7)],
                  "options for all fields: values")


# --- other inputs
def test_inputs():
    array = np.arange(12, dtype="<f8").reshape(3, 4)
    for name, order in ("C", "C"), ("Fortran", "F"):
        path = save("grid.npy", np.array(array, order=order))
        found = size(path)
        tap.equal((found["records"], found["itemsize"], found["advice"]["dtype"]), (3, 32, "4f4"),
                  f"an array in {name} order")
        if run_command(found["advice"]["command"], f"{name} order"):
            tap.equal(np.load(os.path.join(tap.T, "grid.small.npy")).tolist(), array.tolist(),
                      f"{name} order: values")
    path = save("empty.npy", np.zeros(0, "<i8"))
    tap.equal([size(path)[key] for key in ("records", "advice")], [0, None], "no records")
    text = tap.rowcol("size", path).stdout.decode()
    tap.ok("No values, and so no advice." in text and "smaller:" not in text, "no records: text", text)
    np.savez(os.path.join(tap.T, "two.npz"), a=np.array([1, 2], "<i8"), b=np.array([1.5]))
    path = os.path.join(tap.T, "two.npz")
    found = size(path, "--member", "a")
    tap.equal((found["bytes"]["on_disk"], found["advice"]["dtype"], found["fields"][0]["bytes"]["on_disk"]),
              (None, "i1", None), "an array of an archive")
    if run_command(found["advice"]["command"], "an archive"):
        tap.equal(np.load(os.path.join(tap.T, "two.small.npy")).tolist(), [1, 2], "an archive: values")
    run = tap.rowcol("size", path)
    tap.ok(run.returncode != 0 and b"--member" in run.stderr, "an archive of two", run.stderr)
    path = save("points.npy", np.array([(1, 2)], "<i8,<i8"))
    with open(path, "rb") as file:
        found = size("-", stdin=file)
    tap.equal((found["records"], found["size"], found["advice"]["command"]),
              (1, os.path.getsize(path), None), "standard input")
    tap.ok("standard input" in found["advice"]["reason"], "standard input: the reason", found)
    for name in "a b.npy", "it's.npy", "-dash.npy", "$HOME.npy", "no_ending", "two.dots.npy":
        path = os.path.join(tap.T, name)
        with open(path, "wb") as file:
            np.save(file, np.array([300], "<i8"))
        shown = path if name != "-dash.npy" else name
        args = ["--json", "--", shown]
        run = tap.rowcol("size", *args, cwd=tap.T)
        found = json.loads(run.stdout)
        stem = name[:-4] if name.endswith(".npy") else name
        if run_command(found["advice"]["command"], name):
            tap.equal(np.load(os.path.join(tap.T, stem + ".small.npy")).tolist(), [300],
                      f"{name}: values")
    odd = np.array([(1, 2, 3)], [("it's", "<i8"), ("a b", "<i8"), ("$(x)`\"\\", "<i8")])
    found = size(save("odd.npy", odd))
    if run_command(found["advice"]["command"], "odd names"):
        small = np.load(os.path.join(tap.T, "odd.small.npy"))
        tap.equal((small.dtype.names, small.tolist()), (odd.dtype.names, odd.tolist()),
                  "odd names: values")
    control = np.array([(300,)], [("a\033[31m", "<i8")])
    run = tap.rowcol("size", save("control.npy", control))
    tap.ok(run.returncode == 0 and b"\033" not in run.stdout, "a name with a control character",
           run.stdout)
    if run_command(size(os.path.join(tap.T, "control.npy"))["advice"]["command"], "a control character"):
        tap.equal(np.load(os.path.join(tap.T, "control.small.npy")).dtype.names, control.dtype.names,
                  "a control character: the name")
    run = tap.rowcol("size", save("con\ntrol.npy", control))
    tap.ok(run.returncode == 0 and b"no command a name with control characters" in run.stdout,
           "a file name with a control character", run.stdout)


def test_json_text():
    path = tap.write("in.ndjson", "".join(f'{{"id":{i},"name":"n{i}","v":{i / 4}}}\n' for i in range(300)))
    found = size(path, "-d", "id:i8, name:str, v:f8?")
    tap.equal([f["smaller"] for f in found["fields"]], ["i2", "S4", "f4"], "JSON text: fields")
    tap.equal([f["bytes"]["on_disk"] for f in found["fields"]], [None] * 3, "JSON text: not bytes")
    tap.equal([f["nulls"] for f in found["fields"]], [0, 0, 38], "JSON text: null bits")
    if run_command(found["advice"]["command"], "JSON text"):
        small = np.load(os.path.join(tap.T, "in.small.npy"))
        tap.equal(small.tolist(), [(i, f"n{i}".encode(), i / 4) for i in range(300)],
                  "JSON text: values")
    path = tap.write("in it.json", '{"data":{"rows":[{"a":1,"b":null,"c":2},{"a":-200}]}}')
    found = size(path, "-d", "a:i8, b:f8, e:i4", "--root", "/data/rows", "--extra", "ignore",
                 "--missing=zero", "--null", "nan", "--max-record", "1M")
    command = found["advice"]["command"]
    tap.equal(found["advice"]["dtype"], "a:i2, b:f4, e:i1", "JSON text with options")
    for option in "--root /data/rows", "--extra ignore", "--missing zero", "--null nan", "--max-record 1048576":
        tap.ok(option in command, f"the command has {option}", command)
    if run_command(command, "JSON text with options"):
        small = np.load(os.path.join(tap.T, "in it.small.npy"))
        tap.equal([small["a"].tolist(), small["e"].tolist(), np.isnan(small["b"]).tolist()],
                  [[1, -200], [0, 0], [True, False]], "JSON text with options: values")
    path = tap.write("nulls.ndjson", '{"a":null}\n{"a":5}\n')
    found = size(path, "-d", "a:i8?")
    tap.equal(found["advice"]["dtype"], "a:i1?", "nulls stay")
    if run_command(found["advice"]["command"], "nulls"):
        tap.equal(tap.rowcol("json", os.path.join(tap.T, "nulls.small.arrow")).stdout, tap.read(path),
                  "nulls: in a file that holds them")
    path = tap.write("long.ndjson", '{"a":"x"}\n' * 50 + '{"a":"%s"}\n' % ("y" * 2000))
    found = size(path, "-d", "a:str")
    tap.equal((found["advice"], found["fields"][0]["text"], found["fields"][0]["bytes"]["columns"]),
              (None, 2000, 51 * 16 + 2000), "str stays where S takes more")
    tap.equal(found["fields"][0]["smaller"], None, "str stays: the field")
    for length, expected in (32, "S32"), (33, None):
        found = size(tap.write("two.ndjson", '{"a":""}\n{"a":"%s"}\n' % ("y" * length)), "-d", "a:str")
        tap.equal(found["fields"][0]["smaller"], expected, f"texts of 0 and {length} bytes")
    found = size(path, "-d", "a:S2000")
    tap.equal(found["fields"][0]["remark"],
              f"str takes {51 * 16 + 2000} bytes in memory; .npy does not hold it", "S2000: str is smaller")
    found = size(tap.write("bits.ndjson", '{"a":1}\n{"a":0}\n'), "-d", "a:i8")
    tap.equal(found["fields"][0]["remark"], "0 and 1 only: bool holds them, too", "0 and 1: a remark")
    found = size(tap.write("nul.ndjson", '{"a":"x\\u0000"}\n'), "-d", "a:str")
    tap.equal(found["advice"], None, "text that ends in NUL is not S")


# --- text
def test_text():
    path = save("wide.npy", np.array([(1, 2.5, b"abc", (1, 2), True)] * 1000,
                                     np.dtype([("id", "<i8"), ("value", "<f8"), ("name", "S32"),
                                               ("pair", "<u8", (2,)), ("x" * 30, "?")], align=True)))
    text = tap.rowcol("size", path).stdout.decode()
    lines = [line for line in text.splitlines() if tap.T not in line and "-d '" not in line]
    tap.ok(text and max(map(len, lines)) <= 80, "the table fits the screen", text)
    tap.ok("\nrecords   1,000 of 72 bytes\n" in text and f"\non disk   {os.path.getsize(path):,} bytes, 70.6 KiB\n" in text,
           "text: records and size", text)
    tap.ok("  on disk   " in text and " --round " in text and " \\\n    -d 'id:i1" in text,
           "text: the command in lines", text)
    lines = text[text.index("\nrowcol convert"):].strip()
    tap.equal(lines.replace(" \\\n    ", " "), size(path)["advice"]["command"],
              "text: the command of --json")
    run_command(lines, "text: in lines")
    path = save("best.npy", np.array([(1,)], [("a", "i1")]))
    text = tap.rowcol("size", path).stdout.decode()
    tap.ok("\nNo smaller dtype holds the values.\n" in text, "text: nothing to save", text)


def test_errors():
    path = save("points.npy", np.array([(1, 2)], "<i8,<i8"))
    broken = tap.write("broken.npy", tap.read(path)[:-1])
    spec = os.path.join(tap.T, "in.ndjson")
    for args, status, part in [
        ((os.path.join(tap.T, "none.npy"),), 4, "No such file"),
        ((broken,), 3, "broken.npy"),
        ((spec,), 2, "-d DTYPE"),
        ((path, "-n", "5"), 2, "--records is for a SPEC: @"),
        ((path, "--measure"), 2, "--measure is for a SPEC"),
        ((path, "--align"), 2, "--align needs -d"),
        ((path, "-d", "x:i5"), 3, "i5"),
        ((path, "-d", "x:i4"), 2, ""),
        (("x:i4", "--root", "/a"), 4, "No such file"),
        ((tap.T,), 4, ""),
    ]:
        run = tap.rowcol("size", *args)
        tap.ok(run.returncode == status and run.stdout == b"" and part in run.stderr.decode(),
               f"size {' '.join(args)}: refused".replace(tap.T, ""), f"{run.returncode} {run.stderr}")
    found = json.loads(tap.rowcol("size", f"@{path}", "-n", "2", "--json").stdout)
    tap.equal(found["records"][0]["bytes"]["numpy"], 32, "@FILE is a SPEC")


test_random()
test_limits()
test_bits()
test_not_characters()
test_formats()
test_options()
test_inputs()
test_json_text()
test_text()
test_errors()
tap.done()
