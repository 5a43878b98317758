# Each public header compiles alone, as strict C99, C11, C++11 and C++17.
. "$top_srcdir/tests/cli/tap.sh"

flags="-pedantic-errors -Wall -Wextra -Werror -fsyntax-only"
inc=$top_srcdir/include

for header in "$inc"/*.h "$inc"/rowcol/*.h; do
    name=${header#"$inc"/}
    for std in c99 c11; do
        echo "#include <$name>" >"$T/probe.c"
        # shellcheck disable=SC2086 # the variables hold several words
        ok "$name as -std=$std" $CC -std=$std $flags -I"$inc" $JANSSON_CFLAGS "$T/probe.c"
    done
    for std in c++11 c++17; do
        echo "#include <$name>" >"$T/probe.cc"
        # shellcheck disable=SC2086
        ok "$name as -std=$std" $CXX -std=$std $flags -I"$inc" $JANSSON_CFLAGS "$T/probe.cc"
    done
done

tap_done
