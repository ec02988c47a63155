-- +goose Up

-- Officers and content staff.
CREATE TABLE accounts (
    name         TEXT    PRIMARY KEY,
    display_name TEXT    NOT NULL,
    roles        TEXT    NOT NULL, -- separated by spaces: agent supervisor content_editor content_reviewer administrator
    password     TEXT    NOT NULL, -- a PHC string of argon2id; empty: logs in elsewhere
    issuer       TEXT    NULL,     -- of the identity provider
    subject      TEXT    NULL,     -- at the identity provider
    disabled     BOOLEAN NOT NULL,
    created_at   BIGINT  NOT NULL,
    updated_at   BIGINT  NOT NULL,
    UNIQUE (issuer, subject)
);

CREATE TABLE staff_sessions (
    id         TEXT   PRIMARY KEY,
    token_hash TEXT   NOT NULL UNIQUE, -- SHA-256 in hexadecimal
    account    TEXT   NOT NULL REFERENCES accounts (name),
    address    TEXT   NOT NULL,
    user_agent TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL -- whatever happens until then
);
CREATE INDEX staff_sessions_by_account ON staff_sessions (account, created_at);
CREATE INDEX staff_sessions_by_expiry ON staff_sessions (expires_at);
