// door.c: who comes in, and who has to leave. One thread accepts, counts per address and in all, sweeps out requests
// that come too slowly, and lets refused senders read their answer. The library's own listening cannot do the last
// three, and stopping it while connections come in can abort the program (libmicrohttpd 0.9.75, MHD_quiesce_daemon).
// Whom the door lets in is counted under the lock; what it does to a connection later it does by winning its phase.
// Nothing here waits for a stranger: every send and recv is MSG_DONTWAIT, and a lingering socket costs one descriptor
// for two seconds, 64 at most.
#include "http/edge.h"
#include <arpa/inet.h>
#include <errno.h>
#include <linux/tcp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024, ACCEPT_MOST = 64, LINGER_MS = 2000 };

static const Str no_room  = STR("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n"
                                "Content-Length: 0\r\n\r\n");
static const Str too_many = STR("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 5\r\nConnection: close\r\n"
                                "Content-Length: 0\r\n\r\n");
static const Str too_slow = STR("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

// Makes the door's poll return. Any thread.
static void wake(Http *h)
{
    uint64_t one = 1;
    ssize_t  n   = write(h->wake, &one, sizeof one);
    (void)n;                                // a full counter wakes too
}

// ---- owning a connection ---------------------------------------------------------------------

// Loop thread only. Waits at most as long as the holder needs to write one refusal. The lock is taken only to wait;
// what it guards is not touched.
bool conn_claim(Http *h, Conn *c)
{
    assert(h && c);
    for (;;) {
        int phase = atomic_load(&c->phase);
        if (phase == CUT) return false;
        if (phase == HELD) {                // the holder has the lock until he is through
            pthread_mutex_lock(&h->lock);
            pthread_mutex_unlock(&h->lock);
        } else if (atomic_compare_exchange_strong(&c->phase, &phase, BUSY)) {
            return true;
        }
    }
}

// Closing a socket with unread bytes resets it and destroys what we said last. So a copy of it stays open, deaf, until
// the other side is done or two seconds have passed.
static void linger(Http *h, int fd)
{
    assert(fd >= 0);
    pthread_mutex_lock(&h->lock);
    bool room = h->linger_count < LINGER_MAX && !atomic_load(&h->shut);
    if (room) h->lingering[h->linger_count++] = (Linger){ fd, time_steady() + LINGER_MS };
    pthread_mutex_unlock(&h->lock);
    if (room) wake(h);
    else close(fd);
}

// Best effort and at once: the answer is small and the socket's buffer empty, since nothing else was being sent.
void conn_say(Http *h, int fd, const char *at, i64 len)
{
    assert(fd >= 0 && at && len > 0);
    ssize_t n = send(fd, at, (size_t)len, MSG_DONTWAIT | MSG_NOSIGNAL);
    (void)n;                                // who does not read does not hear
    shutdown(fd, SHUT_WR);
    int copy = dup(fd);
    if (copy >= 0) linger(h, copy);
}

// 0 on the local socket.
i64 conn_bytes(int fd)
{
    struct tcp_info info;
    socklen_t       len    = sizeof info;
    int             unread = 0;
    memset(&info, 0, sizeof info);
    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) || ioctl(fd, FIONREAD, &unread)) return 0;
    return (i64)info.tcpi_bytes_received - unread;
}

// True when this one is over.
static bool drained(const Linger *l)
{
    char    waste[16384];
    ssize_t n = 0;
    for (int i = 0; i < 4; i++) {
        n = recv(l->fd, waste, sizeof waste, MSG_DONTWAIT);
        if (n <= 0) break;
    }
    return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR) || time_steady() > l->until;
}

// A tick of the door's: reads away what still comes on lingering sockets, at most 64 KiB of each.
static void drain(Http *h)
{
    pthread_mutex_lock(&h->lock);
    for (int i = 0; i < h->linger_count;) {
        if (drained(&h->lingering[i])) {
            close(h->lingering[i].fd);
            h->lingering[i] = h->lingering[--h->linger_count];
            assert(h->linger_count >= 0);
        } else {
            i++;
        }
    }
    pthread_mutex_unlock(&h->lock);
}

// ---- too slow --------------------------------------------------------------------------------

// Called under the lock with the connection HELD. Nothing is being sent: a request that is still coming in has no
// answer. Closing our ear makes the library see the end and let go.
static void cut(Conn *c)
{
    assert(atomic_load(&c->phase) == HELD && c->fd >= 0);
    Exchange *e    = c->exchange;
    Str       wire = too_slow;
    if (e) {
        exchange_refuse(e, FAULT_body_too_slow);
        wire = answer_wire(&e->r, true);
    }
    ssize_t n = send(c->fd, wire.at, (size_t)wire.len, MSG_DONTWAIT | MSG_NOSIGNAL);
    (void)n;
    shutdown(c->fd, SHUT_RDWR);
    atomic_store(&c->phase, CUT);
}

