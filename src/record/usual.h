// usual.h: fields that records of several rooms have.
#ifndef USUAL_H
#define USUAL_H
#include "record/record.h"

// Not trimmed: a blank at the end belongs to the password. 128 characters, so that argon2 is never fed a novel.
#define PASSWORD_FIELD(T, m, zh, en, ...) TEXT_FIELD(T, m, zh, en, .flags = NEEDED | LOOSE, .min = 1, .max = 128, \
    SHOWS(.as = AS_PASSWORD, __VA_ARGS__))
#define NEW_PASSWORD_FIELD(T, m, zh, en) \
    PASSWORD_FIELD(T, m, zh, en, .hint = { "至少 8 位", "8 characters or more" })
// A person or an organisation where only its name is told.
#define ID_FIELD(T, zh, en) REF_FIELD(T, id, zh, en, .flags = NEEDED)
typedef struct Named { i64 id; Str name; } Named;
extern const Record named_record;
#endif
