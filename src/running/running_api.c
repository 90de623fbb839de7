// running_api.c: what an administrator reads: the first steps, how the server fares, who looked at what.
//
// All of it is of a whole county, so it is for those alone who stand over one: its administrators, its auditors where
// they may look, and the operator. Nothing here names a resident.
#include "gate/gate_api.h"
#include "people/people.h"
#include "place/place.h"
#include "running/running_pack_api.h"
#include "running/running_store.h"
#include "store/proof.h"
#include <string.h>
#include <sys/stat.h>

enum { BELOW_MOST = 20000 };

static i64 started_at;                  // of this process; set before anybody is served

static void *running_begun(App *app)
{
    started_at = store_now(app_store(app));
    return NULL;
}

static Mark mark_of(Ask *ask, const char *name)
{
    return mark_read(store_marked(ask->app->config.data, name, ask->arena));
}

// ---- the first steps -------------------------------------------------------------------------------

static const Record step_record = RECORD_OF(StepShown, "step", "一步", "A first step.",
    CHOICE_FIELD(StepShown, step, step_choices, "步骤", "Step"), FLAG_FIELD(StepShown, done, "好了", "Done"),
    TEXT_FIELD(StepShown, label, "名称", "Name"), TEXT_FIELD(StepShown, said, "说明", "What is there, or lacks"));
typedef struct Missing { Str code, name, lacks; } Missing;
static const Record missing_record = RECORD_OF(Missing, "missing_party", "缺哪一方", "A place that lacks a party.",
    TEXT_FIELD(Missing, code, "地点编码", "Place"), TEXT_FIELD(Missing, name, "地点", "Name"),
    TEXT_FIELD(Missing, lacks, "缺", "Kinds of organisations it lacks", .note = "Blank separated."));
typedef struct Steps { Many steps, missing; i64 done; } Steps;
static const Record steps_record = RECORD_OF(Steps, "steps", "上手", "What a county still needs before it opens.",
    MANY_FIELD(Steps, steps, step_record, "步骤", "Steps"),
    MANY_FIELD(Steps, missing, missing_record, "缺哪一方", "Places that lack a party; at most fifty"),
    COUNT_FIELD(Steps, done, "好了几步", "Steps done"));

typedef struct Census { Ask *ask; StepFacts *f; Missing *missing; i64 count, day, read; } Census;

static void lacking(Census *c, const Place *p, const char *lacks)
{
    if (c->count == MISSING_MOST || !lacks[0]) return;
    c->missing[c->count++] = (Missing){ p->code, p->name, str(lacks) };
}

static void parties_counted(Census *c, const Place *p)
{
    Db *db = c->ask->db;
    StepFacts *f = c->f;
    bool committee = p->kind != PLACE_COMMUNITY || org_at(db, p->id, ORG_COMMITTEE, c->day);
    bool compound = p->kind == PLACE_COMPOUND;
    bool manager = !compound || org_at(db, p->id, ORG_MANAGER, c->day);
    bool owners = !compound || org_at(db, p->id, ORG_OWNERS, c->day);
    f->no_committee += !committee, f->no_manager += !manager, f->no_owners += !owners;
    lacking(c, p, !committee ? "committee" : !manager ? owners ? "manager" : "manager owners" : owners ? "" : "owners");
}

// Down to compounds, by what lies below each.
static void places_counted(Census *c, const Place *top)
{
    i64 *ids = NEW(c->ask->arena, i64, PLACES_LED);
    int n = rows_ids(place_children(c->ask->db, top), ids, PLACES_LED);
    for (int i = 0; i < n && c->read < BELOW_MOST; i++) {
        Place p;
        if (!place_load(c->ask->db, c->ask->arena, ids[i], &p) || p.kind > PLACE_COMPOUND) continue;
        c->read++;
        c->f->streets += p.kind == PLACE_STREET;
        c->f->communities += p.kind == PLACE_COMMUNITY;
        c->f->compounds += p.kind == PLACE_COMPOUND;
        parties_counted(c, &p);
        if (p.kind < PLACE_COMPOUND) places_counted(c, &p);
    }
}

// Those without whom nothing is settled: who takes it, and whom it is raised to.
static Str roles_missing(Ask *ask, i64 day)
{
    static const i64 needed[] = { ROLE_COMMITTEE, ROLE_STREET, ROLE_COUNTY };
    Out o = out_new(ask->arena, 1024);
    for (int i = 0; i < COUNT(needed); i++) {
        const Choice *c = choice_by_value(role_choices, role_choice_count, needed[i]);
        if (role_held(ask->db, ask->county, needed[i], day)) continue;
        if (o.len) out_z(&o, ask->who->lang == EN ? ", " : "、");
        out_z(&o, ask->who->lang == EN ? c->label_en : c->label);
    }
    return out_done(&o);
}

static i64 samples_counted(Ask *ask, const Pack *p, i64 day)
{
    Held *held;
    i64 n = pack_held_all(app_pack_bare(ask->app, ask->county), day, ask->arena, &held), samples = 0;
    for (i64 i = 0; i < n; i++)
        samples += held[i].set == SETTING_RULE && str_starts(held[i].key, STR("deadline."))
                && !pack_says(p, held[i].key, day);
    return samples;
}

