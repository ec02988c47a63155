package measure

import (
	"fmt"
	"slices"
	"strings"
)

// tally counts verdicts.
type tally struct{ right, wrong, missing, invented int }

func (t *tally) add(v Verdict) {
	switch v {
	case Right:
		t.right++
	case Wrong:
		t.wrong++
	case Missing:
		t.missing++
	case Invented:
		t.invented++
	}
}

func (t tally) all() int { return t.right + t.wrong + t.missing + t.invented }

func percent(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f%%", 100*float64(part)/float64(whole))
}

func (r Report) tally() tally {
	var t tally
	for _, f := range r.Fields {
		t.add(f.Verdict)
	}
	return t
}

// Markdown writes the comparison for people: totals, by group, by field, and everything that is not right with its reason.
func (r Report) Markdown() string {
	var out strings.Builder
	t := r.tally()
	fmt.Fprintf(&out, "%d of %d compared fields are right: **%s**. Counting the %d fields that neither a person nor the recogniser states as right, it is %s.\n",
		t.right, t.all(), percent(t.right, t.all()), r.Empty, percent(t.right+r.Empty, t.all()+r.Empty))
	fmt.Fprintf(&out, "%d of %d documents were found where they begin; %d were found where there is none.\n\n", r.Found, r.Documents, r.Extra)
	r.table(&out, "Group", func(f Field) string { return f.Group })
	r.table(&out, "Field", func(f Field) string { return f.Name })
	if t.right == t.all() {
		out.WriteString("Nothing was wrong.\n")
		return out.String()
	}
	out.WriteString("| File | Field | What | A person reads | Read | Where from |\n|---|---|---|---|---|---|\n")
	for _, f := range r.Fields {
		if f.Verdict == Right {
			continue
		}
		file := f.File
		if f.Line > 0 {
			file = fmt.Sprintf("%s:%d", f.File, f.Line)
		}
		fmt.Fprintf(&out, "| %s | %s | %s | %s | %s | %s |\n", cell(file), f.Name, f.Verdict, cell(f.Expected), cell(f.Got), cell(f.Reason))
	}
	return out.String()
}

func cell(s string) string { return strings.NewReplacer("|", `\|`, "\n", " ").Replace(s) }

// table writes the verdicts by what a key gives, in order of first use.
func (r Report) table(out *strings.Builder, head string, key func(Field) string) {
	var names []string
	counts := map[string]*tally{}
	for _, f := range r.Fields {
		name := key(f)
		if counts[name] == nil {
			counts[name] = &tally{}
			names = append(names, name)
		}
		counts[name].add(f.Verdict)
	}
	slices.Sort(names)
	fmt.Fprintf(out, "| %s | Compared | Right | Wrong | Missing | Invented | Right |\n|---|---|---|---|---|---|---|\n", head)
	for _, name := range names {
		t := counts[name]
		fmt.Fprintf(out, "| %s | %d | %d | %d | %d | %d | %s |\n", name, t.all(), t.right, t.wrong, t.missing, t.invented, percent(t.right, t.all()))
	}
	out.WriteString("\n")
}
