// list.c: the walk that pages and sheets are made of, and the frame of a page.
// A walk goes on until enough is shown, LIST_LOOKED_MOST rows were looked at or LIST_MS are over, though never before
// LIST_LOOKED_LEAST were: a page that finds little says how far it looked and gives a cursor, rather than hold up its
// loop thread. The cursor is the place of the last row looked at, never an offset, so nothing is shown twice or missed
// while others write.
#include "gate/gate_room.h"
#include "record/sheet.h"
#include <string.h>

// ---- the cursor ----------------------------------------------------------------------------------

bool cursor_read(Str text, int keys, i64 *at)
{
    assert(keys > 0 && keys <= LIST_KEYS);
    for (int i = 0; i < keys; i++)
        if (!str_number(i + 1 < keys ? str_cut(&text, '.') : text, &at[i])) return false;
    return true;
}

void cursor_write(Out *o, int keys, const i64 *at)
{
    for (int i = 0; i < keys; i++) out_fmt(o, i ? ".%lld" : "%lld", (long long)at[i]);
}

// ---- taking rows -----------------------------------------------------------------------------------

static int row_size(const List *l) { return l->size ? l->size : l->row->size; }

// So many are always looked at, however long that took, or a busy machine would show lists of one row; and a chunk's
// first row, or it would give the same cursor for ever.
static bool within(const Walk *w)
{
    return w->looked == w->from || w->looked < LIST_LOOKED_LEAST
        || (w->looked < LIST_LOOKED_MOST && time_steady() < w->until);
}

bool walk_may(const Walk *w) { return w->count < w->room && within(w); }

// One more than there is room for tells whether any follow. Where few fit, further sentences ask for more.
i64 walk_most(const Walk *w) { return MAX(w->room - w->count + 1, w->stride); }

void *walk_place(Walk *w, const i64 *at)
{
    assert(w->count < w->room);
    for (int i = 0; i < w->list->keys; i++) w->at[i] = at[i];
    w->looked++;
    return w->rows + (i64)row_size(w->list) * w->count;
}

// No index holds folded names.
static bool titled(Walk *w, const void *row)
{
    FieldWalk cells = field_walk(w->list->row, row);
    const Field *f;
    while ((f = field_next(&cells)) != NULL && !(f->face && f->face->as == AS_TITLE)) { }
    assert(f && "a list that is asked for a part of its titles has some");
    return str_has(str_fold(w->trial, field_str(f, cells.from)), w->part);
}

static void walk_row(Walk *w, Rows *rows)
{
    const List *l = w->list;
    i64 at[LIST_KEYS];
    for (int i = 0; i < l->keys; i++) at[i] = rows_i64(rows, w->columns + i);
    void *row = walk_place(w, at);
    if (rows_none(rows, 0)) return;
    if (l->fits || w->part.len) {
        arena_reset(w->trial);
        rows_record(rows, l->row, w->trial, row);
        if (w->part.len && !titled(w, row)) return;
        if (l->fits && !l->fits(w, row)) return;
    }
    rows_record(rows, l->row, w->arena, row);
    w->count++;
}

bool walk_rows(Walk *w, Rows *rows)
{
    i64 most = walk_most(w), got = 0;
    bool more = true;
    for (; walk_may(w) && (more = rows_next(rows)); got++) walk_row(w, rows);
    if (more && got < most) more = rows_next(rows);
    rows_end(rows);
    return more || got == most;
}

static void walk_chunk(Walk *w, i64 room)
{
    w->from = w->looked;
    arena_reset(w->arena);
    w->room = (int)MIN(room, LIST_CHUNK);
    w->rows = arena_take(w->arena, row_size(w->list), w->room);
    w->count = 0;
    w->more = w->list->step ? w->list->step(w) : walk_rows(w, w->list->rows(w));
    w->begun = true;
    w->stride = MIN(2 * MAX(w->stride, w->room), 1024);
    assert(!w->more || w->looked > w->from);
}

