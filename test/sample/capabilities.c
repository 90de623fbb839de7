// capabilities.c: the program's list and the sample behind it, in the place of src/capabilities.c.
#include "gate/app.h"

extern const Capability gate_capability, access_capability, place_capability, people_capability, thing_capability,
    tell_capability, matter_capability, loan_capability;

static const Capability *const all[] = {
    &gate_capability, &access_capability, &place_capability, &people_capability, &thing_capability, &tell_capability,
    &matter_capability, &loan_capability,
};
const Capability *const *capabilities = all;
int capability_count = (int)COUNT(all);
