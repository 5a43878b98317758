"""The machine, system and compilers a measurement was made with."""
import datetime
import os
import platform
import subprocess


def first_match(path, key):
    try:
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.startswith(key):
                    return line.split(":" if ":" in line else "=", 1)[1].strip().strip('"')
    except OSError:
        pass
    return "unknown"


def first_line(command):
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            universal_newlines=True,
            timeout=20,
        )
        return done.stdout.splitlines()[0] if done.stdout else "unknown"
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"


def available_bytes():
    return int(first_match("/proc/meminfo", "MemAvailable").split()[0]) * 1024


def pages(preload):
    """What the contenders are given, in words."""
    try:
        with open("/sys/kernel/mm/transparent_hugepage/enabled", encoding="ascii") as file:
            kernel = file.read().strip()
    except OSError:
        kernel = "unknown"
    how = "glibc.malloc.hugetlb=1" + (", mmap of 2 MiB and more" if preload else "")
    return "large pages for every contender (%s; kernel: %s)" % (how, kernel)


def describe(cc):
    return {
        "date": datetime.datetime.now().strftime("%Y-%m-%d %H:%M"),
        "processor": first_match("/proc/cpuinfo", "model name"),
        "processors": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PAGESIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": first_match("/etc/os-release", "PRETTY_NAME"),
        "kernel": platform.release(),
        "compiler": first_line(cc.split() + ["--version"]),
        "load_before": list(os.getloadavg()),
    }
