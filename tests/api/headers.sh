# Each public header compiles alone, as strict C99, C11, C++11 and C++17.
. "$top_srcdir/tests/cli/tap.sh"

flags="-pedantic-errors -Wall -Wextra -Werror -fsyntax-only"
inc=$top_srcdir/include
cxx_flags="-Wold-style-cast -Wzero-as-null-pointer-constant"

# headers NAME...: those of librowcol, and rowcol/mpi.h where there is MPI.
headers() {
    for header in "$@"; do
        case $header in
        */mpi.h) [ -n "$MPICC" ] || continue ;;
        esac
        echo "$header"
    done
}
[ -n "$MPICC" ] || skip "rowcol/mpi.h" "configure found no MPI"
libraries="$JANSSON_CFLAGS $MPI_CPPFLAGS"

for name in $(cd "$inc" && headers *.h rowcol/*.h); do
    for std in c99 c11; do
        echo "#include <$name>" >"$T/probe.c"
        # shellcheck disable=SC2086 # the variables hold several words
        ok "$name as -std=$std" $CC -std=$std $flags -I"$inc" $libraries "$T/probe.c"
    done
    for std in c++11 c++17; do
        echo "#include <$name>" >"$T/probe.cc"
        # shellcheck disable=SC2086
        ok "$name as -std=$std" $CXX -std=$std $flags $cxx_flags -I"$inc" $libraries \
            "$T/probe.cc"
    done
done

# A program that traces its calls: the macros are expressions, and json.h may come after them.
cat >"$T/probe.c" <<'END'
#define RC_TRACE
#include <rowcol.h>
#include <rowcol/json.h>
rc_store *traced(const rc_dtype *dtype, rc_error *err);
rc_store *traced(const rc_dtype *dtype, rc_error *err)
{
    rc_store *(*function)(const rc_dtype *, size_t, rc_layout, rc_error *) = rc_store_zeros;
    rc_store *store = dtype ? rc_store_zeros(dtype, 1, RC_ROWS, err) : function(dtype, 1, RC_ROWS, err);
    rc_store_unref(rc_json_to_store(RC_NULL, dtype, RC_ROWS, RC_NULL, err));
    rc_store_unref(rc_store_take(store, RC_NULL, 0, RC_NULL, err));
    return rc_store_reserve(store, 2, err) == RC_OK ? store : rc_store_convert(store, RC_ROWS, err);
}
END
cp "$T/probe.c" "$T/probe.cc"
for std in c99 c11; do
    # shellcheck disable=SC2086
    ok "calls that are traced, as -std=$std" $CC -std=$std $flags -I"$inc" $libraries "$T/probe.c"
done
for std in c++11 c++17; do
    # shellcheck disable=SC2086
    ok "calls that are traced, as -std=$std" $CXX -std=$std $flags $cxx_flags -I"$inc" \
        $libraries "$T/probe.cc"
done

# Nothing but rc_ and RC_ (and the guards) is defined for the user: macros as the compiler lists them,
# and the names of types, enumerators and functions. arrow.h has the structures of Arrow's interface with
# the guards and flags that every header with them has.
for name in $(cd "$inc" && headers rowcol.h rowcol/*.h); do
    echo "#include <$name>"
done >"$T/all.c"
sed 's/rowcol.*>/stdint.h>/' "$T/all.c" >"$T/none.c"
printf '#include <stddef.h>\n#include <string.h>\n#include <signal.h>\n#include <jansson.h>\n' \
    >>"$T/none.c"
[ -z "$MPICC" ] || echo '#include <mpi.h>' >>"$T/none.c"
# shellcheck disable=SC2086
{
    $CC -E -dM -I"$inc" $libraries "$T/all.c" | sort >"$T/with"
    $CC -E -dM -I"$inc" $libraries "$T/none.c" | sort >"$T/without"
}
comm -23 "$T/with" "$T/without" | sed -n 's/^#define \([A-Za-z0-9_]*\).*/\1/p' |
    grep -v -e '^RC_' -e '^rc_' -e '^ROWCOL_.*H$' -e '^ARROW_' >"$T/foreign"
ok "the headers define only macros in rc_ and RC_" test ! -s "$T/foreign"
sed 's/^/# /' "$T/foreign"

# Two names must not differ by the order of their words only: rc_store_i4 beside rc_i4_field.
# shellcheck disable=SC2086
$CC -E -P -I"$inc" $libraries "$T/all.c" | grep -o 'rc_[a-zA-Z0-9_]*' | sort -u |
    awk '{ n = split(substr($0, 4), word, "_"); for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++)
           if (word[j] < word[i]) { t = word[i]; word[i] = word[j]; word[j] = t }
           key = ""; for (i = 1; i <= n; i++) key = key "_" word[i]
           if (key in seen && $0 != seen[key] "_") print seen[key], $0; seen[key] = $0 }' >"$T/same"
ok "no two names differ by the order of their words" test ! -s "$T/same"
sed 's/^/# /' "$T/same"

tap_done
