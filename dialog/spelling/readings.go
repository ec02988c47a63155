package spelling

import (
	"slices"
	"strings"
	"sync"

	"github.com/mozillazg/go-pinyin"
)

// sound numbers a syllable; 0 is no syllable. It stands for the exact or for the blurred syllable, as the field says.
type sound uint16

// reading is one way to read a character: the toneless syllable as it is, and blurred so that syllables which many
// speakers do not tell apart are equal.
type reading struct {
	exact, blurred sound
}

// maxReadings is how many readings of a character count. The dictionary lists the usual one first. A second one counts only
// for the characters below: others (税 as tuō, 抵 as zhǐ) would make words sound alike that nobody takes for each other.
const maxReadings = 2

// polyphones are the characters that have two common readings which differ by more than the tone.
var polyphones = newRuneSet("乐了什会传便宿差强得弹折曾朝校模没率的盛省着称系给藏行角调谁贾车还都重长降露薄")

// The CJK Unified Ideographs block without its extensions: every character of GB 2312 and GBK.
const (
	firstHan = 0x4E00
	lastHan  = 0x9FFF
)

// phonetics is what is known of the sounds of all characters. It never changes once built.
type phonetics struct {
	byName   map[string]sound // exact syllables
	exactOf  []string         // sound → its name
	blurOf   []sound          // exact sound → blurred sound
	readings [lastHan - firstHan + 1][maxReadings]reading
}

// loadPhonetics builds the table once for the whole process; it takes some milliseconds.
var loadPhonetics = sync.OnceValue(func() *phonetics {
	p := &phonetics{byName: make(map[string]sound, 512), exactOf: []string{""}, blurOf: []sound{0}}
	blurs := make(map[string]sound, 512)
	perRune := make([][]string, lastHan-firstHan+1)
	var names []string
	for i := range perRune {
		for _, marked := range strings.Split(pinyin.PinyinDict[firstHan+i], ",") {
			name := toneless(marked)
			full := len(perRune[i]) == maxReadings || (len(perRune[i]) == 1 && !polyphones.has(firstHan+rune(i)))
			if name == "" || full || slices.Contains(perRune[i], name) {
				continue
			}
			perRune[i] = append(perRune[i], name)
			names = append(names, name)
		}
	}
	slices.Sort(names) // numbering does not depend on map order
	for _, name := range names {
		if _, ok := p.byName[name]; ok {
			continue
		}
		p.byName[name] = sound(len(p.exactOf))
		p.exactOf = append(p.exactOf, name)
		blurred := blur(name)
		if _, ok := blurs[blurred]; !ok {
			blurs[blurred] = sound(len(blurs) + 1)
		}
		p.blurOf = append(p.blurOf, blurs[blurred])
	}
	for i, list := range perRune {
		for k, name := range list {
			exact := p.byName[name]
			p.readings[i][k] = reading{exact, p.blurOf[exact]}
		}
	}
	return p
})

// of returns the readings of r, the usual one first; unused places are zero.
func (p *phonetics) of(r rune) [maxReadings]reading {
	if !isHan(r) {
		return [maxReadings]reading{}
	}
	return p.readings[r-firstHan]
}

// likeness says how alike two characters sound.
type likeness int

const (
	unlike likeness = iota
	nearly          // alike for a speaker who does not tell zh from z, n from l, ing from in …
	alike           // the same toneless syllable
)

func (p *phonetics) compare(a, b rune) likeness {
	result := unlike
	for _, x := range p.of(a) {
		for _, y := range p.of(b) {
			switch {
			case x.exact == 0 || y.exact == 0:
			case x.exact == y.exact:
				return alike
			case x.blurred == y.blurred:
				result = nearly
			}
		}
	}
	return result
}

// reads reports whether r can be read as the exact syllable.
func (p *phonetics) reads(r rune, exact sound) bool {
	readings := p.of(r)
	return readings[0].exact == exact || readings[1].exact == exact
}

// parse finds a syllable as it is typed: also jv, qv, xv, yv for ju …, and lue for lve.
func (p *phonetics) parse(letters []byte) (sound, bool) {
	if exact, ok := p.byName[string(letters)]; ok {
		return exact, true
	}
	if len(letters) < 2 {
		return 0, false
	}
	exact, ok := sound(0), false
	switch first, rest := letters[0], string(letters[1:]); {
	case letters[1] == 'v' && (first == 'j' || first == 'q' || first == 'x' || first == 'y'):
		exact, ok = p.byName[string(first)+"u"+rest[1:]]
	case rest == "ue" && (first == 'l' || first == 'n'):
		exact, ok = p.byName[string(first)+"ve"]
	}
	return exact, ok
}

func isHan(r rune) bool { return r >= firstHan && r <= lastHan }

// toneless drops the tone mark and writes ü as v: "lǜ" is "lv". What is not a full syllable (the interjections ḿ and ǹg,
// ê) gives "".
func toneless(marked string) string {
	var b strings.Builder
	vowel := false
	for _, r := range marked {
		for _, row := range [...]string{"aāáǎà", "eēéěè", "iīíǐì", "oōóǒò", "uūúǔù", "vüǖǘǚǜ"} {
			if strings.ContainsRune(row, r) {
				r, vowel = rune(row[0]), true
				break
			}
		}
		if r < 'a' || r > 'z' {
			return ""
		}
		b.WriteRune(r)
	}
	if !vowel {
		return ""
	}
	return b.String()
}

// blur maps syllables onto one another that southern speakers, Anhui's among them, often do not tell apart.
func blur(name string) string {
	switch {
	case strings.HasPrefix(name, "zh"), strings.HasPrefix(name, "ch"), strings.HasPrefix(name, "sh"):
		name = name[:1] + name[2:]
	case strings.HasPrefix(name, "n"):
		name = "l" + name[1:]
	}
	for _, final := range [...]string{"ang", "eng", "ing"} {
		if strings.HasSuffix(name, final) {
			return name[:len(name)-1]
		}
	}
	return name
}
