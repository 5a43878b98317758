"""Makes tests/fuzz/corpus/dtype: dtypes in each notation, good ones and damaged ones. The first byte
of a file is the notation, as fuzz_dtype.c reads it."""

import os

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus", "dtype")
COMPACT, DESCR, COMMA, DICT, PEP3118, JSON, ANY, JSON_SCHEMA = range(8)

CASES = {
    "kinds": (COMPACT, "a:bool, b:i1, c:>u8, d:f2, e:c16, f:S3, g:>U2, h:V5, i:M8[25s], j:m8, k:str"),
    "nested": (COMPACT, "x:i4, who:{name:S8, age:i1?}?, team:(2,3){a:2f8; aligned}"),
    "offsets": (COMPACT, "x:i4@8, y:i1@0; aligned, size=16"),
    "quoted": (COMPACT, '"a b":i4, "\\u00e9\\ud83d\\ude00\\n\\"\\\\":i4, \u65e5:i4'),
    "nothing": (COMPACT, "{; size=8}"),
    "no-bytes": (COMPACT, "a:S0, b:(3,)U0, c:0i4, d:{}"),
    "deep": (COMPACT, "a:" + "{a:" * 62 + "i4" + "}" * 62),
    "too-deep": (COMPACT, "{a:" * 80 + "i4" + "}" * 80),
    "overlap": (COMPACT, "x:i4@0, y:i4@2"),
    "twice": (COMPACT, "x:i4, x:f8"),
    "large": (COMPACT, "x:V2147483647, y:i1"),
    "large-count": (COMPACT, "x:99999999999999999999i4"),
    "open-brace": (COMPACT, "x:{y:i4"),
    "open-quote": (COMPACT, '"x:i4'),
    "backslash-end": (COMPACT, '"a\\'),
    "options": (COMPACT, "x:i4; size"),
    "bad-utf8": (COMPACT, b"\xff\xfe:i4"),
    "nul": (COMPACT, b"x:i4\0"),
    "time": (COMPACT, "a:M8[s/2], b:M8[W/11], c:M8[0s]"),
    "half-unit": (COMPACT, "M8[ns"),
    "descr": (DESCR, "[('x', '<i4'), ('p', '>f8', (3,)), ('', '|V4'), ('w', [('a', 'i4,2S5')])]"),
    "descr-pairs": (DESCR, "(([('x', ('i4', 3))], (2,)), (2, 2))"),
    "descr-json": (DESCR, '[["x", "<i4"], ["p", ["<f8", [3]]]]'),
    "descr-title": (DESCR, "[(('title', 'x'), 'i4')]"),
    "descr-escapes": (DESCR, "[('\\x41\\u00e9\\U0001f600', 'i4'), (\"it's\", 'i4')]"),
    "descr-surrogate": (DESCR, "[('\\ud83d', 'i4')]"),
    "descr-open": (DESCR, "[('x', '<i4', (3,"),
    "descr-brackets": (DESCR, "[" * 400),
    "descr-number": (DESCR, "[('x', '<i4', 99999999999999999999)]"),
    "comma": (COMMA, "i4, (2,3)>f8, 3M8[s],"),
    "comma-one": (COMMA, "i4,"),
    "comma-order": (COMMA, "<(2,)>f8"),
    "comma-object": (COMMA, "i4,O"),
    "dict": (DICT, "{'names': ['a', 'b'], 'formats': ['i1', ('f8', 2)], 'offsets': [16, 0], "
                   "'itemsize': 24, 'aligned': True}"),
    "dict-placed": (DICT, "{'b': ('i4', 4), 'a': ('i2', 0)}"),
    "dict-short": (DICT, "{'names': ['a', 'b'], 'formats': ['i1']}"),
    "dict-key": (DICT, "{'names': ['a'], 'formats': ['i1'], 'size': 3}"),
    "pep3118": (PEP3118, "T{<i:x:(2,3)>d:p:4xT{b:a:h:b:}:w:8s:s:3w:u:Zf:z:}"),
    "pep3118-native": (PEP3118, "T{b:a:d:b:h:c:=l:d:@l:e:}"),
    "pep3118-unnamed": (PEP3118, "ii:f0:2dx"),
    "pep3118-open": (PEP3118, "T{i:x"),
    "pep3118-depth": (PEP3118, "T{" * 100),
    "pep3118-large": (PEP3118, "T{2147483647xb:x:}"),
    "json": (JSON, '{"fields":[{"name":"x","type":"<i4","offset":4},{"name":"p","type":{"element":'
                   '{"fields":[{"name":"a","type":"str"}]},"shape":[2]},"offset":8,"nullable":true}]'
                   ',"itemsize":64,"aligned":true}'),
    "json-string": (JSON, '"M8[ns]"'),
    "json-compact-inside": (JSON, '{"fields":[{"name":"x","type":"a:i4, b:{c:f8}"}]}'),
    "json-missing": (JSON, '{"fields":[{"name":"x"}]}'),
    "schema": (JSON_SCHEMA, '{"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":"#/$defs/r","$defs":'
                            '{"r":{"type":"object","properties":{"x":{"type":"integer","minimum":-128,'
                            '"maximum":127},"y":{"type":["number","null"]},"z":{"type":"array","minItems":2,'
                            '"maxItems":2,"items":{"type":"string","maxLength":3}}},"required":["x","z"]}}}'),
    "schema-date": (JSON_SCHEMA, '{"type":"object","properties":{"t":{"type":"string","format":"date-time"},'
                                 '"d":{"anyOf":[{"type":"string","format":"date"},{"type":"null"}]}}}'),
    "schema-itself": (JSON_SCHEMA, '{"$ref":"#"}'),
    "schema-enum": (JSON_SCHEMA, '{"type":"object","properties":{"a":{"enum":[1,2,300]},"b":{"const":"x"}}}'),
    "schema-large": (JSON_SCHEMA, '{"type":"integer","minimum":-9223372036854775809,"maximum":1e400}'),
    "schema-open": (JSON_SCHEMA, '{"type":"object","properties":{"a":'),
    "json-number": (JSON, "1e400"),
    "json-words": (JSON, "[null, true, false]"),
    "any-brace": (ANY, '{"a":{"b":3f8}}'),
    "any-brace-json": (ANY, '{"element":{"element":"i4","shape":[2]},"shape":[3]}'),
    "any-shape": (ANY, "(2,3)T{<i:x:}"),
    "any-tuple": (ANY, "(('i4', 3), (2,))"),
    "any-quote": (ANY, '"<i4"'),
    "any-name": (ANY, '"x" : i4'),
    "aligned": (COMPACT | 0x80, "x:i1, y:{a:i1, b:f8}, z:c16"),
}

os.makedirs(FOLDER, exist_ok=True)
for old in os.listdir(FOLDER):
    os.remove(os.path.join(FOLDER, old))
for name, (first, text) in CASES.items():
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(bytes([first]) + (text if isinstance(text, bytes) else text.encode()))
