// people_access_api.c: what outlives a session: other sessions, tokens of programs, one-time links made for others. All
// of one's own are seen in one place, each can be ended, and a new password or signing out everywhere ends what signs
// in as oneself. Own rows; a token is made by the password alone, so that a borrowed session leaves nothing behind.
#include "gate/session.h"
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
    OwnToken *held = NEW(act->arena, OwnToken, TOKENS_MOST);
    return rows_take(tokens_rows(act->db, act->county, person, INT64_MAX, TOKENS_MOST), &own_token_record, act->arena,
                     held, TOKENS_MOST) == TOKENS_MOST;
}

typedef struct TokenMade { Str known, token; i64 until; } TokenMade;

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
    TokenMade *made = act->own = NEW(act->arena, TokenMade, 1);
    Fault f = own_password_check(act, in->password, "password", &made->known);
    token_check(act, in, day_of(people_now(act)));
    return f ? f : act->problems.count ? FAULT_field_problems : OK;
}

// For a person with a session, never for another token: a program cannot prolong itself. At most three years, and
// TOKENS_MOST open ones a person.
Fault token_make_change(Act *act)
{
    assert(act->who->person && !act->who->token && act->own);
    const TokenIn *in = act->in;
    TokenMade *made = act->own;
    i64 id = act->who->person, last = token_check(act, in, day_of(people_now(act)));
    if (!own_password_same(act, made->known)) return act_problem(act, "password", FAULT_password_wrong);
    if (act->problems.count) return FAULT_field_problems;
    if (tokens_full(act, id)) tokens_clear(act->db, act->county, id, people_now(act));
    if (tokens_full(act, id)) return FAULT_too_many;
    OwnToken t = { .id = tx_new_id(act->tx, act->county), .person = id, .name = in->name, .scopes = in->scopes,
                   .made_at = people_now(act), .until = day_start(last + 1) };
    made->token = token_new(act->arena, act->county);
    made->until = t.until;
    Hash hash = token_hash(made->token);
    token_put(act->db, act->county, &t, &hash);
    act->subject = t.id;
    return OK;
}

// The one time it is shown: OWN_ONLY deeds have no entry, so a repeated request makes another token.
void token_make_answer(Act *act, const Entry *e, Out *o)
{
    assert(act->own && act->subject);
    const TokenMade *made = act->own;
    (void)e;
    out_fmt(o, ",\"id\":%lld,\"token\":", (long long)act->subject);
    out_json(o, made->token);
    out_moment_or_null(o, "until", made->until);
}

// By its holder only; an administrator ends all of them by a reset.
Fault token_end_change(Act *act)
{
    act->subject = act->path_id;
    bool mine = token_end(act->db, act->county, act->who->person, act->path_id, people_now(act));
    return mine ? OK : FAULT_thing_unknown;
}

static bool tokens_step(Walk *w)
{
    const Actor *who = w->ask->who;
    return walk_rows(w, tokens_rows(w->ask->db, who->county, who->person, w->at[0], walk_most(w)));
}

const List tokens_list = { .row = &own_token_record, .keys = 1, .from = { INT64_MAX }, .step = tokens_step };

// ---- all of it in one place --------------------------------------------------------------------------------

static void access_sessions(Ask *ask)
{
    OwnSession *rows = NEW(ask->arena, OwnSession, SESSIONS_MOST);
    int n = sessions_list(ask->db, ask->arena, ask->who->county, ask->who->person, rows, SESSIONS_MOST);
    SessionAges ages = session_ages(ask->pack, day_of(ask->now), ask->who->post_count > 0);
    const char *comma = "";
    Out *o = ask->out;
    for (int i = 0; i < n; i++) {
        const OwnSession *s = &rows[i];
        if (session_over(&ages, s->made_at, s->used_at, ask->now)) continue;
        bool here = s->id == ask->who->session;
        out_fmt(o, "%s{\"id\":%lld,\"this\":%s", comma, (long long)s->id, here ? "true" : "false");
        out_moment_or_null(o, "made_at", s->made_at);
        out_moment_or_null(o, "used_at", s->used_at);
        out_moment_or_null(o, "until", MIN(s->made_at + ages.whole_ms, s->used_at + ages.idle_ms));
        out_z(o, ",\"address\":");
        out_json(o, s->peer);
        out_z(o, ",\"agent\":");
        out_json(o, s->agent);
        out_char(o, '}');
        comma = ",";
    }
}

