"""rowcol dtype --to c and rowcol info --c-header: headers that compile in every standard of C and C++,
whose assertions hold, and that do not hide each other."""

import os
import re
import shutil
import subprocess

import tap

INCLUDE = os.path.join(os.environ["top_srcdir"], "include")
STRICT = ["-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-pedantic", "-Werror"]
CC = os.environ["CC"].split()

# Each compiler that is there, with the standards it is asked for.
COMPILERS = [(name, standards) for name, standards in [
    ("gcc", ["c99", "c11", "c17", "c2x"]), ("clang", ["c99", "c11", "c17", "c2x"]),
    ("g++", ["c++11", "c++17", "c++20"]), ("clang++", ["c++11", "c++17", "c++20"]),
] if shutil.which(name)]


def compile_source(command, standard, source):
    """(status, what the compiler says) of C or C++ source."""
    language = "c++" if "++" in standard else "c"
    run = subprocess.run([*command, f"-std={standard}", *STRICT, f"-I{INCLUDE}", "-fsyntax-only",
                          f"-x{language}", "-"], input=source, capture_output=True, text=True,
                         cwd=tap.T, check=False)
    return run.returncode, run.stderr


def printed(*args):
    """The header that the command prints."""
    run = tap.rowcol(*args)
    tap.equal((run.returncode, run.stderr), (0, b""), " ".join(args)[:100] + ": succeeds")
    return run.stdout.decode()


def test_everywhere(name, text):
    """The header compiles alone and twice, and after rowcol/cstruct.h."""
    for compiler, standards in COMPILERS:
        for standard in standards:
            for before in "", "#include <rowcol/cstruct.h>\n":
                end = "\nint main(void) { return 0; }\n" if "++" not in standard else "\n"
                found = compile_source([compiler], standard, before + text + text + end)
                tap.equal(found, (0, ""), f"{name}: {compiler} -std={standard} "
                          f"{'with' if before else 'without'} cstruct.h")


def test_offsets():
    for spec in ("x:i4, y:i4", "a:i1, b:f8, s:S5, n:3i2, m:(2,3)u1, who:{x:u4, y:f4}",
                 "é:i4, int:f8"):
        for align in [], ["--align"]:
            name = " ".join(["dtype", spec, *align, "--to c"])
            text = printed("dtype", spec, *align, "--to", "c")
            tap.ok("struct record {" in text and "offsetof" in text, f"{name}: asserts offsets", text)
            tap.equal(compile_source(CC, "c11", text), (0, ""), f"{name}: compiles")
            # An assertion that does not hold is seen, in C99 and C++ too.
            wrong = text.replace("offsetof(", "1 + offsetof(", 1)
            for standard in ("c99", "c11"):
                tap.ok(compile_source(CC, standard, wrong)[0] != 0,
                       f"{name}: a wrong offset does not compile as {standard}", wrong)
            if shutil.which("g++"):
                tap.ok(compile_source(["g++"], "c++11", wrong)[0] != 0,
                       f"{name}: a wrong offset does not compile as c++11", wrong)


def test_every_standard():
    test_everywhere("every kind", printed(
        "dtype", "a:bool, b:i1, c:>i2, d:f2, e:c8, f:S5, g:U2, h:V3, i:M8[s], j:m8[25s], "
        "k:(2,3)f8, l:{m:i4, n:2{o:u1}}, p:str, q:i4?", "--to", "c"))
    test_everywhere("aligned", printed("dtype", "a:i1, b:f8, c:{d:i1, e:i8}", "--align", "--to", "c"))


