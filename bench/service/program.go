package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"yueyue/data"
	"yueyue/dialog"
	"yueyue/dialog/spelling"
	"yueyue/handoff"
	"yueyue/internal/config"
	"yueyue/internal/conversation"
	"yueyue/internal/knowledge"
	"yueyue/internal/store"
	"yueyue/internal/telemetry"
	"yueyue/retriever"
	"yueyue/retriever/embed"
	"yueyue/retriever/local"
	"yueyue/retriever/segment"
)

// program is the parts of yueyue, put together as its own main does.
type program struct {
	config    config.Config
	logger    *slog.Logger
	log       *os.File
	metrics   *telemetry.Metrics
	db        *store.DB
	knowledge *knowledge.Repository
	threads   *conversation.Repository
	doorbell  *conversation.Doorbell
	segmenter *segment.Segmenter
	seed      *knowledge.Seed
	names     *knowledge.Names
	model     *embed.ONNX
	tape      *tape
	notes     *notes
	retriever *retriever.Retriever
	dialog    *dialog.Dialog

	base, jieba, weights int // resident MB before jieba, of jieba, of the model
}

// openProgram opens the parts in a folder and seeds the knowledge. The index is empty until the retriever has caught up.
func openProgram(ctx context.Context, c options, folder string) (_ *program, err error) {
	p := &program{config: settings(c, folder), metrics: telemetry.NewMetrics(telemetry.ReadBuild()), doorbell: &conversation.Doorbell{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
		}
	}()
	// The log goes to a file, as it does in service.
	if p.log, err = os.OpenFile(filepath.Join(folder, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		return nil, err
	}
	p.logger = telemetry.NewLogger(p.log, slog.LevelInfo, p.config.Log.Format)
	if p.db, err = store.Open(ctx, store.Config{Path: p.config.DatabasePath()}, p.logger); err != nil {
		return nil, err
	}
	if err := p.db.Migrate(ctx); err != nil {
		return nil, err
	}
	p.knowledge, p.threads = knowledge.NewRepository(p.db, time.Now), conversation.NewRepository(p.db, time.Now)
	if p.seed, err = knowledge.LoadSeed(data.FS); err != nil {
		return nil, err
	}
	if _, err := p.knowledge.Seed(ctx, p.seed); err != nil {
		return nil, err
	}
	p.base = settled()
	p.segmenter, err = segment.New(segment.Config{CacheDir: filepath.Join(folder, "dictionary"), Terms: p.seed.Terms})
	if err != nil {
		return nil, err
	}
	p.jieba = settled() - p.base
	if p.model, err = embed.Open(embed.Config{Dir: c.Assets}); err != nil {
		return nil, err
	}
	if _, err := p.model.EmbedQuery(ctx, p.seed.Pairs[0].Question); err != nil {
		return nil, err
	}
	p.weights = settled() - p.base - p.jieba
	p.tape = newTape(p.model)
	p.names = knowledge.NewNames(p.seed.Synonyms, p.segmenter.Normalize)
	p.retriever = p.newRetriever(p.tape)
	p.notes = &notes{Retriever: p.retriever}
	return p, p.openDialog()
}

func settings(c options, folder string) config.Config {
	out := config.Default()
	out.Var, out.Assets = folder, c.Assets
	return out
}

// newRetriever makes an empty index that takes what it cannot find in the store from a model.
func (p *program) newRetriever(model retriever.Model) *retriever.Retriever {
	return retriever.New(retriever.Parts{
		Source: p.knowledge, Model: model, Indexes: retriever.InMemory(func() retriever.Index { return local.New() }), Logger: p.logger,
		Languages: retriever.Fixed(retriever.Language{Tokenizer: p.segmenter, Normalize: p.segmenter.Normalize, Names: p.names}),
	})
}

// prepare writes a text as it is indexed, which is how the retriever prepares it.
func (p *program) prepare(text string) string {
	official, _ := p.names.Official(p.segmenter.Normalize(text))
	return official
}

func (p *program) openDialog() error {
	intents, err := dialog.LoadIntents(data.FS)
	if err != nil {
		return err
	}
	regions, err := dialog.LoadRegions(data.FS)
	if err != nil {
		return err
	}
	calibration, err := dialog.LoadCalibration(data.FS)
	if err != nil {
		return err
	}
	words := append([]string{}, p.seed.Terms...)
	for _, s := range p.seed.Synonyms {
		words = append(append(words, s.Official), s.Everyday...)
	}
	var phrases []string
	for _, pair := range p.seed.Pairs {
		phrases = append(append(append(phrases, pair.Question), pair.Similar...), pair.Aliases...)
	}
	speller := spelling.New(words, phrases, p.segmenter.Known)
	p.dialog = dialog.New(dialog.Parts{
		Understander: dialog.NewUnderstander(p.segmenter, speller, intents, regions, p.names, p.seed.StopPhrases),
		Retriever:    p.notes, Contents: p.knowledge, Calibration: calibration,
		Contact:   dialog.Contact{Hotline: p.config.Contact.Hotline, Hours: p.config.Contact.Hours},
		Region:    p.config.Region,
		Escalator: handoff.NewWishes(p.db, time.Now), Observer: observer{p.metrics}, Threads: p.threads, Doorbell: p.doorbell,
		DB: p.db, Now: time.Now, Logger: p.logger,
	})
	return nil
}

// observer puts what dialog tells into the metrics.
type observer struct{ metrics *telemetry.Metrics }

func (o observer) Answered(kind string, embedding, search, _ time.Duration) {
	o.metrics.Replied(kind)
	if embedding > 0 {
		o.metrics.Embedded(embedding)
	}
	if search > 0 {
		o.metrics.Searched(search)
	}
}

// Ready says what /readyz shows.
func (p *program) Ready(ctx context.Context) []telemetry.PartState {
	states := []telemetry.PartState{{Name: "database", State: telemetry.OK}, {Name: "index", State: telemetry.OK}}
	if p.db.Ping(ctx) != nil {
		states[0].State = telemetry.Failed
	}
	if _, _, ok := p.retriever.Ready(); !ok {
		states[1].State = telemetry.Failed
	}
	return states
}

// close releases the parts, last opened first.
func (p *program) close() error {
	var errs []error
	if p.model != nil {
		errs = append(errs, p.model.Close())
	}
	if p.segmenter != nil {
		p.segmenter.Close()
	}
	if p.db != nil {
		errs = append(errs, p.db.Close())
	}
	if p.log != nil {
		errs = append(errs, p.log.Close())
	}
	return errors.Join(errs...)
}

// settled is the resident memory in MB after a collection, with what is free given back.
func settled() int {
	debug.FreeOSMemory()
	now, _ := resident()
	return now
}
