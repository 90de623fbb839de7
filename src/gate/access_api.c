// access_api.c: what outlives a session: other sessions, tokens of programs, one-time links made for others. A token is
// made by the password alone, so that a borrowed session leaves nothing behind.
#include "gate/access.h"
#include "gate/app.h"
#include "gate/gate_store.h"
#include "gate/list.h"

enum { TOKENS_MOST = 50, SESSIONS_MOST = 100, LINKS_MOST = 100 };

// ---- one-time links --------------------------------------------------------------------------------

const Choice invite_purposes[2] = {
    { INVITE_JOIN,  "join",  "邀请",     "invitation" },
    { INVITE_RESET, "reset", "重设密码", "reset" },
};

// A reset is asked for by somebody who waits for it; an invitation may lie over a weekend.
static i64 invite_ms(i64 purpose) { return purpose == INVITE_RESET ? DAY : 7LL * DAY; }

// Unknown and expired are one answer: it tells whoever guesses nothing. One that lasts longer than any does was made
// while the clock ran ahead.
bool invite_good(Act *act, Str token, Invite *i)
{
    i64 now = act_real(act);
    Hash hash = token_hash(token);
    bool known = invite_find(act->db, act->county, &hash, i);
    return known && i->until > now && i->until <= now + invite_ms(i->purpose) + MINUTE;
}

// invite: an id of its own that stands in the entry. The row is own, so a restored copy knows which links are good.
Str invite_make(Act *act, i64 person, i64 invite, i64 purpose)
{
    assert(purpose == INVITE_JOIN || purpose == INVITE_RESET);
    assert(id_county(person) == act->county && id_county(invite) == act->county);
    Str token = token_derived(act->vault, act->arena, "invite", act->county, invite);
    Hash hash = token_hash(token);
    Invite row = { .person = person, .purpose = purpose, .until = act_real(act) + invite_ms(purpose), .id = invite,
                   .maker = act->who->person };
    invite_put(act->db, act->county, &hash, &row);
    return token;
}

const Record one_time_record = RECORD_OF(OneTime, "one_time", "一次性链接", "A one-time link.",
    TEXT_FIELD(OneTime, token, "一次性口令", "Shown once"),
    TEXT_FIELD(OneTime, link, "一次性链接", "Below this site's address"),
    MOMENT_FIELD(OneTime, until, "有效至", "Good until", .flags = NEEDED));

// The token stands behind "#": browsers keep it to themselves, so no server or proxy logs it.
OneTime one_time_of(const Vault *v, Arena *a, i64 invite, i64 purpose, i64 made_at)
{
    Str token = token_derived(v, a, "invite", id_county(invite), invite);
    return (OneTime){ token, arena_fmt(a, "/#/invite?token=%.*s", (int)token.len, token.at),
                      made_at + invite_ms(purpose) };
}

OneTime one_time(Act *act, i64 invite, i64 purpose)
{
    assert(act->entry);
    return one_time_of(act->vault, act->arena, invite, purpose, act->entry->recorded_at);
}

// ---- tokens of programs ----------------------------------------------------------------------------

// Blanks between words, in any number. False: *wrong is the first word that is none. An empty text is fine and holds
// nothing: such a token reads what anyone may.
bool scopes_read(Str scopes, bool (*known)(Str capability), Str *wrong)
{
    assert(known && wrong);
    while (scopes.len) {
        Str word = str_trim(str_cut(&scopes, ' ')), kind = word, capability = str_cut(&kind, ':');
        if (!word.len) continue;
        *wrong = word;
        if (!(str_is(kind, "read") || str_is(kind, "write")) || !known(capability)) return false;
    }
    *wrong = (Str){ 0 };
    return true;
}

// Scopes name capabilities as the program has them, so that a misspelt one cannot lie unused in a token.
static bool capability_known(Str name)
{
    for (int i = 0; i < capability_count; i++) if (str_is(name, capabilities[i]->name)) return true;
    return false;
}

typedef struct TokenIn { Str name, scopes; i64 until_on; Str password; } TokenIn;
static const Record token_in_record = RECORD_OF(TokenIn, "token_in", "程序令牌", "Token of a program",
    TEXT_FIELD(TokenIn, name,     "用途", "Name", .flags = NEEDED, .min = 2, .max = 60),
    TEXT_FIELD(TokenIn, scopes,   "权限", "Scopes", .flags = NEEDED | PLAIN, .min = 3, .max = 400,
               .note = "Space separated: capability:read or capability:write."),
    ON_FIELD  (TokenIn, until_on, "有效至", "Until", .note = "The last day; left out: a year."),
    PASSWORD_FIELD(TokenIn, password, "密码", "Password", .col = 0));
