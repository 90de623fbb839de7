// people_list_api.c: what can be read about people: oneself, persons, orgs, posts, looks.
//
// Phones never go out here, only "***": opening one is the action person_look. What narrows a list also says who may
// ask; a page is one index range, and ?after= is the last id of the page before, so pages do not shift while rows are
// added.
#include "people/people_api.h"

// ---- oneself -------------------------------------------------------------------------------------

// What could ever be allowed: the page draws its menus by it. Whether it is allowed here is asked when it is done.
static bool may(const Ask *ask, const Action *a, unsigned bits)
{
    if (!a->path || !(a->who & bits))                              return false;
    if ((a->flags & LOCAL_ONLY) && !ask->who->local)               return false;
    return !(a->flags & TEST_ONLY) || app_test(ask->app);
}

// All actions of all capabilities, a few hundred at most, once per page load.
static void me_may(Ask *ask)
{
    unsigned bits = actor_who(ask->who, STR(""));
    const char *comma = "";
    out_z(ask->out, ",\"may\":[");
    for (int c = 0; c < capability_count; c++)
        for (int i = 0; i < capabilities[c]->action_count; i++) {
            const Action *a = &capabilities[c]->actions[i];
            if (!may(ask, a, bits)) continue;
            out_fmt(ask->out, "%s\"%s\"", comma, a->deed.name);
            comma = ",";
        }
    out_char(ask->out, ']');
}

static void post_members(Out *o, const PostRow *r, bool person)
{
    out_fmt(o, "{\"id\":%lld,\"role\":\"%s\"", (long long)r->post.id, CHOICE_NAME(role_choices, r->post.role));
    if (person) out_named(o, "person", r->post.person, r->person);
    out_named(o, "org", r->post.org, r->org);
    out_place(o, "place", r->code, r->place);
    out_day_or_null(o, "from_on", r->post.from_on);
    out_day_or_null(o, "to_on", r->post.to_on);
    out_moment_or_null(o, "ended_at", r->post.ended_at);
    out_char(o, '}');
}

// Written as a closing member of the object around it; nobody (person 0) has none.
static void posts_of(Ask *ask, i64 person, i64 day)
{
    PostRow *rows = NEW(ask->arena, PostRow, POSTS_MOST);
    int n = 0;
    PostsAsk q = { .county = id_county(person), .person = person, .day = day };
    if (person) n = posts_list(ask->db, ask->arena, &q, rows, POSTS_MOST);
    out_z(ask->out, ",\"posts\":[");
    for (int i = 0; i < n; i++) {
        if (i) out_char(ask->out, ',');
        post_members(ask->out, &rows[i], false);
    }
    out_char(ask->out, ']');
}

// Also answers nobody, so that a page can ask before anyone has signed in.
// The one place where a phone stands in the open without a look: one's own, by a session (PIPL 45). Not by a token.
Fault me_read(Ask *ask)
{
    const Actor *who = ask->who;
    Out *o = ask->out;
    Person p;
    bool known = who->person && person_load(ask->db, ask->arena, who->person, &p);
    out_fmt(o, "{\"county\":%lld", (long long)ask->county);
    out_i64_or_null(o, "id", who->person);
    out_z(o, ",\"name\":");
    out_json(o, who->name);
    out_z(o, ",\"phone\":");
    out_json(o, known && !who->token ? phone_open(store_vault(app_store(ask->app)), ask->db, ask->arena, &p) : STR(""));
    out_fmt(o, ",\"staff\":%s,\"local\":%s", known && p.staff ? "true" : "false", who->local ? "true" : "false");
    posts_of(ask, who->person, day_of(ask->now));
    out_z(o, ",\"csrf\":");
    out_json(o, who->csrf);
    me_may(ask);
    out_char(o, '}');
    return OK;
}

// PIPL 44: whoever was looked at sees by whom, when and why.
Fault my_looks_read(Ask *ask)
{
    assert(ask->who->person);
    i64 before = 0, limit = list_limit(ask);
    ask_i64(ask, "after", &before);
    if (ask->problems.count) return FAULT_field_problems;
    LookRow *rows = NEW(ask->arena, LookRow, limit);
    int n = looks_about(ask->db, ask->arena, ask->who->person, before, rows, (int)limit);
    Out *o = ask->out;
    out_z(o, "{\"items\":[");
    for (int i = 0; i < n; i++) {
        out_fmt(o, "%s{\"id\":%lld", i ? "," : "", (long long)rows[i].look.id);
        out_named(o, "actor", rows[i].look.actor, rows[i].actor);
        out_moment_or_null(o, "at", rows[i].look.at);
        out_z(o, ",\"why\":");
        out_json(o, rows[i].look.why);
        out_z(o, ",\"fields\":");
        out_json(o, rows[i].look.fields);
        out_char(o, '}');
    }
    list_end(ask, n == limit ? rows[n - 1].look.id : 0);
    return OK;
}

