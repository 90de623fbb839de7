// demo_world.c: the demo's district: places, organisations, people. The district and its divisions are the pack's; what
// lies in them, and where, is invented, as their entries' source says.
#include "base/text.h"
#include "words/demo.h"
#include <stdatomic.h>
#include <string.h>

#define COUNTY     "410104"
#define HOME       "410104003009"           // the community of those who sign in
#define BEGUN_ON   "2021-12-31"             // what the pack's divisions speak of
#define PASSWORD_SETTING "demo_sign_ins"
enum { LINES_BYTES = 4 << 20 };

// ---- the clock ---------------------------------------------------------------------------------------

// The folder is made as if its two years passed: what hangs, what is sent and what was read bears moments of then.
static _Atomic i64 clock_at;
void demo_clock(i64 at) { atomic_store(&clock_at, at); }
i64  demo_now(void)     { return atomic_load(&clock_at); }

// ---- sending -------------------------------------------------------------------------------------------

void demo_refused(Demo *d, const char *what, json_t *body)
{
    enum { WRONGS_TOLD = 20 };
    Str why = problem_words(d->batch, body);
    if (d->wrong++ < WRONGS_TOLD) failed(d->c->typed, "%s：%.*s", "%s: %.*s", what, STAR(why));
}

bool demo_send(Demo *d, Out *lines, int count, DemoAnswer each, void *context)
{
    Str answers = { 0 };
    assert(!lines->full);
    if (!count) return true;
    if (caller_batch(d->c, d->batch, out_done(lines), &answers) != 200) {
        fail_str(problem_sentence(d->batch, answers));
        return false;
    }
    for (int i = 0; i < count; i++) {
        Str line = str_cut(&answers, '\n');
        json_t *root = json_loadb(line.at, (size_t)line.len, 0, NULL);
        each(context, i, jwhole(root, "status", 0), json_object_get(root, "body"));
        json_decref(root);
    }
    d->done += count;
    return true;
}

// ---- places ----------------------------------------------------------------------------------------------

// Roughly where each street lies, in tenths of a thousandth of a degree: near enough for a map that shows something.
static const struct { const char *code; int lat, lon; } centres[] = {
    { "410104001", 347570, 1136680 }, { "410104002", 347520, 1136720 }, { "410104003", 347410, 1136760 },
    { "410104004", 347550, 1136870 }, { "410104005", 347510, 1136820 }, { "410104006", 347370, 1136950 },
    { "410104007", 347420, 1136600 }, { "410104008", 347200, 1136830 }, { "410104009", 347180, 1137100 },
    { "410104010", 346900, 1136900 }, { "410104011", 346800, 1137600 }, { "410104012", 346950, 1137150 },
    { "410104202", 347450, 1137900 }, { "410104570", 347500, 1137450 },
};

static void out_degrees(Out *o, i64 tenths) { out_fmt(o, ",%lld.%04lld", LL(tenths / 10000), LL(tenths % 10000)); }

// Within `spread` of the street's centre.
static void out_position(Out *o, const Demo *d, Str code, i64 spread)
{
    Rolls r = rolls_of(d->seed, arena_z(d->arena, code), 0);
    for (int i = 0; i < (int)COUNT(centres); i++) {
        if (!str_starts(code, str(centres[i].code))) continue;
        out_degrees(o, centres[i].lat + roll_from(&r, -spread, spread));
        out_degrees(o, centres[i].lon + roll_from(&r, -spread, spread));
        out_z(o, ",EPSG:4326\n");
        return;
    }
    out_z(o, ",,,\n");
}

static void row(Out *o, const Demo *d, Str code, Str name, const char *kind, i64 spread)
{
    out_fmt(o, "%.*s,", STAR(code));
    out_csv(o, name);
    out_fmt(o, ",%s", kind);
    if (spread) out_position(o, d, code, spread);
    else out_z(o, ",,,\n");
}

