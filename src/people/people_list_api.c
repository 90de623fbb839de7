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

static void post_members(Out *o, const PostLine *p, bool person)
{
    out_fmt(o, "\"id\":%lld,\"role\":\"%s\"", (long long)p->id, CHOICE_NAME(role_choices, p->role));
    if (person) out_named(o, "person", p->person, p->person_name);
    out_named(o, "org", p->org, p->org_name);
    out_place(o, "place", p->place, p->place_name);
    out_day_or_null(o, "from_on", p->from_on);
    out_day_or_null(o, "to_on", p->to_on);
    out_moment_or_null(o, "ended_at", p->ended_at);
}

// Written as a closing member of the object around it; nobody (person 0) has none.
static void person_posts(Ask *ask, Arena *a, i64 person, i64 day)
{
    PostLine *rows = NEW(a, PostLine, POSTS_MOST);
    int n = person ? posts_of(ask->db, a, person, day, rows, POSTS_MOST) : 0;
    out_z(ask->out, ",\"posts\":[");
    for (int i = 0; i < n; i++) {
        out_z(ask->out, i ? ",{" : "{");
        post_members(ask->out, &rows[i], false);
        out_char(ask->out, '}');
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
    person_posts(ask, ask->arena, who->person, day_of(ask->now));
    out_z(o, ",\"csrf\":");
    out_json(o, who->csrf);
    me_may(ask);
    out_char(o, '}');
    return OK;
}

// PIPL 44: whoever was looked at sees by whom, when and why.
static bool looks_step(Walk *w)
{
    return walk_rows(w, looks_rows(w->ask->db, w->ask->who->person, w->at[0], walk_most(w)));
}

static void look_item(Walk *w, const void *row)
{
    const LookLine *look = row;
    Out *o = w->ask->out;
    out_fmt(o, "\"id\":%lld", (long long)look->id);
    out_named(o, "actor", look->actor, look->actor_name);
    out_moment_or_null(o, "at", look->at);
    out_z(o, ",\"why\":");
    out_json(o, look->why);
    out_z(o, ",\"fields\":");
    out_json(o, look->fields);
}

const List my_looks_list = {
    .row = &look_line_record, .keys = 1, .from = { INT64_MAX }, .step = looks_step, .item = look_item,
};

// ---- persons ---------------------------------------------------------------------------------------

// The code a list is narrowed to: the one asked for when the asker's posts hold it; else that of their widest post.
// "" = the whole county.
// Two posts side by side show one of them at a time: a list is one range of codes.
static Fault persons_code(Ask *ask, Str said, Str *code)
{
    const unsigned bits = PERSON_SEERS;
    bool wide = ask->who->local || whole_county(ask->who, ask->arena, ask->county, bits);
    *code = said;
    if (said.len) return wide || actor_post(ask->who, said, bits) ? OK : FAULT_post_not_yours;
    if (wide) return OK;
    for (int i = 0; i < ask->who->post_count; i++) {
        const PostOf *p = &ask->who->posts[i];
        if ((WHO_OF(p->role) & bits) && (!code->len || p->code.len < code->len)) *code = p->code;
    }
    return code->len ? OK : FAULT_post_not_yours;
}

static const Field persons_query[] = {
    QUERY_PLACE(PersonsQuery),
    TEXT_FIELD(PersonsQuery, name, "姓名", "Name", .max = 80, .note = "Part of a name."),
};
static const Record persons_query_record = RECORD(PersonsQuery, "persons_query", persons_query, "人员", "Persons");

// Residents only for who sees them all.
static Fault persons_open(Walk *w)
{
    const unsigned all = PERSON_SEERS & ~WHO_OF(ROLE_AUDITOR);      // as in person_seen()
    Ask *ask = w->ask;
    PersonsQuery *q = ask->query;
    PersonsOf *of = w->own = NEW(ask->arena, PersonsOf, 1);
    of->staff = !ask->who->local && !whole_county(ask->who, ask->arena, ask->county, all);
    q->name = str_fold(ask->arena, q->name);
    return persons_code(ask, q->place, &of->code);
}

static bool persons_step(Walk *w)
{
    Ask *ask = w->ask;
    return walk_rows(w, persons_rows(ask->db, w->arena, ask->county, w->own, day_of(ask->now), w->at[0], walk_most(w)));
}

// A name is found by any part of it; no index serves that.
static bool person_fits(Walk *w, const void *row)
{
    const PersonsQuery *q = w->ask->query;
    return !q->name.len || str_has(str_fold(w->trial, ((const Person *)row)->name), q->name);
}

// Their open posts come along, one look-up each.
static void person_item(Walk *w, const void *row)
{
    record_members(&person_record, w->ask->out, row, SEE_STAFF, false);
    person_posts(w->ask, w->arena, ((const Person *)row)->id, day_of(w->ask->now));
}

const List persons_list = {
    .query = &persons_query_record, .row = &person_record, .keys = 1, .from = { INT64_MAX }, .open = persons_open,
    .step = persons_step, .fits = person_fits, .item = person_item, .line = &person_record,
};

// Who may not see somebody hears "unknown": whether they have an account is their own affair.
Fault person_read(Ask *ask)
{
    Person p;
    if (!person_load(ask->db, ask->arena, ask->path_id, &p))            return FAULT_thing_unknown;
    PersonFacts f = person_facts(ask->db, ask->arena, ask->who, &p, PERSON_SEERS, day_of(ask->now));
    if (!person_seen(&f) && ask->who->person != p.id)                   return FAULT_thing_unknown;
    out_char(ask->out, '{');
    record_members(&person_record, ask->out, &p, SEE_STAFF, false);
    person_posts(ask, ask->arena, p.id, 0);
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
static const Field posts_query[] = {
    REF_FIELD(PostsQuery, person, "人员编号", "Person", .note = "Id of a person."),
    REF_FIELD(PostsQuery, org, "组织编号", "Organisation", .note = "Id of an organisation."),
    QUERY_PLACE(PostsQuery),
    QUERY_ALL(PostsQuery),
};
static const Record posts_query_record = RECORD(PostsQuery, "posts_query", posts_query, "岗位", "Posts");

static bool posts_step(Walk *w)
{
    Ask *ask = w->ask;
    const PostsQuery *q = ask->query;
    i64 day = q->all == 1 ? 0 : day_of(ask->now);
    return walk_rows(w, posts_rows(ask->db, w->arena, ask->county, q, day, w->at[0], walk_most(w)));
}

static void post_item(Walk *w, const void *row) { post_members(w->ask->out, row, true); }

const List posts_list = {
    .query = &posts_query_record, .row = &post_line_record, .keys = 1, .from = { INT64_MAX }, .step = posts_step,
    .item = post_item, .line = &post_line_record,
};
