// wal_sqlite.c: the write-ahead log goes back into the store beside the writer, by a thread with its own connection, so
// that nobody waits for it. Only the last few pages are the writer's: under steady load the log would never begin anew
// else.
// The thread copies pages while the writer goes on; the writer only ends the log, when nearly all of it is copied.
// `busy` hands `all` and `copied` back and forth: while it is set they are the thread's, else the writer's.
#include "store/store_room.h"
#include <errno.h>
#include <semaphore.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    WORTH   = 512,      // pages of 8 KiB that are worth a turn when nobody waits
    COPY    = 2048,     // the same under load
    SMALL   = 384,      // few enough for the writer itself
    NEAR    = 1024,     // about a batch under load: no turn of the thread leaves less
    HUGE    = 32768,    // the thread does not keep up: the writer must
    LONGEST = 49152,    // the log itself: 384 MiB, then it is ended as soon as little is left
    MOST    = 65536,    // and with whatever is left
    REST_MS = 500,      // a reader still needs the old pages
    WAIT_MS = 50,
    BUSY_MS = 5000,
};

static_assert(SMALL < NEAR && NEAR < COPY && LONGEST < MOST, "in the order of what they cost");

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

// One checkpoint. Busy is no failure: somebody still reads old pages, and it is tried again later. False: disk or
// handle are at fault.
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

// Waits for its turn; false when it is to end.
static bool wal_woken(Wal *w)
{
    while (sem_wait(&w->wake)) assert(errno == EINTR);
    return !atomic_load(&w->stopping);
}

// PASSIVE: waits for nobody. Its own connection, opened when it is first needed and again after a failure.
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

// A store in memory has no log and gets no thread.
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

// After the writer's thread has ended.
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

// On the writer's thread, so it is nobody's turn to change anything: bounded by WAIT_MS and the few pages that are
// left. TRUNCATE also overwrites what forgotten words the log held.
static bool wal_finish(Wal *w, int mode)
{
    assert(!atomic_load(&w->busy));
    Db *db = w->store->db;
    readers_let_go(w->store);
    sqlite3_busy_handler(db->sqlite, readers_wait, w);
    bool good = wal_copy(w, db, mode);
    sqlite3_busy_timeout(db->sqlite, BUSY_MS);
    if (!w->all) w->rest_until = time_steady() + REST_MS;
    return good;
}

// The thread's turn begins.
static void wal_wake(Wal *w)
{
    assert(!atomic_load(&w->busy));
    readers_let_go(w->store);
    w->rest_until = time_steady() + (w->all ? 0 : REST_MS);
    atomic_store(&w->busy, true);
    sem_post(&w->wake);
}

// Decides what this turn is worth. In the order of urgency: forgotten words, a log that is nearly copied or far too
// long, then the thread's ordinary turn.
bool wal_turn(Wal *w, bool quiet, bool *scrub)
{
    Db *db = w->store->db;
    if (!w->threaded || !db || atomic_load(&w->busy) || time_steady() < w->rest_until) return true;
    if (db->wal_pages < w->copied) w->copied = 0;    // it began anew
    i64 left = db->wal_pages - w->copied;
    assert(left >= 0);
    if (*scrub && quiet) {
        bool good = wal_finish(w, SQLITE_CHECKPOINT_TRUNCATE);
        *scrub    = !w->all;
        return good;
    }
    // Tried: a load that never pauses let the log grow to 57 GB, because more than SMALL was new after every turn.
    bool little = w->all && db->wal_pages >= COPY && left < SMALL;
    bool ripe = db->wal_pages > LONGEST && left < NEAR, must = left > HUGE || db->wal_pages > MOST;
    if (little || ripe || must) return wal_finish(w, SQLITE_CHECKPOINT_RESTART);
    if (left >= (quiet ? WORTH : COPY) || (left >= SMALL && db->wal_pages >= COPY)) wal_wake(w);
    return true;
}
