// check.h: all a unit test needs. X_test.c exports `void X_test(void)`; `make` finds it, lists it and runs it.
//
//     void route_test(void)
//     {
//         CHECK(route_find("/api/matters") != NULL);
//         CHECK_EQ(route_count(), 12);
//         CHECK_STR(route_name(0), "matters");
//     }
//
// A failed check prints where and what, is counted, and the test goes on.
#ifndef BASE_CHECK_H
#define BASE_CHECK_H
#include <stdio.h>
#include <string.h>

extern int check_passed, check_failed;    // they live in the generated list of tests

static inline int check_count(int good, const char *file, int line, const char *expr)
{
    if (good) check_passed++;
    else check_failed++, printf("%s:%d: %s\n", file, line, expr);
    return good;
}

static inline void check_eq(long long is, long long want, const char *file, int line, const char *expr)
{
    if (!check_count(is == want, file, line, expr)) printf("    is %lld, should be %lld\n", is, want);
}

static inline void check_str(const char *is, const char *want, const char *file, int line, const char *expr)
{
    int good = is && want ? !strcmp(is, want) : is == want;
    if (!check_count(good, file, line, expr))
        printf("    is \"%s\"\n    should be \"%s\"\n", is ? is : "(null)", want ? want : "(null)");
}

#define CHECK(cond)         ((void)check_count(!!(cond), __FILE__, __LINE__, #cond))
#define CHECK_EQ(is, want)  check_eq((long long)(is), (long long)(want), __FILE__, __LINE__, #is " == " #want)
#define CHECK_STR(is, want) check_str((is), (want), __FILE__, __LINE__, #is " is " #want)
#endif
