"""The bash completion: every command, option and value of the help, and nothing else."""

import os
import re
import shutil
import subprocess

import tap

BASH = shutil.which("bash")
if not BASH:
    tap.skip_all("no bash")
SCRIPT = os.path.join(tap.TOP_SRCDIR, "tools", "completion", "rowcol")
COMMANDS = ["load", "check", "infer", "convert", "cat", "json", "csv", "info", "table", "count", "hist", "diff", "dtype", "ddl", "size", "help"]

# Completes the last word of a command line and prints the answers.
DRIVER = r"""
. "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_rowcol "$ROWCOL"
printf '%s\n' "${COMPREPLY[@]}"
"""


def complete(*words):
    run = subprocess.run([BASH, "-c", DRIVER, "bash", SCRIPT, "rowcol", *words],
                         capture_output=True, text=True, check=False)
    tap.equal((run.returncode, run.stderr), (0, ""), f"rowcol {' '.join(words)}<Tab>: no error")
    return sorted(run.stdout.split())


def help_of(command):
    return tap.rowcol("help", command).stdout.decode()


tap.equal(complete(""), sorted([*COMMANDS, "-h", "--help", "-V", "--version"]), "commands")
tap.equal(complete("lo"), ["load"], "a command by its first letters")
tap.equal(complete("help", ""), sorted([*COMMANDS, "dtypes", "formats"]), "topics of help")
for command in COMMANDS[:-1]:
    text = help_of(command)
    expected = re.findall(r"^ +(?:-\w, )?(--[a-z-]+)", text, re.M)
    expected += re.findall(r"^ +(-\w), ", text, re.M)
    tap.ok(len(expected) > 4, f"{command}: the help has options", text)
    tap.equal(complete(command, "-"), sorted(expected), f"{command}: all options of the help")
    for option, choices in re.findall(r"(--[a-z-]+) ([a-z0-9]+\|[a-z0-9|]+)", text):
        tap.equal(complete(command, option, ""), sorted(choices.split("|")),
                  f"{command} {option}: its values")
for command, option in ("load", "-f"), ("load", "--from"), ("convert", "-f"):
    tap.equal(complete(command, option, ""), ["arrow", "arrows", "csv", "json", "native", "ndjson", "npy", "npz", "rowbinary", "tsv"], f"{command} {option}")
for command, option in ("load", "-t"), ("json", "--to"), ("convert", "-t"):
    tap.equal(complete(command, option, ""), ["arrow", "arrows", "csv", "json", "native", "ndjson", "npy", "rowbinary", "tsv"], f"{command} {option}")
tap.equal(complete("dtype", "--to", ""),
          ["c", "comma", "compact", "dict", "json", "numpy", "pep3118"], "dtype --to")
tap.equal(complete("load", "--root", ""), [], "an option whose argument is free")
tap.equal(complete("load", "--align", "--a"), ["--accept", "--add", "--align", "--append"], "after an option without an argument")
tap.equal(complete("load", "in"), [], "operands are left to the shell")

tap.done()
