printf '%s\n' '{"x":1,"y":2,"z":3}' '{"x":4,"y":5,"z":6}' >points.ndjson
rowcol load -q points.ndjson -d 'x:i4, y:i4, z:i4' -o points.npy
rowcol json --array --values points.npy
