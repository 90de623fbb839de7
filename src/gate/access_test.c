// access_test.c: what a token's scopes may say; one line per case.
#include "base/check.h"
#include "gate/access.h"

void access_test(void);

static bool only_matter(Str name) { return str_is(name, "matter"); }

static bool scoped(const char *scopes)
{
    Str wrong;
    return scopes_read(str(scopes), only_matter, &wrong);
}

void access_test(void)
{
    CHECK(scoped("matter:read"));
    CHECK(scoped(" matter:read  matter:write"));
    CHECK(!scoped("matter"));
    CHECK(!scoped("matter:all"));
    CHECK(!scoped("people:read"));
    CHECK(!scoped("matter:read people:read"));
}
