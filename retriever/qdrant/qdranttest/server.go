package qdranttest

import (
	"context"
	"crypto/tls"
	"net"
	"path"
	"slices"
	"sync"
	"testing"
	"time"

	wire "github.com/qdrant/go-client/qdrant"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// Options say how the server is reached. The zero value is a server without key or encryption.
type Options struct {
	APIKey  string           // asked of every call but HealthCheck; empty: none
	TLS     *tls.Certificate // nil: http
	Version string           // empty: 1.18.0
}

// Server keeps its collections while it is away. It is safe for concurrent use.
type Server struct {
	wire.UnimplementedQdrantServer
	tb      testing.TB
	options Options
	address string
	serving *grpc.Server

	mu          sync.RWMutex
	collections map[string]*collection
	aliases     map[string]string

	control sync.Mutex
	delay   time.Duration
	faults  map[string][]error
	lost    map[string]bool
	before  map[string]func()
	calls   map[string]int
	keys    []string
	hasty   bool
}

// Start starts a server on a free port of this machine; it stops with the test.
func Start(tb testing.TB, options Options) *Server {
	tb.Helper()
	s := &Server{
		tb: tb, options: options, address: "127.0.0.1:0", collections: map[string]*collection{}, aliases: map[string]string{},
		faults: map[string][]error{}, lost: map[string]bool{}, before: map[string]func(){}, calls: map[string]int{},
	}
	s.Return()
	tb.Cleanup(s.Leave)
	return s
}

// URL is what a client connects to.
func (s *Server) URL() string {
	if s.options.TLS != nil {
		return "https://" + s.address
	}
	return "http://" + s.address
}

// Leave ends all connections and listens no more.
func (s *Server) Leave() { s.serving.Stop() }

// Return listens on the same address again.
func (s *Server) Return() {
	s.tb.Helper()
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", s.address)
	if err != nil {
		s.tb.Fatal(err)
	}
	s.address = listener.Addr().String()
	options := []grpc.ServerOption{
		grpc.ChainUnaryInterceptor(s.intercept), grpc.MaxRecvMsgSize(32 << 20),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: time.Second, PermitWithoutStream: true}),
	}
	if s.options.TLS != nil {
		options = append(options, grpc.Creds(credentials.NewServerTLSFromCert(s.options.TLS)))
	}
	s.serving = grpc.NewServer(options...)
	wire.RegisterQdrantServer(s.serving, s)
	wire.RegisterCollectionsServer(s.serving, &collections{Server: s})
	wire.RegisterPointsServer(s.serving, &points{Server: s})
	serving := s.serving
	go func() { _ = serving.Serve(listener) }()
}

// Delay makes every call wait before it is answered; 0: not at all.
func (s *Server) Delay(d time.Duration) {
	s.control.Lock()
	defer s.control.Unlock()
	s.delay = d
}

// Fail makes the next calls of a method, for example Upsert, fail with these errors; a nil lets one through.
func (s *Server) Fail(method string, errs ...error) {
	s.control.Lock()
	defer s.control.Unlock()
	s.faults[method] = append(s.faults[method], errs...)
}

// Lose makes the next call of a method be done and its answer be lost, as when the server is restarted.
func (s *Server) Lose(method string) {
	s.control.Lock()
	defer s.control.Unlock()
	s.lost[method] = true
}

// Before does something when the next call of a method has come and is not handled yet.
func (s *Server) Before(method string, do func()) {
	s.control.Lock()
	defer s.control.Unlock()
	s.before[method] = do
}

// Hurry makes waited writes be answered before they are done, as when the server's own patience ends.
func (s *Server) Hurry(on bool) {
	s.control.Lock()
	defer s.control.Unlock()
	s.hasty = on
}

func (s *Server) hurried() bool {
	s.control.Lock()
	defer s.control.Unlock()
	return s.hasty
}

// Calls is how often a method was called.
func (s *Server) Calls(method string) int {
	s.control.Lock()
	defer s.control.Unlock()
	return s.calls[method]
}

// Keys are the API keys that the calls carried, each once.
func (s *Server) Keys() []string {
	s.control.Lock()
	defer s.control.Unlock()
	return slices.Clone(s.keys)
}

// Collections are the names of the collections, sorted, and what each alias points to.
func (s *Server) Collections() (names []string, aliases map[string]string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	aliases = map[string]string{}
	for name := range s.collections {
		names = append(names, name)
	}
	for alias, name := range s.aliases {
		aliases[alias] = name
	}
	slices.Sort(names)
	return names, aliases
}

func (s *Server) intercept(ctx context.Context, request any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	method := path.Base(info.FullMethod)
	given, _ := metadata.FromIncomingContext(ctx)
	s.control.Lock()
	s.calls[method]++
	for _, key := range given.Get("api-key") {
		if !slices.Contains(s.keys, key) {
			s.keys = append(s.keys, key)
		}
	}
	delay := s.delay
	var failure error
	if waiting := s.faults[method]; len(waiting) > 0 {
		failure, s.faults[method] = waiting[0], waiting[1:]
	}
	lost := s.lost[method]
	delete(s.lost, method)
	before := s.before[method]
	delete(s.before, method)
	s.control.Unlock()
	if s.options.APIKey != "" && method != "HealthCheck" && !slices.Equal(given.Get("api-key"), []string{s.options.APIKey}) {
		return nil, status.Error(codes.Unauthenticated, "Must provide an API key or an Authorization bearer token")
	}
	select {
	case <-ctx.Done():
		return nil, status.FromContextError(ctx.Err()).Err()
	case <-time.After(delay):
	}
	if failure != nil {
		return nil, failure
	}
	if before != nil {
		before()
	}
	answer, err := handle(ctx, request)
	if lost {
		return nil, status.Error(codes.Unavailable, "the connection broke")
	}
	return answer, err
}

// HealthCheck tells the version.
func (s *Server) HealthCheck(context.Context, *wire.HealthCheckRequest) (*wire.HealthCheckReply, error) {
	version := s.options.Version
	if version == "" {
		version = "1.18.0"
	}
	return &wire.HealthCheckReply{Title: "qdrant - vector search engine", Version: version}, nil
}
