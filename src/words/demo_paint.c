// demo_paint.c: the brushes, and the PNG.
#include "words/demo_paint.h"
#include <math.h>
#include <string.h>
#include <zlib.h>

// ---- brushes -----------------------------------------------------------------------------------------

static void dot(Canvas *c, int x, int y, int colour)
{
    if (x < 0 || y < 0 || x >= PAINT_WIDE || y >= PAINT_HIGH) return;
    for (int k = 0; k < 3; k++) c->at[y][x][k] = (byte)(colour >> (16 - 8 * k));
}

static int between(int from, int to, int at, int all)
{
    int mixed = 0;
    for (int k = 16; k >= 0; k -= 8) {
        int a = from >> k & 255, b = to >> k & 255;
        mixed |= (a + (b - a) * at / MAX(all, 1)) << k;
    }
    return mixed;
}

void paint_fade(Canvas *c, int x, int y, int wide, int high, int top, int bottom)
{
    for (int i = 0; i < high; i++)
        for (int k = 0; k < wide; k++) dot(c, x + k, y + i, between(top, bottom, i, high));
}

void paint_rect(Canvas *c, int x, int y, int wide, int high, int colour)
{
    paint_fade(c, x, y, wide, high, colour, colour);
}

void paint_oval(Canvas *c, int x, int y, int wide, int high, int colour)
{
    for (int i = -high; i <= high; i++)
        for (int k = -wide; k <= wide; k++) {
            double over = (double)k * k / ((double)wide * wide) + (double)i * i / ((double)high * high);
            if (over <= 1) dot(c, x + k, y + i, colour);
        }
}

void paint_disc(Canvas *c, int x, int y, int radius, int colour) { paint_oval(c, x, y, radius, radius, colour); }

void paint_line(Canvas *c, int x, int y, int to_x, int to_y, int thick, int colour)
{
    int steps = MAX(MAX(to_x - x, x - to_x), MAX(MAX(to_y - y, y - to_y), 1));
    for (int i = 0; i <= steps; i++) {
        int at_x = x + (to_x - x) * i / steps, at_y = y + (to_y - y) * i / steps;
        paint_rect(c, at_x - thick / 2, at_y - thick / 2, MAX(thick, 1), MAX(thick, 1), colour);
    }
}

// Which side of the edge from corner i on.
static int side(const int corners[8], int i, int x, int y)
{
    int k = (i + 1) % 4, ax = corners[2 * i], ay = corners[2 * i + 1];
    return (corners[2 * k] - ax) * (y - ay) - (corners[2 * k + 1] - ay) * (x - ax);
}

void paint_slab(Canvas *c, const int corners[8], int colour)
{
    int from[2] = { corners[0], corners[1] }, to[2] = { corners[0], corners[1] };
    for (int i = 2; i < 8; i++) from[i & 1] = MIN(from[i & 1], corners[i]), to[i & 1] = MAX(to[i & 1], corners[i]);
    for (int y = from[1]; y <= to[1]; y++)
        for (int x = from[0]; x <= to[0]; x++) {
            int left = 0, right = 0;
            for (int i = 0; i < 4; i++) {
                int s = side(corners, i, x, y);
                left += s >= 0;
                right += s <= 0;
            }
            if (left == 4 || right == 4) dot(c, x, y, colour);
        }
}

void paint_glow(Canvas *c, int x, int y, int radius, int colour)
{
    for (int i = MAX(y - radius, 0); i < MIN(y + radius, PAINT_HIGH); i++)
        for (int k = MAX(x - radius, 0); k < MIN(x + radius, PAINT_WIDE); k++) {
            int far = (int)sqrt((double)((k - x) * (k - x) + (i - y) * (i - y)));
            if (far >= radius) continue;
            int now = c->at[i][k][0] << 16 | c->at[i][k][1] << 8 | c->at[i][k][2];
            dot(c, k, i, between(now, colour, (radius - far) * (radius - far), radius * radius));
        }
}

void paint_light(Canvas *c, int percent)
{
    byte *at = &c->at[0][0][0];
    for (size_t i = 0; i < sizeof c->at; i++) at[i] = (byte)MIN(at[i] * percent / 100, 255);
}

// Coarse, two by two, so that the file stays small.
void paint_grain(Canvas *c, int most)
{
    for (int y = 0; y < PAINT_HIGH; y += 2)
        for (int x = 0; x < PAINT_WIDE; x += 2) {
            int by = (int)roll(&c->rolls, 2 * most + 1) - most;
            for (int n = 0; n < 12; n++) {
                byte *one = &c->at[y + n / 6][x + n / 3 % 2][n % 3];
                *one = (byte)MAX(0, MIN(255, *one + by));
            }
        }
}

// ---- the file ------------------------------------------------------------------------------------------

static void out_whole(Out *o, uint32_t n)
{
    for (int k = 24; k >= 0; k -= 8) out_char(o, (char)(n >> k & 255));
}

static void out_chunk(Out *o, const char *name, Str bytes)
{
    uLong sum = crc32(crc32(0, (const Bytef *)name, 4), (const Bytef *)bytes.at, (uInt)bytes.len);
    out_whole(o, (uint32_t)bytes.len);
    out_z(o, name);
    out_str(o, bytes);
    out_whole(o, (uint32_t)sum);
}

// Eight bits a colour, each line as it is.
Str paint_png(Arena *a, const Canvas *c)
{
    enum { LINE = 1 + 3 * PAINT_WIDE };
    byte *raw = NEW(a, byte, LINE * PAINT_HIGH);
    uLongf len = compressBound(LINE * PAINT_HIGH);
    char *packed = NEW(a, char, (i64)len);
    for (int y = 0; y < PAINT_HIGH; y++) memcpy(raw + y * LINE + 1, c->at[y], LINE - 1);
    int failed = compress2((Bytef *)packed, &len, raw, LINE * PAINT_HIGH, 1);
    assert(failed == Z_OK);
    Out o = out_new(a, (i64)len + 200), head = out_new(a, 64);
    out_str(&o, (Str){ "\x89PNG\r\n\x1A\n", 8 });
    out_whole(&head, PAINT_WIDE);
    out_whole(&head, PAINT_HIGH);
    out_str(&head, (Str){ "\x08\x02\0\0\0", 5 });
    out_chunk(&o, "IHDR", out_done(&head));
    out_chunk(&o, "IDAT", (Str){ packed, (i64)len });
    out_chunk(&o, "IEND", (Str){ "", 0 });
    return out_done(&o);
}
