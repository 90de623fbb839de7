// people_rows.c: the rows of orgs, persons and posts, of their entries, and of what people send about them.
//
// Rows stand in the order of their struct's members (record_gap proves that none is missing) and feed JSON, tables,
// sheets and OpenAPI alike. Fields are only ever added, at the end of their row list: old entries lack them and read
// the stated default. SEALED words lie open in the table and closed in the journal; PRIVATE ones are closed in both.
#include "people/people.h"

// The three sides of a compound are committee, manager and owners; the others stand above or beside it.
const Choice org_kinds[] = {
    { ORG_COMMITTEE,  "committee",  "居委会",     "residents' committee" },
    { ORG_MANAGER,    "manager",    "物业企业",   "property company" },
    { ORG_OWNERS,     "owners",     "业委会",     "owners' committee" },
    { ORG_STREET,     "street",     "街道办事处", "street office" },
    { ORG_COUNTY,     "county",     "区级机关",   "district office" },
    { ORG_DEPARTMENT, "department", "职能部门",   "department" },
    { ORG_BRANCH,     "branch",     "党支部",     "Party branch" },
    { ORG_VOLUNTEERS, "volunteers", "志愿队",     "volunteer team" },
};
const int org_kind_count = (int)COUNT(org_kinds);
static_assert(COUNT(org_kinds) == ORG_VOLUNTEERS, "a name for each kind of org");
#define OWN_KEYS_(T, flag) \
    COUNT_FIELD(T, county, "县区", "County", .flags = SERVER | KEY | (flag)), \
    REF_FIELD  (T, id,     "编号", "Number", .flags = SERVER | KEY)
#define OWN_KEYS(T) OWN_KEYS_(T, 0)
// Each private field says why it exists (PIPL 5-9); the privacy notice and `describe columns` print these words.
#define WHY_PHONE .purpose = "To be reached about one's own matters and to sign in; PIPL art. 13 (2), (3).", \
    .purpose_zh = "用于联系本人办事和登录。个人信息保护法第十三条第二、三项。"
#define WHY_LOOK  .purpose = "Why somebody opened another person's private words; PIPL art. 44, 51.", \
    .purpose_zh = "为什么查看他人的隐私内容。个人信息保护法第四十四、五十一条。"

// ---- what is kept --------------------------------------------------------------------------------

const Record org_record = RECORD_NOTED(Org, "org", "组织", "Organisation",
    "A committee, company, office or team; people act for it through posts.",
    OWN_KEYS_(Org, HIDDEN),
    CHOICE_FIELD(Org, kind, org_kinds, "类型", "Kind", .flags = NEEDED, SHOWS(.col = 2, .width = WIDE_S)),
    TEXT_FIELD  (Org, name,       "名称", "Name", .flags = NEEDED, .min = 2, .max = 80,
                 SHOWS(.as = AS_TITLE, .col = 1, .width = WIDE_L)),
    REF_FIELD   (Org, place,      "服务地点", "Place", .note = "The place whose subtree it serves."),
    TEXT_FIELD  (Org, duty,       "职责类别", "Duty", .max = 400, .note = "Subjects it answers for, space separated."),
    TEXT_FIELD  (Org, phone,      "办公电话", "Office phone", .max = 30, SHOWS(.as = AS_PHONE, .col = 4)),
    ON_FIELD    (Org, valid_from, "起始日", "From"),
    ON_FIELD    (Org, valid_to,   "截止日", "To"),
    MOMENT_FIELD(Org, ended_at,   "结束时间", "Ended", .flags = SERVER | HIDDEN),
    REF_FIELD   (Org, left,       "原服务地点", "Place before", .flags = SERVER | HIDDEN | PASSING));

// A person without a phone is whole: nothing may ask for one. A name is needed, but any name will do.
const Record person_record = RECORD_NOTED(Person, "person", "人员", "Person",
    "Somebody who can sign in.",
    OWN_KEYS(Person),
    TEXT_FIELD  (Person, name,      "姓名", "Name", .flags = NEEDED | SEALED, .min = 1, .max = 40,
                 SHOWS(.as = AS_TITLE, .col = 1)),
    TEXT_FIELD  (Person, phone,     "电话", "Phone", .flags = PRIVATE, .max = 30, WHY_PHONE,
                 SHOWS(.as = AS_PHONE, .col = 2)),
    FLAG_FIELD  (Person, staff,     "工作人员", "Staff", .flags = SERVER),
    MOMENT_FIELD(Person, joined_at, "加入时间", "Joined", .flags = SERVER, SHOWS(.as = AS_WHEN, .col = 4)),
    MOMENT_FIELD(Person, ended_at,  "停用时间", "Closed", .flags = SERVER),
    FLAG_FIELD  (Person, forgotten, "已删除", "Removed", .flags = SERVER),
    REF_FIELD   (Person, invite,    "链接编号", "Link", .flags = SERVER | HIDDEN | PASSING));

