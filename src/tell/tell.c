// tell.c: field rows and pure rules of telling: when it may be sent, where to, when it is tried again.
#include "tell/tell.h"
#include "base/text.h"
#include <string.h>

// ---- what somebody wants --------------------------------------------------------------------------------

const Choice tell_ways[4] = {
    { BY_APP, "app", "只在系统内", "here alone" }, { BY_MAIL, "mail", "电子邮件", "by mail" },
    { BY_SMS, "sms", "短信", "by SMS" },           { BY_BOTH, "both", "邮件和短信", "by mail and SMS" },
};
static const Choice langs[] = { { ZH, "zh", "中文", "Chinese" }, { EN, "en", "英文", "English" } };

#define TO_BE_TOLD .purpose = "To be told what becomes of one's own matters, as asked for; PIPL art. 13 (1), 14, 15.", \
    .purpose_zh = "按本人要求告知办理进展。个人信息保护法第十三条第一项、第十四、十五条。"
#define HOUR_FIELD(T, m, zh, en, ...) COUNT_FIELD(T, m, zh, en, .min = 0, .max = 23, __VA_ARGS__)
#define BY_FIELD(T) CHOICE_FIELD(T, by, tell_ways, "怎样告知", "How", .absent = BY_APP, \
    .note = "In the app always; outside it only as asked for.")
#define ADDRESS_FIELDS(T, flag) \
    TEXT_FIELD(T, mail, "邮箱", "Mail address", .flags = PLAIN | (flag), .max = 120, TO_BE_TOLD, \
        SHOWS(.eg = { "例如 name@example.org", "name@example.org" })), \
    TEXT_FIELD(T, phone, "手机", "Mobile phone", .flags = PLAIN | (flag), .max = 30, TO_BE_TOLD, SHOWS(.as = AS_PHONE))
#define WHEN_FIELDS(T) \
    HOUR_FIELD(T, quiet_from, "几点起不打扰", "Quiet from, hour", \
        .note = "Nothing is sent from this hour of China's day to the other; the same hour: there is no quiet.", \
        SHOWS(.unit = { "点", "o'clock" }, .rare = true)), \
    HOUR_FIELD(T, quiet_to, "到几点", "Quiet to, hour", SHOWS(.unit = { "点", "o'clock" }, .rare = true)), \
    COUNT_FIELD(T, digest, "每天几点汇总", "One letter a day, at the hour", .absent = AT_ONCE, .min = -1, .max = 23, \
        .note = "-1: each at once.", SHOWS(.unit = { "点", "o'clock" }, .rare = true))

const Record telling_record = RECORD_NOTED(Telling, "telling", "告知方式", "How somebody is told",
    "What a person, or who made a thing without an account, asked for.",
    REF_FIELD(Telling, county, "区县", "County", .flags = KEY | HIDDEN | SERVER),
    REF_FIELD(Telling, id, "系统编号", "Person or thing", .flags = KEY | SERVER),
    BY_FIELD(Telling),
    WHEN_FIELDS(Telling),
    CHOICE_FIELD(Telling, lang, langs, "语言", "Language of letters", .flags = SERVER, .absent = ZH),
    MOMENT_FIELD(Telling, at, "设置时间", "Set at", .flags = SERVER),
    FLAG_FIELD(Telling, staff, "由工作人员代填", "Said by staff", .flags = SERVER));
const Record telling_in_record = RECORD_OF(TellingIn, "telling_in", "告知方式", "How one wants to be told",
    BY_FIELD(TellingIn),
    ADDRESS_FIELDS(TellingIn, PRIVATE),
    WHEN_FIELDS(TellingIn));
const Record telling_own_record = RECORD_OF(TellingOwn, "telling_own", "告知方式", "How one is told",
    BY_FIELD(TellingOwn),
    ADDRESS_FIELDS(TellingOwn, 0),
    WHEN_FIELDS(TellingOwn),
    MOMENT_FIELD(TellingOwn, unreached_at, "收不到自", "Nothing arrives since", .flags = MAYBE));

