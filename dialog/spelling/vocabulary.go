package spelling

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// The limits of a vocabulary entry, in characters.
const (
	minTerm = 2
	maxTerm = 16
	// maxWord is the longest run of characters of the phrases that is taken for a word of its own.
	maxWord = 4
	// minUnknownCount is how often it must stand in the phrases if there is no ordinary dictionary.
	minUnknownCount = 6
	// minCount is how often a word must stand in the phrases to be what a correction aims at; rarer ones help to read
	// whole sentences in pinyin.
	minCount = 3
	// majorCount is how often a word must stand in the phrases to count like a term: 发票.
	majorCount = 40
)

// everydayWords carry questions and stand in every vocabulary, so that a question typed in pinyin can be read whole.
var everydayWords = strings.Fields(`怎么 怎样 如何 多少 什么 为什么 能不能 要不要 是不是 可不可以 有没有 可以 需要 必须 应该 哪里 哪些 哪个 哪儿 几个 多久 多长时间
	怎么办 怎么交 怎么算 怎么填 怎么查 怎么弄 怎么开 怎么报 多少钱 什么时候 什么意思 现在 今年 去年 明年 以前 以后 之前 之后 时候 时间 截止 我们 我想 咨询 请问 问题
	公司 个人 企业 单位 自己 没有 已经 还是 或者 如果 因为 所以 但是 以下 以上 以内 超过 不到 标准 条件 材料 流程 步骤 政策 规定 优惠 操作 办理 申请 查询 打印 下载
	登录 密码 手机 电话 地址 网上 上面 一年 每月 每年 季度 月份 上班 工资 房子 孩子 父母 老人 结婚 买房 卖房 租房`)

// entry is a word of the vocabulary.
type entry struct {
	runes []rune
	text  string
	term  bool  // of the tax dictionary; else a word of the phrases
	goal  bool  // a correction may aim at it; else it only helps to read
	count int32 // in how many places of the phrases
}

// major reports whether the entry is a term or as frequent as one.
func (e *entry) major() bool { return e.term || e.count >= majorCount }

// vocabulary is the terms and the words of the phrases, numbered in a fixed order, terms first.
type vocabulary struct {
	entries []entry
	byText  map[string]int32
}

// newVocabulary collects the entries. Only what is wholly Han can be an entry: a term with digits or letters in it is
// never the goal of a correction.
func newVocabulary(terms []string, phrases [][]rune, known func(string) bool) *vocabulary {
	counts := countRuns(phrases)
	v := &vocabulary{byText: make(map[string]int32)}
	for _, term := range terms {
		v.add(term, true, counts[term])
	}
	var words []string
	for run := range counts {
		if known != nil && utf8.RuneCountInString(run) <= maxWord && known(run) {
			words = append(words, run)
		}
	}
	if known == nil {
		words = closedRuns(counts)
	}
	slices.Sort(words) // numbering does not depend on map order
	for _, word := range append(words, everydayWords...) {
		v.add(word, false, counts[word])
	}
	return v
}

// closedRuns guesses the words when there is no dictionary: the frequent runs that are no mere part of a longer one.
func closedRuns(counts map[string]int32) []string {
	whole := make(map[string]int32) // how often the most frequent run stands that is one character longer and holds this one
	for run, n := range counts {
		_, first := utf8.DecodeRuneInString(run)
		_, last := utf8.DecodeLastRuneInString(run)
		for _, part := range [...]string{run[first:], run[:len(run)-last]} {
			whole[part] = max(whole[part], n)
		}
	}
	var words []string
	for run, n := range counts {
		if n >= minUnknownCount && 2*whole[run] < n && utf8.RuneCountInString(run) <= maxWord {
			words = append(words, run)
		}
	}
	return words
}

// countRuns counts every run of minTerm to maxTerm Han characters.
func countRuns(phrases [][]rune) map[string]int32 {
	counts := make(map[string]int32)
	for _, phrase := range phrases {
		for from := range phrase {
			for to := from + 1; to <= len(phrase) && to-from <= maxTerm && isHan(phrase[to-1]); to++ {
				if to-from >= minTerm {
					counts[string(phrase[from:to])]++
				}
			}
		}
	}
	return counts
}

func (v *vocabulary) add(text string, term bool, count int32) {
	runes := []rune(text)
	if _, dup := v.byText[text]; dup || len(runes) < minTerm || len(runes) > maxTerm {
		return
	}
	for _, r := range runes {
		if !isHan(r) {
			return
		}
	}
	v.byText[text] = int32(len(v.entries))
	goal := term || (count >= minCount && !strings.ContainsFunc(text, func(r rune) bool { return functional.has(r) || numerals.has(r) }))
	v.entries = append(v.entries, entry{runes, text, term, goal, count})
}

// has reports whether text is an entry.
func (v *vocabulary) has(text string) bool {
	_, ok := v.byText[text]
	return ok
}
