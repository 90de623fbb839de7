// people_access_api.c: what outlives a session: other sessions, tokens of programs, one-time links made for others. All
// of one's own are seen in one place, each can be ended, and a new password or signing out everywhere ends what signs
// in as oneself. Own rows; a token is made by the password alone, so that a borrowed session leaves nothing behind.
#include "people/people_api.h"

enum { TOKENS_MOST = 50, SESSIONS_MOST = 100, LINKS_MOST = 100 };

// ---- tokens of programs ----------------------------------------------------------------------------------

// Scopes name capabilities as the program has them, so that a misspelt one cannot lie unused in a token.
static bool capability_known(Str name)
{
    for (int i = 0; i < capability_count; i++) if (str_is(name, capabilities[i]->name)) return true;
    return false;
}

static bool tokens_full(Act *act, i64 person)
{
    Token *held = NEW(act->arena, Token, TOKENS_MOST);
    return rows_take(tokens_rows(act->db, act->county, person, INT64_MAX, TOKENS_MOST), &token_record, act->arena,
                     held, TOKENS_MOST) == TOKENS_MOST;
}

typedef struct TokenTold { i64 id; Str token; i64 until; } TokenTold;
const Record token_made_record = RECORD_OF(TokenTold, "token_made", "新令牌", "A new token.",
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
Fault token_make_prepare(Act *act)
{
    const TokenIn *in = act->in;
    Str *known = act->own = NEW(act->arena, Str, 1);
    Fault f = own_password_check(act, in->password, "password", known);
    token_check(act, in, day_of(act_real(act)));
    return f ? f : act->problems.count ? FAULT_field_problems : OK;
}

// For a person with a session, never for another token: a program cannot prolong itself. At most three years, and
// TOKENS_MOST open ones a person.
Fault token_make_change(Act *act)
{
    assert(act->who->person && !act->who->token && act->own);
    const TokenIn *in = act->in;
    i64 id = act->who->person, last = token_check(act, in, day_of(act_real(act)));
    if (!own_password_same(act, *(const Str *)act->own)) return act_problem(act, "password", FAULT_password_wrong);
    if (act->problems.count) return FAULT_field_problems;
    if (tokens_full(act, id)) tokens_clear(act->db, act->county, id, act_real(act));
    if (tokens_full(act, id)) return FAULT_too_many;
    Str token = token_new(act->arena, act->county);
    Hash hash = token_hash(token);
    Token t = { .county = act->county, .id = tx_new_id(act->tx, act->county), .person = id, .hash = hash_str(&hash),
                .name = in->name, .scopes = in->scopes, .made_at = act_real(act), .until = day_start(last + 1) };
    db_insert(act->db, &token_record, &t);
    return act_says(act, t.id, &(TokenTold){ t.id, token, t.until });
}

// By its holder only; an administrator ends all of them by a reset.
Fault token_end_change(Act *act)
{
    act->subject = act->path_id;
    bool mine = token_end(act->db, act->county, act->who->person, act->path_id, act_real(act));
    return mine ? OK : FAULT_thing_unknown;
}

static bool tokens_step(Walk *w)
{
    const Actor *who = w->ask->who;
    return walk_rows(w, tokens_rows(w->ask->db, who->county, who->person, w->at[0], walk_most(w)));
}

const Record tokens_page_record = RECORD_OF(Page, "tokens", "令牌列表", "The asker's tokens, the newest first.",
    PAGE_FIELDS(Page, token_record, "令牌", "Tokens"));
const List tokens_list = {
    .row = &token_record, .keys = 1, .from = { INT64_MAX }, .step = tokens_step,
    LIST_FACE(.label = { "程序令牌", "Tokens of programs" }, .group = GROUP_OWN, .order = 4, .icon = "lock",
              .empty = { "没有令牌。", "No tokens." }),
};

// ---- all of it in one place --------------------------------------------------------------------------------

typedef struct Access { Many sessions, tokens, links; } Access;
const Record access_record = RECORD_OF(Access, "access", "谁能以您的名义进入", "All that outlives this session.",
    MANY_FIELD(Access, sessions, session_record, "登录", "Sessions"),
    MANY_FIELD(Access, tokens, token_record, "令牌", "Tokens of programs"),
    MANY_FIELD(Access, links, own_link_record, "链接", "One-time links the asker made for others"));

static Many access_sessions(Ask *ask)
{
    Session *rows = NEW(ask->arena, Session, SESSIONS_MOST);
    const Actor *who = ask->who;
    int n = sessions_list(ask->db, ask->arena, who->county, who->person, rows, SESSIONS_MOST);
    i64 count = 0;
    SessionAges ages = session_ages(ask->pack, day_of(ask->now), who->post_count > 0);
    for (int i = 0; i < n; i++) {
        Session s = rows[i];
        if (session_over(&ages, s.made_at, s.used_at, ask->now)) continue;
        s.this = s.id == who->session;
        s.until = MIN(s.made_at + ages.whole_ms, s.used_at + ages.idle_ms);
        rows[count++] = s;
    }
    return MANY_OF(rows, count);
}

static Many access_tokens(Ask *ask)
{
    Token *rows = NEW(ask->arena, Token, TOKENS_MOST);
    int n = rows_take(tokens_rows(ask->db, ask->who->county, ask->who->person, INT64_MAX, TOKENS_MOST),
                      &token_record, ask->arena, rows, TOKENS_MOST);
    i64 count = 0;
    for (int i = 0; i < n; i++)
        if (!rows[i].ended_at && rows[i].until > ask->now) rows[count++] = rows[i];
    return MANY_OF(rows, count);
}

static Many access_links(Ask *ask)
{
    OwnLink *rows = NEW(ask->arena, OwnLink, LINKS_MOST);
    const Actor *who = ask->who;
    return MANY_OF(rows, links_list(ask->db, ask->arena, who->county, who->person, ask->now, rows, LINKS_MOST));
}

// Sessions and tokens that sign in as the asker, and links by which others will; only what is good now.
Fault my_access_read(Ask *ask)
{
    assert(ask->who->person);
    return ask_tell(ask, &(Access){ access_sessions(ask), access_tokens(ask), access_links(ask) });
}

// ---- ending ------------------------------------------------------------------------------------------------

// A session's number is random and names no county, so it is a word of the path.
Fault session_end_change(Act *act)
{
    i64 id = 0;
    if (!str_i64(act->path_word, &id) || !session_end(act->db, act->who->county, id, act->who->person))
        return FAULT_thing_unknown;
    if (id == act->who->session) session_cookie(act->request, STR(""));
    return act_says(act, id, &(Endings){ .id = id });
}

// By who made it. The account and its post stay: they are ended by themselves.
Fault link_end_change(Act *act)
{
    act->subject = act->path_id;
    return link_end(act->db, act->county, act->who->person, act->path_id) ? OK : FAULT_thing_unknown;
}

// What signs in as this person, but for the session that asks (0: also that). Links for others are only counted: many a
// colleague may wait for one.
Ended access_end(Act *act, i64 person, i64 but, bool keep_tokens)
{
    Ended e = { .sessions = session_end_all(act->db, act->county, person, but) };
    if (keep_tokens) e.tokens_kept = tokens_open(act->db, act->county, person, act_real(act));
    else e.tokens = tokens_end(act->db, act->county, person, act_real(act));
    e.links_open = links_open(act->db, act->county, person, act_real(act));
    return e;
}

const Record ended_record = RECORD_OF(Ended, "ended", "结束了什么", "What ended, and what goes on.",
    COUNT_FIELD(Ended, sessions, "结束的登录", "Sessions that ended"),
    COUNT_FIELD(Ended, tokens, "停用的令牌", "Tokens that ended"),
    COUNT_FIELD(Ended, tokens_kept, "保留的令牌", "Tokens that go on"),
    COUNT_FIELD(Ended, links_open, "未用的链接", "Links made for others that are still good"));
const Record endings_record = RECORD_OF(Endings, "endings", "已改密码或结束登录", "A password was changed, or a session ended.",
    ID_FIELD(Endings, "编号", "Number"), ENDED_FIELD(Endings));
const Record signed_out_record = RECORD_OF(SignedOut, "signed_out", "已退出", "Signed out.",
    FLAG_FIELD(SignedOut, signed_out, "已退出", "Signed out"), ENDED_FIELD(SignedOut));

// This session too. Programs stop, unless it is said that they go on.
Fault sign_out_all_change(Act *act)
{
    assert(act->who->person);
    Ended *ended = NEW(act->arena, Ended, 1);
    *ended = access_end(act, act->who->person, 0, ((const SignOutAll *)act->in)->keep_tokens);
    session_cookie(act->request, STR(""));
    return act_says(act, act->who->person, &(SignedOut){ true, { ended } });
}
