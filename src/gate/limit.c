// limit.c: filing without an account, and signing up: so many an hour from one address and in one community. Near the
// limit a small puzzle is asked for; at the limit it is no. Nobody's address is stored, only a keyed hash for the hour.
// With an account: so many filings an hour and a day of one person, and deeds of a matter's reporter per matter. Who
// handles matters at that very place is at work and not counted.
// Inside the job, so that two requests at once cannot both be the last allowed one; counts are own rows that are swept
// when their hour is over. The numbers are the pack's.
#include "gate/gate_room.h"
#include "gate/gate_store.h"
#include "gate/limit.h"
#include "gate/session.h"
#include <arpa/inet.h>
#include <jansson.h>
#include <sodium.h>
#include <string.h>

enum { PUZZLE_MINUTES = 10, PUZZLE_BITS = 16, ANSWER_MOST = 40 };

// ---- rules ---------------------------------------------------------------------------------------

static bool near(i64 n, i64 most) { return n * 10 >= most * 7; }

// From 70 % on a puzzle, at the limit no; the numbers are given.
Fault limit_decide(const LimitFacts *f, bool *puzzle)
{
    *puzzle = near(f->address, f->address_most) || near(f->place, f->place_most);
    bool over = f->address >= f->address_most || f->place >= f->place_most;
    return over ? FAULT_too_many : OK;
}

// Pure. A text that is no address is its own net: so whatever a proxy says is at least counted.
Str peer_net(Arena *a, Str peer)
{
    static const byte mapped[12] = { [10] = 0xFF, [11] = 0xFF };
    Str zone = peer, bare = str_cut(&zone, '%');                    // fe80::1%eth0
    byte at[16];
    char text[INET_ADDRSTRLEN];
    if (inet_pton(AF_INET6, arena_z(a, bare), at) != 1) return peer;
    if (memcmp(at, mapped, sizeof mapped)) return arena_fmt(a, "%.*s/64", 16, hex_text(a, at, 8).at);
    inet_ntop(AF_INET, at + sizeof mapped, text, sizeof text);
    return arena_str(a, str(text));
}

// About 2^bits hashes for the asker, one for us.
bool puzzle_solved(Arena *a, Str challenge, Str answer, int bits)
{
    assert(bits >= 0 && bits <= 256);
    Str both = arena_fmt(a, "%.*s%.*s", (int)challenge.len, challenge.at, (int)answer.len, answer.at);
    Hash h = hash_sha256(both);
    for (int i = 0; i < bits; i++) if (h.at[i / 8] >> (7 - i % 8) & 1) return false;
    return answer.len > 0 && answer.len <= ANSWER_MOST;
}

// ---- the puzzle ------------------------------------------------------------------------------------

static int puzzle_bits(const Pack *p, i64 now)
{
    i64 bits = pack_whole(p, "puzzle_bits", day_of(now), PUZZLE_BITS);
    return (int)MIN(MAX(bits, 1), 30);
}

// "time.county.chance.proof": the proof is ours, so nothing is kept until an answer is used.
Str puzzle_challenge(const Vault *v, Arena *a, i64 county, i64 now)
{
    assert(v && now > 0);
    byte chance[6];
    random_fill(chance, sizeof chance);
    Str word = base64url_text(a, chance, sizeof chance);
    Str text = arena_fmt(a, "%lld.%lld.%.*s", (long long)now, (long long)county, (int)word.len, word.at);
    Hash h = vault_hash(v, "puzzle", text);
    Str proof = base64url_text(a, h.at, 18);
    return arena_fmt(a, "%.*s.%.*s", (int)text.len, text.at, (int)proof.len, proof.at);
}

bool puzzle_ours(const Vault *v, Arena *a, Str challenge, i64 county, i64 now)
{
    Str rest = challenge;
    i64 made = 0, of = 0;
    if (!str_i64(str_cut(&rest, '.'), &made) || !str_i64(str_cut(&rest, '.'), &of)) return false;
    str_cut(&rest, '.');
    if (!rest.len || of != county || made > now || now - made > PUZZLE_MINUTES * MINUTE) return false;
    assert(challenge.len > rest.len);
    Str text = { challenge.at, challenge.len - rest.len - 1 };
    Hash h = vault_hash(v, "puzzle", text);
    Str proof = base64url_text(a, h.at, 18);
    return proof.len == rest.len && !sodium_memcmp(proof.at, rest.at, (size_t)rest.len);
}

