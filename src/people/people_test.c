// people_test.c: the rules, one line per case; then people's stories on the whole road over a store in memory.
#include "base/check.h"
#include "gate/gate_room.h"
#include "gate/limit.h"
#include "gate/session.h"
#include "people/people_api.h"

static Arena *arena;

// ---- rows ------------------------------------------------------------------------------------------

static void rows_test(void)
{
    static const Record *const records[] = {
        &org_record, &person_record, &post_record, &look_record, &org_shown_record, &post_shown_record,
        &person_mark_record, &look_entry_record, &sign_up_record, &sign_in_record, &new_word_record, &accept_record,
        &my_words_record, &joining_record, &org_in_record, &post_in_record, &look_in_record,
        &local_user_record,
    };
    for (int i = 0; i < COUNT(records); i++) CHECK_STR(record_gap(records[i]), NULL);
    CHECK(record_field(&person_record, STR("phone"))->flags & PRIVATE);
    CHECK(record_field(&person_record, STR("name"))->flags & SEALED);
    for (int i = 0; i < role_choice_count; i++) CHECK(org_kind_for(role_choices[i].value, 12) != 0);
}

// ---- names, phones, passwords ------------------------------------------------------------------------

static const char *phone_of(const char *text)
{
    Str phone;
    return person_phone(arena, str(text), &phone) ? arena_z(arena, phone) : NULL;
}

static const char *login_of(const char *text)
{
    i64 kind;
    return arena_z(arena, person_login(arena, str(text), &kind));
}

static Fault weak(const char *password)
{
    return person_password_check(arena, str(password), STR("王小明2026"), STR("13800138000"), false);
}

static void words_test(void)
{
    CHECK_STR(phone_of("13800138000"), "13800138000");
    CHECK_STR(phone_of("+86 138-0013-8000"), "13800138000");
    CHECK_STR(phone_of("0086 13800138000"), "13800138000");
    CHECK_STR(phone_of("8613800138000"), "13800138000");
    CHECK_STR(phone_of("１３８００１３８０００"), "13800138000");
    CHECK_STR(phone_of("(0371) 6666 8888"), "037166668888");
    CHECK_STR(phone_of("123456"), NULL);
    CHECK_STR(phone_of("1234567890123456"), NULL);
    CHECK_STR(phone_of("王小明"), NULL);
    CHECK_STR(phone_of(""), NULL);
    CHECK_STR(login_of(" Wang  Xiao "), login_of("wang xiao"));
    CHECK_STR(login_of("+8613800138000"), login_of("138 0013 8000"));
    CHECK_EQ(person_name_check(arena, STR("王小明")), OK);
    CHECK_EQ(person_name_check(arena, STR("Al")), OK);
    CHECK_EQ(person_name_check(arena, STR("13800138000")), FAULT_field_malformed);
    CHECK_EQ(person_name_check(arena, STR("1234567")), FAULT_field_malformed);
    CHECK_EQ(person_name_check(arena, STR("--")), FAULT_field_malformed);
    CHECK_EQ(person_name_check(arena, STR("0371-66001234转8001")), FAULT_field_malformed);
    CHECK_EQ(person_name_check(arena, STR("😀😀")), FAULT_field_malformed);
    CHECK_EQ(person_name_check(arena, STR("⺩⼩")), OK);
    CHECK_STR(login_of("王管理\u2005"), login_of("王管理"));
    CHECK_STR(login_of("+86 371 66001234"), login_of("0371-66001234"));
    CHECK(strcmp(login_of("+1 380 013 8000"), login_of("13800138000")) != 0);
    CHECK_EQ(weak("seven77"), FAULT_password_weak);
    CHECK_EQ(weak("eight888"), OK);
    CHECK_EQ(weak("门前的大桥下游"), FAULT_password_weak);
    CHECK_EQ(weak("门前的大桥下游过"), OK);
    CHECK_EQ(weak("王小明2026"), FAULT_password_weak);
    CHECK_EQ(weak("138-0013-8000"), FAULT_password_weak);
    CHECK_EQ(person_password_check(arena, STR("longenough"), STR(""), STR(""), true), FAULT_password_weak);
    CHECK_EQ(weak("+86 138-0013-8000"), FAULT_password_weak);
}

// ---- posts and reach ---------------------------------------------------------------------------------

static Fault give(PostFacts f, Post p)
{
    Problems ps = { 0 };
    Fault fault = post_give(&f, &p, &ps);
    return fault == FAULT_field_problems ? ps.at[0].fault : fault;
}

#define SEAT(r, kind_, org_at, at) give((PostFacts){ .within = true, .org_within = true, \
    .person = { .known = true, .open = true, .whole_county = true }, .org_known = true, \
    .org = { .kind = kind_, .valid_to = DAY_NONE }, .org_code = STR(org_at), \
    .code = STR(at), .today = 20000 }, (Post){ .person = 5, .role = r, .from_on = 20000, .to_on = DAY_NONE })

