package dialog

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v3"

	"yueyue/internal/knowledge"
)

// Regions finds the region that a question names. It is immutable.
type Regions struct {
	names []place
}

type place struct{ name, code string }

// LoadRegions reads regions.yaml; an error names the file.
func LoadRegions(fsys fs.FS) (*Regions, error) {
	const name = "regions.yaml"
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var file []struct {
		Code  string   `yaml:"code"`
		Names []string `yaml:"names"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r := &Regions{}
	for _, region := range file {
		if len(knowledge.RegionChain(region.Code)) < 2 || len(region.Names) == 0 {
			return nil, fmt.Errorf("%s: %q: no six-digit code of a region, or no name", name, region.Code)
		}
		for _, n := range region.Names {
			r.names = append(r.names, place{n, region.Code})
		}
	}
	return r, nil
}

// Of is the code of the most precise region that the text names; empty when it names none, or several that do not lie in
// each other, which is a question about differences and belongs to no one region.
func (r *Regions) Of(text string) string {
	found := ""
	for _, p := range r.names {
		if !strings.Contains(text, p.name) {
			continue
		}
		switch {
		case found == "" || within(p.code, found):
			found = p.code
		case !within(found, p.code):
			return ""
		}
	}
	return found
}

// within reports whether a region is the other one or lies in it.
func within(code, outer string) bool {
	for _, link := range knowledge.RegionChain(code) {
		if link == outer {
			return true
		}
	}
	return false
}
