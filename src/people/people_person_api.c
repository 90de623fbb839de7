// people_person_api.c: inviting, resetting, closing and removing persons; opening private words.
//
// Each deed loads the facts, asks the rule of people.c and, when it may, does what belongs to own rows beside the
// entry: within one transaction, so that a closed account can never still be signed in.
#include "people/people_api.h"

enum { LOOKS_TOGETHER = 200 };

// The entry says that something happened and when; what it became is an own row.
Fault person_mark(Act *act, i64 person)
{
    return act_enter(act, person, &(PersonMark){ act->county, person, act->now, 0 });
}

// ---- inviting --------------------------------------------------------------------------------------

// With org and role the post follows in the same transaction, under post_give's own rules; what names nothing is told
// here already, beside a wrong name.
static Fault invite_post(Act *act, const Joining *in, i64 person)
{
    assert(id_county(person) == act->county);
    if (!in->org && !in->role) {
        bool wide = stands_over(act->who, act->arena, act->county, WHO_OF(ROLE_ADMIN));
        return wide ? OK : act_problem(act, "org", FAULT_field_missing);
    }
    Org org;
    Place at;
    bool known = in->org && id_county(in->org) == act->county && org_load(act->db, act->arena, in->org, &org);
    if (!in->org)    act_problem(act, "org", FAULT_field_missing);
    else if (!known) act_problem(act, "org", FAULT_org_unknown);
    if (!in->role)   act_problem(act, "role", FAULT_field_missing);
    if (in->place.len) place_said(act, "place", in->place, day_of(act_real(act)), &at);
    if (act->problems.count) return FAULT_field_problems;
    PostIn *post = NEW(act->arena, PostIn, 1);
    record_blank(&post_in_record, post);
    record_carry(&joining_record, in, &post_in_record, post);
    post->person = person;
    act_cause(act, (Caused){ "post_give", .in = post });
    return OK;
}

Fault person_join(Act *act, i64 id, Str name, Str phone)
{
    Person p = { .county = act->county, .id = id, .name = name, .phone = phone, .staff = 1, .joined_at = act->now,
                 .invite = act_id(act) };
    invite_make(act, id, p.invite, INVITE_JOIN);
    return act_enter(act, id, &p);
}

// Where the post is refused the whole invitation falls, or an account without any place would be left over. The person
// may be anybody: nothing is looked up by the phone, since that would tell an administrator who is known here.
Fault person_invite_change(Act *act)
{
    Joining *in = act->in;
    Fault f = problem_of(&act->problems, STR("name")) ? OK : person_name_check(act->arena, in->name);
    if (f) act_problem(act, "name", f);
    phone_problem(act, &in->phone);
    f = invite_post(act, in, act_made(act));
    if (f || act->problems.count) return f ? f : FAULT_field_problems;
    act_as(act, STR(""), WHO_OF(ROLE_ADMIN));
    return person_join(act, act_made(act), in->name, in->phone);
}

typedef struct Invited { i64 id; Str name; OneTime once; One ended; } Invited;
const Record invited_record = RECORD_OF(Invited, "invited", "一次性链接", "A link for somebody who is to set a password.",
    ID_FIELD(Invited, "人员编号", "Number of the person"), TEXT_FIELD(Invited, name, "姓名", "Name", .flags = MAYBE),
    INLINE_FIELD(Invited, once, OneTime, one_time_record), ENDED_FIELD(Invited));

// From the entry's record, so that saying it again shows the same link; good only until it is used.
void person_invite_answer(Act *act, Out *o)
{
    const Person *p = act->record;
    act_tell(act, o, &(Invited){ .id = p->id, .name = p->name, .once = one_time(act, p->invite, INVITE_JOIN) });
}

// ---- resetting -------------------------------------------------------------------------------------

// Nobody known: all false, and the rule answers thing_unknown.
static PersonFacts reach_facts(Act *act)
{
    assert(id_county(act->path_id) == act->county);
    Person p;
    if (!person_load(act->db, act->arena, act->path_id, &p)) return (PersonFacts){ 0 };
    act_as(act, STR(""), WHO_OF(ROLE_ADMIN));
    return person_facts(act->db, act->arena, act->who, &p, WHO_OF(ROLE_ADMIN), day_of(act->now));
}

