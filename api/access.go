package api

import (
	"context"
	"net/http"
	"net/netip"
	"regexp"
	"strings"

	"github.com/gin-gonic/gin"

	"yueyue/internal/auth"
	"yueyue/internal/conversation"
	"yueyue/internal/fault"
)

// Access says who may call a route.
type Access string

// The kinds of access.
const (
	// Public is for everybody and not limited: pages, documents, signs of life.
	Public Access = "public"
	// Limited is for everybody; whoever is not signed in draws on the limit of the address. A credential that is shown must
	// be valid.
	Limited Access = "limited"
	// Owner is for the owner of the conversation that the path names, and writing draws on the limit like Limited.
	Owner Access = "owner"
	// Hello is for whoever proves to be the owner of a conversation in the first frame of a socket; opening one draws on the
	// limit.
	Hello Access = "hello"
	// Operators is for the configured networks.
	Operators Access = "operators"
)

type (
	principalKey struct{}
	threadKey    struct{}
)

// principalOf is who made the request; set on Limited and Owner routes.
func principalOf(ctx context.Context) auth.Principal {
	principal, _ := ctx.Value(principalKey{}).(auth.Principal)
	return principal
}

// threadOf is the caller's conversation that the path names; set on Owner routes.
func threadOf(ctx context.Context) conversation.Conversation {
	thread, _ := ctx.Value(threadKey{}).(conversation.Conversation)
	return thread
}

// braces turns the path of an operation into a pattern of gin: {id} → :id.
var braces = strings.NewReplacer("{", ":", "}", "")

// declare notes who may call a route. A route is declared once.
func (s *Server) declare(access Access, method, path string) {
	route := method + " " + braces.Replace(path)
	if _, twice := s.access[route]; twice {
		panic("route declared twice: " + route)
	}
	s.access[route] = access
	s.declared = append(s.declared, method+" "+path)
}

// route registers a handler of gin together with who may call it.
func (s *Server) route(access Access, method, path string, handler gin.HandlerFunc) {
	s.declare(access, method, path)
	s.engine.Handle(method, braces.Replace(path), handler)
}

// admit lets a request through to its handler, or refuses it. Requests that match no route pass, to be told so.
func (s *Server) admit(c *gin.Context) {
	if c.FullPath() == "" {
		return
	}
	var err error
	switch access := s.access[c.Request.Method+" "+c.FullPath()]; access {
	case StaffDoor, AnyStaff, Editors, Reviewers, Auditors, Administrators:
		err = s.admitStaff(c, access)
	case Public:
	case Limited:
		err = s.admitAnyone(c)
	case Owner:
		err = s.admitOwner(c)
	case Hello:
		err = s.spend(c)
	case Operators:
		if !s.isOperator(c) {
			err = fault.New(fault.Forbidden, "api.admit", "network_not_allowed", "这个地址只对运维网络开放。")
		}
	default:
		err = fault.New(fault.Forbidden, "api.admit", "route_not_declared", "")
	}
	if err != nil {
		s.refuse(c, err)
	}
}

func (s *Server) admitAnyone(c *gin.Context) error {
	principal, err := s.authenticate(c)
	if err == nil && principal.SignedIn() {
		return nil
	}
	if limited := s.spend(c); limited != nil {
		return limited
	}
	return err
}

var errNoThread = fault.New(fault.NotFound, "api.admit", "conversation_unknown", "没有找到这个会话。")

func (s *Server) admitOwner(c *gin.Context) error {
	principal, err := s.authenticate(c)
	if err != nil {
		if limited := s.spend(c); limited != nil {
			return limited
		}
		return err
	}
	if !principal.SignedIn() && principal.Conversation == "" {
		return fault.New(fault.Unauthenticated, "api.admit", "credential_required", "")
	}
	if !principal.SignedIn() && c.Request.Method != http.MethodGet {
		if err := s.spend(c); err != nil {
			return err
		}
	}
	thread, err := s.thread(c.Request.Context(), principal, conversation.ID(c.Param("id")))
	if err != nil {
		return err
	}
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), threadKey{}, thread))
	return nil
}

// idForm is what ids of ours look like; anything else is unknown without asking the database.
var idForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// thread is the principal's conversation of an id. One that is not there and one that is somebody else's are the same
// fault.NotFound.
func (s *Server) thread(ctx context.Context, principal auth.Principal, id conversation.ID) (conversation.Conversation, error) {
	if !idForm.MatchString(string(id)) {
		return conversation.Conversation{}, errNoThread
	}
	thread, err := s.parts.Conversations.Get(ctx, id)
	if fault.KindOf(err) == fault.NotFound || err == nil && !principal.Owns(thread) {
		return conversation.Conversation{}, errNoThread
	}
	return thread, err
}

// authenticate puts the principal of the Authorization header into the request's context.
func (s *Server) authenticate(c *gin.Context) (auth.Principal, error) {
	ctx := c.Request.Context()
	token, err := auth.Bearer(c.GetHeader("Authorization"))
	if err != nil {
		return auth.Principal{}, err
	}
	principal, err := s.parts.Authenticator.Authenticate(ctx, token)
	if err != nil {
		return auth.Principal{}, err
	}
	c.Request = c.Request.WithContext(context.WithValue(ctx, principalKey{}, principal))
	return principal, nil
}

// spend takes one request from the limit of the caller's address.
func (s *Server) spend(c *gin.Context) error {
	ok, wait := s.limiter.Allow(clientAddress(c))
	if ok {
		return nil
	}
	p := newProblem(statusOf[fault.RateLimited], "rate_limited", "操作太频繁了，请稍后再试。")
	p.retryAfter = wait
	return p
}

// clientAddress is the address of the caller as far as the trusted proxies tell it; the zero Addr when there is none, as on
// a Unix socket.
func clientAddress(c *gin.Context) netip.Addr {
	address, err := netip.ParseAddr(c.ClientIP())
	if err != nil {
		return netip.Addr{}
	}
	return address.Unmap()
}

// isOperator reports whether the caller is in one of the metrics networks. A request that a proxy forwarded without being
// trusted seems to come from the proxy, which often is in such a network; it does not count.
func (s *Server) isOperator(c *gin.Context) bool {
	forwarded := c.GetHeader("X-Forwarded-For") != "" || c.GetHeader("Forwarded") != ""
	address := clientAddress(c)
	if forwarded && c.ClientIP() == c.RemoteIP() {
		return false
	}
	for _, network := range s.operators {
		if network.Contains(address) {
			return true
		}
	}
	return false
}
