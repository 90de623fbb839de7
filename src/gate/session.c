// session.c: tokens, and the life of a sign-in session. Reading never writes: a session that is in use gets its new
// `used_at` by a patient job of its own, at most a dozen times per idle period.
// A session is found by the hash of its token and ends by itself, by idleness and by age. Signing out, losing a phone
// and a changed password end it at once: the row goes.
#include "gate/session.h"
#include "base/text.h"
#include "gate/gate_store.h"
#include <string.h>

enum { TOKEN_BYTES = 24, TOKEN_CHARS = 32, AGENT_MAX = 120, WEAR = 12 };
static const i64 COOKIE_S = 30LL * 24 * 3600;

// ---- tokens --------------------------------------------------------------------------------------

static Str token_text(Arena *a, i64 county, const byte *secret)
{
    assert(county >= 0 && secret);
    Str s = base64url_text(a, secret, TOKEN_BYTES);
    return arena_fmt(a, "%lld.%.*s", (long long)county, (int)s.len, s.at);
}

// 192 random bits; the county in front says where to look.
Str token_new(Arena *a, i64 county)
{
    byte secret[TOKEN_BYTES];
    random_fill(secret, sizeof secret);
    return token_text(a, county, secret);
}

// Not stored and not random: the same id gives the same token as long as the master key is the same.
Str token_derived(const Vault *v, Arena *a, const char *purpose, i64 county, i64 id)
{
    Hash h = vault_hash(v, purpose, arena_fmt(a, "%lld.%lld", (long long)county, (long long)id));
    return token_text(a, county, h.at);
}

// Only the form is looked at; whether it is good the table says.
i64 token_county(Str token)
{
    Str rest = token, first = str_cut(&rest, '.');
    i64 county = 0;
    bool good = first.len > 0 && first.len <= 6 && rest.len == TOKEN_CHARS && str_i64(first, &county) && county > 0;
    return good ? county : 0;
}

Hash token_hash(Str token) { return hash_sha256(token); }

Str token_csrf(const Vault *v, Arena *a, Str token)
{
    assert(token.len > 0);
    Hash h = vault_hash(v, "csrf", token);
    return base64url_text(a, h.at, 18);
}

// ---- how long ------------------------------------------------------------------------------------

// Staff see other people's words, so theirs are shorter.
SessionAges session_ages(const Pack *p, i64 day, bool staff)
{
    if (staff) return (SessionAges){ pack_whole(p, "session_staff_idle_minutes", day, 60) * MINUTE,
                                     pack_whole(p, "session_staff_hours", day, 12) * HOUR };
    return (SessionAges){ pack_whole(p, "session_idle_minutes", day, 8 * 60) * MINUTE,
                          pack_whole(p, "session_days", day, 30) * DAY };
}

bool session_over(const SessionAges *ages, i64 made_at, i64 used_at, i64 now)
{
    return now >= made_at + ages->whole_ms || now >= used_at + ages->idle_ms;
}

// So a session in steady use writes a row a dozen times per idle period, not once a request.
bool session_worn(const SessionAges *ages, i64 used_at, i64 now)
{
    return now - used_at >= MAX(MINUTE, ages->idle_ms / WEAR);
}

// ---- what is kept --------------------------------------------------------------------------------

#define OWN_FIELDS(T, zh) \
    COUNT_FIELD(T, county, "县区", "County", .flags = SERVER | KEY | HIDDEN), \
    REF_FIELD(T, id, zh, "Number", .flags = SERVER | KEY | NEEDED)
const Record session_record = RECORD_OF(Session, "session", "登录", "A session of the asker.",
    OWN_FIELDS(Session, "登录编号"), FLAG_FIELD(Session, this, "本次登录", "The one that asks", .flags = PASSING),
    BYTES_FIELD(Session, hash, "摘要", "Hash", .flags = SERVER | HIDDEN),
    REF_FIELD(Session, person, "人员", "Person", .flags = SERVER | HIDDEN),
    MOMENT_FIELD(Session, made_at, "登录时间", "Signed in at", .flags = NEEDED),
    MOMENT_FIELD(Session, used_at, "最近使用", "Last used", .flags = NEEDED),
    MOMENT_FIELD(Session, until, "有效至", "Ends then if it is not used", .flags = NEEDED | PASSING),
    TEXT_FIELD(Session, address, "地址", "From which address"),
    TEXT_FIELD(Session, agent, "浏览器", "As the browser names itself"));
const Record token_record = RECORD_OF(Token, "token", "令牌", "A token, without its secret",
    OWN_FIELDS(Token, "令牌编号"), REF_FIELD(Token, person, "人员", "Person", .flags = SERVER | HIDDEN),
    BYTES_FIELD(Token, hash, "摘要", "Hash", .flags = SERVER | HIDDEN),
    TEXT_FIELD(Token, name, "用途", "What it is for", .flags = SERVER),
    TEXT_FIELD(Token, scopes, "权限", "Scopes", .flags = SERVER),
    MOMENT_FIELD(Token, made_at, "生成时间", "Made at", .flags = NEEDED | SERVER),
    MOMENT_FIELD(Token, used_at, "最近使用", "Last used, to the hour", .flags = SERVER),
    MOMENT_FIELD(Token, until, "有效至", "Good until", .flags = NEEDED | SERVER),
    MOMENT_FIELD(Token, ended_at, "停用时间", "Ended at", .flags = SERVER));

// ---- start and end -------------------------------------------------------------------------------

static i64 random_id(void)
{
    uint64_t n;
    random_fill((byte *)&n, sizeof n);
    return (i64)(n >> 12) | 1;                      // below 2^52, never 0
}

// The token leaves the server once, in the cookie. Sessions that are over whoever had them are swept on the way.
Str session_start(Act *act, i64 person)
{
    i64 now = act_real(act);
    assert(person > 0 && now > 0);
    Str token = token_new(act->arena, act->county);
    Hash hash = token_hash(token);
    Str agent = act->request ? request_header(act->request, "user-agent") : STR("");
    bool mended = false;
    agent.len = MIN(agent.len, AGENT_MAX);
    agent = text_mend(act->arena, TEXT_LINE, agent, &mended);
    SessionAges longest = session_ages(act->pack, day_of(now), false);
    session_sweep(act->db, act->county, now - longest.whole_ms);
    db_insert(act->db, &session_record, &(Session){
        .county = act->county, .id = random_id(), .hash = hash_str(&hash), .person = person, .made_at = now,
        .used_at = now, .address = act->who->peer, .agent = agent });
    return token;
}

// HttpOnly and SameSite=Strict; Secure where the request came by https, for an office network may have none.
void session_cookie(Request *r, Str token)
{
    if (!r) return;
    long long age = token.len ? (long long)COOKIE_S : 0;
    Str text = arena_fmt(r->arena, "linli=%.*s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s", (int)token.len,
                         token.at ? token.at : "", age, r->secure ? "; Secure" : "");
    answer_header(r, "Set-Cookie", text);
}
