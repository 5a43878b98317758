/* A program that knows nothing but the public headers and the shared library. */
#include <stdio.h>
#include <string.h>

#include <rowcol.h>

int main(void)
{
    const char *version = rc_version();
    int ok = version != NULL && strspn(version, "0123456789.") == strlen(version);
    printf("%s 1 - a program linked with the shared library calls it\n1..1\n",
           ok ? "ok" : "not ok");
    return !ok;
}
