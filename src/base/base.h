// base.h: the few words every other file speaks: arenas, slices, text being built, faults, problems.
// Everybody includes this file and it includes nothing of ours, so it may hold only what has no opinion about the
// domain. Nothing here waits, takes a lock of its own or reads a setting; all of it may be called on any thread, an
// Arena or Out by one thread at a time.
#ifndef BASE_H
#define BASE_H
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t i64;
typedef unsigned char byte;

// ---- slices ----------------------------------------------------------------------------------
// Borrowed bytes. Valid UTF-8 without NUL once past the door.
typedef struct Str { const char *at; i64 len; } Str;
#define STR(lit)  ((Str){ (lit), (i64)sizeof(lit) - 1 })
#define COUNT(a)  ((i64)(sizeof(a) / sizeof *(a)))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

Str  str(const char *z);                                     // from a C string; NULL gives the empty Str
bool str_same(Str a, Str b);
bool str_is(Str a, const char *z);
bool str_starts(Str s, Str prefix);
bool str_has(Str s, Str part);                               // false for an empty part
// A slice is passed by value and never ends in a NUL that may be relied on, unless it says so (arena_str). Whoever
// keeps one beyond its arena has to copy it: that is the one rule of life time here.
Str  str_cut(Str *rest, char mark);                          // takes the part before mark; rest moves behind it
Str  str_trim(Str s);                                        // spaces, tabs and line ends at both ends
int  str_order(Str a, Str b);                                // byte order, as memcmp
bool str_i64(Str s, i64 *into);                              // whole decimal number, optional '-', nothing else
bool str_number(Str s, i64 *into);                           // the same, in its one spelling: no zeros in front, no -0
bool str_double(Str s, double *into);

