// thing_list_api.c: lists of things, once for all kinds; who looked.
//
// A list walks the rows of one scope; what the asker may not see is passed over, so a page may be short and still have
// a `next`.
#include "base/text.h"
#include "people/people.h"
#include "thing/thing_list_api.h"
#include <string.h>

const Choice things_orders[2] = {
    { ORDER_NEW, "new", "最新", "newest" }, { ORDER_URGENT, "urgent", "最急", "most urgent" },
};

RowSight *row_sight(const Walk *w, const void *row)
{
    assert(w->list->size >= w->list->row->size + (int)sizeof(RowSight));
    return (RowSight *)(uintptr_t)((const char *)row + w->list->size - (i64)sizeof(RowSight));
}

// ---- opening -------------------------------------------------------------------------------------------

// Whose desk a thing lies on is for that org and the offices.
static bool org_lists(const Actor *who, i64 org)
{
    return actor_in_org(who, org) || actor_who(who, STR("")) & (WHO_OFFICE | WHO_LOCAL);
}

// A person has several posts; what lies in the hands of the first is asked for.
static i64 first_post(const Actor *who) { return who->post_count ? who->posts[0].post : 0; }

void things_scope(Things *q, i64 county, i64 id)
{
    assert(q->scope_count < SCOPES_MOST);
    if (!q->scope_count) q->county = county;
    q->scopes[q->scope_count++] = id;
}

// All that are named hold; without any, the whole county. The county follows from the first.
static Fault things_scopes(Ask *ask, const ThingsQuery *asked, Things *q)
{
    const Actor *who = ask->who;
    if (asked->mine != UNSAID && !who->person) return FAULT_sign_in_needed;
    if (asked->assigned != UNSAID && !who->post_count) return FAULT_sign_in_needed;
    if (asked->org && !org_lists(who, asked->org)) return actor_refused(who);
    if (asked->party && !org_lists(who, asked->party)) return actor_refused(who);
    if (asked->mine == 1) things_scope(q, who->county, who->person);
    if (asked->assigned == 1) things_scope(q, who->county, first_post(who));
    if (asked->org)       things_scope(q, id_county(asked->org), asked->org);
    q->scoped = q->scope_count || asked->place.len;
    if (q->scope_count && !asked->place.len) return OK;
    if (!ask_place(ask, asked->place, asked->day, &q->place)) return FAULT_field_problems;
    things_scope(q, q->place.county, q->place.id);
    q->home = q->place.code.len > 12;
    return OK;
}

static void days_in_order(Ask *ask, i64 from, i64 to, const char *field)
{
    if (from != DAY_NONE && to != DAY_NONE && from > to) ask_problem(ask, field, FAULT_field_out_of_range);
}

// What was passed over at somebody's home is not told: it may be what they complained of. Nor what a search found and
// the asker may not see.
Fault things_open_with(Walk *w, Things *q)
{
    Ask *ask = w->ask;
    const ThingApi *of = w->list->of;
    ThingsQuery *asked = ask->query;
    ThingNumber number;
    w->own = q;
    Fault f = things_scopes(ask, asked, q);
    if (f) return f;
    q->due = asked->due_before == DAY_NONE ? 0 : day_start(asked->due_before);
    q->said = asked->number.len ? asked->number : asked->text;
    i64 id = thing_number_read(ask->arena, q->said, ask->county, &number)
           ? thing_numbered(ask->db, of->store, &number) : 0;
    if (id) q->ids[q->id_count++] = id;
    asked->text = str_fold(ask->arena, asked->text);
    days_in_order(ask, asked->from, asked->to, "to");
    days_in_order(ask, asked->closed_from, asked->closed_to, "closed_to");
    if (asked->order == ORDER_URGENT && asked->open == 0) ask_problem(ask, "open", FAULT_field_not_together);
    w->discreet = q->home || q->said.len;
    return OK;
}

// ids: of what has the number, also the kind's own way of numbering.
bool things_words(Walk *w)
{
    const Things *q = w->own;
    const ThingsQuery *asked = w->ask->query;
    const ThingApi *of = w->list->of;
    bool can = !asked->text.len || q->id_count || (of->store->words && search_can(asked->text));
    return can || ask_problem(w->ask, "text", FAULT_search_short) == OK;
}

Fault things_open(Walk *w)
{
    Fault f = things_open_with(w, NEW(w->ask->arena, Things, 1));
    if (!f) things_words(w);
    return f;
}

