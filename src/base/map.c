// map.c: half of the table is always free, so looking for a row ends.
#include "base/map.h"
#include <string.h>

enum { ROWS_FIRST = 256 };

static Str *row_at(const Map *m, i64 n) { return (Str *)(void *)(m->at + m->size * (n & m->mask)); }

void map_open(Map *m, Arena *a, i64 size)
{
    assert(size >= (i64)sizeof(Str));
    *m = (Map){ .arena = a, .size = size, .mask = ROWS_FIRST - 1, .at = arena_take(a, size, ROWS_FIRST) };
}

// The key's row or the free one it would take.
static Str *map_slot(const Map *m, Str key)
{
    assert(key.len > 0 && m->count <= m->mask);
    uint64_t hash = 14695981039346656037u;       // FNV-1a
    for (i64 i = 0; i < key.len; i++) hash = (hash ^ (byte)key.at[i]) * 1099511628211u;
    i64 n = (i64)(hash >> 20);
    while (row_at(m, n)->len && !str_same(*row_at(m, n), key)) n++;
    return row_at(m, n);
}

void *map_find(const Map *m, Str key)
{
    Str *row = key.len ? map_slot(m, key) : NULL;
    return row && row->len ? row : NULL;
}

static void map_grow(Map *m)
{
    Map old = *m;
    m->mask = 2 * old.mask + 1;
    m->at = arena_take(m->arena, m->size, m->mask + 1);
    for (const Str *row = NULL; (row = map_next(&old, row)) != NULL;) memcpy(map_slot(m, *row), row, (size_t)m->size);
}

void *map_put(Map *m, Str key, bool *fresh)
{
    if (2 * m->count > m->mask) map_grow(m);
    Str *row = map_slot(m, key);
    *fresh = !row->len;
    m->count += *fresh;
    *row = key;
    return row;
}

void *map_next(const Map *m, const void *row)
{
    for (i64 n = row ? ((const char *)row - m->at) / m->size + 1 : 0; n <= m->mask; n++)
        if (row_at(m, n)->len) return row_at(m, n);
    return NULL;
}