// ---- arenas ----------------------------------------------------------------------------------
// Memory belongs to the request: taken, never freed, reset on answer. Blocks are linked up to max bytes. Past max
// the arena is marked full (sticky; the road answers 413 or 503 at the end) but still gives memory, so nobody checks
// in the middle; past 4 * max the program stops: that is a bug, every input has its own smaller maximum.
typedef struct Block Block;
// `used` counts what was taken, `max` is the bound given at birth; a block is as large as what was asked for or more,
// so `at` never runs past `end`.
typedef struct Arena { char *at, *end; Block *blocks; i64 used, max; bool full; } Arena;
Arena *arena_open(i64 max);
void   arena_reset(Arena *a);                                // keeps the first block
void   arena_close(Arena *a);                                // NULL is fine
void  *arena_take(Arena *a, i64 size, i64 count);            // zeroed, 16-aligned, never NULL
#define NEW(a, T, n) ((T *)arena_take((a), (i64)sizeof(T), (n)))
Str    arena_str(Arena *a, Str s);                           // a copy, with a NUL behind it
char  *arena_z(Arena *a, Str s);                             // the same as a C string
Str    arena_fmt(Arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

// ---- text being built ------------------------------------------------------------------------
// Grows inside the arena up to max bytes; overflow is sticky (full) and nothing more is added.
// An Out may also stand on a buffer of the caller's (arena NULL, at, cap and max set): then it cannot grow.
typedef struct Out { Arena *arena; char *at; i64 len, cap, max; bool full; } Out;
Out  out_new(Arena *a, i64 max);
void out_str(Out *o, Str s);
void out_z(Out *o, const char *z);
void out_char(Out *o, char c);
void out_i64(Out *o, i64 v);
void out_double(Out *o, double v);                           // the shortest form that reads back the same
void out_fmt(Out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void out_json(Out *o, Str s);                                // quoted and escaped
void out_csv(Out *o, Str s);                                 // quoted; a leading = + - @ tab gets a quote mark
Str  csv_unmarked(Str cell);                                 // a cell less that mark, when it comes back
void out_moment(Out *o, i64 moment);                         // as moment_text; nothing when there is none
void out_day(Out *o, i64 day);                               // as day_text; nothing when there is none
Str  out_done(const Out *o);

// ---- UTF-8 and folding -----------------------------------------------------------------------
i64  utf8_count(Str s);                                      // code points, or -1 if malformed
// Bytes of the code point at `at`. Texts out of a damaged table were not checked at the door: there a byte that is no
// text counts as U+FFFD alone, so that a rotten row is read wrongly but does not end the server.
i64  utf8_next(Str s, i64 at, uint32_t *code);
Str  utf8_mend(Arena *a, Str s);       // a copy, with U+FFFD for every byte that is no text and for NUL
Str  str_fold(Arena *a, Str s);        // for comparing and searching: see base/text.h and docs/text.md
bool utf8_is_word(uint32_t code);      // letter, number, symbol or CJK: what search indexes
bool utf8_seen(Str s);                 // holds anything but blanks and what has no shape of its own

// ---- faults ----------------------------------------------------------------------------------
// Every way we say no, from one list: code, HTTP status, sentence in both languages.
typedef enum {
    OK = 0,
#define FAULT(code, http, en, zh) FAULT_##code,
#include "faults.def"
#undef FAULT
    FAULT_END
} Fault;
typedef enum { ZH, EN } Lang;
int         fault_http(Fault f);
const char *fault_name(Fault f);
const char *fault_text(Fault f, Lang lang);

// One refusal is a Fault; what is wrong with a form is a list, so that a person is told everything at once.
typedef struct Problem { Str field; Fault fault; Str hint; } Problem;   // one thing wrong with one field
typedef struct Problems {
    Problem at[64];
    int     count;              // further ones are dropped
    i64     wait_ms;            // for how long the refusal holds, 0 = not known
} Problems;
void problem(Problems *ps, Str field, Fault f);
void problem_hint(Problems *ps, Str field, Fault f, Str hint);
bool problem_of(const Problems *ps, Str field);               // one is noted for it

// ---- bytes as text, random, hashes -----------------------------------------------------------
Str  hex_text(Arena *a, const byte *at, i64 len);
bool hex_parse(Str s, byte *into, i64 len);                  // exactly len bytes
Str  base64_text(Arena *a, const byte *at, i64 len);         // standard alphabet, padded
i64  base64_parse(Str s, byte *into, i64 cap);               // bytes written, or -1
Str  base64url_text(Arena *a, const byte *at, i64 len);      // no padding
void random_fill(byte *into, i64 len);
typedef struct Hash { byte at[32]; } Hash;
Hash hash_sha256(Str s);
Hash hash_leaf(Str entry);                                   // SHA-256(0x00 || entry), RFC 9162 2.1.1
Hash hash_node(const Hash *left, const Hash *right);         // SHA-256(0x01 || left || right)
bool hash_same(const Hash *a, const Hash *b);
static inline Str hash_str(const Hash *h) { return (Str){ (const char *)h->at, sizeof h->at }; }
Str  text_mark(Arena *a, Str s);                             // 32 hex digits that tell texts apart; proves nothing

// ---- log -------------------------------------------------------------------------------------
// One JSON line on stderr. Never personal data: callers pass words, numbers and ids only.
void log_line(const char *level, const char *event, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void log_quiet(bool quiet);                                  // only "error" lines from now on
bool log_foreign(void);                                      // what libraries print becomes log lines, "library"
void log_foreign_hush(bool hush);                            // this thread's are dropped: who calls tells it better
// For a terminal or a log: bytes that are no text, controls and what turns the direction as \xNN. lines: newlines stay.
Str  str_shown(Arena *a, Str s, bool lines);

// ---- moments and days ------------------------------------------------------------------------
// A moment is ms since 1970 UTC; 0 means none. A day is the count of days since 1970-01-01 in China Standard Time
// (UTC+8, no summer time); DAY_NONE means none. Months are 1..12.
enum { MINUTE = 60000, HOUR = 3600000, DAY = 86400000, ZONE = 8 * HOUR };
#define DAY_NONE INT64_MIN
typedef struct Civil { i64 year; int month, day, hour, minute, second, ms, weekday; } Civil;  // weekday 1 = Monday
i64   time_real(void);                                       // the machine's clock
i64   time_steady(void);                                     // for measuring only
i64   time_boot(void);                                       // the steady clock that also counts the machine's sleep
i64   day_of(i64 moment);
i64   day_start(i64 day);                                    // moment of 00:00
i64   day_from(i64 year, int month, int day);                // DAY_NONE if there is no such day
Civil civil_of(i64 moment);
Civil civil_day(i64 day);
Str   moment_text(Arena *a, i64 moment);                     // 2026-11-23T08:30:00.000+08:00
bool  moment_parse(Str s, i64 *into);                        // RFC 3339, any offset; also "YYYY-MM-DD HH:MM:SS" (+08)
Str   day_text(Arena *a, i64 day);                           // 2026-11-23
bool  day_parse(Str s, i64 *into);
#endif
