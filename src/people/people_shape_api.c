// people_shape_api.c: what the answers about people hold, for the description; the people_*_api.c files write them.
#include "people/people_api.h"

// ---- what others are made of ----------------------------------------------------------------------

static const Part named_members[] = { PART("id", "编号", "Number", .kind = REF), PART("name", "名称", "Name") };
static const Shape named_shape = SHAPE("named", named_members, "编号和名称", "A person or an organisation, by name.");
static const Part at_members[] = { PART("code", "编码", "Code"), PART("name", "名称", "Name") };
static const Shape at_shape = SHAPE("place_named", at_members, "地点", "A place, by code and name.");
#define ID(zh, en) PART("id", zh, en, .kind = REF)

// ---- oneself --------------------------------------------------------------------------------------

// A request said again gets no second session.
static const Part signed_members[] = {
    ID("人员编号", "Number of the person"), PART("name", "姓名", "Name", .how = MAYBE),
    PART("csrf", "防伪词", "For Linli-Csrf, where a browser does not say where it comes from", .how = MAYBE),
};
const Shape signed_shape = SHAPE("signed", signed_members, "已登录", "Signed in; the session is in the cookie.");
static const Part signed_out_members[] = { PART("signed_out", "已退出", "Signed out", .kind = FLAG) };
const Shape signed_out_shape = SHAPE("signed_out", signed_out_members, "已退出", "Signed out.");

// ---- what outlives a session ----------------------------------------------------------------------

static const Part ended_members[] = {
    PART("sessions", "结束的登录", "Sessions that ended", .kind = COUNT_),
    PART("tokens", "停用的令牌", "Tokens that ended", .kind = COUNT_),
    PART("tokens_kept", "保留的令牌", "Tokens that go on", .kind = COUNT_),
    PART("links_open", "未用的链接", "Links made for others that are still good", .kind = COUNT_),
};
static const Shape ended_shape = SHAPE("ended", ended_members, "结束了什么", "What ended, and what goes on.");
#define ENDED(how_) PART("ended", "结束了什么", "What ended; not when said again", .how = how_, .of = &ended_shape)
static const Part out_all_members[] = { PART("signed_out", "已退出", "Signed out", .kind = FLAG), ENDED(0) };
const Shape signed_out_all_shape = SHAPE("signed_out_all", out_all_members, "全部退出", "Signed out everywhere.");
static const Part password_members[] = { ID("人员编号", "Number of the person"), ENDED(MAYBE) };
const Shape password_shape = SHAPE("password_changed", password_members, "已改密码", "The password was changed.");

static const Shape token_shape = { .name = "token", .record = &own_token_record };
static const Part session_members[] = {
    ID("登录编号", "Number"), PART("this", "本次登录", "The one that asks", .kind = FLAG),
    PART("made_at", "登录时间", "Signed in at", .kind = MOMENT), PART("used_at", "最近使用", "Last used", .kind = MOMENT),
    PART("until", "有效至", "Ends then if it is not used", .kind = MOMENT),
    PART("address", "地址", "From which address"), PART("agent", "浏览器", "As the browser names itself"),
};
static const Shape session_shape = SHAPE("session", session_members, "登录", "A session of the asker.");
static const Part made_link_members[] = {
    ID("链接编号", "Number"), PART("purpose", "用途", "join or reset"),
    PART("person", "给谁", "For whom", .of = &named_shape), PART("until", "有效至", "Good until", .kind = MOMENT),
};
static const Shape made_link_shape = SHAPE("made_link", made_link_members, "一次性链接", "A link that nobody used yet.");
static const Part access_members[] = {
    PART("sessions", "登录", "Sessions", .how = LISTED, .of = &session_shape),
    PART("tokens", "令牌", "Tokens of programs", .how = LISTED, .of = &token_shape),
    PART("links", "链接", "One-time links the asker made for others", .how = LISTED, .of = &made_link_shape),
};
const Shape access_shape = SHAPE("access", access_members, "谁能以您的名义进入", "All that outlives this session.");
static const Part session_ended_members[] = { ID("登录编号", "Number of the session") };
const Shape session_ended_shape = SHAPE("session_ended", session_ended_members, "登录结束", "A session ended.");

#define POST_MEMBERS PART("org", "组织", "Organisation", .of = &named_shape), \
    PART("place", "范围", "Place", .of = &at_shape)
static const Part held_members[] = { POST_MEMBERS };
static const Shape held_shape = {
    .name = "post_held", .record = &post_record, .without = "county,person", .parts = held_members,
    .part_count = (int)COUNT(held_members),
};
static const Part me_members[] = {
    PART("county", "县区", "County", .kind = COUNT_), PART("id", "人员编号", "Who is asking", .kind = REF, .how = NULLS),
    PART("name", "姓名", "Name, empty without account"), PART("phone", "电话", "One's own phone, by a session only"),
    PART("staff", "工作人员", "Came by invitation", .kind = FLAG),
    PART("local", "服务器管理员", "The operator at the server", .kind = FLAG),
    PART("posts", "岗位", "Posts of today", .how = LISTED, .of = &held_shape),
    PART("csrf", "防伪词", "For Linli-Csrf, where a browser does not say where it comes from"),
    PART("may", "可做的操作", "Names of actions that could ever be allowed", .how = LISTED),
};
const Shape me_shape = SHAPE("me", me_members, "当前身份", "Who is asking and what they may do.");

