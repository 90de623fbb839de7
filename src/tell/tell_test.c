// Telling: rows, when a letter may go, when it goes again.
#include "tell/tell.h"

#include "base/check.h"
#include <string.h>

// 2026-11-30 in China, so many hours and minutes after midnight.
static i64 at(int hour, int minute)
{
    return day_start(day_from(2026, 11, 30)) + hour * (i64)HOUR + minute * (i64)MINUTE;
}

static void moments(void)
{
    static const struct { int from, to, digest, hour, minute, goes_hour, goes_minute; } cases[] = {
        { 0, 0, -1, 13, 7, 13, 7 },             // at once
        { 22, 7, -1, 13, 7, 13, 7 },            // not quiet
        { 22, 7, -1, 22, 0, 31, 0 },            // quiet from the hour on, over midnight
        { 22, 7, -1, 23, 59, 31, 0 },
        { 22, 7, -1, 0, 0, 7, 0 },
        { 22, 7, -1, 6, 59, 7, 0 },
        { 22, 7, -1, 7, 0, 7, 0 },              // and over with the other hour
        { 12, 14, -1, 13, 30, 14, 0 },          // at noon
        { 12, 14, -1, 14, 0, 14, 0 },
        { 0, 23, -1, 5, 0, 23, 0 },
        { 0, 0, 18, 13, 7, 18, 0 },             // a digest today
        { 0, 0, 18, 18, 0, 18, 0 },
        { 0, 0, 18, 18, 1, 42, 0 },             // tomorrow's
        { 0, 0, 0, 13, 0, 24, 0 },
        { 22, 7, 6, 13, 0, 31, 0 },             // a digest within the quiet waits for its end
        { 22, 7, 23, 13, 0, 31, 0 },
        { 22, 7, 18, 13, 0, 18, 0 },
    };
    for (int i = 0; i < (int)COUNT(cases); i++) {
        Telling t = { .by = BY_MAIL, .quiet_from = cases[i].from, .quiet_to = cases[i].to, .digest = cases[i].digest };
        CHECK_EQ(sending_at(&t, at(cases[i].hour, cases[i].minute)), at(cases[i].goes_hour, cases[i].goes_minute));
    }
    Telling t = { .digest = AT_ONCE };
    CHECK_EQ(sending_at(&t, at(13, 7) + 123), at(13, 7) + 123);
}

static void addresses(Arena *a)
{
    static const char *const good[] = { "a@b.cn", "first.last+tag@mail.example.org", "x@1.2.cn", "o'neil@example.org" };
    static const char *const bad[]  = {
        "", "a", "a@", "@b.cn", "a@b", "a@.cn", "a@b..cn", "a@b.", "a b@c.cn", "a@b c.cn", "a@@b.cn", ".a@b.cn",
        "a.@b.cn", "a..b@c.cn", "<a@b.cn>", "a@b.cn>", "a\"@b.cn", "a@b.cn\r\nRCPT TO:<c@d.cn>", "a,b@c.cn",
        "a@-b.cn", "a@b.cn-", "甲@b.cn",
    };
    for (int i = 0; i < (int)COUNT(good); i++) CHECK(mail_good(str(good[i])));
    for (int i = 0; i < (int)COUNT(bad); i++) CHECK(!mail_good(str(bad[i])));

    Problems  ps = { .count = 0 };
    TellingIn in = { .by = BY_BOTH };
    telling_check(&in, a, &ps);
    CHECK(ps.count == 2 && problem_of(&ps, STR("mail")) && problem_of(&ps, STR("phone")));
    ps.count = 0;
    in = (TellingIn){ .by = BY_SMS, .mail = STR("a@b.cn"), .phone = STR("138 0000 0000") };
    telling_check(&in, a, &ps);
    CHECK(!ps.count && str_is(in.phone, "13800000000"));
    in = (TellingIn){ .by = BY_APP, .mail = STR("a@b") };
    telling_check(&in, a, &ps);
    CHECK(ps.count == 1 && problem_of(&ps, STR("mail")));
}

