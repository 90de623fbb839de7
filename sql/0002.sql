-- People: orgs, persons, posts and looks (made by entries alone), and what proves who somebody is (own rows).

CREATE TABLE org (
    county     I64 NOT NULL,
    id         I64 NOT NULL,
    kind       I64 NOT NULL,
    name       TXT NOT NULL,
    place      I64 NOT NULL,
    duty       TXT NOT NULL,
    phone      TXT NOT NULL,
    valid_from I64 NOT NULL,
    valid_to   I64 NOT NULL,
    ended_at   I64 NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX org_place ON org (county, place, kind, id);
CREATE INDEX org_kind ON org (county, kind, id);

-- phone stays sealed here too (PRIVATE); name is open (SEALED only in the journal).
CREATE TABLE person (
    county    I64 NOT NULL,
    id        I64 NOT NULL,
    name      TXT NOT NULL,
    phone     TXT NOT NULL,
    staff     I64 NOT NULL,
    joined_at I64 NOT NULL,
    ended_at  I64 NOT NULL,
    forgotten I64 NOT NULL,
    PRIMARY KEY (county, id)
);
-- Staff are few among the residents: what an auditor's list reads.
CREATE INDEX person_staff ON person (county, id) WHERE staff = 1;

CREATE TABLE post (
    county   I64 NOT NULL,
    id       I64 NOT NULL,
    person   I64 NOT NULL,
    org      I64 NOT NULL,
    role     I64 NOT NULL,
    place    I64 NOT NULL,
    from_on  I64 NOT NULL,
    to_on    I64 NOT NULL,
    ended_at I64 NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX post_person ON post (county, person, id);
CREATE INDEX post_org ON post (county, org, id);
CREATE INDEX post_place ON post (county, place, id);

-- One row per look and person looked at.
CREATE TABLE look (
    county I64 NOT NULL,
    id     I64 NOT NULL,
    about  I64 NOT NULL,
    actor  I64 NOT NULL,
    at     I64 NOT NULL,
    why    TXT NOT NULL,
    fields TXT NOT NULL,
    PRIMARY KEY (county, id, about)
);
CREATE INDEX look_about ON look (county, about, id);

-- A sign-in name or phone as a keyed hash: unique within the county. kind: 1 name, 2 phone.
CREATE TABLE login ( -- small
    county    I64 NOT NULL,
    name_hash BIN NOT NULL,
    person    I64 NOT NULL,
    kind      I64 NOT NULL,
    PRIMARY KEY (county, name_hash)
);
CREATE INDEX login_person ON login (county, person);

-- argon2id, as libsodium writes it.
CREATE TABLE secret (
    county     I64 NOT NULL,
    person     I64 NOT NULL,
    hash       TXT NOT NULL,
    changed_at I64 NOT NULL,
    PRIMARY KEY (county, person)
);

-- hash: SHA-256 of the token in the cookie. id is random: signing in takes no number from the county.
CREATE TABLE session (
    county  I64 NOT NULL,
    id      I64 NOT NULL,
    hash    BIN NOT NULL,
    person  I64 NOT NULL,
    made_at I64 NOT NULL,
    used_at I64 NOT NULL,
    address TXT NOT NULL,
    agent   TXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX session_hash ON session (county, hash);
CREATE INDEX session_person ON session (county, person);
CREATE INDEX session_made ON session (county, made_at);

-- One-time links. purpose: 1 invitation, 2 reset; maker: who may end it, 0 = the operator.
CREATE TABLE invite ( -- small
    county  I64 NOT NULL,
    hash    BIN NOT NULL,
    person  I64 NOT NULL,
    purpose I64 NOT NULL,
    until   I64 NOT NULL,
    used_at I64 NOT NULL,
    id      I64 NOT NULL,
    maker   I64 NOT NULL,
    PRIMARY KEY (county, hash)
);
CREATE INDEX invite_person ON invite (county, person);
CREATE INDEX invite_maker ON invite (county, maker);

-- Bearer tokens of programs; scopes: "matter:read matter:write"; used_at: to the hour.
CREATE TABLE token (
    county   I64 NOT NULL,
    id       I64 NOT NULL,
    person   I64 NOT NULL,
    hash     BIN NOT NULL,
    name     TXT NOT NULL,
    scopes   TXT NOT NULL,
    made_at  I64 NOT NULL,
    used_at  I64 NOT NULL,
    until    I64 NOT NULL,
    ended_at I64 NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX token_hash ON token (county, hash);
CREATE INDEX token_person ON token (county, person, id);

-- Failed sign-ins (at_hour 0), things counted by the hour, and puzzles used up. who: a keyed hash, never an address.
CREATE TABLE attempt ( -- small
    county  I64 NOT NULL,
    what    TXT NOT NULL,
    who     BIN NOT NULL,
    at_hour I64 NOT NULL,
    n       I64 NOT NULL,
    until   I64 NOT NULL,
    PRIMARY KEY (county, what, who, at_hour)
);
CREATE INDEX attempt_until ON attempt (county, until);

-- Views of lists that somebody keeps.
CREATE TABLE view_kept (
    county I64 NOT NULL,
    person I64 NOT NULL,
    id     I64 NOT NULL,
    list   TXT NOT NULL,
    label  TXT NOT NULL,
    query  TXT NOT NULL,
    PRIMARY KEY (county, person, id)
);
