// record.c: what rows say about a struct, and checked values into single members.
// The laws of rows (record_gap, record_flaw) are looked at by the unit tests for every record there is, not at run
// time: a row is compiled in, so a test that passed holds for the binary.
#include "record/record.h"
#include "base/text.h"
#include "record/field.h"
#include "record/sheet.h"
#include <math.h>
#include <string.h>

// ---- rows ------------------------------------------------------------------------------------

// Record structs hold only C types of 8-byte alignment, so there is no padding for a member to hide in.
static int field_size(const Field *f)
{
    switch (f->kind) {
    case TEXT: case BYTES: return (int)sizeof(Str);
    case NUMBER:           return (int)sizeof(double);
    case ONE:              return (int)sizeof(One);
    case MANY:             return (int)sizeof(Many);
    case INLINE:           return f->of->size;
    case COUNT_: case FLAG: case MOMENT: case ON: case CHOICE: case REF: break;
    }
    return (int)sizeof(i64);
}

// Rows that tile the struct, in order and without a hole, prove that no member lacks its row: a forgotten one would
// silently be absent from journal, sheet and description.
const char *record_gap(const Record *r)
{
    assert(r && r->field_count > 0 && r->size > 0);
    int at = 0;
    for (int i = 0; i < r->field_count; i++) {
        if (r->fields[i].at != at) return r->fields[i].name;
        at += field_size(&r->fields[i]);
    }
    return at == r->size ? NULL : "the end of the struct";
}

// A value or a name that stands twice would read back as the other choice.
static bool choices_clash(const Field *f)
{
    for (int i = 0; i < f->choice_count; i++)
        for (int k = 0; k < i; k++) {
            const Choice *a = &f->choices[i], *b = &f->choices[k];
            if (a->value == b->value || !strcmp(a->name, b->name)) return true;
        }
    return false;
}

// An object by name needs a first field of text that is not written in the item; plain values are of the few kinds
// that items have in JSON.
static bool nested_flaw(const Field *f)
{
    bool items = f->kind == MANY && !f->of;
    if (!items && (f->kind == ONE || f->kind == MANY || f->kind == INLINE) && !f->of) return true;
    if (items && f->each != TEXT && f->each != REF && f->each != COUNT_ && f->each != CHOICE) return true;
    if (!(f->flags & BY_NAME)) return false;
    return f->kind != MANY || !f->of || f->of->fields[0].kind != TEXT || !(f->of->fields[0].flags & HIDDEN);
}

static bool field_flaw(const Field *f)
{
    if (!f->name || !f->label || !f->label_en || nested_flaw(f)) return true;
    if ((f->flags & PRIVATE) && !f->purpose)                     return true;    // PIPL: say why it exists
    if ((f->flags & (PRIVATE | SEALED)) && f->kind != TEXT)      return true;    // only text can be sealed
    if (field_texts(f) && !(f->flags & SERVER) && !f->max)       return true;    // everything is born with its maximum
    if (f->max < f->min)                                         return true;
    bool chosen = f->kind == CHOICE || (f->kind == MANY && f->each == CHOICE);
    return chosen != (f->choice_count > 0) || choices_clash(f);
}

const char *record_flaw(const Record *r)
{
    for (int i = 0; i < r->field_count; i++) {
        if (field_flaw(&r->fields[i])) return r->fields[i].name;
        for (int k = 0; k < i; k++)
            if (!strcmp(r->fields[i].name, r->fields[k].name)) return r->fields[i].name;
    }
    return NULL;
}

// By name, one after the other: records have some twenty fields and most callers know the row already.
const Field *record_field(const Record *r, Str name)
{
    assert(r && r->field_count >= 0);
    for (const Field *f = r->fields, *end = f + r->field_count; name.len && f < end; f++)
        if (f->name[0] == name.at[0] && str_is(name, f->name)) return f;
    return NULL;
}

