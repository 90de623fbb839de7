// field.h: one checked value into one member, shared by the files of record/. Each gives OK or a field_* fault; on a
// fault the member is left as it was.
// Whatever way a value comes (JSON of a phone, a form, a sheet, an entry), it passes through one of these, so that no
// door is laxer than another.
#ifndef RECORD_FIELD_H
#define RECORD_FIELD_H
#include "record/record.h"

#define WHOLE_MOST ((i64)9007199254740991)                          // 2^53 - 1: what every JSON reader keeps exactly

Fault field_put_text(const Field *f, Arena *a, Str s, void *into);  // TEXT: cleaned, checked, copied
Str   field_refused(const Field *f, Arena *a, Str s);               // "5:FFFE": where a field_bad_text lies
Fault field_put_bytes(const Field *f, Arena *a, Str s, void *into);  // BYTES from base64
Fault field_put_word(const Field *f, Str s, void *into);            // MOMENT, ON and CHOICE from their plain text
Fault field_put_whole(const Field *f, i64 v, void *into);           // COUNT_, REF
Fault field_put_number(const Field *f, double v, void *into);       // NUMBER
#endif
