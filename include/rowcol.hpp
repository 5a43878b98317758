/*
 * rowcol.hpp - the library for C++17 and newer: objects that release themselves, typed fields,
 * spans of records, errors as exceptions. Header files only; needs exceptions; link with the flags
 * of pkg-config --cflags --libs rowcol.
 *
 *     struct point {
 *         std::int32_t x, y;
 *         RC_DEFINE_DTYPE(dtype, point, RC_FIELD(x), RC_FIELD(y))
 *     };
 *
 *     rowcol::read_options options;
 *     options.dtype = rowcol::dtype::of<point>();            or rowcol::dtype("x:i4, y:i4")
 *     rowcol::store points = rowcol::load("points.ndjson", options);
 *     for (point &p : points.rows<point>()) {                structs, without a copy
 *         p.x += 1;
 *     }
 *     rowcol::field<std::int32_t> y = points.field<std::int32_t>("y");
 *     for (std::size_t i = 0; i < y.size(); i++) {           one field, rows or columns
 *         y.set(i, y[i] * 2);
 *     }
 *     rowcol::save(points, "points.npy");
 *
 * Headers
 *   rowcol/error.hpp    error, call (any function of the C API, with exceptions)
 *   rowcol/dtype.hpp    dtype
 *   rowcol/value.hpp    value: one value of any kind
 *   rowcol/span.hpp     span: a contiguous array that another object owns
 *   rowcol/field.hpp    view<T>, field<T>: one field of all records
 *   rowcol/store.hpp    store, const_store
 *   rowcol/stream.hpp   load, save, reader, writer, pump
 *
 * Conventions
 *   - An object owns one reference to its C object and releases it in its destructor, which does
 *     not throw. `get()` borrows the C object, `release()` gives it to the caller, and the
 *     constructor with `adopt` takes over one that the caller owns, so that the C API can be used
 *     for everything that has no function here.
 *   - A move costs a pointer. Copies of a dtype, which is immutable, share it. Stores are not
 *     copied by accident: share() is another handle of the same store, slice() shares a part of its
 *     records, clone() copies them. Readers and writers can only be moved.
 *   - An object that was moved from or made by its default constructor is empty: a test of it is
 *     false, its queries (size, kind, ...) return 0 or an empty object, and every other function
 *     throws an error of status RC_EARG.
 *   - A failure throws rowcol::error: the status, message and place of the C API. An index past the
 *     end throws RC_EINDEX, also in typed access, unless the whole program is compiled with
 *     RC_NO_BOUNDS_CHECK. Memory that the library does not get is an error of status RC_ENOMEM;
 *     std::bad_alloc is thrown when memory runs out for a result of C++, such as a std::string, or
 *     for the exception. No exception passes through code of the C API.
 *   - Threads: as the C API (rowcol/base.h). A const function only reads.
 *   - Statuses in comments after "Throws" are those of the C function with the same task; its
 *     comment has the details.
 */
#ifndef ROWCOL_HPP
#define ROWCOL_HPP

#include <rowcol/dtype.hpp>
#include <rowcol/error.hpp>
#include <rowcol/field.hpp>
#include <rowcol/span.hpp>
#include <rowcol/store.hpp>
#include <rowcol/stream.hpp>
#include <rowcol/value.hpp>

#endif
