"""rowcol size against the Python that runs this test, and the one that --measure finds.

The expected sizes are those of objects that this script makes: sys.getsizeof, tracemalloc where a
part of an object is not an object (the attributes of a class), ctypes for C structs, NumPy.
"""

import collections
import gc
import json
import os
import random
import shutil
import subprocess
import sys
import tracemalloc

import tap

VERSION = "%d.%d" % sys.version_info[:2]
RANDOM = random.Random(11)


def known_versions():
    line = tap.rowcol("size", "x:i4", "--python", "").stderr.decode()
    return line.split("needed: ")[1].split(" (")[0].split(", ")


if sys.implementation.name != "cpython" or sys.maxsize < 2**32:
    tap.skip_all("not CPython of 64 bits")
if VERSION not in known_versions() or (sys.version_info[:2] == (3, 7) and sys.version_info[2] > 3):
    tap.skip_all(f"the sizes in CPython {sys.version.split()[0]} are not known")


def computed(spec, *args):
    run = tap.rowcol("size", spec, "--python", VERSION, "--json", *args)
    if run.returncode != 0:
        tap.ok(False, f"size {spec}: succeeds", run.stderr)
        return None
    return json.loads(run.stdout)["one_record"]


def names(n):
    return [f"f{i}" for i in range(n)]


def spec_of(n):
    return ", ".join(f"f{i}:u1" for i in range(n)) or "{}"


# --- containers of any number of fields
def bytes_of_instance(n):
    """What an instance of a class takes once there are many: no function of Python reports the
    array of its attributes."""
    lines = "".join(f"\n        self.f{i} = value" for i in range(n)) or "\n        pass"
    scope = {}
    exec(f"class Record:\n    def __init__(self, value):{lines}", scope)
    record = scope["Record"]
    keep = [record(None) for _ in range(500)]
    made, sizes = [None] * 500, collections.Counter()
    gc.disable()
    tracemalloc.start()
    for i in range(500):
        before = tracemalloc.get_traced_memory()[0]
        made[i] = record(None)
        sizes[tracemalloc.get_traced_memory()[0] - before] += 1
    tracemalloc.stop()
    gc.enable()
    del keep
    # Now and then an object is one that Python kept for reuse, and is not counted.
    return sizes.most_common(1)[0][0]


def test_containers():
    wrong, counts = [], [*range(0, 48), 60, 84, 85, 86, 87, 100, 169, 170, 171, 172, 340, 341, 342,
                         682, 683, 1000]
    for n in counts:
        one = computed(spec_of(n))
        a_dict = {}
        for name in names(n):
            a_dict[name] = None
        slots = type("Record", (), {"__slots__": names(n)})()
        a_tuple = tuple([None] * n)
        named = collections.namedtuple("Record", names(n))._make(a_tuple)
        expected = {"dict": sys.getsizeof(a_dict), "slots": sys.getsizeof(slots),
                    "tuple": sys.getsizeof(a_tuple), "namedtuple": sys.getsizeof(named),
                    "class": bytes_of_instance(n)}
        found = {kind: one[kind]["container"] for kind in expected}
        if found != expected:
            wrong.append(f"{n} fields: {found}, in Python {expected}")
    tap.ok(not wrong, f"{len(counts)} numbers of fields: containers as in Python {VERSION}",
           "\n".join(wrong))


# --- values
def sum_of(value):
    """The bytes of the containers (tuples) and of the other objects of a value of tolist()."""
    if value is None or value is True or value is False:
        return 0, 0
    if hasattr(value, "tolist"):
        return sum_of(value.tolist())
    own = sys.getsizeof(value)
    if isinstance(value, int) and -5 <= value <= 256:
        return 0, 0
    if isinstance(value, (bytes, str)) and len(value) < 2:
        return 0, 0
    if isinstance(value, (tuple, list)):
        parts = [sum_of(part) for part in value]
        inside = [sum(part[i] for part in parts) for i in (0, 1)]
        return (inside[0] + own, inside[1]) if isinstance(value, tuple) else (inside[0],
                                                                             inside[1] + own)
    return 0, own


