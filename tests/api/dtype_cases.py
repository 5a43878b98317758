"""Hand-picked texts of dtypes, most of them hostile, for dtype_numpy.py."""

STRINGS = """
M8[] M8[generic] M8[2generic] M8[0s] M8[-1s] M8[+1s] M8[2147483647s] M8[2147483648s] M8[s/2] M8[Y/12]
M8[Y/52] M8[Y/365] M8[Y/7] M8[M/4] M8[M/30] M8[D/24] M8[h/60] M8[m/60] M8[s/1000] M8[as/2] M8[10s/5]
M8[1s/1] M8[fs/1000] M8[W/7] M8[W/11] M8[s/] M8[/2] M8[s/2/2] M8[\u03bcs] M8[us] M8[S] M8[d] M8[ns
M8ns] M8[ns]x M8[s,1] M8[ s] M8[s ] M8 m8 m8[7D] >m8[ms] datetime64[ns] >datetime64[ns] <timedelta64[s]
datetime64[2h] M4 m4 M16 M8[2000000s/1000] M8[2147483647s/2] M8[1000000000s/500]
<int32 >float64 =bool |int8 int32x int33 uint float64 Float64 INT32 int32[ns] f8[ns]
1i4 (1)i4 (1,)i4 ()i4 0i4 2i4 (2,)i4 (2)i4 (2,3)f8 (2,3,)f8 <(2,3)>f8 <(2,3)<f8 >(2,3)>f8 <2<i4 2<i4
(2,3)3f8 2(3)f8 (2,3 2,3)f8 3 <3 (3) (3,) () (,)i4 (2,,3)i4 (-1,)i4 (-1)i4 -1i4 +1i4 1.5i4 (1.5,)i4
(2)(3)i4 ((2,3))i4 ((2,),)i4 [2]i4 (2i4 2)i4 (a)i4 (2;3)i4 (02,)i4 02i4 1e3i4 1_0i4
2147483647i1 2147483648i1 99999999999999999999i1 (65536,65536)i1 (2147483647,2)i1 (0,2147483647)i8
V2147483647 V2147483648 S2147483648 S4294967296 S99999999999999999999 U536870911 U536870912
3S 1S 0S (3,)S 3U 2V 3S5 (2,)S5 i4,3S i4,1S i4,0S i4,(2,)S
i4, i4,, ,i4 , ,, i4,f8, i4,f8,, i4,,f8 i4;f8 i4:f8 i4.f8 i4f8 i4|f8 i4/f8 i4\\f8 i4'f8 i4"f8
i4,? ?,? ?? ?4 4? b,b b1,b1 i4,M8[s] M8[s],i4 S5,U3,V2 str,bytes O,i4 i4,O g f16 c32 G O O4 O8 object
S-5 S+5 i-4 i+4 i04 i004 S007 f08 c016 u01 b01 ?1 I4 L8
a a5 c c1 c2 k j J K t t5 T w
< > = | <> >> <<i4 <>i4 i4< i4> i4= |S5 |i4 |f8 =i4 =S5 <S5 >S5 <V5 >V5 |U5 <b >b <? |?
(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)i1
(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)i1
""".split()
STRINGS += ["", " ", "i4 ", " i4", "i4 ,f8", "i4, f8", "i4 , f8", "2 i4", " 2i4", "i4,\tf8", "i 4",
            "S 5", "i4,f8 ", " i4,f8", "i4, ", "(2, 3)i4", "( 2,3 )i4", "(2 ,3)i4", "(2 3)i4",
            "i4\n", "\ti4", "i4\x00", "i4,f8\x00", "\u0131nt32", "i\u0664", "f8\u00a0",
            "complex 64", "double,", "int32 float64"]

