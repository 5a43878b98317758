# The export map, the RC_API declarations and the symbols of the shared library are one list.
. "$top_srcdir/tests/cli/tap.sh"

sed -n 's/^[[:space:]]*\(rc_[a-z0-9_]*\);.*/\1/p' "$top_srcdir/lib/rowcol.map" | sort >"$T/map"

# What the headers declare, as the compiler sees it: some declarations are made by macros. RC_API
# becomes a visibility attribute; the name stands before the parenthesis that follows.
for header in "$top_srcdir"/include/rowcol.h "$top_srcdir"/include/rowcol/*.h; do
    echo "#include <${header#"$top_srcdir"/include/}>"
done >"$T/all.c"
# shellcheck disable=SC2086 # the variables hold several words
$CC -E -P -I"$top_srcdir/include" $JANSSON_CFLAGS "$T/all.c" | tr '\n' ' ' |
    sed 's/__attribute__ *((visibility("default")))/\n&/g' |
    sed -n 's/^__attribute__ *((visibility("default")))[^(;]*[^a-z0-9_]\(rc_[a-z0-9_]*\) *(.*/\1/p' |
    sort >"$T/headers"

ok "the headers declare something" test -s "$T/headers"
ok "no name is declared or listed twice" \
    test -z "$(uniq -d "$T/headers")$(uniq -d "$T/map")"
ok "lib/rowcol.map lists what the headers declare" diff "$T/headers" "$T/map"

lib=$top_builddir/lib/.libs/librowcol.so
if [ -e "$lib" ]; then
    # shellcheck disable=SC2086
    $NM -D --defined-only "$lib" | sed -n 's/.* [TDBRVW] \(.*\)/\1/p' |
        sed -e 's/@.*//' | sort >"$T/library"
    ok "the shared library exports what the headers declare" diff "$T/headers" "$T/library"
else
    skip "the shared library exports what the headers declare" "no shared library was built"
fi

tap_done