# The compact notation of a leaf, and a value that it is counted for.
LEAVES = [("bool", True), ("i1", 5), ("u1", 200), ("i2", 300), ("u2", 60000), ("i4", 1000000),
          ("u4", 2**30 - 1), ("i8", 2**59), ("u8", 2**60 - 1), ("f2", 0.5), ("f4", 1.5), ("f8", 2.5),
          ("c8", 1j), ("c16", 2 + 1j), ("S1", b"a"), ("S2", b"ab"), ("S9", b"abcdefghi"),
          ("U1", "a"), ("U7", "abcdefg"), ("V3", b"abc"), ("M8[D]", 10000), ("M8[Y]", 40),
          ("M8[s]", 10**9), ("M8[us]", 10**15), ("M8[ns]", 17 * 10**17), ("m8[h]", 5),
          ("m8[us]", 5), ("m8[Y]", 1000), ("m8[M]", 1000), ("m8[ns]", 2**59), ("m8[W]", 3)]


def random_dtype(depth):
    """The notation of a struct, and a function that fills an array of it."""
    fields, fills = [], []
    for i in range(RANDOM.randrange(1, 7)):
        name = f"f{i}"
        shape = RANDOM.choice(["", "", "", "3", "(2,3)", "(2,1,2)"])
        if depth > 0 and RANDOM.random() < 0.25:
            text, fill = random_dtype(depth - 1)
            fields.append(f"{name}:{shape}{{{text}}}")
            fills.append(lambda array, name=name, fill=fill: fill(array[name]))
        else:
            kind, value = RANDOM.choice(LEAVES)
            fields.append(f"{name}:{shape}{kind}")
            fills.append(lambda array, name=name, value=value: array.__setitem__(name, value))

    def fill_all(array):
        for fill in fills:
            fill(array)

    return ", ".join(fields), fill_all


