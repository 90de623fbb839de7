// picture.c: what libvips needs by itself for the three sizes of a photo, in this process, beside the same through a
// helper and its sandbox, in turns: bench/picture FILE ROUNDS prints medians and p99 of both in ms.
#include "picture/picture_room.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double bare(int file)
{
    int    into = memfd_create("bare", 0);
    double start = now_ms();
    if (into < 0 || vips_make(file, into, false, 0) != MADE) exit(1);
    close(into);
    return now_ms() - start;
}

static double within(int file)
{
    Picture p;
    double  start = now_ms();
    if (picture_make(file, false, &p)) exit(1);
    picture_close(&p);
    return now_ms() - start;
}

int main(int argc, char **argv)
{
    if (argc == 2 && !strcmp(argv[1], PICTURE_WORD)) return picture_within();
    int file = argc == 3 ? open(argv[1], O_RDONLY) : -1, rounds = argc == 3 ? (int)strtol(argv[2], NULL, 10) : 0;
    if (file < 0 || rounds < 1 || rounds > 1000 || !vips_load()) return 2;
    double a[1000], b[1000];
    within(file);                               // starts the helper
    for (int i = 0; i < rounds; i++) {
        a[i] = bare(file);
        b[i] = within(file);
    }
    qsort(a, (size_t)rounds, sizeof *a, order);
    qsort(b, (size_t)rounds, sizeof *b, order);
    int last = rounds * 99 / 100;
    printf("{\"bare\":%.1f,\"bare_p99\":%.1f,\"within\":%.1f,\"within_p99\":%.1f}\n", a[rounds / 2], a[last],
           b[rounds / 2], b[last]);
    return 0;
}
