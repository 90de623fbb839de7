// people_list_api.c: what can be read about people: oneself, persons, orgs, posts, looks.
//
// Phones never go out here, only "***": opening one is the action person_look. What narrows a list also says who may
// ask; a page is one index range, and ?after= is the last id of the page before, so pages do not shift while rows are
// added.
#include "people/people_api.h"

// ---- oneself -------------------------------------------------------------------------------------

typedef struct Me { i64 county, id; Str name, phone; i64 staff, local; Many posts; Str csrf; Many may; } Me;
const Record me_record = RECORD_OF(Me, "me", "当前身份", "Who is asking and what they may do.",
    COUNT_FIELD(Me, county, "县区", "County"), REF_FIELD(Me, id, "人员编号", "Who is asking"),
    TEXT_FIELD(Me, name, "姓名", "Name, empty without account"),
    TEXT_FIELD(Me, phone, "电话", "One's own phone, by a session only"),
    FLAG_FIELD(Me, staff, "工作人员", "Came by invitation"),
    FLAG_FIELD(Me, local, "服务器管理员", "The operator at the server"),
    MANY_FIELD(Me, posts, post_shown_record, "岗位", "Posts of today"),
    TEXT_FIELD(Me, csrf, "防伪词", "For Linli-Csrf, where a browser does not say where it comes from"),
    EACH_FIELD(Me, may, TEXT, "可做的操作", "Names of actions that could ever be allowed"));

// Nobody (person 0) has none.
static Many person_posts(Ask *ask, Arena *a, i64 person, i64 day)
{
    PostShown *held = NEW(a, PostShown, POSTS_MOST);
    return MANY_OF(held, person ? posts_of(ask->db, a, person, day, held, POSTS_MOST) : 0);
}

// Also answers nobody, so that a page can ask before anyone has signed in.
// The one place where a phone stands in the open without a look: one's own, by a session (PIPL 45). Not by a token.
Fault me_read(Ask *ask)
{
    const Actor *who = ask->who;
    Person p;
    bool known = who->person && person_load(ask->db, ask->arena, who->person, &p);
    Me me = {
        .county = ask->county, .id = who->person, .name = who->name, .staff = known && p.staff, .local = who->local,
        .posts = person_posts(ask, ask->arena, who->person, day_of(ask->now)), .csrf = who->csrf,
        .may = actions_open(ask),
    };
    if (known && !who->token) me.phone = phone_open(store_vault(app_store(ask->app)), ask->db, ask->arena, &p);
    return ask_tell(ask, &me);
}

// PIPL 44: whoever was looked at sees by whom, when and why.
const Record looks_page_record = RECORD_OF(Page, "looks", "查看记录", "Who looked at the asker's private words.",
    PAGE_FIELDS(Page, look_shown_record, "查看记录", "Looks"));

const List my_looks_list = {
    .row = &look_shown_record, .keys = 1, .from = { INT64_MAX }, .rows = looks_rows,
    LIST_FACE(.label = { "谁看过我的信息", "Who looked at my details" }, .group = GROUP_OWN, .order = 3, .icon = "eye",
              .empty = { "还没有人看过。", "Nobody has." }),
};

// ---- persons ---------------------------------------------------------------------------------------

// The code a list is narrowed to: the one asked for when the asker's posts hold it; else that of their widest post.
// "" = the whole county.
// Two posts side by side show one of them at a time: a list is one range of codes.
static Fault persons_code(Ask *ask, Str said, Str *code)
{
    const unsigned bits = PERSON_SEERS;
    bool wide = stands_over(ask->who, ask->arena, ask->county, bits);
    *code = said;
    if (said.len) return wide || actor_post(ask->who, said, bits) ? OK : FAULT_post_not_yours;
    if (wide) return OK;
    for (int i = 0; i < ask->who->post_count; i++) {
        const PostOf *p = &ask->who->posts[i];
        if ((WHO_OF(p->role) & bits) && (!code->len || p->code.len < code->len)) *code = p->code;
    }
    return code->len ? OK : FAULT_post_not_yours;
}

static const Record persons_query_record = RECORD_OF(PersonsQuery, "persons_query", "人员", "Persons",
    QUERY_PLACE(PersonsQuery),
    TEXT_FIELD(PersonsQuery, name, "姓名", "Name", .max = 80, .note = "Part of a name."));

// Residents only for who sees them all.
static Fault persons_open(Walk *w)
{
    const unsigned all = PERSON_SEERS & ~WHO_OF(ROLE_AUDITOR);      // as in person_seen()
    Ask *ask = w->ask;
    PersonsQuery *q = ask->query;
    PersonsOf *of = w->own = NEW(ask->arena, PersonsOf, 1);
    of->staff = !stands_over(ask->who, ask->arena, ask->county, all);
    return persons_code(ask, q->place, &of->code);
}

typedef struct PersonShown { Person person; Many posts; } PersonShown;
const Record person_shown_record = RECORD_NOTED(PersonShown, "person_shown", "人员", "Person",
    "Somebody who can sign in.",
    INLINE_FIELD(PersonShown, person, Person, person_record),
    MANY_FIELD(PersonShown, posts, post_shown_record, "岗位", "Posts", SHOWS(.as = AS_TABLE, .col = 3)));
