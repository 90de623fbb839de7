// code.c: the codes of places, as the lists of divisions and of places have them.
//
// They follow the 12-digit statistical codes (province 2, city 4, county 6, street 9, community 12) and go on in steps
// of three for compound, building, unit and home, as grid cells do. Whoever stands above is a prefix, so rights and
// lists need no walk up the tree.
#include "pack/pack.h"
#include <string.h>

enum { COUNTY_DIGITS = 6, STREET_DIGITS = 9, COMMUNITY_DIGITS = 12, HOME_DIGITS = 24 };

i64 code_level(Str code)
{
    if (code.len == 2 || code.len == 4) return code.len / 2;
    bool steps = code.len >= COUNTY_DIGITS && code.len <= HOME_DIGITS && code.len % 3 == 0;
    return steps ? code.len / 3 + 1 : 0;
}

// A step of 000 is how lists fill shorter codes up; below the county no place has it.
static bool ends_in_nothing(Str code)
{
    return code.len >= STREET_DIGITS && !memcmp(code.at + code.len - 3, "000", 3);
}

Fault code_check(Str code)
{
    for (i64 i = 0; i < code.len; i++)
        if (code.at[i] < '0' || code.at[i] > '9') return FAULT_place_code;
    if (!code_level(code))                        return FAULT_place_code;
    if (code.at[0] == '0')                        return FAULT_field_malformed;     // no province begins so
    return ends_in_nothing(code) ? FAULT_field_malformed : OK;                      // a list filled up to 12 digits
}

// ':' follows '9'.
Str code_end(Arena *a, Str code) { return arena_fmt(a, "%.*s:", (int)code.len, code.at ? code.at : ""); }

Str code_above(Str code)
{
    if (code.len <= 2)             return STR("");
    if (code.len <= COUNTY_DIGITS) return (Str){ code.at, code.len - 2 };
    Str up = { code.at, code.len - 3 };
    while (ends_in_nothing(up)) up.len -= 3;
    return up;
}

// In some counties communities hang at the county until their street is listed; everything lower needs its own parent.
bool code_fits(Str code, Str above)
{
    assert(code.len > 0);
    if (!code_level(above) || !str_starts(code, above)) return false;
    if (code.len <= COUNTY_DIGITS)    return above.len == code.len - 2;
    if (code.len <= COMMUNITY_DIGITS) return above.len >= COUNTY_DIGITS && above.len < code.len;
    return above.len >= COMMUNITY_DIGITS && str_same(above, code_above(code));
}
