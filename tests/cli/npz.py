"""Arrays of .npz archives through the command."""

import json
import os

import tap

np = tap.import_numpy()


def save(name, **arrays):
    path = os.path.join(tap.T, name)
    np.savez_compressed(path, **arrays)
    return path


def lines(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


x = np.arange(3, dtype="<i4")
y = np.arange(6.0).reshape(2, 3)
two = save("two.npz", x=x, y=y)
one = save("one.npz", only=x)
same = save("same.npz", a=x, b=x + 10)

# json
run = tap.rowcol("json", one)
tap.equal((run.returncode, lines(run)), (0, [0, 1, 2]), "json: the only array")
run = tap.rowcol("json", two, "--member", "y")
tap.equal((run.returncode, lines(run)), (0, y.tolist()), "json: an array by name")
run = tap.rowcol("json", two, "--member=y.npy")
tap.equal((run.returncode, lines(run)), (0, y.tolist()), "json: an array by the name of its file")
run = tap.rowcol("json", same, "--member", "*")
tap.equal((run.returncode, lines(run)), (0, [0, 1, 2, 10, 11, 12]), "json: all arrays")
run = tap.rowcol("json", two)
tap.ok(run.returncode == 2 and b'"x", "y"' in run.stderr, "json: two arrays and no name", run.stderr)
run = tap.rowcol("json", two, "--member", "z")
tap.ok(run.returncode == 2 and b'"z"' in run.stderr, "json: a name that is not there", run.stderr)
run = tap.rowcol("json", two, "--member", "*")
tap.ok(run.returncode != 0 and run.stdout.count(b"\n") <= 3, "json: all arrays of two dtypes", run.stderr)
with open(same, "rb") as file:
    run = tap.rowcol("json", "-", "--member", "*", input=file.read())
tap.ok(run.returncode == 2 and b"standard input is a pipe" in run.stderr, "json: all arrays of a pipe", run.stderr)
plain = os.path.join(tap.T, "plain.npy")
np.save(plain, x)
run = tap.rowcol("json", plain, "--member", "x")
tap.ok(run.returncode == 2 and b"member" in run.stderr, "json: --member of a .npy file", run.stderr)

# load
out = os.path.join(tap.T, "out.npy")
run = tap.rowcol("load", "-q", same, "--member", "b", "-o", out)
tap.equal((run.returncode, np.load(out).tolist()), (0, [10, 11, 12]), "load: an array by name")

# info
run = tap.rowcol("info", one)
tap.ok(run.returncode == 0 and b"records   3" in run.stdout, "info: the only array", run.stdout)
run = tap.rowcol("info", two)
tap.ok(
    run.returncode == 0 and b'"x"' in run.stdout and b'"y"' in run.stdout and b"3f8" in run.stdout,
    "info: the list of arrays",
    run.stdout,
)
run = tap.rowcol("info", two, "--member", "y")
tap.ok(run.returncode == 0 and b"records   2" in run.stdout, "info: an array by name", run.stdout)
run = tap.rowcol("info", "--json", two)
found = json.loads(run.stdout or b"null")
tap.ok(
    found
    and [array["name"] for array in found["arrays"]] == ["x", "y"]
    and [array["records"] for array in found["arrays"]] == [3, 2]
    and found["arrays"][1]["itemsize"] == 24,
    "info --json: the list of arrays",
    run.stdout,
)
empty = save("empty.npz")
run = tap.rowcol("info", empty)
tap.ok(run.returncode == 0 and b"arrays    0" in run.stdout, "info: an archive without arrays", run.stdout)
run = tap.rowcol("info", os.path.join(tap.T, "missing.npz"))
tap.ok(run.returncode == 4, "info: a file that is not there", run.stderr)
bad = os.path.join(tap.T, "bad.npz")
with open(bad, "wb") as file:
    file.write(b"PK\x03\x04 no archive")
run = tap.rowcol("info", bad)
tap.ok(run.returncode == 3 and b"zip archive" in run.stderr, "info: a damaged archive", run.stderr)

tap.done()
