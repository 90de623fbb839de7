// thing_list_api.h: lists of things, once for all kinds: what may be asked, one range of `found`, who sees it.
#ifndef THING_LIST_API_H
#define THING_LIST_API_H
#include "gate/list.h"
#include "thing/thing_api.h"

// ---- lists -------------------------------------------------------------------------------------------
enum { ORDER_NEW = 1, ORDER_URGENT, NUMBERED_MOST = 16, SCOPES_MOST = 4 };
// What may be asked of every list of things; a kind's own stands behind. due_before, from, to: days.
#define THINGS_QUERY_MEMBERS \
    Str place; i64 org, mine, assigned, order, state, level; Str subject; i64 due_before, party; Str text; \
    i64 from, to, closed_from, closed_to, open, late, past_due; Str number; i64 day;
typedef struct ThingsQuery { THINGS_QUERY_MEMBERS } ThingsQuery;
extern const Choice things_orders[2];
#define QUERY_PLACE_DAY(T) ON_FIELD(T, day, "编码日期", "Day of the code", .note = "Whose code it was on this day.")
#define THINGS_QUERY_FIELDS(T, states) \
    QUERY_PLACE(T), \
    REF_FIELD(T, org, "组织", "Organisation", SHOWS(.of = "orgs"), \
              .note = "Id of an organisation: what it holds or takes part in."), \
    FLAG_FIELD(T, mine, "本人提交", "Mine", .note = "1: filed by the asker; 0: by others."), \
    FLAG_FIELD(T, assigned, "交给本人", "In my hands", .note = "1: in the asker's own hands; 0: not."), \
    CHOICE_FIELD(T, order, things_orders, "次序", "Order", .absent = ORDER_NEW, \
                 .note = "Which comes first; the most urgent: only open ones."), \
    CHOICE_FIELD(T, state, states, "状态", "State", .note = "In this state."), \
    CHOICE_FIELD(T, level, level_choices, "层级", "Level", .note = "Where it lies now."), \
    TEXT_FIELD(T, subject, "类别", "Subject", .flags = PLAIN, .max = 20, SHOWS(.of = "subjects", .pick = "subject"), \
               .note = "A subject or a class of the pack's tree."), \
    ON_FIELD(T, due_before, "到期早于", "Due before", .note = "Due before this day."), \
    REF_FIELD(T, party, "参与方", "Party", SHOWS(.of = "orgs"), .note = "An organisation that takes part."), \
    TEXT_FIELD(T, text, "文字", "Words", .max = 200, .note = "Words to search for, or a number."), \
    ON_FIELD(T, from, "提交不早于", "Filed from", .note = "The first day of filing."), \
    ON_FIELD(T, to, "提交不晚于", "Filed to", .note = "The last day of filing."), \
    ON_FIELD(T, closed_from, "结束不早于", "Ended from", .note = "The first day on which it ended."), \
    ON_FIELD(T, closed_to, "结束不晚于", "Ended to", .note = "The last day on which it ended."), \
    FLAG_FIELD(T, open, "未办结", "Open", .note = "1: only open ones; 0: only settled ones."), \
    FLAG_FIELD(T, late, "曾超期", "Was late", .note = "1: only what was late; 0: only what was not."), \
    FLAG_FIELD(T, past_due, "已超期", "Past due", .note = "1: open and past its due moment now; 0: not."), \
    TEXT_FIELD(T, number, "编号", "Number", .flags = PLAIN, .max = 200, \
               .note = "A number, however it is written; for staff also a foreign number."), \
    QUERY_PLACE_DAY(T)
// A list's row is a struct {the kind's row; RowSight}. numbered: found by its number.
typedef struct RowSight { Sight s; bool numbered; } RowSight;
RowSight *row_sight(const Walk *w, const void *row);
// scopes: a person, post, organisation or place that it must be found under; the first is walked along. scoped: one was
// named, so that what has the number must lie there too. home: below a community. ids: what has the number, perhaps not
// for this asker. rank_from, rank_to: the kind's own filter, along the index.
typedef struct Things {
    i64   county, scopes[SCOPES_MOST], ids[NUMBERED_MOST], due, rank_from, rank_to;
    int   scope_count, id_count;
    Place place;                    // the one asked for, else id 0
    Str   said;                     // as a number
    bool  home, scoped;
} Things;
// A list's five; the kind's own open() adds scopes before and ids behind, its fits() asks things_fits() too.
void  things_scope(Things *q, i64 county, i64 id);
Fault things_open(Walk *w);                                         // w->own: Things
Fault things_open_with(Walk *w, Things *q);                         // scopes are there already; then:
bool  things_words(Walk *w);                                        // notes words that no search can find
bool  things_step(Walk *w);
bool  things_fits(Walk *w, const void *row);
bool  things_seen(Walk *w, void *row);                              // a list of its own: by sight alone
bool  things_sees(Walk *w, void *row);
void  things_item(Walk *w, const void *row);                        // the row, and THING_SHOWN behind it
void  things_tail(Walk *w, void *page);                              // PLACE_ENDED_FIELD
typedef struct ThingsPage { Many items; Str next; i64 searched; One ended; } ThingsPage;
// A list of who opened private words (list.of: the kind).
extern const Record thing_looks_record;
#define THING_LOOKS_LIST(api) { .of = &(api), .row = &thing_look_record, .keys = 1, .from = { INT64_MAX }, \
    .open = looks_open, .step = looks_step, .item = look_item, \
    LIST_FACE(.label = { "谁看过联系方式", "Who opened the contact" }, \
              .plain = { "谁看过我的电话", "Who opened my phone number" }, .icon = "eye", \
              .empty = { "还没有人看过。", "Nobody has." }) }
Fault looks_open(Walk *w);
bool  looks_step(Walk *w);
void  look_item(Walk *w, const void *row);
#endif
