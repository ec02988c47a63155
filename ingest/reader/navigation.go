package reader

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// region is a part of the page that may be navigation.
type region struct {
	tag    atom.Atom
	depth  int // open tags of the same name within
	frames int
	at     int // pieces before it
	sure   bool
}

// region begins a part of the page that is dropped at its end when it turns out to be navigation.
func (p *page) region(tag atom.Atom, more bool) {
	class, _, _ := p.attributes(more)
	sure := tag == atom.Nav
	if !sure && tag != atom.Aside && tag != atom.Footer && tag != atom.Header && !navigational(class) || len(p.regions) >= 32 {
		return
	}
	p.regions = append(p.regions, region{tag: tag, depth: 1, frames: len(p.frames), at: len(*p.target()), sure: sure})
}

func (p *page) endRegions(tag atom.Atom) {
	for i := len(p.regions) - 1; i >= 0; i-- {
		r := &p.regions[i]
		if r.tag != tag {
			continue
		}
		if r.depth--; r.depth > 0 {
			continue
		}
		if to := p.target(); r.frames == len(p.frames) && r.at <= len(*to) && (r.sure || mostlyLinks((*to)[r.at:]) || imprint((*to)[r.at:])) {
			*to = (*to)[:r.at]
		}
		p.regions = append(p.regions[:i], p.regions[i+1:]...)
	}
}

// registered is what the law has every Chinese site print: the number under which it is registered.
var registered = regexp.MustCompile(`ICP备\s*[0-9]|公网安备\s*[0-9]|网站标识码|版权所有|(?i:copyright)\s*(?:©|\(c\)|[0-9])`)

// imprint says whether a region tells whose site it is, and no more.
func imprint(pieces []piece) bool {
	size, found := 0, false
	for _, b := range pieces {
		size += utf8.RuneCountInString(b.Text)
		found = found || registered.MatchString(b.Text)
	}
	return found && size < 600
}

func mostlyLinks(pieces []piece) bool {
	all, marks := 0, 0
	for _, b := range pieces {
		all += len(b.Text)
		marks += b.marks
	}
	return marks*2 >= all
}

// Words in the class or id of an element that is likely to be navigation.
var navigation = map[string]bool{
	"nav": true, "navbar": true, "navigation": true, "menu": true, "subnav": true, "breadcrumb": true, "breadcrumbs": true, "crumb": true,
	"crumbs": true, "footer": true, "foot": true, "header": true, "sidebar": true, "share": true, "copyright": true, "pager": true,
	"pagination": true, "related": true, "toolbar": true, "topbar": true, "location": true, "position": true, "links": true, "friendlink": true,
}

// navigational looks for such a word in "navCurrent left-menu".
func navigational(class string) bool {
	start := 0
	for i := 0; i <= len(class); i++ {
		if i == len(class) || !letter(class[i]) || i > start && upper(class[i]) && !upper(class[i-1]) {
			if i > start && navigation[strings.ToLower(class[start:i])] {
				return true
			}
			start = i
			if i < len(class) && !letter(class[i]) {
				start = i + 1
			}
		}
	}
	return false
}

func upper(c byte) bool  { return c >= 'A' && c <= 'Z' }
func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// noise says whether a line is one of those that content systems print around an article.
func noise(line string) bool {
	if utf8.RuneCountInString(line) > 60 {
		return false
	}
	for _, start := range []string{"当前位置：", "您现在的位置：", "您的位置：", "您所在的位置：", "当前位置:", "您的位置:"} {
		if strings.HasPrefix(line, start) {
			return true
		}
	}
	if utf8.RuneCountInString(line) <= 40 && registered.MatchString(line) {
		return true
	}
	switch strings.Trim(line, "[]【】() ") {
	case "打印", "打印本页", "关闭", "关闭窗口", "返回顶部", "上一篇", "下一篇", "收藏本页", "分享到：", "分享到", "字体：大 中 小", "大 中 小", "|", "·":
		return true
	}
	return false
}

// withoutMenus drops runs of four and more short blocks that are nothing but links: menus that no class gave away.
func withoutMenus(pieces []piece) []piece {
	menu := func(b piece) bool {
		return b.Kind != Heading && b.Kind != Row && b.marks*10 >= len(b.Text)*9 && utf8.RuneCountInString(b.Text) <= 16 &&
			!strings.HasPrefix(b.Text, "附") && !strings.ContainsAny(b.Text, "《〔第条款")
	}
	out := pieces[:0]
	for i := 0; i < len(pieces); {
		j := i
		for j < len(pieces) && menu(pieces[j]) {
			j++
		}
		if j-i < 4 {
			j = max(j, i+1)
			out = append(out, pieces[i:j]...)
		}
		i = j
	}
	return out
}
