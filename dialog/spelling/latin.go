package spelling

import "unicode"

// maxLetters is the longest run of latin letters that is read as pinyin; some 40 syllables.
const maxLetters = 160

// token is a latin word of a sentence that may be pinyin or initials.
type token struct {
	from, to int  // runes, apostrophes included
	figure   bool // a digit stands before it, as before wan in 10wan
}

// latinRun is a sequence of tokens with nothing but spaces between them, as one string of letters.
type latinRun struct {
	tokens  []token
	letters []byte // lower case, ü as v, no apostrophes
	place   []int  // the rune each letter stands at, and the end of the run
	begins  []bool // a syllable must begin at this letter: a token or an apostrophe does
	ends    []int  // the letter after each token
}

// latinRuns finds what may be pinyin. Left out at once: words joined to digits in front of or behind letters (A105000,
// 4S), and the parts of addresses, files and hyphenated words.
func latinRuns(runes []rune) []latinRun {
	var runs []latinRun
	var run latinRun
	closeRun := func() {
		if len(run.tokens) > 0 && len(run.letters) <= maxLetters {
			run.place = append(run.place, run.tokens[len(run.tokens)-1].to)
			runs = append(runs, run)
		}
		run = latinRun{}
	}
	for i := 0; i < len(runes); {
		r := runes[i]
		if _, ok := letter(r); !ok {
			if !unicode.IsSpace(r) {
				closeRun()
			}
			i++
			continue
		}
		from := i
		for i < len(runes) && (isLatin(runes[i]) || (isApostrophe(runes[i]) && i+1 < len(runes) && isLatin(runes[i+1]))) {
			i++
		}
		if joined(runes, from, i) {
			closeRun()
			continue
		}
		run.push(runes, token{from, i, from > 0 && unicode.IsDigit(runes[from-1])})
	}
	closeRun()
	return runs
}

func (run *latinRun) push(runes []rune, t token) {
	begin := true
	run.tokens = append(run.tokens, t)
	for i := t.from; i < t.to; i++ {
		b, ok := letter(runes[i])
		if !ok {
			begin = true
			continue
		}
		run.letters = append(run.letters, b)
		run.place = append(run.place, i)
		run.begins = append(run.begins, begin)
		begin = false
	}
	run.ends = append(run.ends, len(run.letters))
}

// letter is the letter of pinyin that r stands for.
func letter(r rune) (byte, bool) {
	switch {
	case r >= 'a' && r <= 'z':
		return byte(r), true
	case r >= 'A' && r <= 'Z':
		return byte(r) + 'a' - 'A', true
	case r == 'ü', r == 'Ü':
		return 'v', true
	}
	return 0, false
}

func isLatin(r rune) bool {
	_, ok := letter(r)
	return ok
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' }

// joined reports whether the word [from, to) is a part of something else.
func joined(runes []rune, from, to int) bool {
	const enough = 3 // letters: 10wan is an amount in pinyin, 4S is not
	beside := func(i int) bool {
		return i >= 0 && i < len(runes) && (isLatin(runes[i]) || unicode.IsDigit(runes[i]) || runes[i] == '/')
	}
	if from > 0 {
		switch r := runes[from-1]; {
		case unicode.IsDigit(r) && to-from < enough, r == '@', r == '/', r == '\\', r == '_', r == '#':
			return true
		case (r == '.' || r == '-' || r == ':') && beside(from-2):
			return true
		}
	}
	if to < len(runes) {
		switch r := runes[to]; {
		case unicode.IsDigit(r) && to-from <= enough, r == '@', r == '/', r == '\\', r == '_', unicode.IsLetter(r) && !isHan(r):
			return true
		case (r == '.' || r == '-' || r == ':') && beside(to+1):
			return true
		}
	}
	return false
}
