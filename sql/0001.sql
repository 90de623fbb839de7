-- The log of every county, its keys and counters. Words: I64, REAL, TXT, BIN; store/migrate.c spells them per engine.
-- "small" behind CREATE TABLE: short rows, kept in the primary key itself where the engine can.

CREATE TABLE migration ( -- small
    version I64 NOT NULL,
    name    TXT NOT NULL,
    made_at I64 NOT NULL,
    PRIMARY KEY (version)
);

-- One row per county, written first in every batch: it is the county's lock. edge: the tree's right edge (tree.h).
CREATE TABLE county ( -- small
    county      I64 NOT NULL,
    next_n      I64 NOT NULL,
    size        I64 NOT NULL,
    recorded_at I64 NOT NULL,
    edge        BIN NOT NULL,
    PRIMARY KEY (county)
);

-- body is the entry as it was made, for ever; leaf its hash. The other columns are copies, for finding it.
CREATE TABLE journal (
    county  I64 NOT NULL,
    seq     I64 NOT NULL,
    subject I64 NOT NULL,
    actor   I64 NOT NULL,
    idem    TXT NOT NULL,
    leaf    BIN NOT NULL,
    body    TXT NOT NULL,
    PRIMARY KEY (county, seq)
);
CREATE UNIQUE INDEX journal_idem ON journal (county, actor, idem) WHERE idem <> '';

-- Level 1 is the root of 256 leaves, level 2 of 65,536 …; written when complete, never changed.
CREATE TABLE node ( -- small
    county I64 NOT NULL,
    level  I64 NOT NULL,
    n      I64 NOT NULL,
    hash   BIN NOT NULL,
    PRIMARY KEY (county, level, n)
);

CREATE TABLE head ( -- small
    county I64 NOT NULL,
    size   I64 NOT NULL,
    at     I64 NOT NULL,
    root   BIN NOT NULL,
    sig    BIN NOT NULL,
    PRIMARY KEY (county, size)
);

CREATE TABLE seal_key ( -- small
    county  I64 NOT NULL,
    owner   I64 NOT NULL,
    made_at I64 NOT NULL,
    wrapped BIN NOT NULL,
    PRIMARY KEY (county, owner)
);

CREATE TABLE forgotten ( -- small
    county I64 NOT NULL,
    owner  I64 NOT NULL,
    at     I64 NOT NULL,
    PRIMARY KEY (county, owner)
);

CREATE TABLE setting ( -- small
    name  TXT NOT NULL,
    value TXT NOT NULL,
    PRIMARY KEY (name)
);

-- What the entries count, as it was said: beside the answer's path store/tally.c sums it into table tally, and it goes.
-- places: ids of all places it counts at, the finest first; counts: day, what, level, n of each; nth: which of the rows
-- of its entry.
CREATE TABLE flow ( -- small
    county  I64 NOT NULL,
    seq     I64 NOT NULL,
    nth     I64 NOT NULL,
    places  TXT NOT NULL,
    subject TXT NOT NULL,
    counts  TXT NOT NULL,
    PRIMARY KEY (county, seq, nth)
);

-- Sums of flows. period: 0 day, 1 month, 2 year; start_on is its first day. `what` stands behind them, so that what is
-- counted of a place in one period lies together: tried, `what` before start_on wrote two pages more a filing.
CREATE TABLE tally ( -- small
    county   I64 NOT NULL,
    place    I64 NOT NULL,
    period   I64 NOT NULL,
    start_on I64 NOT NULL,
    what     I64 NOT NULL,
    subject  TXT NOT NULL,
    level    I64 NOT NULL,
    n        I64 NOT NULL,
    PRIMARY KEY (county, place, period, start_on, what, subject, level)
);

-- How far each feed has read the county's journal.
CREATE TABLE feed ( -- small
    county   I64 NOT NULL,
    name     TXT NOT NULL,
    position I64 NOT NULL,
    PRIMARY KEY (county, name)
);
