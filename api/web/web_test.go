package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func TestFiles(t *testing.T) {
	files, err := Files(fstest.MapFS{
		"index.html": {Data: []byte("a")}, "widget/index.html": {Data: []byte("b")}, "assets/main-B1c2_3-4.css": {Data: []byte("c")},
		"assets/plain.css": {Data: []byte("d")}, "assets/words-and-more.css": {Data: []byte("e")}, ".built": {}, "x/.hidden": {},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{ // route → immutable
		"/": false, "/widget/": false, "/assets/main-B1c2_3-4.css": true, "/assets/plain.css": false, "/assets/words-and-more.css": false,
	}
	if len(files) != len(want) {
		t.Errorf("%d files", len(files))
	}
	for _, file := range files {
		immutable, ok := want[file.Route]
		if !ok || immutable != file.Immutable {
			t.Errorf("%s, immutable %v", file.Route, file.Immutable)
		}
	}
}

func TestAcceptsGzip(t *testing.T) {
	cases := map[string]bool{
		"": false, "gzip": true, "GZIP": true, "br, gzip;q=0.5": true, "gzip;q=0": false, "gzip; q=0.0": false, "*": true, "*;q=0": false,
		"gzip;q=0, *": false, "*, gzip;q=0": false, "identity": false, "xgzip": false, "gzip;q=x": false,
	}
	for header, want := range cases {
		if got := acceptsGzip(header); got != want {
			t.Errorf("%q: %v", header, got)
		}
	}
}

func TestTagsChangeWithTheContent(t *testing.T) {
	tag := func(content string) string {
		recorder := httptest.NewRecorder()
		newFile("a.js", []byte(content)).ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/a.js", nil))
		return recorder.Header().Get("ETag")
	}
	first, second, again := tag("one"), tag("two"), tag("one")
	if first == second || first != again || !strings.HasPrefix(first, `"`) {
		t.Errorf("%s %s %s", first, second, again)
	}
}
