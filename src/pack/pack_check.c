// pack_check.c: rows of a chain against each other: periods, references, and whether every leaf is provided for.
// What a single row cannot know: that a key's periods neither overlap nor leave a hole, that what is named is there
// all the while, that every leaf can fall due. A server does not start with a mistake, so that no rule has to think of
// one; `linli pack check` says the same words without a server.
#include "pack/pack_rows.h"

typedef struct Check {
    const Pack *pack;
    PackErrors *errors;
    PackTable   table;              // of the row being looked at
    bool        torn;               // deadlines have gaps or overlaps: every leaf would tell of it again
} Check;

static PackMark mark_of(const Check *c, const PackRow *row, const char *field)
{
    assert(row && row->marks);
    const Record *record = pack_record(c->table);
    const Field *f = record_field(record, str(field));
    assert(f);
    return row->marks[f - record->fields];
}

// At the field's own cell, with its value.
static void wrong(const Check *c, const PackRow *row, const char *field, Str value, const char *en, const char *zh)
{
    pack_wrong(c->errors, row->file, mark_of(c, row, field), pack_quote(c->pack->arena, field, value), en, zh);
}

// ---- periods ---------------------------------------------------------------------------------

static void check_neighbours(const Check *c, const PackRow *before, const PackRow *row)
{
    bool may_lapse = c->table == PACK_DIVISIONS || c->table == PACK_HOLIDAYS;
    if (row->from <= before->to)
        wrong(c, row, "valid_from", (Str){ 0 }, "overlaps another row of the same key", "与同一键的另一行重叠");
    else if (row->from > before->to + 1 && !may_lapse)
        wrong(c, row, "valid_from", (Str){ 0 }, "leaves a gap after the row before of the same key",
              "与同一键的前一行之间有空档");
}

// Two rows of one key and pack must not hold on the same day: which counted would be chance.
static void check_periods(const Check *c)
{
    const PackIndex *t = &c->pack->rows->table[c->table];
    for (i64 i = 1; i < t->count; i++) {
        const PackRow *before = &t->at[i - 1], *row = &t->at[i];
        if (before->bad || row->bad || before->depth != row->depth) continue;
        if (str_same(before->key, row->key)) check_neighbours(c, before, row);
    }
}

// ---- references ------------------------------------------------------------------------------

static bool known(const Check *c, const PackRow *row, PackTable table, Str id)
{
    return pack_known(c->pack->rows, table, id, row->depth);
}

static void check_known(const Check *c, const PackRow *row, const char *field, Str id, PackTable table)
{
    if (id.len && !known(c, row, table, id))
        wrong(c, row, field, id, "does not exist in this pack or above", "在本包及上级包中不存在");
}

// Whether something holds all through: it can only lapse at the start or where one of its rows ends.
static bool holds(const PackIndex *t, Str id, i64 from, i64 to)
{
    assert(from <= to);
    if (!pack_row_on(t, id, from)) return false;
    for (const PackRow *row = pack_row_first(t, id); row; row = pack_row_next(t, row))
        if (row->to >= from && row->to < to && !pack_row_on(t, id, row->to + 1)) return false;
    return true;
}

// The thing named must hold as long as the row that names it.
static void check_holds(const Check *c, const PackRow *row, const char *field, Str id, PackTable table)
{
    if (id.len && !known(c, row, table, id)) check_known(c, row, field, id, table);
    else if (id.len && !row->bad && !holds(&c->pack->rows->table[table], id, row->from, row->to))
        wrong(c, row, field, id, "does not hold for the whole period of this row", "在本行的整个有效期内并非一直有效");
}

static void check_given(const Check *c, const PackRow *row, const char *field, bool given)
{
    if (!given && !row->bad) wrong(c, row, field, (Str){ 0 }, "is required", "必须填写");
}

// On any day.
static const Subject *any_subject(const Check *c, Str id)
{
    const PackRow *row = pack_row_first(&c->pack->rows->table[PACK_SUBJECTS], id);
    return row ? row->record : NULL;
}

// A leaf's class and next door must be there as long as it is.
static void check_subject(const Check *c, const PackRow *row)
{
    const Subject *s = row->record;
    check_holds(c, row, "parent", s->parent, PACK_SUBJECTS);
    check_holds(c, row, "next_door", s->next_door, PACK_REFUSALS);
    if (!pack_is_leaf(s)) return;
    const Subject *class = any_subject(c, s->parent);
    if (class && pack_is_leaf(class)) wrong(c, row, "parent", s->parent, "is a leaf, not a class", "是具体类别，不是大类");
    check_given(c, row, "kind", s->kind > 0);
    check_given(c, row, "lead", s->lead > 0);
    check_given(c, row, "next_door", s->next_door.len > 0);
}

