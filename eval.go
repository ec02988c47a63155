package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"yueyue/data"
	"yueyue/dialog"
	"yueyue/dialog/golden"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/retriever/eval"
	"yueyue/retriever/local"
)

func evalCommand(env *environment) *cobra.Command {
	var source eval.Source
	var asJSON, goldenSet bool
	var runFile, calibrate, samples string
	var passages []string
	cmd := &cobra.Command{
		Use: "eval", Short: "用问题集测量检索（--data）、应答（--golden）或文件识别（--ingest）", Args: exactly(0, "用法：yueyue eval --data DIR、yueyue eval --golden 或 yueyue eval --ingest DIR"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case samples != "":
				return env.evalIngest(cmd.Context(), samples)
			case len(passages) > 0 && calibrate != "":
				return env.calibratePassages(cmd.Context(), calibrate, passages)
			case goldenSet || calibrate != "":
				return env.evalGolden(cmd.Context(), calibrate)
			case source.Folder != "":
				return env.evalSet(cmd.Context(), source, runFile, asJSON)
			default:
				return fmt.Errorf("%w: 请给出 --data DIR、--golden 或 --ingest DIR", errUsage)
			}
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&source.Folder, "data", "", "BEIR 格式的文件夹：corpus.jsonl[.gz]、queries.jsonl、qrels.tsv；或装有几个这种文件夹的文件夹")
	flags.StringVar(&source.Queries, "queries", "", "另用这个问题文件")
	flags.StringVar(&source.Qrels, "qrels", "", "另用这个标注文件")
	flags.BoolVar(&asJSON, "json", false, "输出 JSON")
	flags.StringVar(&runFile, "run", "", "把排名写成 TREC run 文件")
	flags.BoolVar(&goldenSet, "golden", false, "用随程序发布的黄金问题测量应答")
	flags.StringVar(&calibrate, "calibrate", "", "重新校准置信度，写到这个文件（data/confidence.json）")
	flags.StringSliceVar(&passages, "passages", nil, "与 --calibrate 合用：用这些问题集（BEIR 格式）校准对条文的置信度")
	flags.StringVar(&samples, "ingest", "", "装有样本文件的文件夹：把识别出的要素与人读出的比较")
	return cmd
}

// evalSet measures retrieval on a query set, or on every set below a folder that is none itself. Vectors of passages are
// kept under var, so that a second run embeds only the queries.
func (e *environment) evalSet(ctx context.Context, source eval.Source, runFile string, asJSON bool) error {
	sets, err := querySets(source.Folder)
	if err != nil {
		return err
	}
	p, err := e.open(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	if len(sets) == 0 {
		report, err := p.evaluate(ctx, source, runFile, e.stderr)
		if err != nil {
			return err
		}
		if asJSON {
			return writeJSON(e.stdout, report)
		}
		writeReport(e.stdout, report)
		return nil
	}
	fmt.Fprintln(e.stdout, "| set | passages | queries | recall@1 | recall@5 | recall@10 | mrr@10 | ndcg@10 | p50_ms | p99_ms |\n|---|---|---|---|---|---|---|---|---|---|")
	for _, set := range sets {
		report, err := p.evaluate(ctx, eval.Source{Folder: set}, "", e.stderr)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "| %s | %d | %d | %.4f | %.4f | %.4f | %.4f | %.4f | %.1f | %.1f |\n", report.Set, report.Passages, report.Queries,
			report.RecallAt1, report.RecallAt5, report.RecallAt10, report.MRRAt10, report.NDCGAt10, report.P50, report.P99)
	}
	return nil
}

// querySets are the folders one below that hold a query set; none when the folder itself is one.
func querySets(folder string) ([]string, error) {
	missing := func(why string) error { return fault.New(fault.NotFound, "main.querySets", "eval_set_missing", why) }
	info, err := os.Stat(folder)
	switch {
	case err != nil:
		return nil, missing("文件夹 " + folder + " 不存在或不能读取，请检查 --data 的路径。")
	case !info.IsDir():
		return nil, missing(folder + " 不是文件夹；--data 后面应写装有 corpus.jsonl、queries.jsonl 和 qrels.tsv 的文件夹。")
	case hasCorpus(folder):
		return nil, nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, missing("文件夹 " + folder + " 不能读取，请检查权限。")
	}
	var sets []string
	for _, entry := range entries {
		if below := filepath.Join(folder, entry.Name()); hasCorpus(below) {
			sets = append(sets, below)
		}
	}
	if len(sets) == 0 {
		return nil, missing("文件夹 " + folder + " 和它的下一级文件夹里都没有 corpus.jsonl（或 corpus.jsonl.gz），请检查 --data 的路径。")
	}
	return sets, nil
}

