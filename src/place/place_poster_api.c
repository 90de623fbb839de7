// place_poster_api.c: GET /api/places/{id}/poster: paper for a wall, A4, with the code that opens a report from there;
// for one place, or one each for those a step below it.
#include "base/text.h"
#include "place/place_api.h"
#include "place/place_store.h"

enum { POSTERS_MOST = 200 };
typedef struct PosterQuery { i64 below; Str after; } PosterQuery;
const Record poster_query_record = RECORD_OF(PosterQuery, "poster_query", "二维码海报", "Poster",
    FLAG_FIELD(PosterQuery, below, "下一级各一张", "Each below", .note = "1: one for each place a step below, 200 at most."),
    TEXT_FIELD(PosterQuery, after, "从此编码之后", "Behind", .flags = PLAIN, .max = 40,
               .note = "With below: only those behind this code, for the next 200."));

// What people see without glasses is the name; above it where that is, below it what to do.
static void poster(Ask *ask, const Place *p, Out *o)
{
    PlaceShown s = place_shown_one(ask->db, ask->arena, p);
    const Str *names = s.path.at;
    Str address = arena_fmt(ask->arena, "%s/q/%s", ask_home(ask).at, arena_z(ask->arena, p->code));
    Out above = out_new(ask->arena, 2000);
    for (i64 i = 2; i < s.path.count - 1; i++) {            // from the county on
        if (above.len) out_z(&above, " · ");
        out_str(&above, names[i]);
    }
    out_z(o, "<section class=\"poster\">");
    out_element(o, "h2", out_done(&above));
    out_element(o, "h1", p->name);
    out_qr(o, address);
    out_element(o, "p", STR("这里的事，扫码说一声"));
    out_element(o, "p", STR("Something wrong here? Scan and tell us."));
    out_element(o, "small", address);
    out_z(o, "</section>");
}

static void posters_below(Ask *ask, const Place *p, Str after, Out *o)
{
    Place one;
    i64 *ids = NEW(ask->arena, i64, POSTERS_MOST);
    Rows *rows = place_below_rows(ask->db, p, after, POSTERS_MOST);
    int count = rows_ids(rows, ids, POSTERS_MOST);
    for (int i = 0; i < count; i++)
        if (place_load(ask->db, ask->arena, ids[i], &one)) poster(ask, &one, o);
}

Fault place_poster(Ask *ask)
{
    Place p;
    const PosterQuery *q = ask->query;
    if (ask->problems.count) return FAULT_field_problems;
    if (!place_load(ask->db, ask->arena, ask->path_id, &p) || p.valid_to != DAY_NONE) return FAULT_thing_unknown;
    Out o = out_new(ask->arena, 6 << 20);
    sheet_open(&o, ask->who->lang, p.name);
    if (q->below == 1) posters_below(ask, &p, q->after, &o);
    else poster(ask, &p, &o);
    out_z(&o, "</main>");
    sheet_close(&o);
    if (o.full) return FAULT_arena_full;
    answer_text(ask->request, 200, "text/html; charset=utf-8", out_done(&o));
    return OK;
}
