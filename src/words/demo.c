// demo.c: `linli init` and `linli demo`. The demo folder is built aside and renamed: a broken run leaves nothing.
//
// A demo is a real folder of a test installation, filled by nothing but actions: places, orgs, people, letters, and the
// stand-in for staff that settles them. People, companies and letters are invented; the district and its divisions are
// those of the pack. `make run` and the tests of the pages start from it.
#include "words/staff.h"
#include "words/words.h"
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// One street of the district gets compounds and buildings; the others have their communities only.
#define COUNTY   "410104"
#define STREET   "410104003"               // 南关街街道
#define BEGUN_ON "2021-12-31"

// ---- places --------------------------------------------------------------------------------------

// Invented names; two compounds a community, three buildings each.
static_assert(COUNT(STREET) == 10, "a street's code has nine digits");
static const char *const compounds[] = {
    "南塘小区", "松涛花园", "和顺园", "云栖小区", "晚晴苑", "桂月里", "听雨轩", "竹影新村", "望湖家园", "书香苑", "锦鲤坊",
    "杏林小区", "白鹭洲", "青禾里", "百草园", "星河湾畔", "梧桐新苑", "石榴院", "长风小区", "麦香苑", "紫藤居", "月季园",
};

static void rows_compounds(Out *o)
{
    static_assert(COUNT(compounds) % 2 == 0, "two compounds a community");
    out_z(o, "code,name,kind\n");
    for (int i = 0; i < (int)COUNT(compounds); i++) {
        int community = i / 2 + 1, compound = i % 2 + 1;
        out_fmt(o, STREET "%03d%03d,%s,compound\n", community, compound, compounds[i]);
        for (int b = 1; b <= 3; b++) out_fmt(o, STREET "%03d%03d%03d,%d号楼,building\n", community, compound, b, b);
    }
}

// Divisions first: compounds need their communities.
static bool demo_places(Caller *c, const Pack *pack)
{
    Out more = out_new(c->typed->arena, 1 << 20);
    i64 day = 0;
    bool good = day_parse(STR(BEGUN_ON), &day);
    rows_compounds(&more);
    return good && places_of_pack(c, pack, day) == DONE
        && places_text(c, out_done(&more), day, STR("demo")) == DONE;
}

// ---- people --------------------------------------------------------------------------------------

// login: what they sign in by; zh, en: who that is; opens: the face they begin with. duty set: the org is opened with
// it beforehand.
typedef struct DemoUser { const char *login, *zh, *en, *opens, *name, *role, *kind, *place, *org, *duty; } DemoUser;
// One of each role that has a desk of its own; organisations are marked as shown for demonstration.
static const DemoUser users[] = {
    { "grid", "网格员", "Grid worker", "/", "关小格", "grid", "committee", STREET "009", NULL, NULL },
    { "steward", "物业管家", "Property steward", "/", "马管家", "steward", "manager", STREET "009001", "邻安物业（演示）", NULL },
    { "manager", "物业负责人", "Property manager", "/desk", "钱经理", "manager", "manager", STREET "009001", "邻安物业（演示）", NULL },
    { "owners", "业委会成员", "Owners' committee", "/", "孙业主", "owners", "owners", STREET "009001", NULL, NULL },
    { "community", "社区工作者", "Community office", "/desk", "李社区", "committee", "committee", STREET "009", NULL, NULL },
    { "street", "街道工作人员", "Street office", "/desk", "周街道", "street", "street", STREET, NULL, NULL },
    { "district", "区级工作人员", "District office", "/desk", "吴区级", "county", "county", COUNTY, NULL, NULL },
    { "department", "部门工作人员", "District department", "/desk", "郑城管", "department", "department", COUNTY, "城市管理局",
      "E V N" },
    { "admin", "管理员", "Administrator", "/desk", "王管理", "admin", "county", COUNTY, NULL, NULL },
};
static const struct { const char *name, *duty; } departments[] = {
    { "住房保障和房产管理局", "P G H" }, { "市场监督管理局", "M X" }, { "应急管理局", "F" }, { "消防救援大队", "F" },
};

static json_t *demo_post(Caller *c, const char *path, const Out *body)
{
    assert(!body->full);
    return caller_json(c, c->typed->arena, "POST", str(path), out_done(body));
}

