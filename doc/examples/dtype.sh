rowcol dtype --align 'x:i1, p:3f8, who:{name:S8, age:i1?}'
rowcol dtype --to numpy 'x:i1, p:3>f8'
rowcol dtype --to compact "{'names': ['b', 'a'], 'formats': ['f8', 'i2'], 'offsets': [8, 0]}"
rowcol dtype --to json 'T{<i:x:(2)<d:p:}'
rowcol dtype --to c 'port:>u2, key:S6'
