// tell_out_api.c: the thread that sends. It reads behind the journal whom entries tell, keeps what is to be sent as own
// rows, and sends what is due.
//
// Each step is a job of its own, so that nothing is lost by a crash and nothing sent twice unseen: rows and how far the
// journal was read in one; what is about to be sent is marked so before it is; what became of it behind. What was on
// its way when the program ended was perhaps sent. The writer is never held up: all that is slow happens here.
#include "base/text.h"
#include "tell/tell_letter_api.h"
#include "thing/thing_tell_store.h"
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum {
    WHOLE_MS = 30000, LOOK_MS = 200, ILL_MS = 1000, ENTRIES_MOST = 256, ROWS_MOST = 8192, COUNTIES_MOST = 64,
    TARGETS_MOST = 1024, TOGETHER = 64, ROWS_OF_LETTER = 200, WORKERS_MOST = 200, PRUNED_DAYS = 30, MOVED_LEAST = 512
};

// A letter on its way; county 0: none.
typedef struct Flight { i64 county, letter, target, way, owner, tries, made_at; bool once; Str answer_id; } Flight;
// A target that cannot be reached rests, for longer each time; others go on.
typedef struct Rest { i64 target, until; int fails; } Rest;
typedef struct Teller {
    App        *app;
    _Atomic(Sender *) sender;           // the thread's
    pthread_t   thread;
    atomic_bool ends;
    Arena      *own, *arena, *names;    // its own; of one turn; of the flights
    i64         commits, read[COUNTIES_MOST][2], pruned_on;     // read: county and how far, ahead of outbox_at
    int         read_count, flying;
    Flight      flights[SENDING_MOST];
    Rest        rests[TARGETS_MOST];
} Teller;

static i64 teller_now(const Teller *t) { return store_now(app_store(t->app)); }
static Db *teller_db(const Teller *t) { return store_reader(app_store(t->app)); }
static Vault *teller_vault(const Teller *t) { return store_vault(app_store(t->app)); }

// A store that takes no changes for a while: nothing is sent meanwhile either.
static bool teller_do(Teller *t, RoadWork work, void *context)
{
    Fault f = road_work(t->app, work, context, true);
    if (f) sender_turn(t->sender, ILL_MS, t->arena, NULL, 0);
    return f == OK;
}

// ---- from the journal --------------------------------------------------------------------------------------------

typedef struct Filling {
    Teller       *t;
    Db           *db;
    const Target *targets;
    int           target_count, count;
    OutBehind     at;
    i64           to, now, n, actor;
    Letting      *rows;
} Filling;

static const Target *target_by(const Filling *f, i64 way, i64 org)
{
    for (int i = 0; i < f->target_count; i++) {
        const Target *t = &f->targets[i];
        if (t->county == f->at.county && t->way == way && t->org == org) return t;
    }
    return NULL;
}

static void fill_row(Filling *f, const Told *told, const Target *target, i64 owner, i64 due_at, bool bad)
{
    if (!target) return;
    if (f->count == ROWS_MOST) {
        log_line("error", "outbox", "entry %lld of county %lld tells more than %d ways: the rest is in the app alone",
                 (long long)f->n, (long long)f->at.county, ROWS_MOST);
        return;
    }
    const ThingKind *k = told->kind;
    f->rows[f->count++] = (Letting){
        .county = f->at.county, .target = target->id, .owner = owner, .kind = k->noun, .thing = told->thing, .n = f->n,
        .word = str(choice_name(k->verb_names, k->verb_name_count, told->verb)), .made_at = f->now, .due_at = due_at,
        .state = bad ? OUT_FAILED : OUT_WAITING, .why = str(bad ? "address_bad" : ""), .ended_at = bad ? f->now : 0,
    };
}

static void fill_owner(Filling *f, const Told *told, i64 owner)
{
    Telling want;
    Reach r;
    if (!telling_load(f->db, f->t->arena, owner, &want) || want.by == BY_APP) return;
    if (!reach_load(teller_vault(f->t), f->db, f->t->arena, owner, &r)) return;
    i64 due_at = sending_at(&want, f->now);
    if (want.by != BY_SMS && r.mail.len)
        fill_row(f, told, target_by(f, WAY_MAIL, 0), owner, due_at, r.mail_fails >= ADDRESS_FAILS);
    if (want.by != BY_MAIL && r.phone.len)
        fill_row(f, told, target_by(f, WAY_SMS, 0), owner, due_at, r.phone_fails >= ADDRESS_FAILS);
}