typedef struct TokenTold { i64 id; Str token; i64 until; } TokenTold;
static const Record token_made_record = RECORD_OF(TokenTold, "token_made", "新令牌", "A new token.",
    ID_FIELD(TokenTold, "令牌编号", "Number"), TEXT_FIELD(TokenTold, token, "令牌", "Shown once"),
    MOMENT_FIELD(TokenTold, until, "有效至", "Good until", .flags = NEEDED));

// What a token may be is told beside a wrong password, so that whoever types has it all at once.
static i64 token_check(Act *act, const TokenIn *in, i64 today)
{
    Str wrong;
    i64 last = in->until_on == DAY_NONE ? today + 365 : in->until_on;
    if (in->scopes.len && !scopes_read(in->scopes, capability_known, &wrong))
        act_problem_hint(act, "scopes", FAULT_scope_unknown, wrong);
    if (last < today || last > today + 3 * 366) act_problem(act, "until_on", FAULT_field_out_of_range);
    return last;
}

// A token lasts longer than any session: so it takes what a session does not hold.
static Fault token_make_prepare(Act *act)
{
    const TokenIn *in = act->in;
    Str *known = act->own = NEW(act->arena, Str, 1);
    Fault f = own_password_check(act, in->password, "password", known);
    token_check(act, in, day_of(act_real(act)));
    return f ? f : act->problems.count ? FAULT_field_problems : OK;
}

// For a person with a session, never for another token: a program cannot prolong itself. At most three years, and
// TOKENS_MOST open ones a person.
static Fault token_make_change(Act *act)
{
    assert(act->who->person && !act->who->token && act->own);
    const TokenIn *in = act->in;
    i64 id = act->who->person, now = act_real(act), last = token_check(act, in, day_of(now));
    if (!own_password_same(act, *(const Str *)act->own)) return act_problem(act, "password", FAULT_password_wrong);
    if (act->problems.count) return FAULT_field_problems;
    if (tokens_count(act->db, act->county, id, now) >= TOKENS_MOST) return FAULT_too_many;
    if (tokens_count(act->db, act->county, id, 0) >= TOKENS_MOST) tokens_clear(act->db, act->county, id, now);
    Str token = token_new(act->arena, act->county);
    Hash hash = token_hash(token);
    Token t = { .county = act->county, .id = tx_new_id(act->tx, act->county), .person = id, .hash = hash_str(&hash),
                .name = in->name, .scopes = in->scopes, .made_at = now, .until = day_start(last + 1) };
    db_insert(act->db, &token_record, &t);
    return act_says(act, t.id, &(TokenTold){ t.id, token, t.until });
}

// By its holder only; an administrator ends all of them by a reset.
static Fault token_end_change(Act *act)
{
    act->subject = act->path_id;
    return tokens_end(act->db, act->county, act->who->person, act->path_id, act_real(act)) ? OK : FAULT_thing_unknown;
}

static bool tokens_step(Walk *w)
{
    const Actor *who = w->ask->who;
    return walk_rows(w, tokens_rows(w->ask->db, who->county, who->person, 0, w->at[0], walk_most(w)));
}

static const Record tokens_page_record = RECORD_OF(Page, "tokens", "令牌列表", "The asker's tokens, the newest first.",
    PAGE_FIELDS(Page, token_record, "令牌", "Tokens"));
static const List tokens_list = {
    .row = &token_record, .keys = 1, .from = { INT64_MAX }, .step = tokens_step,
    LIST_FACE(.label = { "程序令牌", "Tokens of programs" }, .group = GROUP_OWN, .order = 4, .icon = "lock",
              .empty = { "没有令牌。", "No tokens." }),
};

// ---- all of it in one place --------------------------------------------------------------------------------

typedef struct OwnLink { i64 id, purpose; One person; i64 until; } OwnLink;         // made by somebody for `person`
static const Record own_link_record = RECORD_OF(OwnLink, "made_link", "一次性链接", "A link that nobody used yet.",
    ID_FIELD(OwnLink, "链接编号", "Number"),
    CHOICE_FIELD(OwnLink, purpose, invite_purposes, "用途", "Purpose", .flags = NEEDED),
    ONE_FIELD(OwnLink, person, named_record, "给谁", "For whom", .flags = NEEDED),
    MOMENT_FIELD(OwnLink, until, "有效至", "Good until", .flags = NEEDED));
