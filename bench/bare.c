// bare.c: the same rows in a bare loop. Reads what tap.c kept of a process, then writes it into another store in the
// same commits, with the same prepared sentences and nothing else: no request, no rule, no look-up. Says one JSON line.
//
//     bare TAP INTO [TABLE…]
//
// INTO is a copy of the store as it was before that process began; it is opened by the store's own hand, so that the
// pragmas are the same. Only commits with an entry of the journal are written: what the writer does beside them (search
// words, sums) nobody waits for. With tables, only the rows added to those. The table "*" writes everything.
#include "bare.h"
#include "store/store_room.h"
#include "tap.h"
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WAL_LARGE = 8192, SENTENCES = 4096, DEEP = 16 };

typedef struct Spoken {
    const char   *text;
    sqlite3_stmt *stmt;
    bool          entry, wanted;
} Spoken;
// One sentence with its arguments; number 0: a commit.
typedef struct Run {
    int         number, count;
    const char *args;
} Run;
typedef struct Bare {
    Db         *db;
    const char *tap, *tap_end;
    Spoken      spoken[SENTENCES];
    Run        *runs;
    i64         count, cap, marks[DEEP];
    int         depth;
    i64         entries, commits, rows, pages;
    double     *waits;    // of each commit, from its begin
} Bare;

static double cpu_s(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

// ---- reading -----------------------------------------------------------------------------------

static bool begins(const char *text, const char *with) { return !strncmp(text, with, strlen(with)); }

static bool into_table(const char *text, const char *table)
{
    size_t len = strlen(table);
    return begins(text, "INSERT INTO ") && !strncmp(text + 12, table, len) && strchr(" (", text[12 + len]);
}

static void sentence_read(Bare *b, int number, const char *text, char **tables)
{
    if (number >= SENTENCES) give_up("too many sentences", NULL);
    Spoken *s = &b->spoken[number];
    *s = (Spoken){ .text = text, .entry = into_table(text, "journal"), .wanted = !*tables || !strcmp(*tables, "*") };
    for (; *tables; tables++) s->wanted |= into_table(text, *tables);
}

static TapArg arg_at(const char **at)
{
    TapArg arg;
    memcpy(&arg, *at, sizeof arg);
    *at += sizeof arg;
    return arg;
}

static void run_add(Bare *b, Run run)
{
    if (b->count == b->cap) b->runs = realloc(b->runs, (size_t)(b->cap = MAX(4096, 2 * b->cap)) * sizeof *b->runs);
    if (!b->runs) give_up("memory", NULL);
    b->runs[b->count++] = run;
}

// A commit is kept when it has an entry (or all are), and what was undone is left out.
static void commit_end(Bare *b, bool all)
{
    bool entry = all && b->count > b->marks[0];
    for (i64 i = b->marks[0]; i < b->count; i++) entry |= b->spoken[b->runs[i].number].entry;
    if (entry) run_add(b, (Run){ 0 }), b->commits++;
    else b->count = b->marks[0];
}

static void run_read(Bare *b, Run run, bool all)
{
    const char *text = b->spoken[run.number].text;
    if (begins(text, "BEGIN")) b->depth = 1, b->marks[0] = b->count;
    else if (begins(text, "COMMIT")) b->depth = 0, commit_end(b, all);
    else if (begins(text, "SAVEPOINT")) b->marks[b->depth++] = b->count;
    else if (begins(text, "RELEASE")) b->depth--;
    else if (begins(text, "ROLLBACK TO")) b->count = b->marks[b->depth - 1];
    else if (begins(text, "ROLLBACK")) b->depth = 0, b->count = b->marks[0];
    else if (b->depth > 0) run_add(b, run);
    if (b->depth < 0 || b->depth >= DEEP) give_up("savepoints that do not match", NULL);
}

static void tap_read(Bare *b, char **tables)
{
    bool all = *tables && !strcmp(*tables, "*");
    for (const char *at = b->tap; at < b->tap_end;) {
        TapHead head;
        memcpy(&head, at, sizeof head);
        at += sizeof head;
        if (head.kind == 's') {
            sentence_read(b, head.number, at, tables);
            at += head.len;
            continue;
        }
        Run run = { head.number, head.len, at };
        for (int i = 0; i < head.len; i++) {
            TapArg arg = arg_at(&at);
            at += arg.len;
        }
        run_read(b, run, all);
    }
    if (b->depth > 0) b->count = b->marks[0];
}

static void tap_open(Bare *b, const char *path)
{
    struct stat s;
    int         fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &s) || !s.st_size) give_up(path, NULL);
    b->tap = mmap(NULL, (size_t)s.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (b->tap == MAP_FAILED) give_up(path, NULL);
    b->tap_end = b->tap + s.st_size;
    close(fd);
}

