// capabilities.c: the one list of what this program can do. Order is the order of matching and of feeds, and of rooms:
// what one follows or causes stands before it, or in it.
#include "gate/app.h"

extern const Capability gate_capability, access_capability, place_capability, people_capability, thing_capability,
    tell_capability, matter_capability, notice_capability, running_capability;

static const Capability *const all[] = {
    &gate_capability, &access_capability, &place_capability, &people_capability, &thing_capability, &tell_capability,
    &matter_capability, &notice_capability, &running_capability,
};
const Capability *const *capabilities = all;
int capability_count = (int)COUNT(all);
