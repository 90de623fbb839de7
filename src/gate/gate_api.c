// gate_api.c: what this installation says about itself: health, policy, choices, forms, and the proofs of its log.
// Nothing here needs an account or changes anything (but pack_change, which only the start causes). Pages ask about
// and choices first, so these are small and tagged.
#include "gate/gate_api.h"
#include <string.h>

// ---- health ------------------------------------------------------------------------------------

typedef struct Health { i64 ok, writable, clock; Str version; i64 queue, feed_behind; } Health;
static const Field health_fields[] = {
    FLAG_FIELD(Health, ok, "可读", "Can read"),
    FLAG_FIELD(Health, writable, "可写", "Can write",
               .note = "False while the disk is full or the clock in doubt; reading goes on."),
    FLAG_FIELD(Health, clock, "时钟可信", "The clock agrees",
               .note = "False after it jumped, until it is right again or the operator accepts it."),
    TEXT_FIELD(Health, version, "程序版本", "Version of the program"),
    COUNT_FIELD(Health, queue, "排队中的变更", "Changes waiting"),
    COUNT_FIELD(Health, feed_behind, "尚未编入索引和汇总的数", "Entries and counts not yet read"),
};
const Record health_record = RECORD(Health, "health", health_fields, "运行状况", "Health");

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
    out_char(ask->out, '{');
    record_members(&health_record, ask->out, &h, ask->reader, false);
    out_char(ask->out, '}');
    answer_text(ask->request, h.ok ? 200 : 503, "application/json", out_done(ask->out));
    return OK;
}

// ---- about -------------------------------------------------------------------------------------

typedef struct About {
    i64 county;
    Str operator, filing_no, pack, pack_name, pack_version, pack_hash, version;
    i64 test;
} About;
static const Field about_fields[] = {
    COUNT_FIELD(About, county, "县区代码", "County", .note = "The one that is meant when none is named."),
    TEXT_FIELD(About, operator, "运营单位", "Operator", .note = "From the policy pack; empty until it is filled in."),
    TEXT_FIELD(About, filing_no, "备案编号", "Filing number"),
    TEXT_FIELD(About, pack, "政策包", "Policy pack"),
    TEXT_FIELD(About, pack_name, "政策包名称", "Name of the pack"),
    TEXT_FIELD(About, pack_version, "政策包版本", "Version of the pack"),
    TEXT_FIELD(About, pack_hash, "政策包哈希", "Hash of the pack", .note = "SHA-256 of its files; stands in the journal."),
    TEXT_FIELD(About, version, "程序版本", "Version of the program"),
    FLAG_FIELD(About, test, "测试安装", "A test installation"),
};
const Record about_record = RECORD(About, "about", about_fields, "关于", "About");

// ?county= chooses another county's pack, for askers without an account on a server of several counties.
static const Pack *asked_pack(Ask *ask)
{
    i64 county = ask->county;
    ask_i64(ask, "county", &county);
    return app_pack(ask->app, county);
}

static void member_text(Out *o, const char *name, Str value)
{
    out_fmt(o, ",\"%s\":", name);
    out_json(o, value);
}

static void out_county(Ask *ask, i64 county, bool more)
{
    Str code = arena_fmt(ask->arena, "%lld", (long long)county);
    const Division *d = pack_division(app_pack(ask->app, county), code, day_of(ask->now));
    out_fmt(ask->out, "%s{\"county\":%lld", more ? "," : "", (long long)county);
    member_text(ask->out, "name", d ? d->name : STR(""));
    out_char(ask->out, '}');
}

// The counties that have a pack of their own here, the default one first.
static void about_counties(Ask *ask)
{
    const App *app = ask->app;
    out_z(ask->out, ",\"counties\":[");
    out_county(ask, app->county, false);
    for (int i = 0; i < app->pack_count; i++) {
        i64 county = 0;
        Str id = app->packs[i]->heads[0].id;
        bool own = id.len == 9 && str_i64((Str){ id.at + 3, 6 }, &county) && county != app->county;
        if (own) out_county(ask, county, true);
    }
    out_char(ask->out, ']');
}