static Fault setup_read(Ask *ask)
{
    if (!stands_over(ask->who, ask->arena, ask->county, WHO_OF(ROLE_ADMIN))) return FAULT_post_not_yours;
    const Pack *p = app_pack(ask->app, ask->county);
    i64 day = day_of(ask->now);
    Mark backup = mark_of(ask, "backup");
    Place county;
    StepFacts f = { .operator = pack_text(p, "operator", day), .filing_no = pack_text(p, "filing_no", day),
                    .roles = roles_missing(ask, day), .samples = samples_counted(ask, p, day),
                    .key_copied = pack_text(p, "key_copied", day).len > 0, .proven = backup.good,
                    .backup_at = backup.at, .now = ask->now, .lang = ask->who->lang };
    Census c = { .ask = ask, .f = &f, .missing = NEW(ask->arena, Missing, MISSING_MOST), .day = day };
    if (place_by_code(ask->db, ask->arena, county_code(ask->arena, ask->county), DAY_NONE, &county))
        places_counted(&c, &county);
    matters_first(ask->db, ask->county, &f.filed, &f.ended);
    StepShown *steps = NEW(ask->arena, StepShown, STEP_END);
    steps_tell(&f, ask->arena, steps);
    Steps told = { MANY_OF(steps, STEP_END - 1), MANY_OF(c.missing, c.count), 0 };
    for (int i = 0; i < STEP_END - 1; i++) told.done += steps[i].done;
    return ask_tell(ask, &told);
}

// ---- how it runs -------------------------------------------------------------------------------------

typedef struct Running {
    Str version;
    i64 started_at, now, clock, writable, queue, feed_behind, changes, commits, refused, failed;
    i64 disk_free, disk_reserve, store_bytes, papers, papers_bytes, sign_ins_failed;
    i64 backup_at, backup_bytes, backup_proven, verify_at, verify_clean, key_inside;
    Str backup_word;
} Running;
#define BYTES(m, zh, en) COUNT_FIELD(Running, m, zh, en)
static const Record running_record = RECORD_OF(Running, "running", "运行", "How the server fares.",
    TEXT_FIELD(Running, version, "程序版本", "Version"),
    MOMENT_FIELD(Running, started_at, "启动时间", "Started at"), MOMENT_FIELD(Running, now, "现在", "Now"),
    FLAG_FIELD(Running, clock, "时钟可信", "The clock agrees"), FLAG_FIELD(Running, writable, "可写", "Can write"),
    COUNT_FIELD(Running, queue, "排队中的变更", "Changes waiting"),
    COUNT_FIELD(Running, feed_behind, "尚未编入索引的数", "Entries not yet read"),
    COUNT_FIELD(Running, changes, "本次启动以来的变更", "Changes since the start"),
    COUNT_FIELD(Running, commits, "提交次数", "Commits since the start"),
    COUNT_FIELD(Running, refused, "被拒绝的", "Refused since the start"),
    COUNT_FIELD(Running, failed, "失败的", "Failed since the start"),
    BYTES(disk_free, "磁盘剩余字节", "Bytes left on the disk"), BYTES(disk_reserve, "保留字节", "Bytes kept in reserve"),
    BYTES(store_bytes, "数据库字节", "Bytes of the database"), COUNT_FIELD(Running, papers, "附件数", "Papers"),
    BYTES(papers_bytes, "附件字节", "Bytes of papers"),
    COUNT_FIELD(Running, sign_ins_failed, "未过期的登录失败", "Failed sign-ins still remembered"),
    MOMENT_FIELD(Running, backup_at, "上次备份", "Last backup"),
    BYTES(backup_bytes, "备份字节", "Bytes of that backup"),
    FLAG_FIELD(Running, backup_proven, "试过恢复", "It was restored from"),
    MOMENT_FIELD(Running, verify_at, "上次核对", "Last verified"),
    FLAG_FIELD(Running, verify_clean, "核对无误", "Found clean"),
    FLAG_FIELD(Running, key_inside, "密钥在数据目录里", "The key lies in the data folder",
               .note = "Then a copy of the folder opens everything: keep the key elsewhere."),
    TEXT_FIELD(Running, backup_word, "备份命令", "The word that makes a backup"));

static i64 file_bytes(Arena *a, Str data, const char *name)
{
    struct stat st;
    return stat(arena_z(a, arena_fmt(a, "%.*s/%s", (int)data.len, data.at, name)), &st) == 0 ? (i64)st.st_size : 0;
}

