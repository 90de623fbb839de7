// proof_room.h: what verify, rebuild, backup and restore share.
// A finding names what and where in words for the operator; words of people are never in it.
#ifndef PROOF_ROOM_H
#define PROOF_ROOM_H
#include "store/store_room.h"

// Adds one finding; the hundredth is the last. Always false.
bool finding(Findings *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
// A failed read becomes a finding, and reading may go on elsewhere. True when nothing had failed.
bool read_whole(Db *db, Findings *f, const char *what);

// One file that nobody needs to hold: tree, heads, the file itself, and with `replay` its tables. False: findings.
bool verify_file(const StoreConfig *c, const char *path, Vault *v, bool replay, Findings *f, VerifyFigures *figures);

// ---- making tables anew (replay.c) ------------------------------------------------------------------
Db  *replay_open(const char *path, Str *error);        // path "": a nameless file that goes with the connection
// Fills the new file from `from`: own tables copied (log tables too when `log`), shadow and index from the journal.
// Entries that cannot be replayed become findings and are left out; false: it could not be done at all.
bool replay_run(const StoreConfig *c, Db *from, Db *into, Vault *v, bool log, Findings *f, i64 *replayed);

// ---- copying rows (copy.c) --------------------------------------------------------------------------
bool table_copy(Db *from, Db *into, const char *name, Arena *a);       // all rows, by name; `a` is reset
bool table_empty(Db *db, const char *name);
// A new file with what tables.c lets leave the folder, from one snapshot of `from`; no word is open in it. On failure
// the file is left half made; `error` is set only when the log does not say why.
bool copy_make(Db *from, const char *path, Str *error);

// ---- comparing (compare.c) --------------------------------------------------------------------------
// Shadow and index tables row by row; `is` is the folder's, `right` made anew.
bool tables_compare(const StoreConfig *c, Db *is, Db *right, Findings *f, VerifyFigures *figures);
// What the engine can say of its own file (file_sqlite.c).
bool schema_compare(Db *is, Db *right, Findings *f);   // the same tables and indexes, by the text that makes them
void file_check(Db *db, Findings *f);                  // its own check of pages, keys and header
// The index of words holds what the rows say; `fresh` lends its file (search_sqlite.c).
bool search_check(Db *db, Db *fresh, Findings *f);

bool own_check(Db *db, const Vault *v, Findings *f);   // own tables have the sums that were written (own.c)

// ---- heads.list (tips.c) ------------------------------------------------------------------------------
void tips_check(Db *db, Str text, Findings *f);

// ---- files (files.c; backup.c, rebuild.c) -------------------------------------------------------------
// A file in the making, held by a lock: nobody else makes the same one. placed or dropped in the end.
typedef struct Part { const char *path, *name; int fd; } Part;
#define PART_TAIL ".linli-part"
enum { PART_WAIT_MS = 10000, PART_AGAIN_MS = 300 };
bool        part_take(Part *p, const char *path, i64 wait_ms, Arena *a);  // false: errno, EWOULDBLOCK when it is held
bool        part_write(Part *p, Str text);
bool        part_place(Part *p, bool over, Arena *a);               // synced and under its own name; or dropped
void        part_drop(Part *p, Arena *a);                           // fine for one that was placed
void        parts_remove(const char *folder, const char *tail);     // leftovers whose names end so
bool        file_write(const char *path, Str text, Arena *a);       // whole and durable, or as it was before
bool        file_there(const char *path);                           // a link that leads nowhere, too
bool        file_sync(const char *path);
bool        file_digest(const char *from, const char *to, Arena *a, Hash *digest);    // SHA-256; with `to` also a copy
// All of a small file; empty when there is none. False when it is there but cannot be read, or is larger than a forget
// list may be: to go on without it would bring forgotten words back.
bool        file_text(const char *path, Arena *a, Str *into);
bool        write_all(int fd, const char *at, i64 len);
Str         path_beside(const char *path, const char *name, Arena *a);                // in the same folder
const char *path_last(const char *path);
void        leftovers_remove(const char *path, Arena *a);          // the file and SQLite's companions of it
const char *aside_name(Arena *a, const char *word);                // "<word>-20261123-083000-123.db"
// `fresh` is made: everything of `from`, shadow and index anew; verified.
bool rebuild_file(const StoreConfig *c, const char *from, const char *fresh, Vault *v, Str *error);
// ---- files that the tables name (blob.c) ----------------------------------------------------------------
void blobs_check(Db *db, Str data, bool whole, Findings *f);       // each is there; `whole`: and as its name says
i64  blobs_carry(Db *db, Str from, Str into);                      // of two folders; how many could not be copied

// Puts `fresh` in the place of data/linli.db; what was there stays in the folder by the name `aside`. The caller holds
// the folder. After a crash either the old file or the new one is in place.
bool folder_place(Str data, const char *fresh, const char *aside, Str *error);
#endif
