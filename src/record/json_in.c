// json_in.c: from JSON into a record. What comes from a phone is checked member by member and every problem is told;
// what comes from our own entries is trusted and read fast.
// Two readers of the same rows. The strict one works on a loop thread before anything is decided and collects every
// mistake; it never stops at the first, because a person at a form wants them all. The other is for bytes of our own
// that entry_in.c does not know how to take. jansson is used for reading alone: it refuses bad UTF-8, double keys,
// depth.
#include "record/record.h"
#include "base/text.h"
#include "record/entry_in.h"
#include "record/field.h"
#include <jansson.h>
#include <string.h>

enum { DEEPEST = 16, FIELDS_MOST = 256 };

// The parser calls itself for each level, so foreign bytes must not choose how deep.
static bool too_deep(Str body)
{
    int depth = 0;
    bool quoted = false;
    for (i64 i = 0; i < body.len; i++) {
        char c = body.at[i];
        if (quoted) {
            if (c == '\\') i++;
            else if (c == '"') quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (++depth > DEEPEST) return true;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return false;
}

// NULL for anything that is not JSON, is empty or lies too deep; `error` tells where, when the library knows. The
// caller gives the tree back with json_decref, which takes NULL.
static json_t *load(Str body, size_t flags, json_error_t *error)
{
    *error = (json_error_t){ 0 };
    return body.len && !too_deep(body) ? json_loadb(body.at, (size_t)body.len, flags, error) : NULL;
}

static Str text_of(const json_t *v) { return (Str){ json_string_value(v), (i64)json_string_length(v) }; }

// JSON has one kind of number: 3, 3.0 and 3e0 are the same whole number.
static bool whole_of(const json_t *v, i64 *into)
{
    double d = json_number_value(v);
    bool good = json_is_integer(v) || (json_is_real(v) && d >= -1e15 && d <= 1e15 && d == (double)(i64)d);
    if (good) *into = json_is_integer(v) ? json_integer_value(v) : (i64)d;
    return good;
}

// ---- from a phone ----------------------------------------------------------------------------

// Where in the body one is: "" or "rows[3]."; problems are named behind it.
typedef struct Into { Arena *arena; Problems *ps; Str at; } Into;
static void take_members(const Record *r, const Into *in, json_t *object, void *into, const char *const *also);

// A record of its own, blanked first; what is wrong within it is told by its path.
static Fault put_one(const Record *r, const Into *in, json_t *v, Str path, void *into)
{
    if (!json_is_object(v)) return FAULT_field_wrong_type;
    Into within = { in->arena, in->ps, path };
    record_blank(r, into);
    take_members(r, &within, v, into, NULL);
    return OK;
}

static Fault put_json(const Field *f, const Into *in, json_t *v, void *into);

// Items of plain values that are wrong are told one by one too.
static Fault put_many(const Field *f, const Into *in, json_t *v, void *into)
{
    i64 count = (i64)json_array_size(v), size = field_each_size(f);
    if (!json_is_array(v))                                              return FAULT_field_wrong_type;
    if (count < f->min || (f->max && count > f->max))                   return FAULT_field_out_of_range;
    char *items = count ? arena_take(in->arena, size, count) : NULL;
    Field each = f->of ? (Field){ 0 } : field_each(f);
    for (i64 i = 0; i < count; i++) {
        json_t *item = json_array_get(v, (size_t)i);
        Str path = arena_fmt(in->arena, "%.*s%s[%lld]", (int)in->at.len, in->at.at, f->name, (long long)i);
        Fault no = f->of ? put_one(f->of, in, item, arena_fmt(in->arena, "%s.", path.at), items + i * size)
                         : put_json(&each, in, item, items + i * size);
        if (no) problem(in->ps, path, no);
    }
    *(Many *)field_at(f, into) = (Many){ items, count };
    return OK;
}

// The JSON type first, then the same checks as everywhere. A number given as text is a wrong type, not a courtesy:
// pages would come to rely on it.
static Fault put_json(const Field *f, const Into *in, json_t *v, void *into)
{
    Arena *a = in->arena;
    i64 whole;
    switch (f->kind) {
    case TEXT:   return json_is_string(v) ? field_put_text(f, a, text_of(v), into) : FAULT_field_wrong_type;
    case BYTES:  return json_is_string(v) ? field_put_bytes(f, a, text_of(v), into) : FAULT_field_wrong_type;
    case MOMENT: case ON: case CHOICE:
        return json_is_string(v) ? field_put_word(f, text_plain(a, text_of(v)), into) : FAULT_field_wrong_type;
    case NUMBER: return json_is_number(v) ? field_put_number(f, json_number_value(v), into) : FAULT_field_wrong_type;
    case COUNT_: case REF:
        return whole_of(v, &whole) ? field_put_whole(f, whole, into) : FAULT_field_wrong_type;
    case FLAG:
        if (!json_is_boolean(v)) return FAULT_field_wrong_type;
        *(i64 *)field_at(f, into) = json_is_true(v);
        return OK;
    case MANY: return put_many(f, in, v, into);
    case ONE: {
        void *one = arena_take(a, f->of->size, 1);
        *(One *)field_at(f, into) = (One){ one };
        return put_one(f->of, in, v, arena_fmt(a, "%.*s%s.", (int)in->at.len, in->at.at, f->name), one);
    }
    case INLINE: break;                                     // answers only
    }
    return FAULT_field_wrong_type;
}

// What would have been right: the bounds, or the choices; of a text that is refused, where.
static Str hint_of(const Field *f, Arena *a, const json_t *v, Fault fault)
{
    assert(fault != OK);
    Out o = out_new(a, 1000);
    switch (fault) {
    case FAULT_field_too_short: case FAULT_field_too_long: case FAULT_field_out_of_range:
        if (f->min || f->max) out_fmt(&o, "%lld..%lld", (long long)f->min, (long long)f->max);
        break;
    case FAULT_field_not_a_choice:
        for (int i = 0; i < f->choice_count; i++) out_fmt(&o, "%s%s", i ? ", " : "", f->choices[i].name);
        break;
    case FAULT_field_bad_text: return field_refused(f, a, text_of(v));
    default: break;
    }
    return out_done(&o);
}

// `names` ends in NULL and may be NULL.
static bool listed(const char *const *names, Str name)
{
    for (; names && *names; names++) if (str_is(name, *names)) return true;
    return false;
}

static Str path_of(const Into *in, const char *name)
{
    return arena_fmt(in->arena, "%.*s%s", (int)in->at.len, in->at.at, name);
}

// A NEEDED field that was given wrongly is told as wrong, not as missing too. null is as if the key were not there.
static void take_members(const Record *r, const Into *in, json_t *object, void *into, const char *const *also)
{
    bool given[FIELDS_MOST] = { false };
    assert(r->field_count <= FIELDS_MOST);
    const char *key;
    json_t *v;
    json_object_foreach(object, key, v) {
        const Field *f = record_field(r, str(key));
        if (!f && listed(also, str(key))) continue;
        if (!f) { problem(in->ps, path_of(in, key), FAULT_field_unknown); continue; }
        if (json_is_null(v)) continue;
        Fault fault = f->flags & SERVER ? FAULT_field_read_only : put_json(f, in, v, into);
        if (fault) problem_hint(in->ps, path_of(in, f->name), fault, hint_of(f, in->arena, v, fault));
        assert(f >= r->fields && f < r->fields + r->field_count);
        given[f - r->fields] = fault || !field_none(f, into);
    }
    for (int i = 0; i < r->field_count; i++)
        if ((r->fields[i].flags & NEEDED) && !given[i])
            problem(in->ps, path_of(in, r->fields[i].name), FAULT_field_missing);
}

// The parser stops right behind the second key's closing quote.
static Str key_before(Str body, i64 end)
{
    assert(body.len >= 0);
    if (end < 2 || end > body.len || body.at[end - 1] != '"') return (Str){ 0 };
    i64 start = end - 1;
    while (start > 0 && body.at[start - 1] != '"') start--;
    return (Str){ body.at + start, end - 1 - start };
}

// `into` is blanked first and then filled as far as the body goes; whether it may be used is for the caller to see by
// ps->count. On a key given twice the body is read once more without that check, so that the other mistakes are told.
void record_from_json(const Record *r, Arena *a, Str body, void *into, Problems *ps, const char *const *also)
{
    assert(r && into && ps);
    json_error_t e;
    record_blank(r, into);
    json_t *object = load(body, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &e);
    if (!object && json_error_code(&e) == json_error_duplicate_key) {
        problem(ps, arena_str(a, key_before(body, e.position)), FAULT_field_twice);
        object = load(body, JSON_ALLOW_NUL, &e);                    // tell the other problems too
    }
    if (json_is_object(object)) {
        take_members(r, &(Into){ a, ps, { 0 } }, object, into, also);
    } else {
        Str hint = e.line > 0 ? arena_fmt(a, "%d:%d", e.line, e.column) : (Str){ 0 };      // said in words by gate
        problem_hint(ps, (Str){ 0 }, FAULT_body_not_json, hint);
    }
    json_decref(object);
}

// ---- from an entry ---------------------------------------------------------------------------

// Trusted means that bounds are not asked again, not that types are: a damaged entry gives false, never a wrong read.
static bool take_object(const Record *r, Arena *a, json_t *object, void *into);
static bool take_trusted(const Field *f, Arena *a, json_t *v, void *into);

static bool take_many(const Field *f, Arena *a, json_t *v, void *into)
{
    i64 count = (i64)json_array_size(v), size = field_each_size(f);
    char *items = count ? arena_take(a, size, count) : NULL;
    Field each = f->of ? (Field){ 0 } : field_each(f);
    bool good = json_is_array(v);
    for (i64 i = 0; i < count; i++) {
        json_t *item = json_array_get(v, (size_t)i);
        good &= f->of ? take_object(f->of, a, item, items + i * size)
                      : take_trusted(&each, a, item, items + i * size);
    }
    *(Many *)field_at(f, into) = (Many){ items, count };
    return good;
}

static bool take_trusted(const Field *f, Arena *a, json_t *v, void *into)
{
    Str s = json_is_string(v) ? text_of(v) : (Str){ 0 };
    void *to = field_at(f, into);
    switch (f->kind) {
    case TEXT:
        *(Str *)to = arena_str(a, s);
        return json_is_string(v);
    case BYTES: {
        Field any = { .kind = BYTES, .at = f->at };
        return json_is_string(v) && field_put_bytes(&any, a, s, into) == OK;
    }
    case NUMBER:
        *(double *)to = json_number_value(v);
        return json_is_number(v);
    case COUNT_: case REF: return whole_of(v, to);
    case FLAG:
        *(i64 *)to = json_is_true(v);
        return json_is_boolean(v);
    case MOMENT: case ON: case CHOICE: return field_put_word(f, s, into) == OK;
    case MANY: return take_many(f, a, v, into);
    case ONE: {
        void *one = arena_take(a, f->of->size, 1);
        *(One *)to = (One){ one };
        return take_object(f->of, a, v, one);
    }
    case INLINE: break;
    }
    return false;
}

// Members come in row order, so the row after the last one is nearly always the right one.
static const Field *row_of(const Record *r, int *next, Str key)
{
    assert(*next >= 0 && *next <= r->field_count);
    const Field *f = *next < r->field_count && str_is(key, r->fields[*next].name) ? &r->fields[*next] : NULL;
    if (!f) f = record_field(r, key);
    if (f) *next = (int)(f - r->fields) + 1;
    return f;
}

static bool take_object(const Record *r, Arena *a, json_t *object, void *into)
{
    const char *key;
    json_t *v;
    int next = 0;
    bool good = json_is_object(object);
    record_blank(r, into);
    json_object_foreach(object, key, v) {
        const Field *f = row_of(r, &next, str(key));
        if (f && !json_is_null(v)) good &= take_trusted(f, a, v, into);
    }
    return good;
}

// Called by apply and by every replay, once an entry. False is a finding or the end of the job, never a guess.
bool record_from_entry(const Record *r, Arena *a, Str object, void *into)
{
    if (entry_scan(r, a, object, into)) return true;
    json_error_t e;
    json_t *root = load(object, 0, &e);
    bool good = take_object(r, a, root, into);
    json_decref(root);
    return good;
}

// ---- single members --------------------------------------------------------------------------

// For the few members that belong to no record. Each call reads the whole body: fine for one, not for a list.
bool json_member_text(Arena *a, Str body, const char *key, Str *into)
{
    json_error_t e;
    json_t *root = load(body, JSON_ALLOW_NUL, &e), *v = json_object_get(root, key);
    bool good = json_is_string(v);
    if (good) *into = arena_str(a, text_of(v));
    json_decref(root);
    return good;
}

bool json_member_i64(Arena *a, Str body, const char *key, i64 *into)
{
    (void)a;
    json_error_t e;
    json_t *root = load(body, JSON_ALLOW_NUL, &e);
    bool good = whole_of(json_object_get(root, key), into);
    json_decref(root);
    return good;
}

// The place behind the string that starts at `at`. The text is JSON, so it ends.
static i64 string_end(Str s, i64 at)
{
    assert(at >= 0 && at < s.len && s.at[at] == '"');
    for (i64 i = at + 1; i < s.len; i++) {
        if (s.at[i] == '\\') i++;
        else if (s.at[i] == '"') return i + 1;
    }
    return s.len;
}

// The place behind the value that starts at `at`: a comma or bracket that does not belong to it.
static i64 value_end(Str s, i64 at)
{
    int depth = 0;
    while (at < s.len) {
        char c = s.at[at];
        if (c == '"') { at = string_end(s, at); continue; }
        if (depth == 0 && (c == ',' || c == '}')) break;
        if (c == '{' || c == '[') depth++;
        if (c == '}' || c == ']') depth--;
        at++;
    }
    return at;
}

static i64 blanks_end(Str s, i64 at)
{
    while (at < s.len && strchr(" \t\r\n", s.at[at])) at++;
    return at;
}

// A name in its quotes; it may be written with escapes.
static bool key_is(Str quoted, const char *key)
{
    if (!memchr(quoted.at, '\\', (size_t)quoted.len)) return str_is((Str){ quoted.at + 1, quoted.len - 2 }, key);
    json_t *name = json_loadb(quoted.at, (size_t)quoted.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    bool same = json_is_string(name) && str_is(text_of(name), key);
    json_decref(name);
    return same;
}

// A slice of `body`, not a copy. The body is read as JSON first, so that the walk over it meets nothing else, however
// it is written. A member given twice is none: nobody could say which one is meant.
bool json_member_raw(Arena *a, Str body, const char *key, Str *into)
{
    (void)a;
    json_error_t e;
    json_t *root = load(body, JSON_ALLOW_NUL, &e);
    bool object = json_is_object(root);
    int found = 0;
    json_decref(root);
    if (!object) return false;
    i64 at = blanks_end(body, blanks_end(body, 0) + 1);
    while (at < body.len && body.at[at] == '"') {
        i64 name_end = string_end(body, at), start = blanks_end(body, blanks_end(body, name_end) + 1);
        i64 end = value_end(body, start);
        if (key_is((Str){ body.at + at, name_end - at }, key)) {
            *into = str_trim((Str){ body.at + start, end - start });
            found++;
        }
        at = blanks_end(body, end + 1);
    }
    return found == 1;
}
