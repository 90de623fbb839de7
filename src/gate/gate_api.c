// gate_api.c: what this installation says about itself: health, policy, choices, forms, and the proofs of its log.
// Nothing here needs an account or changes anything (but pack_change, which only the start causes). Pages ask about
// and choices first, so these are small and tagged.
#include "gate/gate_api.h"
#include <string.h>

// ---- health ------------------------------------------------------------------------------------

typedef struct Health { i64 ok, writable, clock; Str version; i64 queue, feed_behind; } Health;
static const Record health_record = RECORD_OF(Health, "health", "运行状况", "Health",
    FLAG_FIELD(Health, ok, "可读", "Can read"),
    FLAG_FIELD(Health, writable, "可写", "Can write",
               .note = "False while the disk is full or the clock in doubt; reading goes on."),
    FLAG_FIELD(Health, clock, "时钟可信", "The clock agrees",
               .note = "False after it jumped, until it is right again or the operator accepts it."),
    TEXT_FIELD(Health, version, "程序版本", "Version of the program"),
    COUNT_FIELD(Health, queue, "排队中的变更", "Changes waiting"),
    COUNT_FIELD(Health, feed_behind, "尚未编入索引和汇总的数", "Entries and counts not yet read"));

// Never cached, and answered even when the store cannot be read: that is what one asks for.
static Fault health_read(Ask *ask)
{
    Str said;
    Store *store = ask->app->store;
    WriterFigures w = writer_figures(store);
    store_setting(ask->db, "installation", ask->arena, &said);
    bool clock = store_clock(store).agrees;
    Health h = { .ok = !db_failed(ask->db), .writable = store_writable(store) && clock, .clock = clock,
                 .version = STR(LINLI_VERSION), .queue = w.queue, .feed_behind = w.feed_behind };
    db_clear(ask->db);
    ask_tell(ask, &h);
    answer_text(ask->request, h.ok ? 200 : 503, "application/json", out_done(ask->out));
    return OK;
}

// ---- about -------------------------------------------------------------------------------------

typedef struct CountyName { i64 county; Str name; } CountyName;
typedef struct SignInShown { Str name, label, password, opens; } SignInShown;
typedef struct About {
    i64 county;
    Str operator, filing_no, phone, privacy_contact;
    One map;
    Str pack, pack_name, pack_version, pack_hash, version;
    i64 test;
    Many counties;
    i64 lang;
    Many sign_ins;
} About;
static const Choice langs[] = { { ZH, "zh", "中文", "Chinese" }, { EN, "en", "英文", "English" } };
static const Record county_record = RECORD_OF(CountyName, "county", "县区", "A county that has a pack here.",
    COUNT_FIELD(CountyName, county, "县区代码", "Code"), TEXT_FIELD(CountyName, name, "名称", "Name"));
static const Record sign_in_shown_record = RECORD_OF(SignInShown, "sign_in_shown", "演示账号",
    "A sign-in of a demo, for anybody to try.",
    TEXT_FIELD(SignInShown, name, "登录名", "Sign-in name"), TEXT_FIELD(SignInShown, label, "身份", "Who this is"),
    TEXT_FIELD(SignInShown, password, "口令", "Password"),
    TEXT_FIELD(SignInShown, opens, "打开", "Opens", .note = "Where this user begins: / (phone) or /desk."));
typedef struct MapTiles { Str tiles, crs, attribution; } MapTiles;
static const Record map_record = RECORD_OF(MapTiles, "map_tiles", "地图", "The tiles of the map.",
    TEXT_FIELD(MapTiles, tiles, "瓦片地址", "Address", .note = "With {z}, {x} and {y}."),
    TEXT_FIELD(MapTiles, crs, "坐标系", "Coordinates", .note = "EPSG:4326 or GCJ02: what tiles are drawn in."),
    TEXT_FIELD(MapTiles, attribution, "署名和审图号", "Attribution"));