// ---- taking rows -----------------------------------------------------------------------------------------

static bool day_within(i64 day, i64 from, i64 to)
{
    return (from == DAY_NONE || day >= from) && (to == DAY_NONE || day <= to);
}

static bool ended_within(const Thing *t, i64 from, i64 to)
{
    return (from == DAY_NONE && to == DAY_NONE) || (t->closed_at && day_within(day_of(t->closed_at), from, to));
}

// All filters of one thing itself; the bound of the walk keeps a rare one from reading everything.
bool things_fits(Walk *w, const void *row)
{
    const Things *q = w->own;
    const ThingsQuery *asked = w->ask->query;
    const ThingKind *kind = ((const ThingApi *)w->list->of)->store->kind;
    const Thing *t = row;
    bool open = thing_open(kind, t->state);
    return (!asked->state || t->state == asked->state) && (!asked->level || t->level == asked->level)
        && (asked->open == UNSAID || open == (asked->open == 1))
        && (asked->late == UNSAID || t->late == asked->late)
        && (!asked->subject.len || str_starts(t->subject, asked->subject))
        && (asked->past_due == UNSAID || (open && t->due_at && t->due_at < w->ask->now) == (asked->past_due == 1))
        && day_within(day_of(t->filed_at), asked->from, asked->to)
        && ended_within(t, asked->closed_from, asked->closed_to)
        && (!q->due || (t->due_at && t->due_at < q->due))
        && (asked->mine != 0 || t->reporter != w->ask->who->person)
        && (asked->assigned != 0 || t->assignee_post != first_post(w->ask->who));
}

static bool row_take(Walk *w, i64 id, void *row)
{
    const ThingApi *of = w->list->of;
    return thing_load(w->ask->db, w->arena, of->store, id, row) && w->list->fits(w, row);
}

// What has the number stands at the head of the first page.
static void step_numbered(Walk *w, const Things *q)
{
    for (int i = 0; i < q->id_count && walk_may(w); i++) {
        void *row = walk_place(w, w->at);
        row_sight(w, row)->numbered = true;
        if (row_take(w, q->ids[i], row)) w->count++;
    }
}

// The index answers by pairs of characters; whether the words really stand there is seen here, folded as it is.
static bool words_in(const ThingApi *of, const void *row, Str words, Arena *a)
{
    Str all = str_fold(a, of->store->words(row, a));
    while (words.len) {
        Str word = str_cut(&words, ' ');
        if (word.len && !str_has(all, word)) return false;
    }
    return true;
}

// Found by the search index, then read and compared with the real words; places by the scope's own rows, first, since
// that costs the least.
static bool step_search(Walk *w, const Things *q, Str words)
{
    i64 ids[LIST_CHUNK];
    Db *db = w->ask->db;
    const ThingApi *of = w->list->of;
    int i = 0, n = search_find(db, w->arena, q->county, words, w->at[1] == INT64_MAX ? 0 : w->at[1], ids, LIST_CHUNK);
    for (; i < n && walk_may(w); i++) {
        void *row = walk_place(w, (i64[]){ 0, ids[i] });
        row_sight(w, row)->numbered = false;
        if (found_in(db, w->arena, of->store->kind->noun, ids[i], q->scopes[0]) && row_take(w, ids[i], row)
            && words_in(of, row, words, w->arena)) w->count++;
    }
    return i < n || n == LIST_CHUNK;
}

bool things_step(Walk *w)
{
    const Things *q = w->own;
    const ThingsQuery *asked = w->ask->query;
    const ThingApi *of = w->list->of;
    if (!w->begun && q->id_count) {
        step_numbered(w, q);
        return asked->text.len > 0;
    }
    if (asked->text.len) return step_search(w, q, asked->text);
    if (asked->number.len) return false;
    FoundQuery found = { .pressing = asked->order == ORDER_URGENT, .open = asked->open, .state = asked->state,
        .level = asked->level, .rank_from = q->rank_from, .rank_to = q->rank_to, .sub = asked->subject };
    return walk_rows(w, found_rows(w->ask->db, w->arena, of->store, q->county, q->scopes[0], &found, w->at,
                                   walk_most(w)));
}

// ---- who sees it -------------------------------------------------------------------------------------------

static bool row_scoped(Walk *w, const Things *q, i64 id, int from)
{
    const ThingApi *of = w->list->of;
    for (int i = from; i < q->scope_count; i++)
        if (!found_in(w->ask->db, w->arena, of->store->kind->noun, id, q->scopes[i])) return false;
    return true;
}