// Also the answer to a lost phone or a stolen password: sessions, tokens and the old password end at once.
// The secret becomes empty rather than absent, so that the row still says when.
Fault person_reset_change(Act *act)
{
    PersonFacts facts = reach_facts(act);
    facts.self = false;                                     // one's own password is changed by the old one
    Fault f = person_reach(&facts);
    if (f) return f;
    PersonMark m = { act->county, act->path_id, act->now, act_id(act) };
    Ended *ended = act->own = NEW(act->arena, Ended, 1);
    *ended = access_end(act, m.id, 0, false);
    secret_put(act->db, act->county, m.id, STR(""), act->now);
    invite_make(act, m.id, m.invite, INVITE_RESET);
    return act_enter(act, m.id, &m);
}

void person_reset_answer(Act *act, Out *o)
{
    const PersonMark *m = act->record;
    act_tell(act, o, &(Invited){ .id = m->id, .once = one_time(act, m->invite, INVITE_RESET), .ended = { act->own } });
}

// ---- closing and removing ----------------------------------------------------------------------------

// Each open post ends in the same transaction, so its matters go back to the org.
// post_lapse asks nobody: whoever may close the account may end its posts. Bounded by POSTS_MOST causes.
static Fault posts_lapse(Act *act, i64 person)
{
    static_assert((int)POSTS_HELD_MOST < (int)POSTS_MOST && (int)POSTS_MOST <= (int)CAUSED_MOST,
                  "all may lapse at once");
    PostShown *rows = NEW(act->arena, PostShown, POSTS_MOST);
    int n = posts_of(act->db, act->arena, person, day_of(act->now), rows, POSTS_MOST);
    if (n == POSTS_MOST) return FAULT_person_posts_open;        // perhaps there are more
    for (int i = 0; i < n; i++) act_cause(act, (Caused){ "post_lapse", .subject = rows[i].post.id });
    return OK;
}

// Whoever closed their own account has no session left; the browser is told to drop its cookie.
static Fault person_gone(Act *act)
{
    login_drop(act->db, act->county, act->path_id, 0);
    access_drop(act->db, act->county, act->path_id);
    if (act->path_id == act->who->person) session_cookie(act->request, STR(""));
    return person_mark(act, act->path_id);
}

// By oneself or from above. The name stays by what was done; removing it is person_forget.
Fault person_end_change(Act *act)
{
    PersonFacts facts = reach_facts(act);
    Fault f = person_reach(&facts);
    if (!f) f = posts_lapse(act, act->path_id);
    if (f) return f;
    return person_gone(act);
}

// In steps of 200, each behind the last one: the number of looks about one person has no bound.
static void looks_forget(Act *act, i64 person)
{
    assert(id_county(person) == act->county);
    i64 looks[LOOKS_TOGETHER], last = 0;
    int n;
    do {
        n = looks_alone(act->db, person, last, looks, LOOKS_TOGETHER);
        for (int i = 0; i < n; i++) vault_forget(act->vault, act->db, looks[i]);
        if (n) last = looks[n - 1];
    } while (n == LOOKS_TOGETHER);
}

// PIPL art. 47. What they filed is public business and stays, without their name and phone. The key goes first; so do
// the keys of looks about this person alone, whose reasons may speak of them.
// What follows runs when the key is gone already: it needs none.
Fault person_forget_change(Act *act)
{
    PersonFacts facts = reach_facts(act);
    facts.open = true;                                      // a closed account may be removed as well
    Fault f = person_reach(&facts);
    if (!f) f = posts_lapse(act, act->path_id);
    if (f) return f;
    looks_forget(act, act->path_id);
    vault_forget(act->vault, act->db, act->path_id);
    return person_gone(act);
}

