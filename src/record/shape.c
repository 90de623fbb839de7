// shape.c: answers whose members are still written by hand, described beside the code. Goes with the last of them.
#include "record/shape.h"
#include <string.h>

static const struct { const char *word, *sql, *json, *format, *script; } kinds[] = {
    [TEXT]   = { "TEXT",   "TXT",  "string",  NULL,        "string"  },
    [NUMBER] = { "NUMBER", "REAL", "number",  "double",    "number"  },
    [COUNT_] = { "COUNT",  "I64",  "integer", "int64",     "number"  },
    [FLAG]   = { "FLAG",   "I64",  "boolean", NULL,        "boolean" },
    [MOMENT] = { "MOMENT", "I64",  "string",  "date-time", "string"  },
    [ON]     = { "ON",     "I64",  "string",  "date",      "string"  },
    [CHOICE] = { "CHOICE", "I64",  "string",  NULL,        "string"  },
    [REF]    = { "REF",    "I64",  "integer", "int64",     "number"  },
    [BYTES]  = { "BYTES",  "BIN",  "string",  NULL,        "string"  },
};

// In an answer, may this field be null? Texts are "" instead; counts and flags always have a value.
static bool answers_null(const Field *f)
{
    switch (f->kind) {
    case TEXT: case BYTES: case COUNT_: case FLAG: return false;
    case CHOICE: return !choice_by_value(f->choices, f->choice_count, f->absent);
    default: break;
    }
    return !(f->flags & KEY);
}

// ---- OpenAPI ---------------------------------------------------------------------------------

static void out_pair(Out *o, const char *key, const char *z)
{
    if (!z) return;
    out_fmt(o, ",\"%s\":", key);
    out_json(o, str(z));
}

// Only what the engine really enforces: a bound that a generated client checked more strictly than we do would refuse
// what is fine. min of a text that may be left out is not told, since nothing at all is absent and not too short.
static void out_bounds(Out *o, const Field *f)
{
    bool texts = f->kind == TEXT, numbers = f->kind == NUMBER || f->kind == COUNT_;
    if (texts && f->min && (f->flags & NEEDED)) out_fmt(o, ",\"minLength\":%lld", (long long)f->min);
    if (texts && f->max)                        out_fmt(o, ",\"maxLength\":%lld", (long long)f->max);
    if (numbers && (f->min || f->max))
        out_fmt(o, ",\"minimum\":%lld,\"maximum\":%lld", (long long)f->min, (long long)f->max);
    if (f->kind == REF) out_z(o, ",\"minimum\":1");
}

// Names are for machines; the labels in both languages travel beside them, so no page keeps its own list.
static void out_choices(Out *o, const Choice *choices, int count, bool null)
{
    out_z(o, ",\"enum\":[");
    for (int i = 0; i < count; i++) out_fmt(o, "%s\"%s\"", i ? "," : "", choices[i].name);
    out_z(o, null ? ",null],\"x-labels\":{" : "],\"x-labels\":{");
    for (int i = 0; i < count; i++) {
        const Choice *c = &choices[i];
        out_fmt(o, "%s\"%s\":[", i ? "," : "", c->name);
        out_json(o, str(c->label));
        out_char(o, ',');
        out_json(o, str(c->label_en ? c->label_en : c->name));
        out_char(o, ']');
    }
    out_char(o, '}');
}

static void out_schema(Out *o, const Field *f, bool input)
{
    bool null = input ? !(f->flags & NEEDED) : answers_null(f);
    out_fmt(o, null ? "\"%s\":{\"type\":[\"%s\",\"null\"]" : "\"%s\":{\"type\":\"%s\"", f->name, kinds[f->kind].json);
    out_pair(o, "title", f->label);
    out_pair(o, "x-title-en", f->label_en);
    out_pair(o, "description", f->note);
    out_pair(o, "x-purpose", f->purpose);
    out_pair(o, "format", kinds[f->kind].format);
    if (f->kind == BYTES)                 out_pair(o, "contentEncoding", "base64");
    if (f->kind == CHOICE)                out_choices(o, f->choices, f->choice_count, null);
    if (input)                            out_bounds(o, f);
    if (f->flags & LINES)                 out_z(o, ",\"x-lines\":true");
    if (!input && (f->flags & SERVER))    out_z(o, ",\"readOnly\":true");
    out_char(o, '}');
}

static bool described(const Field *f, bool input) { return !(f->flags & (input ? HIDDEN | SERVER : HIDDEN)); }

// ---- answers ---------------------------------------------------------------------------------

// Not HIDDEN, not left out of this answer, and not written in another form by a member.
static const Field *shape_field(const Shape *s, int i)
{
    const Field *f = &s->record->fields[i];
    Str left = str(s->without ? s->without : "");
    while (left.len)
        if (str_is(str_cut(&left, ','), f->name)) return NULL;
    for (int m = 0; m < s->part_count; m++)
        if (!strcmp(s->parts[m].name, f->name)) return NULL;
    return described(f, false) ? f : NULL;
}

static int shape_fields(const Shape *s) { return s->record ? s->record->field_count : 0; }

