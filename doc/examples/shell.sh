printf '%s\n' '{"x":1,"y":2,"z":3}' '{"x":4,"y":5,"z":6}' >points.ndjson
rowcol load -q points.ndjson -d 'x:i4, y:i4, z:i4' -o points.npy
rowcol json --array --values points.npy

printf '%s\n' '{"name":"Ada","age":36}' '{"name":"Bo","age":null}' '{"name":"Cy","age":17}' >people.ndjson
rowcol load -q people.ndjson -d 'name:str, age:i1?' -o people.arrow
rowcol json people.arrow --where 'age >= 18' --fields name
rowcol table people.arrow --sort -age
rowcol convert -q points.npy -o points.arrow --compress zstd
