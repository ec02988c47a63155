package main

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"yueyue/data"
	"yueyue/dialog"
	"yueyue/dialog/golden"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
	"yueyue/retriever/eval"
)

// calibratePassages fits the confidence in passages on query sets whose passages are published over the shipped knowledge, in
// databases of their own, and on golden questions that no policy answers.
func (e *environment) calibratePassages(ctx context.Context, calibrate string, folders []string) error {
	questions, err := golden.Load(data.FS)
	if err != nil {
		return err
	}
	var judged []golden.Judged
	wordsOnly := false
	for _, folder := range folders {
		of, words, err := e.judge(ctx, folder, questions)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "%s：%d 个问题的首选是条文\n", filepath.Base(folder), len(of))
		judged, wordsOnly = append(judged, of...), words
	}
	fitted, err := golden.CalibratePassages(judged)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "回答门槛 %.3f：准确率 %.3f，覆盖 %.3f；建议门槛 %.3f：准确率 %.3f，覆盖 %.3f\n", fitted.Answer.Confidence, fitted.Answer.Precision,
		fitted.Answer.Coverage, fitted.Offer.Confidence, fitted.Offer.Precision, fitted.Offer.Coverage)
	return replaceCalibration(calibrate, func(c *dialog.Calibration) {
		if wordsOnly {
			c.WordsPassages = fitted
		} else {
			c.HybridPassages = fitted
		}
	})
}

// judge asks the questions of a query set, and those that are out of scope, of a program that holds the set's passages.
func (e *environment) judge(ctx context.Context, folder string, questions []golden.Question) (judged []golden.Judged, wordsOnly bool, err error) {
	set, err := eval.Load(eval.Source{Folder: folder})
	if err != nil {
		return nil, false, err
	}
	cfg, err := e.config()
	if err != nil {
		return nil, false, err
	}
	logger, err := e.logger(cfg, true)
	if err != nil {
		return nil, false, err
	}
	cfg.Assets, cfg.Var, cfg.Database.DSN = cfg.AssetsFolder(), filepath.Join(cfg.Var, "calibration", filepath.Base(folder)), ""
	p, err := openProgram(ctx, cfg, logger)
	if err != nil {
		return nil, false, err
	}
	defer p.close()
	ids, err := p.publishPassages(ctx, set)
	if err != nil {
		return nil, false, err
	}
	if err := p.retriever.CatchUp(ctx); err != nil {
		return nil, false, err
	}
	ask := func(q dialog.Question, right func(retriever.Target) bool) error {
		evidence, err := p.dialog.Examine(ctx, q, retriever.PassageTarget, "", retriever.Target{})
		if err != nil || len(evidence.Offered) == 0 {
			return err
		}
		j := golden.Judged{Features: evidence.Features, Right: right(evidence.Offered[0])}
		for _, target := range evidence.Offered {
			j.Reached = j.Reached || right(target)
		}
		judged = append(judged, j)
		return nil
	}
	for _, query := range set.Queries {
		relevant := map[string]bool{}
		for passage := range set.Qrels[query.ID] {
			relevant[string(ids[passage])] = true
		}
		if err := ask(dialog.Question{Text: query.Text}, func(t retriever.Target) bool { return relevant[t.ID] }); err != nil {
			return nil, false, err
		}
	}
	for _, q := range questions {
		if q.HeldOut || q.Answerable() || q.Style != "out_of_scope" {
			continue
		}
		if err := ask(q.Asked(), func(retriever.Target) bool { return false }); err != nil {
			return nil, false, err
		}
	}
	return judged, p.model == nil, nil
}

// mostPassages bounds what is published of a set, as much as a bureau has: all that answers a question, and others spread over
// the rest.
const mostPassages = 10_000

// some are at most mostPassages of a set.
func some(set eval.Set) []eval.Passage {
	wanted := map[string]bool{}
	for _, relevant := range set.Qrels {
		for passage := range relevant {
			wanted[passage] = true
		}
	}
	step := (len(set.Passages) + mostPassages - 1) / mostPassages
	var passages []eval.Passage
	for i, passage := range set.Passages {
		if wanted[passage.ID] || i%step == 0 {
			passages = append(passages, passage)
		}
	}
	return passages
}

var clauseTitle = regexp.MustCompile(`^(.+?)(第[一二三四五六七八九十百零]+条)$`)

// publishPassages publishes the passages of a set once, a document for each title, and gives their ids.
func (p *program) publishPassages(ctx context.Context, set eval.Set) (map[string]knowledge.PassageID, error) {
	ids := map[string]knowledge.PassageID{}
	documents := map[string]*knowledge.Document{}
	publication := knowledge.Publication{Title: set.Name, Author: "calibration"}
	for _, passage := range some(set) {
		content := knowledge.Passage{Title: "政策文件", Text: strings.TrimSpace(strings.ReplaceAll(passage.Text, "\t", " "))}
		if passage.Title != "" {
			content.Title = passage.Title
		}
		if clause := clauseTitle.FindStringSubmatch(passage.Title); clause != nil {
			content.Title, content.Clause, content.Path = clause[1], clause[2], []string{clause[2]}
		}
		d := documents[content.Title]
		if d == nil {
			d = &knowledge.Document{ID: knowledge.DocumentID(fmt.Sprintf("d-%d", len(documents)+1)), Title: content.Title}
			documents[content.Title] = d
		}
		content.Document, content.ID = d.ID, knowledge.PassageID(fmt.Sprintf("%s.p%d", d.ID, len(d.Passages)+1))
		d.Passages, ids[passage.ID] = append(d.Passages, content.ID), content.ID
		publication.Put = append(publication.Put, knowledge.Item{Content: content})
	}
	for _, d := range documents {
		publication.Put = append(publication.Put, knowledge.Item{Content: *d})
	}
	edition, err := p.knowledge.CurrentEdition(ctx)
	if err != nil || edition.Title == set.Name {
		return ids, err
	}
	_, err = p.knowledge.Publish(ctx, publication)
	return ids, err
}