typedef struct Access { Many sessions, tokens, links; } Access;
const Record access_record = RECORD_OF(Access, "access", "谁能以您的名义进入", "All that outlives this session.",
    MANY_FIELD(Access, sessions, session_record, "登录", "Sessions"),
    MANY_FIELD(Access, tokens, token_record, "令牌", "Tokens of programs"),
    MANY_FIELD(Access, links, own_link_record, "链接", "One-time links the asker made for others"));

// From where somebody else signs in is not for an administrator: when, and by what, is enough to know a lost phone.
static Many access_sessions(Ask *ask, i64 person, bool staff)
{
    const Actor *who = ask->who;
    Many all = rows_many(sessions_rows(ask->db, id_county(person), person, SESSIONS_MOST), &session_record, ask->arena,
                         SESSIONS_MOST);
    Session *rows = (Session *)all.at;
    i64 count = 0;
    SessionAges ages = session_ages(ask->pack, day_of(ask->now), staff);
    for (i64 i = 0; i < all.count; i++) {
        Session s = rows[i];
        if (session_over(&ages, s.made_at, s.used_at, ask->now)) continue;
        s.this = s.id == who->session;
        if (person != who->person) s.address = STR("");
        s.until = MIN(s.made_at + ages.whole_ms, s.used_at + ages.idle_ms);
        rows[count++] = s;
    }
    return MANY_OF(rows, count);
}

// Sessions and tokens that sign in as the asker, and links by which others will; only what is good now.
Fault access_tell(Ask *ask, i64 person, bool staff)
{
    i64 county = id_county(person);
    assert(person);
    Rows *tokens = tokens_rows(ask->db, county, person, ask->now, INT64_MAX, TOKENS_MOST);
    Access all = { .sessions = access_sessions(ask, person, staff) };
    all.tokens = rows_many(tokens, &token_record, ask->arena, TOKENS_MOST);
    all.links = rows_many(links_rows(ask->db, county, person, ask->now, LINKS_MOST), &own_link_record, ask->arena,
                          LINKS_MOST);
    return ask_tell(ask, &all);
}

static Fault my_access_read(Ask *ask) { return access_tell(ask, ask->who->person, ask->who->post_count > 0); }

// ---- ending ------------------------------------------------------------------------------------------------

const Record ended_record = RECORD_OF(Ended, "ended", "结束了什么", "What ended, and what goes on.",
    COUNT_FIELD(Ended, sessions, "结束的登录", "Sessions that ended"),
    COUNT_FIELD(Ended, tokens, "停用的令牌", "Tokens that ended"),
    COUNT_FIELD(Ended, tokens_kept, "保留的令牌", "Tokens that go on"),
    COUNT_FIELD(Ended, links_open, "未用的链接", "Links made for others that are still good"));
const Record endings_record = RECORD_OF(Endings, "endings", "已改密码或结束登录", "A password was changed, or a session ended.",
    ID_FIELD(Endings, "编号", "Number"), ENDED_FIELD(Endings));
const Record signed_out_record = RECORD_OF(SignedOut, "signed_out", "已退出", "Signed out.",
    FLAG_FIELD(SignedOut, signed_out, "已退出", "Signed out"), ENDED_FIELD(SignedOut));

// A session's number is random and names no county, so it is a word of the path.
static Fault session_end_change(Act *act)
{
    i64 id = 0;
    if (!str_i64(act->path_word, &id) || !session_end(act->db, act->who->county, id, act->who->person))
        return FAULT_thing_unknown;
    if (id == act->who->session) session_cookie(act->request, STR(""));
    return act_says(act, id, &(Endings){ .id = id });
}

// By who made it. The account and its post stay: they are ended by themselves.
static Fault link_end_change(Act *act)
{
    act->subject = act->path_id;
    return link_end(act->db, act->county, act->who->person, act->path_id) ? OK : FAULT_thing_unknown;
}

Ended access_end(Act *act, i64 person, i64 but, bool keep_tokens)
{
    i64 now = act_real(act);
    Ended e = { .sessions = session_end_all(act->db, act->county, person, but) };
    if (keep_tokens) e.tokens_kept = tokens_count(act->db, act->county, person, now);
    else e.tokens = tokens_end(act->db, act->county, person, 0, now);
    e.links_open = links_open(act->db, act->county, person, now);
    return e;
}

typedef struct SignOutAll { i64 keep_tokens; } SignOutAll;
static const Record sign_out_all_record = RECORD_OF(SignOutAll, "sign_out_all", "全部退出", "Sign out everywhere",
    KEEP_FIELD(SignOutAll));

