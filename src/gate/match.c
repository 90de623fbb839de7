// match.c: from a method and a path to the action row. The list is what the capabilities declare, nothing else.
// A walk over all rows, for each request: short comparisons that mostly end at the first letters. Pure; any thread.
#include "gate/gate_room.h"
#include <string.h>

// "{id}" takes a positive whole number in its one spelling, "{word}" one segment, "{rest}" all that follows.
// numbered: what is no id in place of "{id}" is a word.
static bool match_path(const char *pattern, Str path, bool numbered, Way *w)
{
    assert(pattern && pattern[0] == '/' && path.len >= 0);
    const char *p = pattern, *s = path.at, *end = path.at + path.len;
    for (; *p;) {
        if (*p != '{') {
            if (s == end || *s++ != *p++) return false;
            continue;
        }
        bool rest = !strncmp(p, "{rest}", 6), id = !strncmp(p, "{id}", 4);
        const char *from = s;
        while (s < end && (rest || *s != '/')) s++;
        Str part = { from, s - from };
        if (part.len == 0) return false;
        bool is_id = id && str_number(part, &w->id) && w->id > 0 && (!numbered || w->id < 1LL << 53);
        if (id && !is_id && !numbered) return false;
        if (!is_id) w->id = id ? 0 : w->id;
        if (rest) w->rest = part;
        else if (!is_id) w->word = part;
        assert(strchr(p, '}') && "a pattern closes its bracket");
        p = strchr(p, '}') + 1;
    }
    return s == end;
}

// Takes ".csv" or ".xlsx" off the path and tells which.
static Str match_export(Str *path)
{
    static const char *const endings[] = { ".csv", ".xlsx" };
    for (int i = 0; i < 2; i++) {
        i64 n = (i64)strlen(endings[i]);
        if (path->len > n && str_is((Str){ path->at + path->len - n, n }, endings[i])) {
            path->len -= n;
            return str(endings[i] + 1);
        }
    }
    return STR("");
}

const Action *app_action(const char *name)
{
    assert(name);
    for (int c = 0; c < capability_count; c++)
        for (int i = 0; i < capabilities[c]->action_count; i++)
            if (!strcmp(capabilities[c]->actions[i].deed.name, name)) return &capabilities[c]->actions[i];
    return NULL;
}

// Nearly all begin with "/api/": the letter behind it tells most of them apart before the walk.
static bool may_match(const char *p, Str path)
{
    bool api = p[1] == 'a' && p[2] == 'p' && p[3] == 'i' && p[4] == '/';
    return !api || path.len < 6 || p[5] == '{' || p[5] == path.at[5];
}

// The first row that fits counts, of those by that method (same) or by another.
static const Action *match_in(Method method, bool same, Str path, Way *way)
{
    for (int c = 0; c < capability_count; c++)
        for (int i = 0; i < capabilities[c]->action_count; i++) {
            const Action *a = &capabilities[c]->actions[i];
            Way found = { 0 };
            if (!a->path || (a->method == method) != same || !may_match(a->path, path)) continue;
            if (!match_path(a->path, path, a->flags & NUMBERED, &found)) continue;
            if (!same && a->flags & NUMBERED && !found.id) continue;    // what people quote is only read by
            *way = found;
            return a;
        }
    return NULL;
}

// NULL: no such address, or (way->other_method) not by that method. An ending is tried only when the whole path names
// nothing.
const Action *app_match(Method method, Str path, Way *way)
{
    Str whole = path;
    *way = (Way){ 0 };
    if (method == HEAD) method = GET;
    const Action *a = match_in(method, true, path, way);
    if (a) return a;
    Str ending = method == GET ? match_export(&path) : STR("");
    a = ending.len ? match_in(method, true, path, way) : NULL;
    way->export = ending;
    if (a && a->list && a->list->line) return a;
    bool other = match_in(method, false, whole, way) || (ending.len && match_in(method, false, path, way));
    *way = (Way){ .other_method = other };
    return NULL;
}
