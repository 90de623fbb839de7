// bare.h: what the bare yardsticks share.
#ifndef BENCH_BARE_H
#define BENCH_BARE_H
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline void give_up(const char *what, sqlite3 *db)
{
    fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what, db ? sqlite3_errmsg(db) : "-");
    exit(1);
}

static inline double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
#endif