void field_blank(const Field *f, void *into)
{
    switch (f->kind) {
    case TEXT: case BYTES:               *(Str *)field_at(f, into) = (Str){ 0 }; break;
    case NUMBER:                         *(double *)field_at(f, into) = NAN; break;
    case COUNT_: case FLAG: case CHOICE: *(i64 *)field_at(f, into) = f->absent; break;
    case MOMENT: case REF:               *(i64 *)field_at(f, into) = 0; break;
    case ON:                             *(i64 *)field_at(f, into) = DAY_NONE; break;
    case ONE:                            *(One *)field_at(f, into) = (One){ 0 }; break;
    case MANY:                           *(Many *)field_at(f, into) = (Many){ 0 }; break;
    case INLINE:                         record_blank(f->of, field_at(f, into)); break;
    }
}

// Called before anything is read into a struct, so that what is not said has its stated default and no old bytes are
// left.
void record_blank(const Record *r, void *into)
{
    for (int i = 0; i < r->field_count; i++) field_blank(&r->fields[i], into);
}

// From a body mostly, into the fields that have its name and kind: what is absent leaves them as they are.
void record_carry(const Record *r, const void *from, const Record *to, void *into)
{
    for (int i = 0; i < r->field_count; i++) {
        const Field *f = &r->fields[i], *g = record_field(to, str(f->name));
        bool same = g && g->kind == f->kind && !field_nests(f);
        if (same && !field_absent(f, from)) memcpy(field_at(g, into), field_in(f, from), (size_t)field_size(f));
    }
}

bool field_absent(const Field *f, const void *from)
{
    switch (f->kind) {
    case COUNT_: case FLAG: case CHOICE: return field_i64(f, from) == f->absent;
    default:                             return field_none(f, from);
    }
}

// A number that is not finite counts as none: JSON could not say it, and a damaged table may hold one. A choice whose
// value has no name is none too.
bool field_none(const Field *f, const void *from)
{
    switch (f->kind) {
    case TEXT: case BYTES: return field_str(f, from).len == 0;
    case NUMBER:           return !isfinite(field_double(f, from));
    case MOMENT: case REF: return field_i64(f, from) == 0;
    case ON:               return field_i64(f, from) == DAY_NONE;
    case CHOICE:           return !choice_by_value(f->choices, f->choice_count, field_i64(f, from));
    case ONE:              return !field_one(f, from);
    case MANY:             return field_many(f, from).count == 0;
    case COUNT_: case FLAG: case INLINE: break;
    }
    return false;
}

Field field_each(const Field *f)
{
    assert(f->kind == MANY && !f->of);
    return (Field){ .name = f->name, .kind = f->each, .choices = f->choices, .choice_count = f->choice_count };
}

i64 field_each_size(const Field *f)
{
    assert(f->kind == MANY);
    return f->of ? f->of->size : f->each == TEXT ? (i64)sizeof(Str) : (i64)sizeof(i64);
}

// ---- fields as they are written ----------------------------------------------------------------

FieldWalk field_walk(const Record *r, const void *from)
{
    return (FieldWalk){ .outer = r, .outer_at = from, .from = from };
}

FieldWalk field_cells(const Record *r, const void *from)
{
    return (FieldWalk){ .outer = r, .outer_at = from, .from = from, .cells = true };
}

static unsigned first_bit(const char *name) { return 1u << ((byte)name[0] & 31); }

static bool said_outside(FieldWalk *w, const char *name)
{
    // Never nought afterwards: the INLINE member that led here counts too.
    if (!w->firsts)
        for (int i = 0; i < w->outer->field_count; i++) w->firsts |= first_bit(w->outer->fields[i].name);
    if (!(w->firsts & first_bit(name))) return false;
    for (const Field *f = w->outer->fields, *end = f + w->outer->field_count; f < end; f++)
        if (f->name[0] == name[0] && f->kind != INLINE && !strcmp(f->name, name)) return true;
    return false;
}

// Records lie at most one within another this way: what is written inline holds nothing inline itself.
static const Field *next_written(FieldWalk *w)
{
    for (;;) {
        while (w->inner && w->k < w->inner->field_count) {
            const Field *f = &w->inner->fields[w->k++];
            assert(f->kind != INLINE);
            if (!said_outside(w, f->name)) return f;
        }
        w->inner = NULL;
        w->from = w->outer_at;
        if (w->i >= w->outer->field_count) return NULL;
        const Field *f = &w->outer->fields[w->i++];
        if (f->kind != INLINE) return f;
        w->inner = f->of;
        w->k = 0;
        w->from = w->outer_at ? (const char *)w->outer_at + f->at : NULL;
    }
}

