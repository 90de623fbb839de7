// place_api.c: the actions of places.
//
// Places are public; changing them is for administrators and offices of what lies above, never of the place itself: an
// office cannot rename, move or end itself. Adding one place and importing a thousand obey the same rules.
#include "gate/list.h"
#include "place/place_api.h"
#include "place/place_store.h"
#include <string.h>

enum { PLACES_ABOVE = 12, BELOW_MOST = 1000 };
enum { EDITORS = WHO_OFFICE | WHO_ADMINS };

// ---- who may ---------------------------------------------------------------------------------------

// A post must cover what lies above the place: an office does not rename or end itself. ("" would mean anywhere.)
static Str above_of(Str code) { return code.len > 2 ? code_above(code) : code; }

// Also for a place that is not there yet: rights are asked of the code.
static Fault act_may(Act *act, Str code)
{
    if (!(actor_who(act->who, above_of(code)) & EDITORS)) return FAULT_post_not_yours;
    act_as(act, above_of(code), EDITORS);
    return OK;
}

static Fault told(Act *act) { return act->problems.count ? FAULT_field_problems : OK; }

static Fault decided(Act *act, const Place *p)
{
    act->county = p->county;
    return act->problems.count ? told(act) : act_enter(act, p->id, p);
}

// ---- one place in an answer --------------------------------------------------------------------------

enum { NOT_COUNTED = -1 };
const Record place_shown_record = RECORD_NOTED(PlaceShown, "place", "地点", "A place",
    "A node of the tree from province to home. Its id never changes.",
    INLINE_FIELD(PlaceShown, place, Place, place_record),
    EACH_FIELD(PlaceShown, path, TEXT, "各级名称", "Names from the province down to the place",
               SHOWS(.as = AS_WHERE, .col = 4, .width = WIDE_L)),
    TEXT_FIELD(PlaceShown, successor_code, "继任地点编码", "Code of the place that took over", .flags = MAYBE),
    TEXT_FIELD(PlaceShown, successor_name, "继任地点名称", "Its name", .flags = MAYBE),
    TEXT_FIELD(PlaceShown, parent_code, "上级编码", "Code of the place above, where one place is read", .flags = MAYBE),
    TEXT_FIELD(PlaceShown, parent_name, "上级名称", "Its name", .flags = MAYBE),
    COUNT_FIELD(PlaceShown, below, "所辖地点数", "Active places below one that ends, as it ends", .flags = MAYBE,
                .absent = NOT_COUNTED),
    COUNT_FIELD(PlaceShown, metres, "距离", "How far from where it was looked for", .flags = MAYBE, .absent = NOT_COUNTED,
                SHOWS(.as = AS_AMOUNT, .unit = { "米", "m" })),
    PLACE_ENDED_FIELD(PlaceShown));

// Names from the province down to the place above.
static Many path_above(Db *db, Arena *a, const Place *p)
{
    i64 ids[PLACES_ABOVE], n = 0;
    Place rows[PLACES_ABOVE], high;
    Str *names = NEW(a, Str, PLACES_ABOVE + 2);
    int count = p->county ? place_ancestors(db, a, p, ids, rows, PLACES_ABOVE) : 0;
    for (i64 digits = 2; digits <= MIN(p->code.len - 1, 4); digits += 2)
        if (place_known(db, a, (Str){ p->code.at, digits }, &high)) names[n++] = high.name;
    for (int i = count - 1; i > 0; i--) names[n++] = rows[i].name;
    return MANY_OF(names, n);
}

// Left empty for none. An ended place's successor may lie in another county; its code is public all the same.
static void linked(Db *db, Arena *a, i64 id, Str *code, Str *name)
{
    Place other;
    if (!id || !place_load(db, a, id, &other)) return;
    *code = other.code;
    *name = other.name;
}

// `above` is given, since neighbours in a list share it. The successor matters most for an ended place: old letters and
// posters name it.
static PlaceShown shown(Db *db, Arena *a, const Place *p, Many above)
{
    PlaceShown s = { .place = *p, .below = NOT_COUNTED, .metres = NOT_COUNTED };
    Str *names = NEW(a, Str, above.count + 1);
    if (above.count) memcpy(names, above.at, (size_t)above.count * sizeof *names);
    names[above.count] = p->name;
    s.path = MANY_OF(names, above.count + 1);
    linked(db, a, p->successor, &s.successor_code, &s.successor_name);
    return s;
}

