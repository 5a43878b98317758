/* Headers of .npy files: what is written, what is read, and what is refused and where. */
#include "base/error.h"
#include "faulty_alloc.h"
#include "format/npy/header.h"
#include "npy_bytes.h"
#include "runner.h"

#include <rowcol/npy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --------------------------------------------------------------- reading */

static rc_status read_header(const npy_bytes *file, rci_npy_header *header, rc_error *err)
{
    rc_status status;
    rci_io_source *source = rci_io_source_open_memory(file->bytes, file->size, "bytes.npy", NULL);
    ck_assert_ptr_nonnull(source);
    status = rci_npy_header_read(source, header, err);
    if (status == RC_OK) {
        ck_assert_uint_eq(rci_io_source_position(source), file->data);
    }
    rci_io_source_close(source);
    return status;
}

typedef struct good {
    int version;
    const char *text;
    const char *dtype; /* of a record, as the library prints descr */
    uint64_t records;
    size_t bytes;
    size_t turned; /* dimensions in Fortran order */
} good;

static const good goods[] = {
    {1, "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }", "'<i4'", 3, 12, 0},
    {1, "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }      ", "'<i4'", 3, 12, 0},
    {2, "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }", "'<i4'", 3, 12, 0},
    {3, "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }", "'<i4'", 3, 12, 0},
    /* any order, any white space, either quote, no last comma */
    {1, "{\"shape\":(2,),\"fortran_order\":False,\"descr\":\"|u1\"}", "'|u1'", 2, 2, 0},
    {1, " { 'shape' :\t( 2 , ) ,\n'descr':'>f8','fortran_order':False } ", "'>f8'", 2, 16, 0},
    {1, "{'fortran_order': False, 'shape': (2,), 'descr': '|b1'}", "'|b1'", 2, 2, 0},
    /* no dimension is one record, several are subarrays */
    {1, "{'descr': '<f8', 'fortran_order': False, 'shape': (), }", "'<f8'", 1, 8, 0},
    {1, "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", "('<f8', (3,))", 2, 48, 0},
    {1, "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3, 4), }", "('<i2', (3, 4))", 2, 48,
     0},
    {1, "{'descr': '<i2', 'fortran_order': False, 'shape': (0, 5), }", "('<i2', (5,))", 0, 0, 0},
    {1, "{'descr': ('<i2', (2,)), 'fortran_order': False, 'shape': (3, 4)}", "('<i2', (4, 2))", 3,
     48, 0},
    {1, "{'descr': [('x', '<i2')], 'fortran_order': False, 'shape': (2, 2)}",
     "([('x', '<i2')], (2,))", 2, 8, 0},
    /* the order says nothing where at most one dimension has more than one place */
    {1, "{'descr': '<i4', 'fortran_order': True, 'shape': (3,), }", "'<i4'", 3, 12, 0},
    {1, "{'descr': '<i4', 'fortran_order': True, 'shape': (), }", "'<i4'", 1, 4, 0},
    {1, "{'descr': '<i4', 'fortran_order': True, 'shape': (3, 1), }", "('<i4', (1,))", 3, 12, 0},
    {1, "{'descr': '<i4', 'fortran_order': True, 'shape': (0, 7, 7), }", "('<i4', (7, 7))", 0, 0,
     0},
    {1, "{'descr': '<i2', 'fortran_order': True, 'shape': (3, 1, 2), }", "('<i2', (1, 2))", 3, 12,
     2},
    {1, "{'descr': ('<i2', (2,)), 'fortran_order': True, 'shape': (3, 2), }", "('<i2', (2, 2))", 3,
     24, 1},
    {1, "{'descr': '|V0', 'fortran_order': True, 'shape': (3, 2), }", "('|V0', (2,))", 3, 0, 0},
    /* NumPy's names of fields without a name */
    {1, "{'descr': [('', '<i4')], 'fortran_order': False, 'shape': (3,)}", "[('f0', '<i4')]", 3, 12,
     0},
    /* structs: padding, nesting, subarrays, names in the encoding of the version */
    {1, "{'descr': [('x', '<i4'), ('y', '<i4')], 'fortran_order': False, 'shape': (1,), }",
     "[('x', '<i4'), ('y', '<i4')]", 1, 8, 0},
    {1,
     "{'descr': [('a', '|i1'), ('', '|V3'), ('b', '<f4')], 'fortran_order': False, "
     "'shape': (1,), }",
     "[('a', '|i1'), ('', '|V3'), ('b', '<f4')]", 1, 8, 0},
    {1,
     "{'descr': [('a', [('b', '|S3'), ('c', '<U2', (2,))])], 'fortran_order': False, "
     "'shape': (1,), }",
     "[('a', [('b', '|S3'), ('c', '<U2', (2,))])]", 1, 19, 0},
    {1, "{'descr': [('\xE9', '|i1')], 'fortran_order': False, 'shape': (1,), }",
     "[('\xC3\xA9', '|i1')]", 1, 1, 0},
    {2, "{'descr': [('\xE9', '|i1')], 'fortran_order': False, 'shape': (1,), }",
     "[('\xC3\xA9', '|i1')]", 1, 1, 0},
    {3, "{'descr': [('\xE6\x97\xA5', '|i1')], 'fortran_order': False, 'shape': (1,), }",
     "[('\xE6\x97\xA5', '|i1')]", 1, 1, 0},
    /* Python 2's long numbers, in the versions that it wrote */
    {1, "{'descr': '<i4', 'fortran_order': False, 'shape': (3L,), }", "'<i4'", 3, 12, 0},
    {2, "{'descr': [('7L', '|u1')], 'fortran_order': False, 'shape': (3L,)}", "[('7L', '|u1')]", 3,
     3, 0},
    {1, "{'descr': [('\\'7L', '|u1')], 'fortran_order': False, 'shape': (3L,)}",
     "[(\"'7L\", '|u1')]", 3, 3, 0},
};

