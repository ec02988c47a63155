package qdrant_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
	"yueyue/retriever/qdrant"
	"yueyue/retriever/qdrant/qdranttest"
)

// unitOf is a unit that everyone sees, about one token.
func unitOf(id, token string) retriever.Unit {
	return retriever.Unit{
		ID: retriever.UnitID(id), Target: retriever.Target{Kind: retriever.PairTarget, ID: id}, Region: knowledge.National,
		Terms: []retriever.Term{{Token: token, Weight: 2}}, Vector: []float32{3, 4},
	}
}

var tax = retriever.Probe{Terms: []retriever.Term{{Token: "税", Weight: 1}}, Vector: []float32{3, 4}}

func started(t *testing.T, options qdranttest.Options) (*qdranttest.Server, qdrant.Config) {
	t.Helper()
	server := qdranttest.Start(t, options)
	config := patient()
	config.URL, config.APIKey = server.URL(), options.APIKey
	return server, config
}

func put(t *testing.T, x *qdrant.Index, units ...retriever.Unit) {
	t.Helper()
	if err := x.Apply(t.Context(), retriever.Changes{Put: units}); err != nil {
		t.Fatal(err)
	}
}

// found is how many units each leg finds.
func found(t *testing.T, x *qdrant.Index) (words, meaning int) {
	t.Helper()
	byWords, byMeaning, err := x.Search(t.Context(), tax, retriever.Filter{}, 10)
	if err != nil {
		t.Fatal(err)
	}
	return len(byWords), len(byMeaning)
}

func wantFault(t *testing.T, err error, kind fault.Kind, code string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind || fault.CodeOf(err) != code {
		t.Errorf("got %v (%s %s), want %s %s", err, fault.KindOf(err), fault.CodeOf(err), kind, code)
	}
	if e, ok := errors.AsType[*fault.Error](err); !ok || e.Message == "" {
		t.Errorf("no sentence for people in %v", err)
	}
}

func TestAwayAndBack(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	client := open(t, config)
	x := build(t, client, "a1", 2)
	put(t, x, unitOf("a", "税"))
	server.Leave()
	_, _, err := x.Search(t.Context(), tax, retriever.Filter{}, 10)
	wantFault(t, err, fault.Unavailable, "index_away")
	wantFault(t, x.Apply(t.Context(), retriever.Changes{Put: []retriever.Unit{unitOf("b", "税")}}), fault.Unavailable, "index_away")
	_, err = client.State(t.Context())
	wantFault(t, err, fault.Unavailable, "index_away")
	server.Return()
	deadline := time.Now().Add(10 * time.Second)
	for { // until the connection is made again, by itself
		if _, _, err = x.Search(t.Context(), tax, retriever.Filter{}, 10); err == nil || time.Now().After(deadline) {
			break
		}
	}
	put(t, x, unitOf("b", "税"))
	if words, meaning := found(t, x); words != 2 || meaning != 2 {
		t.Errorf("%d and %d units after the return", words, meaning)
	}
}

func TestOpenWhileAway(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	server.Leave()
	_, _, err := open(t, config).Standing(t.Context())
	wantFault(t, err, fault.Unavailable, "index_away")
}

