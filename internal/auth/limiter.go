package auth

import (
	"container/list"
	"net/netip"
	"sync"
	"time"
)

// maxAddresses bounds the memory of a Limiter: about 200 bytes each, 13 MB in all.
const maxAddresses = 1 << 16

// Limiter lets each address through so many times a minute, with a token bucket that holds one minute's worth, kept as the
// one instant at which it will be full (the generic cell rate algorithm of ITU-T I.371). IPv6
// addresses count by their /64 network, which is what one subscriber gets. When more addresses are active than it can
// remember, it forgets the one that was longest quiet. It is safe for concurrent use.
type Limiter struct {
	interval time.Duration // in which one token grows; 0: no limit
	minute   time.Duration // in which an empty bucket fills: interval × tokens
	most     int           // addresses remembered
	now      func() time.Time

	mu      sync.Mutex
	buckets map[netip.Addr]*list.Element
	order   *list.List // of bucket, the most recently used in front
}

type bucket struct {
	address netip.Addr
	full    time.Time
}

// NewLimiter allows perMinute requests a minute and address; 0 or less allows everything.
func NewLimiter(perMinute int, now func() time.Time) *Limiter {
	l := &Limiter{most: maxAddresses, now: now, buckets: map[netip.Addr]*list.Element{}, order: list.New()}
	if perMinute > 0 {
		l.interval = time.Minute / time.Duration(perMinute)
		l.minute = l.interval * time.Duration(perMinute)
	}
	return l
}

// Allow takes one token of the address. When there is none it gives how long until there is, at least one second.
func (l *Limiter) Allow(address netip.Addr) (bool, time.Duration) {
	if l.interval == 0 {
		return true, 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	b := l.bucket(Subscriber(address))
	full := b.full
	if full.Before(now) {
		full = now
	}
	full = full.Add(l.interval)
	if wait := full.Sub(now) - l.minute; wait > 0 {
		return false, max(wait, time.Second)
	}
	b.full = full
	return true, 0
}

// bucket finds or makes the bucket of an address and marks it as used.
func (l *Limiter) bucket(address netip.Addr) *bucket {
	if element, ok := l.buckets[address]; ok {
		l.order.MoveToFront(element)
		return element.Value.(*bucket)
	}
	if len(l.buckets) >= l.most {
		oldest := l.order.Back()
		delete(l.buckets, l.order.Remove(oldest).(*bucket).address)
	}
	fresh := &bucket{address: address}
	l.buckets[address] = l.order.PushFront(fresh)
	return fresh
}

// Subscriber is the part of an address that belongs to one customer of a network: of IPv6 the /64, else the address itself, without
// its zone.
func Subscriber(address netip.Addr) netip.Addr {
	address = address.Unmap().WithZone("")
	if !address.Is6() {
		return address
	}
	network, err := address.Prefix(64)
	if err != nil {
		return address
	}
	return network.Addr()
}
