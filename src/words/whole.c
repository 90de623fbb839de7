// whole.c: what a list of places would change, row by row, before it does; and what one that is the whole leaves out.
//
// The rows are decided by the import's own rule, here on a copy of what the server knows, so that a dry run says what
// the import will do. A list that is said to be the whole of what lies below a code ends what it leaves out: only of
// the kinds that it holds, only below that code, only what was there on the list's day, and only if every row of it was
// good. The endings go the import's own road, as rows with the day from which they are no more.
#include "place/place_import.h"
#include "words/place_chunk.h"
#include "words/words.h"
#include <stdio.h>
#include <string.h>

enum { PIECE = 1 << 16, LOOKED_AT = 100 };
#define NEW_ID ((i64)1 << 60)       // of places that are only planned: above all real ones

typedef struct Plan {
    Caller  *c;
    Arena   *arena;                 // lives as long as the plan: known places, decided rows
    Map      map;
    Str      whole;                 // code; "" = the list is not said to be whole
    i64      list_on, next_id;
    bool     rows;                  // row by row
    i64      added, renamed, changed, ended, unchanged, refused;
    i64      there, later;          // places the list could end; those that began after its day
    const Place **gone;
    i64      gone_count;
} Plan;

// ---- what is known -------------------------------------------------------------------------------

static bool below(Str code, Str top) { return code.len > top.len && str_starts(code, top); }

static void known_put(Plan *p, Str code, const Place *place)
{
    bool fresh;
    PlaceKnown *known = map_put(&p->map, arena_str(p->arena, code), &fresh);
    if (fresh) known->place = place;
}

// From an answer's object: its members are the row's own.
static const Place *place_take(Plan *p, Str object)
{
    Place *place = NEW(p->arena, Place, 1);
    if (!record_from_entry(&place_record, p->arena, object, place)) return NULL;
    place->county = id_county(place->id);
    return place;
}

static void code_look(Plan *p, Str code)
{
    if (place_code_check(code, 0) || map_find(&p->map, code)) return;
    Arena *a = arena_open(1 << 20);
    Str answer;
    bool read = p->whole.len && below(code, p->whole);                  // then all that is there is known
    int status = read ? 404 : caller_call(p->c, a, "GET", arena_fmt(a, "/api/places/by-code?code=%.*s", STAR(code)),
                                          STR(""), &answer);
    known_put(p, code, status == 200 ? place_take(p, answer) : NULL);
    arena_close(a);
}

// The code and what lies above it in its county, as the rule asks for them.
static void codes_look(Plan *p, Str code)
{
    for (i64 county = place_county(code); code.len && place_county(code) == county; code = code_above(code))
        code_look(p, code);
}

// All that lies below the code, page by page. False: told why.
static bool whole_read(Plan *p)
{
    Arena *a = arena_open(16 << 20);
    Str after = STR("");
    bool good = true, more = true;
    codes_look(p, p->whole);
    const PlaceKnown *top = map_find(&p->map, p->whole);
    if (!top || !top->place) {
        failed(p->c->typed, "--whole：%.*s 没有这个地点", "--whole: there is no place %.*s", STAR(p->whole));
        good = false;
    }
    while (good && more) {
        arena_reset(a);
        json_t *page = caller_get(p->c, a, "/api/places?under=%.*s&deep=1&limit=200%s%.*s", STAR(p->whole),
                                  after.len ? "&after=" : "", STAR(after)), *one;
        size_t i;
        json_array_foreach(json_object_get(page, "items"), i, one) {
            i64 len = (i64)json_dumpb(one, NULL, 0, JSON_COMPACT);
            char *text = NEW(a, char, len + 1);
            json_dumpb(one, text, (size_t)len, JSON_COMPACT);
            const Place *place = place_take(p, (Str){ text, len });
            if (place && place->valid_to == DAY_NONE) known_put(p, place->code, place);
        }
        good = page != NULL;
        after = arena_str(p->arena, jtext(page, "next"));
        more = after.len > 0;
        json_decref(page);
    }
    arena_close(a);
    return good;
}

// ---- deciding ------------------------------------------------------------------------------------

static i64 plan_id(void *context) { return ++((Plan *)context)->next_id; }
static bool plan_may(void *context, Str code) { (void)context; return code.len > 0; }

static void row_wrong(void *context, i64 line, const char *field, Fault fault)
{
    Plan *p = context;
    p->refused++;
    if (p->rows) fprintf(stderr, "%lld: %s %s\n", LL(line), field, fault_text(fault, p->c->typed->lang));
}

static const char *verb_text(i64 verb, Lang lang)
{
    const Choice *c = choice_by_value(place_verbs, COUNT(place_verbs), verb);
    return lang == EN ? c->label_en : c->label;
}

// was: the names that the sheet's rows had before.
static void rows_say(const Plan *p, const PlaceSheet *s, const Str *was, const PlaceRow *rows, int count)
{
    for (int i = 0; i < count; i++) {
        const Place *place = &rows[i].place;
        printf("%s %.*s %.*s", verb_text(rows[i].verb, p->c->typed->lang), STAR(place->code), STAR(place->name));
        for (int k = 0; rows[i].verb == ROW_RENAME && k < s->count; k++)
            if (str_same(s->rows[k].code, place->code) && was[k].len) {
                printf("  ← %.*s", STAR(was[k]));
                break;
            }
        puts("");
    }
}

