// describe.c: the binary describes itself: OpenAPI, TypeScript, SQL and lists of columns from the same rows.
// Run by `linli describe`, by GET /api/openapi.json and at build for the faces; never on the road of a change. The
// order and spelling of what comes out is compared by test/describe.sh and openapi.sh, so it changes only with a row.
#include "record/query.h"
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
    [ONE]    = { "ONE",    NULL,   NULL,      NULL,        NULL      },
    [MANY]   = { "MANY",   NULL,   NULL,      NULL,        NULL      },
    [INLINE] = { "INLINE", NULL,   NULL,      NULL,        NULL      },
};

// In an answer, may this field be null? Texts are "" instead; counts, flags and lists always have a value, and so has
// what is NEEDED or a key. What may be left out (MAYBE) is not null when it is there.
static bool answers_null(const Field *f)
{
    switch (f->kind) {
    case TEXT: return f->flags & NULLS;
    case BYTES: case COUNT_: case FLAG: case MANY: case INLINE: return false;
    case CHOICE: if (choice_by_value(f->choices, f->choice_count, f->absent)) return false; break;
    case NUMBER: case MOMENT: case ON: case REF: case ONE: break;
    }
    return !(f->flags & (KEY | NEEDED | MAYBE));
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

static void out_ref(Out *o, const Record *r, bool input)
{
    out_fmt(o, "\"$ref\":\"#/components/schemas/%s%s\"", r->name, input ? "_input" : "");
}

static void out_many(Out *o, const Field *f, bool input);

// What stands for one value of a kind, without braces.
static void out_type(Out *o, const Field *f, bool null)
{
    out_fmt(o, null ? "\"type\":[\"%s\",\"null\"]" : "\"type\":\"%s\"", kinds[f->kind].json);
    out_pair(o, "format", kinds[f->kind].format);
    if (f->kind == BYTES)  out_pair(o, "contentEncoding", "base64");
    if (f->kind == CHOICE) out_choices(o, f->choices, f->choice_count, null);
}

// Of two fields the second is the value; of more the rest are an object of their own name.
static void out_item(Out *o, const Field *f, bool input)
{
    out_char(o, '{');
    if (f->of && f->flags & BY_NAME && !input && f->of->field_count == 2) {
        const Field *value = &f->of->fields[1];
        if (value->kind == MANY) out_many(o, value, input);
        else if (value->kind == ONE) out_ref(o, value->of, input);
        else out_type(o, value, answers_null(value));
    } else if (f->of) {
        out_ref(o, f->of, input);
    } else {
        Field each = field_each(f);
        out_type(o, &each, false);
    }
    out_char(o, '}');
}

static void out_many(Out *o, const Field *f, bool input)
{
    bool named = f->flags & BY_NAME && !input;
    out_z(o, named ? "\"type\":\"object\",\"additionalProperties\":" : "\"type\":\"array\",\"items\":");
    out_item(o, f, input);
    if (input && f->min) out_fmt(o, ",\"minItems\":%lld", (long long)f->min);
    if (input && f->max) out_fmt(o, ",\"maxItems\":%lld", (long long)f->max);
}

static void out_schema(Out *o, const Field *f, bool input)
{
    bool null = input ? !(f->flags & NEEDED) : answers_null(f);
    out_fmt(o, "\"%s\":{", f->name);
    if (f->kind == MANY) {
        out_many(o, f, input);
    } else if (f->kind == ONE && null) {
        out_z(o, "\"anyOf\":[{");
        out_ref(o, f->of, input);
        out_z(o, "},{\"type\":\"null\"}]");
    } else if (f->kind == ONE) {
        out_ref(o, f->of, input);
    } else {
        out_type(o, f, null);
    }
    out_pair(o, "title", f->label);
    out_pair(o, "x-title-en", f->label_en);
    out_pair(o, "description", f->note);
    out_pair(o, "x-purpose", f->purpose);
    if (input)                            out_bounds(o, f);
    if (f->flags & LINES)                 out_z(o, ",\"x-lines\":true");
    if (!input && (f->flags & SERVER))    out_z(o, ",\"readOnly\":true");
    out_char(o, '}');
}

static bool described(const Field *f, bool input) { return !(f->flags & (input ? HIDDEN | SERVER : HIDDEN)); }

// A body must hold what is NEEDED. Unknown members are refused, hence additionalProperties false.
void record_openapi(const Record *r, Out *o)
{
    assert(r && r->name && r->field_count >= 0);
    const char *comma = "";
    out_fmt(o, "\"%s_input\":{\"type\":\"object\"", r->name);
    out_pair(o, "title", r->label);
    out_pair(o, "description", r->note);
    out_z(o, ",\"additionalProperties\":false,\"required\":[");
    for (int i = 0; i < r->field_count; i++) {
        if (!described(&r->fields[i], true) || !(r->fields[i].flags & NEEDED)) continue;
        out_fmt(o, "%s\"%s\"", comma, r->fields[i].name);
        comma = ",";
    }
    out_z(o, "],\"properties\":{");
    comma = "";
    for (int i = 0; i < r->field_count; i++) {
        if (!described(&r->fields[i], true)) continue;
        out_z(o, comma);
        out_schema(o, &r->fields[i], true);
        comma = ",";
    }
    out_z(o, "}}");
}

// Without null: what is not said is left out of the address.
void query_openapi(const Record *r, Out *o)
{
    for (int i = 0; i < r->field_count; i++) {
        const Field *f = &r->fields[i];
        bool flag = f->kind == FLAG;
        out_fmt(o, ",{\"name\":\"%s\",\"in\":\"query\"", f->name);
        out_pair(o, "description", f->note);
        out_fmt(o, ",\"schema\":{\"type\":\"%s\"", flag ? "string" : kinds[f->kind].json);
        out_pair(o, "title", f->label);
        out_pair(o, "x-title-en", f->label_en);
        if (flag) out_z(o, ",\"enum\":[\"0\",\"1\"]");
        if (f->kind == ON) out_pair(o, "format", kinds[f->kind].format);
        if (f->kind == CHOICE) out_choices(o, f->choices, f->choice_count, false);
        out_bounds(o, f);
        out_z(o, "}}");
    }
}

// ---- answers ---------------------------------------------------------------------------------

// Always there: what everybody may see and is never left out. Open for further so that fields can be added. An item of
// an object by name is written without its first field, which is its key.
void record_answer_openapi(const Record *r, Out *o)
{
    assert(r && r->name && r->field_count > 0);
    const char *comma = "";
    out_fmt(o, "\"%s\":{\"type\":\"object\"", r->name);
    out_pair(o, "title", r->label);
    out_pair(o, "description", r->note ? r->note : r->label_en);
    out_z(o, ",\"required\":[");
    FieldWalk w = field_walk(r, NULL);
    for (const Field *f; (f = field_next(&w)) != NULL;) {
        if (!described(f, false) || f->see || f->flags & MAYBE) continue;
        out_fmt(o, "%s\"%s\"", comma, f->name);
        comma = ",";
    }
    out_z(o, "],\"properties\":{");
    comma = "";
    w = field_walk(r, NULL);
    for (const Field *f; (f = field_next(&w)) != NULL;) {
        if (!described(f, false)) continue;
        out_z(o, comma);
        out_schema(o, f, false);
        comma = ",";
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

static void types_value(Out *o, const Field *f, TypesOf of);

static void types_record(Out *o, const Record *r, TypesOf of)
{
    out_camel(o, r->name);
    if (of == TYPES_BODY) out_z(o, "Body");
}

static void types_many(Out *o, const Field *f, TypesOf of)
{
    bool named = f->flags & BY_NAME && of == TYPES_ANSWER;
    out_z(o, named ? "Record<string, " : "(");
    if (named && f->of->field_count == 2) types_value(o, &f->of->fields[1], of);
    else if (f->of) types_record(o, f->of, of);
    else {
        Field each = field_each(f);
        types_value(o, &each, of);
    }
    out_z(o, named ? ">" : ")[]");
}

static void types_value(Out *o, const Field *f, TypesOf of)
{
    switch (f->kind) {
    case MANY: types_many(o, f, of); return;
    case ONE:  types_record(o, f->of, of); return;
    case CHOICE:
        for (int i = 0; i < f->choice_count; i++) out_fmt(o, "%s'%s'", i ? " | " : "", f->choices[i].name);
        return;
    default: out_z(o, kinds[f->kind].script);
    }
}

// What the faces are compiled against: a field that is renamed or dropped breaks their build, not their users.
void record_types(const Record *r, Out *o, TypesOf of)
{
    out_fmt(o, "/** %s */\nexport interface ", r->note ? r->note : r->label_en);
    types_record(o, r, of);
    out_z(o, " {\n");
    FieldWalk w = field_walk(r, NULL);
    for (const Field *f; (f = field_next(&w)) != NULL;) {
        if (!described(f, of != TYPES_ANSWER)) continue;
        bool answer = of == TYPES_ANSWER, left = answer ? f->see || f->flags & MAYBE : !(f->flags & NEEDED);
        bool null = answer ? answers_null(f) : left && of == TYPES_BODY;
        out_fmt(o, "  /** %s: %s%s%s */\n", f->label, f->label_en, f->note ? ". " : "", f->note ? f->note : "");
        out_fmt(o, "  %s%s%s: ", answer && f->flags & SERVER ? "readonly " : "", f->name, left ? "?" : "");
        types_value(o, f, of);
        out_z(o, null ? " | null\n" : "\n");
    }
    out_z(o, "}\n");
}

// ---- SQL and columns -------------------------------------------------------------------------

// What a table of these rows would look like: a help when a migration is written, never run. Migrations are written by
// hand, because they have to say a default for the rows that are there.
void record_sql(const Record *r, Out *o)
{
    const char *comma = "";
    out_fmt(o, "CREATE TABLE %s (\n", r->name);
    for (int i = 0; i < r->field_count; i++) {
        const Field *f = &r->fields[i];
        if (!field_column(f)) continue;
        out_fmt(o, "%s  %-20s %s%s", i ? ",\n" : "", f->name, kinds[f->kind].sql, f->kind == NUMBER ? "" : " NOT NULL");
    }
    for (int i = 0; i < r->field_count; i++) {
        if (!(r->fields[i].flags & KEY)) continue;
        out_fmt(o, "%s%s", *comma ? comma : ",\n  PRIMARY KEY (", r->fields[i].name);
        comma = ", ";
    }
    out_z(o, *comma ? ")\n);\n" : "\n);\n");
}

// In the order of the bits of record.h.
static void out_flags(Out *o, unsigned flags)
{
    static const char *const words[] = { "needed", "server", "private", "sealed", "key", "lines", "hidden", "loose",
                                         "called", "plain", "maybe", "nulls", "by_name",
                                         "stays", "passing" };
    const char *space = "";
    for (int i = 0; i < COUNT(words); i++) {
        if (!(flags >> i & 1)) continue;
        out_fmt(o, "%s%s", space, words[i]);
        space = " ";
    }
}

void record_columns(const Record *r, Out *o)
{
    for (int i = 0; i < r->field_count; i++) {
        const Field *f = &r->fields[i];
        if (f->kind == INLINE) continue;
        out_fmt(o, "%s.%s\t%s\t%s\t", r->name, f->name, f->label, kinds[f->kind].word);
        out_flags(o, f->flags);
        out_char(o, '\t');
        if (f->min || f->max) out_fmt(o, "%lld..%lld", (long long)f->min, (long long)f->max);
        out_fmt(o, "\t%s\n", f->purpose ? f->purpose : "");
    }
}

// In row order, as record_insert_sql and rows_record count on.
Str record_column_list(const Record *r, Arena *a, const char *prefix)
{
    assert(r && r->field_count > 0);
    Out o = out_new(a, 64 << 10);
    Str p = str(prefix);
    const char *dot = p.len && p.at[p.len - 1] != '.' ? "." : "", *comma = "";
    for (int i = 0; i < r->field_count; i++) {
        if (!field_column(&r->fields[i])) continue;
        out_fmt(&o, "%s%s%s%s", comma, prefix ? prefix : "", dot, r->fields[i].name);
        comma = ",";
    }
    return out_done(&o);
}

Str record_insert_sql(const Record *r, Arena *a)
{
    assert(r && r->field_count > 0);
    Out o = out_new(a, 64 << 10);
    out_fmt(&o, "INSERT INTO %s(", r->name);
    out_str(&o, record_column_list(r, a, NULL));
    out_z(&o, ") VALUES(");
    for (int i = 0, n = 0; i < r->field_count; i++) {
        if (!field_column(&r->fields[i])) continue;
        n++;
        out_fmt(&o, n > 1 ? ",$%d" : "$%d", n);
    }
    out_char(&o, ')');
    return out_done(&o);
}
