"""An earlier build of rowcol as a contender beside the current one.

usage: contend_before.py PROGRAM ARGUMENT...

PROGRAM is a contender that `make bench-build` made in the other build. " before" is added to its
names when they are listed, and removed when one of them is run.
"""
import json
import os
import subprocess
import sys

SUFFIX = " before"


def main():
    program, arguments = sys.argv[1], sys.argv[2:]
    if arguments == ["--list"]:
        listing = subprocess.run([program, "--list"], stdout=subprocess.PIPE, check=True).stdout
        for line in listing.decode().splitlines():
            listed = json.loads(line)
            listed["contender"] += SUFFIX
            listed["role"] = "peer"
            if "works" in listed:  # what the list was called at first
                listed["workloads"] = listed.pop("works")
            print(json.dumps(listed))
        return
    if arguments and arguments[0].endswith(SUFFIX):
        arguments[0] = arguments[0][: -len(SUFFIX)]
    os.execv(program, [program] + arguments)


main()
