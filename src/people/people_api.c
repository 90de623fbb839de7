// people_api.c: the list of what can be done about people, and what its functions share.
//
// The functions themselves lie by subject: signing in (sign), persons (person), orgs and posts (post), reading (list).
#include "people/people_api.h"

// ---- shared --------------------------------------------------------------------------------------

// Keyed with the vault's secret: whoever has a copy of the table cannot try phone numbers against it.
Hash login_hash(const Vault *v, Arena *a, Str text, i64 *kind)
{
    return vault_hash(v, "login", person_login(a, text, kind));
}

// Inside the job, so that of two who want one name exactly one has it. A name that is taken undoes the drop too: the
// job's savepoint falls as a whole.
bool login_take(Act *act, i64 person, Str word, i64 kind, bool instead)
{
    i64 is;
    Hash h = login_hash(act->vault, act->arena, word, &is);
    if (instead) login_drop(act->db, act->county, person, kind);
    return !word.len || is != kind || login_put(act->db, act->county, &h, person, kind);
}

// How many posts of the day a person has (0: that they ever had), and how many of them lie within the asker's places.
i64 posts_counted(Db *db, Arena *a, const Actor *who, i64 person, unsigned bits, i64 day, i64 *within)
{
    PostShown *held = NEW(a, PostShown, POSTS_MOST);
    int n = posts_of(db, a, person, day, held, POSTS_MOST);
    for (int i = 0; i < n; i++) *within += actor_post(who, ((const PlaceNamed *)held[i].place.at)->code, bits) != NULL;
    return n;
}

// What this asker may know and do about one person. A token never counts as the person themselves: a program may not
// close an account or open its phone. Posts beyond POSTS_MOST are not seen, so neither are they known to be within.
PersonFacts person_facts(Db *db, Arena *a, const Actor *who, const Person *p, unsigned bits, i64 day)
{
    assert(who && id_county(p->id) == p->county);
    PersonFacts f = { .known = true, .local = who->local };
    f.open = p->ended_at == 0;
    f.forgotten = p->forgotten;
    f.staff = p->staff;
    f.self = who->person == p->id && !who->token;
    f.admin = actor_post(who, STR(""), WHO_OF(ROLE_ADMIN)) != NULL;
    f.whole_county = whole_county(who, a, p->county, bits & ~WHO_OF(ROLE_AUDITOR));
    f.whole_audit = whole_county(who, a, p->county, bits & WHO_OF(ROLE_AUDITOR));
    f.posts = posts_counted(db, a, who, p->id, bits, day, &f.posts_within);
    return f;
}

// True: noted. An empty phone is fine, since none is ever needed.
bool phone_problem(Act *act, Str *phone)
{
    if (!phone->len || person_phone(act->arena, *phone, phone)) return false;
    act_problem(act, "phone", FAULT_field_malformed);
    return true;
}

// Only for a decision just made, or for the person themselves: every other way to a phone is a look.
Str phone_open(Vault *v, Db *db, Arena *a, const Person *p)
{
    assert(v && p);
    Seal key;
    Person open = *p;
    if (!record_open(&person_record, a, vault_get(v, db, p->id, &key) ? &key : NULL, &open, PRIVATE)) return STR("");
    return open.phone;
}

// ---- the list --------------------------------------------------------------------------------------

#define DEED(n, entry_record, apply_function) .deed = { .name = n, .entry = &entry_record, .apply = apply_function }
#define OWN(n) .deed = { .name = n }
#define POST_AT(p) .method = POST, .path = p
#define GET_AT(p) .method = GET, .path = p
enum {
    ADMINS = WHO_ADMINS,
    STAFF  = WHO_HANDLERS | WHO_OF(ROLE_BRANCH) | WHO_OF(ROLE_VOLUNTEER) | WHO_OF(ROLE_AUDITOR) | WHO_ADMINS,
    SEERS  = WHO_OFFICE | WHO_OF(ROLE_AUDITOR) | WHO_ADMINS,
};

