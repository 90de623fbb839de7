// pack_said.c: what a county's record says instead of its pack's rows: settings, and deadlines whose row is a sample.
// A pack lies in files, and whoever administers a county in the browser has none. So its words stand in the journal and
// are laid over the pack here; a rule asks as before and does not know the difference.
#include "pack/pack_rows.h"
#include <string.h>

#define DEADLINE_WORD "deadline."
enum { SAMPLE = 6 };                // of evidence_choices: K-l

// ---- keys ------------------------------------------------------------------------------------

// "deadline.P01.urgent.street" → the key of the table's row; false: it is no such key.
static bool deadline_key(Arena *a, Str key, Deadline *d, Str *row_key)
{
    if (!str_starts(key, STR(DEADLINE_WORD))) return false;
    Str rest = { key.at + strlen(DEADLINE_WORD), key.len - (i64)strlen(DEADLINE_WORD) };
    d->subject = str_cut(&rest, '.');
    Str urgency = str_cut(&rest, '.');
    const Choice *u = choice_by_name(urgency_choices, COUNT(urgency_choices), urgency);
    const Choice *l = choice_by_name(level_choices, COUNT(level_choices), rest);
    if (!d->subject.len || !u || !l) return false;
    d->urgency = u->value;
    d->level = l->value;
    char text[160];
    *row_key = arena_str(a, pack_deadline_key(text, sizeof text, d->subject, d->urgency, d->level));
    return row_key->len > 0;
}

static Str deadline_name(Arena *a, const Deadline *d)
{
    return arena_fmt(a, DEADLINE_WORD "%.*s.%s.%s", (int)d->subject.len, d->subject.at,
                     CHOICE_NAME(urgency_choices, d->urgency), CHOICE_NAME(level_choices, d->level));
}

// "15 day working".
static bool deadline_value(Str value, Deadline *d)
{
    Str amount = str_cut(&value, ' '), unit = str_cut(&value, ' ');
    const Choice *u = choice_by_name(unit_choices, COUNT(unit_choices), unit);
    const Choice *c = choice_by_name(calendar_choices, COUNT(calendar_choices), value);
    if (!str_i64(amount, &d->amount) || d->amount < 1 || d->amount > 1000 || !u || !c) return false;
    d->unit = u->value;
    d->calendar = c->value;
    return true;
}

static Str deadline_text(Arena *a, const Deadline *d)
{
    return arena_fmt(a, "%lld %s %s", (long long)d->amount, CHOICE_NAME(unit_choices, d->unit),
                     CHOICE_NAME(calendar_choices, d->calendar));
}

// ---- what the pack holds -----------------------------------------------------------------------

static void held_of(Held *h, const Pack *p, const PackRow *row, Str value, Str source, i64 evidence)
{
    h->value = value;
    h->source = source;
    h->evidence = evidence;
    h->pack = p->heads[row->depth].id;
}

static void held_deadline(const Pack *p, Held *h, const PackRow *row, Arena *a)
{
    const Deadline *d = row->record;
    const Choice *u = choice_by_value(urgency_choices, COUNT(urgency_choices), d->urgency);
    const Choice *l = choice_by_value(level_choices, COUNT(level_choices), d->level);
    const Subject *s = pack_subject(p, d->subject, row->from);
    h->label = arena_fmt(a, "期限：%.*s %s %s", s ? (int)s->name.len : 6, s ? s->name.at : "各类", u->label, l->label);
    Str name = s ? s->name_en : STR("all subjects");
    h->label_en = arena_fmt(a, "Deadline: %.*s, %s, %s", (int)name.len, name.at, u->label_en, l->label_en);
    held_of(h, p, row, deadline_text(a, d), d->source, d->evidence);
    h->set = d->evidence == SAMPLE ? SETTING_RULE : SETTING_FIXED;
}

bool pack_held(const Pack *p, Str key, i64 day, Arena *a, Held *h)
{
    SettingRow row = { 0 };
    Deadline d;
    Str row_key;
    *h = (Held){ .key = key };
    if (deadline_key(a, key, &d, &row_key)) {
        const PackRow *at = pack_row_on(&p->rows->table[PACK_DEADLINES], row_key, day);
        if (at) held_deadline(p, h, at, a);
        return at != NULL;
    }
    for (int n = 0; pack_setting_nth(n, &row); n++) {
        if (!str_is(key, row.key)) continue;
        const PackRow *at = pack_row_on(&p->rows->table[PACK_SETTINGS], key, day);
        const Setting *s = at ? at->record : NULL;
        h->label = str(row.label.zh);
        h->label_en = str(row.label.en);
        if (s) held_of(h, p, at, s->value, s->source, s->evidence);
        bool firm = s && s->value.len && s->evidence != SAMPLE;
        h->set = row.set == SETTING_RULE && firm ? SETTING_FIXED : row.set;
        return true;
    }
    return false;
}

