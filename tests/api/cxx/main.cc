// Tests of rowcol.hpp: C++17 and C++20, see tests/api/cxx.sh.
#include "cxx_test.hpp"

#include <fstream>
#include <iterator>
#include <stdlib.h>
#include <string>
#include <unistd.h>

namespace
{

int n_tests, n_failed;

} // namespace

void ok(bool passed, const std::string &name)
{
    n_tests++;
    n_failed += !passed;
    std::printf("%sok %d - %s\n", passed ? "" : "not ", n_tests, name.c_str());
}

void same_text(std::string_view found, std::string_view expected, const std::string &name)
{
    if (found != expected) {
        std::printf("# found:    %s\n# expected: %s\n", std::string(found).c_str(),
                    std::string(expected).c_str());
    }
    ok(found == expected, name);
}

const std::string &folder()
{
    static const std::string made = [] {
        const char *parent = getenv("TMPDIR");
        std::string name = std::string(parent && *parent ? parent : "/tmp") + "/rowcol-cxx-XXXXXX";
        if (!mkdtemp(name.data())) {
            std::printf("Bail out! no folder %s\n", name.c_str());
            std::exit(99);
        }
        return name;
    }();
    return made;
}

std::string contents(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return "(no file)";
    }
    return std::string(std::istreambuf_iterator<char>(file), {});
}

void write_file(const std::string &path, std::string_view bytes)
{
    std::ofstream file(path, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

int main()
{
    try {
        test_error();
        test_dtype();
        test_value();
        test_field();
        test_null();
        test_store();
        test_stream();
        test_misuse();
        test_memory();
        test_ranges();
    } catch (const std::exception &e) {
        std::printf("# an exception that no test expected: %s\n", e.what());
        ok(false, "the tests end");
    }
    ok(rmdir(folder().c_str()) == 0, "no file is left over");
    std::printf("1..%d\n", n_tests);
    return n_failed != 0;
}
