// people_store.c: reading orgs, persons, posts and looks.
//
// A list is one index range with a bound; what narrows it best leads, the rest is looked at row by row. day 0: of all
// days, else those active on it. "Below a place" is a range of codes, as the code's prefix says who lies above.
#include "people/people_store.h"

// An org's last day still counts; $5 is DAY_NONE, open-ended.
#define ACTIVE_ORG "AND org.valid_from<=$4 AND (org.valid_to>=$4 OR org.valid_to=$5) "

// The ids of the places there, each half by its own index: active ones, then ended ones.
#define PLACES_BELOW_(from, to, half) "SELECT place.id FROM place WHERE place.county=$1 AND place.code>=" from \
    " AND place.code<" to " AND place.valid_to" half EARLIEST
#define PLACES_BELOW(from, to) "(" PLACES_BELOW_(from, to, "<") " UNION ALL " PLACES_BELOW_(from, to, ">=") ")"

// ---- orgs ----------------------------------------------------------------------------------------

// The oldest when there are several: the answer must not depend on the order rows lie in.
bool org_of_kind(Db *db, Arena *a, i64 kind, i64 place, Str name, i64 day, Org *o)
{
    assert(kind >= ORG_COMMITTEE && kind <= ORG_VOLUNTEERS);
    return db_load(db, &org_record, "WHERE org.county=$1 AND org.place=$2 AND org.kind=$3 " ACTIVE_ORG
                                    "AND ($6='' OR org.name=$6) ORDER BY org.id LIMIT 1", a, o,
                   I(id_county(place)), I(place), I(kind), I(day), I(DAY_NONE), T(name));
}

// Whether any place of the county was merged into another: one look-up in a small index, mostly of nothing.
static bool places_merged(Db *db, i64 county)
{
    return db_i64(db, "SELECT 1 FROM place WHERE county=$1 AND successor>$2 AND valid_to>=" EARLIEST " LIMIT 1",
                  I(county), I(0));
}

// At a place that was merged into this one, perhaps over others between.
static bool org_before(Db *db, Arena *a, i64 kind, i64 place, i64 day, Org *o)
{
    return db_load(db, &org_record, "WHERE org.county=$1 AND org.kind=$3 " ACTIVE_ORG "AND org.place IN ("
                   "WITH RECURSIVE gone(id) AS ("
                   "SELECT old.id FROM place old WHERE old.county=$1 AND old.successor=$2 "
                   "AND old.valid_to>=" EARLIEST " UNION "
                   "SELECT old.id FROM gone CROSS JOIN place old WHERE old.county=$1 "
                   "AND old.successor=gone.id AND old.valid_to>=" EARLIEST ") SELECT gone.id FROM gone) "
                   "ORDER BY org.id LIMIT 1", a, o, I(id_county(place)), I(place), I(kind), I(day), I(DAY_NONE));
}

// Nearest first: the caller's places are an ancestry, at most 16, so this is mostly at most 17 look-ups.
bool org_serving(Db *db, Arena *a, i64 kind, const i64 *places, int count, i64 day, Org *o)
{
    assert(count >= 0 && (count == 0 || places));
    bool before = count > 0 && places_merged(db, id_county(places[0]));
    for (int i = 0; i < count; i++) {
        if (org_of_kind(db, a, kind, places[i], STR(""), day, o)) return true;
        if (before && org_before(db, a, kind, places[i], day, o)) return true;
    }
    return false;
}

int orgs_at(Db *db, i64 place, i64 day, i64 *ids, int max)
{
    return rows_ids(db_ask(db, "SELECT org.id FROM org WHERE org.county=$1 AND org.place=$2 AND org.valid_from<=$3 "
                               "AND (org.valid_to>=$3 OR org.valid_to=$4) ORDER BY org.id LIMIT $5",
                           I(id_county(place)), I(place), I(day), I(DAY_NONE), I(max)), ids, max);
}

// "E03" is named by "E03" and by its class "E": letters are the class, digits the leaf.
bool org_duty(const Org *o, Str subject)
{
    Str duty = o->duty;
    while (duty.len) {
        Str word = str_trim(str_cut(&duty, ' '));
        if (!word.len || !str_starts(subject, word)) continue;
        char next = subject.len > word.len ? subject.at[word.len] : '0';
        bool leaf = word.at[word.len - 1] >= '0' && word.at[word.len - 1] <= '9';
        if (str_same(word, subject) || (!leaf && next >= '0' && next <= '9')) return true;
    }
    return false;
}

// Few departments serve one place: their duties are read and compared here, since SQL cannot cut a list of words.
bool org_for_subject(Db *db, Arena *a, Str subject, const i64 *places, int count, i64 day, Org *o)
{
    assert(count >= 0 && (count == 0 || places));
    bool found = false;
    for (int i = 0; i < count && !found; i++) {
        Rows *rows = db_select(db, &org_record, "WHERE org.county=$1 AND org.place=$2 AND org.kind=$3 " ACTIVE_ORG
                                                "AND org.duty<>'' ORDER BY org.id",
                               I(id_county(places[i])), I(places[i]), I(ORG_DEPARTMENT), I(day), I(DAY_NONE));
        while (!found && rows_next(rows)) {
            rows_record(rows, &org_record, a, o);
            found = org_duty(o, subject);
        }
        rows_end(rows);
    }
    return found;
}