// One @, something before it, and a name with a dot behind it, of characters that need no quoting anywhere.
bool mail_good(Str mail)
{
    Str  host = mail, local = str_cut(&host, '@');
    bool dot = false;
    if (!local.len || local.len > 64 || host.len < 3 || host.at[0] == '.' || host.at[0] == '-') return false;
    for (i64 i = 0; i < local.len; i++) {
        bool plain = (byte)local.at[i] > ' ' && (byte)local.at[i] < 0x7F && !strchr("()<>[]:;,\\\"", local.at[i]);
        if (!plain || (local.at[i] == '.' && (i == 0 || i == local.len - 1 || local.at[i - 1] == '.'))) return false;
    }
    for (i64 i = 0; i < host.len; i++) {
        char c = host.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
        if (!plain || (c == '.' && i + 1 < host.len && host.at[i + 1] == '.')) return false;
        dot = dot || (c == '.' && i + 1 < host.len);
    }
    return dot && host.at[host.len - 1] != '.' && host.at[host.len - 1] != '-';
}

void telling_check(TellingIn *in, Arena *a, Problems *ps)
{
    bool mail = in->by == BY_MAIL || in->by == BY_BOTH, sms = in->by == BY_SMS || in->by == BY_BOTH;
    if (in->mail.len && !mail_good(in->mail)) problem(ps, STR("mail"), FAULT_field_malformed);
    if (in->phone.len && !phone_read(a, in->phone, &in->phone)) problem(ps, STR("phone"), FAULT_field_malformed);
    if (mail && !in->mail.len) problem(ps, STR("mail"), FAULT_field_missing);
    if (sms && !in->phone.len) problem(ps, STR("phone"), FAULT_field_missing);
}

static bool quiet(const Telling *t, i64 hour)
{
    return t->quiet_from <= t->quiet_to ? hour >= t->quiet_from && hour < t->quiet_to
                                        : hour >= t->quiet_from || hour < t->quiet_to;
}

// A digest within the quiet comes at its end: who wants both wants to sleep.
i64 sending_at(const Telling *t, i64 now)
{
    i64 at = now, today = day_of(now);
    if (t->digest >= 0 && t->digest < 24) {
        at = day_start(today) + t->digest * HOUR;
        if (at < now) at = day_start(today + 1) + t->digest * HOUR;
    }
    i64 day = day_of(at), hour = (at - day_start(day)) / HOUR;
    if (t->quiet_from == t->quiet_to || !quiet(t, hour)) return at;
    i64 end = day_start(day) + t->quiet_to * HOUR;
    return end > at ? end : day_start(day + 1) + t->quiet_to * HOUR;
}

// ---- where letters go --------------------------------------------------------------------------------------

const Choice target_ways[3] = {
    { WAY_MAIL, "mail", "邮件", "mail" }, { WAY_SMS, "sms", "短信", "SMS" },
    { WAY_ROBOT, "robot", "群机器人", "chat robot" },
};
const Choice sign_choices[2] = {
    { SIGN_NONE, "none", "不签名", "none" }, { SIGN_HMAC, "hmac", "时间戳加 HMAC-SHA256", "HMAC-SHA256 of the time" },
};
#define TARGET_HEAD(T) \
    TEXT_FIELD(T, name, "名称", "Name", .flags = NEEDED, .min = 2, .max = 40, SHOWS(.as = AS_TITLE, .col = 1)), \
    CHOICE_FIELD(T, way, target_ways, "方式", "Way", .flags = NEEDED, SHOWS(.col = 2)), \
    REF_FIELD(T, org, "组织", "Organisation", .note = "Whose robot it is.", SHOWS(.of = "orgs", .when = "way=robot")), \
    TEXT_FIELD(T, url, "地址", "Address", .flags = NEEDED | PLAIN, .max = 400, SHOWS(.col = 3), \
        .note = "smtp://host:587, smtps://host:465, or https://…; {secret} {sign} {time} may stand in it."), \
    TEXT_FIELD(T, sender, "发件人", "Sender", .flags = PLAIN, .max = 120, .note = "Mail address of the sender.", \
        SHOWS(.when = "way=mail")), \
    TEXT_FIELD(T, account, "用户名", "Account", .flags = PLAIN, .max = 120)
