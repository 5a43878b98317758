"""What order_numpy.py, filter_numpy.py and cast_numpy.py share: the program compute_store, and
random structured arrays with the values that are easily treated wrong."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
import tap  # noqa: E402 - found through the path above

np = tap.import_numpy()

IN = os.path.join(tap.T, "in.npy")
OTHER = os.path.join(tap.T, "other.npy")
OUT = os.path.join(tap.T, "out.npy")

INTEGERS = "i1 u1 <i2 >i2 <u2 >u2 <i4 >i4 <u4 >u4 <i8 >i8 <u8 >u8".split()
FLOATS = "<f2 >f2 <f4 >f4 <f8 >f8".split()
TEXTS = "S1 S3 S9 <U1 >U2 <U5".split()
TIMES = "<M8[s] >M8[D] <M8[25us] <m8[s] >m8[h] <m8[ns]".split()
KINDS = ["?", *INTEGERS, *FLOATS, *TEXTS, *TIMES]

CHARACTERS = ["a", "b", "\u00e9", "\uffff", "\U0001f600"]


class Program:
    """The program compute_store: one line for each question."""

    def __init__(self):
        self.process = subprocess.Popen(
            [os.path.join(os.environ["top_builddir"], "tests", "api", "compute_store")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def ask(self, *words):
        """The numbers of the result; a failure is a tuple of status, record and message."""
        self.process.stdin.write("\t".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        found = self.process.stdout.readline().rstrip("\n").split(" ", 3)
        if found[0] == "ok":
            return [int(number) for number in " ".join(found[1:]).split()]
        if found[0] != "fail":
            raise RuntimeError(f"{words}: the program printed {' '.join(found)!r}")
        return found[1], int(found[2]), found[3]

    def load(self, array, layout):
        np.save(IN, array)
        found = self.ask("load", layout, IN)
        if found != []:
            raise RuntimeError(f"{array.dtype} cannot be loaded: {found}")

    def end(self):
        self.process.stdin.close()
        tap.equal(self.process.wait(), 0, "the program ends without an error")


def random_values(rng, dtype, n):
    """n values of a kind: few different ones, with all that are special, or any bits at all."""
    dtype = np.dtype(dtype)
    few = rng.random() < 0.6
    if dtype.kind == "b":
        return np.array([rng.random() < 0.5 for _ in range(n)], dtype)
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        some = [info.min, info.max, 0, 1, info.max // 2 + 1, max(info.min, -1)]
        return np.array([rng.choice(some) if few else rng.randint(info.min, info.max)
                         for _ in range(n)], dtype)
    if dtype.kind == "f":
        tiny = float(np.finfo(dtype).smallest_subnormal)
        some = [0.0, -0.0, 1.0, -1.0, tiny, -tiny, float(np.finfo(dtype).max), np.inf, -np.inf,
                np.nan, -np.nan]
        return np.array([rng.choice(some) if few else rng.uniform(-1000, 1000) for _ in range(n)],
                        dtype)
    if dtype.kind in "Mm":
        low = -(2**63) + 1
        some = [low - 1, low, -low, 0, 1, -1]
        return np.array([rng.choice(some) if few else rng.randint(-10**6, 10**6)
                         for _ in range(n)], dtype.str[0] + "i8").view(dtype)
    letters = CHARACTERS if dtype.kind == "U" else [b"a", b"b", b"\xff", b"\x7f", b"\x01"]
    most = dtype.itemsize // (4 if dtype.kind == "U" else 1)
    return np.array([letters[0][:0].join(rng.choice(letters[:2] if few else letters)
                                         for _ in range(rng.randint(0, most)))
                     for _ in range(n)], dtype)


def random_array(rng, kinds, n, most=5):
    """An array of structs, the last field nested now and then, and the paths of its leaves."""
    chosen = [rng.choice(kinds) for _ in range(rng.randint(1, most))]
    fields = list(zip("abcdefgh", chosen))
    nested = len(fields) > 2 and rng.random() < 0.3
    paths = [name for name, _ in fields]
    dtype = fields
    if nested:
        dtype = fields[:-2] + [("n", fields[-2:])]
        paths = paths[:-2] + [f"n.{name}" for name, _ in fields[-2:]]
    array = np.zeros(n, np.dtype(dtype, align=rng.random() < 0.3))
    for path, kind in zip(paths, chosen):
        field(array, path)[...] = random_values(rng, kind, n)
    return array, paths


def field(array, path):
    for name in path.split("."):
        array = array[name]
    return array


def same_records(found, expected, paths):
    """Whether all leaves have the same bytes; those of NaN, too."""
    return len(found) == len(expected) and all(
        field(found, path).dtype == field(expected, path).dtype and
        field(found, path).tobytes() == field(expected, path).tobytes() for path in paths)


def is_missing(values):
    """Which values are NaN or NaT."""
    if values.dtype.kind == "f":
        return np.isnan(values)
    if values.dtype.kind in "Mm":
        return np.isnat(values)
    return np.zeros(len(values), bool)


__all__ = ["FLOATS", "IN", "INTEGERS", "KINDS", "OTHER", "OUT", "Program", "TEXTS", "TIMES", "field",
           "is_missing", "np", "random_array", "random_values", "same_records", "tap"]
