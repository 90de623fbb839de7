// mine_api.c: GET /api/me/data: all that is held about the asker, as one file to keep (PIPL 45). Made of the readings
// that show it piece by piece, so that nothing is shown in one place and forgotten in the other: whatever tells
// of its asker says MINE.
#include "gate/gate_api.h"
#include "record/query.h"
#include <string.h>

enum { MINE_ROWS = 2000, MINE_BYTES = 6 << 20 };

// A list of things is narrowed to the asker's own.
static void mine_asked(Ask *of)
{
    const Action *a = of->action;
    const Record *query = a->list ? a->list->query : a->query;
    Str hint = STR("");
    const Field *mine = query ? record_field(query, STR("mine")) : NULL;
    if (!query) return;
    of->query = arena_take(of->arena, MAX(query->size, 16), 1);
    query_blank(query, of->query);
    if (mine) query_set(mine, of->arena, STR("1"), of->query, &hint);
}

static void mine_part(Ask *ask, const Action *a, Out *o)
{
    Ask of = *ask;
    Actor who = *ask->who;
    Out said = out_new(ask->arena, MINE_BYTES);
    who.csrf = STR("");                             // of this session alone: not for a file
    of.who = &who;
    of.action = a;
    of.out = &said;
    of.paging = (Paging){ STR(""), MINE_ROWS };
    of.problems.count = 0;
    mine_asked(&of);
    Fault f = a->list ? list_read(&of) : a->read(&of);
    ask->scratch = of.scratch;
    if (f || said.full) return;
    out_z(o, o->len > 1 && o->at[o->len - 1] == '}' ? ",{\"name\":" : "{\"name\":");
    out_json(o, str(a->deed.name));
    out_z(o, ",\"label\":");
    out_json(o, words_by((Words){ a->note_zh, a->note }, ask->who->lang));
    out_z(o, ",\"said\":");
    out_str(o, out_done(&said));
    out_char(o, '}');
}

Fault mine_read(Ask *ask)
{
    const Capability *c;
    const Action *a;
    Out o = out_new(ask->arena, MINE_BYTES);
    out_z(&o, "{\"made_at\":\"");
    out_moment(&o, ask->now);
    out_z(&o, "\",\"parts\":[");
    for (int n = 0; (a = action_nth(n, &c)) != NULL; n++)
        if (a->flags & MINE && asker_may(ask->app, a, ask->who) == OK) mine_part(ask, a, &o);
    out_z(&o, "]}\n");
    if (o.full) return FAULT_arena_full;
    answer_header(ask->request, "Content-Disposition", STR("attachment; filename=\"linli-me.json\""));
    answer_text(ask->request, 200, "application/json", out_done(&o));
    return OK;
}
