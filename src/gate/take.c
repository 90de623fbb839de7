// take.c: the door. From a request to an answer (reads, refusals) or to a ride that the writer will carry.
// Stops 2 and 3 of the road, on a loop thread: nothing here waits for disk or another thread. A reading ends here with
// its answer; a change is checked as far as it can be without deciding, so that the writer spends no time on what is
// malformed. All refusals are written in one place (problem.c), in the asker's language.
#include "gate/gate_room.h"
#include <jansson.h>
#include <string.h>

enum { READ_MAX = 8 << 20, KEY_MOST = 64 };
static const char *const let_by[] = { "seen", "puzzle", NULL };

// The asker's classes for the whole answer. Whether this asker may see this row at all is the reading's own question.
unsigned asker_reader(const Actor *who)
{
    unsigned office = actor_who(who, STR("")) & (WHO_OFFICE | WHO_LOCAL);
    unsigned any = who->post_count || who->local ? SEE_STAFF : 0;
    return any | (office ? SEE_WORKER : 0) | (who->person || who->follow ? SEE_SELF : 0);
}

// Whether any post could allow it, wherever it lies: the rule looks at the place. Cheap refusals early keep strangers
// off the writer; asked again within the job when rights changed meanwhile.
Fault asker_may(const App *app, const Action *action, const Actor *who)
{
    assert(action && (action_reads(action) || action->change || action->flags & PREVIEWS));
    if ((action->flags & LOCAL_ONLY) && !who->local) return FAULT_local_only;
    if ((action->flags & TEST_ONLY) && !app->test) return FAULT_test_only;
    if (action->who & actor_who(who, STR(""))) return OK;
    if (who->token) return FAULT_scope_missing;
    return actor_refused(who);
}

// ---- reads -------------------------------------------------------------------------------------

// private: a proxy between must not keep it; no-cache: the browser asks each time, and is told 304 when nothing
// changed.
void answer_tagged(Request *r, Str etag, Str body)
{
    assert(etag.len > 0 && !r->answer.status);
    answer_header(r, "ETag", etag);
    answer_header(r, "Cache-Control", STR("private, no-cache"));
    if (request_has_tag(r, etag)) answer_text(r, 304, NULL, STR(""));
    else answer_text(r, 200, "application/json", body);
}

// The tag is of the bytes, unless the reading knew a cheaper one.
static void read_answer(Ask *ask)
{
    Request *r = ask->request;
    Str body = out_done(ask->out);
    if (!ask->etag.len) ask->etag = arena_fmt(r->arena, "\"%.*s\"", 32, text_mark(r->arena, body).at);
    answer_tagged(r, ask->etag, body);
}

// What was cut off for want of memory must not go out as if it were the whole.
static Fault read_verdict(const Ask *ask, Fault f)
{
    bool full = ask->out->full || ask->arena->full || (ask->scratch && ask->scratch->full);
    if (ask->problems.count) return FAULT_field_problems;
    if (!f && db_failed(ask->db)) return FAULT_breakage;
    return !f && full ? FAULT_arena_full : f;
}

// The reading may write into `out` and note problems; a RAW one answers by itself.
static void read_take(App *app, Request *r, const Action *action, Actor *who, Ask *ask)
{
    assert(action_reads(action) && !r->answer.status);
    Out out = out_new(r->arena, READ_MAX);
    ask->app = app;
    ask->action = action;
    ask->who = who;
    ask->request = r;
    ask->arena = r->arena;
    ask->county = ask->path_id ? id_county(ask->path_id) : who->county ? who->county : app->county;
    ask->pack = app_pack(app, ask->county);
    ask->now = store_now(app->store);
    ask->reader = asker_reader(who);
    ask->out = &out;
    // An unknown parameter does not keep the others from being read: all that are wrong are named.
    Fault f = ask_query(ask);
    bool plain = action->list || (!ask->export.len && !(action->flags & RAW));
    if (!f || plain) f = ask->export.len ? export_start(ask) : action->list ? list_read(ask) : action->read(ask);
    f = read_verdict(ask, f);
    if (db_failed(ask->db)) db_clear(ask->db);
    if (f) problem_answer(r, who->lang, f, &ask->problems, STR(""));
    else if (!r->answer.status && !ask->export.len) read_answer(ask);
    arena_close(ask->scratch);
    ask->scratch = NULL;
}

