// pack.c: what a loaded pack says on a day.
// Look-ups are bisections in sorted rows, without a cache: a rule asks a dozen times for a filing, and a cache would
// have to know of days. The nearer pack wins as a whole row, never field by field, so that a source always belongs to
// all of what it stands beside.
#include "pack/pack_rows.h"
#include <stdlib.h>
#include <string.h>

// ---- rows by key -----------------------------------------------------------------------------

// A total order, by the line at last: qsort is not stable, and which of two rows counts must not hang on it.
static int row_order(const void *a, const void *b)
{
    const PackRow *x = a, *y = b;
    int by_key = str_order(x->key, y->key);
    if (by_key) return by_key;
    if (x->depth != y->depth) return x->depth < y->depth ? -1 : 1;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return x->marks[0].line < y->marks[0].line ? -1 : 1;
}

void pack_rows_sort(PackRows *rows)
{
    assert(rows);
    for (int t = 0; t < PACK_TABLES; t++) {
        PackIndex *index = &rows->table[t];
        if (index->count) qsort(index->at, (size_t)index->count, sizeof *index->at, row_order);
    }
}

const PackRow *pack_row_first(const PackIndex *t, Str key)
{
    assert(t && t->count >= 0);
    i64 low = 0, high = t->count;
    while (low < high) {
        i64 middle = (low + high) / 2;
        if (str_order(t->at[middle].key, key) < 0) low = middle + 1;
        else high = middle;
    }
    return low < t->count && str_same(t->at[low].key, key) ? &t->at[low] : NULL;
}

const PackRow *pack_row_next(const PackIndex *t, const PackRow *row)
{
    assert(row >= t->at && row < t->at + t->count);
    return row + 1 < t->at + t->count && str_same(row[1].key, row->key) ? row + 1 : NULL;
}

// Nearer packs come first among the rows of a key, so the first that holds is the one.
const PackRow *pack_row_on(const PackIndex *t, Str key, i64 day)
{
    for (const PackRow *row = pack_row_first(t, key); row; row = pack_row_next(t, row))
        if (row->from <= day && day <= row->to) return row;
    return NULL;
}

// Whether a reference from a pack at that depth may name it: a parent must not lean on its child.
bool pack_known(const PackRows *rows, PackTable table, Str key, i64 depth)
{
    const PackIndex *t = &rows->table[table];
    for (const PackRow *row = pack_row_first(t, key); row; row = pack_row_next(t, row))
        if (row->depth >= depth) return true;
    return false;
}

static const void *find(const Pack *p, PackTable table, Str key, i64 day)
{
    const PackSaid *said = pack_said_on(p, table, key, day);
    if (said && said->row) return said->row;
    const PackRow *row = pack_row_on(&p->rows->table[table], key, day);
    return row ? row->record : NULL;
}

const Subject    *pack_subject(const Pack *p, Str id, i64 day)    { return find(p, PACK_SUBJECTS, id, day); }

// Costs a step for each row: for refusals, which say with it whether the subject is wrong or the day.
bool pack_begun(const Pack *p, i64 day)
{
    const PackIndex *t = &p->rows->table[PACK_SUBJECTS];
    for (i64 i = 0; i < t->count; i++)
        if (t->at[i].from <= day) return true;
    return t->count == 0;
}

const Division   *pack_division(const Pack *p, Str code, i64 day) { return find(p, PACK_DIVISIONS, code, day); }
const Refusal    *pack_refusal(const Pack *p, Str id, i64 day)    { return find(p, PACK_REFUSALS, id, day); }
const NoticeKind *pack_notice_kind(const Pack *p, Str id, i64 day) { return find(p, PACK_NOTICE_KINDS, id, day); }

// ---- lists -----------------------------------------------------------------------------------

static PackList list_if(const Pack *p, PackTable table, i64 day, const Str *parent, Arena *a)
{
    const PackIndex *t = &p->rows->table[table];
    const void **into = NEW(a, const void *, t->count + 1);
    PackList list = { .at = into };
    for (i64 i = 0; i < t->count; i++) {
        bool again = i > 0 && str_same(t->at[i].key, t->at[i - 1].key);
        const PackRow *row = again ? NULL : pack_row_on(t, t->at[i].key, day);
        if (row && parent && !str_same(((const Subject *)row->record)->parent, *parent)) continue;
        if (row) into[list.count++] = row->record;
    }
    return list;
}

// Costs a step for each row of the table: for pages and forms, not for rules.
PackList pack_list(const Pack *p, PackTable table, i64 day, Arena *a)
{
    assert(table >= 0 && table < PACK_TABLES);
    return list_if(p, table, day, NULL, a);
}

// In the order of ids, as the pages show them.
PackList pack_children(const Pack *p, Str parent, i64 day, Arena *a)
{
    return list_if(p, PACK_SUBJECTS, day, &parent, a);
}

// ---- subjects and what hangs on them -----------------------------------------------------------

// Only leaves are filed under; classes gather them on boards.
bool pack_is_leaf(const Subject *s)
{
    return s->parent.len > 0;
}