static void seat_test(void)
{
    CHECK_EQ(SEAT(ROLE_COMMITTEE, ORG_COMMITTEE, "410104001001", "410104001001"), OK);
    CHECK_EQ(SEAT(ROLE_COMMITTEE, ORG_STREET, "410104001", "410104001"), FAULT_role_misfit);
    CHECK_EQ(SEAT(ROLE_COMMITTEE, ORG_COMMITTEE, "410104001001", "410104001002"), FAULT_role_misfit);
    CHECK_EQ(SEAT(ROLE_STREET, ORG_STREET, "410104001", "410104001"), OK);
    CHECK_EQ(SEAT(ROLE_COUNTY, ORG_COUNTY, "410104", "410104001"), FAULT_role_misfit);
    CHECK_EQ(SEAT(ROLE_COUNTY, ORG_COUNTY, "410104", "410104"), OK);
    CHECK_EQ(SEAT(ROLE_GRID, ORG_COMMITTEE, "410104001001", "410104001001001"), OK);
    CHECK_EQ(SEAT(ROLE_GRID, ORG_MANAGER, "410104001001", "410104001001"), FAULT_role_misfit);
    CHECK_EQ(SEAT(ROLE_STEWARD, ORG_MANAGER, "410104001001001", "410104001001001002"), OK);
    CHECK_EQ(SEAT(ROLE_MANAGER, ORG_MANAGER, "410104001", "410104001"), FAULT_role_misfit);
    CHECK_EQ(SEAT(ROLE_OWNERS, ORG_OWNERS, "410104001001001", "410104001001001"), OK);
    CHECK_EQ(SEAT(ROLE_DEPARTMENT, ORG_DEPARTMENT, "410104", "410104"), OK);
    CHECK_EQ(SEAT(ROLE_ADMIN, ORG_COUNTY, "410104", "410104"), OK);
    CHECK_EQ(SEAT(ROLE_ADMIN, ORG_MANAGER, "410104001001001", "410104001001001"), FAULT_role_misfit);
    CHECK_EQ(SEAT(ROLE_AUDITOR, ORG_COMMITTEE, "410104001001", "410104001001"), FAULT_role_misfit);
    CHECK_EQ(SEAT(ROLE_AUDITOR, ORG_DEPARTMENT, "410104", "410104"), OK);
    CHECK_EQ(SEAT(99, ORG_COUNTY, "410104", "410104"), FAULT_role_misfit);
    CHECK_EQ(org_kind_for(ROLE_ADMIN, 6), ORG_COUNTY);
    CHECK_EQ(org_kind_for(ROLE_ADMIN, 9), ORG_STREET);
    CHECK_EQ(org_kind_for(ROLE_ADMIN, 12), ORG_COMMITTEE);
    CHECK_EQ(org_kind_for(ROLE_GRID, 12), ORG_COMMITTEE);
    CHECK_EQ(org_kind_for(ROLE_STEWARD, 15), ORG_MANAGER);
    CHECK_EQ(org_kind_for(99, 6), 0);
}

static void post_test(void)
{
    const PostFacts good = { .within = true, .org_within = true, .giver = 4, .org_known = true,
        .person = { .known = true, .open = true, .whole_county = true },
        .org = { .kind = ORG_STREET, .valid_to = DAY_NONE }, .org_code = STR("410104001"), .code = STR("410104001"),
        .today = 20000 };
    const Post post = { .person = 5, .role = ROLE_STREET, .from_on = 20000, .to_on = DAY_NONE };
    PostFacts f;
    Post p;
    CHECK_EQ(give(good, post), OK);
    f = good; f.within = false;               CHECK_EQ(give(f, post), FAULT_post_not_yours);
    f = good; f.org_within = false;           CHECK_EQ(give(f, post), FAULT_post_not_yours);
    f = good; f.giver = 5;                    CHECK_EQ(give(f, post), FAULT_post_to_self);
    f = good; f.giver = 0;                    CHECK_EQ(give(f, post), OK);
    f = good; f.person.known = false;         CHECK_EQ(give(f, post), FAULT_field_no_such);
    f = good; f.person.open = false;          CHECK_EQ(give(f, post), FAULT_person_ended);
    f = good; f.org_known = false;            CHECK_EQ(give(f, post), FAULT_org_unknown);
    f = good; f.org.valid_to = 19999;         CHECK_EQ(give(f, post), FAULT_org_unknown);
    f = good; f.org.valid_to = 20000;         CHECK_EQ(give(f, post), OK);
    f = good; f.held = true;                  CHECK_EQ(give(f, post), FAULT_post_overlaps);
    p = post; p.to_on = 19999;                CHECK_EQ(give(good, p), FAULT_field_out_of_range);
    p = post; p.to_on = 20000;                CHECK_EQ(give(good, p), OK);
    f = good; f.person.posts = POSTS_HELD_MOST - 1;  CHECK_EQ(give(f, post), OK);
    f = good; f.person.posts = POSTS_HELD_MOST;      CHECK_EQ(give(f, post), FAULT_person_posts_open);
    CHECK_EQ(COUNT(((Actor){ 0 }).posts), POSTS_HELD_MOST);
    // An administrator of less than the county: only to whom they have already.
    f = good; f.person.whole_county = false;                 CHECK_EQ(give(f, post), FAULT_post_not_yours);
    f.person.staff = true;                           CHECK_EQ(give(f, post), FAULT_post_not_yours);
    f.person.posts = f.ever = 1;                     CHECK_EQ(give(f, post), FAULT_post_not_yours);
    f.ever_within = 1; f.person.posts = 0;           CHECK_EQ(give(f, post), OK);
    f.ever = 2;                               CHECK_EQ(give(f, post), FAULT_post_not_yours);
    f.ever = 1; f.person.staff = false;              CHECK_EQ(give(f, post), FAULT_post_not_yours);
    f.person.posts = 2; f.person.posts_within = 1;          CHECK_EQ(give(f, post), OK);
    f = good; f.person.whole_county = false; f.invited = true; CHECK_EQ(give(f, post), OK);
    f = good; f.person.whole_county = false; f.person.open = false; CHECK_EQ(give(f, post), FAULT_post_not_yours);
}