// ---- changes -----------------------------------------------------------------------------------

// The operator's keys are put into a space of their own, which nobody else reaches.
static Fault take_key(Ride *ride)
{
    Str said = request_header(ride->request, "idempotency-key");
    bool ours = ride->who.local;
    if (said.len > KEY_MOST) return FAULT_key_malformed;
    for (i64 i = 0; i < said.len; i++)
        if (said.at[i] < 0x21 || said.at[i] > 0x7E) return FAULT_key_malformed;
    if (!ours && str_starts(said, STR(LOCAL_KEY))) return FAULT_key_malformed;
    bool mark = ours && said.len;
    ride->act.key = mark ? arena_fmt(ride->request->arena, LOCAL_KEY "%.*s", (int)said.len, said.at) : said;
    return OK;
}

// When it happened: the operator's imports say any past moment; offline work within the pack's tolerance.
static Fault take_moment(Ride *ride)
{
    Request *r = ride->request;
    Str said = request_header(r, "happened-at");
    if (!said.len) return OK;
    Act *act = &ride->act;
    i64 now = store_now(ride->app->store), tolerance = 0;
    if (!moment_parse(said, &act->happened_at)) return act_problem(act, "happened-at", FAULT_field_malformed);
    ride->said_at = act->happened_at;
    if (act->pack && !r->local) tolerance = pack_whole(act->pack, "offline_tolerance_hours", day_of(now), 72) * HOUR;
    bool fits = act->happened_at > 0 && act->happened_at <= now + 5 * MINUTE
             && (r->local || (ride->who.person && act->happened_at >= now - tolerance));
    if (!fits) return act_problem(act, "happened-at", FAULT_field_out_of_range);
    act->happened_at = MIN(act->happened_at, now);
    return OK;
}

// `seen` is no field of the record, so what it is made of is looked at here; null is as if not said.
static void take_seen(Act *act)
{
    json_error_t e;
    // Nearly no body has it: not read a second time for nothing. A key may also be written with escapes.
    if (!str_has(act->body, STR("seen")) && !str_has(act->body, STR("\\u"))) return;
    if (json_member_i64(act->arena, act->body, "seen", &act->seen) || !str_has(act->body, STR("seen"))) return;
    json_t *root = json_loadb(act->body.at, (size_t)act->body.len, 0, &e), *seen = json_object_get(root, "seen");
    if (seen && !json_is_null(seen)) problem(&act->problems, STR("seen"), FAULT_field_wrong_type);
    json_decref(root);
}

// Another site's page can send any body in a visitor's name, but not one that says it is JSON. The local socket is out
// of every page's reach, so there it need not be said.
static Fault take_type(const Request *r)
{
    Str type = request_header(r, "content-type"), kind = str_trim(str_cut(&type, ';'));
    bool unsaid = r->local && !kind.len;
    if (r->filed) return FAULT_body_wrong_type;
    return !r->body.len || unsaid || str_is(kind, "application/json") ? OK : FAULT_body_wrong_type;
}

// What else is said of a file stands in its address.
static Fault take_file(Ride *ride)
{
    Act *act = &ride->act;
    if (!ride->request->filed) return FAULT_body_wrong_type;
    act->body = STR("{}");
    act->in = arena_take(act->arena, MAX(act->action->in->size, 16), 1);
    query_fields(ride->request, act->action->in, act->in, &act->problems);
    return act->problems.count ? FAULT_field_problems : OK;
}

// Every field mistake is collected before anything is said. `in` has its defaults when there is no body.
static Fault take_body(Ride *ride)
{
    Request *r = ride->request;
    Act *act = &ride->act;
    if (act->action->flags & ANY_BODY) r->body = STR("");
    Fault f = take_type(r);
    if (f) return f;
    act->body = str_trim(r->body).len ? r->body : STR("{}");
    static const Record nothing = { .name = "nothing" };
    const Record *in = act->action->in ? act->action->in : &nothing;
    act->in = arena_take(r->arena, MAX(in->size, 16), 1);
    record_blank(in, act->in);
    record_from_json(in, r->arena, act->body, act->in, &act->problems, let_by);
    take_seen(act);
    for (int i = 0; i < act->problems.count; i++)
        if (act->problems.at[i].fault == FAULT_body_not_json) return FAULT_field_problems;
    return act->problems.count && !(act->action->flags & JUDGES) ? FAULT_field_problems : OK;
}

