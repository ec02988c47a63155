package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"yueyue/data"
	"yueyue/dialog"
	"yueyue/dialog/golden"
	"yueyue/internal/knowledge"
	"yueyue/retriever/eval"
	"yueyue/retriever/local"
)

func evalCommand(env *environment) *cobra.Command {
	var source eval.Source
	var asJSON, goldenSet bool
	var runFile, calibrate string
	cmd := &cobra.Command{
		Use: "eval", Short: "用问题集测量检索（--data）或应答（--golden）", Args: exactly(0, "用法：yueyue eval --data DIR 或 yueyue eval --golden"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case goldenSet || calibrate != "":
				return env.evalGolden(cmd.Context(), calibrate)
			case source.Folder != "":
				return env.evalSet(cmd.Context(), source, runFile, asJSON)
			default:
				return fmt.Errorf("%w: 请给出 --data DIR 或 --golden", errUsage)
			}
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&source.Folder, "data", "", "BEIR 格式的文件夹：corpus.jsonl[.gz]、queries.jsonl、qrels.tsv")
	flags.StringVar(&source.Queries, "queries", "", "另用这个问题文件")
	flags.StringVar(&source.Qrels, "qrels", "", "另用这个标注文件")
	flags.BoolVar(&asJSON, "json", false, "输出 JSON")
	flags.StringVar(&runFile, "run", "", "把排名写成 TREC run 文件")
	flags.BoolVar(&goldenSet, "golden", false, "用随程序发布的黄金问题测量应答")
	flags.StringVar(&calibrate, "calibrate", "", "重新校准置信度，写到这个文件（data/confidence.json）")
	return cmd
}

// evalSet measures retrieval on a query set. Vectors of passages are kept under var, so that a second run embeds only the
// queries.
func (e *environment) evalSet(ctx context.Context, source eval.Source, runFile string, asJSON bool) error {
	set, err := eval.Load(source)
	if err != nil {
		return err
	}
	p, err := e.open(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	parts := eval.Parts{Tokenizer: p.segmenter, Index: local.New()}
	if p.model != nil {
		parts.Embedder, parts.Model = p.model, p.model.Model()
	}
	report, err := eval.Run(ctx, eval.Options{VectorFolder: filepath.Join(p.config.Var, "eval-vectors"), Progress: progress(e.stderr)}, set, parts)
	if err != nil {
		return err
	}
	if runFile != "" {
		out, err := os.Create(runFile) //nolint:gosec // the operator names the file
		if err != nil {
			return err
		}
		if err := eval.WriteRun(out, report.Rankings); err != nil {
			return err
		}
		if err := out.Close(); err != nil {
			return err
		}
	}
	if asJSON {
		return writeJSON(e.stdout, report)
	}
	text, err := json.Marshal(report)
	if err != nil {
		return err
	}
	var figures map[string]any
	if err := json.Unmarshal(text, &figures); err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "set %s: %d passages, %d queries\n", report.Set, report.Passages, report.Queries)
	for _, name := range []string{"recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10", "p50_ms", "p99_ms"} {
		fmt.Fprintf(e.stdout, "%-10s %.4f\n", name, figures[name])
	}
	return nil
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
	ids := make([]knowledge.PairID, len(pairs))
	for i, pair := range pairs {
		ids[i] = pair.ID
	}
	versions, err := p.knowledge.PairVersions(ctx, ids)
	if err != nil {
		return err
	}
	fitted, err := golden.Calibrate(ctx, p.dialog, questions, versions)
	if err != nil {
		return err
	}
	return replaceCalibration(calibrate, fitted, p.model == nil)
}

// replaceCalibration writes the fitted half of a calibration file and leaves the other half.
func replaceCalibration(file string, fitted dialog.Calibrated, wordsOnly bool) error {
	var whole dialog.Calibration
	if text, err := os.ReadFile(file); err == nil { //nolint:gosec // the operator names the file
		if err := json.Unmarshal(text, &whole); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	if wordsOnly {
		whole.Words = fitted
	} else {
		whole.Hybrid = fitted
	}
	text, err := json.MarshalIndent(whole, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o600)
}
