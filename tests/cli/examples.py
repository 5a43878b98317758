"""The documents show the files of doc/examples, and each example prints what it should; shell sessions
in the documents print what they show; the files and names that they refer to exist.

usage: examples.py            tests
       examples.py update     writes the output of the sessions into the documents of the source
"""

import os
import pathlib
import re
import subprocess
import sys

import tap

TOP = pathlib.Path(tap.TOP_SRCDIR)
BUILD = pathlib.Path(os.environ["top_builddir"])
PAGES = [TOP / "README.md", TOP / "CONTRIBUTING.md", TOP / "SECURITY.md",
         *sorted((TOP / "doc").glob("*.md"))]
ENVIRONMENT = dict(os.environ, PATH=f"{BUILD / 'tools'}{os.pathsep}{os.environ['PATH']}")
# tests/mpi/distributed.py runs them.
SEVERAL_RANKS = ("ranks.c",)
# <!-- doc/examples/points.c --> and the code block after it
SHOWN = re.compile(r"<!-- (doc/examples/\S+) -->\n```\w+\n(.*?)```\n", re.S)
# <!-- session --> and the block after it: commands after "$ ", each followed by what it prints
SESSION = re.compile(r"(<!-- session -->\n```console\n)(.*?)(```\n)", re.S)


def text_of(path):
    return path.read_text(encoding="utf-8")


def run_session(body):
    """The session with the output that its commands print now."""
    lines = []
    for command in re.findall(r"^\$ (.*)$", body, re.M):
        run = subprocess.run(["sh", "-c", command], cwd=tap.T, env=ENVIRONMENT, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        lines += [f"$ {command}\n", run.stdout]
    return "".join(lines)


def update():
    for page in PAGES:
        old = text_of(page)
        new = SESSION.sub(lambda match: match[1] + run_session(match[2]) + match[3], old)
        if new != old:
            page.write_text(new, encoding="utf-8")


def test_shown():
    """Pages show examples as they are. Returns the names of those that are shown."""
    shown = set()
    for page in PAGES:
        text = text_of(page)
        marked = 0
        for name, code in SHOWN.findall(text):
            shown.add(name)
            marked += name.endswith((".c", ".cc"))
            tap.equal(code, text_of(TOP / name), f"{page.name} shows {name}")
        tap.equal(marked, text.count("```c\n") + text.count("```cpp\n"),
                  f"each C and C++ block in {page.name} is an example")
    return shown


def test_examples(shown):
    for path in sorted((TOP / "doc" / "examples").iterdir()):
        name = f"doc/examples/{path.name}"
        if path.suffix not in (".c", ".cc", ".sh"):
            continue
        tap.ok(name in shown, f"{name} is shown in a document")
        if path.name in SEVERAL_RANKS:
            continue
        program = BUILD / "doc" / "examples" / path.stem
        command = ["sh", "-e", path] if path.suffix == ".sh" else [program]
        run = subprocess.run(command, cwd=tap.T, env=ENVIRONMENT, capture_output=True, text=True,
                             check=False)
        tap.equal((run.returncode, run.stderr), (0, ""), f"{name} runs")
        tap.equal(run.stdout, text_of(path.with_suffix(".expected")),
                  f"{name} prints what it should")


def test_sessions():
    for page in PAGES:
        for _, body, _ in SESSION.findall(text_of(page)):
            name = body.splitlines()[0]
            tap.equal(run_session(body), body, f"{page.name}: {name}")


def test_links():
    """Links between the pages, files named in `quotes`, and rows of a file and a name in it."""
    for page in PAGES:
        text = text_of(page)
        links = [link for link in re.findall(r"\]\(([^)#:]+)\)", text)]
        missing = [link for link in links if not (page.parent / link).exists()]
        tap.equal(missing, [], f"{page.name}: its links lead to files")
        files = re.findall(r"`((?:lib|tools|tests|doc|include)/[\w/.-]+\.\w+)`", text)
        missing = [file for file in files if not (TOP / file).exists()]
        tap.equal(missing, [], f"{page.name}: the files it names exist")
        rows = re.findall(r"\| `([\w/]+\.[ch])` \| `(\w+)` \|$", text, re.M)
        wrong = [row for row in rows if not (TOP / row[0]).exists()
                 or row[1] not in text_of(TOP / row[0])]
        tap.equal(wrong, [], f"{page.name}: the files contain the names")


def test_statuses():
    """doc/errors.md has each status, by its name too."""
    header = text_of(TOP / "include" / "rowcol" / "base.h")
    enum = re.search(r"typedef enum rc_status \{(.*?)\} rc_status;", header, re.S)[1]
    statuses = re.findall(r"^\s*(RC_\w+)\b", enum, re.M)
    names = dict(re.findall(r"case (RC_\w+):\s*return \"(\w+)\";",
                            text_of(TOP / "lib" / "base" / "error.c")))
    page = text_of(TOP / "doc" / "errors.md")
    tap.ok(len(statuses) > 10, "the statuses were found", enum)
    for status in statuses:
        tap.ok(re.search(rf"^\| `{status}` \| {names.get(status, '.*')} \|", page, re.M),
               f"errors.md: {status} is in the table", names.get(status))
        tap.ok(status in ("RC_OK", "RC_END") or f"## {status}: " in page,
               f"errors.md: {status} has a section")


if sys.argv[1:] == ["update"]:
    update()
    sys.exit(0)
test_examples(test_shown())
test_sessions()
test_links()
test_statuses()
tap.done()
