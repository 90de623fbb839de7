// store.h: one data folder. Connections and sentences, the vault of keys, the tally, feeds, and the folder itself.
// The only room that knows SQLite. One writer thread changes things (writer.h); each other thread has a read-only
// connection of its own. Capabilities hold every sentence of theirs as a constant text and get values in and rows out;
// they never see a transaction begin or end. What leaves the folder, and how a folder is checked, is proof.h.
#ifndef STORE_H
#define STORE_H
#include "record/record.h"

// ---- ids ---------------------------------------------------------------------------------------
// id = county * COUNTY_IDS + n, n from the county's counter; below 2^53. An id alone names its county.
enum { COUNTY_IDS = 1000000000 };
static inline i64 id_county(i64 id) { return id / COUNTY_IDS; }

// ---- connections and sentences ----------------------------------------------------------------
// A sentence is a constant text (its address is its name: prepared once per connection), with $1… bound by name.
// Any failure is sticky: db_failed() is checked once at the end of a job; reads then give 0 and empty text.
typedef struct Db Db;
typedef struct Rows Rows;
typedef struct Arg { char kind; i64 i; double d; Str s; } Arg;          // i, d, t, b, n
#define I(v) ((Arg){ .kind = 'i', .i = (v) })
#define D(v) ((Arg){ .kind = 'd', .d = (v) })
#define T(v) ((Arg){ .kind = 't', .s = (v) })
#define B(v) ((Arg){ .kind = 'b', .s = (v) })
// A partial index serves only a sentence that says its condition in the same words, so "no last day" is a number there:
// every real day is from EARLIEST on, DAY_NONE is below.
#define EARLIEST "-1000000"
static_assert(DAY_NONE < -1000000, "no real day is so early");
#define ARGS(...) (Arg[]){ __VA_ARGS__ }, (int)(sizeof((Arg[]){ __VA_ARGS__ }) / sizeof(Arg))
#define db_run(db, sql, ...) db_run_args((db), (sql), ARGS(__VA_ARGS__))
#define db_ask(db, sql, ...) db_ask_args((db), (sql), ARGS(__VA_ARGS__))
#define db_i64(db, sql, ...) db_i64_args((db), (sql), ARGS(__VA_ARGS__))
// Any thread, with the connection it was given. A text in an Arg must live until the call returns.
bool  db_run_args(Db *db, const char *sql, const Arg *args, int count);        // INSERT, UPDATE, DELETE
i64   db_changes(Db *db);
#define COLUMNS_AGAIN "\1"                 // in the tail of db_select: the record's columns once more
Rows *db_ask_args(Db *db, const char *sql, const Arg *args, int count);        // never NULL; end it, always
i64   db_i64_args(Db *db, const char *sql, const Arg *args, int count);        // first column of the first row, else 0
bool  rows_next(Rows *r);
i64   rows_i64(Rows *r, int column);
double rows_double(Rows *r, int column);                                       // NAN for NULL
Str   rows_str(Rows *r, int column, Arena *a);                                 // copied; BIN likewise
bool   rows_none(Rows *r, int column);                                        // NULL
void  rows_end(Rows *r);
bool  db_failed(const Db *db);
void  db_clear(Db *db);                                                        // forget the failure (after rollback)

// For tests, before anything is opened: every sentence is noted in that file with the kinds of its arguments.
bool  sentences_note(const char *path);

// Whole rows by their record. `tail` follows "SELECT <record's columns> FROM <record's name> ", constant text; it may
// JOIN (columns are qualified by the table's name). One that begins with a comma names more columns, and its own FROM.
#define db_select(db, record, tail, ...) db_select_args((db), (record), (tail), ARGS(__VA_ARGS__))
#define db_load(db, record, tail, a, into, ...) db_load_args((db), (record), (tail), (a), (into), ARGS(__VA_ARGS__))
Rows *db_select_args(Db *db, const Record *r, const char *tail, const Arg *args, int count);
bool  db_load_args(Db *db, const Record *r, const char *tail, Arena *a, void *into, const Arg *args, int count);
bool  db_load_id(Db *db, const Record *r, Arena *a, void *into, i64 id);  // remembered while it cannot change
void  rows_record(Rows *rows, const Record *r, Arena *a, void *into);
int   rows_take(Rows *rows, const Record *r, Arena *a, void *into, int max);   // so many at most; ends the sentence
Many  rows_many(Rows *rows, const Record *r, Arena *a, int max);                 // the same, with room of its own
int   rows_ids(Rows *rows, i64 *ids, int max);                                 // the same of its first column alone
bool  db_insert(Db *db, const Record *r, const void *row);
bool  db_update(Db *db, const Record *r, const void *row);                     // all columns, by the KEY columns
bool  db_put(Db *db, const Record *r, const void *row);                        // insert or overwrite by KEY

