// sqlite.c: one connection to SQLite and its prepared sentences. A failure is sticky and logged once.
// Every connection is made here and set alike. Sentences are prepared once for each connection and found by the
// address of their text. Failures are sticky, so that a job of twenty sentences checks once: what comes after a
// failure does nothing. Connections are opened NOMUTEX: one thread at a time uses each, and reader.c is the one place
// where they change hands.
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include "store/store_room.h"
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SENTENCES_MAX = 4096, PARAMETERS_MAX = 200, READ_MOST_MS = 2000, STEPS_BETWEEN_LOOKS = 20000 };

bool refuse(Str *error, const char *fmt, ...)
{
    static _Thread_local char text[512];
    va_list                   ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    *error = str(text);
    return false;
}

// ---- failures --------------------------------------------------------------------------------------

// What a failed sync left on the disk cannot be known, and asking again would lie: the process ends and starts anew.
static void sync_failed(const char *text)
{
    log_line("error", "sync_failed", "the disk did not confirm a write: %s; leaving", text);
    _exit(70);
}

bool db_fail(Db *db, const char *text, int code)
{
    if (db->mode == DB_WRITE && (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC)) sync_failed(text);
    if (db->failed) return false;
    bool told  = sqlite3_extended_errcode(db->sqlite) == code;
    db->failed = true;
    db->code   = code;
    snprintf(db->why, sizeof db->why, "%s", told ? sqlite3_errmsg(db->sqlite) : sqlite3_errstr(code));
    if (!db->quiet) log_line("error", "sql_failed", "%s (%d): %s", db->why, code, text);
    return false;
}

bool db_failed(const Db *db) { return db->failed; }

const char *db_why(const Db *db) { return db->why; }

void db_clear(Db *db)
{
    db->failed = false;
    db->code   = 0;
}

bool db_broke(const Db *db)
{
    static const int ours[] = { SQLITE_IOERR,    SQLITE_FULL,     SQLITE_CORRUPT,  SQLITE_NOTADB, SQLITE_NOMEM,
                                SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PROTOCOL, SQLITE_MISUSE };
    for (int i = 0; db->failed && i < COUNT(ours); i++)
        if ((db->code & 0xff) == ours[i]) return true;
    return false;
}

bool db_full(const Db *db) { return db->failed && (db->code & 0xff) == SQLITE_FULL; }

// ---- opening ---------------------------------------------------------------------------------------

// A reader holds the log's pages while it reads: two seconds are the most that one sentence may keep them.
static void reading_begins(Db *db)
{
    if (db->mode == DB_READ) db->deadline = time_steady() + READ_MOST_MS;
}

static int too_slow(void *context) { return time_steady() > ((Db *)context)->deadline; }

// How long the log is after each commit; automatic checkpoints are off, wal_sqlite.c looks after it.
static int wal_grew(void *context, sqlite3 *sqlite, const char *name, int pages)
{
    assert(pages >= 0);
    (void)sqlite, (void)name;
    ((Db *)context)->wal_pages = pages;
    return SQLITE_OK;
}

