// Command yueyue is 悦悦: the service that answers taxpayers' questions, and the commands of those who run it.
//
// This package only wires: configuration → parts → serve, ingest, publish, ask, answer, wishes, staff, eval, doctor, migrate, version.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"yueyue/internal/config"
	"yueyue/internal/fault"
	"yueyue/internal/telemetry"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // after the first signal the second has its usual effect: it ends the process
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

// run is the whole program; a test calls it. It gives the exit status: 0, or 1 when something failed, or 2 for wrong words
// on the command line.
func run(ctx context.Context, args, environ []string, stdout, stderr io.Writer) int {
	cmd := commands(environ, stdout, stderr)
	cmd.SetArgs(args)
	cmd.SetOut(stdout)
	cmd.SetErr(stderr)
	err := cmd.ExecuteContext(ctx)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintln(stderr, "yueyue:", strings.TrimPrefix(err.Error(), errUsage.Error()+": "))
		return 2
	default:
		fmt.Fprintln(stderr, "yueyue:", complaint(err))
		return 1
	}
}

var errUsage = errors.New("usage")

// complaint is what went wrong: one line, but for wrong knowledge files, whose errors stand in a line each below it.
func complaint(err error) string {
	many, ok := errors.AsType[interface {
		error
		Unwrap() []error
	}](err)
	if !ok || fault.CodeOf(err) != "knowledge_invalid" {
		return sentence(err)
	}
	lines := []string{fault.MessageOf(err)}
	for _, cause := range many.Unwrap() {
		lines = append(lines, "  "+oneLine(cause.Error()))
	}
	return strings.Join(lines, "\n")
}

// sentence is one line that says what went wrong: the message for people with the cause behind it.
func sentence(err error) string {
	cause := oneLine(err.Error())
	if _, ok := errors.AsType[*fault.Error](err); !ok {
		return cause
	}
	switch kind := fault.KindOf(err); kind {
	case fault.NotFound, fault.Invalid, fault.Conflict, fault.Forbidden:
		if fault.CodeOf(err) != string(kind) {
			return fault.MessageOf(err) // which says all that a person can mend
		}
	}
	return fault.MessageOf(err) + "（" + cause + "）"
}

// oneLine joins the lines of a text.
func oneLine(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "；")
}

// environment is what every command starts from.
type environment struct {
	stdout, stderr io.Writer
	environ        []string
	configFile     string
}

// config reads the settings. An error says where they are explained.
func (e *environment) config() (config.Config, error) {
	cfg, err := config.Load(e.configFile, e.environ)
	switch {
	case err == nil:
		return cfg, nil
	case errors.Is(err, fs.ErrNotExist): // only the file that --config names must be there
		return cfg, fmt.Errorf("没有配置文件 %s，请检查 --config 的路径，或去掉 --config", e.configFile)
	default:
		return cfg, fmt.Errorf("%w；各项设置的写法见 yueyue.sample.yaml", err)
	}
}

func commands(environ []string, stdout, stderr io.Writer) *cobra.Command {
	env := &environment{stdout: stdout, stderr: stderr, environ: environ}
	root := &cobra.Command{
		Use: "yueyue", Short: "悦悦：电子税务局的智能应答服务", SilenceErrors: true, SilenceUsage: true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return noCommand(args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.PersistentFlags().StringVar(&env.configFile, "config", "", "配置文件（默认读取当前目录的 yueyue.yaml，没有也可以）")
	root.AddCommand(serveCommand(env), ingestCommand(env), publishCommand(env), discardCommand(env), readWorkerCommand(env), askCommand(env), answerCommand(env), wishesCommand(env), staffCommand(env), evalCommand(env), doctorCommand(env), migrateCommand(env), versionCommand(env))
	speakChinese(root)
	return root
}

// exactly is a check of the number of arguments that counts as wrong usage.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != n {
			return fmt.Errorf("%w: %s", errUsage, what)
		}
		return nil
	}
}

func versionCommand(env *environment) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "显示版本", Args: exactly(0, "version 不带参数"),
		RunE: func(*cobra.Command, []string) error {
			build := telemetry.ReadBuild()
			words := strings.Fields("yueyue " + build.Version + " " + build.Revision + " " + build.Go) // the revision may be unknown
			_, err := fmt.Fprintln(env.stdout, strings.Join(words, " "))
			return err
		},
	}
}
