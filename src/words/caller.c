// caller.c: how a word reaches the folder: over the local socket of the server that holds it, or by opening it.
//
// Never both, and never the tables: one holder, one road. With a server the word is a client of its local socket; alone
// it opens the app and calls the same door. The local side is the operator: file permissions on the folder guard it.
#include "words/words.h"
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static Str data_path(Arena *a, Str data, const char *name)
{
    assert(name && *name);
    Out o = out_new(a, 4096);
    out_str(&o, data);
    out_char(&o, '/');
    out_z(&o, name);
    return out_done(&o);
}

// By the database file alone: whether it can be opened is found out by opening it.
bool folder_exists(Str data)
{
    Arena *a = arena_open(1 << 14);
    struct stat st;
    bool there = stat(arena_z(a, data_path(a, data, "linli.db")), &st) == 0;
    arena_close(a);
    return there;
}

bool folder_blank(Str data)
{
    Arena *a = arena_open(1 << 14);
    DIR *dir = opendir(arena_z(a, data));
    bool blank = dir || errno == ENOENT;
    for (struct dirent *e; dir && blank && (e = readdir(dir)) != NULL;)
        blank = !strcmp(e->d_name, ".") || !strcmp(e->d_name, "..");
    if (dir) closedir(dir);
    arena_close(a);
    return blank;
}

// nftw's call; it does not follow links out of the folder (FTW_PHYS).
static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
    (void)st, (void)kind, (void)walk;
    return remove(path);
}

void folder_remove(const char *path) { nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS); }

// Those that are there already are fine.
bool folders_above(char *path)
{
    for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
        *at = 0;
        bool made = mkdir(path, 0755) == 0 || errno == EEXIST;
        *at = '/';
        if (!made) return false;
    }
    return true;
}

// To be returned as exit code.
int no_folder(const Typed *t)
{
    Str trace;
    if (store_trace(t->data, t->arena, &trace))
        return failed(t, "%.*s 里有 %.*s，没有 linli.db：从备份恢复（linli restore）",
                      "%.*s holds %.*s but no linli.db: restore a backup (linli restore)", STAR(t->data), STAR(trace));
    return failed(t, "%.*s 不是数据目录；先用 linli init 或 linli demo 建一个",
                  "%.*s is not a data folder; make one with `linli init` or `linli demo`", STAR(t->data));
}

// Before any word that needs packs makes or opens a folder. Relative paths are told whole: who started it elsewhere
// sees it.
bool packs_there(const Typed *t)
{
    PacksIn in = packs_in(t->packs);
    if (in == PACKS_SOME) return true;
    char here[4096];
    bool relative = t->packs.len && t->packs.at[0] != '/' && getcwd(here, sizeof here);
    Str path = relative ? said(t, "%s/%.*s", "%s/%.*s", here, STAR(t->packs)) : t->packs;
    if (in == PACKS_ONE)
        failed(t, "%.*s 本身就是一个政策包；--packs 要的是放各政策包的目录（上一级）",
               "%.*s is a pack itself; --packs takes the folder that holds the packs (the one above)", STAR(path));
    else
        failed(t, "%.*s 里没有政策包；用 --packs DIR 指明放政策包的目录（不写时：当前目录下的 packs，没有则为 %s）",
               "%.*s holds no policy packs; name their folder with --packs DIR "
               "(by default packs in the working folder, else %s)", STAR(path), LINLI_SHARE "/packs");
    return false;
}

// A folder held by another word, not a server, has no socket: then one must wait.
bool caller_open(Caller *c, const Typed *t)
{
    assert(c && t);
    *c = (Caller){ .typed = t };
    Str error = { 0 };
    if (!folder_exists(t->data)) return no_folder(t), false;
    if (store_held(t->data)) {
        c->client = http_client_open(data_path(t->arena, t->data, "sock"));
        if (!c->client) fail(t, "另一个 linli 程序正占用该数据目录，请稍后再试", "another linli holds this folder; try again later");
        return c->client != NULL;
    }
    if (!packs_there(t)) return false;
    AppConfig config = typed_config(t);
    c->app = app_open(&config, &error);
    if (!c->app) fail_str(error);
    return c->app != NULL;
}

// Fine for one that failed to open.
void caller_close(Caller *c)
{
    if (c->client) http_client_close(c->client);
    if (c->app) app_close(c->app);
    *c = (Caller){ 0 };
}

// ---- one exchange ------------------------------------------------------------------------------

// The same request http would have built, less the socket.
static Request *request_inside(Arena *a, const char *method, Str path, const Header *headers, int count)
{
    assert(count >= 0);
    Request *r = NEW(a, Request, 1);
    Header *own = NEW(a, Header, count + 1);
    for (int i = 0; i < count; i++) own[i] = headers[i];
    *r = (Request){
        .arena = a, .method = !strcmp(method, "POST") ? POST : GET, .method_name = str(method), .path = path,
        .local = true, .headers = own, .header_count = count, .came_at = time_steady(),
    };
    i64 mark = 0;
    while (mark < path.len && path.at[mark] != '?') mark++;
    if (mark < path.len) {
        r->query = (Str){ path.at + mark + 1, path.len - mark - 1 };
        r->path.len = mark;
    }
    return r;
}

static int call_inside(App *app, Request *r, Str *answer)
{
    app_call(app, r);
    *answer = r->answer.body;
    return r->answer.status ? r->answer.status : -1;
}

