// Nulls: rowcol::field<std::optional<T>>, compared with the C API.
#include "cxx_test.hpp"

namespace
{

bool c_is_null(const rowcol::store &store, const char *path, std::size_t i)
{
    rc_view view;
    return rc_store_view(store.get(), path, &view, nullptr) == RC_OK && rc_view_is_null(&view, i);
}

void test_numbers(rc_layout layout)
{
    rowcol::store store(rowcol::dtype("id:i4, age:i1?"), 10, layout);
    rowcol::field<std::optional<std::int8_t>> age = store.field<std::optional<std::int8_t>>("age");
    ok(age.size() == 10 && age[9] == std::int8_t(0), "new records are valid zeros");
    age[3] = std::nullopt;
    age.set(4, 41);
    age[5] = 42;
    age[5] = std::nullopt;
    age[5] = age[4];
    age.set(6, 43);
    age[6] = age[3];
    ok(c_is_null(store, "age", 3) && c_is_null(store, "age", 6) && !c_is_null(store, "age", 2) &&
           !c_is_null(store, "age", 4) && !c_is_null(store, "age", 5),
       "null and valid");
    ok(!age[3] && age.get(4) == std::int8_t(41) && age[5] == std::int8_t(41) && !age.get(6),
       "what is read");
    ok(age[4] && *age[4] == 41 && !(age[3] != std::nullopt) && age[4] != age[3] &&
           age[4] == age[5] && std::optional<std::int8_t>(41) == age[4] && std::nullopt == age[3],
       "a cell of a field as an optional");
    throws(
        RC_ETYPE, "the value of a null", [&] { static_cast<void>(*age[3]); }, "null");
    rowcol::view<std::optional<std::int8_t>> view = store.view<std::optional<std::int8_t>>("age");
    std::size_t nulls = 0;
    for (std::optional<std::int8_t> value : view) {
        nulls += !value;
    }
    ok(nulls == 2, "a loop over a view");
    ok(store.view<std::int8_t>("age")[6] == 0, "the bytes of a null are zero");
    store.field<std::int8_t>("age")[3] = 5;
    ok(!view[3] && store.view<std::int8_t>("age")[3] == 5, "a plain field leaves null as it is");
    ok(!store.get<std::optional<int>>(3, "age") && store.get<std::optional<int>>(4, "age") == 41,
       "get by path");
    throws(RC_ETYPE, "null is not an int", [&] { store.get<int>(3, "age"); });
    store.set(3, "age", 1);
    store.set(4, "age", std::nullopt);
    ok(view[3] == std::int8_t(1) && !view[4], "set by path");
    rowcol::field<std::optional<int>> id = store.field<std::optional<int>>("id");
    id.set(0, 5);
    ok(id[0] == 5, "a field that is not nullable has a value");
    throws(RC_ETYPE, "and does not become null", [&] { id.set(0, std::nullopt); });
    ok(id[0] == 5, "it keeps its value then");
    throws(RC_ETYPE, "optional of another kind", [&] { store.view<std::optional<float>>("age"); });
}

void test_text_and_structs()
{
    rowcol::store store(rowcol::dtype("name:str?, in:{a:i4}?"), 2);
    rowcol::field<std::optional<std::string_view>> name =
        store.field<std::optional<std::string_view>>("name");
    name[0] = "a text of more than twelve bytes";
    name[1] = std::nullopt;
    ok(name[0] == "a text of more than twelve bytes" && !name[1], "optional text");
    throws(RC_EARG, "text that is not UTF-8", [&] { name.set(1, "\xff"); });
    ok(!name[1], "leaves the field null");
    rowcol::field<rowcol::value> in = store.field<rowcol::value>("in");
    rowcol::field<std::optional<int>> a = store.field<std::optional<int>>("in.a");
    a[0] = 1;
    in.set_null(0);
    ok(in.is_null(0) && !in.is_null(1) && !a[0] && in.get(0).is_null(), "a null struct");
    throws(RC_ETYPE, "a valid struct has no value", [&] { in.get(1); });
    a[0] = 2;
    ok(!in.is_null(0) && a[0] == 2, "a value in it makes it valid");
    in.set_null(0);
    in.set_valid(0);
    ok(a[0] == 0 && store.view<rowcol::value>("in").is_null(0) == false, "set_valid");
    throws(RC_ETYPE, "a field inside is not nullable itself", [&] { a.set(0, std::nullopt); });
}

} // namespace

void test_null()
{
    test_numbers(RC_ROWS);
    test_numbers(RC_COLUMNS);
    test_text_and_structs();
}
