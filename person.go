package main

import (
	"context"
	"fmt"
	"strings"

	"yueyue/internal/fault"
	"yueyue/internal/staff"
	"yueyue/internal/staff/audit"
)

// unverified is the role at the command line of a name that no account bears although there are accounts.
const unverified = "command_line_unverified"

// person is who acts at the command line under a name, a login or a display name. Who has an account is known by its login, so that
// nobody is another person here than in the console, and needs one of the roles as there. Any other name is taken as it is: whoever works on
// this machine could write into the database as well. Where there are accounts, the trail marks it.
func (e *environment) person(ctx context.Context, d *desk, name string, roles ...staff.Role) (audit.Actor, error) {
	const op = "main.person"
	people, err := newStaff(d.config, d.db)
	if err != nil {
		return audit.Actor{}, err
	}
	accounts, err := people.Accounts(ctx)
	if err != nil {
		return audit.Actor{}, err
	}
	var found []staff.Account
	for _, account := range accounts {
		if account.Name == staff.Name(name) {
			found = []staff.Account{account}
			break
		}
		if account.DisplayName == name {
			found = append(found, account)
		}
	}
	switch {
	case len(accounts) == 0 || len(found) == 0 && name == nobodyNamed:
		return audit.Actor{Name: name, Role: commandLine}, nil
	case len(found) == 0:
		fmt.Fprintf(e.stderr, "没有登录名或姓名是“%s”的账号，操作记录里会注明姓名未经核实。\n", name)
		return audit.Actor{Name: name, Role: unverified}, nil
	case len(found) > 1:
		var logins []string
		for _, account := range found {
			logins = append(logins, account.Name)
		}
		return audit.Actor{}, fault.New(fault.Invalid, op, "name_ambiguous",
			fmt.Sprintf("有 %d 个账号的姓名是“%s”，请写登录名：%s。", len(found), name, strings.Join(logins, "、")))
	case found[0].Disabled:
		return audit.Actor{}, fault.New(fault.Forbidden, op, "account_disabled", fmt.Sprintf("账号 %s 已经停用。", found[0].Name))
	case !found[0].Has(roles...):
		return audit.Actor{}, fault.New(fault.Forbidden, op, "role_missing", fmt.Sprintf("账号 %s 没有 %s 这个角色。", found[0].Name, joined(roles)))
	}
	return audit.Actor{Name: found[0].Name, Role: commandLine}, nil
}