// .who says who could ever do it; the functions look closer. Names and paths are for ever. Of a changed password or a
// used link the history keeps when: what proves it lies in own rows that are written beside it, and no table follows.
// The clock's own deeds have no path.
static const Action actions[] = {
    { DEED("person_join", person_record, person_apply), POST_AT("/api/sign-up"), .who = WHO_ANYONE,
      .flags = LIMITED | SLOW | JUDGES, .in = &sign_up_record, .where = sign_where,
      .out = &signed_record, .prepare = sign_up_prepare, .change = sign_up_change, .answer = signed_answer,
      DEED_FACE(.label = { "注册", "Sign up" }, .tone = WEIGHT_MAIN),
      .note = "A resident signs up; no phone is needed.", .note_zh = "居民注册，不必填写电话。" },
    { OWN("sign_in"), POST_AT("/api/sign-in"), .who = WHO_ANYONE, .flags = OWN_ONLY | SLOW, .in = &sign_in_record,
      .out = &signed_record, .where = sign_in_where, .prepare = sign_in_prepare, .change = sign_in_change,
      .answer = signed_answer,
      DEED_FACE(.label = { "登录", "Sign in" }, .tone = WEIGHT_MAIN),
      .note = "Sign in by name or phone; five failures lock for 15 minutes.",
      .note_zh = "用用户名或电话登录；失败五次锁定15分钟。" },
    { OWN("me"), GET_AT("/api/me"), .who = WHO_ANYONE, .flags = MINE, .read = me_read, .out = &me_record,
      .note = "Who is asking, by which posts, and what they may do.", .note_zh = "当前身份、岗位与权限。" },
    { DEED("person_words", person_record, person_apply), POST_AT("/api/me"), .who = WHO_PERSON,
      .flags = SLOW | JUDGES, .in = &my_words_record, .prepare = person_words_prepare, .change = person_words_change,
      DEED_FACE(.label = { "更正姓名或电话", "Correct name or phone" }, .after = AFTER_STAY),
      .note = "Correct one's own name or phone.", .note_zh = "更正本人姓名或电话。" },
    { DEED("person_password", person_mark_record, NULL), POST_AT("/api/me/password"), .who = WHO_PERSON,
      .flags = SLOW | JUDGES, .in = &new_word_record, .prepare = password_prepare, .change = password_change,
      .out = &endings_record, .answer = password_answer,
      DEED_FACE(.label = { "修改密码", "Change password" }, .after = AFTER_STAY),
      .note = "Change one's password; all other sessions end, and tokens unless they are kept.",
      .note_zh = "修改密码；其他设备退出登录，程序令牌停用，除非注明保留。" },
    { OWN("my_looks"), GET_AT("/api/me/looks"), .who = WHO_PERSON, .flags = MINE, .list = &my_looks_list,
      .out = &looks_page_record,
      .note = "Who opened the asker's private words, and why.", .note_zh = "谁因何查看过本人的隐私内容。" },

    { DEED("person_invite", person_record, person_apply), POST_AT("/api/persons"), .who = ADMINS,
      .flags = CREATES | JUDGES, .in = &joining_record, .out = &invited_record, .causes = "post_give",
      .change = person_invite_change,
      .answer = person_invite_answer,
      DEED_FACE(.label = { "邀请工作人员", "Invite staff" }, .tone = WEIGHT_MAIN, .after = AFTER_STAY),
      .note = "An administrator invites staff; the one-time link is shown once.",
      .note_zh = "管理员邀请工作人员，一次性链接只显示一次。" },
    { OWN("staff_import"), POST_AT("/api/persons/import"), .who = ADMINS, .flags = IMPORTS | SLOW,
      .in = &staff_in_record, .out = &staff_told_record, .where = staff_import_where, .prepare = staff_import_prepare,
      .change = staff_import_change,
      DEED_FACE(.label = { "从表格导入", "Import from a sheet" }, .after = AFTER_STAY),
      .note = "Up to 200 rows of organisations, people and posts as CSV; wrong rows are told, the others land.",
      .note_zh = "以 CSV 导入至多 200 行组织、人员和岗位；有误的行逐行指明，其余照常办理。" },
    { DEED("person_accept", person_mark_record, NULL), POST_AT("/api/invite"), .who = WHO_ANYONE,
      .flags = SLOW, .in = &accept_record, .where = accept_where, .out = &signed_record,
      .prepare = accept_prepare,
      .change = accept_change, .answer = signed_answer,
      DEED_FACE(.label = { "使用邀请链接", "Use the invitation link" }, .tone = WEIGHT_MAIN),
      .note = "Use a one-time link: set the password, sign in.", .note_zh = "使用一次性链接设置密码并登录。" },
    { DEED("person_reset", person_mark_record, NULL), POST_AT("/api/persons/{id}/reset"), .who = ADMINS,
      .out = &invited_record, .change = person_reset_change, .answer = person_reset_answer,
      DEED_FACE(.label = { "重设密码", "Reset password" }, .after = AFTER_STAY,
                .confirm = { "原密码和登录立即失效。", "The old password and all sessions end at once." }),
      .note = "The old password and all sessions end; a one-time link is shown.",
      .note_zh = "原密码和会话失效，生成一次性链接。" },
    { DEED("person_end", person_mark_record, person_end_apply), POST_AT("/api/persons/{id}/end"),
      .who = ADMINS | WHO_PERSON, .change = person_end_change, .causes = "post_lapse",
      DEED_FACE(.label = { "停用账号", "Close the account" }, .tone = WEIGHT_DANGER, .after = AFTER_THING,
                .confirm = { "停用后不能再登录，岗位同时结束。", "Nobody can sign in by it any more, and its posts end." }),
      .note = "Close an account; its posts end.", .note_zh = "停用账号，其岗位同时结束。" },
    { DEED("person_forget", person_mark_record, person_forget_apply), POST_AT("/api/persons/{id}/forget"),
      .who = ADMINS | WHO_PERSON, .change = person_forget_change, .causes = "post_lapse",
      DEED_FACE(.label = { "永久删除个人信息", "Remove personal words for ever" }, .tone = WEIGHT_DANGER, .after = AFTER_LIST,
                .confirm = { "删掉就找不回来了，谁也不能。", "Once removed nobody can bring it back." }),
      .note = "Remove a person's words for good (PIPL art. 47).", .note_zh = "永久删除个人信息（个人信息保护法第四十七条）。" },
    { DEED("person_leave", person_mark_record, person_forget_apply), POST_AT("/api/me/forget"), .who = WHO_PERSON,
      .flags = SLOW, .in = &leaving_record, .prepare = person_leave_prepare, .change = person_leave_change,
      .causes = "post_lapse", .out = &left_record, .answer = person_leave_answer,
      DEED_FACE(.label = { "注销并删除我的信息", "Leave and remove what is mine" }, .tone = WEIGHT_DANGER,
                .confirm = { "删掉就找不回来了，谁也不能。您反映过的事会留下，不再有您的称呼和电话。",
                             "Nobody can bring it back. What you reported stays, without your name and phone." }),
      .note = "Leave: one's words are removed for good, by one's password; not while one holds a post.",
      .note_zh = "凭密码注销并永久删除本人信息；有岗位时先请管理员结束岗位。" },
    { DEED("person_look", look_entry_record, person_look_apply), POST_AT("/api/persons/{id}/look"),
      .who = SEERS | WHO_PERSON, .in = &look_in_record, .out = &opened_record,
      .change = person_look_change,
      .answer = person_look_answer,
      DEED_FACE(.label = { "查看电话", "Open the phone number" }, .after = AFTER_STAY),
      .note = "Open private words of up to 200 persons; each of them can see it.",
      .note_zh = "查看隐私内容（一次至多200人），本人可见查看记录。" },
    { DEED("person_first", person_record, person_apply), POST_AT("/api/setup"), .who = WHO_ANYONE,
      .flags = SLOW | JUDGES, .in = &first_admin_record, .out = &signed_record, .where = setup_where,
      .prepare = setup_prepare, .change = setup_change, .answer = signed_answer, .causes = "org_open post_give",
      DEED_FACE(.label = { "成为管理员", "Become the administrator" }, .tone = WEIGHT_MAIN),
      .note = "The first administrator, by the address that the server printed at its start, while there is none.",
      .note_zh = "用服务启动时打印的地址设立第一个管理员；已有管理员时不可用。" },
    { OWN("persons"), GET_AT("/api/persons"), .who = SEERS | WHO_PROGRAM, .list = &persons_list,
      .out = &persons_page_record,
      .note = "Persons with posts below a place; over a whole county also residents.", .note_zh = "人员列表。" },
    { OWN("person"), GET_AT("/api/persons/{id}"), .who = SEERS | WHO_PERSON | WHO_PROGRAM, .read = person_read,
      .out = &person_shown_record, .note = "One person, private words masked.", .note_zh = "人员详情，隐私内容不显示。" },

    { OWN("person_access"), GET_AT("/api/persons/{id}/access"), .who = ADMINS | WHO_PERSON, .read = person_access_read,
      .out = &access_record, .note = "What signs in as this person now, for whoever may close the account.",
      .note_zh = "此人现有的登录、令牌和链接；能停用其账号的人可看。" },
    { OWN("person_session_end"), POST_AT("/api/persons/{id}/sessions/end"), .who = ADMINS | WHO_PERSON,
      .flags = OWN_ONLY, .in = &session_of_record, .out = &endings_record, .change = person_session_end_change,
      DEED_FACE(.label = { "结束这处登录", "End this session" }, .after = AFTER_STAY),
      .note = "End one session of somebody, as of a lost phone.", .note_zh = "结束某人的一处登录，如手机丢失。" },

    { DEED("org_open", org_record, org_apply), POST_AT("/api/orgs"), .who = ADMINS, .flags = CREATES | JUDGES,
      .in = &org_in_record, .out = &org_shown_record, .where = org_open_where,
      .change = org_open_change, .answer = org_answer,
      DEED_FACE(.label = { "设立组织", "Open an organisation" }, .tone = WEIGHT_MAIN, .after = AFTER_THING,
                .needs = "kind name place"),
      .note = "Open an organisation.", .note_zh = "设立组织。" },
    { DEED("org_change", org_record, org_apply), POST_AT("/api/orgs/{id}"), .who = ADMINS, .flags = JUDGES,
      .in = &org_in_record, .out = &org_shown_record, .change = org_change_change, .answer = org_answer,
      .causes = "org_lapse",
      DEED_FACE(.label = { "修改", "Change" }, .after = AFTER_STAY),
      .note = "Change an organisation; what is left out stays.", .note_zh = "修改组织信息，未填项不变。" },
    { DEED("org_lapse", org_record, org_apply), .change = org_lapse_change, .who = WHO_CLOCK,
      .note = "An organisation's last day is over.", .note_zh = "组织任期已满。" },
    { OWN("orgs"), GET_AT("/api/orgs"), .who = WHO_ANYONE, .list = &orgs_list, .out = &orgs_page_record,
      .note = "Organisations below a place, by kind.", .note_zh = "组织列表。" },
    { DEED("post_give", post_record, post_apply), POST_AT("/api/posts"), .who = ADMINS,
      .flags = CREATES | JUDGES,
      .in = &post_in_record, .out = &post_shown_record, .where = post_give_where, .change = post_give_change,
      .answer = post_answer,
      DEED_FACE(.label = { "任命岗位", "Give a post" }, .tone = WEIGHT_MAIN, .after = AFTER_LIST),
      .note = "Give somebody a post.", .note_zh = "任命岗位。" },
    { DEED("post_end", post_record, post_apply), POST_AT("/api/posts/{id}/end"), .who = ADMINS,
      .out = &post_shown_record, .change = post_end_change, .answer = post_answer,
      DEED_FACE(.label = { "结束岗位", "End the post" }, .tone = WEIGHT_DANGER, .after = AFTER_LIST,
                .confirm = { "岗位立即结束，手里的事退回组织。", "The post ends at once; what it holds returns to the organisation." }),
      .note = "End a post now; its open matters return to the organisation.",
      .note_zh = "结束岗位，其未办结事项退回所在组织。" },
    { DEED("post_lapse", post_record, post_apply), .change = post_lapse_change, .who = WHO_CLOCK,
      .note = "A post ends because its last day or its person's account is over.", .note_zh = "岗位到期或随账号停用而结束。" },
    { OWN("posts"), GET_AT("/api/posts"), .who = STAFF | WHO_PROGRAM, .list = &posts_list, .out = &posts_page_record,
      .note = "Posts by person, organisation or place.", .note_zh = "岗位列表。" },

    { DEED("person_local", person_record, person_apply), POST_AT("/api/local/user"), .who = WHO_LOCAL,
      .flags = LOCAL_ONLY, .in = &local_user_record, .out = &invited_record, .where = local_user_where,
      .change = local_user_change, .answer = person_invite_answer, .causes = "org_open post_give",
      .note = "The operator adds a user with a post; the first administrator comes so.",
      .note_zh = "服务器管理员新增用户及岗位。" },
};

