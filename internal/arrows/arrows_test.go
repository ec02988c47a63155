package arrows

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// drawn is a package with the packages of the program that it imports, and that its tests import beside them.
type drawn struct {
	name    string
	imports []string
	tests   []string
}

func TestImportArrows(t *testing.T) {
	packages := readImports(t)
	for _, problem := range check(packages) {
		t.Error(problem)
	}
	for name := range allowed {
		if !slices.ContainsFunc(packages, func(p drawn) bool { return p.name == name }) {
			t.Errorf("a rule names %s, which is no package of the program", name)
		}
	}
}

// check gives a sentence for every arrow that no rule allows or that a ban forbids, and for every package without a rule.
func check(packages []drawn) []string {
	var problems []string
	for _, p := range packages {
		list, named := allowed[p.name]
		if !named {
			problems = append(problems, fmt.Sprintf("no rule names %s: say in rules_test.go what it may import", p.name))
			continue
		}
		for _, to := range p.imports {
			if why := forbidden(p.name, to, false); why != "" {
				problems = append(problems, fmt.Sprintf("%s imports %s: %s", p.name, to, why))
			} else if !slices.Contains(list, to) && !slices.Contains(list, "…") {
				problems = append(problems, fmt.Sprintf("%s imports %s, which its rule does not list", p.name, to))
			}
		}
		for _, to := range p.tests {
			if why := forbidden(p.name, to, true); why != "" {
				problems = append(problems, fmt.Sprintf("a test of %s imports %s: %s", p.name, to, why))
			}
		}
	}
	return problems
}

// forbidden gives the reason for the ban that an arrow breaks; empty when it breaks none.
func forbidden(from, to string, test bool) string {
	if from == "." {
		return ""
	}
	for _, b := range bans {
		inside := b.from == "*" && matches(from, b.to) // a package may use what lies below it
		if matches(from, b.from) && matches(to, b.to) && !inside && (b.tests || !test) {
			return b.why
		}
	}
	return ""
}

func matches(name, pattern string) bool {
	switch pattern {
	case "*":
		return true
	case "top":
		return !matches(name, "internal")
	default:
		return name == pattern || strings.HasPrefix(name, pattern+"/")
	}
}

// readImports reads the import clauses of every Go file of the module, whatever its build tags, by folder. Reading them
// here and not by the go command also tells the test cache when to run again.
func readImports(t *testing.T) []drawn {
	t.Helper()
	const root = "../.."
	byName := map[string]*drawn{}
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return skip(root, file)
		}
		if filepath.Ext(file) != ".go" {
			return nil
		}
		folder, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		p := byName[filepath.ToSlash(folder)]
		if p == nil {
			p = &drawn{name: filepath.ToSlash(folder)}
			byName[p.name] = p
		}
		return p.read(file)
	})
	if err != nil {
		t.Fatal(err)
	}
	packages := make([]drawn, 0, len(byName))
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		packages = append(packages, *byName[name])
	}
	return packages
}

// skip passes over what the go command passes over: hidden folders, test data, other modules.
func skip(root, folder string) error {
	name := filepath.Base(folder)
	hidden := strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata" || name == "node_modules"
	if _, err := os.Stat(filepath.Join(folder, "go.mod")); folder != root && (hidden || err == nil) {
		return filepath.SkipDir
	}
	return nil
}

// read adds the imports of a file.
func (p *drawn) read(file string) error {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		return err
	}
	into := &p.imports
	if strings.HasSuffix(file, "_test.go") {
		into = &p.tests
	}
	for _, clause := range parsed.Imports {
		path, err := strconv.Unquote(clause.Path.Value)
		if err != nil {
			return err
		}
		if to := short(path); to != "" && to != p.name && !slices.Contains(*into, to) {
			*into = append(*into, to)
		}
	}
	return nil
}

// short is the name of a package of the program without its module; empty for any other.
func short(path string) string {
	if path == module {
		return "."
	}
	name, ours := strings.CutPrefix(path, module+"/")
	if !ours {
		return ""
	}
	return name
}

func TestCheckFindsWhatIsForbidden(t *testing.T) {
	for _, c := range []struct {
		name    string
		arrow   drawn
		problem string // part of the one sentence; empty: allowed
	}{
		{"a listed import", drawn{name: "dialog", imports: []string{"retriever"}}, ""},
		{"main imports anything", drawn{name: ".", imports: []string{"api", "dialog", "handoff"}}, ""},
		{"api uses its own pages", drawn{name: "api", imports: []string{"api/web"}}, ""},
		{"a test may use knowledge that is shipped", drawn{name: "dialog", tests: []string{"data"}}, ""},
		{"data's tests read it as the program does", drawn{name: "data", tests: []string{"internal/knowledge"}}, ""},
		{"tests use suites", drawn{name: "retriever/local", tests: []string{"retriever/indextest"}}, ""},
		{"an import that no rule lists", drawn{name: "retriever/local", imports: []string{"internal/store"}}, "its rule does not list"},
		{"a package that no rule names", drawn{name: "util"}, "no rule names util"},
		{"dialog to handoff", drawn{name: "dialog", imports: []string{"handoff"}}, "must not wait for a desk"},
		{"below dialog to below handoff", drawn{name: "dialog/golden", imports: []string{"handoff/desk"}}, "must not wait for a desk"},
		{"handoff to dialog", drawn{name: "handoff", imports: []string{"dialog"}}, "another desk fits"},
		{"a test of handoff to dialog", drawn{name: "handoff", tests: []string{"dialog"}}, "a test of handoff"},
		{"retriever to ingest", drawn{name: "retriever", imports: []string{"ingest"}}, "never from files"},
		{"dialog to api", drawn{name: "dialog", imports: []string{"api"}}, "only api knows HTTP"},
		{"internal to the top", drawn{name: "internal/knowledge", imports: []string{"retriever"}}, "an arrow back"},
		{"a test of internal to the top", drawn{name: "internal/store", tests: []string{"data"}}, "an arrow back"},
		{"data to the program", drawn{name: "data", imports: []string{"internal/fault"}}, "shipped knowledge is files"},
		{"a test suite in the program", drawn{name: "api", imports: []string{"internal/auth/authtest"}}, "must never be in the program"},
	} {
		t.Run(c.name, func(t *testing.T) {
			problems := check([]drawn{c.arrow})
			if c.problem == "" && len(problems) > 0 {
				t.Errorf("got %q, want it allowed", problems)
			}
			if c.problem != "" && (len(problems) != 1 || !strings.Contains(problems[0], c.problem)) {
				t.Errorf("got %q, want one sentence with %q", problems, c.problem)
			}
		})
	}
}