static const Record about_record = RECORD_OF(About, "about", "关于", "About",
    COUNT_FIELD(About, county, "县区代码", "County", .note = "The one that is meant when none is named."),
    TEXT_FIELD(About, operator, "运营单位", "Operator", .note = "From the policy pack; empty until it is filled in."),
    TEXT_FIELD(About, filing_no, "备案编号", "Filing number"),
    TEXT_FIELD(About, phone, "联系电话", "Phone of the operator"),
    TEXT_FIELD(About, privacy_contact, "个人信息联系人", "Whom to ask about personal information"),
    ONE_FIELD(About, map, map_record, "地图", "Tiles of the map; none unless they are set", .flags = MAYBE),
    TEXT_FIELD(About, pack, "政策包", "Policy pack"),
    TEXT_FIELD(About, pack_name, "政策包名称", "Name of the pack"),
    TEXT_FIELD(About, pack_version, "政策包版本", "Version of the pack"),
    TEXT_FIELD(About, pack_hash, "政策包哈希", "Hash of the pack", .note = "SHA-256 of its files; stands in the journal."),
    TEXT_FIELD(About, version, "程序版本", "Version of the program"),
    FLAG_FIELD(About, test, "测试安装", "A test installation"),
    MANY_FIELD(About, counties, county_record, "所辖县区", "Counties, the default one first"),
    CHOICE_FIELD(About, lang, langs, "语言", "Language of this answer", .absent = ZH),
    MANY_FIELD(About, sign_ins, sign_in_shown_record, "演示账号", "Sign-ins to try", .flags = MAYBE,
               .note = "One for each kind of user; only a demo has them."));

typedef struct CountyQuery { i64 county; } CountyQuery;
static const Record county_query_record = RECORD_OF(CountyQuery, "county_query", "区县", "County",
    COUNT_FIELD(CountyQuery, county, "区县", "County",
                .note = "The county's code; the asker's own or the default one when left out."));
static const Record puzzle_query_record = RECORD_OF(PuzzleQuery, "puzzle_query", "小题", "Puzzle",
    TEXT_FIELD(PuzzleQuery, place, "地点编码", "Place", .flags = PLAIN, .max = 40, .note = "Code of the place to file at.")
);

// ?county= chooses another county's pack, for askers without an account on a server of several counties.
static const Pack *asked_pack(Ask *ask)
{
    const CountyQuery *q = ask->query;
    return app_pack(ask->app, q->county ? q->county : ask->county);
}

static CountyName county_name(Ask *ask, i64 county)
{
    Str code = arena_fmt(ask->arena, "%lld", (long long)county);
    const Division *d = pack_division(app_pack(ask->app, county), code, day_of(ask->now));
    return (CountyName){ county, d ? d->name : STR("") };
}

// The counties that have a pack of their own here, the default one first.
static Many about_counties(Ask *ask)
{
    const App *app = ask->app;
    CountyName *names = NEW(ask->arena, CountyName, app->pack_count + 1);
    i64 n = 0;
    names[n++] = county_name(ask, app->county);
    for (int i = 0; i < app->pack_count; i++) {
        i64 county = 0;
        Str id = app->packs[i]->heads[0].id;
        bool own = id.len == 9 && str_i64((Str){ id.at + 3, 6 }, &county) && county != app->county;
        if (own) names[n++] = county_name(ask, county);
    }
    return MANY_OF(names, n);
}

// Made with a demo's folder, where nobody's own words lie: a line
// "中文<TAB>English<TAB>name<TAB>password<TAB>opens" each.
static Many about_sign_ins(Ask *ask)
{
    enum { SHOWN_MOST = 32 };
    Str rest = { 0 };
    if (!app_test(ask->app) || !store_setting(ask->db, "demo_sign_ins", ask->arena, &rest)) return MANY_OF(NULL, 0);
    SignInShown *shown = NEW(ask->arena, SignInShown, SHOWN_MOST);
    i64 n = 0;
    for (; rest.len && n < SHOWN_MOST; n++) {
        Str line = str_cut(&rest, '\n'), zh = str_cut(&line, '\t'), en = str_cut(&line, '\t');
        shown[n].label = ask->who->lang == EN ? en : zh;
        shown[n].name = str_cut(&line, '\t');
        shown[n].password = str_cut(&line, '\t');
        shown[n].opens = line;
    }
    return MANY_OF(shown, n);
}

