// writer.c: the one thread that changes things. Jobs that wait together share one durable commit; the batch closes by
// itself, since the next one gathers while this one is being synced. The only locks of the program's own rooms.
// A batch: take what waits (256 of people's jobs or 25 ms, 64 patient ones or 15 ms), run each, sign heads, commit;
// durable.c syncs and tells everybody while the next batch runs. No timer is needed: few wait for the one under way.
// Between two batches there are short turns for the indexes, the log and the clock, each with its own bound, so that
// no job waits for more than one of them. If a commit fails, all of the batch fall together: later ones may have
// looked at earlier ones.
#include "store/store_room.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <time.h>

enum {
    QUEUE_MAX    = 4096,
    PEOPLE_MOST  = 256,
    PEOPLE_MS    = 25,
    PATIENT_MOST = 64,
    PATIENT_MS   = 15,
    BATCH_BYTES  = 16 << 20,
    IDLE_MS      = 200,
    IDLE_LATE_MS = 2000,
    SPACE_MS     = 250,
    PROBE_MS     = 1000,
    FEED_MOST    = 500,
    GATHER       = 16,      // so many are worth a commit while the last one is on its way
    FEED_WORTH   = 200,     // entries: so many are fed although others may come
    FEED_MS      = 10,
    FEED_FAR     = 1000,    // entries behind: for each so many a turn longer, up to so many turns
    FEED_TURNS   = 9,
    PAUSE_MS     = 5,       // nobody came back whom the last batch answered
    CALM_MS      = 50,
    FEED_LATE_MS = 1000,
    SUMS_MOST    = 20000,   // rows of flows: so many are worth a turn, and are one
    SUMS_LATE_MS = 30000,
    SUMS_REST_MS = 5000,
    MERGE_LATE_MS = 250,
    PRESS_MS     = 3600000,  // forgotten words leave within a day: an hour is the longest wait for a pause
    SCRUB_LATE_MS = 10000,
    MERGE_REST_MS = 60000,
    MERGE_EVERY_MS = DAY,
    CLOCK_MS     = HOUR,
};
// Left on the disk so that a checkpoint, the forget list and the operator still find room: 32 MiB, or a twentieth of a
// small disk.
#define RESERVE ((uint64_t)32 << 20)

typedef struct Queue {
    Job *first, **end;
    int  count;
} Queue;

struct Writer {
    Store          *store;
    pthread_t       thread;
    bool            threaded, running;    // without a thread: who submits runs the jobs
    pthread_mutex_t lock;                 // guards what follows, down to the line
    pthread_cond_t  work;
    Queue           people, patient;
    bool            stopping;
    void (*idle)(void *context);
    void         *idle_context;
    WriterFigures figures;
    // ---- the thread's own
    Tx   *tx;
    Feeds feeds;
    Wal  *wal;
    Durable *durable;               // NULL: a store in memory
    bool  space, failing, scrub;    // scrub: words were forgotten, the write-ahead log still holds them
    bool  unlisted;                 // something was forgotten that forgotten.list does not say yet
    bool  merge_due, merging;       // words were dropped that the search index still holds; they are on their way out
    i64   merge_at, merge_since, merge_rest_until;    // when the last step was made; since when one is due
    i64   scrub_since;
    i64   flows, flows_since, sums_rest_until;    // flows that are not summed, and since when
    i64   space_at, probe_at, idle_at;
};

// ---- queues ----------------------------------------------------------------------------------------

// Under the lock, or on a batch that is the thread's own.
static void queue_put(Queue *q, Job *job)
{
    assert(q->count >= 0 && job->run);
    job->next = NULL;
    *q->end   = job;
    q->end    = &job->next;
    q->count++;
}

// The oldest, or NULL. Each job is taken on its own, so that a batch need not know how many it will have time for.
static Job *queue_take(Writer *w, Queue *q)
{
    pthread_mutex_lock(&w->lock);
    Job *job = q->first;
    if (job) {
        q->first = job->next;
        if (!q->first) q->end = &q->first;
        q->count--;
        assert(q->count >= 0 && (q->count > 0) == (q->first != NULL));
    }
    pthread_mutex_unlock(&w->lock);
    return job;
}