typedef struct Puzzle { Str challenge; i64 bits, until; } Puzzle;
const Record puzzle_record = RECORD_OF(Puzzle, "puzzle", "小题", "A puzzle to solve before filing.",
    TEXT_FIELD(Puzzle, challenge, "题目", "What the answer is joined to"),
    COUNT_FIELD(Puzzle, bits, "位数", "Leading zero bits that the hash needs"),
    MOMENT_FIELD(Puzzle, until, "有效至", "Good until", .flags = NEEDED));

Fault puzzle_read(Ask *ask)
{
    const PuzzleQuery *q = ask->query;
    i64 county = ask->county;
    if (q->place.len >= 6) str_i64((Str){ q->place.at, 6 }, &county);
    Str challenge = puzzle_challenge(store_vault(ask->app->store), ask->arena, county, ask->now);
    return ask_tell(ask, &(Puzzle){ challenge, puzzle_bits(ask->pack, ask->now), ask->now + PUZZLE_MINUTES * MINUTE });
}

// {"puzzle":{"challenge":"…","answer":"…"}} in a body that the door has read already (so not deep, not large).
static bool puzzle_given(Act *act, Str *challenge, Str *answer)
{
    json_error_t e;
    json_t *root = json_loadb(act->body.at, (size_t)act->body.len, 0, &e), *p = json_object_get(root, "puzzle");
    json_t *c = json_object_get(p, "challenge"), *n = json_object_get(p, "answer");
    bool good = json_is_string(c) && json_is_string(n);
    if (good) {
        *challenge = arena_str(act->arena, (Str){ json_string_value(c), (i64)json_string_length(c) });
        *answer = arena_str(act->arena, (Str){ json_string_value(n), (i64)json_string_length(n) });
    }
    json_decref(root);
    return good;
}

// Each challenge counts once: the used one is kept until it would be too old anyway.
static Fault puzzle_take(Act *act)
{
    Str challenge, answer;
    i64 now = act_real(act);
    if (!puzzle_given(act, &challenge, &answer)) return FAULT_puzzle_needed;
    Hash who = hash_sha256(challenge);
    bool good = puzzle_ours(act->vault, act->arena, challenge, act->county, now)
             && puzzle_solved(act->arena, challenge, answer, puzzle_bits(act->pack, now))
             && !counted(act->db, act->county, "puzzle", &who, 0);
    if (!good) return FAULT_puzzle_wrong;
    count_one(act->db, act->county, "puzzle", &who, 0, now + (PUZZLE_MINUTES + 1) * MINUTE);
    return OK;
}

// ---- taking one ------------------------------------------------------------------------------------

// An address is the same address whichever county is asked, so its counts stand in no county's rows.
enum { NOWHERE = 0 };

// The operator imports, time raises: neither is counted. What comes over the operator's socket in somebody's name (test
// installations) is the operator's too. Nothing else that a request may carry lifts a limit: no session, no token, no
// link, no key.
static bool uncounted(const Act *act)
{
    return act->who->local || act->who->clock || !act->request || act->request->local;
}

// By address, and by place unless that is 0. OK has counted this one; a later fault of the job takes the count back.
Fault limit_take(Act *act, i64 place)
{
    act->limited = true;
    if (uncounted(act)) return OK;
    i64 now = act_real(act), hour = now / HOUR, until = (hour + 1) * HOUR;
    Hash address = vault_hash(act->vault, "limit", peer_net(act->arena, act->who->peer));
    Hash there = vault_hash(act->vault, "limit", arena_fmt(act->arena, "place %lld", (long long)place));
    LimitFacts f = {
        .address = counted(act->db, NOWHERE, "address", &address, hour),
        .place = place ? counted(act->db, act->county, "place", &there, hour) : 0,
        .address_most = pack_whole(act->pack, "anonymous_per_address_hour", day_of(now), 10),
        .place_most = pack_whole(act->pack, "anonymous_per_place_hour", day_of(now), 60),
    };
    bool puzzle;
    Fault fault = limit_decide(&f, &puzzle);
    if (fault) act->problems.wait_ms = until - now;
    if (!fault && puzzle) fault = puzzle_take(act);
    if (fault) return fault;
    if (!f.address) counted_sweep(act->db, NOWHERE, now);
    if (!f.place) counted_sweep(act->db, act->county, now);
    count_one(act->db, NOWHERE, "address", &address, hour, until);
    if (place) count_one(act->db, act->county, "place", &there, hour, until);
    return OK;
}