// This session too. Programs stop, unless it is said that they go on.
static Fault sign_out_all_change(Act *act)
{
    assert(act->who->person);
    Ended *ended = NEW(act->arena, Ended, 1);
    *ended = access_end(act, act->who->person, 0, ((const SignOutAll *)act->in)->keep_tokens);
    session_cookie(act->request, STR(""));
    return act_says(act, act->who->person, &(SignedOut){ true, { ended } });
}

// Also for nobody: a page may always say it, and the cookie goes either way.
static Fault sign_out_change(Act *act)
{
    if (act->who->session) session_end(act->db, act->who->county, act->who->session, act->who->person);
    session_cookie(act->request, STR(""));
    return act_says(act, act->who->person, &(SignedOut){ .signed_out = true });
}

// ---- the list of actions -----------------------------------------------------------------------------------

static const Action actions[] = {
    { .deed.name = "sign_out", .method = POST, .path = "/api/sign-out", .who = WHO_ANYONE, .flags = OWN_ONLY,
      .out = &signed_out_record, .change = sign_out_change,
      DEED_FACE(.label = { "退出", "Sign out" }),
      .note = "End this session.", .note_zh = "退出登录。" },
    { .deed.name = "sign_out_everywhere", .method = POST, .path = "/api/sign-out-everywhere", .who = WHO_PERSON,
      .flags = OWN_ONLY, .in = &sign_out_all_record, .out = &signed_out_record, .change = sign_out_all_change,
      DEED_FACE(.label = { "在所有设备上退出", "Sign out everywhere" }, .after = AFTER_STAY),
      .note = "End all sessions of the asker, and tokens unless they are kept.",
      .note_zh = "在所有设备上退出登录；程序令牌一并停用，除非注明保留。" },
    { .deed.name = "my_access", .method = GET, .path = "/api/me/access", .who = WHO_PERSON, .read = my_access_read,
      .flags = MINE, .out = &access_record,
      .note = "All that outlives this session: sessions, tokens, links made for others.",
      .note_zh = "本次登录之外仍然有效的：其他登录、程序令牌、给别人的一次性链接。" },
    { .deed.name = "session_end", .method = POST, .path = "/api/me/sessions/{session}/end", .who = WHO_PERSON,
      .flags = OWN_ONLY, .out = &endings_record, .change = session_end_change,
      DEED_FACE(.label = { "结束", "End" }, .after = AFTER_STAY),
      .note = "End one session of one's own.", .note_zh = "结束本人的一处登录。" },
    { .deed.name = "link_end", .method = POST, .path = "/api/links/{id}/end", .who = WHO_PERSON, .flags = OWN_ONLY,
      .change = link_end_change, DEED_FACE(.label = { "停用", "End" }, .after = AFTER_STAY),
      .note = "End a one-time link that one made.", .note_zh = "停用本人生成的一次性链接。" },
    { .deed.name = "token_make", .method = POST, .path = "/api/tokens", .who = WHO_PERSON,
      .flags = CREATES | OWN_ONLY | SLOW | JUDGES, .in = &token_in_record, .out = &token_made_record,
      .prepare = token_make_prepare, .change = token_make_change,
      DEED_FACE(.label = { "生成令牌", "Make a token" }, .tone = WEIGHT_MAIN, .after = AFTER_STAY),
      .note = "A bearer token for a program, by one's password; it is shown once.",
      .note_zh = "凭本人密码为程序生成令牌，只显示一次。" },
    { .deed.name = "token_end", .method = POST, .path = "/api/tokens/{id}/end", .who = WHO_PERSON, .flags = OWN_ONLY,
      .change = token_end_change,
      DEED_FACE(.label = { "停用令牌", "End the token" }, .tone = WEIGHT_DANGER, .after = AFTER_LIST),
      .note = "End a token.", .note_zh = "停用令牌。" },
    { .deed.name = "tokens", .method = GET, .path = "/api/tokens", .who = WHO_PERSON, .list = &tokens_list,
      .flags = MINE, .out = &tokens_page_record,
      .note = "The asker's tokens, without their secret.", .note_zh = "本人的令牌列表。" },
};

static const NounFace nouns[] = { { "token", "/api/tokens", { "令牌", "Token" }, "lock" } };
const Capability access_capability = {
    .name = "access", .nouns = nouns, .noun_count = (int)COUNT(nouns), .actions = actions,
    .action_count = (int)COUNT(actions),
};
