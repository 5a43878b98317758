"""SIGKILL at random times: the output is the old file or the new one, never a part.

ROWCOL_FAULTS=full kills 300 times, otherwise 20 times.
"""

import os
import random
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
import tap  # noqa: E402

TIMES = 300 if os.environ.get("ROWCOL_FAULTS") == "full" else 20
D = os.path.join(tap.T, "out")
os.mkdir(D)
OUT = os.path.join(D, "out.npy")
IN = tap.write("in.ndjson", b"".join(b'{"x":%d,"y":%d}\n' % (i, -i) for i in range(100000)))
LOAD = [tap.ROWCOL, "load", "-q", IN, "-d", "x:i4, y:i4", "-o", OUT]

start = time.monotonic()
subprocess.run(LOAD, check=True)
duration = time.monotonic() - start
NEW = tap.read(OUT)
OLD = b"old contents"

found = {"old": 0, "new": 0, "neither": 0}
names = set()
random.seed(int(os.environ.get("ROWCOL_SEED", "1")))
for i in range(TIMES):
    with open(OUT, "wb") as file:
        file.write(OLD)
    process = subprocess.Popen(LOAD)
    # Mostly while it works, and now and then after its end.
    time.sleep(random.random() * duration * 1.2)
    process.kill()
    process.wait()
    contents = tap.read(OUT)
    found["old" if contents == OLD else "new" if contents == NEW else "neither"] += 1
    for name in os.listdir(D):
        if name != "out.npy":
            names.add(name)
            os.remove(os.path.join(D, name))

tap.equal(found["neither"], 0, f"SIGKILL {TIMES} times: {found['old']} old and {found['new']} new files")
tap.ok(all(name.startswith(".rowcol-") and name.endswith(".tmp") for name in names),
       "only hidden temporary files may be left", names)
tap.done()
