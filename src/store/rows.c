// rows.c: whole rows by their record. The texts are made once per connection from the record's rows.
// A record's columns, in the order of its rows, are the sentence: no capability writes INSERT by hand, and a new field
// is in every sentence at once. Each text is made once for each connection and kept, because its address is its name.
#include "record/field.h"
#include "record/sheet.h"
#include "store/store_room.h"
#include <math.h>
#include <string.h>

enum { BUILT_MAX = 4096, FIELDS_MAX = 120, TEXT_MAX = 32 << 10 };
enum { SELECT, INSERT, UPDATE, PUT };

// ---- texts -----------------------------------------------------------------------------------------

// Whether a field takes part in the sentence: what stays is set by the first row alone. Parameters are numbered in the
// order of those that do, so that none is left without a use (PostgreSQL could not tell its type).
static bool takes_part(const Field *f, int deed)
{
    return field_column(f) && !(deed == UPDATE && f->flags & STAYS);
}

// Of the KEY columns, or of the others; with `set` as "name=$n".
static void out_columns(Out *o, const Record *r, int deed, bool keys, const char *between, bool set)
{
    const char *comma = "";
    for (int i = 0, n = 0; i < r->field_count; i++) {
        const Field *f = &r->fields[i];
        if (!takes_part(f, deed)) continue;
        n++;
        if (((f->flags & KEY) != 0) != keys) continue;
        out_fmt(o, "%s%s", comma, f->name);
        if (set) out_fmt(o, "=$%d", n);
        comma = between;
    }
}

static void out_put(Out *o, const Record *r)
{
    const char *comma = "";
    out_z(o, " ON CONFLICT(");
    out_columns(o, r, PUT, true, ", ", false);
    out_z(o, ") DO ");
    for (int i = 0; i < r->field_count; i++) {
        const Field *f = &r->fields[i];
        if (f->flags & KEY || !takes_part(f, PUT)) continue;
        out_fmt(o, "%s%s=excluded.%s", *comma ? comma : "UPDATE SET ", f->name, f->name);
        comma = ", ";
    }
    if (!*comma) out_z(o, "NOTHING");
}

// SELECT ends with the caller's tail, in which COLUMNS_AGAIN stands for the columns; UPDATE names the key last.
static void out_sentence(Out *o, const Record *r, const char *tail, int deed)
{
    assert(deed >= SELECT && deed <= PUT);
    if (deed == SELECT) {
        out_z(o, "SELECT ");
        out_str(o, record_column_list(r, o->arena, r->name));
        if (tail[0] != ',') out_fmt(o, " FROM %s ", r->name);
        for (const char *end; (end = strchr(tail, COLUMNS_AGAIN[0])) != NULL; tail = end + 1) {
            out_str(o, (Str){ tail, end - tail });
            out_str(o, record_column_list(r, o->arena, r->name));
        }
        out_z(o, tail);
    } else if (deed == UPDATE) {
        out_fmt(o, "UPDATE %s SET ", r->name);
        out_columns(o, r, UPDATE, false, ", ", true);
        out_z(o, " WHERE ");
        out_columns(o, r, UPDATE, true, " AND ", true);
    } else {
        out_str(o, record_insert_sql(r, o->arena));
        if (deed == PUT) out_put(o, r);
    }
}

static Built *built_place(Db *db, const Record *r, const char *tail, int deed)
{
    assert(db->built_cap > 0);
    uint64_t mask = (uint64_t)db->built_cap - 1;
    uint64_t at =
        (((uint64_t)(uintptr_t)r ^ (uint64_t)(uintptr_t)tail * 31) + (uint64_t)deed) * 0x9E3779B97F4A7C15u >> 32;
    for (;; at++) {
        Built *b = &db->built[at & mask];
        if (!b->text || (b->record == r && b->tail == tail && b->deed == deed)) return b;
    }
}

static void built_grow(Db *db)
{
    Built *old = db->built;
    int    cap = db->built_cap;
    assert(cap < BUILT_MAX);
    db->built_cap = cap ? cap * 2 : 64;
    db->built     = NEW(db->arena, Built, db->built_cap);
    for (int i = 0; i < cap; i++)
        if (old[i].text) *built_place(db, old[i].record, old[i].tail, old[i].deed) = old[i];
}

// The same pointer for the same record, tail and deed, for the connection's life.
static const char *built_text(Db *db, const Record *r, const char *tail, int deed)
{
    assert(r->field_count > 0 && tail);
    if (db->built_count * 2 >= db->built_cap) built_grow(db);
    Built *b = built_place(db, r, tail, deed);
    if (b->text) return b->text;
    Arena *work = arena_open(1 << 20);
    Out    o    = out_new(work, TEXT_MAX);
    out_sentence(&o, r, tail, deed);
    assert(!o.full);
    *b = (Built){ .record = r, .tail = tail, .deed = deed, .text = arena_z(db->arena, out_done(&o)) };
    arena_close(work);
    db->built_count++;
    return b->text;
}

