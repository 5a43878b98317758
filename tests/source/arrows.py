"""Includes and calls point one way: which folder of lib/ may use which, and which one of tools/.

MAY_USE and TOOLS_MAY_USE are the tables. A folder may always use itself; anything else that is not in its row fails the
test. Two things are compared with it: the #include lines, and the symbols of the built objects, so
that a folder cannot call a higher one through a public header either.
"""

import os
import re
import subprocess

from source import TOP, files, folder_of, tap, text

BELOW_STORE = ["base", "account", "number", "dtype", "notation", "value"]
BELOW_RECORD = [*BELOW_STORE, "store"]
BELOW_FORMAT = [*BELOW_RECORD, "io", "stream", "stream/text", "record"]

MAY_USE = {
    "base": [],
    "account": ["base"],
    "number": ["base"],
    "io": ["base"],
    "dtype": ["base", "account", "number"],
    "notation": ["base", "number", "dtype"],
    "value": ["base", "number", "dtype"],
    "store": BELOW_STORE,
    "compute": BELOW_RECORD,
    "compute/filter": [*BELOW_RECORD, "compute"],
    "compute/group": [*BELOW_RECORD, "compute", "compute/order", "compute/stats"],
    "compute/hash": [*BELOW_RECORD, "compute"],
    "compute/order": BELOW_RECORD,
    "compute/stats": [*BELOW_RECORD, "compute"],
    "record": BELOW_RECORD,
    "infer": ["base", "number", "dtype", "notation", "value"],
    "stream": [*BELOW_RECORD, "io", "infer"],
    "stream/shard": [*BELOW_RECORD, "io", "stream", "compute/hash", "compute/order"],
    "stream/text": [*BELOW_RECORD, "io", "infer", "stream"],
    # The registry: one line for each format.
    "format": ["stream", "format/arrow/ipc", "format/clickhouse", "format/csv", "format/json",
               "format/npy"],
    "format/npy": BELOW_FORMAT,
    "format/arrow/data": BELOW_FORMAT,
    "format/arrow/ipc": [*BELOW_FORMAT, "format/arrow/data"],
    "format/clickhouse": BELOW_FORMAT,
    "format/csv": [*BELOW_FORMAT, "infer"],
    "format/json": [*BELOW_FORMAT, "format/json/read", "format/json/write"],
    "format/json/text": ["base", "number"],
    "format/json/read": [*BELOW_FORMAT, "infer", "format/json/text"],
    "format/json/write": [*BELOW_FORMAT, "format/json", "format/json/text"],
    "format/json/dom": [*BELOW_RECORD, "record", "stream", "format/json/text"],
    # librowcol-mpi: public headers only.
    "mpi": [],
}

# The same for tools/. Here only the includes are compared: nothing is declared twice.
TOOLS_BELOW_TRANSFER = ["base", "report", "options", "dtype", "select", "clickhouse"]

TOOLS_MAY_USE = {
    "base": [],
    "report": ["base"],
    "options": ["base", "report"],
    "dtype": ["base", "report"],
    "select": ["base", "report", "options", "dtype"],
    # report: the signal that stops the program.
    "clickhouse": ["report"],
    "transfer": TOOLS_BELOW_TRANSFER,
    "look": ["base", "report", "dtype"],
    "diff": ["base", "report", "dtype", "select"],
    "size": ["base", "report", "options", "dtype"],
    "commands": [*TOOLS_BELOW_TRANSFER, "transfer", "look", "diff", "size"],
    # The main function.
    "tools": ["base", "report", "options"],
}

# Folders that are libraries of their own, which call the public functions of librowcol. They are built
# only where configure finds what they need.
LIBRARIES = {"mpi": "librowcol_mpi_la-"}

# The list of formats is read by lib/stream and defined above it: stream cannot name the formats.
UPWARD_SYMBOLS = {("stream", "format", "rci_stream_formats")}