typedef struct Leaving { Str password; } Leaving;
const Record leaving_record = RECORD_OF(Leaving, "leaving", "注销", "To leave",
    TEXT_FIELD(Leaving, password, "密码", "Password", .flags = NEEDED | LOOSE, .min = 1, .max = 128,
               SHOWS(.as = AS_PASSWORD)));
typedef struct Left { Str gone, stays; } Left;
const Record left_record = RECORD_OF(Left, "left", "已注销", "Somebody left",
    TEXT_FIELD(Left, gone, "删掉了", "What is gone"), TEXT_FIELD(Left, stays, "留下的", "What stays, and why"));

Fault person_leave_prepare(Act *act)
{
    Str *known = act->own = NEW(act->arena, Str, 1);
    return own_password_check(act, ((const Leaving *)act->in)->password, "password", known);
}

// Whoever holds a post is at work there: who gave it ends it first, so that nothing is left in nobody's hands.
Fault person_leave_change(Act *act)
{
    PostShown post;
    act->path_id = act->who->person;
    if (!own_password_same(act, *(const Str *)act->own)) return act_problem(act, "password", FAULT_password_wrong);
    if (posts_of(act->db, act->arena, act->who->person, day_of(act->now), &post, 1)) return FAULT_person_at_work;
    return person_forget_change(act);
}

void person_leave_answer(Act *act, Out *o)
{
    bool en = act->who->lang == EN;
    Str gone = en ? STR("Name, phone, password, sign-ins, kept views and how you are told.")
                  : STR("姓名、电话、密码、登录、常用视图和通知设置。");
    Str stays = en ? STR("What you reported is public business and stays, without your name and phone.")
                   : STR("您反映过的事是公事，会留下，但不再有您的称呼和电话。");
    act_tell(act, o, &(Left){ gone, stays });
}

// ---- one's own words ---------------------------------------------------------------------------------

// A resident signs in by their name, so it moves along; staff chose a sign-in name of their own.
// PIPL 46. Leaving a field out keeps it; so a phone can be replaced but not taken away, except with the account.
Fault person_words_change(Act *act)
{
    MyWords *in = act->in;
    Person p;
    if (!person_load(act->db, act->arena, act->who->person, &p)) return FAULT_thing_unknown;
    if (in->name.len && !p.staff && !login_take(act, p.id, in->name, LOGIN_NAME, true)) return FAULT_name_taken;
    if (in->phone.len && !login_take(act, p.id, in->phone, LOGIN_PHONE, true))
        return act_problem(act, "phone", FAULT_name_taken);
    p.phone = phone_open(act->vault, act->db, act->arena, &p);
    record_carry(&my_words_record, in, &person_record, &p);
    return act_enter(act, p.id, &p);
}

// ---- looking -------------------------------------------------------------------------------------------

// Who may not even see the row gets "unknown", as for an id of nobody.
static Fault look_one(Act *act, i64 id)
{
    Person p;
    if (id_county(id) != act->county || !person_load(act->db, act->arena, id, &p)) return FAULT_thing_unknown;
    PersonFacts f = person_facts(act->db, act->arena, act->who, &p, PERSON_SEERS, day_of(act->now));
    if (person_opened(&f)) return p.forgotten ? FAULT_forgotten : OK;
    return person_seen(&f) ? FAULT_person_above : FAULT_thing_unknown;
}

// The path's person first, then those of `ids`, each once. More than LOOK_MOST is another look with its own reason.
static Fault look_ids(Act *act, Str rest, i64 *ids, int *count)
{
    assert(*count == 0 && act->path_id > 0);
    ids[(*count)++] = act->path_id;
    while (rest.len) {
        i64 id;
        bool twice = false;
        Str word = str_trim(str_cut(&rest, ' '));
        if (!word.len) continue;
        if (!str_i64(word, &id)) return act_problem(act, "ids", FAULT_field_malformed);
        for (int i = 0; i < *count; i++) twice |= ids[i] == id;
        if (twice) continue;
        if (*count == LOOK_MOST) return act_problem(act, "ids", FAULT_field_too_long);
        ids[(*count)++] = id;
    }
    return OK;
}