// The pack's, in its order: each street before its communities.
static void divisions_read(Demo *d, Out *o)
{
    PackList list = pack_list(d->pack, PACK_DIVISIONS, day_of(d->from), d->arena);
    d->streets = NEW(d->arena, DemoStreet, list.count);
    d->communities = NEW(d->arena, DemoCommunity, list.count);
    out_z(o, "code,name,kind,lat,lon,crs\n");
    for (i64 i = 0; i < list.count; i++) {
        const Division *at = list.at[i];
        bool ours = str_starts(at->code, STR(COUNTY));
        if (ours && at->code.len == 9)
            d->streets[d->street_count++] = (DemoStreet){ .code = at->code, .name = at->name };
        if (ours && at->code.len == 12)
            d->communities[d->community_count++] = (DemoCommunity){ .code = at->code, .name = at->name };
        row(o, d, at->code, at->name, "", ours && at->code.len >= 9 ? at->code.len == 9 ? 1 : 60 : 0);
    }
    for (int i = 0; i < d->community_count; i++)
        for (int k = 0; k < d->street_count; k++)
            if (str_starts(d->communities[i].code, d->streets[k].code)) d->communities[i].street = k;
}

static void building_rows(Demo *d, const DemoCompound *c, Out *o)
{
    for (int b = 1; b <= c->buildings; b++) {
        Str code = arena_fmt(d->arena, "%.*s%03d", STAR(c->code), b);
        row(o, d, code, arena_fmt(d->arena, "%d号楼", b), "building", 0);
        for (int u = 1; u <= c->units; u++)
            row(o, d, arena_fmt(d->arena, "%.*s%03d", STAR(code), u), arena_fmt(d->arena, "%d单元", u), "unit", 0);
    }
}

// One to four in a community; in a small demo two each in the home's street alone.
static void compounds_make(Demo *d, Out *o)
{
    d->compounds = NEW(d->arena, DemoCompound, DEMO_COMPOUNDS);
    out_z(o, "code,name,kind,lat,lon,crs\n");
    for (int i = 0; i < d->community_count; i++) {
        DemoCommunity *at = &d->communities[i];
        Rolls r = rolls_of(d->seed, "compounds", i);
        bool there = !d->small || str_starts(at->code, (Str){ HOME, 9 });
        i64 many = str_is(at->code, HOME) ? 3 : d->small ? 2 : roll_from(&r, 1, 4);
        at->first = d->compound_count;
        for (i64 n = 1; there && n <= many; n++) {
            DemoCompound *c = &d->compounds[d->compound_count];
            *c = (DemoCompound){ .community = i, .buildings = (int)roll_from(&r, 2, 6), .units = (int)roll_from(&r, 2,
                    3),
                                 .code = arena_fmt(d->arena, "%.*s%03lld", STAR(at->code), LL(n)),
                                 .name = demo_compound(d->arena, d->compound_count) };
            if (str_is(c->code, HOME "001")) d->home = d->compound_count;
            row(o, d, c->code, c->name, "compound", 90);
            building_rows(d, c, o);
            d->compound_count++;
        }
        at->compounds = d->compound_count - at->first;
    }
}

// Divisions first: compounds need their communities.
static bool places_make(Demo *d)
{
    Out divisions = out_new(d->arena, LINES_BYTES), more = out_new(d->arena, LINES_BYTES);
    i64 day = 0;
    bool good = day_parse(STR(BEGUN_ON), &day);
    divisions_read(d, &divisions);
    compounds_make(d, &more);
    return good && places_text(d->c, out_done(&divisions), day, STR("政策包；位置为演示所设 pack; positions invented")) == DONE
        && places_text(d->c, out_done(&more), day, STR("演示，均为虚构 demo, all invented")) == DONE;
}

// ---- organisations -----------------------------------------------------------------------------------------

// Where the id of what is made goes.
typedef struct Making {
    Demo *d; Out lines; i64 *ids[4000]; const char *logins[4000]; Str tokens[32]; int count, tokened;
} Making;

