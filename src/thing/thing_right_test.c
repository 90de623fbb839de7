// thing_right_test.c: which standing a post gives, and what a standing lets one read and do; one line per case.
#include "base/check.h"
#include "matter/matter.h"
#include "people/people.h"
#include "thing/thing_right.h"

void thing_right_test(void);

// what: c covers, h in the holder, p in a party, a in the org it is about, o of an office, d duty names the subject,
// n nobody holds it, l it lies at the compound, M O D the kind of party that the reporter ticked.
typedef struct StandCase { i64 role; const char *what; unsigned is; } StandCase;
static const StandCase cases[] = {
    { ROLE_COMMITTEE,  "c",   STAND_OFFICE },
    { ROLE_COMMITTEE,  "",    0 },
    { ROLE_COMMITTEE,  "h",   STAND_HOLDER },
    { ROLE_COMMITTEE,  "ch",  STAND_HOLDER | STAND_OFFICE },
    { ROLE_COMMITTEE,  "ca",  STAND_ABOUT | STAND_OFFICE },
    { ROLE_STREET,     "cp",  STAND_PARTY | STAND_OFFICE },
    { ROLE_COUNTY,     "c",   STAND_OFFICE },
    { ROLE_GRID,       "co",  STAND_GRID },
    { ROLE_GRID,       "c",   STAND_PLACE },
    { ROLE_GRID,       "coh", STAND_HOLDER | STAND_GRID },
    { ROLE_DEPARTMENT, "c",   STAND_PLACE },
    { ROLE_DEPARTMENT, "cd",  STAND_DUTY },
    { ROLE_DEPARTMENT, "d",   0 },
    { ROLE_DEPARTMENT, "cp",  STAND_PARTY | STAND_PLACE },
    { ROLE_DEPARTMENT, "cD",  STAND_PLACE },
    { ROLE_DEPARTMENT, "cdD", STAND_DUTY | STAND_TICKED },
    { ROLE_MANAGER,    "c",   STAND_PLACE },
    { ROLE_MANAGER,    "cl",  STAND_PLACE },
    { ROLE_MANAGER,    "cln", STAND_QUEUE },
    { ROLE_OWNERS,     "cn",  STAND_PLACE },
    { ROLE_MANAGER,    "cM",  STAND_TICKED | STAND_PLACE },
    { ROLE_STEWARD,    "M",   0 },
    { ROLE_STEWARD,    "pM",  STAND_PARTY | STAND_TICKED },
    { ROLE_OWNERS,     "cO",  STAND_TICKED | STAND_PLACE },
    { ROLE_OWNERS,     "cM",  STAND_PLACE },
    { ROLE_BRANCH,     "ch",  STAND_PLACE },
    { ROLE_VOLUNTEER,  "ch",  STAND_PLACE },
    { ROLE_ADMIN,      "ch",  STAND_ADMIN },
    { ROLE_ADMIN,      "a",   STAND_ABOUT },
    { ROLE_AUDITOR,    "chp", STAND_AUDITOR },
    { 0,               "ch",  0 },
    { 99,              "ch",  0 },
};

static bool has(const StandCase *c, char mark)
{
    for (const char *w = c->what; *w; w++) if (*w == mark) return true;
    return false;
}

static void test_standing(void)
{
    for (int i = 0; i < (int)COUNT(cases); i++) {
        const StandCase *c = &cases[i];
        i64 share = has(c, 'M') ? ORG_MANAGER : has(c, 'O') ? ORG_OWNERS : has(c, 'D') ? ORG_DEPARTMENT : 0;
        PostStand p = { .role = c->role, .covers = has(c, 'c'), .holder = has(c, 'h'), .about = has(c, 'a'),
                        .party = has(c, 'p'), .office = has(c, 'o'), .duty = has(c, 'd'), .held = !has(c, 'n'),
                        .level = has(c, 'l') ? LEVEL_COMPOUND : LEVEL_COMMUNITY, .share = share };
        unsigned is = post_standing(&p);
        if (is != c->is) printf("  standing case %d: %x, should be %x\n", i, is, c->is);
        CHECK_EQ(is, c->is);
    }
}

static void test_rights(void)
{
    const unsigned closed = RIGHT_PRIVATE | RIGHT_NOTES | RIGHT_STAFF | RIGHT_CONTACT | RIGHT_LOOKS | RIGHT_DECIDE;
    static const unsigned apart[] = { STAND_PUBLIC, STAND_PLACE, STAND_ADMIN, STAND_AUDITOR, STAND_ABOUT };
    for (int i = 0; i < (int)COUNT(apart); i++) CHECK(!(standing_rights(apart[i]) & closed));
    CHECK(standing_rights(STAND_REPORTER) == standing_rights(STAND_FOLLOWER));
    CHECK(!(standing_rights(STAND_REPORTER) & (RIGHT_NOTES | RIGHT_STAFF)));
    CHECK(!(standing_rights(STAND_DUTY) & (RIGHT_PRIVATE | RIGHT_CONTACT)));
    CHECK(!(standing_rights(STAND_PARTY) & (RIGHT_CONTACT | RIGHT_DECIDE)));
    CHECK(!(post_rights(STAND_HOLDER, ROLE_MANAGER) & (RIGHT_CONTACT | RIGHT_LOOKS)));
    CHECK(post_rights(STAND_HOLDER, ROLE_MANAGER) & RIGHT_DECIDE);
    CHECK(post_rights(STAND_HOLDER, ROLE_DEPARTMENT) & RIGHT_CONTACT);
    CHECK(post_rights(STAND_HOLDER | STAND_TICKED, ROLE_MANAGER) & RIGHT_CONTACT);
    for (int i = 0; i < STANDING_COUNT; i++) {
        const Standing *s = &standing_rows[i];
        bool acts = s->rights & (RIGHT_SPEAK | RIGHT_DECIDE | RIGHT_OWN), any = false;
        for (i64 verb = VERB_ACCEPT; verb <= VERB_SIGN; verb++) any = any || standing_may(&matter_kind, s->bit, verb);
        if (acts != any) printf("  %s: its rights and its deeds do not agree\n", s->name);
        CHECK_EQ(acts, any);
    }
    CHECK(standing_may(&matter_kind, STAND_HOLDER, VERB_CLOSE) && !standing_may(&matter_kind, STAND_ABOUT, VERB_CLOSE));
    CHECK(standing_may(&matter_kind, STAND_ABOUT, VERB_ANSWER) && !standing_may(&matter_kind, STAND_PLACE, VERB_NOTE));
}

void thing_right_test(void)
{
    test_standing();
    test_rights();
}