static void walk_on(Walk *w, i64 limit, void (*show)(Walk *w, const void *row, void *context), void *context)
{
    const List *l = w->list;
    while (w->more && w->shown < limit && within(w)) {
        walk_chunk(w, limit - w->shown);
        for (int i = 0; i < w->count; i++) {
            void *row = w->rows + (i64)row_size(l) * i;
            if (l->sees && !l->sees(w, row)) continue;
            w->shown++;
            if (show) show(w, row, context);
        }
    }
}

// Whether any follow that may be shown: that only others do is not told either.
static void walk_ahead(Walk *w)
{
    i64 at[LIST_KEYS], looked = w->looked, shown = w->shown;
    memcpy(at, w->at, sizeof at);
    walk_on(w, shown + 1, NULL, NULL);
    w->more = w->more || w->shown > shown;
    w->looked = looked;
    w->shown = shown;
    memcpy(w->at, at, sizeof at);
}

void walk_page(Walk *w, i64 limit, void (*show)(Walk *w, const void *row, void *context), void *context)
{
    w->looked = w->from = w->shown = w->stride = 0;
    w->until = time_steady() + LIST_MS;
    w->more = true;
    walk_on(w, limit, show, context);
    if (w->discreet && w->more && w->shown == limit) walk_ahead(w);
}

// ---- one walk --------------------------------------------------------------------------------------

// All that is wrong with the query is told at once, and then no row is read.
Fault walk_open(Walk *w, Ask *ask, Str after)
{
    const List *l = ask->action->list;
    assert(l && l->keys > 0 && ask->query);
    *w = (Walk){ .ask = ask, .list = l, .arena = ask_scratch(ask), .begun = after.len > 0, .more = true };
    for (int i = 0; i < l->keys; i++) w->at[i] = l->from[i];
    FieldWalk cells = field_cells(l->row, NULL);
    for (const Field *f; (f = field_next(&cells)) != NULL;) w->columns += field_column(f);
    const Field *part = l->part ? record_field(l->query, str(l->part)) : NULL;
    if (part) w->part = str_fold(ask->arena, field_str(part, ask->query));
    if (l->fits || w->part.len) w->trial = arena_open(ROW_MAX);
    if (after.len && !cursor_read(after, l->keys, w->at)) ask_problem(ask, "after", FAULT_query_malformed);
    Fault f = l->open ? l->open(w) : OK;
    return f ? f : ask->problems.count ? FAULT_field_problems : OK;
}

void walk_close(Walk *w)
{
    arena_close(w->trial);
    w->trial = NULL;
}

// ---- a page ----------------------------------------------------------------------------------------

static void page_item(Walk *w, const void *row, void *context)
{
    (void)context;
    Out *o = w->ask->out;
    out_z(o, w->shown > 1 ? ",{" : "{");
    if (w->list->item) w->list->item(w, row);
    else record_members(w->list->row, o, row, w->ask->reader, false);
    out_char(o, '}');
}

// All but the items, which are written already.
static void page_tail(Walk *w)
{
    Ask *ask = w->ask;
    Record rest = *ask->action->out;
    assert(!strcmp(rest.fields->name, "items"));
    rest.fields++;
    rest.field_count--;
    Out next = out_new(ask->arena, 80);
    if (w->more) cursor_write(&next, w->list->keys, w->at);
    Page *page = arena_take(ask->arena, rest.size, 1);
    page->next = out_done(&next);
    page->searched = w->discreet ? w->shown : w->looked;
    if (w->list->tail) w->list->tail(w, page);
    out_char(ask->out, ']');
    record_members(&rest, ask->out, page, ask->reader, true);
    out_char(ask->out, '}');
}

Fault list_read(Ask *ask)
{
    Walk w;
    Fault f = walk_open(&w, ask, ask->paging.after);
    if (!f) {
        out_z(ask->out, "{\"items\":[");
        walk_page(&w, ask->paging.limit, page_item, NULL);
        page_tail(&w);
    }
    walk_close(&w);
    return f;
}