// A person or a thing's maker; an org's robot and those who work there.
static void fill_told(void *context, const Told *told)
{
    Filling *f = context;
    i64 persons[WORKERS_MOST];
    fill_owner(f, told, told->whom);
    const Target *robot = target_by(f, WAY_ROBOT, told->whom);
    if (robot) fill_row(f, told, robot, told->whom, f->now, false);
    int n = told->whom == told->thing ? 0
          : outbox_workers(f->db, told->whom, day_of(f->now), f->actor, persons, WORKERS_MOST);
    for (int i = 0; i < n; i++) fill_owner(f, told, persons[i]);
}

static Fault fill_work(App *app, Tx *tx, Arena *arena, void *context)
{
    Filling *f = context;
    (void)app, (void)arena;
    if (!outbox_moved(tx_db(tx), f->at.county, f->at.position, f->to)) return OK;
    for (int i = 0; i < f->count; i++) outbox_put(tx_db(tx), &f->rows[i]);
    return db_failed(tx_db(tx)) ? FAULT_store_failed : OK;
}

static i64 *read_of(Teller *t, i64 county)
{
    for (int i = 0; i < t->read_count; i++)
        if (t->read[i][0] == county) return &t->read[i][1];
    if (t->read_count == COUNTIES_MOST) return NULL;
    t->read[t->read_count][0] = county;
    t->read[t->read_count][1] = -1;
    return &t->read[t->read_count++][1];
}

// How far it was read is written with what came of it, and else now and then. True: there is more.
static bool fill_county(Teller *t, Filling *f)
{
    Entry e;
    i64  *read = read_of(t, f->at.county), size = f->at.size;
    if (!read) return false;
    i64 from = MAX(*read, f->at.position);
    if (f->at.position < 0) from = size;
    f->to = f->target_count ? from : size;                      // nobody to send to: nothing is read
    while (f->to < size && f->to < from + ENTRIES_MOST && f->count < ROWS_MOST / 2) {
        if (!entry_read(f->db, t->arena, f->at.county, f->to, &e)) return false;
        f->n = ++f->to;
        f->actor = e.actor;
        entry_told(t->arena, &e, fill_told, f);
    }
    bool write = f->count || f->at.position < 0 || f->to - f->at.position >= MOVED_LEAST;
    if (write && !teller_do(t, fill_work, f)) return false;
    *read = f->to;
    return f->to < size;
}

// True: there is more.
static bool fill(Teller *t, const Target *targets, int count)
{
    i64 commits = store_commits(app_store(t->app));
    if (commits == t->commits) return false;
    OutBehind at[COUNTIES_MOST];
    bool more = false;
    int n = outbox_behind(teller_db(t), at, COUNTIES_MOST);
    for (int i = 0; i < n; i++) {
        Filling f = { .t = t, .db = teller_db(t), .targets = targets, .target_count = count, .at = at[i],
                      .now = teller_now(t), .rows = NEW(t->arena, Letting, ROWS_MOST) };
        more = fill_county(t, &f) || more;
    }
    if (!more) t->commits = commits;
    return more;
}

// ---- what became of it -----------------------------------------------------------------------------------

typedef struct Ended { Flight flight; Became became; bool bad, good; } Ended;
typedef struct Outcomes { Ended at[SENDING_MOST]; int count; i64 now; } Outcomes;

static Fault outcome_work(App *app, Tx *tx, Arena *arena, void *context)
{
    Outcomes *o = context;
    (void)app, (void)arena;
    for (int i = 0; i < o->count; i++) {
        const Flight *f = &o->at[i].flight;
        outbox_became(tx_db(tx), f->county, f->letter, &o->at[i].became);
        if (o->at[i].bad || o->at[i].good) reach_failed(tx_db(tx), f->owner, f->way, o->at[i].bad, o->now);
    }
    return db_failed(tx_db(tx)) ? FAULT_store_failed : OK;
}

// Until it is written nothing else is done: what was sent must not be forgotten.
static void outcomes_write(Teller *t, Outcomes *o)
{
    while (o->count && !teller_do(t, outcome_work, o))
        if (atomic_load(&t->ends)) break;
}

static Rest *rest_of(Teller *t, i64 target)
{
    Rest *free = &t->rests[(uint64_t)target % TARGETS_MOST];
    for (int i = 0; i < TARGETS_MOST; i++) {
        if (t->rests[i].target == target) return &t->rests[i];
        if (!t->rests[i].target) free = &t->rests[i];
    }
    *free = (Rest){ .target = target };
    return free;
}

// 5 s, then twice as long each time, five minutes at most. An answer of whatever kind shows that it is there.
static void rest_note(Teller *t, i64 target, bool reached, i64 now)
{
    Rest *r = rest_of(t, target);
    if (reached) *r = (Rest){ .target = target };
    else if (r->until <= now) {
        r->until = now + MIN(5000LL << MIN(r->fails, 6), 5 * (i64)MINUTE);
        r->fails++;
    }
}

