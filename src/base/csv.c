// csv.c: rows of CSV. Two passes over a row's bytes: the first finds its end or what is wrong, the second cuts cells.
//
// Our own, since a row that is torn must not cost the rows behind it: a library that hands over cells as it goes has
// forgotten where the row began. Quotes are strict: what a lenient reader makes of a stray one is a guess.
#include "base/csv.h"
#include <string.h>

// SNIFF: what is looked at to tell what kind of file it is.
enum { SNIFF = 4096 };
typedef enum { FRESH, PLAIN, QUOTED, CLOSED, BEHIND } State;
// A row as far as it was seen. end: behind its line end, 0 when more bytes are needed. runs: it has a line end within.
typedef struct Scan { i64 end; int column; bool runs; Fault fault; } Scan;

static bool ends_line(char b) { return b == '\n' || b == '\r'; }
static bool blank(char b)     { return b == ' ' || b == '\t'; }

void csv_open(Csv *c, Arena *a, i64 longest, int least)
{
    assert(longest >= SNIFF && least >= 0);
    *c = (Csv){ .longest = longest, .room = 2 * longest, .line = 1, .least = least, .what = "" };
    c->at = NEW(a, char, c->room);
}

void csv_feed(Csv *c, Str *bytes)
{
    assert(bytes && !c->over && c->from <= c->to);
    if (c->from) memmove(c->at, c->at + c->from, (size_t)(c->to - c->from));
    c->to -= c->from;
    c->from = 0;
    i64 n = MIN(bytes->len, c->room - c->to);
    if (n) memcpy(c->at + c->to, bytes->at, (size_t)n);
    c->to += n;
    *bytes = (Str){ bytes->at + n, bytes->len - n };
}

void csv_over(Csv *c) { c->over = true; }

// ---- what kind of file -------------------------------------------------------------------------

// ASCII in UTF-16 is every other byte a NUL.
static bool nuls_alternate(Str s)
{
    i64 even = 0, odd = 0, n = MIN(s.len, 512);
    for (i64 i = 0; i < n; i++)
        if (!s.at[i]) *(i & 1 ? &odd : &even) += 1;
    return (even == 0) != (odd == 0) && 8 * (even + odd) >= n;
}

// By the first bytes, whatever the name says: people rename workbooks.
static Fault sniff(Str s, const char **what)
{
    static const struct { Str mark; Fault fault; const char *what; } kinds[] = {
        { { "\xFF\xFE", 2 }, FAULT_list_utf16, "" },            { { "\xFE\xFF", 2 }, FAULT_list_utf16, "" },
        { { "\0\0\xFE\xFF", 4 }, FAULT_list_utf16, "" },
        { { "PK\x03\x04", 4 }, FAULT_list_workbook, "xlsx" },
        { { "\xD0\xCF\x11\xE0", 4 }, FAULT_list_workbook, "xls" },
        { { "%PDF", 4 }, FAULT_list_other, "PDF" },             { { "\x1F\x8B", 2 }, FAULT_list_other, "gzip" },
        { { "\x28\xB5\x2F\xFD", 4 }, FAULT_list_other, "zstd" }, { { "\xFD" "7zXZ", 5 }, FAULT_list_other, "xz" },
        { { "7z\xBC\xAF", 4 }, FAULT_list_other, "7z" },        { { "Rar!", 4 }, FAULT_list_other, "rar" },
        { { "BZh", 3 }, FAULT_list_other, "bzip2" },
    };
    for (int i = 0; i < COUNT(kinds); i++)
        if (str_starts(s, kinds[i].mark)) return *what = kinds[i].what, kinds[i].fault;
    if (nuls_alternate(s)) return FAULT_list_utf16;
    s = str_trim(s);
    if (!s.len || (s.at[0] != '<' && s.at[0] != '{')) return OK;
    *what = s.at[0] == '<' ? "HTML, XML" : "JSON";
    return FAULT_list_other;
}

static Fault wrong_separator(char mark, const char **what)
{
    switch (mark) {
    case ';':  *what = ";"; break;
    case '\t': *what = "制表符 tab"; break;
    case '|':  *what = "|"; break;
    case ',':  return OK;
    default:   *what = "?";
    }
    return FAULT_list_separator;
}

// Excel's own first line, "sep=;".
static i64 sep_line(Csv *c, Str s)
{
    if (s.len < 5 || memcmp(s.at, "sep=", 4) != 0 || (s.len > 5 && !ends_line(s.at[5]))) return 0;
    c->fault = wrong_separator(s.at[4], &c->what);
    return s.len > 6 && s.at[5] == '\r' && s.at[6] == '\n' ? 7 : MIN(s.len, 6);
}

