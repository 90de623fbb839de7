// road.c: the one road of a change: once? ▸ load and decide ▸ journal ▸ apply ▸ what it causes. Runs on the writer's
// thread inside the job's savepoint; a fault anywhere undoes all of it.
// Steps 4 to 6 of DESIGN §3. A rule sees facts that were loaded in this very transaction, so nothing can change
// between deciding and doing. What an act causes is done before its commit, each with its own entry that names its
// cause, at most 8 deep: a chain that does not end is a mistake of ours and falls as a whole.
#include "gate/gate_room.h"
#include "gate/road_store.h"
#include "gate/session.h"
#include <string.h>

enum { CAUSE_DEPTH = 8, ANSWER_MAX = 1 << 20 };

// Called by change().
void act_cause(Act *act, Caused caused)
{
    assert(caused.action != NULL && act->caused_count < CAUSED_MOST);
    if (act->caused_count == act->caused_room) {
        act->caused_room = MAX(8, 2 * act->caused_room);
        Caused *more = NEW(act->arena, Caused, act->caused_room);
        if (act->caused_count) memcpy(more, act->caused, (size_t)act->caused_count * sizeof *more);
        act->caused = more;
    }
    assert(act->caused_count < act->caused_room);
    act->caused[act->caused_count++] = caused;
}

const PostOf *act_as(Act *act, Str code, unsigned who)
{
    const PostOf *p = actor_post(act->who, code, who);
    act->post = p ? p->post : 0;
    return p;
}

i64 act_id(Act *act) { return tx_new_id(act->tx, act->county); }

i64 act_made(Act *act)
{
    if (!act->promised) act->promised = act_id(act);
    return act->promised;
}

static void *kept(Act *act, const Record *r, const void *from)
{
    return memcpy(arena_take(act->arena, r->size, 1), from, (size_t)r->size);
}

Fault act_enter(Act *act, i64 subject, const void *record)
{
    act->subject = subject;
    act->record = kept(act, act->action->deed.entry, record);
    return OK;
}

Fault act_says(Act *act, i64 subject, const void *answer)
{
    act->subject = subject;
    act->said = kept(act, act->action->out, answer);
    return OK;
}

Fault act_problem_hint(Act *act, const char *field, Fault f, Str hint)
{
    assert(field && f != OK);
    problem_hint(&act->problems, str(field), f, hint);
    return FAULT_field_problems;
}

Fault act_problem(Act *act, const char *field, Fault f) { return act_problem_hint(act, field, f, (Str){ 0 }); }

// Whom the entry names; keys are unique beside it.
static i64 act_actor(const Act *act) { return act->nameless ? 0 : act->who->person; }

// For a prepare() that would refuse what the same asker did already.
bool act_said_before(const Act *act)
{
    Entry before;
    return act->key.len && entry_by_key(act->db, act->arena, act->county, act_actor(act), act->key, &before);
}

// What the road knows; tx_append() completes it.
static Entry entry_of(const Act *act)
{
    assert(!act->pack || act->pack->hash_text.len >= 16);
    return (Entry){
        .county = act->county, .happened_at = act->happened_at, .actor = act_actor(act), .post = act->post,
        .action = str(act->action->deed.name), .subject = act->subject, .cause = act->cause, .key = act->key,
        .pack = act->pack ? (Str){ act->pack->hash_text.at, 16 } : STR(""),
    };
}

// ---- what follows from an act ----------------------------------------------------------------------

static Fault road_act(Act *act, Entry *entry);

// A broken promise, or a cause that the action's row does not name, is a mistake of ours: all falls.
static Fault road_broken(const Act *act, const char *what, const char *name)
{
    log_line("error", "road", "%s %s %s", act->action->deed.name, what, name);
    return FAULT_breakage;
}

