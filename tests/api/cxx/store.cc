// rowcol::store, rowcol::const_store and spans of their records.
#include "cxx_test.hpp"

#include <vector>

namespace
{

struct point {
    std::int32_t x;
    double y;
    RC_DEFINE_DTYPE(dtype, point, RC_FIELD(x), RC_FIELD(y))
};
struct other {
    std::int32_t x;
    std::int64_t y;
    RC_DEFINE_DTYPE(dtype, other, RC_FIELD(x), RC_FIELD(y))
};
struct plain {
    std::int32_t a, b;
};
RC_DEFINE_DTYPE(plain_dtype, plain, RC_FIELD(a), RC_FIELD(b))

struct mistaken {
    std::int32_t a, b, c;
    RC_DEFINE_DTYPE(dtype, plain, RC_FIELD(a), RC_FIELD(b))
};

bool has_points(const rowcol::store_base &store, const std::vector<point> &expected)
{
    if (store.size() != expected.size()) {
        return false;
    }
    for (std::size_t i = 0; i < expected.size(); i++) {
        if (store.view<std::int32_t>("x")[i] != expected[i].x ||
            store.view<double>("y")[i] != expected[i].y) {
            return false;
        }
    }
    return true;
}

void test_rows()
{
    rowcol::store store(rowcol::dtype::of<point>(), 3);
    rowcol::span<point> rows = store.rows<point>();
    ok(rows.size() == 3 && static_cast<void *>(rows.data()) == rc_store_data(store.get()),
       "rows are the memory of the store");
    for (point &p : rows) {
        p = {7, 0.5};
    }
    rows[2].x = -1;
    ok(has_points(store, {{7, 0.5}, {7, 0.5}, {-1, 0.5}}), "what is written to them is in fields");
    const rowcol::store &reading = store;
    rowcol::span<const point> read = reading.rows<point>();
    ok(read.data() == rows.data() && read[2].x == -1, "rows of a const store");
    rowcol::span<const point> converted = rows;
    ok(converted.data() == rows.data() && converted.size() == 3, "a span converts to const");
    rowcol::span<point> part = rows.subspan(1, 2);
    ok(part.data() == rows.data() + 1 && part.size() == 2 && part.subspan(2, 0).empty() &&
           rows.subspan(0, 1).size() == 1,
       "subspan");
    ok(store.view<std::int32_t>("x").data() == nullptr, "an aligned field of rows is not an array");
    throws(
        RC_EINDEX, "an index past the end", [&] { rows[3].x = 0; }, "index 3");
    throws(RC_EINDEX, "a subspan past the end", [&] { rows.subspan(2, 2); });
    throws(RC_EINDEX, "a subspan of SIZE_MAX", [&] { rows.subspan(1, SIZE_MAX); });
    throws(
        RC_ETYPE, "another struct", [&] { store.rows<other>(); }, "field \"y\"");
    throws(RC_ETYPE, "another struct by its function", [&] { store.rows<plain>(plain_dtype); });
    throws(RC_EARG, "no function", [&] { store.rows<plain>(nullptr); });
    throws(
        RC_EARG, "columns are not rows", [&] { store.clone(RC_COLUMNS).rows<point>(); }, "columns");
    rowcol::store pairs(rowcol::dtype("a:i4, b:i4"), 1);
    pairs.rows<plain>(plain_dtype)[0].b = 5;
    ok(pairs.view<int>("b")[0] == 5, "a struct with a function outside");
    throws(
        RC_EARG, "a struct with the function of another one", [&] { pairs.rows<mistaken>(); },
        "size");
    throws(
        RC_EARG, "a function of a struct of another size", [&] { pairs.rows<point>(plain_dtype); },
        "size");
    ok(rowcol::store(rowcol::dtype::of<point>()).rows<point>().empty(), "rows of no records");
}

void test_push_and_append()
{
    for (rc_layout layout : {RC_ROWS, RC_COLUMNS}) {
        rowcol::store store(rowcol::dtype::of<point>(), 0, layout);
        store.push(point{1, 0.5});
        const point more[] = {{2, 1.5}, {3, 2.5}};
        store.push(more, 2);
        store.push(more, 0);
        ok(has_points(store, {{1, 0.5}, {2, 1.5}, {3, 2.5}}), "push");
        ok(store.append(2) == 3 && store.size() == 5 && store.view<int>("x")[4] == 0,
           "append of zeros");
        store.resize(2);
        store.append(store);
        store.append(store, 1, 2);
        ok(has_points(store, {{1, 0.5}, {2, 1.5}, {1, 0.5}, {2, 1.5}, {2, 1.5}, {1, 0.5}}),
           "append of a store");
        store.copy(0, store.clone(), 4, 2);
        ok(store.view<int>("x")[0] == 2 && store.view<int>("x")[1] == 1, "copy");
        throws(RC_ETYPE, "push of another struct", [&] { store.push(other{1, 2}); });
        throws(RC_EINDEX, "append past the end", [&] { store.append(store, 5, 2); });
        throws(RC_EINDEX, "copy past the end", [&] { store.copy(5, store.clone(), 0, 2); });
        throws(RC_EARG, "copy onto itself", [&] { store.copy(0, store, 1, 2); });
        throws(RC_ETYPE, "append of another dtype",
               [&] { store.append(rowcol::store(rowcol::dtype("x:i4"), 1)); });
        throws(RC_ELIMIT, "more than fits", [&] { store.resize(SIZE_MAX); });
        ok(store.size() == 6, "the length stays then");
    }
    rowcol::store store(rowcol::dtype::of<point>());
    store.push(point{1, 2});
    for (int i = 0; i < 100; i++) {
        store.push(store.rows<point>()[0]);
    }
    ok(store.size() == 101 && store.rows<point>()[100].y == 2, "push of a record of the store");
    rowcol::store nullable(rowcol::dtype("x:i4?, y:f8; aligned"));
    nullable.push(point{4, 5});
    ok(nullable.get<std::optional<int>>(0, "x") == 4, "push to a nullable field");
}

void test_lifetime()
{
    rowcol::store a(rowcol::dtype::of<point>(), 2);
    a.set(0, "x", 5);
    rowcol::store shared = a.share(), clone = a.clone(), columns = a.clone(RC_COLUMNS);
    ok(shared.get() == a.get() && clone.get() != a.get(), "share and clone");
    ok(clone.layout() == RC_ROWS && columns.layout() == RC_COLUMNS &&
           columns.clone().layout() == RC_COLUMNS,
       "layouts of clones");
    ok(a == clone && a == columns && !(a != columns), "equal in any layout");
    shared.set(1, "x", 6);
    ok(a.get<int>(1, "x") == 6 && clone.get<int>(1, "x") == 0 && a != clone,
       "a share is the same store, a clone is not");
    rowcol::store slice = a.slice(1, 1);
    slice.set(0, "x", 7);
    ok(slice.size() == 1 && a.get<int>(1, "x") == 7, "a slice shares the records");
    throws(RC_EINDEX, "a slice past the end", [&] { a.slice(1, 2); });
    rc_store *pointer = a.get();
    point *first = a.rows<point>().data();
    rowcol::store moved = std::move(a);
    ok(moved.get() == pointer && moved.rows<point>().data() == first, "a move keeps the records");
    clone = std::move(moved);
    ok(clone.get() == pointer, "a move assignment");
    rowcol::store adopted(rowcol::adopt, clone.release());
    ok(adopted.get() == pointer && !clone && adopted, "release and adopt");
    adopted.reserve(100);
    ok(adopted.capacity() >= 100 && adopted.size() == 2, "reserve");
    adopted.shrink();
    ok(!adopted.empty() && adopted.rows<point>()[1].x == 7, "shrink");
    static_assert(std::is_nothrow_move_constructible_v<rowcol::store> &&
                  std::is_nothrow_move_assignable_v<rowcol::store> &&
                  !std::is_copy_constructible_v<rowcol::store> &&
                  !std::is_copy_assignable_v<rowcol::store> &&
                  !std::is_copy_constructible_v<rowcol::const_store> &&
                  !std::is_constructible_v<rowcol::store, rowcol::const_store>);
}

void test_const_store()
{
    rowcol::store store(rowcol::dtype::of<point>(), 3);
    store.rows<point>()[2] = {3, 4};
    const rowcol::store &reading = store;
    rowcol::const_store slice = reading.slice(1, 2);
    ok(has_points(slice, {{0, 0}, {3, 4}}), "a slice of a const store");
    const void *memory = store.rows<point>().data();
    rowcol::const_store frozen = std::move(store);
    ok(frozen.rows<point>().data() == memory && frozen.size() == 3, "a store is taken over");
    rowcol::const_store again = frozen.share();
    ok(again.get() == frozen.get() && again == frozen, "share of a const store");
    frozen = rowcol::const_store();
    ok(!frozen && again.get<double>(2, "y") == 4, "each handle has a reference");
    rowcol::store copy = again.clone();
    copy.set(0, "x", 1);
    ok(again.get<int>(0, "x") == 0, "a clone can be written to");
    rowcol::const_store adopted(rowcol::adopt, again.release());
    ok(adopted.slice(2, 1).get<int>(0, "x") == 3, "release and adopt");
    ok(slice.get<int>(1, "x") == 3, "the slice is still there");
    static_assert(std::is_same_v<decltype(adopted.rows<point>()), rowcol::span<const point>>);
}

void test_wrap()
{
    std::vector<point> points{{1, 2}, {3, 4}};
    const point *memory = points.data();
    rowcol::store store = rowcol::store::wrap(std::move(points));
    ok(store.rows<point>().data() == memory && points.empty(), "a vector is taken over");
    rowcol::store slice = store.slice(1, 1);
    store = rowcol::store();
    ok(slice.get<int>(0, "x") == 3, "it lives as long as a slice");
    slice.push(point{5, 6});
    ok(has_points(slice, {{3, 4}, {5, 6}}), "and a store over it can grow");
    ok(rowcol::store::wrap(std::vector<point>()).size() == 0, "an empty vector");
    std::int32_t cells[] = {1, 2, 3};
    {
        rowcol::store wrapped = rowcol::store::wrap(rowcol::dtype("x:i4"), cells, 3);
        wrapped.field<std::int32_t>("x")[1] = 9;
    }
    ok(cells[1] == 9, "memory of the caller");
    throws(RC_EUNSUPPORTED, "wrap of str",
           [&] { rowcol::store::wrap(rowcol::dtype("x:str"), cells, 0); });
}

} // namespace

void test_store()
{
    test_rows();
    test_push_and_append();
    test_lifetime();
    test_const_store();
    test_wrap();
}
