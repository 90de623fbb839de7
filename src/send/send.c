// send.c: letters on their way, with libcurl's multi interface: one thread, a bounded number of transfers, connections
// kept and used again.
//
// What became of a letter follows from how far it came: all is said once curl has taken the last byte. Before that a
// failure means that nobody has it, behind that nobody knows. A receiver's own answer is always the truth.
#include "send/send.h"
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

enum { CONNECT_MS = 10000, LETTER_MAX = 1 << 20 };

typedef struct Going {
    Sender            *of;
    CURL              *curl;
    Arena             *arena;           // NULL: free
    Letter             letter;
    struct curl_slist *head, *to;
    i64                said;            // bytes of the body that were asked for
    bool               ended, banned;   // ended: all of it was; banned: the address is not to be gone to
    Out                answer;
} Going;

struct Sender {
    CURLM *multi;
    i64    whole_ms;
    int    count;
    Going  going[SENDING_MOST];
};

Sender *sender_open(i64 whole_ms)
{
    Sender *s = calloc(1, sizeof *s);
    if (!s || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(s->multi = curl_multi_init())) abort();
    s->whole_ms = whole_ms;
    curl_multi_setopt(s->multi, CURLMOPT_MAXCONNECTS, (long)SENDING_MOST);
    curl_multi_setopt(s->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)SENDING_MOST);
    for (int i = 0; i < SENDING_MOST; i++) s->going[i].of = s;
    return s;
}

// ---- what curl asks ----------------------------------------------------------------------------------

static size_t letter_said(char *into, size_t size, size_t count, void *going)
{
    Going *g = going;
    i64    n = MIN((i64)(size * count), g->letter.body.len - g->said);
    if (n > 0) memcpy(into, g->letter.body.at + g->said, (size_t)n);
    g->said += n;
    g->ended = g->said == g->letter.body.len;
    return (size_t)n;
}

// A longer answer is read to its end, and not kept.
static size_t answer_kept(char *at, size_t size, size_t count, void *going)
{
    Going *g = going;
    i64    n = MIN((i64)(size * count), ANSWER_MOST - g->answer.len);
    if (n > 0) out_str(&g->answer, (Str){ at, n });
    return size * count;
}

// The address that the name has now, not one that was looked at before.
static curl_socket_t socket_made(void *going, curlsocktype purpose, struct curl_sockaddr *to)
{
    Going *g = going;
    (void)purpose;
    if (!address_may(&to->addr, g->letter.networks)) {
        g->banned = true;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

// A connection that was kept may lead where it may no longer go.
static int connection_had(void *going, char *to, char *from, int to_port, int from_port)
{
    Going *g = going;
    (void)from, (void)to_port, (void)from_port;
    g->banned = g->banned || !address_text_may(str(to), g->letter.networks);
    return g->banned ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

// ---- a letter goes --------------------------------------------------------------------------------------

static Going *going_free(Sender *s)
{
    for (int i = 0; i < SENDING_MOST; i++)
        if (!s->going[i].arena) return &s->going[i];
    return NULL;
}

static void letter_keep(Going *g, const Letter *l)
{
    Arena *a  = g->arena;
    g->letter = (Letter){
        .id = l->id, .mail = l->mail, .plain = l->plain, .url = arena_str(a, l->url), .user = arena_str(a, l->user),
        .secret = arena_str(a, l->secret), .from = arena_str(a, l->from), .to = arena_str(a, l->to),
        .body = arena_str(a, l->body), .head = arena_str(a, l->head), .networks = arena_str(a, l->networks),
        .trust = arena_str(a, l->trust), .good = arena_str(a, l->good),
    };
}

static void going_mail(Going *g)
{
    const Letter *l = &g->letter;
    g->to = curl_slist_append(NULL, l->to.at);
    curl_easy_setopt(g->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(g->curl, CURLOPT_USE_SSL, l->plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
    curl_easy_setopt(g->curl, CURLOPT_MAIL_FROM, l->from.at);
    curl_easy_setopt(g->curl, CURLOPT_MAIL_RCPT, g->to);
    curl_easy_setopt(g->curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(g->curl, CURLOPT_READFUNCTION, letter_said);
    curl_easy_setopt(g->curl, CURLOPT_READDATA, g);
    if (!l->user.len) return;
    curl_easy_setopt(g->curl, CURLOPT_USERNAME, l->user.at);
    curl_easy_setopt(g->curl, CURLOPT_PASSWORD, l->secret.at);
}

// A line of the head cannot bring another with it: the template's lines were cut before anything was put in.
static void going_request(Going *g)
{
    Str lines = g->letter.head;
    g->head   = curl_slist_append(NULL, "Expect:");
    while (lines.len) {
        Str line = str_trim(str_cut(&lines, '\n'));
        if (line.len) g->head = curl_slist_append(g->head, arena_z(g->arena, line));
    }
    curl_easy_setopt(g->curl, CURLOPT_PROTOCOLS_STR, g->letter.plain ? "http,https" : "https");
    curl_easy_setopt(g->curl, CURLOPT_POST, 1L);
    curl_easy_setopt(g->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)g->letter.body.len);
    curl_easy_setopt(g->curl, CURLOPT_READFUNCTION, letter_said);
    curl_easy_setopt(g->curl, CURLOPT_READDATA, g);
    curl_easy_setopt(g->curl, CURLOPT_HTTPHEADER, g->head);
}

static void going_options(Going *g, i64 whole_ms)
{
    CURL *c = g->curl;
    curl_easy_setopt(c, CURLOPT_URL, g->letter.url.at);
    curl_easy_setopt(c, CURLOPT_PRIVATE, g);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)MIN(whole_ms, CONNECT_MS));
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)whole_ms);
    curl_easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)MAX(whole_ms / 1000, 1));
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, socket_made);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, g);
    curl_easy_setopt(c, CURLOPT_PREREQFUNCTION, connection_had);
    curl_easy_setopt(c, CURLOPT_PREREQDATA, g);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, answer_kept);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, g);
    if (g->letter.trust.len) {
        struct curl_blob trust = { (void *)(uintptr_t)g->letter.trust.at, (size_t)g->letter.trust.len,
                                   CURL_BLOB_COPY };
        curl_easy_setopt(c, CURLOPT_CAINFO_BLOB, &trust);
    }
    if (g->letter.mail) going_mail(g);
    else                going_request(g);
}