static Fault running_read(Ask *ask)
{
    if (!stands_over(ask->who, ask->arena, ask->county, WHO_OF(ROLE_ADMIN))) return FAULT_post_not_yours;
    Store *store = app_store(ask->app);
    Str data = ask->app->config.data;
    WriterFigures w = writer_figures(store);
    Mark backup = mark_of(ask, "backup"), verify = mark_of(ask, "verify");
    PapersSum papers = papers_sum(ask->db, ask->county);
    Running r = {
        .version = STR(LINLI_VERSION), .started_at = started_at, .now = ask->now, .clock = store_clock(store).agrees,
        .writable = store_writable(store), .queue = w.queue, .feed_behind = w.feed_behind, .changes = w.jobs,
        .commits = w.commits, .refused = w.refused, .failed = w.failed,
        .store_bytes = file_bytes(ask->arena, data, "linli.db") + file_bytes(ask->arena, data, "linli.db-wal"),
        .papers = papers.count, .papers_bytes = papers.bytes,
        .sign_ins_failed = sign_ins_failed(ask->db, ask->county, ask->now), .backup_at = backup.at,
        .backup_bytes = backup.bytes, .backup_proven = backup.good, .verify_at = verify.at, .verify_clean = verify.good,
        .key_inside = !ask->app->config.key_file.len,
        .backup_word = arena_fmt(ask->arena, "linli backup /backup/linli-$(date +%%F).db --prove --data %.*s",
                                 (int)data.len, data.at),
    };
    store_disk(store, &r.disk_free, &r.disk_reserve);
    return ask_tell(ask, &r);
}

// ---- who looked ----------------------------------------------------------------------------------------

const Record look_of_record = RECORD_OF(LookOf, "look_of", "查看记录", "Somebody opened private words.",
    FLAG_FIELD(LookOf, thing, "是事项的", "Of a thing", .note = "1: of a thing; 0: of a person."),
    REF_FIELD(LookOf, about, "所查看的", "Of whom or what", SHOWS(.col = 4, .width = WIDE_M)),
    MOMENT_FIELD(LookOf, at, "时间", "When", SHOWS(.as = AS_WHEN, .col = 1, .width = WIDE_M)),
    TEXT_FIELD(LookOf, why, "事由", "Why", SHOWS(.as = AS_TITLE, .col = 3, .width = WIDE_L)),
    ONE_FIELD(LookOf, actor, named_record, "查看人", "Who", .flags = NEEDED, SHOWS(.as = AS_WHO, .col = 2)));
static const Record looks_query_record = RECORD_OF(LooksQuery, "looks_query", "查看记录", "Looks",
    REF_FIELD(LooksQuery, actor, "查看人", "Who looked", .note = "Id of a person.", SHOWS(.of = "persons")),
    REF_FIELD(LooksQuery, about, "所查看的", "Of whom or what", .note = "Id of a person or a thing."),
    ON_FIELD(LooksQuery, from, "自", "From", .note = "The first day."),
    ON_FIELD(LooksQuery, to, "至", "To", .note = "The last day."));
static const Record looks_page_all_record = RECORD_OF(Page, "looks_all", "查看记录", "Looks at private words.",
    PAGE_FIELDS(Page, look_of_record, "查看记录", "Looks"));

static Fault looks_open(Walk *w)
{
    const unsigned bits = WHO_OF(ROLE_ADMIN) | WHO_OF(ROLE_AUDITOR);
    return stands_over(w->ask->who, w->ask->arena, w->ask->county, bits) ? OK : FAULT_post_not_yours;
}

static const List looks_list = {
    .query = &looks_query_record, .row = &look_of_record, .keys = 2, .from = { INT64_MAX, INT64_MAX },
    .open = looks_open, .rows = looks_all_rows, .line = &look_of_record,
    LIST_FACE(.label = { "查看记录", "Looks" }, .group = GROUP_SET, .order = 7, .icon = "eye",
              .empty = { "没有人查看过隐私内容。", "Nobody opened private words." }),
};

// ---- the list of actions ----------------------------------------------------------------------------------

static const Action actions[] = {
    { .deed.name = "setup", .method = GET, .path = "/api/setup", .who = WHO_ADMINS, .read = setup_read,
      .out = &steps_record, .note = "The first steps of a county, each done or not by what the record says.",
      .note_zh = "上手各步，好了还是还差，由记录得出。" },
    { .deed.name = "running", .method = GET, .path = "/api/running", .who = WHO_ADMINS, .flags = FRESH,
      .read = running_read, .out = &running_record, .note = "How the server fares, and when it was backed up.",
      .note_zh = "服务运行状况、备份和核对。" },
    { .deed.name = "pack_rows", .method = GET, .path = "/api/pack/rows", .who = WHO_ADMINS | WHO_OF(ROLE_AUDITOR),
      .read = pack_rows_read, .out = &pack_rows_record, .query = &pack_rows_query_record,
      .note = "The rows of the pack in force: what began or ended since a day, what is a sample, where it is written.",
      .note_zh = "现行政策包的各行：某日以来新增和结束的、只是样例的，及其出处。" },
    { .deed.name = "looks", .method = GET, .path = "/api/looks", .who = WHO_ADMINS | WHO_OF(ROLE_AUDITOR),
      .list = &looks_list, .out = &looks_page_all_record,
      .note = "Who opened which private words, when and why.", .note_zh = "谁在何时因何查看过哪些隐私内容。" },
};
const Capability running_capability = {
    .name = "running", .actions = actions, .action_count = (int)COUNT(actions), .run = running_begun,
};