#define TARGET_TAIL(T) \
    TEXT_FIELD(T, head, "请求头", "Head", .flags = LINES, .max = 1000, .note = "Lines of the request's head."), \
    TEXT_FIELD(T, body, "正文模板", "Body", .flags = LINES, .max = 2000, \
        .note = "Template of the body; in {text} and others what JSON wants escaped is."), \
    TEXT_FIELD(T, good, "成功标志", "Success", .max = 100, \
        .note = "What an answer holds when it means yes, as \"errcode\":0; the status alone when empty."), \
    TEXT_FIELD(T, answer_id, "回执字段", "Receipt", .flags = PLAIN, .max = 40, \
        .note = "Member of the answer with the receiver's id."), \
    CHOICE_FIELD(T, sign, sign_choices, "签名", "Signature", .absent = SIGN_NONE), \
    FLAG_FIELD(T, plain, "不加密", "Without TLS", .note = "Only within one's own networks."), \
    FLAG_FIELD(T, once, "对方去重", "Removes doubles", \
        .note = "The receiver removes doubles by id: what was perhaps sent is sent again."), \
    TEXT_FIELD(T, networks, "允许的内网", "Own networks", .flags = PLAIN, .max = 200, \
        .note = "Networks of one's own that it may lie in, as 10.1.0.0/16; others of one's own are refused."), \
    TEXT_FIELD(T, trust, "信任的证书", "Trusted certificate", .flags = LINES, .max = 8000, \
        .note = "PEM; the system's when empty."), \
    TEXT_FIELD(T, site, "本系统网址", "Address of these pages", .flags = NEEDED | PLAIN, .max = 200, \
        .note = "For links in letters.")

const Record target_record = RECORD_NOTED(Target, "target", "外发通道", "Where letters go",
    "A mail server, an SMS gateway or a chat robot; its secrets are kept apart.",
    REF_FIELD(Target, county, "区县", "County", .flags = KEY | HIDDEN | SERVER),
    REF_FIELD(Target, id, "系统编号", "Id", .flags = KEY | SERVER),
    TARGET_HEAD(Target),
    TARGET_TAIL(Target),
    MOMENT_FIELD(Target, ended_at, "停用时间", "Ended at", .flags = SERVER, SHOWS(.as = AS_WHEN, .col = 4)));
const Record target_in_record = RECORD_OF(TargetIn, "target_in", "外发通道", "Where letters go",
    TARGET_HEAD(TargetIn),
    TEXT_FIELD(TargetIn, secret, "密钥", "Secret", .flags = LOOSE, .max = 200, SHOWS(.as = AS_PASSWORD),
        .note = "Password or key; what was kept stays when it is left out."),
    TEXT_FIELD(TargetIn, sign_secret, "签名密钥", "Secret of the signature", .flags = LOOSE, .max = 200,
        SHOWS(.as = AS_PASSWORD, .when = "sign=hmac")),
    TARGET_TAIL(TargetIn));

// A plain address leaves the machine open for everybody to read: only within networks that were named.
void target_check(const TargetIn *in, Problems *ps)
{
    Str  wrong;
    bool mail = in->way == WAY_MAIL, smtp = str_starts(in->url, STR("smtp://")) || str_starts(in->url, STR("smtps://"));
    bool http = str_starts(in->url, STR("https://")) || (in->plain && str_starts(in->url, STR("http://")));
    if (mail ? !smtp : !http) problem(ps, STR("url"), FAULT_field_malformed);
    if (in->plain && !in->networks.len) problem(ps, STR("plain"), FAULT_field_not_together);
    bool named = in->sender.len, robot = in->way == WAY_ROBOT;
    if (mail && !mail_good(in->sender)) problem(ps, STR("sender"), named ? FAULT_field_malformed : FAULT_field_missing);
    if (!mail && !in->body.len) problem(ps, STR("body"), FAULT_field_missing);
    if (robot != (in->org != 0)) problem(ps, STR("org"), robot ? FAULT_field_missing : FAULT_field_not_together);
    if (!networks_good(in->networks, &wrong)) problem_hint(ps, STR("networks"), FAULT_field_malformed, wrong);
    if (!str_starts(in->site, STR("https://")) && !str_starts(in->site, STR("http://")))
        problem(ps, STR("site"), FAULT_field_malformed);
}

