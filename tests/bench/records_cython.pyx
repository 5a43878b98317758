# records_cython.pyx: extension types with C fields, and the loops over lists of them.

import cython

CYTHON_VERSION = cython.__version__

cdef class Point:
    cdef public int x, y, z

    def __init__(self, int x, int y, int z):
        self.x = x
        self.y = y
        self.z = z


cdef class Mixed:
    cdef public long long id
    cdef public str name, city
    cdef public signed char level
    cdef public double score
    cdef public bint ok

    def __init__(self, long long id, str name, str city, signed char level, double score, bint ok):
        self.id = id
        self.name = name
        self.city = city
        self.level = level
        self.score = score
        self.ok = ok


def sum_x(list records):
    cdef long long total = 0
    cdef Point p
    for p in records:
        total += p.x
    return total


def sum_picked(list records, list picks):
    cdef long long total = 0
    cdef Py_ssize_t i
    cdef Point p
    for i in picks:
        p = records[i]
        total += <long long>p.x + p.y + p.z
    return total
