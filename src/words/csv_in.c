// csv_in.c: rows of a CSV file, plain or packed, one at a time.
//
// Bounds: 1 MiB a row, 64 cells. A torn row is handed out as such and reading goes on; a file that is no CSV in UTF-8,
// or whose packing is damaged, ends the reading with its reason.
#include "words/words.h"

enum { PIECE = 1 << 16, ROW_BYTES = 1 << 20 };

struct CsvIn {
    PackedIn *in;
    Csv       csv;
    char     *piece;
    bool      damaged;
};

// least: see csv_open.
CsvIn *csv_in_open(Arena *a, Str path, int least)
{
    assert(a);
    CsvIn *c = NEW(a, CsvIn, 1);
    c->in = packed_in_open(a, path);
    if (!c->in) return NULL;
    csv_open(&c->csv, a, ROW_BYTES, least);
    c->piece = NEW(a, char, PIECE);
    return c;
}

void csv_in_close(CsvIn *c) { packed_in_close(c->in); }

// Once the head tells how many cells a row needs.
void csv_in_least(CsvIn *c, int least) { c->csv.least = least; }

// "" while nothing is wrong with the file as a whole.
Str csv_in_why(const CsvIn *c, const Typed *t)
{
    if (c->damaged) return said(t, "压缩文件已损坏", "the packed file is damaged");
    return c->csv.fault ? list_words(t, "", c->csv.fault, c->csv.what) : STR("");
}

// Only the cells of one row lie in `a`; the caller may reset it before the next. False: the end, or csv_in_why.
bool csv_in_row(CsvIn *c, Arena *a, CsvRow *row)
{
    assert(a && row);
    while (!csv_next(&c->csv, a, row)) {
        if (c->csv.over || c->csv.fault || c->damaged) return false;
        i64 n = packed_in_read(c->in, c->piece, PIECE);
        Str bytes = { c->piece, MAX(n, 0) };
        c->damaged = n < 0;
        if (n > 0) csv_feed(&c->csv, &bytes);
        if (n == 0) csv_over(&c->csv);
        assert(bytes.len == 0 || c->damaged);           // less than a row waited, and there is room for two
    }
    return true;
}

// Of a list or a row of it: the column, what is wrong, what was found. "" for none.
Str list_words(const Typed *t, const char *what, Fault fault, const char *hint)
{
    const char *colon = !*hint ? "" : t->lang == EN ? ": " : "：";
    return said(t, "%s%s%s%s%s", "%s%s%s%s%s", what, *what ? " " : "", fault_text(fault, t->lang), colon, hint);
}
