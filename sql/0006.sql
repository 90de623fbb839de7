-- Policy packs in use (made by entries of county 0 alone): the last one recorded of each id.

CREATE TABLE pack_seen ( -- small
    county  I64 NOT NULL,
    pack    TXT NOT NULL,
    version TXT NOT NULL,
    hash    TXT NOT NULL,
    seen_at I64 NOT NULL,
    PRIMARY KEY (county, pack)
);