// Of what recorded nothing, cause and origin are its own.
static Fault road_next(Act *act, const Entry *entry, const Action *action, const Caused *c, const Act *followed)
{
    if (act->depth + 1 >= CAUSE_DEPTH) return FAULT_cause_too_deep;
    bool entered = entry->body.len > 0;
    Act next = {
        .app = act->app, .action = action, .who = act->who, .arena = act->arena, .tx = act->tx, .db = act->db,
        .vault = act->vault, .pack = act->pack, .county = act->county, .path_id = c->subject, .now = act->now,
        .in = (void *)(uintptr_t)c->in, .followed = followed, .promised = c->id, .asked = c->asked,
        .cause = entered ? entry->seq + 1 : act->cause, .origin = entered ? act->subject : act->origin,
        .happened_at = c->happened_at ? c->happened_at : act->happened_at,
        .depth = act->depth + 1, .post = act->post, .nameless = act->nameless,
    };
    Entry caused;
    Fault f = road_act(&next, &caused);
    if (!f && c->id && caused.subject != c->id) f = road_broken(act, "was promised another thing by", c->action);
    if (f) act->problems = next.problems;
    return f;
}

// First what it causes itself, in that order; then whoever follows, in the order of the list of actions.
static Fault road_caused(Act *act, const Entry *entry)
{
    assert(act->caused_count >= 0 && act->caused_count <= CAUSED_MOST);
    Fault f = OK;
    for (int i = 0; i < act->caused_count && !f; i++) {
        const Action *effect = chain_effect(act->action, act->caused[i].action);
        f = effect ? road_next(act, entry, effect, &act->caused[i], NULL)
                   : road_broken(act, "may not cause", act->caused[i].action);
    }
    const Caused follows = { .subject = act->subject };
    for (int i = 0; i < act->app->following_count && entry->body.len && !f; i++) {
        const Following *pair = &act->app->following[i];
        if (pair->leader == act->action) f = road_next(act, entry, pair->follower, &follows, act);
    }
    return f;
}

// Decide, append, and follow the causes. Own-only actions have no entry: entry->action stays empty.
static Fault road_act(Act *act, Entry *entry)
{
    actor_moved(act->app, act->action);
    Fault f = act->action->change(act);
    if (!f && act->problems.count) f = FAULT_field_problems;
    if (f) return f;
    assert((!(act->action->flags & LIMITED) || act->limited) && "what is limited was counted");
    if (act->action->flags & OWN_ONLY) {
        *entry = (Entry){ .county = act->county, .subject = act->subject };
        return db_failed(act->db) ? FAULT_store_failed : OK;
    }
    if (!act->subject && !act->record) {                        // nothing to record: no entry, no receipt
        *entry = (Entry){ .county = act->county };
        return db_failed(act->db) ? FAULT_store_failed : road_caused(act, entry);
    }
    assert(act->subject != 0 || act->county == 0);
    assert(act->record && act->happened_at && act->depth < CAUSE_DEPTH);
    *entry = entry_of(act);
    if (!tx_append(act->tx, entry, &act->action->deed, act->record)) return FAULT_store_failed;
    return road_caused(act, entry);
}

i64 act_real(const Act *act) { return act->tx ? tx_real(act->tx) : store_now(act->app->store); }

// An act that nobody's request is behind.
static Act act_alone(App *app, Tx *tx, Arena *arena, const Action *action, const Actor *who, i64 county, const void *in)
{
    assert(action && action->change && who && arena);
    i64 now = tx_now(tx, county);
    return (Act){
        .app = app, .action = action, .who = who, .arena = arena, .tx = tx, .db = tx_db(tx), .vault = tx_vault(tx),
        .pack = app_pack(app, county), .county = county, .now = now, .happened_at = now, .in = (void *)(uintptr_t)in,
    };
}

Fault road_told(App *app, Tx *tx, Arena *arena, const Action *action, const Actor *who, i64 county, const void *in,
                Entry *entry, Problems *told)
{
    Act act = act_alone(app, tx, arena, action, who, county, in);
    Fault f = road_act(&act, entry);
    *told = act.problems;
    return f;
}

// On the writer's thread, inside a job. Its fault is the caller's to judge: who goes on in spite of it calls it within
// tx_part(), since what was written before stays in the job's savepoint.
Fault road_do(App *app, Tx *tx, Arena *arena, const Action *action, const Actor *who, i64 county, i64 subject,
              const void *in, i64 happened_at, i64 cause, Entry *entry)
{
    Act act = act_alone(app, tx, arena, action, who, county, in);
    act.path_id = subject;
    act.cause = cause;
    if (happened_at) act.happened_at = happened_at;
    return road_act(&act, entry);
}

