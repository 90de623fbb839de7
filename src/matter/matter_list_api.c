// matter_list_api.c: reading matters: one with its history, lists by keyset pages, the clock's reckoning, counts.
//
// A page walks one index range and looks at each row: what the asker may not see is passed over, so a page may be short
// and still have a `next`. Bounds: 20,000 rows, 50 ms; memory is given back after each row. A cursor is the key
// of the last row looked at, never an offset, so that nothing is shown twice or missed while others file.
#include "matter/matter_api.h"
#include "base/text.h"
#include "people/people.h"

// WALK_MS: a page that finds little says so far and gives a cursor, rather than hold up its loop thread.
enum { PAGE = 50, PAGE_MAX = 200, WALK_MAX = 20000, WALK_MS = 50, STEPS_MOST = 200 };

// ---- one matter ----------------------------------------------------------------------------------------

// A matter that is not for this asker is unknown to them, like one that never was. By id, or by the number that people
// quote.
static Fault ask_matter(Ask *ask, Matter *m, Sight *s)
{
    ThingNumber number;
    if (!ask->path_id) {
        i64 id;
        if (!thing_number_read(ask->arena, ask->path_word, ask->county, &number))
            return str_number(ask->path_word, &id) && id > 0 ? FAULT_thing_unknown : FAULT_path_unknown;
        ask->path_id = matter_numbered(ask->db, &number);
        ask->county = number.county;
        ask->pack = app_pack(ask->app, number.county);
    }
    if (!matter_load(ask->db, ask->arena, ask->path_id, m)) return FAULT_thing_unknown;
    matter_sight(ask->db, ask->arena, ask->who, m, s);
    return s->sees ? OK : FAULT_thing_unknown;
}

// Everybody reads what is open; internal notes only staff; the reporter also their own words. False: there are more.
// At most STEPS_MOST; one more is asked for, to know whether there are.
static bool steps_write(Ask *ask, const Matter *m, const Sight *s, i64 from)
{
    Out *o = ask->out;
    Step step;
    int n = 0;
    Rows *rows = matter_steps(ask->db, m, from, STEPS_MOST + 1);
    for (bool more = false; rows_next(rows) && n++ < STEPS_MOST;) {
        rows_record(rows, &step_record, ask->arena, &step);
        if (!step_shown(s, ask->who, &step)) continue;
        out_z(o, more ? ",{" : "{");
        record_members(&step_record, o, &step, s->reader, false);
        if (step.org) {
            Org org;
            out_z(o, ",\"org_name\":");
            out_json(o, org_load(ask->db, ask->arena, step.org, &org) ? org.name : STR(""));
        }
        out_char(o, '}');
        more = true;
    }
    rows_end(rows);
    return n <= STEPS_MOST;
}

// Where a matter has too many, the newest are wanted: hardly one has, so that is looked at only then.
static void matter_write_steps(Ask *ask, const Matter *m, const Sight *s)
{
    out_z(ask->out, ",\"steps\":[");
    i64 mark = ask->out->len;
    bool all = steps_write(ask, m, s, 0);
    if (!all) {
        ask->out->len = mark;
        steps_write(ask, m, s, matter_steps_from(ask->db, m, STEPS_MOST));
    }
    out_fmt(ask->out, "],\"steps_before\":%s", all ? "false" : "true");
}

// For whoever handles it and the reporter; the public sees the holder alone.
static void matter_write_parties(Ask *ask, const Matter *m)
{
    Out *o = ask->out;
    Party party;
    out_z(o, ",\"parties\":[");
    Rows *rows = matter_parties(ask->db, m);
    for (bool more = false; rows_next(rows); more = true) {
        Org org;
        rows_record(rows, &party_record, ask->arena, &party);
        out_z(o, more ? ",{" : "{");
        record_members(&party_record, o, &party, SEE_STAFF, false);
        out_z(o, ",\"name\":");
        out_json(o, org_load(ask->db, ask->arena, party.org, &org) ? org.name : STR(""));
        out_char(o, '}');
    }
    rows_end(rows);
    out_char(o, ']');
}