func hasCorpus(folder string) bool {
	for _, name := range []string{"corpus.jsonl", "corpus.jsonl.gz"} {
		if info, err := os.Stat(filepath.Join(folder, name)); err == nil && info.Mode().IsRegular() {
			return true
		}
	}
	return false
}

// evaluate runs one query set through segmenting, embedding, the index and the fusion that asking uses.
func (p *program) evaluate(ctx context.Context, source eval.Source, runFile string, stderr io.Writer) (eval.Report, error) {
	set, err := eval.Load(source)
	if lost, ok := errors.AsType[*fs.PathError](err); ok && fault.KindOf(err) == fault.NotFound {
		return eval.Report{}, &fault.Error{
			Kind: fault.NotFound, Op: "main.evaluate", Code: "eval_set_missing", Err: err, Message: "没有文件 " + lost.Path + "，请检查 --data、--queries 和 --qrels。",
		}
	}
	if err != nil {
		return eval.Report{}, &fault.Error{
			Kind: fault.KindOf(err), Op: "main.evaluate", Err: err, Message: "问题集读不出来，请检查 --data、--queries 和 --qrels 的文件。",
		}
	}
	parts := eval.Parts{Tokenizer: p.languages.current.segmenter, Index: local.New()}
	if p.model != nil {
		parts.Embedder, parts.Model = p.model, p.model.Model()
	}
	options := eval.Options{VectorFolder: filepath.Join(p.config.Var, "eval-vectors"), Progress: progress(stderr)}
	report, err := eval.Run(ctx, options, set, parts)
	if err != nil || runFile == "" {
		return report, err
	}
	out, err := os.Create(runFile)
	if err != nil {
		return report, err
	}
	return report, errors.Join(eval.WriteRun(out, report.Rankings), out.Close())
}

// writeReport prints a report for a person at a terminal.
func writeReport(w io.Writer, report eval.Report) {
	fmt.Fprintf(w, "set %s: %d passages, %d queries\n", report.Set, report.Passages, report.Queries)
	for _, line := range []struct {
		name  string
		value float64
	}{
		{"recall@1", report.RecallAt1},
		{"recall@5", report.RecallAt5},
		{"recall@10", report.RecallAt10},
		{"mrr@10", report.MRRAt10},
		{"ndcg@10", report.NDCGAt10},
		{"p50_ms", report.P50},
		{"p99_ms", report.P99},
	} {
		fmt.Fprintf(w, "%-10s %.4f\n", line.name, line.value)
	}
}

// evalGolden measures answers on the golden questions, or calibrates the confidence on those that are not held out.
func (e *environment) evalGolden(ctx context.Context, calibrate string) error {
	questions, err := golden.Load(data.FS)
	if err != nil {
		return err
	}
	p, err := e.open(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.retriever.CatchUp(ctx); err != nil {
		return err
	}
	if calibrate == "" {
		outcomes, err := golden.Run(ctx, p.dialog, questions)
		if err != nil {
			return err
		}
		golden.Write(e.stdout, outcomes)
		return nil
	}
	edition, err := p.knowledge.CurrentEdition(ctx)
	if err != nil {
		return err
	}
	pairs, err := p.knowledge.AllPairs(ctx, edition.Number)
	if err != nil {
		return err
	}
	keys := make([]knowledge.Key, len(pairs))
	for i, pair := range pairs {
		keys[i] = pair.Key()
	}
	versions, err := p.knowledge.Versions(ctx, keys)
	if err != nil {
		return err
	}
	current := make([]knowledge.Version, len(keys))
	for i, key := range keys {
		current[i] = versions[key][len(versions[key])-1]
	}
	fitted, err := golden.Calibrate(ctx, p.dialog, questions, current)
	if err != nil {
		return err
	}
	return replaceCalibration(calibrate, func(c *dialog.Calibration) {
		if p.model == nil {
			c.Words = fitted
		} else {
			c.Hybrid = fitted
		}
	})
}

// replaceCalibration writes the fitted part of a calibration file and leaves the others.
func replaceCalibration(file string, replace func(*dialog.Calibration)) error {
	var whole dialog.Calibration
	if text, err := os.ReadFile(file); err == nil {
		if err := json.Unmarshal(text, &whole); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	replace(&whole)
	text, err := json.MarshalIndent(whole, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o600)
}
