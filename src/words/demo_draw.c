// demo_draw.c: the scenes that the demo's residents photograph, as found and as mended. Simple shapes, so that nobody
// takes them for a photo of a real place.
#include "words/demo_paint.h"
#include <string.h>

#define SLAB(c, colour, ...) paint_slab(c, (const int[8]){ __VA_ARGS__ }, colour)
static int shake(Canvas *c, int most) { return (int)roll_from(&c->rolls, -most, most); }

// ---- where it is -----------------------------------------------------------------------------------------

static void street(Canvas *c)
{
    paint_fade(c, 0, 0, 640, 250, 0x9DB9CE, 0xDCE6EA);
    for (int i = 0; i < 5; i++) {
        int x = i * 140 - 40 + shake(c, 20), high = 120 + (int)roll(&c->rolls, 90);
        paint_rect(c, x, 250 - high, 110, high, i & 1 ? 0xB9AFA3 : 0xA8A39A);
        for (int n = 0; n < 12; n++) paint_rect(c, x + 12 + n % 3 * 32, 262 - high + n / 3 * 34, 18, 20, 0x7C8890);
    }
    paint_fade(c, 0, 250, 640, 60, 0xB7B2A8, 0xA9A49A);
    paint_fade(c, 0, 300, 640, 180, 0x77777A, 0x5E5E62);
    paint_rect(c, 0, 298, 640, 6, 0xC9C6BE);
}

static void yard(Canvas *c)
{
    paint_fade(c, 0, 0, 640, 216, 0xA9C4D6, 0xE3ECEE);
    paint_rect(c, 40, 20, 220, 200, 0xC9BBA6);
    paint_rect(c, 380, 50, 220, 170, 0xBFB4A4);
    for (int n = 0; n < 15; n++) {
        paint_rect(c, 58 + n % 5 * 40, 36 + n / 5 * 58, 24, 34, 0x74838C);
        paint_rect(c, 398 + n % 5 * 40, 66 + n / 5 * 50, 24, 30, 0x74838C);
    }
    paint_fade(c, 0, 215, 640, 40, 0x6E8E56, 0x5C7C48);
    paint_fade(c, 0, 255, 640, 225, 0xB5AFA5, 0x9A948B);
    for (int i = 0; i < 7; i++) paint_line(c, 320 + (i - 3) * 40, 255, 320 + (i - 3) * 170, 480, 2, 0xA39D93);
}

static void hall(Canvas *c)
{
    paint_fade(c, 0, 0, 640, 360, 0xD9D5CA, 0xC6C1B5);
    paint_rect(c, 0, 200, 640, 160, 0x9FB3A6);
    paint_rect(c, 0, 196, 640, 5, 0x6F8577);
    paint_fade(c, 0, 360, 640, 120, 0x8E8A83, 0x75716B);
    paint_line(c, 0, 360, 640, 360, 4, 0x5E5B56);
}

static void ground(Canvas *c, int top, int bottom)
{
    paint_fade(c, 0, 0, 640, 480, top, bottom);
    for (int i = 0; i < 260; i++)
        paint_rect(c, (int)roll(&c->rolls, 640), (int)roll(&c->rolls, 480), 3, 2, i & 1 ? top : bottom);
}

// ---- what is seen ------------------------------------------------------------------------------------------

static void lamp(Canvas *c, bool mended)
{
    int x = 320 + shake(c, 90);
    street(c);
    paint_light(c, 42);
    if (mended) paint_glow(c, x + 74, 108, 230, 0xFFE9A8);
    paint_rect(c, x, 90, 10, 260, 0x2E3236);
    paint_line(c, x + 4, 94, x + 80, 88, 8, 0x2E3236);
    paint_oval(c, x + 76, 96, 26, 9, mended ? 0xFFF6D2 : 0x44494E);
    paint_rect(c, x - 8, 340, 26, 16, 0x24272A);
}

