// json_out.c: from a record to JSON, for the journal (every field, the same bytes for ever) and for people.
// Answers are written straight from structs without a tree between. The journal's form may never change: a leaf is the
// hash of these bytes, and a proof that was handed out ten years ago must still hold. Order of rows, no blanks, absent
// texts as "" and other absent values as null are therefore law.
#include "record/record.h"
#include <string.h>

// For names of ours, which hold nothing to escape.
static void out_name(Out *o, const char *z)
{
    out_char(o, '"');
    out_z(o, z);
    out_char(o, '"');
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

// A choice is written by its name, never its number: names are what outsiders may rely on.
static void out_value(Out *o, const Field *f, const void *from)
{
    if (field_none(f, from) && !field_texts(f)) { out_z(o, "null"); return; }
    switch (f->kind) {
    case TEXT:   out_json(o, field_str(f, from)); break;
    case NUMBER: out_double(o, field_double(f, from)); break;
    case COUNT_: case REF: out_i64(o, field_i64(f, from)); break;
    case FLAG:   out_z(o, field_i64(f, from) ? "true" : "false"); break;
    case CHOICE: out_name(o, choice_by_value(f->choices, f->choice_count, field_i64(f, from))->name); break;
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
    }
}

// Every field, HIDDEN ones too: what the entry does not hold, no replay can bring back. Sealing has been done by the
// caller; this writes what the struct holds.
void record_to_entry(const Record *r, Out *o, const void *from)
{
    assert(r->field_count > 0 && from);
    for (int i = 0; i < r->field_count; i++) {
        const Field *f = &r->fields[i];
        // A nameless choice reads back as `absent`: any other value would be lost from history.
        assert(f->kind != CHOICE || !field_none(f, from) || field_i64(f, from) == f->absent);
        if (i == 0) out_char(o, '{');
        out_key(o, f->name, i > 0);
        out_value(o, f, from);
    }
    out_char(o, '}');
}

// The one way a record goes out to people. What a reader may not see is left out rather than emptied, so a page can
// tell "nobody said" from "not for you".
bool record_members(const Record *r, Out *o, const void *from, unsigned reader, bool more)
{
    assert(r && o && from);
    bool written = false;
    for (int i = 0; i < r->field_count; i++) {
        const Field *f = &r->fields[i];
        if (!field_shown(f, reader)) continue;
        out_key(o, f->name, written || more);
        if ((f->flags & PRIVATE) && !field_none(f, from)) out_name(o, MASKED);
        else out_value(o, f, from);
        written = true;
    }
    return written;
}
