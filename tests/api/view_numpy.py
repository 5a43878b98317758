"""Views, changes of shape and casts do what NumPy does: random chains of operations on random structured
arrays, each compared by what is saved."""

import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
import tap

np = tap.import_numpy()
SEED = 20261127
CHAINS = 120
PROGRAM = os.path.join(os.environ["top_builddir"], "tests", "api", "view_store")
IN = os.path.join(tap.T, "in.npy")
OUT = os.path.join(tap.T, "out.npy")
KINDS = "i1 u1 <i2 >i2 <u2 <i4 >i4 <u4 <i8 <u8 <f4 <f8 >f8 S3 S9 ? <M8[s]".split()


def random_dtype(rng, depth=1):
    fields = []
    for name in "abcdefg"[:rng.randint(1, 7)]:
        if depth and rng.random() < 0.2:
            fields.append((name, random_dtype(rng, depth - 1)))
        elif rng.random() < 0.15:
            fields.append((name, rng.choice(KINDS), (rng.randint(1, 3),)))
        else:
            fields.append((name, rng.choice(KINDS)))
    return np.dtype(fields, align=rng.random() < 0.3)


def fill(array, rng):
    """Values that every kind has: small integers, short strings."""
    if array.dtype.names:
        for name in array.dtype.names:
            fill(array[name], rng)
    else:
        flat = [rng.randint(0, 1 if array.dtype.kind == "b" else 100) for _ in range(array.size)]
        array[...] = np.array(flat).reshape(array.shape).astype(array.dtype)




def shape_of(dtype):
    """Names, kinds and byte orders, without offsets."""
    if dtype.subdtype:
        return shape_of(dtype.subdtype[0]), dtype.shape
    return [(n, shape_of(dtype[n])) for n in dtype.names] if dtype.names else dtype.str


def joined(dtype, parts):
    """np.concatenate that keeps byte orders."""
    made, at = np.zeros(sum(len(part) for part in parts), dtype), 0
    for part in parts:
        made[at:at + len(part)] = part
        at += len(part)
    return made


def operation(a, rng):
    """One random operation: its words, and the array afterwards."""
    n, names = len(a), a.dtype.names
    what = rng.choice(["step", "reverse", "select", "nested", "append-zeros", "insert", "remove",
                       "truncate", "add", "drop", "rename", "convert", "cast"])
    if what == "step" and n:
        step = rng.choice([1, 2, 3, 7, -1, -2, -5])
        first = rng.randrange(n)
        made = a[first::step]
        return [what, first, len(made), step], made
    if what == "reverse":
        return [what], a[::-1]
    if what == "select" and names:
        chosen = rng.sample(names, rng.randint(1, len(names)))
        dtype = np.dtype([(c, a.dtype[c]) for c in chosen], align=a.dtype.isalignedstruct)
        made = np.zeros(n, dtype)
        for c in chosen:
            made[c] = a[c]
        return [what, len(chosen), *chosen], made
    if what == "nested" and names and rng.random() < 0.3:
        inner = [name for name in names if a.dtype[name].names]
        if inner:
            return [what, inner[0]], a[inner[0]]
    if what == "append-zeros":
        return [what, 3], joined(a.dtype, [a, np.zeros(3, a.dtype)])
    if what == "insert":
        at, count = rng.randint(0, n), rng.randint(0, 9)
        return [what, at, count], joined(a.dtype, [a[:at], np.zeros(count, a.dtype), a[at:]])
    if what == "remove" and n:
        first = rng.randrange(n)
        count = rng.randint(0, min(9, n - first))
        return [what, first, count], joined(a.dtype, [a[:first], a[first + count:]])
    if what == "truncate":
        count = rng.randint(n // 2, n)
        return [what, count], a[:count]
    if what == "add" and names:
        kind, at = rng.choice(KINDS), rng.randint(0, len(names))
        name = next(c for c in "zyxwvuts" if c not in names)
        fields = [(c, a.dtype[c]) for c in names]
        made = np.zeros(n, np.dtype(fields[:at] + [(name, kind)] + fields[at:],
                                    align=a.dtype.isalignedstruct))
        for c in names:
            made[c] = a[c]
        return [what, name, kind, at], made
    if what == "drop" and names and len(names) > 1:
        gone = rng.sample(names, rng.randint(1, len(names) - 1))
        kept = [c for c in names if c not in gone]
        made = np.zeros(n, np.dtype([(c, a.dtype[c]) for c in kept],
                                    align=a.dtype.isalignedstruct))
        for c in kept:
            made[c] = a[c]
        return [what, len(gone), *gone], made
    if what == "rename" and names:
        old, new = rng.choice(names), next(c for c in "zyxwvuts" if c not in names)
        dtype = np.dtype({"names": [new if c == old else c for c in names],
                          "formats": [a.dtype[c] for c in names],
                          "offsets": [a.dtype.fields[c][1] for c in names],
                          "itemsize": a.dtype.itemsize, "aligned": a.dtype.isalignedstruct})
        made = np.zeros(n, dtype)
        for c in names:
            made[new if c == old else c] = a[c]
        return [what, old, new], made
    if what == "cast" and names and all(a.dtype[c].kind in "iuf" for c in names):
        dtype = np.dtype([(c, rng.choice("<f8 <i8 >i8 <u8 <i2".split())) for c in names])
        return [what, str(dtype.descr)], a.astype(dtype)
    return ["convert", "columns"], a


def test_chain(seed):
    rng = random.Random(seed)
    array = np.zeros(rng.choice([0, 1, 9, 100, 1000]), random_dtype(rng))
    fill(array, rng)
    np.save(IN, array)
    array = np.load(IN)  # a file does not say whether its dtype is aligned
    words, layout = [], rng.choice(["rows", "columns"])
    for _ in range(rng.randint(1, 6)):
        more, array = operation(array, rng)
        words += [str(word) for word in more]
    run = subprocess.run([PROGRAM, IN, layout, OUT, *words], capture_output=True, text=True,
                         check=False)
    if run.returncode != 0:
        tap.ok(False, f"chain {seed}: {layout} {' '.join(words)}", run.stdout + run.stderr)
        return
    got = np.load(OUT)
    same = shape_of(got.dtype) == shape_of(array.dtype) and \
        repr(got.tolist()) == repr(array.tolist())
    tap.ok(same, f"chain {seed}: {layout} {' '.join(words)}", f"{got.dtype}\n{array.dtype}")


for number in range(CHAINS):
    test_chain(SEED + number)
tap.done()
