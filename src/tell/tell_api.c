// tell_api.c: the actions of telling: what somebody wants, where letters go, what waits.
#include "gate/limit.h"
#include "tell/tell_api.h"
#include "thing/thing_tell_api.h"
#include <string.h>

// ---- what somebody wants ----------------------------------------------------------------------------------

static Fault wants(Act *act, i64 id, bool staff)
{
    TellingIn *in = act->in;
    telling_check(in, act->arena, &act->problems);
    if (act->problems.count) return FAULT_field_problems;
    bool outside = in->by != BY_APP;
    if (!outside) reach_drop(act->db, id);
    else if (!reach_put(act->vault, act->db, act->arena, id, in->mail, in->phone)) return FAULT_thing_unknown;
    return act_enter(act, id, &(Telling){ act->county, id, in->by, in->quiet_from, in->quiet_to, in->digest,
                                          act->who->lang, act->happened_at, staff });
}

static Fault telling_set_change(Act *act) { return wants(act, act->who->person, false); }

static Fault telling_read(Ask *ask)
{
    Telling t = { .by = BY_APP, .digest = AT_ONCE };
    Reach r = { .since = 0 };
    i64 id = ask->who->person;
    telling_load(ask->db, ask->arena, id, &t);
    bool held = reach_load(store_vault(app_store(ask->app)), ask->db, ask->arena, id, &r);
    TellingOwn own = { t.by, STR(""), STR(""), t.quiet_from, t.quiet_to, t.digest, r.since };
    if (held) own.mail = r.mail, own.phone = r.phone;
    return ask_tell(ask, &own);
}

// Of whatever kind it is.
static const ThingApi *thing_of_id(Act *act, i64 id, void **row)
{
    for (int c = 0; c < capability_count; c++) {
        const ThingApi *of = capabilities[c]->things;
        if (!of) continue;
        *row = arena_take(act->arena, of->store->record->size, 1);
        if (thing_load(act->db, act->arena, of->store, id, *row)) return of;
    }
    return NULL;
}

// Whoever made it without an account, by the follow-up link; or who handles it, for somebody at the counter. Caused by
// the making itself it asks nobody again.
static Fault telling_thing_change(Act *act)
{
    void *row = NULL;
    Sight s;
    const ThingApi *of = thing_of_id(act, act->path_id, &row);
    if (!of) return FAULT_thing_unknown;
    if (act->cause) return wants(act, act->path_id, false);
    Fault f = thing_seen(act->db, act->arena, act->who, of, act->path_id, row, &s);
    if (f) return f;
    const Thing *t = row;
    bool theirs = s.deed.reporter && act->who->follow;
    bool handles = s.rights & RIGHT_STAFF && s.rights & RIGHT_SPEAK && s.acts;
    Telling said;
    bool asked = telling_load(act->db, act->arena, t->id, &said) && said.by != BY_APP && !said.staff;
    if (t->reporter || !(theirs || (handles && !asked))) return FAULT_not_allowed;      // theirs is never said for them
    if (theirs) f = limit_follow(act, s.place.code, t->id);
    act->nameless = theirs;
    return f ? f : wants(act, t->id, !theirs);
}

// ---- no more -------------------------------------------------------------------------------------------------

enum { STOP_CHARS = 24, STOP_BYTES = 18 };

Str stop_token(const Vault *v, Arena *a, i64 id)
{
    Hash h = vault_hash(v, "stop", arena_fmt(a, "%lld", (long long)id));
    Str word = base64url_text(a, h.at, STOP_BYTES);
    assert(word.len == STOP_CHARS);
    return arena_fmt(a, "%lld.%.*s", (long long)id, (int)word.len, word.at);
}

i64 stop_owner(const Vault *v, Arena *a, Str token)
{
    Str rest = token;
    i64 id = 0;
    if (!str_number(str_cut(&rest, '.'), &id) || id <= 0) return 0;
    Str right = stop_token(v, a, id);
    int differs = right.len != token.len;
    for (i64 i = 0; i < right.len && !differs; i++) differs |= right.at[i] ^ token.at[i];
    return differs ? 0 : id;
}