static i64 ask_number(sqlite3 *sqlite, const char *text)
{
    sqlite3_stmt *stmt  = NULL;
    i64           value = -1;
    if (sqlite3_prepare_v2(sqlite, text, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
        value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return value;
}

// synchronous FULL is what makes an answer true (tried: NORMAL lost up to twelve acknowledged commits at a power
// loss), so it is asked back and not only set; the writer alone is lazy (db_lazy) and syncs before it tells.
// secure_delete, because forgotten words must not stay in free pages.
static bool db_settle(Db *db)
{
    static const char *const texts[] = {
        [DB_WRITE]  = ("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                       "PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = ON; PRAGMA cache_size = -32768;"),
        [DB_READ]   = "PRAGMA cache_size = -4096; PRAGMA query_only = ON;",
        [DB_LONG]   = "PRAGMA cache_size = -16384; PRAGMA query_only = ON;",
        [DB_MEMORY] = "PRAGMA cache_size = -32768;",
        [DB_NEW]    = ("PRAGMA page_size = 8192; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;"
                       "PRAGMA secure_delete = ON; PRAGMA cache_size = -65536; PRAGMA foreign_keys = OFF;"),
    };
    sqlite3_busy_timeout(db->sqlite, 5000);
    sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, db->mode != DB_WRITE, NULL);
    // What a job's savepoint keeps of pages stays in memory, in small pieces: tried in one of 4 MiB, which the engine
    // cannot write out whole (128 KiB at once), so that a job that changed more failed as on a full disk.
    if (!db_script(db, "PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON; PRAGMA temp_store = MEMORY;") ||
        !db_script(db, texts[db->mode]))
        return false;
    if (db->mode == DB_READ) sqlite3_progress_handler(db->sqlite, STEPS_BETWEEN_LOOKS, too_slow, db);
    if (db->mode == DB_WRITE) sqlite3_wal_hook(db->sqlite, wal_grew, db);
    if (db->mode == DB_WRITE && sqlite3_db_readonly(db->sqlite, "main") == 1)
        return log_line("error", "store_open", "the file cannot be written"), false;
    return db->mode != DB_WRITE ||
           (ask_number(db->sqlite, "PRAGMA synchronous") == 2 && ask_number(db->sqlite, "PRAGMA foreign_keys") == 1);
}

// The file and its companions are for the owner alone, whatever the process's umask says. Never one that is there: to
// close it again would let go of the locks of all its connections (POSIX), and whatever other program looks into the
// folder next would take itself for the last user and remove the log under us.
static void file_make(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) close(fd);
}

// Nobody asks how much memory the engine has; to count it takes a lock at each piece.
static void engine_begin(void) { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

static void row_changes(void *db, sqlite3 *sqlite, int deed, char const *schema, char const *table, sqlite3_int64 was,
                        sqlite3_int64 is);
static bool remembering(DbMode mode) { return mode == DB_WRITE || mode == DB_NEW; }

// NULL when the file cannot be opened or set as it must be; the reason is logged. The connection and all it keeps live
// in one arena.
Db *db_open(const char *path, DbMode mode)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    assert(mode == DB_MEMORY || path);
    pthread_once(&once, engine_begin);
    bool made = mode == DB_WRITE || mode == DB_NEW || mode == DB_MEMORY;
    if (made && path) file_make(path);
    Arena *arena = arena_open(16 << 20);
    Db    *db    = NEW(arena, Db, 1);
    *db          = (Db){ .mode = mode, .arena = arena };
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | (made ? SQLITE_OPEN_CREATE : 0);
    int code = sqlite3_open_v2(mode == DB_MEMORY ? ":memory:" : path, &db->sqlite, flags, NULL);
    if (db->sqlite) sqlite3_extended_result_codes(db->sqlite, 1);
    if (made) db->keys = NEW(arena, KeptKey, KEYS_KEPT);
    if (db->sqlite && remembering(mode)) sqlite3_preupdate_hook(db->sqlite, row_changes, db);
    if (code == SQLITE_OK && db_settle(db)) return db;
    log_line("error", "store_open", "%s", db->sqlite ? sqlite3_errmsg(db->sqlite) : "no memory");
    db_close(db);
    return NULL;
}

// Nobody may be reading rows of it. Unwrapped keys are wiped.
void db_close(Db *db)
{
    if (!db) return;
    vault_drop(db);
    arena_close(db->memory);
    for (int i = 0; i < db->sentence_cap; i++)
        for (Sentence *s = db->sentences[i]; s; s = s->twin) sqlite3_finalize(s->stmt);
    int code = sqlite3_close(db->sqlite);
    if (code != SQLITE_OK) log_line("error", "store_close", "%s", sqlite3_errmsg(db->sqlite));
    arena_close(db->arena);
}

// ---- sentences -------------------------------------------------------------------------------------

static Sentence *sentence_prepare(Db *db, const char *text)
{
    sqlite3_stmt *stmt = NULL;
    int           code = sqlite3_prepare_v3(db->sqlite, text, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
    if (code != SQLITE_OK) return db_fail(db, text, code), NULL;
    Sentence *s = NEW(db->arena, Sentence, 1);
    *s          = (Sentence){ .text = text, .stmt = stmt, .count = sqlite3_bind_parameter_count(stmt) };
    assert(s->count <= PARAMETERS_MAX);
    s->index = NEW(db->arena, short, s->count + 1);
    for (int i = 1; i <= s->count; i++) {
        const char *name     = sqlite3_bind_parameter_name(stmt, i);
        i64         n        = 0;
        bool        numbered = name && name[0] == '$' && str_i64(str(name + 1), &n) && n >= 1 && n <= s->count;
        assert(numbered && "parameters are $1 to $n without a gap");
        s->index[n] = (short)i;
    }
    return s;
}

// Where the text stands or would stand. Half of the places are always free, so the walk is short.
static Sentence **sentence_place(Db *db, const char *text)
{
    assert(db->sentence_cap > 0 && (db->sentence_cap & (db->sentence_cap - 1)) == 0);
    uint64_t mask = (uint64_t)db->sentence_cap - 1, at = ((uint64_t)(uintptr_t)text * 0x9E3779B97F4A7C15u) >> 32;
    while (db->sentences[at & mask] && db->sentences[at & mask]->text != text) at++;
    return &db->sentences[at & mask];
}

static void sentences_grow(Db *db)
{
    Sentence **old = db->sentences;
    int        cap = db->sentence_cap;
    assert(cap < SENTENCES_MAX);
    db->sentence_cap = cap ? cap * 2 : 64;
    db->sentences    = NEW(db->arena, Sentence *, db->sentence_cap);
    for (int i = 0; i < cap; i++)
        if (old[i]) *sentence_place(db, old[i]->text) = old[i];
}

// A text is known by its address, so it must stay what it was; a buffer that was used again would be caught here.
// While its rows are being read, the same text asked once more gets a twin, which is kept too.
static Sentence *sentence_get(Db *db, const char *text)
{
    assert(text != NULL);
    if (db->sentence_count * 2 >= db->sentence_cap) sentences_grow(db);
    Sentence **place = sentence_place(db, text);
    if (!*place && (*place = sentence_prepare(db, text)) != NULL) db->sentence_count++;
    if (*place) assert(!strcmp(sqlite3_sql((*place)->stmt), text));
    while (*place && (*place)->busy) {
        place = &(*place)->twin;
        if (!*place) *place = sentence_prepare(db, text);
    }
    return *place;
}

// `life` STATIC where the sentence is run before we return; rows that are read later get copies.
static int bind_one(sqlite3_stmt *stmt, int at, const Arg *arg, sqlite3_destructor_type life)
{
    const char *bytes = arg->s.at ? arg->s.at : "";
    switch (arg->kind) {
    case 'i': return sqlite3_bind_int64(stmt, at, arg->i);
    case 'd': return sqlite3_bind_double(stmt, at, arg->d);
    case 't': return sqlite3_bind_text64(stmt, at, bytes, (sqlite3_uint64)arg->s.len, life, SQLITE_UTF8);
    case 'b': return sqlite3_bind_blob64(stmt, at, bytes, (sqlite3_uint64)arg->s.len, life);
    default: assert(arg->kind == 'n'); return sqlite3_bind_null(stmt, at);
    }
}

static bool sentence_bind(Db *db, Sentence *s, const Arg *args, int count, sqlite3_destructor_type life)
{
    assert(count == s->count && "as many arguments as parameters");
    sentence_note(db, s, args);
    for (int i = 0; i < count; i++) {
        int code = bind_one(s->stmt, s->index[i + 1], &args[i], life);
        if (code != SQLITE_OK) return db_fail(db, s->text, code);
    }
    return true;
}

static bool sentence_run(Db *db, const Sentence *s)
{
    int code;
    while ((code = sqlite3_step(s->stmt)) == SQLITE_ROW) {}
    if (code != SQLITE_DONE) db_fail(db, s->text, code);
    sqlite3_reset(s->stmt);
    return code == SQLITE_DONE;
}

bool db_run_args(Db *db, const char *sql, const Arg *args, int count)
{
    if (db->failed) return false;
    assert(count >= 0 && count <= PARAMETERS_MAX);
    Sentence *s = sentence_get(db, sql);
    return s && sentence_bind(db, s, args, count, SQLITE_STATIC) && sentence_run(db, s);
}

i64 db_changes(Db *db) { return sqlite3_changes64(db->sqlite); }

// BEGIN, COMMIT, SAVEPOINT and their like: they must work when the connection has failed, since that is when a
// rollback is wanted.
bool db_plain(Db *db, const char *text)
{
    reading_begins(db);                // not the last reading's time: a BEGIN has its own
    Sentence *s = sentence_get(db, text);
    return s && s->count == 0 && sentence_run(db, s);
}

bool db_script(Db *db, const char *text)
{
    int code = sqlite3_exec(db->sqlite, text, NULL, NULL, NULL);
    return code == SQLITE_OK || db_fail(db, text, code);
}

// Who alone writes may remember rows from one transaction to the next.
bool db_begin(Db *db)
{
    bool reads = db->mode == DB_READ || db->mode == DB_LONG;
    if (remembering(db->mode)) {
        if (!db->memory) memory_clear(db);
        db->remembers = true;
    }
    return db_plain(db, reads ? "BEGIN" : "BEGIN IMMEDIATE");
}

// True: durable. False: nobody knows (tried: a commit that reported an error could be there afterwards), so whoever
// waits is told that it failed, and the tail is looked at again before anything is added.
bool db_commit(Db *db) { return own_flush(db) && db_plain(db, "COMMIT"); }

i64 db_written(const Db *db) { return sqlite3_total_changes64(db->sqlite); }

// Without a sync the log is as whole after a power cut, only shorter: frames bear sums, and it is synced before it goes
// into the store.
bool db_lazy(Db *db, bool lazy)
{
    return db_script(db, lazy ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL");
}

void *db_log(Db *db)
{
    sqlite3_file *log = NULL;
    int code = sqlite3_file_control(db->sqlite, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    return code == SQLITE_OK && log && log->pMethods ? log : NULL;
}

void log_sync(void *log)
{
    sqlite3_file *file = log;
    if (file->pMethods->xSync(file, SQLITE_SYNC_NORMAL) != SQLITE_OK) sync_failed("the write-ahead log");
}

// SQLite may have rolled back by itself when disk or memory failed.
bool db_within(const Db *db) { return db->sqlite && !sqlite3_get_autocommit(db->sqlite); }

void db_rollback(Db *db)
{
    own_drop(db);
    if (db_within(db)) db_plain(db, "ROLLBACK");
}

// ---- rows ------------------------------------------------------------------------------------------

// From the connection's own list: rows are asked for and ended many times for each request.
static Rows *rows_new(Db *db)
{
    Rows *r       = db->free_rows ? db->free_rows : NEW(db->arena, Rows, 1);
    db->free_rows = r->next;
    *r            = (Rows){ .db = db };
    return r;
}

// Never NULL; on failure it has no rows. Until rows_end() the sentence is busy and its snapshot is held.
Rows *db_ask_args(Db *db, const char *sql, const Arg *args, int count)
{
    assert(sql && count >= 0 && count <= PARAMETERS_MAX);
    Rows *r     = rows_new(db);
    r->sentence = db->failed ? NULL : sentence_get(db, sql);
    if (!r->sentence) return r;
    reading_begins(db);
    r->stmt           = r->sentence->stmt;
    r->sentence->busy = true;
    sentence_bind(db, r->sentence, args, count, SQLITE_TRANSIENT);
    return r;
}

bool rows_next(Rows *r)
{
    if (!r->stmt || r->db->failed) return false;
    int code = sqlite3_step(r->stmt);
    if (code != SQLITE_ROW && code != SQLITE_DONE) db_fail(r->db, r->sentence->text, code);
    return code == SQLITE_ROW;
}

// Another column than the sentence has would silently be nothing.
static void column_there(const Rows *r, int column)
{
    assert(column >= 0 && (!r->stmt || column < sqlite3_column_count(r->stmt)));
}

// A column of another type gives what SQLite makes of it, NULL gives 0: tables are STRICT, so only damage gets there.
i64 rows_i64(Rows *r, int column)
{
    column_there(r, column);
    return r->stmt ? sqlite3_column_int64(r->stmt, column) : 0;
}

double rows_double(Rows *r, int column)
{
    column_there(r, column);
    bool none = !r->stmt || sqlite3_column_type(r->stmt, column) == SQLITE_NULL;
    return none ? __builtin_nan("") : sqlite3_column_double(r->stmt, column);
}

static Arg value_of(sqlite3_value *v)
{
    static const char kinds[] = { [SQLITE_INTEGER] = 'i', [SQLITE_FLOAT] = 'd', [SQLITE_TEXT] = 't',
                                  [SQLITE_BLOB] = 'b', [SQLITE_NULL] = 'n' };
    Arg value = { .kind = kinds[sqlite3_value_type(v)] };
    if (value.kind == 'i') value.i = sqlite3_value_int64(v);
    if (value.kind == 'd') value.d = sqlite3_value_double(v);
    if (value.kind == 't' || value.kind == 'b') {
        const char *at = sqlite3_value_blob(v);
        value.s        = (Str){ at, at ? sqlite3_value_bytes(v) : 0 };
    }
    return value;
}

Arg rows_value(Rows *r, int column)
{
    column_there(r, column);
    return r->stmt ? value_of(sqlite3_column_value(r->stmt, column)) : (Arg){ .kind = 'n' };
}

// Copied into `a`, so it outlives the row. Text of a damaged table need not be UTF-8. A value that is larger than the
// arena may ever hold is a failure to read: it is damage, or a bound that is too small, and must not end the server.
Str rows_str(Rows *r, int column, Arena *a)
{
    column_there(r, column);
    if (!r->stmt) return STR("");
    const char *at  = sqlite3_column_blob(r->stmt, column);
    i64         len = sqlite3_column_bytes(r->stmt, column);
    if (len > a->max) return db_fail(r->db, r->sentence->text, SQLITE_TOOBIG), STR("");
    return at ? arena_str(a, (Str){ at, len }) : STR("");
}

bool rows_none(Rows *r, int column)
{
    column_there(r, column);
    return !r->stmt || sqlite3_column_type(r->stmt, column) == SQLITE_NULL;
}

// Once for each db_ask, on every way out: a Rows that is forgotten keeps its sentence busy for ever and pins the log.
void rows_end(Rows *r)
{
    Db *db = r->db;
    assert(db && "rows are ended once");
    if (r->sentence) {
        assert(r->sentence->busy);
        sqlite3_reset(r->stmt);
        r->sentence->busy = false;
    }
    *r            = (Rows){ .next = db->free_rows };
    db->free_rows = r;
}

i64 db_i64_args(Db *db, const char *sql, const Arg *args, int count)
{
    Rows *r     = db_ask_args(db, sql, args, count);
    i64   value = rows_next(r) ? rows_i64(r, 0) : 0;
    rows_end(r);
    return value;
}

// ---- rows as they change -----------------------------------------------------------------------------

static void row_told(const Watch *w, sqlite3 *sqlite, const char *table, bool added)
{
    Arg values[COLUMNS_MAX];
    int count = sqlite3_preupdate_count(sqlite);
    assert(count <= COLUMNS_MAX);
    for (int i = 0; i < count; i++) {
        sqlite3_value *v = NULL;
        int code  = added ? sqlite3_preupdate_new(sqlite, i, &v) : sqlite3_preupdate_old(sqlite, i, &v);
        assert(code == SQLITE_OK || code == SQLITE_NOMEM);
        values[i] = code == SQLITE_OK ? value_of(v) : (Arg){ .kind = 'n' };
    }
    w->row(w->context, table, values, count, added);
}

static void row_changes(void *of, sqlite3 *sqlite, int deed, char const *schema, char const *table,
                        sqlite3_int64 was, sqlite3_int64 is)
{
    Db *db = of;
    const Watch *w = db->watch;
    (void)was, (void)is;
    memory_changes(db, table);
    if (!w || strcmp(schema, "main") || !w->wanted(w->context, table)) return;
    if (deed != SQLITE_INSERT) row_told(w, sqlite, table, false);
    if (deed != SQLITE_DELETE) row_told(w, sqlite, table, true);
}

void db_watch(Db *db, const Watch *w)
{
    Watch *kept = NEW(db->arena, Watch, 1);
    *kept       = *w;
    db->watch   = kept;
}