// A head whose cells stand in quotation marks and apart by something else. OK: there is a comma, or no other mark.
static Fault quoted_head(Str s, const char **what)
{
    bool within = false, quoted = false;
    char mark = 0;
    for (i64 i = 0; i < s.len && (within || !ends_line(s.at[i])); i++) {
        if (s.at[i] == '"') within = !within, quoted = true;
        if (within) continue;
        if (s.at[i] == ',') return OK;
        if (s.at[i] == ';' || s.at[i] == '\t' || s.at[i] == '|') mark = s.at[i];
    }
    return quoted && mark ? wrong_separator(mark, what) : OK;
}

// Marks are passed over, also two of them: some programs add theirs to one that is there.
static bool begin(Csv *c)
{
    static const Str mark = { "\xEF\xBB\xBF", 3 };
    Str s = { c->at + c->from, c->to - c->from };
    for (; str_starts(s, mark); s = (Str){ s.at + 3, s.len - 3 }) c->from += 3;
    if (s.len < SNIFF && !c->over) return false;
    c->begun = true;
    c->fault = sniff((Str){ s.at, MIN(s.len, SNIFF) }, &c->what);
    if (c->over && !str_trim(s).len) c->fault = FAULT_list_empty;
    if (c->fault) return true;
    i64 sep = sep_line(c, s);
    c->from += sep;
    c->line += sep > 0;
    if (!c->fault) c->fault = quoted_head((Str){ s.at + sep, MIN(s.len - sep, SNIFF) }, &c->what);
    return true;
}

Fault csv_head_fault(const CsvRow *head, const char **what)
{
    static const char *const others[] = { ";", "\t", "|", "，", "；", "、" };
    *what = "";
    for (int i = 0; i < MIN(head->count, CSV_CELLS); i++)
        for (int k = 0; k < COUNT(others); k++) {
            if (!str_has(head->cells[i], str(others[k]))) continue;
            *what = k == 1 ? "制表符 tab" : others[k];
            return FAULT_list_separator;
        }
    if (head->count > 1) return OK;
    return str_has(head->cells[0], STR(",")) ? FAULT_list_row_quoted : FAULT_list_one_column;
}

// ---- one row -------------------------------------------------------------------------------------

static State step(State state, char b, Fault *fault)
{
    switch (state) {
    case FRESH:  return b == '"' ? QUOTED : b == ',' || blank(b) ? FRESH : PLAIN;
    case PLAIN:
        if (b == '"') *fault = FAULT_list_quote_stray;
        return b == ',' ? FRESH : PLAIN;
    case QUOTED: return b == '"' ? CLOSED : QUOTED;
    case CLOSED: if (b == '"') return QUOTED; break;            // a doubled one is one of the cell's own
    case BEHIND: break;
    }
    if (b == ',') return FRESH;
    if (!blank(b)) *fault = FAULT_list_quote_behind;
    return BEHIND;
}

// A \r at the very end may be half a line end: more bytes tell.
static Scan scan(const Csv *c, i64 from)
{
    Scan s = { 0 };
    State state = FRESH;
    i64 most = MIN(c->to, from + c->longest), at = from;
    for (; at < most; at++) {
        char b = c->at[at];
        if (state != QUOTED && ends_line(b)) {
            bool two = b == '\r' && at + 1 < c->to && c->at[at + 1] == '\n';
            s.end = b == '\r' && at + 1 == c->to && !c->over ? 0 : at + 1 + two;
            return s;
        }
        s.runs |= ends_line(b);
        state = step(state, b, &s.fault);
        if (s.fault) return s;
        s.column += b == ',' && state == FRESH;
    }
    if (at < c->to)   s.fault = state == QUOTED ? FAULT_list_quote_open : FAULT_list_row_long;
    else if (c->over) s.fault = state == QUOTED ? FAULT_list_quote_open : OK, s.end = at;
    return s;
}

// Behind the next line end at or after `from`; 0 when it is not there yet.
static i64 line_end(const Csv *c, i64 from)
{
    for (i64 at = from; at < c->to; at++) {
        if (!ends_line(c->at[at])) continue;
        if (c->at[at] == '\n') return at + 1;
        if (at + 1 < c->to) return at + 1 + (c->at[at + 1] == '\n');
        return c->over ? at + 1 : 0;
    }
    return c->over ? c->to : 0;
}

