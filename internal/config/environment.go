package config

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
)

const prefix = "YUEYUE_"

// foreign are the variables with our prefix that are no settings of the program: those of its tests, of the tools around it
// and of the front-end's own server. A name that ends in _ stands for all that begin with it.
var foreign = []string{
	"YUEYUE_TEST_",       // databases and children of the tests
	"YUEYUE_SHARED",      // the folder of the fact sheet, for the tests that compare with it
	"YUEYUE_CHROMIUM",    // the browser of the browser tests
	"YUEYUE_DEV_BACKEND", // of `npm run dev`
	"YUEYUE_OPENAPI",     // of `npm run types`
}

func isForeign(name string) bool {
	return slices.ContainsFunc(foreign, func(other string) bool {
		return name == other || strings.HasSuffix(other, "_") && strings.HasPrefix(name, other)
	})
}

// Variables are the names of the environment variables that are settings, sorted.
func Variables() []string {
	params, err := env.GetFieldParamsWithOptions(&Config{}, env.Options{Prefix: prefix})
	if err != nil {
		panic(err) // a tag in this package is wrong
	}
	names := make([]string, len(params))
	for i, p := range params {
		names[i] = p.Key
	}
	slices.Sort(names)
	return names
}

// readEnvironment lays the variables over cfg. It names every variable that is no setting, and every value that is of the
// wrong type.
func readEnvironment(cfg *Config, environ []string) error {
	set, known := env.ToMap(environ), Variables()
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(set)) {
		switch {
		case !strings.HasPrefix(name, prefix) || isForeign(name):
		case !slices.Contains(known, name):
			problems = append(problems, fmt.Errorf("没有环境变量 %s 这项设置，最接近的是 %s", name, nearest(name, known)))
		default: // alone, so that what is wrong is known to be wrong with this one
			options := env.Options{Prefix: prefix, Environment: map[string]string{name: set[name]}}
			if err := env.ParseWithOptions(cfg, options); err != nil {
				problems = append(problems, fmt.Errorf("环境变量 %s 的值 %q %s", name, set[name], expected(err)))
			}
		}
	}
	return errors.Join(problems...)
}

// expected says what the value of a variable should be.
func expected(err error) string {
	wrong, ok := errors.AsType[env.ParseError](err)
	if !ok {
		return "无法识别"
	}
	switch {
	case wrong.Type == reflect.TypeFor[time.Duration]():
		return "应为带单位的时长，例如 10s 或 2m"
	case wrong.Type.Kind() == reflect.Bool:
		return "应为 true 或 false"
	case wrong.Type.Kind() == reflect.Int:
		return "应为整数"
	default:
		return "无法识别"
	}
}

// nearest is the candidate that was most likely meant: the one that differs by its group alone, else the one with the fewest
// edits.
func nearest(name string, candidates []string) string {
	name = strings.ToUpper(name)
	group := "_" + strings.TrimPrefix(name, prefix)
	for _, candidate := range candidates {
		if strings.HasSuffix(candidate, group) {
			return candidate
		}
	}
	return slices.MinFunc(candidates, func(a, b string) int { return distance(name, a) - distance(name, b) })
}

// distance is the number of characters to insert, delete or replace until a is b (Levenshtein 1965).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
