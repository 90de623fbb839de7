// query_in.c: parameters of an address into a struct, one at a time, by the rows that also read bodies.
#include "record/field.h"
#include "record/query.h"

void query_blank(const Record *r, void *into)
{
    record_blank(r, into);
    for (int i = 0; i < r->field_count; i++)
        if (r->fields[i].kind == FLAG) *(i64 *)field_at(&r->fields[i], into) = UNSAID;
}

static Fault set_text(const Field *f, Arena *a, Str said, void *into, Str *hint)
{
    Fault fault = field_put_text(f, a, said, into);
    if (fault == FAULT_field_bad_text) *hint = field_refused(f, a, said);
    return fault == FAULT_field_not_utf8 || fault == FAULT_field_bad_text ? FAULT_query_malformed : fault;
}

static Fault set_flag(const Field *f, Str said, void *into)
{
    bool yes = str_is(said, "1") || str_is(said, "true"), no = str_is(said, "0") || str_is(said, "false");
    if (yes || no) *(i64 *)field_at(f, into) = yes;
    return yes || no ? OK : FAULT_query_malformed;
}

Fault query_set(const Field *f, Arena *a, Str said, void *into, Str *hint)
{
    assert(f && a && into && hint);
    i64 whole;
    if (!said.len) return OK;
    switch (f->kind) {
    case TEXT:   return set_text(f, a, said, into, hint);
    case FLAG:   return set_flag(f, said, into);
    case CHOICE: return field_put_word(f, said, into);
    case ON:     return field_put_word(f, said, into) ? FAULT_query_malformed : OK;
    case COUNT_: case REF: return str_number(said, &whole) ? field_put_whole(f, whole, into) : FAULT_query_malformed;
    case NUMBER: case MOMENT: case BYTES: case ONE: case MANY: case INLINE: break;
    }
    assert(false && "a kind that no address says");
    return FAULT_query_malformed;
}