// Of all kinds (0) or one; day 0: of all days. Public: a resident must be able to see who serves their compound.
Rows *orgs_rows(Walk *w)
{
    const OrgsQuery *q = w->ask->query;
    i64 day = q->all == 1 ? 0 : day_of(w->ask->now);
    return db_ask(w->ask->db,
        "SELECT org.county, org.id, org.kind, org.name, org.duty, org.phone, org.valid_from, org.valid_to, "
        "org.ended_at, place.code, place.name, org.id "
        "FROM org JOIN place ON place.county=org.county AND place.id=org.place "
        "WHERE org.county=$1 AND org.id>$2 AND ($3=0 OR org.kind=$3) "
        "AND ($4='' OR (place.code>=$4 AND place.code<$5)) "
        "AND ($6=0 OR (org.valid_from<=$6 AND (org.valid_to>=$6 OR org.valid_to=$7))) ORDER BY org.id LIMIT $8",
        I(w->ask->county), I(w->at[0]), I(q->kind), T(q->place), T(code_end(w->arena, q->place)), I(day), I(DAY_NONE),
        I(walk_most(w)));
}

// ---- persons ---------------------------------------------------------------------------------------

// Each an index look-up: by id; by the small index of staff; from the places below the code over their posts (the + 0
// keeps the engine from walking all posts by person instead).
#define PERSONS ", person.id FROM person WHERE person.county=$1 AND person.id"
#define PERSONS_ALL   PERSONS "<$2 "
#define PERSONS_BELOW PERSONS " IN (SELECT post.person FROM " PLACES_BELOW("$4", "$5") " AS below CROSS JOIN post " \
    "WHERE post.county=$1 AND post.place=below.id AND post.person + 0<$2 AND post.ended_at=0 " \
    "AND (post.to_on>=$6 OR post.to_on=$7)) "
#define STAFF  "AND person.staff=1 "
#define NEWEST "ORDER BY person.id DESC LIMIT $3"

// Staff alone unless the asker stands over the whole county.
Rows *persons_rows(Walk *w)
{
    const PersonsOf *of = w->own;
    const char *tail = of->staff ? PERSONS_ALL STAFF NEWEST : PERSONS_ALL NEWEST;
    if (of->code.len) tail = of->staff ? PERSONS_BELOW STAFF NEWEST : PERSONS_BELOW NEWEST;
    const Arg args[] = { I(w->ask->county), I(w->at[0]), I(walk_most(w)), T(of->code), T(code_end(w->arena, of->code)),
                         I(day_of(w->ask->now)), I(DAY_NONE) };
    return db_select_args(w->ask->db, &person_record, tail, args, of->code.len ? COUNT(args) : 3);
}

// ---- posts -----------------------------------------------------------------------------------------

// The oldest of them: a person may hold two roles in one org, and the same question must give the same post.
bool post_of(Db *db, Arena *a, i64 person, i64 org, i64 day, Post *p)
{
    return db_load(db, &post_record, "WHERE county=$1 AND person=$2 AND org=$3 AND ended_at=0 "
                                     "AND from_on<=$4 AND (to_on>=$4 OR to_on=$5) ORDER BY id LIMIT 1", a, p,
                   I(id_county(org)), I(person), I(org), I(day), I(DAY_NONE));
}

bool admin_any(Db *db, i64 county, i64 day)
{
    return db_i64(db, "SELECT id FROM post WHERE county=$1 AND role=$2 AND ended_at=0 AND (to_on>=$3 OR to_on=$4) "
                      "LIMIT 1", I(county), I(ROLE_ADMIN), I(day), I(DAY_NONE)) > 0;
}

// Overlap by a single day is enough. Ended by hand does not count: who was sent away may be taken back.
bool post_held(Db *db, const Post *p)
{
    return db_i64(db, "SELECT COUNT(*) FROM post WHERE county=$1 AND person=$2 AND org=$3 AND role=$4 "
                      "AND place=$5 AND ended_at=0 AND (to_on>=$6 OR to_on=$8) AND ($7=$8 OR from_on<=$7)",
                  I(p->county), I(p->person), I(p->org), I(p->role), I(p->place), I(p->from_on), I(p->to_on),
                  I(DAY_NONE)) > 0;
}

bool post_seated(Db *db, i64 org, i64 role, Str name, i64 day)
{
    return db_i64(db, "SELECT post.id FROM post JOIN person ON person.county=post.county AND person.id=post.person "
                      "WHERE post.county=$1 AND post.org=$2 AND post.role=$3 AND post.ended_at=0 "
                      "AND (post.to_on>=$4 OR post.to_on=$5) AND person.name=$6 LIMIT 1",
                  I(id_county(org)), I(org), I(role), I(day), I(DAY_NONE), T(name)) > 0;
}