// One snapshot for all of it. Nobody's own answer is kept for the next asker.
Fault matter_read(Ask *ask)
{
    Matter m;
    Sight s;
    Fault f = ask_matter(ask, &m, &s);
    if (f) return f;
    out_char(ask->out, '{');
    matter_members(ask->out, ask->db, ask->arena, ask->pack, &m, &s, true);
    matter_can(ask->out, ask->pack, &m, day_of(ask->now), &s);
    matter_write_steps(ask, &m, &s);
    if (s.rights & (RIGHT_STAFF | RIGHT_OWN)) matter_write_parties(ask, &m);
    out_char(ask->out, '}');
    return OK;
}

// The reporter's right to know (个人信息保护法 44); the office sees it too, as it answers for its people.
Fault matter_looks(Ask *ask)
{
    Matter m;
    Sight s;
    Fault f = ask_matter(ask, &m, &s);
    if (f) return f;
    if (!(s.rights & RIGHT_LOOKS)) return FAULT_not_allowed;
    MatterLook look;
    out_z(ask->out, "{\"items\":[");
    Rows *rows = matter_look_rows(ask->db, &m);
    for (bool more = false; rows_next(rows); more = true) {
        Org org;
        rows_record(rows, &matter_look_record, ask->arena, &look);
        out_z(ask->out, more ? ",{" : "{");
        record_members(&matter_look_record, ask->out, &look, s.reader, false);
        out_z(ask->out, ",\"org_name\":");
        out_json(ask->out, look.org && org_load(ask->db, ask->arena, look.org, &org) ? org.name : STR(""));
        out_char(ask->out, '}');
    }
    rows_end(rows);
    out_z(ask->out, "]}");
    return OK;
}

// ---- how the due moment came about -----------------------------------------------------------------------

// What the sink of due_explain writes to; more: a comma is due.
typedef struct Days { Out *out; Lang lang; bool more; } Days;

// One line per day, so that anybody can count along with a calendar in hand.
static void day_sink(void *context, const DueDay *d)
{
    static const char *const whys[] = { "started", "counted", "rest", "holiday", "makeup", "paused", "rolled", "due" };
    Days *days = context;
    static_assert(COUNT(whys) == DUE_LAST + 1, "a word for each reason");
    out_z(days->out, days->more ? ",{\"day\":\"" : "{\"day\":\"");
    out_day(days->out, d->day);
    out_fmt(days->out, "\",\"counts\":%s,\"counted\":%lld,\"minutes\":%lld,\"why\":\"%s\",\"text\":",
            d->counts ? "true" : "false", (long long)d->counted, (long long)d->minutes, whys[d->why]);
    out_json(days->out, str(due_why(d->why, days->lang)));
    if (d->name.len) {
        out_z(days->out, ",\"name\":");
        out_json(days->out, d->name);
    }
    out_char(days->out, '}');
    days->more = true;
}

// Names the row, its source and the pack's hash: the same question later can be told from the same rule.
static void clock_head(Ask *ask, const Matter *m, const Deadline *d)
{
    Out *o = ask->out;
    out_fmt(o, "{\"id\":%lld,\"level\":\"%s\",\"urgency\":\"%s\",\"started_at\":\"", (long long)m->id,
            CHOICE_NAME(level_choices, m->level), CHOICE_NAME(urgency_choices, m->urgency));
    out_moment(o, m->clock_at);
    out_z(o, "\",\"deadline\":");
    if (!d) out_z(o, "null");
    else {
        out_fmt(o, "{\"amount\":%lld,\"unit\":\"%s\",\"calendar\":\"%s\",\"subject\":", (long long)d->amount,
                CHOICE_NAME(unit_choices, d->unit), CHOICE_NAME(calendar_choices, d->calendar));
        out_json(o, d->subject);
        out_z(o, ",\"source\":");
        out_json(o, d->source);
        out_fmt(o, ",\"evidence\":\"%s\"}", CHOICE_NAME(evidence_choices, d->evidence));
    }
    out_z(o, ",\"pack\":{\"id\":");
    out_json(o, ask->pack->heads[0].id);
    out_z(o, ",\"version\":");
    out_json(o, ask->pack->heads[0].version);
    out_z(o, ",\"hash\":");
    out_json(o, ask->pack->hash_text);
    out_z(o, "},\"pauses\":[");
}

// null for none.
static void clock_moment(Out *o, const char *name, i64 moment)
{
    out_fmt(o, "\"%s\":", name);
    if (!moment) {
        out_z(o, "null");
        return;
    }
    out_char(o, '"');
    out_moment(o, moment);
    out_char(o, '"');
}

