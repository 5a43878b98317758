// Reading and writing: load, save, reader, writer, pump, map_npy, npz_names.
#include "cxx_test.hpp"

#include <cstdio>
#include <stdlib.h>
#include <string>
#include <vector>

namespace
{

std::string lines(int n)
{
    std::string text;
    for (int i = 0; i < n; i++) {
        text += "{\"x\":" + std::to_string(i) + "}\n";
    }
    return text;
}

rowcol::read_options options_of(const char *dtype)
{
    rowcol::read_options options;
    options.dtype = rowcol::dtype(dtype);
    return options;
}

void test_load_and_save()
{
    std::string path = folder() + "/a.ndjson";
    write_file(path, "{\"x\":1}\n{\"x\":2,\"z\":0}\n{}\n");
    rowcol::read_options options = options_of("x:i4?");
    throws(
        RC_EEXTRA, "a key that is not a field", [&] { rowcol::load(path, options); }, ":2:8:");
    options.extra = RC_EXTRA_IGNORE;
    throws(RC_EMISSING, "a field that is missing", [&] { rowcol::load(path, options); });
    options.missing = RC_MISSING_NULL;
    options.layout = RC_COLUMNS;
    rowcol::store store = rowcol::load(path, options);
    ok(store.size() == 3 && store.layout() == RC_COLUMNS && store.get<int>(1, "x") == 2 &&
           !store.get<std::optional<int>>(2, "x"),
       "options of reading");
    ok(rowcol::load_memory("{\"x\":7}", options, "a.ndjson").get<int>(0, "x") == 7, "load_memory");
    rowcol::save(store, path);
    same_text(contents(path), "{\"x\":1}\n{\"x\":2}\n{\"x\":null}\n", "save");
    rowcol::write_options values;
    values.values = true;
    values.format = "json";
    rowcol::save(store.slice(0, 2), path, values);
    same_text(contents(path), "[[1],[2]]\n", "options of writing");
    write_file(path, "{\"a\":{\"b\":[{\"x\":5}]}}");
    options.format = "json";
    options.root = "/a/b";
    ok(rowcol::load(path, options).get<int>(0, "x") == 5, "format and root");
    options.max_record = 3;
    throws(RC_ELIMIT, "max_record", [&] { rowcol::load(path, options); });
    write_file(path, "{\"x\":null}\n");
    options = options_of("x:f8");
    throws(RC_ETYPE, "null", [&] { rowcol::load(path, options); });
    options.nulls = RC_NULLS_NAN;
    store = rowcol::load(path, options);
    double nan = store.get<double>(0, "x");
    ok(nan != nan, "nulls");
    throws(
        RC_ERANGE, "NaN", [&] { rowcol::save(store, path); }, "field \"x\"");
    same_text(contents(path), "{\"x\":null}\n", "the file stays then");
    rowcol::write_options nonfinite;
    nonfinite.nonfinite = RC_NONFINITE_NULL;
    rowcol::save(store, path, nonfinite);
    same_text(contents(path), "{\"x\":null}\n", "nonfinite");
    throws(RC_EIO, "no such folder", [&] { rowcol::save(store, folder() + "/no/a.npy"); });
    std::remove(path.c_str());
}

void test_reader()
{
    const int n = 300000;
    std::string text = lines(n);
    rowcol::reader reader = rowcol::reader::memory(text, options_of("x:i4"), "a.ndjson");
    same_text(reader.dtype().text(), "x:i4", "the dtype of a reader");
    ok(!reader.expected() && reader, "the length of text is not known");
    rowcol::store batch;
    int at = 0;
    std::size_t batches = 0;
    bool good = true;
    while (reader.next(batch)) {
        batches++;
        for (std::int32_t x : batch.view<std::int32_t>("x")) {
            good = good && x == at++;
        }
    }
    ok(good && at == n && batches > 1, "next returns all records in batches");
    ok(!batch && !reader.next(batch) && !batch, "and false after the last");
    text = lines(n) + "{\"x\":\"no\"}\n";
    rowcol::reader again = rowcol::reader::memory(text, options_of("x:i4"), "b.ndjson");
    at = 0;
    throws(
        RC_ETYPE, "a wrong record throws",
        [&] {
            for (rowcol::store &part : again) {
                at += static_cast<int>(part.size());
            }
        },
        "b.ndjson:300001:6:");
    ok(at == n, "after all before it");
    int loops = 0;
    rowcol::reader empty = rowcol::reader::memory({}, options_of("x:i4"), "c.ndjson");
    for (rowcol::store &part : empty) {
        loops += part.size() > 0;
    }
    ok(loops == 0, "an empty input has no batches");
    rowcol::store kept;
    rowcol::reader third = rowcol::reader::memory(text, options_of("x:i4"), "b.ndjson");
    for (rowcol::store &part : third) {
        kept = std::move(part);
        break;
    }
    third = rowcol::reader();
    ok(kept.get<int>(1, "x") == 1, "a batch can be kept, also after the reader is closed");
}

void test_writer()
{
    std::string path = folder() + "/w.ndjson";
    write_file(path, "before");
    rowcol::store store(rowcol::dtype("x:i4"), 2);
    {
        rowcol::writer writer(path, store.dtype());
        writer.write(store);
    }
    same_text(contents(path), "before", "a writer that is not finished leaves the file");
    rowcol::writer writer(path, store.dtype());
    writer.write(store);
    store.set(0, "x", 5);
    rowcol::writer moved = std::move(writer);
    moved.write(store.slice(0, 1));
    throws(RC_ETYPE, "a store of another dtype",
           [&] { moved.write(rowcol::store(rowcol::dtype("y:i4"), 1)); });
    rowcol::writer good(path, store.dtype());
    good.write(store);
    good.write(store.slice(1, 1));
    good.finish();
    same_text(contents(path), "{\"x\":5}\n{\"x\":0}\n{\"x\":0}\n", "finish");
    throws(RC_EARG, "finish again", [&] { good.finish(); });
    throws(RC_EARG, "write after finish", [&] { good.write(store); });
    throws(RC_EUNSUPPORTED, "a dtype that the format cannot hold",
           [&] { rowcol::writer(folder() + "/w.npy", rowcol::dtype("x:str")); });
    std::remove(path.c_str());
}

void test_pump()
{
    std::string path = folder() + "/p.npy", text = lines(1000);
    rowcol::reader reader = rowcol::reader::memory(text, options_of("x:i4"), "p.ndjson");
    rowcol::writer writer(path, reader.dtype());
    rowcol::pump_options options;
    rc_pump_stats stats = RC_PUMP_STATS_INIT;
    options.threads = 2;
    options.stats = &stats;
    ok(rowcol::pump(reader, writer, options) == 1000 && stats.records == 1000 &&
           stats.bytes_in == text.size(),
       "pump counts");
    rowcol::reader more = rowcol::reader::memory("{\"x\":-7}\n", options_of("x:i4"), "q.ndjson");
    ok(rowcol::pump(more, writer, options) == 1 && stats.records == 1001, "a second pump");
    writer.finish();
    rowcol::store mapped = rowcol::map_npy(path);
    ok(mapped.size() == 1001 && mapped.get<int>(999, "x") == 999 &&
           mapped.get<int>(1000, "x") == -7,
       "map_npy");
    rowcol::reader npy(path);
    ok(npy.expected() == 1001u, "expected");
    volatile std::sig_atomic_t stop = 1;
    options.cancel = &stop;
    rowcol::writer second(folder() + "/s.npy", npy.dtype());
    throws(RC_ECANCELED, "cancel", [&] { rowcol::pump(npy, second, options); });
    std::remove(path.c_str());
}

void test_npz()
{
    std::string path = folder() + "/n.npz";
    const char *source = getenv("top_srcdir");
    write_file(path, "no archive");
    throws(RC_EFORMAT, "not an archive", [&] { rowcol::npz_names(path); });
    std::remove(path.c_str());
    if (source) {
        path = std::string(source) + "/tests/fuzz/corpus/npz/good-three.npz";
        ok(rowcol::npz_names(path) == std::vector<std::string>{"x", "y", "f"}, "npz_names");
        rowcol::read_options options;
        throws(RC_EARG, "an archive of three arrays", [&] { rowcol::load(path, options); });
        options.member = "x"; /* its bytes are 0, 1, 2, ... 11 */
        rowcol::store x = rowcol::load(path, options);
        ok(x.size() == 3 && x.view<std::int32_t>("")[2] == 0x0b0a0908, "member");
    }
}

} // namespace

void test_stream()
{
    test_load_and_save();
    test_reader();
    test_writer();
    test_pump();
    test_npz();
}
