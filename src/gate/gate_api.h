// gate_api.h: what tells about this installation and lets others check it. Shared by the files behind gate_capability.
#ifndef GATE_API_H
#define GATE_API_H
#include "gate/gate_room.h"
#include "record/standing.h"
#include "store/due.h"

#define LINLI_VERSION "0.1.0"

// ---- proof_api.c: /api/proof/{word}/…, the word being the county --------------------------------
Fault proof_checkpoint_read(Ask *ask);
Fault proof_key_read(Ask *ask);
Fault proof_tile_read(Ask *ask);
Fault proof_receipt_read(Ask *ask);
Fault proof_consistency_read(Ask *ask);
Fault proof_inclusion_read(Ask *ask);
extern const Record receipt_query_record, consistency_query_record, inclusion_query_record;

extern const Record consistency_record, inclusion_record;

// ---- form_api.c, face_api.c: what pages need of rows, in the asker's language ----------------------
Fault choices_read(Ask *ask);
Fault form_read(Ask *ask);
Fault face_read(Ask *ask);
Fault views_read(Ask *ask);
bool  view_asked(Ask *of, Str query);           // into of->query; false: the list is not asked so
typedef struct ViewsQuery { Str place; } ViewsQuery;
extern const Record views_record, views_query_record;
extern const Record choices_record, form_record, form_field_record, face_choice_record, face_deed_record, face_record;
typedef struct FaceDeed {
    Str name, noun, path, label, plain, confirm;
    i64 tone, after, asks, batch, offline, phone;
} FaceDeed;
// A change as the asker meets it.
FaceDeed face_deed(const Ask *ask, const Action *a);
// body: what may be filled in, of a change the fields in `takes` alone, and which must be; else what an answer shows.
typedef struct Filling { bool body; unsigned takes, needs; const char *needed; } Filling;
Many  form_fields(const Ask *ask, const Record *r, Filling how);
Many  face_choices(const Ask *ask, const Choice *c, int count);
bool  face_meets(const Ask *ask, const Action *a);       // could ever do or read it
const NounFace *noun_of(const char *path);                  // whose path begins so; NULL: none
const ChoiceFace *choice_face(const Choice *list, i64 value);   // NULL: no more than its words
// The verb of a thing's deed, and the capability whose things have it; NULL: it is none.
const Choice *deed_verb(const Action *a, const Standings **of);

// ---- kept_api.c, mine_api.c: what is the asker's own ------------------------------------------------
Many  views_kept(const Ask *ask);               // of ViewKept
Fault views_kept_read(Ask *ask);
Fault view_keep_change(Act *act);
Fault view_drop_change(Act *act);
Fault mine_read(Ask *ask);
extern const Record view_keeping_record, view_kept_record, views_kept_record;

// ---- pack_change.c: the pack's hash goes into the journal whenever it changes --------------------
typedef struct PackSeen { i64 county; Str pack, version, hash; i64 seen_at; } PackSeen;   // table and entry; county 0
extern const Record pack_seen_record;
Fault pack_change_decide(Act *act);
void  pack_change_apply(Apply *ap, const Entry *e, void *record);

// ---- setting_api.c: what a county says instead of its pack ----------------------------------------
typedef struct SettingSaid {
    i64 county, id; Str key, value; i64 back, from_on; Str source, why; i64 actor, at;
} SettingSaid;
extern const Record setting_said_record, setting_in_record, settings_record;
typedef struct SettingFacts { bool admin, known; i64 today; Held held; } SettingFacts;
Fault setting_say(const SettingFacts *f, const SettingSaid *s, Lang lang, Arena *a, Problems *ps);      // pure
Fault setting_set_change(Act *act);
void  setting_said_apply(Apply *ap, const Entry *e, void *record);
Fault settings_read(Ask *ask);

// ---- clock_api.c: the machine's clock, and the operator's word on it ------------------------------
typedef struct ClockIs { i64 agrees, system, expected; } ClockIs;
typedef struct ClockShift { i64 seconds; } ClockShift;
extern const Record clock_mark_record, clock_is_record, clock_shift_record, clock_accepted_record;
Fault clock_state_read(Ask *ask);
Fault clock_where(Act *act);
Fault clock_accept_change(Act *act);
void  clock_accept_answer(Act *act, Out *o);
void  clock_mark_apply(Apply *ap, const Entry *e, void *record);
Fault clock_shift_change(Act *act);

// ---- sweep.c: what falls due ---------------------------------------------------------------------
typedef struct DueForgot { union { DueRow row; struct { DUE_MEMBERS }; }; Str fault; } DueForgot;
extern const Record due_forgot_record, clock_in_record, clock_done_record;
Fault due_forget_change(Act *act);
void  due_forget_apply(Apply *ap, const Entry *e, void *record);
Fault clock_run_prepare(Act *act);
Fault clock_run_change(Act *act);
void  clock_run_answer(Act *act, Out *o);

// ---- describe.c: everything the actions name, each once ------------------------------------------
enum { SHAPES_MAX = 256 };
typedef struct Records { const Record *at[SHAPES_MAX]; int count; } Records;
const Action *action_nth(int n, const Capability **of);      // of all, in the list's order; NULL behind the last
void records_add(Records *all, const Record *r);        // NULL is fine
Records records_all(void);
Records answers_shown(void);                    // of all answers that are records, with those nested in them
const Record *action_answer(const Action *a);        // out, or the entry as it is shown; NULL: neither
const Record *action_receipt(const Action *a);  // NULL: answers with none
// Every list of choices with a name of its own: the field's, or record_field where two lists share a field's name.
typedef struct ChoiceList { const char *field, *record; const Choice *at; int count; bool shared; } ChoiceList;
typedef struct ChoiceLists { ChoiceList at[SHAPES_MAX]; int count; } ChoiceLists;
ChoiceLists choice_lists_all(void);
Str  choice_list_name(Arena *a, const ChoiceList *l);
// The classes of askers, WHO_ANYONE first: bit, name, 中文, English; `value` is the bit. Returns the count.
enum { WHO_CLASSES = 6 + ROLE_END - 1 };
int  who_classes(Choice into[WHO_CLASSES]);
#endif
