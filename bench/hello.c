// hello.c: the smallest answer the HTTP library can give, with the flags and threads of src/http. Prints its port (or
// takes the one it is given) and ends with SIGTERM, or by itself after ten minutes.
#include <arpa/inet.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LIMIT_S = 600 };

static enum MHD_Result answer(void *cls, struct MHD_Connection *mhd, const char *url, const char *method,
                              const char *version, const char *body, size_t *body_len, void **context)
{
    static char text[] = "hello, world\n";
    (void)cls, (void)url, (void)method, (void)version, (void)body, (void)body_len;
    if (!*context) {
        *context = text;
        return MHD_YES;
    }
    struct MHD_Response *r      = MHD_create_response_from_buffer(sizeof text - 1, text, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result      queued = MHD_queue_response(mhd, 200, r);
    MHD_destroy_response(r);
    return queued;
}

static int listener(int port)
{
    struct sockaddr_in at  = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    socklen_t          len = sizeof at;
    at.sin_addr.s_addr     = htonl(INADDR_LOOPBACK);
    int  fd                = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool good              = fd >= 0 && !bind(fd, (struct sockaddr *)&at, len) && !listen(fd, 1024) &&
                !getsockname(fd, (struct sockaddr *)&at, &len);
    if (!good) return -1;
    printf("%d\n", ntohs(at.sin_port));
    fflush(stdout);
    return fd;
}

int main(int argc, char **argv)
{
    unsigned              flags   = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET;
    long                  cores   = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned              threads = cores < 2 ? 1 : cores > 8 ? 8 : (unsigned)cores;
    struct MHD_OptionItem options[] = {
        { MHD_OPTION_CONNECTION_MEMORY_LIMIT, 16 << 10, NULL },
        { MHD_OPTION_CONNECTION_LIMIT, 4096, NULL },
        { MHD_OPTION_CONNECTION_TIMEOUT, 16, NULL },
        { MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL },
        { threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, (intptr_t)threads, NULL },
        { MHD_OPTION_END, 0, NULL },
    };
    struct MHD_Daemon *d =
        MHD_start_daemon(flags, 0, NULL, NULL, answer, NULL, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
    int fd = d ? listener(argc > 1 ? (int)strtol(argv[1], NULL, 10) : 0) : -1;
    if (fd < 0) return 1;
    alarm(LIMIT_S);
    for (;;) {
        struct sockaddr_in from;
        socklen_t          len = sizeof from;
        int                one = accept4(fd, (struct sockaddr *)&from, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (one >= 0) MHD_add_connection(d, one, (struct sockaddr *)&from, len);
    }
}