// Takes the bytes of one line, of a longer one than the room in pieces. False: half a line end, more bytes tell.
static bool line_pass(Csv *c)
{
    i64 end = line_end(c, c->from), was = c->from;
    c->skipping = end == 0;
    c->from = end ? end : c->to - (c->at[c->to - 1] == '\r');
    c->line += end > 0;
    return c->from > was;
}

// Of a quoted cell: its closing mark; the row is known to be well quoted.
static i64 closing(const Csv *c, i64 at)
{
    while (c->at[at] != '"' || c->at[at + 1] == '"') at += c->at[at] == '"' ? 2 : 1;
    return at;
}

static Str cell_quoted(const Csv *c, Arena *a, i64 from, i64 to, i64 *line)
{
    Out o = out_new(a, to - from);
    for (i64 i = from; i < to; i++) {
        char b = c->at[i];
        i += b == '"' || (b == '\r' && c->at[i + 1] == '\n');
        out_char(&o, ends_line(b) ? '\n' : b);
        *line += ends_line(b);
    }
    return out_done(&o);
}

// One cell from *at on; *at then stands at its comma or line end. a NULL: nobody wants it, its lines are counted.
static Str cell_cut(const Csv *c, Arena *a, i64 *at, i64 end, i64 *line)
{
    while (*at < end && blank(c->at[*at])) ++*at;
    i64 from = *at;
    bool quoted = from < end && c->at[from] == '"';
    if (quoted) *at = closing(c, from + 1);
    i64 to = *at;
    while (*at < end && c->at[*at] != ',' && !ends_line(c->at[*at])) ++*at;
    if (!a) return STR("");
    return quoted ? cell_quoted(c, a, from + 1, to, line) : arena_str(a, str_trim((Str){ c->at + from, *at - from }));
}

// False: a blank line. Its bytes are taken in either case.
static bool row_cut(Csv *c, Arena *a, CsvRow *row, i64 end)
{
    i64 at = c->from, line = c->line;
    bool quoted = memchr(c->at + at, '"', (size_t)(end - at)) != NULL;
    row->line = c->line;
    for (;; at++) {
        int i = row->count++;
        if (i < CSV_CELLS) row->lines[i] = line;
        Str cell = cell_cut(c, i < CSV_CELLS ? a : NULL, &at, end, &line);
        if (i < CSV_CELLS) row->cells[i] = cell;
        if (at >= end || c->at[at] != ',') break;
    }
    row->last = line;
    c->line = line + 1;
    c->from = end;
    return row->count > 1 || row->cells[0].len || quoted;
}

// ---- rows ----------------------------------------------------------------------------------------

// The first row that says anything must be text, or its reader would miss columns that are there.
static bool head_good(Csv *c, const CsvRow *row)
{
    for (int i = 0; i < MIN(row->count, CSV_CELLS); i++) {
        c->headed |= row->cells[i].len > 0;
        if (utf8_count(row->cells[i]) < 0) c->fault = FAULT_list_not_utf8;
    }
    return !c->fault;
}

// True: it is told now; else once it is known what follows it.
static bool row_torn(Csv *c, CsvRow *row, const Scan *s)
{
    *row = (CsvRow){ .line = c->line, .last = c->line, .fault = s->fault, .column = s->column };
    if (s->runs && !c->least) row->fault = FAULT_list_quote_open;       // it met the next row's quote
    line_pass(c);
    if (!c->least || !c->headed) return true;
    c->torn = *row;
    c->absorbing = true;
    return false;
}

// Told with all the lines it cost.
static bool torn_told(Csv *c, CsvRow *row)
{
    *row = c->torn;
    row->last = c->line - 1;
    c->absorbing = false;
    return true;
}

bool csv_next(Csv *c, Arena *a, CsvRow *row)
{
    if (c->fault || (!c->begun && !begin(c))) return false;
    while (!c->fault && c->from < c->to) {
        if (c->skipping) {
            if (!line_pass(c)) return false;
            continue;
        }
        Scan s = scan(c, c->from);
        if (c->absorbing && s.column + 1 >= c->least) return torn_told(c, row);
        if (!s.fault && !s.end) return false;
        *row = (CsvRow){ .fault = OK };
        if (c->absorbing) line_pass(c);
        else if (s.fault ? row_torn(c, row, &s) : row_cut(c, a, row, s.end))
            return c->headed || s.fault || head_good(c, row);
    }
    return !c->fault && c->absorbing && c->over && torn_told(c, row);
}
