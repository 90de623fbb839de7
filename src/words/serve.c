// serve.c: `linli serve` until a signal ends it; `linli health`.
//
// The process holds the folder from app_open to app_close; nothing is listened to before the journal's end fits its
// tree, and on the way down the door closes first, so every answer that was promised still goes out.
#include "people/people_api.h"
#include "words/words.h"
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

// Blocked before any thread starts, so that only the waiting main thread takes them.
static sigset_t serve_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);                   // a file that may not grow is a full disk, not a reason to die
    return set;
}

// A connection is a descriptor: as many as the machine lets us have, instead of the usual 1,024.
// No reason to fail: what the machine refuses, connections_max will feel later.
static void serve_descriptors(void)
{
    struct rlimit most;
    if (getrlimit(RLIMIT_NOFILE, &most)) return;
    most.rlim_cur = MIN(most.rlim_max, (rlim_t)16384);
    setrlimit(RLIMIT_NOFILE, &most);
}

// Limits of the door. body_max holds a thousand places; arena_max is what one request may need at most, its body's JSON
// and an answer of 8 MiB included; per_address_max is high because whole offices stand behind one address.
static HttpConfig serve_http(const Typed *t, App *app)
{
    assert(app);
    Out socket = out_new(t->arena, 4096);
    out_str(&socket, t->data);
    out_z(&socket, "/sock");
    Out tmp = out_new(t->arena, 4096);
    out_str(&tmp, t->data);
    out_z(&tmp, "/tmp");
    return (HttpConfig){
        .listen = typed_has(t, "listen") ? typed_text(t, "listen") : STR("127.0.0.1:8080"), .socket = out_done(&socket),
        .handler = app_handler(app), .threads = (int)MAX(1, MIN(8, sysconf(_SC_NPROCESSORS_ONLN))),
        .body_max = 4 << 20, .arena_max = 48 << 20, .connections_max = 4096, .per_address_max = 1024,
        .idle_ms = 15000, .whole_ms = 60000, .tmp = out_done(&tmp), .files_max = 32,
    };
}

// "demo_sign_ins": one line "中文<TAB>English<TAB>name<TAB>password<TAB>opens" per kind of user.
// Demo folders only: there the setting is made with the folder, and nobody's data is in it.
static void serve_sign_ins(const Typed *t, App *app)
{
    Str rest;
    if (!store_setting(store_reader(app_store(app)), "demo_sign_ins", t->arena, &rest) || !rest.len) return;
    puts("演示账号 Demo sign-ins (name, password):");
    while (rest.len) {
        Str line = str_cut(&rest, '\n'), zh = str_cut(&line, '\t'), en = str_cut(&line, '\t');
        Str name = str_cut(&line, '\t'), password = str_cut(&line, '\t');
        printf("  %-12.*s %-16.*s %.*s %.*s\n", STAR(name), STAR(password), STAR(zh), STAR(en));
    }
}

// Port 0 lets the system choose: tests read the first line to know which.
static void serve_greet(const Typed *t, App *app, const HttpConfig *config, int port)
{
    assert(port > 0);
    i64 colon = config->listen.len;
    while (colon > 0 && config->listen.at[colon - 1] != ':') colon--;
    Str host = { config->listen.at, MAX(colon - 1, 0) };
    printf("http://%.*s:%d\n", STAR(host), port);
    serve_sign_ins(t, app);
    fflush(stdout);
    log_line("info", "serving", "port %d", port);
}

// ---- an installation that nobody administers yet --------------------------------------------------------

// Set while a folder that `serve` made has no administrator yet: what broke off is begun again at the next start.
static const char first_run[] = "first_run";

// The divisions that the pack knows, so that whoever opens the printed address finds a district and not a blank page.
static void serve_places(const Typed *t, App *app)
{
    Str begun;
    Db *db = store_reader(app_store(app));
    if (!store_setting(db, first_run, t->arena, &begun) || !begun.len) return;
    tell(t, "%.*s 是新建的，先导入政策包里的区划：", "%.*s is new; the divisions of the pack come first:", STAR(t->data));
    Caller c = { .typed = t, .app = app };
    if (places_of_pack(&c, app_pack(app, app_default_county(app)), day_of(time_real())) == DONE)
        app_set(app, first_run, STR(""));
}

// The secret stands behind "#": browsers keep it to themselves, so no server or proxy logs it.
static void serve_setup(const Typed *t, App *app, int port)
{
    serve_places(t, app);
    Str secret = setup_offer(app, t->arena);
    if (!secret.len) return;
    Str home = pack_text(app_pack(app, app_default_county(app)), "public_address", day_of(time_real()));
    if (!home.len) home = arena_fmt(t->arena, "http://127.0.0.1:%d", port);
    say(t, "还没有管理员。请在浏览器里打开这个地址（一天内有效，只能用一次；下次启动会换新的）：",
        "Nobody administers yet. Open this in a browser (good once, for a day; the next start prints another):");
    printf("  %.*s/desk/setup#%.*s\n", STAR(home), STAR(secret));
    fflush(stdout);
}

// A folder that is absent or empty becomes a new installation; what holds anything else is refused, so a misspelt path
// never hides one that is in use.
static App *serve_open(const Typed *t)
{
    Str error = { 0 };
    AppConfig config = typed_config(t);
    config.serve = true;
    config.make = !folder_exists(t->data);
    if (config.make && !folders_above(arena_z(t->arena, t->data))) {
        fail(t, "无法建立目录", "the folder cannot be made");
        return NULL;
    }
    App *app = app_open(&config, &error);
    if (!app) fail_str(error);
    if (app && config.make) app_set(app, first_run, STR("begun"));
    return app;
}

// Returns after a signal, when everything is closed; an abort is for the supervisor to restart.
int word_serve(Typed *t)
{
    sigset_t set = serve_signals();
    serve_descriptors();
    Str error = { 0 };
    if (!folder_exists(t->data) && !folder_blank(t->data))
        return no_folder(t);
    if (!packs_there(t)) return FAILED;
    App *app = serve_open(t);
    if (!app) return FAILED;
    HttpConfig listen = serve_http(t, app);
    Http *http = http_open(&listen, &error);
    if (!http) {
        app_close(app);
        return fail_str(error);
    }
    log_foreign();
    serve_greet(t, app, &listen, http_port(http));
    serve_setup(t, app, http_port(http));
    int signal_no = 0;
    while (sigwait(&set, &signal_no) != 0) {}
    log_line("info", "stopping", "signal %d", signal_no);
    http_close(http);
    app_close(app);
    return DONE;
}

// For a supervisor: DONE only when the server answers 200 over its socket.
int word_health(Typed *t)
{
    Caller c;
    if (!folder_exists(t->data) || !store_held(t->data)) return fail(t, "没有在服务", "nothing serves this folder");
    if (!caller_open(&c, t)) return FAILED;
    Str answer;
    int status = caller_call(&c, t->arena, "GET", STR("/health"), STR(""), &answer);
    printf("%.*s\n", STAR(answer));
    caller_close(&c);
    return status == 200 ? DONE : FAILED;
}