static bool nothing_waits(Writer *w)
{
    pthread_mutex_lock(&w->lock);
    bool nothing = w->people.count + w->patient.count == 0;
    pthread_mutex_unlock(&w->lock);
    return nothing;
}

// ---- the state of disk and handle ------------------------------------------------------------------

// What /health and the refusals say; logged when it changes, not each time.
static void say_writable(Writer *w)
{
    bool writable = w->space && !w->failing && !w->unlisted;
    if (atomic_exchange(&w->store->writable, writable) == writable) return;
    log_line(writable ? "info" : "error", "writable", "%s",
             writable   ? "changes are taken again"
             : w->space ? "saving fails; changes are refused"
                        : "the disk is nearly full; changes are refused");
}

// `bytes` more may be written and the reserve is still there. -1: the disk cannot be asked.
static int disk_room(const Store *s, i64 bytes)
{
    struct statvfs st;
    if (statvfs(s->path, &st) != 0) return -1;
    uint64_t unit = st.f_frsize, all = unit * st.f_blocks, left = unit * st.f_bavail;
    return left >= MIN(RESERVE, all / 20) + (uint64_t)bytes;
}

void store_disk(const Store *s, i64 *left, i64 *reserve)
{
    struct statvfs st;
    *left = *reserve = 0;
    if (s->config.memory || statvfs(s->path, &st) != 0) return;
    *left = (i64)(st.f_frsize * st.f_bavail);
    *reserve = (i64)MIN((uint64_t)RESERVE, (uint64_t)st.f_frsize * st.f_blocks / 20);
}

bool store_room(const Store *s, i64 bytes) { return s->config.memory || disk_room(s, bytes) != 0; }

// Asked at most four times a second. When the disk cannot be asked, the last answer stands.
static bool disk_has_room(Writer *w)
{
    i64 now = time_steady();
    if (w->store->config.memory || now - w->space_at < SPACE_MS) return w->space;
    w->space_at = now;
    int room = disk_room(w->store, 0);
    if (room >= 0) {
        w->space = room;
        say_writable(w);
    }
    return w->space;
}

static Fault fault_of(const Db *db)
{
    return db && db_full(db) ? FAULT_store_full : FAULT_store_failed;
}

// After a failure of disk or handle nothing in memory is believed: the next batch opens the folder anew, and each
// county's tail is looked at again before anything is added to it.
static void handle_check(Writer *w)
{
    Store *s     = w->store;
    bool   broke = db_broke(s->db);
    db_clear(s->db);
    if (!broke || s->config.memory) return;
    if (w->durable) durable_rest(w->durable);
    db_close(s->db);
    s->db                = NULL;
    w->tx->checked_count = 0;
    w->failing           = true;
    say_writable(w);
}

// While saving fails each try is quiet: one line was logged when it began.
static bool handle_ready(Writer *w)
{
    Store *s = w->store;
    if (!s->db && (s->db = db_open(s->path, DB_WRITE)) != NULL) {
        own_watch(s->db, &s->vault);
        db_lazy(s->db, true);
    }
    if (s->db && w->failing) s->db->quiet = true;
    return s->db != NULL;
}

// ---- a batch ---------------------------------------------------------------------------------------

// Not OK: nothing was begun, and all jobs of the batch get this fault.
static Fault batch_begin(Writer *w)
{
    assert(w->tx && w->store);
    if (!disk_has_room(w)) return FAULT_store_full;
    if (w->unlisted) return FAULT_store_failed;
    if (!handle_ready(w)) return FAULT_store_failed;
    tx_start(w->tx);
    return db_begin(w->store->db) ? OK : fault_of(w->store->db);
}

static void merge_want(Writer *w)
{
    if (!w->merge_due && !w->merging) w->merge_since = time_steady();
    w->merge_due = true;
}

static void scrub_want(Writer *w)
{
    if (!w->scrub) w->scrub_since = time_steady();
    w->scrub = true;
}

