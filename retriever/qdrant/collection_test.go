package qdrant_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	wire "github.com/qdrant/go-client/qdrant"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"yueyue/internal/fault"
	"yueyue/retriever"
	"yueyue/retriever/qdrant"
	"yueyue/retriever/qdrant/qdranttest"
)

func TestWhatIsNotOursIsLeftAlone(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	raw := dial(t, server)
	for _, name := range []string{"yueyue-photos", "yueyue-a1-x", "holiday"} {
		create(t, raw, &wire.CreateCollection{CollectionName: name, VectorsConfig: wire.NewVectorsConfig(&wire.VectorParams{Size: 2, Distance: wire.Distance_Dot})})
	}
	client := open(t, config)
	neighbour := config
	neighbour.Alias = "yueyue-test"
	build(t, open(t, neighbour), "c3", 2)
	client.SetClock(func() time.Time { return time.Now().Add(24 * time.Hour) })
	clearing(t, client)
	names, _ := server.Collections()
	if len(names) != 4 || !slices.Equal(names[:3], []string{"holiday", "yueyue-a1-x", "yueyue-photos"}) || !strings.HasPrefix(names[3], "yueyue-test-c3-") {
		t.Errorf("left are %v", names)
	}
	alias(t, raw, "yueyue", "holiday")
	_, _, err := client.Standing(t.Context())
	wantFault(t, err, fault.Conflict, "index_foreign")
	_, err = client.Build(t.Context(), "b2", 2)
	wantFault(t, err, fault.Conflict, "index_foreign")
	if !strings.Contains(fault.MessageOf(err), "holiday") {
		t.Errorf("the sentence %q does not name the collection", fault.MessageOf(err))
	}
}

