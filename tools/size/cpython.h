/*
 * size/cpython.h - the sizes of objects of 64-bit CPython, computed from its structures.
 *
 * The sizes are those of sys.getsizeof: the structure of the object, the memory that it alone
 * refers to (the table of a dict, the pointers of a list), and the header of the garbage collector
 * before it. What the allocator adds is not counted: it rounds each object up to a multiple of 16
 * bytes, and gives subclasses of tuple one more pointer. Sources: the structures in Include/ and
 * Objects/ of CPython, such as PyDictObject (Include/cpython/dictobject.h) and dict_keys_get_index
 * (Objects/dictobject.c).
 */
#ifndef ROWCOL_TOOLS_SIZE_CPYTHON_H
#define ROWCOL_TOOLS_SIZE_CPYTHON_H

#include <stddef.h>
#include <stdint.h>

/* A version, "3.11" as minor 11. */
typedef struct cpython {
    unsigned minor;
} cpython;

/* The names of the versions whose structures are known, "3.7" and so on; the list ends with NULL.
   3.7 is 3.7.0 to 3.7.3: later ones have a longer header of the garbage collector. */
extern const char *const cpython_versions[];

/* The index of the default in that list: the version of Debian 12. */
extern const int cpython_default;

/* The version at `index` in the list. */
cpython cpython_at(int index);

/* The index in the list for a version of the Python that was found, such as "3.11.2", or -1: its
   structures are not known. */
int cpython_find(const char *version);

/* The header of the garbage collector, which is before each object that may hold others. */
uint64_t cpython_gc_header(cpython v);

/* A dict of `n` keys that are strings, added one after the other. Keys and values are not counted.
 */
uint64_t cpython_dict(cpython v, uint64_t n);

/* An instance of a class without __slots__, and what holds its `n` attributes: a dict that shares
   its keys with other instances (up to 3.10), or an array of values. That of a class of which many
   instances have been made. */
uint64_t cpython_instance(cpython v);
uint64_t cpython_attributes(cpython v, uint64_t n);

/* An instance of a class with `n` __slots__. */
uint64_t cpython_slots(cpython v, uint64_t n);

/* A tuple, or a namedtuple. */
uint64_t cpython_tuple(cpython v, uint64_t n);

/* A list that was made with `n` elements. */
uint64_t cpython_list(cpython v, uint64_t n);

/* The mutabletuple and dataobject of the package recordclass, and any object that begins with a
   PyObject and has no header of the garbage collector. */
uint64_t cpython_mutabletuple(uint64_t n);
uint64_t cpython_dataobject(uint64_t n);
uint64_t cpython_object(uint64_t bytes);

/* Values. `bits` is the number of bits of an integer's magnitude. */
uint64_t cpython_int(unsigned bits);
uint64_t cpython_float(void);
uint64_t cpython_complex(void);
uint64_t cpython_bytes(uint64_t n);
uint64_t cpython_ascii(cpython v, uint64_t n);
uint64_t cpython_date(void);
uint64_t cpython_datetime(void);
uint64_t cpython_timedelta(void);

#endif