// ---- what waits ------------------------------------------------------------------------------------------------

const Choice out_states[6] = {
    { OUT_WAITING, "waiting", "待发", "waiting" },     { OUT_SENDING, "sending", "发送中", "on its way" },
    { OUT_SENT, "sent", "已发", "sent" },              { OUT_PERHAPS, "perhaps", "可能已发", "perhaps sent" },
    { OUT_FAILED, "failed", "未发出", "not sent" },    { OUT_DROPPED, "dropped", "不再需要", "no longer wanted" },
};
// For an administrator: whose address it is, not which.
const Record outbox_record = RECORD_NOTED(Letting, "outbox", "外发", "What waits to be sent",
    "One event for one receiver by one way.",
    REF_FIELD(Letting, county, "区县", "County", .flags = KEY | HIDDEN),
    REF_FIELD(Letting, id, "系统编号", "Id", .flags = KEY),
    REF_FIELD(Letting, target, "通道", "Target"),
    REF_FIELD(Letting, owner, "接收方", "Person, thing or organisation"),
    COUNT_FIELD(Letting, kind, "种类", "Kind", .flags = HIDDEN),
    REF_FIELD(Letting, thing, "事", "Thing"),
    COUNT_FIELD(Letting, n, "记录号", "Entry"),
    TEXT_FIELD(Letting, word, "代码", "Word", .max = 32, SHOWS(.as = AS_LEAD, .col = 2)),
    CHOICE_FIELD(Letting, state, out_states, "状态", "State", SHOWS(.as = AS_STATE, .col = 3)),
    MOMENT_FIELD(Letting, made_at, "产生时间", "Made at", SHOWS(.as = AS_WHEN, .col = 1)),
    MOMENT_FIELD(Letting, due_at, "下次发送", "Goes at", SHOWS(.col = 5)),
    COUNT_FIELD(Letting, tries, "次数", "Tries", SHOWS(.col = 6)),
    REF_FIELD(Letting, letter, "信件", "Letter"),
    COUNT_FIELD(Letting, code, "对方代码", "Receiver's code", SHOWS(.col = 7)),
    TEXT_FIELD(Letting, why, "原因", "Why", .max = 40, SHOWS(.col = 4)),
    TEXT_FIELD(Letting, answer, "对方回执", "Receiver's id", .max = 80),
    MOMENT_FIELD(Letting, ended_at, "结束时间", "Ended at"));

// A minute, then twice as long each time, six hours at most.
i64 tried_again_at(i64 tries, i64 made_at, i64 now)
{
    i64 wait = tries >= 9 ? 6 * (i64)HOUR : MIN((i64)MINUTE << MAX(tries - 1, 0), 6 * (i64)HOUR);
    bool over = tries >= TRIES_MOST || now + wait > made_at + OUT_LASTS_DAYS * (i64)DAY;
    return over ? 0 : now + wait;
}

static Became ended(i64 state, const char *why, i64 now)
{
    return (Became){ .state = state, .why = str(why), .ended_at = now };
}

Became letter_became(Outcome outcome, bool once, i64 tries, i64 made_at, i64 now)
{
    static const char *const whys[] = { "", "", "refused", "delayed", "unreached", "unanswered" };
    assert(outcome >= SENT && outcome <= PERHAPS);
    if (outcome == SENT) return ended(OUT_SENT, "", now);
    if (outcome == REFUSED) return ended(OUT_FAILED, "refused", now);
    if (outcome == PERHAPS && !once) return ended(OUT_PERHAPS, "unanswered", now);
    i64 again = tried_again_at(tries, made_at, now);
    if (!again) return ended(outcome == PERHAPS ? OUT_PERHAPS : OUT_FAILED, whys[outcome], now);
    return (Became){ .state = OUT_WAITING, .due_at = again, .why = str(whys[outcome]), .keep = outcome == PERHAPS };
}

// Of a gateway only what says that the body is wrong: the rest is about the gateway.
bool address_bad(i64 way, Outcome outcome, i64 code)
{
    if (outcome != REFUSED) return false;
    return way == WAY_MAIL ? code >= 550 && code <= 553 : way == WAY_SMS && (code == 400 || code == 422);
}
