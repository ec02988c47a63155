package conversation

import "sync"

// Doorbell tells listeners that a conversation has something new; what it is they read from the database. The zero value is
// ready. It is safe for concurrent use.
type Doorbell struct {
	mu        sync.Mutex
	listeners map[ID]map[chan struct{}]struct{}
}

// Listen gives a channel that has a signal whenever the conversation was rung since the last receive; rings in between are
// one signal. After stop, which may be called more than once, no further signal is sent. The channel is never closed.
func (d *Doorbell) Listen(id ID) (signals <-chan struct{}, stop func()) {
	signal := make(chan struct{}, 1)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.listeners == nil {
		d.listeners = map[ID]map[chan struct{}]struct{}{}
	}
	if d.listeners[id] == nil {
		d.listeners[id] = map[chan struct{}]struct{}{}
	}
	d.listeners[id][signal] = struct{}{}
	return signal, func() { d.leave(id, signal) }
}

// Ring signals everyone who listens to the conversation. It never blocks on a listener.
func (d *Doorbell) Ring(id ID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for signal := range d.listeners[id] {
		select {
		case signal <- struct{}{}:
		default: // the signal of an earlier ring has not been received yet; it stands for this one too
		}
	}
}

func (d *Doorbell) leave(id ID, signal chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.listeners[id], signal)
	if len(d.listeners[id]) == 0 {
		delete(d.listeners, id)
	}
}
