// gate_test.c: classes, posts, scopes, sessions, limits and links, one line per case; no store.
#include "base/check.h"
#include "gate/gate_api.h"
#include "gate/limit.h"
#include "gate/secret.h"
#include "gate/session.h"
#include "store/store_room.h"
#include <string.h>

static Arena *arena;

// ---- classes -----------------------------------------------------------------------------------------

static Actor with(i64 role, const char *code)
{
    Actor a = { .person = 7, .county = 410104, .post_count = 1 };
    a.posts[0] = (PostOf){ .post = 1, .role = role, .org = 9, .code = str(code) };
    return a;
}

static void classes_test(void)
{
    Actor nobody = { 0 }, a = with(ROLE_STREET, "410104001");
    CHECK_EQ(actor_who(&nobody, STR("")), WHO_ANYONE);
    CHECK(actor_who(&a, STR("410104001003")) & WHO_OF(ROLE_STREET));
    CHECK(actor_who(&a, STR("410104001")) & WHO_OF(ROLE_STREET));
    CHECK(actor_who(&a, STR("")) & WHO_OF(ROLE_STREET));
    CHECK(!(actor_who(&a, STR("410104002003")) & WHO_OF(ROLE_STREET)));
    CHECK(!(actor_who(&a, STR("410104")) & WHO_OF(ROLE_STREET)));
    CHECK(actor_who(&a, STR("")) & WHO_PERSON);
    a.token = 5;
    CHECK(!(actor_who(&a, STR("")) & WHO_PERSON));
    CHECK(actor_who(&a, STR("")) & WHO_PROGRAM);
    CHECK(actor_who(&(Actor){ .local = true }, STR("")) & WHO_LOCAL);
    CHECK(actor_who(&(Actor){ .clock = true }, STR("")) & WHO_CLOCK);
    CHECK(actor_who(&(Actor){ .follow = 4 }, STR("")) & WHO_REPORTER);
    CHECK(!(WHO_OFFICE & WHO_OF(ROLE_ADMIN)));
    CHECK(!(WHO_HANDLERS & WHO_OF(ROLE_AUDITOR)));
}

static void posts_test(void)
{
    Actor a = with(ROLE_COMMITTEE, "410104001001");
    a.posts[a.post_count++] = (PostOf){ .post = 2, .role = ROLE_STREET, .org = 10, .code = STR("410104001") };
    a.posts[a.post_count++] = (PostOf){ .post = 3, .role = ROLE_GRID, .org = 9, .code = STR("410104001002") };
    CHECK_EQ(actor_post(&a, STR("410104001001"), WHO_OFFICE)->post, 2);
    CHECK_EQ(actor_post(&a, STR("410104001001"), WHO_OF(ROLE_COMMITTEE))->post, 1);
    CHECK_EQ(actor_post(&a, STR("410104001002001"), WHO_OF(ROLE_GRID))->post, 3);
    CHECK(actor_post(&a, STR("410104001001"), WHO_OF(ROLE_GRID)) == NULL);
    CHECK(actor_post(&a, STR("410104002"), WHO_HANDLERS) == NULL);
    CHECK(actor_in_org(&a, 10) && !actor_in_org(&a, 11));
    for (int i = 0; i < role_choice_count; i++) CHECK_EQ(role_choices[i].value, i + 1);
}

// A member without its row would be absent from the answer and from its description.
static void rows_test(void)
{
    Records all = records_all();
    CHECK(all.count > 20);
    for (int i = 0; i < all.count; i++) CHECK_STR(record_gap(all.at[i]), NULL);
}

static void scope_test(void)
{
    const Action *read = app_action("persons"), *open = app_action("orgs"), *change = app_action("org_open");
    Actor a = { .person = 7, .token = 5, .scopes = STR("place:read people:read") };
    CHECK(read && open && change);
    CHECK(actor_scope(&(Actor){ .person = 7 }, change));
    CHECK(actor_scope(&a, read));
    CHECK(!actor_scope(&a, change));
    a.scopes = STR("people:write");
    CHECK(!actor_scope(&a, read));
    CHECK(!actor_scope(&a, change));                // no WHO_PROGRAM: never for programs
    a.scopes = STR("");
    CHECK(actor_scope(&a, open));                   // what anyone may read
}

// ---- cross site --------------------------------------------------------------------------------------

