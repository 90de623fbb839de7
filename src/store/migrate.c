// migrate.c: brings a folder's tables to the newest shape: sql/NNNN.sql in order, each file in its own transaction.
// Forward only, and only the shape: filling or correcting rows is an entry, since a replay into the newest shape must
// give the same tables. Each file is all or nothing. Before the first one a whole copy is put into the folder, so that
// the older program can go on.
#include "base/embedded.h"
#include "store/store_room.h"
#include <ctype.h>
#include <string.h>

enum { STATEMENT_MAX = 64 << 10, FILES_MAX = 1000 };

// ---- one statement after the other -----------------------------------------------------------------
// Comments go; words I64, TXT, REAL, BIN are spelled for the engine. On SQLite a table becomes STRICT, and a "-- small"
// one keeps its rows in the primary key. A statement under "-- only sqlite" or "-- only postgresql" is that one's.
typedef enum { SQLITE, POSTGRESQL, ENGINES } Engine;
typedef struct Reader {
    Str    rest;
    Engine engine;
    bool   small, other;
} Reader;

static bool table_statement(Str s) { return str_starts(s, STR("CREATE TABLE")); }

// Bytes up to the line's end; marks are obeyed on the way.
static i64 take_comment(Reader *r)
{
    static const char *const engines[ENGINES] = { "sqlite", "postgresql" };
    i64 len = 0;
    while (len < r->rest.len && r->rest.at[len] != '\n') len++;
    Str line = str_trim((Str){ r->rest.at, len });
    r->small |= str_is(line, "-- small");
    if (!str_starts(line, STR("-- only "))) return len;
    Str  name  = { line.at + 8, line.len - 8 };
    bool known = str_is(name, engines[r->engine]);
    for (Engine e = SQLITE; e < ENGINES && !known; e++) known = r->other = str_is(name, engines[e]);
    assert(known && "a statement is for all engines, or for one of these");
    return len;
}

static i64 take_quoted(Str s)
{
    i64 at = 1;
    while (at < s.len && s.at[at] != s.at[0]) at++;
    return MIN(at + 1, s.len);
}

static i64 take_word(Str s)
{
    i64 at = 0;
    while (at < s.len && (isalnum((byte)s.at[at]) || s.at[at] == '_')) at++;
    return at;
}

static Str spelled(Str word, Engine engine)
{
    static const struct { const char *ours, *theirs[ENGINES]; } words[] = {
        { "I64", { "INTEGER", "BIGINT" } },
        { "TXT", { "TEXT", "TEXT" } },
        { "REAL", { "REAL", "DOUBLE PRECISION" } },
        { "BIN", { "BLOB", "BYTEA" } },
    };
    for (int i = 0; i < COUNT(words); i++)
        if (str_is(word, words[i].ours)) return str(words[i].theirs[engine]);
    return word;
}

// Moves on by `count` bytes.
static void skip(Reader *r, i64 count)
{
    assert(count >= 0 && count <= r->rest.len);
    r->rest = (Str){ r->rest.at + count, r->rest.len - count };
}

// The next statement without its semicolon; empty at the end and for another engine's.
static Str next_statement(Reader *r, Arena *a)
{
    Out o    = out_new(a, STATEMENT_MAX);
    r->small = r->other = false;
    while (r->rest.len && r->rest.at[0] != ';') {
        Str s    = r->rest;
        i64 word = take_word(s);
        if (str_starts(s, STR("--"))) skip(r, take_comment(r));
        else if (s.at[0] == '\'' || s.at[0] == '"') word = take_quoted(s);
        else if (!word) word = 1;
        if (s.at != r->rest.at) continue;
        out_str(&o, spelled((Str){ s.at, word }, r->engine));
        skip(r, word);
    }
    if (r->rest.len) skip(r, 1);
    assert(!o.full);
    Str text = str_trim(out_done(&o));
    if (r->other) return STR("");
    if (!table_statement(text) || r->engine != SQLITE) return text;
    return arena_fmt(a, "%.*s%s", (int)text.len, text.at, r->small ? " STRICT, WITHOUT ROWID" : " STRICT");
}

static bool run_file(Db *db, Str text)
{
    bool good = true;
    for (Reader r = { .rest = text }; good && r.rest.len;) {
        Arena *a         = arena_open(1 << 20);
        Str    statement = next_statement(&r, a);
        good             = statement.len == 0 || db_script(db, arena_z(a, statement));
        arena_close(a);
    }
    return good;
}

