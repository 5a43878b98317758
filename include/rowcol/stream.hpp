/*
 * rowcol/stream.hpp - reading and writing files. Part of rowcol.hpp; rowcol/stream.h has the
 * meaning of all options.
 *
 * A path is the name of a file, or "-" for standard input or output. Its ending decides the format
 * unless the option format does.
 */
#ifndef ROWCOL_STREAM_HPP
#define ROWCOL_STREAM_HPP

#include <csignal>
#include <rowcol/npy.h>
#include <rowcol/store.hpp>
#include <rowcol/stream.h>
#include <vector>

namespace rowcol
{

/** Options of reading: rc_read_options. Empty strings and an empty dtype are options not set. */
struct read_options {
    std::string format = {};
    rowcol::dtype dtype = {};
    rc_layout layout = RC_LAYOUT_DEFAULT;
    std::string root = {};
    rc_extra extra = RC_EXTRA_ERROR;
    rc_missing missing = RC_MISSING_ERROR;
    std::size_t max_record = 0;
    std::string member = {};
    rc_nulls nulls = RC_NULLS_ERROR;
    rc_reject *reject = nullptr; /**< a C function that decides about bad records */
    void *reject_context = nullptr;
    const rc_mapping *mapping = nullptr; /**< where the fields come from; borrowed */

    /** The options as the C API has them, borrowed from this object. Throws RC_EARG (a string with
     *  a NUL character in it). */
    rc_read_options c_options() const
    {
        rc_read_options c = RC_READ_OPTIONS_INIT;
        c.format = format.empty() ? nullptr : c_string(format).get();
        c.dtype = dtype.get();
        c.layout = layout;
        c.root = root.empty() ? nullptr : c_string(root).get();
        c.extra = extra;
        c.missing = missing;
        c.max_record = max_record;
        c.member = member.empty() ? nullptr : c_string(member).get();
        c.nulls = nulls;
        c.reject = reject;
        c.reject_context = reject_context;
        c.mapping = mapping;
        return c;
    }
};

/** Options of writing: rc_write_options. */
struct write_options {
    std::string format = {};
    bool values = false;
    rc_nonfinite nonfinite = RC_NONFINITE_ERROR;
    rc_compression compression = RC_COMPRESSION_NONE;
    rc_strings strings = RC_STRINGS_DEFAULT;

    /** As read_options::c_options. */
    rc_write_options c_options() const
    {
        rc_write_options c = RC_WRITE_OPTIONS_INIT;
        c.format = format.empty() ? nullptr : c_string(format).get();
        c.values = values ? 1 : 0;
        c.nonfinite = nonfinite;
        c.compression = compression;
        c.strings = strings;
        return c;
    }
};

/**
 * Reads the batches of one input: stores of about 1 MiB, in memory that does not depend on the
 * length of the input. One thread at a time may use it.
 *     rowcol::reader reader("points.ndjson", options);
 *     for (rowcol::store &batch : reader) { ... }
 */
class reader
{
  public:
    /** Empty. */
    reader() noexcept = default;

    /** Opens a file. Throws RC_EIO, RC_EARG, RC_EUNSUPPORTED, RC_EFORMAT, RC_ESYNTAX, RC_ENOMEM. */
    explicit reader(c_string path, const read_options &options = {})
    {
        rc_read_options c = options.c_options();
        reader_.reset(call(rc_reader_open, path.get(), &c));
    }

    /** Takes over a reader. */
    reader(adopt_t, rc_reader *owned) noexcept : reader_(owned)
    {
    }

    /** Reads bytes in memory, which are borrowed until the reader is closed. `name` stands for the
     *  file name in errors, and its ending for the format. Throws as the constructor. */
    static reader memory(std::string_view bytes, const read_options &options = {},
                         c_string name = "memory")
    {
        rc_read_options c = options.c_options();
        return reader(adopt,
                      call(rc_reader_open_memory, bytes.data(), bytes.size(), name.get(), &c));
    }

    explicit operator bool() const noexcept
    {
        return reader_ != nullptr;
    }

    /** The dtype of the batches. */
    rowcol::dtype dtype() const noexcept
    {
        return rowcol::dtype::share(rc_reader_dtype(get()));
    }

    /** The name of the format that it reads: that of the options, or the one that was found. */
    const char *format() const noexcept
    {
        return rc_reader_format(get());
    }

    /** The number of records in the input if the format has it before the records. */
    std::optional<std::uint64_t> expected() const noexcept
    {
        std::uint64_t n = rc_reader_expected(get());
        return n == RC_UNKNOWN ? std::nullopt : std::optional<std::uint64_t>(n);
    }

    /**
     * Makes `batch` the next batch, of at least one record, and returns true; or makes it empty and
     * returns false after the last. What `batch` was before is released first: its memory is used
     * again if nothing else shares it. Throws what is wrong with the input (rc_reader_next), with
     * its place; all records before it have been returned. After that the reader can only be
     * closed.
     */
    bool next(store &batch)
    {
        rc_store *c = nullptr;
        batch = store();
        rc_status status = call(rc_reader_next, get(), &c);
        batch = store(adopt, c);
        return status == RC_OK;
    }

    class sentinel
    {
    };

    /** Iterates over the batches; `*it` is a store that ++ replaces. It borrows the reader. */
    class iterator
    {
      public:
        using iterator_category = std::input_iterator_tag;
        using iterator_concept = std::input_iterator_tag;
        using value_type = store;
        using difference_type = std::ptrdiff_t;
        using reference = store &;
        using pointer = store *;