static Fault crossing(const char *site, const char *origin, const char *csrf, const char *type)
{
    Header h[5] = { { STR("Host"), STR("linli.cn:8080") } };
    int n = 1;
    if (site)   h[n++] = (Header){ STR("Sec-Fetch-Site"), str(site) };
    if (origin) h[n++] = (Header){ STR("Origin"), str(origin) };
    if (csrf)   h[n++] = (Header){ STR("Linli-Csrf"), str(csrf) };
    if (type)   h[n++] = (Header){ STR("Content-Type"), str(type) };
    Request r = { .arena = arena, .method = POST, .headers = h, .header_count = n, .body = type ? STR("{}") : STR("") };
    return actor_cross_site(&r, &(Actor){ .session = 1, .csrf = STR("word") });
}

static void crossing_test(void)
{
    CHECK_EQ(crossing("same-origin", NULL, NULL, "application/json"), OK);
    CHECK_EQ(crossing("same-site", NULL, NULL, "application/json"), FAULT_cross_site);
    CHECK_EQ(crossing("cross-site", "http://linli.cn:8080", "word", "application/json"), FAULT_cross_site);
    CHECK_EQ(crossing(NULL, "http://linli.cn:8080", NULL, "application/json; charset=utf-8"), OK);
    CHECK_EQ(crossing(NULL, "http://linli.cn", NULL, "application/json"), FAULT_cross_site);
    CHECK_EQ(crossing(NULL, "null", NULL, "application/json"), FAULT_cross_site);
    CHECK_EQ(crossing(NULL, NULL, NULL, "application/json"), FAULT_cross_site);
    CHECK_EQ(crossing(NULL, NULL, "word", "application/json"), OK);
    CHECK_EQ(crossing(NULL, NULL, "ward", "application/json"), FAULT_cross_site);
    CHECK_EQ(crossing("same-origin", NULL, NULL, "text/plain"), FAULT_body_wrong_type);
    CHECK_EQ(crossing("same-origin", NULL, NULL, NULL), OK);
    CHECK_EQ(actor_cross_site(&(Request){ .arena = arena }, &(Actor){ 0 }), OK);
}

static void tries_test(void)
{
    const TryLimits l = { .fails = 3, .lock_ms = 100, .window_ms = 1000 };
    Tries t = { 0 };
    t = tries_after(&t, &l, 10);         CHECK(t.n == 1 && t.until == 1010 && !tries_lock(&t, &l, 10));
    t = tries_after(&t, &l, 20);         CHECK(t.n == 2 && t.until == 1010 && !tries_lock(&t, &l, 20));
    t = tries_after(&t, &l, 30);         CHECK(t.n == 3 && t.until == 130 && tries_lock(&t, &l, 129));
    CHECK(!tries_lock(&t, &l, 130));
    t = tries_after(&t, &l, 130);        CHECK(t.n == 1 && t.until == 1130);
    t = tries_after(&t, &l, 2000);       CHECK(t.n == 1 && t.until == 3000);
}

// ---- tokens, sessions, links -------------------------------------------------------------------------

static void token_test(void)
{
    Vault v = { .wrap = { 1 }, .hash = { 2 } }, w = { .hash = { 3 } };
    Str t = token_new(arena, 410104), again = token_new(arena, 410104);
    CHECK_EQ(token_county(t), 410104);
    CHECK(!str_same(t, again) && t.len == 7 + 32);
    CHECK_EQ(token_county(STR("410104.short")), 0);
    CHECK_EQ(token_county(STR("")), 0);
    CHECK_EQ(token_county(arena_fmt(arena, "-1%s", t.at + 6)), 0);
    CHECK(str_same(token_derived(&v, arena, "invite", 410104, 5), token_derived(&v, arena, "invite", 410104, 5)));
    CHECK(!str_same(token_derived(&v, arena, "invite", 410104, 5), token_derived(&v, arena, "invite", 410104, 6)));
    CHECK(!str_same(token_derived(&v, arena, "invite", 410104, 5), token_derived(&w, arena, "invite", 410104, 5)));
    CHECK_EQ(token_csrf(&v, arena, t).len, 24);
    Str f = follow_token(&v, arena, 410104000000042);
    CHECK(str_starts(f, STR("410104.410104000000042.")));
    CHECK_EQ(follow_matter(&v, arena, f), 410104000000042);
    CHECK_EQ(follow_matter(&w, arena, f), 0);
    CHECK_EQ(follow_matter(&v, arena, (Str){ f.at, f.len - 1 }), 0);
    CHECK_EQ(follow_matter(&v, arena, STR("410104.410104000000043.aaaaaaaaaaaaaaaaaaaaaaaa")), 0);
    CHECK_EQ(follow_matter(&v, arena, STR("x")), 0);
}