// ---- which are missing -----------------------------------------------------------------------------

// 0 for what is no migration. Four digits, so names sort as numbers do.
static i64 file_version(const Embedded *e)
{
    i64  n;
    Str  name = str(e->name);
    bool ours = str_starts(name, STR("sql/")) && name.len == 12 && !strcmp(e->name + 8, ".sql");
    return ours && str_i64((Str){ name.at + 4, 4 }, &n) ? n : 0;
}

i64 store_version(Db *db)
{
    return table_there(db, "migration") ? db_i64(db, "SELECT COALESCE(MAX(version), 0) FROM migration") : 0;
}

static bool done_already(Db *db, i64 version)
{
    return table_there(db, "migration") &&
           db_i64(db, "SELECT COUNT(*) FROM migration WHERE version=$1", I(version)) > 0;
}

static int missing_files(Db *db, const Embedded **into)
{
    int count = 0;
    for (int i = 0; i < embedded_count; i++) {
        i64 version = file_version(&embedded_files[i]);
        if (!version || done_already(db, version)) continue;
        assert(count < FILES_MAX);
        into[count++] = &embedded_files[i];
    }
    return count;
}

static i64 newest_file(void)
{
    i64 newest = 0;
    for (int i = 0; i < embedded_count; i++) newest = MAX(newest, file_version(&embedded_files[i]));
    return newest;
}

// What lies in sql/ as PostgreSQL is to get it.
void store_schema(Out *o)
{
    for (int i = 0; i < embedded_count; i++) {
        const Embedded *e = &embedded_files[i];
        Reader r = { .rest = { (const char *)e->at, (i64)e->len }, .engine = POSTGRESQL };
        while (file_version(e) && r.rest.len) {
            Str statement = next_statement(&r, o->arena);
            if (statement.len) out_fmt(o, "%.*s;\n", (int)statement.len, statement.at);
        }
    }
}

// A file that breaks a foreign key is rolled back like one that fails.
static bool migrate_file(Db *db, const Embedded *e)
{
    assert(file_version(e) > 0);
    bool good = db_begin(db) && run_file(db, (Str){ (const char *)e->at, (i64)e->len }) &&
                db_run(db, "INSERT INTO migration(version, name, made_at) VALUES($1, $2, $3)", I(file_version(e)),
                       T(str(e->name)), I(time_real())) &&
                keys_whole(db) && !db_failed(db) && db_commit(db);
    if (!good) db_rollback(db);
    return good;
}

// Whole, so that the older program need not make anything anew; therefore it lies in the folder itself.
static bool backup_before(Db *db, Str data, i64 from, Str *error)
{
    Arena *a      = arena_open(16 << 10);
    char  *folder = folder_path(a, data, "backups");
    Str    path   = arena_fmt(a, "%s/before-%04lld-%lld.db", folder, (long long)newest_file(), (long long)time_real());
    bool   good   = folder_make(folder) && store_copy_whole(db, path.at);
    if (good) log_line("info", "backup", "made before migrating from %lld: %s", (long long)from, path.at);
    else refuse(error, "the backup before migrating, %s, failed: nothing was changed", path.at);
    arena_close(a);
    return good;
}

// On the thread that opens the folder, which is locked, or on a file of one's own. False: a sentence, and the folder
// as it was before the file that failed.
bool store_migrate(Db *db, Str data, const Vault *v, Str *error)
{
    const Embedded *files[FILES_MAX];
    i64             version = store_version(db);
    int             count   = missing_files(db, files);
    if (db_failed(db)) return refuse(error, "the store cannot be read: %s", db_why(db));
    if (version > newest_file())
        return refuse(error, "the folder was made by a newer Linli (shape %lld, this one knows %lld)",
                      (long long)version, (long long)newest_file());
    if (count && version && data.len && !backup_before(db, data, version, error)) return false;
    keys_hold(db, false);    // a table may be made anew under the same name
    for (int i = 0; i < count && !db_failed(db); i++) {
        if (!migrate_file(db, files[i]))
            return refuse(error, "%s failed: %s", files[i]->name, db_why(db));
    }
    if (count && v && !(db_begin(db) && own_recount(db, v) && db_commit(db)))
        return refuse(error, "the sums of own tables cannot be written: %s", db_why(db));
    if (count && version)
        log_line("info", "migrated", "from %lld to %lld", (long long)version, (long long)newest_file());
    return keys_hold(db, true);
}
