// proof.h: what outsiders check: checkpoints, tiles and receipts in the C2SP formats; verify, rebuild, backup, restore.
// The checks here trust nothing but the log's key. verify, backup and restore are the program's words and also run
// beside a server: they read from one snapshot and never take the folder's lock, but for restore and rebuild, which
// replace the file.
#ifndef PROOF_H
#define PROOF_H
#include "store/store.h"
#include "store/tree.h"

typedef struct Head { i64 county, size, at; Hash root; Str sig; } Head;    // signed at every commit of the county
bool head_last(Db *db, Arena *a, i64 county, Head *h);
Str  head_checkpoint(Arena *a, const Vault *v, const Head *h);  // C2SP signed note (origin, size, root, "time <ms>")
Str  head_vkey(Arena *a, const Vault *v, i64 county);           // C2SP verifier key: "<origin>+<key id>+<base64 key>"
// tlog-tiles: "tile/<L>/<N>[.p/<W>]", N as x001/x234/067; width 256 for a full tile. False when malformed.
bool tile_path(Str path, int *level, i64 *n, int *width);
// Tile L, number N; width 256 or less for a partial one; raw hashes. False when there is none.
bool proof_tile(Db *db, Arena *a, i64 county, int level, i64 n, int width, Str *raw);
bool proof_node(void *db_county, int level, i64 n, Hash *into);            // NodeAt over a DbCounty
typedef struct DbCounty { Db *db; i64 county; Arena *arena; } DbCounty;
Str  proof_receipt(Arena *a, Db *db, const Vault *v, i64 county, i64 seq);  // C2SP tlog-proof file; "" when too new
// Offline, with nothing but the log's key: the leaf stands in the signed tree. `why` says what does not hold.
// Without a leaf (NULL) only the signature and the form are checked: that proves nothing about any entry.
bool receipt_check(Arena *a, Str receipt, Str vkey, const Hash *leaf, Str *why);

// ---- the whole folder; every finding names what and where ------------------------------------------
typedef struct Findings { Arena *arena; Str at[100]; int count; } Findings;
typedef struct VerifyFigures {
    i64    counties, entries, heads, replayed, tables, rows;
    double tree_s, replay_s;
} VerifyFigures;
// Recomputes leaves, tree and every signed head; replays into an empty store and compares shadow and index tables
// row by row, reading beside a running server from one snapshot. `replay` false leaves the replay out.
bool store_verify(const StoreConfig *c, bool replay, Findings *f, VerifyFigures *figures);
bool store_rebuild(const StoreConfig *c, Str *error);           // shadow and index made anew from the journal, own kept
// One file, made while the writer goes on, with its digest beside it (to.sha256). Log and own tables: no open words.
bool store_backup(const StoreConfig *c, Str to, Str *error);
// Refuses a damaged copy; re-applies the forget list; makes shadow and index tables anew from the copy's journal.
bool store_restore(const StoreConfig *c, Str from, Str *error);

// ---- what was done beside a served folder (mark.c) ------------------------------------------------
// One line under data/marks/NAME, at most 400 bytes: "backup", "verify". False: told in the log, and nothing is lost.
bool store_mark(Str data, const char *name, Str line);
Str  store_marked(Str data, const char *name, Arena *a);        // "" when it never was
#endif
