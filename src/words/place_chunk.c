// place_chunk.c: the chunker. Two buffers: the county being read, and county 0.
//
// A row is checked only as far as it can be sent on at all; what it says is for the import to judge, which names the
// same lines. CHUNK_TEXT leaves room under the body's limit even when every character is escaped.
#include "words/place_chunk.h"
#include "base/text.h"
#include <string.h>

enum { CHUNK_ROWS = 1000, CHUNK_TEXT = 240000, CELL_MAX = 300, BODY_MAX = 2 * CHUNK_TEXT + 4096 };

typedef struct Heap { i64 county; int rows; Out text; } Heap;      // rows of one county, waiting
struct PlaceChunker {
    PlaceChunking how;
    Arena        *arena, *row, *body;   // the chunker's life; one row's cells; one body
    RowFeed      csv;
    Heap          near, top;            // near: the county being read; top: county 0
    Str           cells[LINE_FIELDS];   // of the row, clean
    bool          stopped;              // by the caller
};

// Our own quoting: nobody opens this text in Excel, and a minus must stay a minus. What would be taken for out_csv's
// mark gets one, as the import takes one away.
static void out_cell(Out *o, Str s)
{
    const char *mark = csv_unmarked(s).len < s.len ? "'" : "";
    bool plain = !memchr(s.at, ',', (size_t)s.len) && !memchr(s.at, '"', (size_t)s.len);
    out_z(o, plain ? mark : "\"");
    if (plain) { out_str(o, s); return; }
    out_z(o, mark);
    for (i64 i = 0; i < s.len; i++) {
        if (s.at[i] == '"') out_char(o, '"');
        out_char(o, s.at[i]);
    }
    out_char(o, '"');
}

// Only the columns the file has, so that an absent one stays absent; `line` first, for the asker's own line numbers.
static void out_head(const PlaceChunker *c, Out *o)
{
    out_z(o, "line");
    for (int i = 1; i < LINE_FIELDS; i++)
        if (c->csv.head.column[i] >= 0) out_fmt(o, ",%s", place_line_record.fields[i].name);
    out_char(o, '\n');
}

// An empty heap, or a caller who stopped: nothing. The body lives until the call returns.
static void heap_send(PlaceChunker *c, Heap *h)
{
    static_assert((int)CHUNK_TEXT < (int)IMPORT_TEXT, "a chunk is no longer than the import takes");
    static_assert((int)CHUNK_ROWS <= (int)IMPORT_ROWS, "nor has it more rows");
    if (!h->rows || c->stopped) return;
    Out o = out_new(c->body, BODY_MAX);
    out_fmt(&o, "{\"county\":%lld,\"list_on\":", (long long)h->county);
    out_json(&o, c->how.list_on);
    out_z(&o, ",\"source\":");
    out_json(&o, c->how.source);
    out_z(&o, ",\"rows\":");
    out_json(&o, out_done(&h->text));
    out_char(&o, '}');
    assert(!o.full);
    PlaceChunk chunk = { h->county, h->rows, out_done(&o) };
    c->stopped = !c->how.chunk(c->how.context, &chunk);
    c->csv.stopped |= c->stopped;
    if (c->stopped) c->csv.line = c->csv.now.line;
    arena_reset(c->body);
    h->rows = 0;
    h->text.len = 0;
}

// One line of a list, clean: what would make the whole body unreadable for one bad cell is told here.
static Fault cell_read(Arena *a, Str cell, Str *into)
{
    Refused no;
    if (utf8_count(cell) < 0)                       return FAULT_field_not_utf8;
    if (!text_clean(a, TEXT_LINE, cell, into, &no)) return FAULT_field_bad_text;
    if (into->len > CELL_MAX)                       return FAULT_field_too_long;
    return OK;
}

// False: told as wrong.
static bool row_good(PlaceChunker *c, RowFeed *csv)
{
    assert(c->how.wrong);
    RowFlaw flaw;
    bool whole = row_whole(&csv->head, &csv->now, &flaw);
    if (!whole) c->how.wrong(c->how.context, csv->now.line, flaw.field, flaw.fault);
    for (int i = 1; whole && i < LINE_FIELDS; i++) {
        Fault f = cell_read(c->row, row_cell(&csv->head, &csv->now, i), &c->cells[i]);
        if (!f) continue;
        c->how.wrong(c->how.context, csv->now.line, place_line_record.fields[i].name, f);
        return false;
    }
    return whole;
}

// Sent before it could overflow: a row's cells are bounded, quotes may double them.
static void heap_add(PlaceChunker *c, Heap *h, RowFeed *csv, i64 county)
{
    assert(h == &c->near || h == &c->top);
    bool full = h->rows == c->how.rows || h->text.len + LINE_FIELDS * (2 * CELL_MAX + 8) > CHUNK_TEXT;
    if (full || h->county != county) heap_send(c, h);
    h->county = county;
    if (!h->rows) out_head(c, &h->text);
    out_i64(&h->text, csv->now.line);
    for (int i = 1; i < LINE_FIELDS; i++) {
        if (csv->head.column[i] < 0) continue;
        out_char(&h->text, ',');
        out_cell(&h->text, c->cells[i]);
    }
    out_char(&h->text, '\n');
    assert(!h->text.full);
    h->rows++;
}

// A row whose code is none goes with the county being read: the import names what is wrong.
static void take_row(void *context, RowFeed *csv)
{
    PlaceChunker *c = context;
    if (row_good(c, csv)) {
        Str code = text_plain(c->row, c->cells[1]);
        bool strange = place_code_check(code, 0) != OK;
        i64 county = strange ? c->near.county : place_county(code);
        heap_add(c, county ? &c->near : &c->top, csv, county);
    }
    arena_reset(c->row);
}

// Three arenas of bounded size, all closed by place_chunker_end, which must always be called.
PlaceChunker *place_chunker_open(const PlaceChunking *how)
{
    assert(how && how->chunk && how->wrong);
    Arena *arena = arena_open(4 << 20);
    PlaceChunker *c = NEW(arena, PlaceChunker, 1);
    *c = (PlaceChunker){ .how = *how, .arena = arena, .row = arena_open(1 << 20), .body = arena_open(4 << 20) };
    if (c->how.rows <= 0 || c->how.rows > CHUNK_ROWS) c->how.rows = CHUNK_ROWS;
    c->near.text = out_new(arena, CHUNK_TEXT);
    c->top.text = out_new(arena, CHUNK_TEXT);
    row_feed_open(&c->csv, &place_line_record, LINE_BYTES, arena, c->row, take_row, c);
    return c;
}

bool place_chunker_feed(PlaceChunker *c, Str bytes) { return row_feed(&c->csv, bytes); }

bool place_chunker_end(PlaceChunker *c, PlaceChunkError *error)
{
    assert(c && error);
    bool whole = row_feed_end(&c->csv);
    heap_send(c, &c->top);                      // what was read before a broken place is good
    heap_send(c, &c->near);
    *error = (PlaceChunkError){ c->csv.line, c->csv.fault, c->csv.what ? c->csv.what : "",
                                c->csv.hint ? c->csv.hint : "" };
    bool stopped = c->stopped;
    arena_close(c->row);
    arena_close(c->body);
    arena_close(c->arena);
    return whole && !stopped;
}
