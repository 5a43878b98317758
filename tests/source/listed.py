"""Each file of C, C++ and Python is in a list of the build, so that the distribution has it."""

from source import files, tap, text

FOLDERS = ("include", "lib", "tools", "tests", "doc")
# What a build in the source folder puts there.
MADE = ("tests/bench/out/", "tests/arrow/readers/")


def listed():
    """What is named in the lists."""
    lists = [text("Makefile.am")]
    for folder in FOLDERS:
        lists += [text(path) for path in files(folder, ("Makefile.inc",))]
    return set(" ".join(lists).replace("$(top_srcdir)/", "").split())


def main():
    known = listed()
    for folder in FOLDERS:
        missing = [path for path in files(folder, (".c", ".h", ".cc", ".hpp", ".py", ".mjs"))
                   if path not in known and not path.startswith(MADE)]
        tap.ok(not missing, f"{folder}: each file is in a list of the build", "\n".join(missing))
    tap.done()


main()