LITERALS = """
[]
[()]
[('x',)]
[('x', 'i4')]
[('x', 'i4'),]
[('x', 'i4', 1)]
[('x', 'i4', 0)]
[('x', 'i4', 3)]
[('x', 'i4', -3)]
[('x', 'i4', ())]
[('x', 'i4', (1,))]
[('x', 'i4', (2, 3))]
[('x', 'i4', (2, -3))]
[('x', 'i4', [2])]
[('x', 'i4', '2')]
[('x', 'i4', None)]
[('x', 'i4', 2.0)]
[('x', 'i4', (2.0,))]
[('x', 'i4', ((2,),))]
[('x', 'i4', 2, 3)]
[('x', 'i4', 2147483648)]
[('x', 'i4', (65536, 65536))]
[('x', 'i4', 99999999999999999999)]
[('x', 'i4'), ('x', 'f8')]
[('x', 'i4'), ('y', 'f8'), ('x', 'f8')]
[('', 'i4')]
[('', 'f8'), ('x', 'i4'), ('', 'i1')]
[('', [('', 'i4')]), ('', 'S2', (3,))]
[('f1', 'i4'), ('', 'i4')]
[('', 'i4'), ('f0', 'i4')]
[('', 'V4')]
[('', '|V4'), ('x', 'i4'), ('', '|V0')]
[('', 'V4', (2,)), ('x', 'i4')]
[('x', 'i4'), ('', '|V4')]
[(('title', 'x'), 'i4')]
[(('t', 'x'), 'i4'), (('t', 'y'), 'i4')]
[['x', 'i4']]
[{'x': 'i4'}]
['i4']
['x', 'i4']
[('x', ('i4', (2,)))]
[('x', (('i4', (2,)), (3,)))]
[('x', (('i4', (2,)), 3), (4,))]
[('x', '(2,)i4', (3,))]
[('x', '2i4')]
[('x', 'i4,i2')]
[('x', 'i4,')]
[('x', [])]
[('x', [], (3,))]
[('x', '')]
[('x', ' i4')]
[('x', None)]
[('x', 4)]
[(1, 'i4')]
[(None, 'i4')]
[(b'x', 'i4')]
[('x', b'i4')]
[('x', 'S', 3)]
[('x', ('S', 3))]
[('x', 'U0', 3)]
[('x', 'S', (3,))]
[('x', 'O')]
[('x', 'f16')]
[('x', [('y', [('z', 'i4')])])]
[('x', [('y', 'O')])]
[('x', [('y', 'i4'), ('y', 'i4')])]
[('x', {'names': ['a'], 'formats': ['i4'], 'offsets': [4]})]
[('x', 'i1'), ('y', [('a', 'i1'), ('b', 'f8')]), ('z', 'i1')]
[('x', 'S2147483647'), ('y', 'i1')]
[('x', 'S2147483648')]
[('x', 'i4'
[('x', 'i4')
[('x' 'i4')]
[('x', 'i4']
[('x', 'i4'))]
[('x, 'i4')]
[("x", "i4")]
[(u'x', u'i4')]
[('\\x78', 'i4')]
[('\\u00e9', 'i4')]
[('\\N{BULLET}', 'i4')]
[('a\\
b', 'i4')]
('i4', 3)
('i4', (3,))
('i4', (3, 4))
('i4', ())
('i4', 1)
('i4', 0)
('i4', -1)
('i4',)
('i4', 3, 4)
('i4', [('r', 'u1')])
('V4', [('r', 'u1'), ('g', 'u1'), ('b', 'u1'), ('a', 'u1')])
('i4', 'i2')
('S', 5)
('U', 3)
('V', 4)
('S', (5,))
('S5', 3)
(('i4', 3), 2)
([('x', 'i4')], (2,))
()
(3, 'i4')
'i4'
'i4,f8'
''
None
3
3.5
True
-1
{}
{'names': [], 'formats': []}
{'names': [], 'formats': [], 'itemsize': 8}
{'names': ['a'], 'formats': ['i4']}
{'names': ('a', 'b'), 'formats': ('i4', 'f8')}
{'names': ['a', 'b'], 'formats': ['i4']}
{'names': ['a'], 'formats': ['i4', 'i4']}
{'names': ['a', 'a'], 'formats': ['i4', 'i4']}
{'names': ['a', ''], 'formats': ['i4', 'i4']}
{'names': ['a']}
{'formats': ['i4']}
{'names': 'a', 'formats': 'i4'}
{'names': ['a'], 'formats': ['i4'], 'offsets': [0, 4]}
{'names': ['a'], 'formats': ['i4'], 'offsets': [-1]}
{'names': ['a'], 'formats': ['i4'], 'offsets': ['0']}
{'names': ['a'], 'formats': ['i4'], 'offsets': [1.0]}
{'names': ['a'], 'formats': ['i4'], 'offsets': [2147483643]}
{'names': ['a'], 'formats': ['i4'], 'offsets': [2147483644]}
{'names': ['a'], 'formats': ['i4'], 'offsets': [4294967296]}
{'names': ['a'], 'formats': ['i4'], 'itemsize': 2}
{'names': ['a'], 'formats': ['i4'], 'itemsize': 4}
{'names': ['a'], 'formats': ['i4'], 'itemsize': 0}
{'names': ['a'], 'formats': ['i4'], 'itemsize': -4}
{'names': ['a'], 'formats': ['i4'], 'itemsize': '8'}
{'names': ['a'], 'formats': ['i4'], 'itemsize': 7, 'aligned': True}
{'names': ['a'], 'formats': ['i4'], 'itemsize': 8, 'aligned': True}
{'names': ['a'], 'formats': ['i4'], 'offsets': [2], 'aligned': True}
{'names': ['a'], 'formats': ['i4'], 'offsets': [4], 'aligned': True}
{'names': ['a'], 'formats': ['i4'], 'aligned': False}
{'names': ['a'], 'formats': ['i4'], 'aligned': 1}
{'names': ['a'], 'formats': ['i4'], 'aligned': None}
{'names': ['a', 'b'], 'formats': ['i1', 'f8'], 'aligned': True}
{'names': ['a', 'b'], 'formats': ['f8', 'i1'], 'aligned': True}
{'names': ['a', 'b'], 'formats': ['i4', 'i4'], 'offsets': [0, 2]}
{'names': ['a', 'b'], 'formats': ['i4', 'i4'], 'offsets': [0, 0]}
{'names': ['a', 'b'], 'formats': ['i4', 'i4'], 'offsets': [4, 0]}
{'names': ['a', 'b'], 'formats': ['i4', 'i4'], 'offsets': [8, 0]}
{'names': ['a', 'b'], 'formats': ['i4', 'S0'], 'offsets': [0, 2]}
{'names': ['a', 'b'], 'formats': ['i1', [('x', 'i1'), ('y', 'i4')]], 'aligned': True}
{'names': ['a', 'b'], 'formats': ['i1', {'names': ['x', 'y'], 'formats': ['i1', 'i4'], 'offsets': [0, 1]}], 'aligned': True}
{'names': ['a', 'b'], 'formats': ['i1', {'names': ['x', 'y'], 'formats': ['i1', 'i4'], 'aligned': True}]}
{'names': ['a'], 'formats': ['i4'], 'titles': [None]}
{'names': ['a'], 'formats': ['i4'], 'titles': ['t']}
{'names': ['a'], 'formats': ['i4'], 'foo': 1}
{'names': ['a'], 'formats': ['i4'], 'metadata': {}}
{'names': ['a'], 'formats': [('i4', (2,))]}
{'names': ['a'], 'formats': ['2i4']}
{'names': ['a'], 'formats': ['i4,i2']}
{'names': ['a'], 'formats': ['O']}
{'names': [1], 'formats': ['i4']}
{'a': ('i4', 0)}
{'a': ('i4', 4), 'b': ('i4', 0)}
{'a': ('i4', 0), 'b': ('i1', 4), 'c': ('f8', 5)}
{'a': ('i4', 0, 'title')}
{'a': ('i4',)}
{'a': 'i4'}
{'a': ('i4', 0), 'b': ('i4', 2)}
{'a': ('i4', -1)}
{'names': ('i4', 0)}
{'fields': ('i4', 0)}
{1: ('i4', 0)}
""".strip("\n").split("\n")
# One literal is written on two lines.
_cut = next(i for i, text in enumerate(LITERALS) if text.endswith("a\\"))
LITERALS[_cut:_cut + 2] = [LITERALS[_cut] + "\n" + LITERALS[_cut + 1]]

