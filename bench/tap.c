// tap.c: what a process writes into its store, kept in a file, so that a bare loop can write the very same. Preloaded
// (LD_PRELOAD) into any build of linli; it needs to know no table. TAP names the file.
//
// The file is a row of records: 's' a sentence's number and text, once; 'r' a sentence that was run, with its
// arguments, in the order of running. Only sentences that change the store are kept, and those that begin, end or undo.
#include "tap.h"
#include <dlfcn.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1 << 14, BUFFER = 1 << 20 };

// One prepared sentence; found by its address. Its arguments are copied when bound: they may be gone when it runs.
typedef struct Slot {
    sqlite3_stmt *stmt;
    char         *text;
    int           number;     // 0: not to be kept
    bool          running;    // it gave a row and has more to do
    int           count;
    TapArg        args[TAP_ARGS];
    void         *bytes[TAP_ARGS];
} Slot;

static Slot             *slots[SLOTS];
static FILE             *into;
static sqlite3          *writer;    // the first connection that begins to write; readers begin and end too
static int               numbers, taken;
static pthread_mutex_t   lock = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local int depth;    // sentences that the engine runs for itself (full text) are part of ours

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name)
{
    void *at = dlsym(RTLD_NEXT, name);
    if (at) return at;
    fprintf(stderr, "tap: %s is not there\n", name);
    abort();
}

static bool ours(sqlite3_stmt *stmt)
{
    static const char *const plain[] = { "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK" };
    const char              *file = sqlite3_db_filename(sqlite3_db_handle(stmt), "main"), *text = sqlite3_sql(stmt);
    size_t                   len = file ? strlen(file) : 0;
    if (!text || len < 8 || strcmp(file + len - 8, "linli.db") != 0) return false;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (!strncmp(text, plain[i], strlen(plain[i]))) return true;
    return !sqlite3_stmt_readonly(stmt) && strncmp(text, "PRAGMA", 6) != 0;
}

static void number_give(Slot *s)
{
    TapHead head = { .kind = 's', .number = s->number = ++numbers, .len = (int)strlen(s->text) + 1 };
    fwrite(&head, sizeof head, 1, into);
    fwrite(s->text, 1, (size_t)head.len, into);
}

// An address may be used again for another sentence: the text tells.
static Slot *slot(sqlite3_stmt *stmt)
{
    if (!into || depth || !stmt || !sqlite3_sql(stmt)) return NULL;
    size_t at = ((size_t)stmt >> 4) % SLOTS;
    while (slots[at] && slots[at]->stmt != stmt) at = (at + 1) % SLOTS;
    Slot *s = slots[at];
    if (s && !strcmp(s->text, sqlite3_sql(stmt))) return s;
    if (!s) s = slots[at] = calloc(1, sizeof *s);
    if (!s || ++taken > SLOTS / 2) abort();
    s->stmt   = stmt;
    s->text   = strdup(sqlite3_sql(stmt));
    s->number = s->count = 0;
    if (ours(stmt)) number_give(s);
    return s;
}

static void argument(sqlite3_stmt *stmt, int at, TapArg arg, const void *bytes)
{
    pthread_mutex_lock(&lock);
    Slot *s = slot(stmt);
    if (s && s->number && at >= 1 && at <= TAP_ARGS) {
        if (at > s->count) s->count = at;
        s->args[at - 1] = arg;
        if (arg.len && !(s->bytes[at - 1] = realloc(s->bytes[at - 1], (size_t)arg.len))) abort();
        if (arg.len) memcpy(s->bytes[at - 1], bytes, (size_t)arg.len);
    }
    pthread_mutex_unlock(&lock);
}

static void ran(sqlite3_stmt *stmt, int code)
{
    pthread_mutex_lock(&lock);
    Slot    *s  = slot(stmt);
    sqlite3 *by = stmt ? sqlite3_db_handle(stmt) : NULL;
    if (s && s->number && !writer && !strcmp(s->text, "BEGIN IMMEDIATE")) writer = by;
    bool first = s && s->number && !s->running && by == writer;
    if (s) s->running = code == SQLITE_ROW;
    if (first && (code == SQLITE_ROW || code == SQLITE_DONE)) {
        TapHead head = { .kind = 'r', .number = s->number, .len = s->count };
        fwrite(&head, sizeof head, 1, into);
        for (int i = 0; i < s->count; i++) {
            fwrite(&s->args[i], sizeof s->args[i], 1, into);
            if (s->args[i].len) fwrite(s->bytes[i], 1, (size_t)s->args[i].len, into);
        }
    }
    pthread_mutex_unlock(&lock);
}

// ---- in the engine's place -------------------------------------------------------------------------

int sqlite3_step(sqlite3_stmt *stmt)
{
    static __typeof__(&sqlite3_step) step;
    if (!step) step = REAL(sqlite3_step);
    depth++;
    int code = step(stmt);
    depth--;
    ran(stmt, code);
    return code;
}

int sqlite3_reset(sqlite3_stmt *stmt)
{
    static __typeof__(&sqlite3_reset) reset;
    if (!reset) reset = REAL(sqlite3_reset);
    pthread_mutex_lock(&lock);
    Slot *s = slot(stmt);
    if (s) s->running = false;
    pthread_mutex_unlock(&lock);
    return reset(stmt);
}

int sqlite3_bind_int64(sqlite3_stmt *stmt, int at, sqlite3_int64 value)
{
    static __typeof__(&sqlite3_bind_int64) bind;
    if (!bind) bind = REAL(sqlite3_bind_int64);
    argument(stmt, at, (TapArg){ .kind = 'i', .whole = value }, NULL);
    return bind(stmt, at, value);
}

int sqlite3_bind_double(sqlite3_stmt *stmt, int at, double value)
{
    static __typeof__(&sqlite3_bind_double) bind;
    if (!bind) bind = REAL(sqlite3_bind_double);
    argument(stmt, at, (TapArg){ .kind = 'd', .real = value }, NULL);
    return bind(stmt, at, value);
}

int sqlite3_bind_null(sqlite3_stmt *stmt, int at)
{
    static __typeof__(&sqlite3_bind_null) bind;
    if (!bind) bind = REAL(sqlite3_bind_null);
    argument(stmt, at, (TapArg){ .kind = 'n' }, NULL);
    return bind(stmt, at);
}

int sqlite3_bind_text64(sqlite3_stmt *stmt, int at, const char *text, sqlite3_uint64 len, void (*life)(void *),
                        unsigned char encoding)
{
    static __typeof__(&sqlite3_bind_text64) bind;
    if (!bind) bind = REAL(sqlite3_bind_text64);
    argument(stmt, at, (TapArg){ .kind = 't', .len = (int)len }, text);
    return bind(stmt, at, text, len, life, encoding);
}

int sqlite3_bind_blob64(sqlite3_stmt *stmt, int at, const void *bytes, sqlite3_uint64 len, void (*life)(void *))
{
    static __typeof__(&sqlite3_bind_blob64) bind;
    if (!bind) bind = REAL(sqlite3_bind_blob64);
    argument(stmt, at, (TapArg){ .kind = 'b', .len = (int)len }, bytes);
    return bind(stmt, at, bytes, len, life);
}

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("TAP");
    into             = path ? fopen(path, "wb") : NULL;
    if (into) setvbuf(into, NULL, _IOFBF, BUFFER);
}

__attribute__((destructor)) static void end(void)
{
    if (into && fclose(into)) fprintf(stderr, "tap: the file could not be written\n");
    into = NULL;
}
