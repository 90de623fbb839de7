// people_api.h: what the people_*_api.c files share. The one table of actions is in people_api.c.
// What is asked of a person (who may reach whom) is decided in people.c; here facts are gathered and answers written.
#ifndef PEOPLE_API_H
#define PEOPLE_API_H
#include "gate/access.h"
#include "gate/app.h"
#include "gate/list.h"
#include "gate/secret.h"
#include "people/people.h"
#include "people/people_store.h"
#include "place/place.h"

extern const Capability people_capability;
enum { POSTS_MOST = 64 };

// ---- shared (people_api.c) -------------------------------------------------------------------------
// `prepare` runs on a loop or slow thread before the writer has the job: what it finds must be looked at again inside.
Hash  login_hash(const Vault *v, Arena *a, Str text, i64 *kind);
// Gives the person a sign-in name or phone, instead of those of its kind before; false: somebody else has it.
bool  login_take(Act *act, i64 person, Str word, i64 kind, bool instead);
// Bits: the classes that count as the asker's places. person_seen() and person_opened() take those of PERSON_SEERS.
#define PERSON_SEERS (WHO_OF(ROLE_ADMIN) | WHO_OFFICE | WHO_OF(ROLE_AUDITOR))
i64   posts_counted(Db *db, Arena *a, const Actor *who, i64 person, unsigned bits, i64 day, i64 *within);
PersonFacts person_facts(Db *db, Arena *a, const Actor *who, const Person *p, unsigned bits, i64 day);
bool  phone_problem(Act *act, Str *phone);          // reads the number in place; notes what is wrong
Str   phone_open(Vault *v, Db *db, Arena *a, const Person *p);                 // "" or REMOVED when there is no key

// ---- people_sign_api.c -------------------------------------------------------------------------------
Fault sign_where(Act *act), sign_up_prepare(Act *act), sign_up_change(Act *act);
Fault sign_in_where(Act *act), sign_in_prepare(Act *act), sign_in_change(Act *act);
Fault password_prepare(Act *act), password_change(Act *act), person_words_prepare(Act *act);
Fault accept_where(Act *act), accept_prepare(Act *act), accept_change(Act *act);
Fault setup_where(Act *act), setup_prepare(Act *act), setup_change(Act *act);
// A fresh secret for the first administrator's address, good for a day from this start; "" when the default county has
// an administrator already, or has no place yet. For the program's own words.
Str   setup_offer(App *app, Arena *a);
void  signed_answer(Act *act, Out *o), password_answer(Act *act, Out *o);
extern const Record new_word_record, signed_record;

// ---- people_person_api.c -----------------------------------------------------------------------------
Fault person_mark(Act *act, i64 person);
Fault person_join(Act *act, i64 id, Str name, Str phone);       // staff, by a one-time link
Fault person_invite_change(Act *act), person_reset_change(Act *act), person_end_change(Act *act);
extern const Record leaving_record, left_record;
Fault person_leave_prepare(Act *act), person_leave_change(Act *act);
void  person_leave_answer(Act *act, Out *o);
Fault person_forget_change(Act *act), person_words_change(Act *act), person_look_change(Act *act);
void  person_invite_answer(Act *act, Out *o), person_reset_answer(Act *act, Out *o);
void  person_look_answer(Act *act, Out *o);

extern const Record invited_record, opened_record;

// ---- people_post_api.c -------------------------------------------------------------------------------
Fault org_open_where(Act *act), org_open_change(Act *act), org_change_change(Act *act), org_lapse_change(Act *act);
Fault post_give_where(Act *act), post_give_change(Act *act), post_end_change(Act *act), post_lapse_change(Act *act);
void  org_answer(Act *act, Out *o), post_answer(Act *act, Out *o);
Fault local_user_where(Act *act), local_user_change(Act *act);
// The post of who is made now by the operator's word, in an org of the right kind at the very place, made when there is
// none.
void  operator_post(Act *act, const LocalUser *in, const Place *at);

// ---- what signs in as somebody, for whoever may close the account ------------------------------------------
typedef struct SessionOf { i64 session; } SessionOf;
extern const Record session_of_record;
Fault person_access_read(Ask *ask), person_session_end_change(Act *act);

// ---- people_sheet_api.c: organisations, people and posts from a sheet -----------------------------------
Fault staff_import_where(Act *act), staff_import_prepare(Act *act), staff_import_change(Act *act);
extern const Record staff_in_record, staff_told_record;

// ---- people_list_api.c -------------------------------------------------------------------------------
Fault me_read(Ask *ask), person_read(Ask *ask);
extern const List my_looks_list, persons_list, orgs_list, posts_list;
extern const Record me_record, person_shown_record, looks_page_record, persons_page_record, orgs_page_record,
    posts_page_record;
#endif
