// map.h: rows found by a text: an open table in an arena, grown, never shrunk. Each row begins with its key, a Str.
#ifndef MAP_H
#define MAP_H
#include "base/base.h"

typedef struct Map { Arena *arena; char *at; i64 size, mask, count; } Map;
void  map_open(Map *m, Arena *a, i64 size);             // of a row
void *map_find(const Map *m, Str key);                  // NULL: not there
void *map_put(Map *m, Str key, bool *fresh);            // good until the next put; the key's bytes are the caller's
void *map_next(const Map *m, const void *row);          // in any order; NULL: the first one, and behind the last
#endif