// ---- saying it again ---------------------------------------------------------------------------

// All that was said: action, path, by whose follow-up link, Happened-At (as said: the moment itself may have been moved
// to now) and body.
// Keyed, because the body may hold words that are to be forgotten: the digest outlives them and must not let anybody
// guess.
static Hash once_digest(const Ride *ride)
{
    const Act *act = &ride->act;
    Str text = arena_fmt(act->arena, "%s %lld", act->action->deed.name, (long long)act->path_id);
    i64 link = act->who->follow;
    if (link) text = arena_fmt(act->arena, "%.*s by %lld", (int)text.len, text.at, (long long)link);
    Str at = ride->said_at ? arena_fmt(act->arena, "@%lld ", (long long)ride->said_at) : STR(" ");
    Out o = out_new(act->arena, text.len + at.len + act->body.len + act->path_word.len + 8);
    out_str(&o, text);
    out_str(&o, at);
    out_str(&o, act->path_word);
    out_str(&o, str_trim(act->body));
    assert(!o.full);
    return vault_hash(act->vault, "once", out_done(&o));
}

// Who asks may have lost what they had while the job waited, or in this very batch.
static Fault ride_rights(Ride *ride)
{
    Act *act = &ride->act;
    Fault f = actor_again(ride->app, act->db, act->arena, act_real(act), &ride->who);
    act->reader = asker_reader(&ride->who);
    return f ? f : asker_may(ride->app, act->action, &ride->who);
}

// A key seen before: the same record gives the same answer, made from the entry; another record gives 422.
static Fault once_before(Ride *ride, bool *before)
{
    Act *act = &ride->act;
    assert(act->key.len);
    *before = entry_by_key(act->db, act->arena, act->county, act_actor(act), act->key, &ride->entry);
    if (!*before) return OK;
    Hash was, is = once_digest(ride);
    if (!gate_once(act->db, act->arena, act->county, act_actor(act), act->key, &was)) return FAULT_key_other_record;
    if (!hash_same(&was, &is)) return FAULT_key_other_record;
    const Deed *deed = &act->action->deed;
    assert(str_is(ride->entry.action, deed->name) && ride->entry.county == act->county);
    act->record = arena_take(act->arena, deed->entry->size, 1);
    if (!record_from_entry(deed->entry, act->arena, ride->entry.record, act->record)) return FAULT_breakage;
    apply_open(tx_apply(act->tx), deed->entry, ride->entry.subject, act->record);
    act->subject = ride->entry.subject;
    ride->repeated = ride->has_entry = true;
    act->unproven = !act_actor(act) && !act->who->local && !act->who->follow && !key_secret(act->key);
    return OK;
}

// ---- a ride ------------------------------------------------------------------------------------

void act_tell(const Act *act, Out *o, const void *answer)
{
    assert(act->action->out && answer);
    record_members(act->action->out, o, answer, act->reader, true);
}

// What lets the asker prove later that this was recorded.
static void ride_receipt(Ride *ride)
{
    assert(ride->has_entry && ride->entry.body.len > 0);
    Out *o = &ride->body;
    const Entry *e = &ride->entry;
    Receipt receipt = { e->county, e->seq, hex_text(ride->act.arena, e->leaf.at, 32) };
    record_members(&changed_record, o, &(Changed){ { &receipt } }, 0, o->len > 1);
}

// Inside the transaction, so the answer may say how things stand now.
// Built before the commit and sent after it: it lies in the request's arena until then.
static void ride_answer(Ride *ride)
{
    Act *act = &ride->act;
    Out *o = &ride->body;
    *o = out_new(act->arena, ANSWER_MAX);
    out_char(o, '{');
    bool shown = ride->has_entry && !act->action->out;
    if (shown) record_members(act->action->deed.entry, o, act->record, act->reader, false);
    if (act->said) record_members(act->action->out, o, act->said, act->reader, false);
    else if (act->action->answer) {
        Out more = out_new(act->arena, ANSWER_MAX);
        act->entry = &ride->entry;
        act->action->answer(act, &more);
        Str s = out_done(&more);
        if (o->len == 1 && s.len && s.at[0] == ',') s = (Str){ s.at + 1, s.len - 1 };
        out_str(o, s);
    }
    if (ride->has_entry) ride_receipt(ride);
    out_char(o, '}');
}

