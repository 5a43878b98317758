#!/bin/sh
# A short tour of the command, on real records and on many.
# usage: demo.sh ROWCOL [POINTS]      POINTS: how many to generate (default: 10000000)
set -eu
rowcol=$1
points=${2:-10000000}
in_python=1000000

# Standard error and standard output are in one stream, so that messages stay in order in a file.
exec 2>&1

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$(dirname "$rowcol")/.." && pwd)
rowcol=$build/tools/rowcol

# A private directory, in which the demo's files have short names.
work=$(mktemp -d "${TMPDIR:-/tmp}/rowcol-demo-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
cd "$work"

say() {
    printf '\n%s\n' "$*"
}

# show COMMAND...: prints the command and runs it.
show() {
    printf '\n$'
    for word in "$@"; do
        case $word in
        "$rowcol") printf ' rowcol' ;;
        *[!a-zA-Z0-9_./=-]*) printf " '%s'" "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '\n'
    "$@"
}

# The Python that configure found; empty when it found none with NumPy.
numpy_python=$(sed -n 's/^NUMPY_PYTHON = *//p' "$build/Makefile")
without_numpy() {
    say "(not shown: $1: configure found no Python with NumPy; Debian's package is python3-numpy)"
}

# ------------------------------------------------------------------- languages

languages=/usr/share/iso-codes/json/iso_639-3.json

languages_part() {
    say "== The languages of ISO 639-3, from Debian's iso-codes"
    if [ ! -r "$languages" ]; then
        say "(not shown: $languages is not there; Debian's package is iso-codes)"
        return
    fi
    if [ -n "$numpy_python" ]; then
        dtype=$("$numpy_python" "$here/languages.py" dtype "$languages")
        say "Each field is as wide as the longest string of its key:"
    else
        dtype='alpha_2:S2, alpha_3:S3, bibliographic:S3, common_name:S32, inverted_name:S96, name:S96,
scope:S1, type:S1'
        say "Wide enough:"
    fi
    echo "  $dtype"
    say "Some keys are absent in some records: --missing zero leaves their fields empty."
    show "$rowcol" load "$languages" --root /639-3 --missing zero -d "$dtype" -o languages.npy
    show "$rowcol" info languages.npy
    if [ -n "$numpy_python" ]; then
        say "The same file in NumPy:"
        "$numpy_python" "$here/languages.py" table languages.npy
    else
        without_numpy "the same file in NumPy"
    fi
    show "$rowcol" json languages.npy -o languages.ndjson
    head -n 3 languages.ndjson
    if [ -n "$numpy_python" ]; then
        say "Compared with the original by Python's json module:"
        "$numpy_python" "$here/languages.py" compare "$languages" languages.ndjson
    else
        without_numpy "the comparison with the original"
    fi
}

# ---------------------------------------------------------------------- points

points_part() {
    say "== $points generated points"
    "$build/doc/demo/generate" "$points" >points.ndjson
    head -n 3 points.ndjson
    show "$rowcol" load points.ndjson -d 'x:i4, y:i4, z:i4' -o points.npy --stats
    say "Back to text, and compared with the input byte for byte:"
    say '$ rowcol json points.npy --stats | cmp - points.ndjson'
    "$rowcol" json points.npy --stats | cmp - points.ndjson
    echo "the same $(wc -c <points.ndjson) bytes"
}

# ---------------------------------------------------------------------- memory

print_bytes() {
    printf '  %-30s %6s\n' "$1" "$2"
}

memory_part() {
    say "== Resident memory for such a point, in bytes, measured here"
    say "A C program that loads the $points points into a store; Python with $in_python of them:"
    for layout in rows columns; do
        print_bytes "rowcol, $layout" "$("$build/doc/demo/resident" "$layout" points.ndjson)"
    done
    if [ -n "$numpy_python" ]; then
        "$numpy_python" "$here/memory.py" "$in_python" | while IFS=: read -r kind bytes; do
            print_bytes "Python, $kind" "${bytes# }"
        done
    else
        without_numpy "the same in Python"
    fi
}

"$rowcol" --version
languages_part
points_part
memory_part
