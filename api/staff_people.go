package api

import (
	"context"
	"net/http"
)

// StaffPerson is how a member of staff is called.
type StaffPerson struct {
	Name        string `json:"name" doc:"登录名"`
	DisplayName string `json:"display_name" doc:"姓名"`
}

// StaffPeople is everybody of staff, by login name.
type StaffPeople struct {
	Items []StaffPerson `json:"items" nullable:"false"`
}

type peopleOutput struct{ Body StaffPeople }

func (s *Server) registerStaffPeople() {
	register(s, AnyStaff, staffOperation(http.MethodGet, "listStaffPeople", "/people", "同事的姓名",
		"草案、版本和操作记录里记的是登录名；已停用的也在内。"), s.staffPeople)
}

func (s *Server) staffPeople(ctx context.Context, _ *struct{}) (*peopleOutput, error) {
	accounts, err := s.parts.Staff.Accounts.Accounts(ctx)
	people := StaffPeople{Items: make([]StaffPerson, len(accounts))}
	for i, account := range accounts {
		people.Items[i] = StaffPerson{account.Name, account.DisplayName}
	}
	return &peopleOutput{people}, err
}
