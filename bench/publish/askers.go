package main

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"yueyue/bench/internal/house"
	"yueyue/dialog"
)

// everyProbe is which of an asker's questions is for the article that changes.
const everyProbe = 10

// question is one that was asked.
type question struct {
	began time.Time
	took  time.Duration
}

// askers ask without pause, each the next question of all.
type askers struct {
	program   *house.Program
	questions []house.Asked
	next      atomic.Int64
	wanted    atomic.Pointer[wanted]
	asked     [][]question // by asker
	asking    sync.WaitGroup
}

// wanted is a text that some reply will carry; seen gets the time of the first one.
type wanted struct {
	text string
	once sync.Once
	seen chan time.Time
}

func newWanted(text string) *wanted { return &wanted{text: text, seen: make(chan time.Time, 1)} }

// start begins to ask until ctx ends; an error goes to fail.
func (a *askers) start(ctx context.Context, count int, fail func(error)) {
	a.asked = make([][]question, count)
	for i := range count {
		a.asking.Go(func() {
			for n := 1; ctx.Err() == nil; n++ {
				if err := a.ask(ctx, i, n%everyProbe == 0); err != nil && ctx.Err() == nil {
					fail(err)
					return
				}
			}
		})
	}
}

// ask asks one question. What is asked for the changing article is not counted among the others: it is always the same.
func (a *askers) ask(ctx context.Context, asker int, probing bool) error {
	if probing {
		reply, err := a.program.Dialog.Ask(ctx, dialog.Question{Text: probe})
		if w := a.wanted.Load(); err == nil && w != nil && carries(reply, w.text) {
			w.once.Do(func() { w.seen <- time.Now() })
		}
		return err
	}
	q := a.questions[int(a.next.Add(1)-1)%len(a.questions)].Question
	began := time.Now()
	_, err := a.program.Dialog.Ask(ctx, q)
	a.asked[asker] = append(a.asked[asker], question{began, time.Since(began)})
	return err
}

// carries reports whether a reply shows a text.
func carries(reply dialog.Reply, text string) bool {
	if strings.Contains(reply.Text, text) {
		return true
	}
	for _, c := range reply.Citations {
		if strings.Contains(c.Quote, text) {
			return true
		}
	}
	return false
}

// split sorts the questions into those asked around a publish, and the others.
func (a *askers) split(publishes []changed, around time.Duration) (meanwhile, without []time.Duration) {
	for _, some := range a.asked {
		for _, q := range some {
			near := false
			for _, p := range publishes {
				near = near || q.began.After(p.Began.Add(-around)) && q.began.Before(p.Committed.Add(around))
			}
			if near {
				meanwhile = append(meanwhile, q.took)
			} else {
				without = append(without, q.took)
			}
		}
	}
	return meanwhile, without
}
