package editorial

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
)

// lockPublication takes the row under which editions are numbered, as knowledge does when it publishes, so that nothing is
// published between the comparison and the edition.
var lockPublication = map[store.Dialect]string{
	store.SQLite:   selectCurrent,
	store.Postgres: selectCurrent + ` FOR UPDATE`,
}

const (
	selectWriters = `SELECT DISTINCT changed_by FROM proposal_items WHERE proposal_id = $1`
	// What differs between the editions $1 and $2, where $3 is the smaller and $4 the larger of them: only versions that begin or
	// end in between can.
	differing = ` FROM (SELECT DISTINCT kind, id FROM knowledge_items
			WHERE edition_from > $3 AND edition_from <= $4 OR edition_to > $3 AND edition_to <= $4) k
		LEFT JOIN knowledge_items a ON a.kind = k.kind AND a.id = k.id
			AND a.edition_from <= $1 AND (a.edition_to IS NULL OR a.edition_to > $1)
		LEFT JOIN knowledge_items b ON b.kind = k.kind AND b.id = k.id
			AND b.edition_from <= $2 AND (b.edition_to IS NULL OR b.edition_to > $2)
		WHERE (a.content IS DISTINCT FROM b.content OR a.content IS NOT NULL AND a.position <> b.position)`
	// The items that lead from the edition $1, the current one, back to $2. To publish place 0 is to keep the place.
	insertRestoring = `INSERT INTO proposal_items (proposal_id, ` + itemColumns + `)
		SELECT CAST($5 AS BIGINT), k.kind, k.id, b.content, COALESCE(b.position, 0), CAST($1 AS BIGINT), 1,
			CAST($6 AS TEXT), CAST($7 AS BIGINT), ''` + differing + `
		AND (a.content IS DISTINCT FROM b.content OR b.position <> 0)`
)

// Approval is what a reviewer says when she publishes.
type Approval struct {
	Note    string // at most 2,000 characters
	Consent string // Findings.Consent, of contradictions that she has seen and takes upon herself; empty: she has seen none
}

// Contrary is inside the fault.Conflict (code contradictions_unconfirmed) of a publish whose contradictions nobody has taken upon
// herself.
type Contrary struct {
	Conflicts []Conflict
	Consent   string // as Approval takes it
}

func (c *Contrary) Error() string {
	return fmt.Sprintf("%d contradictions are not confirmed", len(c.Conflicts))
}

// Publish makes an edition of a proposal in review, in one transaction with its state and its entry in the trail. Items that
// say what is said anyway are left out. Who wrote a part of it may not, except where Config.OnePersonDesk is set or where it does
// nothing but restore an edition: that was reviewed before, and must be possible with one reviewer at hand. Errors, none of which
// changes anything:
//   - fault.Forbidden, code own_proposal: the reviewer wrote it or a part of it;
//   - fault.Conflict, code state_conflict: it is not in review;
//   - fault.Conflict, code base_moved, with a *Moved inside: another edition has changed its items meanwhile;
//   - fault.Invalid with a *Faulty inside: content that is wrong, names what is not there or is contradicted (Problem);
//   - fault.Conflict, code contradictions_unconfirmed, with a *Contrary inside: Approval.Consent does not name the contradictions;
//   - fault.Invalid, code nothing_to_publish: nothing would change.
func (r *Repository) Publish(ctx context.Context, reviewer audit.Actor, id ProposalID, approval Approval) (Proposal, knowledge.Edition, error) {
	var edition knowledge.Edition
	p, err := r.watching(ctx, id, Publish, func(seen looked) (Proposal, error) {
		return r.step(ctx, reviewer, id, Publish, approval.Note, func(ctx context.Context, tx *store.Tx, p *Proposal) (map[string]string, error) {
			detail := map[string]string{}
			own, err := wrote(ctx, tx, *p, reviewer.Name)
			if err != nil {
				return nil, err
			}
			switch {
			case !own:
			case seen.restores:
				detail["own_rollback"] = "true"
			case r.config.OnePersonDesk:
				detail["one_person_desk"] = "true"
			case p.Restores != 0:
				return nil, fault.New(fault.Forbidden, "editorial.publish", "own_proposal",
					"发起之后内容改过，或者又发布了别的版本，已不只是恢复旧版本，要由另一位同事审核发布；也可以作废它，重新恢复一次。")
			default:
				return nil, fault.New(fault.Forbidden, "editorial.publish", "own_proposal", "自己起草或改过的草案要由另一位同事审核发布。")
			}
			publication, err := prepare(ctx, tx, *p, seen)
			if err != nil {
				return nil, err
			}
			if err := seen.approve(approval, detail); err != nil {
				return nil, err
			}
			if edition, err = r.knowledge.PublishTx(ctx, tx, publication); err != nil {
				return nil, err
			}
			p.Reviewer, p.Edition, p.Alone = reviewer.Name, edition.Number, own
			detail["edition"] = strconv.FormatInt(edition.Number, 10)
			detail["put"], detail["withdrawn"] = strconv.Itoa(len(publication.Put)), strconv.Itoa(len(publication.Withdraw))
			return detail, nil
		})
	})
	if err != nil {
		return Proposal{}, knowledge.Edition{}, err
	}
	return p, edition, nil
}