func TestMismatchIsNamed(t *testing.T) {
	cosine := &wire.VectorParams{Size: 2, Distance: wire.Distance_Cosine}
	plain := &wire.SparseVectorParams{}
	for _, tc := range []struct {
		name    string
		dense   map[string]*wire.VectorParams
		sparse  map[string]*wire.SparseVectorParams
		keyword string // field given an index of keywords
		says    string // empty: as it should be
	}{
		{"as it should be", map[string]*wire.VectorParams{"meaning": cosine}, map[string]*wire.SparseVectorParams{"words": plain}, "region", ""},
		{"other length", map[string]*wire.VectorParams{"meaning": {Size: 3, Distance: wire.Distance_Cosine}}, map[string]*wire.SparseVectorParams{"words": plain}, "", "维数应为 2，实为 3"},
		{"other distance", map[string]*wire.VectorParams{"meaning": {Size: 2, Distance: wire.Distance_Euclid}}, map[string]*wire.SparseVectorParams{"words": plain}, "", "应为 Cosine，实为 Euclid"},
		{"other name", map[string]*wire.VectorParams{"dense": cosine}, map[string]*wire.SparseVectorParams{"words": plain}, "", "dense"},
		{"no sparse vector", map[string]*wire.VectorParams{"meaning": cosine}, nil, "", "缺少稀疏向量"},
		{"weighed twice", map[string]*wire.VectorParams{"meaning": cosine}, map[string]*wire.SparseVectorParams{"words": {Modifier: wire.PtrOf(wire.Modifier_Idf)}}, "", "不应再加权"},
		{"index of another kind", map[string]*wire.VectorParams{"meaning": cosine}, map[string]*wire.SparseVectorParams{"words": plain}, "edition_to", "edition_to"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			server, config := started(t, qdranttest.Options{})
			raw := dial(t, server)
			create(t, raw, &wire.CreateCollection{
				CollectionName: "yueyue-a1", VectorsConfig: wire.NewVectorsConfigMap(tc.dense), SparseVectorsConfig: wire.NewSparseVectorsConfig(tc.sparse),
				Metadata: wire.NewValueMap(map[string]any{"made_by": "yueyue", "alias": "yueyue", "generation": "a1", "dims": 2}),
			})
			alias(t, raw, "yueyue", "yueyue-a1")
			if tc.keyword != "" {
				_, err := wire.NewPointsClient(raw).CreateFieldIndex(t.Context(), &wire.CreateFieldIndexCollection{
					CollectionName: "yueyue-a1", Wait: wire.PtrOf(true), FieldName: tc.keyword, FieldType: wire.PtrOf(wire.FieldType_FieldTypeKeyword),
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			x, ok, err := open(t, config).Standing(t.Context())
			if tc.says == "" {
				if err != nil || !ok {
					t.Fatalf("refused: %v", err)
				}
				put(t, x, unitOf("a", "税"))
				if words, meaning := found(t, x); words != 1 || meaning != 1 { // the missing indexes were made
					t.Errorf("%d and %d units", words, meaning)
				}
				return
			}
			wantFault(t, err, fault.Conflict, "index_mismatch")
			if !strings.Contains(fault.MessageOf(err), tc.says) {
				t.Errorf("%q does not say %q", fault.MessageOf(err), tc.says)
			}
		})
	}
}

func TestNotesSurvive(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	client := open(t, config)
	x := build(t, client, "a1", 2)
	put(t, x, unitOf("a", "税"))
	stand(t, client, x)
	large := bytes.Repeat([]byte("统计"), 500_000) // three parts
	for key, data := range map[string][]byte{"statistics": large, "checkpoint": []byte("7"), "empty": {}} {
		note(t, x, key, data)
	}
	note(t, x, "checkpoint", []byte("8"))
	later, ok, err := open(t, config).Standing(t.Context())
	if err != nil || !ok {
		t.Fatal(err)
	}
	for key, want := range map[string][]byte{"statistics": large, "checkpoint": []byte("8"), "empty": {}} {
		if data, ok, err := later.Noted(t.Context(), key); err != nil || !ok || !bytes.Equal(data, want) {
			t.Errorf("%s: %d bytes, %v, %v", key, len(data), ok, err)
		}
	}
	if _, ok, err := later.Noted(t.Context(), "unknown"); ok || err != nil {
		t.Errorf("an unknown note: %v, %v", ok, err)
	}
	if words, meaning := found(t, later); words != 1 || meaning != 1 {
		t.Errorf("%d and %d units found beside notes", words, meaning)
	}
	eventually(t, func() bool { _, ok, _ := later.Noted(t.Context(), "lease"); return ok }) // the search has written it
	server.Fail("Upsert", nil, grpcInternal)
	if err := x.Note(t.Context(), "statistics", bytes.Repeat([]byte("别的"), 500_000)); err == nil {
		t.Error("half a note was reported as written")
	}
	if _, ok, err := x.Noted(t.Context(), "statistics"); ok || err != nil {
		t.Errorf("half a note reads as whole: %v", err)
	}
}

func TestHeldAndState(t *testing.T) {
	_, config := started(t, qdranttest.Options{Version: "1.18.2"})
	client := open(t, config)
	if state, err := client.State(t.Context()); err != nil || state.Version != "1.18.2" || state.Collection != "" || state.RoundTrip <= 0 {
		t.Errorf("before anything stands: %+v, %v", state, err)
	}
	x := build(t, client, "a1", 2)
	var many []retriever.Unit
	for i := range 5200 { // more than a page
		many = append(many, unitOf(strings.Repeat("x", i%7)+string(rune('一'+i)), "税"))
	}
	many[3].EditionTo = 9
	put(t, x, many...)
	note(t, x, "checkpoint", []byte("8"))
	stand(t, client, x)
	state, err := client.State(t.Context())
	if err != nil || state.Units != len(many) || !strings.HasPrefix(state.Collection, "yueyue-a1-") || state.Alias != "yueyue" || state.Dims != 2 || state.Health != "Green" {
		t.Errorf("%+v, %v", state, err)
	}
	held := map[retriever.UnitID]int64{}
	err = x.Held(t.Context(), func(id retriever.UnitID, to int64) error { held[id] = to; return nil })
	if err != nil || len(held) != len(many) || held[many[3].ID] != 9 || held[many[4].ID] != 0 {
		t.Errorf("%d held, %v", len(held), err)
	}
}

func TestOldServerIsRefused(t *testing.T) {
	_, config := started(t, qdranttest.Options{Version: "1.9.1"})
	_, err := open(t, config).State(t.Context())
	wantFault(t, err, fault.Conflict, "index_version")
}

func TestWordsOnlyCollection(t *testing.T) {
	_, config := started(t, qdranttest.Options{})
	client := open(t, config)
	stand(t, client, build(t, client, "a1", 0))
	x, ok, err := client.Standing(t.Context())
	if err != nil || !ok {
		t.Fatal(err)
	}
	u := unitOf("a", "税")
	if err := x.Apply(t.Context(), retriever.Changes{Put: []retriever.Unit{u}}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a vector in a collection without: %v", err)
	}
	u.Vector = nil
	put(t, x, u)
	words, meaning, err := x.Search(t.Context(), retriever.Probe{Terms: tax.Terms}, retriever.Filter{}, 10)
	if err != nil || len(words) != 1 || len(meaning) != 0 {
		t.Errorf("%v, %v, %v", words, meaning, err)
	}
}

func stand(t *testing.T, client *qdrant.Client, x *qdrant.Index) {
	t.Helper()
	if err := client.Stand(t.Context(), x); err != nil {
		t.Fatal(err)
	}
}

func clearing(t *testing.T, client *qdrant.Client) {
	t.Helper()
	if err := client.Clear(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func note(t *testing.T, x *qdrant.Index, key string, data []byte) {
	t.Helper()
	if err := x.Note(t.Context(), key, data); err != nil {
		t.Fatal(err)
	}
}

func dial(t *testing.T, server *qdranttest.Server) *grpc.ClientConn {
	t.Helper()
	raw, err := grpc.NewClient(strings.TrimPrefix(server.URL(), "http://"), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { raw.Close() })
	return raw
}

func create(t *testing.T, raw *grpc.ClientConn, collection *wire.CreateCollection) {
	t.Helper()
	if _, err := wire.NewCollectionsClient(raw).Create(t.Context(), collection); err != nil {
		t.Fatal(err)
	}
}

func alias(t *testing.T, raw *grpc.ClientConn, name, collection string) {
	t.Helper()
	actions := []*wire.AliasOperations{wire.NewAliasCreate(name, collection)}
	if _, err := wire.NewCollectionsClient(raw).UpdateAliases(t.Context(), &wire.ChangeAliases{Actions: actions}); err != nil {
		t.Fatal(err)
	}
}
