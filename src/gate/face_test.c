// Every deed, list and field that a person can meet has Chinese and English words, and what rows say for people fits
// together: a picker's reading is there, a condition names a field, one title a record.
#include "base/check.h"
#include "gate/gate_api.h"
#include <string.h>

static bool han(const char *z)
{
    for (; z && *z; z++) if ((byte)*z >= 0xE3 && (byte)*z <= 0xE9) return true;
    return false;
}

static void told(bool good, const char *where, const char *what)
{
    if (!good) printf("    %s: %s\n", where, what ? what : "(nothing)");
    CHECK(good);
}

// A name that is the same in both languages (WGS-84) needs no Chinese character.
static bool said(const char *zh, const char *en)
{
    return zh && en && *zh && *en && !han(en) && (han(zh) || !strcmp(zh, en));
}

static bool whole(Words w) { return (!w.zh && !w.en) || said(w.zh, w.en); }

// ---- fields --------------------------------------------------------------------------------------

// Conditions are "field=choice".
static bool when_fits(const Record *r, const char *when)
{
    Str rest = str(when), name = str_cut(&rest, '=');
    const Field *f = record_field(r, name);
    return f && f->kind == CHOICE && choice_by_name(f->choices, f->choice_count, rest);
}

// A picker reads a list, or another reading that answers items; {names} in it are fields beside it.
static bool of_fits(const Record *r, const char *of)
{
    char path[80];
    Way way;
    Str rest = str(of), base = str_cut(&rest, '?');
    snprintf(path, sizeof path, "/api/%.*s", (int)base.len, base.at);
    const Action *a = app_match(GET, str(path), &way);
    if (!a || !a->out || !record_field(a->out, STR("items"))) return false;
    while (rest.len) {
        Str value = str_cut(&rest, '&'), name = str_cut(&value, '=');
        if (!action_query(a) || !record_field(action_query(a), name)) return false;
        bool named = value.len > 2 && value.at[0] == '{';
        if (named && !record_field(r, (Str){ value.at + 1, value.len - 2 })) return false;
    }
    return true;
}

static void face_fits(const Record *r, const Field *f)
{
    const FieldFace *face = f->face;
    CHECK(whole(face->hint) && whole(face->eg) && whole(face->unit) && whole(face->section));
    if (face->when) told(when_fits(r, face->when), f->name, face->when);
    if (face->of)   told(of_fits(r, face->of), f->name, face->of);
    CHECK(!face->pick || face->of);
    CHECK(face->col >= 0 && face->as >= 0 && face->as < AS_END);
}

// One title, one state, one due moment; no two in one column.
static bool alone(const Record *r, const Field *f)
{
    FieldWalk w = field_walk(r, NULL);
    for (const Field *other; (other = field_next(&w)) != NULL;) {
        if (other == f || !other->face) continue;
        As as = f->face->as;
        bool one = as == AS_TITLE || as == AS_STATE || as == AS_DUE;
        if ((one && other->face->as == as) || (f->face->col && other->face->col == f->face->col)) return false;
    }
    return true;
}

static void record_words(const Record *r)
{
    FieldWalk w = field_walk(r, NULL);
    for (const Field *f; (f = field_next(&w)) != NULL;) {
        if (f->flags & HIDDEN) continue;
        told(said(f->label, f->label_en ? f->label_en : f->name), r->name, f->name);
        for (int i = 0; i < f->choice_count; i++)
            told(said(f->choices[i].label, f->choices[i].label_en), f->name, f->choices[i].name);
        if (f->flags & PRIVATE) told(said(f->purpose_zh, f->purpose), r->name, f->name);
        if (f->face) face_fits(r, f), told(alone(r, f), r->name, f->name);
    }
}

// What is nested in them too, each once.
static void fields_test(void)
{
    Records all = answers_shown();
    const Capability *c;
    const Action *a;
    for (int n = 0; (a = action_nth(n, &c)) != NULL; n++) {
        if (!a->path) continue;
        records_add(&all, a->in);
        records_add(&all, action_query(a));
    }
    CHECK(all.count > 60);
    for (int i = 0; i < all.count; i++) record_words(all.at[i]);
}

// ---- deeds and lists -------------------------------------------------------------------------------

// The operator's own are met by programs.
static bool met(const Action *a) { return a->path && !(a->flags & LOCAL_ONLY); }