        explicit iterator(reader &from) : reader_(&from)
        {
            ++*this;
        }
        store &operator*() const noexcept
        {
            return batch_;
        }
        iterator &operator++()
        {
            reader_->next(batch_);
            return *this;
        }
        void operator++(int)
        {
            ++*this;
        }
        friend bool operator==(const iterator &it, sentinel) noexcept
        {
            return !it.batch_;
        }
        friend bool operator!=(const iterator &it, sentinel end) noexcept
        {
            return !(it == end);
        }

      private:
        reader *reader_;
        mutable store batch_;
    };

    /** Reads the first batch. Throws as next, and so does ++. */
    iterator begin()
    {
        return iterator(*this);
    }
    sentinel end() const noexcept
    {
        return {};
    }

    rc_reader *get() const noexcept
    {
        return reader_.get();
    }
    [[nodiscard]] rc_reader *release() noexcept
    {
        return reader_.release();
    }

  private:
    struct closer {
        void operator()(rc_reader *owned) const noexcept
        {
            rc_reader_close(owned);
        }
    };
    std::unique_ptr<rc_reader, closer> reader_;
};

/**
 * Writes stores to one output. A file appears under its name, as a whole, when finish() returns; a
 * writer that is destroyed before that leaves what was there. One thread at a time may use it.
 */
class writer
{
  public:
    /** Empty. */
    writer() noexcept = default;

    /** Opens an output of records of this dtype. Throws RC_EIO, RC_EARG, RC_EUNSUPPORTED,
     *  RC_ENOMEM. */
    writer(c_string path, const rowcol::dtype &dtype, const write_options &options = {})
    {
        rc_write_options c = options.c_options();
        writer_.reset(call(rc_writer_open, path.get(), dtype.get(), &c));
    }

    /** Takes over a writer. */
    writer(adopt_t, rc_writer *owned) noexcept : writer_(owned)
    {
    }

    explicit operator bool() const noexcept
    {
        return writer_ != nullptr;
    }

    /** Writes all records of a store of an equal dtype. Throws RC_EARG (failed or finished before),
     *  RC_ETYPE, RC_ERANGE with record() and field(), RC_EIO, RC_ENOMEM. */
    void write(const store_base &records)
    {
        call(rc_writer_write, get(), records.get());
    }

    /** Completes the output and gives it its name. Call it once. Throws RC_EARG, RC_EIO, RC_ENOMEM,
     *  RC_ECANCELED. */
    void finish()
    {
        call(rc_writer_finish, get());
    }

    rc_writer *get() const noexcept
    {
        return writer_.get();
    }
    [[nodiscard]] rc_writer *release() noexcept
    {
        return writer_.release();
    }

  private:
    struct closer {
        void operator()(rc_writer *owned) const noexcept
        {
            rc_writer_close(owned);
        }
    };
    std::unique_ptr<rc_writer, closer> writer_;
};

/** Reads a whole file into a store, on all processors: all records or an error. Throws as the
 *  constructor and next of reader. */
inline store load(c_string path, const read_options &options = {})
{
    rc_read_options c = options.c_options();
    return store(adopt, call(rc_load, path.get(), &c));
}

/** The same for bytes in memory, as reader::memory. */
inline store load_memory(std::string_view bytes, const read_options &options = {},
                         c_string name = "memory")
{
    rc_read_options c = options.c_options();
    return store(adopt, call(rc_load_memory, bytes.data(), bytes.size(), name.get(), &c));
}

/** Writes a whole store to a file, on all processors. Throws as writer. */
inline void save(const store_base &records, c_string path, const write_options &options = {})
{
    rc_write_options c = options.c_options();
    call(rc_save, records.get(), path.get(), &c);
}

/** Options of pump: rc_pump_options. */
struct pump_options {
    unsigned threads = 0;
    const volatile std::sig_atomic_t *cancel = nullptr;
    /** Changes the records on their way; it is called on any thread and must not throw. */
    rc_transform *transform = nullptr;
    void *context = nullptr;
    /** Gets the counts, also of a pump that fails, which are added to it; start from
     *  RC_PUMP_STATS_INIT. */
    rc_pump_stats *stats = nullptr;
};

/**
 * Moves all records of `from` to `to`, in order, and decodes and encodes on several threads. `to`
 * is not finished. Returns the number of records written. Throws what reader::next and
 * writer::write throw, RC_ECANCELED, RC_ETYPE (the dtypes differ), RC_EARG (the reader has been
 * read from); after that both can only be closed.
 */
inline std::uint64_t pump(reader &from, writer &to, const pump_options &options = {})
{
    rc_pump_stats own = RC_PUMP_STATS_INIT;
    rc_pump_stats *stats = options.stats ? options.stats : &own;
    rc_pump_options c = RC_PUMP_OPTIONS_INIT;
    c.threads = options.threads;
    c.cancel = options.cancel;
    c.transform = options.transform;
    c.context = options.context;
    std::uint64_t before = stats->records;
    call(rc_pump, from.get(), to.get(), &c, stats);
    return stats->records - before;
}

/** The array of a .npy file as a rows store whose memory is the mapped file (rc_npy_map). Throws
 *  RC_EIO, RC_EFORMAT, RC_EUNSUPPORTED, RC_ELIMIT, RC_EARG, RC_ENOMEM. */
inline store map_npy(c_string path)
{
    return store(adopt, call(rc_npy_map, path.get()));
}

/** The names of the arrays in an .npz archive, in its order. Throws RC_EIO, RC_EFORMAT, RC_EARG,
 *  RC_ENOMEM. */
inline std::vector<std::string> npz_names(c_string path)
{
    std::unique_ptr<rc_npz, decltype(&rc_npz_close)> npz(call(rc_npz_open, path.get()),
                                                         rc_npz_close);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < rc_npz_count(npz.get()); i++) {
        names.emplace_back(rc_npz_name(npz.get(), i));
    }
    return names;
}

} // namespace rowcol

#endif
