// blob.h: files beside the tables: what is too large for a row, sealed under a key of its own. A file is called by the
// hash of what is sealed, so that whoever holds it can tell that it is whole without any key.
// It lies in data/blobs/<county>/<two digits>/<the others>, and is there, durable, before the entry that names it.
#ifndef BLOB_H
#define BLOB_H
#include "store/store.h"

enum { BLOB_PIECE = 64 << 10, BLOB_KEPT = 2 * DAY };    // KEPT: an unnamed one stays so long: it may be named still

// `len` bytes of the file from `at` on. part: which it is of those under one key, 0..255; a key seals each part once.
// False: it could not be written; logged. Never on the writer's thread.
bool blob_make(Store *s, i64 county, const Seal *key, int part, int file, i64 at, i64 len, Hash *name);
// In apply.
void blob_name(Db *db, i64 county, Str hash);
void blob_unname(Db *db, i64 county, Str hash);

// Read by pieces, in any order: each tells by itself whether it is genuine.
typedef struct Blob { int file, part; i64 len; Seal key; } Blob;
bool blob_open(const Store *s, i64 county, Str hash, const Seal *key, int part, Blob *b);    // false: it is not there
bool blob_read(const Blob *b, i64 piece, byte into[BLOB_PIECE], i64 *len);
void blob_close(Blob *b);

// What nobody names goes, once it is older than BLOB_KEPT: of one of the 256 folders of each county, in turns.
void blob_sweep(Store *s, int turn);
#endif
