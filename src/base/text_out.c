// text_out.c: what goes out is valid for its reader, also where a row was written before the door stood, or is damaged.
#include "base/text.h"
#include <string.h>

static bool hex_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// _x0041_ in a cell is read as one character by spreadsheets.
static bool cell_escape(Str s, i64 at)
{
    if (s.len - at < 7 || s.at[at] != '_' || s.at[at + 1] != 'x' || s.at[at + 6] != '_') return false;
    for (i64 i = at + 2; i < at + 6; i++) if (!hex_digit(s.at[i])) return false;
    return true;
}

static bool xml_fine(uint32_t code)
{
    return code == '\t' || code == '\n' || (code >= 0x20 && code != 0xFFFE && code != 0xFFFF);
}

// Nearly every text is fine as it is.
static bool xml_plain(Str s)
{
    uint32_t code;
    if (utf8_count(s) < 0) return false;
    for (i64 at = 0; at < s.len;) {
        if (s.at[at] == '_' && cell_escape(s, at)) return false;
        at += utf8_next(s, at, &code);
        if (!xml_fine(code)) return false;
    }
    return true;
}

Str text_xml(Arena *a, Str s)
{
    assert(a && s.len >= 0);
    if (xml_plain(s)) return s;
    Out o = out_new(a, 7 * s.len + 16);
    uint32_t code;
    for (i64 at = 0, n; at < s.len; at += n) {
        n = utf8_next(s, at, &code);
        if (cell_escape(s, at)) out_z(&o, "_x005F");
        if (code == '\r') out_z(&o, at + 1 < s.len && s.at[at + 1] == '\n' ? "" : "\n");
        else if (!xml_fine(code) || (code == 0xFFFD && n == 1)) out_z(&o, "\xEF\xBF\xBD");
        else out_str(&o, (Str){ s.at + at, n });
    }
    return out_done(&o);
}

static void out_unit(Out *o, uint32_t unit) { out_fmt(o, "\\u%04x", unit); }

void out_log(Out *o, Str s)
{
    uint32_t code;
    out_char(o, '"');
    for (i64 at = 0, n; at < s.len; at += n) {
        n = utf8_next(s, at, &code);
        bool bare = code == 0xFFFD && n == 1;
        if (code == '"' || code == '\\') out_char(o, '\\');
        if (!bare && text_fate(code) == FATE_KEEP) { out_str(o, (Str){ s.at + at, n }); continue; }
        if (code > 0xFFFF) out_unit(o, 0xD800 + ((code - 0x10000) >> 10));
        out_unit(o, code > 0xFFFF ? 0xDC00 + ((code - 0x10000) & 0x3FF) : code);
    }
    out_char(o, '"');
}

void out_markup(Out *o, Str s)
{
    uint32_t code;
    for (i64 at = 0, n; at < s.len; at += n) {
        n = utf8_next(s, at, &code);
        switch (code) {
        case '&': out_z(o, "&amp;"); break;
        case '<': out_z(o, "&lt;"); break;
        case '>': out_z(o, "&gt;"); break;
        case '"': out_z(o, "&quot;"); break;
        default:
            if (!xml_fine(code) || (code == 0xFFFD && n == 1)) out_z(o, "\xEF\xBF\xBD");
            else out_str(o, (Str){ s.at + at, n });
        }
    }
}

void out_element(Out *o, const char *name, Str text)
{
    out_fmt(o, "<%s>", name);
    out_markup(o, text);
    out_fmt(o, "</%s>\n", name);
}

void out_paragraphs(Out *o, Str text)
{
    while (text.len) {
        Str line = str_cut(&text, '\n');
        if (line.len) out_element(o, "p", line);
    }
}

void sheet_open(Out *o, Lang lang, Str title)
{
    out_fmt(o, "<!doctype html><html lang=\"%s\"><head><meta charset=\"utf-8\">"
               "<meta name=\"viewport\" content=\"width=device-width\">", lang == ZH ? "zh-CN" : "en");
    out_element(o, "title", title);
    out_z(o, "<link rel=\"icon\" href=\"/icon.svg\">"
             "<link rel=\"stylesheet\" href=\"/print.css\"></head><body class=\"sheet\"><main>");
}

// With the way back to it: the address as a QR code and in letters.
void sheet_foot(Out *o, Str address, const Str *lines, int count)
{
    out_z(o, "</main><footer>");
    out_qr(o, address);
    out_z(o, "<div>");
    for (int i = 0; i < count; i++)
        if (lines[i].len) out_element(o, "p", lines[i]);
    out_element(o, "p", address);
    out_z(o, "</div></footer>");
}

void sheet_close(Out *o) { out_z(o, "</body></html>\n"); }
