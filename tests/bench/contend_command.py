#!/usr/bin/env python3
"""Commands that read a file and write another: rowcol, jq and Miller. Their time includes starting
the process (a few milliseconds), as it does for everyone who uses them.
"""
import os
import shutil
import subprocess
import sys

import protocol
from protocol import Contender, Workload

ROWCOL = os.environ.get("BENCH_ROWCOL")
POINT = "x:i4, y:i4, z:i4"
MIXED = "id:i8, name:S16, city:S12, level:i1, score:f8, ok:bool"


def version(command):
    line = subprocess.run(command, stdout=subprocess.PIPE, universal_newlines=True).stdout
    return next((word for word in line.replace("-", " ").split() if word[0].isdigit()), "unknown")


def command_workload(command, output="ndjson"):
    """A command that makes job.scratch of job.file, or prints it."""

    def run(job, _state, result):
        env = dict(os.environ, GOMAXPROCS=str(job.threads))
        arguments = command(job)
        prints = job.scratch not in arguments
        with result.timer():
            if prints:
                with open(job.scratch, "wb") as out:
                    done = subprocess.run(arguments, stdout=out, env=env)
            else:
                done = subprocess.run(arguments, env=env)
        if done.returncode != 0:
            sys.exit("error: %s ended with status %d" % (arguments[0], done.returncode))
        text = job.scratch if job.workload.startswith("write") else job.file
        result.bytes = os.path.getsize(text)
        result.output = output

    return Workload(run, max_threads=16)


def load(dtype, to):
    def command(job):
        options = ["-d", dtype, "-f", "ndjson", "-t", to, "-j", str(job.threads)]
        return [ROWCOL, "load", job.file, "-o", job.scratch] + options

    return command_workload(command, to)


def to_json(job):
    return [ROWCOL, "json", job.file, "-o", job.scratch, "-j", str(job.threads)]


def jq(job):
    return ["jq", "-c", ".", job.file]


def miller(job):
    return ["mlr", "--ijsonl", "--ojsonl", "cat", job.file]


def contenders():
    if ROWCOL:
        workloads = {
            "write_points": command_workload(to_json),
            "write_mixed": command_workload(to_json),
            "convert_points": load(POINT, "npy"),
            "convert_mixed": load(MIXED, "npy"),
            "rewrite_points": load(POINT, "ndjson"),
            "rewrite_mixed": load(MIXED, "ndjson"),
        }
        yield Contender("rowcol command", version([ROWCOL, "--version"]), workloads, role="self")
    if shutil.which("jq"):
        # jq 1.6 reads integers as doubles and would change the int64 of the mixed records.
        workloads = {"rewrite_points": Workload(command_workload(jq).run)}
        yield Contender("jq", version(["jq", "--version"]), workloads)
    if shutil.which("mlr"):
        workloads = {"rewrite_points": command_workload(miller), "rewrite_mixed": command_workload(miller)}
        yield Contender("Miller", version(["mlr", "--version"]), workloads)


if __name__ == "__main__":
    protocol.main(list(contenders()))
