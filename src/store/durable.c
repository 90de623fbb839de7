// durable.c: a committed batch is made durable and answered beside the writer, which runs the next one meanwhile.
// The commit puts the batch's pages into the write-ahead log and shows them to readers, without waiting for the disk.
// This thread syncs the log, notes how far it was signed, and only then tells everybody; in the order of the commits,
// since a log is durable up to some place and never in pieces. One batch at a time is on its way: who hands over the
// next one waits until this one is answered, so the writer's two arenas are enough. A head that somebody is shown must
// be durable, or a power cut could make two histories of one: store_durable waits for what is on its way.
// A failed sync ends the process (log_sync), so there is no batch that was committed and falls.
#include "store/store_room.h"
#include <stdlib.h>

struct Durable {
    Store          *store;
    pthread_t       thread;
    pthread_mutex_t lock;               // guards what follows
    pthread_cond_t  changed;
    Batch           batch;
    bool            full, stopping;     // full: the batch is on its way
    void          (*tell)(void *context);
    void           *context;
    i64             begun, ended;       // batches that may show something; those that were answered
    i64             ended_at;           // when the last one was
};

// Later jobs saw what earlier ones did, refusals too: when the commit failed they fall together.
void batch_answer(Store *s, const Batch *b)
{
    if (b->log) log_sync(b->log);
    for (int i = 0; i < b->tip_count; i++) tips_note(s->tips, b->tips[i].county, b->tips[i].size, &b->tips[i].root);
    for (Job *job = b->first, *next; job; job = next) {
        next = job->next;               // done() may free its job
        if (b->whole) job->fault = b->whole;
        if (job->done) job->done(job);
    }
}

static void *durable_main(void *durable)
{
    Durable *d = durable;
    pthread_mutex_lock(&d->lock);
    for (;;) {
        while (!d->full && !d->stopping) pthread_cond_wait(&d->changed, &d->lock);
        if (!d->full) break;
        pthread_mutex_unlock(&d->lock);
        batch_answer(d->store, &d->batch);
        i64 now = time_steady();
        pthread_mutex_lock(&d->lock);
        d->full     = false;
        d->ended_at = now;
        d->ended++;
        pthread_cond_broadcast(&d->changed);
        pthread_mutex_unlock(&d->lock);
        d->tell(d->context);
        pthread_mutex_lock(&d->lock);
    }
    pthread_mutex_unlock(&d->lock);
    return NULL;
}

Durable *durable_start(Store *s, void (*tell)(void *context), void *context)
{
    Durable *d = calloc(1, sizeof *d);
    if (!d) abort();
    d->store    = s;
    d->tell     = tell;
    d->context  = context;
    d->ended_at = time_steady();
    pthread_mutex_init(&d->lock, NULL);
    pthread_cond_init(&d->changed, NULL);
    if (pthread_create(&d->thread, NULL, durable_main, d)) abort();
    return d;
}

void durable_stop(Durable *d)
{
    if (!d) return;
    pthread_mutex_lock(&d->lock);
    d->stopping = true;
    pthread_cond_broadcast(&d->changed);
    pthread_mutex_unlock(&d->lock);
    pthread_join(d->thread, NULL);
    pthread_cond_destroy(&d->changed);
    pthread_mutex_destroy(&d->lock);
    free(d);
}

void durable_begin(Durable *d)
{
    pthread_mutex_lock(&d->lock);
    d->begun++;
    pthread_mutex_unlock(&d->lock);
}

void durable_give(Durable *d, const Batch *b)
{
    pthread_mutex_lock(&d->lock);
    while (d->full) pthread_cond_wait(&d->changed, &d->lock);
    assert(d->begun == d->ended + 1);
    d->batch = *b;
    d->full  = true;
    pthread_cond_broadcast(&d->changed);
    pthread_mutex_unlock(&d->lock);
}

bool durable_busy(Durable *d, i64 *since)
{
    pthread_mutex_lock(&d->lock);
    bool busy = d->full;
    *since    = d->ended_at;
    pthread_mutex_unlock(&d->lock);
    return busy;
}

void durable_rest(Durable *d)
{
    pthread_mutex_lock(&d->lock);
    while (d->full) pthread_cond_wait(&d->changed, &d->lock);
    pthread_mutex_unlock(&d->lock);
}

void durable_wait(Durable *d)
{
    pthread_mutex_lock(&d->lock);
    i64 until = d->begun;
    while (d->ended < until) pthread_cond_wait(&d->changed, &d->lock);
    pthread_mutex_unlock(&d->lock);
}