// The keys are gone for good now: so the list says it, and the words go from index, free pages and log.
static void forgotten(Writer *w)
{
    scrub_want(w);
    merge_want(w);
    if (w->durable) log_sync(db_log(w->store->db));
    w->unlisted = !forgets_note(w->store->db, w->store->config.data);
    say_writable(w);
}

// What was signed with this commit.
static void tips_grew(const Tx *tx, Batch *b)
{
    b->tips = NEW(tx->arena, SignedTip, MAX(tx->county_count, 1));
    for (int i = 0; i < tx->county_count; i++) {
        const CountyState *s = &tx->counties[i];
        if (s->now.edge.size == s->size_before) continue;
        b->tips[b->tip_count++] = (SignedTip){ s->now.county, s->now.edge.size, edge_root(&s->now.edge) };
    }
}

static void flows_grew(Writer *w, i64 count)
{
    if (!w->flows) w->flows_since = time_steady();
    w->flows += count;
}

// OK: everything is committed. `whole` is what already befell the batch.
static Fault batch_end(Writer *w, Fault whole)
{
    Db *db = w->store->db;
    if (!db) return whole;
    if (!whole && !(tx_flush(w->tx) && db_commit(db))) whole = fault_of(db);
    if (whole) {
        db_rollback(db);
        vault_drop(db);    // keys made in this batch never were
    }
    if (!whole) atomic_fetch_add(&w->store->commits, 1);
    if (!whole && w->tx->accepted_job) clock_accept(&w->store->clock, &w->tx->accepted);
    assert(whole || !db_within(db));
    if (!whole && db->forget_count) forgotten(w);
    if (!whole && w->failing) {
        w->failing = db->quiet = false;
        say_writable(w);
    }
    handle_check(w);
    if (!whole) feeds_grew(&w->feeds, w->tx);
    if (!whole) flows_grew(w, w->tx->apply.tally->put);
    return whole;
}

// A failed sentence outweighs whatever the rule said: it may have decided by rows that it did not get.
static Fault job_verdict(Tx *tx, Fault f)
{
    if (db_failed(tx->db)) return fault_of(tx->db);
    if (tx->broken) return FAULT_store_failed;
    return f ? f : tx->arena->full ? FAULT_arena_full : OK;
}

// One job. In a savepoint of its own (`apart`) a fault undoes this job and leaves its neighbours alone. Without one, a
// job that fell after it had written wants the batch anew (*anew). What is not OK here concerns all of it: disk or
// handle are at fault, or SQLite gave up the transaction.
static Fault job_run(Tx *tx, Job *job, bool apart, bool *anew)
{
    tx_job(tx);
    *anew = false;
    if (tx->doubt && !job->in_doubt) {
        job->fault = FAULT_clock_jumped;
        return OK;
    }
    tx_doubt(tx);
    if (apart && !db_plain(tx->db, "SAVEPOINT job")) return fault_of(tx->db);
    job->fault = job_verdict(tx, job->run(job, tx));
    assert(job->fault >= OK && job->fault < FAULT_END);
    bool lost  = db_broke(tx->db) || !db_within(tx->db);
    if (lost) return fault_of(tx->db);
    *anew = job->fault && !apart && tx_wrote(tx);
    if (*anew) return OK;
    if (job->fault) {
        db_clear(tx->db);
        if (apart && !db_plain(tx->db, "ROLLBACK TO job")) return fault_of(tx->db);
        tx_undo(tx);
    }
    return !apart || db_plain(tx->db, "RELEASE job") ? OK : fault_of(tx->db);
}

// Entries that the indexes and flows that the sums have not read.
static i64 behind(const Writer *w) { return feeds_behind(&w->feeds) + w->flows; }

static void say_behind(Writer *w)
{
    pthread_mutex_lock(&w->lock);
    w->figures.feed_behind = behind(w);
    pthread_mutex_unlock(&w->lock);
}

