package arrows

import "slices"

// module is the module of the program; its packages are named without it, the main package is ".".
const module = "yueyue"

// What the rules of top-level packages share.
var (
	words      = []string{"internal/civil", "internal/fault"}                                                            // the two words that everybody speaks
	foundation = append(slices.Clone(words), "internal/auth", "internal/config", "internal/store", "internal/telemetry") // serves any of them
)

// allowed lists for each package what it may import of the program; "…" stands for every package.
var allowed = map[string][]string{
	".": {"…"}, // wires everything

	"api":     join(foundation, "api/web", "dialog", "handoff", "retriever", "internal/conversation", "internal/editorial", "internal/knowledge", "internal/staff", "internal/staff/audit", "internal/staff/oidc"),
	"api/web": nil, // the built pages
	"browser": nil, // tests of the whole program in a browser
	"data":    nil, // the shipped knowledge: files

	"dialog":          join(foundation, "dialog/spelling", "retriever", "internal/conversation", "internal/knowledge"),
	"dialog/spelling": words,
	"dialog/golden":   join(words, "dialog", "retriever", "internal/knowledge"),

	"handoff": join(foundation, "internal/conversation"),

	"retriever":                   join(foundation, "retriever/internal/lexicon", "internal/knowledge"),
	"retriever/internal/lexicon":  nil,
	"retriever/segment":           words,
	"retriever/segment/pack":      nil, // a tool of the build
	"retriever/embed":             words,
	"retriever/embed/fetch":       nil, // a tool of the build
	"retriever/local":             join(words, "retriever", "retriever/internal/lexicon", "internal/knowledge"),
	"retriever/qdrant":            join(words, "retriever", "retriever/internal/lexicon", "internal/knowledge"),
	"retriever/qdrant/qdranttest": nil,
	"retriever/eval":              join(words, "retriever", "internal/knowledge"),
	"retriever/indextest":         join(words, "retriever", "internal/knowledge"),

	"internal/arrows":          nil,
	"internal/civil":           nil,
	"internal/fault":           nil,
	"internal/config":          words,
	"internal/telemetry":       words,
	"internal/store":           words,
	"internal/store/storetest": {"internal/store"},
	"internal/knowledge":       join(words, "internal/store"),
	"internal/conversation":    join(words, "internal/store"),
	"internal/auth":            join(words, "internal/conversation", "internal/knowledge"), // whose conversation a token opens, and with which capacity
	"internal/editorial":       join(words, "internal/store", "internal/knowledge", "internal/staff", "internal/staff/audit"),
	"internal/staff":           join(words, "internal/auth", "internal/store", "internal/staff/audit"),
	"internal/staff/oidc":      join(words, "internal/staff"),
	"internal/staff/audit":     join(words, "internal/store"),
	"internal/auth/authtest":   {"internal/auth"},

	"ingest": join(words, "ingest/cut", "ingest/policy", "ingest/qa", "ingest/reader", "internal/editorial", "internal/knowledge",
		"internal/staff/audit"),
	"ingest/cut":     join(words, "ingest/policy", "ingest/reader", "internal/knowledge"),
	"ingest/measure": join(words, "ingest/policy", "ingest/reader", "ingest/truth", "internal/knowledge"),
	"ingest/policy":  join(words, "ingest/reader", "internal/knowledge"),
	"ingest/qa":      join(words, "ingest/reader", "internal/knowledge"),
	"ingest/reader":  words,
	"ingest/truth":   words, // what a person reads in the samples

	"docs/notices": nil, // a tool
}

func join(lists []string, more ...string) []string { return append(slices.Clone(lists), more...) }

// ban is an arrow that must never be drawn, whatever a rule lists. A name stands for the package and all below it, "*" for
// every package, "top" for every package outside internal. The main package wires and may import anything.
type ban struct {
	from, to string
	why      string
	tests    bool // holds for tests as well
}

var bans = []ban{
	{"dialog", "handoff", "an answer must not wait for a desk; main joins the two by the interface that dialog declares", true},
	{"handoff", "dialog", "another desk fits only where the desk knows nothing of how answers are made", true},
	{"ingest", "retriever", "knowledge and its change feed lie between, so that content is published without an index at hand", true},
	{"retriever", "ingest", "an index is rebuilt from the database alone, never from files", true},
	{"*", "api", "only api knows HTTP; what HTTP needs is handed to it", true},
	{"internal", "top", "internal is what the top-level packages stand on; an arrow back would make them one lump", true},
	{"data", "*", "shipped knowledge is files; the packages that read them decide what they mean", false},
	{"*", "retriever/indextest", "a suite for tests stays out of the program", false},
	{"*", "retriever/qdrant/qdranttest", "a server for tests stays out of the program", false},
	{"*", "internal/store/storetest", "databases for tests stay out of the program", false},
	{"*", "internal/auth/authtest", "a signer of identities must never be in the program", false},
}
