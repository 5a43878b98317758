// rowcol::error, rowcol::call, rowcol::c_string, rowcol::value.
#include "cxx_test.hpp"

#include <complex>
#include <limits>

namespace
{

void test_place()
{
    std::string path = folder() + "/points.ndjson";
    write_file(path, "{\"x\":1,\"y\":2}\n{\"x\":3,\"y\":3000000000}\n");
    rowcol::read_options options;
    options.dtype = rowcol::dtype("x:i4, y:i4");
    try {
        rowcol::load(path, options);
        ok(false, "a value that does not fit is refused");
    } catch (const rowcol::error &e) {
        ok(e.status() == RC_ERANGE, "status()");
        same_text(e.source(), path, "source()");
        same_text(e.field(), "y", "field()");
        same_text(e.message(), "3000000000 does not fit int32 (try y:i8)", "message()");
        same_text(e.what(), path + ":2:12: field \"y\": 3000000000 does not fit int32 (try y:i8)",
                  "what()");
        ok(e.line() == 2u && e.column() == 12u, "line() and column() count from 1");
        ok(e.byte() == 14u + 11u, "byte() counts from 0");
        ok(e.record() == 1u, "record() counts from 0");
        ok(e.hint() == RC_HINT_NONE && e.hint_value().empty() && e.sys() == 0, "no hint, no errno");
        rowcol::error copy = e;
        copy = e;
        same_text(copy.what(), e.what(), "a copy has the same text");
        ok(copy.get().line == 2 && copy.status() == RC_ERANGE, "and the same place");
    }
    std::remove(path.c_str());
}

void test_no_place()
{
    try {
        rowcol::dtype("x:i4, y:nothing");
        ok(false, "an unknown type is refused");
    } catch (const std::runtime_error &e) {
        const rowcol::error &error = dynamic_cast<const rowcol::error &>(e);
        ok(error.status() == RC_ESYNTAX && error.byte() == 8u, "the byte of a wrong dtype");
        ok(!error.line() && !error.column() && !error.record(), "what is not known is empty");
        ok(error.source().empty() && error.field().empty(), "no source, no field");
    }
    try {
        rowcol::load(folder() + "/missing.npy");
        ok(false, "a missing file is refused");
    } catch (const rowcol::error &e) {
        ok(e.status() == RC_EIO && e.sys() == 2, "sys() is the errno");
    }
    try {
        rowcol::reader::memory("{}", {}, "a.ndjson");
        ok(false, "JSON without a dtype is refused");
    } catch (const rowcol::error &e) {
        ok(e.status() == RC_EARG && e.hint() == RC_HINT_DTYPE, "hint()");
    }
}

void test_own_errors()
{
    rowcol::error e(RC_ETYPE, "a\x1b[2Jb", "f\n");
    same_text(e.message(), "a\\x1B[2Jb", "a message is made printable");
    same_text(e.field(), "f\\x0A", "a field, too");
    rowcol::error longest(RC_ETYPE, std::string(5000, 'm'), std::string(5000, 'f'));
    ok(longest.message() == std::string(511, 'm') && longest.field() == std::string(191, 'f'),
       "long text is cut");
    rc_error full = RC_ERROR_INIT;
    full.status = RC_EIO;
    std::string source(255, 's'), field(191, 'f'), message(511, 'm'), hint(63, 'h');
    std::snprintf(full.source, sizeof full.source, "%s", source.c_str());
    std::snprintf(full.field, sizeof full.field, "%s", field.c_str());
    std::snprintf(full.message, sizeof full.message, "%s", message.c_str());
    std::snprintf(full.hint_value, sizeof full.hint_value, "%s", hint.c_str());
    full.hint = RC_HINT_ROOT;
    full.line = full.column = UINT64_MAX - 1;
    same_text(rowcol::error(full).what(),
              source + ":18446744073709551614:18446744073709551614: field \"" + field +
                  "\": " + message + " (set the option root to \"" + hint + "\")",
              "the longest line");
    ok(rowcol::error(full).source() == source && rowcol::error(full).hint_value() == hint &&
           rowcol::error(full).message() == message,
       "full strings are kept");
}

void test_call()
{
    rowcol::dtype a("i4"), b("f4");
    rowcol::dtype both(rowcol::adopt, rowcol::call(rc_dtype_promote, a.get(), b.get()));
    same_text(both.text(), "f8", "call returns what the function returns");
    throws(RC_ETYPE, "call throws what it fails with",
           [&] { rowcol::call(rc_dtype_promote, a.get(), rowcol::dtype("str").get()); });
    rowcol::store empty(a, 0);
    ok(rowcol::call(rc_store_data_as, empty.get(), a.get()) ==
           empty.rows<std::int32_t>([](rc_error *err) { return rc_dtype_leaf(RC_I4, err); }).data(),
       "NULL is a result where there is no error");
}

void test_strings()
{
    std::string nul("x\0y", 3);
    rowcol::store store(rowcol::dtype("x:i4"), 1);
    throws(
        RC_EARG, "a string with NUL is not a dtype", [&] { rowcol::dtype(std::string("i4\0", 3)); },
        "NUL");
    throws(
        RC_EARG, "nor a path of a field", [&] { store.get(0, nul); }, "NUL");
    throws(
        RC_EARG, "nor a path of a file", [&] { rowcol::save(store, nul); }, "NUL");
    rowcol::read_options options;
    options.format = nul;
    throws(
        RC_EARG, "nor an option", [&] { rowcol::load("x.npy", options); }, "NUL");
    const char *none = nullptr;
    throws(RC_EARG, "NULL is not a dtype", [&] { rowcol::dtype{none}; });
    throws(RC_EARG, "nor a path", [&] { store.view<int>(none); });
    throws(RC_EARG, "nor a file", [&] { rowcol::load(none); });
}

} // namespace

void test_error()
{
    test_place();
    test_no_place();
    test_own_errors();
    test_call();
    test_strings();
}