// Settings in the order of their rows, then the deadlines that are samples.
i64 pack_held_all(const Pack *p, i64 day, Arena *a, Held **into)
{
    const PackIndex *t = &p->rows->table[PACK_DEADLINES];
    SettingRow row;
    i64 n = 0;
    int rows = 0;
    while (pack_setting_nth(rows, &row)) rows++;
    Held *held = *into = NEW(a, Held, rows + t->count);
    for (int i = 0; pack_setting_nth(i, &row); i++) n += pack_held(p, str(row.key), day, a, &held[n]);
    for (i64 i = 0; i < t->count; i++) {
        const Deadline *d = t->at[i].record;
        bool holds = pack_row_on(t, t->at[i].key, day) == &t->at[i] && d->evidence == SAMPLE;
        if (holds) n += pack_held(p, deadline_name(a, d), day, a, &held[n]);
    }
    return n;
}

// ---- what is said instead ------------------------------------------------------------------------

SettingFlaw pack_said_read(Arena *a, const Setting *s, bool back, PackSaid *into)
{
    Deadline *d = NEW(a, Deadline, 1);
    *into = (PackSaid){ PACK_SETTINGS, s->key, s->valid_from, NULL };
    if (deadline_key(a, s->key, d, &into->key)) {
        into->table = PACK_DEADLINES;
        d->valid_from = s->valid_from, d->valid_to = DAY_NONE, d->source = s->source, d->evidence = s->evidence;
        if (back) return (SettingFlaw){ 0 };
        into->row = d;
        if (deadline_value(s->value, d)) return (SettingFlaw){ 0 };
        return (SettingFlaw){ "value", "must be as: 15 day working", "应如：15 day working（数量 单位 日历）" };
    }
    Setting *row = NEW(a, Setting, 1);
    *row = *s;
    into->row = back ? NULL : row;
    return back ? (SettingFlaw){ 0 } : pack_setting_flaw(s, a);
}

Pack *pack_saying(const Pack *p, const PackSaid *said, i64 count, Arena *a)
{
    Pack *over = NEW(a, Pack, 1);
    *over = *p;
    over->said = said;
    over->said_count = count;
    return over;
}

const PackSaid *pack_said_on(const Pack *p, PackTable table, Str key, i64 day)
{
    const PackSaid *last = NULL;
    for (i64 i = 0; i < p->said_count; i++) {
        const PackSaid *s = &p->said[i];
        if (s->table == table && s->from <= day && (!last || s->from >= last->from) && str_same(s->key, key)) last = s;
    }
    return last;
}

bool pack_says(const Pack *p, Str key, i64 day)
{
    Arena *a = arena_open(4096);
    Deadline d;
    Str row_key = key;
    bool deadline = deadline_key(a, key, &d, &row_key);
    const PackSaid *said = pack_said_on(p, deadline ? PACK_DEADLINES : PACK_SETTINGS, row_key, day);
    arena_close(a);
    return said && said->row;
}

// ---- as it is read -------------------------------------------------------------------------------

static const Field *dated_field(const Record *r, const char *name)
{
    const Field *f = record_field(r, str(name));
    assert(f && "every row of a pack is dated and sourced");
    return f;
}

void pack_each(const Pack *p, PackTable table, Arena *a, PackTake take, void *context)
{
    const PackIndex *t = &p->rows->table[table];
    const Record *r = pack_record(table);
    for (i64 i = 0; i < t->count; i++) {
        const PackRow *row = &t->at[i];
        char *key = NEW(a, char, row->key.len + 1);
        for (i64 k = 0; k < row->key.len; k++) key[k] = row->key.at[k] == PACK_JOIN[0] ? ' ' : row->key.at[k];
        i64 evidence = field_i64(dated_field(r, "evidence"), row->record);
        take(context, table, &(PackRead){ { key, row->key.len }, p->heads[row->depth].id,
             field_str(dated_field(r, "source"), row->record), row->from, row->to == INT64_MAX ? DAY_NONE : row->to,
             evidence, evidence == SAMPLE, row->record });
    }
}
