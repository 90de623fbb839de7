// picture.h: photos made clean and small by a process that can do nothing else.
//
// A file from anybody is never decoded by the server. A helper, the same program run again by a word that nobody types,
// loads libvips and waits; for each file it forks a process that shuts itself in (sandbox.c) and only then looks at it.
// What comes back is bytes: a photo turned upright, without any metadata, in three sizes.
#ifndef PICTURE_H
#define PICTURE_H
#include "base/base.h"

enum { PICTURE_WHOLE, PICTURE_SCREEN, PICTURE_THUMB, PICTURE_PARTS };
enum { WHOLE_SIDE = 4096, SCREEN_SIDE = 2048, THUMB_SIDE = 400, PIXELS_MOST = 100 * 1000 * 1000 };

// The parts lie in `file`, one behind the other: part i at at[i], len[i] bytes of JPEG; len 0: there is none.
typedef struct Picture { int file; i64 width, height, at[PICTURE_PARTS], len[PICTURE_PARTS]; } Picture;

// Waits: at most for WITHIN_MS and a little. document: the first page of a PDF, for screen and thumb alone. Else a
// fault: paper_unreadable, paper_pixels, paper_no_pictures (libvips is missing), busy, breakage. Each thread keeps a
// helper of its own.
Fault picture_make(int file, bool document, Picture *p);
void  picture_close(Picture *p);

#define PICTURE_WORD "picture-within"
int   picture_within(void);             // the helper's whole life: main gives it the word
#endif
