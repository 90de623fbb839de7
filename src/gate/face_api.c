// face_api.c: GET /api/face: what this asker meets here: nouns, lists and deeds that their posts could ever open, each
// with its words in one language. The fields of a deed and of a thing come by /api/form. Made from rows alone, so a
// capability has a page before anybody draws one.
#include "gate/gate_api.h"
#include <string.h>

// ---- what belongs together -----------------------------------------------------------------------

static bool path_of(const NounFace *n, const char *path)
{
    size_t len = strlen(n->path);
    return !strncmp(path, n->path, len) && (path[len] == 0 || path[len] == '/');
}

const NounFace *noun_of(const char *path)
{
    for (int c = 0; path && c < capability_count; c++)
        for (int i = 0; i < capabilities[c]->noun_count; i++)
            if (path_of(&capabilities[c]->nouns[i], path)) return &capabilities[c]->nouns[i];
    return NULL;
}

const Choice *deed_verb(const Action *a, const Standings **of)
{
    const NounFace *n = a->method == POST ? noun_of(a->path) : NULL;
    size_t len = n ? strlen(n->name) : 0;
    if (!n || !a->path[strlen(n->path)]) return NULL;           // it makes one
    if (strncmp(a->deed.name, n->name, len) != 0 || a->deed.name[len] != '_') return NULL;
    for (int c = 0; c < capability_count; c++) {
        const Standings *s = capabilities[c]->standings;
        bool its = s && n >= capabilities[c]->nouns && n < capabilities[c]->nouns + capabilities[c]->noun_count;
        if (its) *of = s;
        if (its) return choice_by_name(s->deeds, s->deed_count, str(a->deed.name + len + 1));
    }
    return NULL;
}

// Everybody may come to be a reporter: those deeds are told to all.
bool face_meets(const Ask *ask, const Action *a)
{
    if (!a->path) return false;
    return asker_may(ask->app, a, ask->who) == OK || (a->who & WHO_REPORTER && !ask->who->token);
}

// ---- deeds -----------------------------------------------------------------------------------------

static const Choice weights[] = {
    { WEIGHT_MAIN, "main", "主要", "main" }, { WEIGHT_PLAIN, "plain", "普通", "plain" },
    { WEIGHT_DANGER, "danger", "慎重", "danger" },
};
static const Choice afters[] = {
    { AFTER_STAY, "stay", "留在原处", "stay" }, { AFTER_THING, "thing", "到这件事", "thing" },
    { AFTER_LIST, "list", "回到列表", "list" },
};
const Record face_deed_record = RECORD_OF(FaceDeed, "face_deed", "操作", "A deed, to people.",
    TEXT_FIELD(FaceDeed, name, "操作", "Name of the action"),
    TEXT_FIELD(FaceDeed, noun, "名目", "What it is done to: `can` says the rest of its name", .flags = MAYBE),
    TEXT_FIELD(FaceDeed, path, "地址", "Path"), TEXT_FIELD(FaceDeed, label, "说法", "The button's word"),
    TEXT_FIELD(FaceDeed, plain, "居民的说法", "The same for whom it is their own", .flags = MAYBE),
    TEXT_FIELD(FaceDeed, confirm, "先问", "Asked first, of what cannot be undone", .flags = MAYBE),
    CHOICE_FIELD(FaceDeed, tone, weights, "分量", "Weight of its button", .flags = MAYBE),
    CHOICE_FIELD(FaceDeed, after, afters, "之后", "Where it leads", .flags = MAYBE),
    FLAG_FIELD(FaceDeed, asks, "要填写", "Has fields to fill in: /api/form", .flags = MAYBE),
    FLAG_FIELD(FaceDeed, batch, "可成批", "May be done to several at once", .flags = MAYBE),
    FLAG_FIELD(FaceDeed, offline, "可离线", "May wait on the phone for a signal", .flags = MAYBE),
    FLAG_FIELD(FaceDeed, phone, "手机上办", "Made for a phone", .flags = MAYBE));

