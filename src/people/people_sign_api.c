// people_sign_api.c: signing up, in and out; passwords; one-time links. argon2id runs in `prepare` on the slow pool,
// before the job; what it found is decided upon again inside the job.
//
// Every refusal here says as little as it can, as those of gate/secret.h, which keeps passwords and counts failures.
#include "gate/limit.h"
#include "people/people_api.h"
#include <sodium.h>

typedef struct Signing {        // act->own
    i64  person;
    Str  known, fresh;          // the secret that was checked; the new one, "" = none
    Str  phone;
    Hash counted;               // whom failures are counted by
    Str  token;                 // of the session that was started, "" = none (a repeated answer)
    Str  name;
    Ended ended;                // by a new password
} Signing;

// ---- passwords -------------------------------------------------------------------------------------

// The rule is pure and knows no pack, so the list of stolen passwords is asked here.
static Fault password_decide(Act *act, Str password, Str name, Str phone)
{
    bool listed = act->pack && act->pack->rows && pack_password_bad(act->pack, password);
    Fault f = person_password_check(act->arena, password, name, phone, listed);
    return f ? act_problem(act, "password", f) : OK;
}

// All problems at once, and argon2 only when there are none: 25 ms for nothing would be a gift to whoever floods us.
static Fault password_fresh(Act *act, Signing *own, Str password, Str name, Str phone)
{
    password_decide(act, password, name, phone);
    return act->problems.count ? FAULT_field_problems : password_hash(act, password, &own->fresh);
}

// True: noted. No name is no problem: whoever needs one says so in the row.
static bool name_problem(Act *act, Str name)
{
    Fault f = name.len ? person_name_check(act->arena, name) : OK;
    if (f) act_problem(act, "name", f);
    return f != OK;
}

// ---- which county ----------------------------------------------------------------------------------

// The form's, else the asker's, else the installation's own. An unknown one is refused before anything is looked up in
// it.
static Fault county_said(Act *act, i64 said)
{
    Place p;
    act->county = said ? said : act->who->county ? act->who->county : app_default_county(act->app);
    if (act->county == app_default_county(act->app)) return OK;
    bool known = place_by_code(act->db, act->arena, county_code(act->arena, act->county), DAY_NONE, &p);
    return known ? OK : act_problem(act, "county", FAULT_field_no_such);
}

Fault sign_where(Act *act) { return county_said(act, ((const SignUp *)act->in)->county); }

Fault sign_in_where(Act *act) { return county_said(act, ((const SignIn *)act->in)->county); }

// The token says its county; whether it is good is for the table to say.
Fault accept_where(Act *act)
{
    act->county = token_county(((const Accept *)act->in)->token);
    return act->county ? OK : FAULT_invite_unknown;
}

// ---- signing up ------------------------------------------------------------------------------------

// True: somebody else signs in by it, and it is noted.
static bool taken(Act *act, const char *field, Str word, i64 kind, i64 person)
{
    assert(kind == LOGIN_NAME || kind == LOGIN_PHONE);
    i64 is;
    Hash h = login_hash(act->vault, act->arena, word, &is);
    i64 by = word.len && is == kind ? login_find(act->db, act->county, &h) : 0;
    if (by && by != person) act_problem(act, field, FAULT_name_taken);
    return by && by != person;
}

// The job decides, but this is looked at before it: who hears "taken" has learned that somebody is known here, and that
// counts like a failed sign-in. What was said before under its key is the job's: there the name may be the asker's own.
static void logins_free(Act *act, i64 person, Str name, Str phone)
{
    if (act_said_before(act)) return;
    bool known = taken(act, "name", name, LOGIN_NAME, person);
    known |= taken(act, "phone", phone, LOGIN_PHONE, person);
    if (known) tries_failed(act, NULL, NULL);
}

Fault sign_up_prepare(Act *act)
{
    SignUp *in = act->in;
    Signing *own = act->own = NEW(act->arena, Signing, 1);
    if (tries_locked(act, NULL, NULL)) return FAULT_sign_in_locked;
    name_problem(act, in->name);
    phone_problem(act, &in->phone);
    logins_free(act, 0, in->name, in->phone);
    return password_fresh(act, own, in->password, in->name, in->phone);
}

// Whoever just proved who they are: a new password is kept, a session begins.
static void signed_in(Act *act, Signing *own, i64 person, Str name)
{
    if (own->fresh.len) secret_put(act->db, act->county, person, own->fresh, act->now);
    own->person = person;
    own->name = name;
    own->token = session_start(act, person);
}

