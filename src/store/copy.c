// copy.c: the copy that may leave the folder: log and own tables, row by row from one snapshot, as tables.c lists them.
// Shadow and index hold words that were opened, so in the copy these tables are empty; a restore makes them anew.
// Not SQLite's own backup: that copies pages, and with them opened words. The price is that a restore has to make the
// tables anew. It reads from a connection of its own, so the writer goes on meanwhile; the log grows as long as it
// takes.
#include "store/proof_room.h"

#include <string.h>

enum { WORK = 4 << 20 };

// ---- one table's rows ------------------------------------------------------------------------------

// "INSERT INTO name(a, b) VALUES($1, $2)".
static const char *insert_text(Db *into, Arena *a, const char *name, const Columns *c)
{
    Out names = out_new(a, 8 << 10), marks = out_new(a, 8 << 10);
    for (int i = 0; i < c->count; i++) {
        out_fmt(&names, "%s%s", i ? ", " : "", c->at[i].name);
        out_fmt(&marks, "%s$%d", i ? ", " : "", i + 1);
    }
    Str list = arena_str(a, out_done(&names)), values = arena_str(a, out_done(&marks));
    return arena_fmt(into->arena, "INSERT INTO %s(%s) VALUES(%s)", name, list.at, values.at).at;
}

static bool copy_rows(Rows *read, Db *into, const char *writing, int count)
{
    Arg  row[COLUMNS_MAX];
    bool good = true;
    while (good && rows_next(read)) {
        for (int i = 0; i < count; i++) row[i] = rows_value(read, i);
        good = db_run_args(into, writing, row, count);
    }
    return good;
}

bool table_empty(Db *db, const char *name)
{
    return db_run_args(db, arena_fmt(db->arena, "DELETE FROM %s", name).at, NULL, 0);
}

// Columns by name, so that an older folder's table fits a newer shape as far as it goes. False: logged, and both may
// go on.
bool table_copy(Db *from, Db *into, const char *name, Arena *a)
{
    assert(from != into && name && a);
    Columns c;
    table_columns(from, a, name, &c);
    bool good = c.count > 0 && table_empty(into, name);    // a migration may have put rows in
    if (good) {
        Rows *read = db_ask_args(from, columns_text(from, name, &c, ""), NULL, 0);
        good = copy_rows(read, into, insert_text(into, a, name, &c), c.count);
        rows_end(read);
    }
    good = good && !db_failed(from);
    if (!good) log_line("error", "copy_failed", "table %s: %s; %s", name, db_why(from), db_why(into));
    db_clear(from);
    db_clear(into);
    arena_reset(a);
    return good;
}

// ---- the copy --------------------------------------------------------------------------------------
// NULL: nobody has said how that table is carried.
static const TableInfo *table_listed(Str name)
{
    for (int i = 0; i < store_table_count; i++)
        if (str_is(name, store_tables[i].name)) return &store_tables[i];
    return NULL;
}

// What the list does not name would be lost, or carried off unsealed; so there is no copy until it does.
static bool tables_listed(Db *from, Arena *a, Str *error)
{
    Str names[TABLES_MAX];
    int count = table_names(from, a, names);
    for (int i = 0; i < count; i++)
        if (!table_listed(names[i]))
            return refuse(error, "table %s is on no list (tables.c): no copy was made", names[i].at);
    return !db_failed(from);
}

// What is left out has no sum in the copy (own.c).
static bool sums_leave(Db *into)
{
    bool good = true;
    if (!table_there(into, "own_sum")) return good;          // of an older shape
    for (int i = 0; good && i < store_table_count; i++) {
        const TableInfo *t = &store_tables[i];
        if (t->kind == OWN && !strcmp(t->backup, "leave"))
            good = db_run(into, "DELETE FROM own_sum WHERE name=$1", T(str(t->name)));
    }
    return good;
}

static bool listed_copy(Db *from, Db *into, Arena *a)
{
    bool good = true;
    for (int i = 0; good && i < store_table_count; i++) {
        const TableInfo *t = &store_tables[i];
        if (!strcmp(t->backup, "copy") && table_there(from, t->name)) good = table_copy(from, into, t->name, a);
    }
    return good && sums_leave(into);
}

// With the tables as this folder has them, so that an older one can be copied too.
bool copy_make(Db *from, const char *path, Str *error)
{
    assert(from->mode == DB_LONG);
    Arena *a = arena_open(WORK);
    Db    *into = db_open(path, DB_NEW);
    bool   good = into && file_mark(into) && db_begin(into) && db_begin(from) && tables_listed(from, a, error) &&
                  tables_make(from, into, a) && listed_copy(from, into, a) && db_commit(into);
    db_rollback(from);
    if (into && !good) db_rollback(into);
    db_close(into);
    arena_close(a);
    return good;
}
