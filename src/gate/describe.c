// describe.c: the program describes itself from its rows: which records and choices there are; columns, SQL, types.
// The rest is in openapi.c and rights.c.
// Walks the list of actions as app_match does, so what is described is what is served. Used at build and by tests;
// only the OpenAPI document and the choices are also served.
#include "gate/gate_api.h"
#include <string.h>

// ---- what there is -------------------------------------------------------------------------------

const Action *action_nth(int n, const Capability **of)
{
    assert(n >= 0 && of);
    for (int c = 0; c < capability_count; c++) {
        *of = capabilities[c];
        if (n < (*of)->action_count) return &(*of)->actions[n];
        n -= (*of)->action_count;
    }
    return NULL;
}

// An answer may bear the name of the table whose row it holds inline, before all else.
static const Record *record_namesake(const Record *r)
{
    const Record *of = r->fields[0].kind == INLINE ? r->fields[0].of : NULL;
    return of && !strcmp(of->name, r->name) ? of : NULL;
}

// Each once, and what is nested in it; what is written inline has no name of its own there, but a table is told among
// all. The recursion ends where a record is known.
static void record_add(Records *all, const Record *r, bool tables)
{
    for (int i = 0; i < all->count; i++) {
        const Record *known = all->at[i];
        if (known == r) return;
        bool same = strcmp(known->name, r->name) == 0;
        assert((!same || record_namesake(known) == r || record_namesake(r) == known) && "one name, one record");
    }
    assert(all->count < SHAPES_MAX);
    all->at[all->count++] = r;
    if (tables && record_namesake(r)) record_add(all, record_namesake(r), tables);
    FieldWalk w = field_walk(r, NULL);
    for (const Field *f; (f = field_next(&w)) != NULL;) {
        bool value = f->flags & BY_NAME && f->of->field_count == 2;     // its second field stands for it
        const Record *of = value ? f->of->fields[1].of : f->of;
        if (of && !(f->flags & HIDDEN)) record_add(all, of, tables);
    }
}

void records_add(Records *all, const Record *r)
{
    if (r) record_add(all, r, false);
}

const Record *action_answer(const Action *a) { return a->out ? a->out : a->deed.entry; }

// In the order in which the actions first name them, so output is stable.
Records records_all(void)
{
    Records all = { .count = 0 };
    const Capability *c;
    const Action *a;
    for (int n = 0; (a = action_nth(n, &c)) != NULL; n++) {
        const List *l = a->list;
        const Record *of[] = { a->out, a->in, a->deed.entry, l ? l->line : NULL, action_query(a) };
        for (int i = 0; i < (int)COUNT(of); i++) if (of[i]) record_add(&all, of[i], true);
    }
    return all;
}

const Record receipt_record = RECORD_NOTED(Receipt, "receipt", "回执", "Receipt",
    "Where a change stands in the log of the county.",
    COUNT_FIELD(Receipt, county, "区县", "The county's log"),
    COUNT_FIELD(Receipt, entry, "记录号", "Number of the entry"),
    TEXT_FIELD(Receipt, leaf, "叶哈希", "Hash of the entry", .flags = SERVER));
const Record changed_record = RECORD_OF(Changed, "changed", "变更", "Every change that enters the journal.",
    ONE_FIELD(Changed, receipt, receipt_record, "回执", "Receipt", .flags = NEEDED));
static const Record perhaps_changed_record = RECORD_OF(Changed, "perhaps_changed", "变更",
    "A change that may find nothing new.",
    ONE_FIELD(Changed, receipt, receipt_record, "回执", "Receipt, when anything was new", .flags = MAYBE));

const Record *action_receipt(const Action *a)
{
    if (a->method == GET || a->flags & OWN_ONLY) return NULL;
    return a->flags & IMPORTS ? &perhaps_changed_record : &changed_record;
}

