// thing_tell_store.h: messages: what an org or a person was told of a thing, and how far each reader has read.
#ifndef THING_TELL_STORE_H
#define THING_TELL_STORE_H
#include "thing/thing_store.h"

// Whom an entry tells what: the deed's own thing, or each of several that were given on. whom may be the thing itself:
// whoever made it without an account.
typedef struct Told { const ThingKind *kind; i64 thing, verb, whom; } Told;
typedef void (*ToldSink)(void *context, const Told *told);
void entry_told(Arena *a, const Entry *e, ToldSink sink, void *context);

// In a box: all that one org or person was told. An index behind the journal: the entry names whom it tells, so that it
// can be made anew. n: the entry's number; at: when it was recorded, which grows with n. What follows `word`, the
// verb's, is in answers alone; unread: so many of this thing.
typedef struct Message { i64 county, whom, n, thing, kind, at; Str word, label, number, title; i64 unread; } Message;
extern const Record message_record;
void thing_feed_messages(Apply *ap, const Entry *e, void *record);
// Newest first, behind an entry and a thing (several may be told by one entry). thing 0: of all.
int  messages_take(Db *db, Arena *a, i64 county, i64 whom, i64 thing, const i64 *at, Message *into, int max);
i64  message_newest(Db *db, i64 county, i64 whom, i64 thing, i64 most);     // thing 0: of all; at most this; 0 = none
int  messages_since(Db *db, i64 county, i64 whom, i64 thing, i64 n, i64 at, i64 *numbers, int max);  // of one thing

// How far a person has read, in a box or of a thing: everything up to that entry. Reading is no history: own rows.
i64  mark_of(Db *db, i64 county, i64 reader, i64 about);
void mark_put(Db *db, i64 county, i64 reader, i64 about, i64 n);
void marks_drop(Db *db, i64 county, i64 reader, i64 most);      // what is no further than that
// The first rows of a box behind its mark whose things are read so far move the mark on; at most a few hundred.
void mark_settle(Db *db, i64 county, i64 reader, i64 whom);
#endif
