// bare.c: the same rows in a bare loop. Reads into memory what a run of filings over HTTP left in a store, then writes
// it into another one, in the same batches, with prepared sentences and nothing else. Says one JSON line.
//
//     bare STORE FROM INTO                FROM: the first entry of the run
//
// INTO is a copy of the store as it was before the run, so that its trees are as deep; where there is no such file, an
// empty one of the same shape is made. Both are opened by the store's own hand, so the pragmas are the same.
#include "matter/matter.h"
#include "store/store_room.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define COUNTY 410104
enum { WAL_LARGE = 8192, CELLS = 64 };

// What one filing writes, in its order; $1 county, $2 and $3 the range of entries. Column 0 is the entry's number.
#define OF_RUN    " WHERE j.county=$1 AND j.seq>=$2 AND j.seq<$3 ORDER BY j.seq"
#define OF_HEADS  " WHERE h.county=$1 AND h.size>$2 AND h.size<=$3"
#define JOINED(t) "SELECT j.seq, t.* FROM journal j JOIN " t " t ON t.county=j.county AND "
#define MATTER    " FROM journal j JOIN matter m ON m.county=j.county AND m.id=j.subject "
// Who counted as whom is a keyed hash: any of the rows will do.
#define COUNTED(what) "SELECT j.seq, t.county, t.what, t.who, t.at_hour, t.n, t.until FROM journal j JOIN " \
    "(SELECT a.*, row_number() OVER () - 1 AS k, COUNT(*) OVER () AS c FROM attempt a WHERE a.what='" what "') t " \
    "ON t.k=j.actor%t.c"
typedef struct Source { const char *table, *select; } Source;
static const Source sources[] = {
    { "seal_key", JOINED("seal_key") "t.owner=j.subject" OF_RUN },
    { "journal", "SELECT j.seq, j.* FROM journal j" OF_RUN },
    { "matter", JOINED("matter") "t.id=j.subject" OF_RUN },
    { "numbering", "SELECT j.seq, m.county, (m.filed_at+28800000)/86400000, m.day_n, m.id" MATTER OF_RUN },
    { "matter_step", JOINED("matter_step") "t.matter=j.subject" OF_RUN },
    { "matter_party", JOINED("matter_party") "t.matter=j.subject" OF_RUN },
    { "matter_at", "SELECT j.seq, t.*" MATTER "CROSS JOIN place p ON p.county=m.county "
                   "CROSS JOIN matter_at t ON t.county=m.county AND t.scope=p.id AND t.id=m.id" OF_RUN },
    { "matter_at", "SELECT j.seq, t.*" MATTER "JOIN matter_at t ON t.county=m.county AND t.id=m.id "
                   "AND t.scope IN (m.holder, m.assignee_post, m.reporter)" OF_RUN },
    { "due", "SELECT j.seq, t.*" MATTER "JOIN due t ON t.county=m.county AND t.at=m.due_at AND t.matter=m.id" OF_RUN },
    { "once", JOINED("once") "t.actor=j.actor AND t.idem=j.idem" OF_RUN },
    { "attempt", COUNTED("person_hour") OF_RUN },
    { "attempt", COUNTED("person_day") OF_RUN },
    { "node", "SELECT (t.n+1)*256-1, t.* FROM node t WHERE t.county=$1 AND t.level=1 AND (t.n+1)*256>$2 "
              "AND (t.n+1)*256<=$3" },
    { "tally", NULL },
    { "county", "SELECT h.size-1, c.next_n, c.size, c.recorded_at, c.edge, c.county FROM head h "
                "JOIN county c ON c.county=h.county" OF_HEADS },
    { "head", "SELECT h.size-1, h.* FROM head h" OF_HEADS },
};
enum { JOURNAL = 1, TALLY = 13, KINDS = (int)COUNT(sources), HEAD = KINDS - 1 };

typedef struct Cell { int kind, len; i64 whole; double real; const void *at; } Cell;
typedef struct Row { i64 seq; int kind, cells; const Cell *at; } Row;
typedef struct Bare {
    Db    *from, *into, *sums;
    Arena *arena;
    Row   *rows;
    i64    count, cap, first, end, commits, entries, pages;
    sqlite3_stmt *insert[KINDS];
} Bare;

