// store_room.h: what only src/store sees: its engine, the folder, the vault, counties, entries, a batch's transaction.
// Who may touch what: `Store.db`, the vault's writing side, Tx, Feeds and Tally belong to the writer's thread (before
// it starts and after it ended, to whoever opens and closes the folder); a Slot's connection belongs to its thread, or
// to the writer while `hold` says LETTING; the atomics to everybody.
#ifndef STORE_ROOM_H
#define STORE_ROOM_H
#include "store/clock.h"
#include "store/engine.h"
#include "store/proof.h"
#include "store/tally.h"
#include "store/tree.h"
#include "store/writer.h"
#include <pthread.h>
#include <stdatomic.h>

// Sets the reason for the one who asked; always false. The text lives until the thread's next refusal.
bool refuse(Str *error, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

// ---- the folder --------------------------------------------------------------------------------
char *folder_path(Arena *a, Str data, const char *name);             // data/name
bool  folder_make(const char *path);                                 // mode 0700, parent synced
bool  folder_sync(const char *path);                                 // the directory's own entries
// Two locks: of file `lock`, and of the directory itself, which nobody can delete under its holder.
typedef struct FolderLock { int file, folder; } FolderLock;
bool  folder_lock(Str data, FolderLock *l, Str *error);              // false: a sentence; held, or it cannot be written
void  folder_unlock(FolderLock *l);                                  // fine for one that was never held
void  folder_tidy(Str data);                                         // what broken-off runs left (files.c)
bool  store_migrate(Db *db, Str data, const Vault *v, Str *error);   // data empty: no backup; v NULL: no sums (own.c)
bool  store_copy_whole(Db *db, const char *path);                    // all pages, open words too: stays in the folder
i64   store_version(Db *db);                                         // newest migration in the folder, 0 = empty

// ---- the vault ---------------------------------------------------------------------------------
// `replay` leaves the keys alone: a replay sees the keys as they are now, whatever its entries say. It needs no clock.
struct Vault { byte wrap[32], hash[32], secret[64], public[32]; Clock *clock; bool replay; };
bool vault_open(Vault *v, Str data, Str key_file, bool make, Str *error);   // data empty: a random master key
void vault_close(Vault *v);
void vault_drop(Db *db);                               // forgets unwrapped keys (after a rollback)

// ---- data/forgotten.list: "owner moment" lines of what was forgotten, kept beside the backups -----------------------
enum { LIST_MOST = 64 << 20 };                         // bytes of the list: two million lines
bool forgets_ready(Db *db, Str data);                  // before the commit: the list can take what was forgotten
bool forgets_note(Db *db, Str data);                   // after it: the list says so
bool forgets_mend(Db *db, Str data);                   // the list gets what it lacks of table forgotten
bool forgets_reapply(Db *db, Str list);                // after a restore: keys made before their forgetting go again

// ---- counties and entries ------------------------------------------------------------------------
enum { ENTRY_MAX = 16 << 20 };                         // bytes of a whole entry; a larger one is not appended
typedef struct County { i64 county, next_n, recorded_at; Edge edge; } County;
bool county_read(Db *db, i64 county, County *c);       // false when there is none yet (c is then blank, next_n 1)
bool county_take(Db *db, i64 county, County *c);       // the same under the county's lock, the row made when missing
bool county_put(Db *db, Arena *a, const County *c);
bool county_check(Db *db, Arena *a, const County *c);  // the last row is the edge's last leaf, none follows
bool entry_put(Db *db, County *c, const Entry *e);     // the row, the leaf, the nodes that became complete
Str  entry_text(Arena *a, const Entry *e, const byte salt[16]);
bool head_put(Db *db, Arena *a, const Vault *v, const County *c, i64 at);
Str  head_body(Arena *a, const Head *h);               // the text that is signed; written by the proof room (proof.c)

// ---- one batch -----------------------------------------------------------------------------------
// mark: as it was when the present job first touched it; size_before: when the batch began, to see whether a head is
// due.
typedef struct CountyState { County now, mark; i64 first_job, marked_job, size_before; } CountyState;
struct Tx {
    Store       *store;
    Db          *db;
    Arena       *arena, *other;             // this batch's; the one's on its way, until its last done()
    Apply        apply;
    i64          at, job;                   // the job's moment and number
    i64          written;                   // db_written when the job began, and what of it need not be taken back
    bool         doubt;                     // the clock is in doubt: only a job that may be in_doubt runs
    i64          accepted_job;              // the job that accepted the clock as it was read, 0 = none
    ClockReading accepted;
    i64          tally_mark; int forget_mark;
    CountyState *counties; int county_count, county_cap;
    i64         *checked;  int checked_count, checked_cap;   // counties whose tail was seen to be whole
    bool         broken;                    // the job met a county whose tail is not whole, or could not append
};
Tx   *tx_open(Store *s);
void  tx_close(Tx *tx);
void  tx_start(Tx *tx);                                // a new batch
void  tx_hand_over(Tx *tx);                            // its memory is now whose who answers; the other is free
void  tx_job(Tx *tx);                                  // a new job: from here tx_undo goes back
void  tx_undo(Tx *tx);                                 // counties, tally, keys as at tx_job
bool  tx_wrote(const Tx *tx);                          // the job changed rows
bool  tx_flush(Tx *tx);                                // tally, counties, heads, clock: before the commit
void  tx_doubt(Tx *tx);                                // the job may run in doubt: its moment is the system's word
bool  apply_entry(Apply *ap, const Deed *deed, const Entry *e);      // the entry's record re-read, then deed->apply

// ---- what is on its way to the disk (durable.c) ------------------------------------------------
// One batch, committed or fallen: what is told once it is durable. log: to be synced, NULL when there is no need.
typedef struct SignedTip { i64 county, size; Hash root; } SignedTip;
typedef struct Batch { Job *first; Fault whole; void *log; SignedTip *tips; int tip_count; } Batch;
typedef struct Durable Durable;
Durable *durable_start(Store *s, void (*tell)(void *context), void *context);     // tell: a batch was answered
void durable_stop(Durable *d);                         // what is on its way is answered first; NULL is fine
void durable_begin(Durable *d);                        // before a batch's commit shows it to readers
void durable_give(Durable *d, const Batch *b);         // and behind it: waits until the one before is answered
bool durable_busy(Durable *d, i64 *since);             // one is on its way; if not, since when
void durable_rest(Durable *d);                         // until none is
void durable_wait(Durable *d);                         // until all that were begun are answered
void batch_answer(Store *s, const Batch *b);           // synced, noted, told, here and now

// ---- feeds ---------------------------------------------------------------------------------------
enum { FEEDS_MAX = 16 };
// Entries [position, size) of the county are still to be fed; in memory, found anew at start.
typedef struct Behind { i64 county, position, size; } Behind;
typedef struct Feeds { Behind *at; int count, cap; i64 caught_up_at, rest_until; } Feeds;
void feeds_find(Feeds *f, Tx *tx);                     // at start: which counties the feeds have not read to the end
void feeds_grew(Feeds *f, Tx *tx);                     // after a commit
i64  feeds_behind(const Feeds *f);                     // entries
bool feeds_run(Feeds *f, Tx *tx, int most, i64 most_ms);              // one transaction of its own; false: it failed
bool feed_entry(Apply *ap, const Feed *feed, const Deed *deed, const Entry *e);

// ---- the write-ahead log -------------------------------------------------------------------------
typedef struct Wal Wal;
Wal *wal_start(Store *s);
void wal_stop(Wal *w);
// After a batch, by the writer. scrub: words were forgotten, the log must not keep them. False: disk or handle failed.
bool wal_turn(Wal *w, bool quiet, bool *scrub);

// ---- readers -----------------------------------------------------------------------------------
void reader_left(void *slot);              // its thread ended
void readers_let_go(Store *s);             // ends the snapshots that no thread is reading: they hold the log's pages

// ---- the store -----------------------------------------------------------------------------------
enum { READERS_MAX = 128 };
typedef struct Slot { Db *db; atomic_bool used; atomic_int hold; i64 commits; } Slot;      // hold: reader.c
typedef struct Writer Writer;
struct Store {
    StoreConfig  config;                    // texts copied
    Arena       *arena;
    char        *path;                      // data/linli.db
    FolderLock   lock;
    Db          *db;                        // the writer's
    Clock        clock;
    Vault        vault;
    Writer      *writer;
    Tips        *tips;
    const Deed **deeds;                     // sorted by name
    Slot         readers[READERS_MAX];
    pthread_key_t mine;                     // this thread's slot among the readers
    atomic_bool  writable;
    atomic_llong commits;
};
Writer *writer_start(Store *s);             // a memory store runs its jobs at once in the caller's thread
void    writer_stop(Writer *w);             // NULL is fine; what was queued is still done
#endif
