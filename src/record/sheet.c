// sheet.c: a record as cells people read: labels instead of names, local time, private fields masked.
// Sheets go to offices and from there anywhere, so they hold less than answers: PRIVATE is masked whoever asks, and
// opening a value is an act of its own (`look`). Written row by row; nothing here holds a whole list.
#include "record/sheet.h"

enum { CELL_MOST = 32 << 10 };      // what a spreadsheet's cell holds

static const char *choice_label(const Field *f, const void *from, Lang lang)
{
    const Choice *c = choice_by_value(f->choices, f->choice_count, field_i64(f, from));
    return lang == ZH ? c->label : c->label_en ? c->label_en : c->name;
}

// China's time without an offset: what a spreadsheet takes for a moment.
static void out_local(Out *o, i64 moment)
{
    Civil c = civil_of(moment);
    out_day(o, day_of(moment));
    out_fmt(o, " %02d:%02d:%02d", c.hour, c.minute, c.second);
}

// Words are quoted and kept from running as formulas; what a person may have typed is always wordy.
static bool wordy(const Field *f)
{
    return (f->flags & PRIVATE) || field_texts(f) || field_nests(f) || f->kind == CHOICE;
}

// What is nested in one cell: the items with 、 or ; between them, each as its shown cells with blanks between.
static void out_nested(Out *o, const Field *f, const void *from, unsigned reader, Lang lang)
{
    Many all = f->kind == MANY ? field_many(f, from) : (Many){ field_one(f, from), !field_none(f, from) };
    Field each = f->of ? (Field){ 0 } : field_each(f);
    i64 size = f->kind == MANY ? field_each_size(f) : f->of->size;
    for (i64 i = 0; i < all.count; i++) {
        const void *item = (const char *)all.at + i * size;
        if (i) out_z(o, lang == ZH ? "；" : "; ");
        if (!f->of) { out_str(o, field_text(&each, o->arena, item, reader, lang)); continue; }
        const char *blank = "";
        FieldWalk w = field_walk(f->of, item);
        for (const Field *g; (g = field_next(&w)) != NULL;) {
            if (!field_shown(g, reader) || field_none(g, w.from)) continue;
            out_z(o, blank);
            out_str(o, field_text(g, o->arena, w.from, reader, lang));
            blank = " ";
        }
    }
}

static Str cell_words(const Field *f, Arena *a, const void *from, unsigned reader, Lang lang)
{
    assert(wordy(f) && !field_none(f, from));
    if (f->flags & PRIVATE) return STR(MASKED);
    if (field_nests(f)) {
        Out o = out_new(a, CELL_MOST);
        out_nested(&o, f, from, reader, lang);
        return o.full ? STR("…") : out_done(&o);
    }
    if (f->kind == CHOICE)  return str(choice_label(f, from, lang));
    Str s = field_str(f, from);
    return f->kind == BYTES ? base64_text(a, (const byte *)s.at, s.len) : s;
}

// Numbers, days and moments hold nothing a spreadsheet would run, so they go out bare and stay numbers there.
static void out_plain(Out *o, const Field *f, const void *from, Lang lang)
{
    assert(!wordy(f));
    i64 v = f->kind == NUMBER ? 0 : field_i64(f, from);
    switch (f->kind) {
    case NUMBER: out_double(o, field_double(f, from)); break;
    case FLAG:   out_z(o, lang == ZH ? (v ? "是" : "否") : (v ? "Yes" : "No")); break;
    case MOMENT: out_local(o, v); break;
    case ON:     out_day(o, v); break;
    case COUNT_: case REF: out_i64(o, v); break;
    case TEXT: case BYTES: case CHOICE: case ONE: case MANY: case INLINE: break;
    }
}

// One cell for .xlsx and pages; "" when the field is none. out_csv's quote mark is not added: a cell that is typed as
// text does not run.
Str field_text(const Field *f, Arena *a, const void *from, unsigned reader, Lang lang)
{
    assert(f && from);
    Out o = out_new(a, 64);
    if (field_none(f, from)) return (Str){ 0 };
    if (wordy(f)) return cell_words(f, a, from, reader, lang);
    out_plain(&o, f, from, lang);
    return out_done(&o);
}

bool cell_shown(const FieldWalk *w, const Field *f, unsigned reader)
{
    return field_shown(f, reader) && (!w->one || field_shown(w->one, reader));
}

static const char *label_of(const Field *f, Lang lang) { return lang == ZH || !f->label_en ? f->label : f->label_en; }

Str cell_head(const FieldWalk *w, const Field *f, Arena *a, Lang lang)
{
    if (!w->one) return str(label_of(f, lang));
    return arena_fmt(a, lang == ZH ? "%s%s" : "%s: %s", label_of(w->one, lang), label_of(f, lang));
}

// The same fields in the same order as record_sheet_row for the same reader, or columns would slip.
void record_sheet_head(const Record *r, Out *o, unsigned reader, Lang lang)
{
    bool more = false;
    FieldWalk w = field_cells(r, NULL);
    for (const Field *f; (f = field_next(&w)) != NULL;) {
        if (!cell_shown(&w, f, reader)) continue;
        if (more) out_char(o, ',');
        out_csv(o, cell_head(&w, f, o->arena, lang));
        more = true;
    }
    out_z(o, "\r\n");
}

void record_sheet_row(const Record *r, Out *o, const void *from, unsigned reader, Lang lang)
{
    assert(r && o->arena && from);
    bool more = false;
    FieldWalk w = field_cells(r, from);
    for (const Field *f; (f = field_next(&w)) != NULL;) {
        if (!cell_shown(&w, f, reader)) continue;
        if (more) out_char(o, ',');
        more = true;
        if (!w.from || field_none(f, w.from)) continue;
        if (wordy(f)) out_csv(o, cell_words(f, o->arena, w.from, reader, lang));
        else          out_plain(o, f, w.from, lang);
    }
    out_z(o, "\r\n");
}