static void access_tokens(Ask *ask)
{
    OwnToken *rows = NEW(ask->arena, OwnToken, TOKENS_MOST);
    int n = rows_take(tokens_rows(ask->db, ask->who->county, ask->who->person, INT64_MAX, TOKENS_MOST),
                      &own_token_record, ask->arena, rows, TOKENS_MOST);
    const char *comma = "{";
    for (int i = 0; i < n; i++) {
        if (rows[i].ended_at || rows[i].until <= ask->now) continue;
        out_z(ask->out, comma);
        record_members(&own_token_record, ask->out, &rows[i], ask->reader, false);
        out_char(ask->out, '}');
        comma = ",{";
    }
}

// Sessions and tokens that sign in as the asker, and links by which others will; only what is good now.
Fault my_access_read(Ask *ask)
{
    assert(ask->who->person);
    Out *o = ask->out;
    out_z(o, "{\"sessions\":[");
    access_sessions(ask);
    out_z(o, "],\"tokens\":[");
    access_tokens(ask);
    out_z(o, "],\"links\":[");
    OwnLink *links = NEW(ask->arena, OwnLink, LINKS_MOST);
    int n = links_list(ask->db, ask->arena, ask->who->county, ask->who->person, ask->now, links, LINKS_MOST);
    for (int i = 0; i < n; i++) {
        out_fmt(o, "%s{\"id\":%lld,\"purpose\":\"%s\"", i ? "," : "", (long long)links[i].id,
                links[i].purpose == INVITE_RESET ? "reset" : "join");
        out_named(o, "person", links[i].person, links[i].name);
        out_moment_or_null(o, "until", links[i].until);
        out_char(o, '}');
    }
    out_z(o, "]}");
    return OK;
}

// ---- ending ------------------------------------------------------------------------------------------------

// A session's number is random and names no county, so it is a word of the path.
Fault session_end_change(Act *act)
{
    i64 id = 0;
    bool mine = str_i64(act->path_word, &id) && session_mine(act->db, act->who->county, act->who->person, id);
    if (!mine) return FAULT_thing_unknown;
    session_end(act->db, act->who->county, id);
    act->subject = id;
    return OK;
}

void session_end_answer(Act *act, const Entry *e, Out *o)
{
    (void)e;
    if (act->subject == act->who->session) session_cookie(act->request, STR(""));
    out_fmt(o, ",\"id\":%lld", (long long)act->subject);
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
    if (keep_tokens) e.kept = tokens_open(act->db, act->county, person, people_now(act));
    else e.tokens = tokens_end(act->db, act->county, person, people_now(act));
    e.links = links_open(act->db, act->county, person, people_now(act));
    return e;
}

void ended_answer(Out *o, const Ended *e)
{
    out_fmt(o, ",\"ended\":{\"sessions\":%lld,\"tokens\":%lld,\"tokens_kept\":%lld,\"links_open\":%lld}",
            (long long)e->sessions, (long long)e->tokens, (long long)e->kept, (long long)e->links);
}

// This session too. Programs stop, unless it is said that they go on.
Fault sign_out_all_change(Act *act)
{
    assert(act->who->person);
    const SignOutAll *in = act->in;
    Ended *own = act->own = NEW(act->arena, Ended, 1);
    *own = access_end(act, act->who->person, 0, in->keep_tokens);
    act->subject = act->who->person;
    return OK;
}

void sign_out_all_answer(Act *act, const Entry *e, Out *o)
{
    signed_out_answer(act, e, o);
    ended_answer(o, act->own);
}
