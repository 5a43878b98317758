"""Writes the corpus of fuzz_json_lines: a first byte that chooses the setup, then lines."""
import pathlib

TEXTS = {
    0: [
        b'{"x":1,"y":-2,"z":3}\n{"x":4,"y":-2147483648,"z":0}\n{"x":2147483648,"y":0,"z":0}\n',
        b'{"x":12,"y":34,"z":56}\n{"x": 1,"y":2,"z":3}\n{"z":1,"y":2,"x":3}\n{"x":01,"y":2,"z":3}\n',
        b'[1,2,3]\n[-1,-0,12345678]\n[1,2,3,4]\n',
        b'{"x":1,"y":1,"z":1}\n{"x":1,"x":1,"z":1}\n',
    ],
    1: [
        b'{"id":1,"name":"A","city":"Oslo","level":-1,"score":0.5,"ok":true}\n'
        b'{"id":-9223372036854775808,"name":"Z\xc3\xbcrich","city":"a\\"b","level":127,'
        b'"score":17.123456789012345,"ok":false}\n'
        b'{"id":1,"name":"\xe2\x82\xac\xf0\x9f\x98\x80","city":"","level":0,"score":1e-7,"ok":true}\n'
        b'{"id":1,"name":"\xc3","city":"","level":0,"score":1,"ok":true}\n',
        b'{"skip":"same","id":1,"more":[1,{"a":"b"}],"n":-1.5,"score":2,"t":true,"u":null}\n'
        b'{"skip":"same","id":2,"more":[1,{"a":"b"}],"n":-1.5,"score":3,"t":false,"u":17}\n'
        b'{"skip":"other","id":3,"more":[],"n":0,"score":4,"t":true,"u":"\\u00e9"}\n'
        b'{"skip":"sa\x01e","id":3,"more":[],"n":0,"score":4,"t":true,"u":1}\n',
        b'{"a":1,"b":"x","c":2.5,"d":null}\n{"a":01,"b":"x","c":2.5,"d":null}\n',
        b'{"a":"x","id":1}\n{"a":"y","id":2}\n{"a":"z","a":1,"id":3}\n{"a":"z"}\n',
        b'{"score":1.25}\n{"score":123456789012345678}\n{"score":0.1e5}\n{"score":1.}\n{"score":-}\n',
        b'{"name":"0123456789abcdef"}\n{"name":"0123456789abcdefg"}\n',
    ],
    2: [
        b'{"a":1,"s":"short","f":0.5,"t":"abc","h":1,"n":null}\n'
        b'{"a":18446744073709551615,"s":"a text of more than twelve bytes","f":1e30,"t":"","h":65504,'
        b'"n":-7}\n{"a":1,"s":"","f":3.5e38,"t":"","h":0,"n":1}\n',
        b'{"n":1}\n{"n":null}\n{"n":40000}\n',
    ],
    3: [
        b'{"type":"F","p":{"m":1.5,"place":"here","t":null,"c":[1,2,3],"z":[]},"k":"ab","id":"x"}\n'
        b'{"type":"F","p":{"m":1.5,"place":"there","t":9,"c":[1.5,-2,3e2],"z":[0]},"k":"\xe2\x82\xac",'
        b'"id":"y"}\n{"type":"G","p":{"m":null}}\n',
        b'{"p":{"c":[1,2,3]}}\n{"p":{"c":[1,2]}}\n',
    ],
    4: [
        b'{"a":"' + b"x" * 70 + b'","b":-12.5,"y":1,"c":false}\n'
        b'{"a":"' + b"x" * 69 + b'y","b":-12.5,"y":2,"c":false}\n'
        b'{"a":"' + b"x" * 64 + b'","b":-0.5,"y":3,"c":true}\n{"a":1,"b":-,"y":3,"c":true}\n',
        b'{"y":1,"q":"' + b"z" * 300 + b'"}\n{"y":1,"q":"' + b"z" * 299 + b'\xff"}\n',
        b'{"y":1,"q":12345678901234567890123456789012345}\n{"y":1,"q":1.5E+7}\n{"y":1,"q":1.5E+}\n',
    ],
}

folder = pathlib.Path(__file__).parent / "corpus" / "json_lines"
folder.mkdir(parents=True, exist_ok=True)
for setup, texts in TEXTS.items():
    for number, text in enumerate(texts):
        (folder / f"{setup}-{number}").write_bytes(bytes([setup]) + text)
