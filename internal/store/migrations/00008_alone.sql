-- +goose Up

-- Whether the reviewer published what she had written or opened herself: 1, else 0.
ALTER TABLE proposals ADD COLUMN alone BIGINT NOT NULL DEFAULT 0;
UPDATE proposals SET alone = 1 WHERE edition IS NOT NULL AND (lower(author) = lower(reviewer)
    OR EXISTS (SELECT 1 FROM proposal_items i WHERE i.proposal_id = proposals.id AND lower(i.changed_by) = lower(proposals.reviewer)));
