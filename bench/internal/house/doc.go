// Package house is the whole program on a prepared folder, for measurements: the shipped knowledge with its calibration, pairs
// until the index holds a number of units, SQLite on disk, jieba, the model and the index. What is not real is said by Prepare:
// embedding 100,000 texts would take an hour, so a text gets the vector that `yueyue eval` remembered of the passage it was made
// of, or where there is none that of the likest passage that has one, moved to a cosine of about .9.
package house

import (
	"flag"

	"yueyue/retriever"
)

// Config says how much there is and where it comes from.
type Config struct {
	Units     int    // in the index
	Questions int    // to ask
	Sets      string // folder of query sets in the BEIR layout; texts are made up where it is absent
	Vectors   string // folder of remembered vectors
	Assets    string // folder of the model and its runtime

	Indexes retriever.Indexes // nil: in this process
}

// Bind makes flags of a Config.
func (c *Config) Bind(flags *flag.FlagSet, questions int) {
	flags.IntVar(&c.Units, "units", 100_000, "units in the index")
	flags.IntVar(&c.Questions, "questions", questions, "different questions to ask")
	flags.StringVar(&c.Sets, "sets", "../../shared/eval", "folder of query sets in the BEIR layout; texts are made up where it is absent")
	flags.StringVar(&c.Vectors, "vectors", "../var/eval-vectors", "folder of remembered vectors")
	flags.StringVar(&c.Assets, "assets", "../assets", "folder of the model and its runtime")
}
