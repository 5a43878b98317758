#include <iostream>
#include <rowcol.hpp>

struct sale {
    std::int64_t id;
    double price;
    RC_DEFINE_DTYPE(dtype, sale, RC_FIELD(id), RC_FIELD(price))
};

/* Reads batch after batch, as structs. */
static double sum_of(std::string_view text)
{
    rowcol::read_options options;
    options.dtype = rowcol::dtype::of<sale>();
    rowcol::reader reader = rowcol::reader::memory(text, options, "sales.ndjson");
    double sum = 0;
    for (rowcol::store &batch : reader) {
        for (const sale &s : batch.rows<sale>()) {
            sum += s.price;
        }
    }
    return sum;
}

/* Fields of records that no struct describes: numbers, text, nulls. */
static void people()
{
    rowcol::store store(rowcol::dtype("name:str, age:i1?, height:f8"), 2, RC_COLUMNS);
    rowcol::field<std::string_view> name = store.field<std::string_view>("name");
    rowcol::field<std::optional<std::int8_t>> age = store.field<std::optional<std::int8_t>>("age");
    name[0] = "Ada";
    name[1] = "Charles";
    age[0] = std::int8_t(36);
    age[1] = std::nullopt;
    for (double &height : store.field<double>("height").contiguous()) { /* a plain array */
        height = 1.75;
    }
    rowcol::save(store, "people.ndjson");

    rowcol::read_options options;
    options.dtype = store.dtype();
    rowcol::const_store again = rowcol::load("people.ndjson", options);
    for (std::size_t i = 0; i < again.size(); i++) {
        std::cout << again.get<std::string_view>(i, "name") << ", "
                  << again.get<std::optional<int>>(i, "age").value_or(-1) << ", "
                  << again.get(i, "height").print() << "\n";
    }
}

int main()
{
    try {
        people();
        std::cout << sum_of("{\"id\":1,\"price\":2.5}\n{\"id\":2,\"price\":4.25}\n") << "\n";
        std::cout << sum_of("{\"id\":1,\"price\":2.5}\n{\"id\":2,\"price\":\"4\"}\n") << "\n";
    } catch (const rowcol::error &e) {
        std::cout << e.what() << "\n";
        std::cout << "line " << e.line().value_or(0) << ", field " << e.field() << "\n";
    }
}