PlaceShown place_shown_one(Db *db, Arena *a, const Place *p) { return shown(db, a, p, path_above(db, a, p)); }

static Fault answer_place(Ask *ask, const Place *p)
{
    PlaceShown s = place_shown_one(ask->db, ask->arena, p);
    linked(ask->db, ask->arena, p->parent, &s.parent_code, &s.parent_name);
    s.ended = place_ended(ask->db, ask->arena, p);
    return ask_tell(ask, &s);
}

// ---- adding, changing, ending ------------------------------------------------------------------------

// How many active places lie below one that ended: the asker should know before somebody else finds out.
static void changed_answer(Act *act, Out *o)
{
    assert(act->record);
    const Place *p = act->record;
    PlaceShown s = place_shown_one(act->db, act->arena, p);
    if (p->valid_to != DAY_NONE) s.below = place_below_count(act->db, act->arena, p, BELOW_MOST);
    act_tell(act, o, &s);
}

// Refused before a county is asked for its lock: no log begins for a code that is none.
static Fault where_code(Act *act, const char *field, Str code)
{
    Fault f = place_code_check(code, 0);
    if (f) return act_problem(act, field, f);
    act->county = place_county(code);
    return OK;
}

static Fault add_where(Act *act) { return where_code(act, "code", ((const PlaceAdding *)act->in)->code); }

// Facts first, then rights, then the rule; the id last, so that a refusal leaves no gap.
static Fault add_change(Act *act)
{
    const PlaceAdding *in = act->in;
    Place same, parent, p;
    PlaceFacts facts = { .today = day_of(act->now) };
    if (place_code_check(in->code, 0)) return act_problem(act, "code", FAULT_place_code);
    if (place_by_code(act->db, act->arena, in->code, DAY_NONE, &same)) facts.same = &same;
    if (place_load_parent(act->db, act->arena, in->code, &parent)) facts.parent = &parent;
    Fault f = act_may(act, in->code);
    if (f) return f;
    place_add(&facts, in, &p, &act->problems);
    if (act->problems.count) return FAULT_field_problems;
    p.id = act_made(act);
    return decided(act, &p);
}

// The code cannot change: a renumbered place ends with the new one as its successor.
static Fault change_change(Act *act)
{
    Place was, p;
    if (!place_load(act->db, act->arena, act->path_id, &was)) return FAULT_thing_unknown;
    Fault f = act_may(act, was.code);
    if (f) return f;
    place_change(&was, act->in, &p, &act->problems);
    return decided(act, &p);
}

Fault place_lasts(Act *act, const char *field, const Place *p, i64 day)
{
    Place into;
    if (!place_over(p, day)) return OK;
    bool leads = place_lead(act->db, act->arena, p, &into);
    return act_problem_hint(act, field, FAULT_place_ended, leads ? into.code : STR(""));
}

Fault place_said(Act *act, const char *field, Str code, i64 day, Place *p)
{
    if (place_then(act->db, act->arena, code, day, p) && p->county == act->county)
        return place_lasts(act, field, p, day);
    *p = (Place){ .id = 0 };
    return act_problem(act, field, FAULT_place_unknown);
}

// Ending and merging: merging names both by code and is asked of the one that ends.
static Fault end_place(Act *act, const Place *was, Str successor, i64 on, const char *field)
{
    assert(was && field);
    Place taker, p;
    PlaceEndFacts facts = { .today = day_of(act->now), .was = was, .named = successor.len > 0, .field = field };
    if (facts.named && place_known(act->db, act->arena, successor, &taker)) facts.successor = &taker;
    Fault f = act_may(act, was->code);
    if (f) return f;
    if (facts.successor && place_lasts(act, field, &taker, facts.today)) return FAULT_field_problems;
    place_end(&facts, on, &p, &act->problems);
    return decided(act, &p);
}

