// place_near.c: how far two positions are apart, also where one is of a commercial map. Pure.
//
// GCJ-02 is WGS-84 moved by a smooth function of the position that everybody knows. What is kept stays as it was given;
// here it is only reckoned back for a distance, which is right to a few metres.
#include "place/place_find.h"
#include <math.h>

#define PI       3.14159265358979323846
#define RADIUS   6378245.0                  // of Krasovsky's ellipsoid, which GCJ-02 reckons with
#define E_SQUARE 0.00669342162296594323
#define DEGREE_M 111320.0

static double wave(double x, double height, double length) { return height * sin(x / length * PI) * 2 / 3; }

static double ripple(double x) { return wave(x, 20, 1.0 / 6) + wave(x, 20, 0.5); }

// Metres to the north and to the east by which GCJ-02 lies off.
static double off_north(double x, double y)
{
    return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x)) + ripple(x) + wave(y, 20, 1) +
           wave(y, 40, 3) + wave(y, 160, 12) + wave(y, 320, 30);
}

static double off_east(double x, double y)
{
    return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x)) + ripple(x) + wave(x, 20, 1) +
           wave(x, 40, 3) + wave(x, 150, 12) + wave(x, 300, 30);
}

static Spot spot_back(Spot s)
{
    if (s.crs != CRS_GCJ02) return s;
    double x = s.lon - 105, y = s.lat - 35, lat = s.lat / 180 * PI, bend = 1 - E_SQUARE * sin(lat) * sin(lat);
    s.lat -= off_north(x, y) * 180 / (RADIUS * (1 - E_SQUARE) / (bend * sqrt(bend)) * PI);
    s.lon -= off_east(x, y) * 180 / (RADIUS / sqrt(bend) * cos(lat) * PI);
    s.crs = CRS_WGS84;
    return s;
}

double spot_metres(Spot a, Spot b)
{
    a = spot_back(a);
    b = spot_back(b);
    double north = (a.lat - b.lat) * DEGREE_M;
    double east = (a.lon - b.lon) * DEGREE_M * cos((a.lat + b.lat) / 360 * PI);
    return sqrt(north * north + east * east);
}

bool spot_parse(Str said, Spot *into)
{
    Str lon = said, lat = str_cut(&lon, ',');
    bool read = str_double(str_trim(lat), &into->lat) && str_double(str_trim(lon), &into->lon);
    return read && fabs(into->lat) <= 90 && fabs(into->lon) <= 180;
}
