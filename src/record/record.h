// record.h: one row per field. JSON in and out, SQL, sheets, OpenAPI and form hints all read the same rows.
// A field is said once, in its row; what else wants to know of it (the parser, the sentence, the sheet, the form, the
// description) is an engine over rows in this room. So a new field costs three files, and no two places can disagree.
// The rows are constant and shared by all threads; the functions are pure but for the arena they are given.
#ifndef RECORD_H
#define RECORD_H
#include "base/base.h"
#include "record/face.h"

// Kinds and their C types. A record struct holds only Str, i64 and double, so rows can be proven to tile it.
// TEXT Str; NUMBER double (NAN = none); COUNT i64 whole number; FLAG i64 0/1; MOMENT i64 ms (0 = none);
// ON i64 day (DAY_NONE = none); CHOICE i64; REF i64 id (0 = none); BYTES Str raw bytes, base64 in JSON, BIN in SQL.
// Nested, never a column: ONE One, another record or none; MANY Many, a list of records, or of plain values (`each`);
// INLINE the other record's struct itself, whose fields are written among the outer one's.
typedef enum { TEXT, NUMBER, COUNT_, FLAG, MOMENT, ON, CHOICE, REF, BYTES, ONE, MANY, INLINE } Kind;
typedef struct One  { const void *at; } One;                // NULL: none
typedef struct Many { const void *at; i64 count; } Many;    // structs of the record, or Str, or i64, in a row
#define MANY_OF(array, n) ((Many){ (array), (n) })

enum {
    NEEDED  = 1 << 0,   // must be present on input
    SERVER  = 1 << 1,   // set by us, refused on input
    PRIVATE = 1 << 2,   // sealed in the entry and in the table; masked as "***" in answers; opened only by `look`
    SEALED  = 1 << 3,   // words a person typed: sealed in the entry, open in the table
    KEY     = 1 << 4,   // part of the primary key, in row order
    LINES   = 1 << 5,   // newlines and tabs are fine
    HIDDEN  = 1 << 6,   // never in an answer, a sheet or OpenAPI (still in entry and table)
    LOOSE   = 1 << 7,   // text: no trimming (a password); with LINES: cells, each cleaned on its own
    CALLED  = 1 << 8,   // text: what somebody signs in by
    PLAIN   = 1 << 9,   // text: a code or a phone, taken in its plainest spelling
    MAYBE   = 1 << 10,  // left out of an answer when absent
    NULLS   = 1 << 11,  // text: null in an answer when empty, rather than ""
    STAYS   = 1 << 13,  // said by the first entry alone: later ones leave it empty, and an update leaves the column
    PASSING = 1 << 14,  // in the entry alone: no column
    BY_NAME = 1 << 12,  // MANY: an object by the items' first field (HIDDEN); of two, the other is the value
};

// Who may see a field: a set of reader classes; 0 = everybody. The writer of an answer says which classes the asker is
// in; a field is written when f->see == 0 or (f->see & reader) != 0.
enum { SEE_SELF = 1 << 0, SEE_STAFF = 1 << 1, SEE_WORKER = 1 << 2, SEE_PARTY = 1 << 3, SEE_ADMIN = 1 << 4 };

typedef struct Record Record;
typedef struct Field {
    const char   *name;         // JSON key = column = sheet key = form name
    const char   *label;        // Chinese
    const char   *label_en;
    const char   *note;         // one English sentence for the API description
    const char   *purpose, *purpose_zh;     // PRIVATE rows must say why the field exists (PIPL art. 5-9, 17)
    Kind          kind;
    unsigned      flags, see;
    int           at;           // offset in the struct
    i64           min, max;     // characters for text, value for numbers (0,0 = no bound), bytes for BYTES
    const Choice *choices;
    int           choice_count;
    i64           absent;       // what an entry without this CHOICE, COUNT or FLAG means; others: empty, none
    const Record *of;           // ONE, MANY, INLINE: the other record
    Kind          each;         // MANY of plain values, without `of`: TEXT, REF, COUNT or CHOICE
    const FieldFace *face;      // what people are shown of it; NULL: nothing more than this
} Field;

// A table, a body or an answer: the struct's rows in the order of its members, which fill its `size` (record_gap).
struct Record {
    const char  *name;          // table name and OpenAPI schema name
    const char  *label, *label_en;
    const Field *fields;
    int          field_count;
    int          size;
    const char  *note;
};

// _Generic refuses, at compile time, a row whose kind does not fit the member's C type.
#define FIELD_(T, m, k, C, zh, en, ...) { .name = #m, .kind = k, .label = zh, .label_en = en, \
    .at = (int)offsetof(T, m) + _Generic(((T *)0)->m, C: 0), __VA_ARGS__ }
