package qdrant

import (
	"context"
	"sync"
	"time"

	wire "github.com/qdrant/go-client/qdrant"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/metadata"

	"yueyue/internal/fault"
)

const (
	connections  = 3        // questions spread over them
	largestReply = 64 << 20 // bytes; a search of depth 1000 with vectors of 1024 dimensions gives 12 MB
	reconnectMax = 3 * time.Second
	connectLimit = 3 * time.Second
	apiKeyHeader = "api-key"
)

// Client is a connection to a Qdrant server. It is safe for concurrent use.
type Client struct {
	config Config
	remote *wire.Client
	now    func() time.Time
	pulse  time.Duration

	mu      sync.Mutex
	unstood map[string]bool // collections that this client made and that have not stood
	closed  bool
	aside   sync.WaitGroup  // renewals of leases, for which no call waits
	ending  context.Context // ends with Close
	end     context.CancelFunc
}

// Open prepares a connection; it is made when first needed and again after it broke, so Open succeeds while the server is
// away. Errors are fault.Invalid.
func Open(config Config) (*Client, error) {
	const op = "qdrant.Open"
	if err := config.Validate(); err != nil {
		return nil, err
	}
	host, port, secure, err := config.address()
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, op, err)
	}
	settings := &wire.Config{
		Host: host, Port: port, UseTLS: secure, PoolSize: connections,
		SkipCompatibilityCheck: true, // it would wait for the server; State tells the version
		GrpcOptions: []grpc.DialOption{
			grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(largestReply)),
			grpc.WithConnectParams(grpc.ConnectParams{
				Backoff:           backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: reconnectMax},
				MinConnectTimeout: connectLimit,
			}),
			grpc.WithChainUnaryInterceptor(withKey(config.APIKey)),
		},
	}
	if secure {
		if settings.TLSConfig, err = config.certificates(); err != nil {
			return nil, err
		}
	}
	remote, err := wire.NewClient(settings)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, op, err)
	}
	c := &Client{config: config, remote: remote, now: time.Now, pulse: pulse, unstood: map[string]bool{}}
	c.ending, c.end = context.WithCancel(context.Background())
	return c, nil
}

// Close ends the connection. Calls under way fail with fault.Unavailable.
func (c *Client) Close() error {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.end()
	c.aside.Wait() // the library panics on a call after its Close
	return fault.Wrap(fault.Internal, "qdrant.Client.Close", c.remote.Close())
}

// beside does what no call waits for, until Close.
func (c *Client) beside(do func(context.Context)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.aside.Go(func() { do(c.ending) })
	}
}

// withKey sends the API key with every call. The library's own way warns through the global logger.
func withKey(key string) grpc.UnaryClientInterceptor {
	return func(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
		if key != "" {
			ctx = metadata.AppendToOutgoingContext(ctx, apiKeyHeader, key)
		}
		return invoke(ctx, method, req, reply, cc, opts...)
	}
}