static void session_test(void)
{
    SessionAges r = session_ages(NULL, 0, false), s = session_ages(NULL, 0, true);
    CHECK_EQ(r.idle_ms, 8LL * HOUR);
    CHECK_EQ(r.whole_ms, 30LL * DAY);
    CHECK_EQ(s.idle_ms, 1LL * HOUR);
    CHECK_EQ(s.whole_ms, 12LL * HOUR);
    CHECK(!session_over(&s, 0, 0, HOUR - 1));
    CHECK(session_over(&s, 0, 0, HOUR));
    CHECK(!session_over(&s, 0, 12LL * HOUR - 1, 12LL * HOUR - 1));
    CHECK(session_over(&s, 0, 12LL * HOUR - 1, 12LL * HOUR));
    CHECK(!session_worn(&s, 0, 5 * MINUTE - 1));
    CHECK(session_worn(&s, 0, 5 * MINUTE));
}

// ---- limits --------------------------------------------------------------------------------------------

static Fault limited(i64 address, i64 place, bool *puzzle)
{
    return limit_decide(&(LimitFacts){ address, 10, place, 60 }, puzzle);
}

static void limit_test(void)
{
    bool puzzle;
    CHECK_EQ(limited(0, 0, &puzzle), OK);                 CHECK(!puzzle);
    CHECK_EQ(limited(6, 41, &puzzle), OK);                CHECK(!puzzle);
    CHECK_EQ(limited(7, 0, &puzzle), OK);                 CHECK(puzzle);
    CHECK_EQ(limited(0, 42, &puzzle), OK);                CHECK(puzzle);
    CHECK_EQ(limited(9, 59, &puzzle), OK);                CHECK(puzzle);
    CHECK_EQ(limited(10, 0, &puzzle), FAULT_too_many);
    CHECK_EQ(limited(0, 60, &puzzle), FAULT_too_many);
}

static const char *net(const char *peer) { return arena_z(arena, peer_net(arena, str(peer))); }

static void net_test(void)
{
    CHECK_STR(net("198.51.100.7"), "198.51.100.7");
    CHECK_STR(net("::ffff:198.51.100.7"), "198.51.100.7");
    CHECK_STR(net("::ffff:c633:6407"), "198.51.100.7");
    CHECK_STR(net("2001:db8:1:2::1"), net("2001:db8:1:2:ffff:ffff:ffff:ffff"));
    CHECK_STR(net("2001:0DB8:1:2::"), net("2001:db8:1:2:3::"));
    CHECK(strcmp(net("2001:db8:1:2::1"), net("2001:db8:1:3::1")) != 0);
    CHECK_STR(net("fe80::1%eth0"), net("fe80::2"));
    CHECK_STR(net("::1"), "0000000000000000/64");
    CHECK_STR(net(""), "");
}

static void puzzle_test(void)
{
    Vault v = { .hash = { 2 } }, w = { .hash = { 3 } };
    const i64 now = 1795000000000;
    Str c = puzzle_challenge(&v, arena, 410104, now);
    CHECK(puzzle_ours(&v, arena, c, 410104, now));
    CHECK(puzzle_ours(&v, arena, c, 410104, now + 10 * MINUTE));
    CHECK(!puzzle_ours(&v, arena, c, 410104, now + 10 * MINUTE + 1));
    CHECK(!puzzle_ours(&v, arena, c, 410104, now - 1));
    CHECK(!puzzle_ours(&v, arena, c, 410105, now));
    CHECK(!puzzle_ours(&w, arena, c, 410104, now));
    CHECK(!puzzle_ours(&v, arena, STR("1.2.3"), 2, 1));
    CHECK(!puzzle_ours(&v, arena, STR(""), 410104, now));
    i64 n = 0;
    while (!puzzle_solved(arena, c, arena_fmt(arena, "%lld", (long long)n), 8)) n++;
    CHECK(puzzle_solved(arena, c, arena_fmt(arena, "%lld", (long long)n), 8));
    CHECK(!puzzle_solved(arena, c, arena_fmt(arena, "%041lld", (long long)n), 0));
    CHECK(!puzzle_solved(arena, c, STR(""), 0));
}