static void reach_test(void)
{
    PersonFacts f = { .known = true, .open = true, .admin = true, .staff = true, .posts = 2, .posts_within = 2 };
    CHECK_EQ(person_reach(&f), OK);
    f.staff = false;                                      CHECK_EQ(person_reach(&f), FAULT_post_not_yours);
    f.whole_county = true;                                CHECK_EQ(person_reach(&f), OK);
    f.staff = true; f.whole_county = false;
    f.posts_within = 1;                                   CHECK_EQ(person_reach(&f), FAULT_person_above);
    f.posts = f.posts_within = 0;                         CHECK_EQ(person_reach(&f), FAULT_post_not_yours);
    f.whole_county = true;                                CHECK_EQ(person_reach(&f), OK);
    f.open = false;                                       CHECK_EQ(person_reach(&f), FAULT_person_ended);
    f.forgotten = true;                                   CHECK_EQ(person_reach(&f), FAULT_forgotten);
    f = (PersonFacts){ .known = true, .open = true };     CHECK_EQ(person_reach(&f), FAULT_not_allowed);
    f.self = true;                                        CHECK_EQ(person_reach(&f), OK);
    f = (PersonFacts){ .local = true };                   CHECK_EQ(person_reach(&f), FAULT_thing_unknown);
}

static void seen_test(void)
{
    PersonFacts f = { .known = true, .posts = 1, .posts_within = 1 };
    CHECK(!person_seen(&f) && !person_opened(&f));                          // a resident, volunteer or not
    f.whole_audit = true;                                 CHECK(!person_seen(&f) && !person_opened(&f));
    f.whole_county = true;                                CHECK(person_seen(&f) && person_opened(&f));
    f = (PersonFacts){ .known = true, .staff = true };    CHECK(!person_seen(&f) && !person_opened(&f));
    f.whole_audit = true;                                 CHECK(person_seen(&f) && person_opened(&f));
    f.whole_audit = false; f.posts = 2;                   CHECK(!person_seen(&f) && !person_opened(&f));
    f.posts_within = 1;                                   CHECK(person_seen(&f) && !person_opened(&f));
    f.posts_within = 2;                                   CHECK(person_seen(&f) && person_opened(&f));
    f = (PersonFacts){ .known = true, .self = true };     CHECK(person_seen(&f) && person_opened(&f));
    f = (PersonFacts){ .known = true, .local = true };    CHECK(person_seen(&f) && person_opened(&f));
}

// ---- the whole road over a store in memory -------------------------------------------------------------

enum { COUNTY = 410104 };
static const i64 START = 1795000000000;         // 2026-11-18
static i64 clock_now;
static i64 clock_read(void) { return clock_now; }
static Pack no_pack;
static App app;

typedef struct Planted { Str code, name; i64 kind; } Planted;
static const Planted tree[] = {
    { { "410104", 6 }, { "管城", 6 }, PLACE_COUNTY },
    { { "410104001", 9 }, { "北下街", 9 }, PLACE_STREET },
    { { "410104001001", 12 }, { "代书胡同", 12 }, PLACE_COMMUNITY },
    { { "410104002", 9 }, { "西大街", 9 }, PLACE_STREET },
    { { "410105", 6 }, { "金水", 6 }, PLACE_COUNTY },
};

static Fault plant(App *a, Tx *tx, Arena *ar, void *context)
{
    (void)a;
    (void)context;
    for (int i = 0; i < COUNT(tree); i++) {
        Place p;
        record_blank(&place_record, &p);
        p.county = place_county(tree[i].code);
        p.id = tx_new_id(tx, p.county);
        p.code = tree[i].code;
        p.name = tree[i].name;
        p.kind = tree[i].kind;
        p.valid_from = 0;
        p.valid_to = DAY_NONE;
        db_insert(tx_db(tx), &place_record, &p);
    }
    (void)ar;
    return OK;
}

static void road_open(void)
{
    Str error = { 0 };
    StoreConfig c = app_store_config(&(AppConfig){ .data = STR("") });
    c.memory = c.make = true;
    c.now = clock_read;
    clock_now = START;
    no_pack.hash_text = STR("0000000000000000000000000000000000000000000000000000000000000000");
    app = (App){ .store = store_open(&c, &error), .county = COUNTY, .test = true, .packs = { &no_pack },
                 .pack_count = 1 };
    CHECK(app.store != NULL);
    CHECK_EQ(road_work(&app, plant, NULL, false), OK);
}

// Who asks: a session's cookie, a program's token, the operator; and from where.
typedef struct Asker { char cookie[120]; const char *bearer, *key, *origin, *peer, *moment; bool local; } Asker;
static Arena *answers;          // of the last request
static Str answer;

static void keep_cookie(Asker *who, const Request *r)
{
    for (int i = 0; i < r->answer.header_count; i++) {
        Str v = r->answer.headers[i].value;
        if (!str_is(r->answer.headers[i].name, "Set-Cookie")) continue;
        Str pair = str_cut(&v, ';');
        snprintf(who->cookie, sizeof who->cookie, "%.*s", (int)pair.len, pair.at);
        if (str_is(pair, "linli=")) who->cookie[0] = 0;
    }
}

static int say(Asker *who, Method method, const char *path, const char *body)
{
    arena_reset(answers);
    Header headers[8];
    int n = 0;
    Request r = { .arena = answers, .method = method, .path = str(path), .body = str(body), .headers = headers,
                  .local = who->local, .peer = who->peer ? str(who->peer) : STR("10.0.0.1") };
    Str whole = r.path;
    r.path = str_cut(&whole, '?');
    r.query = whole;
    if (who->cookie[0]) headers[n++] = (Header){ STR("Cookie"), str(who->cookie) };
    if (who->bearer) headers[n++] = (Header){ STR("Authorization"), arena_fmt(answers, "Bearer %s", who->bearer) };
    if (who->key) headers[n++] = (Header){ STR("Idempotency-Key"), str(who->key) };
    if (who->moment) headers[n++] = (Header){ STR("Happened-At"), str(who->moment) };
    headers[n++] = (Header){ STR("Origin"), str(who->origin ? who->origin : "https://linli.cn") };
    headers[n++] = (Header){ STR("Host"), STR("linli.cn") };
    headers[n++] = (Header){ STR("Content-Type"), STR("application/json") };
    r.header_count = n;
    app_call(&app, &r);
    keep_cookie(who, &r);
    answer = r.answer.body;
    return r.answer.status;
}

