package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"yueyue/api"
	"yueyue/bench/internal/machine"
	"yueyue/dialog"
)

// pressed is what came of many clients asking at once.
type pressed struct {
	Requests int
	Took     time.Duration
	Times    moments
	Own      time.Duration // processor time of the clients
	Program  time.Duration // processor time of the program under measurement
	Machine  time.Duration // processor time of all programs of the machine
}

// press asks with many clients at once, each on a connection of its own that it keeps, until the time is over. Every client
// has one request under way at any moment.
func press(ctx context.Context, c options, address string, questions []dialog.Question) (pressed, error) {
	bodies := make([][]byte, len(questions))
	for i, q := range questions {
		request := api.AskRequest{Question: q.Text, AsOf: string(q.AsOf), Region: q.Region, Audience: string(q.Audience)}
		for _, turn := range q.History {
			request.History = append(request.History, api.HistoryEntry{Question: turn.Question})
		}
		var err error
		if bodies[i], err = json.Marshal(request); err != nil {
			return pressed{}, err
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: c.Clients, DisableCompression: true}}
	defer client.CloseIdleConnections()
	var next atomic.Int64
	times := make([][]time.Duration, c.Clients)
	var clients sync.WaitGroup
	own, all, began := machine.ProcessorTime(), machine.AllProcessors(), time.Now()
	for i := range times {
		clients.Go(func() {
			for time.Since(began) < c.Press {
				asking := time.Now()
				if err := post(ctx, client, address, bodies[int(next.Add(1)-1)%len(bodies)]); err != nil {
					cancel(err)
					return
				}
				times[i] = append(times[i], time.Since(asking))
			}
		})
	}
	clients.Wait()
	if ctx.Err() != nil {
		return pressed{}, context.Cause(ctx)
	}
	out := pressed{Took: time.Since(began), Own: machine.ProcessorTime() - own, Machine: machine.AllProcessors() - all}
	var together []time.Duration
	for _, some := range times {
		together = append(together, some...)
	}
	out.Requests, out.Times = len(together), momentsOf(together)
	return out, nil
}

func post(ctx context.Context, client *http.Client, address string, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+address+"/api/v1/ask", bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", response.Status, text)
	}
	return err
}