// Without words of its own it is called as its verb is, a reading as what it shows.
FaceDeed face_deed(const Ask *ask, const Action *a)
{
    static const DeedFace bare;
    const DeedFace *f = a->face ? a->face : &bare;
    const NounFace *n = noun_of(a->path);
    const Standings *of = NULL;
    const Choice *verb = deed_verb(a, &of);
    Words shown = n ? n->label : a->out ? (Words){ a->out->label, a->out->label_en } : (Words){ 0 };
    Words label = f->label.zh ? f->label : verb ? (Words){ verb->label, verb->label_en } : shown;
    Lang lang = ask->who->lang;
    return (FaceDeed){
        .name = str(a->deed.name), .noun = n ? str(n->name) : STR(""), .path = str(a->path),
        .label = words_by(label, lang), .plain = words_by(f->plain, lang), .confirm = words_by(f->confirm, lang),
        .tone = f->tone, .after = f->after, .asks = a->method == POST && a->in,
        .batch = (a->flags & BATCH) != 0, .offline = (a->flags & OFFLINE) != 0, .phone = (a->flags & PHONE) != 0,
    };
}

// The next action from *n on that has a path and may ever be allowed to this asker; NULL behind the last.
static const Action *next_met(const Ask *ask, int *n, bool (*meets)(const Ask *ask, const Action *a))
{
    const Capability *c;
    const Action *a;
    while ((a = action_nth((*n)++, &c)) != NULL)
        if (meets(ask, a)) return a;
    return NULL;
}

static bool opens(const Ask *ask, const Action *a) { return a->path && asker_may(ask->app, a, ask->who) == OK; }

enum { DEEDS_MOST = 512 };

// What could ever be allowed: the page draws its menus by it. Whether it is allowed here is asked when it is done.
Many actions_open(const Ask *ask)
{
    Str *names = NEW(ask->arena, Str, DEEDS_MOST);
    i64 count = 0;
    int n = 0;
    for (const Action *a; (a = next_met(ask, &n, opens)) != NULL; names[count++] = str(a->deed.name))
        assert(count < DEEDS_MOST);
    return MANY_OF(names, count);
}

static bool deeds_meet(const Ask *ask, const Action *a)
{
    return a->method == POST && face_meets(ask, a) && !(a->flags & LOCAL_ONLY);
}

static Many face_deeds(const Ask *ask)
{
    FaceDeed *all = NEW(ask->arena, FaceDeed, DEEDS_MOST);
    i64 count = 0;
    int n = 0;
    for (const Action *a; (a = next_met(ask, &n, deeds_meet)) != NULL; all[count++] = face_deed(ask, a))
        assert(count < DEEDS_MOST);
    return MANY_OF(all, count);
}

// ---- lists -----------------------------------------------------------------------------------------

static const Choice groups[] = {
    { GROUP_WORK, "work", "办事", "Work" }, { GROUP_BOARD, "board", "看板台账", "Boards, ledgers" },
    { GROUP_TELL, "tell", "告知", "Notices" }, { GROUP_SET, "set", "设置", "Settings" }, { GROUP_OWN, "own", "我", "Me" },
};
typedef struct FaceView { Str label, query; } FaceView;
static const Record view_record = RECORD_OF(FaceView, "face_view", "视图", "A view of a list.",
    TEXT_FIELD(FaceView, label, "说法", "Word"),
    TEXT_FIELD(FaceView, query, "查询", "Query; {today} stands for the day"));