// approve refuses contradictions that the reviewer has not taken upon herself, and notes for the trail those that she has.
func (l looked) approve(approval Approval, detail map[string]string) error {
	const op = "editorial.publish"
	contradictions := l.Contradictions()
	if len(contradictions) == 0 {
		return nil
	}
	if approval.Consent != l.Consent() {
		return &fault.Error{
			Kind: fault.Conflict, Op: op, Code: "contradictions_unconfirmed", Err: &Contrary{contradictions, l.Consent()},
			Message: fmt.Sprintf("有%d处与别的问答数字不同，请逐条核对，确认后再发布。%s", len(contradictions), contradictions[0].Say()),
		}
	}
	detail["contradictions"] = strconv.Itoa(len(contradictions))
	said := ""
	for _, c := range contradictions {
		said += c.Say()
	}
	if runes := []rune(said); len(runes) > maxNote {
		said = string(runes[:maxNote-1]) + "…"
	}
	detail["confirmed"] = said
	return nil
}

// wrote tells whether somebody is the author of a proposal or of one of its items.
func wrote(ctx context.Context, tx *store.Tx, p Proposal, name string) (bool, error) {
	rows, err := tx.Query(ctx, selectWriters, p.ID)
	if err != nil {
		return false, err
	}
	writers, err := store.Collect(rows, func(scan func(...any) error) (string, error) {
		var writer string
		err := scan(&writer)
		return writer, err
	})
	return slices.ContainsFunc(append(writers, p.Author), func(writer string) bool { return samePerson(writer, name) }), err
}

// samePerson tells whether two names are of one person: a name that a command was given may be in capitals, an account's never is.
func samePerson(a, b string) bool { return staff.Name(a) == staff.Name(b) }

// prepare takes the publication's row and gives what a proposal changes over the current edition, which must be what was reviewed.
func prepare(ctx context.Context, tx *store.Tx, p Proposal, seen looked) (knowledge.Publication, error) {
	publication := knowledge.Publication{Title: p.Title, Author: p.Author}
	var current int64
	if err := tx.QueryRow(ctx, lockPublication[tx.Dialect()]).Scan(&current); err != nil {
		return publication, err
	}
	items, err := compare(ctx, tx, p)
	if err != nil {
		return publication, err
	}
	clashes, err := clashesOf(items, current)
	if err != nil {
		return publication, err
	}
	if len(clashes) > 0 {
		return publication, movedFault(clashes)
	}
	if err := seen.still("editorial.publish", p); err != nil {
		return publication, err
	}
	if current != seen.current {
		return publication, fault.New(fault.Conflict, "editorial.publish", movedOn, "刚刚又发布了别的版本，请再试一次。")
	}
	// Whoever submitted it has seen which titles are names of files.
	if wrong := slices.DeleteFunc(slices.Clone(seen.Problems), func(p Problem) bool { return p.Code == TitleMissing }); len(wrong) > 0 {
		return publication, faultyFault("editorial.publish", wrong)
	}
	for _, c := range items {
		if c.idle() {
			continue
		}
		item, err := c.item()
		if err != nil {
			return publication, err
		}
		if item.Content == nil {
			publication.Withdraw = append(publication.Withdraw, item.Key)
		} else {
			publication.Put = append(publication.Put, knowledge.Item{Content: item.Content, Position: item.Position})
		}
	}
	if len(publication.Put)+len(publication.Withdraw) == 0 {
		return publication, fault.New(fault.Invalid, "editorial.publish", "nothing_to_publish", "草案里的内容和现在发布的完全一样。")
	}
	return publication, nil
}

// Rollback makes a proposal, in review at once, that gives back exactly what an earlier edition said; any reviewer publishes it as the
// edition after the current one, whoever opened it among them. Errors: fault.NotFound for an edition that is not earlier than the
// current one, fault.Invalid with code nothing_to_publish when both say the same.
func (r *Repository) Rollback(ctx context.Context, actor audit.Actor, edition int64, note string) (Proposal, error) {
	const op = "editorial.Rollback"
	note = strings.TrimSpace(note)
	if utf8.RuneCountInString(note) > maxNote {
		return Proposal{}, fault.New(fault.Invalid, op, "note_too_long", fmt.Sprintf("说明请不要超过%d字。", maxNote))
	}
	var p Proposal
	err := r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		var current int64
		if err := tx.QueryRow(ctx, lockPublication[tx.Dialect()]).Scan(&current); err != nil {
			return err
		}
		if edition < 1 || edition >= current {
			return fault.New(fault.NotFound, op, "edition_unknown", "没有可以退回到的这个版本。")
		}
		var err error
		p, err = r.begin(ctx, tx, Proposal{
			Title: fmt.Sprintf("恢复到第%d版", edition), Author: actor.Name, State: Review, Restores: edition, Note: note,
		})
		if err != nil {
			return err
		}
		items, err := tx.Exec(ctx, insertRestoring, current, edition, edition, current, p.ID, actor.Name, store.Micros(p.CreatedAt))
		if err != nil {
			return err
		}
		if items == 0 {
			return fault.New(fault.Invalid, op, "nothing_to_publish", "那个版本和现在发布的内容完全一样。")
		}
		return r.record(ctx, tx, actor, "proposal.rollback", p.ID,
			map[string]string{"edition": strconv.FormatInt(edition, 10), "items": strconv.FormatInt(items, 10)})
	})
	if err != nil {
		return Proposal{}, store.Fault(op, err)
	}
	return p, nil
}
