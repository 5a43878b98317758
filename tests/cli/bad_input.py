"""rowcol load refuses bad input with status 3 and one line that shows the file, the line, the byte
in that line, the field and what is wrong; and writes nothing."""

import os

import tap

OUT = os.path.join(tap.T, "out.npy")
GOOD = b'{"x":1,"y":2}\n'
XY = "x:i4, y:i4"

# What is wrong, the lines, the dtype, further options; then line:byte, the field (None: no field is
# shown), and parts of the message.
LINES = [
    ("value out of range", b'{"x":1,"y":2}\n{"x":1,"y":2}\n{"x":1,"y":3000000000}\n', XY, [],
     "3:12", "y", ["3000000000 does not fit int32", "i8"]),
    ("value below the range", b'{"x":-129}\n', "x:i1", [], "1:6", "x", ["-129", "int8"]),
    ("negative for unsigned", b'{"x":-1}\n', "x:u8", [], "1:6", "x", ["-1", "uint64"]),
    ("integer over int64", b'{"x":9223372036854775808}\n', "x:i8", [], "1:6", "x",
     ["9223372036854775808", "int64"]),
    ("integer over uint64", b'{"x":18446744073709551616}\n', "x:u8", [], "1:6", "x",
     ["18446744073709551616", "uint64"]),
    ("float for an integer field", b'{"x":1.5,"y":2}\n', XY, [], "1:6", "x",
     ["1.5", "int32"]),
    ("float out of range", b'{"x":1e309}\n', "x:f8", [], "1:6", "x", ["1e309", "float64"]),
    ("float out of range of f4", b'{"x":1e39}\n', "x:f4", [], "1:6", "x", ["1e39", "float32"]),
    ("string for a number", b'{"x":1,"y":"2"}\n', XY, [], "1:12", "y",
     ['"2"', "int32"]),
    ("true for a number", b'{"x":true,"y":2}\n', XY, [], "1:6", "x", ["bool", "int32"]),
    ("object for a number", b'{"x":{},"y":2}\n', XY, [], "1:6", "x", ["object"]),
    ("array for a number", b'{"x":[1],"y":2}\n', XY, [], "1:6", "x", ["array"]),
    ("null for a field that is not nullable", b'{"x":null,"y":2}\n', XY, [], "1:6", "x", ["null"]),
    ("number for a string", b'{"s":1}\n', "s:S4", [], "1:6", "s", ["1"]),
    ("number for a bool", b'{"b":1}\n', "b:bool", [], "1:6", "b", ["bool"]),
    ("number for a record", GOOD + b"5\n", XY, [], "2:1", None, ["number"]),
    ("number for a struct", b'{"p":5}\n', "p:{x:i4}", [], "1:6", "p", ["number"]),
    ("string longer than S<n>", b'{"s":"12345"}\n', "s:S4", [], "1:6", "s", ["5", "S5"]),
    ("string longer than S<n> in bytes", '{"s":"ééé"}\n', "s:S5", [], "1:6", "s", ["6"]),
    ("unknown key", GOOD + b'{"x":1,"z":2,"y":3}\n', XY, [], "2:8", None,
     ['"z"', "not in the dtype"]),
    ("unknown key in a struct", b'{"p":{"x":1,"q":2}}\n', "p:{x:i4}", [], "1:13", "p", ['"q"']),
    ("missing key", GOOD + b'{"x":1}\n', XY, [], "2:7", "y", ["missing"]),
    ("missing key in a struct", b'{"p":{"x":1}}\n', "p:{x:i4,y:i4}", [], "1:12", "p.y",
     ["missing"]),
    ("empty object", b"{}\n", XY, [], "1:2", "x", ["missing"]),
    ("duplicate key", b'{"x":1,"y":2,"x":1}\n', XY, [], "1:14", "x", ["twice"]),
    ("duplicate key, written with an escape", b'{"x":1,"y":2,"\\u0078":1}\n', XY, [], "1:14", "x",
     ["twice"]),
    ("too few values", GOOD + b"[1]\n", XY, [], "2:3", "y", ["missing"]),
    ("too many values", b"[1,2,3]\n", XY, [], "1:6", None, ["more values", "2"]),
    ("too few elements", b'{"p":[1,2]}\n', "p:3i4", [], "1:10", "p", ["2", "3"]),
    ("too many elements", b'{"p":[1,2,3,4]}\n', "p:3i4", [], "1:12", "p", ["3"]),
    ("value out of range in a struct", b'{"p":{"x":1,"q":300}}\n', "p:{x:i4,q:u1}", [], "1:17",
     "p.q", ["300", "uint8"]),
    ("truncated last line", GOOD + b'{"x":1,"y', XY, [], "2:10", None, ["ends"]),
    ("truncated number", GOOD + b'{"x":1,"y":', XY, [], "2:12", "y", ["ends"]),
    ("truncated escape", GOOD + b'{"x":1,"\\u00', XY, [], "2:13", None, ["ends", "\\u"]),
    ("line break in a record", b'{"x":1,\n"y":2}\n', XY, [], "1:8", None, ["key"]),
    ("two records in a line", b'{"x":1,"y":2} {"x":1,"y":2}\n', XY, [], "1:15", None, ["'{'"]),
    ("comma after a record", b'{"x":1,"y":2},\n', XY, [], "1:14", None, ["','"]),
    ("trailing comma", b'{"x":1,"y":2,}\n', XY, [], "1:14", None, ["key"]),
    ("single quotes", b"{'x':1,'y':2}\n", XY, [], "1:2", None, ["key"]),
    ("no colon", b'{"x" 1,"y":2}\n', XY, [], "1:6", "x", ["':'"]),
    ("no comma", b'{"x":1 "y":2}\n', XY, [], "1:8", None, ["','"]),
    ("leading zero", b'{"x":01,"y":2}\n', XY, [], "1:7", "x", ["number"]),
    ("leading plus", b'{"x":+1,"y":2}\n', XY, [], "1:6", "x", ["'+'"]),
    ("NaN", b'{"x":NaN}\n', "x:f8", [], "1:6", "x", ["'N'"]),
    ("hexadecimal number", b'{"x":0x10,"y":2}\n', XY, [], "1:7", None, ["'x'"]),
    ("NUL byte between tokens", GOOD + b'{"x":1,\0"y":2}\n', XY, [], "2:8", None, ["0x00"]),
    ("NUL byte in a string", b'{"s":"a\0b"}\n', "s:S4", [], "1:8", "s", ["0x00"]),
    ("NUL byte instead of a record", GOOD + b"\0\n", XY, [], "2:1", None, ["0x00"]),
    ("NUL byte at the end", GOOD + b"\0", XY, [], "2:1", None, ["0x00"]),
    ("control character in a string", b'{"s":"a\tb"}\n', "s:S4", [], "1:8", "s", ["0x09"]),
    ("invalid UTF-8 in a string", b'{"s":"a\xffb"}\n', "s:S4", [], "1:8", "s", ["0xFF", "UTF-8"]),
    ("invalid UTF-8 in a key", b'{"x":1,"\xc3(":2}\n', XY, [], "1:9", None, ["UTF-8"]),
    ("invalid UTF-8 in an ignored value", b'{"x":1,"z":"\xed\xa0\x80","y":2}\n', XY,
     ["--extra", "ignore"], "1:13", None, ["UTF-8"]),
    ("invalid UTF-8 in a nested ignored value", b'{"x":1,"z":[{"a":"\x80"}],"y":2}\n', XY,
     ["--extra", "ignore"], "1:19", None, ["UTF-8"]),
    ("lone surrogate", b'{"s":"\\ud800"}\n', "s:S8", [], "1:13", "s", ["surrogate"]),
    ("bad escape", b'{"s":"\\x41"}\n', "s:S8", [], "1:8", "s", ["backslash"]),
    ("a NUL that S<n> would lose", b'{"s":"a\\u0000"}\n', "s:S8", [], "1:6", "s", ["NUL"]),
    ("byte order mark before the second line", GOOD + b"\xef\xbb\xbf" + GOOD, XY, [], "2:1", None,
     ["0xEF"]),
    ("mistake after a byte order mark", b'\xef\xbb\xbf{"x":1,"y":z}\n', XY, [], "1:15", "y", ["'z'"]),
    ("mistake after CRLF lines", b'{"x":1,"y":2}\r\n\r\n{"x":1,"y":z}\r\n', XY, [], "3:12", "y",
     ["'z'"]),
    ("mistake after empty lines", b'\n\n \n{"x":1,"y":z}\n', XY, [], "4:12", "y", ["'z'"]),
    ("100,000 nested brackets", b"[" * 100000 + b"\n", XY, ["-f", "ndjson"], "1:1026", "x", ["1024"]),
    ("100,000 nested brackets in an ignored value", b'{"z":' + b"[" * 100000 + b"\n", XY,
     ["--extra", "ignore"], "1:1030", None, ["1024"]),
    ("100,000 nested objects in an ignored value", b'{"z":' + b'{"a":' * 100000 + b"\n", XY,
     ["--extra", "ignore"], None, None, ["1024"]),
    ("record longer than --max-record", GOOD + b'{"x":1,"y":' + b" " * 5000 + b"2}\n", XY,
     ["--max-record", "4K"], "2:1", None, ["4096", "--max-record"]),
    ("white space longer than --max-record", GOOD + b" " * 400000 + GOOD, XY,
     ["--max-record", "4K"], None, None, ["4096", "use a larger --max-record"]),
]