int sender_room(const Sender *s) { return SENDING_MOST - s->count; }

bool sender_give(Sender *s, const Letter *l)
{
    assert(l->url.len > 0 && l->body.len <= LETTER_MAX);
    Going *g = going_free(s);
    if (!g) return false;
    CURL *kept = g->curl;
    *g         = (Going){ .of = s, .curl = kept ? kept : curl_easy_init(), .arena = arena_open(LETTER_MAX) };
    if (!g->curl) abort();
    g->answer = out_new(g->arena, ANSWER_MOST + 1);
    letter_keep(g, l);
    going_options(g, s->whole_ms);
    if (curl_multi_add_handle(s->multi, g->curl) != CURLM_OK) abort();
    s->count++;
    return true;
}

// The handle is kept for the next one, and the connection by the multi.
static void going_end(Sender *s, Going *g)
{
    curl_multi_remove_handle(s->multi, g->curl);
    curl_easy_reset(g->curl);
    curl_slist_free_all(g->head);
    curl_slist_free_all(g->to);
    arena_close(g->arena);
    g->arena = NULL;
    g->head = g->to = NULL;
    s->count--;
    assert(s->count >= 0);
}

// ---- what became of it -------------------------------------------------------------------------------------

// Written with or without blanks: `"errcode": 0`.
static bool holds(Arena *a, Str answer, Str good)
{
    Out o = out_new(a, answer.len + 1);
    for (i64 i = 0; i < answer.len; i++)
        if (!strchr(" \t\r\n", answer.at[i])) out_char(&o, answer.at[i]);
    return !good.len || str_has(out_done(&o), good);
}

static Outcome by_code(i64 code, bool mail)
{
    if (code / 100 == 2) return SENT;
    if (mail) return code / 100 == 5 ? REFUSED : DELAYED;
    return code / 100 == 5 || code == 408 || code == 425 || code == 429 ? DELAYED : REFUSED;
}

// curl tells a mail's refusals as mistakes of its own, with the receiver's last code beside them.
static Outcome mail_outcome(const Going *g, CURLcode ended, i64 code)
{
    bool answered = ended == CURLE_OK || ended == CURLE_SEND_ERROR || ended == CURLE_LOGIN_DENIED
                 || ended == CURLE_WEIRD_SERVER_REPLY || ended == CURLE_REMOTE_ACCESS_DENIED;
    if (ended == CURLE_OK) return SENT;
    if (ended == CURLE_LOGIN_DENIED) return DELAYED;            // the target's fault, not the letter's
    if (answered && code >= 400) return by_code(code, true);
    return g->ended ? PERHAPS : UNREACHED;
}

static Outcome request_outcome(const Going *g, CURLcode ended, i64 code)
{
    if (code >= 200) {
        Outcome by = by_code(code, false);
        bool    whole = ended == CURLE_OK, taken = by == SENT && whole && holds(g->arena, out_done(&g->answer),
                                                                              g->letter.good);
        if (by == SENT && !whole && g->letter.good.len) return PERHAPS;
        return by != SENT || taken || !g->letter.good.len ? by : DELAYED;
    }
    return g->ended ? PERHAPS : UNREACHED;
}

static Sent going_sent(Going *g, CURLcode ended, Arena *a)
{
    long code = 0;
    curl_easy_getinfo(g->curl, CURLINFO_RESPONSE_CODE, &code);
    Outcome outcome = g->banned ? REFUSED
                    : g->letter.mail ? mail_outcome(g, ended, code) : request_outcome(g, ended, code);
    return (Sent){ g->letter.id, outcome, g->banned ? 0 : code, arena_str(a, out_done(&g->answer)) };
}

int sender_turn(Sender *s, i64 wait_ms, Arena *a, Sent *into, int max)
{
    int      n = 0, running = 0, left = 0;
    CURLMsg *m;
    curl_multi_perform(s->multi, &running);
    if (running == s->count) {                                  // nothing ended yet
        curl_multi_poll(s->multi, NULL, 0, (int)wait_ms, NULL);
        curl_multi_perform(s->multi, &running);
    }
    while (n < max && (m = curl_multi_info_read(s->multi, &left)) != NULL) {
        if (m->msg != CURLMSG_DONE) continue;
        CURLcode ended = m->data.result;
        void    *going = NULL;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &going);
        into[n++] = going_sent(going, ended, a);
        going_end(s, going);
    }
    return n;
}

void sender_wake(Sender *s) { curl_multi_wakeup(s->multi); }

void sender_close(Sender *s)
{
    if (!s) return;
    for (int i = 0; i < SENDING_MOST; i++) {
        if (s->going[i].arena) going_end(s, &s->going[i]);
        if (s->going[i].curl) curl_easy_cleanup(s->going[i].curl);
    }
    curl_multi_cleanup(s->multi);
    free(s);
}
