// matter_preview_api.c: POST /api/matters/preview: what becomes of a filing before it is one, for the last page of its
// form: who will get it, until when and why, what everybody will read, whom to call first, what was reported already.
// By the rules that decide the filing itself; nothing is kept.
#include "base/text.h"
#include "matter/matter_api.h"
#include "people/people.h"
#include "thing/thing_due_api.h"

enum { SIMILAR_MOST = 5, SIMILAR_LOOKED = 40, TITLE_LOOKED = 16 };

typedef struct DangerMet { Str phone, name, words; } DangerMet;
typedef struct Similar { i64 id; Str number, title; i64 state; One place; i64 filed_at, due_at; } Similar;
typedef struct MatterPreview {
    Str title, text, spot, personal;
    i64 open, searched;
    Str seen_by;
    Many calls;
    Str subject, subject_name;
    i64 classified, level;
    Str holder_name;
    i64 holder_kind;
    Str holder_phone;
    i64 due_at, provisional;
    Str why, source;
    One next_door;
    Many similar;
} MatterPreview;

static const Record danger_met_record = RECORD_OF(DangerMet, "danger_met", "先打的电话", "A number to call first",
    TEXT_FIELD(DangerMet, phone, "电话", "Phone", SHOWS(.as = AS_PHONE, .col = 1)),
    TEXT_FIELD(DangerMet, name, "名称", "Name", SHOWS(.as = AS_TITLE, .col = 2)),
    TEXT_FIELD(DangerMet, words, "说到的词", "Words that tell of it, as they were said", SHOWS(.col = 3)));
static const Record similar_record = RECORD_OF(Similar, "matter_similar", "相近的事项", "A matter like it that is open",
    REF_FIELD(Similar, id, "系统编号", "Id", .flags = NEEDED),
    TEXT_FIELD(Similar, number, "编号", "Number"),
    TEXT_FIELD(Similar, title, "标题", "Title", SHOWS(.as = AS_TITLE, .col = 1)),
    CHOICE_FIELD(Similar, state, state_choices, "状态", "State", SHOWS(.as = AS_STATE, .col = 2)),
    ONE_FIELD(Similar, place, place_of_record, "地点", "Place", .flags = NEEDED, SHOWS(.as = AS_WHERE, .col = 3)),
    MOMENT_FIELD(Similar, filed_at, "提交时间", "Filed at", SHOWS(.as = AS_WHEN, .col = 4)),
    MOMENT_FIELD(Similar, due_at, "到期时间", "Due at", SHOWS(.as = AS_DUE, .col = 5)));
static const Field preview_fields[] = {
    TEXT_FIELD(MatterPreview, title, "标题", "Title", .note = "As everybody reads it.", SHOWS(.as = AS_TITLE)),
    TEXT_FIELD(MatterPreview, text, "内容", "Text", .note = "As everybody reads it.", SHOWS(.as = AS_BODY)),
    TEXT_FIELD(MatterPreview, spot, "具体位置", "Where exactly", .note = "As everybody reads it.", SHOWS(.as = AS_WHERE)),
    TEXT_FIELD(MatterPreview, personal, "遮住的", "What is masked for everybody", .flags = MAYBE,
               .note = "Found by its form; who handles it reads the words as they were written."),
    FLAG_FIELD(MatterPreview, open, "公开", "Everybody may read it", .flags = NEEDED),
    FLAG_FIELD(MatterPreview, searched, "可搜到", "A search finds it", .flags = NEEDED),
    TEXT_FIELD(MatterPreview, seen_by, "谁看得到", "Who sees it, in words"),
    MANY_FIELD(MatterPreview, calls, danger_met_record, "先打", "Whom to call first", SHOWS(.as = AS_TABLE)),
    TEXT_FIELD(MatterPreview, subject, "类别编号", "Subject"),
    TEXT_FIELD(MatterPreview, subject_name, "类别", "Its name"),
    FLAG_FIELD(MatterPreview, classified, "自动分类", "Found by keywords"),
    CHOICE_FIELD(MatterPreview, level, level_choices, "层级", "Level", .flags = NEEDED, SHOWS(.as = AS_LEVEL)),
    TEXT_FIELD(MatterPreview, holder_name, "承办", "Who gets it", SHOWS(.as = AS_WHO),
               .note = "Empty: whoever looks at the place's queue."),
    CHOICE_FIELD(MatterPreview, holder_kind, org_kinds, "组织类型", "Its kind", .flags = MAYBE),
    TEXT_FIELD(MatterPreview, holder_phone, "电话", "Its phone", .flags = MAYBE, SHOWS(.as = AS_PHONE)),
    MOMENT_FIELD(MatterPreview, due_at, "到期时间", "Due at", SHOWS(.as = AS_DUE)),
    FLAG_FIELD(MatterPreview, provisional, "暂定", "Provisional",
               .note = "The calendar of some year on the way is not published yet."),
    TEXT_FIELD(MatterPreview, why, "为什么是这天", "Why then", .flags = MAYBE),
    TEXT_FIELD(MatterPreview, source, "出处", "Where it is laid down", .flags = MAYBE),
    ONE_FIELD(MatterPreview, next_door, next_door_record, "转介去处", "Next door", .flags = MAYBE,
              .note = "Where this is decided, when a community may not be handed it."),
    MANY_FIELD(MatterPreview, similar, similar_record, "相近的事项", "Like it, and open", SHOWS(.as = AS_TABLE)),
};
const Record matter_preview_record = RECORD(MatterPreview, "matter_preview", preview_fields, "提交前看看",
    "What a filing would become", .note = "By the rules that decide it; nothing is kept.");