// What no address shows is not described.
Records answers_shown(void)
{
    Records all = { .count = 0 };
    const Capability *c;
    const Action *a;
    for (int n = 0; (a = action_nth(n, &c)) != NULL; n++)
        if (a->path) records_add(&all, action_answer(a)), records_add(&all, action_receipt(a));
    return all;
}

// ---- lists of choices ----------------------------------------------------------------------------

static bool choice_list_known(const ChoiceLists *all, const Field *f)
{
    for (int i = 0; i < all->count; i++)
        if (all->at[i].at == f->choices) return true;
    return false;
}

// The same list behind two fields is one; two lists behind fields of one name are told apart by their records.
static void choice_list_add(ChoiceLists *all, const Record *r, const Field *f)
{
    assert(f && f->name);
    if (!f->choice_count || choice_list_known(all, f)) return;
    bool shared = false;
    for (int i = 0; i < all->count; i++) {
        if (strcmp(all->at[i].field, f->name) != 0) continue;
        all->at[i].shared = shared = true;
    }
    assert(all->count < SHAPES_MAX);
    all->at[all->count++] = (ChoiceList){ f->name, r->name, f->choices, f->choice_count, shared };
}

ChoiceLists choice_lists_all(void)
{
    ChoiceLists all = { .count = 0 };
    Records of = records_all();
    const Field *f;
    for (int i = 0; i < of.count; i++)
        for (FieldWalk w = field_walk(of.at[i], NULL); (f = field_next(&w)) != NULL;)
            choice_list_add(&all, of.at[i], f);
    return all;
}

Str choice_list_name(Arena *a, const ChoiceList *l)
{
    return l->shared ? arena_fmt(a, "%s_%s", l->record, l->field) : str(l->field);
}

// ---- classes of askers ---------------------------------------------------------------------------

// For x-who and the table of rights.
int who_classes(Choice into[WHO_CLASSES])
{
    static const Choice plain[] = {
        { WHO_ANYONE,   "anyone",   "任何人", "anyone" },       { WHO_PERSON,  "person",  "已登录", "signed in" },
        { WHO_REPORTER, "reporter", "反映人", "the reporter" }, { WHO_PROGRAM, "program", "程序",   "a program's token" },
        { WHO_LOCAL,    "local",    "服务器管理员", "the operator at the server" },
        { WHO_CLOCK,    "clock",    "时钟", "time itself" },
    };
    static_assert(COUNT(plain) + ROLE_END - 1 == WHO_CLASSES, "every class has its row");
    memcpy(into, plain, sizeof plain);
    int n = (int)COUNT(plain);
    for (int i = 0; i < role_choice_count; i++) {
        into[n] = role_choices[i];
        into[n++].value = WHO_OF(role_choices[i].value);
    }
    assert(n == WHO_CLASSES);
    return n;
}

// ---- TypeScript ----------------------------------------------------------------------------------

// matter_note → MatterNote
static void out_type(Out *o, const char *name)
{
    bool up = true;
    for (; *name; name++) {
        if (*name != '_') out_char(o, up && *name >= 'a' && *name <= 'z' ? (char)(*name - 'a' + 'A') : *name);
        up = *name == '_';
    }
}

// A union of names for each list.
static void types_choices(Out *o, const ChoiceLists *all)
{
    for (int i = 0; i < all->count; i++) {
        const ChoiceList *l = &all->at[i];
        out_z(o, "export type ");
        if (l->shared) out_type(o, l->record);
        out_type(o, l->field);
        out_z(o, "Choice =");
        for (int k = 0; k < l->count; k++) out_fmt(o, "%s'%s'", k ? " | " : " ", l->at[k].name);
        out_z(o, ";\n");
    }
}

static void types_in(Out *o, const Action *a)
{
    const Record *r = action_query(a);
    if (a->method != GET) {
        if (a->in) out_type(o, a->in->name);
        out_z(o, a->in ? "Body & Body" : "Body");
        return;
    }
    if (r) out_type(o, r->name);
    if (a->list) out_z(o, r ? " & Paging" : "Paging");
    if (!r && !a->list) out_z(o, "never");
}

