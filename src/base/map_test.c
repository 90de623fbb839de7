// map_test.c: a thousand rows are found again, each once, behind several growths.
#include "base/check.h"
#include "base/map.h"

void map_test(void);

typedef struct Row { Str key; i64 n; } Row;

void map_test(void)
{
    Arena *a = arena_open(4 << 20);
    Map m;
    bool fresh;
    map_open(&m, a, sizeof(Row));
    CHECK(!map_next(&m, NULL) && !map_find(&m, STR("")) && !map_find(&m, STR("0")));
    for (i64 i = 0; i < 1000; i++) ((Row *)map_put(&m, arena_fmt(a, "%lld", (long long)i), &fresh))->n = i;
    CHECK(fresh && m.count == 1000);
    ((Row *)map_put(&m, STR("7"), &fresh))->n++;
    CHECK(!fresh && m.count == 1000);
    i64 sum = 0, rows = 0;
    for (const Row *r = NULL; (r = map_next(&m, r)) != NULL; rows++) sum += r->n;
    CHECK_EQ(rows, 1000);
    CHECK_EQ(sum, 999 * 500 + 1);
    CHECK_EQ(((Row *)map_find(&m, STR("999")))->n, 999);
    CHECK(!map_find(&m, STR("1000")));
    arena_close(a);
}