PEP3118 = """
T{<i:x:<i:y:} T{i:x:i:y:} T{b:x:i:y:} T{b:x:d:y:h:z:} T{=b:x:i:y:} T{^b:x:i:y:} T{b:x:=i:y:b:z:}
T{b:x:@i:y:b:z:} T{!i:x:} T{>i:x:i:y:<i:z:} T{b:x:3xi:y:} T{b:x:7x<d:p:} T{4x} T{4x:v:} T{x} T{}
i <i >d 2i (2)i (2,3)d (2)3d 4s 0s s 3w <3w >3w w ? c 3c Zf Zd 2Zd e l <l L <L q
T{T{i:x:}:a:} T{T{b:x:i:y:}:a:b:c:} T{b:c:T{b:x:d:y:}:a:} T{(2)T{b:x:i:y:}:a:} T{2T{b:x:i:y:}:a:}
T{T{b:x:=i:y:}:a:i:b:} T{T{=b:x:}:a:i:b:} T{i:x:T{>h:y:}:a:h:z:} T{iii} T{i:f0:i} T{i:f1:ii} T{ii:f0:}
T{ii:f1:i} T{4xi} T{i4x} bi ib b3x 3xb ii i:x: i:x:d:y: T{i:x:i:x:} T{i::} T{i:x} T{i:x: T{i T{
T{i:x:}} i} } {i} T T{i:x:}x T{i:x:}i Q8 i8 g Zg O u t X & P n N v z 1 2 () (2 (2) (2,)i (,2)i (a)i
(2)(3)i -1i (-1)i 2147483647b 2147483648b 99999999999999999999b T{2147483647b:x:b:y:} <> <<i <>i @i ^i
T{i:x y:} T{i:a}b:} T{i:a:b:b:} T{?:a:c:b:e:c:} T{h:a:(2,2)h:b:h:c:} T{s:a:i:b:} T{3s:a:i:b:}
T{<3w:a:b:b:} T{Zd:a:b:b:Zf:c:} T{l:a:<l:b:} 0i (0)i T{0i:a:} T{(0)i:a:b:b:} T{(2,0,3)i:a:} 1i (1)i 1s 1x
(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)b
""".split()