START_TEST(headers_are_read)
{
    char *descr;
    const good *c = &goods[_i];
    unsigned char zeros[64] = {0};
    rc_error err = RC_ERROR_INIT;
    rci_npy_header header;
    npy_bytes file = npy_make(c->version, c->text, zeros, c->bytes);
    rc_status status = read_header(&file, &header, &err);
    ck_assert_msg(status == RC_OK, "%s: %s", c->text, err.message);
    descr = rc_dtype_text(header.dtype, RC_NOTATION_DESCR, NULL);
    ck_assert_str_eq(descr, c->dtype);
    ck_assert_uint_eq(header.records, c->records);
    ck_assert_uint_eq(header.bytes, c->bytes);
    ck_assert_uint_eq(header.turned, c->turned);
    rc_text_free(descr);
    rc_dtype_unref(header.dtype);
}
END_TEST

/* The place is given by what stands there: the error must be on its first byte. */
typedef struct bad {
    int version;
    const char *text;
    rc_status status;
    const char *place; /* NULL: not checked */
    const char *message;
} bad;

static const bad bads[] = {
    {1, "{'descr': '<i4', 'fortran_order': False, 'shape': (3,)", RC_EFORMAT, "", "expected"},
    {1, "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), } x", RC_EFORMAT, "x", "header"},
    {1, "", RC_EFORMAT, "", "header"},
    {1, "[1, 2]", RC_EFORMAT, "[", "a list, where a dictionary is expected"},
    {1, "{}", RC_EFORMAT, "{", "'descr' is missing"},
    {1, "{'descr': '<i4', 'fortran_order': False}", RC_EFORMAT, "{", "'shape' is missing"},
    {1, "{'descr': '<i4', 'shape': (3,)}", RC_EFORMAT, "{", "'fortran_order' is missing"},
    {1, "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), 'more': 1}", RC_EFORMAT, "'more'",
     "unknown key 'more'"},
    {1, "{7: '<i4', 'fortran_order': False, 'shape': (3,)}", RC_EFORMAT, "7", "a key in quotes"},
    {1, "{'descr': '<i4', 'descr': '<i4', 'fortran_order': False, 'shape': (3,)}", RC_EFORMAT,
     "'descr': '<i4', 'f", "twice"},
    {1, "{'descr': '<i4', 'fortran_order': False, 'shape': 3}", RC_EFORMAT, "3", "a tuple"},
    {1, "{'descr': '<i4', 'fortran_order': False, 'shape': (3)}", RC_EFORMAT, "(3", "a tuple"},
    {1, "{'descr': '<i4', 'fortran_order': False, 'shape': [3]}", RC_EFORMAT, "[3", "a tuple"},
    {1, "{'descr': '<i4', 'fortran_order': False, 'shape': (-3,)}", RC_EFORMAT, "-3", "from 0 up"},
    {1, "{'descr': '<i4', 'fortran_order': False, 'shape': (True,)}", RC_EFORMAT, "True", "from 0"},
    {1, "{'descr': '<i4', 'fortran_order': False, 'shape': ('3',)}", RC_EFORMAT, "'3'", "from 0"},
    {1, "{'descr': '<i4', 'fortran_order': False, 'shape': ((3),)}", RC_EFORMAT, "(3)", "from 0"},
    {1, "{'descr': '<i4', 'fortran_order': False, 'shape': (3.0,)}", RC_EFORMAT, NULL, "header"},
    {1, "{'descr': '<i4', 'fortran_order': False, 'shape': (99999999999999999999,)}", RC_EFORMAT,
     "9999", "header"},
    {3, "{'descr': '<i4', 'fortran_order': False, 'shape': (3L,)}", RC_EFORMAT, "L", "header"},
    {1, "{'descr': '<i4', 'fortran_order': 0, 'shape': (3,)}", RC_EFORMAT, "0", "True or False"},
    {1, "{'descr': '<i4', 'fortran_order': false, 'shape': (3,)}", RC_EFORMAT, "false",
     "True or False"},
    {1, "{'descr': '<i4', 'fortran_order': None, 'shape': (3,)}", RC_EFORMAT, "None", "True or"},
    {1, "{'descr': '|O', 'fortran_order': False, 'shape': (3,)}", RC_EUNSUPPORTED, "'|O'",
     "Python objects"},
    {1, "{'descr': [('a', '|O')], 'fortran_order': False, 'shape': (3,)}", RC_EUNSUPPORTED, "'|O'",
     "Python objects"},
    {1, "{'descr': [(('O', 'a'), '<i4')], 'fortran_order': False, 'shape': (3,)}", RC_EUNSUPPORTED,
     NULL, ""},
    {1, "{'descr': '<q4', 'fortran_order': False, 'shape': (3,)}", RC_EFORMAT, NULL, "header"},
    {1, "{'descr': 'x:i4', 'fortran_order': False, 'shape': (3,)}", RC_EFORMAT, NULL, "header"},
    /* A str cell holds an offset into memory: never to be taken from a file. */
    {1, "{'descr': 'str', 'fortran_order': False, 'shape': (0,)}", RC_EUNSUPPORTED, "'str'",
     "cannot hold a str"},
    {1, "{'descr': [('a', 'str')], 'fortran_order': False, 'shape': (0,)}", RC_EUNSUPPORTED,
     "[('a', 'str'", "cannot hold a str"},
    {1, "{'descr': 7, 'fortran_order': False, 'shape': (3,)}", RC_EFORMAT, "7", "header"},
    {1, "{'descr': [('a', '<i4'), ('a', '<i4')], 'fortran_order': False, 'shape': (3,)}",
     RC_EFORMAT, NULL, "header"},
    {1, "{'descr': [('', '<i4'), ('f0', '<i4')], 'fortran_order': False, 'shape': (3,)}",
     RC_EFORMAT, NULL, "header"},
    {1, "{'descr': __import__('os'), 'fortran_order': False, 'shape': (3,)}", RC_EFORMAT,
     "__import__", "header"},
    {1, "{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904,)}", RC_EFORMAT,
     "(46", "more than a file can hold"},
    {1, "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1000000, 1000000)}", RC_ELIMIT, NULL,
     "header"},
    {1, "{'descr': '|V0', 'fortran_order': False, 'shape': (1000000000,)}", RC_ELIMIT, "(1000",
     "records of 0 bytes"},
    {1, "{'descr': '<i4', 'fortran_order': False, 'shape': (4,), }", RC_EFORMAT, NULL,
     "ends in record 3 of 4"},
    {1, "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }", RC_EFORMAT, NULL,
     "after the last record"},
    {3, "{'descr': [('\xE9', '|i1')], 'fortran_order': False, 'shape': (1,), }", RC_EFORMAT, NULL,
     "header"},
};

