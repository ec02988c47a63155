package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"yueyue/internal/civil"
	"yueyue/internal/fault"
	"yueyue/internal/staff"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
)

// atTheMachine is who acts in the trail when a command does: nobody logs in for it, the machine's own accounts say who may.
var atTheMachine = audit.Actor{Name: staff.System.Name, Role: commandLine}

func staffCommand(env *environment) *cobra.Command {
	cmd := &cobra.Command{
		Use: "staff", Short: "工作人员的账号：新建、列出、停用、重设口令",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("%w: 没有命令 staff %s；运行 yueyue help staff 查看用法", errUsage, args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(staffAddCommand(env), staffListCommand(env), staffDisableCommand(env), staffPasswordCommand(env))
	return cmd
}

// openStaff opens the accounts alone. The caller closes the database.
func (e *environment) openStaff(ctx context.Context) (*staff.Repository, *store.DB, error) {
	cfg, err := e.config()
	if err != nil {
		return nil, nil, err
	}
	db, err := e.openStore(ctx)
	if err != nil {
		return nil, nil, err
	}
	people, err := newStaff(cfg, db)
	if err != nil {
		_ = db.Close() // the first error is the one to tell
		return nil, nil, err
	}
	return people, db, nil
}

func staffAddCommand(env *environment) *cobra.Command {
	var roles []string
	var display string
	var generate bool
	cmd := &cobra.Command{
		Use: "add 登录名", Short: "新建账号；第一位管理员只能这样新建",
		Args: exactly(1, "用法：yueyue staff add 登录名 --role 角色 [--display-name 姓名] [--generate]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(roles) == 0 {
				return fmt.Errorf("%w: 请用 --role 写明角色：%s", errUsage, roleNames())
			}
			account := staff.New{Name: args[0], DisplayName: display}
			if display == "" {
				account.DisplayName = args[0]
			}
			for _, role := range roles {
				account.Roles = append(account.Roles, staff.Role(role))
			}
			people, db, err := env.openStaff(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			if !generate {
				if account.Password, err = env.newPassword(cmd.InOrStdin()); err != nil {
					return err
				}
			}
			made, generated, err := people.Create(cmd.Context(), atTheMachine, account)
			if err != nil {
				return err
			}
			fmt.Fprintf(env.stdout, "已新建账号 %s（%s）。\n", made.Name, joined(made.Roles))
			env.show(generated)
			return nil
		},
	}
	cmd.Flags().StringSliceVar(&roles, "role", nil, "角色，可以有几个："+roleNames())
	cmd.Flags().StringVar(&display, "display-name", "", "姓名（默认与登录名相同）")
	cmd.Flags().BoolVar(&generate, "generate", false, "生成一个口令，只显示这一次")
	return cmd
}

func staffListCommand(env *environment) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: "列出全部账号", Args: exactly(0, "用法：yueyue staff list [--json]"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			people, db, err := env.openStaff(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			accounts, err := people.Accounts(cmd.Context())
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(env.stdout, listedStaff(accounts))
			}
			for _, a := range accounts {
				state := "可以登录"
				if a.Disabled {
					state = "已停用"
				}
				fmt.Fprintf(env.stdout, "%-20s %s  %s  %s  %s\n", a.Name, a.DisplayName, joined(a.Roles), state, civil.Of(a.CreatedAt))
			}
			if len(accounts) == 0 {
				fmt.Fprintln(env.stdout, "还没有账号；用 yueyue staff add 登录名 --role administrator 新建第一位管理员。")
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "输出 JSON")
	return cmd
}

// staffRow is an account as the command prints it.
type staffRow struct {
	Name        string       `json:"name"`
	DisplayName string       `json:"display_name"`
	Roles       []staff.Role `json:"roles"`
	Disabled    bool         `json:"disabled"`
	Issuer      string       `json:"issuer,omitempty"`
}

func listedStaff(accounts []staff.Account) []staffRow {
	rows := make([]staffRow, len(accounts))
	for i, a := range accounts {
		rows[i] = staffRow{a.Name, a.DisplayName, append([]staff.Role{}, a.Roles...), a.Disabled, a.Issuer}
	}
	return rows
}

func staffDisableCommand(env *environment) *cobra.Command {
	var undo bool
	cmd := &cobra.Command{
		Use: "disable 登录名", Short: "停用一个账号，它的登录随即失效", Args: exactly(1, "用法：yueyue staff disable 登录名 [--undo]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			people, db, err := env.openStaff(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			disabled := !undo
			account, err := people.Update(cmd.Context(), atTheMachine, args[0], staff.Change{Disabled: &disabled})
			if err != nil {
				return err
			}
			state := "停用"
			if undo {
				state = "恢复"
			}
			_, err = fmt.Fprintf(env.stdout, "已%s账号 %s。\n", state, account.Name)
			return err
		},
	}
	cmd.Flags().BoolVar(&undo, "undo", false, "恢复停用的账号")
	return cmd
}

func staffPasswordCommand(env *environment) *cobra.Command {
	var generate bool
	cmd := &cobra.Command{
		Use: "password 登录名", Short: "重设口令，这个账号的登录随即失效", Args: exactly(1, "用法：yueyue staff password 登录名 [--generate]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			people, db, err := env.openStaff(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			if _, err := people.Account(cmd.Context(), args[0]); err != nil {
				return err // before anybody types a password for nothing
			}
			password := ""
			if !generate {
				if password, err = env.newPassword(cmd.InOrStdin()); err != nil {
					return err
				}
			}
			generated, err := people.SetPassword(cmd.Context(), atTheMachine, args[0], password)
			if err != nil {
				return err
			}
			fmt.Fprintf(env.stdout, "已重设 %s 的口令。\n", staff.Name(args[0]))
			env.show(generated)
			return nil
		},
	}
	cmd.Flags().BoolVar(&generate, "generate", false, "生成一个口令，只显示这一次")
	return cmd
}

// show prints a generated password.
func (e *environment) show(generated string) {
	if generated != "" {
		fmt.Fprintf(e.stdout, "口令：%s\n请现在记下，以后不再显示。\n", generated)
	}
}

// newPassword reads a password: twice and unseen at a terminal, else one line of standard input.
func (e *environment) newPassword(in io.Reader) (string, error) {
	input, ok := in.(*os.File)
	if !ok || !term.IsTerminal(int(input.Fd())) {
		line, err := bufio.NewReader(io.LimitReader(in, 4096)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		if line = strings.TrimRight(line, "\r\n"); line == "" {
			return "", fmt.Errorf("%w: 请在终端里运行，或把口令写进标准输入，或用 --generate 生成一个", errUsage)
		}
		return line, nil
	}
	first, err := e.unseen(input, "口令（12 到 256 个字符，输入时不显示）：")
	if err != nil {
		return "", err
	}
	second, err := e.unseen(input, "再输一遍：")
	switch {
	case err != nil:
		return "", err
	case first == "":
		return "", fault.New(fault.Invalid, "main.newPassword", "password_missing", "没有输入口令。")
	case first != second:
		return "", fault.New(fault.Invalid, "main.newPassword", "passwords_differ", "两次输入的口令不一样。")
	}
	return first, nil
}

func (e *environment) unseen(input *os.File, prompt string) (string, error) {
	fmt.Fprint(e.stderr, prompt)
	text, err := term.ReadPassword(int(input.Fd()))
	fmt.Fprintln(e.stderr)
	return string(text), err
}

// roleNames are all roles.
func roleNames() string { return joined(staff.Roles()) }

func joined(roles []staff.Role) string {
	names := make([]string, len(roles))
	for i, role := range roles {
		names[i] = string(role)
	}
	return strings.Join(slices.DeleteFunc(names, func(name string) bool { return name == "" }), "、")
}
