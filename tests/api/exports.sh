# The export map, the RC_API declarations and the symbols of the shared library are one list.
. "$top_srcdir/tests/cli/tap.sh"

sed -n 's/^[[:space:]]*\(rc_[a-z0-9_]*\);.*/\1/p' "$top_srcdir/lib/rowcol.map" | sort >"$T/map"

# What the headers declare, as the compiler sees it: some declarations are made by macros. RC_API
# becomes a visibility attribute; the name stands before the parenthesis that follows.
# rowcol/mpi.h is that of another library.
for header in "$top_srcdir"/include/rowcol.h "$top_srcdir"/include/rowcol/*.h; do
    case $header in
    */mpi.h) ;;
    *) echo "#include <${header#"$top_srcdir"/include/}>" ;;
    esac
done >"$T/all.c"

# declared FILE: the functions that its headers declare, sorted.
declared() {
    # shellcheck disable=SC2086 # the variables hold several words
    $CC -E -P -I"$top_srcdir/include" $JANSSON_CFLAGS $MPI_CPPFLAGS "$1" | tr '\n' ' ' |
        sed 's/__attribute__ *((visibility("default")))/\n&/g' |
        sed -n 's/^__attribute__ *((visibility("default")))[^(;]*[^a-z0-9_]\(rc_[a-z0-9_]*\) *(.*/\1/p' |
        sort
}

# exported LIBRARY: what it exports, sorted.
exported() {
    # shellcheck disable=SC2086
    $NM -D --defined-only "$1" | sed -n 's/.* [TDBRVW] \(.*\)/\1/p' | sed -e 's/@.*//' | sort
}

declared "$T/all.c" >"$T/headers"

ok "the headers declare something" test -s "$T/headers"
ok "no name is declared or listed twice" \
    test -z "$(uniq -d "$T/headers")$(uniq -d "$T/map")"
ok "lib/rowcol.map lists what the headers declare" diff "$T/headers" "$T/map"

lib=$top_builddir/lib/.libs/librowcol.so
if [ -e "$lib" ]; then
    exported "$lib" >"$T/library"
    ok "the shared library exports what the headers declare" diff "$T/headers" "$T/library"
else
    skip "the shared library exports what the headers declare" "no shared library was built"
fi

# librowcol-mpi: what rowcol/mpi.h declares beside what it includes.
if [ -n "$MPICC" ]; then
    echo '#include <rowcol/mpi.h>' >>"$T/all.c"
    declared "$T/all.c" | comm -23 - "$T/headers" >"$T/mpi-headers"
    sed -n 's/^[[:space:]]*\(rc_[a-z0-9_]*\);.*/\1/p' "$top_srcdir/lib/rowcol-mpi.map" | sort >"$T/mpi-map"
    ok "rowcol/mpi.h declares something" test -s "$T/mpi-headers"
    ok "lib/rowcol-mpi.map lists what rowcol/mpi.h declares" diff "$T/mpi-headers" "$T/mpi-map"
    lib=$top_builddir/lib/.libs/librowcol-mpi.so
    if [ -e "$lib" ]; then
        exported "$lib" >"$T/library"
        ok "librowcol-mpi exports what rowcol/mpi.h declares" diff "$T/mpi-headers" "$T/library"
    else
        skip "librowcol-mpi exports what rowcol/mpi.h declares" "no shared library was built"
    fi
else
    skip "rowcol/mpi.h, lib/rowcol-mpi.map and librowcol-mpi agree" "configure found no MPI"
fi

tap_done
