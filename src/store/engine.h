// engine.h: what the store asks of its engine: connections, sentences and rows, and what a file looks like.
// SQLite is behind it, in sqlite.c and the *_sqlite.c. Nothing else knows a word of it, nor a name of its own tables: a
// second engine is written against this header, the tables of sql/, and search (store.h, proof_room.h).
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H
#include "store/own.h"
#include "store/store.h"

// ---- connections -------------------------------------------------------------------------------
// DB_READ stops a sentence after 2 s; DB_LONG (verify, backup) does not. Both are query_only. DB_NEW: a file in the
// making, which nobody sees and a crash throws away, so it need not be durable before it is whole.
typedef enum { DB_WRITE, DB_READ, DB_LONG, DB_MEMORY, DB_NEW } DbMode;
struct sqlite3;
struct sqlite3_stmt;
typedef struct Sentence {                   // one prepared text; found by its address
    const char   *text;
    struct sqlite3_stmt *stmt;
    int           count;                    // parameters $1 … $count
    short        *index;                    // SQLite's own number of $n, which it gives by first appearance
    bool          busy;                     // rows are still being read
    char         *noted;                    // kinds of its arguments as they were noted (noted.c)
    struct Sentence *twin;                  // the same text, for asking it meanwhile
} Sentence;
typedef struct Built { const Record *record; const char *tail, *text; int deed; } Built;  // text from rows
struct Rows { Db *db; Sentence *sentence; struct sqlite3_stmt *stmt; Rows *next; };
enum { KEYS_KEPT = 64, REMEMBERED = 512, REMEMBERED_KINDS = 8 };
// A row that was asked for by id within one snapshot. It may be given again as long as the snapshot is the same.
typedef struct Remembered { const Record *record; i64 id; void *row; } Remembered;
typedef struct KeptKey { i64 owner; Seal key; } KeptKey;
struct Db {
    struct sqlite3 *sqlite;
    DbMode    mode;
    Arena    *arena;                        // built texts and parameter maps, for the connection's life
    Sentence **sentences; int sentence_cap, sentence_count;
    Built    *built;      int built_cap, built_count;
    Rows     *free_rows;
    i64       deadline;                     // time_steady when a reader's sentence must have ended
    i64       wal_pages;                    // length of the write-ahead log after the last commit
    bool      failed, quiet;                // quiet: a try whose failure needs no line in the log
    int       code;                         // the engine's code of the first failure
    char      why[200];                     // and its words
    const struct Watch *watch;
    Own      *own;                          // NULL: the connection keeps no sums
    KeptKey  *keys;                         // unwrapped keys, the writer's connection only
    Arena    *memory;                       // rows that db_load_id remembers (reader.c)
    Remembered remembered[REMEMBERED]; int remembered_count;
    const Record *remembered_kinds[REMEMBERED_KINDS]; int remembered_kind_count;
    bool      remembers;
    struct Forget { i64 owner, at; } *forgets; int forget_count, forget_cap;   // to be noted after the commit
};
Db  *db_open(const char *path, DbMode mode);           // NULL: logged
void db_close(Db *db);                                 // NULL is fine
bool db_plain(Db *db, const char *text);               // a constant text without arguments, works while failed too
bool db_script(Db *db, const char *text);              // not kept: the texts of a migration
bool db_begin(Db *db);                                 // BEGIN IMMEDIATE; readers: one snapshot until db_rollback
bool db_commit(Db *db);
i64  db_written(const Db *db);                         // rows changed since it was opened, also what was taken back
bool db_lazy(Db *db, bool lazy);                       // a commit is not synced: who tells of it syncs first
void *db_log(Db *db);                                  // what to sync then; asked by the connection's own thread
void log_sync(void *log);                              // by any thread, while the connection is open
void db_rollback(Db *db);
bool db_within(const Db *db);                          // between begin and commit or rollback
bool db_broke(const Db *db);                           // the failure says that disk or handle are at fault
bool db_fail(Db *db, const char *text, int code);      // marks, logs once; always false
bool db_full(const Db *db);                            // that there is no more room
const char *db_why(const Db *db);                      // the last failure in the engine's words
void sentence_note(Db *db, Sentence *s, const Arg *args);              // (noted.c)
Arg  rows_value(Rows *r, int column);                  // as it is kept; its bytes live until the next row

// Each row that goes into a table or out of it, a changed one both ways; in the writing thread, as it happens.
typedef struct Watch {
    void  *context;
    bool (*wanted)(void *context, const char *table);
    void (*row)(void *context, const char *table, const Arg *values, int count, bool added);
} Watch;
void db_watch(Db *db, const Watch *w);                 // as long as the connection lives
// What db_load_id remembers (reader.c): all forgotten; before a row of the table changes.
void memory_clear(Db *db);
void memory_changes(Db *db, const char *table);

// ---- what a file looks like (file_sqlite.c) -----------------------------------------------------
enum { COLUMNS_MAX = 100, TABLES_MAX = 200 };
typedef struct Column { const char *name; int key; } Column;           // key: its place in the primary key, 0 = none
typedef struct Columns { Column at[COLUMNS_MAX]; int count; } Columns;
bool table_there(Db *db, const char *name);
void table_columns(Db *db, Arena *a, const char *table, Columns *into);    // as they were declared; none: no such table
int  table_names(Db *db, Arena *a, Str into[TABLES_MAX]);              // all but what the engine made for itself
bool tables_make(Db *from, Db *into, Arena *a);        // empty, as `from` has them, whatever its shape
bool keys_hold(Db *db, bool hold);                     // foreign keys are looked at
bool keys_whole(Db *db);
bool file_single(Db *db);                              // from here on without a log beside it
bool file_pages(Db *db, const char *path);             // a copy of every page, open words and all
bool file_mark(Db *db);                                // a copy made by backup: it lacks tables
bool file_marked(Db *db);
typedef enum { SETTLED, READ_ELSEWHERE, DAMAGED } Settled;
Settled file_settle(const char *path);                 // its log goes into it

// "SELECT a, b FROM table tail"; lives as long as the connection. (rows.c)
const char *columns_text(Db *db, const char *table, const Columns *c, const char *tail);
#endif
