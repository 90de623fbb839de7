// actor.c: who is asking and what classes they are in. A session cookie, a bearer token, a follow-up link or the local
// socket says who; posts say what they may do and where.
// Runs on a loop thread for every request, inside its one snapshot, and only reads: a session that wants its time
// renewed gets a job of its own. Rights come from posts alone, never from a person; a program's token takes away from
// what its person may and never adds. What a class of asker may do is in the action's row, what this one may do with
// this thing is the rule's.
#include "gate/gate_room.h"
#include "gate/gate_store.h"
#include "gate/session.h"
#include <sodium.h>
#include <string.h>

const Choice role_choices[] = {
    { ROLE_GRID,       "grid",       "网格员",     "grid worker" },
    { ROLE_STEWARD,    "steward",    "物业管家",   "property steward" },
    { ROLE_MANAGER,    "manager",    "物业负责人", "property manager" },
    { ROLE_OWNERS,     "owners",     "业委会成员", "owners' committee member" },
    { ROLE_COMMITTEE,  "committee",  "社区工作者", "community worker" },
    { ROLE_STREET,     "street",     "街道工作人员", "street office worker" },
    { ROLE_COUNTY,     "county",     "区级工作人员", "district worker" },
    { ROLE_DEPARTMENT, "department", "部门工作人员", "department worker" },
    { ROLE_BRANCH,     "branch",     "党支部成员", "Party branch member" },
    { ROLE_VOLUNTEER,  "volunteer",  "志愿者",     "volunteer" },
    { ROLE_ADMIN,      "admin",      "管理员",     "administrator" },
    { ROLE_AUDITOR,    "auditor",    "审计员",     "auditor" },
};
const int role_choice_count = (int)COUNT(role_choices);
static_assert(COUNT(role_choices) == ROLE_END - 1, "every role has its row");

// ---- classes -------------------------------------------------------------------------------------

// Below is a prefix of the place's code (12 digits and 3 more a step). An empty code asks for anywhere at all; a post
// whose place has no code covers nothing.
static bool covers(const PostOf *p, Str code) { return code.len == 0 || (p->code.len && str_starts(code, p->code)); }

unsigned actor_who(const Actor *a, Str code)
{
    assert(a && a->post_count >= 0 && a->post_count <= COUNT(a->posts));
    unsigned who = WHO_ANYONE;
    if (a->local)                       who |= WHO_LOCAL;
    if (a->clock)                       who |= WHO_CLOCK;
    if (a->token)                       who |= WHO_PROGRAM;
    else if (a->person)                 who |= WHO_PERSON;
    if (a->follow || a->person)         who |= WHO_REPORTER;
    for (int i = 0; i < a->post_count; i++)
        if (covers(&a->posts[i], code)) who |= WHO_OF(a->posts[i].role);
    return who;
}

// By which of several posts an act is signed, not who may more: an unknown role (a newer program's) ranks last.
static int rank(i64 role)
{
    static const int ranks[ROLE_END] = {
        [ROLE_ADMIN] = 12, [ROLE_COUNTY] = 11, [ROLE_STREET] = 10, [ROLE_DEPARTMENT] = 9, [ROLE_COMMITTEE] = 8,
        [ROLE_MANAGER] = 7, [ROLE_OWNERS] = 6, [ROLE_GRID] = 5, [ROLE_STEWARD] = 4, [ROLE_BRANCH] = 3,
        [ROLE_VOLUNTEER] = 2, [ROLE_AUDITOR] = 1,
    };
    return role > 0 && role < ROLE_END ? ranks[role] : 0;
}

// What an entry names as `post`: the act is done by somebody in that post, there.
const PostOf *actor_post(const Actor *a, Str code, unsigned who)
{
    const PostOf *best = NULL;
    for (int i = 0; i < a->post_count; i++) {
        const PostOf *p = &a->posts[i];
        if ((WHO_OF(p->role) & who) && covers(p, code) && (!best || rank(p->role) > rank(best->role))) best = p;
    }
    return best;
}

// Of county 0 it is "0", which no post's code begins: nobody but the operator stands over that.
Str county_code(Arena *a, i64 county) { return arena_fmt(a, "%lld", (long long)county); }

// bits: the classes whose posts count.
bool whole_county(const Actor *who, Arena *a, i64 county, unsigned bits)
{
    return actor_post(who, county_code(a, county), bits) != NULL;
}

bool stands_over(const Actor *who, Arena *a, i64 county, unsigned bits)
{
    return who->local || whole_county(who, a, county, bits);
}

