-- +goose Up

-- Every answer with the decision behind it. An answer to a stateless question belongs to no conversation.
CREATE TABLE answers (
    id              TEXT             PRIMARY KEY,
    conversation_id TEXT             NULL REFERENCES conversations (id),
    message_id      TEXT             NULL,
    question        TEXT             NOT NULL,
    understood_as   TEXT             NOT NULL,
    kind            TEXT             NOT NULL, -- answer, suggest, clarify, abstain, handoff, smalltalk
    pair_id         TEXT             NULL,
    edition         BIGINT           NOT NULL,
    as_of           TEXT             NOT NULL,
    region          TEXT             NOT NULL,
    audience        TEXT             NOT NULL,
    confidence      DOUBLE PRECISION NOT NULL, -- 0..1
    reply           TEXT             NOT NULL, -- JSON
    decision        TEXT             NOT NULL, -- JSON
    created_at      BIGINT           NOT NULL
);
CREATE INDEX answers_by_conversation ON answers (conversation_id);

CREATE TABLE votes (
    answer_id  TEXT   NOT NULL REFERENCES answers (id),
    voter      TEXT   NOT NULL,
    value      TEXT   NOT NULL, -- useful, useless
    reason     TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (answer_id, voter)
);