# Names that C or C++ keep for themselves, besides the macros that are found below.
KEYWORDS = """alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t
char16_t char32_t class co_await co_return co_yield compl concept const const_cast consteval constexpr
constinit continue decltype default delete do double dynamic_cast else enum explicit export extern false
float for friend goto if inline int long mutable namespace new noexcept not not_eq nullptr operator or
or_eq private protected public register reinterpret_cast requires restrict return short signed sizeof
static static_assert static_cast struct switch template this thread_local throw true try typedef typeid
typename typeof typeof_unqual union unsigned using virtual void volatile wchar_t while xor xor_eq
int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t int_fast8_t uint_least64_t intptr_t
uintmax_t size_t ptrdiff_t max_align_t nullptr_t rc_str_cell INT32_MAX UINT64_C SIZE_MAX record
record_dtype condition text main _Bool _Atomic _Static_assert __x _X""".split()


def macros():
    """The macros that a program sees with the header and rowcol/cstruct.h, in any standard."""
    found = set()
    for compiler, standards in COMPILERS:
        for standard in standards:
            language = "c++" if "++" in standard else "c"
            run = subprocess.run(
                [compiler, f"-std={standard.replace('c', 'gnu', 1)}", f"-I{INCLUDE}", "-dM", "-E",
                 f"-x{language}", "-"], capture_output=True, text=True, check=False,
                input="#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n"
                      "#include <rowcol/cstruct.h>\n")
            found.update(re.findall(r"^#define ([A-Za-z]\w*|_[a-z]\w*)", run.stdout, flags=re.M))
    return found


def test_names():
    names = sorted(set(KEYWORDS) | macros())
    tap.ok(len(names) > 150 and "INT8_MIN" in names, "names to try were found", names)
    spec = ", ".join(f'"{name}":i{(1, 2, 4, 8)[i % 4]}' for i, name in enumerate(names))
    text = printed("dtype", spec, "--to", "c")
    test_everywhere("names that are taken", text)


def test_tags():
    a = printed("dtype", "x:i4", "--to", "c", "--tag", "point")
    b = printed("dtype", "x:f8", "--to", "c", "--tag", "point")
    c = printed("dtype", "x:f8", "--to", "c", "--tag", "other")
    tap.ok("struct point {" in a and "ROWCOL_STRUCT_point" in a, "the tag names struct and guard", a)
    for command, standard in ([CC, "c99"], [CC, "c11"], [["g++"], "c++11"]):
        if shutil.which(command[0]):
            status, message = compile_source(command, standard, a + b)
            tap.ok(status != 0 and "#error" in message and "another tag" in message,
                   f"two dtypes with one tag are an #error in {standard}", message)
            tap.equal(compile_source(command, standard, a + c + a), (0, ""),
                      f"two dtypes with two tags compile as {standard}")
    for tag in "int", "7up", "a b", "", "size_t":
        run = tap.rowcol("dtype", "x:i4", "--to", "c", "--tag", tag)
        tap.ok(run.returncode == 2 or run.returncode == 3, f"--tag {tag!r} is refused", run)
        tap.ok(b"not a C identifier" in run.stderr, f"--tag {tag!r}: the error says why", run.stderr)
    run = tap.rowcol("dtype", "x:i4", "--tag", "point")
    tap.equal((run.returncode, b"--tag needs --to c" in run.stderr), (2, True), "--tag without --to c")


def test_info():
    source = tap.write("in.ndjson", b'{"x":1,"y":2.5}\n')
    out = os.path.join(tap.T, "out.npy")
    for align in [], ["--align"]:
        tap.rowcol("load", source, "-d", "x:i4, y:f8", *align, "-o", out)
        text = printed("info", out, "--c-header")
        tap.equal(compile_source(CC, "c11", text), (0, ""), f"info --c-header {align}: compiles")
        text = printed("info", out, "--c-header", "--tag", "point")
        tap.ok("struct point {" in text, f"info --tag {align}: names the struct", text)
    run = tap.rowcol("info", out, "--tag", "point")
    tap.equal((run.returncode, b"--tag needs --c-header" in run.stderr), (2, True),
              "info --tag without --c-header")


test_offsets()
test_every_standard()
test_names()
test_tags()
test_info()
tap.done()