static void batch_count(Writer *w, const Job *first, Fault whole)
{
    pthread_mutex_lock(&w->lock);
    w->figures.commits += !whole;
    w->figures.feed_behind = behind(w);
    for (const Job *job = first; job; job = job->next) {
        w->figures.jobs++;
        w->figures.failed += job->fault == FAULT_store_failed || job->fault == FAULT_store_full;
        w->figures.refused += job->fault && job->fault != FAULT_store_failed && job->fault != FAULT_store_full;
    }
    pthread_mutex_unlock(&w->lock);
}

// Anybody learns anything only when it is durable. A batch of refusals is synced too: they may tell of the one before.
static void batch_tell(Writer *w, Job *first, Fault whole)
{
    Batch b = { .first = first, .whole = whole };
    if (!whole) tips_grew(w->tx, &b);
    if (!whole && w->durable && !w->store->config.rough) b.log = db_log(w->store->db);
    if (!w->durable) batch_answer(w->store, &b);
    else {
        durable_give(w->durable, &b);
        tx_hand_over(w->tx);
    }
}

// All of the batch so far is taken back and run again, each job apart.
static Fault batch_anew(Writer *w, Job *first)
{
    bool anew;
    Db  *db = w->store->db;
    db_clear(db);
    db_rollback(db);
    vault_drop(db);
    Fault whole = batch_begin(w);
    for (Job *job = first; job && !whole; job = job->next) whole = job_run(w->tx, job, true, &anew);
    return whole;
}

// A savepoint keeps a copy of each page that its job changes, an eighth of all work. So there is none as long as all
// jobs of the batch may be run again and none falls after it wrote, which is rare: what refuses looks first.
// The arena of the batch is bounded by stopping at BATCH_BYTES, so at most one job's memory beyond it.
static void batch_run(Writer *w, Queue *from, int most, i64 most_ms)
{
    assert(most > 0 && most_ms > 0);
    Queue batch = { .end = &batch.first };
    i64   until = time_steady() + most_ms;
    bool  apart = false, anew = false;
    Fault whole = batch_begin(w);
    for (Job *job; batch.count < most && (job = queue_take(w, from)) != NULL;) {
        queue_put(&batch, job);
        apart = apart || anew || !job->again;
        if (!whole) whole = job_run(w->tx, job, apart, &anew);
        if (!whole && anew) whole = batch_anew(w, batch.first);
        if (!whole && (time_steady() >= until || w->tx->arena->used > BATCH_BYTES)) break;
    }
    if (w->durable) durable_begin(w->durable);
    whole = batch_end(w, whole);
    batch_count(w, batch.first, whole);
    batch_tell(w, batch.first, whole);
}

// ---- between batches -------------------------------------------------------------------------------

// Milliseconds since the last batch was answered; 0 while it is on its way.
static i64 rested(const Writer *w)
{
    i64  since = 0;
    bool busy = w->durable && durable_busy(w->durable, &since);
    return busy ? 0 : time_steady() - since;
}

// Nobody came for a while: what can wait waits for this.
static bool calm(Writer *w) { return rested(w) > CALM_MS && nothing_waits(w); }

// Refusing changes must end by itself: a small change of our own shows whether saving works again.
static void probe(Writer *w)
{
    bool ill = w->failing || w->unlisted;
    if (!ill || time_steady() < w->probe_at) return;
    w->probe_at = time_steady() + PROBE_MS;
    if (w->unlisted && handle_ready(w)) w->unlisted = !forgets_mend(w->store->db, w->store->config.data);
    say_writable(w);
    if (!w->failing) return;
    Fault whole = batch_begin(w);
    if (!whole) store_set(w->store->db, "probe", moment_text(w->tx->arena, store_now(w->store)));
    if (!whole && db_failed(w->store->db)) whole = FAULT_store_failed;
    batch_end(w, whole);
}

// In a pause, when a turn is worth its commit and nobody waits, or when the indexes are a second behind although
// somebody does. Tried: a turn behind each batch took a second sync for each, and merged the index twice as often.
static void feed_turn(Writer *w, bool quiet)
{
    if (!w->feeds.count || !w->store->db || w->failing || !w->space) return;
    i64  now = time_steady();
    bool pause = quiet && (rested(w) >= PAUSE_MS || feeds_behind(&w->feeds) >= FEED_WORTH);
    if (!pause && now - w->feeds.caught_up_at <= FEED_LATE_MS) return;
    i64 far = MIN(feeds_behind(&w->feeds) / FEED_FAR, FEED_TURNS) + 1;     // falling behind, a turn is as much longer
    if (!feeds_run(&w->feeds, w->tx, FEED_MOST * (int)far, FEED_MS * far)) handle_check(w);
    say_behind(w);
}