static void deed_words(const Action *a)
{
    static const DeedFace bare;
    const DeedFace *f = a->face ? a->face : &bare;
    const Standings *of = NULL;
    const Choice *verb = deed_verb(a, &of);
    told(said(f->label.zh, f->label.en) || (verb && said(verb->label, verb->label_en)), a->deed.name, "label");
    told(whole(f->plain) && whole(f->confirm), a->deed.name, "plain, confirm");
    Str needs = str(f->needs);
    while (needs.len) told(a->in && record_field(a->in, str_cut(&needs, ' ')), a->deed.name, f->needs);
    if (!of) return;
    unsigned need = 0, takes = verb ? of->takes(of->kind, verb->value, &need) : 0;
    told(!verb || (takes && !(need & ~takes)), a->deed.name, "takes");
}

static void list_words(const Action *a)
{
    const ListFace *f = a->list->face;
    const Field *items = a->out ? record_field(a->out, STR("items")) : NULL;
    bool words = f && said(f->label.zh, f->label.en) && said(f->empty.zh, f->empty.en) && whole(f->plain);
    told(words, a->deed.name, "words");
    told(items && items->of, a->deed.name, "items");
    told(f && f->icon && (!f->group || f->order), a->deed.name, "icon, order");
    for (int i = 0; f && i < f->view_count; i++) {
        Str rest = str(f->views[i].query);
        told(said(f->views[i].label.zh, f->views[i].label.en) && f->views[i].who, a->deed.name, f->views[i].query);
        while (rest.len) {
            Str value = str_cut(&rest, '&');
            told(record_field(action_query(a), str_cut(&value, '=')), a->deed.name, f->views[i].query);
        }
    }
}

static void actions_test(void)
{
    const Capability *c;
    const Action *a;
    int deeds = 0, lists = 0;
    for (int n = 0; (a = action_nth(n, &c)) != NULL; n++) {
        if (!met(a)) continue;
        told(said(a->note_zh, a->note), a->deed.name, "note");
        if (a->method == POST) deed_words(a), deeds++;
        if (a->list) list_words(a), lists++;
    }
    CHECK(deeds > 40);
    CHECK(lists > 7);
}

// ---- nouns and choices -------------------------------------------------------------------------------

// A thing's states all have a tone and a resident's word: what a chip shows is never left to the page.
static void states_test(const Standings *s)
{
    const Action *a;
    const Capability *c;
    for (int n = 0; (a = action_nth(n, &c)) != NULL; n++) {
        const Field *f = c->standings == s && a->out && a->path ? record_field(a->out, STR("state")) : NULL;
        for (int i = 0; f && i < f->choice_count; i++) {
            const ChoiceFace *face = choice_face(f->choices, f->choices[i].value);
            told(face && face->tone && said(face->plain.zh, face->plain.en), c->name, f->choices[i].name);
        }
    }
}

static void nouns_test(void)
{
    for (int c = 0; c < capability_count; c++) {
        const Capability *of = capabilities[c];
        for (int i = 0; i < of->noun_count; i++) {
            const NounFace *n = &of->nouns[i];
            told(said(n->label.zh, n->label.en) && n->icon && noun_of(n->path) == n, n->name, n->path);
        }
        for (int i = 0; i < of->face_count; i++) {
            const ChoiceFace *f = &of->faces[i];
            told(whole(f->plain) && (!f->seal || han(f->seal)) && choice_face(f->of, f->value) == f, of->name, f->seal);
        }
        if (of->standings) states_test(of->standings);
    }
    for (int i = 0; i < role_choice_count; i++) {
        const ChoiceFace *f = choice_face(role_choices, role_choices[i].value);
        told(f && f->seal, "role", role_choices[i].name);
    }
    CHECK(noun_of("/api/matters/{id}/close") == noun_of("/api/matters") && noun_of("/api/matters"));
    CHECK(!noun_of("/api/mattersome") && !noun_of("/api/sign-in") && !noun_of(NULL));
    const Standings *of = NULL;
    CHECK(deed_verb(app_action("matter_close"), &of) && of);
    CHECK(!deed_verb(app_action("matter_file"), &of) && !deed_verb(app_action("matter_forget"), &of));
    CHECK(!deed_verb(app_action("sign_in"), &of));
}

void face_test(void)
{
    fields_test();
    actions_test();
    nouns_test();
}
