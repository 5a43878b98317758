# Checks that configure.ac uses.

# AX_ROWCOL_PTHREAD: -pthread for compiler and linker.
AC_DEFUN([AX_ROWCOL_PTHREAD],
[rowcol_save_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS -pthread"
AC_MSG_CHECKING([for POSIX threads])
AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <pthread.h>
static void *run(void *p) { return p; }]],
  [[pthread_t t; return pthread_create(&t, 0, run, 0);]])],
  [AC_MSG_RESULT([yes])],
  [AC_MSG_RESULT([no])
   AC_MSG_ERROR([POSIX threads are required])])
CFLAGS=$rowcol_save_CFLAGS
AC_SUBST([PTHREAD_CFLAGS], [-pthread])])

# AX_ROWCOL_BZIP2: BZIP2_LIBS for libbz2, which has no file for pkg-config.
AC_DEFUN([AX_ROWCOL_BZIP2],
[rowcol_save_LIBS=$LIBS
LIBS="-lbz2 $LIBS"
AC_MSG_CHECKING([for libbz2])
AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <stdio.h>
#include <bzlib.h>]], [[bz_stream s = {0}; return BZ2_bzDecompressInit(&s, 0, 0);]])],
  [AC_MSG_RESULT([yes])],
  [AC_MSG_RESULT([no])
   AC_MSG_ERROR([libbz2 is required (Debian package: libbz2-dev)])])
LIBS=$rowcol_save_LIBS
AC_SUBST([BZIP2_LIBS], [-lbz2])])

# AX_ROWCOL_CURL: CURL_CFLAGS are for the headers of libcurl, which the command loads when it talks to a server
# of ClickHouse; it is not linked with it. HAVE_CURL is true if they are there and --without-curl was not given.
AC_DEFUN([AX_ROWCOL_CURL],
[AC_ARG_WITH([curl],
  [AS_HELP_STRING([--with-curl=auto|yes|no], [talk to ClickHouse servers (auto: where libcurl is found)])],
  [], [with_curl=auto])
AS_IF([test "$with_curl" = no], [have_curl=no],
  [PKG_CHECK_MODULES([CURL], [libcurl >= 7.85], [have_curl=yes],
    [have_curl=no
     AS_IF([test "$with_curl" = yes],
       [AC_MSG_ERROR([libcurl 7.85 or newer is not found (Debian package: libcurl4-openssl-dev)])])])])
AM_CONDITIONAL([HAVE_CURL], [test "$have_curl" = yes])])

# AX_ROWCOL_MPI: MPI_CPPFLAGS and MPI_LIBS are what mpicc (or MPICC) gives to the compiler and the linker,
# as Open MPI and MPICH print it. Its headers are those of the system: their warnings are not ours.
# HAVE_MPI is true if programs can be linked with them and --without-mpi was not given. MPICC is empty if not.
AC_DEFUN([AX_ROWCOL_MPI],
[AC_ARG_WITH([mpi],
  [AS_HELP_STRING([--with-mpi=auto|yes|no], [build librowcol-mpi (auto: where MPI is found)])],
  [], [with_mpi=auto])
AC_ARG_VAR([MPICC], [compiler wrapper of MPI that shows its flags])
AC_MSG_CHECKING([for MPI])
AS_IF([test "$with_mpi" = no], [MPICC=],
  [MPICC=`command -v "${MPICC:-mpicc}"`
   rowcol_mpi_compile=
   rowcol_mpi_link=
   AS_IF([test -n "$MPICC"],
     [AS_IF([rowcol_mpi_compile=`"$MPICC" --showme:compile 2>/dev/null`],
        [rowcol_mpi_link=`"$MPICC" --showme:link 2>/dev/null`],
        [rowcol_mpi_compile=`"$MPICC" -compile_info 2>/dev/null`
         rowcol_mpi_link=`"$MPICC" -link_info 2>/dev/null`])])
   MPI_CPPFLAGS=
   for rowcol_flag in $rowcol_mpi_compile; do
     AS_CASE([$rowcol_flag],
       [-I*], [MPI_CPPFLAGS="$MPI_CPPFLAGS -isystem `echo "$rowcol_flag" | sed 's/^-I//'`"],
       [-D*], [MPI_CPPFLAGS="$MPI_CPPFLAGS $rowcol_flag"])
   done
   MPI_LIBS=
   for rowcol_flag in $rowcol_mpi_link; do
     AS_CASE([$rowcol_flag], [-L*|-l*], [MPI_LIBS="$MPI_LIBS $rowcol_flag"])
   done
   rowcol_save_CPPFLAGS=$CPPFLAGS
   rowcol_save_LIBS=$LIBS
   CPPFLAGS="$CPPFLAGS $MPI_CPPFLAGS"
   LIBS="$MPI_LIBS $LIBS"
   AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <mpi.h>
      #if MPI_VERSION < 3
      #error "MPI 3 is needed"
      #endif]], [[return MPI_Finalize();]])], [], [MPICC=])
   CPPFLAGS=$rowcol_save_CPPFLAGS
   LIBS=$rowcol_save_LIBS
   AS_IF([test -z "$MPICC" && test "$with_mpi" = yes],
     [AC_MSG_RESULT([no])
      AC_MSG_ERROR([MPI 3 is not found (Debian packages: libopenmpi-dev, openmpi-bin)])])])
AC_MSG_RESULT([${MPICC:-no}])
AC_SUBST([MPI_CPPFLAGS])
AC_SUBST([MPI_LIBS])
AM_CONDITIONAL([HAVE_MPI], [test -n "$MPICC"])])