// Counts again what was decided, with the pack of now: when the two differ the calendar changed, and the clock will
// recompute. For everybody who may see the matter: a deadline nobody can check is none.
Fault matter_clock(Ask *ask)
{
    Matter m;
    Sight s;
    Fault f = ask_matter(ask, &m, &s);
    if (f) return f;
    Pauses p = matter_pauses(ask->db, ask->arena, &m);
    clock_head(ask, &m, pack_deadline(ask->pack, m.subject, m.urgency, m.level, day_of(m.clock_at)));
    for (i64 i = 0; i < p.count; i++) {
        out_z(ask->out, i ? ",{" : "{");
        clock_moment(ask->out, "from", p.at[i].from);
        out_char(ask->out, ',');
        clock_moment(ask->out, "to", p.at[i].to);
        out_char(ask->out, '}');
    }
    out_z(ask->out, "],\"days\":[");
    DueAsk due_ask = matter_due_ask(ask->pack, &m, p.at, p.count);
    Days days = { ask->out, ask->who->lang, false };
    Due due = due_ask.unit ? due_explain(&due_ask, day_sink, &days) : (Due){ 0 };
    out_z(ask->out, "],");
    clock_moment(ask->out, "due_at", due.at);
    out_fmt(ask->out, ",\"provisional\":%s}", due.provisional ? "true" : "false");
    return OK;
}

// ---- lists -----------------------------------------------------------------------------------------------

// Whose desk a matter lies on is for that org and the offices.
static bool org_lists(const Actor *who, i64 org)
{
    return actor_in_org(who, org) || actor_who(who, STR("")) & (WHO_OFFICE | WHO_LOCAL);
}

// An old code leads to the place that had it. Where it was given again since, the day says whose is meant.
bool ask_place(Ask *ask, Str *code, Place *p)
{
    i64 day = DAY_NONE;
    ask_day(ask, "day", &day);
    if (!ask_code(ask, "place", code)) *code = arena_fmt(ask->arena, "%06lld", (long long)ask->county);
    bool known = day == DAY_NONE ? place_known(ask->db, ask->arena, *code, p)
                                 : place_by_code(ask->db, ask->arena, *code, day, p);
    if (!known) ask_problem(ask, "place", FAULT_place_unknown);
    return known;
}

// One of: mine, assigned to me, of an org, below a place; else the whole county. The county follows from it.
static Fault list_scope(Ask *ask, Listing *q)
{
    MatterList *l = &q->list;
    Str place;
    i64 org = 0;
    const Actor *who = ask->who;
    l->county = ask->county;
    q->scoped = true;
    if (ask_flag(ask, "mine")) {
        if (!who->person) return FAULT_sign_in_needed;
        l->county = who->county;
        l->scope = who->person;
    } else if (ask_flag(ask, "assigned")) {
        if (!who->post_count) return FAULT_sign_in_needed;
        l->county = who->county;
        l->scope = who->posts[0].post;
    } else if (ask_i64(ask, "org", &org)) {
        if (!org_lists(who, org)) return actor_refused(who);
        l->county = id_county(org);
        l->scope = org;
    } else {
        q->scoped = ask_code(ask, "place", &place);
        if (!ask_place(ask, &place, &q->place)) return FAULT_field_problems;
        l->county = q->place.county;
        l->scope = q->place.id;
        q->home = q->place.code.len > 12;
    }
    return OK;
}

// "id", or "rank.due.id" when urgent: what the last page said as `next`. A stranger's cursor only begins elsewhere.
static void list_after(Ask *ask, MatterList *l)
{
    Str after;
    if (!ask_code(ask, "after", &after)) return;
    Str last = after, first = str_cut(&last, '.'), second = l->urgent ? str_cut(&last, '.') : STR("");
    bool good = str_number(last, &l->after_id);
    if (l->urgent) good = good && str_number(first, &l->after_rank) && str_number(second, &l->after_due);
    else           good = str_number(after, &l->after_id);
    if (!good) ask_problem(ask, "after", FAULT_query_malformed);
    l->after = good;
}

