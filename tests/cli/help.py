"""Every option is described in the help of its command and in the man page."""

import os
import re

import tap

COMMANDS = ["load", "check", "convert", "cat", "json", "csv", "info", "table", "count", "hist", "diff", "dtype", "size", "infer", "help"]


def output(*args):
    run = tap.rowcol(*args)
    tap.equal((run.returncode, run.stderr), (0, b""), f"rowcol {' '.join(args)}: succeeds")
    return run.stdout.decode()


def options_of_help(text):
    """{long option: (letter or None, takes an argument)}"""
    found = re.findall(r"^ +(?:-(\w), )?--([a-z-]+)( [A-Z]+| [a-z0-9|]+)?(?:  |\n)", text,
                       re.MULTILINE)
    return {name: (letter or None, bool(argument)) for letter, name, argument in found}


def man_sections():
    """The sections of the man page without font changes: {title: text}"""
    with open(os.path.join(tap.TOP_SRCDIR, "doc", "rowcol.1"), encoding="utf-8") as file:
        text = file.read().replace("\\-", "-")
    text = re.sub(r"\\f.|\\&", "", text)
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
tap.equal(output("-h"), overview, "rowcol -h prints the same")
tap.equal(output("-V"), output("--version"), "rowcol -V and rowcol --version print the same")
tap.ok(max(map(len, overview.splitlines())) <= 80, "the overview fits the screen", overview)
for option in "--help", "--version", "-h", "-V":
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
    tap.ok(max(map(len, text.splitlines())) <= 80, f"help {command}: fits the screen", text)
    in_help = options_of_help(text)
    tap.equal(in_help.pop("help", None), ("h", False), f"help {command}: has --help")
    tap.equal(output(command, "-h"), text, f"rowcol {command} -h prints the same")
    if command != "help":
        in_man = options_of_man(man_sections()[f"ROWCOL {command.upper()}"])
        tap.equal(in_man, in_help, f"{command}: the man page has the options of the help")

# The program accepts each option of the help, and refuses each letter that is not in the help: all letters
# for one command, those of other commands for the others, since all commands read their options alike.
ALL_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
LETTERS_IN_USE = sorted({letter for command in COMMANDS[:-1]
                         for letter, _ in options_of_help(output("help", command)).values() if letter})
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
    known = {letter for letter, _ in options.values()} | {"h"}
    for letter in ALL_LETTERS if command == COMMANDS[0] else LETTERS_IN_USE:
        if letter not in known:
            run = tap.rowcol(command, f"-{letter}")
            tap.ok(run.returncode == 2 and f"unknown option -{letter}".encode() in run.stderr,
                   f"{command} -{letter}: is unknown", run.stderr)

# --- rowcol help dtypes, rowcol help formats
def printed_name(kind):
    """The first word after the field in the table of a dtype, without a shape."""
    run = tap.rowcol("dtype", f"x:{kind}")
    tap.equal(run.returncode, 0, f"help dtypes: {kind} is a kind")
    return run.stdout.decode().splitlines()[1].split()[2].split("[")[0]


def words_of(section, text):
    """The lines of a section of a help text, each split into its first column and the rest."""
    body = re.search(rf"^{section}.*?:\n(.*?)\n\n", text, re.M | re.S)[1]
    return re.findall(r"^  (.*?)  +(.*)$", body, re.M)


def test_dtypes():
    text = output("help", "dtypes")
    tap.ok(max(map(len, text.splitlines())) <= 80, "help dtypes: fits the screen", text)
    kinds = [kind for kinds, _ in words_of("kinds", text)
             for kind in re.split(r", (?![^{(]*[})])", kinds)]
    with open(os.path.join(tap.TOP_SRCDIR, "lib", "dtype", "kinds.c"), encoding="utf-8") as file:
        names = set(re.findall(r'\[RC_\w+\] = \{"(\w+)"', file.read()))
    tap.ok(len(names) == 22, "the kinds of the library were found", names)
    tap.equal({printed_name(kind) for kind in kinds} | {"subarray"}, names,
              "help dtypes: has every kind")
    tap.ok("3f8" in kinds and "(2,3)f8" in kinds, "help dtypes: has arrays", kinds)
    units = re.search(r"^units.*\n  (.*)$", text, re.M)[1].split()
    with open(os.path.join(tap.TOP_SRCDIR, "include", "rowcol", "dtype.h"),
              encoding="utf-8") as file:
        expected = re.findall(r"^    RC_UNIT_([a-zA-Z]{1,2}),?$", file.read(), re.M)
    tap.equal(units, expected, "help dtypes: has every unit")
    notations = words_of("notations", text)
    listed = re.search(r"needed: (.*?) \(", tap.rowcol("dtype", "i4", "--to", "").stderr.decode())
    tap.equal([name for name, _ in notations], listed[1].split(", "),
              "help dtypes: has every notation")
    for name, example in notations:
        if name != "c":
            tap.equal(tap.rowcol("dtype", example).returncode, 0,
                      f"help dtypes: the example of {name} is read")
    man = man_sections()["DTYPES"]
    for kind in kinds:
        tap.ok(re.search(rf"(^|[ ,]){re.escape(kind)}($|[ ,])", man.replace('"', ""), re.M),
               f"the man page has the kind {kind}")
    for name, _ in notations:
        tap.ok(re.search(rf"^\.B {name}$", man, re.M), f"the man page has the notation {name}")


def test_formats():
    text = output("help", "formats")
    formats = re.findall(r"^  (\w+) .*endings: (.*)$", text, re.M)
    tap.ok(len(formats) >= 3, "help formats: has formats", text)
    man = " ".join(man_sections().values())
    store = os.path.join(tap.T, "store.npy")
    tap.rowcol("load", "-", "-f", "ndjson", "-d", "x:i4", "-o", store, input=b'{"x":1}\n')
    for name, endings in formats:
        tap.ok(name in man, f"the man page has the format {name}")
        for ending in endings.split():
            if name in ("npz", "csv", "tsv"):  # are only read
                continue
            run = tap.rowcol("load", store, "-t", ending, "-o", "-", "-q")
            same = tap.rowcol("load", store, "-t", name, "-o", "-", "-q")
            tap.equal((run.returncode, run.stdout), (0, same.stdout),
                      f"-t {ending} is the format {name}")


test_dtypes()
test_formats()
tap.done()