// ---- persons ---------------------------------------------------------------------------------------

// The code a list is narrowed to: the one asked for when the asker's posts hold it; else that of their widest post.
// "" = the whole county.
// Two posts side by side show one of them at a time: a list is one range of codes.
static Fault persons_code(Ask *ask, Str *code)
{
    const unsigned bits = PERSON_SEERS;
    bool wide = ask->who->local || whole_county(ask->who, ask->arena, ask->county, bits);
    *code = STR("");
    if (ask_code(ask, "place", code)) return wide || actor_post(ask->who, *code, bits) ? OK : FAULT_post_not_yours;
    if (wide) return OK;
    for (int i = 0; i < ask->who->post_count; i++) {
        const PostOf *p = &ask->who->posts[i];
        if ((WHO_OF(p->role) & bits) && (!code->len || p->code.len < code->len)) *code = p->code;
    }
    return code->len ? OK : FAULT_post_not_yours;
}

// Shared by page and sheet, so that a sheet can never hold more than its page. Residents only for who sees them all.
static Fault persons_ask(Ask *ask, PersonsAsk *q)
{
    const unsigned all = PERSON_SEERS & ~WHO_OF(ROLE_AUDITOR);      // as in person_seen()
    *q = (PersonsAsk){ .county = ask->county, .day = day_of(ask->now) };
    q->staff = !ask->who->local && !whole_county(ask->who, ask->arena, ask->county, all);
    Fault f = persons_code(ask, &q->code);
    if (ask_text(ask, "name", &q->name)) q->name = str_fold(ask->arena, q->name);
    ask_i64(ask, "after", &q->before);
    return f ? f : ask->problems.count ? FAULT_field_problems : OK;
}

// Their open posts come along, one look-up each: at most PAGE_ROWS_MOST of them.
Fault persons_read(Ask *ask)
{
    PersonsAsk q;
    i64 limit = list_limit(ask);
    Fault f = persons_ask(ask, &q);
    if (f) return f;
    Person *rows = NEW(ask->arena, Person, limit);
    int n = persons_list(ask->db, ask->arena, &q, rows, (int)limit);
    out_z(ask->out, "{\"items\":[");
    for (int i = 0; i < n; i++) {
        out_z(ask->out, i ? ",{" : "{");
        record_members(&person_record, ask->out, &rows[i], SEE_STAFF, false);
        posts_of(ask, rows[i].id, day_of(ask->now));
        out_char(ask->out, '}');
    }
    list_end(ask, n == limit ? rows[n - 1].id : 0);
    return OK;
}

// c->at[0]: the id of the last row, newest first, so the next page lies below it. Phones are masked by the writer.
Fault persons_rows(Ask *ask, Cursor *c)
{
    assert(!c->end);
    PersonsAsk q;
    Fault f = persons_ask(ask, &q);
    if (f) return f;
    if (c->at[0]) q.before = c->at[0];
    Person *rows = NEW(ask->arena, Person, PAGE_ROWS_MOST);
    int n = persons_list(ask->db, ask->arena, &q, rows, PAGE_ROWS_MOST);
    for (int i = 0; i < n; i++) sheet_row(c, &rows[i]);
    if (n) c->at[0] = rows[n - 1].id;
    c->end = n < PAGE_ROWS_MOST;
    return OK;
}

// Who may not see somebody hears "unknown": whether they have an account is their own affair.
Fault person_read(Ask *ask)
{
    Person p;
    if (!person_load(ask->db, ask->arena, ask->path_id, &p))            return FAULT_thing_unknown;
    PersonFacts f = person_facts(ask->db, ask->arena, ask->who, &p, PERSON_SEERS, day_of(ask->now));
    if (!person_seen(&f) && ask->who->person != p.id)                   return FAULT_thing_unknown;
    out_char(ask->out, '{');
    record_members(&person_record, ask->out, &p, SEE_STAFF, false);
    posts_of(ask, p.id, 0);
    out_char(ask->out, '}');
    return OK;
}

// ---- orgs and posts ----------------------------------------------------------------------------------