// Nothing comes of it: change() is asked for what else is wrong. A refusal of its own kind (no right, no such thing)
// takes back what it noted on the way, for it was not to be told.
static Fault ride_judge(Ride *ride)
{
    Act *act = &ride->act;
    assert(act->flawed > 0 && act->problems.count >= act->flawed);
    Fault f = act->action->change(act);
    if (f && f != FAULT_field_problems) act->problems.count = act->flawed;
    return FAULT_field_problems;
}

// The key is noted in the same transaction as the entry: after a crash both are there or neither.
static Fault ride_change(Ride *ride)
{
    Act *act = &ride->act;
    bool before = false;
    Fault f = act->key.len ? once_before(ride, &before) : OK;
    if (f || before) return f;
    f = road_act(act, &ride->entry);
    if (f) return f;
    ride->has_entry = ride->entry.body.len > 0;
    if (act->key.len && ride->has_entry) {
        Hash digest = once_digest(ride);
        gate_once_put(act->db, ride->entry.county, act_actor(act), act->key, &digest);
    }
    return OK;
}

// A job that is run again begins as it did: all else that it noted lies in the transaction that was taken back.
static void ride_again(Ride *ride)
{
    Act *act = &ride->act;
    if (!ride->first) {
        ride->first = NEW(act->arena, Act, 1);
        *ride->first = *act;
        return;
    }
    *act = *ride->first;
    ride->entry = (Entry){ .county = 0 };
    ride->has_entry = ride->repeated = false;
}

// The job's run(): on the writer's thread, inside its savepoint.
Fault ride_run(Job *job, Tx *tx)
{
    Ride *ride = (Ride *)job;
    Act *act = &ride->act;
    if (job->again) ride_again(ride);
    act->tx = tx;
    act->db = tx_db(tx);
    act->vault = tx_vault(tx);
    assert(act->action->change && act->in && act->arena == ride->request->arena);
    act->now = tx_now(tx, act->county);
    if (!act->happened_at) act->happened_at = act->now;
    Fault f = ride_rights(ride);
    if (!f) f = act->flawed ? ride_judge(ride) : ride_change(ride);
    if (!f) ride_answer(ride);
    if (!f && db_failed(act->db)) f = FAULT_store_failed;
    if (!f && act->arena->full) f = FAULT_arena_full;
    return f;
}

// ---- composite work ----------------------------------------------------------------------------

typedef struct WorkJob { Job job; App *app; RoadWork work; void *context; Arena *arena; } WorkJob;

// The job behind road_work and road_later.
static Fault work_run(Job *job, Tx *tx)
{
    WorkJob *w = (WorkJob *)job;
    return w->work(w->app, tx, w->arena, w->context);
}

// Several things as one job: all of it is undone by its fault. `context` is the caller's, who waits.
Fault road_work(App *app, RoadWork work, void *context, bool patient)
{
    assert(app && work);
    WorkJob w = { .job = { .run = work_run, .patient = patient }, .app = app, .work = work, .context = context };
    w.arena = arena_open(64 << 20);
    Fault f = writer_wait(app->store, &w.job);
    arena_close(w.arena);
    return f;
}

static void later_done(Job *job)
{
    arena_close(((WorkJob *)job)->arena);       // holds the job itself
}

// Dropped in silence when the queue is full: only for what will be asked for again.
void road_later(App *app, RoadWork work, const void *context, i64 size)
{
    assert(app && work && size >= 0 && (context || size == 0));
    Arena *a = arena_open(64 << 20);
    WorkJob *w = NEW(a, WorkJob, 1);
    Job job    = { .run = work_run, .done = later_done, .patient = true };
    *w         = (WorkJob){ .job = job, .app = app, .work = work, .arena = a };
    w->context = arena_take(a, MAX(size, 1), 1);
    if (size) memcpy(w->context, context, (size_t)size);
    if (!writer_submit(app->store, &w->job)) arena_close(a);
}
