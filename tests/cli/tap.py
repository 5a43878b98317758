"""TAP for Python tests: import tap, then end the script with tap.done().

A test that raises ends the script with a failure; the cases after it count as not run.
"""

import atexit
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile

ROWCOL = os.environ["ROWCOL"]
TOP_SRCDIR = os.environ["top_srcdir"]
DATA = os.environ["ROWCOL_DATA"]

# A private directory, removed at exit.
T = tempfile.mkdtemp(prefix="rowcol-test-")
atexit.register(shutil.rmtree, T, ignore_errors=True)

_count = 0
_failed = 0


def ok(passed, name, detail=""):
    """The case passes when PASSED is true; DETAIL is printed when it is not."""
    global _count, _failed
    _count += 1
    print(f"{'ok' if passed else 'not ok'} {_count} - {name}")
    if not passed:
        _failed += 1
        for line in str(detail).splitlines():
            print(f"# {line}")
    return passed


def equal(found, expected, name):
    """The case passes when FOUND == EXPECTED."""
    return ok(found == expected, name, f"found:    {found!r}\nexpected: {expected!r}")


def failed():
    """Whether a case has failed."""
    return _failed > 0


def skip(name, reason):
    global _count
    _count += 1
    print(f"ok {_count} - {name} # SKIP {reason}")


def skip_all(reason):
    """No case of this script can run."""
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def import_numpy():
    """NumPy, or the end of the script with all cases skipped."""
    try:
        import numpy
    except ImportError:
        skip_all("no Python with NumPy")
    return numpy


def write(name, data):
    """Writes DATA (bytes or str) to a file in the private directory. Its path."""
    path = os.path.join(T, name)
    with open(path, "wb") as file:
        file.write(data.encode() if isinstance(data, str) else data)
    return path


def npy(name, kind, n, data):
    """Writes a .npy file of N records with one field x of KIND, such as <f8. Its path."""
    header = "{'descr': [('x', '%s')], 'fortran_order': False, 'shape': (%d,), }" % (kind, n)
    header += " " * (63 - (len(header) + 10) % 64) + "\n"
    return write(name, b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data)


def store(name, dtype, records):
    """A store file with these records, which are written as lines of JSON. Its path."""
    path = os.path.join(T, name)
    run = rowcol("load", "-", "-f", "ndjson", "-d", dtype, "-o", path, "-q",
                 input="".join(json.dumps(r) + "\n" for r in records).encode())
    equal((run.returncode, run.stderr), (0, b""), f"{name}: {dtype}")
    return path


def read(path):
    """The bytes of a file; None when there is none."""
    if not os.path.lexists(path):
        return None
    with open(path, "rb") as file:
        return file.read()


def rowcol(*args, **options):
    """Runs the command. The result has returncode, stdout and stderr (bytes)."""
    return subprocess.run([ROWCOL, *args], capture_output=True, check=False, **options)


def done():
    print(f"1..{_count}")
    sys.exit(1 if _failed else 0)