// Open: who acts for a committee over which place is public business, and rights must be provable by anybody.
const Record post_record = RECORD_NOTED(Post, "post", "岗位", "Post",
    "A role in an organisation over a place's subtree, from day to day; rights come only from posts.",
    OWN_KEYS_(Post, HIDDEN),
    REF_FIELD   (Post, person,   "人员", "Person"),
    REF_FIELD   (Post, org,      "组织", "Organisation"),
    CHOICE_FIELD(Post, role, role_choices, "岗位", "Role", SHOWS(.as = AS_LEAD, .col = 2)),
    REF_FIELD   (Post, place,    "范围", "Place"),
    ON_FIELD    (Post, from_on,  "起始日", "From"),
    ON_FIELD    (Post, to_on,    "截止日", "To", SHOWS(.as = AS_WHEN, .col = 5)),
    MOMENT_FIELD(Post, ended_at, "提前结束", "Ended", .flags = SERVER));

// The person looked at is part of the key: one look opens up to 200 people and is found from each of them.
const Record look_record = RECORD_NOTED(Look, "look", "查看记录", "Look",
    "Somebody opened private words; the person concerned can see it.",
    COUNT_FIELD (Look, county, "县区", "County", .flags = SERVER | KEY | HIDDEN),
    REF_FIELD   (Look, id,     "编号", "Number", .flags = SERVER | KEY),
    REF_FIELD   (Look, about,  "被查看人", "About", .flags = SERVER | KEY | HIDDEN),
    REF_FIELD   (Look, actor,  "查看人", "Who", .flags = SERVER),
    MOMENT_FIELD(Look, at,     "时间", "When", .flags = SERVER, SHOWS(.as = AS_WHEN, .col = 1)),
    TEXT_FIELD  (Look, why,    "事由", "Why", .flags = SERVER, .max = 200, SHOWS(.as = AS_TITLE, .col = 3)),
    TEXT_FIELD  (Look, fields, "内容", "What", .flags = SERVER, .max = 200, SHOWS(.col = 4)));

// ---- as they are shown ------------------------------------------------------------------------------

const Record place_named_record = RECORD_OF(PlaceNamed, "place_named", "地点", "A place, by code and name.",
    TEXT_FIELD(PlaceNamed, code, "编码", "Code"), TEXT_FIELD(PlaceNamed, name, "名称", "Name"));

const Record org_shown_record = RECORD_NOTED(OrgShown, "org", "组织", "Organisation",
    "A committee, company, office or team; people act for it through posts.",
    INLINE_FIELD(OrgShown, org, Org, org_record),
    ONE_FIELD(OrgShown, place, place_named_record, "服务地点", "Place", .flags = NEEDED,
              .note = "The place whose subtree it serves.", SHOWS(.as = AS_WHERE, .col = 3)));
const Record post_shown_record = RECORD_NOTED(PostShown, "post", "岗位", "Post",
    "A role in an organisation over a place's subtree, from day to day; rights come only from posts.",
    INLINE_FIELD(PostShown, post, Post, post_record),
    ONE_FIELD(PostShown, person, named_record, "人员", "Person", .flags = NEEDED, SHOWS(.as = AS_TITLE, .col = 1)),
    ONE_FIELD(PostShown, org, named_record, "组织", "Organisation", .flags = NEEDED, SHOWS(.as = AS_WHO, .col = 3)),
    ONE_FIELD(PostShown, place, place_named_record, "范围", "Place", .flags = NEEDED, SHOWS(.as = AS_WHERE, .col = 4)));
const Record look_shown_record = RECORD_NOTED(LookShown, "look", "查看记录", "Look",
    "Somebody opened private words; the person concerned can see it.",
    INLINE_FIELD(LookShown, look, Look, look_record),
    ONE_FIELD(LookShown, actor, named_record, "查看人", "Who", .flags = NEEDED, SHOWS(.as = AS_WHO, .col = 2)));

