-- +goose Up

-- Wishes to speak with a person.
CREATE TABLE escalation_wishes (
    id              TEXT   PRIMARY KEY,
    conversation_id TEXT   NULL REFERENCES conversations (id),
    answer_id       TEXT   NULL REFERENCES answers (id),
    source          TEXT   NOT NULL,
    created_at      BIGINT NOT NULL
);
