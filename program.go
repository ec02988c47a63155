package main

import (
	"context"
	"log/slog"
	"time"

	"yueyue/data"
	"yueyue/dialog"
	"yueyue/handoff"
	"yueyue/internal/config"
	"yueyue/internal/conversation"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/store"
	"yueyue/internal/telemetry"
	"yueyue/retriever"
	"yueyue/retriever/embed"
	"yueyue/retriever/qdrant"
)

// model turns text into vectors.
type model interface {
	retriever.Model
	Close() error
}

// program is the parts that every command shares, opened.
type program struct {
	config    config.Config
	logger    *slog.Logger
	metrics   *telemetry.Metrics
	db        *store.DB
	knowledge *knowledge.Repository
	threads   *conversation.Repository
	doorbell  *conversation.Doorbell
	languages *languages
	model     model  // nil in words-only mode
	wordsOnly string // why there is no model; empty when there is one
	retriever *retriever.Retriever
	qdrant    *qdrant.Client // nil: the index is in the process
	dialog    *dialog.Dialog
	watch     func(context.Context) // takes in what comes into the watched folder; nil: none is configured
}

// openProgram opens the parts in the order in which they need each other and seeds the knowledge. What it opened before an
// error it closes.
func openProgram(ctx context.Context, cfg config.Config, logger *slog.Logger) (_ *program, err error) {
	p := &program{config: cfg, logger: logger, metrics: telemetry.NewMetrics(telemetry.ReadBuild()), doorbell: &conversation.Doorbell{}}
	defer func() {
		if err != nil {
			p.close()
		}
	}()
	if p.db, err = openStore(ctx, cfg, logger); err != nil {
		return nil, err
	}
	p.knowledge = knowledge.NewRepository(p.db, time.Now)
	p.threads = conversation.NewRepository(p.db, time.Now)
	seed, err := knowledge.LoadSeed(data.FS)
	if err != nil {
		return nil, err
	}
	if _, err := p.knowledge.Seed(ctx, seed); err != nil {
		return nil, err
	}
	p.languages = &languages{seed: seed, knowledge: p.knowledge, folder: cfg.Var}
	if err := p.openModel(ctx); err != nil {
		return nil, err
	}
	indexes, err := p.openIndexes()
	if err != nil {
		return nil, err
	}
	parts := retriever.Parts{Source: p.knowledge, Languages: p.languages.of, Indexes: indexes, Logger: logger}
	if p.model != nil {
		parts.Model = p.model
	}
	p.retriever = retriever.New(parts)
	return p, p.openDialog(ctx, seed)
}

// openModel opens the embedding model. Without one the program works on words alone and says why; one that is there and
// cannot be used is an error, which an operator should learn of at once.
func (p *program) openModel(ctx context.Context) error {
	if !p.config.Embedding.Enabled {
		p.wordsOnly = "配置关闭了向量模型（embedding.enabled: false）"
		return nil
	}
	if endpoint := p.config.Embedding.Endpoint; endpoint.URL != "" {
		model, err := embed.OpenEndpoint(embed.EndpointConfig(endpoint))
		if err == nil {
			p.model = model
		}
		return err
	}
	model, err := embed.Open(embed.Config{Dir: p.config.AssetsFolder(), Threads: p.config.Embedding.Threads})
	if err == nil {
		p.model = model
		return nil
	}
	if code := fault.CodeOf(err); code != "model_missing" && code != "platform_unsupported" {
		return err
	}
	p.wordsOnly = fault.MessageOf(err)
	p.logger.WarnContext(ctx, "no embedding model: answering from words alone", "reason", p.wordsOnly)
	return nil
}

func (p *program) openDialog(ctx context.Context, seed *knowledge.Seed) error {
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
	edition, err := p.knowledge.CurrentEdition(ctx)
	if err != nil {
		return err
	}
	if _, err := p.languages.of(ctx, edition.Number); err != nil {
		return err
	}
	p.dialog = dialog.New(dialog.Parts{
		Understander: p.languages.current.understander(seed, intents, regions),
		Retriever:    p.retriever, Contents: p.knowledge, Calibration: calibration,
		Contact:   dialog.Contact{Hotline: p.config.Contact.Hotline, Hours: p.config.Contact.Hours},
		Region:    p.config.Region,
		Escalator: handoff.NewWishes(p.db, time.Now), Observer: observer{p.metrics}, Threads: p.threads, Doorbell: p.doorbell,
		DB: p.db, Now: time.Now, Logger: p.logger,
	})
	p.languages.changed = func(l *language) { p.dialog.Relearn(l.understander(seed, intents, regions)) }
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

// close releases the parts. The database is first: after a stop that had to cut requests off some may still be at work, and
// what they would say without tokenizer or model must not be stored.
func (p *program) close() {
	for _, release := range p.releases() {
		release()
	}
}

// releases are the steps of close in their order.
func (p *program) releases() []func() {
	var steps []func()
	step := func(part string, release func() error) {
		steps = append(steps, func() {
			if err := release(); err != nil {
				p.logger.Error("closing a part", "part", part, "error", err)
			}
		})
	}
	if p.db != nil {
		step("database", p.db.Close)
	}
	if p.qdrant != nil {
		step("index", p.qdrant.Close)
	}
	if p.model != nil {
		step("embedding", p.model.Close)
	}
	if p.languages != nil {
		step("segmenter", func() error {
			p.languages.close()
			return nil
		})
	}
	return steps
}
