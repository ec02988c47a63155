package house

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"yueyue/bench/internal/machine"
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

// Program is the parts of yueyue, put together as its own main does.
type Program struct {
	Settings  config.Config
	Logger    *slog.Logger
	Metrics   *telemetry.Metrics
	DB        *store.DB
	Knowledge *knowledge.Repository
	Threads   *conversation.Repository
	Doorbell  *conversation.Doorbell
	Model     *embed.ONNX
	Tape      *Tape
	Notes     *Notes
	Retriever *retriever.Retriever
	Dialog    *dialog.Dialog

	Base, Jieba, Weights int // resident MB before jieba, of jieba, of the model

	log       *os.File
	segmenter *segment.Segmenter
	seed      *knowledge.Seed
	names     *knowledge.Names
	indexes   retriever.Indexes
}

// Open opens the parts in a folder and seeds the knowledge. The index is empty until the retriever has caught up.
func Open(ctx context.Context, c Config, folder string) (_ *Program, err error) {
	p := &Program{
		Settings: settings(c, folder), Metrics: telemetry.NewMetrics(telemetry.ReadBuild()), Doorbell: &conversation.Doorbell{}, indexes: c.Indexes,
	}
	if p.indexes == nil {
		p.indexes = retriever.InMemory(func() retriever.Index { return local.New() })
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.Close())
		}
	}()
	// The log goes to a file, as it does in service.
	if p.log, err = os.OpenFile(filepath.Join(folder, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		return nil, err
	}
	p.Logger = telemetry.NewLogger(p.log, slog.LevelInfo, p.Settings.Log.Format)
	if p.DB, err = store.Open(ctx, store.Config{Path: p.Settings.DatabasePath()}, p.Logger); err != nil {
		return nil, err
	}
	if err := p.DB.Migrate(ctx); err != nil {
		return nil, err
	}
	p.Knowledge, p.Threads = knowledge.NewRepository(p.DB, time.Now), conversation.NewRepository(p.DB, time.Now)
	if p.seed, err = knowledge.LoadSeed(data.FS); err != nil {
		return nil, err
	}
	if _, err := p.Knowledge.Seed(ctx, p.seed); err != nil {
		return nil, err
	}
	p.Base = Settled()
	p.segmenter, err = segment.New(segment.Config{CacheDir: filepath.Join(folder, "dictionary"), Terms: p.seed.Terms})
	if err != nil {
		return nil, err
	}
	p.Jieba = Settled() - p.Base
	if p.Model, err = embed.Open(embed.Config{Dir: c.Assets}); err != nil {
		return nil, err
	}
	if _, err := p.Model.EmbedQuery(ctx, p.seed.Pairs[0].Question); err != nil {
		return nil, err
	}
	p.Weights = Settled() - p.Base - p.Jieba
	p.Tape = newTape(p.Model)
	p.names = knowledge.NewNames(p.seed.Synonyms, p.segmenter.Normalize)
	p.Retriever = p.NewRetriever(p.Tape)
	p.Notes = &Notes{Retriever: p.Retriever}
	return p, p.openDialog()
}

func settings(c Config, folder string) config.Config {
	out := config.Default()
	out.Var, out.Assets = folder, c.Assets
	return out
}

// NewRetriever makes an empty index that takes what it cannot find in the store from a model.
func (p *Program) NewRetriever(model retriever.Model) *retriever.Retriever {
	return retriever.New(retriever.Parts{
		Source: p.Knowledge, Model: model, Indexes: p.indexes, Logger: p.Logger,
		Languages: retriever.Fixed(retriever.Language{Tokenizer: p.segmenter, Normalize: p.segmenter.Normalize, Names: p.names}),
	})
}

// prepare writes a text as it is indexed, which is how the retriever prepares it.
func (p *Program) prepare(text string) string {
	official, _ := p.names.Official(p.segmenter.Normalize(text))
	return official
}

func (p *Program) openDialog() error {
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
	p.Dialog = dialog.New(dialog.Parts{
		Understander: dialog.NewUnderstander(p.segmenter, speller, intents, regions, p.names, p.seed.StopPhrases),
		Retriever:    p.Notes, Contents: p.Knowledge, Calibration: calibration,
		Contact:   dialog.Contact{Hotline: p.Settings.Contact.Hotline, Hours: p.Settings.Contact.Hours},
		Region:    p.Settings.Region,
		Escalator: handoff.NewWishes(p.DB, time.Now), Observer: observer{p.Metrics}, Threads: p.Threads, Doorbell: p.Doorbell,
		DB: p.DB, Now: time.Now, Logger: p.Logger,
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
func (p *Program) Ready(ctx context.Context) []telemetry.PartState {
	states := []telemetry.PartState{{Name: "database", State: telemetry.OK}, {Name: "index", State: telemetry.OK}}
	if p.DB.Ping(ctx) != nil {
		states[0].State = telemetry.Failed
	}
	if _, _, ok := p.Retriever.Ready(); !ok {
		states[1].State = telemetry.Failed
	}
	return states
}

// Close releases the parts, last opened first.
func (p *Program) Close() error {
	var errs []error
	if p.Model != nil {
		errs = append(errs, p.Model.Close())
	}
	if p.segmenter != nil {
		p.segmenter.Close()
	}
	if p.DB != nil {
		errs = append(errs, p.DB.Close())
	}
	if p.log != nil {
		errs = append(errs, p.log.Close())
	}
	return errors.Join(errs...)
}

// Settled is the resident memory in MB after a collection, with what is free given back.
func Settled() int {
	debug.FreeOSMemory()
	now, _ := machine.Resident()
	return now
}