# Circles of files that use each other, each with its reason. There are no others.
CIRCLES = [
    # The grammar of literals is recursive: a list holds dtypes, which may be lists again.
    {"lib/notation/parse_literal", "lib/notation/parse_descr", "lib/notation/parse_dict",
     "lib/notation/parse_schema", "lib/notation/parse_json_schema",
     "lib/notation/json_schema_integer"},
]

# Files of which configure chooses one: the other has no object.
CHOSEN = {"lib/io/codec_gzip_isal.c", "lib/io/codec_gzip_zlib.c"}

# Who may include a system header or library that is one folder's business.
ONLY = {
    "mpi.h": {"mpi"},
    "rowcol/mpi.h": {"mpi"},
    "jansson.h": {"format/json/dom"},
    "rowcol/json.h": {"format/json/dom"},
    "fcntl.h": {"io", "account", "mpi"},  # account: the page map of the process; mpi: shared files
    "sys/mman.h": {"base", "io", "store", "account"},
    "sys/stat.h": {"io", "mpi"},
    "zlib.h": {"io"},
    "lzma.h": {"io"},
    "bzlib.h": {"io"},
    "minizip/unzip.h": {"io"},
    "lz4frame.h": {"format/arrow/ipc"},
    "zstd.h": {"io", "format/arrow/ipc"},
}