#define TEXT_FIELD(T, m, zh, en, ...)   FIELD_(T, m, TEXT, Str, zh, en, __VA_ARGS__)
#define NUMBER_FIELD(T, m, zh, en, ...) FIELD_(T, m, NUMBER, double, zh, en, __VA_ARGS__)
#define COUNT_FIELD(T, m, zh, en, ...)  FIELD_(T, m, COUNT_, i64, zh, en, __VA_ARGS__)
#define FLAG_FIELD(T, m, zh, en, ...)   FIELD_(T, m, FLAG, i64, zh, en, __VA_ARGS__)
#define MOMENT_FIELD(T, m, zh, en, ...) FIELD_(T, m, MOMENT, i64, zh, en, __VA_ARGS__)
#define ON_FIELD(T, m, zh, en, ...)     FIELD_(T, m, ON, i64, zh, en, __VA_ARGS__)
#define REF_FIELD(T, m, zh, en, ...)    FIELD_(T, m, REF, i64, zh, en, __VA_ARGS__)
#define BYTES_FIELD(T, m, zh, en, ...)  FIELD_(T, m, BYTES, Str, zh, en, __VA_ARGS__)
#define CHOICE_FIELD(T, m, c, zh, en, ...) \
    FIELD_(T, m, CHOICE, i64, zh, en, .choices = (c), .choice_count = (int)COUNT(c), __VA_ARGS__)
#define ONE_FIELD(T, m, r, zh, en, ...)       FIELD_(T, m, ONE, One, zh, en, .of = &(r), __VA_ARGS__)
#define MANY_FIELD(T, m, r, zh, en, ...)      FIELD_(T, m, MANY, Many, zh, en, .of = &(r), __VA_ARGS__)
#define EACH_FIELD(T, m, k, zh, en, ...)      FIELD_(T, m, MANY, Many, zh, en, .each = k, __VA_ARGS__)
#define INLINE_FIELD(T, m, C, r, ...)         FIELD_(T, m, INLINE, C, "", "", .of = &(r), __VA_ARGS__)
#define RECORD(T, n, f, zh, en, ...) \
    { .name = n, .fields = f, .field_count = (int)COUNT(f), .size = (int)sizeof(T), \
      .label = zh, .label_en = en, __VA_ARGS__ }
// The same with its rows at once, where nothing else names them.
#define RECORD_OF(T, n, zh, en, ...) RECORD_NOTED(T, n, zh, en, NULL, __VA_ARGS__)
#define RECORD_NOTED(T, n, zh, en, words, ...) \
    RECORD(T, n, ((const Field[]){ __VA_ARGS__ }), zh, en, .note = words)

const char *record_gap(const Record *r);          // NULL when the rows tile the struct, else the row after the gap
const char *record_flaw(const Record *r);         // NULL, or the first row that breaks a law of rows (see record.c)
void        record_blank(const Record *r, void *into);        // every field absent (NAN, DAY_NONE, .absent)
const Field *record_field(const Record *r, Str name);         // NULL when there is none
void        record_carry(const Record *r, const void *from, const Record *to, void *into);   // what is said, by name
// One member by its row. Asking for the wrong C type is a bug and stops the program.
static inline bool   field_texts(const Field *f)                 { return f->kind == TEXT || f->kind == BYTES; }
static inline bool   field_nests(const Field *f)                 { return f->kind >= ONE; }
static inline void  *field_at(const Field *f, void *r)           { return (char *)r + f->at; }
static inline const void *field_in(const Field *f, const void *r) { return (const char *)r + f->at; }
static inline Str    field_str(const Field *f, const void *r)
{
    assert(field_texts(f));
    return *(const Str *)field_in(f, r);
}
static inline i64 field_i64(const Field *f, const void *r)
{
    assert(!field_texts(f) && !field_nests(f) && f->kind != NUMBER);
    return *(const i64 *)field_in(f, r);
}
static inline double field_double(const Field *f, const void *r)
{
    assert(f->kind == NUMBER);
    return *(const double *)field_in(f, r);
}
static inline Many field_many(const Field *f, const void *r)
{
    assert(f->kind == MANY);
    return *(const Many *)field_in(f, r);
}
static inline const void *field_one(const Field *f, const void *r)
{
    assert(f->kind == ONE);
    return ((const One *)field_in(f, r))->at;
}
// What one item of a list is, as a field of its own at offset 0, and how many bytes it takes.
Field       field_each(const Field *f);
i64         field_each_size(const Field *f);
// The fields as they are written, in order: those of an INLINE member stand in its place, without any that the outer
// record has under the same name. `from` moves along; it may be NULL where only the rows are asked.
typedef struct FieldWalk {
    const Record *outer, *inner;
    const Field  *one;                  // this and one_in, m, cells: of field_cells (sheet.h)
    const void   *outer_at, *from, *one_in;
    int           i, k, m, cells;
    unsigned      firsts;               // of the outer record's names, the letters they begin with
} FieldWalk;
FieldWalk field_walk(const Record *r, const void *from);
const Field *field_next(FieldWalk *w);                              // NULL behind the last
static inline bool field_column(const Field *f) { return !field_nests(f) && !(f->flags & PASSING); }
bool        field_absent(const Field *f, const void *from);         // as record_blank left it: an entry leaves it out
bool        field_none(const Field *f, const void *from);           // holds nothing: prints as "" or null
void        field_blank(const Field *f, void *into);
bool        field_shown(const Field *f, unsigned reader);           // not HIDDEN, and this reader may see it
const Choice *choice_by_name(const Choice *c, int count, Str name);
const Choice *choice_by_value(const Choice *c, int count, i64 value);
const char *choice_name(const Choice *c, int count, i64 value);    // "" when there is none
#define CHOICE_NAME(c, v) choice_name((c), (int)COUNT(c), (v))

