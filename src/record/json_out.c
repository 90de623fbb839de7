// json_out.c: from a record to JSON, for the journal (every field, the same bytes for ever) and for people.
#include "record/record.h"
#include <string.h>

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

void record_to_entry(const Record *r, Out *o, const void *from)
{
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

bool record_members(const Record *r, Out *o, const void *from, unsigned reader, bool more)
{
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