static Flight *flight_of(Teller *t, i64 letter)
{
    for (int i = 0; i < SENDING_MOST; i++)
        if (t->flights[i].county && t->flights[i].letter == letter) return &t->flights[i];
    return NULL;
}

static void landed(Teller *t, const Sent *s, Outcomes *o)
{
    Flight *f = flight_of(t, s->id);
    assert(f && o->count < SENDING_MOST);
    Ended *e = &o->at[o->count++];
    *e = (Ended){ *f, letter_became(s->outcome, f->once, f->tries, f->made_at, o->now), false, s->outcome == SENT };
    e->became.code = s->code;
    e->bad = address_bad(f->way, s->outcome, s->code);
    if (s->outcome == REFUSED && !s->code) e->became.why = STR("network_refused");
    if (s->outcome == SENT && f->answer_id.len)
        json_member_text(t->arena, s->answer, arena_z(t->arena, f->answer_id), &e->became.answer);
    bool mended;
    e->became.answer = text_mend(t->arena, TEXT_LINE, e->became.answer, &mended);
    i64 cut = MIN(e->became.answer.len, 80);
    while (cut > 0 && cut < e->became.answer.len && (e->became.answer.at[cut] & 0xC0) == 0x80) cut--;
    e->became.answer.len = cut;
    rest_note(t, f->target, s->outcome != UNREACHED && s->code != 535, o->now);
    f->county = 0;
    t->flying--;
}

static void turn(Teller *t, bool busy)
{
    Sent      sent[SENDING_MOST];
    Outcomes *o = NEW(t->arena, Outcomes, 1);
    int       n = sender_turn(t->sender, busy ? 0 : LOOK_MS, t->arena, sent, SENDING_MOST);
    o->now = teller_now(t);
    for (int i = 0; i < n; i++) landed(t, &sent[i], o);
    outcomes_write(t, o);
    if (!t->flying) arena_reset(t->names);
}

// ---- sending -----------------------------------------------------------------------------------------------

typedef struct Claim { i64 target, now, letters[TOGETHER]; int count, most; } Claim;

static Fault claim_work(App *app, Tx *tx, Arena *arena, void *context)
{
    Claim *c = context;
    (void)app, (void)arena;
    c->count = outbox_claim(tx_db(tx), c->target, c->now, c->letters, c->most);
    return db_failed(tx_db(tx)) ? FAULT_store_failed : OK;
}

// Whoever stopped it meanwhile, or was forgotten, has no address.
static bool address_now(Teller *t, const Target *target, i64 owner, Str *address, Lang *lang)
{
    Telling want;
    Reach r;
    Db *db = teller_db(t);
    *lang = ZH;
    *address = STR("");
    if (target->way == WAY_ROBOT) return true;
    if (!telling_load(db, t->arena, owner, &want) || want.by == BY_APP) return false;
    if (!reach_load(teller_vault(t), db, t->arena, owner, &r)) return false;
    *lang = want.lang == EN ? EN : ZH;
    *address = target->way == WAY_MAIL ? r.mail : r.phone;
    return address->len > 0;
}

static void drop(const Target *target, i64 letter, Outcomes *o)
{
    o->at[o->count++] = (Ended){ { .county = target->county, .letter = letter },
                                 { .state = OUT_DROPPED, .ended_at = o->now, .why = STR("not_wanted") }, false, false };
}

static void fly(Teller *t, const Target *target, const Secrets *secrets, i64 letter, Outcomes *o)
{
    Letter   l;
    Letting *rows = NEW(t->arena, Letting, ROWS_OF_LETTER);
    int      count = outbox_letter(teller_db(t), t->arena, target->county, letter, rows, ROWS_OF_LETTER);
    Writing  w = { .db = teller_db(t), .arena = t->arena, .vault = teller_vault(t), .target = target,
                   .secrets = secrets, .now = o->now };
    bool wanted = count && address_now(t, target, rows[0].owner, &w.address, &w.lang)
               && letter_write(&w, letter, rows, count, &l);
    if (!wanted) {
        drop(target, letter, o);
        return;
    }
    Flight *f = t->flights;
    while (f < t->flights + SENDING_MOST && f->county) f++;
    bool given = f < t->flights + SENDING_MOST && sender_give(t->sender, &l);
    assert(given && "no more are claimed than there is room for");
    *f = (Flight){ target->county, letter, target->id, target->way, rows[0].owner, rows[0].tries, rows[0].made_at,
                   target->once, target->answer_id.len ? arena_str(t->names, target->answer_id) : STR("") };
    t->flying++;
}