static Making *making(Demo *d)
{
    Making *m = NEW(d->arena, Making, 1);
    *m = (Making){ .d = d, .lines = out_new(d->arena, LINES_BYTES) };
    return m;
}

static void org_line(Making *m, i64 *id, const char *kind, Str place, Str name, const char *duty)
{
    Out o = out_new(m->d->batch, 4096);
    out_fmt(&o, "{\"kind\":\"%s\",\"place\":\"%.*s\",\"duty\":\"%s\"", kind, STAR(place), duty);
    out_z(&o, ",\"valid_from\":\"2010-01-01\",\"name\":");
    out_json(&o, name);
    out_char(&o, '}');
    batch_line(&m->lines, &(BatchLine){ .method = "POST", .path = STR("/api/orgs"), .body = out_done(&o) });
    m->ids[m->count++] = id;
}

static void made(void *context, int i, i64 status, json_t *body)
{
    Making *m = context;
    if (status != 200 && status != 201) {
        demo_refused(m->d, "demo", body);
        return;
    }
    *m->ids[i] = jwhole(body, "id", 0);
    if (m->logins[i]) m->tokens[m->tokened++] = arena_str(m->d->arena, jtext(body, "token"));
}

// Companies and committees are invented. Most compounds have all three sides; some a committee that stands in for the
// owners', some no company, some neither.
static void compound_orgs(Making *m, DemoCompound *c, int n)
{
    static const char *const companies[] = { "安和物业", "邻安物业", "同心物业", "康居物业", "清朗物业", "百合物业", "守望物业", "和美物业" };
    Demo *d = m->d;
    Rolls r = rolls_of(d->seed, "orgs", n);
    bool home = n == d->home;
    i64 luck = home ? 0 : roll(&r, 100);
    const char *company = home ? "邻安物业" : companies[roll(&r, (i64)COUNT(companies))];
    if (luck < 85)
        org_line(m, &c->manager, "manager", c->code, arena_fmt(d->batch, "%s%.*s项目部（演示）", company, STAR(c->name)), "");
    const char *owners = luck < 60 || luck >= 95 ? "业主委员会" : luck < 75 || (luck >= 85 && luck < 90) ? "物业管理委员会" : "";
    if (*owners && luck < 98)
        org_line(m, &c->owners, "owners", c->code, arena_fmt(d->batch, "%.*s%s（演示）", STAR(c->name), owners), "");
}

static Str office_name(Arena *a, Str place)
{
    bool named = str_has(place, STR("居委会")) || str_has(place, STR("村委会"));
    return named ? place : arena_fmt(a, "%.*s居委会", STAR(place));
}

static const DemoDepartment departments[DEMO_DEPARTMENTS] = {
    { "城市管理局（演示）", "E O N V S", 0, 0 }, { "住房保障和房产管理局（演示）", "P G R", 0, 0 },
    { "市场监督管理局（演示）", "M", 0, 0 }, { "应急管理局（演示）", "F09", 0, 0 }, { "消防救援大队（演示）", "F", 0, 0 },
    { "民政局（演示）", "H", 0, 0 }, { "教育局（演示）", "J", 0, 0 }, { "公用事业中心（演示）", "U", 0, 0 },
};

static bool orgs_make(Demo *d)
{
    Making *m = making(d);
    memcpy(d->departments, departments, sizeof departments);
    org_line(m, &d->office, "county", STR(COUNTY), STR("管城回族区社会治理中心（演示）"), "");
    for (int i = 0; i < DEMO_DEPARTMENTS; i++)
        org_line(m, &d->departments[i].org, "department", STR(COUNTY), str(departments[i].name), departments[i].duty);
    for (int i = 0; i < d->street_count; i++)
        org_line(m, &d->streets[i].org, "street", d->streets[i].code,
                 arena_fmt(d->batch, "%.*s办事处", STAR(d->streets[i].name)), "");
    for (int i = 0; i < d->community_count; i++)
        org_line(m, &d->communities[i].org, "committee", d->communities[i].code,
                 office_name(d->batch, d->communities[i].name), "");
    for (int i = 0; i < d->compound_count; i++) compound_orgs(m, &d->compounds[i], i);
    bool good = demo_send(d, &m->lines, m->count, made, m);
    arena_reset(d->batch);
    return good && !d->wrong;
}

