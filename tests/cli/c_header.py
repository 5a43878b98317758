"""rowcol dtype --to c and rowcol info --c-header: a header that compiles, whose assertions hold."""

import os
import subprocess

import tap

# Included twice: a header may be.
SOURCE = tap.write("record.c", """
#include "record.h"
#include "record.h"
int main(void) { return 0; }
""")


def compiles(standard):
    """(status, what the compiler says) of a program that includes the header."""
    run = subprocess.run([*os.environ["CC"].split(), f"-std={standard}", "-Wall", "-Wextra",
                          "-Werror",
                          "-fsyntax-only", SOURCE], capture_output=True, check=False)
    return run.returncode, run.stderr.decode()


for spec in "x:i4, y:i4", "a:i1, b:f8, s:S5, n:3i2, m:(2,3)u1, who:{x:u4, y:f4}", "é:i4, int:f8":
    for align in [], ["--align"]:
        name = " ".join(["dtype", spec, *align, "--to c"])
        run = tap.rowcol("dtype", spec, *align, "--to", "c")
        tap.equal((run.returncode, run.stderr), (0, b""), f"{name}: succeeds")
        text = run.stdout.decode()
        tap.ok("struct" in text and "offsetof" in text, f"{name}: asserts offsets", text)
        tap.write("record.h", text)
        tap.equal(compiles("c11"), (0, ""), f"{name}: compiles")
        # An assertion that does not hold is seen.
        tap.write("record.h", text.replace("offsetof(", "1 + offsetof(", 1))
        tap.ok(compiles("c11")[0] != 0, f"{name}: a wrong offset does not compile", text)

IN = tap.write("in.ndjson", b'{"x":1,"y":2.5}\n')
OUT = os.path.join(tap.T, "out.npy")
for align in [], ["--align"]:
    tap.rowcol("load", IN, "-d", "x:i4, y:f8", *align, "-o", OUT)
    info = tap.rowcol("info", OUT, "--c-header")
    tap.equal((info.returncode, info.stderr), (0, b""), f"info --c-header {align}: succeeds")
    tap.write("record.h", info.stdout)
    tap.equal(compiles("c11"), (0, ""), f"info --c-header {align}: compiles")

tap.done()
