// demo_paint.h: a little painting: what the demo's scenes are put together from. Pure.
#ifndef DEMO_PAINT_H
#define DEMO_PAINT_H
#include "words/demo.h"

enum { PAINT_WIDE = 640, PAINT_HIGH = 480 };
typedef struct Canvas { Rolls rolls; byte at[PAINT_HIGH][PAINT_WIDE][3]; } Canvas;
// Colours are 0xRRGGBB. What lies outside is not painted.
void paint_rect(Canvas *c, int x, int y, int wide, int high, int colour);
void paint_fade(Canvas *c, int x, int y, int wide, int high, int top, int bottom);
void paint_disc(Canvas *c, int x, int y, int radius, int colour);
void paint_oval(Canvas *c, int x, int y, int wide, int high, int colour);       // half axes
void paint_line(Canvas *c, int x, int y, int to_x, int to_y, int thick, int colour);
void paint_slab(Canvas *c, const int corners[8], int colour);                    // convex, four corners
void paint_glow(Canvas *c, int x, int y, int radius, int colour);                // lighter towards its middle
void paint_light(Canvas *c, int percent);                                        // of all that is there
void paint_grain(Canvas *c, int most);                                           // as a cheap camera would
Str  paint_png(Arena *a, const Canvas *c);
#endif
