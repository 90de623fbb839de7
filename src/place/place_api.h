// place_api.h: places over HTTP.
#ifndef PLACE_API_H
#define PLACE_API_H
#include "gate/app.h"

extern const Capability place_capability;
#endif