// ---- people --------------------------------------------------------------------------------------------------

// login NULL: nobody signs in by it.
typedef struct Member { i64 *id; const char *login, *name, *role; i64 org; Str place; } Member;

static void member_line(Making *m, const Member *one)
{
    Demo *d = m->d;
    Rolls r = rolls_of(d->seed, "person", m->count);
    Out o = out_new(d->batch, 1024);
    out_fmt(&o, "{\"role\":\"%s\",\"org\":%lld,\"place\":\"%.*s\",\"name\":", one->role, LL(one->org),
            STAR(one->place));
    out_json(&o, one->name ? str(one->name) : demo_person(d->batch, &r));
    out_char(&o, '}');
    batch_line(&m->lines, &(BatchLine){ .method = "POST", .path = STR("/api/persons"), .body = out_done(&o) });
    m->logins[m->count] = one->login;
    m->ids[m->count++] = one->id;
}

// What those who sign in are called, in the order in which people are made.
typedef struct DemoUser { const char *login, *zh, *en, *opens; } DemoUser;
static const DemoUser users[] = {
    { "district", "区级工作人员", "District office", "/desk" }, { "admin", "管理员", "Administrator", "/desk" },
    { "department", "部门工作人员", "District department", "/desk" }, { "street", "街道工作人员", "Street office", "/desk" },
    { "community", "社区工作者", "Community office", "/desk" }, { "grid", "网格员", "Grid worker", "/" },
    { "steward", "物业管家", "Property steward", "/" }, { "manager", "物业负责人", "Property manager", "/desk" },
    { "owners", "业委会成员", "Owners' committee", "/" },
};

static void home_members(Making *m, DemoCommunity *at, DemoCompound *c)
{
    DemoStreet *s = &m->d->streets[at->street];
    member_line(m, &(Member){ &s->worker, "street", "周敏", "street", s->org, s->code });
    member_line(m, &(Member){ &at->worker, "community", "李桂兰", "committee", at->org, at->code });
    member_line(m, &(Member){ &at->grid, "grid", "关小格", "grid", at->org, at->code });
    member_line(m, &(Member){ &c->steward, "steward", "马管家", "steward", c->manager, c->code });
    member_line(m, &(Member){ &m->d->manager, "manager", "钱经理", "manager", c->manager, c->code });
    member_line(m, &(Member){ &c->owner, "owners", "孙业主", "owners", c->owners, c->code });
}

static void other_members(Making *m)
{
    Demo *d = m->d;
    for (int i = 0; i < d->street_count; i++)
        if (i != d->communities[d->compounds[d->home].community].street)
            member_line(m, &(Member){ &d->streets[i].worker, NULL, NULL, "street", d->streets[i].org,
                    d->streets[i].code });
    for (int i = 0; i < d->community_count; i++) {
        DemoCommunity *at = &d->communities[i];
        if (i == d->compounds[d->home].community) continue;
        member_line(m, &(Member){ &at->worker, NULL, NULL, "committee", at->org, at->code });
        member_line(m, &(Member){ &at->grid, NULL, NULL, "grid", at->org, at->code });
    }
    for (int i = 0; i < d->compound_count; i++) {
        DemoCompound *c = &d->compounds[i];
        if (i == d->home) continue;
        if (c->manager) member_line(m, &(Member){ &c->steward, NULL, NULL, "steward", c->manager, c->code });
        if (c->owners)  member_line(m, &(Member){ &c->owner, NULL, NULL, "owners", c->owners, c->code });
    }
}

static json_t *post(Demo *d, const char *path, const Out *body)
{
    assert(!body->full);
    return caller_json(d->c, d->arena, "POST", str(path), out_done(body));
}