static void give_up(const char *what, sqlite3 *db)
{
    fprintf(stderr, "bare: %s: %s\n", what, db ? sqlite3_errmsg(db) : "-");
    exit(1);
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double cpu_s(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

// ---- reading -----------------------------------------------------------------------------------

static Cell cell(Bare *b, sqlite3_stmt *s, int column)
{
    Cell c = { .kind = sqlite3_column_type(s, column) };
    if (c.kind == SQLITE_INTEGER) c.whole = sqlite3_column_int64(s, column);
    if (c.kind == SQLITE_FLOAT) c.real = sqlite3_column_double(s, column);
    if (c.kind != SQLITE_TEXT && c.kind != SQLITE_BLOB) return c;
    Str text = { sqlite3_column_blob(s, column), sqlite3_column_bytes(s, column) };
    c.len = (int)text.len;
    c.at = arena_str(b->arena, text).at;
    return c;
}

static void row_add(Bare *b, sqlite3_stmt *s, int kind, i64 seq, int skip)
{
    if (b->count == b->cap) b->rows = realloc(b->rows, (size_t)(b->cap = MAX(4096, 2 * b->cap)) * sizeof *b->rows);
    if (!b->rows) give_up("memory", NULL);
    int n = sqlite3_column_count(s) - skip;
    Cell *cells = NEW(b->arena, Cell, n);
    for (int i = 0; i < n; i++) cells[i] = cell(b, s, i + skip);
    b->rows[b->count++] = (Row){ seq, kind, n, cells };
}

static sqlite3_stmt *asked(Bare *b, Db *db, const char *text)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(db->sqlite, text, -1, &s, NULL)) give_up(text, db->sqlite);
    const i64 values[] = { COUNTY, b->first, b->end };
    const char *const names[] = { "$1", "$2", "$3" };
    for (int i = 0; i < 3; i++) {
        int at = sqlite3_bind_parameter_index(s, names[i]);
        if (at) sqlite3_bind_int64(s, at, values[i]);
    }
    return s;
}

static void kind_read(Bare *b, int kind)
{
    sqlite3_stmt *s = asked(b, b->from, sources[kind].select);
    while (sqlite3_step(s) == SQLITE_ROW) row_add(b, s, kind, sqlite3_column_int64(s, 0), 1);
    sqlite3_finalize(s);
}

// The counters' rows of one batch, summed by the store's own hand in an empty store.
static void tally_batch(Bare *b, Tally *t, i64 last)
{
    if (!tally_flush(t, b->sums)) give_up("tally", b->sums->sqlite);
    sqlite3_stmt *s = asked(b, b->sums, "SELECT * FROM tally");
    while (sqlite3_step(s) == SQLITE_ROW) row_add(b, s, TALLY, last, 0);
    sqlite3_finalize(s);
    db_script(b->sums, "DELETE FROM tally");
}

static void tally_read_all(Bare *b, const i64 *sizes, i64 batches)
{
    Tally *t = tally_open();
    i64 batch = 0;
    sqlite3_stmt *s = asked(b, b->from,
        "SELECT j.seq, m.subject, m.level, m.filed_at, m.due_at, a.scope" MATTER
        "CROSS JOIN place p ON p.county=m.county "
        "CROSS JOIN matter_at a ON a.county=m.county AND a.id=m.id AND a.scope=p.id" OF_RUN);
    while (sqlite3_step(s) == SQLITE_ROW) {
        i64 seq = sqlite3_column_int64(s, 0), level = sqlite3_column_int64(s, 2), place = sqlite3_column_int64(s, 5);
        i64 filed_on = day_of(sqlite3_column_int64(s, 3)), due_at = sqlite3_column_int64(s, 4);
        Str subject = str((const char *)sqlite3_column_text(s, 1));
        for (; batch < batches && seq >= sizes[batch]; batch++) tally_batch(b, t, sizes[batch] - 1);
        tally_add(t, COUNTY, place, subject, level, filed_on, TALLY_NEW, 1);
        if (due_at) tally_add(t, COUNTY, place, subject, level, day_of(due_at), TALLY_DUE, 1);
    }
    if (batch < batches) tally_batch(b, t, sizes[batch] - 1);
    sqlite3_finalize(s);
    tally_close(t);
}

static int by_seq(const void *left, const void *right)
{
    const Row *a = left, *b = right;
    if (a->seq != b->seq) return a->seq < b->seq ? -1 : 1;
    return a->kind != b->kind ? (a->kind > b->kind) - (a->kind < b->kind) : (a > b) - (a < b);
}

static void run_read(Bare *b)
{
    assert(!strcmp(sources[TALLY].table, "tally") && !strcmp(sources[HEAD].table, "head"));
    for (int k = 0; k < KINDS; k++)
        if (sources[k].select) kind_read(b, k);
    i64 *sizes = NEW(b->arena, i64, b->count + 1), batches = 0;
    for (i64 i = 0; i < b->count; i++) {
        b->entries += b->rows[i].kind == JOURNAL;
        if (b->rows[i].kind == HEAD) sizes[batches++] = b->rows[i].seq + 1;
    }
    b->commits = batches;
    tally_read_all(b, sizes, batches);
    qsort(b->rows, (size_t)b->count, sizeof *b->rows, by_seq);
}

// ---- writing -----------------------------------------------------------------------------------

static const char *insert_end(const char *table)
{
    if (!strcmp(table, "attempt")) return " ON CONFLICT(county, what, who, at_hour) DO UPDATE SET n=attempt.n+1";
    if (strcmp(table, "tally") != 0) return "";
    return " ON CONFLICT(county, place, period, start_on, what, subject, level) DO UPDATE SET n=tally.n+excluded.n";
}