static Fault end_change(Act *act)
{
    const PlaceEnding *in = act->in;
    Place was;
    if (!place_load(act->db, act->arena, act->path_id, &was)) return FAULT_thing_unknown;
    return end_place(act, &was, in->successor, in->on, "successor");
}

static Fault merge_where(Act *act) { return where_code(act, "from", ((const PlaceMerging *)act->in)->from); }

static Fault merge_change(Act *act)
{
    const PlaceMerging *in = act->in;
    Place was;
    Fault f = place_said(act, "from", in->from, day_of(act->now), &was);
    return f ? f : end_place(act, &was, in->into, in->on, "into");
}

// ---- importing -----------------------------------------------------------------------------------------

typedef struct Importing { PlaceSheet sheet; PlaceImported done; Act *act; Str above; bool may; i64 tried; } Importing;

// One county, one log: a list of several counties comes in several parts.
static Fault import_where(Act *act)
{
    const PlaceImporting *in = act->in;
    if (in->county && in->county < 100000) return act_problem(act, "county", FAULT_field_out_of_range);
    act->county = in->county;
    return OK;
}

// Reading the sheet needs no facts, so it is done before the writer sees the job.
// Also called from the job when prepare did not run (road_do knows none); the result is the same.
static Fault import_prepare(Act *act)
{
    Importing *im = NEW(act->arena, Importing, 1);
    const PlaceImporting *in = act->in;
    place_sheet_read(&im->sheet, act->arena, in->rows, &act->problems);
    im->done = (PlaceImported){ .county = in->county, .list_on = in->list_on, .source = in->source };
    act->own = im;
    return told(act);
}

// A trial's places are known to nobody: they take no number of the county's.
static i64 import_id(void *context)
{
    Importing *im = context;
    const PlaceImporting *in = im->act->in;
    return in->trial ? ++im->tried : tx_new_id(im->act->tx, im->act->county);
}

// Rows of one parent follow each other: ask once for all of them.
static bool import_may(void *context, Str code)
{
    assert(code.len > 0);
    Importing *im = context;
    Str above = above_of(code);
    if (im->above.len && str_same(above, im->above)) return im->may;
    im->above = above;
    return im->may = (actor_who(im->act->who, above) & EDITORS) != 0;
}

// All unchanged or refused: there is nothing to record, and the answer says so.
// Subject of the entry is the first place of the list; all others are in its rows.
static void import_decided(Act *act, Importing *im, PlaceRow *rows, int count)
{
    assert(count >= 0 && count <= IMPORT_ROWS);
    if (!count) return;
    for (int i = 0; i < count; i++) {
        rows[i].place.county = 0;
        if (rows[i].verb == ROW_ADD) rows[i].place.valid_from = DAY_NONE;
    }
    im->done.rows = MANY_OF(rows, count);
    act->subject = rows[0].place.id;
    act->record = &im->done;
    act_as(act, above_of(rows[0].place.code), EDITORS);
}

// A list dated in the future is a typing mistake: places would begin before anybody could use them.
static Fault import_change(Act *act)
{
    Fault f = act->own ? OK : import_prepare(act);
    const PlaceImporting *in = act->in;
    Importing *im = act->own;
    Map map;
    if (f) return f;
    if (in->list_on > day_of(act->now)) return act_problem(act, "list_on", FAULT_field_out_of_range);
    im->act = act;
    place_map_load(act->db, act->arena, &map, &im->sheet, in->county);
    ImportFacts facts = {
        .county = in->county, .today = day_of(act->now), .list_on = in->list_on, .new_id = import_id, .may = import_may,
        .context = im,
    };
    PlaceRow *rows = NEW(act->arena, PlaceRow, im->sheet.count + 1);
    int count = place_import(&facts, &im->sheet, &map, rows, &im->done);
    if (!in->trial) import_decided(act, im, rows, count);
    return OK;
}

typedef struct WrongTold { i64 line; Str field, fault, text; } WrongTold;
typedef struct ImportTold { PlaceImported done; Many wrong; } ImportTold;
static const Record wrong_record = RECORD_OF(WrongTold, "place_wrong", "未接受的行", "A row that was refused.",
    COUNT_FIELD(WrongTold, line, "行号", "Line of the list"), TEXT_FIELD(WrongTold, field, "字段", "Field"),
    TEXT_FIELD(WrongTold, fault, "原因代码", "Fault"), TEXT_FIELD(WrongTold, text, "原因", "Why"));
