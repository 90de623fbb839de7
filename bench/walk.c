// walk.c: what verify reads and writes, by a bare loop: every entry read and hashed twice (as a leaf, and for the tree
// above it), then every row of every table copied into a fresh store, as lax as the one a replay writes into. Says one
// JSON line.
//
//     walk STORE FRESH
#include "bare.h"
#include "store/store_room.h"
#include <openssl/evp.h>
#include <unistd.h>

enum { COMMIT_EVERY = 20000 };

static sqlite3_stmt *prepared(sqlite3 *db, const char *text)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(db, text, -1, &s, NULL)) give_up(text, db);
    return s;
}

static i64 entries_hash(sqlite3 *db)
{
    i64           count    = 0;
    unsigned char hash[64] = { 0 };
    unsigned      len      = 0;
    sqlite3_stmt *s = prepared(db, "SELECT seq, subject, actor, idem, leaf, body FROM journal ORDER BY county, seq");
    while (sqlite3_step(s) == SQLITE_ROW) {
        const void *body = sqlite3_column_blob(s, 5);
        bool        good = EVP_Digest(body, (size_t)sqlite3_column_bytes(s, 5), hash, &len, EVP_sha256(), NULL) &&
                    EVP_Digest(hash, sizeof hash, hash, &len, EVP_sha256(), NULL);
        if (!good) give_up("hash", NULL);
        count++;
    }
    sqlite3_finalize(s);
    return count;
}

// Its shape is the other's own words; a table the engine keeps for an index of words is not copied.
static void table_copy_bare(Arena *a, sqlite3 *from, sqlite3 *into, const char *name, const char *shape)
{
    // Not what the engine fills in by itself.
    sqlite3_stmt *named = prepared(from, arena_fmt(a, "SELECT GROUP_CONCAT('\"' || name || '\"') FROM "
                                                      "pragma_table_info('%s')", name).at);
    if (sqlite3_step(named) != SQLITE_ROW) give_up(name, from);
    const char   *columns = arena_z(a, str((const char *)sqlite3_column_text(named, 0)));
    sqlite3_stmt *read    = prepared(from, arena_fmt(a, "SELECT %s FROM %s", columns, name).at);
    sqlite3_finalize(named);
    Out           o     = out_new(a, 4096);
    i64           count = 0;
    if (sqlite3_exec(into, shape, NULL, NULL, NULL)) give_up(shape, into);
    out_fmt(&o, "INSERT INTO %s(%s) VALUES(?", name, columns);
    for (int i = 1; i < sqlite3_column_count(read); i++) out_z(&o, ",?");
    out_z(&o, ")");
    sqlite3_stmt *write = prepared(into, arena_z(a, out_done(&o)));
    sqlite3_exec(into, "BEGIN", NULL, NULL, NULL);
    while (sqlite3_step(read) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(read); i++)
            sqlite3_bind_value(write, i + 1, sqlite3_column_value(read, i));
        if (sqlite3_step(write) != SQLITE_DONE) give_up(name, into);
        sqlite3_reset(write);
        if (++count % COMMIT_EVERY == 0) sqlite3_exec(into, "COMMIT; BEGIN", NULL, NULL, NULL);
    }
    if (sqlite3_exec(into, "COMMIT", NULL, NULL, NULL)) give_up("commit", into);
    sqlite3_finalize(read);
    sqlite3_finalize(write);
}

static void rows_copy(Arena *a, sqlite3 *from, sqlite3 *into)
{
    sqlite3_stmt *s = prepared(from, "SELECT t.name, m.sql || COALESCE((SELECT ';' || GROUP_CONCAT(i.sql, ';') "
                                     "FROM sqlite_master i WHERE i.type='index' AND i.tbl_name=t.name), '') "
                                     "FROM pragma_table_list t JOIN sqlite_master m ON m.name=t.name "
                                     "WHERE t.schema='main' AND t.type='table' AND t.name NOT LIKE 'sqlite%'");
    while (sqlite3_step(s) == SQLITE_ROW)
        table_copy_bare(a, from, into, (const char *)sqlite3_column_text(s, 0),
                        (const char *)sqlite3_column_text(s, 1));
    sqlite3_finalize(s);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: walk STORE FRESH\n");
        return 2;
    }
    Arena *a = arena_open(64 << 20);
    unlink(argv[2]);
    Db  *from = db_open(argv[1], DB_LONG), *into = db_open(argv[2], DB_WRITE);
    bool lax = from && into &&
               db_script(into, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536");
    if (!lax) give_up(argv[1], NULL);
    double began   = now_s();
    i64    entries = entries_hash(from->sqlite);
    double hashed  = now_s();
    rows_copy(a, from->sqlite, into->sqlite);
    double copied = now_s();
    printf("{\"entries\":%lld,\"hash\":%.1f,\"copy\":%.1f}\n", (long long)entries, (double)entries / (hashed - began),
           (double)entries / (copied - hashed));
    db_close(into);
    db_close(from);
    arena_close(a);
    return unlink(argv[2]);
}
