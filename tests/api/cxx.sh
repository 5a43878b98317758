# rowcol.hpp as C++17 and C++20: its tests compile without warnings and pass; each header compiles
# alone; what must not compile does not. With ROWCOL_ALL_COMPILERS set, not only by the compiler of
# the build, but by g++ and clang++, if they are there.
. "$top_srcdir/tests/cli/tap.sh"

inc=$top_srcdir/include
lib=$top_builddir/lib/.libs
strict="-pedantic-errors -Wall -Wextra -Wconversion -Wshadow -Wold-style-cast
    -Wzero-as-null-pointer-constant -Werror"

[ -e "$lib/librowcol.so" ] || skip_all "no shared library was built"

# Compiles the tests with the compiler $1 as the standard $2 and, where they can be linked, runs them:
# a library with sanitizers in it links with the compiler that built it.
compile_and_run() {
    rm -f "$T/program"
    if [ -n "$SANITIZE" ] && [ "$1" != "$CXX" ]; then
        # shellcheck disable=SC2086 # the variables hold several words
        $1 -std=$2 $strict -I"$inc" -fsyntax-only "$top_srcdir"/tests/api/cxx/*.cc
    else
        # shellcheck disable=SC2086
        $1 -std=$2 $strict -I"$inc" -o "$T/program" "$top_srcdir"/tests/api/cxx/*.cc $SANITIZE \
            -L"$lib" "-Wl,-rpath,$lib" -lrowcol || return 1
        "$T/program" >"$T/program-output" 2>&1 || { grep -v '^ok' "$T/program-output"; return 1; }
    fi
}

done_with=
for cxx in "$CXX" ${ROWCOL_ALL_COMPILERS:+g++ clang++}; do
    [ "$cxx" != "$done_with" ] || continue
    done_with=$CXX
    for standard in c++17 c++20; do
        # shellcheck disable=SC2086
        if command -v ${cxx%% *} >/dev/null; then
            ok "the tests in $standard with $cxx" compile_and_run "$cxx" $standard
        else
            skip "the tests in $standard with $cxx" "no $cxx"
        fi
    done
done

for header in "$inc"/rowcol.hpp "$inc"/rowcol/*.hpp; do
    name=${header#"$inc"/}
    printf '#include <%s>\n#include <%s>\n' "$name" "$name" >"$T/alone.cc"
    # shellcheck disable=SC2086
    ok "$name alone" $CXX -std=c++17 $strict -fsyntax-only -I"$inc" "$T/alone.cc"
done

# refuses NAME LINE: a function with this line does not compile; without it, it does.
refuses() {
    for line in "" "$2"; do
        cat >"$T/refused.cc" <<END
#include <rowcol.hpp>
struct undescribed { int x; };
void f(rowcol::store &store, const rowcol::store &constant, rowcol::const_store &frozen);
void f(rowcol::store &store, const rowcol::store &constant, rowcol::const_store &frozen)
{
    (void)store, (void)constant, (void)frozen;
    $line
}
END
        if $CXX -std=c++17 -fsyntax-only -I"$inc" "$T/refused.cc" 2>"$T/errors"; then
            compiled=yes
        else
            compiled=no
        fi
        is "$1${line:+ does not compile}" "$compiled" "$([ -n "$line" ] && echo no || echo yes)"
    done
}
refuses "a copy of a store" "rowcol::store copy = store;"
refuses "a const store is not written to" "constant.set(0, \"x\", 1);"
refuses "a const store has no field" "constant.field<int>(\"x\");"
refuses "rows of a const store are const" "rowcol::span<int> s = constant.rows<int>(nullptr);"
refuses "a const_store is not written to" "frozen.resize(1);"
refuses "a const_store does not become a store" "rowcol::store writable = std::move(frozen);"
refuses "a slice of a const store is const" "rowcol::store part = constant.slice(0, 1);"
refuses "a view has no set" "store.view<int>(\"x\").set(0, 1);"
refuses "a cell of a view is not assigned to" "store.view<int>(\"x\")[0] = 1;"
refuses "a field of a type without a kind" "store.field<int *>(\"x\");"
refuses "a field of char" "store.field<char>(\"x\");"
refuses "a subarray of bool" "store.field<std::array<bool, 2>>(\"x\");"
refuses "rows of a struct without a description" "store.rows<undescribed>();"
refuses "a character as a value" "store.set(0, \"x\", 'c');"
refuses "a dtype from text without its name" "rowcol::dtype d = \"x:i4\";"

echo '#include <rowcol.hpp>' >"$T/old.cc"
ok "C++14 is refused with a message" \
    sh -c "$CXX -std=c++14 -fsyntax-only -I'$inc' '$T/old.cc' 2>&1 | grep 'needs C++17'"

ok "C++ without exceptions is refused with a message" \
    sh -c "$CXX -std=c++17 -fno-exceptions -fsyntax-only -I'$inc' '$T/old.cc' 2>&1 |
        grep 'needs exceptions'"

tap_done
