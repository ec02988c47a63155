package api

import (
	"context"
	"sync"

	"yueyue/internal/conversation"
)

// sockets counts the open ones and tells them when to stop.
type sockets struct {
	config SocketConfig
	quit   chan struct{} // closed when the server stops

	mu      sync.Mutex
	open    int
	threads map[conversation.ID]int
	parted  chan struct{} // closed when a socket has left its conversation, and made anew
	stopped bool
	idle    chan struct{} // closed when the last socket has gone after a stop
}

func newSockets(config SocketConfig) *sockets {
	return &sockets{config: config, quit: make(chan struct{}), idle: make(chan struct{}), parted: make(chan struct{}), threads: map[conversation.ID]int{}}
}

// enter counts a socket in; false when there are too many or the server stops.
func (s *sockets) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped || s.open >= s.config.All {
		return false
	}
	s.open++
	return true
}

// leave counts out what enter counted in.
func (s *sockets) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open--
	if s.stopped && s.open == 0 {
		close(s.idle)
	}
}

// join counts a socket as one of a conversation; part undoes it. When that has too many it counts nothing and gives a channel
// that is closed when it is worth another try.
func (s *sockets) join(id conversation.ID) (joined bool, parted <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.threads[id] >= s.config.PerConversation {
		return false, s.parted
	}
	s.threads[id]++
	return true, nil
}

func (s *sockets) part(id conversation.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.threads[id]--; s.threads[id] <= 0 {
		delete(s.threads, id)
	}
	close(s.parted)
	s.parted = make(chan struct{})
}

// stop tells all sockets to close and lets no more in.
func (s *sockets) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return
	}
	s.stopped = true
	close(s.quit)
	if s.open == 0 {
		close(s.idle)
	}
}

// wait returns when the last socket has gone, or with the error of ctx.
func (s *sockets) wait(ctx context.Context) error {
	s.stop()
	select {
	case <-s.idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
