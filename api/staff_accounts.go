package api

import (
	"context"
	"net/http"

	"yueyue/internal/fault"
	"yueyue/internal/staff"
)

// StaffAccountList is all accounts, by name.
type StaffAccountList struct {
	Items []StaffAccount `json:"items" nullable:"false"`
}

// NewStaffAccount is an account to be made.
type NewStaffAccount struct {
	Name        string       `json:"name" maxLength:"200" doc:"登录名：2 到 64 个小写字母、数字和 . _ -；定下后不变"`
	DisplayName string       `json:"display_name" maxLength:"200" doc:"姓名，最多 50 字"`
	Roles       []staff.Role `json:"roles" nullable:"false" maxItems:"10" enum:"agent,supervisor,content_editor,content_reviewer,administrator"`
	Password    string       `json:"password,omitempty" maxLength:"1000" doc:"12 到 256 个字符；不填则生成一个，只显示这一次"`
}

// MadeStaffAccount is a new account.
type MadeStaffAccount struct {
	Account  StaffAccount `json:"account"`
	Password string       `json:"password,omitempty" doc:"生成的口令，只给出这一次"`
}

// StaffAccountChange is what shall be otherwise; what is left out stays.
type StaffAccountChange struct {
	DisplayName *string       `json:"display_name,omitempty" maxLength:"200"`
	Roles       *[]staff.Role `json:"roles,omitempty" nullable:"false" maxItems:"10" enum:"agent,supervisor,content_editor,content_reviewer,administrator" doc:"从下一个请求起生效"`
	Disabled    *bool         `json:"disabled,omitempty" doc:"停用后，这个账号的登录随即失效"`
}

// ResetPassword is a password that an administrator gives somebody.
type ResetPassword struct {
	Password string `json:"password,omitempty" maxLength:"1000" doc:"12 到 256 个字符；不填则生成一个"`
}

// GeneratedPassword is shown once.
type GeneratedPassword struct {
	Password string `json:"password,omitempty" doc:"生成的口令，只给出这一次；自己填写的没有"`
}

type (
	accountsOutput   struct{ Body StaffAccountList }
	newAccountInput  struct{ Body NewStaffAccount }
	newAccountOutput struct{ Body MadeStaffAccount }
	// AccountPath names an account. It is exported because huma passes over what is not.
	AccountPath struct {
		Name string `path:"id" maxLength:"100" doc:"登录名"`
	}
	changeInput struct {
		AccountPath
		Body StaffAccountChange
	}
	accountOutput struct{ Body StaffAccount }
	resetInput    struct {
		AccountPath
		Body *ResetPassword
	}
	resetOutput struct{ Body GeneratedPassword }
)

func (s *Server) registerStaffAccounts() {
	register(s, Administrators, staffOperation(http.MethodGet, "listStaffAccounts", "/accounts", "账号", ""), s.staffAccounts)
	create := staffOperation(http.MethodPost, "createStaffAccount", "/accounts", "新建账号", "至少要有一个角色。登录名已有人用则为 409。", 409)
	create.DefaultStatus = http.StatusCreated
	register(s, Administrators, create, s.createStaffAccount)
	register(s, Administrators, staffOperation(http.MethodPatch, "changeStaffAccount", "/accounts/{id}", "改账号",
		"最后一位可以登录的管理员不能停用或去掉角色（409）。", 404, 409), s.changeStaffAccount)
	register(s, Administrators, staffOperation(http.MethodPost, "resetStaffPassword", "/accounts/{id}/password", "重设口令",
		"这个账号的登录随即失效。", 404), s.resetStaffPassword)
	register(s, Administrators, staffOperation(http.MethodDelete, "endAccountSessions", "/accounts/{id}/sessions", "退出一个账号的全部登录", "", 404), s.endAccountSessions)
}

func (s *Server) staffAccounts(ctx context.Context, _ *struct{}) (*accountsOutput, error) {
	accounts, err := s.parts.Staff.Accounts.Accounts(ctx)
	list := StaffAccountList{Items: make([]StaffAccount, len(accounts))}
	for i, account := range accounts {
		list.Items[i] = staffOf(account)
	}
	return &accountsOutput{list}, err
}

func (s *Server) createStaffAccount(ctx context.Context, in *newAccountInput) (*newAccountOutput, error) {
	if !storable(in.Body.DisplayName) {
		return nil, unreadable("body.display_name")
	}
	if len(in.Body.Roles) == 0 {
		return nil, withoutRole()
	}
	made, generated, err := s.parts.Staff.Accounts.Create(ctx, officerOf(ctx).actor(), staff.New{
		Name: in.Body.Name, DisplayName: tidy(in.Body.DisplayName), Roles: in.Body.Roles, Password: in.Body.Password,
	})
	return &newAccountOutput{MadeStaffAccount{staffOf(made), generated}}, err
}

// withoutRole refuses an account that could log in and do nothing. Whoever shall do nothing is disabled.
func withoutRole() error {
	return defective("role_missing", "请至少选一个角色；不再用的账号请停用。", "body.roles")
}

func (s *Server) changeStaffAccount(ctx context.Context, in *changeInput) (*accountOutput, error) {
	if in.Body.Roles != nil && len(*in.Body.Roles) == 0 {
		return nil, withoutRole()
	}
	change := staff.Change{Roles: in.Body.Roles, Disabled: in.Body.Disabled}
	if in.Body.DisplayName != nil {
		if !storable(*in.Body.DisplayName) {
			return nil, unreadable("body.display_name")
		}
		name := tidy(*in.Body.DisplayName)
		change.DisplayName = &name
	}
	account, err := s.parts.Staff.Accounts.Update(ctx, officerOf(ctx).actor(), in.Name, change)
	return &accountOutput{staffOf(account)}, err
}

func (s *Server) resetStaffPassword(ctx context.Context, in *resetInput) (*resetOutput, error) {
	wanted := ""
	if in.Body != nil {
		wanted = in.Body.Password
	}
	generated, err := s.parts.Staff.Accounts.SetPassword(ctx, officerOf(ctx).actor(), in.Name, wanted)
	return &resetOutput{GeneratedPassword{generated}}, err
}

func (s *Server) endAccountSessions(ctx context.Context, in *AccountPath) (*struct{}, error) {
	if err := s.known(ctx, in.Name); err != nil {
		return nil, err
	}
	return nil, s.parts.Staff.Sessions.RevokeAll(ctx, officerOf(ctx).actor(), in.Name, "")
}

// known reports an account that is not there.
func (s *Server) known(ctx context.Context, name string) error {
	accounts, err := s.parts.Staff.Accounts.Accounts(ctx)
	if err != nil {
		return err
	}
	for _, account := range accounts {
		if account.Name == staff.Name(name) {
			return nil
		}
	}
	return fault.New(fault.NotFound, "api.known", "account_unknown", "没有这个账号。")
}
