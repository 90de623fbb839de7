// shape.h: what an answer holds, for the description: a record's fields as record_members writes them, without those
// named in `without`, and the parts that are written beside them by hand. A part of a field's name stands in its
// place. The rows are written by hand like the answers themselves; test/answers.mjs holds the two together.
#ifndef SHAPE_H
#define SHAPE_H
#include "record/record.h"

typedef struct Shape Shape;
enum { LISTED = 1 << 13 };       // a list; beside MAYBE, NULLS and BY_NAME of record.h
typedef struct Part {
    const char   *name, *label, *label_en;
    Kind          kind;     // without `of`
    unsigned      how;
    const Shape  *of;       // an object
    const Choice *choices;
    int           choice_count;
} Part;
struct Shape {
    const char   *name, *label, *label_en;      // name: in OpenAPI and, LikeThis, in TypeScript
    const Record *record;
    const char   *without;  // fields of the record, comma separated
    const Part   *parts;
    int           part_count;
};
#define PART(n, zh, en, ...) { .name = n, .label = zh, .label_en = en, __VA_ARGS__ }
#define SHAPE(n, m, zh, en, ...) \
    { .name = n, .label = zh, .label_en = en, .parts = m, .part_count = (int)COUNT(m), __VA_ARGS__ }
#define CHOSEN(c) .kind = CHOICE, .choices = (c), .choice_count = (int)COUNT(c)
void shape_openapi(const Shape *s, Out *o);                 // "name":{schema}
void shape_types(const Shape *s, Out *o);                   // a TypeScript interface
#endif