static Fault about_read(Ask *ask)
{
    const Pack *p = asked_pack(ask);
    const PackHead *head = &p->heads[0];
    i64 day = day_of(ask->now);
    About about = {
        .county = ask->app->county,
        .operator = pack_text(p, "operator", day), .filing_no = pack_text(p, "filing_no", day), .pack = head->id,
        .pack_name = ask->who->lang == EN ? head->name_en : head->name, .pack_version = head->version,
        .pack_hash = p->hash_text, .version = STR(LINLI_VERSION), .test = app_test(ask->app),
    };
    out_char(ask->out, '{');
    record_members(&about_record, ask->out, &about, ask->reader, false);
    about_counties(ask);
    out_fmt(ask->out, ",\"lang\":\"%s\"}", ask->who->lang == EN ? "en" : "zh");
    return OK;
}

// ---- the pack ----------------------------------------------------------------------------------

static Fault pack_read_heads(Ask *ask)
{
    const Pack *p = asked_pack(ask);
    Out *o = ask->out;
    out_z(o, "{\"hash\":");
    out_json(o, p->hash_text);
    out_z(o, ",\"heads\":[");
    for (i64 i = 0; i < p->depth; i++) {
        const PackHead *h = &p->heads[i];
        out_z(o, i ? ",{\"id\":" : "{\"id\":");
        out_json(o, h->id);
        member_text(o, "name", h->name);
        member_text(o, "name_en", h->name_en);
        member_text(o, "parent", h->parent);
        member_text(o, "version", h->version);
        out_char(o, '}');
    }
    out_z(o, "]}");
    return OK;
}

// Where to go instead, beside each subject that has such a place.
static void out_door(Ask *ask, const Pack *p, Str refusal, i64 day)
{
    const Refusal *r = pack_refusal(p, refusal, day);
    if (!r) return;
    member_text(ask->out, "door", r->door);
    member_text(ask->out, "door_en", r->door_en);
    member_text(ask->out, "door_phone", r->phone);
}

// Classes with their leaves below them.
// Two levels: a class and its leaves. It calls itself once for each class.
static void out_subjects(Ask *ask, const Pack *p, Str parent, i64 day)
{
    PackList list = pack_children(p, parent, day, ask->arena);
    out_fmt(ask->out, "\"%s\":[", parent.len ? "children" : "items");
    for (i64 i = 0; i < list.count; i++) {
        const Subject *s = list.at[i];
        out_z(ask->out, i ? ",{" : "{");
        record_members(&subject_record, ask->out, s, ask->reader, false);
        out_door(ask, p, s->next_door, day);
        if (!pack_is_leaf(s)) {
            out_char(ask->out, ',');
            out_subjects(ask, p, s->subject, day);
        }
        out_char(ask->out, '}');
    }
    out_char(ask->out, ']');
}

static Fault subjects_read(Ask *ask)
{
    const Pack *p = asked_pack(ask);
    out_char(ask->out, '{');
    out_subjects(ask, p, STR(""), day_of(ask->now));
    out_char(ask->out, '}');
    return OK;
}

static Fault refusals_read(Ask *ask)
{
    PackList list = pack_list(asked_pack(ask), PACK_REFUSALS, day_of(ask->now), ask->arena);
    out_z(ask->out, "{\"items\":[");
    for (i64 i = 0; i < list.count; i++) {
        out_z(ask->out, i ? ",{" : "{");
        record_members(&refusal_record, ask->out, list.at[i], ask->reader, false);
        out_char(ask->out, '}');
    }
    out_z(ask->out, "]}");
    return OK;
}

// ---- what pages need for forms -----------------------------------------------------------------

static void out_choices(Out *o, const Choice *c, int count)
{
    assert(c && count >= 0);
    out_char(o, '[');
    for (int i = 0; i < count; i++) {
        out_fmt(o, "%s{\"name\":\"%s\"", i ? "," : "", c[i].name);
        member_text(o, "label", str(c[i].label));
        member_text(o, "label_en", str(c[i].label_en ? c[i].label_en : c[i].name));
        out_char(o, '}');
    }
    out_char(o, ']');
}

// Lists by the name of their field.
static Fault choices_read(Ask *ask)
{
    ChoiceLists *all = NEW(ask->arena, ChoiceLists, 1);
    *all = choice_lists_all();
    out_z(ask->out, "{\"choices\":{");
    for (int i = 0; i < all->count; i++) {
        out_z(ask->out, i ? ",\"" : "\"");
        out_list_name(ask->out, &all->at[i]);
        out_z(ask->out, "\":");
        out_choices(ask->out, all->at[i].at, all->at[i].count);
    }
    out_z(ask->out, "}}");
    return OK;
}

static void hint_flag(Out *o, const char *name, bool is)
{
    if (is) out_fmt(o, ",\"%s\":true", name);
}

