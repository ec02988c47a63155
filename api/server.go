package api

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzhttp"
	"github.com/klauspost/compress/gzip"

	"yueyue/internal/auth"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/telemetry"
)

const (
	headTimeout  = 10 * time.Second  // for the head of a request to arrive
	writeTimeout = 60 * time.Second  // for a whole exchange; sockets have no such end
	idleTimeout  = 120 * time.Second // of a kept connection
	maxHead      = 64 << 10          // bytes
	minPacked    = 1 << 10           // bytes of a reply from which compression pays
)

// Server is the HTTP side of the program.
type Server struct {
	config    Config
	parts     Parts
	logger    *slog.Logger
	metrics   *telemetry.Metrics
	operators []netip.Prefix
	proxies   []netip.Prefix
	limiter   *auth.Limiter
	shelves   shelves
	sockets   *sockets
	opening   sync.Mutex // held while a taxpayer's first conversation is made
	uploads   *uploads
	pairs     latest[knowledge.QAPair]
	documents latest[knowledge.Document]

	engine   *gin.Engine
	huma     huma.API
	access   map[string]Access        // by "METHOD /pattern"
	patience map[string]time.Duration // where a reply may take longer than requestTimeout
	streams  map[string]bool          // where the handler itself reads the body
	declared []string                 // "METHOD /path" in the order of registration
	handler  http.Handler
}

// New builds the server and registers every route. Errors are fault.Invalid for the configuration, fault.Internal for pages
// that cannot be read.
func New(config Config, parts Parts) (*Server, error) {
	setUpFrameworks()
	if err := config.Validate(); err != nil {
		return nil, err
	}
	config = config.withDefaults()
	operators, err := networks(config.MetricsNetworks)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "api.New", err)
	}
	proxies, err := networks(config.TrustedProxies)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "api.New", err)
	}
	if parts.Metrics == nil {
		parts.Metrics = telemetry.NewMetrics(telemetry.ReadBuild())
	}
	s := &Server{
		config: config, parts: parts, logger: parts.Logger, metrics: parts.Metrics, operators: operators, proxies: proxies,
		limiter: auth.NewLimiter(config.RateAnonymous, parts.Now), shelves: shelves{lists: parts.Lists},
		sockets: newSockets(config.Sockets), access: map[string]Access{}, engine: gin.New(),
		patience: map[string]time.Duration{}, streams: map[string]bool{},
		uploads: newUploads(config.Uploads, parts.Content.Intake, parts.Logger, parts.Now),
	}
	if err := s.setUpEngine(); err != nil {
		return nil, fault.Wrap(fault.Invalid, "api.New", err)
	}
	s.huma = humagin.New(s.engine, description())
	s.registerAsk()
	s.registerConversations()
	s.registerSocket()
	s.registerVotes()
	s.registerKnowledge()
	s.registerStaff()
	s.registerContent()
	s.registerHealth()
	if err := errors.Join(s.registerReference(), s.registerPages()); err != nil {
		return nil, fault.Wrap(fault.Internal, "api.New", err)
	}
	s.handler, err = packed(s.engine)
	return s, fault.Wrap(fault.Internal, "api.New", err)
}

func (s *Server) setUpEngine() error {
	e := s.engine
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false
	e.RemoteIPHeaders = []string{"X-Forwarded-For"}
	// gin trusts everybody until it is told whom; an empty list is nobody.
	if err := e.SetTrustedProxies(s.config.TrustedProxies); err != nil {
		return err
	}
	e.Use(s.begin, s.survive, s.guard, s.shareAcrossOrigins, s.admit, s.takeBody)
	e.NoRoute(s.noRoute)
	e.NoMethod(s.noMethod)
	return nil
}

// packed compresses what clients want compressed and what is large enough to be worth it. Sockets pass untouched.
func packed(handler http.Handler) (http.Handler, error) {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(minPacked), gzhttp.CompressionLevel(gzip.BestSpeed), gzhttp.EnableZstd(false))
	if err != nil {
		return nil, err
	}
	packing := wrap(handler)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == socketPath {
			handler.ServeHTTP(w, r)
			return
		}
		packing.ServeHTTP(w, r)
	}), nil
}

// register adds an operation of the OpenAPI document together with who may call it.
func register[I, O any](s *Server, access Access, op huma.Operation, handler func(context.Context, *I) (*O, error)) {
	s.declare(access, op.Method, op.Path)
	describeAccess(&op, access)
	op.MaxBodyBytes, op.BodyReadTimeout = -1, -1 // takeBody has seen to both
	huma.Register(s.huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handler(ctx, in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return out, nil
	})
}

// Handler answers requests; Serve does too and knows how to stop.
func (s *Server) Handler() http.Handler { return s.handler }

// Serve answers on the listener until ctx ends. Then it stops in this order: no new connections; sockets get a close frame
// (1001) while requests under way finish; what is left after Config.ShutdownTimeout is cut off. It returns nil after an
// orderly stop, and closes the listener in any case. It is called once.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler: s.handler, ReadHeaderTimeout: headTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHead,
		ErrorLog: telemetry.ServerErrors(s.logger),
	}
	server.RegisterOnShutdown(s.sockets.stop)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fault.Wrap(fault.Unavailable, "api.Serve", err)
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.config.ShutdownTimeout)
	defer cancel()
	err := server.Shutdown(patience)
	if waited := s.sockets.wait(patience); err == nil {
		err = waited
	}
	if waited := s.uploads.stop(patience); err == nil {
		err = waited
	}
	if err != nil {
		s.logger.Warn("stopped before everything was finished", "error", err)
		_ = server.Close() // what is left is cut off
	}
	if ended := <-failed; err == nil && !errors.Is(ended, http.ErrServerClosed) {
		err = ended
	}
	return fault.Wrap(fault.Unavailable, "api.Serve", err)
}
