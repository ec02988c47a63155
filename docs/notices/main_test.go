package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

// Whoever adds a module has to write the file anew; this says when that was forgotten.
func TestNoticesAreCurrent(t *testing.T) {
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil { // looked at, so that the test cache knows of it
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "THIRD_PARTY_NOTICES.md"))
	if err != nil {
		t.Fatal(err)
	}
	modules, err := goModules(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var front struct {
		Dependencies map[string]string `json:"dependencies"`
	}
	if err := readJSON(filepath.Join(root, "api", "web", "package.json"), &front); err != nil {
		t.Fatal(err)
	}
	packages := make([]string, 0, len(front.Dependencies))
	for name, version := range front.Dependencies {
		packages = append(packages, name+" "+version)
	}
	slices.Sort(packages)
	linked := make([]string, 0, len(modules))
	for _, m := range modules {
		linked = append(linked, m.name+" "+m.version)
	}
	for _, section := range []struct {
		title string
		want  []string
	}{{"## Go modules in the program", linked}, {"## npm packages in the pages", packages}} {
		if got := rows(string(text), section.title); !slices.Equal(got, section.want) {
			t.Errorf("%s: the file says\n%v\nand the program has\n%v\nrun: go run ./docs/notices THIRD_PARTY_NOTICES.md",
				section.title, got, section.want)
		}
	}
}

// rows gives name and version of each row of the table under a title.
func rows(text, title string) []string {
	_, rest, _ := strings.Cut(text, title+"\n")
	section, _, _ := strings.Cut(rest, "\n## ")
	var found []string
	for line := range strings.Lines(section) {
		cells := strings.Split(line, " | ")
		if name, ok := strings.CutPrefix(cells[0], "| "); ok && len(cells) == 3 && name != "name" {
			found = append(found, name+" "+cells[1])
		}
	}
	return found
}

func TestRecognise(t *testing.T) {
	const bsd2 = "Redistribution and use in source and binary forms, with or without modification"
	const bsd3 = bsd2 + " … may be used to endorse or promote products\nderived from this software"
	for _, c := range []struct {
		name  string
		texts []string
		want  string
	}{
		{"MIT over several lines", []string{"Permission is hereby granted, free of charge,\n  to any person obtaining a copy"}, "MIT"},
		{"ISC", []string{"Permission to use … for any purpose with or without fee is hereby granted"}, "ISC"},
		{"Apache by its head", []string{"Apache License\n   Version 2.0, January 2004"}, "Apache-2.0"},
		{"Mozilla", []string{"Mozilla Public License, version 2.0"}, "MPL-2.0"},
		{"Apache by its notice", []string{"Licensed under the Apache License, Version 2.0"}, "Apache-2.0"},
		{"BSD of two clauses", []string{bsd2}, "BSD-2-Clause"},
		{"BSD of three clauses", []string{bsd3}, "BSD-3-Clause"},
		{"two texts", []string{"Apache License, Version 2.0", bsd3, bsd2}, "Apache-2.0 and BSD-3-Clause and BSD-2-Clause"},
		{"none", []string{"All rights reserved."}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := recognise(c.texts); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestModuleWithoutLicenceIsAnError(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "README.md"), []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := component{name: "example.org/module", version: "v1.0.0"}
	if err := c.collect(folder); err == nil || !strings.Contains(err.Error(), "example.org/module") {
		t.Fatalf("got %v, want an error that names the module", err)
	}
}

func TestRenderWritesEachTextOnceUnderAllItsOwners(t *testing.T) {
	text := render([]component{{"a", "v1", "MIT", []string{"same text"}}, {"b", "v2", "MIT", []string{"same text"}}}, nil)
	if strings.Count(text, "same text") != 1 || !strings.Contains(text, "### a, b\n\n```text\nsame text\n```") {
		t.Errorf("got\n%s", text)
	}
	if !strings.Contains(text, "| b | v2 | MIT |") {
		t.Errorf("no row for b in\n%s", text)
	}
}
