// staff.c: `linli demo staff`: a stand-in for staff. What happens to a letter is said by SHA-256("staff:" + msg_id);
// everything is done by deeds on the common road, at its own moment, with the clock raising what fell due before.
//
//   b0 % 100 < 4           refused 1 + b2 % 12 hours after filing, with the subject's next door
//   b1 % 100               settled at: below 62 the community, below 90 the street, else the county; nobody acts below
//   b2 b3 (big endian)     closed 1 + b2b3 % 120 / 200 / 300 hours after it came to that level
//   b7                     the community accepts 1 + b7 % 120 minutes after filing, before it closes
//   b4 % 100 < 6, b5, b6   reopened 24 + b5 % 48 hours after closing, closed again 1 + b6 % 72 hours later
//
// The plan of a letter depends on nothing but its number, so that test/recompute.py can compute the same figures with
// its own calendar. Deeds wait in a heap by moment; between two of them the clock raises what fell due, and what was
// raised may put new deeds in. Each deed has a key of its own: a run that broke off goes on where it stopped.
#include "matter/matter.h"
#include "words/staff.h"
#include "words/words.h"
#include <stdio.h>
#include <string.h>

enum { PIECES_MAX = 200000, EVENTS_MAX = 3 * PIECES_MAX, TOGETHER = 256, TOLD_MAX = 20, STAFF_MAX = 4000 };
typedef enum { DEED_ACCEPT, DEED_REFUSE, DEED_CLOSE, DEED_REOPEN, DEED_CLOSE_AGAIN } PlanDeed;
static const char *const deed_paths[] = { "accept", "refuse", "close", "reopen", "close" };
// Part of an Idempotency-Key: the second closing is another deed than the first.
static const char *const deed_keys[] = { "accept", "refuse", "close", "reopen", "again" };
static_assert(COUNT(deed_paths) == DEED_CLOSE_AGAIN + 1 && COUNT(deed_keys) == COUNT(deed_paths), "one a deed");

// What is to become of one letter; the _ms are counted from the moment named in the table above.
typedef struct Plan {
    bool refused, reopened;
    i64  level, refuse_ms, close_ms, accept_ms, reopen_ms, again_ms;
} Plan;
// One letter with its plan. planned: its closing is in the heap.
typedef struct Piece { i64 id, filed_at, level, open, planned; Str ref, place, subject; Plan plan; } Piece;
// A deed that is to be done to a piece (its number in pieces) at a moment.
typedef struct Event { i64 at; int piece; PlanDeed deed; } Event;
// Who acts for the office of a place.
typedef struct Member { Str code; i64 person; } Member;
// done: by PlanDeed; wrong: deeds that were refused. batch is given back after each batch, arena at the end.
typedef struct Staff {
    Caller *c;
    Arena  *arena, *batch;
    Pack   *pack;
    Piece  *pieces;
    int     piece_count;
    Event  *heap;
    int     heap_count;
    Member *members;
    int     member_count;
    i64     until, now, next;       // next: nothing falls due before it; 0 = not known
    i64     first, last;            // filing moments
    i64     done[5], raised, wrong;
} Staff;

// The table above, byte by byte.
static Plan plan_of(Arena *a, Str ref)
{
    Hash h = hash_sha256(arena_fmt(a, "staff:%.*s", STAR(ref)));
    const byte *b = h.at;
    i64 level = b[1] % 100 < 62 ? LEVEL_COMMUNITY : b[1] % 100 < 90 ? LEVEL_STREET : LEVEL_COUNTY;
    i64 most = level == LEVEL_COMMUNITY ? 120 : level == LEVEL_STREET ? 200 : 300;
    return (Plan){
        .refused = b[0] % 100 < 4, .reopened = b[4] % 100 < 6, .level = level, .refuse_ms = (1 + b[2] % 12) * HOUR,
        .close_ms = (1 + (b[2] * 256 + b[3]) % most) * HOUR, .accept_ms = (1 + b[7] % 120) * MINUTE,
        .reopen_ms = (24 + b[5] % 48) * HOUR, .again_ms = (1 + b[6] % 72) * HOUR,
    };
}

