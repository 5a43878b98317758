// Misuse has a defined result: queries of empty and moved-from objects return 0, everything else
// throws rowcol::error, and so does each index past the end.
#include "cxx_test.hpp"

#include <array>
#include <functional>

namespace
{

struct point {
    std::int32_t x, y;
    RC_DEFINE_DTYPE(dtype, point, RC_FIELD(x), RC_FIELD(y))
};

struct misuse {
    const char *name;
    std::function<void()> action;
};

void test_empty_dtype()
{
    rowcol::dtype full("x:i4"), empty = std::move(full);
    const rowcol::dtype &none = full; /* moved from */
    ok(!none && none.kind() == rc_kind() && none.itemsize() == 0 && none.alignment() == 0 &&
           none.nfields() == 0 && none.shape().empty() && !none.element() && none.length() == 0 &&
           none.unit().first == RC_UNIT_GENERIC && none.unit().second == 1 && none.hash() == 0 &&
           none.order() == RC_ORDER_NONE && !none.is_aligned() && none.kind_name() == "unknown" &&
           none.get() == nullptr && full.release() == nullptr,
       "queries of a dtype that was moved from");
    const misuse cases[] = {
        {"text of an empty dtype", [&] { none.text(); }},
        {"c_text of an empty dtype", [&] { none.c_text("t"); }},
        {"field of an empty dtype", [&] { none.field(0); }},
        {"find of an empty dtype", [&] { none.find("x"); }},
        {"a store of an empty dtype", [&] { rowcol::store(none, 1); }},
        {"wrap of an empty dtype", [&] { rowcol::store::wrap(none, nullptr, 0); }},
        {"a writer of an empty dtype", [&] { rowcol::writer("x.npy", none); }},
    };
    for (const misuse &wrong : cases) {
        throws(RC_EARG, wrong.name, wrong.action);
    }
}

void test_empty_store()
{
    rowcol::store full(rowcol::dtype::of<point>(), 2), other = std::move(full);
    const rowcol::store &none = full; /* moved from */
    ok(!none && none.size() == 0 && none.empty() && none.capacity() == 0 && !none.dtype() &&
           none.layout() == rc_layout() && none.get() == nullptr && none != none && none != other &&
           !full.share() && full.release() == nullptr,
       "queries of a store that was moved from");
    const point record = {1, 2};
    const misuse cases[] = {
        {"view of an empty store", [&] { none.view<int>("x"); }},
        {"field of an empty store", [&] { full.field<int>("x"); }},
        {"rows of an empty store", [&] { full.rows<point>(); }},
        {"rows of an empty const store", [&] { none.rows<point>(); }},
        {"get of an empty store", [&] { none.get(0, "x"); }},
        {"set of an empty store", [&] { full.set(0, "x", 1); }},
        {"clone of an empty store", [&] { none.clone(); }},
        {"clone of an empty store to columns", [&] { none.clone(RC_COLUMNS); }},
        {"slice of an empty store", [&] { full.slice(0, 0); }},
        {"slice of an empty const store", [&] { none.slice(0, 0); }},
        {"reserve of an empty store", [&] { full.reserve(1); }},
        {"resize of an empty store", [&] { full.resize(0); }},
        {"shrink of an empty store", [&] { full.shrink(); }},
        {"append to an empty store", [&] { full.append(1); }},
        {"append of a store to an empty store", [&] { full.append(other); }},
        {"append of an empty store", [&] { other.append(none); }},
        {"append of a range of an empty store", [&] { other.append(none, 0, 0); }},
        {"push to an empty store", [&] { full.push(record); }},
        {"copy to an empty store", [&] { full.copy(0, other, 0, 0); }},
        {"copy of an empty store", [&] { other.copy(0, none, 0, 0); }},
        {"save of an empty store", [&] { rowcol::save(none, "x.npy"); }},
        {"an unknown layout", [&] { none.clone(static_cast<rc_layout>(3)); }},
        {"push of NULL", [&] { other.push(static_cast<const point *>(nullptr), 1); }},
    };
    for (const misuse &wrong : cases) {
        throws(RC_EARG, wrong.name, wrong.action);
    }
    ok(other.size() == 2, "the other store is as it was");
    full = rowcol::store(rowcol::dtype::of<point>(), 1);
    ok(full.size() == 1, "a store that was moved from can be assigned to");
}

void test_empty_streams()
{
    rowcol::reader reader = rowcol::reader::memory("", {"ndjson", rowcol::dtype("x:i4")});
    rowcol::writer writer(folder() + "/m.npy", rowcol::dtype("x:i4"));
    rowcol::reader moved_reader = std::move(reader);
    rowcol::writer moved_writer = std::move(writer);
    rowcol::store store(rowcol::dtype("x:i4")), batch;
    ok(!reader && !reader.dtype() && !reader.expected() && !reader.get() && !reader.release(),
       "queries of a reader that was moved from");
    ok(!writer && !writer.get() && !writer.release(), "and of a writer");
    const misuse cases[] = {
        {"next of an empty reader", [&] { reader.next(batch); }},
        {"begin of an empty reader", [&] { reader.begin(); }},
        {"write of an empty writer", [&] { writer.write(store); }},
        {"write of an empty store", [&] { moved_writer.write(batch); }},
        {"finish of an empty writer", [&] { writer.finish(); }},
        {"pump of an empty reader", [&] { rowcol::pump(reader, moved_writer); }},
        {"pump to an empty writer", [&] { rowcol::pump(moved_reader, writer); }},
        {"an unknown format",
         [&] {
             rowcol::reader::memory("", {"no such format", store.dtype()});
         }},
    };
    for (const misuse &wrong : cases) {
        throws(RC_EARG, wrong.name, wrong.action);
    }
}

template <class T> void past_the_end(rowcol::store &store, const char *path, T value)
{
    rowcol::view<T> view = store.view<T>(path);
    rowcol::field<T> field = store.field<T>(path), none;
    const std::size_t n = store.size();
    const misuse cases[] = {
        {"view[n]", [&] { static_cast<void>(view[n]); }},
        {"view.get(n)", [&] { view.get(n); }},
        {"view.get(SIZE_MAX)", [&] { view.get(SIZE_MAX); }},
        {"field.get(n)", [&] { field.get(n); }},
        {"field.set(n)", [&] { field.set(n, value); }},
        {"field[n]", [&] { static_cast<void>(field[n]); }},
        {"field[n] = value", [&] { field[n] = value; }},
        {"*end() of a view", [&] { static_cast<void>(*view.end()); }},
        {"*end() of a field", [&] { *field.end() = value; }},
        {"begin()[-1]", [&] { static_cast<void>(view.begin()[-1]); }},
        {"get of an empty handle", [&] { none.get(0); }},
        {"set of an empty handle", [&] { none.set(0, value); }},
    };
    for (const misuse &wrong : cases) {
        throws(RC_EINDEX, std::string(wrong.name) + " of \"" + path + "\"", wrong.action);
    }
    ok(none.empty() && none.size() == 0 && none.begin() == none.end() && rowcol::view<T>().empty(),
       "an empty handle has no records");
}

void test_indexes()
{
    for (rc_layout layout : {RC_ROWS, RC_COLUMNS}) {
        rowcol::store store(rowcol::dtype("x:i4, b:bool, t:M8[s], p:2i2, s:S4, v:str, o:i4?"), 2,
                            layout);
        past_the_end<std::int32_t>(store, "x", 1);
        past_the_end<bool>(store, "b", true);
        past_the_end<rowcol::datetime>(store, "t", {1});
        past_the_end<std::array<std::int16_t, 2>>(store, "p", {1, 2});
        past_the_end<std::string_view>(store, "s", "a");
        past_the_end<std::string_view>(store, "v", "a");
        past_the_end<rowcol::value>(store, "x", 1);
        past_the_end<std::optional<std::int32_t>>(store, "o", 1);
        past_the_end<std::optional<std::int32_t>>(store, "o", std::nullopt);
        past_the_end<std::optional<std::string_view>>(store, "v", "a");
        rowcol::field<rowcol::value> any = store.field<rowcol::value>("o");
        throws(RC_EINDEX, "is_null past the end", [&] { any.is_null(2); });
        throws(RC_EINDEX, "set_null past the end", [&] { any.set_null(2); });
        throws(RC_EINDEX, "set_valid past the end", [&] { any.set_valid(2); });
        throws(RC_EINDEX, "get by path past the end", [&] { store.get(2, "x"); });
        throws(RC_EINDEX, "set by path past the end", [&] { store.set(2, "x", 1); });
    }
    rowcol::field<rowcol::value> none;
    ok(!none.dtype() && rowcol::view<rowcol::value>().size() == 0, "an empty handle of any kind");
    throws(RC_EARG, "child of an empty handle", [&] { none.child(0); });
    throws(RC_EARG, "element of an empty handle", [&] { none.element(0); });
    throws(RC_ETYPE, "as of an empty handle", [&] { none.as<int>(); });
    throws(RC_ETYPE, "as text of an empty handle", [&] { none.as<std::string_view>(); });
    ok(rowcol::field<int>().contiguous().empty() && rowcol::view<int>().data() == nullptr,
       "an empty handle has no data");
    throws(RC_EINDEX, "an empty span", [] { static_cast<void>(rowcol::span<int>()[0]); });
    ok(rowcol::span<int>().subspan(0, 0).empty(), "a part of an empty span");
}

} // namespace

void test_misuse()
{
    test_empty_dtype();
    test_empty_store();
    test_empty_streams();
    test_indexes();
}
