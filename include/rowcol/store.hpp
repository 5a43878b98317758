/*
 * rowcol/store.hpp - N records of one dtype, as rows or as columns. Part of rowcol.hpp;
 * rowcol/store.h has the meaning of layouts, nulls and strings.
 *
 *     store         owns a store, for reading and writing
 *     const_store   owns a store that is only read: what threads can share
 *     store_base    the base of both, with all that reads; take `const store_base &` as a parameter
 *
 * What a call invalidates: handles (view, field), spans and borrowed text of a store are invalid
 * after it is released, and after a call that makes it longer or shrinks it: reserve, resize,
 * shrink, append, push. A move of a store does not move its records and invalidates nothing.
 */
#ifndef ROWCOL_STORE_HPP
#define ROWCOL_STORE_HPP

#include <memory>
#include <rowcol/field.hpp>
#include <vector>

namespace rowcol
{

class store;
class const_store;

/** The reading part of a store. */
class store_base
{
  public:
    store_base(const store_base &) = delete;
    store_base &operator=(const store_base &) = delete;

    explicit operator bool() const noexcept
    {
        return store_ != nullptr;
    }

    /* Queries; 0 and an empty dtype for an empty store. */

    rowcol::dtype dtype() const noexcept
    {
        return rowcol::dtype::share(rc_store_dtype(get()));
    }
    rc_layout layout() const noexcept
    {
        return rc_store_layout(get());
    }
    /** The number of records. */
    std::size_t size() const noexcept
    {
        return rc_store_length(get());
    }
    bool empty() const noexcept
    {
        return size() == 0;
    }
    /** The number of records up to which the store can grow without moving. */
    std::size_t capacity() const noexcept
    {
        return rc_store_capacity(get());
    }

    /** A handle for reading the field at a dotted path; "" is the whole record. Throws RC_ENAME,
     *  RC_ETYPE (the field is not a T, see rowcol/field.hpp), RC_ESYNTAX, RC_EARG, RC_ENOMEM. */
    template <class T> rowcol::view<T> view(c_string path) const
    {
        rc_view c;
        call(rc_store_view, get(), path.get(), &c);
        return rowcol::view<T>(c, path.get());
    }

    /**
     * The records of a rows store as structs, without a copy. T is a C struct, whose dtype
     * `function` (RC_DEFINE_DTYPE) describes; without it RC_DEFINE_DTYPE(dtype, T, ...) is a member
     * of T. The layout is checked in the first call; further calls with this function cost little
     * more than a pointer. Throws RC_ETYPE (another layout; the message has the first difference),
     * RC_EARG (columns).
     */
    template <class T> span<const T> rows(describe_function function) const
    {
        return {static_cast<const T *>(checked_rows<T>(function)), checked_size<T>()};
    }
    template <class T> span<const T> rows() const
    {
        return {static_cast<const T *>(checked_rows<T>(described<T>())), size()};
    }

    /** The field at `path` of record `i` as a value, or as what value::as<T> returns; text is
     *  borrowed from the store, except for std::string. Make a view for many records of one field.
     *  Throws RC_EINDEX, RC_ENAME, RC_ETYPE, RC_EFORMAT, and as value::as. */
    template <class T = value> T get(std::size_t i, c_string path) const
    {
        rc_value c;
        call(rc_store_get, get(), i, path.get(), &c);
        if constexpr (std::is_same_v<T, value>) {
            return value(c);
        } else {
            return value(c).template as<T>();
        }
    }

    /** A deep copy in the same or another layout. Throws RC_EARG, RC_ELIMIT, RC_ENOMEM. */
    store clone(rc_layout layout = RC_LAYOUT_DEFAULT) const;

    /** Another store of the records first .. first + count - 1, which shares their memory, for
     *  reading. Throws RC_EINDEX, RC_EARG, RC_ENOMEM. */
    const_store slice(std::size_t first, std::size_t count) const;

    /** Equal dtypes, lengths and values, whatever the layouts (rc_store_equal). An empty store
     *  equals no store. */
    friend bool operator==(const store_base &a, const store_base &b) noexcept
    {
        return rc_store_equal(a.get(), b.get()) != 0;
    }
    friend bool operator!=(const store_base &a, const store_base &b) noexcept
    {
        return !(a == b);
    }

    const rc_store *get() const noexcept
    {
        return store_.get();
    }

  protected:
    store_base() noexcept = default;
    explicit store_base(const rc_store *owned) noexcept : store_(owned)
    {
    }
    store_base(store_base &&) noexcept = default;
    store_base &operator=(store_base &&) noexcept = default;
    ~store_base() = default;

