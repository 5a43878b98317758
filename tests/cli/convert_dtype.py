"""rowcol convert -d: values converted to other types, by the rules of NumPy where it has one that loses nothing."""

import os

import tap

np = tap.import_numpy()

rng = np.random.default_rng(7)
N = 100000  # several batches


def path_of(name):
    return os.path.join(tap.T, name)


def save(name, array):
    np.save(path_of(name), array)
    return path_of(name)


def convert(source, dtype, *args, out="out.npy"):
    return tap.rowcol("convert", "-q", source, "-d", dtype, *args, "-o", path_of(out))


def succeeds(name, source, dtype, *args, out="out.npy"):
    run = convert(source, dtype, *args, out=out)
    return tap.equal((run.returncode, run.stderr), (0, b""), f"{name}: succeeds")


def fails(name, status, message, source, dtype, *args):
    tap.write("out.npy", "old")
    run = convert(source, dtype, *args)
    tap.equal((run.returncode, run.stderr.decode().strip(), tap.read(path_of("out.npy"))),
              (status, message, b"old"), name)


ARRAY = np.zeros(N, [("id", "<i8"), ("x", "<f8"), ("s", "S9"), ("when", "<M8[s]")])
ARRAY["id"] = rng.integers(-100, 100, N)
ARRAY["x"] = rng.integers(-1000, 1000, N) / 8
ARRAY["s"] = rng.choice([b"", b"ab", b"abcd"], N)
ARRAY["when"] = rng.integers(0, 20000, N) * 86400
SOURCE = save("in.npy", ARRAY)
ALL = "id:i8, x:f8, s:S9, when:M8[s]"


def test_values():
    for layout in "npy", "arrow":
        source = SOURCE
        if layout == "arrow":
            source = path_of("in.arrow")
            tap.rowcol("convert", "-q", SOURCE, "-o", source)
        for threads in "1", "3":
            name = f"{layout}, {threads} threads"
            if succeeds(name, source, "when:M8[D], s:S4, x:>f4, id:i1", "--round", "-j", threads):
                found = np.load(path_of("out.npy"))
                expected = np.dtype([("when", "<M8[D]"), ("s", "S4"), ("x", ">f4"), ("id", "i1")])
                tap.equal(found.dtype, expected, f"{name}: the dtype, in the order of -d")
                for field in expected.names:
                    tap.ok(bool((found[field] == ARRAY[field].astype(expected[field])).all()), f"{name}: {field}")
    if succeeds("numbers as text and back", SOURCE, "id:str, x:f8, s:S9, when:M8[s]", out="text.arrow"):
        succeeds("text as numbers", path_of("text.arrow"), ALL)
        tap.equal(tap.read(path_of("out.npy")), tap.read(SOURCE), "numbers as text and back: the file as it was")
    if succeeds("--align", SOURCE, "id:i1, x:f8, s:S9, when:M8[s]", "--align"):
        tap.equal(np.load(path_of("out.npy")).dtype.itemsize, 40, "--align: the size of the C struct")


def test_rounding():
    values = save("round.npy", np.array([(0.1, 2.5), (1e300, -0.5)], "f8,f8"))
    fails("rounding must be asked for", 2, 'rowcol: --dtype: field "f0": the cast from float64 to float32 is lossy, '
          "allowed is checked (use --round)", values, "f0:f4, f1:f8")
    fails("what does not fit", 3, 'rowcol: record 1: field "f0": 1e+300 does not fit float32 (try f8)', values,
          "f0:f4, f1:f8", "--round")
    if succeeds("ties", values, "f0:f8, f1:i4", "--round"):
        tap.equal(np.load(path_of("out.npy"))["f1"].tolist(), [2, 0], "--round: halves go to the even number, as in NumPy")


def test_chosen():
    matching = ARRAY[(ARRAY["id"] >= 0)]
    if succeeds("with --where and --fields", SOURCE, "n:u1, s:S4", "--where", "id >= 0", "--fields", "s,n=id"):
        found = np.load(path_of("out.npy"))
        tap.ok(found.dtype.names == ("n", "s") and bool((found["n"] == matching["id"]).all()), "--where: the values")
    if succeeds("with --sort", SOURCE, "id:i1", "--sort", "-id", "--head", "70000", "--fields", "id"):
        tap.ok(bool((np.load(path_of("out.npy"))["id"] == np.sort(ARRAY["id"])[::-1][:70000]).all()), "--sort: the values")


def test_failures():
    late = ARRAY.copy()
    late["id"][90000] = 1000
    path = save("late.npy", late)
    message = 'rowcol: record %d: field "id": 1000 does not fit int8 (try i2)'
    for threads in "1", "2", "5":
        fails(f"a late value, {threads} threads", 3, message % 90000, path, ALL.replace("i8", "i1"), "-j", threads)
    fails("after --where", 3, message % (late["id"][:90000] >= 50).sum(), path, ALL.replace("i8", "i1"), "--where", "id >= 50")
    fails("after --sort", 3, message % (N - 1), path, ALL.replace("i8", "i1"), "--sort", "id")
    fails("in a later input", 3, message % (N + 90000), SOURCE, ALL.replace("i8", "i1"), path)
    fails("a field that -d leaves out", 2, "rowcol: --dtype: the dtype does not have the store's field \"when\"\n"
          "rowcol: leave fields out, or rename them, with --fields", SOURCE, "id:i8, x:f8, s:S9")
    fails("a field that is not there", 2, 'rowcol: --dtype: the store does not have the field "y"\n'
          "rowcol: leave fields out, or rename them, with --fields", SOURCE, ALL + ", y:i4")
    fails("kinds that do not go together", 2, 'rowcol: --dtype: field "x": float64 cannot be cast to datetime64', SOURCE,
          ALL.replace("f8", "M8[s]"))
    nulls = path_of("nulls.arrow")
    tap.rowcol("load", "-q", tap.write("nulls.ndjson", '{"a":1}\n{"a":null}\n'), "-d", "a:i4?", "-o", nulls)
    run = convert(nulls, "a:i4")
    tap.ok(run.returncode == 3 and b'record 1: field "a": ' in run.stderr and b"null" in run.stderr, "null", run.stderr)
    for args, status, message in [
        (["--round"], 2, "--round needs -d DTYPE"),
        (["--align"], 2, "--align needs -d DTYPE"),
        (["-d", "id:i9"], 3, "dtype: byte 3: "),
        (["-d", "n=/id:i8"], 2, "-d NAME=PLACE is for text: name fields with --fields"),
        (["-d", ALL, "--stats"], 2, "--stats measures the conversion of whole files: leave it out where records or "
         "fields are chosen"),
    ]:
        run = tap.rowcol("convert", SOURCE, *args, "-o", path_of("out.npy"))
        tap.ok(run.returncode == status and message.encode() in run.stderr, f"{args}: refused", run.stderr)


def test_dtype_of_file():
    other = save("other.npy", np.zeros(0, [("x", "<f4"), ("when", "<M8[ms]"), ("id", "<i2"), ("s", "S20")]))
    if succeeds("@FILE", SOURCE, f"@{other}", "--round"):
        tap.equal(np.load(path_of("out.npy")).dtype, np.load(other).dtype, "-d @FILE: its dtype")


test_values()
test_rounding()
test_chosen()
test_failures()
test_dtype_of_file()
tap.done()
