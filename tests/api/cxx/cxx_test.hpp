// api/cxx/cxx_test.hpp - what the tests of rowcol.hpp share: TAP, and checks of exceptions.
#ifndef ROWCOL_CXX_TEST_HPP
#define ROWCOL_CXX_TEST_HPP

#include <cstdio>
#include <exception>
#include <rowcol.hpp>
#include <string>
#include <string_view>

/* Prints a test point. */
void ok(bool passed, const std::string &name);

/* A test point with both values if they differ. */
void same_text(std::string_view found, std::string_view expected, const std::string &name);

/* A folder of its own, removed at the end. */
const std::string &folder();

/* The contents of a file; "(no file)" if it does not exist. */
std::string contents(const std::string &path);
void write_file(const std::string &path, std::string_view bytes);

/* `action` throws rowcol::error of this status, whose line has `part` in it. */
template <class Action>
void throws(rc_status expected, const std::string &name, Action action, std::string_view part = "")
{
    try {
        action();
        std::printf("# %s: nothing was thrown\n", name.c_str());
        ok(false, name);
    } catch (const rowcol::error &e) {
        std::string line = e.what();
        bool good = e.status() == expected && line.find(part) != std::string::npos;
        if (!good) {
            std::printf("# found status %s, expected %s: %s\n", rc_status_name(e.status()),
                        rc_status_name(expected), line.c_str());
        }
        ok(good, name);
    } catch (const std::exception &e) {
        std::printf("# %s: another exception: %s\n", name.c_str(), e.what());
        ok(false, name);
    }
}

void test_error();
void test_dtype();
void test_value();
void test_field();
void test_null();
void test_store();
void test_stream();
void test_misuse();
void test_memory();
void test_ranges();

#endif