static void tile(Canvas *c, bool mended)
{
    hall(c);
    for (int i = 0; i < 4; i++) {
        int y = 300 + i * 46, x = 60 - i * 26;
        paint_rect(c, x, y, 520 + i * 52, 30, 0xC8C2B6);
        paint_rect(c, x, y + 30, 520 + i * 52, 16, 0x98928A);
        for (int k = 1; k < 6; k++)
            paint_line(c, x + k * (520 + i * 52) / 6, y, x + k * (520 + i * 52) / 6, y + 30, 2, 0x8A847B);
    }
    if (mended) {
        paint_rect(c, 236, 394, 106, 28, 0xD9D4C9);
        return;
    }
    SLAB(c, 0x6B655D, 236, 394, 342, 398, 318, 440, 250, 434);
    for (int i = 0; i < 9; i++) {
        int x = 225 + (int)roll(&c->rolls, 150), y = 425 + (int)roll(&c->rolls, 36);
        SLAB(c, 0xD6D0C5, x, y, x + 18, y + 4, x + 14, y + 13, x + 3, y + 11);
    }
}

static void boxes(Canvas *c, bool mended)
{
    hall(c);
    paint_rect(c, 470, 90, 120, 272, 0x6E4F3A);
    paint_disc(c, 486, 236, 7, 0xC9B26B);
    paint_rect(c, 60, 70, 90, 70, 0xAFC4D0);
    if (mended) return;
    for (int i = 0; i < 7; i++) {
        int wide = 90 + (int)roll(&c->rolls, 50), x = 90 + i % 4 * 92 + shake(c, 12), y = 330 - i / 4 * 84, high = 78;
        paint_rect(c, x, y, wide, high, i & 1 ? 0xB98A55 : 0xA97B49);
        paint_rect(c, x + wide / 2 - 6, y, 12, high, 0xD8BE8E);
        paint_line(c, x, y + 2, x + wide, y + 2, 3, 0x7F5A33);
    }
    paint_rect(c, 96, 180, 70, 68, 0x4D6A86);
}

static void bin(Canvas *c, bool mended)
{
    static const int colours[] = { 0x1B5FA6, 0x2B7030, 0xB02A20, 0x4C545B };
    yard(c);
    for (int i = 0; i < 4; i++) {
        int x = 110 + i * 110;
        SLAB(c, colours[i], x, 250, x + 84, 250, x + 74, 380, x + 10, 380);
        paint_rect(c, x - 4, mended ? 238 : 224, 92, 14, colours[i] - 0x0A0A0A);
        paint_rect(c, x + 26, 290, 32, 32, 0xF2F2EE);
    }
    static const int bags[] = { 0x22262A, 0xE6E6E2, 0xD8CFA5, 0x8FA9B8 };
    for (int i = 0; i < 22 && !mended; i++) {
        int high = i < 8 ? 232 : 385 + (int)roll(&c->rolls, 55);
        paint_oval(c, 110 + (int)roll(&c->rolls, 410), high, 20 + (int)roll(&c->rolls, 14), 15, bags[roll(&c->rolls,
                4)]);
    }
}

static void lift(Canvas *c, bool mended)
{
    hall(c);
    paint_rect(c, 190, 60, 260, 302, 0x6F767C);
    paint_fade(c, 206, 76, 228, 286, 0xC9CED2, 0xA6ACB1);
    paint_rect(c, 318, 76, 4, 286, 0x545A60);
    paint_rect(c, 470, 190, 40, 80, 0x3B4045);
    paint_disc(c, 490, 214, 8, mended ? 0x7BD88F : 0x5B6167);
    paint_disc(c, 490, 246, 8, 0x5B6167);
    paint_rect(c, 280, 30, 80, 24, 0x15181A);
    paint_rect(c, 300, 36, 40, 12, mended ? 0x49D66A : 0x2B2E30);
    if (mended) return;
    SLAB(c, 0xE8C33A, 226, 300, 414, 300, 414, 344, 226, 344);
    for (int i = 0; i < 6; i++)
        SLAB(c, 0x25282B, 232 + i * 32, 300, 246 + i * 32, 300, 232 + i * 32, 344, 218 + i * 32, 344);
}

