// tap.h: the records that tap.c writes and bare.c reads.
#ifndef BENCH_TAP_H
#define BENCH_TAP_H

enum { TAP_ARGS = 200 };

// kind 's': a text of `len` bytes follows, its 0 included; kind 'r': `len` arguments follow.
typedef struct TapHead {
    int kind, number, len;
} TapHead;

// `len` bytes follow where kind is 't' or 'b'.
typedef struct TapArg {
    int kind, len;
    union {
        long long whole;
        double    real;
    };
} TapArg;

#endif
