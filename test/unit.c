// unit: runs every src/*/X_test.c. The Makefile lists them, one TEST(X_test) a line, in the file named by TESTS.
#include "base/check.h"
#include <time.h>

int check_passed, check_failed;

#define TEST(name) void name(void);
#include TESTS
#undef TEST

static void run(const char *name, void (*test)(void))
{
    int     passed = check_passed, failed = check_failed;
    clock_t start  = clock();
    test();
    printf("%-24s %6d checks %5ld ms%s\n", name, check_passed + check_failed - passed - failed,
           (long)((clock() - start) * 1000 / CLOCKS_PER_SEC), check_failed > failed ? "  FAILED" : "");
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);    // a test that crashes must not take the lines before it along
    (void)run;
#define TEST(name) run(#name, name);
#include TESTS
#undef TEST
    printf("%d passed, %d failed\n", check_passed, check_failed);
    return check_failed > 0;
}
