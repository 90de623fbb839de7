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

// Called by change(). `in` must live until the job is done; happened_at 0 means when the causing act happened.
void act_cause(Act *act, const char *action, i64 subject, const void *in, i64 happened_at)
{
    assert(action != NULL && act->caused_count < CAUSED_MOST);
    if (act->caused_count == act->caused_room) {
        act->caused_room = MAX(8, 2 * act->caused_room);
        struct Caused *more = NEW(act->arena, struct Caused, act->caused_room);
        if (act->caused_count) memcpy(more, act->caused, (size_t)act->caused_count * sizeof *more);
        act->caused = more;
    }
    assert(act->caused_count < act->caused_room);
    act->caused[act->caused_count++] = (struct Caused){ action, subject, happened_at, in };
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
bool act_said_before(const Act *act, Db *db)
{
    Entry before;
    return act->key.len && entry_by_key(db, act->arena, act->county, act_actor(act), act->key, &before);
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

// ---- followers -----------------------------------------------------------------------------------

static bool follows(const Action *a, const char *name)
{
    Str left = str(a->follows ? a->follows : "");
    while (left.len)
        if (str_is(str_cut(&left, ' '), name)) return true;
    return false;
}

// So a lower room need not know who is concerned by what it does.
static void act_followed(Act *act)
{
    for (int c = 0; c < capability_count; c++)
        for (int i = 0; i < capabilities[c]->action_count; i++) {
            const Action *a = &capabilities[c]->actions[i];
            if (a->follows && follows(a, act->action->deed.name))
                act_cause(act, a->deed.name, act->subject, act->record, act->happened_at);
        }
}

// Whether anything with an entry has that name: another's.
static bool leads(const Action *follower, Str name)
{
    for (int c = 0; c < capability_count; c++)
        for (int i = 0; i < capabilities[c]->action_count; i++) {
            const Action *a = &capabilities[c]->actions[i];
            if (a != follower && a->deed.entry && str_is(name, a->deed.name)) return true;
        }
    return false;
}

// Looked at when the application opens, rather than when it happens.
const char *follows_unknown(void)
{
    for (int c = 0; c < capability_count; c++)
        for (int i = 0; i < capabilities[c]->action_count; i++) {
            const Action *a = &capabilities[c]->actions[i];
            Str left = str(a->follows ? a->follows : "");
            while (left.len)
                if (!leads(a, str_cut(&left, ' '))) return a->deed.name;
        }
    return NULL;
}

static Fault road_act(Act *act, Entry *entry);

static Fault road_caused(Act *act, const Entry *entry)
{
    assert(act->caused_count >= 0 && act->caused_count <= CAUSED_MOST);
    for (int i = 0; i < act->caused_count; i++) {
        const Action *action = app_action(act->caused[i].action);
        assert(action != NULL);
        if (act->depth + 1 >= CAUSE_DEPTH) return FAULT_cause_too_deep;
        Act next = {
            .app = act->app, .action = action, .who = act->who, .arena = act->arena, .tx = act->tx, .db = act->db,
            .vault = act->vault, .pack = act->pack, .county = act->county, .path_id = act->caused[i].subject,
            .now = act->now, .in = (void *)(uintptr_t)act->caused[i].in,
            .cause = entry->body.len ? entry->seq + 1 : act->cause,         // of what recorded nothing: its own
            .happened_at = act->caused[i].happened_at ? act->caused[i].happened_at : act->happened_at,
            .depth = act->depth + 1, .post = act->post, .nameless = act->nameless,
        };
        Entry caused;
        Fault f = road_act(&next, &caused);
        if (!f) continue;
        act->problems = next.problems;
        return f;
    }
    return OK;
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
    act_followed(act);
    return road_caused(act, entry);
}

i64 act_real(const Act *act) { return act->tx ? tx_real(act->tx) : store_now(act->app->store); }

// On the writer's thread, inside a job. Its fault is the caller's to judge: a sweep goes on with the next matter only
// if it takes the fault as its own, since what was written before stays in the savepoint.
Fault road_do(App *app, Tx *tx, Arena *arena, const Action *action, const Actor *who, i64 county, i64 subject,
              const void *in, i64 happened_at, i64 cause, Entry *entry)
{
    assert(action && action->change && who && arena);
    i64 now = tx_now(tx, county);
    Act act = {
        .app = app, .action = action, .who = who, .arena = arena, .tx = tx, .db = tx_db(tx), .vault = tx_vault(tx),
        .pack = app_pack(app, county), .county = county, .path_id = subject, .now = now,
        .happened_at = happened_at ? happened_at : now, .in = (void *)(uintptr_t)in, .cause = cause,
    };
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
    if (act->action->answer) {
        Out more = out_new(act->arena, ANSWER_MAX);
        act->action->answer(act, &ride->entry, &more);
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

// The job's run(): on the writer's thread, inside its savepoint.
Fault ride_run(Job *job, Tx *tx)
{
    Ride *ride = (Ride *)job;
    Act *act = &ride->act;
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