// Loads what the rule will ask for. The names that the rows' places have now.
static Str *sheet_look(Plan *p, const PlaceSheet *s)
{
    Str *was = NEW(p->arena, Str, s->count + 1);
    for (int i = 0; i < s->count; i++) {
        codes_look(p, s->rows[i].code);
        if (s->rows[i].successor.len) code_look(p, s->rows[i].successor);
    }
    for (int i = 0; i < s->count; i++) {
        const PlaceKnown *known = map_find(&p->map, s->rows[i].code);
        if (known && known->place) was[i] = known->place->name;
    }
    return was;
}

// One chunk as the server would take it.
static bool plan_chunk(void *context, const PlaceChunk *chunk)
{
    Plan *p = context;
    Problems ps = { .count = 0 };
    PlaceSheet s;
    Str text = STR("");
    PlaceImported done = { .county = chunk->county };
    json_member_text(p->arena, chunk->body, "rows", &text);
    place_sheet_read(&s, p->arena, text, &ps);
    const Str *was = sheet_look(p, &s);
    PlaceRow *rows = NEW(p->arena, PlaceRow, s.count + 1);
    ImportFacts facts = { .county = chunk->county, .today = day_of(time_real()), .list_on = p->list_on,
                          .new_id = plan_id, .may = plan_may, .context = p };
    int count = place_import(&facts, &s, &p->map, rows, &done);
    p->added += done.added, p->renamed += done.renamed, p->changed += done.changed, p->ended += done.ended;
    p->unchanged += done.unchanged, p->refused += done.refused;
    for (int i = 0; p->rows && i < s.wrong_count; i++)
        fprintf(stderr, "%lld: %.*s %s\n", LL(s.wrong[i].line), STAR(s.wrong[i].field),
                fault_text(s.wrong[i].fault, p->c->typed->lang));
    if (p->rows) rows_say(p, &s, was, rows, count);
    return true;
}

// The file through the import's own chunker. False: it is none, told.
static bool plan_file(Plan *p, Str path)
{
    const Typed *t = p->c->typed;
    PackedIn *in = packed_in_open(p->arena, path);
    if (!in) return failed(t, "无法读取 %.*s", "cannot read %.*s", STAR(path)), false;
    PlaceChunking how = { .list_on = day_text(p->arena, p->list_on), .source = STR("plan"), .chunk = plan_chunk,
                          .wrong = row_wrong, .context = p };
    PlaceChunker *chunker = place_chunker_open(&how);
    PlaceChunkError error;
    char *piece = NEW(p->arena, char, PIECE);
    i64 n;
    while ((n = packed_in_read(in, piece, PIECE)) > 0 && place_chunker_feed(chunker, (Str){ piece, n })) { }
    bool good = place_chunker_end(chunker, &error);
    if (!good) failed(t, "第 %lld 行：%.*s", "line %lld: %.*s", LL(error.line),
                      STAR(list_words(t, error.what, error.fault, error.hint)));
    if (n < 0) fail(t, "压缩文件已损坏", "the packed file is damaged");
    packed_in_close(in);
    return good && n >= 0;
}

// ---- what is not in the list ---------------------------------------------------------------------

static int by_code(const void *a, const void *b)
{
    return str_order((*(const Place *const *)a)->code, (*(const Place *const *)b)->code);
}

// Kinds that the list does not hold are not its business: a list of communities ends no compound. False: it holds none
// at all below the code, told.
static bool plan_gone(Plan *p)
{
    unsigned kinds = 0;
    p->gone = NEW(p->arena, const Place *, p->map.count + 1);
    for (const PlaceKnown *k = NULL; (k = map_next(&p->map, k)) != NULL;)
        if (k->decided && k->place && below(k->code, p->whole)) kinds |= 1u << k->place->kind;
    for (const PlaceKnown *k = NULL; (k = map_next(&p->map, k)) != NULL;) {
        if (!k->place || !below(k->code, p->whole) || !(kinds & 1u << k->place->kind)) continue;
        bool listed = k->decided, later = k->place->valid_from > p->list_on;
        p->there += k->place->id < NEW_ID;
        p->later += !listed && later;
        if (!listed && !later) p->gone[p->gone_count++] = k->place;
    }
    if (p->gone_count) qsort(p->gone, (size_t)p->gone_count, sizeof *p->gone, by_code);
    if (!kinds) failed(p->c->typed, "名单里没有 %.*s 之下的地点：未作任何更改",
                       "the list holds no place below %.*s: nothing was changed", STAR(p->whole));
    return kinds != 0;
}

// How many of a list lie at a place, at most a page of them.
static i64 how_many(Plan *p, Arena *a, const char *list, const char *more, Str code)
{
    json_t *page = caller_get(p->c, a, "/api/%s?place=%.*s&limit=200%s", list, STAR(code), more);
    i64 n = (i64)json_array_size(json_object_get(page, "items"));
    json_decref(page);
    return n;
}

