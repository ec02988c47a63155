package auth

import (
	"net/netip"
	"testing"
	"time"
)

func TestLimiter(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	l := NewLimiter(6, func() time.Time { return now })
	take := func(address string) (bool, time.Duration) { return l.Allow(netip.MustParseAddr(address)) }
	for i := range 6 {
		if ok, _ := take("203.0.113.1"); !ok {
			t.Fatalf("request %d of 6 was refused", i+1)
		}
	}
	if ok, wait := take("203.0.113.1"); ok || wait != 10*time.Second {
		t.Errorf("the 7th: %v, wait %v; want refused, 10s", ok, wait)
	}
	if ok, _ := take("203.0.113.2"); !ok {
		t.Error("another address was refused too")
	}
	if ok, _ := take("::ffff:203.0.113.1"); ok {
		t.Error("the mapped form of an address is another customer")
	}
	now = now.Add(9 * time.Second)
	if ok, wait := take("203.0.113.1"); ok || wait != time.Second {
		t.Errorf("after 9 s: %v, wait %v; want refused, 1s", ok, wait)
	}
	now = now.Add(time.Second)
	if ok, _ := take("203.0.113.1"); !ok {
		t.Error("after 10 s one more must pass")
	}
	now = now.Add(time.Hour)
	for i := range 6 {
		if ok, _ := take("203.0.113.1"); !ok {
			t.Fatalf("after an hour request %d was refused", i+1)
		}
	}
	if ok, _ := take("203.0.113.1"); ok {
		t.Error("an hour of rest must not save up more than one minute")
	}
	now = now.Add(-time.Hour)
	if ok, _ := take("203.0.113.1"); ok {
		t.Error("a clock that was set back must not give tokens")
	}
}

func TestLimiterCountsIPv6ByNetwork(t *testing.T) {
	now := time.Now()
	l := NewLimiter(1, func() time.Time { return now })
	cases := []struct {
		address string
		ok      bool
	}{
		{"2001:db8:1:1::1", true},
		{"2001:db8:1:1:ffff::2", false},
		{"2001:db8:1:2::1", true},
		{"fe80::1%eth0", true},
		{"fe80::1%eth1", false},
	}
	for _, c := range cases {
		if ok, _ := l.Allow(netip.MustParseAddr(c.address)); ok != c.ok {
			t.Errorf("%s: %v", c.address, ok)
		}
	}
}

func TestLimiterForgetsTheQuietest(t *testing.T) {
	now := time.Now()
	l := NewLimiter(1, func() time.Time { return now })
	l.most = 3
	address := func(i byte) netip.Addr { return netip.AddrFrom4([4]byte{203, 0, 113, i}) }
	for i := range byte(3) {
		l.Allow(address(i))
	}
	l.Allow(address(0)) // 1 is now the quietest
	l.Allow(address(9))
	if len(l.buckets) != 3 || l.order.Len() != 3 {
		t.Fatalf("%d addresses are remembered, want 3", len(l.buckets))
	}
	if ok, _ := l.Allow(address(0)); ok {
		t.Error("an active address was forgotten")
	}
	if ok, _ := l.Allow(address(1)); !ok {
		t.Error("the quietest address was kept")
	}
}

func TestLimiterOff(t *testing.T) {
	l := NewLimiter(0, time.Now)
	for range 1000 {
		if ok, _ := l.Allow(netip.MustParseAddr("203.0.113.1")); !ok {
			t.Fatal("0 means no limit")
		}
	}
	if len(l.buckets) != 0 {
		t.Error("nothing needs to be remembered")
	}
}

func BenchmarkLimiter(b *testing.B) {
	l := NewLimiter(60, time.Now)
	address := netip.MustParseAddr("203.0.113.1")
	for b.Loop() {
		l.Allow(address)
	}
}
