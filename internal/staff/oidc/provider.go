// Package oidc lets staff log in at the identity provider of their house, by OpenID Connect: authorization code flow with PKCE,
// state and nonce.
//
// What a login carries from Begin to Finish is a Flow. It belongs to one browser: the caller keeps it in a cookie that scripts
// cannot read, for ten minutes at most, and drops it before Finish, so that it is used once. An answer of the provider without the
// flow of the same browser is refused, which is what keeps somebody from logging another person in.
package oidc

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	upstream "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"yueyue/internal/fault"
	"yueyue/internal/staff"
)

// FlowLifetime is how long somebody may take at the provider.
const FlowLifetime = 10 * time.Minute

// exchangeTime bounds what is asked of the provider in one step.
const exchangeTime = 10 * time.Second

// Flow is a login under way. It marshals to JSON.
type Flow struct {
	State    string    `json:"state"`
	Nonce    string    `json:"nonce"`
	Verifier string    `json:"verifier"` // of PKCE
	Begun    time.Time `json:"begun"`
}

// Provider speaks with one identity provider. It finds the provider's addresses and keys at the first use, so that the program
// starts while the provider is away, and follows its keys when they rotate. It is safe for concurrent use.
type Provider struct {
	config Config
	client *http.Client
	now    func() time.Time

	mu       sync.Mutex
	oauth    *oauth2.Config
	verifier *upstream.IDTokenVerifier
}

// New makes a provider; config is valid. Client is used for all requests to it.
func New(config Config, client *http.Client, now func() time.Time) *Provider {
	return &Provider{config: config, client: client, now: now}
}

// Begin gives the address to send the browser to, and the flow to keep for it. fault.Unavailable when the provider is away.
func (p *Provider) Begin(ctx context.Context) (address string, flow Flow, err error) {
	ctx, cancel := p.context(ctx)
	defer cancel()
	oauth, _, err := p.discovered(ctx)
	if err != nil {
		return "", Flow{}, err
	}
	flow = Flow{
		State: oauth2.GenerateVerifier(), Nonce: oauth2.GenerateVerifier(), Verifier: oauth2.GenerateVerifier(), // 256 bits each
		Begun: p.now().UTC(),
	}
	return oauth.AuthCodeURL(flow.State, upstream.Nonce(flow.Nonce), oauth2.S256ChallengeOption(flow.Verifier)), flow, nil
}

// Finish takes the state and the code with which the provider sent the browser back, and gives who it says this is. Errors:
// fault.Unauthenticated with code oidc_state for another browser's answer or one that comes too late, with oidc_refused for a code
// or token that does not hold; fault.Unavailable when the provider is away.
func (p *Provider) Finish(ctx context.Context, flow Flow, state, code string) (staff.Identity, error) {
	const op = "oidc.Finish"
	age := p.now().Sub(flow.Begun)
	if flow.State == "" || subtle.ConstantTimeCompare([]byte(flow.State), []byte(state)) != 1 || age < 0 || age > FlowLifetime {
		return staff.Identity{}, fault.New(fault.Unauthenticated, op, "oidc_state", "登录已过期，请重新登录。")
	}
	ctx, cancel := p.context(ctx)
	defer cancel()
	oauth, verifier, err := p.discovered(ctx)
	if err != nil {
		return staff.Identity{}, err
	}
	token, err := oauth.Exchange(ctx, code, oauth2.VerifierOption(flow.Verifier))
	if err != nil {
		if answer, ok := errors.AsType[*oauth2.RetrieveError](err); ok && answer.Response.StatusCode < http.StatusInternalServerError {
			return staff.Identity{}, refused(err)
		}
		return staff.Identity{}, away(op, err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return staff.Identity{}, refused(errors.New("no id_token"))
	}
	verified, err := verifier.Verify(ctx, raw)
	if err != nil {
		return staff.Identity{}, refused(err)
	}
	if subtle.ConstantTimeCompare([]byte(verified.Nonce), []byte(flow.Nonce)) != 1 {
		return staff.Identity{}, refused(errors.New("another nonce"))
	}
	claims := map[string]any{}
	if err := verified.Claims(&claims); err != nil {
		return staff.Identity{}, refused(err)
	}
	return staff.Identity{
		Issuer: verified.Issuer, Subject: verified.Subject,
		Name: loginName(text(claims, p.config.NameClaim)), DisplayName: text(claims, "name"), Roles: p.roles(claims),
	}, nil
}

// discovered reads the provider's description once; what failed is tried again at the next use.
func (p *Provider) discovered(ctx context.Context) (*oauth2.Config, *upstream.IDTokenVerifier, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.oauth != nil {
		return p.oauth, p.verifier, nil
	}
	// The keys are read with the context of discovery for as long as the program runs.
	provider, err := upstream.NewProvider(context.WithoutCancel(ctx), p.config.Issuer)
	if err != nil {
		return nil, nil, away("oidc.discover", err)
	}
	p.oauth = &oauth2.Config{
		ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret, RedirectURL: p.config.RedirectURL,
		Endpoint: provider.Endpoint(), Scopes: append([]string{upstream.ScopeOpenID}, p.config.Scopes...),
	}
	p.verifier = provider.Verifier(&upstream.Config{ClientID: p.config.ClientID, Now: p.now})
	return p.oauth, p.verifier, nil
}

func (p *Provider) context(ctx context.Context) (context.Context, context.CancelFunc) {
	client := *p.client
	if client.Timeout == 0 {
		client.Timeout = exchangeTime
	}
	return context.WithTimeout(upstream.ClientContext(ctx, &client), exchangeTime)
}

// roles are those that the configuration gives for the values of the role claim: a text, several in one text, or a list. A claim
// inside another is named with dots, as Keycloak's realm_access.roles.
func (p *Provider) roles(claims map[string]any) []staff.Role {
	var values []string
	switch claim := lookup(claims, p.config.RoleClaim).(type) {
	case string:
		values = append(strings.Fields(claim), claim)
	case []any:
		for _, value := range claim {
			if text, ok := value.(string); ok {
				values = append(values, text)
			}
		}
	}
	var roles []staff.Role
	for _, value := range values {
		for _, role := range p.config.Roles[value] {
			if !slices.Contains(roles, role) {
				roles = append(roles, role)
			}
		}
	}
	return roles
}

// lookup finds a claim by its name as it stands, else by its path.
func lookup(claims map[string]any, name string) any {
	if value, ok := claims[name]; ok {
		return value
	}
	head, rest, nested := strings.Cut(name, ".")
	if inner, ok := claims[head].(map[string]any); ok && nested {
		return lookup(inner, rest)
	}
	return nil
}

func text(claims map[string]any, name string) string {
	value, _ := lookup(claims, name).(string)
	return strings.TrimSpace(value)
}

// loginName is the part of an address before the @.
func loginName(name string) string {
	name, _, _ = strings.Cut(name, "@")
	return staff.Name(name)
}

func refused(err error) error {
	return &fault.Error{Kind: fault.Unauthenticated, Op: "oidc.Finish", Code: "oidc_refused", Message: "统一身份认证没有通过，请重新登录。", Err: err}
}

func away(op string, err error) error {
	return &fault.Error{Kind: fault.Unavailable, Op: op, Code: "oidc_away", Message: "统一身份认证暂时连不上，请稍后再试。", Err: err}
}