// Says no more than is known already: who may see a thing is not told to strangers.
Fault actor_refused(const Actor *a) { return a->person ? FAULT_not_allowed : FAULT_sign_in_needed; }

// By any post there, wherever its place.
bool actor_in_org(const Actor *a, i64 org)
{
    for (int i = 0; i < a->post_count; i++) if (a->posts[i].org == org) return true;
    return false;
}

// Whoever administers or audits an org is in it, but settles nothing for it: what its people read is not theirs.
bool actor_works_in(const Actor *a, i64 org)
{
    for (int i = 0; i < a->post_count; i++)
        if (a->posts[i].org == org && (WHO_OF(a->posts[i].role) & WHO_HANDLERS)) return true;
    return false;
}

// Scopes as "matter:read matter:write". An unknown one opens nothing.
static bool scopes_hold(Str scopes, const char *capability, bool change)
{
    while (scopes.len) {
        Str kind = str_trim(str_cut(&scopes, ' ')), of = str_cut(&kind, ':');
        if (str_is(of, capability) && str_is(kind, change ? "write" : "read")) return true;
    }
    return false;
}

bool actor_scoped(const Actor *a, const char *capability, bool change)
{
    return !a->token || scopes_hold(a->scopes, capability, change);
}

// Which list the row stands in. An action that is in none has no scope that could reach it.
static const Capability *capability_with(const Action *action)
{
    assert(action);
    for (int c = 0; c < capability_count; c++) {
        const Capability *k = capabilities[c];
        if (action >= k->actions && action < k->actions + k->action_count) return k;
    }
    return NULL;
}

static const char *capability_of(const Action *action)
{
    const Capability *k = capability_with(action);
    return k ? k->name : "";
}

// A program may do what its scope and its person's posts both allow; what anyone may read needs no scope.
bool actor_scope(const Actor *a, const Action *action)
{
    if (!a->token) return true;
    if (action_reads(action) && (action->who & WHO_ANYONE)) return true;
    bool open = action->who & (WHO_PROGRAM | WHO_ANYONE);
    return open && actor_scoped(a, capability_of(action), action->change != NULL);
}

// ---- who is asking ---------------------------------------------------------------------------------

enum { POSTS_LOOKED_AT = 64 };

// Highest role first, so whoever should hold more than there is room for keeps the rights that matter most.
static void actor_load_posts(Db *db, Arena *a, i64 day, Actor *into)
{
    assert(into && into->county >= 0);
    PostOf *held = NEW(a, PostOf, POSTS_LOOKED_AT);
    int found = posts_find(db, a, into->county, into->person, day, held, POSTS_LOOKED_AT), n = 0;
    for (int i = 0; i < found; i++)             // a number that is no role, as a damaged table may hold, gives no right
        if (held[i].role >= ROLE_GRID && held[i].role < ROLE_END) held[n++] = held[i];
    for (int i = 1; i < n; i++) {
        PostOf p = held[i];
        int at = i;
        for (; at > 0 && rank(held[at - 1].role) < rank(p.role); at--) held[at] = held[at - 1];
        held[at] = p;
    }
    assert(n >= 0 && n <= POSTS_LOOKED_AT);
    into->day = day;
    into->post_count = MIN(n, (int)COUNT(into->posts));
    for (int i = 0; i < into->post_count; i++) into->posts[i] = held[i];
}

// `person` may be any number that somebody typed. A closed account is as good as none.
static Fault read_person(App *app, Db *db, Arena *a, i64 person, Actor *into)
{
    i64 county = id_county(person);
    if (!person_greet(db, a, county, person, &into->name)) return FAULT_sign_in_ended;
    into->person = person;
    into->county = county;
    actor_load_posts(db, a, day_of(store_now(app->store)), into);
    return OK;
}

// The operator; on a test installation also anybody they name, with that person's rights and no others.
static Fault read_local(App *app, Db *db, Request *r, Arena *a, Actor *into)
{
    Str as = request_header(r, "act-as");
    i64 person = 0;
    into->local = as.len == 0;
    if (!as.len)                    return OK;
    if (!app->test)                 return FAULT_test_only;
    if (!str_number(as, &person))   return FAULT_sign_in_ended;
    return person ? read_person(app, db, a, person, into) : OK;
}

// What was learned of the asker goes, so that a refused token cannot leave half a person behind.
static void nobody(Actor *a) { *a = (Actor){ .lang = a->lang, .peer = a->peer }; }

typedef struct Touch { i64 county, session, token; } Touch;