static One about_map(Ask *ask, const Pack *p, i64 day)
{
    MapTiles *m = NEW(ask->arena, MapTiles, 1);
    *m = (MapTiles){ pack_text(p, "tiles", day), pack_text(p, "tiles_crs", day),
                     pack_text(p, "tiles_attribution", day) };
    if (!m->crs.len) m->crs = STR("EPSG:4326");
    return (One){ m->tiles.len ? m : NULL };
}

static Fault about_read(Ask *ask)
{
    const Pack *p = asked_pack(ask);
    const PackHead *head = &p->heads[0];
    i64 day = day_of(ask->now);
    About about = {
        .county = ask->app->county,
        .operator = pack_text(p, "operator", day), .filing_no = pack_text(p, "filing_no", day),
        .phone = pack_text(p, "contact_phone", day), .privacy_contact = pack_text(p, "privacy_contact", day),
        .map = about_map(ask, p, day), .pack = head->id,
        .pack_name = ask->who->lang == EN ? head->name_en : head->name, .pack_version = head->version,
        .pack_hash = p->hash_text, .version = STR(LINLI_VERSION), .test = app_test(ask->app),
        .counties = about_counties(ask), .lang = ask->who->lang, .sign_ins = about_sign_ins(ask),
    };
    return ask_tell(ask, &about);
}

// ---- the pack ----------------------------------------------------------------------------------

typedef struct PackIs { Str hash; Many heads; } PackIs;
static const Record head_record = RECORD_OF(PackHead, "pack_head", "政策包", "Who a policy pack is.",
    TEXT_FIELD(PackHead, id, "编号", "Id"),
    TEXT_FIELD(PackHead, name, "名称", "Name in Chinese"),
    TEXT_FIELD(PackHead, name_en, "英文名称", "Name in English"),
    TEXT_FIELD(PackHead, parent, "上级", "Id of the pack above, empty at the top"),
    TEXT_FIELD(PackHead, version, "版本", "Version"),
    TEXT_FIELD(PackHead, folder, "文件夹", "Folder", .flags = HIDDEN));
static const Record pack_is_record = RECORD_OF(PackIs, "pack", "现行政策包", "The policy pack in force.",
    TEXT_FIELD(PackIs, hash, "哈希", "SHA-256 of all their files"),
    MANY_FIELD(PackIs, heads, head_record, "本级及上级", "The pack and those above it"));

static Fault pack_read_heads(Ask *ask)
{
    const Pack *p = asked_pack(ask);
    return ask_tell(ask, &(PackIs){ p->hash_text, MANY_OF(p->heads, p->depth) });
}

// A class holds its leaves; both are subjects.
typedef struct SubjectNode { Subject subject; Str door, door_en, door_phone; Many children; } SubjectNode;
static const Record node_record;
static const Record node_record = RECORD_OF(SubjectNode, "subject", "事项类别", "subjects",
    INLINE_FIELD(SubjectNode, subject, Subject, subject_record),
    TEXT_FIELD(SubjectNode, door, "去处", "Where to go instead", .flags = MAYBE),
    TEXT_FIELD(SubjectNode, door_en, "英文去处", "Where to go instead, in English", .flags = MAYBE),
    TEXT_FIELD(SubjectNode, door_phone, "去处电话", "Its phone", .flags = MAYBE),
    MANY_FIELD(SubjectNode, children, node_record, "下级类别", "The leaves of a class", .flags = MAYBE));
static const Record subjects_record = RECORD_OF(Items, "subjects", "事项类别", "The tree of subjects.",
    MANY_FIELD(Items, items, node_record, "类别", "Classes"));
static const Record dangers_record = RECORD_OF(Items, "dangers", "先打的电话", "Numbers to call first.",
    MANY_FIELD(Items, items, danger_record, "电话", "Numbers"));
static const Record refusals_record = RECORD_OF(Items, "refusals", "不予受理", "Words of refusal.",
    MANY_FIELD(Items, items, refusal_record, "答复语", "Words"));

