package embed

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"yueyue/internal/fault"
)

// endpoint serves embeddings: the length of a text and 4, in reverse order; what the text begins with makes it misbehave.
func endpoint(t *testing.T) (*Endpoint, *[]string) {
	t.Helper()
	var seen []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request struct {
			Input      []string `json:"input"`
			Model      string   `json:"model"`
			Dimensions int      `json:"dimensions"`
		}
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
			t.Error(err)
		}
		seen = append(seen, fmt.Sprintf("%s %s %s %d %d", r.URL.Path, r.Header.Get("Authorization"), request.Model, request.Dimensions, len(request.Input)))
		var data []string
		for i, text := range request.Input {
			vector := fmt.Sprintf("[%d, 4]", len(text))
			switch {
			case strings.HasPrefix(text, "zero"):
				vector = "[0, 0]"
			case strings.HasPrefix(text, "long"):
				vector = "[1, 2, 3]"
			case strings.HasPrefix(text, "none"):
				continue
			case strings.HasPrefix(text, "fail"):
				w.WriteHeader(http.StatusInternalServerError)
				return
			}
			data = append([]string{fmt.Sprintf(`{"index": %d, "embedding": %s}`, i, vector)}, data...)
		}
		fmt.Fprintf(w, `{"data": [%s]}`, strings.Join(data, ","))
	}))
	t.Cleanup(server.Close)
	e, err := OpenEndpoint(EndpointConfig{URL: server.URL + "/v1", APIKey: "secret", Model: "m", Dims: 2, Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return e, &seen
}

func TestEndpoint(t *testing.T) {
	e, seen := endpoint(t)
	texts := make([]string, 40)
	for i := range texts {
		texts[i] = strings.Repeat("x", i+1)
	}
	vectors, err := e.EmbedDocuments(t.Context(), texts)
	if err != nil || len(vectors) != len(texts) {
		t.Fatalf("%d vectors, %v", len(vectors), err)
	}
	for i, vector := range vectors {
		if want := float64(i+1) / math.Hypot(float64(i+1), 4); math.Abs(float64(vector[0])-want) > 1e-6 {
			t.Errorf("text %d has %v, want %.4f first", i, vector, want)
		}
	}
	if want := []string{"/v1/embeddings Bearer secret m 2 32", "/v1/embeddings Bearer secret m 2 8"}; strings.Join(*seen, "|") != strings.Join(want, "|") {
		t.Errorf("asked %q", *seen)
	}
	if vector, err := e.EmbedQuery(t.Context(), "xxx"); err != nil || math.Abs(float64(vector[0])-.6) > 1e-6 {
		t.Errorf("question %v, %v", vector, err)
	}
	if !strings.HasSuffix(e.Model(), "/m/2d/1") || !strings.HasPrefix(e.Model(), "endpoint/127.0.0.1:") {
		t.Errorf("model %s", e.Model())
	}
}

func TestEndpointMisbehaves(t *testing.T) {
	e, _ := endpoint(t)
	for _, texts := range [][]string{{"zero"}, {"a", "long"}, {"a", "none"}, {"fail"}} {
		if vectors, err := e.EmbedDocuments(t.Context(), texts); fault.KindOf(err) != fault.Unavailable || fault.CodeOf(err) != "model_away" || fault.MessageOf(err) == "" {
			t.Errorf("%v: %v, %v", texts, vectors, err)
		}
	}
	for name, config := range map[string]EndpointConfig{
		"no address": {Model: "m", Timeout: time.Second}, "a key in the address": {URL: "https://a:b@host/v1", Model: "m", Timeout: time.Second},
		"no model": {URL: "https://host/v1", Timeout: time.Second}, "no time": {URL: "https://host/v1", Model: "m"},
	} {
		if _, err := OpenEndpoint(config); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