// One person who may not be opened refuses the whole: a list with holes would tell who stands above the asker.
Fault person_look_change(Act *act)
{
    const LookIn *in = act->in;
    i64 *ids = NEW(act->arena, i64, LOOK_MOST);
    int n = 0;
    if (in->fields.len && !str_is(in->fields, "phone"))
        return act_problem_hint(act, "fields", FAULT_field_not_a_choice, STR("phone"));
    Fault f = look_ids(act, in->ids, ids, &n);
    for (int i = 0; i < n && !f; i++) f = look_one(act, ids[i]);
    if (f) return f;
    LookEntry l = { act->county, act_made(act), MANY_OF(ids, n), in->why, STR("phone") };
    act_as(act, STR(""), PERSON_SEERS);
    act_enter(act, l.id, &l);
    act->own = act->record;
    return OK;
}

typedef struct PersonOpened { i64 id; Str name, phone; } PersonOpened;
typedef struct Opened { i64 id, repeated; Many values; } Opened;
static const Record value_record = RECORD_OF(PersonOpened, "person_opened", "隐私内容", "The private words of one person.",
    ID_FIELD(PersonOpened, "人员编号", "Number of the person"), TEXT_FIELD(PersonOpened, name, "姓名", "Name"),
    TEXT_FIELD(PersonOpened, phone, "电话", "Phone"));
const Record opened_record = RECORD_OF(Opened, "opened", "查看", "A look and what it opened.",
    ID_FIELD(Opened, "查看编号", "Number of the look"),
    FLAG_FIELD(Opened, repeated, "重复请求", "Said again: the words went out once", .flags = MAYBE),
    MANY_FIELD(Opened, values, value_record, "隐私内容", "Of each person", .flags = MAYBE));

// Written inside the transaction, so it goes out only after the look is on disk. Said again (nothing was decided, so
// `own` is not set) it opens nothing: rights may have ended since, and nobody would see the second look.
void person_look_answer(Act *act, Out *o)
{
    assert(act->record);
    const LookEntry *l = act->record;
    const i64 *ids = l->about.at;
    PersonOpened *values = NEW(act->arena, PersonOpened, LOOK_MOST);
    i64 count = 0;
    for (i64 i = 0; act->own && i < l->about.count; i++) {
        Person p;
        if (!person_load(act->db, act->arena, ids[i], &p)) continue;
        values[count++] = (PersonOpened){ p.id, p.name, phone_open(act->vault, act->db, act->arena, &p) };
    }
    act_tell(act, o, &(Opened){ l->id, !act->own, MANY_OF(values, count) });
}

// ---- what signs in as somebody -------------------------------------------------------------------------

// For whoever may close the account, so that a lost phone can be told from the others.
static Fault access_reach(Db *db, Arena *a, const Actor *who, i64 id, i64 day, PersonFacts *f)
{
    Person p;
    if (!person_load(db, a, id, &p)) return FAULT_thing_unknown;
    *f = person_facts(db, a, who, &p, WHO_OF(ROLE_ADMIN), day);
    return person_reach(f);
}

Fault person_access_read(Ask *ask)
{
    PersonFacts f;
    Fault fault = access_reach(ask->db, ask->arena, ask->who, ask->path_id, day_of(ask->now), &f);
    return fault ? fault : access_tell(ask, ask->path_id, f.posts > 0);
}

const Record session_of_record = RECORD_OF(SessionOf, "session_of", "一处登录", "A session of somebody",
    COUNT_FIELD(SessionOf, session, "登录编号", "Session", .flags = NEEDED));

// A phone that was lost: its session ends, the others and the password stay.
Fault person_session_end_change(Act *act)
{
    PersonFacts f;
    const SessionOf *in = act->in;
    Fault fault = access_reach(act->db, act->arena, act->who, act->path_id, day_of(act->now), &f);
    if (fault) return fault;
    if (!session_end(act->db, act->county, in->session, act->path_id)) return FAULT_thing_unknown;
    return act_says(act, act->path_id, &(Endings){ .id = in->session });
}
