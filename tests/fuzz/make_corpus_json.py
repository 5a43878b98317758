"""Writes the corpus of fuzz_json: a first byte that chooses the setup, then text."""
import pathlib

TEXTS = {
    0: [b'{"x":1,"y":-2,"z":3}\n{"x":4,"y":5,"z":6}\n', b'[1,2,3]\r\n\r\n[4,5,6]', b'{"x":1,"y":2',
        b'{"z":3,"y":2,"x":1}\n{"x":2147483648,"y":0,"z":0}', b'{"x":1,"x":1,"y":1,"z":1}',
        b'\xef\xbb\xbf{"x":1,"y":2,"z":3}', b'\0', b''],
    1: [b'{"x":-128,"y":18446744073709551615,"z":1e-3,"s":"a\\u00e9","b":true}\n' * 3,
        b'{"q":[[{"a":"\\ud834\\udd1e"}]],"z":0.1}\n{"q":{},"z":17.5}\n', b'{"s":"abcde"}',
        b'{"s":"\xff"}', b'{"b":tru}', b'{}\n{}\n{"x":1}\n{}\n'],
    2: [b'[{"x":0.1,"y":65504,"u":"\xe2\x82\xac","v":"00ff","t":"more than twelve bytes"}]',
        b'[{"x":3.5e38},{"y":1e-9}]', b'[{},{},]', b'{"v":"0A"}', b'[{"x":16777217}]'],
    3: [b'[{"a":{"b":1,"c":{"d":null}},"p":[1,2],"q":[[[1],[2]],[[3],[4]]]},{"a":{"b":2,"c":null}}]',
        b'[{"a":[1,[2.5]]}]', b'{"p":[1]}', b'{"p":[1,2,3]}', b'{"a":null}'],
    4: [b'{"d":"2020-02-29T23:59:59","m":5,"c":[1,-2.5]}\n{"d":"NaT","m":"NaT"}\n', b'{"d":"2021-02-29"}',
        b'{"m":"5 s"}', b'{"c":[1]}'],
    5: [b'{"z":[],"a":[0,{"c":[1],"b":[{"x":1},\n{"x":2,"y":[]}]},3],"e":"]"}', b'{"a":[0,{"b":[]}]}',
        b'{"a":[0,{"b":{}}]}', b'{"a":[0]}', b'{"a":[0,{"b":[{"x":1}],"b":1}]}', b'{"a":' + b'[' * 2000],
    6: [b'[1,2,-3]', b'1 2\n3', b'[9223372036854775808]', b'[1,]', b'[', b'12'],
    7: [b'{"q":' + b'[' * 1100 + b']' * 1100 + b'}', b'{"q":"' + b'x' * 70000 + b'"}', b'{"q":1e}',
        b'{"q":"\\u12"}', b'{"y":1}' + b' ' * 70000 + b'\n{"y":2}'],
}

folder = pathlib.Path(__file__).parent / 'corpus' / 'json'
folder.mkdir(parents=True, exist_ok=True)
for setup, texts in TEXTS.items():
    for number, text in enumerate(texts):
        (folder / f'{setup}-{number}').write_bytes(bytes([setup]) + text)