// The county names the log, the pack and the lock of a change: from the thing's id, else the action's own answer, else
// the asker's, else the installation's.
static Fault take_county(Ride *ride)
{
    Act *act = &ride->act;
    if (act->path_id) act->county = id_county(act->path_id);
    else if (act->action->where) {
        Fault f = act->action->where(act);
        if (f) return f;
    } else act->county = ride->who.county ? ride->who.county : ride->app->county;
    act->pack = app_pack(ride->app, act->county);
    return OK;
}

// In this order: what costs nothing first; who might be tricked (cross-site) before a body is read.
static Fault change_take(Ride *ride)
{
    Act *act = &ride->act;
    // Before anything is tried: a password that cannot be counted as wrong must not be looked at either. Neither while
    // nothing can be saved, or a full disk would be the hour for guessing.
    if (!(act->action->flags & IN_DOUBT) && !store_clock(ride->app->store).agrees) return FAULT_clock_jumped;
    if ((act->action->flags & SLOW) && !store_writable(ride->app->store)) return FAULT_store_failed;
    Fault f = take_key(ride);
    if (!f) f = actor_cross_site(ride->request, &ride->who);
    if (!f) f = query_known(ride->request, act->action, &act->problems);
    if (!f) f = act->action->file_max ? take_file(ride) : take_body(ride);
    act->flawed = act->problems.count;
    if (!f) f = take_county(ride);
    if (!f) f = take_moment(ride);
    if (!f && act->problems.count && !(act->action->flags & JUDGES)) f = FAULT_field_problems;
    if (!f) act->flawed = act->problems.count;
    act->now = store_now(ride->app->store);             // until the job's own
    if (!f && act->action->prepare && !(act->action->flags & SLOW)) f = act->action->prepare(act);
    return f;
}

// In the request's arena, which lives until the answer has gone out: so the writer may point into it.
static Ride *ride_new(App *app, Request *r, const Action *action, const Actor *who)
{
    assert((action->change || action->flags & PREVIEWS) && !action_reads(action));
    Ride *ride = NEW(r->arena, Ride, 1);
    ride->app = app;
    ride->request = r;
    ride->who = *who;
    ride->job = (Job){ .run = ride_run, .patient = action->flags & IMPORTS, .in_doubt = action->flags & IN_DOUBT,
                       .again = action->flags & AGAIN };
    ride->act = (Act){
        .app = app, .action = action, .who = &ride->who, .request = r, .arena = r->arena, .reader = asker_reader(who),
        .vault = store_vault(app->store),
    };
    r->context = ride;
    return ride;
}

// ---- the door ----------------------------------------------------------------------------------

// What is no action may still be a page of the faces. Pictures come from here alone.
static void take_unknown(Request *r, Lang lang, bool other_method)
{
    if (!other_method && (r->method == GET || r->method == HEAD) && http_static(r, STR(""))) return;
    problem_answer(r, lang, other_method ? FAULT_method_wrong : FAULT_path_unknown, NULL, STR(""));
    if (!other_method) return;
    Way way;
    bool get = app_match(GET, r->path, &way), post = app_match(POST, r->path, &way);
    answer_header(r, "Allow", !get ? STR("POST") : post ? STR("GET, HEAD, POST") : STR("GET, HEAD"));
}

// A failing disk must not read as "nobody is signed in".
static Fault take_actor(App *app, Db *db, Request *r, Actor *who)
{
    *who = (Actor){ .lang = request_lang(r), .peer = r->peer };
    Fault f = actor_read(app, db, r, r->arena, who);
    who->lang = request_lang(r);
    if (db_failed(db)) {
        db_clear(db);
        return FAULT_breakage;
    }
    return f;
}

// What a rule says of a field that was wrong at the door speaks of a value nobody gave.
static void problems_settle(Act *act)
{
    Problems *ps = &act->problems;
    Problems door = *ps;
    door.count = MIN(act->flawed, ps->count);
    int kept = door.count;
    for (int i = kept; i < ps->count; i++)
        if (!problem_of(&door, ps->at[i].field)) ps->at[kept++] = ps->at[i];
    ps->count = kept;
}

