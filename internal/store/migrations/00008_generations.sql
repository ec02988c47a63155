-- +goose Up

-- The generations of indexes that outlive a process, and the last change of the feed that the index of each holds.
CREATE TABLE index_generations (
    id         TEXT   PRIMARY KEY,
    seq        BIGINT NOT NULL, -- in the order in which they began
    language   TEXT   NOT NULL, -- version of tokenizer, dictionary and names
    model      TEXT   NOT NULL, -- empty: words only
    statistics BYTEA  NOT NULL, -- as retriever.Statistics writes itself
    checkpoint BIGINT NOT NULL  -- seq of knowledge_changes
);
