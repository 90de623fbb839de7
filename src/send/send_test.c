// Which addresses a letter may go to. What becomes of letters is told by a story with real receivers.
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
}
