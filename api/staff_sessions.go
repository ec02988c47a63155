package api

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"yueyue/internal/fault"
	"yueyue/internal/staff"
)

const staffTag = "工作人员"

// StaffAccount is a person of staff.
type StaffAccount struct {
	Name        string       `json:"name" doc:"登录名，不变"`
	DisplayName string       `json:"display_name"`
	Roles       []staff.Role `json:"roles" nullable:"false" enum:"agent,supervisor,content_editor,content_reviewer,administrator" doc:"坐席、班长、内容编辑、内容审核、管理员"`
	Disabled    bool         `json:"disabled"`
	Password    bool         `json:"password" doc:"可以用口令登录"`
	Issuer      string       `json:"issuer,omitempty" doc:"来自哪个统一身份认证"`
	CreatedAt   time.Time    `json:"created_at"`
	UpdatedAt   time.Time    `json:"updated_at"`
}

func staffOf(a staff.Account) StaffAccount {
	account := StaffAccount(a)
	if account.Roles == nil {
		account.Roles = []staff.Role{}
	}
	return account
}

// StaffLogin is a name with its password.
type StaffLogin struct {
	Name     string `json:"name" maxLength:"200"`
	Password string `json:"password" maxLength:"1000"`
}

// StaffSession is who is logged in.
type StaffSession struct {
	Staff         StaffAccount    `json:"staff"`
	ID            staff.SessionID `json:"id" doc:"这次登录"`
	ExpiresAt     time.Time       `json:"expires_at" doc:"最迟到这时，要重新登录"`
	OnePersonDesk bool            `json:"one_person_desk" doc:"单人值守：可以发布自己起草的草案"`
}

// StaffSessionEntry is one login of the caller.
type StaffSessionEntry struct {
	ID        staff.SessionID `json:"id"`
	Current   bool            `json:"current" doc:"就是这一次"`
	Address   string          `json:"address"`
	UserAgent string          `json:"user_agent"`
	CreatedAt time.Time       `json:"created_at"`
	SeenAt    time.Time       `json:"seen_at" doc:"最近一次使用，精确到分钟"`
	ExpiresAt time.Time       `json:"expires_at"`
}

// StaffSessionList is the caller's logins, newest first.
type StaffSessionList struct {
	Items []StaffSessionEntry `json:"items" nullable:"false"`
}

// NewPassword is another password in the place of the present one.
type NewPassword struct {
	Old string `json:"old" maxLength:"1000"`
	New string `json:"new" maxLength:"1000" doc:"12 到 256 个字符"`
}

type (
	// connection is what huma does not hand to handlers: where a request comes from.
	connection struct {
		address netip.Addr
		agent   string
		secure  bool
	}
	loginInput   struct{ Body StaffLogin }
	loggedOutput struct {
		SetCookie http.Cookie `header:"Set-Cookie"`
		Body      StaffSession
	}
	sessionOutput struct{ Body StaffSession }
	leftOutput    struct {
		SetCookie http.Cookie `header:"Set-Cookie"`
	}
	sessionsOutput  struct{ Body StaffSessionList }
	ownSessionInput struct {
		ID staff.SessionID `path:"id" maxLength:"100"`
	}
	passwordInput struct{ Body NewPassword }
)

// staffOperation is an operation for staff.
func staffOperation(method, id, path, summary, description string, more ...int) huma.Operation {
	op := desk(method, id, "", summary, description, more...)
	op.Path, op.Tags = "/api/v1/staff"+path, []string{staffTag}
	return op
}

func (s *Server) registerStaffSessions() {
	login := staffOperation(http.MethodPost, "staffLogin", "/session", "登录",
		"凭证放在名为 "+staffCookie+" 的 Cookie 里（HttpOnly，SameSite=Strict），页面脚本读不到。失败太多次后要等待（429）。"+
			"改动内容的请求都要带请求头 X-Requested-With: yueyue，并来自同一网站。", 429)
	register(s, StaffDoor, login, s.staffLogin)
	register(s, AnyStaff, staffOperation(http.MethodGet, "getStaffSession", "/session", "我是谁", ""), s.staffSession)
	register(s, AnyStaff, staffOperation(http.MethodDelete, "staffLogout", "/session", "退出登录", ""), s.staffLogout)
	register(s, AnyStaff, staffOperation(http.MethodGet, "listStaffSessions", "/sessions", "我的登录", ""), s.staffSessions)
	register(s, AnyStaff, staffOperation(http.MethodDelete, "endStaffSessions", "/sessions", "退出其他登录", "除了这一次。"), s.endStaffSessions)
	register(s, AnyStaff, staffOperation(http.MethodDelete, "endStaffSession", "/sessions/{id}", "退出一个登录", "", 404), s.endStaffSession)
	register(s, AnyStaff, staffOperation(http.MethodPost, "changeStaffPassword", "/password", "改自己的口令", "其他登录随即失效。原口令不对为 403（代码 password_wrong）。", 429), s.changeStaffPassword)
}