const Record persons_page_record = RECORD_OF(Page, "persons", "人员列表", "A page of persons, the newest first.",
    PAGE_FIELDS(Page, person_shown_record, "人员", "Persons"));

// Their open posts come along, one look-up each.
static void person_item(Walk *w, const void *row)
{
    PersonShown shown = { .person = *(const Person *)row };
    shown.posts = person_posts(w->ask, w->arena, shown.person.id, day_of(w->ask->now));
    record_members(&person_shown_record, w->ask->out, &shown, w->ask->reader, false);
}

const List persons_list = {
    .query = &persons_query_record, .row = &person_record, .keys = 1, .from = { INT64_MAX }, .open = persons_open,
    .rows = persons_rows, .part = "name", .item = person_item, .line = &person_record,
    LIST_FACE(.label = { "人员", "People" }, .group = GROUP_SET, .order = 3, .icon = "people",
              .empty = { "没有找到人员。", "Nobody found." }),
};

// Who may not see somebody hears "unknown": whether they have an account is their own affair.
Fault person_read(Ask *ask)
{
    Person p;
    if (!person_load(ask->db, ask->arena, ask->path_id, &p))            return FAULT_thing_unknown;
    PersonFacts f = person_facts(ask->db, ask->arena, ask->who, &p, PERSON_SEERS, day_of(ask->now));
    if (!person_seen(&f) && ask->who->person != p.id)                   return FAULT_thing_unknown;
    return ask_tell(ask, &(PersonShown){ p, person_posts(ask, ask->arena, p.id, 0) });
}

// ---- orgs and posts ----------------------------------------------------------------------------------

static const Record orgs_query_record = RECORD_OF(OrgsQuery, "orgs_query", "组织", "Organisations",
    QUERY_PLACE(OrgsQuery),
    CHOICE_FIELD(OrgsQuery, kind, org_kinds, "组织类型", "Kind", .note = "One kind only."),
    TEXT_FIELD(OrgsQuery, text, "名称", "Name", .max = 80, .note = "Part of its name."),
    QUERY_ALL(OrgsQuery));

// Public, of any county: the place's code says which.
static Fault orgs_open(Walk *w)
{
    OrgsQuery *q = w->ask->query;
    if (place_county(q->place)) w->ask->county = place_county(q->place);
    return OK;
}

typedef struct OrgsPage { Many items; Str next; i64 searched; One ended; } OrgsPage;
const Record orgs_page_record = RECORD_OF(OrgsPage, "orgs", "组织列表", "A page of organisations, the oldest first.",
    PAGE_FIELDS(OrgsPage, org_shown_record, "组织", "Organisations"), PLACE_ENDED_FIELD(OrgsPage));

static void orgs_tail(Walk *w, void *page)
{
    const OrgsQuery *q = w->ask->query;
    Place p;
    if (q->place.len && place_known(w->ask->db, w->ask->arena, q->place, &p))
        ((OrgsPage *)page)->ended = place_ended(w->ask->db, w->ask->arena, &p);
}

const List orgs_list = {
    .query = &orgs_query_record, .row = &org_shown_record, .keys = 1, .open = orgs_open, .rows = orgs_rows,
    .part = "text", .line = &org_shown_record, .tail = orgs_tail,
    LIST_FACE(.label = { "组织", "Organisations" }, .plain = { "找谁管", "Who is in charge" }, .group = GROUP_SET,
              .order = 2, .icon = "tower", .empty = { "没有找到组织。", "No organisation found." }),
};

// For anybody with a post: who acts where is no secret among staff. Names of residents never appear, they have none.
static const Record posts_query_record = RECORD_OF(PostsQuery, "posts_query", "岗位", "Posts",
    REF_FIELD(PostsQuery, person, "人员", "Person", .note = "Id of a person.", SHOWS(.of = "persons")),
    REF_FIELD(PostsQuery, org, "组织", "Organisation", .note = "Id of an organisation.", SHOWS(.of = "orgs")),
    QUERY_PLACE(PostsQuery),
    QUERY_ALL(PostsQuery));

static bool posts_step(Walk *w)
{
    Ask *ask = w->ask;
    const PostsQuery *q = ask->query;
    i64 day = q->all == 1 ? 0 : day_of(ask->now);
    return walk_rows(w, posts_rows(ask->db, w->arena, ask->county, q, day, w->at[0], walk_most(w)));
}

const Record posts_page_record = RECORD_OF(Page, "posts", "岗位列表", "A page of posts, the newest first.",
    PAGE_FIELDS(Page, post_shown_record, "岗位", "Posts"));

const List posts_list = {
    .query = &posts_query_record, .row = &post_shown_record, .keys = 1, .from = { INT64_MAX }, .step = posts_step,
    .line = &post_shown_record,
    LIST_FACE(.label = { "岗位", "Posts" }, .group = GROUP_SET, .order = 4, .icon = "key",
              .empty = { "没有找到岗位。", "No post found." }),
};
