package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// goModules are the modules whose packages the program imports, directly or not, by path. The platform is fixed, so that
// the list is the same on every machine.
func goModules(ctx context.Context) ([]component, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}\t{{$.Dir}}{{end}}{{end}}", "yueyue")
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=1")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, complaint.String())
	}
	var modules []component
	folders := map[string][]string{} // by path: the folders from each package up to the root of its module
	for line := range strings.Lines(string(out)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) != 4 {
			continue // the standard library, or a package of our own
		}
		name, version, root, folder := fields[0], fields[1], fields[2], fields[3]
		if folders[name] == nil {
			modules = append(modules, component{name: name, version: version})
			folders[name] = append(folders[name], root)
		}
		for ; folder != root; folder = filepath.Dir(folder) {
			if !slices.Contains(folders[name], folder) {
				folders[name] = append(folders[name], folder)
			}
		}
	}
	slices.SortFunc(modules, func(a, b component) int { return strings.Compare(a.name, b.name) })
	for i := range modules {
		if err := modules[i].collect(folders[modules[i].name]...); err != nil {
			return nil, err
		}
	}
	return modules, nil
}

// npmPackages are the dependencies of the front-end in a folder, at the versions that stand there.
func npmPackages(folder string) ([]component, error) {
	var front struct {
		Dependencies map[string]string `json:"dependencies"`
	}
	if err := readJSON(filepath.Join(folder, "package.json"), &front); err != nil {
		return nil, err
	}
	packages := make([]component, 0, len(front.Dependencies))
	for name := range front.Dependencies {
		var installed struct {
			Version string `json:"version"`
			Licence string `json:"license"`
		}
		at := filepath.Join(folder, "node_modules", filepath.FromSlash(name))
		if err := readJSON(filepath.Join(at, "package.json"), &installed); err != nil {
			return nil, fmt.Errorf("%w (run make build first)", err)
		}
		c := component{name: name, version: installed.Version}
		if err := c.collect(at); err != nil {
			return nil, err
		}
		c.licence = installed.Licence
		packages = append(packages, c)
	}
	slices.SortFunc(packages, func(a, b component) int { return strings.Compare(a.name, b.name) })
	return packages, nil
}

func readJSON(file string, into any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