// Two levels: a class and its leaves, so it calls itself once for each class.
static Many subjects_below(Ask *ask, const Pack *p, Str parent, i64 day)
{
    PackList list = pack_children(p, parent, day, ask->arena);
    SubjectNode *nodes = NEW(ask->arena, SubjectNode, list.count + 1);
    for (i64 i = 0; i < list.count; i++) {
        const Subject *s = list.at[i];
        const Refusal *r = pack_refusal(p, s->next_door, day);
        nodes[i] = (SubjectNode){ .subject = *s };
        if (r) nodes[i].door = r->door, nodes[i].door_en = r->door_en, nodes[i].door_phone = r->phone;
        if (!pack_is_leaf(s)) nodes[i].children = subjects_below(ask, p, s->subject, day);
    }
    return MANY_OF(nodes, list.count);
}

static Fault subjects_read(Ask *ask)
{
    return ask_tell(ask, &(Items){ subjects_below(ask, asked_pack(ask), STR(""), day_of(ask->now)) });
}

Fault ask_pack_rows(Ask *ask, const Pack *pack, PackTable table)
{
    PackList list = pack_list(pack, table, day_of(ask->now), ask->arena);
    i64 size = pack_record(table)->size;
    char *items = arena_take(ask->arena, size, list.count + 1);
    for (i64 i = 0; i < list.count; i++) memcpy(items + i * size, list.at[i], (size_t)size);
    return ask_tell(ask, &(Items){ MANY_OF(items, list.count) });
}

static Fault dangers_read(Ask *ask) { return ask_pack_rows(ask, asked_pack(ask), PACK_DANGERS); }
static Fault refusals_read(Ask *ask) { return ask_pack_rows(ask, asked_pack(ask), PACK_REFUSALS); }

// ---- where to begin ----------------------------------------------------------------------------

enum { LINKS_MOST = 64 };
typedef struct Link { Str name, path, note, note_zh; } Link;
typedef struct Links { Many links; } Links;
static const Record link_record = RECORD_OF(Link, "link", "地址", "An address that everybody may read.",
    TEXT_FIELD(Link, name, "名称", "Name of the action"), TEXT_FIELD(Link, path, "地址", "Path"),
    TEXT_FIELD(Link, note, "说明（英文）", "What it is, in English"),
    TEXT_FIELD(Link, note_zh, "说明", "What it is, in Chinese"));
static const Record links_record = RECORD_OF(Links, "links", "从这里开始", "Where to begin.",
    MANY_FIELD(Links, links, link_record, "地址", "Addresses"));

// For people with curl, and for crawlers of open data.
static Fault links_read(Ask *ask)
{
    const Capability *c;
    const Action *a;
    Link *links = NEW(ask->arena, Link, LINKS_MOST);
    i64 count = 0;
    for (int n = 0; (a = action_nth(n, &c)) != NULL; n++) {
        if (!a->path || a->method != GET || !(a->who & WHO_ANYONE) || strchr(a->path, '{')) continue;
        assert(count < LINKS_MOST);
        links[count++] = (Link){ str(a->deed.name), str(a->path), str(a->note), str(a->note_zh) };
    }
    return ask_tell(ask, &(Links){ MANY_OF(links, count) });
}

static Fault openapi_read(Ask *ask)
{
    describe_openapi(ask->out);
    return OK;
}

// ---- the actions ---------------------------------------------------------------------------------

// The order is that of the description: where to begin, then what forms need, then proofs.
#define READS(word, at, function, zh, en, ...) \
    { .deed.name = word, .method = GET, .path = at, .who = WHO_ANYONE, .read = function, .note = en, .note_zh = zh, \
      __VA_ARGS__ }