// ---- entries -------------------------------------------------------------------------------------

// One shape for all events that say no more than who and when; the deed's name says which.
const Record person_mark_record = RECORD_OF(PersonMark, "person_mark", "人员事件", "Event of a person",
    OWN_KEYS_(PersonMark, HIDDEN),
    MOMENT_FIELD(PersonMark, at, "时间", "When", .flags = SERVER),
    REF_FIELD   (PersonMark, invite, "链接编号", "Link", .flags = SERVER | HIDDEN));

// Sealed with the look's own key, not with a person's: it may be about many, and goes when the one it is about goes.
const Record look_entry_record = RECORD_OF(LookEntry, "look_entry", "查看", "Look",
    OWN_KEYS(LookEntry),
    EACH_FIELD(LookEntry, about, REF, "被查看人", "About", .flags = SERVER, .max = LOOK_MOST),
    TEXT_FIELD(LookEntry, why,    "事由", "Why", .flags = SERVER | SEALED, .max = 200, WHY_LOOK),
    TEXT_FIELD(LookEntry, fields, "内容", "What", .flags = SERVER, .max = 200));

// ---- what comes in ---------------------------------------------------------------------------------

#define PHONE_FIELD(T, ...) TEXT_FIELD(T, phone, "电话", "Phone", .flags = PRIVATE | PLAIN, .max = 30, WHY_PHONE, \
    SHOWS(.as = AS_PHONE, __VA_ARGS__))
#define SEATING_FIELDS(T, flag) \
    REF_FIELD   (T, org,     "组织", "Organisation", .flags = flag, SHOWS(.of = "orgs")), \
    CHOICE_FIELD(T, role, role_choices, "岗位", "Role", .flags = flag), \
    TEXT_FIELD  (T, place,   "范围", "Place", .flags = PLAIN, .max = 24, \
                 .note = "The place's code; left out: the organisation's.", \
        SHOWS(.of = "places/find", .pick = "code")), \
    ON_FIELD    (T, from_on, "起始日", "From", .note = "Left out: today."), \
    ON_FIELD    (T, to_on,   "截止日", "To", .note = "The last day; left out: open.")
#define COUNTY_FIELD(T) COUNT_FIELD(T, county, "县区", "County", .min = 0, .max = 999999, \
    .note = "Six-digit code; left out: the installation's own.")

// What a stranger sends. None of these structs is ever stored or journalled as it stands: each change makes its entry
// from it, so that a password can end up nowhere but in its hash.
const Record sign_up_record = RECORD_OF(SignUp, "sign_up", "注册", "Sign up",
    TEXT_FIELD    (SignUp, name,     "用户名", "Name", .flags = NEEDED | CALLED, .min = 2, .max = 40),
    NEW_PASSWORD_FIELD(SignUp, password, "密码", "Password"),
    PHONE_FIELD   (SignUp, .hint = { "填了就可以用电话登录", "With it you can sign in by phone, too" }),
    COUNTY_FIELD  (SignUp));

const Record sign_in_record = RECORD_OF(SignIn, "sign_in", "登录", "Sign in",
    TEXT_FIELD    (SignIn, name,     "用户名或电话", "Name or phone", .flags = NEEDED, .min = 1, .max = 40),
    PASSWORD_FIELD(SignIn, password, "密码", "Password", .col = 0),
    COUNTY_FIELD  (SignIn));

const Record accept_record = RECORD_OF(Accept, "accept", "接受邀请", "Accept a link",
    TEXT_FIELD    (Accept, token,    "链接", "Link", .flags = PLAIN | NEEDED, .min = 8, .max = 80),
    NEW_PASSWORD_FIELD(Accept, password, "新密码", "New password"),
    TEXT_FIELD    (Accept, name,     "用户名", "Sign-in name", .flags = CALLED, .min = 2, .max = 40,
                   .note = "What to sign in by; left out: the person's name, or what it was.",
                   SHOWS(.hint = { "一般空着：用您的姓名或电话登录（重设时：照旧）。已有同名的人时，请另起一个。",
                                   "Usually left empty: you sign in by your own name or phone (after a reset: as "
                                   "before). Choose another when somebody has your name already." })));