// A resident: no post, so no rights but one's own. Limited like a filing without account, by address and puzzle.
Fault sign_up_change(Act *act)
{
    assert(((Signing *)act->own)->fresh.len > 0);
    const SignUp *in = act->in;
    Signing *own = act->own;
    Fault f = limit_take(act, 0);
    if (f) return f;
    i64 id = tx_new_id(act->tx, act->county);
    if (!login_take(act, id, in->name, LOGIN_NAME, false)) return FAULT_name_taken;
    if (!login_take(act, id, in->phone, LOGIN_PHONE, false)) return act_problem(act, "phone", FAULT_name_taken);
    signed_in(act, own, id, in->name);
    return act_enter(act, id, &(Person){ .county = act->county, .id = id, .name = in->name, .phone = in->phone,
                                         .joined_at = act->now });
}

// ---- signing in and out ----------------------------------------------------------------------------

// An account has a name, perhaps a phone too, and is counted once: tries by both are tries at one password. The lock is
// looked at before the password, so what is locked costs no argon2. No row and no secret are one case.
static Fault sign_in_check(Act *act, Signing *own, const SignIn *in)
{
    i64 kind;
    Hash login = login_hash(act->vault, act->arena, in->name, &kind);
    own->person = login_find(act->db, act->county, &login);
    own->counted = own->person ? limit_who(act, "sign_in", own->person) : login;
    if (tries_locked(act, "sign_in", &own->counted)) return FAULT_sign_in_locked;
    own->known = own->person ? secret_load(act->db, act->arena, act->county, own->person) : STR("");
    if (password_same(own->known, in->password)) return OK;
    tries_failed(act, "sign_in", &own->counted);
    return FAULT_sign_in_wrong;
}

Fault sign_in_prepare(Act *act)
{
    const SignIn *in = act->in;
    Signing *own = act->own = NEW(act->arena, Signing, 1);
    Fault f = sign_in_check(act, own, in);
    if (f) return f;
    return password_worn(own->known) ? password_hash(act, in->password, &own->fresh) : OK;
}

// The session that came along ends: a shared office machine must not keep two people open. No entry: a sign-in is not
// history but an own row.
Fault sign_in_change(Act *act)
{
    assert(((Signing *)act->own)->person && ((Signing *)act->own)->known.len > 0);
    Signing *own = act->own;
    Person p;
    bool same = secret_same(act, own->person, own->known);
    if (!same || !person_load(act->db, act->arena, own->person, &p)) return FAULT_sign_in_wrong;
    if (p.ended_at) return FAULT_person_ended;
    tries_forget(act, "sign_in", &own->counted);
    if (act->who->session) session_end(act->db, act->who->county, act->who->session, act->who->person);
    signed_in(act, own, p.id, p.name);
    act->subject = p.id;
    return OK;
}

typedef struct Signed { i64 id; Str name, csrf; } Signed;
const Record signed_record = RECORD_OF(Signed, "signed", "已登录", "Signed in; the session is in the cookie.",
    ID_FIELD(Signed, "人员编号", "Number of the person"), TEXT_FIELD(Signed, name, "姓名", "Name", .flags = MAYBE),
    TEXT_FIELD(Signed, csrf, "防伪词", "For Linli-Csrf, where a browser does not say where it comes from",
               .flags = MAYBE));

// The csrf word belongs to the session and is for pages whose browser does not say where a request comes from.
void signed_answer(Act *act, Out *o)
{
    assert(act->own);
    const Signing *own = act->own;
    Signed s = { .id = act->subject };
    if (own->token.len) {                           // said again: the session was given to the first answer
        session_cookie(act->request, own->token);
        s.name = own->name;
        s.csrf = token_csrf(act->vault, act->arena, own->token);
    }
    act_tell(act, o, &s);
}

// ---- a new password ----------------------------------------------------------------------------------

typedef struct NewWord { Str old, password; i64 keep_tokens; } NewWord;
const Record new_word_record = RECORD_OF(NewWord, "new_password", "修改密码", "Change of password",
    PASSWORD_FIELD(NewWord, old, "原密码", "Old password", .col = 0),
    NEW_PASSWORD_FIELD(NewWord, password, "新密码", "New password"),
    KEEP_FIELD    (NewWord));