// A code that no import would take is none here either; where it or its level is wrong, nothing more is said of it.
static bool division_code_good(const Check *c, const PackRow *row)
{
    const Division *d = row->record;
    Fault f = code_check(d->code);
    Str what = pack_quote(c->pack->arena, "code", d->code);
    if (f) pack_wrong_fault(c->errors, row->file, mark_of(c, row, "code"), what, f);
    if (f || row->bad || code_level(d->code) == d->level) return !f;
    wrong(c, row, "level", (Str){ 0 }, "does not go with the length of the code", "与代码的位数不符");
    return false;
}

// A child's code begins with its parent's, which is what "below" means everywhere; and it ends with its parent.
static void check_division(const Check *c, const PackRow *row)
{
    const Division *d = row->record;
    bool good = division_code_good(c, row);
    check_holds(c, row, "parent", d->parent, PACK_DIVISIONS);
    check_given(c, row, "parent", d->parent.len > 0 || d->level == 1);
    if (!good || !known(c, row, PACK_DIVISIONS, d->parent)) return;
    if (!str_starts(d->code, d->parent)) wrong(c, row, "code", d->code, "does not begin with parent", "不以上级代码开头");
    else if (!code_fits(d->code, d->parent))
        wrong(c, row, "parent", d->parent, "is not of the level above", "不是上一级");
}

// Two ways of classing must end in the same subjects.
static void check_event(const Check *c, const PackRow *row)
{
    const EventClass *e = row->record;
    check_known(c, row, "parent", e->parent, PACK_EVENTS);
    check_known(c, row, "subject", e->subject, PACK_SUBJECTS);
}

// A deadline of a subject that is not there would never be asked for.
static void check_deadline(const Check *c, const PackRow *row)
{
    enum { MONTHS_MOST = 120 };
    const Deadline *d = row->record;
    if (!str_is(d->subject, "*")) check_known(c, row, "subject", d->subject, PACK_SUBJECTS);
    if (d->unit == UNIT_MONTH && d->amount > MONTHS_MOST)
        wrong(c, row, "amount", (Str){ 0 }, "more than 120 months", "超过 120 个月");
}

// As with deadlines; and the door it names must exist.
static void check_duty(const Check *c, const PackRow *row)
{
    const Duty *d = row->record;
    if (!str_is(d->subject, "*")) check_known(c, row, "subject", d->subject, PACK_SUBJECTS);
    check_holds(c, row, "next_door", d->next_door, PACK_REFUSALS);
    check_given(c, row, "next_door", d->allowed || d->next_door.len > 0);
    check_given(c, row, "reason", d->allowed || d->reason.len > 0);
    check_given(c, row, "reason_en", d->allowed || d->reason_en.len > 0);
}

// Words lead to leaves only.
static void check_keyword(const Check *c, const PackRow *row)
{
    const Keyword *k = row->record;
    const Subject *s = any_subject(c, k->subject);
    check_known(c, row, "subject", k->subject, PACK_SUBJECTS);
    if (s && !pack_is_leaf(s)) wrong(c, row, "subject", k->subject, "is a class, not a leaf", "是大类，不是具体类别");
}

// What would be silently ignored otherwise.
static void check_setting(const Check *c, const PackRow *row)
{
    const Setting *s = row->record;
    SettingFlaw flaw = pack_setting_flaw(s, c->pack->arena);
    if (flaw.field) wrong(c, row, flaw.field, str_is(str(flaw.field), "key") ? s->key : s->value, flaw.en, flaw.zh);
}

// Kinds of organisations are people's words (its tests compare); their names are for ever.
static bool org_kind_known(Str name)
{
    static const char *const names[] = { "committee", "manager", "owners", "street", "county", "department", "branch",
                                         "volunteers" };
    for (int i = 0; i < COUNT(names); i++)
        if (str_is(name, names[i])) return true;
    return false;
}

static void check_notice_kind(const Check *c, const PackRow *row)
{
    const NoticeKind *k = row->record;
    Str rest = k->issuers;
    while (rest.len) {
        Str name = str_cut(&rest, ' ');
        if (!org_kind_known(name)) wrong(c, row, "issuers", name, "is no kind of organisation", "不是组织类型");
    }
    check_holds(c, row, "subject", k->subject, PACK_SUBJECTS);
    check_given(c, row, "subject", !k->objects || k->subject.len > 0);
}