// Whole requests have a deadline too: a body that drips one byte a second is never idle and would hold its connection
// and arena for hours.
static bool overdue(const Http *h, const Conn *c, int phase, i64 now)
{
    i64 since = atomic_load(&c->since), idle = h->config.idle_ms, whole = h->config.whole_ms;
    if (atomic_load(&c->filed)) whole *= FILE_TIMES;
    // Drips its first line: the library, which counts in seconds, has already closed those who say nothing.
    if (phase == IDLE) return now - since > idle + MAX(whole, 2000);
    return phase == READING && (now - since > whole || now - atomic_load(&c->touched) > idle);
}

// The other side has sent its last byte and the request is not whole. The library is told that only once; when the end
// comes together with the last bytes it reads those and waits for more, until the time is over. What came a moment ago
// may still be on its way through the library: not that.
static bool broken_off(const Http *h, const Conn *c, int phase, i64 now)
{
    char next;
    bool quiet = phase == READING && now - atomic_load(&c->touched) > h->sweep_ms;
    return quiet && recv(c->fd, &next, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

// A few times a second over all slots in use: one load each for the many that are well. Looked at once more when held,
// since a new request may have begun in between.
static void sweep(Http *h)
{
    i64 now = time_steady();
    pthread_mutex_lock(&h->lock);
    for (int i = 0; i <= h->slot_top; i++) {
        Conn *c     = &h->slots[i];
        int   phase = atomic_load(&c->phase);
        if (!c->mhd || (phase != READING && !overdue(h, c, phase, now))) continue;
        if (!atomic_compare_exchange_strong(&c->phase, &phase, HELD)) continue;
        bool over = broken_off(h, c, phase, now);
        if (over) shutdown(c->fd, SHUT_RDWR);
        else if (overdue(h, c, phase, now)) cut(c);
        if (over) atomic_store(&c->phase, CUT);
        else if (atomic_load(&c->phase) == HELD) atomic_store(&c->phase, phase);   // well, or the next had begun
    }
    pthread_mutex_unlock(&h->lock);
}

// ---- coming in -------------------------------------------------------------------------------

// Who it is: 16 bytes (IPv4 as ::ffff:a.b.c.d) and text.
static void name_peer(Conn *c, const struct sockaddr_storage *from)
{
    static const byte mapped[12] = { [10] = 0xff, [11] = 0xff };
    if (from->ss_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)from;
        memcpy(c->address, &in6->sin6_addr, 16);
    } else {
        const struct sockaddr_in *in4 = (const struct sockaddr_in *)from;
        memcpy(c->address, mapped, sizeof mapped);
        memcpy(c->address + 12, &in4->sin_addr, 4);
    }
    bool v4 = !memcmp(c->address, mapped, sizeof mapped);
    if (v4) inet_ntop(AF_INET, c->address + 12, c->peer, sizeof c->peer);
    else inet_ntop(AF_INET6, c->address, c->peer, sizeof c->peer);
    c->near = !strcmp(c->peer, "127.0.0.1") || !strcmp(c->peer, "::1");
}

// The loopback address is not counted: a proxy there speaks for everybody.
static bool crowded(const Http *h, const Conn *c)
{
    int same = 0;
    if (c->local || c->near) return false;
    for (int i = 0; i <= h->slot_top; i++) {
        const Conn *other = &h->slots[i];
        bool        here  = other != c && atomic_load(&other->phase) != FREE && !other->local;
        if (here && !memcmp(other->address, c->address, sizeof c->address)) same++;
    }
    return same >= h->config.per_address_max;
}

// NULL when it may come in, else the refusal. A slot that is not free belonged to a socket the library dropped in
// silence (no memory); it is simply taken over.
// Under the lock. The slot is the socket's number, so the kernel hands out our indices and none is ever searched for.
static const Str *enter(Http *h, int fd, const struct sockaddr_storage *from)
{
    assert(fd >= 0 && fd < h->slot_count);
    Conn *c = &h->slots[fd];
    if (atomic_load(&c->phase) == FREE && h->open >= h->config.connections_max) return &no_room;
    c->fd       = fd;
    c->mhd      = NULL;
    c->exchange = NULL;
    c->first    = true;
    c->local    = from->ss_family == AF_UNIX;
    c->near     = false;
    c->peer[0]  = 0;
    if (!c->local) name_peer(c, from);
    if (crowded(h, c)) return &too_many;
    if (atomic_load(&c->phase) == FREE) h->open++;
    h->slot_top = MAX(h->slot_top, fd);
    atomic_store(&c->since, time_steady());
    atomic_store(&c->phase, IDLE);
    return NULL;
}

void conn_started(Http *h, Conn *c, struct MHD_Connection *mhd)
{
    pthread_mutex_lock(&h->lock);
    c->mhd = mhd;
    pthread_mutex_unlock(&h->lock);
}

// Called before the library closes the socket. Bytes it has not read would make that a reset. When the library cannot
// even send its own refusal it ends the connection without on_completed: then the request ends here.
void conn_ended(Http *h, Conn *c)
{
    int unread = 0;
    conn_claim(h, c);
    exchange_end(h, c);
    if (!c->local && c->mhd && !ioctl(c->fd, FIONREAD, &unread) && unread > 0) {
        int copy = dup(c->fd);
        if (copy >= 0) linger(h, copy);
    }
    pthread_mutex_lock(&h->lock);
    atomic_store(&c->phase, FREE);
    c->mhd = NULL;
    h->open--;
    pthread_mutex_unlock(&h->lock);
}

// False when nobody waits, or the machine gives no socket: errno tells. The socket belongs to the library from
// MHD_add_connection on, whatever that says.
static bool accept_one(Http *h, int listener)
{
    struct sockaddr_storage from = { 0 };
    socklen_t               len  = sizeof from;
    int fd = accept4(listener, (struct sockaddr *)&from, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return false;
    if (listener == h->unix_fd) from.ss_family = AF_UNIX;
    const Str *why = &no_room;
    pthread_mutex_lock(&h->lock);
    if (fd < h->slot_count) why = enter(h, fd, &from);
    pthread_mutex_unlock(&h->lock);
    if (why) {
        conn_say(h, fd, why->at, why->len);
        close(fd);
    } else if (MHD_add_connection(h->daemon, fd, (struct sockaddr *)&from, len) != MHD_YES) {
        conn_ended(h, &h->slots[fd]);       // the library has closed it
    }
    return true;
}

// At most ACCEPT_MOST at a time, so that a flood does not keep the door from sweeping.
static void accept_some(Http *h, int listener)
{
    assert(listener == h->tcp || listener == h->unix_fd);
    int left = ACCEPT_MOST;
    errno    = 0;
    while (left && accept_one(h, listener)) left--;
    bool starved = left && (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS);
    if (starved && !h->starved) log_line("error", "http_accept", "no more sockets: errno %d", errno);
    if (starved) usleep(100000);            // the listener stays ready; do not spin
    h->starved = starved;
}

// Wakes for a connection, a word from another thread, bytes on a lingering socket, and every sweep_ms. A listener that
// is not there has the number -1, which poll passes by.
static void *door_main(void *arg)
{
    Http *h    = arg;
    i64   last = time_steady();
    while (!atomic_load(&h->shut)) {
        struct pollfd p[3 + LINGER_MAX] = { { h->wake, POLLIN, 0 }, { h->tcp, POLLIN, 0 }, { h->unix_fd, POLLIN, 0 } };
        nfds_t        count             = 3;
        pthread_mutex_lock(&h->lock);
        for (int i = 0; i < h->linger_count; i++) p[count++] = (struct pollfd){ h->lingering[i].fd, POLLIN, 0 };
        pthread_mutex_unlock(&h->lock);
        assert(count <= 3 + LINGER_MAX);
        poll(p, count, (int)h->sweep_ms);
        uint64_t times;
        if (p[0].revents && read(h->wake, &times, sizeof times) < 0) assert(errno == EAGAIN);
        if (p[1].revents) accept_some(h, h->tcp);
        if (p[2].revents) accept_some(h, h->unix_fd);
        if (count > 3) drain(h);
        if (time_steady() - last < h->sweep_ms) continue;
        sweep(h);
        last = time_steady();
    }
    return NULL;
}

// ---- listening -------------------------------------------------------------------------------

static int listen_at(const struct addrinfo *at)
{
    int one = 1;
    int fd  = socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0) return fd;
    close(fd);
    return -1;
}

static int port_of(int fd)
{
    struct sockaddr_storage at  = { 0 };
    socklen_t               len = sizeof at;
    if (getsockname(fd, (struct sockaddr *)&at, &len)) return 0;
    if (at.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&at)->sin6_port);
    return ntohs(((struct sockaddr_in *)&at)->sin_port);
}

