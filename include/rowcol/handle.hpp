/*
 * rowcol/handle.hpp - iterators and cell references of the handles of rowcol/field.hpp, which has
 * their documentation. Part of rowcol.hpp.
 */
#ifndef ROWCOL_HANDLE_HPP
#define ROWCOL_HANDLE_HPP

#include <iterator>
#include <rowcol/value.hpp>

namespace rowcol
{

namespace detail
{

/* Iterator over the records of a handle H, which it has a copy of. */
template <class H> class iterator
{
  public:
    using iterator_category = std::random_access_iterator_tag;
    using value_type = typename H::value_type;
    using difference_type = std::ptrdiff_t;
    using reference = decltype(std::declval<const H &>()[0]);
    using pointer = void;

    iterator() = default;
    iterator(const H &handle, std::size_t i) noexcept : handle_(handle), i_(i)
    {
    }

    reference operator*() const
    {
        return handle_[i_];
    }
    reference operator[](difference_type n) const
    {
        return *(*this + n);
    }
    iterator &operator++() noexcept
    {
        i_++;
        return *this;
    }
    iterator operator++(int) noexcept
    {
        iterator old = *this;
        i_++;
        return old;
    }
    iterator &operator--() noexcept
    {
        i_--;
        return *this;
    }
    iterator operator--(int) noexcept
    {
        iterator old = *this;
        i_--;
        return old;
    }
    iterator &operator+=(difference_type n) noexcept
    {
        i_ += static_cast<std::size_t>(n);
        return *this;
    }
    iterator &operator-=(difference_type n) noexcept
    {
        i_ -= static_cast<std::size_t>(n);
        return *this;
    }
    friend iterator operator+(iterator it, difference_type n) noexcept
    {
        return it += n;
    }
    friend iterator operator+(difference_type n, iterator it) noexcept
    {
        return it += n;
    }
    friend iterator operator-(iterator it, difference_type n) noexcept
    {
        return it -= n;
    }
    friend difference_type operator-(const iterator &a, const iterator &b) noexcept
    {
        return static_cast<difference_type>(a.i_ - b.i_);
    }
    friend bool operator==(const iterator &a, const iterator &b) noexcept
    {
        return a.i_ == b.i_;
    }
    friend bool operator!=(const iterator &a, const iterator &b) noexcept
    {
        return a.i_ != b.i_;
    }
    friend bool operator<(const iterator &a, const iterator &b) noexcept
    {
        return a.i_ < b.i_;
    }
    friend bool operator>(const iterator &a, const iterator &b) noexcept
    {
        return b < a;
    }
    friend bool operator<=(const iterator &a, const iterator &b) noexcept
    {
        return !(b < a);
    }
    friend bool operator>=(const iterator &a, const iterator &b) noexcept
    {
        return !(a < b);
    }

  private:
    H handle_;
    std::size_t i_ = 0;
};

/* Comparisons of a Reference as its value V. Those of numbers are built in. */
template <class Reference, class V, bool = std::is_arithmetic_v<V>> class comparing
{
};
template <class Reference, class V> class comparing<Reference, V, false>
{
    friend bool operator==(const Reference &a, const V &b)
    {
        return static_cast<V>(a) == b;
    }
    friend bool operator==(const V &a, const Reference &b)
    {
        return a == static_cast<V>(b);
    }
    friend bool operator==(const Reference &a, const Reference &b)
    {
        return static_cast<V>(a) == static_cast<V>(b);
    }
    friend bool operator!=(const Reference &a, const V &b)
    {
        return !(a == b);
    }
    friend bool operator!=(const V &a, const Reference &b)
    {
        return !(a == b);
    }
    friend bool operator!=(const Reference &a, const Reference &b)
    {
        return !(a == b);
    }
};

/* What field[i] is: reads as the value, and writes when it is assigned to. */
template <class F>
class cell_reference : private comparing<cell_reference<F>, typename F::value_type>
{
  public:
    using value_type = typename F::value_type;

    cell_reference(const F &field, std::size_t i) noexcept : field_(field), i_(i)
    {
    }
    cell_reference(const cell_reference &) = default;

    operator value_type() const
    {
        return field_.get(i_);
    }
    const cell_reference &operator=(const value_type &value) const
    {
        field_.set(i_, value);
        return *this;
    }
    const cell_reference &operator=(const cell_reference &other) const
    {
        return *this = static_cast<value_type>(other);
    }
    cell_reference &operator=(const cell_reference &other)
    {
        field_.set(i_, static_cast<value_type>(other));
        return *this;
    }
    template <class U> const cell_reference &operator+=(const U &value) const
    {
        return *this = static_cast<value_type>(field_.get(i_) + value);
    }
    template <class U> const cell_reference &operator-=(const U &value) const
    {
        return *this = static_cast<value_type>(field_.get(i_) - value);
    }
    template <class U> const cell_reference &operator*=(const U &value) const
    {
        return *this = static_cast<value_type>(field_.get(i_) * value);
    }
    template <class U> const cell_reference &operator/=(const U &value) const
    {
        return *this = static_cast<value_type>(field_.get(i_) / value);
    }

    template <class V = value_type, class = std::enable_if_t<is_optional<V>>>
    explicit operator bool() const
    {
        return field_.get(i_).has_value();
    }
    template <class V = value_type, class = std::enable_if_t<is_optional<V>>>
    typename V::value_type operator*() const
    {
        value_type found = field_.get(i_);
        return found ? *found : throw error(RC_ETYPE, "the field is null");
    }

    friend void swap(cell_reference a, cell_reference b)
    {
        value_type value = a;
        a = static_cast<value_type>(b);
        b = value;
    }

  private:
    F field_;
    std::size_t i_;
};

/* What all handles for reading have, on get() of Handle. */
template <class Handle, class T> class reading
{
  public:
    using value_type = T;

    T operator[](std::size_t i) const
    {
        return self().get(i);
    }
    bool empty() const noexcept
    {
        return self().size() == 0;
    }
    iterator<Handle> begin() const noexcept
    {
        return {self(), 0};
    }
    iterator<Handle> end() const noexcept
    {
        return {self(), self().size()};
    }

  private:
    const Handle &self() const noexcept
    {
        return static_cast<const Handle &>(*this);
    }
};

/* What all handles for writing have, on get() and set() of Handle; they hide those of reading. */
template <class Handle, class Base> class writing : public Base
{
  public:
    using Base::Base;

    cell_reference<Handle> operator[](std::size_t i) const
    {
        check_index(i, this->size());
        return {self(), i};
    }
    iterator<Handle> begin() const noexcept
    {
        return {self(), 0};
    }
    iterator<Handle> end() const noexcept
    {
        return {self(), this->size()};
    }

  private:
    const Handle &self() const noexcept
    {
        return static_cast<const Handle &>(*this);
    }
};

} // namespace detail

} // namespace rowcol

#endif
