// thing_sight_api.c: how an asker stands to a thing, and what that shows them: the one place every door asks.
//
// Here the facts are gathered from the tables; which standing they make, and what it may read and do, is the table of
// thing_right.c. A post counts where its place's code begins the thing's.
#include "people/people.h"
#include "thing/thing_api.h"

// Whether the org is an office, and whether its duty names the subject: asked only for the roles that depend on it.
static void stand_org(Db *db, Arena *a, const Thing *t, const PostOf *post, PostStand *p)
{
    Org org;
    bool wanted = post->role == ROLE_GRID || post->role == ROLE_DEPARTMENT;
    if (!wanted || !org_load(db, a, post->org, &org)) return;
    p->office = org.kind == ORG_COMMITTEE || org.kind == ORG_STREET || org.kind == ORG_COUNTY;
    p->duty = org.kind == ORG_DEPARTMENT && org_duty(&org, t->subject);
}

// What the post's org is to the matter is looked up once a post, in lists once a row.
static void sight_post(Db *db, Arena *a, const Thing *t, const ThingStand *own, const PostOf *post, Sight *s)
{
    assert(s->code_count > 0 && s->code_count <= PLACES_OVER);
    PostStand p = { .role = post->role, .level = t->level, .share = own->share, .held = t->holder != 0 };
    for (int i = 0; i < s->code_count; i++)
        p.covers = p.covers || (post->code.len && str_starts(s->codes[i], post->code));
    p.holder = post->org && post->org == t->holder;
    p.about = post->org && post->org == t->about_org;
    p.party = post->org && (p.holder || thing_party(db, t, post->org));
    stand_org(db, a, t, post, &p);
    unsigned set = post_standing(&p), reads = own->reads && set & STAND_PARTY ? STAND_PARTY : 0;
    unsigned got = post_rights(set & ~reads, post->role) | (reads && !t->hidden ? RIGHT_PRIVATE : 0);
    set &= ~reads;
    bool took = set & STAND_HOLDER && post->role == ROLE_DEPARTMENT && own->given && !own->given(db, t, post->org);
    if (took && !(set & STAND_TICKED)) got &= ~(unsigned)(RIGHT_CONTACT | RIGHT_LOOKS);     // nobody takes it to look
    DeedFacts *f = &s->deed;
    s->standings |= set;
    s->rights |= got;
    f->in_holder = f->in_holder || set & STAND_HOLDER;
    f->in_party = f->in_party || set & (STAND_HOLDER | STAND_PARTY);
    f->in_about = f->in_about || set & STAND_ABOUT;
    if (!(got & (RIGHT_SPEAK | RIGHT_DECIDE)) || !(WHO_OF(post->role) & WHO_HANDLERS)) return;
    f->who |= WHO_OF(post->role);
    bool reaches = set & (STAND_OFFICE | STAND_GRID | STAND_DUTY | STAND_QUEUE);
    if (reaches) f->reach = MAX(f->reach, level_of_role(post->role));
    if (!s->post || (set & STAND_HOLDER && s->post->org != t->holder)) s->post = post;
}

// Rights follow a place that was merged: to the place that took it over. Who has no post needs no more than the place.
static void sight_places(Db *db, Arena *a, const Actor *who, const Thing *t, Sight *s)
{
    i64 ids[PLACES_OVER];
    Place rows[PLACES_OVER];
    if (!place_load(db, a, t->place, &s->place)) s->place.code = s->place.name = STR("");
    s->codes[s->code_count++] = s->place.code;
    int count = who->post_count ? places_over(db, a, &s->place, ids, rows) : 0;
    for (int i = 1; i < count; i++)
        if (!str_starts(s->place.code, rows[i].code)) s->codes[s->code_count++] = rows[i].code;
}

// The reporter and time itself stand to a thing without any post.
static void sight_self(const Actor *who, const Thing *t, Sight *s)
{
    DeedFacts *f = &s->deed;
    bool reporter = who->person && who->person == t->reporter, follower = who->follow && who->follow == t->id;
    s->standings = STAND_PUBLIC | (reporter ? STAND_REPORTER : 0u) | (follower ? STAND_FOLLOWER : 0u)
                 | (who->local ? STAND_OPERATOR : 0u) | (who->clock ? STAND_CLOCK : 0u);
    s->rights = standing_rights(s->standings);
    f->reporter = reporter || follower;
    f->clock = who->clock;
}

// Who is in the org that it is about has what everybody has, and may speak; a private thing it sees, without words,
// once it is asked to say something (invited). Nothing of what its other posts would give.
static void sight_about(const Actor *who, const Thing *t, Sight *s)
{
    DeedFacts *f = &s->deed;
    if (!f->in_about || f->reporter) return;
    s->rights = standing_rights(STAND_PUBLIC | STAND_ABOUT);
    for (int i = 0; i < who->post_count; i++)
        if (who->posts[i].org == t->about_org) s->post = &who->posts[i];
    s->sees = !t->hidden && (!t->private || f->in_party);
    s->words = !t->private;
}

// About ten small reads for an asker with posts, one for anybody else; lists call it per row with a scratch arena.
void thing_sight(Db *db, Arena *a, const Actor *who, const ThingApi *of, const void *row, Sight *s)
{
    assert(who && of && row && s);
    const Thing *t = row;
    ThingStand own = { 0 };
    if (of->stand) of->stand(row, &own);
    *s = (Sight){ .deed = { .state = t->state, .level = t->level, .paused = own.paused_at, .hidden = t->hidden } };
    DeedFacts *f = &s->deed;
    sight_places(db, a, who, t, s);
    sight_self(who, t, s);
    for (int i = 0; i < who->post_count; i++) sight_post(db, a, t, &own, &who->posts[i], s);
    s->sees = s->rights & RIGHT_PRIVATE || (!t->private && !t->hidden);
    s->words = s->rights & RIGHT_PRIVATE || !t->private;
    sight_about(who, t, s);
    s->notes = s->rights & RIGHT_NOTES;
    if (s->rights & RIGHT_STAFF) s->reader |= SEE_STAFF;
    if (f->reporter)             s->reader |= SEE_SELF;
    if (s->rights & RIGHT_LOOKS && !f->reporter) s->reader |= SEE_WORKER;
    if (s->rights & RIGHT_CONTACT && s->standings & STAND_TICKED) s->reader |= SEE_PARTY;
    s->acts    = actor_scoped(who, of->scope, true);
    s->forgets = !who->token && s->rights & RIGHT_FORGET && (f->reporter || f->reach >= t->level);
    s->looks   = !who->token && s->rights & (RIGHT_CONTACT | RIGHT_OWN);
}

// Who may not see a thing hears that there is none, whatever else is wrong with the request.
Fault thing_seen(Db *db, Arena *a, const Actor *who, const ThingApi *of, i64 id, void *row, Sight *s)
{
    if (!thing_load(db, a, of->store, id, row)) return FAULT_thing_unknown;
    thing_sight(db, a, who, of, row, s);
    return s->sees ? OK : FAULT_thing_unknown;
}