static void pipe(Canvas *c, bool mended)
{
    paint_fade(c, 0, 0, 640, 480, 0xB9B4A9, 0x8F8A81);
    for (int i = 0; i < 3; i++) {
        paint_rect(c, 150 + i * 120, 0, 44, 480, i == 1 ? 0x9AA6AE : 0xB4BCC2);
        paint_rect(c, 158 + i * 120, 0, 8, 480, 0xD6DCE0);
        paint_rect(c, 142 + i * 120, 210, 60, 36, 0x77838B);
    }
    if (mended) {
        paint_rect(c, 258, 202, 68, 52, 0xC98B3C);
        return;
    }
    paint_oval(c, 292, 420, 150, 42, 0x6A7D86);
    for (int i = 0; i < 26; i++) paint_oval(c, 292 + shake(c, 34), 250 + (int)roll(&c->rolls, 170), 3, 9, 0xCFE3EE);
    paint_oval(c, 270, 330, 14, 60, 0x5D7A58);
}

static void gate(Canvas *c, bool mended)
{
    yard(c);
    paint_rect(c, 80, 210, 70, 170, 0xE9E7E0);
    paint_rect(c, 92, 226, 46, 46, 0x6A8794);
    paint_rect(c, 190, 260, 36, 120, 0xD9822B);
    for (int i = 0; i < 9; i++) {
        int x = 220 + i * 40, low = mended ? 0 : i * 4, next = mended ? 0 : (i + 1) * 4, up = mended ? i * 26 : 0,
                more = mended ? 26 : 0;
        paint_line(c, x, 286 + low - up, x + 40, 286 + next - up - more, 14, i & 1 ? 0xF4F2EE : 0xC8312B);
    }
    if (!mended) paint_line(c, 470, 312, 500, 360, 6, 0x6B5A48);
}

static void tree(Canvas *c, bool mended)
{
    yard(c);
    int lean = mended ? 0 : 90;
    paint_line(c, 330, 380, 330 + lean, 170, 26, 0x6B4E37);
    for (int i = 0; i < (mended ? 9 : 18); i++)
        paint_disc(c, 330 + lean + shake(c, mended ? 70 : 130), 150 + shake(c, mended ? 50 : 80), 44,
                i & 1 ? 0x3F6E36 : 0x4F8142);
    if (!mended) return;
    paint_line(c, 260, 390, 326, 280, 8, 0x9A7B55);
    paint_line(c, 400, 390, 336, 280, 8, 0x9A7B55);
}

static void water(Canvas *c, bool mended)
{
    street(c);
    if (mended) {
        for (int i = 0; i < 7; i++) paint_rect(c, 250 + i * 20, 400, 12, 34, 0x2E2F31);
        return;
    }
    paint_fade(c, 0, 300, 640, 180, 0x8A8F88, 0x6C7168);
    for (int i = 0; i < 30; i++)
        paint_oval(c, (int)roll(&c->rolls, 640), 310 + (int)roll(&c->rolls, 160), 46, 2, 0xA9B0AB);
    SLAB(c, 0x3E5C86, 200, 250, 420, 250, 460, 330, 160, 330);
    paint_rect(c, 230, 258, 160, 36, 0xBFD0DA);
    paint_fade(c, 150, 322, 320, 20, 0x83887F, 0x80857C);
}

static void sewer(Canvas *c, bool mended)
{
    yard(c);
    if (!mended) {
        paint_oval(c, 320, 380, 270, 74, 0x6B6448);
        for (int i = 0; i < 16; i++) paint_oval(c, 320 + shake(c, 210), 380 + shake(c, 52), 34, 2, 0x8C8566);
    }
    paint_oval(c, 320, 366, 96, 36, 0x55565A);
    paint_oval(c, 320, 364, 84, 30, 0x3F4246);
    for (int i = -3; i <= 3; i++) paint_line(c, 320 + i * 22, 346, 320 + i * 22, 382, 4, 0x5C6065);
    for (int i = 0; i < 9 && !mended; i++) paint_disc(c, 320 + shake(c, 90), 362 + shake(c, 26), 9, 0x7D7656);
}

