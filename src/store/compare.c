// Two files' shadow and index tables, row by row in the order of their keys.
// Two tables are walked side by side in the order of their keys, so memory is one row of each, and each difference is
// told at its place. What is told never holds words of people: hidden columns only say that they differ.
#include "store/proof_room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOLD_MAX = 5, SHOWN = 40, WORK = 1 << 20, PENDING = 512 << 20 };

// Key columns first. hidden: words of people are never printed.
typedef struct Shape { const char *table; Columns columns; bool hidden[COLUMNS_MAX]; int keys; } Shape;
typedef struct Side { Db *db; Rows *rows; bool more; } Side;
typedef struct Compare {
    const StoreConfig *c;
    Findings *f;
    Arena    *work;
    Shape     shape;
    Side      is, right;
    i64       rows, wrong;
    i64      *pending, pending_count;       // sorted: what entries behind the feeds' mark are about
} Compare;

// ---- what a table looks like -----------------------------------------------------------------------

// Fields go by the same name everywhere, so what is private in an entry is private in every table.
static bool column_hidden(const StoreConfig *c, const char *table, const char *name)
{
    if (!strcmp(table, "search")) return true;
    for (int i = 0; i < c->deed_count; i++) {
        const Field *f = record_field(c->deeds[i].entry, str(name));
        if (f && (f->flags & (PRIVATE | SEALED))) return true;
    }
    return false;
}

static void column_add(Compare *k, const Column *c)
{
    k->shape.hidden[k->shape.columns.count]       = column_hidden(k->c, k->shape.table, c->name);
    k->shape.columns.at[k->shape.columns.count++] = *c;
}

// As the fresh file has it: the folder's own shape is part of what is checked.
static void shape_read(Compare *k, Arena *a, Db *db, const char *table)
{
    Columns all;
    table_columns(db, a, table, &all);
    k->shape = (Shape){ .table = table };
    for (int key = 1; key <= all.count; key++)
        for (int i = 0; i < all.count; i++)
            if (all.at[i].key == key) column_add(k, &all.at[i]);
    k->shape.keys = k->shape.columns.count;
    for (int i = 0; i < all.count; i++)
        if (!all.at[i].key) column_add(k, &all.at[i]);
}

static const char *key_list(const Shape *s, Arena *a)
{
    Out text = out_new(a, 8 << 10);
    for (int i = 0; i < s->keys; i++) out_fmt(&text, "%s%s", i ? ", " : " ORDER BY ", s->columns.at[i].name);
    return arena_z(a, out_done(&text));
}

// ---- values ----------------------------------------------------------------------------------------

static int bytes_order(const void *a, int a_len, const void *b, int b_len)
{
    int order = MIN(a_len, b_len) ? memcmp(a, b, (size_t)MIN(a_len, b_len)) : 0;
    return order ? order : (a_len > b_len) - (a_len < b_len);
}

// In the order of a key: nothing, numbers, text, bytes. A column has one type. Bytes are compared as bytes: text that
// is no UTF-8 is only different.
static int value_order(const Arg *a, const Arg *b)
{
    static const int rank[] = { ['n'] = 0, ['i'] = 1, ['d'] = 1, ['t'] = 2, ['b'] = 3 };
    int a_rank = rank[(byte)a->kind], b_rank = rank[(byte)b->kind];
    if (a_rank != b_rank || a->kind == 'n') return (a_rank > b_rank) - (a_rank < b_rank);
    if (a->kind == 'i' && b->kind == 'i') return (a->i > b->i) - (a->i < b->i);
    if (a_rank > 1) return bytes_order(a->s.at, (int)a->s.len, b->s.at, (int)b->s.len);
    double x = a->kind == 'i' ? (double)a->i : a->d, y = b->kind == 'i' ? (double)b->i : b->d;
    return (x > y) - (x < y);
}

// Both sides' column i.
static int column_order(const Compare *k, int i)
{
    Arg is = rows_value(k->is.rows, i), right = rows_value(k->right.rows, i);
    return value_order(&is, &right);
}

static void out_value(Out *o, const Arg *v)
{
    Str part = { v->s.at, MIN(v->s.len, SHOWN) };
    while (part.len && part.len < v->s.len && ((byte)v->s.at[part.len] & 0xC0) == 0x80) part.len--;
    switch (v->kind) {
    case 'n': out_z(o, "nothing"); return;
    case 'i': out_i64(o, v->i); return;
    case 'd': out_fmt(o, "%.17g", v->d); return;
    case 'b': out_str(o, hex_text(o->arena, (const byte *)v->s.at, MIN(v->s.len, 8))); break;
    default: out_fmt(o, "\"%.*s\"", (int)part.len, part.len ? part.at : ""); break;
    }
    if (v->s.len > SHOWN) out_z(o, "…");
}

static bool sealed_value(const Arg *v) { return v->kind == 't' && v->s.len && v->s.at[0] == '~'; }

// ---- telling ---------------------------------------------------------------------------------------

// "table place, row 410104, 410104000000003". A few a table are enough to see what happened.
static bool out_row(Compare *k, Out *o, const Side *side)
{
    if (++k->wrong > TOLD_MAX) return false;
    out_fmt(o, "table %s, row ", k->shape.table);
    for (int i = 0; i < k->shape.keys; i++) {
        Arg value = rows_value(side->rows, i);
        if (i) out_z(o, ", ");
        if (k->shape.hidden[i] && i) out_z(o, "*");
        else out_value(o, &value);
    }
    return true;
}

static void tell_row(Compare *k, const Side *side, const char *what)
{
    Out o = out_new(k->work, 4 << 10);
    if (out_row(k, &o, side)) finding(k->f, "%.*s: %s", (int)o.len, o.at, what);
}

