# The built library and command have the protections that configure chose ($HARDENING).
. "$top_srcdir/tests/cli/tap.sh"

lib=$top_builddir/lib/.libs/librowcol.so
command=$top_builddir/tools/.libs/rowcol
[ -e "$command" ] || command=$top_builddir/tools/rowcol

# check NAME DESCRIPTION PATTERN OPTIONS: readelf prints the pattern for each file if NAME is in use.
check() {
    for file in $files; do
        name="${file##*/}: $2"
        case " $HARDENING " in
        *" $1 "*)
            # shellcheck disable=SC2086 # several options
            ok "$name" sh -c 'readelf -W '"$4"' "$1" | grep -qE "$2"' sh "$file" "$3"
            ;;
        *) skip "$name" "configure did not choose it" ;;
        esac
    done
}

if ! command -v readelf >/dev/null; then
    skip "the protections of the built files" "there is no readelf"
elif [ ! -e "$lib" ]; then
    skip "the protections of the built files" "no shared library was built"
else
    cp "$lib" "$T/librowcol.so"
    cp "$command" "$T/rowcol"
    cd "$T" || exit 1
    files="librowcol.so rowcol"
    check relro "relocations become read-only" GNU_RELRO -l
    check relro "all symbols are bound at the start" "BIND_NOW|NOW" -d
    check stack-protector "functions check the stack" __stack_chk_fail --dyn-syms
    check fortify "functions of the C library check sizes" "_chk@" --dyn-syms
    for file in librowcol.so rowcol; do
        ok "$file: the stack is not executable" \
            sh -c 'readelf -W -l "$1" | grep GNU_STACK | grep -q "RW "' sh "$file"
    done
    # Objects, as the linker drops the mark if one object of the system does not have it.
    files=$(cd "$top_builddir" && find lib tools -name '*.o' ! -path '*/.libs/*' | sort)
    cd "$top_builddir" || exit 1
    case " $HARDENING " in
    *" cf-protection "*)
        for file in $files; do
            # Not those of sources that were removed since the build folder was made.
            [ -e "$top_srcdir/${file%.o}.c" ] || [ -e "$top_srcdir/${file%.o}.cc" ] || continue
            readelf -W -n "$file" | grep -q "IBT, SHSTK" || echo "$file"
        done >"$T/without"
        ok "jumps and returns are checked in all objects" test ! -s "$T/without"
        ;;
    *) skip "jumps and returns are checked in all objects" "configure did not choose it" ;;
    esac
fi
tap_done
