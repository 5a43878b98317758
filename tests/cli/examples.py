"""The documents show what doc/examples holds, and every example does what they say."""

import os
import pathlib
import re
import subprocess

import tap

TOP = pathlib.Path(tap.TOP_SRCDIR)
BUILD = pathlib.Path(os.environ["top_builddir"])
PAGES = [TOP / "README.md", *sorted((TOP / "doc").glob("*.md"))]
# <!-- doc/examples/points.c --> and the code block behind it
SHOWN = re.compile(r"<!-- (doc/examples/\S+) -->\n```\w+\n(.*?)```\n", re.S)

shown = {}
for page in PAGES:
    for name, code in SHOWN.findall(page.read_text(encoding="utf-8")):
        shown[name] = code
        tap.equal(code, (TOP / name).read_text(encoding="utf-8"), f"{page.name} shows {name}")
    fences = page.read_text(encoding="utf-8").count("```c\n")
    marked = len([name for name, _ in SHOWN.findall(page.read_text(encoding="utf-8"))
                  if name.endswith(".c")])
    tap.equal(marked, fences, f"each C block in {page.name} is an example")

environment = dict(os.environ, PATH=f"{BUILD / 'tools'}{os.pathsep}{os.environ['PATH']}")
for path in sorted((TOP / "doc" / "examples").iterdir()):
    name = f"doc/examples/{path.name}"
    if path.suffix not in (".c", ".sh"):
        continue
    tap.ok(name in shown, f"{name} is shown in a document")
    command = [BUILD / name[:-2]] if path.suffix == ".c" else ["sh", "-e", path]
    run = subprocess.run(command, cwd=tap.T, env=environment, capture_output=True, text=True,
                         check=False)
    tap.equal((run.returncode, run.stderr), (0, ""), f"{name} runs")
    tap.equal(run.stdout, path.with_suffix(".expected").read_text(encoding="utf-8"),
              f"{name} prints what it should")

tap.done()