static void targets(void)
{
    TargetIn good = { .name = STR("邮件"), .way = WAY_MAIL, .url = STR("smtp://mail.example.org:587"),
                      .sign = SIGN_NONE, .sender = STR("a@example.org"), .site = STR("https://linli.example.org") };
    Problems ps = { .count = 0 };
    target_check(&good, &ps);
    CHECK_EQ(ps.count, 0);
    struct { const char *field; TargetIn in; } bad[] = {
        { "url", good }, { "sender", good }, { "plain", good }, { "networks", good }, { "site", good }, { "org", good },
        { "body", good }, { "url", good }, { "org", good },
    };
    bad[0].in.url = STR("https://mail.example.org");
    bad[1].in.sender = STR("a");
    bad[2].in.plain = 1;
    bad[3].in.networks = STR("10.0.0.0/8 mail.example.org");
    bad[4].in.site = STR("linli.example.org");
    bad[5].in.org = 7;
    for (int i = 6; i < 9; i++) {
        bad[i].in.way = WAY_SMS;
        bad[i].in.url = STR("https://sms.example.org");
        bad[i].in.body = STR("{}");
    }
    bad[6].in.body = STR("");
    bad[7].in.url = STR("http://sms.example.org");
    bad[8].in.way = WAY_ROBOT;
    for (int i = 0; i < (int)COUNT(bad); i++) {
        ps.count = 0;
        target_check(&bad[i].in, &ps);
        CHECK(ps.count == 1 && str_is(ps.at[0].field, bad[i].field));
    }
}

static void outcomes(void)
{
    i64 made = at(9, 0), now = at(9, 1);
    CHECK_EQ(tried_again_at(1, made, now), now + MINUTE);
    CHECK_EQ(tried_again_at(4, made, now), now + 8 * MINUTE);
    CHECK_EQ(tried_again_at(11, made, now), now + 6 * HOUR);
    CHECK_EQ(tried_again_at(TRIES_MOST, made, now), 0);
    CHECK_EQ(tried_again_at(2, made, made + OUT_LASTS_DAYS * (i64)DAY), 0);

    Became b = letter_became(SENT, false, 1, made, now);
    CHECK(b.state == OUT_SENT && b.ended_at == now && !b.why.len);
    b = letter_became(REFUSED, true, 1, made, now);
    CHECK(b.state == OUT_FAILED && str_is(b.why, "refused"));
    b = letter_became(DELAYED, false, 1, made, now);
    CHECK(b.state == OUT_WAITING && b.due_at == now + MINUTE && !b.keep && str_is(b.why, "delayed"));
    b = letter_became(UNREACHED, false, TRIES_MOST, made, now);
    CHECK(b.state == OUT_FAILED && str_is(b.why, "unreached"));
    b = letter_became(PERHAPS, false, 1, made, now);
    CHECK(b.state == OUT_PERHAPS && b.ended_at == now);
    b = letter_became(PERHAPS, true, 1, made, now);
    CHECK(b.state == OUT_WAITING && b.keep);
    b = letter_became(PERHAPS, true, TRIES_MOST, made, now);
    CHECK(b.state == OUT_PERHAPS);
    CHECK(address_bad(WAY_MAIL, REFUSED, 550) && address_bad(WAY_SMS, REFUSED, 422));
    CHECK(!address_bad(WAY_MAIL, REFUSED, 535) && !address_bad(WAY_MAIL, DELAYED, 550));
    CHECK(!address_bad(WAY_SMS, REFUSED, 401) && !address_bad(WAY_ROBOT, REFUSED, 400));
}

void tell_test(void)
{
    static const Record *const records[] = { &telling_record, &telling_in_record, &telling_own_record, &target_record,
                                             &target_in_record, &outbox_record };
    for (int i = 0; i < (int)COUNT(records); i++) CHECK(!record_gap(records[i]) && !record_flaw(records[i]));
    Arena *a = arena_open(4 << 20);
    moments();
    addresses(a);
    targets();
    outcomes();
    arena_close(a);
}