    /* The function of T, which was found to describe a struct of its size. */
    template <class T> static describe_function described()
    {
        static_assert(detail::is_described<T>,
                      "T needs RC_DEFINE_DTYPE(dtype, T, ...) among its members; "
                      "or pass the function that describes it");
        static const bool checked = (check_struct<T>(rowcol::dtype::of<T>().itemsize()), true);
        static_cast<void>(checked);
        return &T::dtype;
    }

    template <class T> static void check_struct(std::size_t itemsize)
    {
        if (itemsize != sizeof(T)) {
            throw error(RC_EARG, "the function describes a struct of another size");
        }
    }

    /* The number of records, which are as large as a T. */
    template <class T> std::size_t checked_size() const
    {
        check_struct<T>(rc_dtype_itemsize(rc_store_dtype(get())));
        return size();
    }

    template <class T> const void *checked_rows(describe_function function) const
    {
        static_assert(std::is_trivially_copyable_v<T>, "T is not a C struct");
        return call(rc_store_data_checked, get(), function);
    }

    struct releaser {
        void operator()(const rc_store *owned) const noexcept
        {
            rc_store_unref(owned);
        }
    };
    std::unique_ptr<const rc_store, releaser> store_;
};

/** A store, for reading and writing. A const store, and what comes from it, only reads. */
class store : public store_base
{
  public:
    /** Empty: not a store of 0 records. */
    store() noexcept = default;

    /** `n` records of zeros; nullable fields are valid. Throws RC_EARG, RC_ELIMIT, RC_ENOMEM. */
    explicit store(const rowcol::dtype &dtype, std::size_t n = 0, rc_layout layout = RC_ROWS)
        : store_base(call(rc_store_zeros, dtype.get(), n, layout))
    {
    }

    /** Takes over the reference `owned`. */
    store(adopt_t, rc_store *owned) noexcept : store_base(owned)
    {
    }

    store(store &&) noexcept = default;
    store &operator=(store &&) noexcept = default;

    /** A rows store over `n` records at `data`, any alignment, which the caller releases after the
     *  store and its slices. Throws RC_EARG, RC_EUNSUPPORTED (str or nullable fields), RC_ELIMIT,
     *  RC_ENOMEM. */
    static store wrap(const rowcol::dtype &dtype, void *data, std::size_t n)
    {
        return store(adopt, call(rc_store_wrap, dtype.get(), n, data, nullptr, nullptr));
    }

    /** A rows store over the elements of a vector, which it takes over without copying them; T has
     *  RC_DEFINE_DTYPE(dtype, T, ...) among its members. Throws as wrap; `records` is unchanged
     *  then. */
    template <class T> static store wrap(std::vector<T> &&records)
    {
        rowcol::dtype dtype = rowcol::dtype::of<T>();
        auto owner = std::make_unique<std::vector<T>>();
        owner->swap(records);
        detail::call_error err;
        rc_store *made = rc_store_wrap(dtype.get(), owner->size(), owner->data(), delete_vector<T>,
                                       owner.get(), err.get());
        if (!made) {
            owner->swap(records);
            err.check();
        }
        static_cast<void>(owner.release()); /* delete_vector has it */
        return store(adopt, made);
    }

    /** Another handle of this store: what is done to one is done to the other. */
    store share() noexcept
    {
        return store(adopt, rc_store_ref(get()));
    }

    /** Another store of the records first .. first + count - 1, which shares their memory until one
     *  of them grows or shrinks. Throws RC_EINDEX, RC_EARG, RC_ENOMEM. */
    store slice(std::size_t first, std::size_t count)
    {
        return store(adopt, call(rc_store_slice, get(), first, count));
    }
    using store_base::slice;

    /** A handle for writing; otherwise as view. */
    template <class T> rowcol::field<T> field(c_string path)
    {
        rc_field c;
        call(rc_store_field, get(), path.get(), &c);
        return rowcol::field<T>(c, path.get());
    }

    /** As store_base::rows, for writing. */
    template <class T> span<T> rows(describe_function function)
    {
        return {static_cast<T *>(const_cast<void *>(checked_rows<T>(function))), checked_size<T>()};
    }
    template <class T> span<T> rows()
    {
        return {static_cast<T *>(const_cast<void *>(checked_rows<T>(described<T>()))), size()};
    }
    using store_base::rows;