// ---- events in the order of their moments (a binary heap) ----------------------------------------

// A whole order: two runs do the same deeds in the same order.
static bool event_before(const Event *a, const Event *b)
{
    if (a->at != b->at) return a->at < b->at;
    return a->piece != b->piece ? a->piece < b->piece : a->deed < b->deed;
}

// Events are small, so they are moved rather than pointed to.
static void event_swap(Event *a, Event *b)
{
    Event e = *a;
    *a = *b;
    *b = e;
}

static void event_put(Staff *s, i64 at, int piece, PlanDeed deed)
{
    assert(piece >= 0 && piece < s->piece_count && deed <= DEED_CLOSE_AGAIN);
    assert(s->heap_count < EVENTS_MAX);
    int i = s->heap_count++;
    s->heap[i] = (Event){ at, piece, deed };
    for (; i > 0 && event_before(&s->heap[i], &s->heap[(i - 1) / 2]); i = (i - 1) / 2)
        event_swap(&s->heap[i], &s->heap[(i - 1) / 2]);
}

static Event event_take(Staff *s)
{
    assert(s->heap_count > 0);
    Event first = s->heap[0];
    s->heap[0] = s->heap[--s->heap_count];
    for (int i = 0;;) {
        int least = i;
        for (int k = 2 * i + 1; k <= 2 * i + 2; k++)
            if (k < s->heap_count && event_before(&s->heap[k], &s->heap[least])) least = k;
        if (least == i) return first;
        event_swap(&s->heap[i], &s->heap[least]);
        i = least;
    }
}

// ---- what is planned -----------------------------------------------------------------------------

// It came to the level where it is to be settled.
static void plan_arrived(Staff *s, int i, i64 at)
{
    assert(i >= 0 && i < s->piece_count);
    Piece *p = &s->pieces[i];
    p->planned = 1;
    event_put(s, at + p->plan.close_ms, i, DEED_CLOSE);
    if (p->plan.level == LEVEL_COMMUNITY)
        event_put(s, at + MIN(p->plan.accept_ms, p->plan.close_ms - MINUTE), i, DEED_ACCEPT);
}

// Filed and untouched. Below its level nobody acts: it waits for the clock to bring it there.
static void plan_fresh(Staff *s, int i)
{
    Piece *p = &s->pieces[i];
    if (p->plan.refused) event_put(s, p->filed_at + p->plan.refuse_ms, i, DEED_REFUSE);
    else if (p->level >= p->plan.level) plan_arrived(s, i, p->filed_at);
}

// Somebody acted or time passed since: its steps say where the plan stands.
static void plan_steps(Staff *s, int i, json_t *steps)
{
    Piece *p = &s->pieces[i];
    i64 arrived = 0, closed[2] = { 0 }, reopened = 0, at;
    int closes = 0, accepted = 0;
    json_t *step;
    size_t n;
    json_array_foreach(steps, n, step) {
        Str verb = jtext(step, "verb");
        const Choice *level = choice_by_name(level_choices, (int)COUNT(level_choices), jtext(step, "level"));
        if (!moment_parse(jtext(step, "at"), &at)) continue;
        if (!arrived && level && level->value >= p->plan.level) arrived = at;
        if (str_is(verb, "accept")) accepted = 1;
        if (str_is(verb, "close") && closes < 2) closed[closes++] = at;
        if (str_is(verb, "reopen")) reopened = at;
    }
    if (p->plan.refused) {
        if (p->open) event_put(s, p->filed_at + p->plan.refuse_ms, i, DEED_REFUSE);
    } else if (closes == 1 && reopened) event_put(s, reopened + p->plan.again_ms, i, DEED_CLOSE_AGAIN);
    else if (closes == 1 && p->plan.reopened) event_put(s, closed[0] + p->plan.reopen_ms, i, DEED_REOPEN);
    else if (closes == 0 && p->open && arrived) {
        p->planned = 1;
        event_put(s, arrived + p->plan.close_ms, i, DEED_CLOSE);
        if (!accepted && p->plan.level == LEVEL_COMMUNITY)
            event_put(s, arrived + MIN(p->plan.accept_ms, p->plan.close_ms - MINUTE), i, DEED_ACCEPT);
    }
}

