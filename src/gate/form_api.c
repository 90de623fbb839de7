// form_api.c: what pages need for forms: every list of choices, and the fields of one action, from the same rows that
// check what is then sent.
#include "gate/gate_api.h"

typedef struct ChoiceIs { Str name, label, label_en; } ChoiceIs;
typedef struct ChoicesOf { Str list; Many choices; } ChoicesOf;
typedef struct Choices { Many choices; } Choices;
static const Field choice_fields[] = {
    TEXT_FIELD(ChoiceIs, name, "名称", "Name, as it is sent"), TEXT_FIELD(ChoiceIs, label, "说法", "In Chinese"),
    TEXT_FIELD(ChoiceIs, label_en, "英文说法", "In English"),
};
static const Record choice_record = RECORD(ChoiceIs, "choice", choice_fields, "选项", "One choice.");
static const Field list_fields[] = {
    TEXT_FIELD(ChoicesOf, list, "字段", "Field", .flags = HIDDEN),
    MANY_FIELD(ChoicesOf, choices, choice_record, "选项", "Choices"),
};
static const Record list_record = RECORD(ChoicesOf, "choice_list", list_fields, "选项", "A list of choices.");
static const Field choices_fields[] = {
    MANY_FIELD(Choices, choices, list_record, "各选项", "Lists of choices by the name of their field",
               .flags = BY_NAME),
};
const Record choices_record = RECORD(Choices, "choices", choices_fields, "选项", "Every list of choices.");

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

// ---- the fields of one action --------------------------------------------------------------------

typedef struct Hint {
    Str  name, label, label_en, note, purpose, kind;
    i64  needed, lines, private, min, max;
    Many choices, fields;
} Hint;
typedef struct Form { Str action, path, note, note_zh; Many fields; } Form;
#define UNBOUND INT64_MIN
static const Record hint_record;
static const Field hint_fields[] = {
    TEXT_FIELD(Hint, name, "名称", "Name, as it is sent"), TEXT_FIELD(Hint, label, "说法", "In Chinese"),
    TEXT_FIELD(Hint, label_en, "英文说法", "In English"),
    TEXT_FIELD(Hint, note, "说明", "What it is", .flags = MAYBE),
    TEXT_FIELD(Hint, purpose, "用途", "Why it is asked for", .flags = MAYBE),
    TEXT_FIELD(Hint, kind, "种类", "text, number, count, flag, moment, on, choice, ref, bytes, one or many"),
    FLAG_FIELD(Hint, needed, "必填", "Must be given"),
    FLAG_FIELD(Hint, lines, "多行", "Several lines are fine", .flags = MAYBE),
    FLAG_FIELD(Hint, private, "隐私", "Kept sealed", .flags = MAYBE),
    COUNT_FIELD(Hint, min, "最小", "Least: characters, items, or the number itself", .flags = MAYBE, .absent = UNBOUND),
    COUNT_FIELD(Hint, max, "最大", "Most", .flags = MAYBE, .absent = UNBOUND),
    MANY_FIELD(Hint, choices, choice_record, "选项", "What it may be", .flags = MAYBE),
    MANY_FIELD(Hint, fields, hint_record, "字段", "What one item holds", .flags = MAYBE),
};
static const Record hint_record = RECORD(Hint, "form_field", hint_fields, "字段", "A field of a form.");
static const Field form_fields[] = {
    TEXT_FIELD(Form, action, "操作", "Name of the action"), TEXT_FIELD(Form, path, "地址", "Path"),
    TEXT_FIELD(Form, note, "说明（英文）", "What it does, in English"),
    TEXT_FIELD(Form, note_zh, "说明", "What it does, in Chinese"),
    MANY_FIELD(Form, fields, hint_record, "字段", "Fields that may be filled in"),
};
const Record form_record = RECORD(Form, "form", form_fields, "表单", "The form of one action.");

static Many hints_of(Arena *a, const Record *r);

static Hint hint_of(Arena *a, const Field *f)
{
    static const char *const kinds[] = {
        [TEXT] = "text", [NUMBER] = "number", [COUNT_] = "count", [FLAG] = "flag", [MOMENT] = "moment", [ON] = "on",
        [CHOICE] = "choice", [REF] = "ref", [BYTES] = "bytes", [ONE] = "one", [MANY] = "many",
    };
    assert(f->kind < INLINE);
    bool bound = f->min || f->max;
    return (Hint){
        .name = str(f->name), .label = str(f->label), .label_en = str(f->label_en ? f->label_en : f->name),
        .note = str(f->note), .purpose = str(f->purpose), .kind = str(kinds[f->kind]),
        .needed = (f->flags & NEEDED) != 0, .lines = (f->flags & LINES) != 0, .private = (f->flags & PRIVATE) != 0,
        .min = bound ? f->min : UNBOUND, .max = bound ? f->max : UNBOUND,
        .choices = choices_of(a, f->choices, f->choice_count), .fields = f->of ? hints_of(a, f->of) : (Many){ 0 },
    };
}

// Not what we decide ourselves.
static Many hints_of(Arena *a, const Record *r)
{
    Hint *hints = NEW(a, Hint, r->field_count);
    i64 count = 0;
    for (int i = 0; i < r->field_count; i++)
        if (!(r->fields[i].flags & (SERVER | HIDDEN))) hints[count++] = hint_of(a, &r->fields[i]);
    return MANY_OF(hints, count);
}

// By the action's name: what an asker may fill in.
Fault form_read(Ask *ask)
{
    const Action *a = app_action(arena_z(ask->arena, ask->path_word));
    if (!a || !a->in || !a->path || a->method != POST) return FAULT_thing_unknown;
    return ask_tell(ask, &(Form){ str(a->deed.name), str(a->path), str(a->note), str(a->note_zh),
                                  hints_of(ask->arena, a->in) });
}