const Field *field_next(FieldWalk *w)
{
    if (w->one && w->m < w->one->of->field_count) return &w->one->of->fields[w->m++];
    if (w->one) w->from = w->one_in;
    w->one = NULL;
    const Field *f = next_written(w);
    if (!f || !w->cells || f->kind != ONE) return f;
    w->one = f;
    w->one_in = w->from;
    w->from = w->from ? field_one(f, w->from) : NULL;
    w->m = 1;
    return &f->of->fields[0];
}

// The only place where `see` is obeyed: every writer of answers, sheets and heads asks it, with the same classes for
// all rows of one answer.
bool field_shown(const Field *f, unsigned reader)
{
    return !(f->flags & HIDDEN) && (f->see == 0 || (f->see & reader));
}

const Choice *choice_by_name(const Choice *c, int count, Str name)
{
    for (int i = 0; i < count && name.len; i++)
        if (c[i].name[0] == name.at[0] && str_is(name, c[i].name)) return &c[i];
    return NULL;
}

// NULL for a value that no row names. Called for each cell of each list, hence the short way first.
const Choice *choice_by_value(const Choice *c, int count, i64 value)
{
    assert(count >= 0 && (c || count == 0));
    if (value > 0 && value <= count && c[value - 1].value == value) return &c[value - 1];   // most lists count from 1
    for (int i = 0; i < count; i++) if (c[i].value == value) return &c[i];
    return NULL;
}

const char *choice_name(const Choice *c, int count, i64 value)
{
    const Choice *found = choice_by_value(c, count, value);
    return found ? found->name : "";
}

// ---- checked values --------------------------------------------------------------------------

static TextKind text_kind(const Field *f)
{
    if (f->flags & LOOSE)  return f->flags & LINES ? TEXT_RAW : TEXT_SECRET;
    if (f->flags & CALLED) return TEXT_NAME;
    if (f->flags & PLAIN)  return TEXT_PLAIN;
    return f->flags & LINES ? TEXT_LINES : TEXT_LINE;
}

// What a refused text wants to be told: which character it is and where. "" when nothing is refused.
Str field_refused(const Field *f, Arena *a, Str s)
{
    Refused no;
    return utf8_count(s) < 0 || text_clean(a, text_kind(f), s, &s, &no) ? (Str){ 0 } : refused_text(a, &no);
}

// Cleans, checks and copies. Limits count characters, as people do; the bytes are bounded by the body. The order
// matters: a text is known to be UTF-8 before it is walked.
Fault field_put_text(const Field *f, Arena *a, Str s, void *into)
{
    assert(f->kind == TEXT && s.len >= 0);
    Refused no;
    if (utf8_count(s) < 0) return FAULT_field_not_utf8;
    if (!text_clean(a, text_kind(f), s, &s, &no)) return FAULT_field_bad_text;
    if (!(f->flags & LOOSE) && !utf8_seen(s)) s = (Str){ s.at, 0 };     // nobody can see it, so nothing was said
    i64 chars = utf8_count(s);
    if (chars && chars < f->min)  return FAULT_field_too_short;     // nothing at all is absent, not too short
    if (f->max && chars > f->max) return FAULT_field_too_long;
    *(Str *)field_at(f, into) = arena_str(a, s);
    return OK;
}

// Bounds count bytes. `f` without bounds (min and max 0) takes anything: so entries are read.
Fault field_put_bytes(const Field *f, Arena *a, Str s, void *into)
{
    assert(f->kind == BYTES && s.len >= 0);
    i64 cap = s.len / 4 * 3;
    byte *at = NEW(a, byte, cap + 1);
    i64 len = base64_parse(s, at, cap);
    if (len < 0)                return FAULT_field_malformed;
    if (len && len < f->min)    return FAULT_field_too_short;
    if (f->max && len > f->max) return FAULT_field_too_long;
    *(Str *)field_at(f, into) = (Str){ (char *)at, len };
    return OK;
}

