"""rowcol size SPEC: rows and columns take what rc_store_memory reports for a store of as many records,
which is what the allocator gave. The library is called directly."""

import ctypes
import json
import os
import random

import tap

RANDOM = random.Random(3)


def load_library():
    folder = os.environ["top_builddir"]
    path = os.path.join(folder, "lib", ".libs", "librowcol.so")
    try:
        return ctypes.CDLL(path)
    except OSError as error:
        tap.skip_all(f"the shared library cannot be loaded into Python: {error}")


LIBRARY = load_library()


class Size(ctypes.Structure):
    """rc_memory_size"""
    _fields_ = [("size", ctypes.c_size_t)] + [(name, ctypes.c_uint64) for name in (
        "total", "logical", "padding", "nulls", "text", "text_free", "slack", "kept", "dtype",
        "working", "overhead", "allocated", "mapped", "foreign", "blocks", "shared", "resident")]


LIBRARY.rc_dtype_parse.restype = ctypes.c_void_p
LIBRARY.rc_dtype_parse.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
LIBRARY.rc_store_zeros.restype = ctypes.c_void_p
LIBRARY.rc_store_zeros.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_void_p]
LIBRARY.rc_store_memory.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.POINTER(Size),
                                    ctypes.c_void_p]
LIBRARY.rc_store_unref.argtypes = [ctypes.c_void_p]
LIBRARY.rc_dtype_unref.argtypes = [ctypes.c_void_p]
ROWS, COLUMNS = 1, 2


def memory_of(spec, n, layout):
    dtype = LIBRARY.rc_dtype_parse(spec.encode(), None)
    store = LIBRARY.rc_store_zeros(dtype, n, layout, None)
    found = Size(size=ctypes.sizeof(Size))
    status = LIBRARY.rc_store_memory(store, 0, ctypes.byref(found), None)
    LIBRARY.rc_store_unref(store)
    LIBRARY.rc_dtype_unref(dtype)
    return found.total if store and status == 0 else None


LEAVES = ["bool", "i1", "i2", "i4", "u8", "f8", "c16", "S3", "U5", "V7", "M8[s]", "str"]


def random_spec(depth):
    fields = []
    for i in range(RANDOM.randrange(0 if depth < 2 else 1, 6)):
        if depth and RANDOM.random() < 0.3:
            fields.append(f"f{i}:{{{random_spec(depth - 1)}}}" + RANDOM.choice(["", "?"]))
        else:
            shape = RANDOM.choice(["", "", "3", "(2,2)"])
            fields.append(f"f{i}:{shape}{RANDOM.choice(LEAVES)}" + RANDOM.choice(["", "", "?"]))
    return ", ".join(fields)


wrong, cases = [], 0
for spec in ["x:i4, y:i4, z:i4", "a:u1, b:u1", "x:i1, y:f8; aligned", "{}",
             *(random_spec(2) + RANDOM.choice(["", "; aligned"]) for _ in range(80))]:
    counts = [1, 2, 7, 8, 9, 63, 64, 65, 511, 512, 513, 1000, 4095, 4096, 4097, 100001]
    run = tap.rowcol("size", spec, "--json", "-n", ",".join(map(str, counts)))
    if run.returncode != 0:
        wrong.append(f"{spec}: {run.stderr}")
        continue
    for entry in json.loads(run.stdout)["records"]:
        for kind, layout in ("rows", ROWS), ("columns", COLUMNS):
            cases += 1
            expected = memory_of(spec, entry["n"], layout)
            if entry["bytes"][kind] != expected:
                wrong.append(f"{spec}: {entry['n']} records, {kind}: {entry['bytes'][kind]}, "
                             f"the library takes {expected}")
tap.ok(not wrong, f"{cases} stores: as many bytes as the library takes", "\n".join(wrong[:5]))
tap.done()
