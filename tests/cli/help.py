"""Every option is described in the help of its command and in the man page."""

import os
import re

import tap

COMMANDS = ["load", "json", "info", "dtype", "help"]


def output(*args):
    run = tap.rowcol(*args)
    tap.equal((run.returncode, run.stderr), (0, b""), f"rowcol {' '.join(args)}: succeeds")
    return run.stdout.decode()


def options_of_help(text):
    """{long option: (letter or None, takes an argument)}"""
    found = re.findall(r"^ +(?:-(\w), )?--([a-z-]+)( [A-Z]+| [a-z|]+)?(?:  |\n)", text,
                       re.MULTILINE)
    return {name: (letter or None, bool(argument)) for letter, name, argument in found}


def man_sections():
    """The sections of the man page without font changes: {title: text}"""
    with open(os.path.join(tap.TOP_SRCDIR, "doc", "rowcol.1"), encoding="utf-8") as file:
        text = file.read().replace("\\-", "-")
    text = re.sub(r"\\f.", "", text)
    parts = re.split(r"^\.SH (.*)\n", text, flags=re.MULTILINE)
    return {title.strip('"'): body for title, body in zip(parts[1::2], parts[2::2])}


def options_of_man(text):
    """The same, from the tags of a section."""
    found = {}
    for tag in re.findall(r"^\.TP\n(.*)$", text, re.MULTILINE):
        words = re.sub(r'^\.[A-Z]+ |["]', "", tag)
        names = re.findall(r"--([a-z-]+)", words)
        letters = re.findall(r"(?:^| )-(\w)\b", words)
        rest = re.sub(r"--?[a-z-]+|,", "", words).strip()
        for name in names:
            found[name] = (letters[0] if letters else None, bool(rest))
    return found


overview = output("--help")
tap.equal(output("help"), overview, "rowcol help and rowcol --help print the same")
for option in "--help", "--version":
    tap.ok(option in overview, f"the overview mentions {option}", overview)
    tap.ok(option in man_sections()["DESCRIPTION"] + man_sections()["SYNOPSIS"],
           f"the man page mentions {option}")

for command in COMMANDS:
    text = output("help", command)
    tap.equal(output(command, "--help"), text, f"rowcol {command} --help prints the same")
    tap.ok(re.search(rf"^  {command}  ", overview, re.MULTILINE), f"the overview lists {command}",
           overview)
    tap.ok(text.startswith(f"usage: rowcol {command} "), f"help {command}: begins with the usage",
           text)
    tap.ok(max(map(len, text.splitlines())) <= 88, f"help {command}: fits the screen", text)
    in_help = options_of_help(text)
    tap.equal(in_help.pop("help", None), (None, False), f"help {command}: has --help")
    if command != "help":
        in_man = options_of_man(man_sections()[f"ROWCOL {command.upper()}"])
        tap.equal(in_man, in_help, f"{command}: the man page has the options of the help")

# The program accepts each option of the help, and refuses each letter that is not in the help.
for command in COMMANDS[:-1]:
    options = options_of_help(output("help", command))
    options.pop("help")
    for name, (letter, takes) in options.items():
        for word in [f"--{name}"] + ([f"-{letter}"] if letter else []):
            run = tap.rowcol(command, word, *(["?"] if takes else []))
            tap.ok(b"unknown" not in run.stderr, f"{command} {word}: is known", run.stderr)
            if takes:
                run = tap.rowcol(command, word)
                tap.ok(b"needs an argument" in run.stderr, f"{command} {word}: takes an argument",
                       run.stderr)
    known = {letter for letter, _ in options.values()}
    for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789":
        if letter not in known:
            run = tap.rowcol(command, f"-{letter}")
            tap.ok(run.returncode == 2 and f"unknown option -{letter}".encode() in run.stderr,
                   f"{command} -{letter}: is unknown", run.stderr)

tap.done()