// One question a letter, asked only for those that somebody or time has touched.
static bool plan_begun(Staff *s, int i)
{
    json_t *matter = caller_get(s->c, s->batch, "/api/matters/%lld", LL(s->pieces[i].id));
    if (!matter) return false;
    plan_steps(s, i, json_object_get(matter, "steps"));
    json_decref(matter);
    arena_reset(s->batch);
    return true;
}

// More than PIECES_MAX are left alone: their matters wait, and the figures show them as open.
static void piece_take(void *context, const Imported *row)
{
    Staff *s = context;
    if (s->piece_count == PIECES_MAX) return;
    Piece *p = &s->pieces[s->piece_count++];
    *p = (Piece){
        .id = row->id, .filed_at = row->filed_at, .level = row->level, .open = thing_open(&matter_kind, row->state),
        .planned = row->state != MATTER_FILED || row->level != LEVEL_COMMUNITY, .ref = arena_str(s->arena, row->ref),
        .place = arena_str(s->arena, row->place), .subject = arena_str(s->arena, row->subject),
    };
    p->plan = plan_of(s->arena, p->ref);
    s->first = s->first ? MIN(s->first, p->filed_at) : p->filed_at;
    s->last = MAX(s->last, p->filed_at);
}

// A stopped run's letters are asked for, fresh ones cost nothing.
static bool plan_all(Staff *s)
{
    bool good = true;
    for (int i = 0; i < s->piece_count && good; i++) {
        bool begun = s->pieces[i].planned;
        s->pieces[i].planned = 0;
        if (begun) good = plan_begun(s, i);
        else plan_fresh(s, i);
    }
    return good;
}

// ---- the clock -----------------------------------------------------------------------------------

// For bsearch.
static int by_id(const void *key, const void *at)
{
    i64 a = *(const i64 *)key, b = ((const Piece *)at)->id;
    return a < b ? -1 : a > b;
}

// Pieces stand in the order of ids, as imports_each gave them.
static void raised_take(Staff *s, json_t *row)
{
    i64 id = jwhole(row, "id", 0), at = 0;
    Piece *p = bsearch(&id, s->pieces, (size_t)s->piece_count, sizeof *p, by_id);
    s->raised++;
    if (!p || jwhole(row, "kind", 0) != NOUN_MATTER || !moment_parse(jtext(row, "at"), &at)) return;
    p->level = MIN(p->level + 1, LEVEL_COUNTY);
    if (!p->planned && !p->plan.refused && p->level >= p->plan.level) plan_arrived(s, (int)(p - s->pieces), at);
}

// Raises what fell due up to `until`, in stretches of 64; next becomes what falls due after that.
static bool clock_step(Staff *s, i64 until)
{
    bool more = true;
    while (more) {
        Out body = out_new(s->batch, 256);
        out_z(&body, "{\"until\":\"");
        out_moment(&body, until);
        out_z(&body, "\",\"keep\":true}");
        json_t *answer = caller_json(s->c, s->batch, "POST", STR("/api/local/clock"), out_done(&body)), *row;
        size_t i;
        if (!answer) return false;
        json_array_foreach(json_object_get(answer, "done"), i, row) raised_take(s, row);
        more = json_is_true(json_object_get(answer, "more"));
        bool known = json_object_get(answer, "next") != NULL;
        if (!known || !moment_parse(jtext(answer, "next"), &s->next)) s->next = known ? INT64_MAX : 0;
        json_decref(answer);
        arena_reset(s->batch);
    }
    s->now = until;
    return true;
}

// ---- deeds ---------------------------------------------------------------------------------------