func TestSlowServer(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	config.SearchTimeout = 50 * time.Millisecond
	x := build(t, open(t, config), "a1", 2)
	server.Delay(time.Minute)
	began := time.Now()
	_, _, err := x.Search(t.Context(), tax, retriever.Filter{}, 10)
	wantFault(t, err, fault.Unavailable, "index_away")
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 5*time.Second || server.Calls("QueryBatch") != 1 {
		t.Errorf("%v after %v and %d calls", err, time.Since(began), server.Calls("QueryBatch"))
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := x.Apply(cancelled, retriever.Changes{Put: []retriever.Unit{unitOf("a", "税")}}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestWhatIsTriedAgain(t *testing.T) {
	away, broken := status.Error(codes.Unavailable, "gone for a moment"), status.Error(codes.Internal, "disk full")
	for _, tc := range []struct {
		name     string
		method   string
		failures []error
		calls    int
		works    bool
	}{
		{"a search that met a restart", "QueryBatch", []error{away, away}, 3, true},
		{"a search of a server that stays away", "QueryBatch", []error{away, away, away}, 3, false},
		{"a search that the server failed", "QueryBatch", []error{broken}, 1, false},
		{"a write that met a restart", "Upsert", []error{away}, 2, true},
		{"a write that the server failed", "Upsert", []error{broken}, 1, false},
		{"the second of two writes fails", "Upsert", []error{nil, broken}, 2, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			server, config := started(t, qdranttest.Options{})
			x := build(t, open(t, config), "a1", 2)
			server.Fail(tc.method, tc.failures...)
			var err error
			if tc.method == "QueryBatch" {
				_, _, err = x.Search(t.Context(), tax, retriever.Filter{}, 10)
			} else {
				var many []retriever.Unit
				for i := range 300 * len(tc.failures) { // 600 are two writes
					many = append(many, unitOf(string(rune('一'+i)), "税"))
				}
				err = x.Apply(t.Context(), retriever.Changes{Put: many})
			}
			if tc.works != (err == nil) || server.Calls(tc.method) != tc.calls {
				t.Errorf("%v after %d calls", err, server.Calls(tc.method))
			}
			if err != nil {
				wantFault(t, err, fault.Unavailable, "index_away")
			}
		})
	}
}

func TestMakingIsTriedAgain(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	server.Lose("Create")
	put(t, build(t, open(t, config), "a1", 2), unitOf("a", "税"))
	if calls := server.Calls("Create"); calls != 2 {
		t.Errorf("%d calls where the answer to the first was lost", calls)
	}
}

func TestAPIKey(t *testing.T) {
	server, config := started(t, qdranttest.Options{APIKey: "geheim"})
	build(t, open(t, config), "a1", 2)
	if keys := server.Keys(); !slices.Equal(keys, []string{"geheim"}) {
		t.Errorf("the server saw %q", keys)
	}
	for _, key := range []string{"", "falsch"} {
		config.APIKey = key
		_, _, err := open(t, config).Standing(t.Context())
		wantFault(t, err, fault.Unavailable, "index_denied")
		state, err := open(t, config).State(t.Context())
		wantFault(t, err, fault.Unavailable, "index_denied")
		if state.Version == "" {
			t.Error("the version, which needs no key, is not told")
		}
	}
}

func TestTLS(t *testing.T) {
	certificate, text := selfSigned(t)
	server, config := started(t, qdranttest.Options{TLS: &certificate, APIKey: "geheim"})
	config.CAFile = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(config.CAFile, text, 0o600); err != nil {
		t.Fatal(err)
	}
	x := build(t, open(t, config), "a1", 2)
	put(t, x, unitOf("a", "税"))
	if words, _ := found(t, x); words != 1 {
		t.Errorf("%d units over TLS", words)
	}
	seen := server.Calls("ListAliases")
	config.CAFile = ""
	_, _, err := open(t, config).Standing(t.Context())
	wantFault(t, err, fault.Unavailable, "index_away")
	if server.Calls("ListAliases") != seen {
		t.Error("a server with an unknown certificate was spoken to")
	}
	for name, content := range map[string]string{"missing.pem": "", "empty.pem": "no certificate"} {
		config.CAFile = filepath.Join(t.TempDir(), name)
		if content != "" {
			if err := os.WriteFile(config.CAFile, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		_, err := qdrant.Open(config)
		wantFault(t, err, fault.Invalid, "index_config")
	}
}

func selfSigned(t *testing.T) (certificate tls.Certificate, text []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func TestConfigValidate(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*qdrant.Config)
		valid  bool
	}{
		{"the default", func(*qdrant.Config) {}, true},
		{"https without port", func(c *qdrant.Config) { c.URL = "https://qdrant.example" }, true},
		{"a CA file", func(c *qdrant.Config) { c.URL, c.CAFile = "https://[::1]:6334/", "ca.pem" }, true},
		{"no address", func(c *qdrant.Config) { c.URL = "" }, false},
		{"an address without scheme", func(c *qdrant.Config) { c.URL = "localhost:6334" }, false},
		{"the HTTP port", func(c *qdrant.Config) { c.URL = "http://localhost:6333" }, false},
		{"a key in the address", func(c *qdrant.Config) { c.URL = "https://key@localhost:6334" }, false},
		{"a path", func(c *qdrant.Config) { c.URL = "https://localhost/qdrant" }, false},
		{"a CA file without TLS", func(c *qdrant.Config) { c.CAFile = "ca.pem" }, false},
		{"an alias of capitals", func(c *qdrant.Config) { c.Alias = "Yueyue" }, false},
		{"no time to search", func(c *qdrant.Config) { c.SearchTimeout = 0 }, false},
		{"no time to write", func(c *qdrant.Config) { c.ApplyTimeout = -1 }, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			config := qdrant.Default()
			tc.change(&config)
			err := config.Validate()
			if tc.valid != (err == nil) {
				t.Fatalf("Validate: %v", err)
			}
			if err != nil {
				wantFault(t, err, fault.Invalid, "index_config")
			}
		})
	}
}

var grpcInternal = status.Error(codes.Internal, "disk full")