// Both values, unless either could be a person's words.
static void tell_value(Compare *k, int column)
{
    Out o = out_new(k->work, 8 << 10);
    Arg is = rows_value(k->is.rows, column), right = rows_value(k->right.rows, column);
    if (!out_row(k, &o, &k->right)) return;
    out_fmt(&o, ", column %s: ", k->shape.columns.at[column].name);
    if (k->shape.hidden[column] || sealed_value(&is) || sealed_value(&right)) {
        out_z(&o, "differs from what the journal says");
    } else {
        out_z(&o, "is ");
        out_value(&o, &is);
        out_z(&o, ", by the journal ");
        out_value(&o, &right);
    }
    finding(k->f, "%.*s", (int)o.len, o.at);
}

// ---- walking ---------------------------------------------------------------------------------------

static void side_start(Side *s, Db *db, const Shape *shape, const char *tail)
{
    *s = (Side){ .db = db, .rows = db_ask_args(db, columns_text(db, shape->table, &shape->columns, tail), NULL, 0) };
}

static void side_step(Side *s) { s->more = rows_next(s->rows); }

static void side_end(Side *s)
{
    rows_end(s->rows);
    db_clear(s->db);
}

static int key_order(const Compare *k)
{
    int order = 0;
    for (int i = 0; i < k->shape.keys && !order; i++) order = column_order(k, i);
    return order;
}

// A feed reads the tables as they stand, keys included, and so may know what came behind its mark: what the search
// index holds of a thing with such an entry is decided when the feed gets there.
static void pending_read(Compare *k, Arena *a, Db *is)
{
    static const char behind[] = "FROM county c JOIN journal j ON j.county=c.county AND j.seq>=COALESCE((SELECT "
                                 "MIN(position) FROM feed f WHERE f.county=c.county), 0) WHERE c.county>=$1";
    static const char counting[] = "SELECT COUNT(*) %s", listing[] = "SELECT j.subject %s ORDER BY 1";
    i64 count = db_i64(is, arena_fmt(is->arena, counting, behind).at, I(0));
    k->pending = NEW(a, i64, count + 1);
    Rows *r = db_ask(is, arena_fmt(is->arena, listing, behind).at, I(0));
    while (k->pending_count < count && rows_next(r)) k->pending[k->pending_count++] = rows_i64(r, 0);
    rows_end(r);
}

static int id_order(const void *a, const void *b)
{
    i64 x = *(const i64 *)a, y = *(const i64 *)b;
    return (x > y) - (x < y);
}

static bool pends(const Compare *k, const Side *side)
{
    if (strcmp(k->shape.table, "search") || k->pending_count == 0) return false;
    i64 id = rows_i64(side->rows, 0);
    return bsearch(&id, k->pending, (size_t)k->pending_count, sizeof id, id_order) != NULL;
}

static void row_compare(Compare *k)
{
    if (pends(k, &k->is)) return;
    for (int i = k->shape.keys; i < k->shape.columns.count; i++)
        if (column_order(k, i)) tell_value(k, i);
}

static void rows_walk(Compare *k)
{
    Side *is = &k->is, *right = &k->right;
    side_step(is);
    side_step(right);
    while (!db_failed(is->db) && !db_failed(right->db) && (is->more || right->more)) {   // unreadable is not missing
        int order = !is->more ? 1 : !right->more ? -1 : key_order(k);
        if (order == 0) row_compare(k);
        else if (order < 0 && !pends(k, is)) tell_row(k, is, "it does not follow from the journal");
        else if (order > 0 && !pends(k, right)) tell_row(k, right, "it is missing");
        if (order <= 0) side_step(is);
        if (order >= 0) side_step(right);
        arena_reset(k->work);
        k->rows++;
    }
}

// A table that neither side has is of a later shape and passed by.
static void table_compare(Compare *k, Arena *a, Db *is, Db *right, const char *table)
{
    if (!table_there(right, table)) return;
    if (!table_there(is, table)) {
        finding(k->f, "table %s: it is missing", table);
        return;
    }
    shape_read(k, a, right, table);
    k->wrong = 0;
    assert(k->shape.keys > 0 && k->shape.keys <= k->shape.columns.count);
    const char *tail = key_list(&k->shape, a);
    side_start(&k->is, is, &k->shape, tail);
    side_start(&k->right, right, &k->shape, tail);
    rows_walk(k);
    if (db_failed(is) || db_failed(right))
        finding(k->f, "table %s: it cannot be read: %s", table, db_why(db_failed(is) ? is : right));
    if (k->wrong > TOLD_MAX) finding(k->f, "table %s: and %lld more", table, (long long)(k->wrong - TOLD_MAX));
    side_end(&k->is);
    side_end(&k->right);
    arena_reset(a);
}

// True: no difference in any shadow or index table.
bool tables_compare(const StoreConfig *c, Db *is, Db *right, Findings *f, VerifyFigures *figures)
{
    int     before = f->count;
    Arena  *a = arena_open(WORK);
    Compare k = { .c = c, .f = f, .work = arena_open(WORK) };
    Arena  *kept = arena_open(PENDING);
    pending_read(&k, kept, is);
    read_whole(is, f, "what the feeds have not read");
    for (int i = 0; i < store_table_count; i++) {
        TableKind kind = store_tables[i].kind;
        if (kind != SHADOW && kind != INDEX) continue;
        table_compare(&k, a, is, right, store_tables[i].name);
        figures->tables++;
    }
    table_compare(&k, a, is, right, "search_config");
    figures->rows += k.rows;
    arena_close(kept);
    arena_close(k.work);
    arena_close(a);
    return f->count == before;
}
