// notice_board_api.c: what hangs at a place: as a list, as a feed, as a poster; and the proof of how long it hung.
#include "base/text.h"
#include "notice/notice_api.h"

// ---- the board -----------------------------------------------------------------------------------------------

typedef struct BoardQuery { Str place; i64 day; } BoardQuery;
static const Record board_query_record = RECORD_OF(BoardQuery, "board_query", "公示栏", "Board",
    QUERY_PLACE(BoardQuery), QUERY_PLACE_DAY(BoardQuery));
typedef struct Board { Place place; i64 ids[BOARD_PLACES]; } Board;

static Fault board_open(Walk *w)
{
    const BoardQuery *q = w->ask->query;
    Board *b = w->own = NEW(w->ask->arena, Board, 1);
    if (!ask_place(w->ask, q->place, q->day, &b->place)) return FAULT_field_problems;
    place_ancestors(w->ask->db, w->ask->arena, &b->place, b->ids, NULL, BOARD_PLACES);
    return OK;
}

static bool board_step(Walk *w)
{
    const Board *b = w->own;
    return walk_rows(w, board_rows(w->ask->db, b->place.county, b->ids, w->at[0], walk_most(w)));
}

const Record board_record = RECORD_OF(Page, "board", "公示栏", "What hangs at a place",
    PAGE_FIELDS(Page, notice_shown_record, "公示", "Notices"));
const List board_list = {
    .of = &notice_things, .query = &board_query_record, .row = &notice_record, .size = sizeof(NoticeRow), .keys = 1,
    .from = { INT64_MAX }, .open = board_open, .step = board_step, .sees = things_seen, .item = things_item,
    LIST_FACE(.label = { "公示栏", "Notice board" }, .group = GROUP_TELL, .order = 1, .icon = "paper",
              .empty = { "这里现在没有公示。", "Nothing hangs here now." }),
};

// ---- the feed ------------------------------------------------------------------------------------------------

enum { FEED_MOST = 20 };             // of the longest, all of them fit
static Str page_of(const Ask *ask, const Notice *n)
{
    return arena_fmt(ask->arena, "%s/#/%s", ask_home(ask).at, arena_z(ask->arena, n->number));
}

// Atom (RFC 4287), for whoever reads a place's notices elsewhere: the newest, as everybody sees them.
Fault notice_feed(Ask *ask)
{
    Board b = { .ids = { 0 } };
    if (!place_known(ask->db, ask->arena, ask->path_word, &b.place)) return FAULT_thing_unknown;
    place_ancestors(ask->db, ask->arena, &b.place, b.ids, NULL, BOARD_PLACES);
    Notice *n = NEW(ask->arena, Notice, FEED_MOST);
    int count = rows_take(board_rows(ask->db, b.place.county, b.ids, INT64_MAX, FEED_MOST), &notice_record, ask->arena,
                          n, FEED_MOST);
    Out o = out_new(ask->arena, 2 << 20);
    i64 newest = 0;
    for (int i = 0; i < count; i++) newest = MAX(newest, n[i].shown_at);
    Str title = arena_fmt(ask->arena, ask->who->lang == ZH ? "%s公示通知" : "Notices: %s",
                          arena_z(ask->arena, b.place.name));
    atom_open(&o, arena_fmt(ask->arena, "%s/api/feeds/%s", ask_home(ask).at, arena_z(ask->arena, b.place.code)), title,
              newest);
    for (int i = 0; i < count; i++)
        atom_entry(&o, &(AtomEntry){ page_of(ask, &n[i]), n[i].title, org_named(ask, n[i].holder, NULL), n[i].shown,
                                     n[i].from_at, n[i].shown_at });
    atom_close(&o);
    answer_text(ask->request, 200, "application/atom+xml; charset=utf-8", out_done(&o));
    return OK;
}

// ---- how long it hung ------------------------------------------------------------------------------------------