static Str by_lang(const Act *act, const char *zh, const char *en) { return str(act->who->lang == EN ? en : zh); }

// ---- whom to call first ------------------------------------------------------------------------------

static Str words_met(Arena *a, Str words, Str text)
{
    Out o = out_new(a, words.len + 1);
    while (words.len) {
        Str word = str_cut(&words, ' ');
        if (!str_has(text, word)) continue;
        if (o.len) out_char(&o, ' ');
        out_str(&o, word);
    }
    return out_done(&o);
}

static Many calls_first(const Act *act, const Filing *in)
{
    PackList rows = pack_list(act->pack, PACK_DANGERS, day_of(act->happened_at), act->arena);
    DangerMet *met = NEW(act->arena, DangerMet, rows.count + 1);
    Str all = arena_fmt(act->arena, "%.*s %.*s", (int)in->title.len, in->title.at, (int)in->text.len, in->text.at);
    Str text = str_fold(act->arena, all);
    i64 count = 0;
    for (i64 i = 0; i < rows.count; i++) {
        const Danger *d = rows.at[i];
        Str words = words_met(act->arena, d->words, text);
        if (words.len)
            met[count++] = (DangerMet){ d->phone, act->who->lang == EN ? d->name_en : d->name, words };
    }
    return MANY_OF(met, count);
}

// ---- what was reported already ---------------------------------------------------------------------------

typedef struct Alike { const Act *act; i64 within; Similar *at; i64 count; } Alike;

// Only what everybody may read: who asks may be anybody.
static void alike_take(Alike *s, const Matter *m)
{
    Sight sight;
    static const Actor anybody;
    bool fits = thing_open(&matter_kind, m->state) && !m->sensitive && s->count < SIMILAR_MOST;
    for (i64 i = 0; i < s->count; i++) fits = fits && s->at[i].id != m->id;
    if (!fits) return;
    thing_sight(s->act->db, s->act->arena, &anybody, &matter_things, m, &sight);
    if (!sight.sees || !sight.words || str_is(m->title, REMOVED)) return;
    s->at[s->count++] = (Similar){
        m->id, m->number, text_masked(s->act->arena, m->title, STR(""), true), m->state,
        thing_where(s->act->db, s->act->arena, &sight), m->filed_at, m->due_at,
    };
}

static void alike_by_subject(Alike *s, Str subject)
{
    const i64 from[] = { 0, INT64_MAX };
    FoundQuery q = { .open = 1, .sub = subject };
    Matter *rows = NEW(s->act->arena, Matter, SIMILAR_LOOKED);
    Rows *found = found_rows(s->act->db, s->act->arena, &matter_store, s->act->county, s->within, &q, from,
                             SIMILAR_LOOKED);
    int count = 0;
    while (count < SIMILAR_LOOKED && rows_next(found))
        if (!rows_none(found, 0)) rows_record(found, &matter_record, s->act->arena, &rows[count++]);
    rows_end(found);
    for (int i = 0; i < count; i++) alike_take(s, &rows[i]);
}

static void alike_by_words(Alike *s, Str title)
{
    i64 ids[TITLE_LOOKED];
    Matter m;
    int count = search_find(s->act->db, s->act->arena, s->act->county, title, 0, ids, TITLE_LOOKED);
    for (int i = 0; i < count; i++)
        if (found_in(s->act->db, s->act->arena, NOUN_MATTER, ids[i], s->within) &&
            matter_load(s->act->db, s->act->arena, ids[i], &m))
            alike_take(s, &m);
}