// What a board counts a leaf under.
const Subject *pack_class(const Pack *p, Str leaf, i64 day)
{
    const Subject *s = pack_subject(p, leaf, day);
    return s && pack_is_leaf(s) ? pack_subject(p, s->parent, day) : s;
}

// The subjects whose rules apply to this one, the most specific first; the count.
static int ranks(const Pack *p, Str subject, i64 day, Str into[3])
{
    int count = 0;
    const Subject *class = pack_class(p, subject, day);
    into[count++] = subject;
    if (class && !str_same(class->subject, subject)) into[count++] = class->subject;
    into[count++] = STR("*");
    return count;
}

// A duty's key is its id, so the subject is looked for row by row: a list of some dozens.
static const Duty *duty_of(const Pack *p, Str subject, i64 day)
{
    const PackIndex *t = &p->rows->table[PACK_DUTIES];
    const PackRow *best = NULL;
    for (i64 i = 0; i < t->count; i++) {
        const PackRow *row = &t->at[i];
        if (!str_same(((const Duty *)row->record)->subject, subject) || row != pack_row_on(t, row->key, day)) continue;
        if (!best || row->depth < best->depth) best = row;
    }
    return best ? best->record : NULL;
}

// Whether a community may be handed this at all. NULL: no row speaks of it, and the rule decides what that means.
const Duty *pack_duty_for(const Pack *p, Str subject, i64 day)
{
    Str rank[3];
    int count = ranks(p, subject, day, rank);
    const Duty *duty = NULL;
    for (int i = 0; i < count && !duty; i++) duty = duty_of(p, rank[i], day);
    return duty;
}

// The key as the table's rows have it: names joined by PACK_JOIN. Empty when it does not fit, which finds no row.
Str pack_deadline_key(char *into, i64 size, Str subject, i64 urgency, i64 level)
{
    assert(into && size > 0);
    const Choice *u = choice_by_value(urgency_choices, COUNT(urgency_choices), urgency);
    const Choice *l = choice_by_value(level_choices, COUNT(level_choices), level);
    Str parts[] = { subject, STR(PACK_JOIN), str(u ? u->name : ""), STR(PACK_JOIN), str(l ? l->name : "") };
    i64 len = 0;
    for (int i = 0; i < COUNT(parts); i++) {
        if (parts[i].len > size - len) return (Str){ 0 };
        if (parts[i].len) memcpy(into + len, parts[i].at, (size_t)parts[i].len);
        len += parts[i].len;
    }
    return (Str){ into, len };
}

// Leaf, class, then "*". pack_check proves that every leaf has one at each urgency and level on each day, so NULL is
// only for a subject that does not hold on the day.
const Deadline *pack_deadline(const Pack *p, Str subject, i64 urgency, i64 level, i64 day)
{
    Str rank[3];
    int count = ranks(p, subject, day, rank);
    char key[160];
    for (int i = 0; i < count; i++) {
        Str of_rank = pack_deadline_key(key, sizeof key, rank[i], urgency, level);
        const Deadline *d = find(p, PACK_DEADLINES, of_rank, day);
        if (d) return d;
    }
    return NULL;
}

// ---- settings ----------------------------------------------------------------------------------

// A setting that is missing or malformed reads as absent: the caller states the default, and pack check told the
// operator.
Str pack_text(const Pack *p, const char *key, i64 day)
{
    const Setting *s = find(p, PACK_SETTINGS, str(key), day);
    return s ? s->value : (Str){ 0 };
}

// As pack_text, read as a whole number: hours, days and counts. Without a whole pack (an empty installation, tests)
// everything is absent.
i64 pack_whole(const Pack *p, const char *key, i64 day, i64 absent)
{
    i64 value;
    return p && p->rows && str_i64(pack_text(p, key, day), &value) ? value : absent;
}

// Parsed anew at each call; it is a dozen characters.
Hours pack_hours(const Pack *p, i64 day)
{
    Hours hours;
    return hours_parse(pack_text(p, "business_hours", day), &hours) ? hours : (Hours){ 0 };
}

// ---- passwords ---------------------------------------------------------------------------------

static int lower(char c) { return c >= 'A' && c <= 'Z' ? c + 32 : (unsigned char)c; }

// Only A-Z: the list of bad passwords is ASCII for the most part, and the look-up runs at each sign-up.
int pack_fold_order(Str a, Str b)
{
    for (i64 i = 0; i < MIN(a.len, b.len); i++)
        if (lower(a.at[i]) != lower(b.at[i])) return lower(a.at[i]) - lower(b.at[i]);
    return a.len < b.len ? -1 : a.len > b.len;
}

bool pack_password_bad(const Pack *p, Str password)
{
    assert(p && p->password_count >= 0);
    i64 low = 0, high = p->password_count;
    while (low < high) {
        i64 middle = (low + high) / 2;
        if (pack_fold_order(p->passwords[middle], password) < 0) low = middle + 1;
        else high = middle;
    }
    return low < p->password_count && pack_fold_order(p->passwords[low], password) == 0;
}
