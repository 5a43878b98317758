#!/bin/sh
# What share of the instructions of rowcol load and rowcol json is in order, one thread at a time: all of the
# pump's threads but fetching, decoding, encoding and writing. It is what limits many threads.
#
#     ordered_share.sh path/to/rowcol     with valgrind; a minute. Not the libtool script: tools/.libs/rowcol
#
# Printed is the share for points and mixed records, as lines and as one array, and what Amdahl's law makes of
# it for 16 and 64 processors. The kernel's own locks are not in it: make bench-scale measures those.
set -eu
rowcol=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 - <<'END'
import json
import random

with open("points.ndjson", "w") as points, open("mixed.ndjson", "w") as mixed:
    for i in range(600000):
        points.write('{"x":%d,"y":%d,"z":%d}\n' % (random.randrange(-2**31, 2**31), random.randrange(-10**6, 10**6), i % 1000))
    for i in range(200000):
        mixed.write(json.dumps({"id": random.randrange(-2**60, 2**60), "name": f"user{i % 100000}", "city": "Oslo",
                                "level": i % 100, "score": random.random() * 1000, "ok": i % 3 == 0}) + "\n")
END
(echo '['; sed '$!s/$/,/' points.ndjson; echo ']') >points.json
points='x:i4, y:i4, z:i4'
mixed='id:i8, name:S16, city:S12, level:i1, score:f8, ok:bool'
"$rowcol" load -q points.ndjson -d "$points" -o points.npy
"$rowcol" load -q mixed.ndjson -d "$mixed" -o mixed.npy

# share NAME COMMAND...
share() {
    name=$1
    shift
    valgrind --tool=callgrind --callgrind-out-file=calls "$@" >log 2>&1 || { cat log; exit 1; }
    callgrind_annotate --inclusive=yes --threshold=100 calls 2>/dev/null | awk -v name="$name" '
        { gsub(",", "", $1) }
        /PROGRAM TOTALS/ { all = $1 }
        /crew\.c:run_thread \[/ { threads = $1 }
        /crew\.c:(work_on|write_placed) \[/ { parallel += $1 }
        END {
            if (!all || !threads || !parallel) { print name ": the functions were not found"; exit 1 }
            s = (threads - parallel) / all
            printf "%-14s %.3f %%: at most %.1f times on 16 processors, %.1f on 64\n", name, 100 * s,
                1 / (s + (1 - s) / 16), 1 / (s + (1 - s) / 64)
        }'
}

share 'load points' "$rowcol" load -q -j 2 -d "$points" points.ndjson -o out.npy
share 'load mixed' "$rowcol" load -q -j 2 -d "$mixed" mixed.ndjson -o out.npy
share 'load array' "$rowcol" load -q -j 2 -d "$points" points.json -o out.npy
share 'json points' "$rowcol" json -j 2 points.npy -o out.ndjson
share 'json mixed' "$rowcol" json -j 2 mixed.npy -o out.ndjson