// In the same compound, or as far as the place reaches where that is more.
static Many alike(const Act *act, const Place *p, const Matter *m)
{
    i64 ids[PLACES_OVER];
    Place rows[PLACES_OVER];
    Alike s = { .act = act, .within = p->id, .at = NEW(act->arena, Similar, SIMILAR_MOST) };
    int count = place_ancestors(act->db, act->arena, p, ids, rows, PLACES_OVER);
    for (int i = 0; i < count; i++)
        if (rows[i].kind == PLACE_COMPOUND) s.within = ids[i];
    if (!str_is(m->subject, "Z99")) alike_by_subject(&s, m->subject);
    if (s.count < SIMILAR_MOST) alike_by_words(&s, m->title);
    return MANY_OF(s.at, s.count);
}

// ---- who, until when, who reads it ---------------------------------------------------------------------------

static void preview_holder(const Act *act, const Matter *m, MatterPreview *into)
{
    Org org;
    if (!m->holder || !org_load(act->db, act->arena, m->holder, &org)) return;
    into->holder_name = org.name;
    into->holder_kind = org.kind;
    into->holder_phone = org.phone;
}

// “社区这一级：3 个工作日，从明天算起”.
static Str due_sentence(const Act *act, const Matter *m, const Deadline *d)
{
    static const char *const units[][3] = { { "小时", "天", "个月" }, { "个工作小时", "个工作日", "个月" } };
    static const char *const units_en[][3] = { { "hours", "days", "months" },
                                               { "working hours", "working days", "months" } };
    bool working = d->calendar == CALENDAR_WORKING, hours = d->unit == UNIT_HOUR;
    int unit = (int)d->unit - 1;
    const Choice *level = &level_choices[m->level - 1], *urgency = &urgency_choices[m->urgency - 1];
    if (act->who->lang == EN)
        return arena_fmt(act->arena, "%s, %s: %lld %s, counted from %s.", level->label_en, urgency->label_en,
                         (long long)d->amount, units_en[working][unit], hours ? "now" : "tomorrow");
    return arena_fmt(act->arena, "%s办理，%s：%lld %s，从%s算起。", level->label, urgency->label, (long long)d->amount,
                     units[working][unit], hours ? "现在" : "明天");
}

static void preview_due(const Act *act, const Matter *m, MatterPreview *into)
{
    const Deadline *d = pack_deadline(act->pack, m->subject, m->urgency, m->level, day_of(m->clock_at));
    into->due_at = m->due_at;
    into->provisional = m->provisional;
    if (!d) return;
    into->why = due_sentence(act, m, d);
    into->source = d->source;
}

static void preview_shown(const Act *act, const Matter *m, const Filing *in, MatterPreview *into)
{
    Arena *a = act->arena;
    Matter shown = *m;
    matter_veil(a, &(Sight){ .words = true }, &shown);
    into->title = shown.title;
    into->text = shown.text;
    into->spot = shown.spot;
    into->personal = text_personal(a, arena_fmt(a, "%.*s\n%.*s", (int)in->text.len, in->text.at, (int)m->spot.len,
                                                m->spot.at));
    into->open = !m->private;
    into->searched = !m->private && !m->sensitive;
    into->seen_by = m->private ? by_lang(act, "不公开：只有您和办这件事的人看得到。",
                                         "Private: only you and those who handle it see it.")
                  : m->sensitive ? by_lang(act, "按编号和地点能看到，但搜不到。您也可以选“不公开”。",
                                           "Seen by number and place, but no search finds it. You may make it private.")
                  : by_lang(act, "大家都看得到，不显示您的称呼和电话。",
                            "Everybody sees it, without your name and phone.");
}

// A community may not be handed it: the duty list says who decides.
static void preview_door(const Act *act, Matter *m, MatterPreview *into)
{
    i64 day = day_of(m->filed_at);
    const Duty *duty = pack_duty_for(act->pack, m->subject, day);
    if (!duty || duty->allowed) return;
    m->refusal = duty->next_door;
    into->next_door = matter_next_door(act->arena, act->pack, m, day);
}

Fault matter_preview(Act *act)
{
    const Filing *in = act->in;
    Place p;
    FilingFacts f;
    Matter m;
    i64 community = 0;
    if (!act->happened_at) act->happened_at = act->now;
    Fault no = matter_filing(act, &p, &f, &community);
    if (no) return no;
    f.day_n = 1;
    f.id = act->county * COUNTY_IDS + 1;                        // nobody's: it is never made
    no = matter_file(&f, in, act->arena, &m, &act->problems);
    if (no) return no;
    const Subject *subject = pack_subject(act->pack, m.subject, day_of(m.filed_at));
    MatterPreview v = { .calls = calls_first(act, in), .subject = m.subject, .classified = m.classified,
                        .subject_name = subject ? subject->name : STR(""), .level = m.level };
    preview_shown(act, &m, in, &v);
    preview_holder(act, &m, &v);
    preview_due(act, &m, &v);
    v.similar = alike(act, &p, &m);
    preview_door(act, &m, &v);
    return act_says(act, 0, &v);
}