typedef struct FaceList {
    Str  name, noun, path, label, plain, empty;
    i64  group, order;
    Str  icon;
    i64  sheets;
    Many filters, sorts, columns, views;
} FaceList;
static const Record face_list_record = RECORD_OF(FaceList, "face_list", "列表", "A list, to people.",
    TEXT_FIELD(FaceList, name, "操作", "Name of the action"), TEXT_FIELD(FaceList, noun, "名目", "Noun", .flags = MAYBE),
    TEXT_FIELD(FaceList, path, "地址", "Path"), TEXT_FIELD(FaceList, label, "说法", "Word"),
    TEXT_FIELD(FaceList, plain, "居民的说法", "The same for whom it is no work", .flags = MAYBE),
    TEXT_FIELD(FaceList, empty, "空时", "Said where there is nothing", .flags = MAYBE),
    CHOICE_FIELD(FaceList, group, groups, "分组", "Group in the rail", .flags = MAYBE),
    COUNT_FIELD(FaceList, order, "次序", "Place in its group", .flags = MAYBE),
    TEXT_FIELD(FaceList, icon, "图标", "Icon", .flags = MAYBE),
    FLAG_FIELD(FaceList, sheets, "可导出", "Also as .csv and .xlsx", .flags = MAYBE),
    MANY_FIELD(FaceList, filters, form_field_record, "筛选", "What narrows it", .flags = MAYBE),
    MANY_FIELD(FaceList, sorts, face_choice_record, "排序", "What `order` may be", .flags = MAYBE),
    MANY_FIELD(FaceList, columns, form_field_record, "列", "Members of an item", .flags = MAYBE),
    MANY_FIELD(FaceList, views, view_record, "视图", "Views", .flags = MAYBE));

// Members of an item that stand on a card or in a table; all plain ones where no row says which.
static Many columns_of(const Ask *ask, const Record *item)
{
    Record some = { .name = item->name };
    enum { COLUMNS_MOST = 64 };
    Field *kept = NEW(ask->arena, Field, COLUMNS_MOST);
    for (int all = 0; all < 2 && !some.field_count; all++) {
        FieldWalk w = field_walk(item, NULL);
        for (const Field *f; (f = field_next(&w)) != NULL && some.field_count < COLUMNS_MOST;)
            if (all ? !field_nests(f) && f->kind != REF : f->face && (f->face->col || f->face->as))
                kept[some.field_count++] = *f;
    }
    some.fields = kept;
    return form_fields(ask, &some, (Filling){ .takes = ~0u });
}

static const Record *item_of(const Action *a)
{
    const Field *items = a->out ? record_field(a->out, STR("items")) : NULL;
    return items ? items->of : NULL;
}

// All that a list may be asked but its order.
static Many filters_of(const Ask *ask, const Record *query)
{
    Filling how = { .body = true, .takes = ~0u };
    for (int i = 0; i < query->field_count; i++)
        if (!strcmp(query->fields[i].name, "order")) how.takes &= ~(1u << i);
    return form_fields(ask, query, how);
}

static Many views_of(const Ask *ask, const ListFace *f)
{
    unsigned bits = actor_who(ask->who, STR(""));
    FaceView *all = NEW(ask->arena, FaceView, f->view_count);
    i64 count = 0;
    for (int i = 0; i < f->view_count; i++) {
        const View *v = &f->views[i];
        if (v->who & bits) all[count++] = (FaceView){ words_by(v->label, ask->who->lang), str(v->query) };
    }
    return MANY_OF(all, count);
}

static FaceList face_list(const Ask *ask, const Action *a)
{
    static const ListFace bare;
    const ListFace *f = a->list->face ? a->list->face : &bare;
    const NounFace *n = noun_of(a->path);
    Lang lang = ask->who->lang;
    Words label = f->label.zh ? f->label : (Words){ a->out->label, a->out->label_en };
    FaceList told = {
        .name = str(a->deed.name), .noun = n ? str(n->name) : STR(""), .path = str(a->path),
        .label = words_by(label, lang), .plain = words_by(f->plain, lang), .empty = words_by(f->empty, lang),
        .group = f->group, .order = f->order, .icon = str(f->icon), .sheets = a->list->line != NULL,
        .views = views_of(ask, f), .columns = columns_of(ask, item_of(a)),
    };
    const Field *order = a->list->query ? record_field(a->list->query, STR("order")) : NULL;
    if (order) told.sorts = face_choices(ask, order->choices, order->choice_count);
    if (a->list->query) told.filters = filters_of(ask, a->list->query);
    return told;
}

static bool lists_meet(const Ask *ask, const Action *a)
{
    return a->list && face_meets(ask, a) && !(a->flags & LOCAL_ONLY);
}