# AX_ROWCOL_NUMPY_PYTHON: PYTHON3 is a Python 3, NUMPY_PYTHON one that imports numpy; either may be
# empty. The first python3 on PATH need not be the one that Debian's python3-numpy serves.
AC_DEFUN([AX_ROWCOL_NUMPY_PYTHON],
[AC_ARG_VAR([PYTHON], [Python 3 with NumPy, for the tests])
AC_MSG_CHECKING([for a Python that imports numpy])
NUMPY_PYTHON=
PYTHON3=
for rowcol_py in "$PYTHON" python3 /usr/bin/python3; do
  test -n "$rowcol_py" || continue
  rowcol_py=`command -v "$rowcol_py"` || continue
  "$rowcol_py" -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null || continue
  test -n "$PYTHON3" || PYTHON3=$rowcol_py
  if "$rowcol_py" -c 'import numpy' >/dev/null 2>&1; then
    NUMPY_PYTHON=$rowcol_py
    PYTHON3=$rowcol_py
    break
  fi
done
AC_MSG_RESULT([${NUMPY_PYTHON:-none}])
AC_SUBST([PYTHON3])
AC_SUBST([NUMPY_PYTHON])])

# AX_ROWCOL_C_FLAGS(VARIABLE, FLAGS), AX_ROWCOL_CXX_FLAGS(VARIABLE, FLAGS): substitute VARIABLE
# with those of FLAGS that the compiler takes.
AC_DEFUN([_AX_ROWCOL_FLAGS],
[$1=
for rowcol_flag in $2; do
  rowcol_save_flags=$$3
  # -Werror makes clang reject the flags it would otherwise only warn about.
  $3="$$3 -Werror $rowcol_flag"
  AC_MSG_CHECKING([whether $4 takes $rowcol_flag])
  AC_COMPILE_IFELSE([AC_LANG_SOURCE([[int rowcol_flag_probe;]])],
    [AC_MSG_RESULT([yes])
     $1="$$1 $rowcol_flag"],
    [AC_MSG_RESULT([no])])
  $3=$rowcol_save_flags
done
AC_SUBST([$1])])
AC_DEFUN([AX_ROWCOL_C_FLAGS],
[AC_LANG_PUSH([C])
_AX_ROWCOL_FLAGS([$1], [$2], [CFLAGS], [$CC])
AC_LANG_POP([C])])
AC_DEFUN([AX_ROWCOL_CXX_FLAGS],
[AC_LANG_PUSH([C++])
_AX_ROWCOL_FLAGS([$1], [$2], [CXXFLAGS], [$CXX])
AC_LANG_POP([C++])])

# AX_ROWCOL_SANITIZE(LIST): SANITIZE_FLAGS for compiler and linker; every finding ends the process.
# SANITIZE_CXXFLAGS leaves out the checks that need the C++ part of the sanitizer's runtime, as
# programs are linked as C.
AC_DEFUN([AX_ROWCOL_SANITIZE],
[SANITIZE_FLAGS=
SANITIZE_CXXFLAGS=
AS_CASE([$1],
  [no], [],
  [yes], [AC_MSG_ERROR([--enable-sanitize needs a list, for instance address,undefined])],
  [SANITIZE_FLAGS="-fsanitize=$1 -fno-sanitize-recover=all -fno-omit-frame-pointer"
   rowcol_save_CFLAGS=$CFLAGS
   CFLAGS="$CFLAGS $SANITIZE_FLAGS"
   AC_MSG_CHECKING([whether $CC links with -fsanitize=$1])
   AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
     [AC_MSG_RESULT([yes])],
     [AC_MSG_RESULT([no])
      AC_MSG_ERROR([$CC cannot build with -fsanitize=$1 (is its runtime library installed?)])])
   CFLAGS=$rowcol_save_CFLAGS
   AX_ROWCOL_CXX_FLAGS([SANITIZE_CXXFLAGS], [-fno-sanitize=function -fno-sanitize=vptr])])
AC_SUBST([SANITIZE_CXXFLAGS])
AC_SUBST([SANITIZE_FLAGS])])