static void check_rows(Check *c)
{
    static void (*const checks[PACK_TABLES])(const Check *, const PackRow *) = {
        [PACK_SETTINGS] = check_setting,   [PACK_DIVISIONS] = check_division, [PACK_SUBJECTS] = check_subject,
        [PACK_EVENTS] = check_event,       [PACK_DEADLINES] = check_deadline, [PACK_DUTIES] = check_duty,
        [PACK_KEYWORDS] = check_keyword,   [PACK_NOTICE_KINDS] = check_notice_kind,
    };
    const PackIndex *t = &c->pack->rows->table[c->table];
    for (i64 i = 0; checks[c->table] && i < t->count; i++) checks[c->table](c, &t->at[i]);
}

// ---- every leaf has a deadline at every urgency and level --------------------------------------

// Whether a deadline holds all through the row's period. It can only lapse at the row's start or where another ends.
// Cost: a few bisections for each end of a period, not for each day.
static bool has_deadline(const Pack *p, const PackRow *row, i64 urgency, i64 level)
{
    assert(row->from <= row->to);
    const Subject *s = row->record;
    const PackIndex *t = &p->rows->table[PACK_DEADLINES];
    Str rank[] = { s->subject, s->parent, STR("*") };
    char key[160];
    if (!pack_deadline(p, s->subject, urgency, level, row->from)) return false;
    for (int i = 0; i < COUNT(rank); i++) {
        const PackRow *d = pack_row_first(t, pack_deadline_key(key, sizeof key, rank[i], urgency, level));
        for (; d; d = pack_row_next(t, d)) {
            bool inside = d->to >= row->from && d->to < row->to;
            if (inside && !pack_deadline(p, s->subject, urgency, level, d->to + 1)) return false;
        }
    }
    return true;
}

static void check_deadlines(const Check *c, const PackRow *row)
{
    const Subject *s = row->record;
    for (i64 urgency = URGENCY_NORMAL; urgency <= URGENCY_CRITICAL; urgency++) {
        for (i64 level = LEVEL_COMPOUND; level <= LEVEL_COUNTY; level++) {
            if (has_deadline(c->pack, row, urgency, level)) continue;
            const char *u = choice_by_value(urgency_choices, COUNT(urgency_choices), urgency)->name;
            const char *l = choice_by_value(level_choices, COUNT(level_choices), level)->name;
            Str en = arena_fmt(c->pack->arena, "has no deadline for %s, %s through its whole period", u, l);
            Str zh = arena_fmt(c->pack->arena, "在其有效期内缺少 %s、%s 的期限", u, l);
            wrong(c, row, "subject", s->subject, en.at, zh.at);
            return;
        }
    }
}

static void check_leaves(const Check *c)
{
    const PackIndex *t = &c->pack->rows->table[PACK_SUBJECTS];
    for (i64 i = 0; i < t->count && !c->torn; i++)
        if (!t->at[i].bad && pack_is_leaf(t->at[i].record)) check_deadlines(c, &t->at[i]);
    const Subject *other = any_subject(c, STR("Z99"));
    if (other && pack_is_leaf(other)) return;
    Str file = t->count ? t->at[0].file : pack_path(c->pack->arena, c->pack->heads[0].folder, "subjects.csv");
    pack_wrong(c->errors, file, (PackMark){ 0 }, STR("subject “Z99”"), "is missing: what fits nowhere goes there",
               "缺少：无法归类的事项归入此类");
}

// pack_words.c names its nodes with 16 bits; this is where the bound is kept.
static void check_words(const Check *c)
{
    const PackIndex *t = &c->pack->rows->table[PACK_KEYWORDS];
    i64 bytes = 0;
    for (i64 i = 0; i < t->count; i++) bytes += ((const Keyword *)t->at[i].record)->word.len;
    if (bytes > PACK_WORD_BYTES)
        pack_wrong(c->errors, t->at[0].file, (PackMark){ 0 }, (Str){ 0 }, "more than 60,000 bytes of words",
                   "关键词总长超过 60,000 字节");
}

// Needs the rows sorted and the chain whole. Rows that are wrong in themselves were told and are not blamed again.
void pack_rows_check(const Pack *p, PackErrors *errors)
{
    assert(p->rows && p->depth > 0);
    Check c = { .pack = p, .errors = errors };
    for (int t = 0; t < PACK_TABLES; t++) {
        i64 before = errors->met;
        c.table = (PackTable)t;
        check_periods(&c);
        if (t == PACK_DEADLINES) c.torn = errors->met > before;
        check_rows(&c);
    }
    c.table = PACK_SUBJECTS;
    check_leaves(&c);
    check_words(&c);
}
