// place_fuzz.c: whatever a list of places holds, it is read the same in one piece and in many. The first byte says how
// long the pieces are.
// parts: src/base/csv.c src/place/place.c src/place/place_import.c src/record/row.c
#include "place/place_import.h"
#include <stdlib.h>

typedef struct Read { Out o; int rows; } Read;

static void require(bool good) { if (!good) abort(); }

static void row(void *context, RowFeed *csv)
{
    Read *r = context;
    r->rows++;
    RowFlaw flaw;
    bool    whole = row_whole(&csv->head, &csv->now, &flaw);
    out_fmt(&r->o, "%lld %d %s", (long long)csv->now.line, flaw.fault, whole ? "" : flaw.field);
    for (int i = 0; i < LINE_FIELDS; i++) {
        out_char(&r->o, '\t');
        out_str(&r->o, row_cell(&csv->head, &csv->now, i));
    }
    out_char(&r->o, '\n');
}

static Read read_in(Arena *a, Str text, i64 piece)
{
    Read     r = { .o = out_new(a, 16 << 20) };
    RowFeed c;
    bool     going = true;
    row_feed_open(&c, &place_line_record, LINE_BYTES, a, a, row, &r);
    for (i64 at = 0; going && at < text.len; at += piece)
        going = row_feed(&c, (Str){ text.at + at, MIN(piece, text.len - at) });
    bool whole = row_feed_end(&c);
    out_fmt(&r.o, "%d %d %s", whole, c.fault, c.what ? c.what : "");
    return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    static Arena *a;
    if (len < 1 || len > 32 << 10) return 0;
    if (!a) a = arena_open(128 << 20);
    arena_reset(a);
    Str  text  = arena_str(a, (Str){ (const char *)at + 1, (i64)len - 1 });
    Read whole = read_in(a, text, MAX(text.len, 1)), parts = read_in(a, text, 1 + at[0]);
    require(whole.rows == parts.rows && str_same(out_done(&whole.o), out_done(&parts.o)));
    if (utf8_count(text) < 0) return 0;
    PlaceSheet sheet;
    Problems   ps = { 0 };
    place_sheet_read(&sheet, a, text, &ps);
    require(sheet.count >= 0 && sheet.count <= IMPORT_ROWS);
    return 0;
}