// ---- writing -----------------------------------------------------------------------------------

static void into_open(Bare *b, const char *path)
{
    b->db = db_open(path, DB_WRITE);
    if (!b->db) give_up(path, NULL);
    for (int i = 0; i < SENTENCES; i++) {
        Spoken *s = &b->spoken[i];
        if (!s->text || !s->wanted || begins(s->text, "BEGIN") || begins(s->text, "SAVEPOINT")) continue;
        if (sqlite3_prepare_v3(b->db->sqlite, s->text, -1, SQLITE_PREPARE_PERSISTENT, &s->stmt, NULL))
            give_up(s->text, b->db->sqlite);
    }
}

static int bind(sqlite3_stmt *s, int at, TapArg arg, const char *bytes)
{
    if (arg.kind == 'i') return sqlite3_bind_int64(s, at, arg.whole);
    if (arg.kind == 'd') return sqlite3_bind_double(s, at, arg.real);
    if (arg.kind == 't') return sqlite3_bind_text(s, at, bytes, arg.len, SQLITE_STATIC);
    if (arg.kind == 'b') return sqlite3_bind_blob(s, at, bytes, arg.len, SQLITE_STATIC);
    return sqlite3_bind_null(s, at);
}

static void run_write(Bare *b, const Run *run)
{
    const Spoken *s    = &b->spoken[run->number];
    const char   *at   = run->args;
    int           code = SQLITE_OK;
    if (!s->wanted) return;
    for (int i = 1; i <= run->count; i++) {
        TapArg arg = arg_at(&at);
        code |= bind(s->stmt, i, arg, at);
        at += arg.len;
    }
    while (code == SQLITE_OK || code == SQLITE_ROW) code = sqlite3_step(s->stmt);
    if (code != SQLITE_DONE) give_up(s->text, b->db->sqlite);
    i64 rows = sqlite3_changes64(b->db->sqlite);
    b->rows += rows;
    b->entries += s->entry ? rows : 0;
    sqlite3_reset(s->stmt);
}

// The write-ahead log is copied back where the writer would do so under load.
static void commit(Bare *b, i64 *pages_before)
{
    if (!db_commit(b->db)) give_up("commit", b->db->sqlite);
    i64 pages = b->db->wal_pages;
    b->pages += pages - (pages > *pages_before ? *pages_before : 0);
    *pages_before = pages;
    if (pages > WAL_LARGE) sqlite3_wal_checkpoint_v2(b->db->sqlite, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
}

static void all_write(Bare *b)
{
    double began = now_s();
    i64    pages = b->db->wal_pages, done = 0;
    bool   inside = false;
    for (i64 i = 0; i < b->count; i++) {
        if (!inside && !db_begin(b->db)) give_up("begin", b->db->sqlite);
        inside = b->runs[i].number != 0;
        if (inside) {
            run_write(b, &b->runs[i]);
            continue;
        }
        commit(b, &pages);
        double now       = now_s();
        b->waits[done++] = (now - began) * 1000;
        began            = now;
    }
    assert(done == b->commits && !inside);
}

static int by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
    static Bare b;
    if (argc < 3) {
        fprintf(stderr, "usage: bare TAP INTO [TABLE...]\n");
        return 2;
    }
    tap_open(&b, argv[1]);
    tap_read(&b, argv + 3);
    into_open(&b, argv[2]);
    b.waits = calloc((size_t)b.commits + 1, sizeof *b.waits);
    if (!b.waits) give_up("memory", NULL);
    double began = now_s(), used = cpu_s();
    all_write(&b);
    double spent = now_s() - began, entries = (double)MAX(b.entries, 1);
    used = cpu_s() - used;
    qsort(b.waits, (size_t)b.commits, sizeof *b.waits, by_size);
    printf("{\"entries\":%lld,\"commits\":%lld,\"rows\":%lld,\"batch\":%.1f,\"seconds\":%.3f,\"rate\":%.1f,"
           "\"cpu_us\":%.1f,\"pages\":%lld,\"p50\":%.3f,\"p99\":%.3f}\n",
           (long long)b.entries, (long long)b.commits, (long long)b.rows, entries / (double)MAX(b.commits, 1), spent,
           entries / spent, used * 1e6 / entries, (long long)b.pages, b.waits[b.commits / 2],
           b.waits[b.commits * 99 / 100]);
    for (int i = 0; i < SENTENCES; i++) sqlite3_finalize(b.spoken[i].stmt);
    db_close(b.db);
    return 0;
}
