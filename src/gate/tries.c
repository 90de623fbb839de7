// tries.c: failures to prove who one is, and the lock that follows them. The table is limit.c's, at no hour.
#include "gate/gate_store.h"
#include "gate/limit.h"
#include "gate/secret.h"

// ---- rules ---------------------------------------------------------------------------------------

// What reaches further than any lock was written by a clock that ran ahead: nobody waits for that.
static bool tries_count(const Tries *t, const TryLimits *l, i64 now)
{
    return t->until > now && t->until <= now + MAX(l->window_ms, l->lock_ms);
}

bool tries_lock(const Tries *t, const TryLimits *l, i64 now) { return t->n >= l->fails && tries_count(t, l, now); }

// Failures are forgotten when the window, or the lock, is over.
Tries tries_after(const Tries *t, const TryLimits *l, i64 now)
{
    assert(t && l && now > 0);
    Tries next = tries_count(t, l, now) ? (Tries){ t->n + 1, t->until } : (Tries){ 1, now + l->window_ms };
    if (next.n >= l->fails) next.until = now + l->lock_ms;
    return next;
}

// ---- whom they are counted by ----------------------------------------------------------------------

// An account, or a name that names none, locked for whoever tries it; or the network that is asked from (a /64 for
// IPv6), whichever county is asked. Keyed: the table holds neither names nor addresses. what NULL: nothing.
typedef struct Counted { const char *what; Hash who; i64 county; TryLimits limits; } Counted;
enum { NOWHERE = 0 };           // no county's rows

// The network, then the account or name. Behind one address stand whole offices and mobile networks, so there it takes
// more; the local socket has none.
static void counted_by(const Act *act, const char *what, const Hash *who, Counted both[2])
{
    const Pack *p = act->pack;
    Str peer = act->who->peer;
    i64 day = day_of(act_real(act)), lock = pack_whole(p, "sign_in_lock_minutes", day, 15) * MINUTE;
    both[0] = both[1] = (Counted){ 0 };
    Hash net = vault_hash(act->vault, "peer", peer_net(act->arena, peer));
    if (peer.len) both[0] = (Counted){ "sign_in_peer", net, NOWHERE,
                                       { pack_whole(p, "sign_in_address_fails", day, 20), lock, lock } };
    if (who) both[1] = (Counted){ what, *who, act->county, { pack_whole(p, "sign_in_fails", day, 5), lock, DAY } };
}

static Tries tries_of(Db *db, const Counted *c)
{
    Tries t = { 0 };
    if (c->what) tries_load(db, c->county, c->what, &c->who, &t);
    return t;
}

// The longer lock is the one to wait for. Read outside the job, and that is enough: a failure more or less between two
// threads moves the lock by one.
bool tries_locked(Act *act, const char *what, const Hash *who)
{
    Counted both[2];
    i64 now = act_real(act);
    counted_by(act, what, who, both);
    for (int i = 0; i < 2; i++) {
        Tries t = tries_of(act->db, &both[i]);
        if (tries_lock(&t, &both[i].limits, now)) act->problems.wait_ms = MAX(act->problems.wait_ms, t.until - now);
    }
    return act->problems.wait_ms > 0;
}

// One read and one write each: two failures at once are both counted. The context lies on the asking thread's stack,
// which waits until this is committed.
static Fault failed_work(App *app, Tx *tx, Arena *arena, void *context)
{
    (void)app, (void)arena;
    const Counted *both = context;
    for (int i = 0; i < 2; i++) {
        Tries t = tries_of(tx_db(tx), &both[i]);
        t = tries_after(&t, &both[i].limits, tx_real(tx));
        if (both[i].what) tries_put(tx_db(tx), both[i].county, both[i].what, &both[i].who, &t);
    }
    return OK;
}

// A refused job leaves nothing behind, so the failure is counted by a job of its own before we answer. Inside a job the
// writer would wait for itself.
void tries_failed(Act *act, const char *what, const Hash *who)
{
    assert(!act->tx);
    Counted both[2];
    counted_by(act, what, who, both);
    if (both[0].what || both[1].what) road_work(act->app, failed_work, both, false);
}

void tries_forget(Act *act, const char *what, const Hash *who) { tries_drop(act->db, act->county, what, who); }