static bool sums_wait(const Writer *w)
{
    return w->flows && w->store->db && time_steady() >= w->sums_rest_until && !w->failing && w->space;
}

// Many flows at once are what makes sums cheap: so they wait until there are many, somebody may miss them, or nobody
// else has something to do.
static void sums_turn(Writer *w)
{
    bool due = w->flows >= SUMS_MOST || time_steady() - w->flows_since > SUMS_LATE_MS || calm(w);
    if (!sums_wait(w) || (w->threaded && !due)) return;
    tx_start(w->tx);
    Db  *db = w->store->db;
    i64  summed = db_begin(db) ? tally_turn(w->tx->apply.tally, db, SUMS_MOST) : 0;
    bool good = !db_failed(db) && db_commit(db);
    w->flows_since = time_steady();
    if (good) {
        w->flows = summed ? MAX(w->flows - summed, 0) : 0;
        atomic_fetch_add(&w->store->commits, 1);
        say_behind(w);
        return;
    }
    log_line("error", "sums_failed", "sums of counters are behind; trying again");
    db_rollback(db);
    w->sums_rest_until = w->flows_since + SUMS_REST_MS;
    handle_check(w);
}

// One bounded step in a transaction of its own. The index follows the journal, so its feeds come first.
static void merge_step(Writer *w)
{
    assert(!w->failing && !w->unlisted);
    bool more = false, first = !w->merging;
    if (first) w->merge_due = false;
    Fault whole = batch_begin(w);
    if (!whole) more = search_merge(w->store->db, first);
    if (!whole && db_failed(w->store->db)) whole = fault_of(w->store->db);
    whole = batch_end(w, whole);
    w->merge_at = time_steady();
    w->merging = more && !whole;
    if (!w->merging) scrub_want(w);    // what the pages held is overwritten once the log is in the store
    if (!whole) return;
    w->merge_due = true;
    w->merge_rest_until = w->merge_at + MERGE_REST_MS;
}

// Dropped words leave the index within a day even if nobody drops another. Steps are made in pauses; only after an hour
// without one somebody waits for them.
static void merge_turn(Writer *w)
{
    i64 now = time_steady();
    bool ill = w->failing || !w->space || w->unlisted;
    if (!w->threaded || ill || now < w->merge_rest_until) return;
    if (now - w->merge_at > MERGE_EVERY_MS) merge_want(w);
    bool ready = w->merging || (w->merge_due && w->feeds.count == 0);
    bool press = now - w->merge_since > PRESS_MS && now - w->merge_at > MERGE_LATE_MS;
    if (ready && (press || calm(w))) merge_step(w);
}

// A server to which nobody comes notes now and then that the clock is believed: a start after it knows it from that.
static void clock_turn(Writer *w)
{
    clock_now(&w->store->clock, NULL);
    if (w->failing || !w->space || w->unlisted || !clock_note_due(&w->store->clock, CLOCK_MS)) return;
    batch_end(w, batch_begin(w));
}

// The clock must go on under load too, only more rarely.
static void idle_turn(Writer *w, bool quiet)
{
    i64 now = time_steady();
    if (now - w->idle_at < (quiet ? IDLE_MS : IDLE_LATE_MS)) return;
    w->idle_at = now;
    disk_has_room(w);
    probe(w);
    clock_turn(w);
    pthread_mutex_lock(&w->lock);
    void (*idle)(void *) = w->idle;
    void *context        = w->idle_context;
    pthread_mutex_unlock(&w->lock);
    if (idle) idle(context);
}

// Overwriting forgotten words waits for a pause, but not for long.
static void log_turn(Writer *w, bool quiet)
{
    bool not_now = false, now = calm(w) || time_steady() - w->scrub_since > SCRUB_LATE_MS;
    if (!wal_turn(w->wal, quiet, now ? &w->scrub : &not_now)) handle_check(w);
}

