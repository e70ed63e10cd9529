// Command server is Ogham: Druid's SQL and SQL-based ingestion APIs on PostgreSQL, in one binary.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

const description = `Ogham answers Apache Druid's SQL and SQL-based ingestion HTTP APIs on PostgreSQL.

Without a database URL it starts a PostgreSQL of its own in the data directory. To see it work, run "quickstart".`

func main() {
	os.Exit(run(os.Args[1:]))
}

// run parses the command line and runs the command; it gives the exit code.
func run(args []string) int {
	var cli commandLine
	parser, err := newParser(&cli)
	if err != nil {
		return fail(err)
	}
	command, err := parser.Parse(args)
	parser.FatalIfErrorf(err)

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	command.BindTo(ctx, (*context.Context)(nil))
	if err := command.Run(); err != nil && (ctx.Err() == nil || !errors.Is(err, context.Canceled)) {
		return fail(err)
	}
	return 0
}

func newParser(cli *commandLine, options ...kong.Option) (*kong.Kong, error) {
	return kong.New(cli, append([]kong.Option{
		kong.Name("ogham"), kong.Description(description), kong.DefaultEnvars("OGHAM"), kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true}),
		kong.Vars{"data_dir": defaultDataDir()},
	}, options...)...)
}

func fail(err error) int {
	fmt.Fprintln(os.Stderr, "ogham:", err)
	return 1
}