static void out_hint(Out *o, const Field *f)
{
    assert(f->kind >= TEXT && f->kind <= BYTES);
    static const char *const kinds[] = {
        [TEXT] = "text", [NUMBER] = "number", [COUNT_] = "count", [FLAG] = "flag", [MOMENT] = "moment", [ON] = "on",
        [CHOICE] = "choice", [REF] = "ref", [BYTES] = "bytes",
    };
    out_fmt(o, "{\"name\":\"%s\"", f->name);
    member_text(o, "label", str(f->label));
    member_text(o, "label_en", str(f->label_en ? f->label_en : f->name));
    if (f->note) member_text(o, "note", str(f->note));
    if (f->purpose) member_text(o, "purpose", str(f->purpose));
    out_fmt(o, ",\"kind\":\"%s\",\"needed\":%s", kinds[f->kind], f->flags & NEEDED ? "true" : "false");
    hint_flag(o, "lines", f->flags & LINES);
    hint_flag(o, "private", f->flags & PRIVATE);
    if (f->min || f->max) out_fmt(o, ",\"min\":%lld,\"max\":%lld", (long long)f->min, (long long)f->max);
    if (f->kind == CHOICE) {
        out_z(o, ",\"choices\":");
        out_choices(o, f->choices, f->choice_count);
    }
    out_char(o, '}');
}

// What an asker may fill in for one action, by its name.
// The labels, lengths and hints that pages show; what they may then send is checked by the same rows.
static Fault form_read(Ask *ask)
{
    const Action *a = app_action(arena_z(ask->arena, ask->path_word));
    Out *o = ask->out;
    if (!a || !a->in || !a->path || a->method != POST) return FAULT_thing_unknown;
    out_fmt(o, "{\"action\":\"%s\",\"path\":\"%s\"", a->deed.name, a->path);
    member_text(o, "note", str(a->note));
    member_text(o, "note_zh", str(a->note_zh));
    out_z(o, ",\"fields\":[");
    bool more = false;
    for (int i = 0; i < a->in->field_count; i++) {
        if (a->in->fields[i].flags & (SERVER | HIDDEN)) continue;
        if (more) out_char(o, ',');
        out_hint(o, &a->in->fields[i]);
        more = true;
    }
    out_z(o, "]}");
    return OK;
}

// ---- where to begin ----------------------------------------------------------------------------

// For people with curl, and for crawlers of open data.
static Fault links_read(Ask *ask)
{
    bool more = false;
    const Capability *c;
    const Action *a;
    out_z(ask->out, "{\"links\":[");
    for (int n = 0; (a = action_nth(n, &c)) != NULL; n++) {
        if (!a->path || a->method != GET || !(a->who & WHO_ANYONE) || strchr(a->path, '{')) continue;
        out_fmt(ask->out, "%s{\"name\":\"%s\",\"path\":\"%s\"", more ? "," : "", a->deed.name, a->path);
        member_text(ask->out, "note", str(a->note));
        member_text(ask->out, "note_zh", str(a->note_zh));
        out_char(ask->out, '}');
        more = true;
    }
    out_z(ask->out, "]}");
    return OK;
}

static Fault openapi_read(Ask *ask)
{
    describe_openapi(ask->out);
    return OK;
}

// ---- the actions ---------------------------------------------------------------------------------

// The order is that of the description: where to begin, then what forms need, then proofs.
static const char *const county_query[] = { "county", NULL };
static const char *const puzzle_query[] = { "place", NULL };
static const char *const receipt_query[] = { "entry", NULL };
static const char *const inclusion_query[] = { "entry", "size", NULL };
static const char *const consistency_query[] = { "from", "to", NULL };

#define READS(word, at, function, zh, en, ...) \
    { .deed.name = word, .method = GET, .path = at, .who = WHO_ANYONE, .read = function, .note = en, .note_zh = zh, \
      __VA_ARGS__ }