static void car(Canvas *c, bool mended)
{
    yard(c);
    for (int i = 0; i < 6; i++)
        SLAB(c, 0xE3C43C, 60 + i * 100, 330, 76 + i * 100, 330, 30 + i * 110, 470, 10 + i * 110, 470);
    if (mended) return;
    int colour = roll_of(&c->rolls, 50) ? 0xE9E9E6 : 0x8A2F2B;
    SLAB(c, colour - 0x101010, 210, 250, 420, 250, 470, 310, 170, 310);
    SLAB(c, 0x48606E, 226, 256, 408, 256, 438, 304, 200, 304);
    paint_rect(c, 140, 306, 370, 76, colour);
    paint_disc(c, 215, 384, 34, 0x222426);
    paint_disc(c, 440, 384, 34, 0x222426);
    paint_disc(c, 215, 384, 15, 0x9A9DA0);
    paint_disc(c, 440, 384, 15, 0x9A9DA0);
    paint_rect(c, 492, 322, 18, 16, 0xF0C95A);
}

static void ring(Canvas *c, int x, int y)
{
    paint_disc(c, x, y, 54, 0x26292C);
    paint_disc(c, x, y, 42, 0x8A8F92);
    paint_disc(c, x, y, 36, 0x7E7A73);
}

static void bike(Canvas *c, bool mended)
{
    hall(c);
    paint_rect(c, 40, 60, 110, 300, 0x5B6B74);
    if (mended) return;
    ring(c, 240, 380);
    ring(c, 440, 380);
    SLAB(c, 0x2C6FA8, 230, 350, 330, 360, 330, 390, 250, 384);
    paint_line(c, 330, 374, 410, 374, 20, 0x2C6FA8);
    paint_line(c, 440, 374, 410, 230, 12, 0x2C6FA8);
    paint_line(c, 380, 232, 440, 222, 10, 0x22262A);
    paint_oval(c, 270, 330, 56, 14, 0x22262A);
    paint_line(c, 300, 360, 130, 300, 4, 0x111315);
    paint_line(c, 130, 300, 120, 240, 4, 0x111315);
    paint_rect(c, 106, 214, 30, 34, 0xEDEBE4);
}

static void cable(Canvas *c, bool mended)
{
    paint_fade(c, 0, 0, 640, 480, 0xCDBFA8, 0xB8AA94);
    for (int n = 0; n < 6; n++) {
        paint_rect(c, 80 + n % 3 * 190, 50 + n / 3 * 180, 110, 110, 0xE8E6DF);
        paint_rect(c, 90 + n % 3 * 190, 60 + n / 3 * 180, 90, 90, 0x6F8490);
    }
    if (mended) {
        paint_rect(c, 420, 380, 120, 90, 0x3B7B57);
        for (int i = 0; i < 3; i++) paint_disc(c, 445 + i * 35, 425, 10, 0xEDEBE4);
        return;
    }
    for (int i = 0; i < 3; i++) {
        int x = 120 + i * 190;
        for (int k = 0; k < 20; k++)
            paint_line(c, x + k * k / 8 * (i & 1 ? -1 : 1), 140 + k * 16,
                    x + (k + 1) * (k + 1) / 8 * (i & 1 ? -1 : 1), 156 + k * 16, 4, 0x17191B);
    }
    paint_rect(c, 280, 440, 84, 24, 0xF2F0EA);
}