// By number, and for staff by the foreign number that came with an import. What a resident types as a foreign number
// is looked for all the same, so that the answer takes as long; listing_numbered shows it to nobody else.
static void list_numbers(Ask *ask, Listing *q, Str said)
{
    ThingNumber number;
    i64 id = thing_number_read(ask->arena, said, ask->county, &number) ? matter_numbered(ask->db, &number) : 0;
    if (id) q->ids[q->id_count++] = id;
    Str ref = text_plain(ask->arena, said);
    if (ref.len)
        q->id_count += matter_referred(ask->db, ask->county, ref, q->ids + q->id_count, NUMBERED_MOST - q->id_count);
}

// Page and sheet share it. All that is wrong is noted before any row is read.
Fault listing_ask(Ask *ask, Listing *q)
{
    MatterList *l = &q->list;
    *q = (Listing){ .list = { .from = DAY_NONE, .to = DAY_NONE }, .limit = PAGE };
    Fault f = list_scope(ask, q);
    if (f) return f;
    static const Choice orders[] = { { 1, "new", "最新", "newest" }, { 2, "urgent", "最急", "most urgent" } };
    i64 order = 1, day;
    ask_choice(ask, "order", orders, 2, &order);
    l->urgent = order == 2;
    ask_choice(ask, "state", state_choices, (int)COUNT(state_choices), &l->state);
    ask_choice(ask, "level", level_choices, (int)COUNT(level_choices), &l->level);
    ask_choice(ask, "urgency", urgency_choices, (int)COUNT(urgency_choices), &l->urgency);
    if (ask_i64(ask, "party", &l->party) && !org_lists(ask->who, l->party)) return actor_refused(ask->who);
    ask_code(ask, "subject", &l->subject);
    ask_day(ask, "from", &l->from);
    ask_day(ask, "to", &l->to);
    if (l->from != DAY_NONE && l->to != DAY_NONE && l->from > l->to) ask_problem(ask, "to", FAULT_field_out_of_range);
    if (ask_day(ask, "due_before", &day)) l->due_before = day_start(day);
    l->open = ask_flag(ask, "open");
    if (ask_code(ask, "number", &q->number)) list_numbers(ask, q, q->number);
    if (ask_text(ask, "text", &q->text)) {
        if (!q->number.len) list_numbers(ask, q, q->text);
        q->text = str_fold(ask->arena, q->text);
        if (q->text.len && !q->id_count && !search_can(q->text)) ask_problem(ask, "text", FAULT_search_short);
    }
    if (ask_i64(ask, "limit", &q->limit) && (q->limit < 1 || q->limit > PAGE_MAX))
        ask_problem(ask, "limit", FAULT_field_out_of_range);
    list_after(ask, l);
    assert(ask->problems.count || (q->limit >= 1 && q->limit <= PAGE_MAX));
    return ask->problems.count ? FAULT_field_problems : OK;
}

// The party costs a look-up, so it is asked last.
bool listing_fits(Ask *ask, const Listing *q, const Matter *m)
{
    return matter_fits(&q->list, m) && (!q->list.party || matter_party(ask->db, m->county, m->id, q->list.party));
}

// A list of a home may not tell that there is something which the asker may not read.
bool listing_shows(const Listing *q, const Sight *s)
{
    return s->sees && !(q->home && !s->words);
}

// What is asked for by its number is found wherever it lies, private or not, by whoever may read it and by nobody else.
bool listing_numbered(Ask *ask, Arena *a, const Listing *q, int i, Matter *m, Sight *s)
{
    assert(i >= 0 && i < q->id_count);
    if (!matter_load(ask->db, a, q->ids[i], m) || !listing_fits(ask, q, m)) return false;
    if (q->scoped && !matter_in_scope(ask->db, m->id, q->list.scope)) return false;
    matter_sight(ask->db, a, ask->who, m, s);
    ThingNumber number, its;
    Str said = q->number.len ? q->number : q->text;
    bool by_number = thing_number_read(a, said, ask->county, &number) && thing_number_read(a, m->number, 0, &its)
                  && number.county == its.county && number.day == its.day && number.n == its.n;
    return listing_shows(q, s) && (by_number || s->reader & SEE_STAFF);
}

// scratch: what one row takes, given back before the next.
// looked: rows looked at, walked: those that the answer tells of.
typedef struct Page {
    i64 count, looked, walked, until;
    MatterAt last;                  // the cursor
    bool full;
    Arena *scratch;
} Page;