// In this order: what answers depend on soonest first.
static void between(Writer *w)
{
    bool quiet = nothing_waits(w);
    feed_turn(w, quiet);
    sums_turn(w);
    merge_turn(w);
    log_turn(w, quiet);
    idle_turn(w, quiet);
}

// ---- the thread ------------------------------------------------------------------------------------

static bool feeds_wait(const Writer *w)
{
    return w->feeds.count && time_steady() >= w->feeds.rest_until && !w->failing && w->space;
}

// Under the lock. While the last batch is on its way, a few are not worth a commit of their own.
static bool work_waits(const Writer *w)
{
    i64 since;
    int count = w->people.count + w->patient.count;
    return count >= GATHER || (count && !(w->durable && durable_busy(w->durable, &since)));
}

// A batch was answered.
static void writer_wake(void *writer)
{
    Writer *w = writer;
    pthread_mutex_lock(&w->lock);
    pthread_cond_signal(&w->work);
    pthread_mutex_unlock(&w->lock);
}

// Sleeps while nothing waits, at most until the next idle turn, or the pause in which indexes follow. False: stop,
// everything is done.
static bool wait_for_work(Writer *w)
{
    struct timespec until;
    i64 wait_ms = feeds_wait(w) ? MAX(PAUSE_MS - rested(w), 0) : IDLE_MS;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += wait_ms * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    int code = w->merging || !wait_ms ? ETIMEDOUT : 0;
    pthread_mutex_lock(&w->lock);
    while (!work_waits(w) && !w->stopping && code == 0)
        code = pthread_cond_timedwait(&w->work, &w->lock, &until);
    bool go_on = !w->stopping || w->people.count || w->patient.count;
    pthread_mutex_unlock(&w->lock);
    return go_on;
}

// A look, not a promise; only this thread takes jobs away.
static bool queue_waits(Writer *w, const Queue *q)
{
    pthread_mutex_lock(&w->lock);
    bool waits = q->count > 0;
    pthread_mutex_unlock(&w->lock);
    return waits;
}

// People first, then as many patient jobs as their bound allows: so an import goes on under load, and nobody feels it.
static void *writer_main(void *writer)
{
    Writer *w = writer;
    while (wait_for_work(w)) {
        if (queue_waits(w, &w->people)) batch_run(w, &w->people, PEOPLE_MOST, PEOPLE_MS);
        if (queue_waits(w, &w->patient)) batch_run(w, &w->patient, PATIENT_MOST, PATIENT_MS);
        between(w);
    }
    return NULL;
}

// A store in memory has no thread: the one who submits does the work. Jobs submitted meanwhile wait their turn.
static void run_here(Writer *w)
{
    if (w->running) return;
    w->running = true;
    while (!nothing_waits(w)) {
        if (queue_waits(w, &w->people)) batch_run(w, &w->people, 1, PEOPLE_MS);
        else batch_run(w, &w->patient, 1, PATIENT_MS);
        while (feeds_wait(w)) feeds_run(&w->feeds, w->tx, FEED_MOST, FEED_MS);
        while (sums_wait(w)) sums_turn(w);
    }
    w->running = false;
}

// NULL: no thread. What a crash left undone (feeds, the forget list, a merge) is found here.
Writer *writer_start(Store *s)
{
    assert(s->db);
    pthread_condattr_t clock;
    Writer            *w = calloc(1, sizeof *w);
    if (!w) return NULL;
    *w             = (Writer){ .store = s, .threaded = !s->config.memory, .space = true, .tx = tx_open(s) };
    w->people.end  = &w->people.first;
    w->patient.end = &w->patient.first;
    w->space_at    = time_steady() - SPACE_MS;
    merge_want(w);            // what was dropped just before the last end
    w->merge_at    = time_steady();
    pthread_mutex_init(&w->lock, NULL);
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&w->work, &clock);
    pthread_condattr_destroy(&clock);
    feeds_find(&w->feeds, w->tx);
    flows_grew(w, tally_behind(s->db));
    w->unlisted = w->threaded && !forgets_mend(s->db, s->config.data);
    w->wal = wal_start(s);
    if (w->threaded && db_lazy(s->db, true)) w->durable = durable_start(s, writer_wake, w);
    if (!w->threaded || pthread_create(&w->thread, NULL, writer_main, w) == 0) return w;
    w->threaded = false;
    writer_stop(w);
    return NULL;
}

