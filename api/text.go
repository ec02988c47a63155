package api

import (
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText is the most characters of a question or message after trimming.
const maxText = 2000

// readText makes a taxpayer's text ready: line ends as \n, other control characters left out, white space at both ends cut
// off. It refuses text that is empty or too long (codes question_empty, question_too_long), and text that shows nothing or
// that no database keeps (text_unreadable, status 400). field is where the text stood.
func readText(field, text string) (string, error) {
	if strings.TrimSpace(text) == "" {
		return "", defective("question_empty", "请输入您的问题。", field)
	}
	if !storable(text) {
		return "", unreadable(field)
	}
	text = tidy(text)
	if !strings.ContainsFunc(text, isVisible) {
		return "", unreadable(field)
	}
	if utf8.RuneCountInString(text) > maxText {
		return "", defective("question_too_long", "内容太长了（最多 2000 字），请缩短后重试。", field)
	}
	return text, nil
}

func unreadable(field string) *Problem {
	return newProblem(http.StatusBadRequest, "text_unreadable", "内容含有无法识别的字符，请检查后重试。", Defect{field, "无法识别"})
}

// defective is a problem of one field whose shape is right and whose content is not.
func defective(code, sentence, field string) *Problem {
	return newProblem(http.StatusUnprocessableEntity, code, sentence, Defect{field, strings.TrimSuffix(sentence, "。")})
}

// tidy drops control characters but line ends and tabs, and white space at both ends.
func tidy(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text)
	return strings.TrimSpace(text)
}

// storable reports text that every database keeps.
func storable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsRune(text, 0)
}

// isVisible reports a character that people see: no space, no control, no formatting mark, no stand-in for broken text.
func isVisible(r rune) bool {
	return unicode.IsGraphic(r) && !unicode.IsSpace(r) && r != utf8.RuneError
}

// cut shortens a text to at most n characters.
func cut(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}