static Fault stopped(Act *act, i64 id)
{
    Telling t;
    reach_drop(act->db, id);
    if (!telling_load(act->db, act->arena, id, &t) || t.by == BY_APP) return OK;
    t.by = BY_APP;
    t.at = act->happened_at;
    return act_enter(act, id, &t);
}

static Fault stop_where(Act *act)
{
    i64 id = stop_owner(act->vault, act->arena, act->path_word);
    act->county = id_county(id);
    act->nameless = true;
    return id ? OK : FAULT_path_unknown;
}

static Fault stop_change(Act *act) { return stopped(act, stop_owner(act->vault, act->arena, act->path_word)); }

typedef struct Stop { i64 wanted; } Stop;
static const Record stop_record = RECORD_OF(Stop, "stop", "退订", "What a letter's link stops",
    FLAG_FIELD(Stop, wanted, "仍在接收", "Letters are wanted still"));

// Looking stops nothing: mail programs look at links by themselves.
static Fault stop_read(Ask *ask)
{
    Telling t;
    i64 id = stop_owner(store_vault(app_store(ask->app)), ask->arena, ask->path_word);
    if (!id) return FAULT_path_unknown;
    return ask_tell(ask, &(Stop){ telling_load(ask->db, ask->arena, id, &t) && t.by != BY_APP });
}

// A closed or removed account is told nothing more, and what it has read is nobody's.
static Fault telling_end_change(Act *act)
{
    marks_drop(act->db, act->county, act->path_id, INT64_MAX);
    return stopped(act, act->path_id);
}

// ---- where letters go ----------------------------------------------------------------------------------------

// A secret that is left out stays.
static void secrets_keep(Act *act, i64 id, const TargetIn *in)
{
    Secrets s = secrets_load(act->vault, act->db, act->arena, id);
    if (in->secret.len) s.secret = in->secret;
    if (in->sign_secret.len) s.sign_secret = in->sign_secret;
    if (s.secret.len || s.sign_secret.len) secrets_put(act->vault, act->db, act->arena, id, &s);
}

static Fault target_enter(Act *act, i64 id)
{
    const TargetIn *in = act->in;
    secrets_keep(act, id, in);
    outbox_begin(act->db, act->county);
    return act_enter(act, id, &(Target){
        act->county, id, in->name, in->way, in->org, in->url, in->sender, in->account, in->head, in->body, in->good,
        in->answer_id, in->sign, in->plain, in->once, in->networks, in->trust, in->site, 0 });
}

static Fault target_asked(Act *act)
{
    if (!stands_over(act->who, act->arena, act->county, WHO_OF(ROLE_ADMIN))) return FAULT_not_allowed;
    target_check(act->in, &act->problems);
    return act->problems.count ? FAULT_field_problems : OK;
}

static Fault target_open_change(Act *act)
{
    Fault f = target_asked(act);
    return f ? f : target_enter(act, act_made(act));
}

static Fault target_change_change(Act *act)
{
    Target t;
    if (!target_load(act->db, act->arena, act->path_id, &t)) return FAULT_thing_unknown;
    if (t.ended_at) return FAULT_deed_not_now;          // what waited for it is over
    Fault f = target_asked(act);
    return f ? f : target_enter(act, t.id);
}

static Fault target_end_change(Act *act)
{
    Target t;
    if (!target_load(act->db, act->arena, act->path_id, &t)) return FAULT_thing_unknown;
    if (!stands_over(act->who, act->arena, act->county, WHO_OF(ROLE_ADMIN))) return FAULT_not_allowed;
    t.ended_at = act->happened_at;
    outbox_end(act->db, t.county, t.id, act->now);
    return act_enter(act, t.id, &t);
}

static Fault administered(Walk *w)
{
    return stands_over(w->ask->who, w->ask->arena, w->ask->county, WHO_OF(ROLE_ADMIN)) ? OK : FAULT_not_allowed;
}

static bool targets_step(Walk *w)
{
    return walk_rows(w, target_rows(w->ask->db, w->ask->county, w->at[0], walk_most(w)));
}

static const Record targets_record = RECORD_OF(Page, "targets", "外发通道", "Where letters go",
    PAGE_FIELDS(Page, target_record, "外发通道", "Targets"));
