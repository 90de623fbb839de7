// place_api.h: places over HTTP.
#ifndef PLACE_API_H
#define PLACE_API_H
#include "gate/app.h"

extern const Capability place_capability;
extern const Shape place_shape, places_shape, place_imported_shape;        // place_shape_api.c
#endif
