// running.c: which of the first steps are done, and what each lacks, in a sentence. Pure.
#include "running/running.h"

const Choice step_choices[STEP_END - 1] = {
    { STEP_OPERATOR, "operator", "谁主办", "Who runs it" },        { STEP_PLACES, "places", "地点", "Places" },
    { STEP_COMPOUNDS, "compounds", "小区和楼", "Compounds" },      { STEP_PARTIES, "parties", "三方", "The three parties" },
    { STEP_PEOPLE, "people", "人", "People" },                     { STEP_RULES, "rules", "期限", "Deadlines" },
    { STEP_SAFE, "safe", "密钥、备份、试恢复", "Key, backup, trial restore" }, { STEP_TRIAL, "trial", "试一件", "Try one" },
};

#define SAY(z, e, ...) (f->lang == EN ? arena_fmt(a, e, __VA_ARGS__) : arena_fmt(a, z, __VA_ARGS__))
#define PLAIN_SAY(z, e) str(f->lang == EN ? (e) : (z))
#define LONG(n) (long long)(n)

static bool step_operator(const StepFacts *f, Arena *a, Str *said)
{
    bool done = f->operator.len && f->filing_no.len;
    if (!f->operator.len) *said = PLAIN_SAY("还没写运营单位", "the operator is not named yet");
    else if (!done) *said = SAY("%.*s，还没写备案编号", "%.*s; the filing number lacks", (int)f->operator.len, f->operator.at);
    else *said = SAY("%.*s，%.*s", "%.*s, %.*s", (int)f->operator.len, f->operator.at, (int)f->filing_no.len,
                     f->filing_no.at);
    return done;
}

static bool step_places(const StepFacts *f, Arena *a, Str *said)
{
    *said = SAY("%lld 个街道、%lld 个社区", "%lld streets, %lld communities", LONG(f->streets), LONG(f->communities));
    return f->streets && f->communities;
}

static bool step_compounds(const StepFacts *f, Arena *a, Str *said)
{
    *said = f->compounds ? SAY("%lld 个小区", "%lld compounds", LONG(f->compounds))
                         : PLAIN_SAY("还没有小区", "no compound yet");
    return f->compounds > 0;
}

static bool step_parties(const StepFacts *f, Arena *a, Str *said)
{
    bool done = f->compounds && !f->no_committee && !f->no_manager && !f->no_owners;
    *said = done ? PLAIN_SAY("每个小区三方都有", "every compound has all three")
          : SAY("%lld 个社区没有居委会；小区里 %lld 个没有物业，%lld 个没有业委会",
                "%lld communities lack their committee; %lld compounds a company, %lld an owners' committee",
                LONG(f->no_committee), LONG(f->no_manager), LONG(f->no_owners));
    return done;
}

static bool step_people(const StepFacts *f, Arena *a, Str *said)
{
    *said = !f->roles.len ? PLAIN_SAY("各岗位都有人", "somebody in every role")
          : SAY("还没有：%.*s", "nobody yet: %.*s", (int)f->roles.len, f->roles.at);
    return !f->roles.len;
}

static bool step_rules(const StepFacts *f, Arena *a, Str *said)
{
    *said = !f->samples ? PLAIN_SAY("期限都有出处", "every deadline has its source")
          : SAY("这 %lld 条是样例，没有法律出处，请定", "%lld rows are samples without a source in law: please decide",
                LONG(f->samples));
    return !f->samples;
}

static bool step_safe(const StepFacts *f, Arena *a, Str *said)
{
    i64 days = f->backup_at ? (f->now - f->backup_at) / DAY : -1;
    if (!f->key_copied) *said = PLAIN_SAY("密钥还没抄下来", "the key is not copied yet");
    else if (days < 0) *said = PLAIN_SAY("还没有备份", "there is no backup yet");
    else if (days > BACKUP_FRESH_DAYS) *said = SAY("上次备份是 %lld 天前", "the last backup is %lld days old", LONG(days));
    else if (!f->proven) *said = PLAIN_SAY("备份还没试着恢复过", "the backup was never restored from");
    else *said = SAY("密钥已抄，%lld 天前备份并试恢复", "key copied; backup %lld days old, restored from", LONG(days));
    return f->key_copied && days >= 0 && days <= BACKUP_FRESH_DAYS && f->proven;
}

static bool step_trial(const StepFacts *f, Arena *a, Str *said)
{
    *said = f->ended ? PLAIN_SAY("试过一件，已了结", "one was tried and ended")
          : f->filed ? PLAIN_SAY("试过一件，还没了结", "one was tried and is still open")
                     : PLAIN_SAY("还没试过", "not tried yet");
    (void)a;
    return f->ended > 0;
}

void steps_tell(const StepFacts *f, Arena *a, StepShown *into)
{
    static bool (*const tell[STEP_END - 1])(const StepFacts *f, Arena *a, Str *said) = {
        step_operator, step_places, step_compounds, step_parties, step_people, step_rules, step_safe, step_trial,
    };
    for (int i = 0; i < STEP_END - 1; i++) {
        const Choice *c = &step_choices[i];
        into[i] = (StepShown){ .step = c->value, .label = str(f->lang == EN ? c->label_en : c->label) };
        into[i].done = tell[i](f, a, &into[i].said);
    }
}

Mark mark_read(Str line)
{
    Mark m = { 0 };
    Str at = str_cut(&line, ' '), bytes = str_cut(&line, ' ');
    if (!str_i64(at, &m.at) || m.at <= 0) return (Mark){ 0 };
    str_i64(bytes, &m.bytes);
    m.good = str_is(str_trim(line), "good");
    return m;
}