// 0: it was refused, and told.
static i64 demo_org(Caller *c, const char *kind, const char *place, Str name, const char *duty)
{
    Out o = out_new(c->typed->arena, 4096);
    out_fmt(&o, "{\"kind\":\"%s\",\"place\":\"%s\",\"duty\":\"%s\"", kind, place, duty);
    out_z(&o, ",\"valid_from\":\"2010-01-01\",\"name\":");
    out_json(&o, name);
    out_char(&o, '}');
    json_t *answer = demo_post(c, "/api/orgs", &o);
    i64 id = jwhole(answer, "id", 0);
    json_decref(answer);
    return id;
}

// A manager and an owners' committee for each compound, and the district's departments but the one with a sign-in.
// The steward's compound gets the company that the demo's steward and manager belong to.
static bool demo_orgs(Caller *c)
{
    Arena *a = c->typed->arena;
    bool good = true;
    for (int i = 0; i < (int)COUNT(compounds) && good; i++) {
        const char *place = arena_z(a, arena_fmt(a, STREET "%03d%03d", i / 2 + 1, i % 2 + 1));
        bool mine = !strcmp(place, STREET "009001");
        Str manager = mine ? STR("邻安物业（演示）") : arena_fmt(a, "%s物业服务中心（演示）", compounds[i]);
        good = demo_org(c, "manager", place, manager, "")
            && demo_org(c, "owners", place, arena_fmt(a, "%s业主委员会（演示）", compounds[i]), "");
    }
    for (int i = 0; i < (int)COUNT(departments) && good; i++)
        good = demo_org(c, "department", COUNTY, str(departments[i].name), departments[i].duty);
    return good;
}

// By the one-time link like anybody invited: the password goes no other way.
static bool demo_accept(Caller *c, Str token, const char *login, Str password)
{
    Out o = out_new(c->typed->arena, 4096);
    out_z(&o, "{\"token\":");
    out_json(&o, token);
    out_fmt(&o, ",\"name\":\"%s\",\"password\":", login);
    out_json(&o, password);
    out_char(&o, '}');
    json_t *answer = demo_post(c, "/api/invite", &o);
    json_decref(answer);
    return answer != NULL;
}

// With an org of its own by invitation, else by the operator's word, which makes the usual org.
static bool demo_user(Caller *c, const DemoUser *u, Str password)
{
    Out o = out_new(c->typed->arena, 4096);
    out_fmt(&o, "{\"name\":\"%s\",\"role\":\"%s\",\"place\":\"%s\"", u->name, u->role, u->place);
    i64 org = u->duty ? demo_org(c, u->kind, u->place, str(u->org), u->duty) : 0;
    if (u->duty && !org) return false;
    if (org) out_fmt(&o, ",\"org\":%lld}", LL(org));
    else out_fmt(&o, ",\"kind\":\"%s\"}", u->kind);
    json_t *answer = demo_post(c, org ? "/api/persons" : "/api/local/user", &o);
    bool good = answer && demo_accept(c, jtext(answer, "token"), u->login, password);
    json_decref(answer);
    return good;
}

// Signs up as from the street: no post, so they see what residents see.
static bool demo_resident(Caller *c, Str password)
{
    Out o = out_new(c->typed->arena, 4096);
    out_z(&o, "{\"name\":\"resident\",\"county\":" COUNTY ",\"password\":");
    out_json(&o, password);
    out_char(&o, '}');
    json_t *answer = demo_post(c, "/api/sign-up", &o);
    json_decref(answer);
    return answer != NULL;
}

// Easy to type, different in every demo folder.
static Str demo_password(Arena *a)
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

// One password for all of a folder; it is kept in the folder, in a setting, for `serve` to print and the sign-in page
// to show.
static bool demo_people(Caller *c)
{
    assert(c->app);
    Arena *a = c->typed->arena;
    Str password = demo_password(a);
    Out said_ = out_new(a, 8192);
    out_fmt(&said_, "居民\tResident\tresident\t%s\t/\n", arena_z(a, password));
    bool good = demo_orgs(c) && demo_resident(c, password);
    for (int i = 0; i < (int)COUNT(users) && good; i++) {
        good = demo_user(c, &users[i], password);
        out_fmt(&said_, "%s\t%s\t%s\t%s\t%s\n", users[i].zh, users[i].en, users[i].login, arena_z(a, password),
                users[i].opens);
    }
    if (good) app_set(c->app, "demo_sign_ins", out_done(&said_));
    return good;
}