static int post(Asker *who, const char *path, const char *body) { return say(who, POST, path, body); }
static int get(Asker *who, const char *path) { return say(who, GET, path, ""); }
static bool told(const char *part) { return str_has(answer, str(part)); }

static i64 answer_id(void)
{
    i64 id = 0;
    json_member_i64(answers, answer, "id", &id);
    return id;
}

static const char *answer_token(char into[80])
{
    Str token = { 0 };
    json_member_text(answers, answer, "token", &token);
    snprintf(into, 80, "%.*s", (int)token.len, token.at ? token.at : "");
    return into;
}

static char text[600];
#define TEXTF(...) (snprintf(text, sizeof text, __VA_ARGS__), text)

static int at(Asker *who, const char *things, i64 id, const char *verb, const char *body)
{
    char path[100];
    snprintf(path, sizeof path, "/api/%s/%lld/%s", things, (long long)id, verb);
    return post(who, path, body);
}

// One body with one number in it, and the ways people are written to here.
static const char *num(const char *fmt, i64 n) { return snprintf(text, sizeof text, fmt, (long long)n), text; }

static int sign_in(Asker *who, const char *name, const char *password)
{
    return post(who, "/api/sign-in", TEXTF("{\"name\":\"%s\",\"password\":\"%s\"}", name, password));
}

static int change_password(Asker *who, const char *old, const char *password)
{
    return post(who, "/api/me/password", TEXTF("{\"old\":\"%s\",\"password\":\"%s\"}", old, password));
}

static int accept(Asker *who, const char *token, const char *password, const char *more)
{
    return post(who, "/api/invite", TEXTF("{\"token\":\"%s\",\"password\":\"%s\"%s}", token, password, more));
}

static int give_post(Asker *who, i64 person, i64 org, const char *role, const char *more)
{
    return post(who, "/api/posts", TEXTF("{\"person\":%lld,\"org\":%lld,\"role\":\"%s\"%s}", (long long)person,
                                         (long long)org, role, more));
}

static Asker operator_, admin, resident, other;
static char link[80];
static i64 admin_id, resident_id, staff_id;

static void first_admin_story(void)
{
    operator_ = (Asker){ .local = true, .peer = "" };
    CHECK_EQ(post(&resident, "/api/local/user", "{\"name\":\"张三\",\"role\":\"admin\",\"place\":\"410104\"}"), 403);
    CHECK_EQ(post(&operator_, "/api/local/user", "{\"name\":\"张三\",\"role\":\"admin\",\"place\":\"419999\"}"), 422);
    operator_.moment = "1969-12-31T23:00:00+08:00";         // moments are counted from 1970; nothing here is older
    CHECK_EQ(post(&operator_, "/api/local/user", "{\"name\":\"管理员甲\",\"role\":\"admin\",\"place\":\"410104\"}"), 422);
    CHECK(told("happened-at"));
    operator_.moment = NULL;
    CHECK_EQ(post(&operator_, "/api/local/user", "{\"name\":\"管理员甲\",\"role\":\"admin\",\"place\":\"410104\"}"), 200);
    admin_id = answer_id();
    answer_token(link);
    CHECK(told("/#/invite?token=410104."));
    CHECK_EQ(accept(&admin, link, "short", ""), 422);
    CHECK(told("\"field\":\"password\"") && told("password_weak"));
    admin.key = "once-1";
    CHECK_EQ(accept(&admin, link, "a long word", ""), 200);
    CHECK(admin.cookie[0] != 0);
    CHECK_EQ(accept(&resident, link, "a long word", ""), 404);
    admin.key = NULL;
    CHECK_EQ(get(&admin, "/api/me"), 200);
    CHECK(told("管理员甲") && told("\"role\":\"admin\"") && told("\"code\":\"410104\"") && told("person_invite"));
}

static void resident_story(void)
{
    const char *body = "{\"name\":\"李四\",\"password\":\"rivers and hills\",\"phone\":\"+86 138 0013 8000\"}";
    CHECK_EQ(get(&resident, "/api/me"), 200);
    CHECK(told("\"id\":null") && told("\"sign_in\"") && !told("person_invite"));
    CHECK_EQ(post(&resident, "/api/sign-up", "{\"name\":\"12345678\",\"password\":\"1234567\",\"phone\":\"x\"}"), 422);
    CHECK(told("\"field\":\"name\"") && told("\"field\":\"phone\"") && told("\"field\":\"password\""));
    resident.key = "up-1";
    CHECK_EQ(post(&resident, "/api/sign-up", body), 200);
    resident_id = answer_id();
    resident.key = NULL;
    CHECK_EQ(post(&other, "/api/sign-up", body), 409);
    body = "{\"name\":\"李四妹\",\"password\":\"rivers and hills\",\"phone\":\"13800138000\"}";
    CHECK_EQ(post(&other, "/api/sign-up", body), 409);
    CHECK_EQ(get(&resident, "/api/me"), 200);
    CHECK(told("李四") && told("13800138000") && told("\"posts\":[]"));
    CHECK_EQ(sign_in(&other, "138-0013-8000", "rivers and hills"), 200);
    CHECK_EQ(answer_id(), resident_id);
    CHECK_EQ(get(&other, "/api/persons"), 403);
}