typedef struct Hung {
    i64 id; Str number; i64 from_at, from_entry, to_at, to_entry, days, least_days, enough, version; Str article;
    Many gaps;
} Hung;
const Record hung_record = RECORD_OF(Hung, "hung", "公示证明", "How long it hung",
    REF_FIELD(Hung, id, "系统编号", "Id", .flags = NEEDED), TEXT_FIELD(Hung, number, "编号", "Number"),
    MOMENT_FIELD(Hung, from_at, "开始公示", "From"),
    COUNT_FIELD(Hung, from_entry, "开始的记录号", "Entry of the beginning", .absent = -1,
                .note = "Its receipt: /api/proof/{county}/receipt?entry=."),
    MOMENT_FIELD(Hung, to_at, "结束公示", "To"),
    COUNT_FIELD(Hung, to_entry, "结束的记录号", "Entry of the end", .absent = -1),
    COUNT_FIELD(Hung, days, "整天数", "Whole days", .note = "The first day not counted."),
    COUNT_FIELD(Hung, least_days, "最少天数", "Least days"),
    FLAG_FIELD(Hung, enough, "期满且未中断", "Long enough, without a gap"),
    COUNT_FIELD(Hung, version, "版次", "Version"),
    TEXT_FIELD(Hung, article, "依据", "Article"),
    MANY_FIELD(Hung, gaps, spell_gap_record, "中断", "Gaps"));

Fault notice_hung(Ask *ask)
{
    Notice n;
    Sight s;
    Fault f = ask_thing(ask, &notice_things, &n, &s);
    if (f) return f;
    if (!n.version) return FAULT_thing_unknown;
    const NoticeKind *kind = notice_kind_of(ask->pack, &n, ask->now);
    Spell spell = thing_spell(ask, &notice_store, &n, NOTICE_UP);
    Hung h = { n.id, n.number, n.from_at, spell.from_n - 1, spell.to_at, spell.to_n - 1, .version = n.version,
               .gaps = spell.gaps };
    h.days = day_of((h.to_at ? h.to_at : ask->now) - 1) - day_of(n.from_at);
    if (kind) h.least_days = kind->least_days, h.article = kind->article;
    h.enough = h.days >= h.least_days && !h.gaps.count;
    return ask_tell(ask, &h);
}

// ---- on paper --------------------------------------------------------------------------------------------------

static void poster_foot(Ask *ask, Out *o, const Notice *n, const NoticeKind *kind, i64 entry)
{
    Arena *a = ask->arena;
    bool zh = ask->who->lang == ZH;
    const Choice *state = choice_by_value(notice_states, COUNT(notice_states), n->state);
    const Str lines[] = {
        n->state == NOTICE_UP ? STR("") : str(zh ? state->label : state->label_en),
        arena_fmt(a, zh ? "公示期：%s 至 %s" : "On display from %s to %s",
                  arena_z(a, day_text(a, day_of(n->from_at))), arena_z(a, day_text(a, n->to_on))),
        kind && kind->article.len ? arena_fmt(a, zh ? "依据：%s" : "By %s", arena_z(a, kind->article)) : STR(""),
        arena_fmt(a, zh ? "编号 %s · 第 %lld 版 · 回执第 %lld 号" : "%s · version %lld · receipt %lld",
                  arena_z(a, n->number), (long long)n->version, (long long)entry),
    };
    sheet_foot(o, page_of(ask, n), lines, COUNT(lines));
}

// A4, with the way back to it. What is on paper is what everybody reads: a private notice is printed for no stairway.
Fault notice_poster(Ask *ask)
{
    Notice n;
    Sight s;
    Fault f = ask_thing(ask, &notice_things, &n, &s);
    if (f) return f;
    if (!n.version || n.private || n.hidden) return FAULT_thing_unknown;
    const NoticeKind *kind = notice_kind_of(ask->pack, &n, ask->now);
    Spell spell = thing_spell(ask, &notice_store, &n, NOTICE_UP);
    Out o = out_new(ask->arena, 1 << 20);
    sheet_open(&o, ask->who->lang, n.title);
    if (kind) out_element(&o, "h2", ask->who->lang == ZH ? kind->name : kind->name_en);
    out_element(&o, "h1", n.title);
    out_paragraphs(&o, n.shown);
    out_z(&o, "<div class=\"sign\">");
    out_element(&o, "p", org_named(ask, n.holder, NULL));
    out_element(&o, "p", day_text(ask->arena, day_of(n.shown_at)));
    out_z(&o, "</div>");
    poster_foot(ask, &o, &n, kind, spell.from_n - 1);
    sheet_close(&o);
    answer_text(ask->request, 200, "text/html; charset=utf-8", out_done(&o));
    return OK;
}
