"""rowcol/trace.h has each public function that takes memory, so that a store is never without a site.

    python3 tests/source/traced.py --write

writes trace.h and trace_json.h anew from the other public headers (format them with clang-format
afterwards). The test compares them with what would be written, white space aside.
"""

import os
import re
import sys

os.environ.setdefault("top_srcdir", os.path.join(os.path.dirname(__file__), "..", ".."))
for variable in ("ROWCOL", "ROWCOL_DATA", "top_builddir"):
    os.environ.setdefault(variable, "")

from source import TOP, tap, text, without_comments  # noqa: E402 - the variables come first

HEADERS = ("dtype cstruct value store typed access record view shape take order filter stats group "
           "mapping policies stream shard io checkpoint infer arrow clickhouse npy").split()

# What has an rc_error and takes no memory, or only while it runs, or looks at memory: no site.
NOT_TRACED = set("""
rc_store_hash
rc_dtype_field rc_dtype_field_index rc_dtype_find rc_dtype_leaf rc_dtype_require
rc_value_convert rc_value_parse rc_value_round
rc_store_data_as rc_store_data_as_const rc_store_data_checked rc_store_get
rc_store_field rc_store_field_at rc_store_field_of rc_store_view rc_store_view_at rc_store_view_of
rc_field_child rc_field_element rc_field_get rc_field_set_null rc_field_set_valid
rc_view_child rc_view_element rc_view_get rc_view_to_array
rc_store_bytes rc_store_bytes_view rc_store_str rc_store_str_view rc_bytes_set
rc_store_row rc_row_get rc_row_get_at rc_store_freeze
rc_writer_check_input rc_mapping_check rc_checkpoint_every
rc_arrow_metadata_get
""".split())

INTRODUCTION = {
    "trace": """/*
 * rowcol/trace.h - makes each call of the functions below record its file and line, so that tracing
 * (rowcol/memory.h) knows who allocated what.
 *
 * rowcol/memory.h includes it in a program that is compiled with RC_TRACE defined; define it for
 * whole files, for example by -DRC_TRACE, before any header of the library is included. The program
 * is used as before: each macro is an expression that evaluates its arguments once, before the site
 * is set, and the functions themselves are unchanged (their addresses, too).
 *
 * Written by tests/source/traced.py.
 */
""",
    "trace_json": """/*
 * rowcol/trace_json.h - what rowcol/trace.h does, for the functions of rowcol/json.h. That header
 * includes it in a program that is compiled with RC_TRACE defined.
 *
 * Written by tests/source/traced.py.
 */
""",
}

DEFINITION = """/* Calls the function of this name, with the site set. */
#define RC_TRACED_(type, name, arguments, ...)
    static inline type rc_trace_##name##_(const char *file, int line, __VA_ARGS__)
    {
        type result;
        rc_memory_set_site(file, line);
        result = rc_##name arguments;
        rc_memory_set_site(RC_NULL, 0);
        return result;
    }

""".replace("\n    ", " \\\n    ")


def split_at_commas(parameters):
    """The parameters of a function, one by one; those of a function pointer stay together."""
    found, depth = [""], 0
    for c in parameters:
        depth += (c == "(") - (c == ")")
        if c == "," and depth == 0:
            found.append("")
        else:
            found[-1] += c
    return [" ".join(one.split()) for one in found]


def name_of(parameter):
    pointer = re.search(r"\(\*(\w+)\)\(", parameter)
    return pointer[1] if pointer else re.search(r"(\w+)$", parameter)[1]


def functions(header):
    """(result, name, parameters) of each function of a header that has an rc_error."""
    code = without_comments(text(f"include/rowcol/{header}.h"))
    for result, name, parameters in re.findall(r"^RC_API\s+([\w\s*]*?)\b(rc_\w+)\(([^;]*)\);", code,
                                               flags=re.M):
        parts = split_at_commas(parameters)
        if parts[-1] == "rc_error *err":
            yield " ".join(result.split()), name, parts


def traced(headers):
    return [one for header in headers for one in functions(header) if one[1] not in NOT_TRACED]


def wrapper(result, name, parameters):
    return (f"RC_TRACED_({result}, {name[3:]}, ({', '.join(map(name_of, parameters))}), "
            f"{', '.join(parameters)})\n")


def header(name, included, headers):
    guard = f"ROWCOL_{name.upper()}_H"
    wanted = traced(headers)
    return (f"{INTRODUCTION[name]}#ifndef {guard}\n#define {guard}\n\n"
            + "".join(f"#include <rowcol/{one}.h>\n" for one in sorted(included))
            + '\n#ifdef RC_TRACE\n#ifdef __cplusplus\nextern "C" {\n#endif\n\n'
            + DEFINITION
            + "\n".join(wrapper(*one) for one in wanted)
            + "\n#undef RC_TRACED_\n#ifdef __cplusplus\n}\n#endif\n\n"
            + "".join(f"#define {one}(...) rc_trace_{one[3:]}_(__FILE__, __LINE__, __VA_ARGS__)\n"
                      for _, one, _ in wanted)
            + "\n#endif\n#endif\n")


def bare(code):
    return re.sub(r"[\s\\]+", "", code)


def main():
    wanted = {"trace": header("trace", HEADERS + ["memory"], HEADERS),
              "trace_json": header("trace_json", ["json", "memory"], ["json"])}
    for name, code in wanted.items():
        path = f"include/rowcol/{name}.h"
        if sys.argv[1:] == ["--write"]:
            with open(os.path.join(TOP, path), "w", encoding="utf-8") as file:
                file.write(code)
            continue
        tap.ok(bare(text(path)) == bare(code), f"{path} has the functions that take memory",
               f"a function was added or changed: run tests/source/traced.py --write, or add it to "
               f"NOT_TRACED there if it takes no memory")
    known = {name for one in HEADERS + ["json"] for _, name, _ in functions(one)}
    if sys.argv[1:] != ["--write"]:
        tap.ok(NOT_TRACED <= known, "each function that is not traced exists",
               " ".join(sorted(NOT_TRACED - known)))
        listed = {name[:-2] for name in os.listdir(os.path.join(TOP, "include", "rowcol"))
                  if name.endswith(".h")}
        # Calls of librowcol-mpi are not traced: the memory of their stores has the site "unknown".
        rest = listed - set(HEADERS) - {"base", "json", "memory", "mpi", "trace", "trace_json"}
        tap.ok(not rest, "each public header is looked at", " ".join(sorted(rest)))
        tap.done()


main()