type connectionKey struct{}

// connectionOf is where a request of staff comes from.
func connectionOf(ctx context.Context) connection {
	from, _ := ctx.Value(connectionKey{}).(connection)
	return from
}

// isStaffRequest tells a request to a route of staff.
func isStaffRequest(ctx context.Context) bool {
	_, ok := ctx.Value(connectionKey{}).(connection)
	return ok
}

// connected notes where a request comes from.
func connected(c *gin.Context, proxied bool) context.Context {
	return context.WithValue(c.Request.Context(), connectionKey{}, connection{
		address: clientAddress(c), agent: c.Request.UserAgent(),
		secure: c.Request.TLS != nil || proxied && strings.EqualFold(c.GetHeader("X-Forwarded-Proto"), "https"),
	})
}

func (from connection) login() staff.From {
	return staff.From{Address: from.address, UserAgent: from.agent}
}

// cookie holds a token until a session ends; an empty token takes it away.
func (from connection) cookie(token string, until time.Time) http.Cookie {
	cookie := http.Cookie{ //nolint:gosec // Secure wherever the connection is; a desk on a plain local network has no other
		Name: staffCookie, Value: token, Path: cookiePath, HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: from.secure, Expires: until,
	}
	if token == "" {
		cookie.MaxAge = -1
	}
	return cookie
}

func (s *Server) wireSession(session staff.Session) StaffSession {
	return StaffSession{Staff: staffOf(session.Account), ID: session.ID, ExpiresAt: session.ExpiresAt, OnePersonDesk: s.parts.Staff.OneDesk}
}

func (s *Server) staffLogin(ctx context.Context, in *loginInput) (*loggedOutput, error) {
	from := connectionOf(ctx)
	session, token, err := s.parts.Staff.Sessions.Login(ctx, in.Body.Name, in.Body.Password, from.login())
	if err != nil {
		return nil, slowed(err)
	}
	return &loggedOutput{from.cookie(token, session.ExpiresAt), s.wireSession(session)}, nil
}

// slowed says how long to wait after too many wrong passwords.
func slowed(err error) error {
	throttled, ok := errors.AsType[*staff.Throttled](err)
	if !ok {
		return err
	}
	p := newProblem(statusOf[fault.RateLimited], fault.CodeOf(err), fault.MessageOf(err))
	p.retryAfter = throttled.Wait
	return p
}

func (s *Server) staffSession(ctx context.Context, _ *struct{}) (*sessionOutput, error) {
	return &sessionOutput{s.wireSession(officerOf(ctx).Session)}, nil
}

func (s *Server) staffLogout(ctx context.Context, _ *struct{}) (*leftOutput, error) {
	o := officerOf(ctx)
	err := s.parts.Staff.Sessions.Revoke(ctx, o.actor(), o.Account.Name, o.ID)
	return &leftOutput{connectionOf(ctx).cookie("", time.Time{})}, err
}

func (s *Server) staffSessions(ctx context.Context, _ *struct{}) (*sessionsOutput, error) {
	o := officerOf(ctx)
	found, err := s.parts.Staff.Sessions.Sessions(ctx, o.Account.Name)
	list := StaffSessionList{Items: make([]StaffSessionEntry, len(found))}
	for i, session := range found {
		list.Items[i] = StaffSessionEntry{
			ID: session.ID, Current: session.ID == o.ID, Address: session.Address, UserAgent: session.UserAgent,
			CreatedAt: session.CreatedAt, SeenAt: session.SeenAt, ExpiresAt: session.ExpiresAt,
		}
	}
	return &sessionsOutput{list}, err
}

func (s *Server) endStaffSession(ctx context.Context, in *ownSessionInput) (*struct{}, error) {
	o := officerOf(ctx)
	if !idForm.MatchString(string(in.ID)) {
		return nil, fault.New(fault.NotFound, "api.endStaffSession", "session_unknown", "没有这个登录会话，可能已经退出。")
	}
	return nil, s.parts.Staff.Sessions.Revoke(ctx, o.actor(), o.Account.Name, in.ID)
}

func (s *Server) endStaffSessions(ctx context.Context, _ *struct{}) (*struct{}, error) {
	o := officerOf(ctx)
	return nil, s.parts.Staff.Sessions.RevokeAll(ctx, o.actor(), o.Account.Name, o.ID)
}

func (s *Server) changeStaffPassword(ctx context.Context, in *passwordInput) (*struct{}, error) {
	err := s.parts.Staff.Accounts.ChangePassword(ctx, officerOf(ctx).Session, in.Body.Old, in.Body.New)
	return nil, slowed(err)
}