// The office of the level where it lies. 0: none, and the deed is then the operator's, who may.
static i64 member_of(const Staff *s, const Piece *p)
{
    i64 digits = p->level <= LEVEL_COMMUNITY ? 12 : p->level == LEVEL_STREET ? 9 : 6;
    Str code = { p->place.at, MIN(digits, p->place.len) };
    for (int i = 0; i < s->member_count; i++)
        if (str_same(s->members[i].code, code)) return s->members[i].person;
    return 0;
}

// A refusal names the subject's next door, or its class's.
static Str deed_body(const Staff *s, const Piece *p, const Event *e)
{
    const Subject *subject = pack_subject(s->pack, p->subject, day_of(e->at));
    const Subject *class = pack_class(s->pack, p->subject, day_of(e->at));
    Str door = subject && subject->next_door.len ? subject->next_door : class ? class->next_door : STR("");
    switch (e->deed) {
    case DEED_REFUSE: return arena_fmt(s->batch, "{\"refusal\":\"%.*s\"}", STAR(door));
    case DEED_REOPEN: return STR("{\"text\":\"群众反映未解决（演示）\"}");
    case DEED_ACCEPT: return STR("{}");
    default:          return STR("{\"text\":\"已办理（演示）\"}");
    }
}

// What follows from a deed. A reopened matter may fall due within hours, so the clock must look again.
static void deed_follow(Staff *s, const Event *e, i64 *bound)
{
    assert(bound);
    Piece *p = &s->pieces[e->piece];
    if (e->deed == DEED_CLOSE && p->plan.reopened) event_put(s, e->at + p->plan.reopen_ms, e->piece, DEED_REOPEN);
    if (e->deed != DEED_REOPEN) return;
    event_put(s, e->at + p->plan.again_ms, e->piece, DEED_CLOSE_AGAIN);
    *bound = MIN(*bound, e->at + HOUR - 1);
    if (s->next) s->next = MIN(s->next, e->at + HOUR);
}

// Done by the member of the office where it lies, at the planned moment, by the same action as from a desk.
static void deed_line(Staff *s, const Event *e, Out *lines)
{
    const Piece *p = &s->pieces[e->piece];
    batch_line(lines, &(BatchLine){
        .method = "POST", .path = arena_fmt(s->batch, "/api/matters/%lld/%s", LL(p->id), deed_paths[e->deed]),
        .key = arena_fmt(s->batch, "staff-%s-%lld", deed_keys[e->deed], LL(p->id)), .happened_at = e->at,
        .act_as = member_of(s, p), .body = deed_body(s, p, e),
    });
}

// A refused deed is told and counted; the others go on.
static void deed_answered(Staff *s, const Event *e, Str line)
{
    json_t *root = json_loadb(line.at, (size_t)line.len, 0, NULL);
    if (jwhole(root, "status", 0) == 200) s->done[e->deed]++;
    else if (s->wrong++ < TOLD_MAX) {
        Str why = problem_words(s->batch, json_object_get(root, "body"));
        fprintf(stderr, "linli: %lld %s: %.*s\n", LL(s->pieces[e->piece].id), deed_paths[e->deed], STAR(why));
    }
    json_decref(root);
}

// All deeds before the next due moment: they share commits.
// bound: the next due moment; a deed beyond it must wait for the clock. At most TOGETHER at once.
static bool deeds_run(Staff *s, i64 bound)
{
    assert(s->heap_count > 0);
    Event *taken = NEW(s->batch, Event, TOGETHER);
    int count = 0;
    Out lines = out_new(s->batch, 1 << 20);
    while (s->heap_count && s->heap[0].at <= bound && count < TOGETHER) {
        Event e = event_take(s);
        s->now = e.at;
        if (e.deed == DEED_ACCEPT && s->pieces[e.piece].level > LEVEL_COMMUNITY) continue;
        deed_line(s, &e, &lines);
        taken[count++] = e;
        deed_follow(s, &e, &bound);
    }
    Str answers = { 0 };
    bool good = !count || caller_batch(s->c, s->batch, out_done(&lines), &answers) == 200;
    if (!good) fail_str(problem_sentence(s->batch, answers));
    for (int i = 0; i < count && good; i++) deed_answered(s, &taken[i], str_cut(&answers, '\n'));
    arena_reset(s->batch);
    return good;
}

