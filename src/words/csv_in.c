// csv_in.c: rows of a CSV file (RFC 4180, quoted newlines), one at a time.
//
// Reads a line at a time into libcsv, as that tells rows apart but not where they stand. Bounds: 1 MiB a line, 64 cells
// a row; a broken place stops the reading there, with its reason, and what came before has been handed out already.
#include "words/words.h"
#include <csv.h>
#include <string.h>

// PIECE: the longest line too, for a line must lie in it whole.
enum { PIECE = 1 << 20, CELLS_MAX = 64 };

struct CsvIn {
    PackedIn     *in;
    char         *at;               // at[from, to): bytes not yet read as rows
    i64           from, to, line;
    bool          over, row_over, too_many;
    struct csv_parser parser;
    Arena        *arena;            // of the row being read
    Str           cells[CELLS_MAX];
    int           cell_count;
    const char   *why;
};

// libcsv would trim cells; whoever reads them decides.
static int no_blank(unsigned char c) { (void)c; return 0; }

// Cells are copied into the row's arena, since libcsv uses its own room again.
static void cell_end(void *at, size_t len, void *context)
{
    CsvIn *c = context;
    if (c->cell_count == CELLS_MAX) c->too_many = true;
    else c->cells[c->cell_count++] = arena_str(c->arena, (Str){ at, (i64)len });
}

// libcsv's call at the end of a row; blank lines make none.
static void row_end(int byte_, void *context)
{
    (void)byte_;
    ((CsvIn *)context)->row_over = true;
}

CsvIn *csv_in_open(Arena *a, Str path)
{
    assert(a);
    CsvIn *c = NEW(a, CsvIn, 1);
    c->in = packed_in_open(a, path);
    if (!c->in) return NULL;
    int failed = csv_init(&c->parser, CSV_STRICT | CSV_STRICT_FINI);
    assert(!failed);
    csv_set_space_func(&c->parser, no_blank);
    c->at = NEW(a, char, PIECE);
    return c;
}

void csv_in_close(CsvIn *c)
{
    packed_in_close(c->in);
    csv_free(&c->parser);
}

// NULL while nothing is wrong; English, since it names what the file is, not what was asked.
const char *csv_in_why(const CsvIn *c) { return c->why; }

// ---- bytes -----------------------------------------------------------------------------------

// More bytes behind those not yet read; false when nothing came: the end, or broken.
static bool fill(CsvIn *c)
{
    assert(c->from >= 0 && c->from <= c->to && c->to <= PIECE);
    memmove(c->at, c->at + c->from, (size_t)(c->to - c->from));
    c->to -= c->from;
    c->from = 0;
    if (c->to == PIECE) {
        c->why = "a line is longer than 1 MiB";
        return false;
    }
    i64 n = packed_in_read(c->in, c->at + c->to, PIECE - c->to);
    if (n < 0) c->why = "the packed file is damaged";
    c->over = n <= 0;
    c->to += MAX(n, 0);
    return n > 0;
}

// The bytes up to and with the next line end; the rest at the end of the file.
// \r alone ends a line too: old spreadsheets still write it.
static Str next_line(CsvIn *c)
{
    assert(c->from <= c->to);
    i64 seen = c->from;
    for (;;) {
        for (; seen < c->to; seen++)
            if (c->at[seen] == '\n' || c->at[seen] == '\r') {
                Str s = { c->at + c->from, seen + 1 - c->from };
                c->from = seen + 1;
                return s;
            }
        i64 ahead = seen - c->from;
        if (c->over || !fill(c)) break;
        seen = c->from + ahead;
    }
    Str rest = { c->at + c->from, c->why ? 0 : c->to - c->from };
    c->from = c->to;
    return rest;
}

// Excel's mark before the first line.
static Str skip_mark(CsvIn *c, Str s)
{
    return c->line == 0 && str_starts(s, STR("\xEF\xBB\xBF")) ? (Str){ s.at + 3, s.len - 3 } : s;
}

// Only the cells of one row lie in `a`; the caller may reset it before the next. After -1 nothing more comes.
int csv_in_row(CsvIn *c, Arena *a, Str *cells, int most, i64 *line)
{
    assert(a && cells && most > 0 && line);
    c->arena = a;
    c->cell_count = 0;
    c->row_over = false;
    *line = c->line + 1;
    while (!c->row_over && !c->why) {
        Str s = next_line(c);
        if (c->why) break;
        if (s.len == 0) {
            if (csv_fini(&c->parser, cell_end, row_end, c) != 0) c->why = "a quote is not closed";
            if (c->row_over) break;
            return c->why ? -1 : 0;
        }
        bool counts = s.at[s.len - 1] == '\n';
        s = skip_mark(c, s);
        if (csv_parse(&c->parser, s.at, (size_t)s.len, cell_end, row_end, c) != (size_t)s.len) c->why = "wrong quoting";
        c->line += counts;
        if (!c->row_over && c->cell_count == 0 && counts && s.len <= 2) *line = c->line + 1;      // a blank line
    }
    if (c->too_many || c->cell_count > most) c->why = "too many columns";
    if (c->why) return -1;
    memcpy(cells, c->cells, sizeof *cells * (size_t)c->cell_count);
    return c->cell_count;
}
