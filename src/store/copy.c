// copy.c: the copy that may leave the folder: log and own tables, row by row from one snapshot, as tables.c lists them.
// Shadow and index hold words that were opened, so in the copy these tables are empty; a restore makes them anew.
// Not SQLite's own backup: that copies pages, and with them opened words. The price is that a restore has to make the
// tables anew. It reads from a connection of its own, so the writer goes on meanwhile; the log grows as long as it
// takes.
#include "store/proof_room.h"

#include <string.h>

enum { COLUMNS_MAX = 100, WORK = 4 << 20 };
#define COPY_MARK 1281977964                               // "Linl"; such a file cannot be served as it is

// ---- one table's rows ------------------------------------------------------------------------------
bool table_there(Db *db, const char *name)
{
    return db_i64(db, "SELECT COUNT(*) FROM sqlite_schema WHERE type='table' AND name=$1", T(str(name))) > 0;
}

// "INSERT INTO name(a, b) VALUES(?, ?)" or "SELECT a, b FROM name", after the columns that `from` has.
static Str copy_text(Db *from, Arena *a, const char *name, bool insert, int *count)
{
    Out columns = out_new(a, 8 << 10), marks = out_new(a, 8 << 10);
    Rows *r = db_ask(from, "SELECT name FROM pragma_table_info($1) ORDER BY cid", T(str(name)));
    for (*count = 0; rows_next(r); (*count)++) {
        out_fmt(&columns, "%s\"%s\"", *count ? ", " : "", arena_z(a, rows_str(r, 0, a)));
        out_z(&marks, *count ? ", ?" : "?");
    }
    rows_end(r);
    Str list = arena_str(a, out_done(&columns)), values = arena_str(a, out_done(&marks));
    return insert ? arena_fmt(a, "INSERT INTO %s(%s) VALUES(%s)", name, list.at, values.at)
                  : arena_fmt(a, "SELECT %s FROM %s", list.at, name);
}

static bool copy_rows(sqlite3_stmt *read, sqlite3_stmt *write, int count)
{
    assert(read && write && count > 0);
    int code;
    while ((code = sqlite3_step(read)) == SQLITE_ROW) {
        for (int i = 0; i < count; i++) sqlite3_bind_value(write, i + 1, sqlite3_column_value(read, i));
        if (sqlite3_step(write) != SQLITE_DONE) return false;
        sqlite3_reset(write);
    }
    return code == SQLITE_DONE;
}

// Columns by name, so that an older folder's table fits a newer shape as far as it goes. False: logged.
bool table_copy(Db *from, Db *into, const char *name, Arena *a)
{
    assert(from != into && name && a);
    int count = 0;
    sqlite3_stmt *read = NULL, *write = NULL;
    Str reading = copy_text(from, a, name, false, &count), writing = copy_text(from, a, name, true, &count);
    bool good = count > 0 && count <= COLUMNS_MAX && !db_failed(from) &&
                db_script(into, arena_fmt(a, "DELETE FROM %s", name).at) &&    // a migration may have put rows in
                sqlite3_prepare_v2(from->sqlite, reading.at, -1, &read, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(into->sqlite, writing.at, -1, &write, NULL) == SQLITE_OK &&
                copy_rows(read, write, count);
    if (!good) log_line("error", "copy_failed", "table %s: %s; %s", name, sqlite3_errmsg(from->sqlite),
                        sqlite3_errmsg(into->sqlite));
    sqlite3_finalize(read);
    sqlite3_finalize(write);
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
    bool  good = true;
    Rows *r = db_ask(from, "SELECT name FROM pragma_table_list WHERE schema='main' AND type<>'shadow' "
                           "AND name NOT LIKE $1 ORDER BY name", T(STR("sqlite_%")));
    while (good && rows_next(r)) {
        Str name = rows_str(r, 0, a);
        if (!table_listed(name)) good = refuse(error, "table %s is on no list (tables.c): no copy was made", name.at);
    }
    rows_end(r);
    return good && !db_failed(from);
}

// The tables as this folder has them, whatever its shape, so that an older one can be copied too. What belongs to a
// virtual table is made by it.
static bool shape_copy(Db *from, Db *into, Arena *a)
{
    bool  good = true;
    Rows *r = db_ask(from, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE $1 AND tbl_name "
                           "NOT IN (SELECT name FROM pragma_table_list WHERE schema='main' AND type='shadow') "
                           "ORDER BY rowid", T(STR("sqlite_%")));
    while (good && rows_next(r)) good = db_script(into, arena_z(a, rows_str(r, 0, a)));
    rows_end(r);
    arena_reset(a);
    return good && !db_failed(from);
}

// What is left out has no sum in the copy (own.c).
static bool sums_leave(Db *into, Arena *a)
{
    bool good = true;
    if (!table_there(into, "own_sum")) return good;          // of an older shape
    for (int i = 0; good && i < store_table_count; i++) {
        const TableInfo *t = &store_tables[i];
        if (t->kind == OWN && !strcmp(t->backup, "leave"))
            good = db_script(into, arena_fmt(a, "DELETE FROM own_sum WHERE name='%s'", t->name).at);
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
    return good && sums_leave(into, a);
}

// Nobody else sees it before it is whole, so it need not be durable until then; nothing of it is put into other files.
static bool copy_ready(Db *into, Arena *a)
{
    return db_script(into, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;"
                           "PRAGMA foreign_keys = OFF") &&
           db_script(into, arena_fmt(a, "PRAGMA application_id = %d", COPY_MARK).at) && db_begin(into);
}

bool copy_make(Db *from, const char *path, Str *error)
{
    assert(from->mode == DB_LONG);
    Arena *a = arena_open(WORK);
    Db    *into = db_open(path, DB_WRITE);
    bool   good = into && copy_ready(into, a) && db_begin(from) && tables_listed(from, a, error) &&
                  shape_copy(from, into, a) && listed_copy(from, into, a) && db_commit(into) &&
                  db_script(into, "PRAGMA journal_mode = DELETE");
    db_rollback(from);
    if (into && !good) db_rollback(into);
    db_close(into);
    arena_close(a);
    return good;
}

// Such a file lacks its tables, so a server must not open it as its own.
bool copy_marked(Db *db)
{
    return db_i64_args(db, "SELECT application_id FROM pragma_application_id", NULL, 0) == COPY_MARK;
}