// ---- with an account ---------------------------------------------------------------------------------

// Whoever handles matters there is at work; a post elsewhere, or one that handles none, is no such work.
static bool works_there(const Act *act, Str code) { return code.len && actor_post(act->who, code, WHO_HANDLERS); }

static Fault too_many(Act *act, i64 until)
{
    act->problems.wait_ms = until - act_real(act);
    return FAULT_too_many;
}

// A refusal undoes the whole job, so what was counted before it is not counted after all.
static void count_here(Act *act, i64 county, const char *what, const Hash *who, i64 hour, i64 until, i64 before)
{
    if (!before) counted_sweep(act->db, county, act_real(act));
    count_one(act->db, county, what, who, hour, until);
}

Hash limit_who(const Act *act, const char *what, i64 of)
{
    return vault_hash(act->vault, "limit", arena_fmt(act->arena, "%s %lld", what, (long long)of));
}

// An account may be made by anybody, so it is limited too, only higher; and once, whichever counties it files in. One
// row an hour, kept for the day: the day's count is the sum of its hours.
static Fault limit_person(Act *act)
{
    i64 now = act_real(act), of = act->who->person, at = id_county(of), hour = now / HOUR, day = day_of(now);
    Hash who = limit_who(act, "person", of);
    i64 of_hour = counted(act->db, at, "person", &who, hour);
    i64 of_day = counted_since(act->db, at, "person", &who, day_start(day) / HOUR), until = day_start(day + 1);
    if (of_day >= pack_whole(act->pack, "resident_per_day", day_of(now), 100)) return too_many(act, until);
    if (of_hour >= pack_whole(act->pack, "resident_per_hour", day_of(now), 30)) return too_many(act, (hour + 1) * HOUR);
    count_here(act, at, "person", &who, hour, until, of_hour);
    return OK;
}

// Who has no account by address and community, everybody else by account.
Fault limit_filing(Act *act, Str code, i64 community)
{
    act->limited = true;
    if (!act->who->person) return limit_take(act, community);
    return uncounted(act) || works_there(act, code) ? OK : limit_person(act);
}

// By account, else by address; *county: where those counts stand.
static Hash paper_sender(Act *act, i64 *county)
{
    i64 of = act->who->person;
    *county = of ? id_county(of) : NOWHERE;
    return of ? limit_who(act, "papers of", of)
              : vault_hash(act->vault, "papers", peer_net(act->arena, act->who->peer));
}

// A file costs more to look at than a form, so this is asked before it is looked at, and counted (`take`) with the job
// that keeps it.
Fault limit_papers(Act *act, Db *db, bool take)
{
    i64 now = act_real(act), hour = now / HOUR, until = (hour + 1) * HOUR, county;
    act->limited = true;
    if (uncounted(act)) return OK;
    Hash who = paper_sender(act, &county);
    i64 n = counted(db, county, "paper", &who, hour);
    i64 most = act->who->person ? pack_whole(act->pack, "papers_per_hour", day_of(now), 300)
                                : pack_whole(act->pack, "anonymous_papers_per_hour", day_of(now), 60);
    if (n >= most) return too_many(act, until);
    if (take) count_here(act, county, "paper", &who, hour, until, n);
    return OK;
}

typedef struct Spent { i64 county, hour; Hash who; } Spent;

static Fault spent_work(App *app, Tx *tx, Arena *arena, void *context)
{
    const Spent *s = context;
    (void)app, (void)arena;
    count_one(tx_db(tx), s->county, "paper", &s->who, s->hour, (s->hour + 1) * HOUR);
    return OK;
}

// Its looking cost what a good one's does, and it has no job of its own.
void limit_paper_spent(Act *act)
{
    if (uncounted(act)) return;
    Spent s = { .hour = act_real(act) / HOUR };
    s.who = paper_sender(act, &s.county);
    road_later(act->app, spent_work, &s, sizeof s);
}

// Whoever has the link is not known, so the matter is what is counted by.
Fault limit_follow(Act *act, Str code, i64 matter)
{
    i64 now = act_real(act), hour = now / HOUR;
    if (uncounted(act) || works_there(act, code)) return OK;
    Hash who = limit_who(act, "follow", matter);
    i64 n = counted(act->db, act->county, "follow", &who, hour), until = (hour + 1) * HOUR;
    if (n >= pack_whole(act->pack, "follow_per_hour", day_of(now), 20)) return too_many(act, until);
    count_here(act, act->county, "follow", &who, hour, until, n);
    return OK;
}
