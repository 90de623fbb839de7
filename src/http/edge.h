// edge.h: what the files of http/ share. A Conn is one accepted socket, an Exchange one request on it and its answer.
//
// A Conn belongs to the loop thread that serves it, but the door may cut it (too slow) and http_close may wake it. The
// phase says who has it: whoever moves it away from IDLE, READING or PARKED owns it until he sets the next phase.
// Why a phase and not a lock for each connection: the library calls us on the loop thread for every piece of a body,
// and the door looks at all connections several times a second. One atomic word is all that either pays.
#ifndef HTTP_EDGE_H
#define HTTP_EDGE_H
#include "http/http.h"
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

enum { LINGER_MAX = 64, SPARE_MAX = 128, PEER_MAX = 48, SOCKET_MAX = 108, PIECE_MAX = 64 << 10,
       LOOPS_MAX = 8, FILE_TIMES = 5 };

typedef enum {
    FREE,       // no socket
    IDLE,       // between two requests
    READING,    // a request is coming in; nobody touches it right now
    BUSY,       // the loop thread is at it, or its answer is going out
    PARKED,     // suspended until http_done
    HELD,       // the door or http_close is at it, under the lock
    CUT,        // over: the loop thread only lets go
} Phase;

typedef enum { LINE, BODY, HANDED } Stage;                  // what the loop thread expects next
typedef enum { WAITING, DONE, ABANDONED } Owner;            // who releases a parked request's arena

typedef struct Conn Conn;
typedef struct Exchange {
    Request     r;              // first, and in its own arena
    Http       *http;
    Conn       *conn;
    Stage       stage;
    atomic_int  owner;
    Fault       fault;          // the address is malformed: refused once the request is whole
    const char *target, *version;   // as they came, in the library's memory; for head_read alone
    bool        taken;          // counted in Http.live
    bool        last;           // streaming: more() said there is no more
    i64         body_due;       // Content-Length; -1: chunked
    char       *body;
    i64         body_len, body_cap;
    i64         file_max;       // 0: the body stays in memory
    i64         head_len;
    i64         came_bytes;     // chunked: what had come on this connection when the last piece of body did
    struct Exchange *next_chunked;
    Out         piece;          // streaming: what is going out
    i64         piece_at;
} Exchange;

struct Conn {
    atomic_int  phase;
    _Atomic i64 since, touched;  // when this phase's wait began; when the last piece of body came
    int         fd;
    atomic_bool filed;          // a body that is a file comes in: it may take longer
    bool        first;          // no request before this one
    bool        local, near;    // the data folder's socket; the loopback address, where a proxy may speak for others
    byte        address[16];
    char        peer[PEER_MAX];
    Exchange   *exchange;
    struct MHD_Connection *mhd;
};

typedef struct Linger { int fd; i64 until; } Linger;

struct Http {
    HttpConfig         config;
    struct MHD_Daemon *daemon;
    pthread_t          door;
    bool               door_open, starved;     // the door's own: no sockets left, said so
    int                tcp, unix_fd, wake, port;
    char               socket[SOCKET_MAX];
    i64                sweep_ms;
    atomic_bool        closing, shut;
    atomic_int         loops;   // loop threads that have got a number
    atomic_int         held;    // requests in take(), parked, or inside http_done
    atomic_int         live;    // requests taken whose answer has not gone out
    atomic_int         begun;   // exchanges that connections have
    atomic_int         files;   // bodies that are files, of those
    Exchange          *chunked[LOOPS_MAX];     // by loop thread, which alone touches its own
    pthread_mutex_t    lock;    // over slots (who enters, who leaves), open, lingering
    Conn              *slots;   // by socket number
    int                slot_count, slot_top, open;
    Linger             lingering[LINGER_MAX];
    int                linger_count;
    pthread_mutex_t    spare_lock;
    Arena             *spare[SPARE_MAX];
    int                spare_count;
};

// door.c
// `error` is static text. On failure door_close() takes back what was opened.
bool door_open(Http *h, Str *error);                        // listens and starts the door's thread
void door_close(Http *h);                                   // no new connections from here on
void conn_started(Http *h, Conn *c, struct MHD_Connection *mhd);
void conn_ended(Http *h, Conn *c);
bool conn_claim(Http *h, Conn *c);                          // for the loop thread; false when the door has cut it
i64  conn_bytes(int fd);                                    // taken off the network since it was accepted
void conn_say(Http *h, int fd, const char *at, i64 len);    // last words, written past the library; then it lingers

// file.c: bodies that are files
Fault file_open(Exchange *e);                               // when a file is wanted of this request; else nothing
Fault file_in(Exchange *e, const char *at, i64 len);
void  file_drop(Exchange *e, Http *h);                      // NULL: http may be gone, and counts it no more

// http.c
void exchange_end(Http *h, Conn *c);                        // gives back what the connection's request took, if any
void exchange_refuse(Exchange *e, Fault fault);             // lets the handler write its refusal

// head.c
bool head_line(Exchange *e, const char *target);            // false: a NUL in the address
void head_hide(struct MHD_Connection *mhd, const char *target);     // after head_line: parameters and cookies are ours
bool head_read(Exchange *e, const char *method, const char *version);   // sets headers, method; false: malformed

// request.c: pure
bool percent_decode(Str s, bool plus, char *into, i64 *len);    // into holds s.len bytes; false: malformed or NUL
Fault request_target(Request *r, Str target);               // sets path and query
void request_forwarded(Request *r, Str for_, Str proto);    // what a proxy on loopback says

// answer.c
// NULL when there is no memory: the connection then ends without an answer.
struct MHD_Response *answer_response(Exchange *e);
Str answer_wire(Request *r, bool body);                     // the whole answer as bytes, closing the connection
Str page_rules(Arena *a, Str pictures);                     // as Content-Security-Policy
// static.c
void static_open(void);
#endif