// ---- JSON in ---------------------------------------------------------------------------------
// From a phone: collects every problem; unknown fields, twice-given keys, SERVER fields, wrong types are problems. Text
// is cleaned by the one table (base/text.h). JSON null counts as absent. A key in `also` is let by
// (e.g. "seen", "puzzle") for the caller to read with json_member_*.
void record_from_json(const Record *r, Arena *a, Str body, void *into, Problems *ps, const char *const *also);
// From an entry's own bytes: trusted, unknown fields are ignored, missing ones read as absent. False when not JSON.
bool record_from_entry(const Record *r, Arena *a, Str object, void *into);
// From a form, query or sheet cell: one field from text. OK or a field_* fault.
Fault record_set_text(const Field *f, Arena *a, Str text, void *into);
bool json_member_text(Arena *a, Str body, const char *key, Str *into);   // false when absent or not text
bool json_member_i64(Arena *a, Str body, const char *key, i64 *into);
// The member's bytes as they stand in `body`; false when absent, given twice, or the body is no JSON object.
bool json_member_raw(Arena *a, Str body, const char *key, Str *into);

// ---- JSON out --------------------------------------------------------------------------------
// Canonical: the fields that are not absent in row order, no blanks; the bytes an entry stores.
void record_to_entry(const Record *r, Out *o, const void *from);
// For people: members without the braces ("a":1,"b":2), so callers may add their own; HIDDEN left out, `see` obeyed,
// PRIVATE shown as "***" when not empty. Writes a leading comma when `more`. Returns whether anything was written.
bool record_members(const Record *r, Out *o, const void *from, unsigned reader, bool more);

// ---- sealing ---------------------------------------------------------------------------------
// Seals (XChaCha20-Poly1305, nonce in front, base64, "~" before it) every non-empty PRIVATE and SEALED text of `record`
// in place, nested records too. Opens likewise: mask says which flags. key NULL on opening, or another key: the words
// become REMOVED. False: a key was given and something did not open.
#define REMOVED "removed"
#define MASKED  "***"
typedef struct Seal { byte key[32]; } Seal;
void record_seal(const Record *r, Arena *a, const Seal *key, void *record);
bool record_open(const Record *r, Arena *a, const Seal *key, void *record, unsigned mask);
bool record_holds_words(const Record *r, const void *record);      // any text that sealing would seal
Str  seal_text(Arena *a, const Seal *key, Str plain);
bool seal_open(Arena *a, const Seal *key, Str sealed, Str *plain);

// ---- descriptions ----------------------------------------------------------------------------
// "name_input":{schema} of a body: without SERVER and HIDDEN, but with bounds. "name":{schema} of an answer. TypeScript
// of both, a body's being NameBody, and of queries. Nested records are named, and described by whoever walks to them.
void record_openapi(const Record *r, Out *o);
void record_answer_openapi(const Record *r, Out *o);
typedef enum { TYPES_ANSWER, TYPES_BODY, TYPES_QUERY } TypesOf;
void record_types(const Record *r, Out *o, TypesOf of);
void record_sql(const Record *r, Out *o);                   // CREATE TABLE with I64 TXT REAL BIN words
void record_columns(const Record *r, Out *o);               // field, label, kind, flags, bounds, purpose: one line each
Str  record_column_list(const Record *r, Arena *a, const char *prefix);            // "m.id,m.county,…"
Str  record_insert_sql(const Record *r, Arena *a);          // INSERT INTO name(…) VALUES($1,…)
#endif
