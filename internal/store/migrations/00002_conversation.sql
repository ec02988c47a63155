-- +goose Up

CREATE TABLE conversations (
    id            TEXT   PRIMARY KEY,
    owner_kind    TEXT   NOT NULL, -- anonymous, taxpayer
    owner_subject TEXT   NULL,     -- of a taxpayer
    token_hash    TEXT   NULL UNIQUE, -- of an anonymous owner: SHA-256 in hexadecimal
    region        TEXT   NOT NULL,
    audience      TEXT   NOT NULL,
    last_seq      BIGINT NOT NULL,
    created_at    BIGINT NOT NULL
);
CREATE INDEX conversations_by_subject ON conversations (owner_subject, created_at);

CREATE TABLE messages (
    id              TEXT    PRIMARY KEY,
    conversation_id TEXT    NOT NULL REFERENCES conversations (id),
    seq             BIGINT  NOT NULL, -- from 1 without gaps
    client_id       TEXT    NULL,
    reply_to        TEXT    NULL UNIQUE REFERENCES messages (id),
    author          TEXT    NOT NULL, -- taxpayer, yueyue, agent, system
    text            TEXT    NOT NULL,
    answer_id       TEXT    NULL,
    awaits_reply    BOOLEAN NOT NULL,
    created_at      BIGINT  NOT NULL,
    UNIQUE (conversation_id, seq),
    UNIQUE (conversation_id, client_id)
);
CREATE INDEX messages_awaiting_reply ON messages (created_at, id) WHERE awaits_reply;
