// letter.c: what a letter says in the form that its receiver wants: a template filled, a mail, a signature. Pure.
#include "send/send.h"
#include <sodium.h>
#include <string.h>

Str sign_hmac(Arena *a, Str secret, i64 now)
{
    byte mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    Str said = arena_fmt(a, "%lld\n%.*s", (long long)now, (int)secret.len, secret.at);
    crypto_auth_hmacsha256_init(&state, (const byte *)secret.at, (size_t)secret.len);
    crypto_auth_hmacsha256_update(&state, (const byte *)said.at, (unsigned long long)said.len);
    crypto_auth_hmacsha256_final(&state, mac);
    return base64_text(a, mac, sizeof mac);
}

// ---- by a template -----------------------------------------------------------------------------------------------

static void put_url(Out *o, Str s)
{
    static const char hex[] = "0123456789ABCDEF";
    for (i64 i = 0; i < s.len; i++) {
        byte c = (byte)s.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter || (c && strchr("-._~", c))) out_char(o, (char)c);
        else out_char(o, '%'), out_char(o, hex[c >> 4]), out_char(o, hex[c & 15]);
    }
}

static void put_value(Arena *a, Out *o, Str s, Fill how)
{
    if (how == FILL_URL) put_url(o, s);
    else if (how == FILL_JSON) {
        Out json = out_new(a, 6 * s.len + 3);
        out_json(&json, s);
        Str quoted = out_done(&json);
        out_str(o, (Str){ quoted.at + 1, quoted.len - 2 });
    } else for (i64 i = 0; i < s.len; i++)
        out_char(o, how == FILL_LINE && (byte)s.at[i] < ' ' ? ' ' : s.at[i]);
}

// What is put in is not looked at again, so no value can name another.
Str template_fill(Arena *a, Str template, const Put *puts, int count, Fill how)
{
    Out o = out_new(a, 64 << 10);
    for (i64 i = 0; i < template.len; i++) {
        const Put *put = NULL;
        Str rest = { template.at + i + 1, template.len - i - 1 }, name = str_cut(&rest, '}');
        bool named = template.at[i] == '{' && i + 1 + name.len < template.len;
        for (int k = 0; k < count && named && !put; k++)
            if (str_is(name, puts[k].name)) put = &puts[k];
        if (put) put_value(a, &o, put->value, how);
        else     out_char(&o, template.at[i]);
        if (put) i += name.len + 1;
    }
    return out_done(&o);
}

// ---- as a mail ---------------------------------------------------------------------------------------------------

// A line of base64 has 76 characters.
static void out_base64(Arena *a, Out *o, Str text)
{
    Str s = base64_text(a, (const byte *)text.at, text.len);
    for (i64 i = 0; i < s.len; i += 76) {
        out_str(o, (Str){ s.at + i, MIN(76, s.len - i) });
        out_z(o, "\r\n");
    }
}

// An encoded word has at most 75 characters, so 45 bytes, and ends between two characters.
static void out_title(Arena *a, Out *o, Str title)
{
    for (i64 at = 0; at < title.len;) {
        i64 end = at;
        while (end < title.len) {
            uint32_t code;
            i64 n = utf8_next(title, end, &code);
            if (end + n - at > 45) break;
            end += n;
        }
        Str word = base64_text(a, (const byte *)title.at + at, end - at);
        out_fmt(o, "%s=?UTF-8?B?%.*s?=", at ? "\r\n " : "", (int)word.len, word.at);
        at = end;
    }
}

// List-Unsubscribe: a mail program's own button stops it too (RFC 8058).
Str mail_write(Arena *a, const Mail *m)
{
    static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    Civil c = civil_of(m->at);
    Out o = out_new(a, 256 << 10);
    Str host = m->from;
    str_cut(&host, '@');
    out_fmt(&o, "Date: %s, %02d %s %04lld %02d:%02d:%02d +0800\r\n", days[(c.weekday + 6) % 7], c.day,
            months[c.month - 1], (long long)c.year, c.hour, c.minute, c.second);
    out_fmt(&o, "From: <%.*s>\r\nTo: <%.*s>\r\n", (int)m->from.len, m->from.at, (int)m->to.len, m->to.at);
    out_fmt(&o, "Message-ID: <%.*s@%.*s>\r\nSubject: ", (int)m->id.len, m->id.at, (int)host.len, host.at);
    out_title(a, &o, m->title);
    if (m->stop.len)
        out_fmt(&o, "\r\nList-Unsubscribe: <%.*s>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click",
                (int)m->stop.len, m->stop.at);
    out_z(&o, "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
              "Content-Transfer-Encoding: base64\r\n\r\n");
    out_base64(a, &o, m->text);
    return out_done(&o);
}