static const List targets_list = {
    .row = &target_record, .keys = 1, .open = administered, .step = targets_step,
    LIST_FACE(.label = { "外发", "Letters out" }, .group = GROUP_SET, .order = 4, .icon = "share",
              .empty = { "还没有外发通道，通知只在系统内。", "None yet: people are told here alone." }),
};

// ---- what waits -------------------------------------------------------------------------------------------------

typedef struct OutboxQuery { i64 state; } OutboxQuery;
static const Record outbox_query_record = RECORD_OF(OutboxQuery, "outbox_query", "外发", "What waits to be sent",
    CHOICE_FIELD(OutboxQuery, state, out_states, "状态", "State", .note = "In this state."));

static bool outbox_step(Walk *w)
{
    const OutboxQuery *q = w->ask->query;
    return walk_rows(w, outbox_rows(w->ask->db, w->ask->county, q->state, w->at[0], walk_most(w)));
}

static const Record outbox_page_record = RECORD_OF(Page, "outbox_page", "外发记录", "What waits to be sent",
    PAGE_FIELDS(Page, outbox_record, "外发", "Letters"));
static const View outbox_views[] = {
    { { "待发", "Waiting" }, "state=waiting", WHO_ADMINS }, { { "未发出", "Not sent" }, "state=failed", WHO_ADMINS },
    { { "可能已发", "Perhaps sent" }, "state=perhaps", WHO_ADMINS }, { { "已发", "Sent" }, "state=sent", WHO_ADMINS },
};
static const List outbox_list = {
    .query = &outbox_query_record, .row = &outbox_record, .keys = 1, .from = { INT64_MAX }, .open = administered,
    .step = outbox_step,
    LIST_FACE(.label = { "外发记录", "Outbox" }, .group = GROUP_SET, .order = 5, .icon = "share",
              .empty = { "没有这样的外发。", "None." }, VIEWS(outbox_views)),
};

typedef struct OutboxFigures { i64 waiting, sending, sent, perhaps, failed, dropped, oldest_at; } OutboxFigures;
static const Record outbox_figures_record = RECORD_NOTED(OutboxFigures, "outbox_figures", "外发数字", "Outbox figures",
    "What ended within thirty days; each counted to a hundred thousand.",
    COUNT_FIELD(OutboxFigures, waiting, "待发", "Waiting"), COUNT_FIELD(OutboxFigures, sending, "发送中", "On their way"),
    COUNT_FIELD(OutboxFigures, sent, "已发", "Sent"), COUNT_FIELD(OutboxFigures, perhaps, "可能已发", "Perhaps sent"),
    COUNT_FIELD(OutboxFigures, failed, "未发出", "Not sent"),
    COUNT_FIELD(OutboxFigures, dropped, "不再需要", "No longer wanted"),
    MOMENT_FIELD(OutboxFigures, oldest_at, "最早待发", "The oldest waits since"));

static Fault outbox_figures(Ask *ask)
{
    enum { COUNTED = 100000 };
    if (!stands_over(ask->who, ask->arena, ask->county, WHO_OF(ROLE_ADMIN))) return FAULT_not_allowed;
    i64 n[OUT_END] = { 0 };
    for (i64 state = OUT_WAITING; state < OUT_END; state++)
        n[state] = outbox_count(ask->db, ask->county, state, COUNTED);
    return ask_tell(ask, &(OutboxFigures){ n[OUT_WAITING], n[OUT_SENDING], n[OUT_SENT], n[OUT_PERHAPS], n[OUT_FAILED],
                                           n[OUT_DROPPED], outbox_oldest(ask->db, ask->county) });
}

// ---- the actions -------------------------------------------------------------------------------------------------

