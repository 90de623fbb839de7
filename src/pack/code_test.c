// code_test.c: codes, and what may stand above what. One line per case.
#include "pack/pack.h"
#include "base/check.h"

static void test_checks(void)
{
    CHECK_EQ(code_check(STR("41")), OK);
    CHECK_EQ(code_check(STR("410104003001001002000301")), OK);
    CHECK_EQ(code_check(STR("41010400100X")), FAULT_place_code);
    CHECK_EQ(code_check(STR("41010400101")), FAULT_place_code);
    CHECK_EQ(code_check(STR("")), FAULT_place_code);
    CHECK_EQ(code_check(STR("410104000000")), FAULT_field_malformed);
    CHECK_EQ(code_check(STR("010104")), FAULT_field_malformed);
    CHECK_EQ(code_level(STR("410104003001")), 5);
    CHECK_EQ(code_level(STR("41010")), 0);
}

static bool fits(const char *code, const char *above) { return code_fits(str(code), str(above)); }

static void test_above(void)
{
    CHECK(str_is(code_above(STR("410104003001001002000301")), "410104003001001002") && !code_above(STR("41")).len);
    CHECK(fits("4101", "41") && fits("410104", "4101") && !fits("410104", "41"));
    CHECK(fits("410104003", "410104") && !fits("410104003", "4101") && !fits("410104003", "410105"));
    CHECK(fits("410104003001", "410104003") && fits("410104003001", "410104"));       // no street between
    CHECK(!fits("410104003001", "410104004") && !fits("410104003001", "410104003001"));
    CHECK(!fits("410104003001", "41010400"));
    CHECK(fits("410104003001001", "410104003001"));
    CHECK(!fits("410104003001001", "410104003"));                                     // a compound needs its community
    CHECK(!fits("410104003001001001", "410104003001"));                               // a building its compound
    CHECK(fits("410104003001001001000101", "410104003001001001"));
    CHECK(!fits("41", "41") && !fits("4101", ""));
}

void code_test(void)
{
    test_checks();
    test_above();
}