def test_values():
    try:
        import numpy
    except ImportError:
        tap.skip("random records against NumPy", "no NumPy")
        return
    wrong, cases = [], 150
    for _ in range(cases):
        text, fill = random_dtype(2)
        run = tap.rowcol("dtype", text, "--to", "numpy")
        dtype = numpy.dtype(eval(run.stdout.decode()))
        array = numpy.zeros(1, dtype)
        fill(array)
        one = computed(text)
        expected = sum_of(array.tolist()[0])
        found = one["tuple"]["container"], one["tuple"]["values"]
        if found != expected or one["numpy"]["container"] != dtype.itemsize:
            wrong.append(f"{text}: {found}, in Python {expected}")
    tap.ok(not wrong, f"{cases} random records: tuples and values of tolist()", "\n".join(wrong[:5]))
    mask = numpy.ma.zeros(10, [("a", "<i4"), ("b", "<f8", (2,)), ("c", [("d", "u1")])])
    mask.mask = True
    tap.equal(computed("a:i4?, b:2f8, c:{d:u1}")["numpy"]["container"],
              (mask.data.nbytes + mask.mask.nbytes) // 10, "a masked array")


# --- --measure
def check_measured(found, with_classes):
    """The kinds that were measured against what is computed."""
    wrong, built = [], []
    nested = {"namedtuple": 8}
    for kind, measured in found["measured"]["kinds"].items():
        if not isinstance(measured, dict):
            continue
        built.append(kind)
        one = found["one_record"][kind]
        total = one["container"] + one["values"]
        if kind != "class" and (measured["container"]["getsizeof"] != one["container"] or
                                measured["all"]["getsizeof"] != total):
            wrong.append(f"{kind}: {one}, measured {measured}")
        if measured["container"]["tracemalloc"] != one["container"] + (
                nested.get(kind, 0) * with_classes):
            wrong.append(f"{kind}: {one}, traced {measured}")
    return wrong, built


def test_measure():
    for spec, structs in [("x:i4, y:i4, z:i4", 1), ("x:u1", 1), (spec_of(6), 1), (spec_of(33), 1),
                          ("a:i8, s:S9, u:U5, t:M8[s], d:M8[D], e:m8[s]", 1),
                          ("p:(2,3)f8, q:{a:i2, b:c16}, r:2{c:u1, d:V4}", 4),
                          ("a:i4?, b:f8", 1), ("s:str, t:i4", 1), ("a:i1, b:f8; aligned", 1),
                          ("a:i1@0, b:>f8@16; size=32", 1)]:
        run = tap.rowcol("size", spec, "--measure", "--json", "-n", "1")
        name = f"--measure {spec[:40]}"
        if not tap.equal((run.returncode, run.stderr), (0, b""), f"{name}: succeeds"):
            continue
        found = json.loads(run.stdout)
        if not found["measured"]["covered"]:
            tap.skip(name, f"the sizes in {found['measured']['version']} are not known")
            continue
        wrong, built = check_measured(found, structs)
        tap.ok(not wrong, f"{name}: as computed", "\n".join(wrong))
        tap.ok(set(built) >= {"dict", "class", "slots", "tuple", "namedtuple"}, f"{name}: is measured",
               built)
        for kind, measured in found["measured"]["kinds"].items():
            # A Cython class needs a compiler and the headers of Python, too.
            tap.ok(isinstance(measured, dict) or measured == "not installed" or
                   (kind == "cython" and measured.startswith("not built")),
                   f"{name}: {kind} is measured, or not installed", measured)
    run = tap.rowcol("size", "x:10000000f8", "--measure")
    tap.ok(run.returncode == 3 and b"is not measured" in run.stderr, "--measure: a large record",
           run.stderr)
    run = tap.rowcol("size", "x:i4", "--measure")
    text = run.stdout.decode()
    tap.ok(run.returncode == 0 and max(map(len, text.splitlines())) <= 80 and "\nmeasured with" in text,
           "--measure: the table fits the screen", text)


def program(name, text):
    """A folder with a program."""
    folder = os.path.join(tap.T, name)
    os.mkdir(folder)
    path = os.path.join(folder, "python3")
    with open(path, "w", encoding="ascii") as file:
        file.write("#!/bin/sh\n" + text)
    os.chmod(path, 0o755)
    return folder


def test_python3():
    """The python3 of PATH is not what is expected."""
    empty = os.path.join(tap.T, "empty")
    os.mkdir(empty)
    cases = [
        ("no python3", empty, "there is no python3 in PATH"),
        ("a program that fails", program("fails", "echo one; echo 'it \033[31mfails' >&2; exit 7\n"),
         "python3 failed (exit status 7): it \\x1B[31mfails"),
        ("a program that does nothing", program("quiet", "exit 0\n"), "python3 failed"),
        ("a program that is stopped", program("stopped", "kill -9 $$\n"), "exit status 137"),
        ("another Python", program("other", "cat >/dev/null; echo '{\"version\":\"3.9.1\","
                                   "\"implementation\":\"pypy\",\"bits\":64,\"kinds\":{}}'\n"),
         "python3 is pypy of 64 bits"),
    ]
    for name, path, part in cases:
        where = path if path == empty else path + ":/usr/bin:/bin"
        run = subprocess.run([tap.ROWCOL, "size", "x:i4", "--measure"], capture_output=True,
                             check=False, env={**os.environ, "PATH": where})
        line = run.stderr.decode()
        if path == empty:  # the script around the program of the build folder misses its tools
            line = line[line.rfind("rowcol: "):]
        tap.ok(run.returncode == 4 and part in line and line.count("\n") == 1 and run.stdout == b"",
               f"{name}: reported", f"{run.returncode} {line}")
    later = program("later", "cat >/dev/null; echo a warning; echo '{\"version\":\"3.99.1\","
                    "\"implementation\":\"cpython\",\"bits\":64,\"kinds\":{\"dict\":5}}'\n")
    run = subprocess.run([tap.ROWCOL, "size", "x:i4", "--measure"], capture_output=True, check=False,
                         env={**os.environ, "PATH": later + ":/usr/bin:/bin"})
    text = run.stdout.decode()
    tap.ok(run.returncode == 0 and "another version than the sizes are computed for" in text
           and "not measured" in text, "a later Python: reported in the table", text + str(run.stderr))


test_containers()
test_values()
if shutil.which("python3"):
    test_measure()
else:
    tap.skip("--measure", "no python3 in PATH")
test_python3()
tap.done()