// HOST:PORT, [V6]:PORT or :PORT (everywhere, both families where the machine has both).
static bool listen_tcp(Http *h, Str listen_on, Str *error)
{
    char host[256] = "::", port[8] = "";
    Str  part = listen_on;
    i64  colon = listen_on.len;
    while (colon > 0 && listen_on.at[colon - 1] != ':') colon--;
    if (colon) part = (Str){ listen_on.at, colon - 1 };
    Str number = { listen_on.at + colon, listen_on.len - colon };
    if (part.len > 1 && part.at[0] == '[' && part.at[part.len - 1] == ']') part = (Str){ part.at + 1, part.len - 2 };
    i64 value;
    bool good = colon > 0 && number.len < COUNT(port) && part.len < COUNT(host);
    if (!good || !str_i64(number, &value) || value < 0 || value > 65535) {
        *error = STR("the address to listen on must read HOST:PORT");
        return false;
    }
    memcpy(port, number.at, (size_t)number.len);
    if (part.len) snprintf(host, sizeof host, "%.*s", (int)part.len, part.at);
    struct addrinfo hints = { .ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM }, *found = NULL;
    if (getaddrinfo(host, port, &hints, &found)) {
        *error = STR("the host to listen on is not known");
        return false;
    }
    for (const struct addrinfo *at = found; at && h->tcp < 0; at = at->ai_next) h->tcp = listen_at(at);
    freeaddrinfo(found);
    if (h->tcp < 0 && !part.len && !str_is(str(host), "0.0.0.0")) {
        char everywhere[16];
        int  n = snprintf(everywhere, sizeof everywhere, "0.0.0.0:%s", port);
        return listen_tcp(h, (Str){ everywhere, n }, error);
    }
    h->port = h->tcp < 0 ? 0 : port_of(h->tcp);
    if (h->tcp < 0) *error = STR("cannot listen on that address: it is in use or not this machine's");
    return h->tcp >= 0;
}

