// paper_api.h: papers come in, are named by deeds, and go out to whoever may see their step.
#ifndef PAPER_API_H
#define PAPER_API_H
#include "thing/thing_api.h"

// In the change of a deed or of a making: what `names` (a body's papers) call goes into the thing's entry and is used
// up. Notes what is wrong with `papers`.
Fault papers_take(Act *act, Many names, Thing *t);
// The steps of a thing get their papers; step_shown takes them away again where the words are not for the asker.
void  papers_show(Ask *ask, const ThingApi *of, const Thing *t, char *steps, int count);

Fault paper_send_where(Act *act);
Fault paper_send_prepare(Act *act);
Fault paper_send_change(Act *act);
Fault paper_read(Ask *ask);
void  paper_sweep(App *app, i64 now);
extern const Record paper_send_record, paper_sent_record;
#endif
