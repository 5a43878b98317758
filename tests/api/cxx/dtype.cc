// rowcol::dtype.
#include "cxx_test.hpp"

#include <cstddef>
#include <unordered_set>

namespace
{

struct inside {
    std::int16_t a;
    double b;
};
RC_DEFINE_DTYPE(inside_dtype, inside, RC_FIELD(a), RC_FIELD(b))

struct mixed {
    char name[3];
    std::int32_t x;
    inside in;
    RC_DEFINE_DTYPE(dtype, mixed, RC_FIELD(name), RC_FIELD(x), RC_NESTED(in, inside_dtype))
};

void test_text()
{
    rowcol::dtype dtype("x:i4, p:3f8, who:{name:S8, age:i1?}");
    same_text(dtype.text(), "x:i4, p:3f8, who:{name:S8, age:i1?}", "compact");
    same_text(rowcol::dtype("x:i4, p:3f8").text(RC_NOTATION_DESCR),
              "[('x', '<i4'), ('p', '<f8', (3,))]", "descr");
    ok(rowcol::dtype("[('x', '<i4'), ('p', '<f8', (3,))]") ==
           rowcol::dtype(std::string("x:i4, p:3f8")),
       "descr is read");
    ok(rowcol::dtype::parse_as("T{<i:x:}", RC_NOTATION_PEP3118) == rowcol::dtype("x:i4"),
       "parse_as");
    throws(RC_ESYNTAX, "parse_as of another notation",
           [] { rowcol::dtype::parse_as("x:i4", RC_NOTATION_DESCR); });
    throws(RC_ESYNTAX, "parse_as of nothing",
           [] { rowcol::dtype::parse_as({}, RC_NOTATION_DESCR); });
    ok(rowcol::dtype("a:i1, b:i4", RC_ALIGNED).itemsize() == 8 &&
           rowcol::dtype("a:i1, b:i4").itemsize() == 5,
       "aligned and packed");
    std::string header = rowcol::dtype("x:i4").c_text("thing");
    ok(header.find("struct thing") != std::string::npos &&
           header.find("int32_t x") != std::string::npos,
       "a C header");
    throws(RC_EARG, "a tag that is not an identifier", [] { rowcol::dtype("x:i4").c_text("1"); });
    throws(RC_EUNSUPPORTED, "str has no descr",
           [] { rowcol::dtype("x:str").text(RC_NOTATION_DESCR); });
}

void test_queries()
{
    rowcol::dtype dtype("x:i4, p:(2,3)>f8, t:M8[25s], s:S7, in:{a:i2, b:u1?}");
    ok(dtype.kind() == RC_STRUCT && dtype.nfields() == 5 && dtype.itemsize() == 4 + 48 + 8 + 7 + 3,
       "kind, nfields, itemsize");
    rc_field_info p = dtype.field(1);
    rowcol::dtype array = rowcol::dtype::share(p.dtype);
    same_text(p.name, "p", "a field's name");
    ok(p.offset == 4 && !p.nullable, "its place");
    ok(array.kind() == RC_SUBARRAY && array.shape().size() == 2 && array.shape()[0] == 2 &&
           array.shape()[1] == 3,
       "shape");
    ok(array.element().kind() == RC_F8 && array.order() == RC_ORDER_BIG, "element, order");
    rowcol::dtype t = rowcol::dtype::share(dtype.find("t").dtype);
    ok(t.unit().first == RC_UNIT_s && t.unit().second == 25, "unit");
    ok(rowcol::dtype::share(dtype.find("s").dtype).length() == 7, "length");
    rc_field_info b = dtype.find("in.b");
    ok(b.nullable && b.offset == 4 + 48 + 8 + 7 + 2, "find of a nested field");
    same_text(t.kind_name(), "datetime64", "kind_name");
    throws(RC_EINDEX, "a field past the end", [&] { dtype.field(5); });
    throws(
        RC_ENAME, "a path that is not there", [&] { dtype.find("in.c"); }, "\"c\"");
    ok(array.element().nfields() == 0 && dtype.shape().empty() && !dtype.element(),
       "queries that do not apply");
}

void test_c_struct()
{
    rowcol::dtype dtype = rowcol::dtype::of<mixed>();
    ok(dtype.itemsize() == sizeof(mixed) && dtype.is_aligned() && dtype.alignment() == 8,
       "the size of a C struct");
    ok(dtype.find("x").offset == offsetof(mixed, x) &&
           dtype.find("in.b").offset == offsetof(mixed, in) + offsetof(inside, b),
       "the offsets of its members");
    same_text(dtype.text(), "name:S3, x:i4, in:{a:i2, b:f8; aligned}; aligned", "its dtype");
    ok(rowcol::dtype::of(inside_dtype).nfields() == 2, "a function that describes a struct");
    throws(RC_EARG, "no function", [] { rowcol::dtype::of(nullptr); });
    throws(RC_ENOMEM, "a function that fails", [] {
        rowcol::dtype::of([](rc_error *err) -> rc_dtype * {
            err->status = RC_ENOMEM;
            return nullptr;
        });
    });
}

void test_lifetime()
{
    rowcol::dtype a("x:i4"), b = a, c("x:i8"), empty;
    ok(a == b && a.get() == b.get() && a != c && !(a == c), "a copy shares");
    ok(a.hash() == rowcol::dtype("x:i4").hash(), "equal dtypes have equal hashes");
    std::unordered_set<rowcol::dtype> set{a, b, c, rowcol::dtype("x:i4")};
    ok(set.size() == 2, "std::hash");
    rowcol::dtype &self = a;
    a = self;
    ok(a == b, "assigned to itself");
    a = std::move(self);
    ok(a == b, "moved to itself");
    const rc_dtype *pointer = c.get();
    rowcol::dtype moved = std::move(c);
    ok(moved.get() == pointer, "a move keeps the object");
    b = std::move(moved);
    ok(b.get() == pointer && b.text() == "x:i8", "a move assignment");
    const rc_dtype *released = b.release();
    ok(released == pointer && !b, "release");
    rowcol::dtype again(rowcol::adopt, released);
    ok(again.text() == "x:i8", "adopt");
    ok(empty == rowcol::dtype() && empty != a && !empty && a, "empty dtypes");
    ok(rowcol::dtype::leaf(RC_F4).text() == "f4", "leaf");
    throws(RC_EARG, "a leaf with parameters", [] { rowcol::dtype::leaf(RC_BYTES); });
    static_assert(std::is_nothrow_move_constructible_v<rowcol::dtype> &&
                  std::is_nothrow_move_assignable_v<rowcol::dtype> &&
                  !std::is_convertible_v<const char *, rowcol::dtype>);
}

} // namespace

void test_dtype()
{
    test_text();
    test_queries();
    test_c_struct();
    test_lifetime();
}
