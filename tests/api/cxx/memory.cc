// Memory that runs out: each allocation of the library fails in turn. Threads that share a store.
#include "cxx_test.hpp"

#include <cstdlib>
#include <thread>
#include <vector>

namespace
{

struct point {
    std::int32_t x, y;
    RC_DEFINE_DTYPE(dtype, point, RC_FIELD(x), RC_FIELD(y))
};

/* Allocates until `left` is 0, and counts the bytes in use. */
struct counter {
    std::size_t left, used;
};

void *counted_alloc(void *context, std::size_t size, int zero)
{
    counter *c = static_cast<counter *>(context);
    if (c->left == 0) {
        return nullptr;
    }
    c->left--;
    c->used += size;
    return zero ? std::calloc(1, size) : std::malloc(size);
}

void *counted_realloc(void *context, void *memory, std::size_t old_size, std::size_t new_size)
{
    counter *c = static_cast<counter *>(context);
    if (c->left == 0) {
        return nullptr;
    }
    c->left--;
    c->used += new_size - old_size;
    return std::realloc(memory, new_size);
}

void counted_release(void *context, void *memory, std::size_t size)
{
    counter *c = static_cast<counter *>(context);
    c->used -= size;
    std::free(memory);
}

/* What a program does; `kept` is the vector, unless a store has taken it over. */
void work(std::vector<point> &kept)
{
    rowcol::dtype dtype("x:i4, y:i4");
    rowcol::store store(dtype, 1), columns = store.clone(RC_COLUMNS);
    store.push(point{1, 2});
    columns.append(store);
    rowcol::const_store slice = columns.slice(0, 1);
    rowcol::store text(rowcol::dtype("s:str, n:i4?"));
    text.append(1);
    text.field<std::string_view>("s")[0] = "more than twelve bytes";
    text.field<std::optional<std::int32_t>>("n")[0] = std::nullopt;
    static_cast<void>(text.dtype().text(RC_NOTATION_JSON));
    rowcol::read_options options;
    options.dtype = dtype;
    rowcol::reader reader = rowcol::reader::memory("{\"x\":1,\"y\":2}\n", options, "memory.ndjson");
    for (rowcol::store &batch : reader) {
        store.append(batch);
    }
    rowcol::store wrapped = rowcol::store::wrap(std::move(kept));
    static_cast<void>(wrapped.share());
}

void test_no_memory()
{
    static counter c = {0, 0};
    static const rc_allocator allocator = {&c, counted_alloc, counted_realloc, counted_release};
    std::size_t failures = 0, leaks = 0, others = 0, lost = 0;
    bool done = false;
    rc_set_allocator(&allocator);
    for (std::size_t k = 0; !done && k < 10000; k++) {
        std::vector<point> kept{{1, 2}, {3, 4}};
        c = {k, 0};
        try {
            work(kept);
            done = true;
        } catch (const rowcol::error &e) {
            failures++;
            others += e.status() != RC_ENOMEM;
            lost += kept.size() != 2 || kept[1].y != 4;
        }
        leaks += c.used != 0;
    }
    rc_set_allocator(nullptr);
    ok(done && failures > 10, "each allocation fails in turn");
    ok(others == 0, "each time with RC_ENOMEM");
    ok(leaks == 0, "no memory stays in use");
    ok(lost == 0, "a vector that is not taken over keeps its elements");
}

void test_threads()
{
    rowcol::store store(rowcol::dtype::of<point>(), 1000);
    for (point &p : store.rows<point>()) {
        p = {1, 2};
    }
    rowcol::const_store shared = std::move(store);
    std::int64_t sums[4] = {0, 0, 0, 0};
    std::vector<std::thread> threads;
    for (std::int64_t &sum : sums) {
        threads.emplace_back([&sum, mine = shared.share()] {
            for (const point &p : mine.rows<point>()) {
                sum += p.x;
            }
            for (std::int32_t y : mine.view<std::int32_t>("y")) {
                sum += y;
            }
        });
    }
    shared = rowcol::const_store();
    for (std::thread &thread : threads) {
        thread.join();
    }
    ok(sums[0] == 3000 && sums[1] == 3000 && sums[2] == 3000 && sums[3] == 3000,
       "threads read one store, each with a handle of its own");
}

} // namespace

void test_memory()
{
    test_no_memory();
    test_threads();
}
