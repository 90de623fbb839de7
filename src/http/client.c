// client.c: the program's own words talking to the running server through the data folder's socket.
// Used by the program's words that change something while a server holds the folder: a command then goes through it
// and never opens the folder beside it (one holder). Blocking, one call at a time, no retry: the word that calls says
// what an unanswered change means.
#include "http/http.h"
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { WAIT_S = 600 };

struct HttpClient {
    CURL *curl;
    char *text;             // the answer being gathered; kept between calls
    i64   len, cap, max;
};

static bool somebody_listens(Str path)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    if (path.len >= (i64)sizeof at.sun_path) return false;
    memcpy(at.sun_path, path.at, (size_t)path.len);
    int  fd  = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool yes = fd >= 0 && connect(fd, (const struct sockaddr *)&at, sizeof at) == 0;
    if (fd >= 0) close(fd);
    return yes;
}

static size_t gather(char *at, size_t size, size_t count, void *into)
{
    HttpClient *c   = into;
    i64         len = (i64)(size * count);
    assert(c->len >= 0 && c->len <= c->cap);
    if (len > c->max - c->len) return 0;        // curl ends the exchange
    if (c->len + len > c->cap) {
        i64   cap  = MAX(2 * c->cap, c->len + len);
        char *more = realloc(c->text, (size_t)cap);
        if (!more) return 0;
        c->text = more;
        c->cap  = cap;
    }
    memcpy(c->text + c->len, at, (size_t)len);
    c->len += len;
    return (size_t)len;
}

// Connects once to see that somebody answers; NULL means that the caller may open the folder itself.
HttpClient *http_client_open(Str socket)
{
    if (!somebody_listens(socket)) return NULL;
    HttpClient *c = calloc(1, sizeof *c);
    CURL *curl = curl_easy_init();
    if (!c || !curl) {
        free(c);
        if (curl) curl_easy_cleanup(curl);
        return NULL;
    }
    char path[sizeof ((struct sockaddr_un *)NULL)->sun_path] = "";
    memcpy(path, socket.at, (size_t)socket.len);
    c->curl = curl;
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, path);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)WAIT_S);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, gather);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, c);
    return c;
}

// "Expect:" is taken back: nobody on this socket needs to be asked first.
static struct curl_slist *header_list(Arena *a, const Header *headers, int count)
{
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");
    for (int i = 0; i < count && list; i++) {
        Str line = arena_fmt(a, "%.*s: %.*s", (int)headers[i].name.len, headers[i].name.at,
                             (int)headers[i].value.len, headers[i].value.at);
        struct curl_slist *more = curl_slist_append(list, line.at);
        if (!more) curl_slist_free_all(list);
        list = more;
    }
    return list;
}

// Bounded by WAIT_S and by the arena's max. -1: no whole answer came, so whether a change was made is not known; the
// same Idempotency-Key tells.
int http_client_call(HttpClient *c, Arena *a, const char *method, Str path, const Header *headers, int header_count,
                     Str body, Str *answer)
{
    assert(c && method && path.len > 0);
    struct curl_slist *list = header_list(a, headers, header_count);
    if (!list) return -1;
    Str  url    = arena_fmt(a, "http://linli%.*s", (int)path.len, path.at);
    bool bodied = body.len || !strcmp(method, "POST") || !strcmp(method, "PUT");
    long status = -1;
    c->len      = 0;
    c->max      = a->max;
    curl_easy_setopt(c->curl, CURLOPT_HTTPGET, 1L);             // forgets the last call's body
    curl_easy_setopt(c->curl, CURLOPT_URL, url.at);
    curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, list);
    if (bodied) {
        curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.len);
        curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, body.len ? body.at : "");
    }
    curl_easy_setopt(c->curl, CURLOPT_CUSTOMREQUEST, method);
    CURLcode rc = curl_easy_perform(c->curl);
    if (rc == CURLE_OK) curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &status);
    else log_line("error", "http_client", "%s", curl_easy_strerror(rc));
    curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(list);
    *answer = rc == CURLE_OK ? arena_str(a, (Str){ c->text, c->len }) : (Str){ 0 };
    return (int)status;
}

void http_client_close(HttpClient *c)
{
    if (!c) return;
    curl_easy_cleanup(c->curl);
    free(c->text);
    free(c);
}