static const Field orgs_query[] = {
    QUERY_PLACE(OrgsQuery),
    CHOICE_FIELD(OrgsQuery, kind, org_kinds, "组织类型", "Kind", .note = "One kind only."),
    TEXT_FIELD(OrgsQuery, text, "名称", "Name", .max = 80, .note = "Part of its name."),
    QUERY_ALL(OrgsQuery),
};
static const Record orgs_query_record = RECORD(OrgsQuery, "orgs_query", orgs_query, "组织", "Organisations");

// Public, of any county: the place's code says which.
static Fault orgs_open(Walk *w)
{
    OrgsQuery *q = w->ask->query;
    q->text = str_fold(w->ask->arena, q->text);
    if (place_county(q->place)) w->ask->county = place_county(q->place);
    return OK;
}

static bool orgs_step(Walk *w)
{
    const OrgsQuery *q = w->ask->query;
    i64 day = q->all == 1 ? 0 : day_of(w->ask->now);
    return walk_rows(w, orgs_rows(w->ask->db, w->arena, w->ask->county, q, day, w->at[0], walk_most(w)));
}

static bool org_fits(Walk *w, const void *row)
{
    const OrgsQuery *q = w->ask->query;
    return !q->text.len || str_has(str_fold(w->trial, ((const OrgLine *)row)->name), q->text);
}

static void org_item(Walk *w, const void *row)
{
    const OrgLine *org = row;
    Out *o = w->ask->out;
    out_fmt(o, "\"id\":%lld,\"kind\":\"%s\",\"name\":", (long long)org->id, CHOICE_NAME(org_kinds, org->kind));
    out_json(o, org->name);
    out_place(o, "place", org->place, org->place_name);
    out_z(o, ",\"duty\":");
    out_json(o, org->duty);
    out_z(o, ",\"phone\":");
    out_json(o, org->phone);
    out_day_or_null(o, "valid_from", org->valid_from);
    out_day_or_null(o, "valid_to", org->valid_to);
}

static void orgs_tail(Walk *w)
{
    const OrgsQuery *q = w->ask->query;
    Place p;
    if (q->place.len && place_known(w->ask->db, w->arena, q->place, &p))
        place_ended_out(w->ask->out, w->ask->db, w->arena, &p);
}

const List orgs_list = {
    .query = &orgs_query_record, .row = &org_line_record, .keys = 1, .open = orgs_open, .step = orgs_step,
    .fits = org_fits, .item = org_item, .line = &org_line_record, .tail = orgs_tail,
};

// For anybody with a post: who acts where is no secret among staff. Names of residents never appear, they have none.
static Fault posts_ask(Ask *ask, PostsAsk *q)
{
    *q = (PostsAsk){ .county = ask->county, .code = STR("") };
    ask_i64(ask, "person", &q->person);
    ask_i64(ask, "org", &q->org);
    ask_code(ask, "place", &q->code);
    ask_i64(ask, "after", &q->before);
    q->day = ask_flag(ask, "all") ? 0 : day_of(ask->now);
    return ask->problems.count ? FAULT_field_problems : OK;
}

// c->at[0]: the id of the last row, newest first.
Fault posts_rows(Ask *ask, Cursor *c)
{
    assert(!c->end);
    PostsAsk q;
    Fault f = posts_ask(ask, &q);
    if (f) return f;
    if (c->at[0]) q.before = c->at[0];
    PostRow *rows = NEW(ask->arena, PostRow, PAGE_ROWS_MOST);
    int n = posts_list(ask->db, ask->arena, &q, rows, PAGE_ROWS_MOST);
    for (int i = 0; i < n; i++) {
        const Post *p = &rows[i].post;
        sheet_row(c, &(PostLine){ p->id, p->person, rows[i].person, p->org, rows[i].org, p->role, rows[i].code,
                                  rows[i].place, p->from_on, p->to_on, p->ended_at });
    }
    if (n) c->at[0] = rows[n - 1].post.id;
    c->end = n < PAGE_ROWS_MOST;
    return OK;
}

Fault posts_read(Ask *ask)
{
    PostsAsk q;
    i64 limit = list_limit(ask);
    Fault f = posts_ask(ask, &q);
    if (f) return f;
    PostRow *rows = NEW(ask->arena, PostRow, limit);
    int n = posts_list(ask->db, ask->arena, &q, rows, (int)limit);
    out_z(ask->out, "{\"items\":[");
    for (int i = 0; i < n; i++) {
        if (i) out_char(ask->out, ',');
        post_members(ask->out, &rows[i], true);
    }
    list_end(ask, n == limit ? rows[n - 1].post.id : 0);
    return OK;
}
