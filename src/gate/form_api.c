// form_api.c: what pages need for forms: every list of choices, the fields of one change or of one answer, from the
// same rows that check what is then sent and write what is answered.
#include "gate/gate_api.h"
#include <string.h>

typedef struct ChoiceIs { Str name, label, label_en; } ChoiceIs;
typedef struct ChoicesOf { Str list; Many choices; } ChoicesOf;
typedef struct Choices { Many choices; } Choices;
static const Record choice_record = RECORD_OF(ChoiceIs, "choice", "选项", "One choice.",
    TEXT_FIELD(ChoiceIs, name, "名称", "Name, as it is sent"), TEXT_FIELD(ChoiceIs, label, "说法", "In Chinese"),
    TEXT_FIELD(ChoiceIs, label_en, "英文说法", "In English"));
static const Record list_record = RECORD_OF(ChoicesOf, "choice_list", "选项", "A list of choices.",
    TEXT_FIELD(ChoicesOf, list, "字段", "Field", .flags = HIDDEN),
    MANY_FIELD(ChoicesOf, choices, choice_record, "选项", "Choices"));
const Record choices_record = RECORD_OF(Choices, "choices", "选项", "Every list of choices.",
    MANY_FIELD(Choices, choices, list_record, "各选项", "Lists of choices by the name of their field",
               .flags = BY_NAME));

static Many choices_of(Arena *a, const Choice *c, int count)
{
    ChoiceIs *all = NEW(a, ChoiceIs, count);
    for (int i = 0; i < count; i++)
        all[i] = (ChoiceIs){ str(c[i].name), str(c[i].label), str(c[i].label_en ? c[i].label_en : c[i].name) };
    return MANY_OF(all, count);
}

Fault choices_read(Ask *ask)
{
    ChoiceLists *all = NEW(ask->arena, ChoiceLists, 1);
    *all = choice_lists_all();
    ChoicesOf *lists = NEW(ask->arena, ChoicesOf, all->count);
    for (int i = 0; i < all->count; i++) {
        const ChoiceList *l = &all->at[i];
        lists[i] = (ChoicesOf){ choice_list_name(ask->arena, l), choices_of(ask->arena, l->at, l->count) };
    }
    return ask_tell(ask, &(Choices){ MANY_OF(lists, all->count) });
}

// ---- choices as people meet them -----------------------------------------------------------------

typedef struct FaceChoice { Str name, label, plain; i64 tone; Str seal; } FaceChoice;
const Record face_choice_record = RECORD_OF(FaceChoice, "face_choice", "选项", "A choice, to people.",
    TEXT_FIELD(FaceChoice, name, "名称", "Name, as it is sent"), TEXT_FIELD(FaceChoice, label, "说法", "Word"),
    TEXT_FIELD(FaceChoice, plain, "居民的说法", "A resident's word", .flags = MAYBE),
    CHOICE_FIELD(FaceChoice, tone, tone_choices, "色调", "Tone of its chip", .flags = MAYBE),
    TEXT_FIELD(FaceChoice, seal, "印", "One character for its seal", .flags = MAYBE));

const ChoiceFace *choice_face(const Choice *list, i64 value)
{
    for (int c = 0; c < capability_count; c++)
        for (int i = 0; i < capabilities[c]->face_count; i++) {
            const ChoiceFace *f = &capabilities[c]->faces[i];
            if (f->of == list && f->value == value) return f;
        }
    return NULL;
}

static Str by_lang(const Ask *ask, const char *zh, const char *en)
{
    return words_by((Words){ zh, en }, ask->who->lang);
}

Many face_choices(const Ask *ask, const Choice *c, int count)
{
    static const ChoiceFace bare;
    FaceChoice *all = NEW(ask->arena, FaceChoice, count);
    for (int i = 0; i < count; i++) {
        const ChoiceFace *f = choice_face(c, c[i].value);
        if (!f) f = &bare;
        all[i] = (FaceChoice){ str(c[i].name), by_lang(ask, c[i].label, c[i].label_en ? c[i].label_en : c[i].name),
                               words_by(f->plain, ask->who->lang), f->tone, str(f->seal) };
    }
    return MANY_OF(all, count);
}

