# C structs and dtypes, with every compiler that is there: the description of structs, the headers
# that are printed for dtypes, and C++.
. "$top_srcdir/tests/cli/tap.sh"

inc=$top_srcdir/include
lib=$top_builddir/lib/.libs
strict="-pedantic-errors -Wall -Wextra -Wconversion -Wshadow -Werror"

# Compiles $2 with the compiler $1 and the flags $3 and, where it can be linked, runs it: a library
# with sanitizers in it links with the compiler that built it.
compile_and_run() {
    rm -f "$T/program"
    if [ -n "$SANITIZE" ] && [ "$1" != "$CC" ] && [ "$1" != "$CXX" ]; then
        # shellcheck disable=SC2086 # the variables hold several words
        $1 $3 -I"$inc" -c -o "$T/program.o" "$2"
    else
        # shellcheck disable=SC2086
        $1 $3 -I"$inc" -o "$T/program" "$2" $SANITIZE -L"$lib" "-Wl,-rpath,$lib" -lrowcol ||
            return 1
        "$T/program" >"$T/program-output" 2>&1 || { cat "$T/program-output"; return 1; }
    fi
}

[ -e "$lib/librowcol.so" ] || skip_all "no shared library was built"
"$top_builddir/tests/api/c_headers" >"$T/headers.c" || { echo "Bail out! c_headers"; exit 1; }

done_with=
for cc in "$CC" gcc clang; do
    [ "$cc" != "$done_with" ] || continue
    done_with=$CC
    # shellcheck disable=SC2086
    if ! command -v ${cc%% *} >/dev/null; then
        skip "structs with $cc" "no $cc"
        skip "printed headers with $cc" "no $cc"
        continue
    fi
    ok "structs with $cc" \
        compile_and_run "$cc" "$top_srcdir/tests/api/api_cstruct.c" "-std=c11 $strict"
    ok "printed headers with $cc" compile_and_run "$cc" "$T/headers.c" "-std=c11 $strict"
done

done_with=
for cxx in "$CXX" g++ clang++; do
    [ "$cxx" != "$done_with" ] || continue
    done_with=$CXX
    # clang++ looks for casts in the headers of C, too.
    casts="-Wold-style-cast -Wzero-as-null-pointer-constant"
    case $cxx in *clang*) casts= ;; esac
    for standard in c++11 c++17 c++20; do
        # shellcheck disable=SC2086
        if command -v ${cxx%% *} >/dev/null; then
            ok "structs in $standard with $cxx" compile_and_run "$cxx" \
                "$top_srcdir/tests/api/cstruct.cc" \
                "-std=$standard $strict $casts"
        else
            skip "structs in $standard with $cxx" "no $cxx"
        fi
    done
done
sed 's/^int main(void)$/int headers_main()/' "$T/headers.c" >"$T/headers.cc"
# shellcheck disable=SC2086
ok "printed headers with $CXX" $CXX -std=c++11 $strict -I"$inc" -Wno-pedantic \
    -fsyntax-only "$T/headers.cc"

# A member of a type without a kind does not compile.
for member in "int *m; " "struct { int a; } m;" "int m[2][2];" "long double m;"; do
    cat >"$T/bad.c" <<EOF
#include <rowcol.h>
struct bad { $member };
RC_DEFINE_DTYPE(bad_dtype, struct bad, RC_FIELD(m))
int main(void) { return bad_dtype(0) != 0; }
EOF
    # shellcheck disable=SC2086
    ok "RC_FIELD of $member does not compile" \
        sh -c "! $CC -std=c11 -I'$inc' -fsyntax-only '$T/bad.c' 2>/dev/null"
    sed 's/(void)/()/' "$T/bad.c" >"$T/bad.cc"
    # shellcheck disable=SC2086
    ok "RC_FIELD of $member does not compile in C++17" \
        sh -c "! $CXX -std=c++17 -I'$inc' -fsyntax-only '$T/bad.cc' 2>/dev/null"
done

tap_done
