// running_pack_api.c: the pack in force, row by row: since when each holds, where it is written, which are samples, and
// what began or ended since a day. Rows are dated and never overwritten, so what two versions differ by is told by the
// days alone.
#include "record/sheet.h"
#include "running/running_pack_api.h"
#include "running/running_store.h"

enum { ROWS_TOLD = 500 };
typedef struct PackRowsQuery { i64 table, since, flawed; } PackRowsQuery;
static const Choice tables[] = {
    { PACK_SETTINGS + 1, "settings", "设置", "settings" }, { PACK_HOLIDAYS + 1, "holidays", "节假日", "holidays" },
    { PACK_DIVISIONS + 1, "divisions", "行政区划", "divisions" }, { PACK_SUBJECTS + 1, "subjects", "事项类别", "subjects" },
    { PACK_EVENTS + 1, "events", "事件类别", "event classes" }, { PACK_DEADLINES + 1, "deadlines", "办理期限", "deadlines" },
    { PACK_DUTIES + 1, "duties", "职责清单", "duty list" }, { PACK_REFUSALS + 1, "refusals", "不予受理", "refusals" },
    { PACK_KEYWORDS + 1, "keywords", "关键词", "keywords" },
    { PACK_NOTICE_KINDS + 1, "notice_kinds", "公示种类", "kinds of notices" },
    { PACK_DANGERS + 1, "dangers", "先打电话的危险", "dangers to call for first" },
};
static_assert(COUNT(tables) == PACK_TABLES, "a name for each table");
const Record pack_rows_query_record = RECORD_OF(PackRowsQuery, "pack_rows_query", "政策包各行", "Rows of the pack",
    CHOICE_FIELD(PackRowsQuery, table, tables, "表", "Table", .note = "One table only."),
    ON_FIELD(PackRowsQuery, since, "自某日以来", "Since", .note = "Only rows that began or ended since."),
    FLAG_FIELD(PackRowsQuery, flawed, "只看样例", "Samples only", .note = "1: only those with no document behind them."));

static const Choice turns[] = { { 1, "began", "新增", "began" }, { 2, "ended", "结束", "ended" } };
typedef struct PackRowTold {
    i64 table; Str key, says, pack; i64 valid_from, valid_to; Str source; i64 evidence, sample, turn;
} PackRowTold;
static const Record row_record = RECORD_OF(PackRowTold, "pack_row", "政策包一行", "A row of the pack.",
    CHOICE_FIELD(PackRowTold, table, tables, "表", "Table"), TEXT_FIELD(PackRowTold, key, "键", "Key"),
    TEXT_FIELD(PackRowTold, says, "内容", "What it says"), TEXT_FIELD(PackRowTold, pack, "政策包", "Pack"),
    ON_FIELD(PackRowTold, valid_from, "生效日", "Valid from"), ON_FIELD(PackRowTold, valid_to, "失效日", "Valid to"),
    TEXT_FIELD(PackRowTold, source, "出处", "Source"),
    CHOICE_FIELD(PackRowTold, evidence, evidence_choices, "证据", "Evidence"),
    FLAG_FIELD(PackRowTold, sample, "样例", "Only a sample"),
    CHOICE_FIELD(PackRowTold, turn, turns, "变化", "Change", .note = "Since the day that was asked for."));
typedef struct InUse { Str pack, name, version; i64 seen_at; } InUse;
static const Record in_use_record = RECORD_OF(InUse, "pack_in_use", "启用的政策包", "A pack in use.",
    TEXT_FIELD(InUse, pack, "政策包", "Pack"), TEXT_FIELD(InUse, name, "名称", "Name"),
    TEXT_FIELD(InUse, version, "版本", "Version"), MOMENT_FIELD(InUse, seen_at, "启用时间", "In use since"));
typedef struct PackRowsTold { Str hash; Many packs, items; i64 more; } PackRowsTold;
const Record pack_rows_record = RECORD_OF(PackRowsTold, "pack_rows", "政策包各行", "Rows of the pack in force.",
    TEXT_FIELD(PackRowsTold, hash, "哈希", "Hash", .note = "SHA-256 of all its files."),
    MANY_FIELD(PackRowsTold, packs, in_use_record, "本级及上级", "The pack and those above it"),
    MANY_FIELD(PackRowsTold, items, row_record, "各行", "Rows"),
    COUNT_FIELD(PackRowsTold, more, "未列出的行数", "Rows that are not listed"));

// Its cells but for the key and the dates, as people read them.
static Str says(Ask *ask, const Record *r, const void *row)
{
    Out o = out_new(ask->arena, 8192);
    for (int i = 0; i < r->field_count; i++) {
        const Field *f = &r->fields[i];
        if (str_is(str(f->name), "valid_from")) break;
        Str text = f->flags & KEY ? STR("") : field_text(f, ask->arena, row, 0, ask->who->lang);
        if (!text.len) continue;
        if (o.len) out_z(&o, " · ");
        out_str(&o, text);
    }
    return out_done(&o);
}

typedef struct Telling { Ask *ask; const PackRowsQuery *q; PackRowTold *rows; i64 count, more; } Telling;

static void tell_row(void *context, PackTable table, const PackRead *r)
{
    Telling *t = context;
    i64 today = day_of(t->ask->now), since = t->q->since;
    bool began = since != DAY_NONE && r->from >= since && r->from <= today;
    bool ended = since != DAY_NONE && r->to != DAY_NONE && r->to >= since && r->to < today;
    bool wanted = since == DAY_NONE ? r->from <= today && (r->to == DAY_NONE || r->to >= today) : began || ended;
    if (!wanted || (t->q->flawed == 1 && !r->sample)) return;
    if (t->count == ROWS_TOLD) {
        t->more++;
        return;
    }
    t->rows[t->count++] = (PackRowTold){ .table = table + 1, .key = r->key, .pack = r->pack, .valid_from = r->from,
        .says = says(t->ask, pack_record(table), r->row), .valid_to = r->to, .source = r->source,
        .evidence = r->evidence, .sample = r->sample, .turn = ended ? 2 : began ? 1 : 0 };
}

static Many packs_in_use(Ask *ask, const Pack *p)
{
    InUse *packs = NEW(ask->arena, InUse, p->depth + 1);
    for (i64 i = 0; i < p->depth; i++) {
        const PackHead *h = &p->heads[i];
        packs[i] = (InUse){ h->id, ask->who->lang == EN ? h->name_en : h->name, h->version,
                            pack_seen_at(ask->db, h->id) };
    }
    return MANY_OF(packs, p->depth);
}

Fault pack_rows_read(Ask *ask)
{
    const unsigned bits = WHO_OF(ROLE_ADMIN) | WHO_OF(ROLE_AUDITOR);
    if (!stands_over(ask->who, ask->arena, ask->county, bits)) return FAULT_post_not_yours;
    const Pack *p = app_pack(ask->app, ask->county);
    Telling t = { .ask = ask, .q = ask->query, .rows = NEW(ask->arena, PackRowTold, ROWS_TOLD + 1) };
    for (int table = 0; table < PACK_TABLES; table++)
        if (!t.q->table || t.q->table == table + 1) pack_each(p, (PackTable)table, ask->arena, tell_row, &t);
    return ask_tell(ask, &(PackRowsTold){ p->hash_text, packs_in_use(ask, p), MANY_OF(t.rows, t.count), t.more });
}
