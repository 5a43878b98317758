"""Sizes and openings of files: what a reader relies on, checked.

Every file opens with a comment that names it and says what it is. No file of code has more than 600
lines, no function more than 80.
"""

import re

from source import files, tap, text, without_comments

MOST_LINES = 600
MOST_FUNCTION_LINES = 80

# The inner loop of the JSON template is one function, for the compiler to keep its state in
# registers.
LONG_FUNCTIONS = {"lib/format/json/read/template_match.c", "lib/format/json/read/template_loop.h"}

# Written by traced.py: an entry for each public function.
GENERATED = {"include/rowcol/trace.h"}

# Text that prose must not use, with what to write. Only whole words and phrases.
ENGLISH = {
    r"\bfast door\b|\bslow door\b|\bby heart\b": "name the function or path",
    r"(?<!there )\bis no (?!more\b|longer\b|way\b|need\b|such\b|sign\b|room\b|space\b|field\b)": '"is not a"',
    r"\ba text\b(?! (?:node|value|form|format|writer|reader|builder|field|file|line)\b)": '"a string" or "text"',
    r"\bbecame of\b": '"result of"',
}


def test_openings():
    for folder in ("lib", "tools", "include"):
        wrong = []
        for path in files(folder):
            name = path[len("lib/"):] if folder == "lib" else path[len("include/"):] if (
                folder == "include") else path[len("tools/"):]
            if not re.match(r"/\*\n? ?\*? ?" + re.escape(name) + " - ", text(path)):
                wrong.append(f"{path}: should open with /* {name} - what it is */")
        tap.ok(not wrong, f"{folder}: every file opens by saying what it is", "\n".join(wrong))


def test_sizes():
    for folder in ("lib", "tools", "include", "tests"):
        wrong = []
        for path in files(folder):
            lines = text(path).count("\n")
            if lines > MOST_LINES and path not in GENERATED:
                wrong.append(f"{path}: {lines} lines")
        tap.ok(not wrong, f"{folder}: no file has more than {MOST_LINES} lines", "\n".join(wrong))


def test_functions():
    for folder in ("lib", "tools", "tests"):
        wrong = []
        for path in files(folder):
            start = None
            for number, line in enumerate(without_comments(text(path)).splitlines(), 1):
                if line.startswith("{"):
                    start = number
                elif line.startswith("}") and start:
                    if number - start + 1 > MOST_FUNCTION_LINES and path not in LONG_FUNCTIONS:
                        wrong.append(f"{path}:{start}: a function of {number - start + 1} lines")
                    start = None
        tap.ok(not wrong, f"{folder}: no function has more than {MOST_FUNCTION_LINES} lines",
               "\n".join(wrong))


def comments(path):
    return re.findall(r"/\*.*?\*/", text(path), flags=re.S)


def test_english():
    for folder in ("lib", "tools", "include"):
        wrong = []
        for path in files(folder):
            for comment in comments(path):
                flat = re.sub(r"\s*\n\s*\*?\s*", " ", comment)
                for pattern, instead in ENGLISH.items():
                    for match in re.finditer(pattern, flat, flags=re.I):
                        wrong.append(f"{path}: \"{flat[max(0, match.start() - 20):match.end() + 20]}\""
                                     f": write {instead}")
        tap.ok(not wrong, f"{folder}: comments are plain English", "\n".join(wrong))


test_openings()
test_sizes()
test_functions()
test_english()
tap.done()
