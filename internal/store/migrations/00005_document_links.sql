-- +goose Up

-- What published documents do to others, by the keys under which the others are named: seen in the editions
-- edition_from <= e < edition_to, like the version of the document that says so. The other document may come later.
CREATE TABLE document_links (
    document_id  TEXT   NOT NULL,
    number       BIGINT NOT NULL, -- which of the document's links, from 0
    edition_from BIGINT NOT NULL REFERENCES editions (number),
    edition_to   BIGINT NULL REFERENCES editions (number), -- NULL: still current
    target_title TEXT   NOT NULL, -- as knowledge.TitleKey; empty: named by number alone
    target_number TEXT  NOT NULL, -- as knowledge.NumberKey; empty: named by title alone
    link         TEXT   NOT NULL, -- JSON
    PRIMARY KEY (document_id, number, edition_from)
);
CREATE INDEX document_links_title ON document_links (target_title);
CREATE INDEX document_links_number ON document_links (target_number);