Fault field_put_word(const Field *f, Str s, void *into)
{
    i64 *to = field_at(f, into);
    if (f->kind == MOMENT) return moment_parse(s, to) ? OK : FAULT_field_malformed;
    if (f->kind == ON)     return day_parse(s, to) ? OK : FAULT_field_malformed;
    assert(f->kind == CHOICE);
    const Choice *c = choice_by_name(f->choices, f->choice_count, s);
    if (!c) return FAULT_field_not_a_choice;
    *to = c->value;
    return OK;
}

static bool bounded(const Field *f) { return f->min != 0 || f->max != 0; }

// 2^53 - 1 is as far as a browser counts exactly; ids and amounts stay below.
Fault field_put_whole(const Field *f, i64 v, void *into)
{
    assert(f->kind == COUNT_ || f->kind == REF);
    if (v > WHOLE_MOST || v < -WHOLE_MOST)            return FAULT_field_out_of_range;
    if (f->kind == REF && v <= 0)                     return FAULT_field_out_of_range;
    if (bounded(f) && (v < f->min || v > f->max))     return FAULT_field_out_of_range;
    *(i64 *)field_at(f, into) = v;
    return OK;
}

Fault field_put_number(const Field *f, double v, void *into)
{
    assert(f->kind == NUMBER);
    if (!isfinite(v))                                                 return FAULT_field_out_of_range;
    if (bounded(f) && (v < (double)f->min || v > (double)f->max))     return FAULT_field_out_of_range;
    *(double *)field_at(f, into) = v;
    return OK;
}

// ---- from the text of a form, a query or a sheet ---------------------------------------------

// Sheets are filled in by people: 是, yes, 1 and true are all meant alike.
static Fault put_flag(const Field *f, Str s, void *into)
{
    static const char *const yes[] = { "true", "1", "yes", "on", "是" };
    static const char *const no[]  = { "false", "0", "no", "off", "否" };
    for (int i = 0; i < COUNT(yes); i++) {
        if (!str_is(s, yes[i]) && !str_is(s, no[i])) continue;
        *(i64 *)field_at(f, into) = str_is(s, yes[i]);
        return OK;
    }
    return FAULT_field_wrong_type;
}

// A sheet holds labels where JSON holds names; either is fine.
static Fault put_choice(const Field *f, Str s, void *into)
{
    for (int i = 0; i < f->choice_count; i++) {
        const Choice *c = &f->choices[i];
        if (!str_is(s, c->name) && !str_is(s, c->label) && !str_is(s, c->label_en)) continue;
        *(i64 *)field_at(f, into) = c->value;
        return OK;
    }
    return FAULT_field_not_a_choice;
}

// A text that nobody can see is none: a NEEDED one is then missing.
static Fault put_text(const Field *f, Arena *a, Str text, void *into)
{
    Fault fault = field_put_text(f, a, text, into);
    return !fault && (f->flags & NEEDED) && field_none(f, into) ? FAULT_field_missing : fault;
}

// Nothing at all blanks the field, so that a cell that was emptied is empty; a NEEDED one is then missing. SERVER
// fields are refused whoever asks: they are decided, not said.
Fault record_set_text(const Field *f, Arena *a, Str text, void *into)
{
    assert(f && a && into);
    i64 whole;
    double number;
    if (f->flags & SERVER)     return FAULT_field_read_only;
    if (utf8_count(text) < 0)  return FAULT_field_not_utf8;
    Str word = f->kind == TEXT || f->kind == BYTES ? str_trim(text) : text_plain(a, text);
    if (word.len == 0) {
        field_blank(f, into);
        return f->flags & NEEDED ? FAULT_field_missing : OK;
    }
    switch (f->kind) {
    case TEXT:   return put_text(f, a, text, into);
    case BYTES:  return field_put_bytes(f, a, word, into);
    case CHOICE: return put_choice(f, str_trim(text), into) == OK ? OK : put_choice(f, word, into);
    case FLAG:   return put_flag(f, str_fold(a, word), into);
    case MOMENT: case ON: return field_put_word(f, word, into);
    case NUMBER:
        return str_double(word, &number) ? field_put_number(f, number, into) : FAULT_field_wrong_type;
    case COUNT_: case REF:
        return str_i64(word, &whole) ? field_put_whole(f, whole, into) : FAULT_field_wrong_type;
    case ONE: case MANY: case INLINE: break;            // a cell holds no record
    }
    return FAULT_field_wrong_type;
}