START_TEST(bad_headers_are_refused_with_their_place)
{
    const bad *c = &bads[_i];
    rc_error err = RC_ERROR_INIT;
    rci_npy_header header;
    npy_bytes file = npy_make(c->version, c->text, "0123456789ab", 12);
    rc_status status = read_header(&file, &header, &err);
    ck_assert_msg(status == c->status && err.status == status, "%s: status %s: %s", c->text,
                  rc_status_name(status), err.message);
    ck_assert_msg(strstr(err.message, c->message) != NULL, "%s: message: %s", c->text, err.message);
    ck_assert_ptr_null(header.dtype);
    ck_assert_uint_le(err.byte, file.size);
    if (c->place) {
        size_t at = npy_text_at(c->version);
        size_t n = strlen(c->place);
        ck_assert_uint_ge(err.byte, at);
        at = (size_t)err.byte - at;
        if (n == 0) {
            ck_assert_uint_ge(at, strlen(c->text));
        } else {
            ck_assert_msg(strncmp(c->text + at, c->place, n) == 0, "%s: at \"%s\": %s", c->text,
                          c->text + at, err.message);
        }
    }
    ck_assert_int_eq(read_header(&file, &header, NULL), c->status);
}
END_TEST

/* Where a latin1 name stands in front, text and file do not run side by side. */
START_TEST(places_count_bytes_of_the_file)
{
    static const char text[] = "{'descr': [('\xE9\xE8', '|i1')], 'fortran_order': 5, 'shape': ()}";
    rc_error err = RC_ERROR_INIT;
    rci_npy_header header;
    npy_bytes file = npy_make(1, text, "x", 1);
    ck_assert_int_eq(read_header(&file, &header, &err), RC_EFORMAT);
    ck_assert_uint_eq(err.byte, 10 + (size_t)(strchr(text, '5') - text));
}
END_TEST