int caller_call(Caller *c, Arena *a, const char *method, Str path, Str body, Str *answer)
{
    assert(method && path.len > 0 && (c->client || c->app));
    Header headers[2];
    int n = 0;
    headers[n++] = (Header){ STR("accept-language"), c->typed->lang == EN ? STR("en") : STR("zh") };
    if (body.len) headers[n++] = (Header){ STR("content-type"), STR("application/json") };
    *answer = STR("");
    if (c->client) return http_client_call(c->client, a, method, path, headers, n, body, answer);
    Request *r = request_inside(a, method, path, headers, n);
    r->body = body;
    return call_inside(c->app, r, answer);
}

// One line of answer to each line, in order; 64 of them share a commit.
int caller_batch(Caller *c, Arena *a, Str lines, Str *answers)
{
    return caller_call(c, a, "POST", STR("/api/local/batch"), lines, answers);
}

// Empty ones are left out: the batch knows what is absent.
static void line_member(Out *o, const char *key, Str value)
{
    if (!value.len) return;
    out_fmt(o, ",\"%s\":", key);
    out_json(o, value);
}

// The body is JSON made by us and goes in as it is.
void batch_line(Out *lines, const BatchLine *l)
{
    assert(l->method && l->path.len > 0);
    out_fmt(lines, "{\"method\":\"%s\"", l->method);
    line_member(lines, "path", l->path);
    line_member(lines, "key", l->key);
    if (l->happened_at) {
        out_z(lines, ",\"happened_at\":\"");
        out_moment(lines, l->happened_at);
        out_char(lines, '"');
    }
    if (l->act_as) out_fmt(lines, ",\"act_as\":%lld", LL(l->act_as));
    if (l->body.len) {
        out_z(lines, ",\"body\":");
        out_str(lines, l->body);
    }
    out_z(lines, "}\n");
}

// ---- answers -------------------------------------------------------------------------------------

// Empty also for a member of another type: answers of an older server may lack it.
Str jtext(json_t *object, const char *key)
{
    json_t *v = json_object_get(object, key);
    return json_is_string(v) ? (Str){ json_string_value(v), (i64)json_string_length(v) } : STR("");
}

i64 jwhole(json_t *object, const char *key, i64 absent)
{
    json_t *v = json_object_get(object, key);
    return json_is_integer(v) ? (i64)json_integer_value(v) : absent;
}

// "title: field text hint; …", for people. NULL gives "?".
Str problem_words(Arena *a, json_t *problem)
{
    Out o = out_new(a, 16 << 10);
    json_t *one;
    size_t i;
    out_str(&o, jtext(problem, "title"));
    json_array_foreach(json_object_get(problem, "problems"), i, one) {
        out_z(&o, i ? "; " : ": ");
        out_str(&o, jtext(one, "field"));
        out_char(&o, ' ');
        out_str(&o, jtext(one, "text"));
        if (jtext(one, "hint").len) out_z(&o, " ");
        out_str(&o, jtext(one, "hint"));
    }
    return o.len ? out_done(&o) : STR("?");
}

// Not JSON, or nothing at all: "?".
Str problem_sentence(Arena *a, Str problem)
{
    json_t *root = json_loadb(problem.at ? problem.at : "", (size_t)problem.len, 0, NULL);
    Str s = problem_words(a, root);
    json_decref(root);
    return s;
}

// NULL: told.
static json_t *answer_json(Caller *c, Arena *a, const char *method, Str path, int status, Str answer)
{
    if (status >= 200 && status < 300) {
        json_t *root = json_loadb(answer.at, (size_t)answer.len, 0, NULL);
        if (root) return root;
    }
    if (status < 0) fail(c->typed, "服务器没有答复", "the server did not answer");
    else failed(c->typed, "%s %.*s：%d %.*s", "%s %.*s: %d %.*s", method, STAR(path), status,
                       (int)MIN(problem_sentence(a, answer).len, 1500), problem_sentence(a, answer).at);
    return NULL;
}

// The caller gives it back with json_decref, NULL too.
json_t *caller_json(Caller *c, Arena *a, const char *method, Str path, Str body)
{
    Str answer;
    int status = caller_call(c, a, method, path, body, &answer);
    return answer_json(c, a, method, path, status, answer);
}

json_t *caller_file(Caller *c, Arena *a, Str path, Str bytes)
{
    assert(c->app);
    Str answer = STR("");
    Request *r = request_inside(a, "POST", path, NULL, 0);
    r->file = memfd_create("paper", MFD_CLOEXEC);
    bool whole = r->file >= 0 && write(r->file, bytes.at, (size_t)bytes.len) == (ssize_t)bytes.len;
    r->filed = true;
    r->file_len = bytes.len;
    int status = whole ? call_inside(c->app, r, &answer) : -1;
    if (r->file >= 0) close(r->file);
    return answer_json(c, a, "POST", path, status, answer);
}

// The path is made of numbers and codes, so it fits; a longer one is our mistake.
json_t *caller_get(Caller *c, Arena *a, const char *fmt, ...)
{
    char path[400];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(path, sizeof path, fmt, ap);
    va_end(ap);
    assert(n > 0 && n < (int)sizeof path);
    return caller_json(c, a, "GET", arena_str(a, str(path)), STR(""));
}
