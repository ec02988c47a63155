-- +goose Up

-- Every publish. Number counts from 1.
CREATE TABLE editions (
    number       BIGINT PRIMARY KEY,
    title        TEXT   NOT NULL,
    author       TEXT   NOT NULL,
    published_at BIGINT NOT NULL
);

-- The one row under which everything is published: whoever changes knowledge updates it first.
CREATE TABLE publication (
    single          BIGINT PRIMARY KEY CHECK (single = 1),
    current_edition BIGINT NOT NULL, -- 0: nothing published yet
    last_change     BIGINT NOT NULL  -- the last seq of knowledge_changes
);
INSERT INTO publication (single, current_edition, last_change) VALUES (1, 0, 0);

-- Pairs, packages, trending questions and quick links, one row for each version: seen in the editions
-- edition_from <= e < edition_to.
CREATE TABLE knowledge_items (
    kind         TEXT   NOT NULL, -- pair, package, trending, quick_link
    id           TEXT   NOT NULL,
    edition_from BIGINT NOT NULL REFERENCES editions (number),
    edition_to   BIGINT NULL REFERENCES editions (number), -- NULL: still current
    origin       TEXT   NOT NULL, -- shipped, staff
    seed_hash    TEXT   NOT NULL, -- the shipped version last seen; empty: never shipped
    content      TEXT   NULL,     -- JSON; NULL: withdrawn by staff
    position     BIGINT NOT NULL, -- order within the kind
    PRIMARY KEY (kind, id, edition_from)
);
CREATE UNIQUE INDEX knowledge_items_current ON knowledge_items (kind, id) WHERE edition_to IS NULL;

-- The feed that indexes follow; seq from 1 without gaps.
CREATE TABLE knowledge_changes (
    seq     BIGINT PRIMARY KEY,
    edition BIGINT NOT NULL REFERENCES editions (number),
    kind    TEXT   NOT NULL,
    id      TEXT   NOT NULL
);

-- A newer shipped version of an item that staff had edited, waiting for a decision.
CREATE TABLE knowledge_drafts (
    kind       TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    seed_hash  TEXT   NOT NULL,
    content    TEXT   NOT NULL,
    position   BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (kind, id)
);

-- Embeddings by content: no text is embedded twice by one model.
CREATE TABLE vectors (
    content_hash TEXT   NOT NULL,
    model        TEXT   NOT NULL,
    dims         BIGINT NOT NULL,
    vector       BYTEA  NOT NULL, -- dims little-endian float32
    PRIMARY KEY (content_hash, model)
);
