package conversation_test

import (
	"sync"
	"testing"
	"testing/synctest"

	"yueyue/internal/conversation"
)

func TestDoorbell(t *testing.T) {
	var bell conversation.Doorbell
	bell.Ring("nobody listens")
	signals, stop := bell.Listen("a")
	second, stopSecond := bell.Listen("a")
	other, stopOther := bell.Listen("b")
	defer stopOther()

	bell.Ring("a")
	bell.Ring("a") // two rings that nobody has heard yet are one signal
	for name, c := range map[string]struct {
		signals <-chan struct{}
		want    bool
	}{"first": {signals, true}, "second": {second, true}, "another conversation": {other, false}} {
		if got := rung(c.signals); got != c.want {
			t.Errorf("%s: signal is %v", name, got)
		}
		if rung(c.signals) {
			t.Errorf("%s: a second signal", name)
		}
	}
	bell.Ring("a")
	if !rung(signals) {
		t.Error("no signal after the last ring")
	}
	stop()
	stop()
	bell.Ring("a")
	if rung(signals) {
		t.Error("a signal after stop")
	}
	if !rung(second) {
		t.Error("one listener's stop silenced another")
	}
	stopSecond()
}

// TestDoorbellLosesNothing: whoever reads the state after each signal ends at the last state, however the rings fall.
func TestDoorbellLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const rings, listeners = 1000, 5
		var bell conversation.Doorbell
		var mu sync.Mutex
		state := 0
		var group sync.WaitGroup
		for range listeners {
			signals, stop := bell.Listen("a")
			group.Go(func() {
				defer stop()
				for {
					<-signals // a lost last signal is a deadlock, which fails the test
					mu.Lock()
					seen := state
					mu.Unlock()
					if seen == rings {
						return
					}
				}
			})
		}
		for range rings {
			mu.Lock()
			state++
			mu.Unlock()
			bell.Ring("a")
		}
		group.Wait()
	})
}

// TestDoorbellForgets: a conversation that nobody listens to any more costs nothing.
func TestDoorbellForgets(t *testing.T) {
	var bell conversation.Doorbell
	listen := func() {
		_, stop := bell.Listen("a")
		bell.Ring("a")
		stop()
	}
	listen()
	if held := bell.Held(); held != 0 {
		t.Errorf("%d conversations are held without a listener", held)
	}
	_, stop := bell.Listen("a")
	if held := bell.Held(); held != 1 {
		t.Errorf("%d conversations are held for one listener", held)
	}
	stop()
}

func rung(signals <-chan struct{}) bool {
	select {
	case <-signals:
		return true
	default:
		return false
	}
}