const char *columns_text(Db *db, const char *table, const Columns *c, const char *tail)
{
    Out text = out_new(db->arena, TEXT_MAX);
    for (int i = 0; i < c->count; i++) out_fmt(&text, "%s%s", i ? ", " : "SELECT ", c->at[i].name);
    out_fmt(&text, " FROM %s%s", table, tail);
    assert(!text.full);
    return arena_z(db->arena, out_done(&text));
}

// ---- rows ------------------------------------------------------------------------------------------

Rows *db_select_args(Db *db, const Record *r, const char *tail, const Arg *args, int count)
{
    return db_ask_args(db, built_text(db, r, tail, SELECT), args, count);
}

static void column_take(Rows *rows, int column, const Field *f, Arena *a, void *into)
{
    switch (f->kind) {
    case TEXT:
    case BYTES: *(Str *)field_at(f, into) = rows_str(rows, column, a); break;
    case NUMBER: *(double *)field_at(f, into) = rows_double(rows, column); break;
    default: *(i64 *)field_at(f, into) = rows_i64(rows, column); break;
    }
}

// A column for each cell: a member that is one record has its own fields' in its place.
static void rows_cells(Rows *rows, const Record *r, Arena *a, void *into)
{
    int column = 0;
    record_blank(r, into);
    for (const Field *f = r->fields; f < r->fields + r->field_count; f++)
        if (f->kind == ONE) *(One *)field_at(f, into) = (One){ arena_take(a, f->of->size, 1) };
    FieldWalk w = field_cells(r, into);
    for (const Field *f; (f = field_next(&w)) != NULL;)
        if (field_column(f)) column_take(rows, column++, f, a, (void *)w.from);
}

// Texts are copied into `a`. Only for rows of db_select with this record, or of a sentence that names its cells:
// columns are taken by their place.
void rows_record(Rows *rows, const Record *r, Arena *a, void *into)
{
    assert(rows && r->field_count > 0 && into);
    for (int i = 0, column = 0; i < r->field_count; i++) {
        const Field *f = &r->fields[i];
        if (!field_column(f)) {
            if (f->kind == ONE || f->kind == INLINE) {
                rows_cells(rows, r, a, into);
                return;
            }
            field_blank(f, into);
        } else column_take(rows, column++, f, a, into);
    }
}

int rows_take(Rows *rows, const Record *r, Arena *a, void *into, int max)
{
    assert(into && max > 0);
    int n = 0;
    while (n < max && rows_next(rows)) rows_record(rows, r, a, (char *)into + (i64)r->size * n++);
    rows_end(rows);
    return n;
}

Many rows_many(Rows *rows, const Record *r, Arena *a, int max)
{
    void *all = arena_take(a, r->size, max);
    return MANY_OF(all, rows_take(rows, r, a, all, max));
}

int rows_ids(Rows *rows, i64 *ids, int max)
{
    assert(ids && max > 0);
    int n = 0;
    while (n < max && rows_next(rows)) ids[n++] = rows_i64(rows, 0);
    rows_end(rows);
    return n;
}

// False when there is no such row or reading failed; `into` is then left alone.
bool db_load_args(Db *db, const Record *r, const char *tail, Arena *a, void *into, const Arg *args, int count)
{
    Rows *rows  = db_select_args(db, r, tail, args, count);
    bool  found = rows_next(rows);
    if (found) rows_record(rows, r, a, into);
    rows_end(rows);
    return found;
}

static bool row_run(Db *db, const Record *r, const void *row, int deed)
{
    Arg args[FIELDS_MAX];
    int n = 0;
    assert(r->field_count <= FIELDS_MAX);
    for (int i = 0; i < r->field_count; i++) {
        const Field *f = &r->fields[i];
        if (!takes_part(f, deed)) continue;
        switch (f->kind) {
        case TEXT: args[n++] = T(field_str(f, row)); break;
        case BYTES: args[n++] = B(field_str(f, row)); break;
        case NUMBER: args[n++] = isfinite(field_double(f, row)) ? D(field_double(f, row)) : (Arg){ .kind = 'n' }; break;
        default: args[n++] = I(field_i64(f, row)); break;
        }
    }
    return db_run_args(db, built_text(db, r, "", deed), args, n);
}

bool db_insert(Db *db, const Record *r, const void *row) { return row_run(db, r, row, INSERT); }

// True also when no row has that key; db_changes() tells.
bool db_update(Db *db, const Record *r, const void *row) { return row_run(db, r, row, UPDATE); }

bool db_put(Db *db, const Record *r, const void *row) { return row_run(db, r, row, PUT); }
