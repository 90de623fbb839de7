// Two files' shadow and index tables, row by row in the order of their keys.
// Two tables are walked side by side in the order of their keys, so memory is one row of each, and each difference is
// told at its place. What is told never holds words of people: hidden columns only say that they differ.
#include "store/proof_room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 100, TOLD_MAX = 5, SHOWN = 40, WORK = 1 << 20,
       PENDING = 512 << 20 };

typedef struct Column { const char *name; bool hidden; } Column;   // hidden: words of people are never printed
typedef struct Shape { const char *table; Column at[COLUMNS_MAX]; int count, keys; } Shape;   // key columns first
typedef struct Side { sqlite3_stmt *stmt; int code; } Side;
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

static void column_add(Compare *k, Arena *a, Str name)
{
    Column *column = &k->shape.at[k->shape.count++];
    assert(k->shape.count <= COLUMNS_MAX);
    column->name   = arena_z(a, name);
    column->hidden = column_hidden(k->c, k->shape.table, column->name);
}

// As the fresh file has it: the folder's own shape is part of what is checked.
static void shape_read(Compare *k, Arena *a, Db *db, const char *table)
{
    k->shape = (Shape){ .table = table };
    Rows *r = db_ask(db, "SELECT name FROM pragma_table_info($1) WHERE pk>0 ORDER BY pk", T(str(table)));
    while (rows_next(r)) column_add(k, a, rows_str(r, 0, a));
    rows_end(r);
    if (k->shape.count == 0) column_add(k, a, STR("rowid"));
    k->shape.keys = k->shape.count;
    r = db_ask(db, "SELECT name FROM pragma_table_info($1) WHERE pk=0 ORDER BY cid", T(str(table)));
    while (rows_next(r)) column_add(k, a, rows_str(r, 0, a));
    rows_end(r);
}

static Str shape_text(const Shape *s, Arena *a)
{
    Out text = out_new(a, 32 << 10);
    for (int i = 0; i < s->count; i++) out_fmt(&text, "%s%s", i ? ", " : "SELECT ", s->at[i].name);
    out_fmt(&text, " FROM %s", s->table);
    for (int i = 0; i < s->keys; i++) out_fmt(&text, "%s%s", i ? ", " : " ORDER BY ", s->at[i].name);
    return arena_str(a, out_done(&text));
}

// ---- values ----------------------------------------------------------------------------------------

static int bytes_order(const void *a, int a_len, const void *b, int b_len)
{
    int order = MIN(a_len, b_len) ? memcmp(a, b, (size_t)MIN(a_len, b_len)) : 0;
    return order ? order : (a_len > b_len) - (a_len < b_len);
}

// In SQLite's own order: nothing, numbers, text, bytes. Tables are STRICT, so a column has one type.
// Both sides' column i. Bytes are compared as bytes, so text that is no UTF-8 is only different.
static int value_order(sqlite3_stmt *a, sqlite3_stmt *b, int i)
{
    assert(i >= 0 && i < sqlite3_column_count(a) && i < sqlite3_column_count(b));
    static const int rank[] = { [SQLITE_NULL] = 0, [SQLITE_INTEGER] = 1, [SQLITE_FLOAT] = 1, [SQLITE_TEXT] = 2,
                                [SQLITE_BLOB] = 3 };
    int a_type = sqlite3_column_type(a, i), b_type = sqlite3_column_type(b, i);
    if (rank[a_type] != rank[b_type]) return rank[a_type] < rank[b_type] ? -1 : 1;
    if (a_type == SQLITE_NULL) return 0;
    if (a_type == SQLITE_INTEGER && b_type == SQLITE_INTEGER) {
        i64 x = sqlite3_column_int64(a, i), y = sqlite3_column_int64(b, i);
        return (x > y) - (x < y);
    }
    if (rank[a_type] == 1) {
        double x = sqlite3_column_double(a, i), y = sqlite3_column_double(b, i);
        return (x > y) - (x < y);
    }
    const void *x = sqlite3_column_blob(a, i), *y = sqlite3_column_blob(b, i);
    return bytes_order(x, sqlite3_column_bytes(a, i), y, sqlite3_column_bytes(b, i));
}

static void out_value(Out *o, sqlite3_stmt *s, int i)
{
    Str text = { (const char *)sqlite3_column_blob(s, i), sqlite3_column_bytes(s, i) };
    Str part = { text.at, MIN(text.len, SHOWN) };
    while (part.len && part.len < text.len && ((byte)text.at[part.len] & 0xC0) == 0x80) part.len--;
    switch (sqlite3_column_type(s, i)) {
    case SQLITE_NULL:    out_z(o, "nothing"); return;
    case SQLITE_INTEGER: out_i64(o, sqlite3_column_int64(s, i)); return;
    case SQLITE_FLOAT:   out_fmt(o, "%.17g", sqlite3_column_double(s, i)); return;
    case SQLITE_BLOB:    out_str(o, hex_text(o->arena, (const byte *)text.at, MIN(text.len, 8))); break;
    default:             out_fmt(o, "\"%.*s\"", (int)part.len, part.len ? part.at : ""); break;
    }
    if (text.len > SHOWN) out_z(o, "…");
}

static bool sealed_value(sqlite3_stmt *s, int i)
{
    return sqlite3_column_type(s, i) == SQLITE_TEXT && sqlite3_column_text(s, i)[0] == '~';
}

// ---- telling ---------------------------------------------------------------------------------------