    /** Writes the field at `path` of record `i`. Throws RC_EINDEX, RC_ENAME, RC_ETYPE, RC_ERANGE,
     *  RC_ESYNTAX, RC_EARG, RC_ELIMIT, RC_ENOMEM; the record is unchanged then. */
    void set(std::size_t i, c_string path, const value &v)
    {
        call(rc_store_set, get(), i, path.get(), &v.get());
    }

    /* Changing the length. Each throws RC_EARG, RC_ELIMIT, RC_ENOMEM, and the store is unchanged
       then. */

    void reserve(std::size_t capacity)
    {
        call(rc_store_reserve, get(), capacity);
    }
    /** New records are zeros. */
    void resize(std::size_t n)
    {
        call(rc_store_resize, get(), n);
    }
    /** Reduces the memory to what the records need. */
    void shrink()
    {
        call(rc_store_shrink, get());
    }
    /** Adds `n` records of zeros and returns the index of the first. */
    std::size_t append(std::size_t n)
    {
        std::size_t first = 0;
        call(rc_store_append, get(), n, &first);
        return first;
    }

    /** Adds copies of all records of `from`, which has an equal dtype and any layout, and may be
     *  this store; or of the records first .. first + count - 1. Throw RC_ETYPE, RC_EINDEX, too. */
    void append(const store_base &from)
    {
        call(rc_store_append_store, get(), from.get());
    }
    void append(const store_base &from, std::size_t first, std::size_t count)
    {
        call(rc_store_append_range, get(), from.get(), first, count);
    }

    /**
     * Adds a copy of a C struct, or of `n` of them that are not in the memory of the store; T has
     * RC_DEFINE_DTYPE(dtype, T, ...) among its members. Nullable fields become valid. The layout is
     * checked as by rows(), for a store in columns in each call: add many records at once then.
     * Throw RC_ETYPE (another layout), RC_EUNSUPPORTED (str fields), too.
     */
    template <class T, class = std::enable_if_t<detail::is_described<T>>> void push(const T &record)
    {
        T copy = record; /* it may be a record of this store */
        push(&copy, 1);
    }
    template <class T> void push(const T *records, std::size_t n)
    {
        if (layout() == RC_COLUMNS) {
            store(dtype()).template checked_rows<T>(described<T>());
        } else {
            this->template checked_rows<T>(described<T>());
        }
        call(rc_store_push, get(), records, n);
    }

    /** Overwrites `count` records from index `first` on with those of `from` from `from_first` on
     *  (rc_store_copy). Throws RC_ETYPE, RC_EINDEX, RC_EARG (the records share memory), and for str
     *  fields RC_ENOMEM, RC_ELIMIT: the records are zeros then. */
    void copy(std::size_t first, const store_base &from, std::size_t from_first, std::size_t count)
    {
        call(rc_store_copy, get(), first, from.get(), from_first, count);
    }

    rc_store *get() noexcept
    {
        return const_cast<rc_store *>(store_.get());
    }
    using store_base::get;

    /** Gives the reference to the caller and leaves the store empty. */
    [[nodiscard]] rc_store *release() noexcept
    {
        return const_cast<rc_store *>(store_.release());
    }

  private:
    template <class T> static void delete_vector(void *context, void *) noexcept
    {
        delete static_cast<std::vector<T> *>(context);
    }
};

/** A store that is only read. Any number of threads may read it, and the other handles of it. */
class const_store : public store_base
{
  public:
    const_store() noexcept = default;

    /** Takes over the reference `owned`. */
    const_store(adopt_t, const rc_store *owned) noexcept : store_base(owned)
    {
    }

    /** Takes over a store. */
    const_store(store &&other) noexcept : store_base(other.release())
    {
    }

    const_store(const_store &&) noexcept = default;
    const_store &operator=(const_store &&) noexcept = default;

    /** Another handle of this store. */
    const_store share() const noexcept
    {
        /* The count of references is not part of what is constant. */
        return const_store(adopt, rc_store_ref(const_cast<rc_store *>(get())));
    }

    [[nodiscard]] const rc_store *release() noexcept
    {
        return store_.release();
    }
};

inline store store_base::clone(rc_layout layout) const
{
    if (layout == RC_LAYOUT_DEFAULT && *this) {
        layout = this->layout();
    }
    return store(adopt, call(rc_store_convert, get(), layout));
}

inline const_store store_base::slice(std::size_t first, std::size_t count) const
{
    return const_store(adopt, call(rc_store_slice_const, get(), first, count));
}

} // namespace rowcol

#endif
