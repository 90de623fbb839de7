// writer.h: every change goes through one thread. Many jobs share one durable commit; nobody is answered before it.
// What a change may rely on: while its run() is running nobody else changes anything, and what it read stays so until
// the commit. What it may not do: wait, ask the network, hash a password. A job lives in its caller's memory until
// done().
#ifndef WRITER_H
#define WRITER_H
#include "store/store.h"

// One batch's transaction, as a job sees it. Everything a job does is inside its own savepoint.
typedef struct Tx Tx;
Db    *tx_db(Tx *tx);
Apply *tx_apply(Tx *tx);
Vault *tx_vault(Tx *tx);
i64    tx_now(Tx *tx, i64 county);                  // recorded_at: never decreases within the county
i64    tx_real(const Tx *tx);                       // by the clock alone: for locks, limits and sessions
void   tx_clock_accept(Tx *tx);                     // with this job's commit the system's word is believed as it is now
i64    tx_new_id(Tx *tx, i64 county);               // county * 1e9 + n
// Completes the entry (format, seq, recorded_at, salt, body, leaf; happened_at 0 = recorded_at), stores it, pushes the
// leaf, calls the deed's apply with `record` re-read from the entry's bytes. `record` is the plain struct: sealed here
// with the subject's key when the deed's record has PRIVATE or SEALED words (the key is made when missing). e->body and
// e->record live until this job's done() has returned. False: breakage; the job then ends with store_failed.
bool   tx_append(Tx *tx, Entry *e, const Deed *deed, const void *record);
// A part of a job: its fault undoes all that run() did, and the job may go on. Not within another.
Fault  tx_part(Tx *tx, Fault (*run)(Tx *tx, void *context), void *context);

// run() decides and appends; a fault undoes this job alone. done() is called when the commit is durable (or failed),
// by the thread that saw to it, in the order of the jobs; it must be quick and may free the job. `fault` is final.
typedef struct Job {
    Fault (*run)(struct Job *job, Tx *tx);
    void  (*done)(struct Job *job);
    Fault  fault;
    bool   patient;                 // imports, sweeps: at most 64 and 15 ms between two batches of people's jobs
    bool   again;                   // run() may be called once more from the start, when all it did was taken back
    bool   in_doubt;                // runs although the clock is in doubt (store_clock); others get clock_jumped
    struct Job *next;               // the writer's
} Job;

// False when the queue (4,096 of each kind) is full: answer `busy`. Keeps order per kind. A store in memory has no
// thread: its jobs run in the caller's, before this returns.
bool  writer_submit(Store *s, Job *job);
Fault writer_wait(Store *s, Job *job);      // submit and wait; for the program's own words and tests (job->done unused)
// Called by the writer's thread between batches: at most every 200 ms when nothing waits, every 2 s under load. For
// sweeps; may submit jobs.
void writer_idle(Store *s, void (*idle)(void *context), void *context);
typedef struct WriterFigures { i64 jobs, commits, refused, failed, queue, feed_behind; } WriterFigures;
WriterFigures writer_figures(const Store *s);
#endif
