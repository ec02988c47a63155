package main

import (
	"context"
	"time"
)

// beat is how long a pulse sleeps.
const beat = 10 * time.Millisecond

// pulse sleeps and wakes until ctx ends and gives by how much it woke too late at the most: what the machine, the askers on it
// among others, kept from everybody.
func pulse(ctx context.Context) <-chan time.Duration {
	told := make(chan time.Duration, 1)
	go func() {
		var latest time.Duration
		for ctx.Err() == nil {
			began := time.Now()
			time.Sleep(beat)
			latest = max(latest, time.Since(began)-beat)
		}
		told <- latest
	}()
	return told
}
