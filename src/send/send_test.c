// Which addresses a letter may go to, and how it is written. What becomes of letters is told by a story with real
// receivers.
#include "send/send.h"

#include "base/check.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static bool may(const char *to, const char *networks)
{
    struct sockaddr_in  four = { .sin_family = AF_INET };
    struct sockaddr_in6 six  = { .sin6_family = AF_INET6 };
    if (inet_pton(AF_INET, to, &four.sin_addr) == 1) return address_may((struct sockaddr *)&four, str(networks));
    CHECK_EQ(inet_pton(AF_INET6, to, &six.sin6_addr), 1);
    return address_may((struct sockaddr *)&six, str(networks));
}

static void templates(Arena *a)
{
    const Put puts[] = { { "to", STR("+86 138") }, { "text", STR("他说：\"好\"\n{to}\\") }, { "secret", STR("a/b=") } };
    Str body = STR("{\"to\":\"{to}\",\"text\":\"{text}\",\"x\":{}}");
    CHECK(str_is(template_fill(a, body, puts, 3, FILL_JSON),
                 "{\"to\":\"+86 138\",\"text\":\"他说：\\\"好\\\"\\n{to}\\\\\",\"x\":{}}"));
    CHECK(str_is(template_fill(a, STR("https://h/s?k={secret}&n={to}{"), puts, 3, FILL_URL),
                 "https://h/s?k=a%2Fb%3D&n=%2B86%20138{"));
    CHECK(str_is(template_fill(a, STR("X: {text}"), puts, 3, FILL_LINE), "X: 他说：\"好\" {to}\\"));
    CHECK(str_is(template_fill(a, STR("{unknown} {to"), puts, 3, FILL_PLAIN), "{unknown} {to"));
    // As openssl says: printf '1700000000000\nSECabc' | openssl dgst -sha256 -hmac SECabc -binary | base64
    CHECK(str_is(sign_hmac(a, STR("SECabc"), 1700000000000), "jcUpW0QmtKduN03n4JqQ0PBosVjqnM8gU7fIIvsDmCM="));
}

static void mails(Arena *a)
{
    i64 nine = day_start(day_from(2026, 11, 30)) + 9 * (i64)HOUR + 5 * (i64)MINUTE;
    Mail m = { .from = STR("linli@example.org"), .to = STR("li@example.org"), .id = STR("410104.7"), .at = nine,
               .title = STR("【邻里】410104-20261130-0001：答复，这一行很长，所以要分成几段"), .text = STR("您好") };
    Str s = mail_write(a, &m);
    CHECK(str_starts(s, STR("Date: Mon, 30 Nov 2026 09:05:00 +0800\r\nFrom: <linli@example.org>\r\n")));
    CHECK(str_has(s, STR("\r\nMessage-ID: <410104.7@example.org>\r\n")) && !str_has(s, STR("List-Unsubscribe")));
    CHECK(str_has(s, STR("?=\r\n =?UTF-8?B?")) && str_has(s, STR("\r\n\r\n5oKo5aW9\r\n")));
    for (Str rest = s; rest.len;) CHECK(str_cut(&rest, '\n').len <= 77 + 10);
    m.stop = STR("https://h/api/stop/1");
    CHECK(str_has(mail_write(a, &m), STR("\r\nList-Unsubscribe: <https://h/api/stop/1>\r\n")));
}

void send_test(void)
{
    static const char *const open[] = { "1.1.1.1", "203.0.114.1", "172.32.0.1", "100.128.0.1", "2400:3200::1" };
    static const char *const own[]  = {
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
        "169.254.169.254", "224.0.0.1", "255.255.255.255", "::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fd00::1", "fe80::1", "ff02::1", "2001:db8::1",
    };
    for (int i = 0; i < (int)COUNT(open); i++) CHECK(may(open[i], ""));
    for (int i = 0; i < (int)COUNT(own); i++) CHECK(!may(own[i], "") && !may(own[i], "203.0.113.7"));
    CHECK(may("127.0.0.1", "127.0.0.1") && !may("127.0.0.2", "127.0.0.1") && may("127.0.0.2", "127.0.0.0/8"));
    CHECK(may("10.1.255.1", "192.168.0.0/16 10.1.0.0/16") && !may("10.2.0.1", "10.1.0.0/16"));
    CHECK(may("10.1.127.1", "10.1.0.0/17") && !may("10.1.128.1", "10.1.0.0/17"));
    CHECK(may("fd12::1", "fd00::/8") && !may("fe80::1", "fd00::/8") && may("::ffff:10.1.2.3", "10.1.0.0/16"));

    CHECK(address_text_may(STR("1.1.1.1"), STR("")) && !address_text_may(STR("::1"), STR("")));
    CHECK(address_text_may(STR("::1"), STR("::1")) && !address_text_may(STR("1.1.1.0/24"), STR("")));

    Str wrong;
    CHECK(networks_good(STR(""), &wrong) && networks_good(STR("10.0.0.0/8  ::1 fd00::/8"), &wrong));
    CHECK(!networks_good(STR("10.0.0.0/8 10.0.0.0/33"), &wrong) && str_is(wrong, "10.0.0.0/33"));
    static const char *const bad[] = { "10", "10.0.0.0/", "10.0.0.0/-1", "example.org", "::1/129", "10.0.0.0/x", "/8" };
    for (int i = 0; i < (int)COUNT(bad); i++)
        CHECK(!networks_good(str(bad[i]), &wrong) == (strcmp(bad[i], "10.0.0.0/") != 0));

    Arena *a = arena_open(4 << 20);
    templates(a);
    mails(a);
    arena_close(a);
}