static void hydrant(Canvas *c, bool mended)
{
    hall(c);
    paint_rect(c, 200, 90, 240, 240, 0xB3261E);
    paint_rect(c, 214, 104, 212, 212, mended ? 0xDADFE1 : 0x3A3D40);
    paint_rect(c, 240, 60, 160, 24, 0xB3261E);
    if (mended) paint_disc(c, 286, 226, 50, 0xE5D9B8), paint_disc(c, 286, 226, 22, 0xBFAF84);
    for (int i = 0; i < 2; i++) {
        int x = 350 + i * 44;
        if (!mended && i) continue;
        paint_rect(c, x - 15, 190, 30, 110, 0xC7332A);
        paint_rect(c, x - 6, 166, 12, 26, 0x1F2224);
        paint_disc(c, x, 214, 9, mended ? 0x59B36A : 0xE0B93A);
    }
    if (!mended) paint_line(c, 220, 110, 300, 300, 5, 0x8B8F92);
}

static void manhole(Canvas *c, bool mended)
{
    ground(c, 0x7E7E80, 0x6A6A6D);
    paint_oval(c, 320, 260, 170, 110, 0x55565A);
    paint_oval(c, 320, 260, 152, 96, mended ? 0x45484C : 0x0B0C0D);
    if (mended) {
        for (int i = -5; i <= 5; i++) paint_line(c, 320 + i * 26, 190, 320 + i * 26, 330, 5, 0x5C6065);
        return;
    }
    paint_oval(c, 470, 370, 120, 56, 0x3F4246);
    for (int i = 0; i < 5; i++) paint_line(c, 320, 280, 250 + i * 40 + shake(c, 14), 40 + shake(c, 20), 6, 0x5B4630);
    for (int i = 0; i < 14; i++) paint_disc(c, 250 + i * 11, 70 + shake(c, 44), 12, 0x4C7A3C);
}

static void road(Canvas *c, bool mended)
{
    ground(c, 0x707073, 0x59595C);
    for (int i = 0; i < 4; i++)
        SLAB(c, 0xD9D7CF, 80 + i * 8, i * 130, 110 + i * 8, i * 130, 118 + i * 8, i * 130 + 70, 88 + i * 8,
                i * 130 + 70);
    if (mended) {
        SLAB(c, 0x3B3B3E, 220, 170, 470, 180, 480, 350, 210, 340);
        return;
    }
    paint_oval(c, 340, 260, 150, 80, 0x45423E);
    paint_oval(c, 340, 270, 120, 58, 0x332F2B);
    paint_oval(c, 330, 284, 80, 26, 0x6E7B80);
    for (int i = 0; i < 30; i++) paint_disc(c, 340 + shake(c, 190), 260 + shake(c, 110), 5, 0x8A857D);
    for (int i = 0; i < 5; i++) paint_line(c, 340 + shake(c, 90), 200, 340 + shake(c, 260), 40, 3, 0x3E3C39);
}

static void gym(Canvas *c, bool mended)
{
    yard(c);
    for (int i = 0; i < 2; i++) {
        int x = 190 + i * 260;
        paint_line(c, x, 150, x, 400, 16, 0xD2691E);
        paint_line(c, x - 40, 400, x + 40, 400, 12, 0x555A5E);
    }
    paint_line(c, 190, 170, 450, 170, 14, 0x2F7FB5);
    paint_line(c, 270, 170, 250, 350, 10, 0x2F7FB5);
    paint_line(c, 370, 170, 400, mended ? 350 : 300, 10, 0x2F7FB5);
    paint_rect(c, 222, 350, 60, 14, 0x2B2E31);
    if (mended) paint_rect(c, 372, 350, 60, 14, 0x2B2E31);
    else SLAB(c, 0x2B2E31, 420, 420, 480, 430, 476, 446, 416, 436);
}