// What is asked for by its number is found wherever it lies, private or not, by whoever may read it and by nobody else.
static bool by_number(Walk *w, const Things *q, const Thing *t, const Sight *s)
{
    ThingNumber said, its;
    if (q->scoped && !row_scoped(w, q, t->id, 0)) return false;
    bool same = thing_number_read(w->arena, q->said, w->ask->county, &said)
             && thing_number_read(w->arena, t->number, 0, &its)
             && said.mark == its.mark && said.county == its.county && said.day == its.day && said.n == its.n;
    return same || s->reader & SEE_STAFF;
}

// What stands at the head of the first page is not shown again where its words are found.
static bool headed(Walk *w, const Things *q, const Thing *t, const Sight *s)
{
    for (int i = 0; i < q->id_count; i++)
        if (q->ids[i] == t->id) return by_number(w, q, t, s);
    return false;
}

bool things_seen(Walk *w, void *row)
{
    Sight *s = &row_sight(w, row)->s;
    thing_sight(w->ask->db, w->arena, w->ask->who, w->list->of, row, s);
    return s->sees;
}

// A list of a home may not tell that there is something which the asker may not read.
bool things_sees(Walk *w, void *row)
{
    const Things *q = w->own;
    const ThingsQuery *asked = w->ask->query;
    const Thing *t = row;
    RowSight *at = row_sight(w, row);
    if (asked->party && !thing_party(w->ask->db, t, asked->party)) return false;
    if (!at->numbered && !row_scoped(w, q, t->id, 1)) return false;
    thing_sight(w->ask->db, w->arena, w->ask->who, w->list->of, row, &at->s);
    if (!at->s.sees || (q->home && !at->s.words)) return false;
    return at->numbered ? by_number(w, q, t, &at->s) : !headed(w, q, t, &at->s);
}

static const Record shown_record = RECORD_OF(ThingShown, "thing_shown", "事", "A thing",
    THING_SHOWN_FIELDS(ThingShown));

void things_item(Walk *w, const void *row)
{
    const ThingApi *of = w->list->of;
    const Record *r = of->store->record;
    const RowSight *at = row_sight(w, row);
    void *seen = arena_take(w->arena, r->size, 1);
    const Thing *t = memcpy(seen, row, (size_t)r->size);
    Org org;
    thing_veil(of, &at->s, seen);
    ThingShown more = { .place = thing_where(w->ask->db, w->arena, &at->s) };
    if (t->holder && org_load(w->ask->db, w->arena, t->holder, &org))
        more.holder_name = org.name, more.holder_kind = org.kind;
    record_members(r, w->ask->out, seen, at->s.reader, false);
    record_members(&shown_record, w->ask->out, &more, at->s.reader, true);
}

void things_tail(Walk *w, void *page)
{
    const Things *q = w->own;
    if (q->place.id) ((ThingsPage *)page)->ended = place_ended(w->ask->db, w->ask->arena, &q->place);
}

// ---- who opened the private words ------------------------------------------------------------------------------

const Record thing_looks_record = RECORD_NOTED(Page, "thing_looks", "查看记录", "Looks",
    "Who looked at the private words.", PAGE_FIELDS(Page, thing_look_record, "查看记录", "Looks"));

typedef struct Looked { Sight s; const Thing *t; } Looked;

// The reporter's right to know (个人信息保护法 44); the office sees it too, as it answers for its people.
Fault looks_open(Walk *w)
{
    const ThingApi *of = w->list->of;
    Looked *at = w->own = NEW(w->ask->arena, Looked, 1);
    void *row = arena_take(w->ask->arena, of->store->record->size, 1);
    at->t = row;
    Fault f = ask_thing(w->ask, of, row, &at->s);
    return f ? f : at->s.rights & RIGHT_LOOKS ? OK : FAULT_not_allowed;
}

bool looks_step(Walk *w)
{
    const Looked *at = w->own;
    return walk_rows(w, thing_look_rows(w->ask->db, at->t, w->at[0], walk_most(w)));
}

void look_item(Walk *w, const void *row)
{
    const Looked *at = w->own;
    ThingLook look = *(const ThingLook *)row;
    Org org;
    if (look.org && org_load(w->ask->db, w->arena, look.org, &org)) look.org_name = org.name;
    record_members(&thing_look_record, w->ask->out, &look, at->s.reader, false);
}
