-- Policy packs in use (made by entries of county 0 alone): the last one recorded of each id.

CREATE TABLE pack_seen ( -- small
    county  I64 NOT NULL,
    pack    TXT NOT NULL,
    version TXT NOT NULL,
    hash    TXT NOT NULL,
    seen_at I64 NOT NULL,
    PRIMARY KEY (county, pack)
);

-- When the operator took the machine's clock as right (made by entries alone). first_n up to n: entries whose moments
-- ran ahead.
CREATE TABLE clock_mark ( -- small
    county  I64 NOT NULL,
    n       I64 NOT NULL,
    was     I64 NOT NULL,
    at      I64 NOT NULL,
    first_n I64 NOT NULL,
    PRIMARY KEY (county, n)
);