# The same for one document: a file whose name ends with .json.
DOCUMENTS = [
    ("empty document", b"", XY, [], "1:1", None, ["empty"]),
    ("blank document", b" \n\n", XY, [], "3:1", None, ["empty"]),
    ("array that is not closed", b'[{"x":1,"y":2}', XY, [], "1:15", None, ["ends"]),
    ("array that ends with a comma", b'[{"x":1,"y":2},\n]', XY, [], "2:1", None, ["']'"]),
    ("no comma between records", b'[{"x":1,"y":2}\n {"x":1,"y":2}]', XY, [], "2:2", None, ["'{'"]),
    ("text after the array", b'[{"x":1,"y":2}]\n x', XY, [], "2:2", None, ["'x'"]),
    ("lines of values", b"[1,2]\n[3,4]\n", XY, ["-f", "json"], "1:2", None,
     ["more text follows", "-f ndjson"]),
    ("array of numbers", b"[1,2]", XY, ["-f", "json"], "1:2", None, ["number"]),
    ("mistake in the third line", b'[\n{"x":1,"y":2},\n{"x":1,"y":2.5}\n]', XY, [], "3:12", "y",
     ["2.5"]),
    ("root that is not there", b'{"a":{}}', XY, ["--root", "/a/b"], None, None, ["/a/b"]),
    ("root that is not an array", b'{"a":\n{"x":1}}', XY, ["--root", "/a"], "2:1", None,
     ["/a", "array"]),
    ("mistake below the root", b'{"a":\n[{"x":1,"y":2},\n{"x":1,"y":true}]}', XY, ["--root", "/a"],
     "3:12", "y", ["bool"]),
    ("mistake after the records", b'{"a":[{"x":1,"y":2}],\n"b":}', XY, ["--root", "/a"], "2:5",
     None, ["'}'"]),
    ("document cut off after the records", b'{"a":[{"x":1,"y":2}]', XY, ["--root", "/a"], "1:21",
     None, ["ends"]),
    ("root given twice", b'{"a":[{"x":1,"y":2}],"a":[]}', XY, ["--root", "/a"], None, None,
     ["twice"]),
    ("nested brackets instead of records", b"[" * 100000, XY, [], "1:1027", "x", ["1024"]),
]