// By the one-time link like anybody invited: the password goes no other way.
static bool accept(Demo *d, Str token, const char *login, Str password)
{
    Out o = out_new(d->arena, 4096);
    out_z(&o, "{\"token\":");
    out_json(&o, token);
    out_fmt(&o, ",\"name\":\"%s\",\"password\":", login);
    out_json(&o, password);
    out_char(&o, '}');
    json_t *answer = post(d, "/api/invite", &o);
    json_decref(answer);
    return answer != NULL;
}

// Easy to type, different in every demo folder.
static Str password_made(Arena *a)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    byte random[12];
    random_fill(random, sizeof random);
    Out o = out_new(a, 32);
    for (int i = 0; i < 12; i++) {
        if (i && i % 4 == 0) out_char(&o, '-');
        out_char(&o, letters[random[i] % (sizeof letters - 1)]);
    }
    return out_done(&o);
}

static bool people_make(Demo *d, Str password)
{
    Making *m = making(d);
    DemoCompound *c = &d->compounds[d->home];
    member_line(m, &(Member){ &d->official, "district", "吴清", "county", d->office, STR(COUNTY) });
    member_line(m, &(Member){ &d->admin, "admin", "王管理", "admin", d->office, STR(COUNTY) });
    for (int i = 0; i < DEMO_DEPARTMENTS; i++) {
        DemoDepartment *at = &d->departments[i];
        member_line(m, &(Member){ &at->person, i ? NULL : "department", i ? NULL : "郑建", "department", at->org,
                STR(COUNTY) });
    }
    home_members(m, &d->communities[c->community], c);
    other_members(m);
    bool good = demo_send(d, &m->lines, m->count, made, m) && !d->wrong;
    assert(!good || m->tokened == (int)COUNT(users));
    for (int i = 0; i < (int)COUNT(users) && good; i++) good = accept(d, m->tokens[i], users[i].login, password);
    arena_reset(d->batch);
    return good;
}

// Sign up as from the street: no post, so they see what residents see. The first is the one who signs in.
static bool residents_make(Demo *d, Str password)
{
    bool good = true;
    int many = d->small ? 3 : DEMO_RESIDENTS;
    for (int i = 0; i < many && good; i++) {
        Rolls r = rolls_of(d->seed, "resident", i);
        Out o = out_new(d->arena, 4096);
        Str name = i ? arena_fmt(d->arena, "%.*s%d", STAR(demo_person(d->arena, &r)), i) : STR("resident");
        out_fmt(&o, "{\"name\":\"%.*s\",\"county\":" COUNTY ",\"password\":", STAR(name));
        out_json(&o, i ? password_made(d->arena) : password);
        out_char(&o, '}');
        json_t *answer = post(d, "/api/sign-up", &o);
        d->residents[i] = (DemoResident){ jwhole(answer, "id", 0), i < 3 ? d->home : (int)roll(&r, d->compound_count) };
        good = answer != NULL && d->residents[i].person;
        json_decref(answer);
    }
    return good;
}

// One password for all of a folder; it is kept in the folder, in a setting, for `serve` to print and the sign-in page
// to show.
static void sign_ins_keep(Demo *d, Str password)
{
    const char *word = arena_z(d->arena, password);
    Out o = out_new(d->arena, 8192);
    out_fmt(&o, "居民\tResident\tresident\t%s\t/\n", word);
    for (int i = (int)COUNT(users) - 1; i >= 0; i--)
        out_fmt(&o, "%s\t%s\t%s\t%s\t%s\n", users[i].zh, users[i].en, users[i].login, word, users[i].opens);
    app_set(d->c->app, PASSWORD_SETTING, out_done(&o));
}

bool demo_world(Demo *d)
{
    assert(d->c->app && d->pack);
    Str password = password_made(d->arena);
    bool good = places_make(d) && orgs_make(d) && people_make(d, password) && residents_make(d, password);
    if (good) sign_ins_keep(d, password);
    return good;
}