// Rights ended with the day already (actor.c looks at the days); this returns what was in the post's hands.
static const DueDeed dues[] = { { NOUN_POST, DUE_LAPSE, "post_lapse" }, { NOUN_ORG, DUE_LAPSE, "org_lapse" } };
static const NounFace nouns[] = {
    { "person", "/api/persons", { "人员", "Person" }, "people" },
    { "org", "/api/orgs", { "组织", "Organisation" }, "tower" },
    { "post", "/api/posts", { "岗位", "Post" }, "key" },
};
// A seal is who: the kind of an organisation, the role of a person.
static const ChoiceFace seals[] = {
    { org_kinds, ORG_COMMITTEE, 0, { 0 }, "居" },        { org_kinds, ORG_MANAGER, 0, { 0 }, "物" },
    { org_kinds, ORG_OWNERS, 0, { 0 }, "业" },           { org_kinds, ORG_STREET, 0, { 0 }, "街" },
    { org_kinds, ORG_COUNTY, 0, { 0 }, "区" },           { org_kinds, ORG_DEPARTMENT, 0, { 0 }, "部" },
    { org_kinds, ORG_BRANCH, 0, { 0 }, "党" },           { org_kinds, ORG_VOLUNTEERS, 0, { 0 }, "志" },
    { role_choices, ROLE_GRID, 0, { 0 }, "格" },         { role_choices, ROLE_STEWARD, 0, { 0 }, "物" },
    { role_choices, ROLE_MANAGER, 0, { 0 }, "物" },      { role_choices, ROLE_OWNERS, 0, { 0 }, "业" },
    { role_choices, ROLE_COMMITTEE, 0, { 0 }, "居" },    { role_choices, ROLE_STREET, 0, { 0 }, "街" },
    { role_choices, ROLE_COUNTY, 0, { 0 }, "区" },       { role_choices, ROLE_DEPARTMENT, 0, { 0 }, "部" },
    { role_choices, ROLE_BRANCH, 0, { 0 }, "党" },       { role_choices, ROLE_VOLUNTEER, 0, { 0 }, "志" },
    { role_choices, ROLE_ADMIN, 0, { 0 }, "管" },        { role_choices, ROLE_AUDITOR, 0, { 0 }, "审" },
};
const Capability people_capability = {
    .name = "people", .nouns = nouns, .noun_count = (int)COUNT(nouns), .faces = seals, .face_count = (int)COUNT(seals),
    .dues = dues, .due_count = (int)COUNT(dues), .rights = true, .actions = actions,
    .action_count = (int)COUNT(actions),
};
