"""Inference compared with a second implementation of its rules in Python, on random documents and on
cases that other programs get wrong; the records that are loaded with the dtype are the input."""

import json
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
import tap  # noqa: E402
from infer_rules import Conflict, expected, parse, same  # noqa: E402

random.seed(int(os.environ.get("ROWCOL_INFER_SEED", "20261128")))
DOCUMENTS = int(os.environ.get("ROWCOL_INFER_CASES", "2500"))
PROGRAM = os.path.join(os.environ["top_builddir"], "tests", "api", "infer_lines")


def ask(questions):
    """One process for all: a line in, a line out."""
    text = "".join(json.dumps(q) + "\n" for q in questions)
    run = subprocess.run([PROGRAM], input=text.encode(), stdout=subprocess.PIPE, check=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    for answer in answers:
        if isinstance(answer.get("records"), list):
            answer["records"] = [json.loads(record) if record else record for record in answer["records"]]
    return answers


# ------------------------------------------------------------------ random documents

STRINGS = ["", "a", "007", "2020-01-01", "true", "null", "1e3", "Ä日本", "\n\"\\", "x" * 40, "\u007f", "😀"]
NUMBERS = ["0", "-0", "1", "-1", "127", "128", "-129", "32768", "2147483648", "1.5", "1.0", "1e2", "-0.0", "1E-3",
           "9007199254740993", "9007199254740992", "9223372036854775807", "9223372036854775808",
           "18446744073709551615", "18446744073709551616", "1e308", "1e309", "5e-324", "1e-400", "0e-400"]
KEYS = ["a", "b", "c", "d", "key one", "é", "x.y", "\"q\"", "f0", "a" * 30, ""]


def scalar(kind):
    if kind == "int":
        return str(random.choice([random.randint(-5, 5), random.randint(-40000, 40000), random.randint(-2 ** 62, 2 ** 62)]))
    if kind == "small":
        return str(random.randint(-100, 100))
    if kind == "real":
        return random.choice([repr(random.uniform(-9, 9)), str(random.randint(0, 99)), "1.25e2", "0.5"])
    if kind == "bool":
        return random.choice(["true", "false"])
    if kind == "any":
        return random.choice(NUMBERS + ["null", "true"] + [json.dumps(s) for s in STRINGS])
    return json.dumps(random.choice(STRINGS), ensure_ascii=random.random() < .5)


def make_type(depth):
    choice = random.random()
    if depth < 3 and choice < .2:
        keys = random.sample(KEYS[:-1] if random.random() < .97 else KEYS, random.randint(0, 3))
        return "object", [(k, make_type(depth + 1), random.random() < .15) for k in keys]
    if depth < 3 and choice < .35:
        return "array", random.randint(0, 3), make_type(depth + 1), random.random() < .05
    return random.choice(["int", "small", "small", "real", "bool", "string", "string"]), random.random() < .15


def make(shape):
    space = random.choice(["", "", "", "", " "])
    if random.random() < .004:
        return scalar("any")
    if shape[0] == "object":
        members = [(k, make(t)) for k, t, optional in shape[1] if not (optional and random.random() < .5)]
        if random.random() < .1:
            random.shuffle(members)
        return "{" + ("," + space).join(f"{json.dumps(k)}:{space}{v}" for k, v in members) + "}"
    if shape[0] == "array":
        size = shape[1] + (shape[3] and random.random() < .5)
        return "[" + ("," + space).join(make(shape[2]) for _ in range(size)) + "]"
    return "null" if shape[1] and random.random() < .3 else scalar(shape[0])


def document():
    shape = make_type(0)
    if random.random() < .85:
        keys = random.sample(KEYS[:-1], random.randint(1, 6))
        shape = "object", [(k, make_type(1), random.random() < .2) for k in keys]
    lines = [make(shape) for _ in range(random.choice([1, 2, 3, 8, 30, 80]))]
    if random.random() < .3:
        return "[" + random.choice([",", ",\n", " , "]).join(lines) + "]", "d.json", lines
    return "".join(line + random.choice(["\n", "\n", "\n", " \n"]) for line in lines), "d.ndjson", lines


def compare_documents():
    documents = [document() for _ in range(DOCUMENTS)]
    answers = ask([[text, name, False, False, 0] for text, name, _ in documents])
    wrong, conflicts = [], 0
    for (text, _, lines), found in zip(documents, answers):
        records = [parse(line) for line in lines]
        try:
            dtype = expected(records)
        except Conflict as conflict:
            conflicts += 1
            if "dtype" in found or found["error"]["line"] > text.count("\n") + 1:
                wrong.append(f"{text}\n{found}\nnot a conflict: {conflict}")
            continue
        loaded = found.get("records")
        if found.get("dtype") != dtype or not found["reads_back"] or not isinstance(loaded, list) or \
                len(loaded) != len(records) or not all(map(same, loaded, records)):
            wrong.append(f"{text}\n{found}\nexpected {dtype}")
    tap.ok(not wrong, f"{DOCUMENTS} random documents have the dtype that Python finds, and load unchanged",
           "\n\n".join(wrong[:3]))
    tap.ok(DOCUMENTS // 10 < conflicts < DOCUMENTS * 2 // 3, "some of them have conflicts", str(conflicts))


# ------------------------------------------------------- what other programs get wrong

N = 30000
CASES = [
    # name, lines, dtype or the beginning of the conflict's message, and its line
    ("a key that the last record has first", ['{"a":1}'] * N + ['{"a":1,"late":5}'], "a:i1, late:i1?", 0),
    ("1.5 after 25,000 integers", ['{"a":7}'] * 25000 + ['{"a":1.5}'], "a:f8", 0),
    ("text after 25,000 integers", ['{"a":7}'] * 25000 + ['{"a":"x"}'], "a number and a string", 25001),
    ("007 is text", ['{"a":"007"}'], "a:str", 0),
    ("007 beside 7", ['{"a":7}', '{"a":"007"}'], "a number and a string", 2),
    ("an integer above 2^64", ['{"a":18446744073709551615}', '{"a":18446744073709551616}'], "an integer of more", 2),
    ("uint64", ['{"a":18446744073709551615}'], "a:u8", 0),
    ("int64 and uint64", ['{"a":-1}', '{"a":18446744073709551615}'], "integers from -1 to", 2),
    ("records with different keys", ['{"a":1}', '{"b":"x"}', '{"c":true}'], "a:i1?, b:str?, c:bool?", 0),
    ("int then float", ['{"a":1}', '{"a":2.5}'], "a:f8", 0),
    ("an integer above 2^53 beside a double", ['{"a":9007199254740993}', '{"a":0.5}'], "a number with a fraction", 1),
    ("a double before it", ['{"a":0.5}', '{"a":9007199254740993}'], "a number with a fraction", 2),
    ("all null", ['{"a":null}'] * 3, "a:bool?", 0),
    ("null first", ['{"a":null}'] * N + ['{"a":"x"}'], "a:str?", 0),
    ("empty arrays", ['{"a":[]}'] * 3, "a:0bool", 0),
    ("empty and not", ['{"a":[]}', '{"a":[1]}'], "arrays of 0 to 1", 2),
    ("a longer array at the end", ['{"a":[1,2]}'] * N + ['{"a":[1,2,3]}'], "arrays of 2 to 3", N + 1),
    ("a large number in an array at the end", ['{"a":[1,2]}'] * N + ['{"a":[1,40000]}'], "a:2i4", 0),
    ("a longer text at the end", ['{"a":"x"}'] * N + ['{"a":"xyz"}'], "a:str", 0),
    ("bool and 0", ['{"a":true}', '{"a":0}'], "a bool and a number", 2),
    ("object and text", ['{"a":{"b":1}}', '{"a":"x"}'], "an object and a string", 2),
    ("null in a nested object", ['{"a":{"b":1}}', '{"a":{"b":null}}', '{"a":null}'], "a:{b:i1?}?", 0),
    ("a wide integer at the end", ['{"a":1}'] * N + ['{"a":3000000000}'], "a:i8", 0),
    ("1e400", ['{"a":1e400}'], "a number out of the range", 1),
    ("keys in another order", ['{"a":1,"b":2}', '{"b":300,"a":1}'], "a:i1, b:i2", 0),
    ("a key twice", ['{"a":1}', '{"a":1,"a":2}'], "the record gives it twice", 2),
    ("values by position", ['[1,"a",2.5]', '[2,"b",3]'], "f0:i1, f1:str, f2:f8", 0),
    ("rows of different length", ['[1,"a"]', '[2]'], "f0:i1, f1:str?", 0),
]


def compare_cases():
    answers = ask([["".join(line + "\n" for line in lines), "c.ndjson", False, False, 0] for _, lines, _, _ in CASES])
    for (name, lines, want, line), found in zip(CASES, answers):
        if line:
            error = found.get("error", {})
            tap.ok(error.get("message", "").startswith(want) and error["line"] == line, f"{name}: a conflict, with its place",
                   str(found)[:300])
        else:
            loaded = found.get("records")
            tap.ok(found.get("dtype") == want and isinstance(loaded, list) and
                   all(map(same, loaded, map(parse, lines))), f"{name}: {want}", str(found)[:300])


DATES = [
    (["2020-01-31", "1999-12-31"], "v:M8[D]"), (["2020-01-31", "2020-01-31T10:30:00.25"], "v:M8[ms]"),
    (["2020-01-31", "not a date"], "v:str"), (["2020", "2021"], "v:str"), (["2020-01", "2021-12"], "v:M8[M]"),
    (["2020-01-31T10:30:00Z", "2020-01-31T10:30:00+01:00"], "v:M8[s]"),
    (["2020-01-31T10:30:00Z", "2020-01-31T10:30:00"], "v:str"), (["2020-02-30"], "v:str"),
]


def compare_dates():
    answers = ask([["".join(json.dumps({"v": v}) + "\n" for v in values), "d.ndjson", True, False, 0]
                   for values, _ in DATES])
    for (values, want), found in zip(DATES, answers):
        tap.equal(found.get("dtype"), want, f"--dates: {values}")
    plain = ask([['{"v":"2020-01-31"}\n', "d.ndjson", False, False, 0], ['{"v":"Ä"}\n', "d.ndjson", False, True, 0],
                 ['{"v":"a\\u0000"}\n', "d.ndjson", False, True, 0]])
    tap.equal(plain[0]["dtype"], "v:str", "without the option dates are text")
    tap.equal(plain[1]["dtype"], "v:S2", "S<n> counts bytes")
    tap.ok("U+0000" in plain[2]["error"]["message"], "S<n> does not keep U+0000 at the end")


def compare_reports():
    lines = ['{"a":1,"o":{"p":"abc"}}', '{"a":null}', '{"o":null}', '{"a":2,"o":{"p":"ab","q":[1,2]}}']
    found = ask([["\n".join(lines) + "\n", "r.ndjson", False, False, 0]])[0]
    tap.equal(found["fields"], [["", 4, 4, 0, 0, False], ["a", 4, 3, 1, 0, False], ["o", 4, 3, 1, 0, False],
                                ["o.p", 2, 2, 0, 3, False], ["o.q", 2, 1, 0, 0, False],
                                ["o.q[]", 2, 2, 0, 0, False]], "the report counts values, nulls and lengths")


compare_documents()
compare_cases()
compare_dates()
compare_reports()
tap.done()