/* ------------------------------------------------------------- the prefix */

typedef struct prefix {
    const char *bytes;
    size_t n;
    rc_status status;
    uint64_t byte;
    const char *message;
} prefix;

static const prefix prefixes[] = {
    {"", 0, RC_EFORMAT, 0, "the file is empty"},
    {"\x93NUM", 4, RC_EFORMAT, 4, "inside the header"},
    {"\x93NUMPY", 6, RC_EFORMAT, 6, "inside the header"},
    {"\x93NUMPY\x01", 7, RC_EFORMAT, 7, "inside the header"},
    {"\x93NUMPY\x01\x00\x10", 9, RC_EFORMAT, 9, "inside the header"},
    {"\x93NUMPY\x02\x00\x10\x00\x00", 11, RC_EFORMAT, 11, "inside the header"},
    {"\x93NUMPY\x01\x00\x10\x00{}", 12, RC_EFORMAT, 8, "a header of 16 bytes"},
    {"\x93NUMPY\x03\x00\xFF\xFF\xFF\xFF{}", 14, RC_ELIMIT, 8, "at most"},
    {"\x93NUMPY\x00\x00\x10\x00", 10, RC_EUNSUPPORTED, 6, "version 0.0"},
    {"\x93NUMPY\x04\x00\x10\x00", 10, RC_EUNSUPPORTED, 6, "version 4.0"},
    {"\x93NUMPY\x01\x01\x10\x00", 10, RC_EUNSUPPORTED, 6, "version 1.1"},
    {"a", 1, RC_EFORMAT, 0, "it begins with \"a\""},
    {"\x93NUMPX\x01\x00", 8, RC_EFORMAT, 0, "it begins with \"\\x93NUMPX\""},
    {"PK\x03\x04zip", 7, RC_EFORMAT, 0, "a zip archive"},
};

START_TEST(bad_prefixes_are_refused_with_their_place)
{
    const prefix *c = &prefixes[_i];
    rc_error err = RC_ERROR_INIT;
    rci_npy_header header;
    npy_bytes file;
    memcpy(file.bytes, c->bytes, c->n);
    file.size = c->n;
    ck_assert_int_eq(read_header(&file, &header, &err), c->status);
    ck_assert_msg(strstr(err.message, c->message) != NULL, "message: %s", err.message);
    ck_assert_uint_eq(err.byte, c->byte);
}
END_TEST

/* Every cut of a good file and every single wrong byte: an error with a place, or another good
   file, and never anything worse. */