// ---- the whole -----------------------------------------------------------------------------------

// Those installed with the packs, else the checkout's own sample.
static Str demo_letters(const Typed *t)
{
    Out o = out_new(t->arena, 4096);
    out_str(&o, t->packs);
    out_z(&o, "/demo-letters.csv");
    return access(arena_z(t->arena, out_done(&o)), R_OK) == 0 ? out_done(&o) : STR("test/data/letters.csv");
}

// Letters are moved so that the last one came a minute ago; the clock is live again when all is done.
static bool demo_fill(Caller *c, const Pack *pack)
{
    assert(c->app && pack);
    app_set(c->app, "installation", STR("test"));
    LettersIn letters = {
        .path = demo_letters(c->typed), .county = STR(COUNTY), .under = STR(STREET), .shift_to = time_real() - MINUTE,
    };
    bool good = demo_places(c, pack) && staff_accounts(c, letters.county) && demo_people(c)
             && letters_file(c, &letters) == DONE && staff_run(c, letters.county, time_real()) == DONE;
    if (good) app_set_sweep_until(c->app, 0);
    return good;
}

// Opened by this process, never through a server: a folder being made is nobody else's.
static bool demo_make(const Typed *t)
{
    Str error = { 0 };
    if (!packs_there(t)) return false;
    AppConfig config = typed_config(t);
    config.make = true;
    PackErrors *errors = NEW(t->arena, PackErrors, 1);
    errors->arena = t->arena;
    Caller c = { .typed = t, .app = app_open(&config, &error) };
    if (!c.app) return fail_str(error), false;
    Pack *pack = pack_load(t->packs, STR("CN-" COUNTY), errors);
    bool good = pack && demo_fill(&c, pack);
    pack_close(pack);
    caller_close(&c);
    return good;
}

// nftw's call; it does not follow links out of the folder (FTW_PHYS).
static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
    (void)st, (void)kind, (void)walk;
    return remove(path);
}

// DONE when the folder is there already, so that a script may say it each time. A `.making` of an earlier run that
// broke is thrown away first.
int word_demo(Typed *t)
{
    char *data = arena_z(t->arena, t->data);
    size_t len = strlen(data);
    while (len > 1 && data[len - 1] == '/') data[--len] = 0;
    if (folder_exists(t->data)) {
        say(t, "演示目录已存在", "the demo folder is there already");
        return DONE;
    }
    if (access(data, F_OK) == 0 && rmdir(data) != 0)
        return fail(t, "该目录已存在且不是数据目录", "the folder exists and is not a data folder");
    Typed aside = *t;
    aside.data = arena_fmt(t->arena, "%s.making", data);
    const char *making = arena_z(t->arena, aside.data);
    nftw(making, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    if (!folders_above(data)) return fail(t, "无法建立目录", "the folder cannot be made");
    bool good = demo_make(&aside) && rename(making, data) == 0;
    if (!good) {
        nftw(making, remove_one, 16, FTW_DEPTH | FTW_PHYS);
        return fail(t, "演示目录未建成", "the demo folder was not made");
    }
    tell(t, "%s 已建成；linli serve --data %s 会打印演示账号",
                                "%s is made; `linli serve --data %s` prints the sign-ins", data, data);
    return DONE;
}

// Empty but for county 0's first entries; the operator imports places and adds the first administrator.
int word_init(Typed *t)
{
    Str error = { 0 };
    if (folder_exists(t->data)) return fail(t, "数据目录已存在", "the folder is there already");
    if (!packs_there(t)) return FAILED;
    if (!folders_above(arena_z(t->arena, t->data))) return fail(t, "无法建立目录", "the folder cannot be made");
    AppConfig config = typed_config(t);
    config.make = true;
    App *app = app_open(&config, &error);
    if (!app) return fail_str(error);
    if (typed_has(t, "test")) app_set(app, "installation", STR("test"));
    app_close(app);
    say(t, typed_has(t, "test") ? "已建立测试安装" : "已建立", typed_has(t, "test") ? "made, a test installation" : "made");
    return DONE;
}