// The first row is always looked at, or a slow machine would give the same cursor for ever.
static bool page_more(const Page *page, const Listing *q)
{
    assert(page->count <= q->limit && page->walked <= WALK_MAX);
    return page->count < q->limit && page->walked < WALK_MAX && (page->looked == 0 || time_steady() < page->until);
}

static void page_write(Ask *ask, const Matter *m, const Sight *s, Page *page)
{
    out_z(ask->out, page->count++ ? ",{" : "{");
    matter_members(ask->out, ask->db, page->scratch, ask->pack, m, s, false);
    out_char(ask->out, '}');
}

// True: it was written.
static bool page_take(Ask *ask, const Listing *q, const Matter *m, Page *page)
{
    assert(page->scratch && page->count < q->limit);
    Sight s;
    if (!listing_fits(ask, q, m)) return false;
    matter_sight(ask->db, page->scratch, ask->who, m, &s);
    if (!listing_shows(q, &s)) return false;
    page_write(ask, m, &s, page);
    return true;
}

// The index answers by pairs of characters; whether the words really stand there is seen here, folded as it is.
static bool words_in(const Matter *m, Str words, Arena *a)
{
    Str all = str_fold(a, arena_fmt(a, "%.*s\n%.*s\n%.*s", (int)m->title.len, m->title.at, (int)m->text.len, m->text.at,
                                    (int)m->spot.len, m->spot.len ? m->spot.at : ""));
    while (words.len) {
        Str word = str_cut(&words, ' ');
        if (word.len && !str_has(all, word)) return false;
    }
    return true;
}

static void page_numbered(Ask *ask, const Listing *q, Page *page)
{
    for (int i = 0; i < q->id_count && page->count < q->limit; i++) {
        Matter m;
        Sight s;
        arena_reset(page->scratch);
        if (!listing_numbered(ask, page->scratch, q, i, &m, &s)) continue;
        page_write(ask, &m, &s, page);
        page->walked++;
    }
}

// What stands at the head of the first page is not shown again where its words are found.
static bool page_headed(Ask *ask, const Listing *q, Arena *a, i64 id)
{
    Matter m;
    Sight s;
    for (int i = 0; i < q->id_count; i++)
        if (q->ids[i] == id) return listing_numbered(ask, a, q, i, &m, &s);
    return false;
}

// Found by the search index, then read and compared with the real words; places by the scope's own rows. What the
// asker may not see is not counted as searched either.
static void page_search(Ask *ask, const Listing *q, Page *page)
{
    enum { AT_ONCE = 256 };
    i64 ids[AT_ONCE], before = q->list.after ? q->list.after_id : 0;
    assert(q->text.len > 0);
    int n = AT_ONCE, i = AT_ONCE;
    while (page_more(page, q) && (i < n || n == AT_ONCE)) {
        if (i == n) {
            n = search_find(ask->db, ask->arena, q->list.county, q->text, before, ids, AT_ONCE);
            i = 0;
            if (n == 0) break;
        }
        Matter m;
        arena_reset(page->scratch);
        before = ids[i++];
        page->looked++;
        page->last = (MatterAt){ .id = before };
        bool found = matter_in_scope(ask->db, before, q->list.scope)        // first, since it costs the least
                  && matter_load(ask->db, page->scratch, before, &m) && matter_fits(&q->list, &m)
                  && words_in(&m, q->text, page->scratch) && !page_headed(ask, q, page->scratch, before);
        if (found && page_take(ask, q, &m, page)) page->walked++;
    }
    page->full = i < n || n == AT_ONCE;
}

// Filters walk the scope's rows; how far is bounded by page_more and told as `searched`.
static void page_walk(Ask *ask, const Listing *q, Page *page)
{
    Matter m;
    Rows *rows = matter_walk(ask->db, &q->list, WALK_MAX);
    bool more = true;
    while (page_more(page, q) && (more = rows_next(rows))) {
        arena_reset(page->scratch);
        page->looked++;
        page->walked++;
        bool fits = matter_walk_at(&q->list, rows, page->scratch, &page->last);
        if (fits && matter_load(ask->db, page->scratch, page->last.id, &m)) page_take(ask, q, &m, page);
    }
    page->full = more && page->walked > 0;
    rows_end(rows);
}

