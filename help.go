package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// usageTemplate is cobra's own, in Chinese.
const usageTemplate = `用法：
  {{.UseLine}}{{if .HasAvailableSubCommands}} 命令{{end}}{{if .HasAvailableFlags}} [选项]{{end}}{{if .HasAvailableSubCommands}}

命令：{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

选项：
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

通用选项：
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableSubCommands}}

运行 {{.CommandPath}} 命令 --help 查看一个命令的用法。{{end}}
`

// speakChinese gives a command and those below it their help, and its errors of flags, in Chinese.
func speakChinese(root *cobra.Command) {
	root.SetUsageTemplate(usageTemplate)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return fmt.Errorf("%w: %s", errUsage, flagError(err)) })
	root.CompletionOptions.DisableDefaultCmd = true
	root.PersistentFlags().BoolP("help", "h", false, "显示用法")
	root.SetHelpCommand(&cobra.Command{
		Use: "help [命令]", Short: "显示一个命令的用法",
		RunE: func(help *cobra.Command, args []string) error {
			cmd, rest, err := help.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return noCommand(strings.Join(args, " "))
			}
			return cmd.Help()
		},
	})
	root.DisableFlagsInUseLine = true
	plainUseLines(root)
}

// plainUseLines leaves flags out of the line of use of all commands below one: the template has them, in Chinese.
func plainUseLines(cmd *cobra.Command) {
	for _, below := range cmd.Commands() {
		below.DisableFlagsInUseLine = true
		plainUseLines(below)
	}
}

func noCommand(name string) error {
	return fmt.Errorf("%w: 没有命令 %q；运行 yueyue help 查看全部命令", errUsage, name)
}

// flagError says what is wrong with a flag on the command line.
func flagError(err error) string {
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		return fmt.Sprintf("没有选项 %s；用 --help 查看全部选项", dashed(unknown.GetSpecifiedName()))
	}
	if bare, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return fmt.Sprintf("选项 %s 后面要有一个值", dashed(bare.GetSpecifiedName()))
	}
	if wrong, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return fmt.Sprintf("选项 %s 不能是 %q", dashed(wrong.GetFlag().Name), wrong.GetValue())
	}
	return fmt.Sprintf("选项的写法有误（%v）；用 --help 查看全部选项", err)
}

func dashed(flag string) string {
	if len(flag) == 1 {
		return "-" + flag
	}
	return "--" + flag
}
