// people_org_test.c: who may found which office where; one line per case.
#include "base/check.h"
#include "people/people.h"

void people_org_test(void);

// Who founds whom: an office that stands over others only from above, each kind only at its own level.
static Fault opened(i64 kind, i64 digits, bool within, bool above, bool moved)
{
    Problems ps = { 0 };
    OrgFacts f = { .within = within, .above = above, .moved = moved, .place_known = true, .digits = digits };
    Org o = { .kind = kind, .valid_from = 20000, .valid_to = DAY_NONE };
    Fault fault = org_open(&f, &o, &ps);
    return fault == FAULT_field_problems ? ps.at[0].fault : fault;
}

void people_org_test(void)
{
    CHECK_EQ(opened(ORG_COMMITTEE, 12, true, false, true), OK);
    CHECK_EQ(opened(ORG_COMMITTEE, 15, true, true, true), FAULT_org_misfit);
    CHECK_EQ(opened(ORG_COMMITTEE, 9, true, true, true), FAULT_org_misfit);
    CHECK_EQ(opened(ORG_COMMITTEE, 12, false, false, true), FAULT_post_not_yours);
    CHECK_EQ(opened(ORG_STREET, 9, true, true, true), OK);
    CHECK_EQ(opened(ORG_STREET, 9, true, false, true), FAULT_org_above);
    CHECK_EQ(opened(ORG_STREET, 9, true, false, false), OK);
    CHECK_EQ(opened(ORG_STREET, 12, true, true, true), FAULT_org_misfit);
    CHECK_EQ(opened(ORG_STREET, 6, true, true, true), FAULT_org_misfit);
    CHECK_EQ(opened(ORG_COUNTY, 6, true, true, true), OK);
    CHECK_EQ(opened(ORG_COUNTY, 6, true, false, true), FAULT_org_above);
    CHECK_EQ(opened(ORG_COUNTY, 12, true, true, true), FAULT_org_misfit);
    CHECK_EQ(opened(ORG_DEPARTMENT, 6, true, false, true), OK);
    CHECK_EQ(opened(ORG_DEPARTMENT, 9, true, true, true), FAULT_org_misfit);
    CHECK_EQ(opened(ORG_DEPARTMENT, 12, true, true, true), FAULT_org_misfit);
    CHECK_EQ(opened(ORG_MANAGER, 15, true, false, true), OK);
    CHECK_EQ(opened(ORG_MANAGER, 9, true, true, true), FAULT_org_misfit);
    CHECK_EQ(opened(ORG_VOLUNTEERS, 6, true, false, true), OK);
    CHECK_EQ(opened(99, 12, true, true, true), FAULT_org_misfit);
}