static Many face_lists(const Ask *ask)
{
    enum { LISTS_MOST = 128 };
    FaceList *all = NEW(ask->arena, FaceList, LISTS_MOST);
    i64 count = 0;
    int n = 0;
    for (const Action *a; (a = next_met(ask, &n, lists_meet)) != NULL; all[count++] = face_list(ask, a))
        assert(count < LISTS_MOST && item_of(a));
    return MANY_OF(all, count);
}

// ---- nouns -----------------------------------------------------------------------------------------

typedef struct FaceNoun { Str name, label, icon, path, thing, makes; } FaceNoun;
static const Record noun_record = RECORD_OF(FaceNoun, "face_noun", "名目", "A kind of thing, to people.",
    TEXT_FIELD(FaceNoun, name, "名目", "Name"), TEXT_FIELD(FaceNoun, label, "说法", "Word"),
    TEXT_FIELD(FaceNoun, icon, "图标", "Icon"), TEXT_FIELD(FaceNoun, path, "地址", "Path"),
    TEXT_FIELD(FaceNoun, thing, "查看", "The reading of one; its fields by /api/form", .flags = MAYBE),
    TEXT_FIELD(FaceNoun, makes, "新建", "The deed that makes one", .flags = MAYBE));

// The action at the noun's path and what follows it, if the asker meets it.
static const Action *action_at(const Ask *ask, const NounFace *n, Method m, const char *more)
{
    const Capability *c;
    const Action *a;
    for (int i = 0; (a = action_nth(i, &c)) != NULL; i++) {
        bool here = a->method == m && a->path && path_of(n, a->path) && !strcmp(a->path + strlen(n->path), more);
        if (here && face_meets(ask, a)) return a;
    }
    return NULL;
}

// False: this asker meets none of them.
static bool face_noun(const Ask *ask, const NounFace *n, FaceNoun *into)
{
    const Action *list = action_at(ask, n, GET, ""), *thing = action_at(ask, n, GET, "/{id}");
    const Action *makes = action_at(ask, n, POST, "");
    *into = (FaceNoun){ str(n->name), words_by(n->label, ask->who->lang), str(n->icon), str(n->path),
                        str(thing ? thing->deed.name : NULL), str(makes ? makes->deed.name : NULL) };
    return list || thing || makes;
}

static Many face_nouns(const Ask *ask)
{
    enum { NOUNS_MOST = 64 };
    FaceNoun *all = NEW(ask->arena, FaceNoun, NOUNS_MOST);
    i64 count = 0;
    for (int c = 0; c < capability_count; c++)
        for (int i = 0; i < capabilities[c]->noun_count; i++) {
            assert(count < NOUNS_MOST);
            if (face_noun(ask, &capabilities[c]->nouns[i], &all[count])) count++;
        }
    return MANY_OF(all, count);
}

// ---- the whole -------------------------------------------------------------------------------------

typedef struct Face { i64 lang; Many groups, nouns, lists, deeds; } Face;
static const Choice langs[] = { { ZH, "zh", "中文", "Chinese" }, { EN, "en", "英文", "English" } };
const Record face_record = RECORD_NOTED(Face, "face", "页面描述", "What this asker meets here.",
    "Nouns, lists and deeds with their words, by the asker's posts and language; fields by /api/form.",
    CHOICE_FIELD(Face, lang, langs, "语言", "Language of all words here", .flags = NEEDED),
    MANY_FIELD(Face, groups, face_choice_record, "分组", "Groups of the rail"),
    MANY_FIELD(Face, nouns, noun_record, "名目", "What there is"),
    MANY_FIELD(Face, lists, face_list_record, "列表", "Lists that could ever be opened"),
    MANY_FIELD(Face, deeds, face_deed_record, "操作", "What could ever be done"));

Fault face_read(Ask *ask)
{
    return ask_tell(ask, &(Face){ ask->who->lang, face_choices(ask, groups, (int)COUNT(groups)), face_nouns(ask),
                                  face_lists(ask), face_deeds(ask) });
}
