// matter_answer_api.h: what the answers about matters hold: structs and rows, filled by the matter_*_api.c files.
#ifndef MATTER_ANSWER_API_H
#define MATTER_ANSWER_API_H
#include "matter/matter_store.h"
#include "thing/thing_list_api.h"

typedef struct NextDoor { Str words, words_en, door, door_en, phone, article; } NextDoor;
// A matter as somebody may see it; next_door once it was refused.
#define SHOWN_MEMBERS Matter m; One place; Str subject_name, subject_class, holder_name; i64 holder_kind; One next_door;
typedef struct MatterShown { SHOWN_MEMBERS } MatterShown;
typedef struct MatterFiled {
    union { MatterShown shown; struct { SHOWN_MEMBERS }; };
    union { Can deeds; struct { CAN_MEMBERS }; };
    Str follow;
} MatterFiled;
typedef struct MatterWhole {
    union { MatterShown shown; struct { SHOWN_MEMBERS }; };
    union { Can deeds; struct { CAN_MEMBERS }; };
    Many steps;
    i64 steps_before;                   // 1: there are older steps than these
    Many parties, passed;
} MatterWhole;
// A level it lay at, from when to when (0: still); lapsed: time took it on, because it was not settled there.
typedef struct LevelPassed { i64 level, from_at, to_at, holder; Str holder_name; i64 holder_kind, lapsed; } LevelPassed;
typedef struct DeedDone {
    i64 id;
    Str number;
    Step step;
    i64 seen;
    One next_door;
    union { Can deeds; struct { CAN_MEMBERS }; };
} DeedDone;
typedef struct Contact { i64 repeated; Str reporter_name, reporter_phone; } Contact;

extern const Record matter_shown_record, matter_filed_record, matter_whole_record, matters_page_record,
    deed_done_record, next_door_record, contact_record, counts_record, imports_page_record;
#endif
