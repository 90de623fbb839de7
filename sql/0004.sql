-- Matters: the row as it stands, its steps, parties, queues and due moments.

CREATE TABLE matter (
    county         I64 NOT NULL,
    id             I64 NOT NULL,
    number         TXT NOT NULL,
    day_n          I64 NOT NULL,
    place          I64 NOT NULL,
    holder         I64 NOT NULL,
    assignee       I64 NOT NULL,
    assignee_post  I64 NOT NULL,
    state          I64 NOT NULL,
    level          I64 NOT NULL,
    subject        TXT NOT NULL,
    title          TXT NOT NULL,
    reporter       I64 NOT NULL,
    about_org      I64 NOT NULL,
    origin         I64 NOT NULL,
    filed_at       I64 NOT NULL,
    filed_by       I64 NOT NULL,
    due_at         I64 NOT NULL,
    provisional    I64 NOT NULL,
    closed_at      I64 NOT NULL,
    late           I64 NOT NULL,
    private        I64 NOT NULL,
    hidden         I64 NOT NULL,
    counted        TXT NOT NULL,
    seen           I64 NOT NULL,
    kind           I64 NOT NULL,
    ask            I64 NOT NULL,
    classified     I64 NOT NULL,
    sensitive      I64 NOT NULL,
    urgency        I64 NOT NULL,
    text           TXT NOT NULL,
    spot           TXT NOT NULL,
    lat            REAL,
    lon            REAL,
    crs            I64 NOT NULL,
    anonymous      I64 NOT NULL,
    reporter_name  TXT NOT NULL,
    reporter_phone TXT NOT NULL,
    share          I64 NOT NULL,
    via            I64 NOT NULL,
    via_ref        TXT NOT NULL,
    top_level      I64 NOT NULL,
    clock_at       I64 NOT NULL,
    paused_at      I64 NOT NULL,
    raised         I64 NOT NULL,
    reopened       I64 NOT NULL,
    overdue        I64 NOT NULL,
    refusal        TXT NOT NULL,
    closed_as      I64 NOT NULL,
    solved         I64 NOT NULL,
    content        I64 NOT NULL,
    urged          I64 NOT NULL,
    urged_at       I64 NOT NULL,
    filed_on       I64 GENERATED ALWAYS AS ((filed_at + 28800000) / 86400000) STORED,
    PRIMARY KEY (county, id)
);
-- The serial of the day (filed_on, in China's time): the next number, and the matter behind a number that people quote.
CREATE INDEX matter_number ON matter (county, filed_on, day_n);
-- Few: those whose calendar is not published yet.
CREATE INDEX matter_provisional ON matter (county, id) WHERE provisional = 1;
-- Only what came from elsewhere has a foreign number.
CREATE INDEX matter_via_ref ON matter (county, via_ref, id) WHERE via_ref <> '';

CREATE TABLE matter_step (
    county        I64 NOT NULL,
    thing         I64 NOT NULL,
    n             I64 NOT NULL,
    verb          I64 NOT NULL,
    at            I64 NOT NULL,
    actor         I64 NOT NULL,
    role          I64 NOT NULL,
    org           I64 NOT NULL,
    from_state    I64 NOT NULL,
    state         I64 NOT NULL,
    from_level    I64 NOT NULL,
    level         I64 NOT NULL,
    holder        I64 NOT NULL,
    assignee      I64 NOT NULL,
    assignee_post I64 NOT NULL,
    due_at        I64 NOT NULL,
    provisional   I64 NOT NULL,
    text          TXT NOT NULL,
    open          I64 NOT NULL,
    party         I64 NOT NULL,
    late          I64 NOT NULL,
    clock_at      I64 NOT NULL,
    paused_at     I64 NOT NULL,
    refusal       TXT NOT NULL,
    in_time       I64 NOT NULL,
    minutes       I64 NOT NULL,
    closed_as     I64 NOT NULL,
    solved        I64 NOT NULL,
    content       I64 NOT NULL,
    PRIMARY KEY (county, thing, n)
);

-- Of things of every kind: who takes part, who opened private words, who was told.
CREATE TABLE party ( -- small
    county    I64 NOT NULL,
    thing     I64 NOT NULL,
    org       I64 NOT NULL,
    level     I64 NOT NULL,
    at        I64 NOT NULL,
    signed_at I64 NOT NULL,
    PRIMARY KEY (county, thing, org)
);

CREATE TABLE thing_look ( -- small
    county I64 NOT NULL,
    about  I64 NOT NULL,
    n      I64 NOT NULL,
    actor  I64 NOT NULL,
    org    I64 NOT NULL,
    at     I64 NOT NULL,
    why    TXT NOT NULL,
    PRIMARY KEY (county, about, n)
);

CREATE TABLE message ( -- small
    county I64 NOT NULL,
    whom   I64 NOT NULL,
    n      I64 NOT NULL,
    thing  I64 NOT NULL,
    kind   I64 NOT NULL,
    at     I64 NOT NULL,
    word   TXT NOT NULL,
    PRIMARY KEY (county, whom, n, thing)
);
CREATE INDEX message_thing ON message (county, thing, whom, n, at);

-- How far a person has read: in a box (an org's, or their own) or of a thing, everything up to that entry.
CREATE TABLE read_mark ( -- small
    county I64 NOT NULL,
    reader I64 NOT NULL,
    about  I64 NOT NULL,
    n      I64 NOT NULL,
    PRIMARY KEY (county, reader, about)
);

-- Where a thing is found: under each place above it, its orgs, its reporter and what else its kind says. rank is its
-- place among the pressing ones. state, level and sub are what lists are filtered by: a walk past what does not fit
-- stays on these pages.
CREATE TABLE found ( -- small
    county I64 NOT NULL,
    scope  I64 NOT NULL,
    kind   I64 NOT NULL,
    id     I64 NOT NULL,
    open   I64 NOT NULL,
    rank   I64 NOT NULL,
    state  I64 NOT NULL,
    level  I64 NOT NULL,
    sub    TXT NOT NULL,
    PRIMARY KEY (county, scope, kind, id)
);
CREATE INDEX found_pressing ON found (county, scope, kind, rank, id) WHERE open = 1;

-- What was made a moment ago is one row here, until a feed puts it where it is found. scopes: ids with a blank before and
-- behind each.
CREATE TABLE fresh ( -- small
    county I64 NOT NULL,
    kind   I64 NOT NULL,
    id     I64 NOT NULL,
    open   I64 NOT NULL,
    rank   I64 NOT NULL,
    state  I64 NOT NULL,
    level  I64 NOT NULL,
    sub    TXT NOT NULL,
    scopes TXT NOT NULL,
    PRIMARY KEY (county, kind, id)
);

-- What falls due, whatever it is: the clock walks along it.
CREATE TABLE due ( -- small
    county I64 NOT NULL,
    at     I64 NOT NULL,
    kind   I64 NOT NULL,
    id     I64 NOT NULL,
    what   I64 NOT NULL,
    PRIMARY KEY (county, at, kind, id, what)
);

-- Orgs and posts that ended holding more than one entry gives on: what is left behind a matter is given on by the clock.
CREATE TABLE passing ( -- small
    county I64 NOT NULL,
    scope  I64 NOT NULL,
    place  I64 NOT NULL,
    post   I64 NOT NULL,
    kind   I64 NOT NULL,
    after  I64 NOT NULL,
    at     I64 NOT NULL,
    cause  I64 NOT NULL,
    PRIMARY KEY (county, scope, place)
);

-- What was said under an Idempotency-Key, as a keyed digest.
CREATE TABLE once ( -- small
    county I64 NOT NULL,
    actor  I64 NOT NULL,
    idem   TXT NOT NULL,
    digest BIN NOT NULL,
    PRIMARY KEY (county, actor, idem)
);

-- Papers of a thing, by the deed (n, the number of its entry) that named them. Their files are named in blob.
CREATE TABLE paper ( -- small
    county I64 NOT NULL,
    name   TXT NOT NULL,
    noun   I64 NOT NULL,
    thing  I64 NOT NULL,
    n      I64 NOT NULL,
    place  I64 NOT NULL,
    kind   I64 NOT NULL,
    title  TXT NOT NULL,
    width  I64 NOT NULL,
    height I64 NOT NULL,
    bytes  I64 NOT NULL,
    whole  BIN NOT NULL,
    screen BIN NOT NULL,
    thumb  BIN NOT NULL,
    key    TXT NOT NULL,
    PRIMARY KEY (county, name)
);
CREATE INDEX paper_thing ON paper (county, thing, n, place);

-- Files beside the tables that must be there, by the hash of what is sealed (store/blob.h).
CREATE TABLE blob ( -- small
    county I64 NOT NULL,
    hash   BIN NOT NULL,
    PRIMARY KEY (county, hash)
);

-- Papers that came and are not named by any deed yet. In no backup: their keys stand in them.
CREATE TABLE upload ( -- small
    county  I64 NOT NULL,
    name    TXT NOT NULL,
    made_at I64 NOT NULL,
    person  I64 NOT NULL,
    kind    I64 NOT NULL,
    title   TXT NOT NULL,
    width   I64 NOT NULL,
    height  I64 NOT NULL,
    bytes   I64 NOT NULL,
    whole   BIN NOT NULL,
    screen  BIN NOT NULL,
    thumb   BIN NOT NULL,
    key     TXT NOT NULL,
    PRIMARY KEY (county, name)
);
CREATE INDEX upload_old ON upload (county, made_at);

-- How somebody is told outside: a person, or who made the thing without an account. by: 1 in the app alone.
CREATE TABLE telling ( -- small
    county     I64 NOT NULL,
    id         I64 NOT NULL,
    by         I64 NOT NULL,
    quiet_from I64 NOT NULL,
    quiet_to   I64 NOT NULL,
    digest     I64 NOT NULL,
    lang       I64 NOT NULL,
    at         I64 NOT NULL,
    staff      I64 NOT NULL,
    PRIMARY KEY (county, id)
);

-- Their addresses, sealed with their key. fails: so often in a row nothing arrived; since: the first of these.
CREATE TABLE reach (
    county      I64 NOT NULL,
    id          I64 NOT NULL,
    mail        TXT NOT NULL,
    phone       TXT NOT NULL,
    mail_fails  I64 NOT NULL,
    phone_fails I64 NOT NULL,
    since       I64 NOT NULL,
    PRIMARY KEY (county, id)
);

-- Where letters go; the secrets lie apart, sealed.
CREATE TABLE target (
    county    I64 NOT NULL,
    id        I64 NOT NULL,
    name      TXT NOT NULL,
    way       I64 NOT NULL,
    org       I64 NOT NULL,
    url       TXT NOT NULL,
    sender    TXT NOT NULL,
    account   TXT NOT NULL,
    head      TXT NOT NULL,
    body      TXT NOT NULL,
    good      TXT NOT NULL,
    answer_id TXT NOT NULL,
    sign      I64 NOT NULL,
    plain     I64 NOT NULL,
    once      I64 NOT NULL,
    networks  TXT NOT NULL,
    trust     TXT NOT NULL,
    site      TXT NOT NULL,
    ended_at  I64 NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE TABLE target_secret (
    county      I64 NOT NULL,
    id          I64 NOT NULL,
    secret      TXT NOT NULL,
    sign_secret TXT NOT NULL,
    PRIMARY KEY (county, id)
);

-- What waits to be sent: one event for one receiver by one way.
CREATE TABLE outbox (
    county   I64 NOT NULL,
    id       I64 NOT NULL,
    target   I64 NOT NULL,
    owner    I64 NOT NULL,
    kind     I64 NOT NULL,
    thing    I64 NOT NULL,
    n        I64 NOT NULL,
    word     TXT NOT NULL,
    state    I64 NOT NULL,
    made_at  I64 NOT NULL,
    due_at   I64 NOT NULL,
    tries    I64 NOT NULL,
    letter   I64 NOT NULL,
    code     I64 NOT NULL,
    why      TXT NOT NULL,
    answer   TXT NOT NULL,
    ended_at I64 NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX outbox_once ON outbox (county, n, thing, owner, target);
CREATE INDEX outbox_due ON outbox (county, target, state, due_at, id);
CREATE INDEX outbox_owner ON outbox (county, owner, target, state, letter);
CREATE INDEX outbox_state ON outbox (county, state, id);

-- How far the journal was read for it.
CREATE TABLE outbox_at ( -- small
    county   I64 NOT NULL,
    position I64 NOT NULL,
    PRIMARY KEY (county)
);
