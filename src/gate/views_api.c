// views_api.c: GET /api/views/{list}: how many rows each view of a list has for this asker, counted to 99: the figures
// on the tabs of a page. Each view is walked as its list would be, with its bounds of rows and time.
#include "gate/gate_api.h"
#include "gate/gate_store.h"
#include "record/query.h"

enum { COUNTED_MOST = 99 };
typedef struct ViewCount { Str label, query; i64 n, more, kept; } ViewCount;
typedef struct Views { Many items; } Views;
static const Record count_record = RECORD_OF(ViewCount, "view_count", "视图行数", "How many rows a view has.",
    TEXT_FIELD(ViewCount, label, "说法", "Word"), TEXT_FIELD(ViewCount, query, "查询", "Query"),
    COUNT_FIELD(ViewCount, n, "行数", "Rows, 99 at most"), FLAG_FIELD(ViewCount, more, "还有", "There may be others"),
    REF_FIELD(ViewCount, kept, "常用", "Its id, where the asker kept it", .flags = MAYBE));
const Record views_record = RECORD_OF(Views, "views", "各视图行数", "How many rows the views of a list have.",
    MANY_FIELD(Views, items, count_record, "视图", "Views"));

const Record views_query_record = RECORD_OF(ViewsQuery, "views_query", "视图", "Views", QUERY_PLACE(ViewsQuery));

static void count_row(Walk *w, const void *row, void *context)
{
    (void)w, (void)row, (void)context;
}

static bool view_set(Ask *of, Str name, Str value)
{
    Str hint = STR("");
    const Field *f = record_field(of->action->list->query, name);
    return f && query_set(f, of->arena, value, of->query, &hint) == OK;
}

// What a view's query says; {today} is the day of the asking. face_test knows each to name fields of its list.
bool view_asked(Ask *of, Str query)
{
    const Record *r = of->action->list->query;
    of->query = arena_take(of->arena, MAX(r->size, 16), 1);
    query_blank(r, of->query);
    while (query.len) {
        Str value = str_cut(&query, '&'), name = str_cut(&value, '=');
        if (str_is(value, "{today}")) value = day_text(of->arena, day_of(of->now));
        if (!view_set(of, name, value)) return false;
    }
    return true;
}

// False: it is not for this asker after all.
static bool view_count(Ask *ask, const Action *list, ViewCount v, ViewCount *into)
{
    Walk w;
    Ask of = *ask;
    Str place = ((const ViewsQuery *)ask->query)->place;
    of.action = list;
    of.problems.count = 0;
    if (!view_asked(&of, v.query)) return false;
    if (place.len && !view_set(&of, STR("place"), place)) return false;
    Fault f = walk_open(&w, &of, STR(""));
    if (!f) walk_page(&w, COUNTED_MOST, count_row, NULL);
    v.n = w.shown;
    v.more = w.more;
    if (!f) *into = v;
    walk_close(&w);
    return !f;
}

// Behind those that the list brings, those that the asker keeps.
Fault views_read(Ask *ask)
{
    static const ListFace bare;
    const Action *a = app_action(arena_z(ask->arena, ask->path_word));
    const ListFace *face = a && a->list && a->list->face ? a->list->face : &bare;
    Many kept = views_kept(ask);
    const ViewKept *own = kept.at;
    i64 its = 0;
    for (i64 i = 0; a && i < kept.count; i++) its += str_is(own[i].list, a->deed.name);
    if (!a || !a->list || !(face->view_count + its)) return FAULT_thing_unknown;
    Fault f = asker_may(ask->app, a, ask->who);
    if (f || ask->problems.count) return f ? f : FAULT_field_problems;
    unsigned bits = actor_who(ask->who, STR(""));
    ViewCount *all = NEW(ask->arena, ViewCount, face->view_count + kept.count + 1);
    i64 count = 0;
    ask_scratch(ask);                               // one for all, ended with the answer
    for (int i = 0; i < face->view_count; i++) {
        const View *v = &face->views[i];
        ViewCount view = { words_by(v->label, ask->who->lang), str(v->query), 0, 0, 0 };
        if (v->who & bits && view_count(ask, a, view, &all[count])) count++;
    }
    for (i64 i = 0; i < kept.count; i++) {
        ViewCount view = { own[i].label, own[i].query, 0, 0, own[i].id };
        if (str_is(own[i].list, a->deed.name) && view_count(ask, a, view, &all[count])) count++;
    }
    return ask_tell(ask, &(Views){ MANY_OF(all, count) });
}
