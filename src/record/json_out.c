// json_out.c: from a record to JSON, for the journal (the same bytes for ever) and for people.
// Answers are written straight from structs without a tree between. The journal's form may never change: a leaf is the
// hash of these bytes, and a proof that was handed out ten years ago must still hold. Order of rows, no blanks, and
// that what is absent is left out are therefore law.
#include "record/record.h"
#include <string.h>

// For names of ours, which hold nothing to escape.
static void out_name(Out *o, const char *z)
{
    out_char(o, '"');
    out_z(o, z);
    out_char(o, '"');
}

// Chosen of many thousand values an answer, hence looked up once.
static void out_choice(Out *o, const Field *f, i64 value)
{
    const Choice *c = choice_by_value(f->choices, f->choice_count, value);
    if (c) out_name(o, c->name);
    else   out_z(o, "null");
}

// ,"name": in one piece
static void out_key(Out *o, const char *name, bool comma)
{
    enum { KEY_MOST = 60 };
    char text[KEY_MOST + 4];
    size_t len = strlen(name);
    assert(len <= KEY_MOST);
    text[0] = ',';
    text[1] = '"';
    memcpy(text + 2, name, len);
    text[len + 2] = '"';
    text[len + 3] = ':';
    out_str(o, (Str){ text + !comma, (i64)len + 4 - !comma });
}

// For whom it is written: an entry holds everything, people what their classes may see.
typedef struct Reader { bool entry; unsigned see; } Reader;
static bool out_members(const Record *r, Out *o, const void *from, Reader to, bool more);

static void out_object(const Record *r, Out *o, const void *from, Reader to)
{
    out_char(o, '{');
    out_members(r, o, from, to, false);
    out_char(o, '}');
}

static void out_value(Out *o, const Field *f, const void *from, Reader to);

// "key":value, the first field being the key: of two fields the other is the value, of more the rest are an object.
static void out_by_name(Out *o, const Record *r, const void *item, Reader to, bool comma)
{
    assert(r->field_count > 1);
    out_key(o, arena_z(o->arena, field_str(&r->fields[0], item)), comma);
    if (r->field_count == 2) out_value(o, &r->fields[1], item, to);
    else                     out_object(r, o, item, to);
}

static void out_many(Out *o, const Field *f, Many many, Reader to)
{
    Field each = f->of ? (Field){ 0 } : field_each(f);
    i64 size = field_each_size(f);
    bool named = f->flags & BY_NAME && !to.entry;
    assert(many.count >= 0 && (many.at || many.count == 0));
    out_char(o, named ? '{' : '[');
    for (i64 i = 0; i < many.count; i++) {
        const void *item = (const char *)many.at + i * size;
        if (i && !named) out_char(o, ',');
        if (named)      out_by_name(o, f->of, item, to, i > 0);
        else if (f->of) out_object(f->of, o, item, to);
        else            out_value(o, &each, item, to);
    }
    out_char(o, named ? '}' : ']');
}

// A choice is written by its name, never its number: names are what outsiders may rely on.
static void out_value(Out *o, const Field *f, const void *from, Reader to)
{
    bool may_lack = f->kind == NUMBER || f->kind == MOMENT || f->kind == REF || f->kind == ON || f->kind == ONE;
    if (may_lack && field_none(f, from)) { out_z(o, "null"); return; }
    switch (f->kind) {
    case TEXT:
        if (f->flags & NULLS && !to.entry && !field_str(f, from).len) out_z(o, "null");
        else out_json(o, field_str(f, from));
        break;
    case NUMBER: out_double(o, field_double(f, from)); break;
    case COUNT_: case REF: out_i64(o, field_i64(f, from)); break;
    case FLAG:   out_z(o, field_i64(f, from) ? "true" : "false"); break;
    case CHOICE: out_choice(o, f, field_i64(f, from)); break;
    case MOMENT: case ON:
        out_char(o, '"');
        if (f->kind == ON) out_day(o, field_i64(f, from));
        else               out_moment(o, field_i64(f, from));
        out_char(o, '"');
        break;
    case BYTES: {
        Str s = field_str(f, from);
        out_json(o, base64_text(o->arena, (const byte *)s.at, s.len));
        break;
    }
    case ONE:    out_object(f->of, o, field_one(f, from), to); break;
    case MANY:   out_many(o, f, field_many(f, from), to); break;
    case INLINE: assert(false && "field_next goes into it"); break;
    }
}

// What people may not see is left out rather than emptied, so a page can tell "nobody said" from "not for you".
static bool out_members(const Record *r, Out *o, const void *from, Reader to, bool more)
{
    bool written = false;
    FieldWalk w = field_walk(r, from);
    for (const Field *f; (f = field_next(&w)) != NULL;) {
        if (to.entry && field_absent(f, w.from)) continue;
        assert((!to.entry || f->kind != CHOICE || !field_none(f, w.from)) && "a choice without a name is lost history");
        if (!to.entry && (!field_shown(f, to.see) || (f->flags & MAYBE && field_absent(f, w.from)))) continue;
        out_key(o, f->name, written || more);
        if (!to.entry && f->flags & PRIVATE && !field_none(f, w.from)) out_name(o, MASKED);
        else out_value(o, f, w.from, to);
        written = true;
    }
    return written;
}

// HIDDEN ones too: what the entry does not hold, no replay can bring back. What is absent reads back as absent. Sealing
// has been done by the caller; this writes what the struct holds.
void record_to_entry(const Record *r, Out *o, const void *from)
{
    assert(r->field_count > 0 && from);
    out_object(r, o, from, (Reader){ .entry = true });
}

// The one way a record goes out to people.
bool record_members(const Record *r, Out *o, const void *from, unsigned reader, bool more)
{
    assert(r && o && from);
    return out_members(r, o, from, (Reader){ .see = reader }, more);
}