const Record first_admin_record = RECORD_OF(FirstAdmin, "first_admin", "第一个管理员", "The first administrator",
    TEXT_FIELD    (FirstAdmin, secret,   "地址中的口令", "Secret of the address", .flags = PLAIN | NEEDED, .min = 8,
                   .max = 80, .note = "What stands behind # in the address that the server printed."),
    TEXT_FIELD    (FirstAdmin, name,     "姓名", "Name", .flags = NEEDED | CALLED, .min = 2, .max = 40,
                   SHOWS(.hint = { "登录时用它，也可用电话", "You sign in by it, or by your phone" })),
    NEW_PASSWORD_FIELD(FirstAdmin, password, "密码", "Password"),
    PHONE_FIELD   (FirstAdmin),
    TEXT_FIELD    (FirstAdmin, org,      "单位名称", "Office", .min = 2, .max = 80,
                   SHOWS(.hint = { "如：管城区数据局", "E.g. the district's data office" })));

const Record my_words_record = RECORD_NOTED(MyWords, "my_words", "更正本人信息", "Correct one's own words",
    "What is left out stays; PIPL art. 46.",
    TEXT_FIELD(MyWords, name,  "姓名", "Name", .flags = CALLED, .min = 2, .max = 40), PHONE_FIELD(MyWords));

const Record joining_record = RECORD_NOTED(Joining, "joining", "邀请工作人员", "Invite staff",
    "With org and role the first post is given at once.",
    TEXT_FIELD(Joining, name, "姓名", "Name", .flags = NEEDED | CALLED, .min = 2, .max = 40), PHONE_FIELD(Joining),
    SEATING_FIELDS(Joining, 0));

const Record org_in_record = RECORD_NOTED(OrgIn, "org_in", "组织", "Organisation",
    "Opening needs kind, name and place; in a change, what is left out stays.",
    CHOICE_FIELD(OrgIn, kind, org_kinds, "类型", "Kind"),
    TEXT_FIELD  (OrgIn, name,       "名称", "Name", .min = 2, .max = 80),
    TEXT_FIELD  (OrgIn, place,      "服务地点", "Place", .flags = PLAIN, .max = 24, .note = "The place's code.",
                 SHOWS(.of = "places/find", .pick = "code")),
    TEXT_FIELD  (OrgIn, duty,       "职责类别", "Duty", .flags = PLAIN, .max = 400),
    TEXT_FIELD  (OrgIn, phone,      "办公电话", "Office phone", .flags = PLAIN, .max = 30, SHOWS(.as = AS_PHONE)),
    ON_FIELD    (OrgIn, valid_from, "起始日", "From"),
    ON_FIELD    (OrgIn, valid_to,   "截止日", "To"));

const Record post_in_record = RECORD_OF(PostIn, "post_in", "任命", "Give a post",
    REF_FIELD(PostIn, person, "人员", "Person", .flags = NEEDED, SHOWS(.of = "persons")),
    SEATING_FIELDS(PostIn, NEEDED));

const Record look_in_record = RECORD_OF(LookIn, "look_in", "查看隐私内容", "Open private words",
    TEXT_FIELD(LookIn, why,    "事由", "Why", .flags = NEEDED, .min = 2, .max = 200),
    TEXT_FIELD(LookIn, ids,    "更多人员", "Further persons", .flags = PLAIN, .max = 3400,
               .note = "Space separated; at most 200 in all."),
    TEXT_FIELD(LookIn, fields, "内容", "What", .flags = PLAIN, .max = 40, .note = "phone"));

// Only over the local socket: the operator makes org, person and post in one go, else nobody could be the first.
const Record local_user_record = RECORD_OF(LocalUser, "local_user", "新用户", "A user by the operator",
    TEXT_FIELD  (LocalUser, name,  "姓名", "Name", .flags = NEEDED | CALLED, .min = 2, .max = 40),
    PHONE_FIELD (LocalUser),
    CHOICE_FIELD(LocalUser, role, role_choices, "岗位", "Role", .flags = NEEDED),
    CHOICE_FIELD(LocalUser, kind, org_kinds, "组织类型", "Kind of organisation"),
    TEXT_FIELD  (LocalUser, place, "范围", "Place", .flags = NEEDED | PLAIN, .max = 24, .note = "The place's code."),
    TEXT_FIELD  (LocalUser, org,   "组织名称", "Organisation", .min = 2, .max = 80));