static const Part look_members[] = { PART("actor", "查看人", "Who", .of = &named_shape) };
static const Shape look_shape = {
    .name = "look", .record = &look_record, .without = "county,about", .parts = look_members,
    .part_count = (int)COUNT(look_members),
};
static const Part looks_members[] = { PART("items", "查看记录", "Looks", .how = LISTED, .of = &look_shape), LIST_PARTS };
const Shape looks_shape = SHAPE("looks", looks_members, "查看记录", "Who looked at the asker's private words.");

// ---- persons --------------------------------------------------------------------------------------

#define LINK_MEMBERS PART("token", "一次性口令", "Shown once"), PART("link", "一次性链接", "Below this site's address"), \
    PART("until", "有效至", "Good until", .kind = MOMENT)
static const Part invited_members[] = {
    ID("人员编号", "Number of the person"), PART("name", "姓名", "Name"), LINK_MEMBERS,
};
const Shape invited_shape = SHAPE("invited", invited_members, "邀请", "An invitation.");
static const Part link_members[] = { ID("人员编号", "Number of the person"), LINK_MEMBERS, ENDED(MAYBE) };
const Shape link_shape = SHAPE("reset_link", link_members, "重设密码", "A link to set another password.");
static const Part gone_members[] = {
    ID("人员编号", "Number of the person"), PART("at", "时间", "When", .kind = MOMENT),
};
const Shape gone_shape = SHAPE("person_gone", gone_members, "停用或删除", "An account was closed or its words removed.");

static const Part value_members[] = {
    ID("人员编号", "Number of the person"), PART("name", "姓名", "Name"), PART("phone", "电话", "Phone"),
};
static const Shape value_shape = SHAPE("person_opened", value_members, "隐私内容", "The private words of one person.");
static const Part opened_members[] = {
    ID("查看编号", "Number of the look"),
    PART("repeated", "重复请求", "Said again: the words went out once", .kind = FLAG, .how = MAYBE),
    PART("values", "隐私内容", "Of each person", .how = MAYBE | LISTED, .of = &value_shape),
};
const Shape opened_shape = SHAPE("opened", opened_members, "查看", "A look and what it opened.");

static const Part person_members[] = { PART("posts", "岗位", "Posts", .how = LISTED, .of = &held_shape) };
const Shape person_shape = {
    .name = "person", .record = &person_record, .parts = person_members, .part_count = (int)COUNT(person_members),
};
static const Part persons_members[] = {
    PART("items", "人员", "Persons", .how = LISTED, .of = &person_shape), LIST_PARTS,
};
const Shape persons_shape = SHAPE("persons", persons_members, "人员列表", "A page of persons, the newest first.");

// ---- orgs and posts ---------------------------------------------------------------------------------

static const Part org_members[] = { PART("place", "服务地点", "The place whose subtree it serves", .of = &at_shape) };
const Shape org_shape = {
    .name = "org", .record = &org_record, .without = "county", .parts = org_members,
    .part_count = (int)COUNT(org_members),
};
static const Part orgs_members[] = { PART("items", "组织", "Organisations", .how = LISTED, .of = &org_shape), LIST_PARTS,
    PLACE_ENDED };
const Shape orgs_shape = SHAPE("orgs", orgs_members, "组织列表", "A page of organisations, the oldest first.");

static const Part given_members[] = { PART("place", "范围", "Place", .of = &at_shape) };
const Shape post_given_shape = {
    .name = "post_given", .record = &post_record, .without = "county,ended_at", .parts = given_members,
    .part_count = (int)COUNT(given_members),
};
static const Part post_members[] = { PART("person", "人员", "Person", .of = &named_shape), POST_MEMBERS };
static const Shape post_shape = {
    .name = "post", .record = &post_record, .without = "county", .parts = post_members,
    .part_count = (int)COUNT(post_members),
};
static const Part posts_members[] = { PART("items", "岗位", "Posts", .how = LISTED, .of = &post_shape), LIST_PARTS };
const Shape posts_shape = SHAPE("posts", posts_members, "岗位列表", "A page of posts, the newest first.");

// ---- tokens -------------------------------------------------------------------------------------------

static const Part made_members[] = {
    ID("令牌编号", "Number"), PART("token", "令牌", "Shown once"), PART("until", "有效至", "Good until", .kind = MOMENT),
};
const Shape token_made_shape = SHAPE("token_made", made_members, "新令牌", "A new token.");
static const Part tokens_members[] = { PART("items", "令牌", "Tokens", .how = LISTED, .of = &token_shape), LIST_PARTS };
const Shape tokens_shape = SHAPE("tokens", tokens_members, "令牌列表", "The asker's tokens, the newest first.");
