package staff

import (
	"net/netip"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"yueyue/internal/auth"
)

// remembered bounds how many names, and how many addresses, a throttle keeps: about 150 bytes each. The longest quiet is
// forgotten first.
const remembered = 1 << 16

// throttle counts wrong passwords, by name and by address. Each has a bucket that holds a window's worth of failures, kept as the
// one instant at which it will be empty again (the generic cell rate algorithm of ITU-T I.371). It is safe for concurrent use.
type throttle struct {
	now     func() time.Time
	window  time.Duration
	perName time.Duration // by which one failure moves the instant
	perAddr time.Duration

	mu    sync.Mutex
	names *lru.Cache[string, time.Time]
	addrs *lru.Cache[netip.Addr, time.Time]
}

func newThrottle(config Config, now func() time.Time) *throttle {
	return &throttle{
		now: now, window: config.Window,
		perName: config.Window / time.Duration(config.FailuresPerName),
		perAddr: config.Window / time.Duration(config.FailuresPerAddress),
		names:   newCache[string](), addrs: newCache[netip.Addr](),
	}
}

func newCache[K comparable]() *lru.Cache[K, time.Time] {
	cache, err := lru.New[K, time.Time](remembered)
	if err != nil {
		panic(err) // only a size below 1 is refused
	}
	return cache
}

// attempt counts a failure ahead of the work, so that many at once are counted too. When there were too many it counts nothing
// and gives how long until there may be another.
func (t *throttle) attempt(name string, address netip.Addr) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now, address := t.now(), auth.Subscriber(address)
	byName := later(t.names, name, now).Add(t.perName)
	byAddr := later(t.addrs, address, now).Add(t.perAddr)
	if wait = max(byName.Sub(now), byAddr.Sub(now)) - t.window; wait > 0 {
		return max(wait, time.Second)
	}
	t.names.Add(name, byName)
	t.addrs.Add(address, byAddr)
	return 0
}

// succeeded forgets the failures of a name and takes back the one that attempt counted for the address.
func (t *throttle) succeeded(name string, address netip.Addr) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.names.Remove(name)
	address = auth.Subscriber(address)
	if empty, ok := t.addrs.Get(address); ok {
		t.addrs.Add(address, empty.Add(-t.perAddr))
	}
}

// later is the instant at which a bucket is empty, now when it is.
func later[K comparable](cache *lru.Cache[K, time.Time], key K, now time.Time) time.Time {
	if empty, ok := cache.Get(key); ok && empty.After(now) {
		return empty
	}
	return now
}
