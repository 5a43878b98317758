"""What the tests of the harness share: programs compiled here, and made rows of a table."""
import os
import subprocess

import tap
import workloads
from runner import Contender, Row

HERE = os.path.dirname(os.path.abspath(__file__))


def build(name, sources, *flags):
    path = os.path.join(tap.T, name)
    command = (
        os.environ["CC"].split()
        + ["-std=c11", "-O1", "-o", path]
        + [os.path.join(HERE, s) for s in sources]
    )
    done = subprocess.run(
        command + list(flags), capture_output=True, universal_newlines=True, check=False
    )
    tap.equal(done.stderr if done.returncode else 0, 0, name + " compiles")
    return path


def build_generator():
    return build("gen", ["gen.c", "irregular.c", "bench.c", "data.c", "kinds.c"])


def row(name, role, seconds, workload="sum_rows", n=1000, threads=1):
    contender = Contender(
        [], {"contender": name, "role": role, "version": "1", "workloads": {}, "todo": "sort_rows"}
    )
    made = Row(contender, workloads.BY_NAME[workload], n, threads)
    made.samples, made.records, made.bytes, made.resident = list(seconds), n, 4 * n, 12 * n
    return made
