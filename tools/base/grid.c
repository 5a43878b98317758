/* base/grid.c - prints text in aligned columns. */
#include "base/grid.h"

#include "base/grow.h"
#include "base/terminal.h"
#include "base/text_width.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Blanks between columns, and what a column of text can be made narrow to. */
enum { BETWEEN = 2, NARROW = 12 };

static const char dots[] = "...";

grid grid_start(size_t n_columns)
{
    grid g = {.n_columns = n_columns,
              .right = calloc(n_columns + 1, sizeof(bool)),
              .whole = calloc(n_columns + 1, sizeof(bool))};
    g.failed = !g.right || !g.whole;
    return g;
}

void grid_release(grid *g)
{
    for (size_t i = 0; i < g->n; i++) {
        free(g->cells[i]);
    }
    free(g->cells);
    free(g->right);
    free(g->whole);
    *g = (grid){.n = 0};
}

void grid_add(grid *g, char *text)
{
    char **cells = text && !g->failed ? grow(g->cells, g->n, &g->capacity, sizeof *cells) : NULL;
    if (!cells) {
        g->failed = true;
        free(text);
        return;
    }
    g->cells = cells;
    g->cells[g->n++] = text;
    g->n_rows = g->n / g->n_columns;
}

void grid_add_safe(grid *g, const char *text)
{
    grid_add(g, safe_copy(text));
}

void grid_add_format(grid *g, const char *format, ...)
{
    char *text;
    va_list args;
    va_start(args, format);
    if (vasprintf(&text, format, args) < 0) {
        text = NULL;
    }
    va_end(args);
    grid_add(g, text);
}

/* ------------------------------------------------------------------ widths */

/* The widths of the columns, and what each can be made narrow to. */
typedef struct widths {
    size_t *now;
    size_t *least;
    size_t n; /* columns that are printed */
} widths;

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void measure(const grid *g, widths *w)
{
    for (size_t i = 0; i < g->n_rows * g->n_columns; i++) {
        size_t column = i % g->n_columns, width = text_width(g->cells[i]);
        bool is_name = i < g->n_columns, whole = g->whole[column] && !is_name;
        size_t least = whole ? width : smaller(width, NARROW);
        w->now[column] = width > w->now[column] ? width : w->now[column];
        w->least[column] = least > w->least[column] ? least : w->least[column];
    }
}

static size_t total(const widths *w)
{
    size_t sum = 0;
    for (size_t i = 0; i < w->n; i++) {
        sum += w->now[i] + (i ? BETWEEN : 0);
    }
    return sum;
}

/* The column that is widest among those that can be narrower; w->n if there are none. */
static size_t widest(const widths *w)
{
    size_t found = w->n;
    for (size_t i = 0; i < w->n; i++) {
        if (w->now[i] > w->least[i] && (found == w->n || w->now[i] > w->now[found])) {
            found = i;
        }
    }
    return found;
}

/* Makes the columns narrower, and leaves some out, until they fit. */
static void fit(widths *w, size_t width)
{
    size_t least = 0, column, sum;
    for (size_t i = 0; i < w->n; i++) {
        least += w->least[i] + (i ? BETWEEN : 0);
    }
    while (w->n > 1 && least > width) {
        w->n--;
        least -= w->least[w->n] + BETWEEN;
    }
    for (sum = total(w); sum > width && (column = widest(w)) < w->n; sum--) {
        w->now[column]--;
    }
}

/* ---------------------------------------------------------------- printing */

static void put_blanks(size_t n)
{
    printf("%*s", (int)n, "");
}

/* What is printed of a cell that is cut: of a path the end, which differs from that of others. */
typedef struct part {
    const char *before, *text, *after;
    size_t length; /* of the text */
    size_t used;   /* columns of all three */
} part;

static part cut(const char *text, size_t width, bool is_name)
{
    const char *mark = width > sizeof dots - 1 ? dots : "";
    const size_t room = width - strlen(mark);
    part shown = {"", text, "", strlen(text), text_width(text)};
    if (shown.used <= width) {
        return shown;
    }
    if (is_name && strchr(text, '.')) {
        shown.before = mark;
        shown.text += text_before_end(text, room, &shown.used);
        shown.length = strlen(shown.text);
    } else {
        shown.after = mark;
        shown.length = text_fitting(text, room, &shown.used);
    }
    shown.used += strlen(mark);
    return shown;
}

/* A cell cut to the width of its column. The last column has no blanks after it. */
static void put_cell(const part *cell, size_t width, bool right, bool last)
{
    if (right) {
        put_blanks(width - cell->used);
    }
    fputs(cell->before, stdout);
    fwrite(cell->text, 1, cell->length, stdout);
    fputs(cell->after, stdout);
    if (!right && !last) {
        put_blanks(width - cell->used);
    }
}

/* Row 0 has the names. Empty cells at the end are not padded. */
static void put_row(const grid *g, const widths *w, size_t row)
{
    char *const *cells = g->cells + row * g->n_columns;
    size_t n = w->n;
    while (n > 1 && !cells[n - 1][0]) {
        n--;
    }
    for (size_t i = 0; i < n; i++) {
        const bool last = i + 1 == n;
        const part shown = cut(cells[i], w->now[i], row == 0);
        put_cell(&shown, w->now[i], g->right[i], last);
        if (!last) {
            put_blanks(BETWEEN);
        }
    }
    putchar('\n');
}

/* A line of `what` in each column, `most` columns of it at most. */
static void put_line(const grid *g, const widths *w, char what, size_t most)
{
    for (size_t i = 0; i < w->n; i++) {
        size_t n = smaller(w->now[i], most), blanks = w->now[i] - n;
        put_blanks(g->right[i] ? blanks : 0);
        for (size_t k = 0; k < n; k++) {
            putchar(what);
        }
        if (i + 1 < w->n) {
            put_blanks((g->right[i] ? 0 : blanks) + BETWEEN);
        }
    }
    putchar('\n');
}

size_t grid_print(const grid *g, size_t width)
{
    widths w = {calloc(g->n_columns + 1, sizeof *w.now), calloc(g->n_columns + 1, sizeof *w.least),
                g->n_columns};
    bool good = !g->failed && w.now && w.least;
    if (good) {
        measure(g, &w);
        if (width > 0) {
            fit(&w, width);
        }
        for (size_t row = 0; row <= g->n_rows; row++) {
            if (row > 0 && row == g->gap) {
                put_line(g, &w, '.', sizeof dots - 1);
            }
            if (row < g->n_rows) {
                put_row(g, &w, row);
            }
            if (row == 0) {
                put_line(g, &w, '-', SIZE_MAX);
            }
        }
    }
    free(w.now);
    free(w.least);
    return good ? w.n : 0;
}
