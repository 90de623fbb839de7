-- Sums over the rows of own tables, which no entry bears out: kept by store/own.c, compared by verify.

CREATE TABLE own_sum ( -- small
    name TXT NOT NULL,
    sum  BIN NOT NULL,
    PRIMARY KEY (name)
);
