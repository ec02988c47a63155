package api

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"yueyue/internal/fault"
	"yueyue/internal/staff"
	"yueyue/internal/staff/audit"
)

// The kinds of access to the routes of staff. None of them takes a bearer token, and no other kind looks at the cookie of staff.
const (
	// StaffDoor is for whoever wants to become known: logging in, which the keeper of accounts slows down.
	StaffDoor Access = "staff_door"
	// AnyStaff is for everybody with a session of staff.
	AnyStaff Access = "staff"
	// Editors is for whoever drafts content: editors and reviewers.
	Editors Access = "content_editors"
	// Reviewers is for whoever publishes content.
	Reviewers Access = "content_reviewers"
	// Auditors is for whoever reads the trail: reviewers and administrators.
	Auditors Access = "auditors"
	// Administrators is for whoever keeps the accounts.
	Administrators Access = "administrators"
)

// rolesOf are the roles that a kind of access asks one of. In the trail stands the first that the person has.
var rolesOf = map[Access][]staff.Role{
	Editors:        {staff.ContentEditor, staff.ContentReviewer},
	Reviewers:      {staff.ContentReviewer},
	Auditors:       {staff.ContentReviewer, staff.Administrator},
	Administrators: {staff.Administrator},
}

// officer is the person of staff who made the request; set on all routes of staff but StaffDoor.
type officer struct {
	staff.Session
	role staff.Role // that let her in; empty on AnyStaff, where none is asked
}

// actor names her in the trail.
func (o officer) actor() audit.Actor { return o.Actor(o.role) }

type officerKey struct{}

func officerOf(ctx context.Context) officer {
	o, _ := ctx.Value(officerKey{}).(officer)
	return o
}

// staffCookie holds the token of a session. Scripts cannot read it, other sites cannot make a browser send it, and it is sent to the
// API alone.
const (
	staffCookie = "yueyue_staff"
	cookiePath  = "/api/v1"
)

var errNoSession = fault.New(fault.Unauthenticated, "api.admitStaff", "staff_session_required", "请先登录。")

// admitStaff lets a person of staff through who has one of the roles.
func (s *Server) admitStaff(c *gin.Context, access Access) error {
	c.Request = c.Request.WithContext(connected(c, s.trusts(c)))
	if c.GetHeader("Authorization") != "" {
		return fault.New(fault.Unauthenticated, "api.admitStaff", "staff_cookie_only", "这里只接受工作人员的登录。")
	}
	if err := checkOrigin(c.Request); err != nil {
		return err
	}
	c.Header("Cross-Origin-Resource-Policy", "same-origin")
	c.Writer.Header().Add("Vary", "Cookie")
	if access == StaffDoor {
		return nil
	}
	token, err := c.Cookie(staffCookie)
	if err != nil || token == "" {
		return errNoSession
	}
	ctx := c.Request.Context()
	session, err := s.parts.Staff.Sessions.Authenticate(ctx, token)
	if err != nil {
		return err
	}
	o := officer{Session: session}
	if access != AnyStaff {
		at := slices.IndexFunc(rolesOf[access], func(role staff.Role) bool { return session.Account.Has(role) })
		if at < 0 {
			return fault.New(fault.Forbidden, "api.admitStaff", "role_required", "您的账号没有这项权限，请联系管理员。")
		}
		o.role = rolesOf[access][at]
	}
	c.Request = c.Request.WithContext(context.WithValue(ctx, officerKey{}, o))
	return nil
}

// checkOrigin refuses what a page of another site made a browser send. SameSite=Strict keeps the cookie away from such requests
// already; the header cannot be sent across origins without a preflight, which these routes never grant; and browsers say where a
// request comes from.
func checkOrigin(r *http.Request) error {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	foreign := fault.New(fault.Forbidden, "api.checkOrigin", "origin_not_allowed", "请从内容后台的页面上操作。")
	if r.Header.Get("X-Requested-With") != "yueyue" {
		return foreign
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		return foreign
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		u, err := url.Parse(origin)
		if err != nil || u.Host == "" || !strings.EqualFold(u.Host, r.Host) {
			return foreign
		}
	}
	return nil
}

// isStaffPath tells the paths that are never shared with pages of other origins.
func isStaffPath(path string) bool {
	return strings.HasPrefix(path, "/api/v1/staff/") || strings.HasPrefix(path, "/api/v1/content/")
}

// trusts tells whether a request comes from one of the trusted proxies.
func (s *Server) trusts(c *gin.Context) bool {
	from, err := netip.ParseAddr(c.RemoteIP())
	if err != nil {
		return false
	}
	return slices.ContainsFunc(s.proxies, func(network netip.Prefix) bool { return network.Contains(from.Unmap()) })
}