// Whichever is earlier: the next deed, or the next thing that falls due. The clock goes at most an hour beyond that at
// a time, since a raise may bring deeds within it.
static bool staff_live(Staff *s)
{
    assert(s->piece_count > 0);
    bool good = clock_step(s, s->first - 1);
    while (good) {
        i64 deed = s->heap_count ? s->heap[0].at : INT64_MAX, stop = MIN(deed - 1, s->until);
        say_progress(s->c->typed, s->now - s->first, s->until - s->first, false);
        if (stop > s->now && (!s->next || s->next <= stop))
            good = clock_step(s, MIN(stop, (s->next ? s->next : s->now) + HOUR - 1));
        else if (deed <= s->until) good = deeds_run(s, s->next ? MIN(s->next, s->until) : deed);
        else break;
    }
    say_progress(s->c->typed, 1, 1, true);
    return good;
}

// ---- accounts of the stand-in --------------------------------------------------------------------

typedef struct Office { const char *kind, *org, *role, *suffix; } Office;     // kind of place and org, role, name's end

// An org and a user with a post in it, each under a key made of the code.
static void member_lines(Staff *s, Str code, Str place, const Office *office, Out *orgs, Out *users)
{
    Str name = arena_fmt(s->batch, "%.*s%s", STAR(place), office->suffix);
    Out org = out_new(s->batch, 4096), user = out_new(s->batch, 4096);
    out_fmt(&org, "{\"kind\":\"%s\",\"place\":\"%.*s\"", office->org, STAR(code));
    out_z(&org, ",\"valid_from\":\"2010-01-01\",\"name\":");
    out_json(&org, name);
    out_char(&org, '}');
    batch_line(orgs, &(BatchLine){ .method = "POST", .path = STR("/api/orgs"), .body = out_done(&org),
               .key = arena_fmt(s->batch, "staff-org-%.*s", STAR(code)) });
    out_fmt(&user, "{\"role\":\"%s\",\"kind\":\"%s\",\"place\":\"%.*s\"", office->role, office->org, STAR(code));
    out_fmt(&user, ",\"name\":\"值班员%.*s\"}", STAR(code));
    batch_line(users, &(BatchLine){ .method = "POST", .path = STR("/api/local/user"), .body = out_done(&user),
               .key = arena_fmt(s->batch, "staff-user-%.*s", STAR(code)) });
}

static bool member_answered(Staff *s, Str code, Str line)
{
    assert(s->member_count < STAFF_MAX);
    json_t *root = json_loadb(line.at, (size_t)line.len, 0, NULL), *body = json_object_get(root, "body");
    i64 person = jwhole(body, "id", 0);
    if (person) s->members[s->member_count++] = (Member){ arena_str(s->arena, code), person };
    else fail_str(problem_words(s->batch, body));
    json_decref(root);
    return person != 0;
}

// An office and one member for each place of a kind: first all offices, then all members.
static bool members_of(Staff *s, const Places *places, const Office *office)
{
    assert(places && office);
    Out orgs = out_new(s->batch, 4 << 20), users = out_new(s->batch, 4 << 20);
    Str answers;
    for (i64 i = 0; i < places->count; i++) member_lines(s, places->at[i], places->names[i], office, &orgs, &users);
    bool good = caller_batch(s->c, s->batch, out_done(&orgs), &answers) == 200
             && caller_batch(s->c, s->batch, out_done(&users), &answers) == 200;
    if (!good) fail_str(problem_sentence(s->batch, answers));
    for (i64 i = 0; i < places->count && good && s->member_count < STAFF_MAX; i++)
        good = member_answered(s, places->at[i], str_cut(&answers, '\n'));
    arena_reset(s->batch);
    return good;
}