// Jobs that were taken in are still done; then nobody can submit any more.
void writer_stop(Writer *w)
{
    if (!w) return;
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_signal(&w->work);
    pthread_mutex_unlock(&w->lock);
    if (w->threaded) pthread_join(w->thread, NULL);
    durable_stop(w->durable);
    if (w->durable && w->store->db) db_lazy(w->store->db, false);
    pthread_cond_destroy(&w->work);
    pthread_mutex_destroy(&w->lock);
    wal_stop(w->wal);
    tx_close(w->tx);
    free(w->feeds.at);
    free(w);
}

// ---- for others ------------------------------------------------------------------------------------

// Any thread; never waits. True: done() will be called, exactly once.
bool writer_submit(Store *s, Job *job)
{
    assert(s && s->writer && job && job->run);
    Writer *w = s->writer;
    Queue  *q = job->patient ? &w->patient : &w->people;
    pthread_mutex_lock(&w->lock);
    bool room = !w->stopping && q->count < QUEUE_MAX;
    if (room) {
        queue_put(q, job);
        pthread_cond_signal(&w->work);
    }
    pthread_mutex_unlock(&w->lock);
    if (room && !w->threaded) run_here(w);
    return room;
}

// A job around the caller's, since that one's done() is not used when somebody waits.
typedef struct Waiter {
    Job             job;
    Job            *real;
    pthread_mutex_t lock;
    pthread_cond_t  ended;
    bool            end;
} Waiter;

static Fault waiter_run(Job *job, Tx *tx)
{
    assert(((Waiter *)job)->real);
    Waiter *waiter = (Waiter *)job;
    return waiter->real->run(waiter->real, tx);
}

static void waiter_done(Job *job)
{
    Waiter *waiter = (Waiter *)job;
    pthread_mutex_lock(&waiter->lock);
    waiter->end = true;
    pthread_cond_signal(&waiter->ended);
    pthread_mutex_unlock(&waiter->lock);
}

// Any thread but the writer's, which would wait for itself.
Fault writer_wait(Store *s, Job *job)
{
    Waiter waiter = { .job = *job, .real = job };
    waiter.job.run  = waiter_run;
    waiter.job.done = waiter_done;
    assert(!s->writer->threaded || !pthread_equal(pthread_self(), s->writer->thread));
    pthread_mutex_init(&waiter.lock, NULL);
    pthread_cond_init(&waiter.ended, NULL);
    if (!writer_submit(s, &waiter.job)) waiter.job.fault = FAULT_busy;
    else {
        pthread_mutex_lock(&waiter.lock);
        while (!waiter.end) pthread_cond_wait(&waiter.ended, &waiter.lock);
        pthread_mutex_unlock(&waiter.lock);
    }
    pthread_cond_destroy(&waiter.ended);
    pthread_mutex_destroy(&waiter.lock);
    return job->fault = waiter.job.fault;
}

void writer_idle(Store *s, void (*idle)(void *context), void *context)
{
    Writer *w = s->writer;
    assert(w->threaded || !idle);
    pthread_mutex_lock(&w->lock);
    w->idle         = idle;
    w->idle_context = context;
    pthread_mutex_unlock(&w->lock);
}

void store_durable(Store *s)
{
    if (s->writer->durable) durable_wait(s->writer->durable);
}

// For /health; any thread.
WriterFigures writer_figures(const Store *s)
{
    Writer *w = s->writer;
    pthread_mutex_lock(&w->lock);
    WriterFigures figures = w->figures;
    figures.queue         = w->people.count + w->patient.count;
    pthread_mutex_unlock(&w->lock);
    return figures;
}