// On the writer's thread, later and patient. Nobody waits for it, and nothing is lost when the queue is full: the next
// request tries again.
static Fault touch_work(App *app, Tx *tx, Arena *arena, void *context)
{
    const Touch *t = context;
    (void)app;
    (void)arena;
    if (t->session) session_touch(tx_db(tx), t->county, t->session, tx_real(tx));
    if (t->token) token_touch(tx_db(tx), t->county, t->token, tx_real(tx));
    return OK;
}

// A token opens only what its scopes name, whatever its person could do. What anyone may read it reads without a scope,
// but as nobody: neither the person nor their posts show it more than anyone sees.
static Fault read_bearer(App *app, Db *db, Request *r, Arena *a, Str token, Actor *into)
{
    Token t;
    Way way;
    i64 county = token_county(token);
    Hash hash = token_hash(token);
    if (!county || !token_find(db, a, county, &hash, store_now(app->store), &t)) return FAULT_sign_in_ended;
    bool worn = store_now(app->store) - t.used_at >= HOUR;
    if (worn) road_later(app, touch_work, &(Touch){ county, 0, t.id }, sizeof(Touch));
    into->token = t.id;
    into->scopes = t.scopes;
    const Action *action = app_match(r->method, r->path, &way);
    Fault f = read_person(app, db, a, t.person, into);
    if (f || !action) return f;
    if (!actor_scope(into, action)) return FAULT_scope_missing;
    if (actor_scoped(into, capability_of(action), action->change != NULL)) return OK;
    nobody(into);
    into->county = county;
    return OK;
}

// ---- a session ---------------------------------------------------------------------------------------

// The cookie is looked up by its hash, so a stolen table opens no session. Whose sessions end how soon is the pack's:
// staff sooner than residents.
static Fault read_session(App *app, Db *db, Arena *a, Str token, Actor *into)
{
    SessionRow s;
    i64 county = token_county(token), now = store_now(app->store);
    Hash hash = token_hash(token);
    if (!county || !session_find(db, a, county, &hash, &s)) return FAULT_sign_in_ended;
    into->person = s.person;
    into->county = county;
    into->name = s.name;
    actor_load_posts(db, a, day_of(now), into);
    SessionAges ages = session_ages(app_pack(app, county), day_of(now), into->post_count > 0);
    if (session_over(&ages, s.made_at, s.used_at, now)) return FAULT_sign_in_ended;
    if (session_worn(&ages, s.used_at, now)) road_later(app, touch_work, &(Touch){ county, s.id, 0 }, sizeof(Touch));
    into->session = s.id;
    into->csrf = token_csrf(store_vault(app->store), a, token);
    return OK;
}

// Whoever reads or signs in with an old cookie goes on as nobody; another change must not silently become anonymous.
static Fault session_gone(Request *r, Actor *into)
{
    static const char *const doors[] = { "/api/sign-in", "/api/sign-up", "/api/sign-out", "/api/invite" };
    session_cookie(r, STR(""));
    nobody(into);
    if (r->method == GET || r->method == HEAD) return OK;
    for (int i = 0; i < COUNT(doors); i++) if (str_is(r->path, doors[i])) return OK;
    return FAULT_sign_in_ended;
}

// A follow-up link makes whoever asks the reporter of that one matter, and only who comes without anything else: a
// person who is known acts and reads as that person, or their acts would be nobody's.
static void read_follow(App *app, Request *r, Arena *a, Actor *into)
{
    bool bad = false;
    Str token = request_header(r, "linli-follow");
    if (!token.len && !request_query(r, "follow", &token, &bad)) return;
    into->follow = follow_matter(store_vault(app->store), a, token);
    if (into->follow && !into->county) into->county = id_county(into->follow);
}

// One way of being known counts, the first of: local socket, bearer, cookie, follow-up link. `into` holds language and
// address already.
Fault actor_read(App *app, Db *db, Request *r, Arena *a, Actor *into)
{
    assert(r && a && into && !into->person && !into->token);
    Str bearer = request_header(r, "authorization"), cookie = request_cookie(r, "linli");
    Fault f = OK;
    if (r->local)                                           f = read_local(app, db, r, a, into);
    else if (bearer.len && !str_starts(bearer, STR("Bearer "))) f = FAULT_sign_in_ended;
    else if (bearer.len) f = read_bearer(app, db, r, a, str_trim((Str){ bearer.at + 7, bearer.len - 7 }), into);
    else if (cookie.len) {
        f = read_session(app, db, a, cookie, into);
        if (f) f = session_gone(r, into);
    }
    if (!f && !bearer.len && !into->person && !into->local) read_follow(app, r, a, into);
    return f;
}