// Of what only looks: answered from the same snapshot, without the writer.
static Fault ride_looked(Ride *ride)
{
    Act *act = &ride->act;
    Request *r = ride->request;
    Out o = out_new(r->arena, READ_MAX);
    if (act->flawed || act->problems.count) return FAULT_field_problems;
    assert(act->said && act->action->out);
    out_char(&o, '{');
    record_members(act->action->out, &o, act->said, act->reader, false);
    out_char(&o, '}');
    if (db_failed(act->db)) return FAULT_breakage;
    if (o.full || r->arena->full) return FAULT_arena_full;
    answer_text(r, 200, "application/json", out_done(&o));
    return OK;
}

// Within the request's snapshot. NULL: answered.
static Ride *prepare_within(App *app, Request *r, Db *db, i64 commits, const Action *action, const Way *way)
{
    Ask ask = { .db = db, .path_id = way->id, .path_word = way->word, .path_rest = way->rest, .export = way->export };
    Actor who;
    Fault f = take_actor(app, ask.db, r, &who);
    who.commits = commits;
    if (!f) f = asker_may(app, action, &who);
    if (f) {
        problem_answer(r, who.lang, f, NULL, STR(""));
        return NULL;
    }
    if (action_reads(action)) {
        read_take(app, r, action, &who, &ask);
        bool nobody = !who.person && !who.token && !who.follow && !who.local;
        if (ask.etag.len && nobody) r->context = arena_z(r->arena, ask.etag);
        return NULL;
    }
    Ride *ride = ride_new(app, r, action, &who);
    ride->act.path_id = way->id;
    ride->act.path_word = way->word;
    ride->act.db = db;
    f = change_take(ride);
    bool looks = action->flags & PREVIEWS;
    if (!f && looks) f = ride_looked(ride);
    if (db_failed(db)) db_clear(db);
    if (!f) return looks ? NULL : ride;
    problems_settle(&ride->act);
    problem_answer(r, who.lang, f, &ride->act.problems, ride->act.more);
    return NULL;
}

// All readings of one request see one snapshot.
Ride *ride_prepare(App *app, Request *r)
{
    Way way;
    Recent mark;
    const Action *action = app_match(r->method, r->path, &way);
    if (!action) {
        take_unknown(r, request_lang(r), way.other_method);
        return NULL;
    }
    bool reads = action_reads(action) && !(action->flags & (RAW | FRESH)) && !way.export.len;
    if (reads && recent_answer(app, r, &mark)) return NULL;
    i64 commits = store_commits(app->store);            // before the snapshot, so that it never counts too many
    Ride *ride = prepare_within(app, r, store_read(app->store), commits, action, &way);
    store_read_end(app->store);
    if (reads && r->context) recent_keep(app, r, &mark, str(r->context));
    return ride;
}

// When the commit is durable, or the refusal final; on the thread that saw to it or a slow one: short work only.
void ride_finish(Ride *ride)
{
    Request *r = ride->request;
    Act *act = &ride->act;
    Fault f = ride->job.fault;
    assert(!r->answer.status && "a request is answered once");
    assert(!f || !act->flawed || act->problems.count >= act->flawed);
    if (act->flawed) problems_settle(act);
    if (f) {
        problem_answer(r, ride->who.lang, f, &act->problems, act->more);
        return;
    }
    if (act->action->committed) act->action->committed(ride->app);
    bool made = act->action->flags & CREATES;
    answer_text(r, made ? 201 : 200, "application/json", out_done(&ride->body));
    if (made && act->action->path)
        answer_header(r, "Location", arena_fmt(r->arena, "%s/%lld", act->action->path, (long long)act->subject));
    if (ride->repeated) answer_header(r, "Idempotency-Replayed", STR("true"));
}

// The writer's call, when the commit or the refusal is final.
static void ride_done(Job *job)
{
    Ride *ride = (Ride *)job;
    ride_finish(ride);
    if (!ride->alone) http_done(ride->request);
}

// From here on the ride is the writer's, until ride_done. A full queue answers busy at once.
static void ride_submit(Ride *ride)
{
    assert(ride->job.run == ride_run && !ride->job.fault);
    ride->job.done = ride_done;
    if (writer_submit(ride->app->store, &ride->job)) return;
    ride->job.fault = FAULT_busy;
    ride_done(&ride->job);
}

