#!/bin/sh
# Makes a folder of a few MB with all that bench-scale needs, to be carried to another machine:
#
#     scale_pack.sh BUILD SOURCE FOLDER
#
# There, FOLDER/run [OPTIONS of scale.py] measures.
set -eu
build=$1 source=$2 folder=$3
mkdir -p "$folder/lib"
cp "$build/tests/bench/gen" "$folder/gen"
"$build/libtool" --mode=install cp "$build/lib/librowcol.la" "$folder/lib/" > "$folder/pack.log" 2>&1 || {
    cat "$folder/pack.log" >&2
    exit 1
}
for program in tools/rowcol tests/bench/scale_memory; do
    name=${program##*/} file=$build/$program
    test ! -f "$build/${program%/*}/.libs/$name" || file=$build/${program%/*}/.libs/$name
    cp "$file" "$folder/$name.bin"
    cat > "$folder/$name" <<'PROGRAM'
#!/bin/sh
here=${0%/*}
LD_LIBRARY_PATH=$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} exec "$0.bin" "$@"
PROGRAM
    chmod +x "$folder/$name"
done
# The libraries of rowcol that a plain system may lack.
LD_LIBRARY_PATH=$folder/lib ldd "$folder/rowcol.bin" |
    sed -n 's/.*=> \(\/[^ ]*\(jansson\|minizip\|libz\|lz4\|zstd\|lzma\|bz2\|stdc++\|gcc_s\)[^ ]*\) .*/\1/p' |
    while read -r library; do cp -L "$library" "$folder/lib/"; done
cp "$source/tests/bench/scale.py" "$folder/scale.py"
cat > "$folder/run" <<'RUN'
#!/bin/sh
here=$(cd "${0%/*}" && pwd)
exec python3 "$here/scale.py" --bin "$here" "$@"
RUN
chmod +x "$folder/run"
rm -f "$folder/pack.log" "$folder/lib/librowcol.la" "$folder/lib/librowcol.a"
echo "$folder"