static const Record import_told_record = RECORD_OF(ImportTold, "place_imported", "已导入地点", "Places imported",
    INLINE_FIELD(ImportTold, done, PlaceImported, place_imported_record),
    MANY_FIELD(ImportTold, wrong, wrong_record, "未接受的行", "Refused rows, told once"));

// A repeated request has the counts from the entry; which rows were refused is told once.
static void import_answer(Act *act, Out *o)
{
    const Importing *im = act->own && ((Importing *)act->own)->act ? act->own : NULL;
    if (!im) {
        act_tell(act, o, &(ImportTold){ *(const PlaceImported *)act->record, { 0 } });
        return;
    }
    const PlaceSheet *s = &im->sheet;
    WrongTold *wrong = NEW(act->arena, WrongTold, s->wrong_count);
    for (int i = 0; i < s->wrong_count; i++) {
        const PlaceWrong *w = &s->wrong[i];
        wrong[i] = (WrongTold){ w->line, w->field, str(fault_name(w->fault)),
                                str(fault_text(w->fault, act->who->lang)) };
    }
    act_tell(act, o, &(ImportTold){ im->done, MANY_OF(wrong, s->wrong_count) });
}

// ---- reading -------------------------------------------------------------------------------------------

// By id; what is no id may be a code.
static Fault place_read(Ask *ask)
{
    Place p;
    Str code = arena_fmt(ask->arena, "%lld", (long long)ask->path_id);
    bool found = place_load(ask->db, ask->arena, ask->path_id, &p)
              || (!place_code_check(code, 0) && place_known(ask->db, ask->arena, code, &p));
    return found ? answer_place(ask, &p) : FAULT_thing_unknown;
}

typedef struct CodeQuery { Str code; i64 day; } CodeQuery;
static const Record code_query_record = RECORD_OF(CodeQuery, "code_query", "编码", "Code",
    TEXT_FIELD(CodeQuery, code, "编码", "Code", .flags = PLAIN | NEEDED, .max = 40, .note = "Code of a place."),
    ON_FIELD(CodeQuery, day, "日期", "Day", .note = "Whose code it was on this day."));

// What has the code, or the last that had it; ?day=: what had it then. Old documents speak in old codes.
static Fault code_read(Ask *ask)
{
    Place p;
    const CodeQuery *q = ask->query;
    if (ask->problems.count) return FAULT_field_problems;
    if (place_code_check(q->code, 0)) return ask_problem(ask, "code", FAULT_place_code);
    bool found = q->day == DAY_NONE ? place_known(ask->db, ask->arena, q->code, &p)
                                    : place_by_code(ask->db, ask->arena, q->code, q->day, &p);
    return found ? answer_place(ask, &p) : FAULT_thing_unknown;
}

// ---- the list --------------------------------------------------------------------------------------------

typedef struct PlacesQuery { Str under; i64 deep, kind; Str text; } PlacesQuery;
static const Record places_query_record = RECORD_OF(PlacesQuery, "places_query", "地点", "Places",
    TEXT_FIELD(PlacesQuery, under, "上级", "Below", .flags = PLAIN, .max = 40, SHOWS(.of = "places/find", .pick = "code"),
               .note = "Code of a place: what lies below it."),
    FLAG_FIELD(PlacesQuery, deep, "含各级下级", "Whole subtree",
               .note = "1: the whole subtree; 0: one step. Unsaid: one step, but with a kind or a text the whole."),
    CHOICE_FIELD(PlacesQuery, kind, place_kinds, "类型", "Kind", .note = "One kind only."),
    TEXT_FIELD(PlacesQuery, text, "名称", "Name", .max = 80, .note = "Part of its name."));

// above: the names over the last place that was written, those of parent.
typedef struct PlacesOwn { PlacesBelow below; i64 parent; Many above; } PlacesOwn;

