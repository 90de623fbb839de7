// export.c: a list as a sheet, with one page of rows in memory at a time. A CSV goes out as it is made, page by page on
// the loop thread; an .xlsx is made by the sheets' thread in slices, so that others get their turn, and goes out
// afterwards.
// Both ways read page by page, each page in a snapshot of its own: a snapshot held for minutes would keep the
// write-ahead log from being put back. A list may therefore change between two pages; each row is as it was when it
// was read. Memory is bounded by one page, however slowly somebody reads.
#include "gate/gate_room.h"
#include "base/text.h"
#include "record/sheet.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { PAGE_MAX = 64 << 20, PIECE = 48 << 10, SLICE_MS = 200, ROWS_MAX = 1000000, CELL_UNITS = 32767 };

typedef struct Export {             // in the request's arena
    Ask         ask;
    Actor       who;
    Walk        walk;
    Arena      *made;               // CSV: the page; .xlsx: the cells of one row
    Out         page;               // CSV
    bool        begun;              // not the first page
    i64         sent;               // CSV: of the page; .xlsx: of the file
    int         file;               // .xlsx, nameless: what is left of it goes with the descriptor
    lxw_workbook  *book;
    lxw_worksheet *sheet;
    lxw_format *head, *whole, *day, *moment;
    i64         row;
    bool        cut;                // a cell did not go in
} Export;

// ---- .xlsx: cells --------------------------------------------------------------------------------

static lxw_datetime sheet_time(Civil c)
{
    return (lxw_datetime){ .year = (int)c.year, .month = c.month, .day = c.day, .hour = c.hour, .min = c.minute,
                           .sec = c.second };
}

// What a cell takes, in the units that Excel counts: a character beyond U+FFFF is two. A text that is longer is cut
// between two characters and says so at its end.
Str sheet_fit(Arena *a, Str s)
{
    static const char cut[] = "……（超出 Excel 单元格长度，已截断 cut）";
    if (s.len <= CELL_UNITS) return s;                      // never more units than bytes
    i64 most = CELL_UNITS - utf8_count(STR(cut)), units = 0, fits = 0;
    uint32_t code;
    for (i64 at = 0, n; at < s.len; at += n) {
        n = utf8_next(s, at, &code);
        units += code > 0xFFFF ? 2 : 1;
        if (units <= most) fits = at + n;
        if (units > CELL_UNITS) return arena_fmt(a, "%.*s%s", (int)fits, s.at, cut);
    }
    return s;
}

static lxw_error cell_text(Export *x, lxw_row_t row, lxw_col_t column, Str s, lxw_format *format)
{
    if (!s.len) return LXW_NO_ERROR;
    char *text = arena_z(x->made, sheet_fit(x->made, text_xml(x->made, s)));
    return worksheet_write_string(x->sheet, row, column, text, format);
}

// Numbers and moments stay what they are; everything else is text, and no text becomes a formula.
// PRIVATE goes the way of text, that is masked. Years that a spreadsheet cannot hold go out as text.
static lxw_error cell(Export *x, lxw_row_t row, lxw_col_t column, const Field *f, const void *from)
{
    Civil c = { 0 };
    if (!from || field_none(f, from)) return LXW_NO_ERROR;
    switch (f->flags & PRIVATE ? TEXT : f->kind) {
    case NUMBER: return worksheet_write_number(x->sheet, row, column, field_double(f, from), NULL);
    case COUNT_: case REF:
        return worksheet_write_number(x->sheet, row, column, (double)field_i64(f, from), x->whole);
    case MOMENT: c = civil_of(field_i64(f, from)); break;
    case ON:     c = civil_day(field_i64(f, from)); break;
    case TEXT: case FLAG: case CHOICE: case BYTES: case ONE: case MANY: case INLINE: break;
    }
    if (c.year < 1900 || c.year > 9999)
        return cell_text(x, row, column, field_text(f, x->made, from, x->ask.reader, x->who.lang), NULL);
    lxw_datetime t = sheet_time(c);
    return worksheet_write_datetime(x->sheet, row, column, &t, f->kind == ON ? x->day : x->moment);
}

static void sheet_cells(Export *x, const void *from)
{
    const Record *r = x->walk.list->line;
    lxw_col_t column = 0;
    arena_reset(x->made);
    FieldWalk w = field_cells(r, from);
    for (const Field *f; (f = field_next(&w)) != NULL;) {
        if (!cell_shown(&w, f, x->ask.reader)) continue;
        if (cell(x, (lxw_row_t)x->row, column++, f, w.from) != LXW_NO_ERROR) x->cut = true;
    }
    if (x->sheet->optimize_tmpfile && ferror(x->sheet->optimize_tmpfile)) x->cut = true;    // the library does not look
    x->row++;
}