// ---- fields ----------------------------------------------------------------------------------------

typedef struct FormField {
    Str  name, label, kind, each;
    i64  as, needed, rare, lines, private, min, max;
    Str  hint, eg, unit, section, purpose, of, pick, when;
    i64  col, width, total;
    Many choices, fields;
} FormField;
#define UNBOUND INT64_MIN
const Record form_field_record = RECORD_OF(FormField, "form_field", "字段",
    "A field of a form or of an answer, to people.",
    TEXT_FIELD(FormField, name, "名称", "Name, as it is sent"), TEXT_FIELD(FormField, label, "说法", "Word"),
    TEXT_FIELD(FormField, kind, "种类", "text, number, count, flag, moment, on, choice, ref, bytes, one or many"),
    TEXT_FIELD(FormField, each, "每项种类", "Kind of each value, where the items are plain ones", .flags = MAYBE),
    CHOICE_FIELD(FormField, as, as_choices, "用作", "What it is to people", .flags = MAYBE),
    FLAG_FIELD(FormField, needed, "必填", "Must be given", .flags = MAYBE),
    FLAG_FIELD(FormField, rare, "较少用", "Stands under More", .flags = MAYBE),
    FLAG_FIELD(FormField, lines, "多行", "Several lines are fine", .flags = MAYBE),
    FLAG_FIELD(FormField, private, "隐私", "Kept sealed", .flags = MAYBE),
    COUNT_FIELD(FormField, min, "最小", "Least: characters, items, or the number itself", .flags = MAYBE,
                .absent = UNBOUND),
    COUNT_FIELD(FormField, max, "最大", "Most", .flags = MAYBE, .absent = UNBOUND),
    TEXT_FIELD(FormField, hint, "提示", "Hint", .flags = MAYBE),
    TEXT_FIELD(FormField, eg, "例", "Example", .flags = MAYBE),
    TEXT_FIELD(FormField, unit, "单位", "Unit", .flags = MAYBE),
    TEXT_FIELD(FormField, section, "分节", "Heading over it and what follows", .flags = MAYBE),
    TEXT_FIELD(FormField, purpose, "用途", "Why it is asked for", .flags = MAYBE),
    TEXT_FIELD(FormField, of, "取自", "The reading below /api/ that it is picked from", .flags = MAYBE),
    TEXT_FIELD(FormField, pick, "取值", "The member of an item that is sent; its id when left out", .flags = MAYBE),
    TEXT_FIELD(FormField, when, "条件", "Asked only when another field says so", .flags = MAYBE),
    COUNT_FIELD(FormField, col, "列", "Place in a table", .flags = MAYBE),
    CHOICE_FIELD(FormField, width, width_choices, "列宽", "Width", .flags = MAYBE),
    CHOICE_FIELD(FormField, total, total_choices, "合计", "At the foot", .flags = MAYBE),
    MANY_FIELD(FormField, choices, face_choice_record, "选项", "What it may be", .flags = MAYBE),
    MANY_FIELD(FormField, fields, form_field_record, "字段", "What one item holds", .flags = MAYBE));

static const char *const kinds[] = {
    [TEXT] = "text", [NUMBER] = "number", [COUNT_] = "count", [FLAG] = "flag", [MOMENT] = "moment", [ON] = "on",
    [CHOICE] = "choice", [REF] = "ref", [BYTES] = "bytes", [ONE] = "one", [MANY] = "many",
};

// Of a choice among plain values its words too. A tree's rows nest in themselves: they are told once.
static void field_shape(const Ask *ask, const Record *r, const Field *f, Filling how, FormField *into)
{
    Filling below = { .body = how.body, .takes = ~0u };
    assert(f->kind < INLINE);
    into->kind = str(kinds[f->kind]);
    if (f->kind == MANY && !f->of) into->each = str(kinds[f->each]);
    if (f->choice_count) into->choices = face_choices(ask, f->choices, f->choice_count);
    if (f->of && f->of != r) into->fields = form_fields(ask, f->of, below);
}

static bool word_in(const char *words, const char *word)
{
    Str rest = str(words);
    while (rest.len) if (str_is(str_cut(&rest, ' '), word)) return true;
    return false;
}

