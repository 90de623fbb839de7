// demo.c: `linli init` and `linli demo`. The demo folder is built aside and renamed: a broken run leaves nothing.
//
// A demo is a real folder of a test installation, filled by nothing but actions: the district of the pack, invented
// compounds, organisations and people (demo_world.c), and what happened to them (demo_live.c): two years, or with
// --small a few weeks of one street, for tests. `make run` starts from it.
#include "words/demo.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { YEARS_DAYS = 730, SMALL_DAYS = 45, SEED = 410104 };

// ---- the demo ------------------------------------------------------------------------------------

// It ends now, or on the evening of a named day that is past, so that a test may make the same one twice.
static bool demo_when(const Typed *t, Demo *d)
{
    bool wrong = false;
    i64 day = 0, seed = SEED;
    bool given = typed_day(t, "until", &day, &wrong);
    if (typed_has(t, "seed") && !str_i64(typed_text(t, "seed"), &seed)) wrong = true;
    d->seed = (uint64_t)seed;
    d->small = typed_has(t, "small");
    d->until = given ? MIN(day_start(day) + 18 * HOUR, time_real()) : time_real();
    d->from = day_start(day_of(d->until) - (d->small ? SMALL_DAYS : YEARS_DAYS)) + 9 * HOUR;
    return !wrong;
}

// The clock is live again when all is done.
static bool demo_fill(Demo *d)
{
    App *app = d->c->app;
    app_set(app, "installation", STR("test"));
    bool good = demo_world(d) && demo_live(d);
    if (good) app_set_sweep_until(app, 0);
    if (good) tell(d->c->typed, "办理 %lld 次，未成 %lld", "%lld deeds, %lld failed", LL(d->done), LL(d->wrong));
    return good && !d->wrong;
}

// Opened by this process, never through a server: a folder being made is nobody else's.
static bool demo_make(const Typed *t)
{
    Str error = { 0 };
    Demo *d = NEW(t->arena, Demo, 1);
    if (!packs_there(t) || !demo_when(t, d)) return false;
    AppConfig config = typed_config(t);
    config.make = true;
    config.now = demo_now;
    demo_clock(d->from);
    PackErrors *errors = NEW(t->arena, PackErrors, 1);
    errors->arena = t->arena;
    Caller c = { .typed = t, .app = app_open(&config, &error) };
    if (!c.app) return fail_str(error), false;
    d->c = &c;
    d->arena = arena_open((i64)1 << 30);
    d->batch = arena_open(256 << 20);
    d->pack = pack_load(t->packs, STR("CN-410104"), errors);
    bool good = d->pack && demo_fill(d);
    pack_close(d->pack);
    arena_close(d->batch);
    arena_close(d->arena);
    caller_close(&c);
    return good;
}

// All that was written, before the folder gets its name.
static bool folder_synced(const char *path)
{
    int  fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && syncfs(fd) == 0;
    if (fd >= 0) close(fd);
    return good;
}

// DONE when the folder is there already, so that a script may say it each time. A `.making` of an earlier run that
// broke is thrown away first.
int word_demo(Typed *t)
{
    char *data = arena_z(t->arena, t->data);
    size_t len = strlen(data);
    while (len > 1 && data[len - 1] == '/') data[--len] = 0;
    if (folder_exists(t->data)) {
        say(t, "演示目录已存在", "the demo folder is there already");
        return DONE;
    }
    if (access(data, F_OK) == 0 && rmdir(data) != 0)
        return fail(t, "该目录已存在且不是数据目录", "the folder exists and is not a data folder");
    Typed aside = *t;
    aside.data = arena_fmt(t->arena, "%s.making", data);
    const char *making = arena_z(t->arena, aside.data);
    folder_remove(making);
    if (!folders_above(data)) return fail(t, "无法建立目录", "the folder cannot be made");
    bool good = demo_make(&aside) && folder_synced(making) && rename(making, data) == 0;
    if (!good) {
        folder_remove(making);
        return fail(t, "演示目录未建成", "the demo folder was not made");
    }
    tell(t, "%s 已建成；linli serve --data %s 会打印演示账号",
                                "%s is made; `linli serve --data %s` prints the sign-ins", data, data);
    return DONE;
}

// Empty but for county 0's first entries; the operator imports places and adds the first administrator.
int word_init(Typed *t)
{
    Str error = { 0 };
    if (folder_exists(t->data)) return fail(t, "数据目录已存在", "the folder is there already");
    if (!packs_there(t)) return FAILED;
    if (!folders_above(arena_z(t->arena, t->data))) return fail(t, "无法建立目录", "the folder cannot be made");
    AppConfig config = typed_config(t);
    config.make = true;
    App *app = app_open(&config, &error);
    if (!app) return fail_str(error);
    if (typed_has(t, "test")) app_set(app, "installation", STR("test"));
    app_close(app);
    say(t, typed_has(t, "test") ? "已建立测试安装" : "已建立", typed_has(t, "test") ? "made, a test installation" : "made");
    return DONE;
}
