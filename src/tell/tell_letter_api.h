// tell_letter_api.h: a letter from the rows that go by it.
#ifndef TELL_LETTER_API_H
#define TELL_LETTER_API_H
#include "tell/tell_api.h"

typedef struct Writing {
    Db *db; Arena *arena; Vault *vault;
    const Target *target; const Secrets *secrets;
    Str address; Lang lang; i64 now;
} Writing;
// number: the letter's, by which a receiver knows it again. False: nothing of what it tells is there any more.
bool letter_write(const Writing *w, i64 number, const Letting *rows, int count, Letter *l);
#endif
