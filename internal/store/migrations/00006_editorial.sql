-- +goose Up

-- Who did what, only ever added to; seq from 1 without gaps.
CREATE TABLE audit_head (
    single   BIGINT PRIMARY KEY CHECK (single = 1),
    last_seq BIGINT NOT NULL
);
INSERT INTO audit_head (single, last_seq) VALUES (1, 0);
CREATE TABLE audit_entries (
    seq          BIGINT PRIMARY KEY,
    at           BIGINT NOT NULL,
    actor        TEXT   NOT NULL,
    role         TEXT   NOT NULL,
    action       TEXT   NOT NULL,
    subject_kind TEXT   NOT NULL,
    subject_id   TEXT   NOT NULL,
    detail       TEXT   NOT NULL -- JSON, an object of texts
);
CREATE INDEX audit_entries_subject ON audit_entries (subject_kind, subject_id, seq);
CREATE INDEX audit_entries_actor ON audit_entries (actor, seq);

-- Drafts of editions. Id counts from 1.
CREATE TABLE proposal_head (
    single  BIGINT PRIMARY KEY CHECK (single = 1),
    last_id BIGINT NOT NULL
);
INSERT INTO proposal_head (single, last_id) VALUES (1, 0);
CREATE TABLE proposals (
    id           BIGINT PRIMARY KEY,
    title        TEXT   NOT NULL,
    author       TEXT   NOT NULL,
    state        TEXT   NOT NULL, -- draft, review, published, discarded
    base_edition BIGINT NOT NULL, -- current when it was opened; 0: none
    restores     BIGINT NOT NULL, -- the edition that it rolls back to; 0: none
    edition      BIGINT NULL REFERENCES editions (number), -- what it was published as
    reviewer     TEXT   NOT NULL,
    note         TEXT   NOT NULL, -- of whoever returned, published or discarded it
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL
);
CREATE INDEX proposals_by_state ON proposals (state, id);
CREATE UNIQUE INDEX proposals_by_edition ON proposals (edition);

CREATE TABLE proposal_items (
    proposal_id  BIGINT NOT NULL REFERENCES proposals (id),
    kind         TEXT   NOT NULL,
    id           TEXT   NOT NULL,
    content      TEXT   NULL,     -- JSON; NULL: to be withdrawn
    position     BIGINT NOT NULL, -- order within the kind; 0: where the version before stood
    base_edition BIGINT NOT NULL, -- the edition that whoever wrote it had seen
    version      BIGINT NOT NULL, -- from 1, one more with every change
    changed_by   TEXT   NOT NULL,
    changed_at   BIGINT NOT NULL,
    origin       TEXT   NOT NULL, -- the file it came from; empty: written by hand
    PRIMARY KEY (proposal_id, kind, id)
);
