package api

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/gin-gonic/gin"

	"yueyue/internal/fault"
)

// guard sets the headers that tell browsers what our replies may be used for. Pages override the policy.
func (s *Server) guard(c *gin.Context) {
	c.Header("X-Content-Type-Options", "nosniff")
	c.Header("Referrer-Policy", "same-origin")
	c.Header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	if strings.HasPrefix(c.Request.URL.Path, "/api/") {
		c.Header("Cache-Control", "no-store")
	}
}

// plainHost is a Host header that can stand in a policy as it is.
var plainHost = regexp.MustCompile(`^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$`)

// pagePolicy is the Content-Security-Policy of our pages. Only the window itself may be framed by the configured origins.
func (s *Server) pagePolicy(host string, framed bool) string {
	connect := "'self'"
	if plainHost.MatchString(host) {
		connect += " ws://" + host + " wss://" + host // older Safari does not count them as 'self'
	}
	ancestors := "'self'"
	if framed && len(s.config.Origins) > 0 {
		ancestors += " " + strings.Join(s.config.Origins, " ")
	}
	return "default-src 'self'; connect-src " + connect + "; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors " + ancestors
}

const (
	corsMethods = "GET, POST"
	corsHeaders = "Authorization, Content-Type, If-None-Match, X-Request-ID"
	corsExposed = "ETag, Retry-After, X-Request-ID"
)

// shareAcrossOrigins lets pages of the configured origins call the API. Taxpayers have no cookies, so nothing is sent along by
// itself; a page of any other origin gets no leave to read what comes back, and its preflight is refused. The routes of staff, who
// have one, are shared with nobody.
func (s *Server) shareAcrossOrigins(c *gin.Context) {
	if path := c.Request.URL.Path; !strings.HasPrefix(path, "/api/") && path != documentPath || isStaffPath(path) {
		return
	}
	c.Writer.Header().Add("Vary", "Origin")
	origin := c.GetHeader("Origin")
	allowed := origin != "" && s.isConfiguredOrigin(origin)
	if allowed {
		c.Header("Access-Control-Allow-Origin", origin)
		c.Header("Access-Control-Expose-Headers", corsExposed)
	}
	if c.Request.Method != http.MethodOptions || origin == "" || c.GetHeader("Access-Control-Request-Method") == "" {
		return
	}
	if !allowed {
		s.refuse(c, errOrigin)
		return
	}
	c.Header("Access-Control-Allow-Methods", corsMethods)
	c.Header("Access-Control-Allow-Headers", corsHeaders)
	c.Header("Access-Control-Max-Age", "600")
	c.AbortWithStatus(http.StatusNoContent)
}

var errOrigin = fault.New(fault.Forbidden, "api.origin", "origin_not_allowed", "这个网站没有获准使用本服务。")

func (s *Server) isConfiguredOrigin(origin string) bool {
	for _, configured := range s.config.Origins {
		if strings.EqualFold(origin, configured) {
			return true
		}
	}
	return false
}

// mayConnect reports whether a socket may be opened by the page that sent the request: one of ours, one of the configured
// origins, or no browser at all. Browsers send Origin with every WebSocket and do not let pages change it.
func (s *Server) mayConnect(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || s.isConfiguredOrigin(origin) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}
