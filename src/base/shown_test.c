// What is no text, or does something to a terminal, is shown as bytes; all else as it is.
#include "base/base.h"
#include "base/check.h"

void shown_test(void)
{
    static const char *const cases[][2] = {
        { "路灯 key-1", "路灯 key-1" },
        { "a\x1b[31mb\x07", "a\\x1B[31mb\\x07" },
        { "a\r\tb\x7f", "a\\x0D\\x09b\\x7F" },
        { "k\xe5y", "k\\xE5y" },
        { "\xe8\xb7", "\\xE8\\xB7" },
        { "\xed\xa0\x80", "\\xED\\xA0\\x80" },
        { "a\xe2\x80\xae" "b\xc2\x9b", "a\\xE2\\x80\\xAE" "b\\xC2\\x9B" },
        { "one\ntwo", "one\\x0Atwo" },
        { "", "" },
    };
    Arena *a = arena_open(1 << 16);
    for (int i = 0; i < COUNT(cases); i++) CHECK_STR(str_shown(a, str(cases[i][0]), false).at, cases[i][1]);
    CHECK_STR(str_shown(a, STR("one\n\ttwo\x1b"), true).at, "one\n\ttwo\\x1B");
    CHECK_STR(str_shown(a, (Str){ "a\0b", 3 }, true).at, "a\\x00b");
    arena_close(a);
}