START_TEST(damage_anywhere_is_met)
{
    static const char text[] = "{'descr': [('a', '<i4'), ('b', [('c', '|S3')], (2, 2))], "
                               "'fortran_order': False, 'shape': (1,), }";
    unsigned char zeros[16] = {0};
    for (int version = 1; version <= 3; version++) {
        npy_bytes whole = npy_make(version, text, zeros, sizeof zeros);
        rci_npy_header header;
        for (size_t n = 0; n < whole.size; n++) {
            npy_bytes file = whole;
            rc_error err = RC_ERROR_INIT;
            file.size = n;
            ck_assert_int_eq(read_header(&file, &header, &err), RC_EFORMAT);
            ck_assert_uint_le(err.byte, n);
        }
        for (size_t i = 0; i < whole.data; i++) {
            for (int c = 0; c < 256; c++) {
                rc_error err = RC_ERROR_INIT;
                rci_io_source *source = NULL;
                npy_bytes file = whole;
                file.bytes[i] = (unsigned char)c;
                source = rci_io_source_open_memory(file.bytes, file.size, NULL, NULL);
                if (rci_npy_header_read(source, &header, &err) == RC_OK) {
                    rc_dtype_unref(header.dtype);
                } else {
                    ck_assert_uint_le(err.byte, file.size);
                    ck_assert_str_ne(err.message, "");
                }
                rci_io_source_close(source);
            }
        }
    }
}
END_TEST

static rc_status read_without_memory(void *context)
{
    rc_error err = RC_ERROR_INIT;
    rci_npy_header header;
    const npy_bytes *file = context;
    rci_io_source *source = rci_io_source_open_memory(file->bytes, file->size, NULL, &err);
    if (source && rci_npy_header_read(source, &header, &err) == RC_OK) {
        rc_dtype_unref(header.dtype);
    }
    rci_io_source_close(source);
    return err.status;
}

START_TEST(reading_survives_refused_memory)
{
    npy_bytes file = npy_make(1,
                              "{'descr': [('\xE9', '<i4'), ('', '|V4'), ('b', [('c', '|S3')])], "
                              "'fortran_order': False, 'shape': (1, 2), }",
                              "0123456789012345678901", 22);
    faulty_alloc_each(read_without_memory, &file);
}
END_TEST

/* --------------------------------------------------------------- writing */

typedef struct written {
    const char *dtype;
    const char *text;
} written;

static const written writtens[] = {
    {"i4", "{'descr': '<i4', 'fortran_order': False, 'shape': (7,), }"},
    {"bool", "{'descr': '|b1', 'fortran_order': False, 'shape': (7,), }"},
    {"(2,3)f8", "{'descr': '<f8', 'fortran_order': False, 'shape': (7, 2, 3), }"},
    {"x:i4, y:i4, z:i4", "{'descr': [('x', '<i4'), ('y', '<i4'), ('z', '<i4')], 'fortran_order': "
                         "False, 'shape': (7,), }"},
    {"a:{b:S3, c:2U1}, d:>f2", "{'descr': [('a', [('b', '|S3'), ('c', '<U1', (2,))]), ('d', "
                               "'>f2')], 'fortran_order': False, 'shape': (7,), }"},
};

START_TEST(headers_are_written)
{
    size_t n;
    const written *c = &writtens[_i];
    rc_error err = RC_ERROR_INIT;
    rci_base_bytes out;
    rc_dtype *dtype = rc_dtype_parse(c->dtype, &err);
    ck_assert_msg(dtype != NULL, "%s: %s", c->dtype, err.message);
    rci_base_bytes_init(&out);
    ck_assert_int_eq(rci_npy_header_write(&out, dtype, 7, NULL), RC_OK);
    n = strlen(c->text);
    ck_assert_uint_eq(out.length % 64, 0);
    ck_assert(memcmp(out.data, "\x93NUMPY\x01\x00", 8) == 0);
    ck_assert_uint_eq((size_t)out.data[8] + 256 * (size_t)out.data[9], out.length - 10);
    ck_assert(memcmp(out.data + 10, c->text, n) == 0);
    for (size_t i = 10 + n; i + 1 < out.length; i++) {
        ck_assert_int_eq(out.data[i], ' ');
    }
    ck_assert_int_eq(out.data[out.length - 1], '\n');
    ck_assert_uint_ge(out.length, 10 + n + 20 + 1 + 1); /* room to grow, padding, newline */
    rci_base_bytes_release(&out);
    rc_dtype_unref(dtype);
}
END_TEST