static void types_out(Out *o, const Action *a)
{
    const Record *answer = action_answer(a), *receipt = action_receipt(a);
    if (answer) out_type(o, answer->name);
    if (answer && receipt) out_z(o, " & ");
    if (receipt) out_type(o, receipt->name);
    if (!answer && !receipt) out_z(o, a->flags & RAW ? "string" : "Record<string, unknown>");
}

// What the faces' one call function is typed by.
static void types_action(Out *o, const Action *a)
{
    assert(a->path && a->deed.name);
    out_fmt(o, "  /** %s */\n  '%s %s': { name: '%s'; in: ", a->note_zh ? a->note_zh : a->deed.name,
            a->method == GET ? "GET" : "POST", a->path, a->deed.name);
    types_in(o, a);
    out_z(o, "; out: ");
    types_out(o, a);
    out_z(o, " };\n");
}

static void describe_types(Out *o)
{
    Records bodies = { .count = 0 }, queries = { .count = 0 };
    ChoiceLists lists = choice_lists_all();
    const Capability *c;
    const Action *a;
    out_z(o, "// Made by `linli describe types`; not to be edited.\n"
             "export interface Body { seen?: number; puzzle?: { challenge: string; answer: string } }\n"
             "export interface Problem {\n  type: string;\n  status: number;\n  fault: string;\n  title: string;\n"
             "  problems?: { field: string; fault: string; text: string; hint?: string }[];\n"
             "  seen?: number;\n  since?: Record<string, unknown>[];\n}\n");
    types_choices(o, &lists);
    Records answers = answers_shown();
    for (int i = 0; i < answers.count; i++) record_types(answers.at[i], o, TYPES_ANSWER);
    for (int n = 0; (a = action_nth(n, &c)) != NULL; n++) {
        if (a->path) records_add(&bodies, a->in);
        records_add(&queries, action_query(a));
        if (a->list) records_add(&queries, &paging_record);
    }
    for (int i = 0; i < bodies.count; i++) record_types(bodies.at[i], o, TYPES_BODY);
    for (int i = 0; i < queries.count; i++) record_types(queries.at[i], o, TYPES_QUERY);
    out_z(o, "export interface Actions {\n");
    for (int n = 0; (a = action_nth(n, &c)) != NULL; n++)
        if (a->path) types_action(o, a);
    out_z(o, "}\n");
}

// ---- columns and SQL -------------------------------------------------------------------------------

// By name, and not an answer of that name: those have no key.
static bool is_table(const Record *r)
{
    bool key = false;
    for (int i = 0; i < r->field_count; i++) key = key || r->fields[i].flags & KEY;
    if (!key) return false;
    for (int i = 0; i < store_table_count; i++)
        if (!strcmp(store_tables[i].name, r->name)) return true;
    return false;
}

static void describe_columns(Out *o)
{
    Records all = records_all();
    for (int i = 0; i < all.count; i++)
        if (!record_namesake(all.at[i])) record_columns(all.at[i], o);
}

// Only records that are tables.
static void describe_sql(Out *o)
{
    Records all = records_all();
    for (int i = 0; i < all.count; i++)
        if (is_table(all.at[i])) record_sql(all.at[i], o);
}

// An unknown word writes nothing; the caller says so.
void app_describe(const char *what, Out *o)
{
    assert(what && o);
    static const struct { const char *word; void (*describe)(Out *o); } words[] = {
        { "openapi", describe_openapi }, { "columns", describe_columns }, { "sql", describe_sql },
        { "types", describe_types },     { "rights", describe_rights },
        { "postgresql", store_schema },
    };
    for (int i = 0; i < (int)COUNT(words); i++)
        if (!strcmp(words[i].word, what)) words[i].describe(o);
}