static void wall(Canvas *c, bool mended)
{
    paint_fade(c, 0, 0, 640, 400, 0xC9A78A, 0xBB977A);
    for (int y = 0; y < 400; y += 26) paint_line(c, 0, y, 640, y, 2, 0xA88668);
    for (int n = 0; n < 240; n++)
        paint_line(c, n % 16 * 42 + n / 16 % 2 * 21, n / 16 * 26, n % 16 * 42 + n / 16 % 2 * 21, n / 16 * 26 + 26, 2,
                0xA88668);
    paint_rect(c, 430, 60, 130, 150, 0x6F8490);
    paint_fade(c, 0, 400, 640, 80, 0x9A958C, 0x88837A);
    if (mended) {
        paint_rect(c, 130, 90, 190, 160, 0xCDB09A);
        return;
    }
    SLAB(c, 0x8C8881, 130, 90, 320, 70, 300, 250, 160, 262);
    for (int i = 0; i < 18; i++) {
        int x = 100 + (int)roll(&c->rolls, 260), y = 405 + (int)roll(&c->rolls, 60);
        SLAB(c, 0xB58D70, x, y, x + 26, y + 3, x + 20, y + 15, x + 2, y + 12);
    }
}

static void stall(Canvas *c, bool mended)
{
    static const int fruits[] = { 0xD23B2B, 0xE59A2E, 0x6FA83A, 0xE8D24A };
    street(c);
    if (mended) {
        for (int i = 0; i < 5; i++) paint_line(c, 100 + i * 120, 300, 60 + i * 130, 420, 5, 0xE9E6DE);
        return;
    }
    for (int i = 0; i < 2; i++) {
        int x = 70 + i * 290;
        for (int k = 0; k < 7; k++)
            SLAB(c, k & 1 ? 0xEDEAE2 : 0xC23B33, x + k * 30, 190, x + k * 30 + 30, 190, x + k * 30 + 26, 226,
                    x + k * 30 - 4, 226);
        paint_rect(c, x + 4, 226, 6, 160, 0x6F6A62);
        paint_rect(c, x + 196, 226, 6, 160, 0x6F6A62);
        paint_rect(c, x - 6, 320, 220, 60, 0x9C7B54);
        for (int n = 0; n < 22; n++)
            paint_disc(c, x + 8 + n % 11 * 19, 308 + n / 11 * 12, 10, fruits[roll(&c->rolls, 4)]);
    }
}

static void poster(Canvas *c, bool mended)
{
    hall(c);
    paint_rect(c, 420, 70, 150, 292, 0x5F6B72);
    for (int i = 0; i < 17; i++) {
        int x = 30 + (int)roll(&c->rolls, 330), y = 30 + (int)roll(&c->rolls, 270);
        if (mended) continue;
        paint_rect(c, x, y, 62, 44, i % 3 ? 0xF3EFE2 : 0xF2C94C);
        for (int k = 0; k < 4; k++)
            paint_rect(c, x + 7, y + 7 + k * 9, 30 + (int)roll(&c->rolls, 18), 4, i % 2 ? 0xB3302A : 0x333740);
    }
    if (mended) paint_fade(c, 0, 0, 400, 196, 0xECE9E0, 0xE2DFD5);
}

static void rubble(Canvas *c, bool mended)
{
    yard(c);
    if (mended) return;
    for (int i = 0; i < 12; i++) {
        int x = 130 + i % 6 * 64 + shake(c, 16), y = 360 - i / 6 * 46;
        paint_oval(c, x, y, 46, 34, i & 1 ? 0xD7D3C6 : 0xC4BFAF);
        paint_line(c, x - 8, y - 32, x + 8, y - 36, 6, 0x8F897B);
    }
    for (int i = 0; i < 30; i++) {
        int x = 90 + (int)roll(&c->rolls, 440), y = 380 + (int)roll(&c->rolls, 70);
        SLAB(c, i % 3 ? 0xA7553B : 0x8F8B84, x, y, x + 24, y + 2, x + 22, y + 14, x - 2, y + 12);
    }
    paint_line(c, 180, 300, 420, 250, 12, 0x9C7A50);
}

