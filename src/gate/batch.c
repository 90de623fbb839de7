// batch.c: many requests of the operator in one body, each on the same road; up to 64 share a commit.
#include "gate/gate_room.h"

enum { BATCH_TOGETHER = 64, LINE_ARENA = 1 << 20 };
typedef struct Line { Request request; Arena *arena; Header headers[8]; Ride *ride; } Line;

static void line_header(Line *l, const char *name, Str value)
{
    if (value.len) l->headers[l->request.header_count++] = (Header){ str(name), value };
}

static bool line_read(Line *l, Str text)
{
    Str method, s;
    i64 person = 0;
    Arena *a = l->arena;
    l->request = (Request){ .arena = a, .local = true, .headers = l->headers, .came_at = time_steady() };
    if (!json_member_text(a, text, "method", &method) || !json_member_text(a, text, "path", &l->request.path))
        return false;
    l->request.method = str_is(method, "POST") ? POST : str_is(method, "GET") ? GET : OTHER;
    l->request.method_name = method;
    if (json_member_raw(a, text, "body", &s)) l->request.body = s;
    if (json_member_text(a, text, "key", &s)) line_header(l, "idempotency-key", s);
    if (json_member_text(a, text, "happened_at", &s)) line_header(l, "happened-at", s);
    if (json_member_i64(a, text, "act_as", &person)) line_header(l, "act-as", arena_fmt(a, "%lld", (long long)person));
    i64 mark = 0;
    while (mark < l->request.path.len && l->request.path.at[mark] != '?') mark++;
    if (mark < l->request.path.len) {
        l->request.query = (Str){ l->request.path.at + mark + 1, l->request.path.len - mark - 1 };
        l->request.path.len = mark;
    }
    return true;
}

static void line_begin(App *app, Line *l, Str text)
{
    if (!line_read(l, text)) {
        problem_answer(&l->request, ZH, FAULT_body_not_json, NULL, STR(""));
        return;
    }
    l->ride = ride_prepare(app, &l->request);
    if (!l->ride) return;
    l->ride->alone = true;
    if (!(l->ride->act.action->flags & SLOW)) return;
    l->ride->job.fault = l->ride->act.action->prepare(&l->ride->act);
    if (l->ride->job.fault) {
        ride_finish(l->ride);
        l->ride = NULL;
    }
}

static void line_nothing(Job *job) { (void)job; }

// All but the last are handed over without waiting; the queue keeps the order, so the last one's end is everyone's.
static void lines_ride(App *app, Line *lines, int count)
{
    Line *last = NULL;
    for (int i = 0; i < count; i++)
        if (lines[i].ride) last = &lines[i];
    for (int i = 0; i < count; i++) {
        Ride *ride = lines[i].ride;
        if (!ride) continue;
        ride->job.patient = true;
        ride->job.done = line_nothing;
        if (&lines[i] == last) ride->job.fault = writer_wait(app->store, &ride->job);
        else if (!writer_submit(app->store, &ride->job)) ride->job.fault = writer_wait(app->store, &ride->job);
    }
    for (int i = 0; i < count; i++)
        if (lines[i].ride) ride_finish(lines[i].ride);
}

static void line_answer(Out *o, const Line *l)
{
    Str body = l->request.answer.body;
    out_fmt(o, "{\"status\":%d,\"body\":", l->request.answer.status);
    out_str(o, body.len ? body : STR("null"));
    out_z(o, "}\n");
}

void batch_run(BatchOf *b)
{

    Request *r = b->request;
    Out o = out_new(r->arena, 32 << 20);
    Arena *holder = arena_open(1 << 20);
    Line *lines = NEW(holder, Line, BATCH_TOGETHER);
    for (int i = 0; i < BATCH_TOGETHER; i++) lines[i].arena = arena_open(LINE_ARENA);
    Str rest = r->body;
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
    if (o.full) problem_answer(r, ZH, FAULT_arena_full, NULL, STR(""));
    else answer_text(r, 200, "application/x-ndjson", out_done(&o));
}
