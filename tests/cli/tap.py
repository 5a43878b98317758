"""TAP for Python tests: import tap, then end the script with tap.done().

A test that raises ends the script with a failure; the cases after it count as not run.
"""

import atexit
import os
import shutil
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
