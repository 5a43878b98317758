# rowcol.hpp as C++17 and C++20: its tests compile without warnings and pass; each header compiles
# alone; what must not compile does not. The compiler of the build compiles tests/api/api_cxx, too:
# here it does little, unless ROWCOL_ALL_COMPILERS is set; then all of it is done with it, g++ and
# clang++, as far as they are there.
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

# headers_alone CXX HEADER...
headers_alone() {
    cxx=$1
    shift
    for header; do
        name=${header#"$inc"/}
        printf '#include <%s>\n#include <%s>\n' "$name" "$name" >"$T/alone.cc"
        # shellcheck disable=SC2086
        ok "$name alone with $cxx" $cxx -std=c++17 $strict -fsyntax-only -I"$inc" "$T/alone.cc"
    done
}

# What does not compile: NAME | LINE. Each line is in a function of its own, at a line of the file that is
# its number here + 100. Without the lines the file compiles.
cat >"$T/refused" <<'END'
a copy of a store | rowcol::store copy = store;
a const store is not written to | constant.set(0, "x", 1);
a const store has no field | constant.field<int>("x");
rows of a const store are const | rowcol::span<int> s = constant.rows<int>(nullptr);
a const_store is not written to | frozen.resize(1);
a const_store does not become a store | rowcol::store writable = std::move(frozen);
a slice of a const store is const | rowcol::store part = constant.slice(0, 1);
a view has no set | store.view<int>("x").set(0, 1);
a cell of a view is not assigned to | store.view<int>("x")[0] = 1;
a field of a type without a kind | store.field<int *>("x");
a field of char | store.field<char>("x");
a subarray of bool | store.field<std::array<bool, 2>>("x");
rows of a struct without a description | store.rows<undescribed>();
a character as a value | store.set(0, "x", 'c');
a dtype from text without its name | rowcol::dtype d = "x:i4";
END

# refused_source LINES: the file with what is between the braces of the functions, or nothing.
refused_source() {
    echo '#include <rowcol.hpp>'
    echo 'struct undescribed { int x; };'
    echo '#line 101'
    awk -F ' [|] ' -v lines="$1" '{
        printf "void f%d(rowcol::store &store, const rowcol::store &constant, rowcol::const_store &frozen); ", NR
        printf "void f%d(rowcol::store &store, const rowcol::store &constant, rowcol::const_store &frozen) ", NR
        print "{ (void)store, (void)constant, (void)frozen; " (lines ? $2 : "") " }" }' "$T/refused"
}

# all_refused CXX: the errors of one compilation name each of the lines.
all_refused() {
    refused_source 0 >"$T/refused.cc"
    # shellcheck disable=SC2086
    ok "without the lines that are refused the file compiles with $1" \
        $1 -std=c++17 -fsyntax-only -I"$inc" "$T/refused.cc"
    refused_source 1 >"$T/refused.cc"
    case $1 in *clang*) all=-ferror-limit=0 ;; *) all=-fmax-errors=0 ;; esac
    # shellcheck disable=SC2086
    $1 -std=c++17 $all -fsyntax-only -I"$inc" "$T/refused.cc" 2>"$T/errors"
    n=100
    while IFS="|" read -r name _; do
        n=$((n + 1))
        ok "${name% } does not compile with $1" grep "refused.cc:$n:" "$T/errors"
    done <"$T/refused"
}

# too_old CXX: other language modes are refused with a message.
too_old() {
    echo '#include <rowcol.hpp>' >"$T/old.cc"
    ok "C++14 is refused with a message by $1" \
        sh -c "$1 -std=c++14 -fsyntax-only -I'$inc' '$T/old.cc' 2>&1 | grep 'needs C++17'"
    ok "C++ without exceptions is refused with a message by $1" \
        sh -c "$1 -std=c++17 -fno-exceptions -fsyntax-only -I'$inc' '$T/old.cc' 2>&1 |
            grep 'needs exceptions'"
}

if [ -z "$ROWCOL_ALL_COMPILERS" ]; then
    headers_alone "$CXX" "$inc/rowcol.hpp"
    all_refused "$CXX"
    tap_done
    exit
fi

done_with=
for cxx in "$CXX" g++ clang++; do
    [ "$cxx" != "$done_with" ] || continue
    done_with=$CXX
    # shellcheck disable=SC2086
    if ! command -v ${cxx%% *} >/dev/null; then
        skip "rowcol.hpp with $cxx" "no $cxx"
        continue
    fi
    for standard in c++17 c++20; do
        ok "the tests in $standard with $cxx" compile_and_run "$cxx" $standard
    done
    headers_alone "$cxx" "$inc"/rowcol.hpp "$inc"/rowcol/*.hpp
    all_refused "$cxx"
    too_old "$cxx"
done

tap_done
