"""An earlier build of rowcol as a contender beside the current one.

usage: contend_before.py PROGRAM ARGUMENT...

PROGRAM is a contender that another build's `make bench-build` made. Its names get " before" added
when they are listed, and taken off when one of them is run.
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
            print(json.dumps(listed))
        return
    if arguments and arguments[0].endswith(SUFFIX):
        arguments[0] = arguments[0][: -len(SUFFIX)]
    os.execv(program, [program] + arguments)


main()