// "table place, row 410104, 410104000000003". A few a table are enough to see what happened.
static bool out_row(Compare *k, Out *o, sqlite3_stmt *s)
{
    if (++k->wrong > TOLD_MAX) return false;
    out_fmt(o, "table %s, row ", k->shape.table);
    for (int i = 0; i < k->shape.keys; i++) {
        if (i) out_z(o, ", ");
        if (k->shape.at[i].hidden && i) out_z(o, "*");
        else out_value(o, s, i);
    }
    return true;
}

static void tell_row(Compare *k, sqlite3_stmt *s, const char *what)
{
    Out o = out_new(k->work, 4 << 10);
    if (out_row(k, &o, s)) finding(k->f, "%.*s: %s", (int)o.len, o.at, what);
}

// Both values, unless either could be a person's words.
static void tell_value(Compare *k, int column)
{
    Out o = out_new(k->work, 8 << 10);
    if (!out_row(k, &o, k->right.stmt)) return;
    out_fmt(&o, ", column %s: ", k->shape.at[column].name);
    if (k->shape.at[column].hidden || sealed_value(k->is.stmt, column) || sealed_value(k->right.stmt, column)) {
        out_z(&o, "differs from what the journal says");
    } else {
        out_z(&o, "is ");
        out_value(&o, k->is.stmt, column);
        out_z(&o, ", by the journal ");
        out_value(&o, k->right.stmt, column);
    }
    finding(k->f, "%.*s", (int)o.len, o.at);
}

// ---- walking ---------------------------------------------------------------------------------------

static void side_step(Side *s) { s->code = sqlite3_step(s->stmt); }

static int key_order(const Compare *k)
{
    for (int i = 0; i < k->shape.keys; i++) {
        int order = value_order(k->is.stmt, k->right.stmt, i);
        if (order) return order;
    }
    return 0;
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

static bool pends(const Compare *k, sqlite3_stmt *row)
{
    if (strcmp(k->shape.table, "search") || k->pending_count == 0) return false;
    i64 id = sqlite3_column_int64(row, 0);
    return bsearch(&id, k->pending, (size_t)k->pending_count, sizeof id, id_order) != NULL;
}

static void row_compare(Compare *k)
{
    if (pends(k, k->is.stmt)) return;
    for (int i = k->shape.keys; i < k->shape.count; i++)
        if (value_order(k->is.stmt, k->right.stmt, i)) tell_value(k, i);
}

static void rows_walk(Compare *k)
{
    assert(k->is.stmt && k->right.stmt);
    side_step(&k->is);
    side_step(&k->right);
    while (k->is.code == SQLITE_ROW || k->right.code == SQLITE_ROW) {
        int order = k->is.code != SQLITE_ROW ? 1 : k->right.code != SQLITE_ROW ? -1 : key_order(k);
        if (order > 0 && k->is.code != SQLITE_DONE && k->is.code != SQLITE_ROW) break;   // unreadable, not missing
        if (order == 0) row_compare(k);
        else if (order < 0 && !pends(k, k->is.stmt)) tell_row(k, k->is.stmt, "it does not follow from the journal");
        else if (order > 0 && !pends(k, k->right.stmt)) tell_row(k, k->right.stmt, "it is missing");
        if (order <= 0) side_step(&k->is);
        if (order >= 0) side_step(&k->right);
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
    Str text = shape_text(&k->shape, a);
    k->wrong = 0;
    assert(k->shape.keys > 0 && k->shape.keys <= k->shape.count);
    bool ready = sqlite3_prepare_v2(is->sqlite, text.at, -1, &k->is.stmt, NULL) == SQLITE_OK &&
                 sqlite3_prepare_v2(right->sqlite, text.at, -1, &k->right.stmt, NULL) == SQLITE_OK;
    if (ready) rows_walk(k);
    if (!ready || k->is.code != SQLITE_DONE || k->right.code != SQLITE_DONE)
        finding(k->f, "table %s: it cannot be read: %s", table, sqlite3_errmsg(is->sqlite));
    if (k->wrong > TOLD_MAX) finding(k->f, "table %s: and %lld more", table, (long long)(k->wrong - TOLD_MAX));
    sqlite3_finalize(k->is.stmt);
    sqlite3_finalize(k->right.stmt);
    k->is = k->right = (Side){ 0 };
    arena_reset(a);
}

// By name and text: a flipped bit in the sentence that makes a table or an index need not show in any row.
bool schema_compare(Db *is, Db *right, Findings *f)
{
    static const char text[] = "SELECT type, name, tbl_name, COALESCE(sql, '') FROM sqlite_schema ORDER BY type, name";
    int    before = f->count;
    Arena *a = arena_open(8 << 20);
    Rows  *x = db_ask_args(is, text, NULL, 0), *y = db_ask_args(right, text, NULL, 0);
    bool   more_x = rows_next(x), more_y = rows_next(y);
    while (f->count == before && (more_x || more_y)) {
        bool same = more_x && more_y;
        for (int i = 0; same && i < 4; i++) same = str_same(rows_str(x, i, a), rows_str(y, i, a));
        if (!same) finding(f, "schema: %s is not what this program makes", rows_str(more_x ? x : y, 1, a).at);
        more_x = rows_next(x);
        more_y = rows_next(y);
    }
    rows_end(x);
    rows_end(y);
    arena_close(a);
    return read_whole(is, f, "the schema") && f->count == before;
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
