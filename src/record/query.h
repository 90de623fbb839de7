// query.h: a record as the parameters of an address. One row says how a parameter is called, what it may be and what it
// narrows: the reading gets a struct, and the description its words, from the same row.
#ifndef QUERY_H
#define QUERY_H
#include "record/record.h"

// A FLAG has three values: 1, 0, and UNSAID where the address says nothing. All others are blank as in a body, so a
// row's `.absent` is its default.
enum { UNSAID = -1 };
void  query_blank(const Record *r, void *into);
// One parameter as it was said; nothing at all counts as unsaid. Numbers, days and flags have one spelling, so that an
// address says what it says. OK or a fault; *hint: what of a text was refused.
Fault query_set(const Field *f, Arena *a, Str said, void *into, Str *hint);
void  query_openapi(const Record *r, Out *o);               // ,{"name":…,"in":"query",…} for each
#endif
