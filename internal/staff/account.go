package staff

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"yueyue/internal/fault"
)

// Role is what a member of the staff may do.
type Role string

// The roles.
const (
	Agent           Role = "agent"            // 坐席
	Supervisor      Role = "supervisor"       // 班长
	ContentEditor   Role = "content_editor"   // 内容编辑
	ContentReviewer Role = "content_reviewer" // 内容审核
	Administrator   Role = "administrator"    // 管理员
)

// Roles are all roles, in the order in which they are listed.
func Roles() []Role { return []Role{Agent, Supervisor, ContentEditor, ContentReviewer, Administrator} }

// Account is one member of the staff.
type Account struct {
	Name        string // for ever: lower-case letters, digits and . _ - (2 to 64)
	DisplayName string
	Roles       []Role // in the order of Roles; none: may log in and do nothing
	Disabled    bool
	Password    bool   // can log in by password
	Issuer      string // of the identity provider; empty: unknown there
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// Has tells whether the account has one of the roles.
func (a Account) Has(roles ...Role) bool {
	return slices.ContainsFunc(roles, func(role Role) bool { return slices.Contains(a.Roles, role) })
}

// maxDisplayName bounds a display name, in characters.
const maxDisplayName = 50

var namePattern = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,62}[a-z0-9]$`)

// Name is a login name as accounts are kept under it: without surrounding space, in lower case.
func Name(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

func checkName(op, name string) error {
	if !namePattern.MatchString(name) {
		return fault.New(fault.Invalid, op, "name_invalid", "登录名由2到64个小写字母、数字和 . _ - 组成，首尾是字母或数字。")
	}
	return nil
}

func checkDisplayName(op, name string) error {
	if n := utf8.RuneCountInString(name); n == 0 || n > maxDisplayName || strings.ContainsFunc(name, unicode.IsControl) {
		return fault.New(fault.Invalid, op, "display_name_invalid", fmt.Sprintf("请填写姓名，不超过%d字。", maxDisplayName))
	}
	return nil
}

// ordered checks roles and gives each once, in the order of Roles.
func ordered(op string, roles []Role) ([]Role, error) {
	for _, role := range roles {
		if !slices.Contains(Roles(), role) {
			return nil, fault.New(fault.Invalid, op, "role_unknown", fmt.Sprintf("没有 %q 这个角色。", role))
		}
	}
	return slices.DeleteFunc(Roles(), func(role Role) bool { return !slices.Contains(roles, role) }), nil
}

// written is a list of roles as the table keeps it.
func written(roles []Role) string {
	texts := make([]string, len(roles))
	for i, role := range roles {
		texts[i] = string(role)
	}
	return strings.Join(texts, " ")
}

// readRoles reads what written wrote. A role that this program does not know gives nothing.
func readRoles(text string) []Role {
	fields := strings.Fields(text)
	return slices.DeleteFunc(Roles(), func(role Role) bool { return !slices.Contains(fields, string(role)) })
}