// ---- the tally: counters of every capability ---------------------------------------------------------
// `what` is the capability's base and one of its thousand numbers, for ever: TALLY_EACH is matter's base (matter.h),
// the next capability's twice that. subject: the kind by the pack. places: ids of all places it counts at, the finest
// first and a blank between, as they were when the thing began: a place that moved keeps its counters. Classes of
// subjects are the reader's sums. In apply only; it counts for the entry that is applied.
enum { TALLY_EACH = 1000, FLOW_PLACES = 8 };
typedef struct Tally Tally;
void tally_add(Tally *t, Str places, Str subject, i64 level, i64 day, i64 what, i64 n);
// Counters first..last of a place over days [from, to]; what comes with the same counter, subject and level adds up, in
// no order that means anything. Within one snapshot equal to a re-count at every moment. scratch is reset at each row.
typedef struct TallyAsk { i64 county, place, from, to, first, last; } TallyAsk;
typedef struct TallyRow { i64 what, level, n; Str subject; } TallyRow;
typedef void (*TallySink)(void *context, const TallyRow *row);
void tally_read(Db *db, Arena *scratch, const TallyAsk *ask, TallySink sink, void *context);

// ---- the vault: keys that seal private words --------------------------------------------------------
typedef struct Vault Vault;
bool vault_new(Vault *v, Db *db, i64 owner, Seal *key);          // makes and keeps (wrapped) the key of `owner` (an id)
bool vault_get(Vault *v, Db *db, i64 owner, Seal *key);          // false: never was, or forgotten
void vault_forget(Vault *v, Db *db, i64 owner);                  // the key is gone; noted in forgotten.list
Hash vault_hash(const Vault *v, const char *purpose, Str text);  // keyed, for look-ups and link secrets
Str  vault_sign(const Vault *v, Arena *a, Str text);             // Ed25519, 64 raw bytes
Hash vault_public(const Vault *v);                               // the public key

// ---- entries ----------------------------------------------------------------------------------------
// The action whose entry alone may be recorded before the one in front of it: from here on time is the system's again.
#define CLOCK_ACCEPT "clock_accept"
// Entries [first, end) of a county whose moments ran ahead of the clock that was accepted then.
typedef struct Stretch { i64 county, first, end; } Stretch;
typedef struct Entry {
    i64  format, county, seq;          // seq from 0: the leaf's index in the county's log
    i64  recorded_at, happened_at;
    i64  actor, post;                  // person and post, 0 = none (the clock, a resident without account)
    Str  action;                       // the deed's name
    i64  subject;                      // the thing changed; also the owner of the key its words are sealed with
    i64  cause;                        // seq + 1 of the entry that caused this one, 0 = none
    Str  key;                          // Idempotency-Key
    Str  pack;                         // first 16 hex digits of the pack's hash the decision used
    Str  record;                       // canonical JSON, sealed
    Str  body;                         // the stored bytes: the leaf is their hash
    Hash leaf;
} Entry;

// What apply may use: the entry, its decoded record (SEALED and PRIVATE words still sealed), this. No clock, no pack.
// The same apply runs when a change is made and when the journal is replayed, years later and perhaps on another
// machine; `replay` is for the vault alone, so that keys are left as they are.
// fed_to: a replay's entries before it are fed at once.
typedef struct Apply { Db *db; Arena *arena; Tally *tally; Vault *vault; bool replay; i64 fed_to; } Apply;
// Opens the SEALED words (PRIVATE stay sealed; with a key gone, both become REMOVED) of the record in place.
void apply_open(Apply *ap, const Record *r, i64 owner, void *record);
typedef struct Deed {
    const char   *name;                // the journal's word, for ever
    const Record *entry;               // shape of the entry's record
    void        (*apply)(Apply *ap, const Entry *e, void *record);      // NULL: no table follows from it
} Deed;
// bare: it does without the record (NULL), which saves reading it.
// A feed makes index tables from the journal, outside the answer's path; its position is a row (table feed).
typedef struct Feed { const char *name; void (*feed)(Apply *ap, const Entry *e, void *record); bool bare; } Feed;