static void session_story(void)
{
    Asker thief = other;
    thief.origin = "https://evil.cn";
    CHECK_EQ(post(&thief, "/api/me", "{\"name\":\"李五\"}"), 403);
    CHECK(told("cross_site"));
    CHECK_EQ(change_password(&resident, "wrong wrong", "new and better"), 422);
    CHECK(told("password_wrong"));
    CHECK_EQ(change_password(&resident, "rivers and hills", "rivers and hills"), 422);
    CHECK_EQ(change_password(&resident, "rivers and hills", "new and better"), 200);
    CHECK_EQ(get(&resident, "/api/me/looks"), 200);
    CHECK_EQ(get(&other, "/api/me/looks"), 401);                      // the other device's session ended
    CHECK(other.cookie[0] == 0);
    CHECK_EQ(post(&resident, "/api/me", "{\"name\":\"李四儿\"}"), 200);
    CHECK_EQ(sign_in(&other, "李四儿", "new and better"), 200);
    CHECK_EQ(post(&other, "/api/sign-out", "{}"), 200);
    CHECK(other.cookie[0] == 0);
    clock_now += 8 * HOUR - MINUTE;
    CHECK_EQ(get(&resident, "/api/me/looks"), 200);                   // touched now
    clock_now += 8 * HOUR - MINUTE;
    CHECK_EQ(get(&resident, "/api/me/looks"), 200);
    CHECK_EQ(get(&admin, "/api/persons"), 401);                       // staff: 60 minutes
    clock_now += 8 * HOUR;
    CHECK_EQ(get(&resident, "/api/me/looks"), 401);
    CHECK_EQ(sign_in(&resident, "李四儿", "new and better"), 200);
    CHECK_EQ(sign_in(&admin, "管理员甲", "a long word"), 200);
}

static void lock_story(void)
{
    Asker guess = { .peer = "10.0.0.9" };
    for (int i = 0; i < 5; i++) CHECK_EQ(sign_in(&guess, "李四儿", "guess"), 401);
    CHECK_EQ(sign_in(&guess, "李四儿", "new and better"), 429);
    for (int i = 0; i < 5; i++) CHECK_EQ(sign_in(&guess, "无此人", "guess"), 401);
    CHECK_EQ(sign_in(&guess, "无此人", "guess"), 429);
    CHECK_EQ(sign_in(&guess, "13800138000", "new and better"), 429);     // the same account
    clock_now += 15 * MINUTE;
    CHECK_EQ(sign_in(&guess, "李四儿", "new and better"), 200);
}

static i64 street_org;
static Asker street;

static void staff_story(void)
{
    CHECK_EQ(post(&admin, "/api/orgs", "{\"kind\":\"street\"}"), 422);
    const char *office = "{\"kind\":\"street\",\"name\":\"北下街街道办\",\"place\":\"410104001\",\"phone\":\"0371-1\"}";
    CHECK_EQ(post(&admin, "/api/orgs", office), 201);
    street_org = answer_id();
    CHECK_EQ(post(&operator_, num("/api/orgs/%lld", street_org), "{\"place\":\"410105\"}"), 422);
    CHECK(told("place_unknown"));
    CHECK_EQ(post(&operator_, num("/api/orgs/%lld", street_org), "{\"place\":\"410104001\"}"), 200);
    CHECK(told("\"place\":{\"code\":\"410104001\",\"name\":\"北下街\"}"));
    CHECK_EQ(post(&resident, "/api/orgs", "{\"kind\":\"street\",\"name\":\"假街道\",\"place\":\"410104001\"}"), 403);
    CHECK_EQ(post(&admin, "/api/persons", num("{\"name\":\"王五\",\"org\":%lld,\"role\":\"county\"}", street_org)), 422);
    CHECK(told("role_misfit"));
    const char *wang = "{\"name\":\"王五\",\"phone\":\"13900139000\",\"org\":%lld,\"role\":\"admin\"}";
    CHECK_EQ(post(&admin, "/api/persons", num(wang, street_org)), 201);
    staff_id = answer_id();
    answer_token(link);
    CHECK_EQ(accept(&street, link, "street word", ",\"name\":\"wangwu\""), 200);
    CHECK_EQ(give_post(&street, staff_id, street_org, "street", ""), 403);
    CHECK(told("post_to_self"));
    CHECK_EQ(post(&street, "/api/orgs", "{\"kind\":\"street\",\"name\":\"西大街街道办\",\"place\":\"410104002\"}"), 403);
    CHECK(told("post_not_yours"));
    CHECK_EQ(at(&street, "persons", admin_id, "reset", "{}"), 403);
    CHECK(told("person_above"));
    CHECK_EQ(at(&street, "persons", resident_id, "reset", "{}"), 403);
    CHECK_EQ(get(&street, "/api/persons"), 200);
    CHECK(told("王五") && !told("李四") && !told("管理员甲") && told("\"phone\":\"***\""));
    CHECK_EQ(get(&admin, "/api/persons"), 200);
    CHECK(told("王五") && told("李四") && !told("13900139000"));
    CHECK_EQ(get(&resident, "/api/orgs?kind=street"), 200);
    CHECK(told("北下街街道办") && told("0371-1"));
    CHECK_EQ(get(&admin, num("/api/posts?org=%lld", street_org)), 200);
    CHECK(told("王五") && told("\"role\":\"admin\""));
}