static void leak(Canvas *c, bool mended)
{
    paint_fade(c, 0, 0, 640, 300, 0xEFECE4, 0xE2DED4);
    paint_fade(c, 0, 300, 640, 180, 0xD7D1C4, 0xC8C2B4);
    paint_line(c, 0, 300, 640, 300, 6, 0xBDB7AA);
    paint_disc(c, 330, 120, 36, 0xFAF8F2);
    if (mended) return;
    for (int i = 0; i < 9; i++)
        paint_oval(c, 250 + shake(c, 90), 150 + shake(c, 60), 80, 46, i & 1 ? 0xC9B78F : 0xD3C4A1);
    paint_oval(c, 250, 150, 60, 34, 0xA8946A);
    for (int i = 0; i < 10; i++) paint_oval(c, 250 + shake(c, 70), 230 + (int)roll(&c->rolls, 200), 3, 10, 0x9FB4BF);
}

static void radiator(Canvas *c, bool mended)
{
    paint_fade(c, 0, 0, 640, 400, 0xCFC8B8, 0xC2BAA8);
    paint_fade(c, 0, 400, 640, 80, 0xA98963, 0x93754F);
    for (int i = 0; i < 10; i++) paint_rect(c, 140 + i * 38, 170, 30, 180, mended ? 0xF8EEDC : 0xAEB6BA);
    paint_rect(c, 130, 186, 390, 12, 0xC9C6BD);
    paint_rect(c, 130, 322, 390, 12, 0xC9C6BD);
    paint_rect(c, 250, 60, 120, 70, 0x25292C);
    for (int i = 0; i < 2; i++) {
        int x = 272 + i * 44, digit = mended ? (i ? 0x06 : 0x5B) : (i ? 0x66 : 0x06);      // 21 and 14 degrees
        for (int k = 0; k < 7; k++) {
            static const int at[7][4] = { { 4, 0, 22, 0 }, { 26, 4, 26, 20 }, { 26, 26, 26, 44 }, { 4, 46, 22, 46 },
                                          { 0, 26, 0, 44 }, { 0, 4, 0, 20 }, { 4, 23, 22, 23 } };
            if (digit >> k & 1)
                paint_line(c, x + at[k][0], 72 + at[k][1], x + at[k][2], 72 + at[k][3], 5,
                        mended ? 0x7BE08F : 0xF0B04A);
        }
    }
    if (mended) paint_glow(c, 330, 260, 240, 0xFFD9A0);
}

// ---- the picture -------------------------------------------------------------------------------------------

static void (*const scenes[SCENE_END])(Canvas *, bool) = {
    [SCENE_LAMP] = lamp, [SCENE_TILE] = tile, [SCENE_BOXES] = boxes, [SCENE_BIN] = bin, [SCENE_LIFT] = lift,
    [SCENE_PIPE] = pipe, [SCENE_GATE] = gate, [SCENE_TREE] = tree, [SCENE_WATER] = water, [SCENE_CAR] = car,
    [SCENE_BIKE] = bike, [SCENE_CABLE] = cable, [SCENE_HYDRANT] = hydrant, [SCENE_MANHOLE] = manhole,
            [SCENE_ROAD] = road,
    [SCENE_GYM] = gym, [SCENE_WALL] = wall, [SCENE_STALL] = stall, [SCENE_POSTER] = poster, [SCENE_RUBBLE] = rubble,
    [SCENE_LEAK] = leak, [SCENE_SEWER] = sewer, [SCENE_RADIATOR] = radiator,
};

Str demo_picture(Arena *a, DemoScene scene, bool mended, int variant)
{
    assert(scene > SCENE_NONE && scene < SCENE_END && scenes[scene]);
    Canvas *c = NEW(a, Canvas, 1);
    c->rolls = rolls_of((uint64_t)variant, "scene", (i64)scene);
    scenes[scene](c, mended);
    paint_light(c, 84 + variant % 4 * 7);
    paint_grain(c, 5);
    return paint_png(a, c);
}