static const Action actions[] = {
    READS("health", "/health", health_read, "服务是否正常；无法读取时为 503。",
          "Whether the server is well; 503 when it cannot read.", .out = &health_record, .flags = FRESH),
    READS("links", "/api", links_read, "从这里开始：可公开查看的地址。", "Where to begin: what everybody may read.",
          .out = &links_record),
    READS("openapi", "/api/openapi.json", openapi_read, "本接口说明（OpenAPI 3.1）。", "This description, OpenAPI 3.1."),
    READS("about", "/api/about", about_read, "谁在运营、备案编号、政策包和所辖县区。",
          "Who runs this, the filing number, the policy pack and the counties.", .out = &about_record,
          .query = &county_query_record),
    READS("subjects", "/api/subjects", subjects_read, "事项类别树，附转介去处。",
          "The tree of subjects, with the next door.", .out = &subjects_record, .query = &county_query_record),
    READS("dangers", "/api/dangers", dangers_read, "眼前有危险时先打的电话，和说到它的词。",
          "Numbers to call first, and the words that tell of such danger.",
          .out = &dangers_record, .query = &county_query_record),
    READS("refusals", "/api/refusals", refusals_read, "不予受理的理由和去处。", "Words of refusal and where to go instead.",
          .out = &refusals_record, .query = &county_query_record),
    READS("choices", "/api/choices", choices_read, "各选项的名称和中英文说法。", "Every list of choices with its labels.",
          .out = &choices_record),
    READS("face", "/api/face", face_read, "页面描述：名目、列表和操作，附说法。",
          "What the asker meets here: nouns, lists and deeds with their words, by posts and language.",
          .out = &face_record),
    READS("form", "/api/form/{word}", form_read, "某项操作要填的字段，或某项查看的字段。",
          "The fields of one change, for its form, or of one answer; by the action's name.", .out = &form_record),
    READS("views", "/api/views/{word}", views_read, "某列表各视图的行数，数到 99。",
          "How many rows each view of a list has for the asker, counted to 99; by the list's name.",
          .out = &views_record, .query = &views_query_record),
    { .deed.name = "views_kept", .method = GET, .path = "/api/me/views", .who = WHO_PERSON, .read = views_kept_read,
      .flags = MINE, .out = &views_kept_record, .note = "Views of lists that the asker keeps.",
      .note_zh = "本人存为常用的视图。" },
    { .deed.name = "view_keep", .method = POST, .path = "/api/me/views", .who = WHO_PERSON,
      .flags = CREATES | OWN_ONLY, .in = &view_keeping_record, .out = &view_kept_record, .change = view_keep_change,
      DEED_FACE(.label = { "存为常用", "Keep this view" }, .after = AFTER_STAY),
      .note = "Keep a view of a list, 20 at most; it comes with the list's others at /api/views.",
      .note_zh = "把列表的一个视图存为常用，至多二十个。" },
    { .deed.name = "view_drop", .method = POST, .path = "/api/me/views/{id}/drop", .who = WHO_PERSON,
      .flags = OWN_ONLY, .change = view_drop_change,
      DEED_FACE(.label = { "不再常用", "Drop this view" }, .after = AFTER_STAY),
      .note = "Drop a view that one kept.", .note_zh = "去掉一个常用视图。" },
    { .deed.name = "my_data", .method = GET, .path = "/api/me/data", .who = WHO_PERSON, .flags = RAW | FRESH,
      .read = mine_read, .note = "All that is held about the asker, as one JSON file.",
      .note_zh = "下载本人的全部信息（JSON）。" },
    READS("puzzle", "/api/puzzle", puzzle_read, "临近限额时提交前要做的小题。",
          "The puzzle to solve before filing when the limit is near.", .out = &puzzle_record,
          .query = &puzzle_query_record, .flags = FRESH),
    READS("pack", "/api/pack", pack_read_heads, "现行政策包及其上级。", "The policy pack in force and its parents.",
          .out = &pack_is_record, .query = &county_query_record),
    READS("proof_checkpoint", "/api/proof/{word}/checkpoint", proof_checkpoint_read, "某县区日志最新的已签名树头（C2SP checkpoint）。",
          "A county's newest signed tree head (C2SP checkpoint).", .flags = RAW),
    READS("proof_key", "/api/proof/{word}/key", proof_key_read, "核对树头用的公钥（C2SP vkey）。",
          "The key that checks the heads (C2SP vkey).", .flags = RAW),
    READS("proof_tile", "/api/proof/{word}/tile/{rest}", proof_tile_read, "哈希块（C2SP tlog-tiles），不含记录内容。",
          "A tile of hashes (C2SP tlog-tiles); entries are never served.", .flags = RAW),
    READS("proof_receipt", "/api/proof/{word}/receipt", proof_receipt_read, "某条记录的回执（C2SP tlog-proof）。",
          "The receipt of one entry (C2SP tlog-proof).", .flags = RAW, .query = &receipt_query_record),
    READS("proof_consistency", "/api/proof/{word}/consistency", proof_consistency_read, "两个规模之间的一致性证明（RFC 9162）。",
          "That an older tree is the beginning of a newer one (RFC 9162).", .out = &consistency_record,
          .query = &consistency_query_record),
    READS("proof_inclusion", "/api/proof/{word}/inclusion", proof_inclusion_read, "某条记录在某一规模中的存在性证明（RFC 9162）。",
          "That an entry stands in the tree of a size (RFC 9162).", .out = &inclusion_record,
          .query = &inclusion_query_record),
    { .deed.name = "settings", .method = GET, .path = "/api/settings", .who = WHO_ADMINS | WHO_OF(ROLE_AUDITOR),
      .read = settings_read, .out = &settings_record,
      .note = "The settings in force in the county: what it says itself, what its pack says, what is only a sample.",
      .note_zh = "本区县现行的设置：自己定的、政策包定的、还只是样例的。" },
    { .deed = { "setting_set", &setting_said_record, setting_said_apply }, .method = POST, .path = "/api/settings",
      .who = WHO_ADMINS, .flags = JUDGES, .in = &setting_in_record, .change = setting_set_change,
      .committed = said_load,
      .face = &(const DeedFace){ .label = { "设定", "Set" }, .tone = WEIGHT_MAIN, .after = AFTER_STAY },
      .note = "Say a setting instead of the pack, from a day on; rules only where the pack has a sample.",
      .note_zh = "为本区县设定一项，自某日起代替政策包；规则只在政策包是样例时可定，须写出处。" },
    { .deed.name = "clock_state", .method = GET, .path = "/api/local/clock", .who = WHO_LOCAL,
      .flags = LOCAL_ONLY | FRESH, .read = clock_state_read, .out = &clock_is_record,
      .note = "Whether the machine's clock is believed.", .note_zh = "服务器时钟是否可信。" },
    { .deed = { CLOCK_ACCEPT, &clock_mark_record, clock_mark_apply }, .method = POST, .path = "/api/local/clock/accept",
      .who = WHO_LOCAL, .flags = LOCAL_ONLY | IN_DOUBT | IMPORTS, .out = &clock_accepted_record,
      .where = clock_where, .change = clock_accept_change, .answer = clock_accept_answer,
      .note = "Take the machine's clock as right after it jumped.", .note_zh = "时钟跳变后，认定当前时钟正确。" },
    { .deed.name = "clock_shift", .method = POST, .path = "/api/local/clock/shift", .who = WHO_LOCAL,
      .flags = LOCAL_ONLY | TEST_ONLY | OWN_ONLY | IN_DOUBT, .in = &clock_shift_record, .where = clock_where,
      .change = clock_shift_change, .note = "Move the machine's clock as this folder sees it (test installations).",
      .note_zh = "偏移本目录所见的系统时钟（仅测试安装）。" },
    { .deed.name = "clock_run", .method = POST, .path = "/api/local/clock", .who = WHO_LOCAL,
      .flags = LOCAL_ONLY | TEST_ONLY | OWN_ONLY | SLOW, .in = &clock_in_record, .out = &clock_done_record,
      .prepare = clock_run_prepare, .change = clock_run_change, .answer = clock_run_answer,
      .note = "Do all that fell due up to a moment (test installations).", .note_zh = "将时钟推进到指定时刻（仅测试安装）。" },
    { .deed = { "due_forget", &due_forgot_record, due_forget_apply }, .who = WHO_CLOCK, .change = due_forget_change,
      .note = "What fell due could not be done; it is told, and waits no longer.", .note_zh = "到期事项无法办理，留痕并不再等待。" },
    { .deed = { "pack_change", &pack_seen_record, pack_change_apply }, .who = WHO_LOCAL, .in = &pack_seen_record,
      .change = pack_change_decide, .note = "A policy pack changed.",
      .note_zh = "政策包有变化。" },
};

const Capability gate_capability = { .name = "gate", .actions = actions, .action_count = (int)COUNT(actions) };
