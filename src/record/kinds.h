// kinds.h: kinds of places, positions and organisations, roles of posts, and the classes of askers that rows of actions
// and rules name. Low, so that every room sees them; what they are called in Chinese and English stands with their
// Choice rows. Values are for ever: they stand in entries.
#ifndef KINDS_H
#define KINDS_H

// The first nine are what code_level (pack.h) tells of a code's length.
typedef enum {
    PLACE_PROVINCE = 1, PLACE_CITY, PLACE_COUNTY, PLACE_STREET, PLACE_COMMUNITY, PLACE_COMPOUND, PLACE_BUILDING,
    PLACE_UNIT, PLACE_HOME, PLACE_SEGMENT, PLACE_SHOP, PLACE_DROP_POINT
} PlaceKind;

// What a position is measured in: a phone's, official maps', commercial maps'. Never mixed without saying which.
enum { CRS_WGS84 = 1, CRS_CGCS2000, CRS_GCJ02 };

// One kind may hold several roles: seats in people.c.
typedef enum {
    ORG_COMMITTEE = 1, ORG_MANAGER, ORG_OWNERS, ORG_STREET, ORG_COUNTY, ORG_DEPARTMENT, ORG_BRANCH, ORG_VOLUNTEERS
} OrgKind;

// What a row of `found`, `due` or `message` is about. A kind of thing counts from a thousand times its number.
typedef enum { NOUN_MATTER = 1, NOUN_NOTICE, NOUN_ORG = 101, NOUN_POST } Noun;

// A post's role in an org. WHO_OF(role) is its class bit.
typedef enum {
    ROLE_GRID = 1, ROLE_STEWARD, ROLE_MANAGER, ROLE_OWNERS, ROLE_COMMITTEE, ROLE_STREET, ROLE_COUNTY, ROLE_DEPARTMENT,
    ROLE_BRANCH, ROLE_VOLUNTEER, ROLE_ADMIN, ROLE_AUDITOR, ROLE_END
} Role;
#define WHO_OF(role) (1u << (8 + (role)))
enum {
    WHO_ANYONE   = 1 << 0,          // no account needed
    WHO_PERSON   = 1 << 1,          // signed in
    WHO_REPORTER = 1 << 2,          // filed this matter: by session or follow-up link (the rule finds out)
    WHO_PROGRAM  = 1 << 3,          // bearer token with the action's scope: what its person may, never more
    WHO_LOCAL    = 1 << 4,          // the operator at the server (local socket or the program's own words)
    WHO_CLOCK    = 1 << 5,          // time itself
    WHO_HANDLERS = WHO_OF(ROLE_STEWARD) | WHO_OF(ROLE_MANAGER) | WHO_OF(ROLE_OWNERS) | WHO_OF(ROLE_COMMITTEE)
                 | WHO_OF(ROLE_STREET) | WHO_OF(ROLE_COUNTY) | WHO_OF(ROLE_DEPARTMENT) | WHO_OF(ROLE_GRID),
    WHO_OFFICE   = WHO_OF(ROLE_COMMITTEE) | WHO_OF(ROLE_STREET) | WHO_OF(ROLE_COUNTY),   // community or above
    WHO_ADMINS   = WHO_OF(ROLE_ADMIN) | WHO_LOCAL,
};
#endif
