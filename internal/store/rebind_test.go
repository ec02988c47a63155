package store_test

import (
	"strings"
	"testing"

	"yueyue/internal/store"
)

func TestRebind(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"none", "SELECT 1", "SELECT 1"},
		{"several", "SELECT $2, $1 WHERE a=$10", "SELECT ?2, ?1 WHERE a=?10"},
		{"no space", "IN($1,$2)AND b>$3", "IN(?1,?2)AND b>?3"},
		{"string", "SELECT '$1', $1", "SELECT '$1', ?1"},
		{"doubled quote", "SELECT 'it''s $1', $1", "SELECT 'it''s $1', ?1"},
		{"string ends the text", "SELECT $1 || 'x$2", "SELECT ?1 || 'x$2"},
		{"quoted name", `SELECT "a$1", $1`, `SELECT "a$1", ?1`},
		{"quote of another kind inside", `SELECT '"', $1, "'", $2`, `SELECT '"', ?1, "'", ?2`},
		{"backquoted name", "SELECT `$1`, $1", "SELECT `$1`, ?1"},
		{"line comment", "SELECT $1 -- not $2\n, $3", "SELECT ?1 -- not $2\n, ?3"},
		{"comment ends the text", "SELECT $1 -- $2", "SELECT ?1 -- $2"},
		{"block comment", "SELECT /* $1 ' */ $2", "SELECT /* $1 ' */ ?2"},
		{"open block comment", "SELECT $1 /* $2", "SELECT ?1 /* $2"},
		{"minus and divide", "SELECT $1-$2/$3", "SELECT ?1-?2/?3"},
		{"inside a name", "SELECT a$1, 税$1, x1$1, $1", "SELECT a$1, 税$1, x1$1, ?1"},
		{"keyword before", "LIMIT $1 OFFSET $2", "LIMIT ?1 OFFSET ?2"},
		{"name, not number", "SELECT $x, $, $1", "SELECT $x, $, ?1"},
		{"Chinese string", "SELECT '起征点$1' WHERE $1", "SELECT '起征点$1' WHERE ?1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := store.Rebind(c.text); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// FuzzRebind: nothing but the marks of parameters changes, and what was rewritten stays as it is.
func FuzzRebind(f *testing.F) {
	for _, text := range []string{"SELECT $1", "'$1'$2", "a$1--$2\n$3", "/*$1*/$2", "\"$1", "`$9`$", "$", "é$1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := store.Rebind(text)
		if len(got) != len(text) {
			t.Fatalf("%q became %q", text, got)
		}
		for i := range text {
			if got[i] != text[i] && (text[i] != '$' || got[i] != '?' || i+1 == len(text) || !strings.ContainsRune("0123456789", rune(text[i+1]))) {
				t.Fatalf("%q became %q", text, got)
			}
		}
		if again := store.Rebind(got); again != got {
			t.Fatalf("%q became %q and then %q", text, got, again)
		}
	})
}