static Str phone_known(Act *act, i64 person)
{
    Person p;
    bool known = person_load(act->db, act->arena, person, &p);
    return known ? phone_open(act->vault, act->db, act->arena, &p) : STR("");
}

// Said again, it is the old one that is new: the job answers as it did then.
Fault password_prepare(Act *act)
{
    const NewWord *in = act->in;
    Signing *own = act->own = NEW(act->arena, Signing, 1);
    own->person = act->who->person;
    if (!act->flawed && act_said_before(act)) return OK;
    Fault f = own_password_check(act, in->old, "old", &own->known);
    if (f == FAULT_sign_in_locked) return f;
    if (problem_of(&act->problems, STR("password"))) return FAULT_field_problems;
    if (str_same(in->old, in->password)) return act_problem(act, "password", FAULT_password_same);
    return password_fresh(act, own, in->password, act->who->name, phone_known(act, own->person));
}

// One's own name and phone: whoever tries many of them learns who is known here.
Fault person_words_prepare(Act *act)
{
    assert(act->who->person);
    MyWords *in = act->in;
    Person p;
    if (tries_locked(act, NULL, NULL)) return FAULT_sign_in_locked;
    if (!person_load(act->db, act->arena, act->who->person, &p)) return FAULT_thing_unknown;
    name_problem(act, in->name);
    phone_problem(act, &in->phone);
    logins_free(act, p.id, p.staff ? STR("") : in->name, in->phone);
    return act->problems.count ? FAULT_field_problems : OK;
}

// This session goes on; all others end, because one of them may be the reason, and so do programs unless they are kept.
Fault password_change(Act *act)
{
    assert(((Signing *)act->own)->known.len > 0 && ((Signing *)act->own)->fresh.len > 0);
    Signing *own = act->own;
    const NewWord *in = act->in;
    if (!own_password_same(act, own->known)) return act_problem(act, "old", FAULT_password_wrong);
    secret_put(act->db, act->county, own->person, own->fresh, act->now);
    own->ended = access_end(act, own->person, act->who->session, in->keep_tokens);
    return person_mark(act, own->person);
}

void password_answer(Act *act, Out *o)
{
    const Signing *own = act->own;
    act_tell(act, o, &(Endings){ act->subject, { own->fresh.len ? &own->ended : NULL } });
}

// ---- one-time links ------------------------------------------------------------------------------------

static Fault invite_check(Act *act, Invite *i, Person *p)
{
    bool good = invite_good(act, ((const Accept *)act->in)->token, i);
    if (!good || !person_load(act->db, act->arena, i->person, p)) return FAULT_invite_unknown;
    return p->ended_at ? FAULT_person_ended : OK;
}

// A used link is refused inside the job only, so that the same key may say it again.
Fault accept_prepare(Act *act)
{
    const Accept *in = act->in;
    Signing *own = act->own = NEW(act->arena, Signing, 1);
    Invite row;
    Person p;
    if (tries_locked(act, NULL, NULL)) return FAULT_sign_in_locked;
    Fault f = invite_check(act, &row, &p);
    if (!f && row.used_at && !act_said_before(act)) f = FAULT_invite_unknown;
    if (f == FAULT_invite_unknown) tries_failed(act, NULL, NULL);
    if (f) return f;
    name_problem(act, in->name);
    logins_free(act, p.id, in->name, STR(""));
    return password_fresh(act, own, in->password, in->name.len ? in->name : p.name,
                          phone_open(act->vault, act->db, act->arena, &p));
}

// Signing in by the new password at once: whoever holds the link has proved enough, and old sessions end. By the name
// given; else what it was before; else the person's own name, which may be taken by a namesake. Staff invited with a
// phone may sign in by it, unless somebody else does already.
Fault accept_change(Act *act)
{
    assert(((Signing *)act->own)->fresh.len > 0);
    const Accept *in = act->in;
    Signing *own = act->own;
    Invite row;
    Person p;
    Fault f = invite_check(act, &row, &p);
    if (!f && row.used_at) f = FAULT_invite_unknown;
    if (f) return f;
    bool stays = !in->name.len && login_any(act->db, act->county, p.id);
    if (!stays && !login_take(act, p.id, in->name.len ? in->name : p.name, LOGIN_NAME, in->name.len))
        return act_problem(act, "name", FAULT_name_taken);
    login_take(act, p.id, phone_open(act->vault, act->db, act->arena, &p), LOGIN_PHONE, false);
    Hash token = token_hash(in->token), counted = limit_who(act, "sign_in", p.id);
    invite_use(act->db, act->county, &token, act->now);
    tries_forget(act, "sign_in", &counted);
    access_end(act, p.id, 0, false);
    signed_in(act, own, p.id, p.name);
    return person_mark(act, p.id);
}

