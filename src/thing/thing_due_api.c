// thing_due_api.c: how a due moment came about.
#include "thing/thing_due_api.h"
#include <string.h>

static const Record deadline_row_record = RECORD_NOTED(DeadlineRow, "deadline", "期限", "Deadline",
    "The pack's row that sets the deadline.",
    COUNT_FIELD(DeadlineRow, amount, "数量", "How many"),
    CHOICE_FIELD(DeadlineRow, unit, unit_choices, "单位", "Of what", .flags = NEEDED),
    CHOICE_FIELD(DeadlineRow, calendar, calendar_choices, "日历", "By which calendar", .flags = NEEDED),
    TEXT_FIELD(DeadlineRow, subject, "类别", "Subject", .note = "The row's subject, class or *."),
    TEXT_FIELD(DeadlineRow, source, "出处", "Where it is laid down"),
    CHOICE_FIELD(DeadlineRow, evidence, evidence_choices, "证据", "How well it is known", .flags = NEEDED));
static const Record pack_named_record = RECORD_NOTED(PackNamed, "pack_named", "政策包", "Policy pack",
    "Which policy pack it is.",
    TEXT_FIELD(PackNamed, id, "编号", "Id"), TEXT_FIELD(PackNamed, version, "版本", "Version"),
    TEXT_FIELD(PackNamed, hash, "哈希", "SHA-256 of its files"));
static const Record pause_record = RECORD_NOTED(Pause, "pause", "暂停", "Pause",
    "While the clock stood still.",
    MOMENT_FIELD(Pause, from, "暂停自", "From"),
    MOMENT_FIELD(Pause, to, "恢复于", "To", .note = "None: still paused."));
static const Record day_record = RECORD_NOTED(DayCounted, "due_day", "一日", "A day",
    "One day of the reckoning.",
    ON_FIELD(DayCounted, day, "日期", "Day", .flags = NEEDED),
    FLAG_FIELD(DayCounted, counts, "计入", "Whether it counts"),
    COUNT_FIELD(DayCounted, counted, "已计", "Counted so far"),
    COUNT_FIELD(DayCounted, minutes, "当日分钟", "Its minutes"),
    TEXT_FIELD(DayCounted, why, "原因代码", "Why, as a word",
        .note = "started, counted, rest, holiday, makeup, paused, rolled or due"),
    TEXT_FIELD(DayCounted, text, "原因", "Why"),
    TEXT_FIELD(DayCounted, name, "节日", "Name of the holiday", .flags = MAYBE));
const Record reckoning_record = RECORD_NOTED(Reckoning, "reckoning", "期限计算", "Reckoning",
    "How the due moment came about.",
    REF_FIELD(Reckoning, id, "系统编号", "Id", .flags = NEEDED),
    CHOICE_FIELD(Reckoning, level, level_choices, "层级", "Level", .flags = NEEDED),
    CHOICE_FIELD(Reckoning, urgency, urgency_choices, "紧急程度", "Urgency", .flags = NEEDED),
    MOMENT_FIELD(Reckoning, started_at, "起算时间", "Clock started at", .flags = NEEDED),
    ONE_FIELD(Reckoning, deadline, deadline_row_record, "期限", "Deadline", .note = "None: nothing is due."),
    ONE_FIELD(Reckoning, pack, pack_named_record, "政策包", "Policy pack", .flags = NEEDED),
    MANY_FIELD(Reckoning, pauses, pause_record, "暂停", "Pauses"),
    MANY_FIELD(Reckoning, days, day_record, "逐日", "Day by day"),
    MOMENT_FIELD(Reckoning, due_at, "到期时间", "Due at"),
    FLAG_FIELD(Reckoning, provisional, "暂定", "Provisional",
        .note = "The calendar of some year on the way is not published yet."));

// What the sink of due_explain fills.
typedef struct Days { Arena *arena; Lang lang; DayCounted *at; i64 count, room; } Days;

// One line per day, so that anybody can count along with a calendar in hand.
static void day_sink(void *context, const DueDay *d)
{
    static const char *const whys[] = { "started", "counted", "rest", "holiday", "makeup", "paused", "rolled", "due" };
    Days *days = context;
    static_assert(COUNT(whys) == DUE_LAST + 1, "a word for each reason");
    if (days->count == days->room) {
        DayCounted *more = NEW(days->arena, DayCounted, days->room = MAX(32, 2 * days->room));
        if (days->count) memcpy(more, days->at, (size_t)days->count * sizeof *more);
        days->at = more;
    }
    days->at[days->count++] = (DayCounted){ d->day, d->counts, d->counted, d->minutes, str(whys[d->why]),
        str(due_why(d->why, days->lang)), arena_str(days->arena, d->name) };
}

// Names the row, its source and the pack's hash: the same question later can be told from the same rule.
void reckon(Ask *ask, const DueAsk *due, const Deadline *d, Reckoning *into)
{
    Days days = { .arena = ask->arena, .lang = ask->who->lang };
    Due is = due->unit ? due_explain(due, day_sink, &days) : (Due){ 0 };
    DeadlineRow *row = NEW(ask->arena, DeadlineRow, 1);
    PackNamed *pack = NEW(ask->arena, PackNamed, 1);
    if (d) *row = (DeadlineRow){ d->amount, d->unit, d->calendar, d->subject, d->source, d->evidence };
    *pack = (PackNamed){ ask->pack->heads[0].id, ask->pack->heads[0].version, ask->pack->hash_text };
    into->started_at = due->start;
    into->pack = (One){ pack };
    into->deadline = (One){ d ? row : NULL };
    into->pauses = MANY_OF(due->pauses, due->pause_count);
    into->days = MANY_OF(days.at, days.count);
    into->due_at = is.at;
    into->provisional = is.provisional;
}