// A post must not be a handle on somebody: a street's administrator has no resident by giving them one.
static void takeover_story(void)
{
    CHECK_EQ(post(&street, "/api/orgs", "{\"kind\":\"volunteers\",\"name\":\"志愿队\",\"place\":\"410104001\"}"), 201);
    i64 team = answer_id();
    CHECK_EQ(give_post(&street, resident_id, team, "volunteer", ""), 403);
    CHECK(told("post_not_yours"));
    CHECK_EQ(give_post(&admin, resident_id, team, "volunteer", ""), 201);
    i64 held = answer_id();
    CHECK_EQ(at(&street, "persons", resident_id, "look", "{\"why\":\"无权\"}"), 404);
    CHECK_EQ(at(&street, "persons", resident_id, "reset", "{}"), 403);
    CHECK_EQ(at(&street, "persons", resident_id, "forget", "{}"), 403);
    CHECK_EQ(get(&street, num("/api/persons/%lld", resident_id)), 404);
    CHECK_EQ(get(&street, "/api/persons"), 200);
    CHECK(told("王五") && !told("李四"));
    CHECK_EQ(get(&admin, "/api/persons?place=410104001"), 200);
    CHECK(told("王五") && told("李四"));
    CHECK_EQ(give_post(&street, resident_id, team, "volunteer", ",\"place\":\"410104001001\""), 201);
    i64 below = answer_id();
    CHECK_EQ(at(&street, "posts", below, "end", "{}"), 200);
    CHECK_EQ(at(&street, "posts", held, "end", "{}"), 200);
    CHECK_EQ(give_post(&street, resident_id, team, "volunteer", ""), 403);
}

// Staff whose posts are over are out of sight; who was never anywhere else may be taken back.
static void gone_story(void)
{
    CHECK_EQ(post(&street, "/api/persons", num("{\"name\":\"钱七\",\"org\":%lld,\"role\":\"street\"}", street_org)), 201);
    i64 qian = answer_id();
    CHECK_EQ(get(&street, num("/api/posts?person=%lld", qian)), 200);
    i64 held = 0;
    Str items;
    CHECK(json_member_raw(answers, answer, "items", &items) && items.len > 2);
    json_member_i64(answers, (Str){ items.at + 1, items.len - 2 }, "id", &held);
    CHECK_EQ(at(&street, "persons", qian, "look", "{\"why\":\"核对电话\"}"), 200);
    CHECK_EQ(at(&street, "posts", held, "end", "{}"), 200);
    CHECK_EQ(get(&street, num("/api/persons/%lld", qian)), 404);
    CHECK_EQ(at(&street, "persons", qian, "reset", "{}"), 403);
    CHECK_EQ(get(&street, "/api/persons"), 200);
    CHECK(!told("钱七"));
    CHECK_EQ(get(&admin, num("/api/persons/%lld", qian)), 200);
    CHECK_EQ(give_post(&street, qian, street_org, "street", ""), 201);
    CHECK_EQ(get(&street, num("/api/persons/%lld", qian)), 200);
    CHECK_EQ(at(&admin, "persons", qian, "end", "{}"), 200);
}

static void look_story(void)
{
    CHECK_EQ(at(&resident, "persons", staff_id, "look", "{\"why\":\"好奇\"}"), 404);
    CHECK_EQ(at(&street, "persons", resident_id, "look", "{\"why\":\"无权\"}"), 404);
    CHECK_EQ(at(&admin, "persons", resident_id, "look", "{}"), 422);
    CHECK_EQ(at(&admin, "persons", resident_id, "look", num("{\"why\":\"核对电话\",\"ids\":\"%lld\"}", staff_id)), 200);
    CHECK(told("13800138000") && told("13900139000") && told("receipt"));
    CHECK_EQ(get(&resident, "/api/me/looks"), 200);
    CHECK(told("核对电话") && told("管理员甲") && told("\"fields\":\"phone\""));
    CHECK_EQ(get(&street, "/api/me/looks"), 200);
    CHECK(told("核对电话"));
    admin.key = "look-1";
    CHECK_EQ(at(&admin, "persons", resident_id, "look", "{\"why\":\"再次核对\"}"), 200);
    CHECK(told("13800138000") && !told("repeated"));
    CHECK_EQ(at(&admin, "persons", resident_id, "look", "{\"why\":\"再次核对\"}"), 200);
    CHECK(told("\"repeated\":true") && told("receipt") && !told("values") && !told("13800138000"));
    admin.key = NULL;
}

static int token_make(Asker *who, const char *name, const char *scopes, const char *password)
{
    return post(who, "/api/tokens",
                TEXTF("{\"name\":\"%s\",\"scopes\":\"%s\",\"password\":\"%s\"}", name, scopes, password));
}

static void token_story(void)
{
    char token[80];
    CHECK_EQ(token_make(&admin, "地点", "place:read people:write", "a long word"), 201);
    Asker narrow = { .bearer = answer_token(token) };
    CHECK_EQ(get(&narrow, "/api/me"), 200);                           // what anyone reads, as anyone
    CHECK(told("\"id\":null") && told("\"posts\":[]") && !told("管理员甲") && !told("person_invite"));
    CHECK_EQ(get(&narrow, "/api/persons"), 403);
    CHECK_EQ(token_make(&admin, "报表", "people:read nothing:read", "a long word"), 422);
    CHECK_EQ(token_make(&admin, "报表", "people:read", "a long word"), 201);
    i64 id = answer_id();
    Asker program = { .bearer = answer_token(token) };
    CHECK_EQ(get(&program, "/api/persons"), 200);
    CHECK_EQ(get(&program, "/api/me"), 200);
    CHECK(told("管理员甲"));
    CHECK_EQ(get(&program, "/api/tokens"), 403);
    CHECK_EQ(get(&program, "/api/matters"), 200);                     // what anyone may read
    CHECK_EQ(post(&program, "/api/orgs", "{\"kind\":\"street\",\"name\":\"西大街\",\"place\":\"410104002\"}"), 403);
    CHECK(told("scope_missing"));
    CHECK_EQ(get(&admin, "/api/tokens"), 200);
    CHECK(told("报表") && !told(token));
    CHECK_EQ(post(&admin, num("/api/tokens/%lld/end", id), "{}"), 200);
    CHECK_EQ(post(&admin, num("/api/tokens/%lld/end", id), "{}"), 404);
    CHECK_EQ(get(&program, "/api/persons"), 401);
    int made;                                                         // those that ended take no room
    for (made = 0; made < 60 && token_make(&admin, "报表", "people:read", "a long word") == 201; made++)
        CHECK_EQ(post(&admin, num("/api/tokens/%lld/end", answer_id()), "{}"), 200);
    CHECK_EQ(made, 60);
}