// Whatever shows who asks, however it is spelled, keeps an answer from being kept for others.
static void recent_test(void)
{
    Header one = { 0 };
    Request r = { .arena = arena, .method = GET, .path = STR("/api/matters"), .headers = &one };
    static const char *const open[] = { "", "place=410104", "text=follow", "following=1", "a=follow&b=%66ollow" };
    static const char *const own[] = {
        "follow=x", "a=1&follow=", "foll%6fw=x", "%66%6F%6c%6c%6f%77=x", "a&foll%6Fw", "follow=%zz", "&&follow=1&b",
    };
    for (int i = 0; i < COUNT(open); i++) CHECK((r.query = str(open[i]), recent_key(&r).len > 0));
    for (int i = 0; i < COUNT(own); i++) CHECK((r.query = str(own[i]), recent_key(&r).len == 0));
    r.query = (Str){ 0 };
    r.header_count = 1;
    static const char *const names[] = { "LINLI-Follow", "linli-follow", "cookie", "COOKIE", "Authorization" };
    for (int i = 0; i < COUNT(names); i++) {
        one = (Header){ str(names[i]), STR("x") };
        CHECK(recent_key(&r).len == 0);
    }
    one = (Header){ STR("Accept-Language"), STR("en") };
    Str english = recent_key(&r);
    one.value = STR("zh");
    CHECK(english.len && !str_same(english, recent_key(&r)));
    Request split = r, whole = r;
    split.path = STR("/api/form/a");
    split.query = STR("b");
    whole.path = STR("/api/form/ab");
    CHECK(!str_same(recent_key(&split), recent_key(&whole)));
}

static bool secret_key(const char *key) { return key_secret(str(key)); }

static void key_test(void)
{
    static const char *const guessed[] = {
        "", "k1", "phone-1", "1234567890123456", "aaaaaaaaaaaaaaaa", "0000000000000001", "idempotency-key-1",
        "00000000-0000-0000-0000-000000000001", "2026-11-30T08:00:00.123Z", "filing-20261130-08-15-x7",
        "1764489600000123", "1764489600000123456", "13800138000-1-1-1-1", "abc123abc123abc123abc1", "test1234test1234",
        "submit-the-form-now-1", "residents-committee-filing", "abcdefghijklmnop", "A1b2C3d",
    };
    for (int i = 0; i < (int)COUNT(guessed); i++) CHECK(!secret_key(guessed[i]));
    CHECK(secret_key("9f8a3c1e7b2d4056") && secret_key("3f2504e0-4f89-41d3-9a0c-0305e82c3301"));
    CHECK(secret_key("Zx8-qLm2_Vt9Rk4b") && secret_key("2918374650-1029487563-3847562910-1750283946"));
    int good = 0;
    for (int i = 0; i < 1000; i++) {
        byte chance[16];
        random_fill(chance, sizeof chance);
        good += key_secret(hex_text(arena, chance, 16));
    }
    CHECK(good > 980);
}

// Excel counts UTF-16: 32,767 units a cell, two for a character beyond U+FFFF.
static Str times(const char *one, int n)
{
    Out o = out_new(arena, 1 << 20);
    for (int i = 0; i < n; i++) out_z(&o, one);
    return out_done(&o);
}

static i64 units(Str s)
{
    i64 n = 0;
    uint32_t code;
    for (i64 at = 0; at < s.len; n += code > 0xFFFF ? 2 : 1) at += utf8_next(s, at, &code);
    return n;
}

static void sheet_test(void)
{
    static const struct { const char *one; int n; bool whole; } cells[] = {
        { "a", 32767, true }, { "a", 32768, false }, { "路", 10667, true }, { "路", 32767, true },
        { "路", 32768, false }, { "😀", 16383, true }, { "😀", 16384, false }, { "😀", 10000, true }, { "", 0, true },
    };
    for (int i = 0; i < COUNT(cells); i++) {
        Str s = times(cells[i].one, cells[i].n), fit = sheet_fit(arena, s);
        CHECK_EQ(str_same(s, fit), cells[i].whole);
        CHECK(utf8_count(fit) >= 0 && units(fit) <= 32767 && units(fit) >= MIN(units(s), 32766));
        CHECK(cells[i].whole || str_has(fit, STR("已截断 cut）")));
    }
}

void gate_test(void)
{
    arena = arena_open(32 << 20);
    sheet_test();
    classes_test();
    posts_test();
    rows_test();
    scope_test();
    crossing_test();
    tries_test();
    token_test();
    session_test();
    limit_test();
    net_test();
    puzzle_test();
    recent_test();
    key_test();
    arena_close(arena);
}
