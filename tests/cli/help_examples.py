"""The examples of the help texts run, one after the other, in a folder that has their inputs."""

import json
import os
import re
import shlex
import subprocess

import tap

COMMANDS = ["load", "check", "convert", "cat", "json", "csv", "info", "table", "count", "hist", "diff", "dtype", "size", "infer"]
INPUTS = {
    "events.ndjson": "".join(json.dumps({"id": i, "name": "n%d" % i}) + "\n" for i in range(120)) +
                     '{"id":200,"name":"late"}\n',
    "today.ndjson": '{"id":2,"name":"today"}\n',
    "log.ndjson": '{"at":1700000000,"age":"7","ok":1}\n{"at":1700000001,"age":null,"ok":true}\n',
    "quakes.geojson": json.dumps({"features": [{"geometry": {"coordinates": [1.5, 2.5]}, "properties": {"mag": 3.5}}]}),
    "preise.csv": "tag;preis\n1;1.234,5\n2;0,25\n",
    "people.ndjson": '{"name":"Ada","age":36,"city":"London"}\n{"name":"Alan","age":12,"city":"London"}\n',
    "more.ndjson": '{"name":"Ada","age":37,"city":"Paris"}\n',
    "points.ndjson": '{"x":1,"y":2}\n{"x":3,"y":4}\n',
}
STORES = [("people.ndjson", "name:S8, age:i2, city:S8", "people.arrow"), ("more.ndjson", "name:S8, age:i2, city:S8", "more.arrow"),
          ("points.ndjson", "x:i4, y:i4", "points.npy")]
# What fails on purpose: rejected records, stores that differ, a server that is not there.
STATUS = {"rejects": 1, "diff people.arrow": 1, "clickhouse://": 4}


def examples(command):
    text = tap.rowcol("help", command).stdout.decode()
    block = text.split("\nexamples:\n")[1]
    return re.findall(r"^  # (.+)\n((?:  .*\\\n)*  .*)$", block, re.MULTILINE)


folder = os.path.join(tap.T, "folder")
os.mkdir(folder)
for name, text in INPUTS.items():
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)
subprocess.run(["gzip", "-k", "events.ndjson"], cwd=folder, check=True)
for text, dtype, store in STORES:
    tap.equal(tap.rowcol("load", text, "-d", dtype, "-o", store, "-q", cwd=folder).returncode, 0, f"{store} is made")

ENVIRONMENT = dict(os.environ, PATH=os.path.dirname(tap.ROWCOL) + os.pathsep + os.environ["PATH"])
for command in COMMANDS:
    found = examples(command)
    tap.ok(found, f"{command}: its help has examples")
    for about, line in found:
        status = next((value for word, value in STATUS.items() if word in line), 0)
        run = subprocess.run(["sh", "-c", line.replace("db.example", "localhost:1")], cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT)
        if b"built without libcurl" in run.stdout:
            tap.skip(f"{command}: {about}", "built without libcurl")
            continue
        tap.ok(run.returncode == status, f"{command}: {about}", f"status {run.returncode}: {run.stdout!r}")
        tap.ok(command in shlex.split(line.replace("\\\n", " ")), f"{command}: the example is one of the command")

tap.done()