// For anybody: what is public of public business. Private and hidden matters are passed over row by row.
Fault matter_list(Ask *ask)
{
    Listing q;
    Fault f = listing_ask(ask, &q);
    if (f) return f;
    Page page = { .scratch = ask_scratch(ask), .until = time_steady() + WALK_MS };
    out_z(ask->out, "{\"items\":[");
    if ((q.number.len || q.text.len) && !q.list.after) page_numbered(ask, &q, &page);
    if (q.text.len) page_search(ask, &q, &page);
    else if (!q.number.len) page_walk(ask, &q, &page);
    out_z(ask->out, "],\"next\":");
    if (!page.full) out_z(ask->out, "null");
    else if (q.list.urgent)
        out_fmt(ask->out, "\"%lld.%lld.%lld\"", (long long)page.last.rank, (long long)page.last.due_at,
                (long long)page.last.id);
    else out_fmt(ask->out, "\"%lld\"", (long long)page.last.id);
    // What was passed over at somebody's home is not told: it may be what they complained of.
    out_fmt(ask->out, ",\"searched\":%lld", (long long)(q.home ? page.count : page.walked));
    if (q.place.id) place_ended_out(ask->out, ask->db, ask->arena, &q.place);
    out_char(ask->out, '}');
    return OK;
}

// ---- the operator's own --------------------------------------------------------------------------------------

// Said again by `import letters`, to know which letters are there already. A thousand a page.
Fault matter_imports(Ask *ask)
{
    i64 county = ask->county, after = 0;
    ask_i64(ask, "county", &county);
    ask_i64(ask, "after", &after);
    Matter m;
    Place p;
    i64 n = 0;
    out_z(ask->out, "{\"items\":[");
    Rows *rows = import_rows(ask->db, county, after, 1000);
    for (; rows_next(rows); n++, after = m.id) {
        rows_record(rows, &matter_record, ask->arena, &m);
        out_fmt(ask->out, "%s{\"id\":%lld,\"via_ref\":", n ? "," : "", (long long)m.id);
        out_json(ask->out, m.via_ref);
        out_z(ask->out, ",\"filed_at\":\"");
        out_moment(ask->out, m.filed_at);
        p.code = STR("");
        place_load(ask->db, ask->arena, m.place, &p);
        out_fmt(ask->out, "\",\"place\":\"%.*s\",\"subject\":\"%.*s\",\"state\":\"%s\",\"level\":\"%s\"}",
                (int)p.code.len, p.code.at, (int)m.subject.len, m.subject.at, CHOICE_NAME(state_choices, m.state),
                CHOICE_NAME(level_choices, m.level));
    }
    rows_end(rows);
    out_z(ask->out, "],\"next\":");
    if (n == 1000) out_i64(ask->out, after);
    else out_z(ask->out, "null");
    out_char(ask->out, '}');
    return OK;
}

// For those who work in the org, and of what they may see: a message names a matter. n and matter are a row's key.
Fault matter_messages(Ask *ask)
{
    i64 org = ask->who->post_count ? ask->who->posts[0].org : 0, before = INT64_MAX, matter = 0, n = 0;
    Str after;
    ask_i64(ask, "org", &org);
    if (ask_code(ask, "after", &after)) {
        Str last = after, first = str_cut(&last, '.');
        if (!str_number(first, &before) || !str_number(last, &matter))
            return ask_problem(ask, "after", FAULT_query_malformed);
    }
    if (!actor_works_in(ask->who, org)) return FAULT_not_allowed;
    Message row;
    bool more = false;
    out_z(ask->out, "{\"items\":[");
    Rows *rows = message_rows(ask->db, id_county(org), org, before, matter);
    for (; rows_next(rows); n++) {
        Matter m;
        Sight s;
        rows_record(rows, &message_record, ask->arena, &row);
        if (!matter_load(ask->db, ask->arena, row.matter, &m)) continue;
        matter_sight(ask->db, ask->arena, ask->who, &m, &s);
        if (!s.sees) continue;
        out_z(ask->out, more ? ",{" : "{");
        record_members(&message_record, ask->out, &row, SEE_STAFF, false);
        out_char(ask->out, '}');
        more = true;
    }
    rows_end(rows);
    if (n == 50) out_fmt(ask->out, "],\"next\":\"%lld.%lld\"}", (long long)row.n, (long long)row.matter);
    else out_z(ask->out, "],\"next\":null}");
    return OK;
}
