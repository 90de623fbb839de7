// chain.c: which action follows which, what each may cause, what falls due: looked at once, at the start. Names lead
// downward or stay in their room, so that no room knows of one above it.
#include "gate/gate_room.h"

enum { FOLLOWING_MAX = 128 };

// Of the capabilities up to this one; NULL: none has that name.
static const Action *chain_find(int capability, Str name)
{
    for (int c = 0; c <= capability; c++)
        for (int i = 0; i < capabilities[c]->action_count; i++)
            if (str_is(name, capabilities[c]->actions[i].deed.name)) return &capabilities[c]->actions[i];
    return NULL;
}

static bool chain_wrong(App *app, const Action *a, const char *word, Str name, const char *why, Str *error)
{
    *error = arena_fmt(app->arena, "action %s %s %.*s: %s", a->deed.name, word, (int)name.len, name.at, why);
    return false;
}

static bool chain_follows(App *app, int capability, const Action *a, Str *error)
{
    Str left = str(a->follows ? a->follows : "");
    while (left.len) {
        Str name = str_cut(&left, ' ');
        const Action *leader = chain_find(capability, name);
        if (!leader)             return chain_wrong(app, a, "follows", name, "no such action at or below it", error);
        if (!leader->deed.entry) return chain_wrong(app, a, "follows", name, "it enters nothing", error);
        if (leader == a)         return chain_wrong(app, a, "follows", name, "itself", error);
        assert(app->following_count < FOLLOWING_MAX);
        app->following[app->following_count++] = (Following){ leader, a };
    }
    return true;
}

static bool chain_causes(App *app, int capability, const Action *a, Str *error)
{
    Str left = str(a->causes ? a->causes : "");
    while (left.len) {
        Str name = str_cut(&left, ' ');
        const Action *effect = chain_find(capability, name);
        if (!effect)         return chain_wrong(app, a, "causes", name, "no such action at or below it", error);
        if (!effect->change) return chain_wrong(app, a, "causes", name, "it changes nothing", error);
    }
    return true;
}

static bool chain_due(App *app, int capability, const DueDeed *due, Str *error)
{
    const Action *a = chain_find(capability, str(due->action));
    if (a && a->change && a->who & WHO_CLOCK) return true;
    *error = arena_fmt(app->arena, "%s falls due: no such action of the clock", due->action);
    return false;
}

bool chain_open(App *app, Str *error)
{
    app->following = NEW(app->arena, Following, FOLLOWING_MAX);
    for (int c = 0; c < capability_count; c++) {
        for (int i = 0; i < capabilities[c]->action_count; i++) {
            const Action *a = &capabilities[c]->actions[i];
            if (!chain_follows(app, c, a, error) || !chain_causes(app, c, a, error)) return false;
        }
        for (int i = 0; i < capabilities[c]->due_count; i++)
            if (!chain_due(app, c, &capabilities[c]->dues[i], error)) return false;
    }
    return true;
}

// NULL: it is not among what the action says that it may cause.
const Action *chain_effect(const Action *cause, const char *name)
{
    Str left = str(cause->causes ? cause->causes : "");
    while (left.len)
        if (str_is(str_cut(&left, ' '), name)) return app_action(name);
    return NULL;
}