// ---- tables -----------------------------------------------------------------------------------------
typedef enum { SHADOW, INDEX, OWN, LOG } TableKind;    // LOG: journal, node, head, county
typedef struct TableInfo { const char *name; TableKind kind; const char *backup, *restore, *move, *follow; } TableInfo;
extern const TableInfo store_tables[];
extern const int store_table_count;
void store_schema(Out *o);                                 // all tables and indexes, spelled for PostgreSQL

// ---- the folder -------------------------------------------------------------------------------------
typedef struct StoreConfig {
    Str            data;               // the folder; made (mode 0700) when `make`
    Str            key_file;           // "" = data/keys/master.key, made when missing
    bool           make, memory;       // memory: an empty store for replay and tests, no folder
    bool           rough;              // a folder being made, thrown away if that breaks: no commit waits for the disk
    const Deed    *deeds;  int deed_count;
    const Feed    *feeds;  int feed_count;
    i64          (*now)(void), (*steady)(void);   // injected; NULL: the machine's. `now` alone is never doubted
    Str            boot;               // which run of the machine this is; "" = asked from the kernel
} StoreConfig;
typedef struct Store Store;
Store *store_open(const StoreConfig *c, Str *error);       // takes the lock, migrates (backup first), re-reads the tip
void   store_close(Store *s);
bool   store_held(Str data);                               // another process holds the folder
bool   store_trace(Str data, Arena *a, Str *name);         // without a linli.db: what an earlier store left there
Db    *store_reader(Store *s);                             // this thread's own read-only connection
// The same with one snapshot, the newest: its readings agree with one another. It is kept for the thread's next
// store_read while nobody commits, which spares that one the locks and the rows it would ask for again.
Db    *store_read(Store *s);
void   store_read_end(Store *s);
Vault *store_vault(Store *s);
const Deed *store_deed(const Store *s, Str name);
// The one place all moments come from (clock.h): the system's word while it is believed, else what was believed last,
// carried on by the steady clock. *agrees: false while it is in doubt and no changes are taken.
i64    store_now(Store *s);
typedef struct ClockState { bool agrees; i64 system, expected; } ClockState;
ClockState store_clock(Store *s);
void   store_clock_shift(Store *s, i64 ms);                // test installations: moves the system's word
i64    store_commits(const Store *s);                      // grows with every commit, before anybody is answered
void   store_durable(Store *s);                            // waits until all that a reader may have seen is on the disk
bool   store_writable(const Store *s);                     // false while the disk is full or failing
void   store_disk(const Store *s, i64 *left, i64 *reserve);    // bytes; 0 when the disk cannot be asked
bool   store_room(const Store *s, i64 bytes);              // so much more leaves the disk its reserve
bool   store_setting(Db *db, const char *name, Arena *a, Str *value);          // own table `setting`
void   store_set(Db *db, const char *name, Str value);
bool   entry_read(Db *db, Arena *a, i64 county, i64 seq, Entry *e);             // but for its leaf
bool   entry_by_key(Db *db, Arena *a, i64 county, i64 actor, Str key, Entry *e);
Rows  *stretch_subjects(Db *db, i64 county, i64 from, i64 to, i64 limit);      // seq, subject of entries [from, to)
bool   entry_parse(Arena *a, Str body, Entry *e);          // from stored bytes, but for its leaf

// ---- search: Chinese text by bigrams, hidden per engine ------------------------------------------
void  search_put(Db *db, Arena *a, i64 id, Str text);      // replaces
void  search_drop(Db *db, i64 id);
void  search_settle(Db *db, i64 fed);      // after `fed` entries were fed: its share of merging, bounded by it
bool  search_merge(Db *db, bool first);    // dropped words leave the index; one bounded step, true while more are left
// Ids below `before` (0 = newest) of the county whose text holds every word, newest first; at most max.
bool  search_can(Str words);             // folded; false: nothing in it is in any index
int   search_find(Db *db, Arena *a, i64 county, Str words, i64 before, i64 *ids, int max);
#endif
