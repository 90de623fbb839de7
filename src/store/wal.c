// wal.c: the write-ahead log goes back into the store beside the writer, by a thread with its own connection, so that
// nobody waits for it. Only the last few pages are the writer's: under steady load the log would never begin anew else.
#include "store/store_room.h"
#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    WORTH   = 512,      // pages of 8 KiB that are worth a turn when nobody waits
    COPY    = 2048,     // the same under load
    SMALL   = 384,      // few enough for the writer itself
    HUGE    = 32768,    // the thread does not keep up: the writer must
    LONGEST = 49152,    // the log itself: 384 MiB, then everybody waits for it once
    REST_MS = 500,      // a reader still needs the old pages
    WAIT_MS = 50,
    BUSY_MS = 5000,
};

struct Wal {
    Store      *store;
    pthread_t   thread;
    bool        threaded;
    sem_t       wake;
    atomic_bool stopping, busy;
    bool        all;       // the last turn copied all there was; this and the next are the thread's while it is busy
    i64         copied;    // pages of the present log that are in the store
    i64         rest_until;    // the writer's
};

static bool wal_copy(Wal *w, Db *db, int mode)
{
    int  all = 0, copied = 0;
    int  code = sqlite3_wal_checkpoint_v2(db->sqlite, NULL, mode, &all, &copied);
    bool busy = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
    if (code != SQLITE_OK && !busy) return db_fail(db, "checkpoint", code);
    w->all    = !busy && copied == all;
    w->copied = copied;
    assert(busy || copied <= all);
    return true;
}

static bool wal_woken(Wal *w)
{
    while (sem_wait(&w->wake)) assert(errno == EINTR);
    return !atomic_load(&w->stopping);
}

static void *wal_main(void *wal)
{
    Wal *w  = wal;
    Db  *db = NULL;
    while (wal_woken(w)) {
        if (!db) db = db_open(w->store->path, DB_WRITE);
        w->all = false;
        if (db && !wal_copy(w, db, SQLITE_CHECKPOINT_PASSIVE)) {
            db_close(db);
            db = NULL;
        }
        atomic_store(&w->busy, false);
    }
    db_close(db);
    return NULL;
}

Wal *wal_start(Store *s)
{
    Wal *w = calloc(1, sizeof *w);
    if (!w) abort();
    w->store    = s;
    w->all      = true;
    w->threaded = !s->config.memory;
    sem_init(&w->wake, 0, 0);
    if (w->threaded && pthread_create(&w->thread, NULL, wal_main, w)) abort();
    return w;
}

void wal_stop(Wal *w)
{
    if (!w) return;
    atomic_store(&w->stopping, true);
    sem_post(&w->wake);
    if (w->threaded) pthread_join(w->thread, NULL);
    sem_destroy(&w->wake);
    free(w);
}

// A reader still has the old pages: it may be done with them and only keep them. At most WAIT_MS.
static int readers_wait(void *wal, int tries)
{
    readers_let_go(((Wal *)wal)->store);
    return tries < WAIT_MS && usleep(1000) == 0;
}

static bool wal_finish(Wal *w, int mode)
{
    Db *db = w->store->db;
    readers_let_go(w->store);
    sqlite3_busy_handler(db->sqlite, readers_wait, w);
    bool good = wal_copy(w, db, mode);
    sqlite3_busy_timeout(db->sqlite, BUSY_MS);
    if (!w->all) w->rest_until = time_steady() + REST_MS;
    return good;
}

static void wal_wake(Wal *w)
{
    readers_let_go(w->store);
    w->rest_until = time_steady() + (w->all ? 0 : REST_MS);
    atomic_store(&w->busy, true);
    sem_post(&w->wake);
}

bool wal_turn(Wal *w, bool quiet, bool *scrub)
{
    Db *db = w->store->db;
    if (!w->threaded || !db || atomic_load(&w->busy) || time_steady() < w->rest_until) return true;
    if (db->wal_pages < w->copied) w->copied = 0;    // it began anew
    i64 left = db->wal_pages - w->copied;
    if (*scrub && quiet) {
        bool good = wal_finish(w, SQLITE_CHECKPOINT_TRUNCATE);
        *scrub    = !w->all;
        return good;
    }
    // Tried: a load that never pauses let the log grow to 57 GB, because more than SMALL was new after every turn.
    bool little = w->all && db->wal_pages >= COPY && left < SMALL;
    if (little || left > HUGE || db->wal_pages > LONGEST) return wal_finish(w, SQLITE_CHECKPOINT_RESTART);
    if (left >= (quiet ? WORTH : COPY) || (left >= SMALL && db->wal_pages >= COPY)) wal_wake(w);
    return true;
}
