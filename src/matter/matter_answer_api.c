// matter_answer_api.c: the rows of what the answers about matters hold.
#include "gate/list.h"
#include "matter/matter_api.h"

// ---- a matter -------------------------------------------------------------------------------------------

const Record next_door_record = RECORD_NOTED(NextDoor, "next_door", "转介去处", "Next door",
    "Why not here, and where to go instead.",
    TEXT_FIELD(NextDoor, words, "答复语", "Words of refusal"),
    TEXT_FIELD(NextDoor, words_en, "英文答复语", "The same in English", .flags = MAYBE),
    TEXT_FIELD(NextDoor, door, "去处", "Where to go instead", .flags = MAYBE),
    TEXT_FIELD(NextDoor, door_en, "英文去处", "The same in English", .flags = MAYBE),
    TEXT_FIELD(NextDoor, phone, "电话", "Its phone", .flags = MAYBE),
    TEXT_FIELD(NextDoor, article, "依据", "Article", .flags = MAYBE,
        .note = "The duty list's article, when it excludes the subject."));

#define SHOWN_FIELDS(T) \
    INLINE_FIELD(T, m, Matter, matter_record), \
    ONE_FIELD(T, place, place_of_record, "地点", "Place", .flags = NEEDED, \
        SHOWS(.as = AS_WHERE, .col = 5, .width = WIDE_M)), \
    TEXT_FIELD(T, subject_name, "类别", "Subject", SHOWS(.col = 6, .width = WIDE_M)), \
    TEXT_FIELD(T, subject_class, "大类", "Class"), \
    HOLDER_FIELDS(T), \
    ONE_FIELD(T, next_door, next_door_record, "转介去处", "Next door", .flags = MAYBE)
const Record matter_shown_record = RECORD_NOTED(MatterShown, "matter", "事项", "A matter",
    "Something to be settled, as it stands now.", SHOWN_FIELDS(MatterShown));
const Record matters_page_record = RECORD_NOTED(ThingsPage, "matters", "事项列表", "Matters",
    "A page of matters, of each text the first 120 characters.",
    PAGE_FIELDS(ThingsPage, matter_shown_record, "事项", "Matters"), PLACE_ENDED_FIELD(ThingsPage));

const Record matter_filed_record = RECORD_OF(MatterFiled, "matter_filed", "已提交的事项", "A filed matter",
    SHOWN_FIELDS(MatterFiled), CAN_FIELDS(MatterFiled),
    TEXT_FIELD(MatterFiled, follow, "跟进码", "Follow-up code", .flags = MAYBE, .note = "When no account was used."));

static const Record passed_record = RECORD_OF(LevelPassed, "level_passed", "经过的层级", "A level it lay at",
    CHOICE_FIELD(LevelPassed, level, level_choices, "层级", "Level", .flags = NEEDED, SHOWS(.as = AS_LEVEL)),
    MOMENT_FIELD(LevelPassed, from_at, "自", "From", SHOWS(.as = AS_WHEN)),
    MOMENT_FIELD(LevelPassed, to_at, "至", "To", .note = "None: it lies there now."),
    REF_FIELD(LevelPassed, holder, "承办组织", "Holder"),
    HOLDER_FIELDS(LevelPassed),
    FLAG_FIELD(LevelPassed, lapsed, "到期没办好", "Not settled there in time", .note = "Time took it to the next level."));
const Record matter_whole_record = RECORD_OF(MatterWhole, "matter_whole", "事项全文", "A whole matter",
    SHOWN_FIELDS(MatterWhole), CAN_FIELDS(MatterWhole),
    MANY_FIELD(MatterWhole, steps, step_record, "经过", "What happened", SHOWS(.as = AS_STEPS),
        .note = "As far as they are for this asker."),
    FLAG_FIELD(MatterWhole, steps_before, "更早的过程未列出", "There are older steps than these"),
    MANY_FIELD(MatterWhole, parties, party_record, "三方", "Three parties", .flags = MAYBE, SHOWS(.as = AS_PARTIES),
        .note = "Organisations that take part; not for the public."),
    MANY_FIELD(MatterWhole, passed, passed_record, "层级", "Levels it lay at, in order", SHOWS(.as = AS_LEVEL)));

// ---- deeds ----------------------------------------------------------------------------------------------

const Record deed_done_record = RECORD_OF(DeedDone, "matter_deed", "办理", "A deed that was done",
    REF_FIELD(DeedDone, id, "系统编号", "Id of the matter", .flags = NEEDED),
    TEXT_FIELD(DeedDone, number, "编号", "Number of the matter"),
    INLINE_FIELD(DeedDone, step, Step, step_record),
    COUNT_FIELD(DeedDone, seen, "最新记录号", "Last entry", .note = "Send it back as `seen`."),
    ONE_FIELD(DeedDone, next_door, next_door_record, "转介去处", "Next door", .flags = MAYBE),
    CAN_FIELDS(DeedDone));

const Record contact_record = RECORD_NOTED(Contact, "matter_opened", "联系方式", "Contact",
    "The reporter's name and phone.",
    FLAG_FIELD(Contact, repeated, "重复请求", "Said again", .flags = MAYBE, .note = "The words went out once."),
    TEXT_FIELD(Contact, reporter_name, "称呼", "Name", .flags = MAYBE),
    TEXT_FIELD(Contact, reporter_phone, "电话", "Phone", .flags = MAYBE));

// ---- imports ------------------------------------------------------------------------------------

const Record imports_page_record = RECORD_OF(Page, "imports", "导入的事项", "A page of imported matters",
    PAGE_FIELDS(Page, import_record, "事项", "Matters"));