// One sentence per index: the narrowest of what is asked leads, the rest is looked at row by row. The county's own code
// narrows nothing: then the newest are simply read on.
#define POSTS(from, lead) \
    "SELECT post.county, post.id, post.role, post.from_on, post.to_on, post.ended_at, post.person, person.name, " \
    "post.org, org.name, place.code, place.name, post.id FROM " from " " \
    "JOIN person ON person.county=post.county AND person.id=post.person " \
    "JOIN org ON org.county=post.county AND org.id=post.org " \
    "JOIN place ON place.county=post.county AND place.id=post.place " \
    "WHERE post.county=$1 AND post.id<$2 AND " lead " AND ($3=0 OR post.person=$3) " \
    "AND ($4=0 OR post.org=$4) AND ($5='' OR (place.code>=$5 AND place.code<$6)) " \
    "AND ($7=0 OR (post.ended_at=0 AND (post.to_on>=$7 OR post.to_on=$8))) ORDER BY post.id DESC LIMIT $9"

// Constant texts: a sentence is prepared once per connection and found by its address.
static const char *posts_sentence(const PostsQuery *q, i64 of)
{
    i64 county = 0;
    bool wide = !q->place.len || (str_i64(q->place, &county) && county == of);
    if (q->person) return POSTS("post", "post.person=$3");
    if (q->org)    return POSTS("post", "post.org=$4");
    if (wide)      return POSTS("post", "1=1");
    return POSTS(PLACES_BELOW("$5", "$6") " AS below CROSS JOIN post", "post.place=below.id");
}

Rows *posts_rows(Db *db, Arena *a, i64 county, const PostsQuery *q, i64 day, i64 before, i64 most)
{
    return db_ask(db, posts_sentence(q, county), I(county), I(before), I(q->person), I(q->org), T(q->place),
                  T(code_end(a, q->place)), I(day), I(DAY_NONE), I(most));
}

int posts_of(Db *db, Arena *a, i64 person, i64 day, PostShown *into, int max)
{
    PostsQuery q = { .person = person, .place = STR("") };
    return rows_take(posts_rows(db, a, id_county(person), &q, day, INT64_MAX, max), &post_shown_record, a, into, max);
}

bool post_shown(Db *db, Arena *a, const Post *p, PostShown *into)
{
    PostsQuery q = { .person = p->person, .place = STR("") };
    return rows_take(posts_rows(db, a, p->county, &q, 0, p->id + 1, 1), &post_shown_record, a, into, 1) == 1;
}

// ---- looks -----------------------------------------------------------------------------------------

// One's own right to know (PIPL 44): shown to the person concerned alone, with the looker's name of today.
Rows *looks_rows(Walk *w)
{
    return db_ask(w->ask->db,
        "SELECT look.county, look.id, look.about, look.at, look.why, look.fields, look.actor, "
        "COALESCE(person.name, ''), look.id FROM look "
        "LEFT JOIN person ON person.county=look.county AND person.id=look.actor "
        "WHERE look.county=$1 AND look.about=$2 AND look.id<$3 ORDER BY look.id DESC LIMIT $4",
        I(w->ask->who->county), I(w->ask->who->person), I(w->at[0]), I(walk_most(w)));
}

// Ids above `after`, so that the caller can go on where it stopped. A look about several stays: it speaks of others
// too.
int looks_alone(Db *db, i64 person, i64 after, i64 *ids, int max)
{
    return rows_ids(db_ask(db,
        "SELECT look.id FROM look WHERE look.county=$1 AND look.about=$2 AND look.id>$3 AND NOT EXISTS "
        "(SELECT 1 FROM look o WHERE o.county=look.county AND o.id=look.id AND o.about<>look.about) "
        "ORDER BY look.id LIMIT $4", I(id_county(person)), I(person), I(after), I(max)), ids, max);
}

// ---- sign-in names: own rows, kept as keyed hashes: a copy of the table tells nothing ------------------

// 0: nobody signs in by it.
i64 login_find(Db *db, i64 county, const Hash *name)
{
    return db_i64(db, "SELECT person FROM login WHERE county=$1 AND name_hash=$2", I(county), B(hash_str(name)));
}

// The county's names are unique by the table's key: two who ask at once are told apart here, not by a look before.
bool login_put(Db *db, i64 county, const Hash *name, i64 person, i64 kind)
{
    assert(kind == LOGIN_NAME || kind == LOGIN_PHONE);
    db_run(db, "INSERT INTO login(county, name_hash, person, kind) VALUES($1, $2, $3, $4) ON CONFLICT DO NOTHING",
           I(county), B(hash_str(name)), I(person), I(kind));
    return login_find(db, county, name) == person;
}

void login_drop(Db *db, i64 county, i64 person, i64 kind)
{
    assert(kind == 0 || kind == LOGIN_NAME || kind == LOGIN_PHONE);
    db_run(db, "DELETE FROM login WHERE county=$1 AND person=$2 AND ($3=0 OR kind=$3)",
           I(county), I(person), I(kind));
}

// Whether the person ever chose a name: an invitation may be accepted without one.
bool login_any(Db *db, i64 county, i64 person)
{
    return db_i64(db, "SELECT COUNT(*) FROM login WHERE county=$1 AND person=$2", I(county), I(person)) > 0;
}
