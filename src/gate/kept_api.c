// kept_api.c: views of lists that somebody keeps for themselves (存为常用). Own rows: nobody's business but theirs, in no
// journal, gone with their account.
#include "gate/gate_api.h"
#include "gate/gate_store.h"

enum { KEPT_MOST = 20 };
typedef struct ViewKeeping { Str list, label, query; } ViewKeeping;
const Record view_keeping_record = RECORD_OF(ViewKeeping, "view_keeping", "存为常用", "A view to keep",
    TEXT_FIELD(ViewKeeping, list, "列表", "List", .flags = PLAIN | NEEDED, .min = 1, .max = 60,
               .note = "Name of the list's action."),
    TEXT_FIELD(ViewKeeping, label, "叫什么", "Called", .flags = NEEDED, .min = 1, .max = 30),
    TEXT_FIELD(ViewKeeping, query, "查询", "Query", .max = 600,
               .note = "As in the list's address, values as they are written."));
const Record view_kept_record = RECORD_OF(ViewKept, "view_kept", "常用视图", "A view that somebody kept.",
    REF_FIELD(ViewKept, county, "区县", "County", .flags = KEY | HIDDEN),
    REF_FIELD(ViewKept, person, "人员", "Person", .flags = KEY | HIDDEN),
    REF_FIELD(ViewKept, id, "系统编号", "Id", .flags = KEY),
    TEXT_FIELD(ViewKept, list, "列表", "Name of the list's action"),
    TEXT_FIELD(ViewKept, label, "叫什么", "Called"),
    TEXT_FIELD(ViewKept, query, "查询", "Query"));
const Record views_kept_record = RECORD_OF(Items, "views_kept", "常用视图", "Views that the asker kept.",
    MANY_FIELD(Items, items, view_kept_record, "视图", "Views"));

Many views_kept(const Ask *ask)
{
    ViewKept *all = NEW(ask->arena, ViewKept, KEPT_MOST);
    i64 person = ask->who->person;
    int count = person ? kept_rows(ask->db, ask->arena, person, all, KEPT_MOST) : 0;
    return MANY_OF(all, count);
}

Fault views_kept_read(Ask *ask) { return ask_tell(ask, &(Items){ views_kept(ask) }); }

// Only of a list that the asker meets, and only what the list may be asked.
Fault view_keep_change(Act *act)
{
    const ViewKeeping *in = act->in;
    ViewKept all[KEPT_MOST];
    const Action *list = app_action(arena_z(act->arena, in->list));
    Ask of = { .app = act->app, .action = list, .who = act->who, .arena = act->arena, .now = act->now };
    if (!list || !list->list || !list->list->query || asker_may(act->app, list, act->who))
        return act_problem(act, "list", FAULT_field_not_a_choice);
    if (!view_asked(&of, in->query)) return act_problem(act, "query", FAULT_query_malformed);
    if (kept_rows(act->db, act->arena, act->who->person, all, KEPT_MOST) == KEPT_MOST) return FAULT_too_many;
    ViewKept kept = { act->county, act->who->person, tx_new_id(act->tx, act->county), in->list, in->label, in->query };
    db_insert(act->db, &view_kept_record, &kept);
    return act_says(act, kept.id, &kept);
}

Fault view_drop_change(Act *act)
{
    return kept_drop(act->db, act->who->person, act->path_id) ? OK : FAULT_thing_unknown;
}
