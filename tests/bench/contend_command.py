#!/usr/bin/env python3
"""Commands that read a file and write another: jq and Miller. Their time includes starting the
process (a few milliseconds), as it does for everyone who uses them.
"""
import os
import shutil
import subprocess
import sys

import protocol
from protocol import Contender, Work


def version(command):
    line = subprocess.run(command, stdout=subprocess.PIPE, universal_newlines=True).stdout
    return next((word for word in line.replace("-", " ").split() if word[0].isdigit()), "unknown")


def rewrite(command):
    """NDJSON to NDJSON: every value parsed and printed again."""

    def run(job, _state, result):
        with open(job.scratch, "wb") as out, result.timer():
            done = subprocess.run(
                command(job), stdout=out, env=dict(os.environ, GOMAXPROCS=str(job.threads))
            )
        if done.returncode != 0:
            sys.exit("error: %s ended with status %d" % (command(job)[0], done.returncode))
        result.bytes = os.path.getsize(job.file)
        result.output = "ndjson"

    return run


def jq(job):
    return ["jq", "-c", ".", job.file]


def miller(job):
    return ["mlr", "--ijsonl", "--ojsonl", "cat", job.file]


def contenders():
    if shutil.which("jq"):
        # jq 1.6 reads integers as doubles and would change the int64 of the mixed records.
        yield Contender("jq", version(["jq", "--version"]), {"rewrite_points": Work(rewrite(jq))})
    if shutil.which("mlr"):
        works = {
            name: Work(rewrite(miller), max_threads=16)
            for name in ("rewrite_points", "rewrite_mixed")
        }
        yield Contender("Miller", version(["mlr", "--version"]), works)


if __name__ == "__main__":
    protocol.main(list(contenders()))