// ---- looked at again -------------------------------------------------------------------------------

// Rights are those of the moment of deciding: what was read before the job counts only while nothing about people and
// places changed since. The writer's thread calls it, within the transaction, and alone touches app->rights_at.
Fault actor_again(App *app, Db *db, Arena *a, i64 now, Actor *who)
{
    assert(who && now > 0);
    if (!who->person) return OK;
    bool same = app->rights_at <= who->commits && day_of(now) == who->day;
    if (same) return OK;
    if (who->session && !session_held(db, who->county, who->session, who->person)) return FAULT_sign_in_ended;
    if (who->token && !token_held(db, who->county, who->token, who->person, now)) return FAULT_sign_in_ended;
    if (!person_greet(db, a, who->county, who->person, &who->name)) return FAULT_sign_in_ended;
    actor_load_posts(db, a, day_of(now), who);
    return OK;
}

// `change` runs now: what is read before the batch's commit may be out of date.
void actor_moved(App *app, const Action *action)
{
    const Capability *k = capability_with(action);
    if (k && k->rights) app->rights_at = store_commits(app->store) + 1;
}

// ---- cross site --------------------------------------------------------------------------------------

// What stands behind "://"; a page without one (a file, a sandbox) is nobody's.
static Str origin_host(Str origin)
{
    for (i64 i = 0; i + 2 < origin.len; i++)
        if (!memcmp(origin.at + i, "://", 3)) return (Str){ origin.at + i + 3, origin.len - i - 3 };
    return STR("");
}

// Browsers say where a request comes from; where none does (old web views), the page shows the session's csrf word.
// A form of another site cannot send JSON.
Fault actor_cross_site(const Request *r, const Actor *who)
{
    if (!who->session) return OK;
    Str site = request_header(r, "sec-fetch-site"), origin = request_header(r, "origin");
    Str type = request_header(r, "content-type"), csrf = request_header(r, "linli-csrf");
    if (r->body.len && !str_starts(type, STR("application/json"))) return FAULT_body_wrong_type;
    if (site.len)   return str_is(site, "same-origin") ? OK : FAULT_cross_site;
    if (origin.len) return str_same(origin_host(origin), request_header(r, "host")) ? OK : FAULT_cross_site;
    bool same = csrf.len == who->csrf.len && csrf.len && !sodium_memcmp(csrf.at, who->csrf.at, (size_t)csrf.len);
    return same ? OK : FAULT_cross_site;
}

// ---- follow-up links ---------------------------------------------------------------------------------

enum { FOLLOW_BYTES = 15, FOLLOW_CHARS = 24 };

// Small letters and digits that are read aloud over the phone.
static Str base32_text(Arena *a, const byte *at, i64 len)
{
    assert(at && len > 0 && len * 8 % 5 == 0);
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
    char *to = NEW(a, char, len * 8 / 5 + 1);
    i64 n = 0;
    for (i64 bit = 0; bit + 5 <= len * 8; bit += 5) {
        unsigned pair = (unsigned)at[bit / 8] << 8 | (bit / 8 + 1 < len ? at[bit / 8 + 1] : 0u);
        to[n++] = digits[pair >> (11 - bit % 8) & 31];
    }
    return (Str){ to, n };
}

// 120 bits, keyed with the master key: nothing about it is stored, so it can be shown again with a repeated answer,
// and it lasts as long as the matter does.
Str follow_token(Vault *v, Arena *a, i64 matter)
{
    assert(v && matter > 0);
    Str named = arena_fmt(a, "%lld.%lld", (long long)id_county(matter), (long long)matter);
    Hash h = vault_hash(v, "follow", named);
    Str word = base32_text(a, h.at, FOLLOW_BYTES);
    assert(word.len == FOLLOW_CHARS);
    return arena_fmt(a, "%.*s.%.*s", (int)named.len, named.at, (int)word.len, word.at);
}

// Made anew and compared in constant time.
i64 follow_matter(Vault *v, Arena *a, Str token)
{
    Str rest = token;
    str_cut(&rest, '.');
    i64 matter = 0;
    if (!str_i64(str_cut(&rest, '.'), &matter) || matter <= 0) return 0;
    Str right = follow_token(v, a, matter);
    return right.len == token.len && !sodium_memcmp(right.at, token.at, (size_t)token.len) ? matter : 0;
}
