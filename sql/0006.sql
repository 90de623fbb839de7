-- Policy packs in use (made by entries of county 0 alone): the last one recorded of each id.

CREATE TABLE pack_seen ( -- small
    county  I64 NOT NULL,
    pack    TXT NOT NULL,
    version TXT NOT NULL,
    hash    TXT NOT NULL,
    seen_at I64 NOT NULL,
    PRIMARY KEY (county, pack)
);

-- What a county says instead of its pack (made by entries alone): every word of it, the newest that has begun holds.
CREATE TABLE setting_said ( -- small
    county  I64 NOT NULL,
    id      I64 NOT NULL,
    key     TXT NOT NULL,
    value   TXT NOT NULL,
    back    I64 NOT NULL,
    from_on I64 NOT NULL,
    source  TXT NOT NULL,
    why     TXT NOT NULL,
    actor   I64 NOT NULL,
    at      I64 NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX setting_said_key ON setting_said (county, key, from_on, id);

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