static void reset_story(void)
{
    CHECK_EQ(at(&admin, "persons", staff_id, "reset", "{}"), 200);
    answer_token(link);
    CHECK_EQ(get(&street, "/api/persons"), 401);
    CHECK_EQ(sign_in(&street, "wangwu", "street word"), 401);
    CHECK_EQ(accept(&street, link, "another word", ""), 200);
    CHECK_EQ(sign_in(&street, "WangWu", "another word"), 200);
    CHECK_EQ(sign_in(&street, "13900139000", "another word"), 200);
    CHECK_EQ(get(&street, "/api/persons"), 200);
}

// A damaged row, once: nobody knows what falls due there. It stands before the post's.
static const DueRow nobodys = { COUNTY, 1, 99, (i64)COUNTY * COUNTY_IDS + 999999, 3 };
static Fault due_plant(App *a, Tx *tx, Arena *ar, void *context)
{
    (void)a, (void)ar;
    if (context) due_put(tx_db(tx), context);
    return OK;
}

static void end_story(void)
{
    CHECK_EQ(give_post(&admin, staff_id, street_org, "street", ",\"to_on\":\"2026-12-01\""), 201);
    i64 held = answer_id();
    CHECK_EQ(give_post(&admin, staff_id, street_org, "street", ""), 409);
    CHECK_EQ(at(&admin, "posts", held, "end", "{}"), 200);
    CHECK_EQ(at(&admin, "posts", held, "end", "{}"), 409);
    CHECK_EQ(give_post(&admin, staff_id, street_org, "street", ",\"to_on\":\"2026-12-01\""), 201);
    held = answer_id();
    clock_now = day_start(day_from(2026, 12, 2));
    CHECK_EQ(road_work(&app, due_plant, (void *)(uintptr_t)&nobodys, false), OK);
    sweep_due(&app, clock_now);
    CHECK_EQ(road_work(&app, due_plant, NULL, true), OK);               // behind the sweep's own job
    Post p;
    CHECK(post_load(store_reader(app.store), arena, held, &p) && p.ended_at == clock_now);
    CHECK(!due_held(store_reader(app.store), &nobodys));                // forgotten by an entry
    CHECK_EQ(db_i64(store_reader(app.store), "SELECT COUNT(*) FROM journal WHERE subject=$1", I(nobodys.id)), 1);
    CHECK_EQ(sign_in(&admin, "管理员甲", "a long word"), 200);
    CHECK_EQ(at(&admin, "persons", staff_id, "end", "{}"), 200);
    CHECK_EQ(get(&admin, num("/api/posts?org=%lld", street_org)), 200);
    CHECK(!told("王五"));
    CHECK_EQ(sign_in(&street, "wangwu", "another word"), 401);
}

// More looks than are read at once: every key goes, so that no reason can be opened any more.
enum { LOOKS = 1201 };
static i64 first_look;

static Fault looks_plant(App *a, Tx *tx, Arena *ar, void *context)
{
    (void)a, (void)ar, (void)context;
    for (int i = 0; i < LOOKS; i++) {
        Seal key;
        Look l = { .county = COUNTY, .id = tx_new_id(tx, COUNTY), .about = resident_id, .actor = admin_id, .at = 1,
                   .why = STR("核对"), .fields = STR("phone") };
        if (!i) first_look = l.id;
        db_insert(tx_db(tx), &look_record, &l);
        if (!vault_new(tx_vault(tx), tx_db(tx), l.id, &key)) return FAULT_breakage;
    }
    return OK;
}

static int looks_open(void)
{
    int n = 0;
    Seal key;
    for (i64 i = 0; i < LOOKS; i++)
        n += vault_get(store_vault(app.store), store_reader(app.store), first_look + i, &key);
    return n;
}

static void forget_story(void)
{
    CHECK_EQ(sign_in(&resident, "李四儿", "new and better"), 200);
    CHECK_EQ(road_work(&app, looks_plant, NULL, false), OK);
    CHECK_EQ(looks_open(), LOOKS);
    CHECK_EQ(at(&resident, "persons", staff_id, "forget", "{}"), 403);
    CHECK_EQ(at(&resident, "persons", resident_id, "forget", "{}"), 200);
    CHECK(resident.cookie[0] == 0);
    CHECK_EQ(looks_open(), 0);
    CHECK_EQ(get(&admin, num("/api/persons/%lld", resident_id)), 200);
    CHECK(told("\"name\":\"removed\"") && told("\"forgotten\":true") && !told("李四"));
    CHECK_EQ(sign_in(&resident, "李四儿", "new and better"), 401);
    CHECK_EQ(at(&admin, "persons", resident_id, "look", "{\"why\":\"核对\"}"), 410);
    CHECK_EQ(at(&admin, "persons", resident_id, "forget", "{}"), 410);
    CHECK_EQ(at(&admin, "persons", staff_id, "forget", "{}"), 200);
}

// ---- many posts ------------------------------------------------------------------------------------------

enum { TOO_MANY = 100 };
static i64 many_person;

