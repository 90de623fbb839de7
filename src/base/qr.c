// qr.c: a QR code as an SVG of black squares, for paper and screens.
#include "base/text.h"
#include <qrencode.h>

// Four modules of quiet zone, as readers want; 15 % of it may be dirty.
bool out_qr(Out *o, Str text)
{
    enum { QUIET = 4 };
    QRcode *code = QRcode_encodeData((int)text.len, (const unsigned char *)text.at, 0, QR_ECLEVEL_M);
    if (!code) return false;
    int all = code->width + 2 * QUIET;
    out_fmt(o, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"qr\" viewBox=\"0 0 %d %d\" role=\"img\" "
               "aria-label=\"", all, all);
    out_markup(o, text);
    out_fmt(o, "\"><path fill=\"#fff\" d=\"M0 0h%dv%dh-%dz\"/><path d=\"", all, all, all);
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++)
            if (code->data[y * code->width + x] & 1) out_fmt(o, "M%d %dh1v1h-1z", x + QUIET, y + QUIET);
    out_z(o, "\"/></svg>");
    QRcode_free(code);
    return true;
}

// For pages that may hold no markup of ours: they draw it themselves.
bool out_qr_rows(Out *o, Str text)
{
    QRcode *code = QRcode_encodeData((int)text.len, (const unsigned char *)text.at, 0, QR_ECLEVEL_M);
    if (!code) return false;
    for (int y = 0; y < code->width; y++) {
        if (y) out_char(o, ' ');
        for (int x = 0; x < code->width; x += 4) {
            int four = 0;
            for (int k = 0; k < 4; k++)
                four = four * 2 + (x + k < code->width && (code->data[y * code->width + x + k] & 1));
            out_fmt(o, "%x", (unsigned)four);
        }
    }
    QRcode_free(code);
    return true;
}