static const Action actions[] = {
    READS("health", "/health", health_read, "服务是否正常；无法读取时为 503。",
          "Whether the server is well; 503 when it cannot read.", .shape = &health_shape, .flags = FRESH),
    READS("links", "/api", links_read, "从这里开始：可公开查看的地址。", "Where to begin: what everybody may read.",
          .shape = &links_shape),
    READS("openapi", "/api/openapi.json", openapi_read, "本接口说明（OpenAPI 3.1）。", "This description, OpenAPI 3.1."),
    READS("about", "/api/about", about_read, "谁在运营、备案编号、政策包和所辖县区。",
          "Who runs this, the filing number, the policy pack and the counties.", .shape = &about_shape,
          .query = county_query),
    READS("subjects", "/api/subjects", subjects_read, "事项类别树，附转介去处。",
          "The tree of subjects, with the next door.", .shape = &subjects_shape, .query = county_query),
    READS("refusals", "/api/refusals", refusals_read, "不予受理的理由和去处。", "Words of refusal and where to go instead.",
          .shape = &refusals_shape, .query = county_query),
    READS("choices", "/api/choices", choices_read, "各选项的名称和中英文说法。", "Every list of choices with its labels.",
          .shape = &choices_shape),
    READS("form", "/api/form/{word}", form_read, "填写某项操作所需的字段。", "The fields of one action, for forms; by its name.",
          .shape = &form_shape),
    READS("puzzle", "/api/puzzle", puzzle_read, "临近限额时提交前要做的小题。",
          "The puzzle to solve before filing when the limit is near.", .shape = &puzzle_shape,
          .query = puzzle_query, .flags = FRESH),
    READS("pack", "/api/pack", pack_read_heads, "现行政策包及其上级。", "The policy pack in force and its parents.",
          .shape = &pack_shape, .query = county_query),
    READS("proof_checkpoint", "/api/proof/{word}/checkpoint", proof_checkpoint_read, "某县区日志最新的已签名树头（C2SP checkpoint）。",
          "A county's newest signed tree head (C2SP checkpoint).", .flags = RAW),
    READS("proof_key", "/api/proof/{word}/key", proof_key_read, "核对树头用的公钥（C2SP vkey）。",
          "The key that checks the heads (C2SP vkey).", .flags = RAW),
    READS("proof_tile", "/api/proof/{word}/tile/{rest}", proof_tile_read, "哈希块（C2SP tlog-tiles），不含记录内容。",
          "A tile of hashes (C2SP tlog-tiles); entries are never served.", .flags = RAW),
    READS("proof_receipt", "/api/proof/{word}/receipt", proof_receipt_read, "某条记录的回执（C2SP tlog-proof）。",
          "The receipt of one entry (C2SP tlog-proof).", .flags = RAW, .query = receipt_query),
    READS("proof_consistency", "/api/proof/{word}/consistency", proof_consistency_read, "两个规模之间的一致性证明（RFC 9162）。",
          "That an older tree is the beginning of a newer one (RFC 9162).", .shape = &consistency_shape,
          .query = consistency_query),
    READS("proof_inclusion", "/api/proof/{word}/inclusion", proof_inclusion_read, "某条记录在某一规模中的存在性证明（RFC 9162）。",
          "That an entry stands in the tree of a size (RFC 9162).", .shape = &inclusion_shape,
          .query = inclusion_query),
    { .deed.name = "clock_state", .method = GET, .path = "/api/local/clock", .who = WHO_LOCAL,
      .flags = LOCAL_ONLY | FRESH, .read = clock_state_read, .shape = &clock_is_shape,
      .note = "Whether the machine's clock is believed.", .note_zh = "服务器时钟是否可信。" },
    { .deed = { CLOCK_ACCEPT, &clock_mark_record, clock_mark_apply }, .method = POST, .path = "/api/local/clock/accept",
      .who = WHO_LOCAL, .flags = LOCAL_ONLY | IN_DOUBT | IMPORTS | FOLDED, .shape = &clock_accepted_shape,
      .where = clock_where, .change = clock_accept_change, .answer = clock_accept_answer,
      .note = "Take the machine's clock as right after it jumped.", .note_zh = "时钟跳变后，认定当前时钟正确。" },
    { .deed.name = "clock_shift", .method = POST, .path = "/api/local/clock/shift", .who = WHO_LOCAL,
      .flags = LOCAL_ONLY | TEST_ONLY | OWN_ONLY | IN_DOUBT, .in = &clock_shift_record, .where = clock_where,
      .change = clock_shift_change, .note = "Move the machine's clock as this folder sees it (test installations).",
      .note_zh = "偏移本目录所见的系统时钟（仅测试安装）。" },
    { .deed = { "pack_change", &pack_seen_record, pack_change_apply }, .who = WHO_LOCAL, .in = &pack_seen_record,
      .change = pack_change_decide, .note = "A policy pack changed.",
      .note_zh = "政策包有变化。" },
};

const Capability gate_capability = { .name = "gate", .actions = actions, .action_count = (int)COUNT(actions) };
