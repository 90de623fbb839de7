// capabilities.c: the one list of what this program can do. Order is the order of matching and of feeds.
#include "gate/app.h"

extern const Capability gate_capability, place_capability, people_capability, matter_capability;

const Capability *const capabilities[] = {
    &gate_capability, &place_capability, &people_capability, &matter_capability,
};
const int capability_count = (int)COUNT(capabilities);