// A list of places below the county does not hold the county itself.
static bool place_named(Staff *s, Str code, Places *into)
{
    json_t *place = caller_get(s->c, s->batch, "/api/places/by-code?code=%.*s", STAR(code));
    into->at[0] = code;
    into->names[0] = arena_str(s->arena, jtext(place, "name"));
    into->count = place != NULL;
    json_decref(place);
    return into->count;
}

// Communities, streets and the county; a key for each, so that a second run finds them there.
static bool members_make(Staff *s, Str county)
{
    static const Office offices[] = {
        { "community", "committee", "committee", "" }, { "street", "street", "street", "办事处" },
        { "county", "county", "county", "社会治理中心" },
    };
    for (int k = 0; k < 3; k++) {
        Places places;
        if (!places_of_kind(s->c, s->arena, county, offices[k].kind, &places)) return false;
        if (k == 2 && !place_named(s, county, &places)) return false;
        if (!members_of(s, &places, &offices[k])) return false;
    }
    return true;
}

bool staff_accounts(Caller *c, Str county)
{
    Staff s = { .c = c, .arena = arena_open(8 << 20), .batch = arena_open(96 << 20) };
    s.members = NEW(s.arena, Member, STAFF_MAX);
    bool good = members_make(&s, county);
    arena_close(s.batch);
    arena_close(s.arena);
    return good;
}

// ---- the word ------------------------------------------------------------------------------------

// What was done, by deed; refused deeds make the run FAILED, since figures would no longer be those recomputed.
static void staff_say(const Staff *s)
{
    tell(s->c->typed, "受理 %lld，不予受理 %lld，办结 %lld，重新办理 %lld，再次办结 %lld；到期上报或超期 %lld；未成 %lld",
         "accepted %lld, refused %lld, closed %lld, reopened %lld, closed again %lld; fell due %lld; failed %lld",
         LL(s->done[DEED_ACCEPT]), LL(s->done[DEED_REFUSE]), LL(s->done[DEED_CLOSE]), LL(s->done[DEED_REOPEN]),
         LL(s->done[DEED_CLOSE_AGAIN]), LL(s->raised), LL(s->wrong));
}

static int staff_run(Caller *c, Str county, i64 until)
{
    assert(c && county.len > 0);
    Staff *s = NEW(c->typed->arena, Staff, 1);
    *s = (Staff){ .c = c, .arena = arena_open(512 << 20), .batch = arena_open(96 << 20) };
    s->pieces = NEW(s->arena, Piece, PIECES_MAX);
    s->heap = NEW(s->arena, Event, EVENTS_MAX);
    s->members = NEW(s->arena, Member, STAFF_MAX);
    PackErrors *errors = NEW(s->arena, PackErrors, 1);
    errors->arena = s->arena;
    bool there = packs_there(c->typed);
    s->pack = there ? pack_load(c->typed->packs, STR(""), errors) : NULL;
    if (there && !s->pack)
        fail(c->typed, "政策包有错误，见 linli pack check", "the packs have mistakes, see `linli pack check`");
    bool good = s->pack && imports_each(c, county, piece_take, s);
    if (good && !s->piece_count) {
        fail(c->typed, "没有导入的信件，先用 linli import letters", "no imported letters; first `linli import letters`");
        good = false;
    }
    s->until = MIN(until ? until : s->last + 120 * (i64)DAY, time_real());
    good = good && members_make(s, county) && plan_all(s) && staff_live(s);
    if (good) staff_say(s);
    bool all = good && s->wrong == 0;
    pack_close(s->pack);
    arena_close(s->batch);
    arena_close(s->arena);
    return all ? DONE : FAILED;
}

// Without --until: 120 days after the last letter, so that nearly everything has come to its end.
int word_demo_staff(Typed *t)
{
    Caller c;
    bool wrong = false;
    i64 day = 0;
    bool given = typed_day(t, "until", &day, &wrong);
    if (wrong) return WRONG_USE;
    if (!caller_open(&c, t)) return FAILED;
    Str county = typed_text(t, "county");
    int code = test_only(&c) ? staff_run(&c, county.len ? county : STR("410104"), given ? day_end(day) : 0) : FAILED;
    caller_close(&c);
    return code;
}
