#include <stdio.h>
#include <string.h>

#include <rowcol.h>

enum { EXIT_USAGE = 2 };

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        printf("rowcol %s\n", rc_version());
        return 0;
    }
    fprintf(stderr, "usage: rowcol --version\n");
    return EXIT_USAGE;
}