// A worksheet ends at a million rows; a further one begins with its own head.
static void sheet_head(Export *x)
{
    assert(x->book);
    const Record *r = x->walk.list->line;
    lxw_col_t column = 0;
    x->sheet = workbook_add_worksheet(x->book, NULL);
    x->row = 1;
    worksheet_freeze_panes(x->sheet, 1, 0);
    FieldWalk w = field_cells(r, NULL);
    for (const Field *f; (f = field_next(&w)) != NULL;) {
        if (!cell_shown(&w, f, x->ask.reader)) continue;
        cell_text(x, 0, column++, cell_head(&w, f, x->made, x->who.lang), x->head);
    }
    if (column) worksheet_set_column(x->sheet, 0, (lxw_col_t)(column - 1), 16, NULL);
}

// Whoever reads one sheet must see that it is not all: its last row says so.
static bool sheet_full(Export *x)
{
    if (x->row <= ROWS_MAX) return false;
    x->cut |= cell_text(x, (lxw_row_t)x->row, 0, STR("……（本表已满，续下一张表 continued on the next sheet）"), NULL)
        != LXW_NO_ERROR;
    return true;
}

static void line_add(Export *x, const void *row)
{
    if (!x->book) record_sheet_row(x->walk.list->line, &x->page, row, x->ask.reader, x->who.lang);
    else {
        if (sheet_full(x)) sheet_head(x);
        sheet_cells(x, row);
    }
}

// ---- pages -------------------------------------------------------------------------------------

static void row_show(Walk *w, const void *row, void *context)
{
    const List *l = w->list;
    void *line = l->fill ? arena_take(w->arena, l->line->size, 1) : NULL;
    if (line) l->fill(w, row, line);
    line_add(context, line ? line : row);
}

static Fault export_page(Export *x)
{
    Ask *ask = &x->ask;
    arena_reset(x->made);
    x->page = out_new(x->made, PAGE_MAX);
    ask->db = store_reader(ask->app->store);
    if (!x->book && !x->begun) {
        out_z(&x->page, SHEET_MARK);
        record_sheet_head(x->walk.list->line, &x->page, ask->reader, x->who.lang);
    }
    x->begun = true;
    walk_page(&x->walk, LIST_CHUNK, row_show, x);
    bool full = x->page.full || ask->scratch->full || x->made->full || x->cut;
    arena_reset(ask->scratch);                      // a slow reader holds the page alone
    if (db_failed(ask->db)) {
        db_clear(ask->db);
        return FAULT_breakage;
    }
    return full ? FAULT_arena_full : OK;
}

// A later page, read after the request's own snapshot was let go.
static Fault export_next(Export *x)
{
    Store *store = x->ask.app->store;
    assert(x->walk.more);
    store_read(store);
    Fault f = export_page(x);
    store_read_end(store);
    return f;
}

// Once, when the answer is over, whole or not; x itself goes with the request's arena.
static void export_end(void *context)
{
    Export *x = context;
    if (x->file >= 0) close(x->file);
    walk_close(&x->walk);
    arena_close(x->ask.scratch);
    arena_close(x->made);
}

// An arena beside the request's, for a page.
static Export *export_new(const Ask *ask)
{
    Export *x = NEW(ask->arena, Export, 1);
    x->ask = *ask;
    x->who = *ask->who;
    x->ask.who = &x->who;
    x->ask.out = NULL;
    x->ask.scratch = NULL;
    x->made = arena_open(PAGE_MAX);
    x->file = -1;
    return x;
}

static void export_headers(Export *x)
{
    Request *r = x->ask.request;
    Arena *a = r->arena;
    Str day = day_text(a, day_of(x->ask.now)), ending = x->ask.export;
    answer_header(r, "Cache-Control", STR("private, no-store"));
    answer_header(r, "Content-Disposition",
                  arena_fmt(a, "attachment; filename=\"%s-%.*s.%.*s\"", x->ask.action->deed.name, (int)day.len, day.at,
                            (int)ending.len, ending.at));
}

// ---- CSV ---------------------------------------------------------------------------------------

// http's call on a loop thread. A page that cannot be read breaks the connection off: a cut-off list must not look
// whole.
static bool csv_more(void *context, Out *piece)
{
    Export *x = context;
    if (x->sent == x->page.len && x->walk.more) {
        x->sent = 0;
        Fault f = export_next(x);
        if (f) log_line("error", "export", "%s broke off: %s", x->ask.action->deed.name, fault_name(f));
        if (f) piece->full = true;
        if (f) return false;
    }
    i64 n = MIN(PIECE, x->page.len - x->sent);
    assert(x->sent >= 0 && n >= 0);
    out_str(piece, (Str){ x->page.at + x->sent, n });
    x->sent += n;
    return x->sent < x->page.len || x->walk.more;
}

// The first page is made at once, so that a wrong query is refused like any other.
static Fault csv_start(Export *x)
{
    Request *r = x->ask.request;
    Fault f = export_page(x);
    if (f) return f;
    r->answer = (Answer){ .status = 200, .content_type = "text/csv; charset=utf-8", .more = csv_more, .context = x,
                          .end = export_end };
    export_headers(x);
    return OK;
}

