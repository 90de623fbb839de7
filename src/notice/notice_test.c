// notice_test.c: kinds, least periods, what must be named, what is personal, who may do what.
#include "base/check.h"
#include "base/text.h"
#include "notice/notice.h"
#include "people/people.h"

static Arena *arena;

static Str shown(const char *text, const char *mask, bool all) { return text_masked(arena, str(text), str(mask), all); }

static const char *found(const char *text) { return arena_z(arena, text_personal(arena, str(text))); }

static void personal_test(void)
{
    CHECK_STR(found("身份证 41010419900307123X 的"), "身份证号 ****************3X");
    CHECK_STR(found("410104199003071234"), "身份证号 ****************34");
    CHECK_STR(found("410104199013071235"), "");                         // no such month, no card
    CHECK_STR(found("电话：138-0000-0001。"), "手机号 138******0001");
    CHECK_STR(found("１３８００００１２３４"), "手机号 １３８****１２３４");
    CHECK_STR(found("0371-66001234"), "");                              // an office's
    CHECK_STR(found("2026-11-30 13800000001"), "手机号 138****0001");
    CHECK_STR(found("卡号 6222 0200 0000 0000 008"), "");              // no Luhn
    CHECK_STR(found("卡号 4111 1111 1111 1111"), "银行卡号 ***************1111");
    CHECK_STR(found("3号楼2单元501室漏水"), "门牌住址 *******");
    CHECK_STR(found("12栋1203 欠费"), "门牌住址 ****");
    CHECK_STR(found("住 3-2-501"), "门牌住址 *****");
    CHECK_STR(found("3号楼的业主"), "");
    CHECK_STR(found("A座1203"), "门牌住址 ****");
    CHECK_STR(found("3 号楼 2 单元 501 室"), "门牌住址 ***********");
    CHECK_STR(found("三号楼二单元五〇一室"), "门牌住址 *******");
    CHECK_STR(found("3号楼2单元5楼东户"), "门牌住址 *******");
    CHECK_STR(found("12/2/1203"), "门牌住址 ******");
    CHECK_STR(found("12/2/2026"), "");
    CHECK_STR(found("一座三层小楼，3号楼2单元电梯"), "");
    const char *phones[] = { "+8613800000001", "013800000001", "138.0000.0001", "138·0000·0001", "138/0000/0001",
                             "138\n0000\n0001", "138 - 0000 - 0001", "(138)0000-0001", "1380000000113900000002" };
    for (int i = 0; i < (int)COUNT(phones); i++) CHECK(text_personal(arena, str(phones[i])).len > 0);
    CHECK_STR(found("第15 2026-12-01 8点"), "");
    CHECK(text_personal(arena, STR("410104.19900307.123X")).len > 0);
    CHECK(text_personal(arena, STR("4101041990\n03071234")).len > 0);
    CHECK(str_is(shown("卡号4111111111111111 500元", "", true), "卡号************1111 500元"));
    CHECK(str_is(shown("13800000001张三丰", "0001张三丰", true), "**************"));
    CHECK(str_is(shown("张13800000001李", "张1380", true), "************李"));
    CHECK(str_is(shown("张三丰李四", "张三\n三丰李四", false), "*****"));
    CHECK(str_is(text_mask_idle(STR("张三\n李四"), STR("张三")), "李四"));
    CHECK_STR(found("2026年11月30日 09:30 在 3号楼下"), "");
    CHECK_STR(found("公示期 2026-11-30 至 2026-12-15"), "");
    CHECK_STR(found("编号 410104-T20261130-0001"), "");
    CHECK_STR(found("收入 1234567.89 元"), "");
    CHECK_STR(found(""), "");
    Find finds[FINDS_MOST];
    CHECK_EQ(text_finds(STR("13800000001和13900000002"), finds), 2);
    CHECK_EQ(finds[1].at, 14);
}

static void mask_test(void)
{
    CHECK(str_is(shown("张三丰住 3号楼501", "张三丰", false), "张**住 3号楼501"));
    CHECK(str_is(shown("张三丰住 3号楼501", "张三丰", true), "张**住 3号楼***"));
    CHECK(str_is(shown("张三和张三丰", "张三\n张三丰", false), "张*和张**"));   // the longer one counts
    CHECK(str_is(shown("某某某公司", "某某某公司", false), "*****"));
    CHECK(str_is(shown("请拨 13800000001", "", false), "请拨 13800000001"));
    CHECK(str_is(shown("请拨 13800000001", "", true), "请拨 138****0001"));
    CHECK(str_is(shown("x", "", true), "x"));
    CHECK(!text_personal(arena, shown("41010419900307123X 4111111111111111 13800000001 2栋302", "", true)).len);
}

