// file_sqlite.c: what only SQLite can be asked of a file: the shape of its tables, whether it is whole, its pages.
#include "store/proof_room.h"
#include <sqlite3.h>
#include <string.h>

#define COPY_MARK 1281977964    // "Linl"; such a file cannot be served as it is
enum { INTEGRITY_ROWS = 20 };

// ---- the shape of its tables -------------------------------------------------------------------------

bool table_there(Db *db, const char *name)
{
    return db_i64(db, "SELECT COUNT(*) FROM sqlite_schema WHERE type='table' AND name=$1", T(str(name))) > 0;
}

// A table without a key of its own (search) has the row's number for it.
void table_columns(Db *db, Arena *a, const char *table, Columns *into)
{
    bool keyed = false;
    into->count = 0;
    Rows *r = db_ask(db, "SELECT name, pk FROM pragma_table_info($1) ORDER BY cid", T(str(table)));
    while (rows_next(r)) {
        assert(into->count < COLUMNS_MAX - 1);
        into->at[into->count] = (Column){ arena_z(a, rows_str(r, 0, a)), (int)rows_i64(r, 1) };
        keyed |= into->at[into->count++].key > 0;
    }
    rows_end(r);
    if (into->count && !keyed) into->at[into->count++] = (Column){ "rowid", 1 };
}

// What belongs to a virtual table is made by it.
int table_names(Db *db, Arena *a, Str into[TABLES_MAX])
{
    int   count = 0;
    Rows *r = db_ask(db, "SELECT name FROM pragma_table_list WHERE schema='main' AND type<>'shadow' "
                         "AND name NOT LIKE $1 ORDER BY name", T(STR("sqlite_%")));
    for (; rows_next(r); count++) {
        assert(count < TABLES_MAX);
        into[count] = rows_str(r, 0, a);
    }
    rows_end(r);
    return count;
}

bool tables_make(Db *from, Db *into, Arena *a)
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

// A file in the making never looks at them.
bool keys_hold(Db *db, bool hold)
{
    return db_script(db, hold && db->mode != DB_NEW ? "PRAGMA foreign_keys = ON" : "PRAGMA foreign_keys = OFF");
}

bool keys_whole(Db *db) { return db_i64_args(db, "SELECT COUNT(*) FROM pragma_foreign_key_check", NULL, 0) == 0; }

// ---- whether it is whole -----------------------------------------------------------------------------

// What the first hundred bytes say for ever, apart from counters. By SQLite's own descriptor: closing another would
// let go of its locks.
static bool header_whole(Db *db)
{
    static const byte same[][3] = { { 16, 0x20, 0 }, { 20, 0, 64 }, { 22, 32, 32 }, { 46, 0, 4 },
                                    { 58, 0, 1 } };
    static const byte nought[][2] = { { 44, 46 }, { 48, 58 }, { 60, 68 }, { 72, 92 } };
    byte          head[100] = { 0 };
    sqlite3_file *file = NULL;
    bool good = sqlite3_file_control(db->sqlite, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK && file &&
                file->pMethods && file->pMethods->xRead(file, head, sizeof head, 0) == SQLITE_OK;
    good = good && head[18] == head[19] && (head[18] == 1 || head[18] == 2);    // 1: a copy, without a write-ahead log
    for (int i = 0; good && i < COUNT(same); i++)
        good = head[same[i][0]] == same[i][1] && head[same[i][0] + 1] == same[i][2];
    for (int i = 0; good && i < COUNT(nought); i++)
        for (int k = nought[i][0]; good && k < nought[i][1]; k++) good = head[k] == 0;
    return good;
}

// SQLite's own check and its foreign keys; it knows nothing of ours.
void file_check(Db *db, Findings *f)
{
    Arena *a = arena_open(1 << 20);
    if (!header_whole(db)) finding(f, "file: its first hundred bytes are not those of a store");
    Rows *r = db_ask(db, "SELECT integrity_check FROM pragma_integrity_check($1)", I(INTEGRITY_ROWS));
    while (rows_next(r)) {
        Str line = rows_str(r, 0, a);
        if (!str_is(line, "ok")) finding(f, "file: %.*s", (int)MIN(line.len, 300), line.at);
    }
    rows_end(r);
    read_whole(db, f, "the file");
    r = db_ask(db, "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT $1", I(INTEGRITY_ROWS));
    while (rows_next(r))
        finding(f, "table %s, row %lld: what it names in table %s is missing", rows_str(r, 0, a).at,
                (long long)rows_i64(r, 1), rows_str(r, 2, a).at);
    rows_end(r);
    read_whole(db, f, "the file");
    arena_close(a);
}

// ---- the file as one -----------------------------------------------------------------------------------

bool file_single(Db *db) { return db_script(db, "PRAGMA journal_mode = DELETE"); }

// All pages in one step: one snapshot. The copy is a single file, without a write-ahead log.
bool file_pages(Db *db, const char *path)
{
    sqlite3        *copy = NULL;
    sqlite3_backup *backup = NULL;
    bool good = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) == SQLITE_OK &&
                (backup = sqlite3_backup_init(copy, "main", db->sqlite, "main")) != NULL;
    int code = good ? sqlite3_backup_step(backup, -1) : SQLITE_ERROR;
    if (backup && sqlite3_backup_finish(backup) != SQLITE_OK) code = SQLITE_ERROR;
    good = code == SQLITE_DONE && sqlite3_exec(copy, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_OK;
    if (!good) log_line("error", "backup_failed", "%s", copy ? sqlite3_errmsg(copy) : "no memory");
    return sqlite3_close(copy) == SQLITE_OK && good;
}

bool file_mark(Db *db)
{
    Arena *a = arena_open(1 << 10);
    bool   good = db_script(db, arena_fmt(a, "PRAGMA application_id = %d", COPY_MARK).at);
    arena_close(a);
    return good;
}

bool file_marked(Db *db)
{
    return db_i64_args(db, "SELECT application_id FROM pragma_application_id", NULL, 0) == COPY_MARK;
}

Settled file_settle(const char *path)
{
    sqlite3 *old = NULL;
    int      code = sqlite3_open_v2(path, &old, SQLITE_OPEN_READWRITE, NULL);
    sqlite3_busy_timeout(old, 1000);
    if (code == SQLITE_OK) code = sqlite3_exec(old, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    sqlite3_close(old);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) return READ_ELSEWHERE;
    return code == SQLITE_OK ? SETTLED : DAMAGED;
}
