"""The resident memory that a record {x, y, z} of three integers takes in Python, measured.

usage: memory.py N         prints a line "KIND BYTES" for each kind, BYTES a record
       memory.py N KIND    prints the bytes of that kind only

Each kind is measured in a Python of its own, as the growth of its resident memory while N records
are made and kept in a list (in NumPy, an array). The integers are random: none is shared.
"""

import random
import subprocess
import sys


class Point:
    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z


class SlottedPoint:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z


def three():
    r = random.randrange
    return r(1000, 2000000), r(1000, 2000000), r(1000, 2000000)


def numpy_array(n):
    import numpy

    array = numpy.zeros(n, [("x", "<i4"), ("y", "<i4"), ("z", "<i4")])
    generator = numpy.random.default_rng(1)
    for start in range(0, n, 10000):
        part = array[start:start + 10000]
        for field in "xyz":
            part[field] = generator.integers(1000, 2000000, len(part))
    return array


KINDS = {
    "NumPy array": numpy_array,
    "tuple": lambda n: [three() for _ in range(n)],
    "class with __slots__": lambda n: [SlottedPoint(*three()) for _ in range(n)],
    "class": lambda n: [Point(*three()) for _ in range(n)],
    "dict": lambda n: [dict(zip("xyz", three())) for _ in range(n)],
}


def resident_bytes():
    with open("/proc/self/status", encoding="ascii") as file:
        for line in file:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    raise OSError("no VmRSS in /proc/self/status")


def measure(kind, n):
    KINDS[kind](1000)  # what is loaded on first use is not counted
    before = resident_bytes()
    records = KINDS[kind](n)
    grown = resident_bytes() - before
    return grown / len(records)


def main():
    n = int(sys.argv[1])
    if len(sys.argv) == 3:
        print(f"{measure(sys.argv[2], n):.1f}")
        return
    for kind in KINDS:
        run = subprocess.run([sys.executable, __file__, sys.argv[1], kind], stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, check=False, text=True)
        print(f"{kind}: {run.stdout.strip() if run.returncode == 0 else 'not measured'}")


main()
