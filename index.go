package main

import (
	"context"
	"fmt"
	"time"

	"yueyue/internal/fault"
	"yueyue/internal/telemetry"
	"yueyue/retriever"
	"yueyue/retriever/local"
	"yueyue/retriever/qdrant"
)

// openIndexes gives the retriever its indexes: in this process, or on the configured Qdrant, whose connection is opened here.
func (p *program) openIndexes() (retriever.Indexes, error) {
	settings := p.config.Index.Qdrant
	if settings.URL == "" {
		return retriever.InMemory(func() retriever.Index { return local.New() }), nil
	}
	config := qdrant.Default()
	config.URL, config.APIKey, config.CAFile, config.Alias = settings.URL, settings.APIKey, settings.CAFile, settings.Alias
	config.SearchTimeout, config.ApplyTimeout = settings.SearchTimeout, settings.ApplyTimeout
	client, err := qdrant.Open(config)
	if err != nil {
		return nil, err
	}
	p.qdrant = client
	return qdrant.Indexes{Client: client}, nil
}

// indexState tells of the index that questions are asked of.
func (p *program) indexState(ctx context.Context) telemetry.PartState {
	state := telemetry.PartState{Name: "index", State: telemetry.Failed, Detail: "正在建立索引"}
	generation, edition, ready := p.retriever.Ready()
	if ready {
		state = telemetry.PartState{Name: "index", State: telemetry.OK, Detail: fmt.Sprintf("内嵌索引，知识第 %d 版", edition), Version: generation}
	}
	if p.qdrant == nil {
		return state
	}
	server, err := p.qdrant.State(ctx)
	switch {
	case err != nil:
		state.State, state.Detail = telemetry.Failed, "Qdrant："+fault.MessageOf(err)
	case ready:
		state.Version = "Qdrant " + server.Version
		state.Detail = fmt.Sprintf("集合 %s，%d 个单元，状态 %s，往返 %s，知识第 %d 版", server.Collection, server.Units, server.Health,
			server.RoundTrip.Round(100*time.Microsecond), edition)
	}
	return state
}
