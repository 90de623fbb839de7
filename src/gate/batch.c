// batch.c: many requests of the operator in one body, each on the same road; up to 64 share a commit.
// Imports and the demo's makers speak here: one HTTP request for thousands of changes, yet each line is an action as
// if it had come alone, with its own refusal and receipt. It runs on the batches' own thread, so that no loop waits;
// its jobs are patient, so people's jobs go first. Only the operator's socket reaches it.
#include "gate/gate_room.h"
#include <errno.h>
#include <semaphore.h>

enum { BATCH_TOGETHER = 64, LINE_ARENA = 32 << 20, LINE_HEADERS = 8, ANSWERS_MAX = 32 << 20 };
typedef struct Line { Request request; Arena *arena; Header headers[LINE_HEADERS]; Ride *ride; } Line;

static void line_header(Line *l, const char *name, Str value)
{
    assert(name && l->request.headers == l->headers);
    assert(l->request.header_count < LINE_HEADERS);
    if (value.len) l->headers[l->request.header_count++] = (Header){ str(name), value };
}

// What a line says beside its body. A member that is misspelt or of the wrong type would change what is done, so it
// costs the line.
typedef struct Said { Str method, path, key, happened_at; i64 act_as; } Said;

static const Record said_record = RECORD_OF(Said, "batch_line", "一行", "A line",
    TEXT_FIELD (Said, method,      "方法", "Method", .flags = NEEDED),
    TEXT_FIELD (Said, path,        "地址", "Path", .flags = NEEDED),
    TEXT_FIELD (Said, key,         "键", "Idempotency-Key"),
    TEXT_FIELD (Said, happened_at, "发生时间", "Happened at"),
    COUNT_FIELD(Said, act_as,      "以谁的名义", "Act as", .absent = -1));
static const char *const also_said[] = { "body", NULL };

// The line becomes a request as the socket would have brought it. False: it is answered.
static bool line_read(Line *l, Str text)
{
    Said said;
    Problems ps = { 0 };
    Arena *a = l->arena;
    l->request = (Request){ .arena = a, .local = true, .headers = l->headers, .came_at = time_steady() };
    record_from_json(&said_record, a, text, &said, &ps, also_said);
    if (ps.count) problem_answer(&l->request, ZH, FAULT_field_problems, &ps, STR(""));
    if (ps.count) return false;
    l->request.method = str_is(said.method, "POST") ? POST : str_is(said.method, "GET") ? GET : OTHER;
    l->request.method_name = said.method;
    l->request.path = said.path;
    if (json_member_raw(a, text, "body", &l->request.body) && str_is(l->request.body, "null"))
        l->request.body = (Str){ 0 };
    line_header(l, "idempotency-key", said.key);
    line_header(l, "happened-at", said.happened_at);
    if (said.act_as >= 0) line_header(l, "act-as", arena_fmt(a, "%lld", (long long)said.act_as));
    i64 mark = 0;
    while (mark < l->request.path.len && l->request.path.at[mark] != '?') mark++;
    if (mark < l->request.path.len) {
        l->request.query = (Str){ l->request.path.at + mark + 1, l->request.path.len - mark - 1 };
        l->request.path.len = mark;
    }
    return true;
}

// After this the line has a ride or an answer, never both.
static void line_begin(App *app, Line *l, Str text)
{
    if (!line_read(l, text)) return;
    l->ride = ride_prepare(app, &l->request);
    if (!l->ride) return;
    l->ride->alone = true;
    if (!(l->ride->act.action->flags & SLOW)) return;
    l->ride->job.fault = ride_prepared(l->ride);
    if (l->ride->job.fault) {
        ride_finish(l->ride);
        l->ride = NULL;
    }
}

// Where the batch was made durable.
static void line_done(Job *job) { sem_post(((Ride *)job)->together); }

// Until each of those riding has told its end.
static void lines_wait(sem_t *ended, int *riding)
{
    for (; *riding > 0; --*riding)
        while (sem_wait(ended)) assert(errno == EINTR);
}

// Handed over without waiting, in their order; then each one's end is waited for, since a job lies in its line's arena.
// When the queue is full, those before go first.
static void lines_ride(App *app, Line *lines, int count)
{
    assert(count >= 0 && count <= BATCH_TOGETHER);
    sem_t ended;
    int riding = 0;
    sem_init(&ended, 0, 0);
    for (int i = 0; i < count; i++) {
        Ride *ride = lines[i].ride;
        if (!ride) continue;
        ride->job.patient = true;
        ride->job.done = line_done;
        ride->together = &ended;
        bool taken = writer_submit(app->store, &ride->job);
        if (!taken) lines_wait(&ended, &riding);
        if (!taken) taken = writer_submit(app->store, &ride->job);
        if (taken) riding++;
        else ride->job.fault = FAULT_busy;
    }
    lines_wait(&ended, &riding);
    sem_destroy(&ended);
    for (int i = 0; i < count; i++)
        if (lines[i].ride) ride_finish(lines[i].ride);
}

// JSON of ours is not quoted again; a checkpoint or a page is text, a tile neither.
static void line_answer(Out *o, const Line *l)
{
    const Answer *a = &l->request.answer;
    bool json = !a->content_type || str_has(str(a->content_type), STR("json"));
    assert(a->status && !a->more);
    out_fmt(o, "{\"status\":%d,\"body\":", a->status);
    if (!a->body.len || (!json && utf8_count(a->body) < 0)) out_z(o, "null");
    else if (json) out_str(o, a->body);
    else out_json(o, a->body);
    out_z(o, "}\n");
}

// 64 arenas are kept and reset between rounds. The answer is bounded by ANSWERS_MAX; when it is full the changes that
// were made stay made, and saying the same batch again with its keys tells what became of each.
void batch_run(BatchOf *b)
{
    Request *r = b->request;
    assert(r->local);
    Out o = out_new(r->arena, ANSWERS_MAX);
    Arena *holder = arena_open(1 << 20);
    Line *lines = NEW(holder, Line, BATCH_TOGETHER);
    for (int i = 0; i < BATCH_TOGETHER; i++) lines[i].arena = arena_open(LINE_ARENA);
    Str rest = r->body;
    if (str_starts(rest, STR("\xef\xbb\xbf"))) rest = (Str){ rest.at + 3, rest.len - 3 };
    while (rest.len && !o.full) {
        int n = 0;
        while (n < BATCH_TOGETHER && rest.len) {
            Str text = str_trim(str_cut(&rest, '\n'));
            if (!text.len) continue;
            lines[n].ride = NULL;
            arena_reset(lines[n].arena);
            line_begin(b->app, &lines[n++], text);
        }
        lines_ride(b->app, lines, n);
        for (int i = 0; i < n; i++) line_answer(&o, &lines[i]);
    }
    for (int i = 0; i < BATCH_TOGETHER; i++) arena_close(lines[i].arena);
    arena_close(holder);
    if (o.full) problem_answer(r, request_lang(r), FAULT_arena_full, NULL, STR(""));
    else answer_text(r, 200, "application/x-ndjson", out_done(&o));
}