// Somebody answers there: not ours to take.
static bool in_use(const struct sockaddr_un *at)
{
    int  fd  = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool yes = fd >= 0 && connect(fd, (const struct sockaddr *)at, sizeof *at) == 0;
    if (fd >= 0) close(fd);
    return yes;
}

// The data folder's socket: whoever may open it is the operator, so its mode and its place are the whole check. A file
// left by a server that died is taken away, another file by that name is not.
static bool listen_local(Http *h, Str path, Str *error)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    if (path.len >= (i64)sizeof at.sun_path) {
        *error = STR("the path of the local socket is too long (107 bytes at most)");
        return false;
    }
    memcpy(at.sun_path, path.at, (size_t)path.len);
    if (in_use(&at)) {
        *error = STR("another server answers on the local socket");
        return false;
    }
    struct stat old;
    if (!lstat(at.sun_path, &old) && S_ISSOCK(old.st_mode)) unlink(at.sun_path);
    h->unix_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    // Nobody can connect before listen(), so there is no moment with a wider mode.
    bool good = h->unix_fd >= 0 && !bind(h->unix_fd, (struct sockaddr *)&at, sizeof at);
    if (good) memcpy(h->socket, at.sun_path, sizeof h->socket);
    good = good && !chmod(h->socket, 0600) && !listen(h->unix_fd, BACKLOG);
    if (!good) *error = STR("cannot make the local socket in the data folder");
    return good;
}

bool door_open(Http *h, Str *error)
{
    h->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (h->config.listen.len && !listen_tcp(h, h->config.listen, error)) return false;
    if (h->config.socket.len && !listen_local(h, h->config.socket, error)) return false;
    *error = STR("no thread for the server's door");
    h->door_open = h->wake >= 0 && !pthread_create(&h->door, NULL, door_main, h);
    return h->door_open;
}

// From here on nobody comes in; those inside are http_close's. Lingering sockets are closed unread.
void door_close(Http *h)
{
    if (h->door_open) {
        atomic_store(&h->shut, true);
        wake(h);
        pthread_join(h->door, NULL);
    }
    if (h->tcp >= 0) close(h->tcp);
    if (h->unix_fd >= 0) close(h->unix_fd);
    if (h->socket[0]) unlink(h->socket);
    pthread_mutex_lock(&h->lock);               // loop threads still end connections
    for (int i = 0; i < h->linger_count; i++) close(h->lingering[i].fd);
    h->linger_count = 0;
    pthread_mutex_unlock(&h->lock);
}