static int flying_to(const Teller *t, i64 target)
{
    int n = 0;
    for (int i = 0; i < SENDING_MOST; i++) n += t->flights[i].county && t->flights[i].target == target;
    return n;
}

// Each target has its own share of what may be on its way.
static bool send_to(Teller *t, const Target *target)
{
    Claim c = { .target = target->id, .now = teller_now(t) };
    c.most = MIN(TOGETHER - flying_to(t, target->id), sender_room(t->sender));
    if (c.most < TOGETHER / 4 || rest_of(t, target->id)->until > c.now || !outbox_due(teller_db(t), target->id, c.now))
        return false;
    if (!teller_do(t, claim_work, &c)) return false;
    Outcomes *o = NEW(t->arena, Outcomes, 1);
    o->now = c.now;
    Secrets secrets = secrets_load(teller_vault(t), teller_db(t), t->arena, target->id);
    for (int i = 0; i < c.count; i++) fly(t, target, &secrets, c.letters[i], o);
    outcomes_write(t, o);
    return c.count > 0;
}

// ---- the thread --------------------------------------------------------------------------------------------

// On their way when the program ended: perhaps they arrived.
static void broken_end(Teller *t, const Target *targets, int count)
{
    for (int i = 0; i < count; i++) {
        Letting rows[TOGETHER];
        i64 after = 0;
        for (int n = TOGETHER; n == TOGETHER;) {
            Outcomes *o = NEW(t->arena, Outcomes, 1);
            o->now = teller_now(t);
            n = outbox_broken(teller_db(t), t->arena, targets[i].county, after, rows, TOGETHER);
            for (int k = 0; k < n; k++) {
                after = rows[k].id;
                if (rows[k].target != targets[i].id) continue;
                Flight f = { .county = rows[k].county, .letter = rows[k].letter };
                Became b = letter_became(PERHAPS, targets[i].once, rows[k].tries, rows[k].made_at, o->now);
                if (b.state == OUT_WAITING) b.due_at = o->now;
                o->at[o->count++] = (Ended){ f, b, false, false };
            }
            outcomes_write(t, o);
        }
    }
}

typedef struct Prune { i64 county, before; } Prune;
static Fault prune_work(App *app, Tx *tx, Arena *arena, void *context)
{
    Prune *p = context;
    (void)app, (void)arena;
    outbox_prune(tx_db(tx), p->county, p->before);
    return OK;
}

// A little each day that passes is not enough after a busy one; so a little each hour.
static void prune(Teller *t, const Target *targets, int count)
{
    i64 now = teller_now(t);
    if (now / HOUR == t->pruned_on) return;
    t->pruned_on = now / HOUR;
    for (int i = 0; i < count; i++) {
        if (i && targets[i].county == targets[i - 1].county) continue;
        teller_do(t, prune_work, &(Prune){ targets[i].county, now - PRUNED_DAYS * (i64)DAY });
    }
}

static void *teller_main(void *arg)
{
    Teller *t = arg;
    atomic_store(&t->sender, sender_open(WHOLE_MS));            // not at the start, which waits for nothing
    for (bool first = true; !atomic_load(&t->ends); first = false) {
        arena_reset(t->arena);
        Target *targets = NEW(t->arena, Target, TARGETS_MOST);
        int count = targets_all(teller_db(t), t->arena, targets, TARGETS_MOST);
        if (first) broken_end(t, targets, count);
        bool busy = fill(t, targets, count);
        for (int i = 0; i < count && !atomic_load(&t->ends); i++) busy = send_to(t, &targets[i]) || busy;
        prune(t, targets, count);
        turn(t, busy);
        if (db_failed(teller_db(t))) db_clear(teller_db(t));
    }
    return NULL;
}

void *teller_run(App *app)
{
    Arena  *a = arena_open(1 << 20);
    Teller *t = NEW(a, Teller, 1);
    t->own = a;
    t->app = app;
    t->names = arena_open(1 << 20);
    t->arena = arena_open(64 << 20);
    if (pthread_create(&t->thread, NULL, teller_main, t)) {
        log_line("error", "teller", "no thread: nothing is sent");
        atomic_store(&t->ends, true);
    }
    return t;
}

// What is on its way is broken off, and told as perhaps sent at the next start.
void teller_rest(void *running)
{
    Teller *t = running;
    bool runs = !atomic_exchange(&t->ends, true);
    Sender *sender = atomic_load(&t->sender);
    if (sender) sender_wake(sender);
    if (runs) pthread_join(t->thread, NULL);
    sender_close(atomic_load(&t->sender));
    arena_close(t->arena);
    arena_close(t->names);
    arena_close(t->own);
}