def check(name, file, data, dtype, options, place, field, parts):
    path = tap.write(file, data)
    before = sorted(os.listdir(tap.T))
    for threads in "1", "3":
        run = tap.rowcol("load", path, "-d", dtype, "-o", OUT, "-j", threads, *options)
        line = run.stderr.decode(errors="replace")
        start = f"rowcol: {path}:{place + ': ' if place else ''}"
        if place and field:
            start += f'field "{field}": '
        label = f"{name}, {threads} thread{'s' if threads != '1' else ''}"
        tap.equal((run.returncode, run.stdout), (3, b""), f"{label}: exits with 3")
        tap.ok(line.startswith(start) and line.count("\n") == 1 and line.endswith("\n")
               and (field or 'field "' not in line) and all(part in line for part in parts),
               f"{label}: {place} field {field} {parts}", f"found:    {line}\nexpected: {start}")
        tap.equal(sorted(os.listdir(tap.T)), before, f"{label}: leaves no file")
    os.remove(path)


for case in LINES:
    check(case[0], "bad.ndjson", *case[1:])
for case in DOCUMENTS:
    check("document: " + case[0], "bad.json", *case[1:])

# In a file of many pieces, decoded by several threads: the first mistake is reported.
for at in 0, 1, 70000, 99999:
    good = [b'{"x":%d,"y":2}\n' % i for i in range(100000)]
    good[at] = good[at].replace(b'"y":2', b'"y":2e99')
    good[-1] = good[-1].replace(b'"y":2', b'"y":"last"')
    column = good[at].index(b'"y":') + 5
    parts = ['"last"'] if at == 99999 else ["2e99"]
    if at == 99999:
        good[at] = b'{"x":1,"y":"last"}\n'
        column = 12
    check(f"record {at} of 100,000", "bad.ndjson", b"".join(good), XY, [], f"{at + 1}:{column}",
          "y", parts)
    array = b"[" + b"".join(good)[:-1].replace(b"\n", b",\n") + b"]"
    check(f"record {at} of 100,000 in an array", "bad.json", array, XY, [],
          f"{at + 1}:{column + (at == 0)}", "y", parts)

tap.done()
