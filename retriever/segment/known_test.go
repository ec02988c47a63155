package segment

import "testing"

func TestKnown(t *testing.T) {
	segmenter, err := New(Config{CacheDir: t.TempDir(), Terms: []string{"数电票"}})
	if err != nil {
		t.Fatal(err)
	}
	defer segmenter.Close()
	for word, want := range map[string]bool{
		"发票": true, "天气": true, "数电票": true, "个锐": false, "发漂": false, "税": false, "": false, "怎么交": false,
	} {
		if got := segmenter.Known(word); got != want {
			t.Errorf("Known(%q) = %v, want %v", word, got, want)
		}
	}
}
