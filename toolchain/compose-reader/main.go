// Compose files as docker compose understands them, resolved into one project in JSON.
//
//	compose-reader [--profile NAME]... [--project-directory DIR] [--env-file FILE]... FILE...
//
// Files come from strangers, so time, memory and size are bounded. Whatever is refused ends with status 2
// and one line on standard error.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"syscall"
	"time"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/sirupsen/logrus"
	"go.yaml.in/yaml/v4"
)

const (
	mebibyte    = 1 << 20
	fileLimit   = 8 * mebibyte
	depthLimit  = 100
	memoryLimit = 512 * mebibyte
	// Go reserves far more addresses than it uses.
	addressLimit = memoryLimit + 3072*mebibyte
	timeLimit    = 10 * time.Second
)

var knownVersion = regexp.MustCompile(`^[23](\.[0-9]+)?$`)

type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(value string) error {
	*l = append(*l, value)
	return nil
}

func main() {
	bound()
	logrus.SetOutput(io.Discard)
	defer func() {
		if problem := recover(); problem != nil {
			refuse(fmt.Errorf("the parser of Compose files cannot handle this: %v", problem))
		}
	}()

	var profiles, envFiles list
	var directory string
	flag.Var(&profiles, "profile", "a profile to activate; again for more")
	flag.StringVar(&directory, "project-directory", "", "the project's folder; else the first file's")
	flag.Var(&envFiles, "env-file", "variables for interpolation; else .env of the project's folder")
	flag.Parse()

	for _, file := range flag.Args() {
		if err := check(file); err != nil {
			refuse(fmt.Errorf("%s: %w", file, err))
		}
	}
	project, err := load(flag.Args(), directory, envFiles, profiles)
	if err != nil {
		refuse(err)
	}
	if _, err := os.Stdout.Write(project); err != nil {
		refuse(err)
	}
}

func load(files []string, directory string, envFiles, profiles []string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeLimit)
	defer cancel()
	// The order of docker compose: the environment comes before what .env says.
	options, err := cli.NewProjectOptions(files,
		cli.WithWorkingDirectory(directory),
		cli.WithOsEnv,
		cli.WithEnvFiles(envFiles...),
		cli.WithDotEnv,
		cli.WithDefaultProfiles(profiles...),
		cli.WithoutUnnecessaryResources)
	if err != nil {
		return nil, err
	}
	project, err := options.LoadProject(ctx)
	if err != nil {
		return nil, err
	}
	return project.MarshalJSON()
}

// What the loader takes but should not, and what it refuses without naming the file.
func check(file string) error {
	info, err := os.Stat(file)
	if err != nil {
		return reason(err)
	}
	if !info.Mode().IsRegular() {
		return errors.New("not a regular file")
	}
	if info.Size() > fileLimit {
		return fmt.Errorf("%d bytes; allowed: %d", info.Size(), fileLimit)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return reason(err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(content, &document); err != nil {
		return err
	}
	if document.IsZero() {
		return errors.New("empty")
	}
	root := document.Content[0]
	if root.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: not a mapping of services, networks and volumes", root.Line)
	}
	if deeperThan(depthLimit, root) {
		return fmt.Errorf("nested deeper than %d levels", depthLimit)
	}
	return checkVersion(root)
}

// docker compose ignores the version; one that never was may mean what nobody knows yet.
func checkVersion(root *yaml.Node) error {
	for i := 0; i+1 < len(root.Content); i += 2 {
		value := root.Content[i+1]
		if root.Content[i].Value == "version" && !knownVersion.MatchString(value.Value) {
			return fmt.Errorf("line %d: version %q is not known; allowed: 2.x, 3.x or none", value.Line, value.Value)
		}
	}
	return nil
}

func deeperThan(levels int, node *yaml.Node) bool {
	if levels < 0 {
		return true
	}
	for _, child := range node.Content {
		if deeperThan(levels-1, child) {
			return true
		}
	}
	return false
}

// Without the path, which is in front of the message already.
func reason(err error) error {
	if path, ok := err.(*fs.PathError); ok {
		return path.Err
	}
	return err
}

// Ends the program when it takes too long or too much. Included and extended files count, too.
func bound() {
	limit := syscall.Rlimit{Cur: addressLimit, Max: addressLimit}
	if err := syscall.Setrlimit(syscall.RLIMIT_AS, &limit); err != nil {
		refuse(err)
	}
	debug.SetMemoryLimit(memoryLimit * 3 / 4)
	time.AfterFunc(timeLimit, func() { refuse(fmt.Errorf("not resolved within %s", timeLimit)) })
	go func() {
		for {
			if used() > memoryLimit {
				refuse(fmt.Errorf("resolving it needs more than %d MiB of memory", memoryLimit/mebibyte))
			}
			time.Sleep(5 * time.Millisecond)
		}
	}()
}

func used() uint64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64()
}

func refuse(err error) {
	line := strings.Join(strings.Fields(err.Error()), " ")
	// What the schema's validator says of an attribute that no rule allows.
	fmt.Fprintln(os.Stderr, strings.ReplaceAll(line, "false schema", "is not allowed here"))
	os.Exit(2)
}