// ---- the first administrator -----------------------------------------------------------------------------

// The address that a start printed: the hash of its secret and until when it is good, in own table `setting`.
static const char setup_name[] = "setup";
enum { SETUP_MS = DAY };

// Nothing to guess by: used, too old, wrong, and "somebody administers already" are one answer, and the comparison
// takes the same time whatever was said.
static bool setup_good(Act *act, Str secret)
{
    Str known = { 0 };
    Hash is = token_hash(secret), was = { 0 };
    i64 now = act_real(act), until = 0;
    bool there = store_setting(act->db, setup_name, act->arena, &known);
    Str hex = str_cut(&known, ' ');
    there = there && hex_parse(hex, was.at, sizeof was.at) && str_i64(known, &until);
    bool same = sodium_memcmp(was.at, is.at, sizeof is.at) == 0;
    return there && same && until > now && until <= now + SETUP_MS && !admin_any(act->db, act->county, day_of(now));
}

Str setup_offer(App *app, Arena *a)
{
    Db *db = store_reader(app_store(app));
    i64 county = app_default_county(app), now = store_now(app_store(app));
    Str known;
    Place at;
    bool open = place_by_code(db, a, county_code(a, county), DAY_NONE, &at) && !admin_any(db, county, day_of(now));
    if (!open && store_setting(db, setup_name, a, &known) && known.len) app_set(app, setup_name, STR(""));
    if (!open) return STR("");
    Str token = token_new(a, county);
    Hash hash = token_hash(token);
    app_set(app, setup_name, arena_fmt(a, "%s %lld", arena_z(a, hex_text(a, hash.at, sizeof hash.at)),
                                       (long long)(now + SETUP_MS)));
    return token;
}

Fault setup_where(Act *act)
{
    act->county = app_default_county(act->app);
    return OK;
}

// A wrong secret counts like a failed sign-in of that address.
Fault setup_prepare(Act *act)
{
    FirstAdmin *in = act->in;
    Signing *own = act->own = NEW(act->arena, Signing, 1);
    if (tries_locked(act, NULL, NULL)) return FAULT_sign_in_locked;
    if (!act->flawed && act_said_before(act)) return OK;
    if (problem_of(&act->problems, STR("secret"))) return FAULT_field_problems;
    if (!setup_good(act, in->secret)) {
        tries_failed(act, NULL, NULL);
        return FAULT_setup_unknown;
    }
    name_problem(act, in->name);
    phone_problem(act, &in->phone);
    logins_free(act, 0, in->name, in->phone);
    return password_fresh(act, own, in->password, in->name, in->phone);
}

// Whoever holds the secret of this start stands in the operator's shoes for this one deed: person, org and post come as
// by `linli user add`, and the address is used up in the same transaction.
Fault setup_change(Act *act)
{
    assert(((Signing *)act->own)->fresh.len > 0);
    const FirstAdmin *in = act->in;
    Place at;
    Actor *operator = NEW(act->arena, Actor, 1);
    if (!setup_good(act, in->secret)) return FAULT_setup_unknown;
    if (act->who->session) session_end(act->db, act->who->county, act->who->session, act->who->person);
    *operator = (Actor){ .local = true, .lang = act->who->lang, .peer = act->who->peer };
    act->who = operator;
    Fault f = place_said(act, "org", county_code(act->arena, act->county), day_of(act_real(act)), &at);
    if (f) return f;
    i64 id = act_made(act);
    if (!login_take(act, id, in->name, LOGIN_NAME, false)) return FAULT_name_taken;
    if (!login_take(act, id, in->phone, LOGIN_PHONE, false)) return act_problem(act, "phone", FAULT_name_taken);
    operator_post(act, &(LocalUser){ .role = ROLE_ADMIN, .org = in->org }, &at);
    store_set(act->db, setup_name, STR(""));
    signed_in(act, act->own, id, in->name);
    return act_enter(act, id, &(Person){ .county = act->county, .id = id, .name = in->name, .phone = in->phone,
                                         .staff = 1, .joined_at = act->now });
}