// What hangs on a place that is to end, so that somebody sees to it first.
static void gone_say(Plan *p)
{
    const Typed *t = p->c->typed;
    Arena *a = arena_open(16 << 20);
    for (i64 i = 0; i < p->gone_count; i++) {
        const Place *place = p->gone[i];
        i64 lower = 0;
        printf("%s %.*s %.*s  %s", verb_text(ROW_END, t->lang), STAR(place->code), STAR(place->name),
               t->lang == EN ? "(not in the list)" : "（名单里没有）");
        for (const PlaceKnown *k = NULL; (k = map_next(&p->map, k)) != NULL;)
            lower += k->place && below(k->code, place->code);
        i64 orgs = i < LOOKED_AT ? how_many(p, a, "orgs", "", place->code) : 0;
        i64 posts = i < LOOKED_AT ? how_many(p, a, "posts", "", place->code) : 0;
        i64 open = i < LOOKED_AT ? how_many(p, a, "matters", "&open=1", place->code) : 0;
        if (lower) printf(t->lang == EN ? "; %lld places below stay" : "；下面还有 %lld 个地点不随之撤销", LL(lower));
        if (orgs) printf(t->lang == EN ? "; %lld organisations" : "；有组织 %lld 个", LL(orgs));
        if (posts) printf(t->lang == EN ? "; %lld posts" : "；有岗位 %lld 个", LL(posts));
        if (open) printf(t->lang == EN ? "; %lld open matters" : "；有未办结事项 %lld 件", LL(open));
        puts("");
        arena_reset(a);
    }
    if (p->later) tell(t, "（另有 %lld 个地点晚于名单日期，不撤销）",
                       "(%lld places began after the list's day and stay)", LL(p->later));
    fflush(stdout);
    arena_close(a);
}

// A wrong scope or half a file would end a district. True: it may be done.
static bool gone_fair(const Plan *p)
{
    const Typed *t = p->c->typed;
    i64 may = -1;
    if (2 * p->gone_count <= p->there) return true;
    if (str_i64(typed_text(t, "may-end"), &may) && may == p->gone_count) return true;
    failed(t, "将撤销 %lld 个地点，超过 %lld 个的一半：未作任何更改。确实如此，请加 --may-end %lld",
           "%lld places would end, more than half of %lld: nothing was changed. If it is meant, add --may-end %lld",
           LL(p->gone_count), LL(p->there), LL(p->gone_count));
    return false;
}

static Str gone_rows(Plan *p)
{
    Out o = out_new(p->arena, 256 << 20);
    out_z(&o, "code,name,ended_on\n");
    for (i64 i = 0; i < p->gone_count; i++) {
        out_str(&o, p->gone[i]->code);
        out_char(&o, ',');
        out_csv(&o, p->gone[i]->name);
        out_char(&o, ',');
        out_day(&o, p->list_on);
        out_char(&o, '\n');
    }
    return out_done(&o);
}

// ---- the word ------------------------------------------------------------------------------------

static void plan_say(const Plan *p)
{
    tell(p->c->typed, "试算，未作更改：将新增 %lld，改名 %lld，变更 %lld，撤销 %lld，未变 %lld，未收 %lld",
         "a dry run, nothing was changed: would add %lld, rename %lld, change %lld, end %lld, leave %lld, refuse %lld",
         LL(p->added), LL(p->renamed), LL(p->changed), LL(p->ended + p->gone_count), LL(p->unchanged), LL(p->refused));
}

static int plan_do(Plan *p, const PlacesWhole *in)
{
    const Typed *t = p->c->typed;
    int code = places_file(p->c, in->path, in->list_on, in->source);
    if (code != DONE || p->refused)
        return fail(t, "有未收的行，名单不算完整：未撤销名单之外的地点",
                    "rows were refused, so the list is not whole: what it leaves out was not ended");
    return p->gone_count ? places_text(p->c, gone_rows(p), in->list_on, in->source) : DONE;
}

int places_whole(Caller *c, const PlacesWhole *in)
{
    assert(c && in);
    Plan *p = NEW(c->typed->arena, Plan, 1);
    *p = (Plan){ .c = c, .arena = arena_open((i64)1 << 30), .whole = in->under, .list_on = in->list_on, .rows = in->dry,
                  .next_id = NEW_ID };
    map_open(&p->map, p->arena, sizeof(PlaceKnown));
    bool good = (!in->under.len || whole_read(p)) && plan_file(p, in->path);
    if (good && in->under.len) good = plan_gone(p);
    bool whole = good && p->refused == 0;
    if (good && !whole) p->gone_count = 0;
    if (good) gone_say(p);
    if (good && in->dry) plan_say(p);
    bool fair = good && gone_fair(p);
    int code = fair && (whole || !in->dry) ? DONE : FAILED;
    if (fair && !in->dry) code = plan_do(p, in);
    arena_close(p->arena);
    return code;
}