# AX_ROWCOL_VERSION_SCRIPT: whether the linker takes an export map.
AC_DEFUN([AX_ROWCOL_VERSION_SCRIPT],
[AC_MSG_CHECKING([whether the linker takes a version script])
echo 'ROWCOL_PROBE { global: main; local: *; };' > conftest.map
rowcol_save_LDFLAGS=$LDFLAGS
LDFLAGS="$LDFLAGS -Wl,--version-script=conftest.map"
AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
  [rowcol_version_script=yes], [rowcol_version_script=no])
LDFLAGS=$rowcol_save_LDFLAGS
rm -f conftest.map
AC_MSG_RESULT([$rowcol_version_script])
AM_CONDITIONAL([HAVE_VERSION_SCRIPT], [test "$rowcol_version_script" = yes])])

# AX_ROWCOL_64BIT: stop unless the target has 64-bit pointers and the compiler a 128-bit integer.
AC_DEFUN([AX_ROWCOL_64BIT],
[AC_CACHE_CHECK([for a 64-bit target with 128-bit integers], [rowcol_cv_64bit],
  [AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
     __extension__ typedef unsigned __int128 rowcol_wide;
     typedef char rowcol_probe[sizeof(void *) == 8 && sizeof(rowcol_wide) == 16 ? 1 : -1];]])],
     [rowcol_cv_64bit=yes], [rowcol_cv_64bit=no])])
AS_IF([test "$rowcol_cv_64bit" = no],
  [AC_MSG_ERROR([rowcol needs a 64-bit target and a compiler with __int128 (gcc or clang):
32-bit targets are not supported])])])

# AX_ROWCOL_HARDENING(WANTED, SANITIZERS): protections against errors of memory that compiler and
# linker provide. HARDENING_CFLAGS, HARDENING_CXXFLAGS and HARDENING_LDFLAGS are their flags, HARDENING
# the list of those in use, for the test that looks for them in the built files.
# _FORTIFY_SOURCE needs optimization, and sanitizers replace the functions that it replaces.
AC_DEFUN([AX_ROWCOL_HARDENING],
[HARDENING=
HARDENING_CFLAGS=
HARDENING_CXXFLAGS=
HARDENING_LDFLAGS=
AS_IF([test "$1" != no],
  [AX_ROWCOL_C_FLAGS([HARDENING_CFLAGS], [-fstack-protector-strong -fcf-protection])
   AX_ROWCOL_CXX_FLAGS([HARDENING_CXXFLAGS], [-fstack-protector-strong -fcf-protection])
   rowcol_save_CPPFLAGS=$CPPFLAGS
   CPPFLAGS="$CPPFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"
   AC_MSG_CHECKING([whether _FORTIFY_SOURCE works with these flags])
   rowcol_fortify=no
   AS_IF([test "$2" = no],
     [AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
        #ifndef __OPTIMIZE__
        #error "no optimization"
        #endif
        #include <stdio.h>]])], [rowcol_fortify=yes])])
   AC_MSG_RESULT([$rowcol_fortify])
   CPPFLAGS=$rowcol_save_CPPFLAGS
   AS_IF([test "$rowcol_fortify" = yes],
     [HARDENING_CFLAGS="$HARDENING_CFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"
      HARDENING_CXXFLAGS="$HARDENING_CXXFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"
      HARDENING="$HARDENING fortify"])
   rowcol_save_LDFLAGS=$LDFLAGS
   LDFLAGS="$LDFLAGS -Wl,-z,relro -Wl,-z,now"
   AC_MSG_CHECKING([whether the linker takes -z relro -z now])
   AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
     [AC_MSG_RESULT([yes])
      HARDENING_LDFLAGS="-Wl,-z,relro -Wl,-z,now"
      HARDENING="$HARDENING relro"],
     [AC_MSG_RESULT([no])])
   LDFLAGS=$rowcol_save_LDFLAGS
   AS_CASE([$HARDENING_CFLAGS], [*stack-protector*], [HARDENING="$HARDENING stack-protector"])
   AS_CASE([$HARDENING_CFLAGS], [*cf-protection*], [HARDENING="$HARDENING cf-protection"])])
AC_SUBST([HARDENING])
AC_SUBST([HARDENING_CFLAGS])
AC_SUBST([HARDENING_CXXFLAGS])
AC_SUBST([HARDENING_LDFLAGS])])