// What one item is, without list and null.
static void out_item(Out *o, const Part *m, bool null)
{
    if (m->of) {
        out_fmt(o, null ? "{\"anyOf\":[{\"$ref\":\"#/components/schemas/%s\"},{\"type\":\"null\"}]"
                        : "{\"$ref\":\"#/components/schemas/%s\"", m->of->name);
        return;
    }
    out_fmt(o, null ? "{\"type\":[\"%s\",\"null\"]" : "{\"type\":\"%s\"", kinds[m->kind].json);
    out_pair(o, "format", kinds[m->kind].format);
    if (m->kind == CHOICE) out_choices(o, m->choices, m->choice_count, null);
}

static void out_part(Out *o, const Part *m)
{
    assert(m->name && m->label && m->label_en && !(m->how & NULLS && m->how & (LISTED | BY_NAME)));
    assert((m->kind == CHOICE) == (m->choice_count > 0) && (!m->of || m->kind == TEXT));
    out_fmt(o, "\"%s\":", m->name);
    if (m->how & BY_NAME) out_z(o, "{\"type\":\"object\",\"additionalProperties\":");
    if (m->how & LISTED) out_z(o, "{\"type\":\"array\",\"items\":");
    out_item(o, m, m->how & NULLS);
    if (m->how & LISTED) out_z(o, "}");
    if (m->how & BY_NAME) out_z(o, "}");
    out_pair(o, "title", m->label);
    out_pair(o, "x-title-en", m->label_en);
    out_char(o, '}');
}

static void shape_required(const Shape *s, Out *o)
{
    const char *comma = "";
    out_z(o, ",\"required\":[");
    for (int i = 0; i < shape_fields(s); i++) {
        const Field *f = shape_field(s, i);
        if (!f || f->see) continue;
        out_fmt(o, "%s\"%s\"", comma, f->name);
        comma = ",";
    }
    for (int i = 0; i < s->part_count; i++) {
        if (s->parts[i].how & MAYBE) continue;
        out_fmt(o, "%s\"%s\"", comma, s->parts[i].name);
        comma = ",";
    }
    out_char(o, ']');
}

// Always there: what everybody may see. Open for further so that fields can be added.
void shape_openapi(const Shape *s, Out *o)
{
    assert(s && s->name && (s->record || s->part_count));
    const char *comma = "";
    out_fmt(o, "\"%s\":{\"type\":\"object\"", s->name);
    out_pair(o, "title", s->label ? s->label : s->record->label);
    out_pair(o, "description", s->label ? s->label_en : s->record->note);
    shape_required(s, o);
    out_z(o, ",\"properties\":{");
    for (int i = 0; i < shape_fields(s); i++) {
        const Field *f = shape_field(s, i);
        if (!f) continue;
        out_z(o, comma);
        out_schema(o, f, false);
        comma = ",";
    }
    for (int i = 0; i < s->part_count; i++, comma = ",") {
        out_z(o, comma);
        out_part(o, &s->parts[i]);
    }
    out_z(o, "}}");
}

// ---- TypeScript ------------------------------------------------------------------------------

// matter_note → MatterNote
static void out_camel(Out *o, const char *name)
{
    bool up = true;
    for (; *name; name++) {
        if (*name != '_') out_char(o, up && *name >= 'a' && *name <= 'z' ? (char)(*name - 'a' + 'A') : *name);
        up = *name == '_';
    }
}

static void types_choices(Out *o, const Choice *c, int count)
{
    for (int i = 0; i < count; i++) out_fmt(o, "%s'%s'", i ? " | " : "", c[i].name);
}

static void types_field(Out *o, const Field *f)
{
    assert(f->kind >= TEXT && f->kind <= BYTES);
    out_fmt(o, "  /** %s%s%s */\n", f->label, f->note ? ": " : "", f->note ? f->note : "");
    out_fmt(o, "  %s%s%s: ", f->flags & SERVER ? "readonly " : "", f->name, f->see ? "?" : "");
    if (f->kind != CHOICE) out_z(o, kinds[f->kind].script);
    types_choices(o, f->choices, f->choice_count);
    out_z(o, answers_null(f) ? " | null\n" : "\n");
}

static void types_part(Out *o, const Part *m)
{
    out_fmt(o, "  /** %s: %s */\n  readonly %s%s: ", m->label, m->label_en, m->name, m->how & MAYBE ? "?" : "");
    if (m->how & BY_NAME) out_z(o, "Record<string, ");
    if (m->how & LISTED) out_char(o, '(');
    if (m->of) out_camel(o, m->of->name);
    else if (m->kind == CHOICE) types_choices(o, m->choices, m->choice_count);
    else out_z(o, kinds[m->kind].script);
    if (m->how & LISTED) out_z(o, ")[]");
    if (m->how & BY_NAME) out_char(o, '>');
    out_z(o, m->how & NULLS ? " | null\n" : "\n");
}

// What the faces are compiled against: a field that is renamed or dropped breaks their build, not their users.
void shape_types(const Shape *s, Out *o)
{
    const char *note = s->label ? s->label_en : s->record->note;
    if (note) out_fmt(o, "/** %s */\n", note);
    out_z(o, "export interface ");
    out_camel(o, s->name);
    out_z(o, " {\n");
    for (int i = 0; i < shape_fields(s); i++)
        if (shape_field(s, i)) types_field(o, shape_field(s, i));
    for (int i = 0; i < s->part_count; i++) types_part(o, &s->parts[i]);
    out_z(o, "}\n");
}
