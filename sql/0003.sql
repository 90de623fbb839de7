-- Places: made by entries alone. Provinces and cities lie in county 0.

CREATE TABLE place ( -- small
    county     I64 NOT NULL,
    id         I64 NOT NULL,
    code       TXT NOT NULL,
    name       TXT NOT NULL,
    kind       I64 NOT NULL,
    parent     I64 NOT NULL,
    lat        REAL,
    lon        REAL,
    crs        I64 NOT NULL,
    valid_from I64 NOT NULL,
    valid_to   I64 NOT NULL,
    successor  I64 NOT NULL,
    PRIMARY KEY (county, id)
);
-- Active ones have no last day (DAY_NONE, far below -1000000). At most one has a code; lists show only these.
CREATE UNIQUE INDEX place_code ON place (county, code) WHERE valid_to < -1000000;
CREATE INDEX place_parent ON place (county, parent, code) WHERE valid_to < -1000000;
-- What was taken over by whom: few, and only of ended ones.
CREATE INDEX place_heir ON place (county, successor, id) WHERE valid_to >= -1000000;
CREATE INDEX place_ended ON place (county, code, valid_to, id) WHERE valid_to >= -1000000;
-- Who stands there.
CREATE INDEX place_spot ON place (county, lat, lon) WHERE valid_to < -1000000 AND lat IS NOT NULL;

-- By what people find a place: each part of its name as it is written, by sound and by initials. rank: the best first.
CREATE TABLE spelling ( -- small
    county I64 NOT NULL,
    rank   I64 NOT NULL,
    word   TXT NOT NULL,
    place  I64 NOT NULL,
    PRIMARY KEY (county, rank, word, place)
);
CREATE INDEX spelling_place ON spelling (county, place);