// Where this asker may not read, there is nothing to pick from.
static Str picked_from(const Ask *ask, const char *of)
{
    Way way;
    Str path = str(of);
    if (!of) return path;
    path = arena_fmt(ask->arena, "/api/%.*s", (int)str_cut(&path, '?').len, of);
    const Action *a = app_match(GET, path, &way);
    return a && face_meets(ask, a) ? str(of) : STR("");
}

static FormField field_told(const Ask *ask, const Record *r, const Field *f, Filling how, bool needs)
{
    static const FieldFace bare;
    const FieldFace *face = f->face ? f->face : &bare;
    Lang lang = ask->who->lang;
    bool bound = how.body && (f->min || f->max), sized = f->kind == TEXT || f->kind == MANY;
    FormField told = {
        .name = str(f->name), .label = by_lang(ask, f->label, f->label_en ? f->label_en : f->name), .as = face->as,
        .needed = how.body && (needs || f->flags & NEEDED || word_in(how.needed, f->name)),
        .rare = face->rare, .lines = (f->flags & LINES) != 0, .private = (f->flags & PRIVATE) != 0,
        .min = bound && (f->min || !sized) ? f->min : UNBOUND, .max = bound ? f->max : UNBOUND,
        .hint = words_by(face->hint, lang), .eg = words_by(face->eg, lang), .unit = words_by(face->unit, lang),
        .section = words_by(face->section, lang), .purpose = by_lang(ask, f->purpose_zh, f->purpose),
        .of = picked_from(ask, face->of), .pick = str(face->pick), .when = str(face->when),
        .col = face->col, .width = face->width, .total = face->total,
    };
    field_shape(ask, r, f, how, &told);
    return told;
}

// What is described is no secret: everybody may be somebody's reporter, everybody at work a party.
static bool told_to(const Ask *ask, const Field *f, Filling how)
{
    unsigned reader = ask->reader | SEE_SELF | (ask->reader & SEE_STAFF ? SEE_PARTY : 0);
    return field_shown(f, reader) && !(how.body && f->flags & SERVER);
}

Many form_fields(const Ask *ask, const Record *r, Filling how)
{
    enum { FIELDS_MOST = 128 };
    FormField *all = NEW(ask->arena, FormField, FIELDS_MOST);
    i64 count = 0, n = 0;
    FieldWalk w = field_walk(r, NULL);
    for (const Field *f; (f = field_next(&w)) != NULL; n++) {
        unsigned bit = n < 32 ? 1u << n : 0;
        if (!told_to(ask, f, how) || (bit && !(how.takes & bit))) continue;
        assert(count < FIELDS_MOST);
        all[count++] = field_told(ask, r, f, how, how.needs & bit);
    }
    return MANY_OF(all, count);
}

// ---- one form --------------------------------------------------------------------------------------

typedef struct Form { FaceDeed deed; Str note; Many fields; } Form;
const Record form_record = RECORD_OF(Form, "form", "表单",
    "The form of one change, or what the answer of one reading shows.",
    INLINE_FIELD(Form, deed, FaceDeed, face_deed_record),
    TEXT_FIELD(Form, note, "说明", "What it does"),
    MANY_FIELD(Form, fields, form_field_record, "字段", "Fields that may be filled in, or that the answer shows"));

// A thing's deed takes and needs what its verb says.
static Filling filling_of(const Action *a)
{
    Filling how = { .body = a->method == POST, .takes = ~0u, .needed = a->face ? a->face->needs : NULL };
    const Standings *of = NULL;
    const Choice *verb = deed_verb(a, &of);
    if (verb && a->in) how.takes = of->takes(of->kind, verb->value, &how.needs);
    return how;
}

// By the action's name: what an asker may fill in, or what is answered.
Fault form_read(Ask *ask)
{
    const Action *a = app_action(arena_z(ask->arena, ask->path_word));
    const Record *r = !a ? NULL : a->method == POST ? a->in : a->out;
    if (!a || !a->path || a->list || (a->method == GET && !r)) return FAULT_thing_unknown;
    Form form = { .deed = face_deed(ask, a), .note = by_lang(ask, a->note_zh, a->note) };
    if (r) form.fields = form_fields(ask, r, filling_of(a));
    return ask_tell(ask, &form);
}
