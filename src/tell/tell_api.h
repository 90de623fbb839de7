// tell_api.h: what the API files of telling share.
#ifndef TELL_API_H
#define TELL_API_H
#include "gate/app.h"
#include "gate/list.h"
#include "tell/tell_store.h"

extern const Capability tell_capability;
// Ends what somebody is told outside, by whoever has the letter: "<id>.<24 letters>", derived, not stored.
Str  stop_token(const Vault *v, Arena *a, i64 id);
i64  stop_owner(const Vault *v, Arena *a, Str token);              // 0 = not ours
void *teller_run(App *app);                                        // tell_out_api.c
void  teller_rest(void *running);
#endif