// With a flawed body it was asked for what else is wrong, and nothing follows.
Fault ride_prepared(Ride *ride)
{
    ride->act.db = store_reader(ride->app->store);
    Fault f = ride->act.action->prepare(&ride->act);
    return f ? f : ride->act.flawed ? FAULT_field_problems : OK;
}

// On the slow pool: what takes long, then the queue like everybody.
static void ride_slow(void *context)
{
    Ride *ride = context;
    ride->job.fault = ride_prepared(ride);
    if (ride->job.fault) ride_done(&ride->job);
    else ride_submit(ride);
}

// Exactly once for each ride; it must not be touched afterwards.
static void ride_start(Ride *ride)
{
    if (!(ride->act.action->flags & SLOW)) {
        ride_submit(ride);
        return;
    }
    if (slow_give(ride->act.action->file_max ? ride->app->files : ride->app->slow, ride_slow, ride)) return;
    ride->job.fault = FAULT_too_many;
    ride_done(&ride->job);
}

// ---- what http calls -----------------------------------------------------------------------------

static bool is_batch(const Request *r) { return r->local && r->method == POST && str_is(r->path, "/api/local/batch"); }

// A list as .xlsx is made whole before its answer begins, by the sheets' own thread.
static bool is_sheet(const Request *r)
{
    Way way;
    return str_has(r->path, STR(".xlsx")) && app_match(r->method, r->path, &way) && str_is(way.export, "xlsx");
}

// http's call on a loop thread.
static Taken handler_take(void *app, Request *r)
{
    if (is_batch(r) || is_sheet(r)) return LATER;
    return ride_prepare(app, r) ? LATER : ANSWERED;
}

static void batch_done(void *context)
{
    BatchOf *b = context;
    batch_run(b);
    assert(b->request->answer.status);
    http_done(b->request);
}

// On the sheets' thread, with its own connection to the store.
static void sheet_begin(void *context)
{
    BatchOf *b = context;
    ride_prepare(b->app, b->request);
    if (b->request->answer.status) http_done(b->request);
    else export_go(b->request);
}

// http's call after the connection was parked.
static void handler_start(void *app, Request *r)
{
    bool batch = is_batch(r);
    if (!batch && !is_sheet(r)) {
        ride_start(r->context);
        return;
    }
    const App *of = app;
    BatchOf *b = NEW(r->arena, BatchOf, 1);
    *b = (BatchOf){ app, r };
    if (slow_give(batch ? of->batches : of->sheets, batch ? batch_done : sheet_begin, b)) return;
    problem_answer(r, request_lang(r), FAULT_too_many, NULL, STR(""));
    http_done(r);
}

// What says it is JSON is read into memory like any body: most requests are not looked up for this.
static i64 handler_filing(void *app, const Request *r, Fault *no)
{
    Way way;
    Str type = request_header(r, "content-type");
    if (r->method != POST || str_starts(type, STR("application/json"))) return 0;
    const Action *action = app_match(r->method, r->path, &way);
    i64 most = action ? action->file_max : 0;
    const Store *store = ((const App *)app)->store;         // as it comes, and once more sealed
    if (most && (!store_writable(store) || !store_room(store, 2 * most))) *no = FAULT_store_full;
    return most;
}

// What http itself refuses looks like any other refusal.
static void handler_refused(void *app, Request *r, Fault fault)
{
    (void)app;
    problem_answer(r, request_lang(r), fault, NULL, STR(""));
}

Handler app_handler(App *app)
{
    return (Handler){ .app = app, .take = handler_take, .start = handler_start, .filing = handler_filing,
                      .refused = handler_refused };
}

// Waits for the commit: for the program's own words and tests, never on a loop thread.
void app_call(App *app, Request *r)
{
    assert(app && r && r->arena && !r->answer.status);
    if (is_batch(r)) {
        batch_run(&(BatchOf){ app, r });
        return;
    }
    Ride *ride = ride_prepare(app, r);
    if (!ride) return;
    ride->alone = true;
    Fault f = ride->act.action->flags & SLOW ? ride_prepared(ride) : OK;
    ride->job.fault = f ? f : writer_wait(app->store, &ride->job);
    ride_finish(ride);
}
