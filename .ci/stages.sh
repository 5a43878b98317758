# The stages of .ci/run, one function each. Sourced by .ci/run.
# shellcheck shell=bash disable=SC2154 # top and work are set in .ci/run

all_stages=(bootstrap install format scripts gcc reverse user faults portable clang threads dist prefix
    demo bench)

jobs=$(nproc)
# The build that the stages gcc, reverse and user share: its path has a space.
spaced="$work/a space/rowcol"

# What every developer runs first. On a bare machine it installs what the build needs.
stage_bootstrap() {
    ./bootstrap check
}

stage_demo() {
    ./bootstrap demo
}

# The benchmarks work, with all contenders that can be installed (but the half gigabyte of
# ClickHouse): tiny data, one repetition, no verdict on speed.
stage_bench() {
    make -C build bench-peers
    make -C build bench-smoke
}

# What only the stages below need.
stage_install() {
    ./bootstrap install git clang clang-format libclang-rt-14-dev shellcheck xz-utils
}

stage_format() {
    git -c safe.directory='*' ls-files -z '*.c' '*.h' '*.cc' |
        xargs -0 clang-format --dry-run --Werror
}

# Not reported: variables that come from or go to another file, and cd in functions run by `set -e`.
stage_scripts() {
    git -c safe.directory='*' ls-files -z bootstrap .ci '*.sh' |
        xargs -0 shellcheck --shell=bash --severity=warning --exclude=SC2034,SC2154,SC2164
    git -c safe.directory='*' ls-files -z '*.py' |
        xargs -0 -r python3 -c 'import ast, sys
for path in sys.argv[1:]: ast.parse(open(path, encoding="utf-8").read(), path)'
}

stage_gcc() {
    copy_tree "$spaced"
    mkdir "$spaced/build"
    cd "$spaced/build"
    ../configure --enable-werror CC=gcc CXX=g++
    make -j "$jobs"
    ROWCOL_ALL_COMPILERS=1 make -j "$jobs" check
}

# A second time in the same tree, one after the other, the last test first.
stage_reverse() {
    cd "$spaced/build"
    # shellcheck disable=SC2046 # one word for each test
    ROWCOL_TEST_ORDER=reverse make check TESTS="$(echo $(make -s list-tests | tac))"
}

stage_user() {
    [ "$(id -u)" -eq 0 ] || {
        echo "SKIP: user - the other stages did not run as root already"
        return
    }
    local home=$work/home
    mkdir "$home"
    chown -R nobody: "$home" "$spaced/build"
    cd "$spaced/build"
    HOME=$home TMPDIR=$home setpriv --reuid=nobody --regid=nogroup --clear-groups \
        make -j "$jobs" check
}

# More errors of the system, larger data, threads, and 300 kills.
stage_faults() {
    cd "$spaced/build"
    ROWCOL_FAULTS=full make -j "$jobs" check TESTS="tests/faults/faults.py tests/faults/kill.py"
}

# Without vector code, as on a processor for which there is none.
stage_portable() {
    configure_in "$work/portable" --enable-werror --disable-vector --disable-static
    cd "$work/portable"
    make -j "$jobs"
    if find lib -name '*.o' -print0 | xargs -0 objdump -d |
        grep -qE '[[:space:]](movnt|sfence|[a-z0-9]+[[:space:]].*%[yz]mm)'; then
        echo 'portable: the objects hold vector code' >&2
        return 1
    fi
    make -j "$jobs" check
}

stage_clang() {
    configure_in "$work/clang" --enable-werror --enable-sanitize=address,undefined \
        --disable-static CC=clang CXX=clang++
    cd "$work/clang"
    make -j "$jobs"
    make -j "$jobs" check
}

# ThreadSanitizer, for the tests that use threads. It wants a fixed address layout where the kernel
# randomizes many bits.
stage_threads() {
    configure_in "$work/threads" --enable-werror --enable-sanitize=thread --disable-static
    cd "$work/threads"
    make -j "$jobs"
    local fixed=
    ! setarch -R true 2>/dev/null || fixed="setarch -R"
    # shellcheck disable=SC2086,SC2046 # several words each
    $fixed make -j "$jobs" check TESTS="$(echo $(make -s list-tests | grep -E "$threaded_tests"))"
}
threaded_tests='unit_(base|io|dtype|store|stream|json|npy)$'

stage_dist() {
    configure_in "$work/dist"
    cd "$work/dist"
    make -j "$jobs" distcheck
}

# A program builds against the installed library with what pkg-config says, shared and static.
stage_prefix() {
    configure_in "$work/prefix-build" --prefix="$work/prefix" CFLAGS=-O1 CXXFLAGS=-O1
    make -C "$work/prefix-build" -j "$jobs" install
    export PKG_CONFIG_PATH=$work/prefix/lib/pkgconfig
    cd "$work"
    # shellcheck disable=SC2046 # flags
    gcc -o shared-user "$top/tests/api/api_version.c" $(pkg-config --cflags --libs rowcol)
    LD_LIBRARY_PATH=$work/prefix/lib ./shared-user
    rm "$work"/prefix/lib/librowcol.so*
    # shellcheck disable=SC2046
    gcc -o static-user "$top/tests/api/api_version.c" $(pkg-config --static --cflags --libs rowcol)
    ./static-user
}