static NoticeKind affairs = { .kind = { "affairs", 7 }, .least_days = 15 };

static Str flaws(const Notice *n, const char *issuer, const char *needs)
{
    Problems ps = { .count = 0 };
    NoticeKind kind = affairs;
    Out o = out_new(arena, 4000);
    kind.issuers = STR("committee street");
    kind.needs = str(needs);
    notice_check(&kind, 20000, str(issuer), arena, n, &ps);
    for (int i = 0; i < ps.count; i++)
        out_fmt(&o, "%s:%s ", arena_z(arena, ps.at[i].field), fault_name(ps.at[i].fault));
    return out_done(&o);
}

static void check_test(void)
{
    Notice n = { .to_on = 20015, .title = STR("收支"), .body = STR("时间 地点"), .shown = STR("时间 地点") };
    CHECK(str_is(flaws(&n, "committee", ""), ""));
    CHECK(str_is(flaws(&n, "manager", ""), "subject:notice_issuer "));
    CHECK(str_is(flaws(&n, "committee", "时间 地点|场所"), ""));
    CHECK(str_is(flaws(&n, "committee", "时间 形式"), "body:notice_lacks "));
    n.to_on = 20014;                                                    // the first day does not count
    CHECK(str_is(flaws(&n, "committee", ""), "to_on:notice_short "));
    n.to_on = DAY_NONE;
    CHECK(str_is(flaws(&n, "committee", ""), "to_on:field_missing "));
    n.to_on = 30000;
    CHECK(str_is(flaws(&n, "committee", ""), "to_on:field_out_of_range "));
    n.to_on = 20015;
    n.shown = STR("13800000001");
    CHECK(str_is(flaws(&n, "committee", ""), "keep_why:notice_personal "));
    n.keep_why = STR("办公电话");
    CHECK(str_is(flaws(&n, "committee", ""), ""));
    CHECK_STR(arena_z(arena, notice_lacks(arena, &(NoticeKind){ .needs = STR("时间 甲|乙 形式") }, STR("乙"))), "时间、形式");
}

static Fault may(i64 verb, i64 state, unsigned who, bool holder, i64 reach)
{
    DeedFacts f = { .state = state, .level = LEVEL_COMMUNITY, .who = who, .in_holder = holder, .reach = reach };
    Fault why;
    verb_find(&notice_kind, &f, verb, &why);
    return why;
}

static void verbs_test(void)
{
    unsigned ours = WHO_OF(ROLE_COMMITTEE), street = WHO_OF(ROLE_STREET);
    CHECK_EQ(may(NOTICE_PUBLISH, NOTICE_DRAFT, ours, true, LEVEL_COMMUNITY), OK);
    CHECK_EQ(may(NOTICE_PUBLISH, NOTICE_UP, ours, true, LEVEL_COMMUNITY), FAULT_deed_not_now);
    CHECK_EQ(may(NOTICE_PUBLISH, NOTICE_DRAFT, street, false, LEVEL_STREET), FAULT_not_allowed);    // not theirs
    CHECK_EQ(may(NOTICE_CORRECT, NOTICE_UP, street, false, LEVEL_STREET), FAULT_not_allowed);
    CHECK_EQ(may(NOTICE_TAKE_DOWN, NOTICE_UP, street, false, LEVEL_STREET), OK);
    CHECK_EQ(may(NOTICE_HIDE, NOTICE_UP, WHO_OF(ROLE_MANAGER), false, LEVEL_COMPOUND), FAULT_not_allowed);
    CHECK_EQ(may(NOTICE_DROP, NOTICE_DRAFT, ours, true, LEVEL_COMMUNITY), OK);
    CHECK_EQ(may(NOTICE_CORRECT, NOTICE_OVER, ours, true, LEVEL_COMMUNITY), FAULT_deed_not_now);
}

// Packs name kinds of organisations; people have their names.
static void issuers_test(void)
{
    Str names = STR("committee manager owners street county department branch volunteers");
    for (int i = 0; i < org_kind_count; i++) CHECK_STR(arena_z(arena, str_cut(&names, ' ')), org_kinds[i].name);
    CHECK_EQ(names.len, 0);
}

void notice_test(void)
{
    arena = arena_open(1 << 20);
    CHECK_STR(record_gap(&notice_record), NULL);
    CHECK_STR(record_gap(&notice_step_record), NULL);
    CHECK_STR(record_gap(&notice_deed_record), NULL);
    CHECK_STR(record_gap(&notice_writing_record), NULL);
    personal_test();
    mask_test();
    check_test();
    verbs_test();
    issuers_test();
    arena_close(arena);
}