def includes(path):
    """The #include lines of a file: (line number, name, whether between quotes)."""
    found = []
    for number, line in enumerate(text(path).splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        if match:
            found.append((number, match[2], match[1] == '"'))
    return found


def wrong_includes(folder, paths):
    wrong = []
    for path in paths:
        for number, name, quoted in includes(path):
            where = f"{path}:{number}: {folder} must not include {name}"
            target = os.path.dirname(name)
            if name in ONLY and folder not in ONLY[name]:
                wrong.append(f"{where} (only {', '.join(sorted(ONLY[name]))} may)")
            elif quoted and target and target != folder and target not in MAY_USE[folder]:
                wrong.append(f"{where} (allowed: {', '.join(MAY_USE[folder]) or 'nothing'})")
            elif quoted and not target and name not in ("config.h",):
                wrong.append(f"{path}:{number}: write the folder: \"{name}\"")
    return wrong


def folders():
    by_folder = {}
    for path in files("lib", (".c", ".h", ".cc", ".inc")):
        if not path.endswith("Makefile.inc"):
            by_folder.setdefault(folder_of(path), []).append(path)
    return by_folder


def test_includes(by_folder):
    tap.equal(sorted(by_folder), sorted(MAY_USE), "every folder of lib/ has a row in the table")
    for folder, paths in sorted(by_folder.items()):
        wrong = wrong_includes(folder, paths) if folder in MAY_USE else ["no row in the table"]
        tap.ok(not wrong, f"lib/{folder} includes only what it may", "\n".join(wrong))


def test_tools():
    """The folders of the command, which sees the public headers only."""
    seen = set()
    for path in files("tools"):
        seen.add(os.path.dirname(path)[len("tools/"):] or "tools")
    tap.equal(sorted(seen), sorted(TOOLS_MAY_USE), "every folder of tools/ has a row in the table")
    for folder in sorted(seen & set(TOOLS_MAY_USE)):
        wrong = []
        for path in files("tools" if folder == "tools" else f"tools/{folder}"):
            if folder == "tools" and os.path.dirname(path) != "tools":
                continue
            for number, name, quoted in includes(path):
                target = os.path.dirname(name)
                is_there = os.path.exists(os.path.join(TOP, "tools", name))
                if quoted and (not is_there or target not in [folder, *TOOLS_MAY_USE[folder]]):
                    wrong.append(f"{path}:{number}: {folder} must not include {name}")
        tap.ok(not wrong, f"tools/{folder} includes only what it may", "\n".join(wrong))


def test_outside():
    """What a user would write sees the public headers only."""
    for folder in ("tests/api", "doc/examples", "doc/demo"):
        wrong = []
        for path in files(folder):
            for number, name, quoted in includes(path):
                own = [os.path.dirname(path)] + (["tests/unit"] if folder == "tests/api" else [])
                if quoted and not any(os.path.exists(os.path.join(TOP, at, name)) for at in own):
                    wrong.append(f"{path}:{number}: {name} is not a public header")
        tap.ok(not wrong, f"{folder} includes public headers and its own only", "\n".join(wrong))
    wrong = []
    for path in files("include"):
        for number, name, quoted in includes(path):
            if quoted or (name.startswith("rowcol") and not name.startswith("rowcol/")):
                wrong.append(f"{path}:{number}: {name}")
    tap.ok(not wrong, "public headers include each other as <rowcol/...>", "\n".join(wrong))


def object_of(path):
    """What a file of lib/ was compiled to, or None."""
    built = os.path.splitext(os.path.join(os.environ.get("top_builddir", TOP), path))[0] + ".o"
    folder, name = os.path.split(built)
    name = LIBRARIES.get(folder_of(path), "") + name
    built, hidden = os.path.join(folder, name), os.path.join(folder, ".libs", name)
    return built if os.path.exists(built) else hidden if os.path.exists(hidden) else None


def symbols(by_folder):
    """The global symbols that each built object of lib/ defines and uses; None without objects."""
    defined, used, source = {}, {}, None
    code = [path for paths in by_folder.values() for path in paths if path.endswith((".c", ".cc"))]
    sources = {object_of(path): path for path in code if object_of(path)}
    missing = {path for path in set(code) - set(sources.values()) if folder_of(path) not in LIBRARIES}
    if not CHOSEN.issuperset(missing):
        return None
    listing = subprocess.run(["nm", "-P", *sources], capture_output=True, text=True, check=False)
    if listing.returncode != 0:
        return None
    for line in listing.stdout.splitlines():
        if line.endswith(":") and line[:-1] in sources:
            source = sources[line[:-1]]
            continue
        name, kind = line.split()[:2]
        if kind == "U":
            used.setdefault(source, set()).add(name)
        elif kind in "TDRBVWC":
            defined[name] = source
    return defined, used


def test_symbols(by_folder, found):
    if not found:
        tap.skip("no folder calls a higher one", "no objects, or no nm that reads them")
        return
    defined, used = found
    for folder in sorted(by_folder):
        wrong = []
        for path in by_folder[folder]:
            for name in sorted(used.get(path, ())):
                target = folder_of(defined[name]) if name in defined else folder
                is_public = folder in LIBRARIES and name.startswith("rc_")
                if target != folder and target not in MAY_USE.get(folder, []) and not is_public and (
                        (folder, target, name) not in UPWARD_SYMBOLS):
                    wrong.append(f"{path} uses {name} of {defined[name]}")
        tap.ok(not wrong, f"lib/{folder} calls only what it may", "\n".join(wrong))


def stem(path):
    return os.path.splitext(path)[0]


def circles(defined, used):
    """Sets of files (without their endings) of which each uses a symbol of the others, directly or
    through one of them: the strongly connected components (R. Tarjan, 1972)."""
    graph = {}
    for path, names in used.items():
        targets = {stem(defined[name]) for name in names if name in defined}
        graph[stem(path)] = sorted(targets - {stem(path)})
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in graph.get(node, ()):
            if target not in index:
                visit(target)
            if target in stack:
                low[node] = min(low[node], low[target])
        if low[node] == index[node]:
            at = stack.index(node)
            if len(stack) - at > 1:
                found.append(set(stack[at:]))
            del stack[at:]

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found


def test_circles(found):
    if not found:
        tap.skip("files use each other in no other circles", "no objects, or no nm that reads them")
        return
    wrong = [" ".join(sorted(circle)) for circle in circles(*found)
             if not any(circle <= allowed for allowed in CIRCLES)]
    tap.ok(not wrong, "files use each other in no circles but those listed", "\n".join(wrong))


def main():
    by_folder = folders()
    test_includes(by_folder)
    test_tools()
    test_outside()
    found = symbols(by_folder)
    test_symbols(by_folder, found)
    test_circles(found)
    tap.done()


main()
