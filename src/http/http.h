// http.h: the edge. Requests come in whole, answers go out; nothing here knows what Linli is.
// The first stop of the one road: what is above sees a whole body and a decoded path, never a socket. Loop threads (1
// to 8) read and answer; one thread of the door's accepts; the handler may pass a request to any other thread and
// back. HTTP/2 and public TLS are a proxy's; what it says of the asker is believed from the loopback address only.
#ifndef HTTP_H
#define HTTP_H
#include "base/base.h"

// HEAD comes as GET (method_name says HEAD): http leaves the body away.
typedef enum { GET = 1, POST, PUT, DELETE, HEAD, OPTIONS, OTHER } Method;
typedef struct Header { Str name, value; } Header;

// A body made piece by piece (exports): writes the next piece into `piece` (64 KiB at most); false when this was the
// last. It runs on a loop thread: short waits only. An overflowing piece breaks the connection off: set piece->full to
// say that the body cannot be finished.
typedef bool (*More)(void *context, Out *piece);

typedef struct Answer {
    int         status;             // 0 until answered
    const char *content_type;       // NULL: none
    Str         body;
    Header      headers[16];
    int         header_count;
    More        more;               // when set, the body is streamed and `body` unused
    i64         length;             // of what is streamed, where it is known; 0: it is not
    void       *context;
    void      (*end)(void *context);    // called once when a streamed answer is over, whole or not
} Answer;

// Everything lives in the request's arena until the answer has gone out.
typedef struct Request {
    Arena   *arena;
    Method   method;
    Str      method_name, path, query, body;    // path is percent-decoded and valid UTF-8, query is raw
    Str      peer;                  // the asker's address as text ("" on the local socket); behind a proxy on loopback
                                    // the last X-Forwarded-For
    bool     local;                 // came over the data folder's own socket: the operator at the server
    bool     filed;                 // its body is in `file`, at its beginning, and `body` is empty
    int      file;                  // has no name and goes with the request
    i64      file_len;
    bool     secure;                // https, or X-Forwarded-Proto says so from loopback
    Header  *headers;
    int      header_count;
    int      loop;                  // which loop thread has it: 0 .. threads - 1, so that each may have its own reader
    i64      came_at;               // time_steady() when the request line was read
    Answer   answer;
    void    *context;               // the handler's
    void    *conn;                  // http's
} Request;

Str  request_header(const Request *r, const char *name);            // "" when absent, case-insensitive
Str  request_cookie(const Request *r, const char *name);            // "" when absent
bool request_has_tag(const Request *r, Str tag);                    // the asker holds what bears this ETag: 304
// The decoded value of a query parameter; false when absent. Malformed percent coding gives false and *bad = true.
bool request_query(const Request *r, const char *key, Str *value, bool *bad);
// Names of all query keys, for refusing unknown ones. Returns the count (at most max).
int  request_query_keys(const Request *r, Str *keys, int max);
void answer_header(Request *r, const char *name, Str value);
void answer_text(Request *r, int status, const char *content_type, Str body);

// take() runs on a loop thread and must not wait: it answers (ANSWERED), or returns LATER without having handed the
// request on. Then http parks the connection and calls start(), which hands it to another thread; that thread fills
// r->answer and calls http_done(r) exactly once.
typedef enum { ANSWERED, LATER } Taken;
typedef struct Handler {
    void  *app;
    Taken (*take)(void *app, Request *r);
    void  (*start)(void *app, Request *r);
    // http itself says no (too large, too slow): write r->answer, at once and unstreamed. Headers may be missing yet.
    void  (*refused)(void *app, Request *r, Fault fault);
    // Asked of a request with a body when its headers are there: how many bytes of it may go to a file instead of
    // memory; 0: to memory, as ever. It sets *no to refuse the request before its body is read. NULL: none ever.
    i64   (*filing)(void *app, const Request *r, Fault *no);
} Handler;

typedef struct HttpConfig {
    Str     listen;                 // HOST:PORT, "" = none; [::1]:8080 is fine; port 0 = any (see http_port)
    Str     socket;                 // path of the local socket (mode 0600), "" = none
    Handler handler;
    int     threads;                // loop threads, 1..8
    i64     body_max;               // bytes; more is 413 without reading on
    i64     arena_max;              // per request
    Str     tmp;                    // folder for bodies that are files, made when missing; "" = none are taken
    int     files_max;              // so many of them at once; more are told to come again
    int     connections_max, per_address_max;   // 127.0.0.1 and ::1 are not counted: a proxy may sit there
    i64     idle_ms, whole_ms;      // between bytes; for one whole request, and FILE_TIMES as long where a file comes
    i64     close_ms;               // http_close waits this long for parked requests; 0 = 5,000
} HttpConfig;
typedef struct Http Http;
Http *http_open(const HttpConfig *config, Str *error);      // NULL and a sentence (static text) on failure
int   http_port(const Http *h);
void  http_done(Request *r);
void  http_close(Http *h);          // stops listening, lets parked requests finish (bounded), closes

// The faces, from the embedded files: a file by its path ("/" is "web/index.html"), or the phone's or the desk's page
// for a browser at any other address outside /api. False when nothing is there. `pictures`: from which further origins
// a page may show pictures, "https://tiles.example"; "" for none.
bool http_static(Request *r, Str pictures);

// A small client for one purpose: the program's own words talking to the running server's local socket.
typedef struct HttpClient HttpClient;
HttpClient *http_client_open(Str socket);                   // NULL when nobody listens there
// One exchange; body "" for GET. Status or -1; the answer's body lies in the arena.
int   http_client_call(HttpClient *c, Arena *a, const char *method, Str path, const Header *headers, int header_count,
                       Str body, Str *answer);
void  http_client_close(HttpClient *c);
#endif