// ---- .xlsx: the file -----------------------------------------------------------------------------

// An open file in the folder's tmp/ that has no name any more: a crash leaves nothing behind.
static int nameless_file(Arena *a, Str folder)
{
    Str path = arena_fmt(a, "%.*s/export-XXXXXX", (int)folder.len, folder.at);
    char *name = arena_z(a, path);
    int file = mkostemp(name, O_CLOEXEC);
    if (file >= 0) unlink(name);
    return file;
}

// One line of ours instead of the library's own. What is wrong with the asker's query is no breakage.
static void book_failed(const Export *x, Fault f, int why)
{
    if (f && fault_http(f) >= 500)
        log_line("error", "export", "%s.xlsx was not made: %s%s%s", x->ask.action->deed.name, fault_name(f),
                 why ? ", " : "", why ? strerror(why) : "");
}

// Whatever fails here is refused like any reading; the file has no name to leave behind.
static Fault book_open(Export *x)
{
    Arena *a = x->ask.request->arena;
    Str data = x->ask.app->config.data, tmp = arena_fmt(a, "%.*s/tmp", (int)data.len, data.at);
    if (mkdir(tmp.at, 0700) != 0 && errno != EEXIST) return FAULT_store_failed;
    x->file = nameless_file(a, tmp);
    if (x->file < 0) return FAULT_store_failed;
    lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = arena_z(a, tmp) };
    x->book = workbook_new_opt(arena_fmt(a, "/proc/self/fd/%d", x->file).at, &options);
    if (!x->book) return FAULT_breakage;
    x->head = workbook_add_format(x->book);
    x->whole = workbook_add_format(x->book);
    x->day = workbook_add_format(x->book);
    x->moment = workbook_add_format(x->book);
    format_set_bold(x->head);
    format_set_num_format(x->whole, "0");
    format_set_num_format(x->day, "yyyy-mm-dd");
    format_set_num_format(x->moment, "yyyy-mm-dd hh:mm:ss");
    sheet_head(x);
    return OK;
}

// http's call on a loop thread: one pread, of a file that is in the page cache as a rule.
static bool file_more(void *context, Out *piece)
{
    Export *x = context;
    char bytes[PIECE];
    ssize_t n = pread(x->file, bytes, sizeof bytes, x->sent);
    if (n < 0) piece->full = true;
    if (n <= 0) return false;
    out_str(piece, (Str){ bytes, n });
    x->sent += n;
    return true;
}

// Ends the work: the file is whole or a refusal goes out; then the request is http's again.
static void book_answer(Export *x, Fault f)
{
    Request *r = x->ask.request;
    assert(!r->answer.status);
    errno = x->cut ? EIO : 0;
    bool closed = !x->book || workbook_close(x->book) == LXW_NO_ERROR;
    if ((!f || x->cut) && !closed) f = FAULT_store_failed;
    book_failed(x, f, errno);
    if (!f) {
        r->answer = (Answer){ .status = 200, .more = file_more, .context = x, .end = export_end,
            .content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };
        export_headers(x);
    } else {
        problem_answer(r, x->who.lang, f, &x->ask.problems, STR(""));
        export_end(x);
    }
    http_done(r);
}

// Works for a while, then stands at the end of the queue again. A full queue means that others wait for this thread all
// the same, so it goes on.
static void book_slice(void *context)
{
    assert(context);
    Export *x = context;
    i64 until = time_steady() + SLICE_MS;
    Fault f = OK;
    log_foreign_hush(true);
    while (!f && x->walk.more) {
        if (time_steady() > until && slow_give(x->ask.app->sheets, book_slice, x)) return;
        f = export_next(x);
    }
    book_answer(x, f);
    log_foreign_hush(false);
}

// The request is this thread's until book_answer.
void export_go(Request *r) { book_slice(r->context); }

// ---- both ----------------------------------------------------------------------------------------

// A sheet needs a connection to go out on: the program's own words and batches have none.
// On the thread that read the request. OK: csv has answered, .xlsx waits for export_go().
Fault export_start(Ask *ask)
{
    if (!ask->request->conn) return FAULT_answer_unacceptable;
    Export *x = export_new(ask);
    Fault f = walk_open(&x->walk, &x->ask, STR(""));
    ask->problems = x->ask.problems;
    if (f) return export_end(x), f;
    bool csv = str_is(ask->export, "csv");
    log_foreign_hush(true);
    errno = 0;
    f = csv ? csv_start(x) : book_open(x);
    if (!csv) book_failed(x, f, errno);
    if (!f && !csv) ask->request->context = x;
    if (f && x->book) workbook_close(x->book);
    log_foreign_hush(false);
    if (!f) return OK;
    export_end(x);
    return f;
}
