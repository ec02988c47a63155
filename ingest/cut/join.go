package cut

import (
	"strings"

	"yueyue/internal/knowledge"
)

// Join gives the text of a document back from its passages in order: each below the chapters and sections of its path that begin
// with it, unless it shows them itself. It is the text of the blocks but for white space.
func Join(passages []knowledge.Passage) string {
	var out strings.Builder
	var path []string
	for _, p := range passages {
		if chapters := chaptersSince(path, p.Path); !strings.HasPrefix(bare(p.Text), bare(strings.Join(chapters, ""))) {
			for _, chapter := range chapters {
				out.WriteString(chapter)
				out.WriteByte('\n')
			}
		}
		out.WriteString(p.Text)
		out.WriteByte('\n')
		path = p.Path
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// chaptersSince are the chapters and sections of a path that the one before did not have.
func chaptersSince(before, path []string) []string {
	n := 0
	for n < len(path) && n < len(before) && path[n] == before[n] {
		n++
	}
	var chapters []string
	for _, name := range path[n:] {
		if isChapter(name) {
			chapters = append(chapters, name)
		}
	}
	return chapters
}

// isChapter reports whether a part of a path is a heading of the outline: 第二章 税率.
func isChapter(name string) bool {
	return markerAt(name).level.outlines()
}
