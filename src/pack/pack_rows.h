// pack_rows.h: inside pack/ only. Rows as read, where each cell stood, and the steps between a folder and a Pack.
// Everything read stays in the pack's own arena, so rows, keys and messages are slices that live as long as the pack.
// Bounds are stated for each file: a pack is an operator's input and may be anything.
#ifndef PACK_ROWS_H
#define PACK_ROWS_H
#include "pack/pack.h"
#include "record/row.h"

enum { PACK_FIELDS = 24, PACK_FILE_BYTES = 8 << 20, PACK_ROWS_MOST = 50000, PACK_FOLDERS = 4096 };
enum { PACK_WORD_BYTES = 60000 };       // all keywords of a chain together

typedef struct PackMark { i64 line, column; } PackMark;
// A cell as it stood in the file: its text, and where, for the message.
typedef struct PackCell { Str text; PackMark mark; bool bad; } PackCell;    // bad: already reported

typedef struct PackRow {
    Str             key;        // the KEY cells, joined by PACK_JOIN
    i64             from, to;   // DAY_NONE becomes INT64_MAX in `to`
    i64             depth;      // of its pack in the chain; 0 = nearest
    bool            bad;        // has a mistake: its neighbours are not judged by it
    Str             file;
    const PackMark *marks;      // by field
    const void     *record;
} PackRow;
#define PACK_JOIN "\x1f"        // sorts before everything an id may hold
// Sorted by key, then nearest pack, then oldest (pack_rows_sort): a key's rows lie together, so one bisection finds
// what holds.
typedef struct PackIndex { PackRow *at; i64 count, cap; } PackIndex;
struct PackRows { PackIndex table[PACK_TABLES]; };

// A folder below dir and where its head says who it is.
typedef struct PackFolder { PackHead head; PackMark id_mark, parent_mark; } PackFolder;
// One file's hash, for the pack's.
typedef struct PackSum { Str file; Hash hash; } PackSum;

// What one chain is read with.
typedef struct PackReader {
    Arena      *arena;
    PackErrors *errors;
    PackRows   *rows;
    Str         dir, folder;    // folder: the pack being read
    i64         depth;
    bool        cut;            // a file or row is missing: rows cannot be judged by each other
    PackSum     sums[PACK_DEPTH * (PACK_TABLES + 1)];
    i64         sum_count;
    Str        *passwords;
    i64         password_count, password_cap;
} PackReader;

void pack_wrong(PackErrors *es, Str file, PackMark mark, Str what, const char *en, const char *zh);
void pack_wrong_fault(PackErrors *es, Str file, PackMark mark, Str what, Fault fault);
Str  pack_path(Arena *a, Str folder, const char *name);
Str  pack_quote(Arena *a, const char *name, Str value);       // name “value”, short and printable

// False when there is no such file (no error) or it cannot be read whole (one error).
bool pack_slurp(PackReader *r, const char *name, Str *file, Str *bytes);
bool pack_text_good(PackReader *r, Str file, PackMark mark, const char *name, Str *text);     // UTF-8; cleaned
void pack_row_add(PackReader *r, PackTable table, Str file, const PackCell *cells);           // one cell per field
void pack_csv_read(PackReader *r, PackTable table);
void pack_passwords_read(PackReader *r);
bool pack_yaml_read(PackReader *r, PackFolder *into);         // rows NULL: the head only
extern const char *const pack_files[];                        // names by table, then passwords.txt; NULL ends

void pack_rows_sort(PackRows *rows);
const PackRow *pack_row_first(const PackIndex *t, Str key);   // NULL when there is none
const PackRow *pack_row_next(const PackIndex *t, const PackRow *row);                         // of the same key
const PackRow *pack_row_on(const PackIndex *t, Str key, i64 day);
bool pack_known(const PackRows *rows, PackTable table, Str key, i64 depth);                   // in that pack or above

// The rest is what the files of this room ask of each other.
Str        pack_deadline_key(char *into, i64 size, Str subject, i64 urgency, i64 level);
int        pack_fold_order(Str a, Str b);                      // byte order, A-Z as a-z
void       pack_rows_check(const Pack *p, PackErrors *errors);      // rows of a chain against each other
const PackSaid *pack_said_on(const Pack *p, PackTable table, Str key, i64 day);        // NULL: nothing is said
SettingFlaw pack_setting_flaw(const Setting *s, Arena *a);
PackWords *pack_words_make(Arena *a, const PackIndex *keywords);
#endif