// A kind or a text means the whole subtree: one step below a county there is no shop.
static Fault places_open(Walk *w)
{
    Ask *ask = w->ask;
    Place last;
    PlacesQuery *q = ask->query;
    PlacesOwn *own = w->own = NEW(ask->arena, PlacesOwn, 1);
    own->below.deep = q->deep == UNSAID ? q->kind || q->text.len : q->deep;
    own->below.under = q->under;
    own->below.kind = q->kind;
    if (w->begun && !place_load(ask->db, ask->arena, w->at[0], &last)) ask_problem(ask, "after", FAULT_query_malformed);
    if (q->under.len && !place_known(ask->db, ask->arena, q->under, &own->below.root))
        ask_problem(ask, "under", FAULT_place_unknown);
    return OK;
}

static bool places_step(Walk *w)
{
    Db *db = w->ask->db;
    PlacesOwn *own = w->own;
    Place last = { .id = 0 };
    PlaceRange r;
    own->parent = 0;
    if (w->at[0] && !place_load(db, w->arena, w->at[0], &last)) return false;
    if (!place_range(db, w->arena, &own->below, &last, &r)) return false;
    bool more = walk_rows(w, place_rows(db, &r, walk_most(w)));
    while (!more && walk_may(w)) {
        if (!place_range_next(db, w->arena, &own->below, &r)) return false;
        more = walk_rows(w, place_rows(db, &r, walk_most(w)));
    }
    return more || place_range_next(db, w->arena, &own->below, &r);
}

static bool place_fits(Walk *w, const void *row)
{
    i64 kind = ((const PlacesQuery *)w->ask->query)->kind;
    return !kind || ((const Place *)row)->kind == kind;
}

// Neighbours in a list mostly have the same places above them.
static void place_item(Walk *w, const void *row)
{
    PlacesOwn *own = w->own;
    const Place *p = row;
    if (!own->parent || p->parent != own->parent) own->above = path_above(w->ask->db, w->arena, p);
    own->parent = p->parent;
    PlaceShown s = shown(w->ask->db, w->arena, p, own->above);
    record_members(&place_shown_record, w->ask->out, &s, 0, false);
}

// As the walk writes it.
typedef struct PlacePage { Many items; Str next; i64 searched; One ended; } PlacePage;
static const Record places_record = RECORD_OF(PlacePage, "places", "地点列表", "A page of places.",
    PAGE_FIELDS(PlacePage, place_shown_record, "地点", "Places"), PLACE_ENDED_FIELD(PlacePage));

static void places_tail(Walk *w, void *page)
{
    const PlacesOwn *own = w->own;
    if (own->below.root.id) ((PlacePage *)page)->ended = place_ended(w->ask->db, w->ask->arena, &own->below.root);
}

static const List places_list = {
    .query = &places_query_record, .row = &place_record, .keys = 1, .open = places_open, .step = places_step,
    .fits = place_fits, .part = "text", .item = place_item, .line = &place_record, .tail = places_tail,
    LIST_FACE(.label = { "地点", "Places" }, .group = GROUP_SET, .order = 1, .icon = "pin",
              .empty = { "这里没有登记更细的地点。", "No nearer place is registered here." }),
};

// ---- the list of actions -----------------------------------------------------------------------------