static const char *insert_text(Bare *b, const char *table)
{
    if (!strcmp(table, "county")) return "UPDATE county SET next_n=?, size=?, recorded_at=?, edge=? WHERE county=?";
    Out o = out_new(b->arena, 4096);
    out_fmt(&o, "INSERT INTO %s VALUES(?", table);
    sqlite3_stmt *s = asked(b, b->into, arena_fmt(b->arena, "SELECT * FROM %s", table).at);
    for (int i = 1; i < sqlite3_column_count(s); i++) out_z(&o, ",?");
    sqlite3_finalize(s);
    out_fmt(&o, ")%s", insert_end(table));
    return arena_z(b->arena, out_done(&o));
}

static void into_open(Bare *b, const char *path)
{
    Str error = STR("");
    b->into = db_open(path, DB_WRITE);
    b->sums = db_open("", DB_MEMORY);
    if (!b->into || !b->sums) give_up(path, NULL);
    bool shaped = store_migrate(b->into, STR(""), NULL, &error) && store_migrate(b->sums, STR(""), NULL, &error);
    if (!shaped) give_up("shape", NULL);
    if (!db_script(b->into, "INSERT INTO county(county, next_n, size, recorded_at, edge) VALUES(410104, 1, 0, 0, x'') "
                            "ON CONFLICT(county) DO NOTHING"))
        give_up("county", b->into->sqlite);
    for (int k = 0; k < KINDS; k++) {
        const char *text = insert_text(b, sources[k].table);
        if (sqlite3_prepare_v3(b->into->sqlite, text, -1, SQLITE_PREPARE_PERSISTENT, &b->insert[k], NULL))
            give_up(text, b->into->sqlite);
    }
}

static void row_write(Bare *b, const Row *r)
{
    sqlite3_stmt *s = b->insert[r->kind];
    for (int i = 0; i < r->cells; i++) {
        const Cell *c = &r->at[i];
        if (c->kind == SQLITE_INTEGER) sqlite3_bind_int64(s, i + 1, c->whole);
        else if (c->kind == SQLITE_FLOAT) sqlite3_bind_double(s, i + 1, c->real);
        else if (c->kind == SQLITE_TEXT) sqlite3_bind_text(s, i + 1, c->at, c->len, SQLITE_STATIC);
        else if (c->kind == SQLITE_BLOB) sqlite3_bind_blob(s, i + 1, c->at, c->len, SQLITE_STATIC);
        else sqlite3_bind_null(s, i + 1);
    }
    if (sqlite3_step(s) != SQLITE_DONE) give_up(sources[r->kind].table, b->into->sqlite);
    sqlite3_reset(s);
}

// The write-ahead log is copied back where the writer would do so under load.
static void run_write(Bare *b)
{
    bool inside = false;
    i64  before = b->into->wal_pages;
    for (i64 i = 0; i < b->count; i++) {
        if (!inside && !db_begin(b->into)) give_up("begin", b->into->sqlite);
        inside = true;
        row_write(b, &b->rows[i]);
        if (b->rows[i].kind != HEAD) continue;
        if (!db_commit(b->into)) give_up("commit", b->into->sqlite);
        inside = false;
        b->pages += b->into->wal_pages - (b->into->wal_pages > before ? before : 0);
        before = b->into->wal_pages;
        if (b->into->wal_pages > WAL_LARGE)
            sqlite3_wal_checkpoint_v2(b->into->sqlite, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
    }
    if (inside && !db_commit(b->into)) give_up("commit", b->into->sqlite);
}

int main(int argc, char **argv)
{
    static Bare b;
    if (argc != 4) {
        fprintf(stderr, "usage: bare STORE FROM NEW\n");
        return 2;
    }
    b.arena = arena_open((i64)8 << 30);
    b.first = strtoll(argv[2], NULL, 10);
    b.from  = db_open(argv[1], DB_LONG);
    if (!b.from) give_up(argv[1], NULL);
    b.end = db_i64(b.from, "SELECT size FROM county WHERE county=$1", I(COUNTY));
    into_open(&b, argv[3]);
    run_read(&b);
    double start = now_s(), used = cpu_s();
    run_write(&b);
    double spent = now_s() - start;
    used = cpu_s() - used;
    printf("{\"entries\":%lld,\"commits\":%lld,\"rows\":%lld,\"batch\":%.1f,\"seconds\":%.3f,\"rate\":%.1f,"
           "\"cpu_us\":%.1f,\"pages\":%.1f}\n",
           (long long)b.entries, (long long)b.commits, (long long)b.count,
           (double)b.entries / (double)MAX(b.commits, 1), spent, (double)b.entries / spent,
           used * 1e6 / (double)MAX(b.entries, 1), (double)b.pages / (double)MAX(b.commits, 1));
    for (int k = 0; k < KINDS; k++) sqlite3_finalize(b.insert[k]);
    db_close(b.into);
    db_close(b.sums);
    db_close(b.from);
    return 0;
}