#define TELLING(name) { name, &telling_record, telling_apply }
#define TARGET(name) { name, &target_record, target_apply }
static const Action actions[] = {
    { .deed.name = "telling_read", .method = GET, .path = "/api/me/telling", .who = WHO_PERSON,
      .flags = MINE, .out = &telling_own_record, .read = telling_read, .note = "How the asker is told outside.",
      .note_zh = "本人怎样接收告知。" },
    { .deed = TELLING("telling_set"), .method = POST, .path = "/api/me/telling", .who = WHO_PERSON,
      .in = &telling_in_record, .change = telling_set_change,
      .note = "Be told by mail or SMS too; quiet hours, one letter a day. The address is kept sealed, apart.",
      .note_zh = "设置邮件、短信告知和免打扰时间、每日汇总；地址加密保存。",
      DEED_FACE(.label = { "通知设置", "How I am told" }, .after = AFTER_STAY) },
    { .deed = TELLING("telling_thing"), .method = POST, .path = "/api/telling/{id}", .who = WHO_REPORTER | WHO_HANDLERS,
      .flags = PHONE, .in = &telling_in_record, .change = telling_thing_change,
      .note = "Who made a thing without an account is told of it outside.", .note_zh = "没有账号的提交人接收这件事的进展。",
      DEED_FACE(.label = { "接收进展", "Tell me how it goes" }, .after = AFTER_STAY) },
    { .deed.name = "stop_read", .method = GET, .path = "/api/stop/{word}", .who = WHO_ANYONE, .flags = FRESH,
      .out = &stop_record, .read = stop_read, .note = "What a letter's link would stop; looking stops nothing.",
      .note_zh = "查看退订链接，查看本身不退订。" },
    { .deed = TELLING("telling_stop"), .method = POST, .path = "/api/stop/{word}", .who = WHO_ANYONE, .flags = ANY_BODY,
      .where = stop_where, .change = stop_change, .note = "By a letter's link: no more of these.",
      .note_zh = "按信中链接退订。", DEED_FACE(.label = { "不再接收", "No more of these" }, .after = AFTER_STAY) },
    { .deed = TELLING("telling_end"), .follows = "person_end person_forget person_leave", .who = WHO_PERSON,
      .change = telling_end_change, .note = "An account was closed or removed: nothing more is sent.",
      .note_zh = "账号停用或删除后不再外发。" },
    { .deed.name = "target_list", .method = GET, .path = "/api/targets", .who = WHO_ADMINS, .out = &targets_record,
      .list = &targets_list, .note = "Where letters go: mail servers, SMS gateways, chat robots.",
      .note_zh = "外发通道：邮件、短信、群机器人。" },
    { .deed = TARGET("target_open"), .method = POST, .path = "/api/targets", .who = WHO_ADMINS, .flags = CREATES,
      .in = &target_in_record, .change = target_open_change,
      .note = "A new target; its secrets are kept sealed, apart.", .note_zh = "新增外发通道，密钥加密另存。",
      DEED_FACE(.label = { "新增通道", "New target" }, .tone = WEIGHT_MAIN, .after = AFTER_LIST) },
    { .deed = TARGET("target_change"), .method = POST, .path = "/api/targets/{id}", .who = WHO_ADMINS,
      .in = &target_in_record, .change = target_change_change,
      .note = "Everything of a target anew; secrets that are left out stay.", .note_zh = "修改外发通道，不填的密钥不变。",
      DEED_FACE(.label = { "修改", "Change" }, .after = AFTER_STAY) },
    { .deed = TARGET("target_end"), .method = POST, .path = "/api/targets/{id}/end", .who = WHO_ADMINS,
      .change = target_end_change, .note = "Nothing goes there any more.", .note_zh = "停用外发通道。",
      DEED_FACE(.label = { "停用", "End" }, .tone = WEIGHT_DANGER, .after = AFTER_STAY,
                .confirm = { "停用后不再从这里发出。", "Nothing will be sent by it any more." }) },
    { .deed.name = "outbox_list", .method = GET, .path = "/api/outbox", .who = WHO_ADMINS, .out = &outbox_page_record,
      .list = &outbox_list, .note = "What waits to be sent, and what became of it.",
      .note_zh = "外发记录：待发、已发、未发出及原因。" },
    { .deed.name = "outbox_figures", .method = GET, .path = "/api/outbox/figures", .who = WHO_ADMINS,
      .out = &outbox_figures_record, .read = outbox_figures, .note = "How many wait, went, failed.",
      .note_zh = "外发数字。" },
};
static const NounFace nouns[] = { { "target", "/api/targets", { "外发通道", "Target" }, "share" } };
const Capability tell_capability = {
    .name = "tell", .actions = actions, .action_count = (int)COUNT(actions), .nouns = nouns, .noun_count = 1,
    .run = teller_run, .rest = teller_rest,
};