START_TEST(the_length_does_not_depend_on_the_number_of_records)
{
    static const uint64_t counts[] = {0, 9, 10, 999999, UINT32_MAX, INT64_MAX, UINT64_MAX};
    for (size_t names = 1; names < 70; names++) {
        size_t expected;
        rc_dtype *dtype;
        char text[80] = "";
        memset(text, 'n', names);
        strcpy(text + names, ":i4");
        dtype = rc_dtype_parse(text, NULL);
        expected = 0;
        for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
            rci_base_bytes out;
            rci_base_bytes_init(&out);
            ck_assert_int_eq(rci_npy_header_write(&out, dtype, counts[i], NULL), RC_OK);
            expected = expected ? expected : out.length;
            ck_assert_uint_eq(out.length, expected);
            rci_base_bytes_release(&out);
        }
        rc_dtype_unref(dtype);
    }
}
END_TEST

/* One field whose name has the given UTF-8 text, n times over. */
static rc_dtype *long_name(const char *character, size_t n)
{
    rc_dtype *leaf = rc_dtype_leaf(RC_I1, NULL);
    size_t width = strlen(character);
    char *name = malloc(n * width + 1);
    rc_field_spec field = {name, leaf, RC_AUTO, 0};
    rc_dtype *dtype;
    for (size_t i = 0; i < n; i++) {
        memcpy(name + i * width, character, width);
    }
    name[n * width] = '\0';
    dtype = rc_dtype_struct(&field, 1, RC_PACKED, RC_AUTO, NULL);
    rc_dtype_unref(leaf);
    free(name);
    ck_assert_ptr_nonnull(dtype);
    return dtype;
}

/* The version, and that it reads back to the same. */
static int version_of(rc_dtype *dtype)
{
    rc_status status;
    rc_error err = RC_ERROR_INIT;
    rci_npy_header header;
    rci_io_source *source;
    int version;
    rci_base_bytes out;
    rci_base_bytes_init(&out);
    ck_assert_int_eq(rci_npy_header_write(&out, dtype, 0, NULL), RC_OK);
    ck_assert_uint_eq(out.length % 64, 0);
    version = out.data[6];
    source = rci_io_source_open_memory(out.data, out.length, NULL, NULL);
    status = rci_npy_header_read(source, &header, &err);
    ck_assert_msg(status == RC_OK, "%s", err.message);
    ck_assert(rc_dtype_equal(header.dtype, dtype));
    rc_dtype_unref(header.dtype);
    rci_io_source_close(source);
    rci_base_bytes_release(&out);
    rc_dtype_unref(dtype);
    return version;
}

START_TEST(the_oldest_version_that_can_say_it_is_chosen)
{
    ck_assert_int_eq(version_of(long_name("x", 1000)), 1);
    ck_assert_int_eq(version_of(long_name("x", 65000)), 1);
    ck_assert_int_eq(version_of(long_name("x", 66000)), 2);
    ck_assert_int_eq(version_of(long_name("\xC3\xBF", 100)), 1);
    ck_assert_int_eq(version_of(long_name("\xC3\xBF", 65000)), 1);
    ck_assert_int_eq(version_of(long_name("\xC3\xBF", 66000)), 2);
    ck_assert_int_eq(version_of(long_name("\xC4\x80", 1)), 3);
    ck_assert_int_eq(version_of(long_name("\xF0\x9F\x99\x82", 30000)), 3);
}
END_TEST

START_TEST(a_header_over_the_limit_is_refused)
{
    rc_error err = RC_ERROR_INIT;
    rci_base_bytes out;
    rc_dtype *dtype = long_name("x", RCI_NPY_MAX_HEADER);
    rci_base_bytes_init(&out);
    ck_assert_int_eq(rci_npy_header_write(&out, dtype, 0, &err), RC_ELIMIT);
    ck_assert_int_eq(err.status, RC_ELIMIT);
    rci_base_bytes_release(&out);
    rc_dtype_unref(dtype);
}
END_TEST

typedef struct refused {
    const char *dtype;
    const char *field;
    const char *message;
} refused;

