package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"yueyue/internal/fault"
	"yueyue/internal/staff"
	"yueyue/internal/staff/oidc"
)

const (
	oidcPath   = "/api/v1/staff/oidc"
	flowCookie = "yueyue_staff_oidc" // holds an oidc.Flow; Lax, because the provider sends the browser back from another site
)

// IdentityProvider is 统一身份认证, as far as the console needs to know.
type IdentityProvider struct {
	Configured bool   `json:"configured"`
	Start      string `json:"start,omitempty" doc:"从这里开始登录（浏览器打开）"`
}

type identityProviderOutput struct{ Body IdentityProvider }

func (s *Server) registerStaffOIDC() {
	register(s, StaffDoor, staffOperation(http.MethodGet, "getIdentityProvider", "/oidc", "能否用统一身份认证登录", ""), s.identityProvider)
	s.route(StaffDoor, http.MethodGet, oidcPath+"/start", s.startOIDC)
	s.route(StaffDoor, http.MethodGet, oidcPath+"/callback", s.finishOIDC)
}

// oidcOperations describe the two addresses that browsers are sent to.
func oidcOperations() []*huma.Operation {
	start := staffOperation(http.MethodGet, "startOIDC", "/oidc/start", "到统一身份认证登录", "浏览器被转到统一身份认证的页面。没有配置则为 404。")
	finish := staffOperation(http.MethodGet, "finishOIDC", "/oidc/callback", "从统一身份认证回来",
		"登录成功转到 /console/；不成功转到 /console/?login=代码。")
	text := &huma.Schema{Type: huma.TypeString}
	finish.Parameters = []*huma.Param{{Name: "state", In: "query", Schema: text}, {Name: "code", In: "query", Schema: text}, {Name: "error", In: "query", Schema: text}}
	for _, op := range []*huma.Operation{&start, &finish} {
		op.Responses = map[string]*huma.Response{"302": {Description: "转到别的页面"}}
		problems(op, 401, 404, 429, 503)
		describeAccess(op, StaffDoor)
	}
	return []*huma.Operation{&start, &finish}
}

func (s *Server) identityProvider(context.Context, *struct{}) (*identityProviderOutput, error) {
	if s.parts.Staff.Provider == nil {
		return &identityProviderOutput{}, nil
	}
	return &identityProviderOutput{IdentityProvider{Configured: true, Start: oidcPath + "/start"}}, nil
}

var errNoProvider = fault.New(fault.NotFound, "api.oidc", "oidc_not_configured", "没有配置统一身份认证，请用口令登录。")

func (s *Server) startOIDC(c *gin.Context) {
	if s.parts.Staff.Provider == nil {
		s.refuse(c, errNoProvider)
		return
	}
	if err := s.spend(c); err != nil {
		s.refuse(c, err)
		return
	}
	address, flow, err := s.parts.Staff.Provider.Begin(c.Request.Context())
	if err != nil {
		s.refuse(c, err)
		return
	}
	text, err := json.Marshal(flow)
	if err != nil {
		s.refuse(c, fault.Wrap(fault.Internal, "api.startOIDC", err))
		return
	}
	setFlowCookie(c, base64.RawURLEncoding.EncodeToString(text), int(oidc.FlowLifetime.Seconds()))
	c.Redirect(http.StatusFound, address)
}

// setFlowCookie keeps a flow for so many seconds; a negative number takes it away.
func setFlowCookie(c *gin.Context, value string, seconds int) {
	http.SetCookie(c.Writer, &http.Cookie{ //nolint:gosec // Secure wherever the connection is; a desk on a plain local network has no other
		Name: flowCookie, Value: value, Path: oidcPath, HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: seconds,
		Secure: connectionOf(c.Request.Context()).secure,
	})
}

// finishOIDC ends with a page in any case: a person looks at it, not a program.
func (s *Server) finishOIDC(c *gin.Context) {
	if s.parts.Staff.Provider == nil {
		s.refuse(c, errNoProvider)
		return
	}
	setFlowCookie(c, "", -1) // a flow is used once
	session, token, err := s.loginOIDC(c)
	if err != nil {
		p := s.problem(c.Request.Context(), err)
		c.Redirect(http.StatusFound, deskRoute+"?login="+url.QueryEscape(p.Code))
		return
	}
	cookie := connectionOf(c.Request.Context()).cookie(token, session.ExpiresAt)
	http.SetCookie(c.Writer, &cookie)
	c.Redirect(http.StatusFound, deskRoute)
}

func (s *Server) loginOIDC(c *gin.Context) (staff.Session, string, error) {
	if err := s.spend(c); err != nil {
		return staff.Session{}, "", err
	}
	var flow oidc.Flow
	value, err := c.Cookie(flowCookie)
	if err == nil {
		var text []byte
		if text, err = base64.RawURLEncoding.DecodeString(value); err == nil {
			err = json.Unmarshal(text, &flow)
		}
	}
	if err != nil {
		return staff.Session{}, "", fault.New(fault.Unauthenticated, "api.loginOIDC", "oidc_state", "登录已过期，请重新登录。")
	}
	if c.Query("error") != "" {
		return staff.Session{}, "", fault.New(fault.Unauthenticated, "api.loginOIDC", "oidc_refused", "统一身份认证没有通过，请重新登录。")
	}
	ctx := c.Request.Context()
	identity, err := s.parts.Staff.Provider.Finish(ctx, flow, c.Query("state"), c.Query("code"))
	if err != nil {
		return staff.Session{}, "", err
	}
	return s.parts.Staff.Identities.LoginIdentity(ctx, identity, connectionOf(ctx).login())
}
