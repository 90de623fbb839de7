// picture_room.h: what server, helper and the process in the sandbox say to each other. None trusts what comes from
// below: the server looks at the bytes it gets as it would at anybody's.
#ifndef PICTURE_ROOM_H
#define PICTURE_ROOM_H
#include "picture/picture.h"

enum { WITHIN_MS = 30000, NICE = 5, MEMORY_MOST = 1 << 30, MADE_MOST = 40 << 20, PROCESSOR_S = 15 };
// How the process ends: its exit code, and the helper's answer.
typedef enum { MADE = 0, UNREADABLE = 10, PIXELS, LATE, NO_LIBRARY, HELPER_BROKEN } Made;     // LATE: no processor
// What the kernel does not have; told once.
enum { NO_LANDLOCK = 1 << 0, NO_SECCOMP = 1 << 1, NO_LIMITS = 1 << 2 };
typedef struct Wanted { i64 document; } Wanted;             // with two descriptors: the file, and where to write
typedef struct Told { i64 made; } Told;                     // the answer to each; the first, unasked: of the library
typedef struct MadeHead { char mark[8]; i64 width, height, missing, len[PICTURE_PARTS]; } MadeHead;
#define MADE_MARK "linli pi"

// sandbox.c: from here on the calling process, which has one thread, can read and write what it has open, take memory,
// and end. Which of NO_ could not be had.
unsigned sandbox_close(void);
// vips.c
bool     vips_load(void);                                   // false: there is no libvips
Made     vips_make(int from, int into, bool document, unsigned missing);
#endif
