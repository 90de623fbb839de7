// address.c: which addresses a letter may go to. What lies within a machine, a house or a provider is refused unless an
// administrator named its network: else a target's name could be made to lead to what only the server can reach.
#include "send/send.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

// In 16 bytes; an IPv4 address stands behind ::ffff:, so that both kinds compare alike.
typedef struct Net { byte at[16]; int bits; } Net;

static void mapped(const void *four, byte into[16])
{
    memset(into, 0, 10);
    memset(into + 10, 0xFF, 2);
    memcpy(into + 12, four, 4);
}

static bool within(const byte at[16], const Net *net)
{
    int whole = net->bits / 8, rest = net->bits % 8;
    if (memcmp(at, net->at, (size_t)whole) != 0) return false;
    return !rest || ((at[whole] ^ net->at[whole]) >> (8 - rest)) == 0;
}

// "10.1.0.0/16", "fd00::/8", "127.0.0.1"; false: it is none.
static bool net_read(Str text, Net *net)
{
    char z[64] = "";
    Str  bits = text, host = str_cut(&bits, '/');
    i64  n = 0;
    if (!host.len || host.len >= (i64)sizeof z || (bits.len && !str_i64(bits, &n)) || n < 0) return false;
    memcpy(z, host.at, (size_t)host.len);
    struct in_addr  four;
    struct in6_addr six;
    bool short_one = inet_pton(AF_INET, z, &four) == 1;
    if (!short_one && inet_pton(AF_INET6, z, &six) != 1) return false;
    if (short_one) mapped(&four, net->at);
    else           memcpy(net->at, &six, 16);
    i64 most = short_one ? 32 : 128;
    net->bits = (int)((bits.len ? n : most) + (short_one ? 96 : 0));
    return n <= most;
}

bool networks_good(Str networks, Str *wrong)
{
    Net net;
    while (networks.len) {
        *wrong = str_cut(&networks, ' ');
        if (wrong->len && !net_read(*wrong, &net)) return false;
    }
    return true;
}

static bool listed(const byte at[16], Str networks)
{
    Net net;
    while (networks.len)
        if (net_read(str_cut(&networks, ' '), &net) && within(at, &net)) return true;
    return false;
}

// Not on the open net (RFC 6890): this machine, private, shared, link-local, tests, multicast, reserved, and the ways
// by which an IPv6 address means an IPv4 one.
#define OWN_NETS \
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 " \
    "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 " \
    "::/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8"

static bool may(const byte at[16], Str networks) { return listed(at, networks) || !listed(at, STR(OWN_NETS)); }

bool address_text_may(Str text, Str networks)
{
    Net net;
    return net_read(text, &net) && net.bits == 128 && may(net.at, networks);
}

bool address_may(const struct sockaddr *to, Str networks)
{
    byte at[16];
    if (to->sa_family == AF_INET) mapped(&((const struct sockaddr_in *)(const void *)to)->sin_addr, at);
    else if (to->sa_family == AF_INET6) memcpy(at, &((const struct sockaddr_in6 *)(const void *)to)->sin6_addr, 16);
    else return false;
    return may(at, networks);
}
