// Command notices writes THIRD_PARTY_NOTICES.md: what others wrote and the program carries, with version, licence and the
// licence's text. Go modules come from what the main package really imports, npm packages from the dependencies of the
// front-end (their text from node_modules, so build that first), the rest from others.md beside this file.
// usage, in the root of the repository: go run ./docs/notices FILE
package main

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// component is a module or package with the texts that must travel with it.
type component struct {
	name, version, licence string
	texts                  []string
}

//go:embed others.md
var others string

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: notices FILE")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "notices:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, target string) error {
	linked, err := goModules(ctx)
	if err != nil {
		return err
	}
	bundled, err := npmPackages(filepath.Join("api", "web"))
	if err != nil {
		return err
	}
	return os.WriteFile(target, []byte(render(linked, bundled)), 0o644) //nolint:gosec // a document for everybody
}

// collect reads the licence and notice files of the folders; no licence, or one that is not recognised, is an error.
func (c *component) collect(folders ...string) error {
	for _, folder := range folders {
		files, err := os.ReadDir(folder)
		if err != nil {
			return err
		}
		for _, file := range files {
			name := strings.ToUpper(strings.TrimSuffix(file.Name(), path.Ext(file.Name())))
			if file.IsDir() || !slices.Contains([]string{"LICENSE", "LICENCE", "COPYING", "NOTICE", "ATTRIB"}, name) {
				continue
			}
			text, err := os.ReadFile(filepath.Join(folder, file.Name()))
			if err != nil {
				return err
			}
			c.texts = append(c.texts, strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
		}
	}
	if c.licence = recognise(c.texts); c.licence == "" {
		return fmt.Errorf("%s %s: no licence recognised in %v", c.name, c.version, folders)
	}
	return nil
}

// marks are words that stand in one licence only, after its SPDX name.
var marks = [][2]string{
	{"Apache-2.0", "Apache License Version 2.0"},
	{"MPL-2.0", "Mozilla Public License Version 2.0"},
	{"MPL-2.0", "Mozilla Public License, version 2.0"},
	{"MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy"},
	{"ISC", "for any purpose with or without fee is hereby granted"},
	{"BSD-3-Clause", endorsement},
	{"BSD-2-Clause", "Redistribution and use in source and binary forms"},
}

// endorsement is the clause that the licence of three has and the one of two lacks.
const endorsement = "endorse or promote products derived from"

// recognise names the licences in texts, joined by "and"; empty when there is none.
func recognise(texts []string) string {
	var names []string
	for _, text := range texts {
		plain := strings.Join(strings.Fields(strings.ReplaceAll(text, ", Version", " Version")), " ")
		for _, mark := range marks {
			longer := mark[0] == "BSD-2-Clause" && strings.Contains(plain, endorsement)
			if strings.Contains(plain, mark[1]) && !longer && !slices.Contains(names, mark[0]) {
				names = append(names, mark[0])
			}
		}
	}
	return strings.Join(names, " and ")
}

// render writes the tables and each distinct text once, under the names that it belongs to.
func render(linked, bundled []component) string {
	var out strings.Builder
	out.WriteString("# Third-party notices\n\n<!-- Written by `go run ./docs/notices THIRD_PARTY_NOTICES.md`; do not edit. -->\n\n" +
		"悦悦 is licensed under Apache-2.0 (see LICENSE). What it carries of others is listed here, with the texts that travel with it.\n")
	table(&out, "Go modules in the program", linked)
	table(&out, "npm packages in the pages", bundled)
	out.WriteString("\n" + strings.TrimSpace(others) + "\n\n## Texts of modules and packages\n")
	var order []string
	owners := map[string][]string{}
	for _, c := range append(slices.Clone(linked), bundled...) {
		for _, text := range c.texts {
			if owners[text] == nil {
				order = append(order, text)
			}
			owners[text] = append(owners[text], c.name)
		}
	}
	for _, text := range order {
		fmt.Fprintf(&out, "\n### %s\n\n```text\n%s\n```\n", strings.Join(owners[text], ", "), text)
	}
	return out.String()
}

func table(out *strings.Builder, title string, components []component) {
	fmt.Fprintf(out, "\n## %s\n\n| name | version | licence |\n|---|---|---|\n", title)
	for _, c := range components {
		fmt.Fprintf(out, "| %s | %s | %s |\n", c.name, c.version, c.licence)
	}
}
