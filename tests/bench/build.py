#!/usr/bin/env python3
"""Builds the contenders that can be built here, and lists all that can run.

Writes OUT/contenders.json: {"commands": [[argument, ...], ...], "absent": {name: reason}}. A
contender whose library, interpreter or package is not installed is left out with its reason; one
that is installed and does not build is an error. Programs that are newer than their sources are
kept.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
HEADERS = [
    "bench.h",
    "data.h",
    "irregular.h",
    "kinds.h",
    "load.h",
    "rapidjson_handlers.h",
    "write.h",
    "rowcol_use.h",
    "build.py",
]
BASE = ["bench.c", "data.c", "kinds.c"]
LOADS = BASE + ["load.c"]
WRITES = LOADS + ["write.c"]


class Program:
    """A C or C++ program. `probe` is the header that shows whether its library is installed."""

    def __init__(self, name, sources, probe=None, package=None, libs="", title=None):
        self.name, self.sources, self.probe, self.package, self.libs = (
            name,
            sources,
            probe,
            package,
            libs,
        )
        self.title = title or name
        self.cxx = sources[0].endswith(".cc")


class Bundle:
    """A library that npm has as source code: it is compiled for this processor, with the same flags
    as its contender. `folder` is where peers.sh puts it.
    """

    def __init__(self, program, folder, source, include, flags):
        self.program, self.folder, self.source, self.flags = program, folder, source, flags
        self.include = include


TOOLS = [
    Program("gen", ["gen.c", "irregular.c"] + BASE),
    Program("verify", ["verify.c", "bench.c", "data.c"], "jansson.h", "jansson", "-ljansson"),
]
CONTENDERS = [
    Program("contend_loops", ["contend_loops.c", "bench.c", "data.c"]),
    Program("contend_hand", ["contend_hand.cc"] + WRITES),
    Program("contend_memcpy", ["contend_memcpy.c", "bench.c", "data.c"]),
    Program(
        "contend_jansson",
        ["contend_jansson.c"] + WRITES,
        "jansson.h",
        "jansson",
        "-ljansson",
        "jansson",
    ),
    Program(
        "contend_json_c",
        ["contend_json_c.c"] + WRITES,
        "json-c/json.h",
        "json-c",
        "-ljson-c",
        "json-c",
    ),
    Program(
        "contend_rapidjson",
        ["contend_rapidjson.cc"] + WRITES,
        "rapidjson/document.h",
        "RapidJSON",
        "",
        "RapidJSON",
    ),
    Program(
        "contend_simdjson",
        ["contend_simdjson.cc"] + LOADS,
        "simdjson.h",
        "simdjson",
        "-lsimdjson",
        "simdjson",
    ),
    Program(
        "contend_yyjson", ["contend_yyjson.cc"] + LOADS, "yyjson.h", "yyjson", "-lyyjson", "yyjson"
    ),
]
BUNDLES = [
    Bundle(
        "contend_simdjson",
        "node_modules/@nozbe/simdjson/src",
        "simdjson.cpp",
        ["."],
        ['-DSIMDJSON_ORIGIN="npm @nozbe/simdjson"'],
    ),
    Bundle(
        "contend_yyjson",
        "yyjson",
        "yyjson.cpp",
        ["include"],
        ["-DYYJSON_OF_DUCKDB", '-DYYJSON_ORIGIN="npm duckdb"'],
    ),
]


def run(command, **options):
    return subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, **options
    )


def must(command, what):
    done = run(command)
    if done.returncode != 0:
        sys.exit(
            "bench: cannot build %s:\n%s\n%s"
            % (what, " ".join(command), done.stderr or done.stdout)
        )


def read_text(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def stale(target, sources):
    if not os.path.exists(target):
        return True
    made = os.path.getmtime(target)
    return any(os.path.getmtime(source) > made for source in sources)


class Builder:
    def __init__(self, options):
        self.options = options
        self.bin = os.path.join(options.out, "bin")
        self.flags = self.choose_flags()
        self.remove_if_changed()
        self.commands, self.absent = [], {}

    def remove_if_changed(self):
        """Removes programs that were made with another compiler or other flags."""
        stamp = os.path.join(self.bin, "compilers")
        compilers = "%s\n%s\n%s\n" % (self.options.cc, self.options.cxx, " ".join(self.flags))
        if os.path.isdir(self.bin):
            if os.path.exists(stamp) and read_text(stamp) == compilers:
                return
            shutil.rmtree(self.bin)
        os.makedirs(self.bin, exist_ok=True)
        with open(stamp, "w", encoding="utf-8") as file:
            file.write(compilers)

    def leave_out(self, name, reason):
        self.absent[name] = reason

    # ---- C and C++

    def choose_flags(self):
        """All are compiled for this processor, as the experts on each library advise."""
        flags = ["-O3", "-march=native", "-DNDEBUG"]
        probe = self.options.cc.split() + flags + ["-x", "c", "-E", "-o", os.devnull, os.devnull]
        if run(probe).returncode != 0:
            flags.remove("-march=native")
        return flags + self.options.flags.split()

    def compiler(self, cxx):
        if cxx:
            return self.options.cxx.split() + ["-std=c++17"]
        return self.options.cc.split() + ["-std=c11"]

    def package_flags(self, program):
        if program.package is not None and shutil.which("pkg-config"):
            cflags = run(["pkg-config", "--cflags", program.package])
            libs = run(["pkg-config", "--libs", program.package])
            if cflags.returncode == 0 and libs.returncode == 0:
                return cflags.stdout.split(), libs.stdout.split()
        return [], program.libs.split()

    def has_header(self, program, cflags):
        probe = (
            self.compiler(program.cxx)
            + cflags
            + ["-x", "c++" if program.cxx else "c", "-E", "-o", os.devnull, "-"]
        )
        return run(probe, input="#include <%s>\n" % program.probe).returncode == 0

    def bundle_of(self, program):
        """The library as source code, when peers.sh has fetched it."""
        for bundle in BUNDLES:
            source = os.path.join(self.options.peers, bundle.folder, bundle.source)
            if bundle.program == program.name and os.path.exists(source):
                return bundle
        return None

    def build_program(self, program):
        """The path of the program, or None when its library is not installed."""
        bundle = self.bundle_of(program)
        if bundle is not None:
            return self.build_with_bundle(program, bundle)
        cflags, libs = self.package_flags(program)
        if program.probe is not None and not self.has_header(program, cflags):
            self.leave_out(program.title, "<%s> is not installed" % program.probe)
            return None
        return self.link_program(program, cflags, [], libs)

    def build_with_bundle(self, program, bundle):
        folder = os.path.join(self.options.peers, bundle.folder)
        cflags = ["-I" + os.path.join(folder, include) for include in bundle.include]
        source = os.path.join(folder, bundle.source)
        return self.link_program(program, cflags + bundle.flags, [source], [])

    def link_program(self, program, cflags, more_sources, libs):
        target = os.path.join(self.bin, program.name)
        first, *others = [os.path.join(HERE, source) for source in program.sources]
        made = [self.compile(first, cflags)]
        made += [self.compile(source, cflags) for source in more_sources]
        made += [self.compile(source, []) for source in others]
        if stale(target, made):
            link = self.options.cxx.split() if program.cxx else self.options.cc.split()
            must(link + ["-o", target] + made + libs + ["-lpthread", "-lm"], program.name)
        return target

    def compile(self, source, cflags):
        """An object file; those of shared sources are made once. When the library comes from another
        place than before, the object is made again.
        """
        target = os.path.join(self.bin, os.path.basename(source) + ".o")
        command = (
            self.compiler(source.endswith((".cc", ".cpp"))) + self.flags + cflags + ["-c", "-o", target]
        )
        stamp = target + ".command"
        is_same = os.path.exists(stamp) and read_text(stamp) == "\n".join(command)
        if not is_same or stale(target, [source] + [os.path.join(HERE, name) for name in HEADERS]):
            must(command + [source], os.path.basename(source))
            with open(stamp, "w", encoding="utf-8") as file:
                file.write("\n".join(command))
        return target

    def build_preload(self):
        """The library that asks for large pages, or None."""
        target = os.path.join(self.bin, "large_pages.so")
        source = os.path.join(HERE, "large_pages.c")
        if stale(target, [source]):
            command = self.options.cc.split() + ["-O2", "-fPIC", "-shared", "-o", target, source]
            must(command, "large_pages.c")
        return target

    def build_programs(self):
        for tool in TOOLS:
            self.build_program(tool)
        for program in CONTENDERS:
            path = self.build_program(program)
            if path is not None:
                self.commands.append([path])

    # ---- rowcol itself

    def build_rowcol(self):
        options = self.options
        library = os.path.join(options.rowcol_build or "", "lib", "librowcol.la")
        if options.rowcol_build is None or not os.path.exists(library):
            self.leave_out("rowcol", "librowcol is not built")
            return
        include = ["-I" + os.path.join(options.rowcol_source, "include")]
        for name in ("contend_rowcol", "contend_rowcol_store"):
            self.build_rowcol_program(name, include, library)

    def build_rowcol_program(self, name, include, library):
        target = os.path.join(self.bin, name)
        sources = [name + ".c", "rowcol_use.c"]
        objects = [self.compile(os.path.join(HERE, source), include) for source in sources]
        objects += [self.compile(os.path.join(HERE, source), []) for source in BASE]
        if stale(target, objects + [library]):
            libtool = [os.path.join(self.options.rowcol_build, "libtool"), "--silent", "--tag=CC"]
            link = libtool + ["--mode=link"] + self.options.cc.split() + ["-static", "-o", target]
            must(link + objects + [library, "-lpthread"], name)
        self.commands.append([target])

    def add_before(self):
        """The contenders of another build, to compare two versions of rowcol in one run."""
        if not self.options.before:
            return
        for name in ("contend_rowcol", "contend_rowcol_store"):
            program = os.path.abspath(os.path.join(self.options.before, "bin", name))
            if not os.path.exists(program):
                sys.exit("bench: %s is not there: run make bench-build in that build" % program)
            self.commands.append([sys.executable, os.path.join(HERE, "contend_before.py"), program])

    # ---- Python

    def find_python(self):
        """The Python with NumPy if there is one: the other modules are installed with it."""
        candidates = [self.options.python, "python3", "/usr/bin/python3", sys.executable]
        for candidate in candidates:
            if (
                candidate
                and shutil.which(candidate)
                and run([candidate, "-c", "import numpy"]).returncode == 0
            ):
                return candidate
        return sys.executable

    def add_python(self):
        python = self.find_python()
        self.commands.append([python, os.path.join(HERE, "contend_python.py")])
        for module, name in (("numpy", "NumPy"), ("pandas", "pandas")):
            if run([python, "-c", "import " + module]).returncode == 0:
                self.commands.append([python, os.path.join(HERE, "contend_%s.py" % module)])
            else:
                self.leave_out(name, "no Python here imports " + module)
        self.build_cython(python)

    def build_cython(self, python):
        cython = shutil.which("cython3") or shutil.which("cython")
        if cython is None:
            self.leave_out("Cython", "cython3 is not installed")
            return
        paths = run(
            [
                python,
                "-c",
                "import sysconfig as s;"
                "print(s.get_paths()['include'], s.get_config_var('EXT_SUFFIX'), sep='\\n')",
            ]
        )
        include, suffix = paths.stdout.split()
        if not os.path.exists(os.path.join(include, "Python.h")):
            self.leave_out("Cython", "the headers of %s are not installed (python3-dev)" % python)
            return
        source = os.path.join(HERE, "records_cython.pyx")
        target = os.path.join(self.bin, "records_cython" + suffix)
        if stale(target, [source]):
            c_file = os.path.join(self.bin, "records_cython.c")
            must([cython, "-3", "-o", c_file, source], "records_cython.pyx")
            must(
                self.options.cc.split()
                + self.flags
                + ["-fPIC", "-shared", "-I" + include, "-o", target, c_file],
                "records_cython",
            )
        self.commands.append(
            ["env", "PYTHONPATH=" + self.bin, python, os.path.join(HERE, "contend_cython.py")]
        )

    # ---- engines and commands

    def add_engines(self):
        node = shutil.which(self.options.node)
        packages = (
            ("DuckDB", "duckdb", "@duckdb/node-api"),
            ("Polars", "polars", "nodejs-polars"),
            ("ClickHouse", "chdb", "chdb"),
        )
        modules = os.path.join(self.options.peers, "node_modules")
        for name, short, package in packages:
            if not os.path.isdir(os.path.join(modules, package)):
                self.leave_out(name, "npm package %s is not in %s" % (package, modules))
            elif node is None:
                self.leave_out(name, "node is not installed")
            else:
                script = os.path.join(HERE, "engine_%s.mjs" % short)
                self.commands.append(["env", "BENCH_NODE_MODULES=" + modules, node, script])

    def rowcol_command(self):
        """Settings for running the command that was built. Where the library is shared, the file
        in tools/ is a script of libtool, which takes longer to start than the command itself.
        """
        top = os.path.abspath(self.options.rowcol_build or "")
        real = os.path.join(top, "tools", ".libs", "rowcol")
        if os.path.exists(real):
            library = os.path.join(top, "lib", ".libs")
            return ["BENCH_ROWCOL=" + real, "LD_LIBRARY_PATH=" + library]
        command = os.path.join(top, "tools", "rowcol")
        return ["BENCH_ROWCOL=" + command] if os.path.exists(command) else []

    def add_commands(self):
        command = self.rowcol_command()
        setting = ["env", *command] if command else []
        script = os.path.join(HERE, "contend_command.py")
        self.commands.append(setting + [sys.executable, script])
        for name, command in (("jq", "jq"), ("Miller", "mlr")):
            if shutil.which(command) is None:
                self.leave_out(name, command + " is not installed")

    def commit(self):
        """Of rowcol; with "+" when files were changed since."""
        source = self.options.rowcol_source
        if source is None or shutil.which("git") is None:
            return None
        git = ["git", "-c", "safe.directory=*", "-C", source]
        head = run(git + ["rev-parse", "--verify", "HEAD"])
        changes = run(git + ["status", "--porcelain", "--untracked-files=no"])
        if head.returncode != 0 or changes.returncode != 0:
            return None
        return head.stdout.strip()[:12] + ("+" if changes.stdout.strip() else "")

    def commit_before(self):
        """Of the other build, where it says it."""
        if not self.options.before:
            return None
        path = os.path.join(self.options.before, "contenders.json")
        return json.loads(read_text(path)).get("commit") if os.path.exists(path) else None

    def write(self):
        path = os.path.join(self.options.out, "contenders.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(
                {
                    "commands": self.commands,
                    "absent": self.absent,
                    "compiler": self.options.cc,
                    "flags": " ".join(self.flags),
                    "preload": self.build_preload(),
                    "commit": self.commit(),
                    "commit_before": self.commit_before(),
                },
                file,
                indent=1,
            )


def main():
    parser = argparse.ArgumentParser(description="Build the contenders of the benchmarks.")
    parser.add_argument("--out", required=True, help="folder for programs and contenders.json")
    parser.add_argument("--peers", help="folder that peers.sh filled (default: OUT/peers)")
    parser.add_argument("--cc", default=os.environ.get("CC", "cc"))
    parser.add_argument("--cxx", default=os.environ.get("CXX", "c++"))
    parser.add_argument(
        "--flags", default="", help="more compiler flags for every C and C++ contender"
    )
    parser.add_argument("--python", default="", help="a Python with NumPy")
    parser.add_argument("--node", default="node")
    parser.add_argument("--rowcol-build", help="top of rowcol's build tree")
    parser.add_argument("--rowcol-source", help="top of rowcol's source tree")
    parser.add_argument(
        "--before", help="bench folder of another build of rowcol, to compare the two"
    )
    options = parser.parse_args()
    options.out = os.path.abspath(options.out)
    options.peers = os.path.abspath(options.peers or os.path.join(options.out, "peers"))
    builder = Builder(options)
    builder.build_programs()
    builder.build_rowcol()
    builder.add_before()
    builder.add_python()
    builder.add_engines()
    builder.add_commands()
    builder.write()


if __name__ == "__main__":
    main()