// One person with 20 posts, the last of them the one that matters; then many of others, below another street.
static Fault posts_plant(App *a, Tx *tx, Arena *ar, void *context)
{
    Place county, street_two;
    (void)a;
    (void)context;
    if (!place_by_code(tx_db(tx), ar, STR("410104"), DAY_NONE, &county)) return FAULT_breakage;
    if (!place_by_code(tx_db(tx), ar, STR("410104002"), DAY_NONE, &street_two)) return FAULT_breakage;
    Post p = { .county = COUNTY, .person = many_person, .org = street_org, .role = ROLE_GRID, .place = county.id,
               .to_on = DAY_NONE };
    for (int i = 0; i < 20 + TOO_MANY; i++) {
        p.id = tx_new_id(tx, COUNTY);
        if (i == 19) p.role = ROLE_ADMIN;
        if (i >= 20) p = (Post){ COUNTY, p.id, admin_id, street_org, ROLE_GRID, street_two.id, 0, DAY_NONE, 1 };
        db_insert(tx_db(tx), &post_record, &p);
    }
    return OK;
}

// So many, ten at most; what ended is passed by, however much.
static int shown(PostsQuery q)
{
    PostShown *rows = NEW(arena, PostShown, 10);
    return rows_take(posts_rows(store_reader(app.store), arena, COUNTY, &q, 0, INT64_MAX, 10), &post_shown_record,
                     arena, rows, 10);
}

static void posts_story(void)
{
    Asker many = { .peer = "10.0.0.16" };
    const char *open = "{\"kind\":\"street\",\"name\":\"西大街街道办\",\"place\":\"410104002\"}";
    CHECK_EQ(post(&admin, "/api/orgs", open), 201);
    i64 quiet = answer_id();
    CHECK_EQ(post(&admin, "/api/persons", "{\"name\":\"郑十六\"}"), 201);
    many_person = answer_id();
    answer_token(link);
    CHECK_EQ(road_work(&app, posts_plant, NULL, false), OK);
    CHECK_EQ(accept(&many, link, "sixteen posts", ""), 200);
    CHECK_EQ(get(&many, "/api/me"), 200);
    CHECK(told("person_invite"));                                     // the twentieth, and the highest
    CHECK_EQ(give_post(&admin, many_person, street_org, "street", ""), 409);
    CHECK(told("person_posts_open"));
    CHECK_EQ(shown((PostsQuery){ .person = many_person, .place = STR("") }), 10);
    CHECK_EQ(shown((PostsQuery){ .person = resident_id, .place = STR("") }), 2);
    CHECK_EQ(shown((PostsQuery){ .org = quiet, .place = STR("") }), 0);
    CHECK_EQ(shown((PostsQuery){ .place = STR("410104001001") }), 1);
    CHECK_EQ(shown((PostsQuery){ .place = STR("410104") }), 10);
}

// ---- limits ----------------------------------------------------------------------------------------------

typedef struct Filings { i64 person, matter, role; const char *code; int want; bool local; } Filings;
static int taken;

static Fault filings_take(App *a, Tx *tx, Arena *ar, void *context)
{
    const Filings *f = context;
    Actor who = { .person = f->person, .county = COUNTY, .follow = f->matter, .post_count = f->role != 0,
                  .posts = { { .role = f->role, .code = STR("410104001") } } };
    Request r = { .arena = ar, .local = f->local };
    Act act = { .app = a, .who = &who, .request = &r, .arena = ar, .tx = tx, .db = tx_db(tx), .vault = tx_vault(tx),
                .county = COUNTY, .now = tx_now(tx, COUNTY) };
    for (taken = 0; taken < f->want; taken++)
        if (f->matter ? limit_follow(&act, str(f->code), f->matter) : limit_filing(&act, str(f->code), 77)) break;
    return OK;
}

static int takes(Filings f)
{
    if (!f.code) f.code = "410104001002";
    CHECK_EQ(road_work(&app, filings_take, &f, false), OK);
    return taken;
}

static void limit_story(void)
{
    clock_now = day_start(day_of(clock_now) + 1);
    for (int hour = 0; hour < 3; hour++, clock_now += HOUR) CHECK_EQ(takes((Filings){ .person = 7, .want = 50 }), 30);
    CHECK_EQ(takes((Filings){ .person = 7, .want = 50 }), 10);        // a hundred a day
    CHECK_EQ(takes((Filings){ .person = 7, .want = 150, .role = ROLE_COMMITTEE }), 150);
    CHECK_EQ(takes((Filings){ .person = 11, .want = 50, .role = ROLE_COMMITTEE, .code = "410104002001" }), 30);
    CHECK_EQ(takes((Filings){ .person = 7, .want = 150, .local = true }), 150);
    CHECK_EQ(takes((Filings){ .want = 50 }), 7);                      // then the puzzle
    CHECK_EQ(takes((Filings){ .matter = 90, .want = 50 }), 20);
    CHECK_EQ(takes((Filings){ .matter = 90, .person = 9, .want = 50 }), 0);
    CHECK_EQ(takes((Filings){ .matter = 90, .want = 50, .role = ROLE_GRID }), 50);
    clock_now += HOUR;
    CHECK_EQ(takes((Filings){ .matter = 90, .want = 50 }), 20);
}

static void stories_test(void)
{
    log_quiet(true);
    road_open();
    if (!app.store) return;
    first_admin_story();
    resident_story();
    session_story();
    lock_story();
    staff_story();
    takeover_story();
    gone_story();
    look_story();
    token_story();
    reset_story();
    end_story();
    forget_story();
    posts_story();
    limit_story();
    store_close(app.store);
    log_quiet(false);
}

void people_test(void)
{
    arena = arena_open(8 << 20);
    answers = arena_open(32 << 20);
    rows_test();
    words_test();
    seat_test();
    post_test();
    reach_test();
    seen_test();
    stories_test();
    arena_close(answers);
    arena_close(arena);
}