static const refused refuseds[] = {
    {"str", "", "S<n> (bytes) and U<n>"},
    {"a:i4, who:{name:str}", "who.name", "S<n> (bytes) and U<n>"},
    {"a:i4, b:3str", "b", "S<n> (bytes) and U<n>"},
    {"a:i4?", "a", "which the \"?\""},
    {"a:{b:i4, c:i4?}", "a.c", "which the \"?\""},
};

START_TEST(kinds_without_a_place_in_the_format_are_refused)
{
    const refused *c = &refuseds[_i];
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse(c->dtype, &err);
    ck_assert_msg(dtype != NULL, "%s: %s", c->dtype, err.message);
    ck_assert_int_eq(rci_npy_can_hold(dtype, &err), RC_EUNSUPPORTED);
    ck_assert_str_eq(err.field, c->field);
    ck_assert_msg(strstr(err.message, c->message) != NULL, "message: %s", err.message);
    ck_assert_int_eq(rci_npy_can_hold(dtype, NULL), RC_EUNSUPPORTED);
    rc_dtype_unref(dtype);
}
END_TEST

static rc_status write_without_memory(void *context)
{
    rc_error err = RC_ERROR_INIT;
    rci_base_bytes out;
    rci_base_bytes_init(&out);
    rci_npy_header_write(&out, context, 5, &err);
    rci_base_bytes_release(&out);
    return err.status;
}

START_TEST(writing_survives_refused_memory)
{
    rc_dtype *dtype = rc_dtype_parse("a:{b:S3, c:2U1}, d:>f2", NULL);
    faulty_alloc_each(write_without_memory, dtype);
    rc_dtype_unref(dtype);
}
END_TEST

/* The bytes of a file: those before its records. */
START_TEST(the_public_header_is_that_of_files)
{
    static const char text[] = "{'descr': [('x', '<i4'), ('y', '|S3')], 'fortran_order': False, "
                               "'shape': (70000,), }";
    static const unsigned char start[] = {0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0};
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i4, y:S3", NULL), *strings = rc_dtype_parse("s:str", NULL);
    size_t size = 0;
    char *header = rc_npy_header(dtype, 70000, &size, &err);
    ck_assert_uint_eq(size, 128);
    ck_assert_mem_eq(header, start, sizeof start);
    ck_assert_mem_eq(header + sizeof start, text, sizeof text - 1);
    for (size_t i = sizeof start + sizeof text - 1; i < 127; i++) {
        ck_assert_int_eq(header[i], ' ');
    }
    ck_assert_int_eq(header[127], '\n');
    rc_text_free(header);
    ck_assert_ptr_null(rc_npy_header(strings, 1, &size, &err));
    ck_assert_int_eq(err.status, RC_EUNSUPPORTED);
    ck_assert_str_eq(err.field, "s");
    rc_dtype_unref(strings);
    rc_dtype_unref(dtype);
}
END_TEST

extern runner_suite_fn suite_npy_header;

Suite *suite_npy_header(void)
{
    Suite *suite = suite_create("npy header");
    TCase *tc = tcase_create("header");
    tcase_add_loop_test(tc, headers_are_read, 0, sizeof goods / sizeof goods[0]);
    tcase_add_loop_test(tc, bad_headers_are_refused_with_their_place, 0,
                        sizeof bads / sizeof bads[0]);
    tcase_add_test(tc, places_count_bytes_of_the_file);
    tcase_add_loop_test(tc, bad_prefixes_are_refused_with_their_place, 0,
                        sizeof prefixes / sizeof prefixes[0]);
    tcase_add_test(tc, damage_anywhere_is_met);
    tcase_add_test(tc, reading_survives_refused_memory);
    tcase_add_loop_test(tc, headers_are_written, 0, sizeof writtens / sizeof writtens[0]);
    tcase_add_test(tc, the_length_does_not_depend_on_the_number_of_records);
    tcase_add_test(tc, the_oldest_version_that_can_say_it_is_chosen);
    tcase_add_test(tc, a_header_over_the_limit_is_refused);
    tcase_add_loop_test(tc, kinds_without_a_place_in_the_format_are_refused, 0,
                        sizeof refuseds / sizeof refuseds[0]);
    tcase_add_test(tc, writing_survives_refused_memory);
    tcase_add_test(tc, the_public_header_is_that_of_files);
    suite_add_tcase(suite, tc);
    return suite;
}