#define PLACE_CHANGED .out = &place_shown_record, .answer = changed_answer
static const Action actions[] = {
    { .deed.name = "place_list", .method = GET, .path = "/api/places", .who = WHO_ANYONE, .list = &places_list,
      .out = &places_record,
      .note = "The places one step below a code; the whole subtree with deep=1, a kind or a text.",
      .note_zh = "某编码之下一级的地点；带 deep=1、类型或文字时为整个子树。" },
    { .deed.name = "place_by_code", .method = GET, .path = "/api/places/by-code", .who = WHO_ANYONE,
      .out = &place_shown_record, .query = &code_query_record, .read = code_read,
      .note = "The place that has a code now, or had it last or on a day, with the names above it and what leads on.",
      .note_zh = "按编码（及日期）查地点，附各级上级名称；已撤销的附继任地点。" },
    { .deed.name = "place_find", .method = GET, .path = "/api/places/find", .who = WHO_ANYONE,
      .out = &places_found_record, .query = &place_finding_record, .read = place_find,
      .note = "Places by part of a name, its sound or initials, with a number within; or near a position; best first.",
      .note_zh = "按名称的一部分、全拼、首字母（可带楼号）或就近查找地点，最可能的在前。" },
    { .deed.name = "place_read", .method = GET, .path = "/api/places/{id}", .who = WHO_ANYONE,
      .out = &place_shown_record, .read = place_read,
      .note = "One place, also an ended one with its successor.", .note_zh = "查看一个地点，已撤销的附继任地点。" },
    { .deed.name = "place_poster", .method = GET, .path = "/api/places/{id}/poster", .who = WHO_ANYONE, .flags = RAW,
      .query = &poster_query_record, .read = place_poster,
      .note = "For a wall, A4: the place's QR code that opens a report from there; below=1: one each a step below.",
      .note_zh = "贴在墙上的二维码海报（A4）；below=1 时下一级各一张。" },
    { .deed = { "place_add", &place_record, place_apply_add }, .method = POST, .path = "/api/places", .who = EDITORS,
      .flags = CREATES, .in = &place_adding_record, PLACE_CHANGED, .where = add_where, .change = add_change,
      DEED_FACE(.label = { "新增地点", "Add a place" }, .tone = WEIGHT_MAIN, .after = AFTER_THING),
      .note = "Adds a compound, building, unit, home, road segment, shop or drop-off point, or a division.",
      .note_zh = "新增小区、楼栋、单元、住户、路段、商户、投放点或区划。" },
    { .deed = { "place_import", &place_imported_record, place_apply_import }, .method = POST,
      .path = "/api/places/import", .who = EDITORS, .flags = IMPORTS, .in = &place_importing_record,
      .out = &import_told_record, .where = import_where, .prepare = import_prepare, .change = import_change,
      .answer = import_answer, DEED_FACE(.label = { "导入地点", "Import places" }, .after = AFTER_STAY),
      .note = "Up to 1,000 rows of one county as CSV; wrong rows are told with line and field, the others land.",
      .note_zh = "以 CSV 导入一个区县至多 1000 行；有误的行逐行指明，其余照常导入。" },
    { .deed = { "place_merge", &place_record, place_apply_put }, .method = POST, .path = "/api/places/merge",
      .who = EDITORS, .in = &place_merging_record, PLACE_CHANGED, .where = merge_where, .change = merge_change,
      DEED_FACE(.label = { "合并", "Merge" }, .tone = WEIGHT_DANGER, .after = AFTER_LIST,
                .confirm = { "合并后旧地点不再使用，它的事项仍留在原地点。",
                             "The old place is no longer used; its matters stay with it." }),
      .note = "Ends one place with another as its successor; its matters stay with it.",
      .note_zh = "将一个地点并入另一个；原有事项仍留在原地点。" },
    { .deed = { "place_change", &place_record, place_apply_put }, .method = POST, .path = "/api/places/{id}",
      .who = EDITORS, .in = &place_changing_record, PLACE_CHANGED, .change = change_change,
      DEED_FACE(.label = { "修改", "Change" }, .after = AFTER_STAY),
      .note = "Renames a place, sets its kind or position.", .note_zh = "更改地点的名称、类型或位置。" },
    { .deed = { "place_end", &place_record, place_apply_put }, .method = POST, .path = "/api/places/{id}/end",
      .who = EDITORS, .in = &place_ending_record, PLACE_CHANGED, .change = end_change,
      DEED_FACE(.label = { "撤销", "End" }, .tone = WEIGHT_DANGER, .after = AFTER_LIST,
                .confirm = { "撤销后这里不能再提交事项。", "Nothing can be filed there afterwards." }),
      .note = "Ends a place on a day, perhaps with a successor; its matters stay with it.",
      .note_zh = "撤销地点，可指明继任地点；原有事项仍留在原地点。" },
};

static const NounFace nouns[] = { { "place", "/api/places", { "地点", "Place" }, "pin" } };
static const Feed feeds[] = { { "spelling", place_feed_spelling, .bare = true } };
const Capability place_capability = {
    .name = "place", .nouns = nouns, .noun_count = (int)COUNT(nouns), .rights = true, .feeds = feeds, .feed_count = 1,
    .actions = actions, .action_count = (int)COUNT(actions),
};
