// Replay: all that follows from the journal made anew in an empty file, by the same functions that made it first.
#include "store/proof_room.h"

#include <string.h>

enum { COMMIT_EVERY = 20000, TALLY_ENOUGH = 100000, COLUMNS_MAX = 100, WORK = 64 << 20 };

// ---- the new file ----------------------------------------------------------------------------------

// Nobody else sees it and a crash throws it away, so it need not be durable before it is whole.
Db *replay_open(const char *path, Str *error)
{
    Db *db = db_open(path, DB_WRITE);
    if (!db) return refuse(error, "the new file %s cannot be opened; the log says why", path), NULL;
    if (db_script(db, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;") &&
        store_migrate(db, STR(""), error) && db_script(db, "PRAGMA foreign_keys = OFF")) return db;
    if (error->len == 0) refuse(error, "the new file cannot be made: %s", sqlite3_errmsg(db->sqlite));
    db_close(db);
    return NULL;
}

bool table_there(Db *db, const char *name)
{
    return db_i64(db, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = $1", T(str(name))) > 0;
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
    int code;
    while ((code = sqlite3_step(read)) == SQLITE_ROW) {
        for (int i = 0; i < count; i++) sqlite3_bind_value(write, i + 1, sqlite3_column_value(read, i));
        if (sqlite3_step(write) != SQLITE_DONE) return false;
        sqlite3_reset(write);
    }
    return code == SQLITE_DONE;
}

static bool table_copy(Db *from, Db *into, const char *name, Arena *a)
{
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

// Table migration stands in the new file already.
static bool tables_copy(Db *from, Db *into, bool log, Arena *a, Findings *f)
{
    bool good = true;
    for (int i = 0; i < store_table_count; i++) {
        const TableInfo *t = &store_tables[i];
        bool wanted = t->kind == OWN ? strcmp(t->name, "migration") != 0 : t->kind == LOG && log;
        if (!wanted || !table_there(from, t->name)) continue;
        if (!table_copy(from, into, t->name, a)) good = finding(f, "table %s: its rows cannot be copied", t->name);
    }
    return good;
}

// ---- entries ---------------------------------------------------------------------------------------

typedef struct Replay {
    const StoreConfig *c;
    Db       *from, *into;
    Apply     apply;
    Findings *f;
    i64       county, fed[FEEDS_MAX];                      // how far each feed had read this county
    i64       count;
} Replay;

static const Deed *deed_named(const StoreConfig *c, Str name)
{
    for (int i = 0; i < c->deed_count; i++)
        if (str_is(name, c->deeds[i].name)) return &c->deeds[i];
    return NULL;
}

static void county_start(Replay *r, i64 county)
{
    r->county = county;
    for (int i = 0; i < r->c->feed_count; i++)
        r->fed[i] = db_i64(r->from, "SELECT position FROM feed WHERE county = $1 AND name = $2", I(county),
                           T(str(r->c->feeds[i].name)));
}

// False: nothing more can be done. What is wrong with one entry alone is told, and the next one taken.
static bool entry_replay(Replay *r, i64 county, i64 seq, Str body)
{
    Entry e;
    long long c = county, s = seq;
    if (!entry_parse(r->apply.arena, body, &e) || e.county != county || e.seq != seq)
        return finding(r->f, "journal %lld/%lld: the entry cannot be read, so it was not replayed", c, s), true;
    const Deed *deed = deed_named(r->c, e.action);
    if (!deed) {
        finding(r->f, "journal %lld/%lld: no such action: %.*s", c, s, (int)MIN(e.action.len, 40), e.action.at);
        return true;
    }
    bool good = apply_entry(&r->apply, deed, &e);
    for (int i = 0; good && i < r->c->feed_count; i++)
        if (seq < r->fed[i]) good = feed_entry(&r->apply, &r->c->feeds[i], deed, &e);
    r->count++;
    if (good) return true;
    finding(r->f, "journal %lld/%lld: the entry cannot be replayed: %s", c, s,
            db_failed(r->into) ? sqlite3_errmsg(r->into->sqlite) : "its record cannot be read");
    return !db_failed(r->into);
}

static bool entries_replay(Replay *r)
{
    bool  good = true;
    i64   counted = 0;
    Rows *rows = db_ask(r->from, "SELECT county, seq, body FROM journal WHERE seq >= $1 ORDER BY county, seq", I(0));
    while (good && rows_next(rows)) {
        i64 county = rows_i64(rows, 0);
        if (county != r->county) county_start(r, county);
        good = entry_replay(r, county, rows_i64(rows, 1), rows_str(rows, 2, r->apply.arena));
        arena_reset(r->apply.arena);
        if (r->apply.tally->count > TALLY_ENOUGH) good = good && tally_flush(r->apply.tally, r->into);
        if (++counted % COMMIT_EVERY == 0) good = good && db_commit(r->into) && db_begin(r->into);
    }
    rows_end(rows);
    return good && tally_flush(r->apply.tally, r->into) && read_whole(r->from, r->f, "the journal");
}

bool replay_run(const StoreConfig *c, Db *from, Db *into, Vault *v, bool log, Findings *f, i64 *replayed)
{
    assert(from != into && from->mode != DB_WRITE);
    Arena *work = arena_open(WORK);
    Replay r = { .c = c, .from = from, .into = into, .f = f, .county = -1 };
    r.apply  = (Apply){ .db = into, .arena = work, .tally = tally_open(), .vault = v, .replay = true };
    bool before = v->replay;
    v->replay = true;
    bool good = db_begin(into) && tables_copy(from, into, log, work, f) && entries_replay(&r) && db_commit(into);
    v->replay = before;
    if (!good) finding(f, "replay: it could not be ended%s%s", db_failed(into) ? ": " : "",
                       db_failed(into) ? sqlite3_errmsg(into->sqlite) : "");
    db_rollback(into);
    *replayed = r.count;
    tally_close(r.apply.tally);
    arena_close(work);
    return good;
}
