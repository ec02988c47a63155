package eval

import "math"

// cutoff is how many places of a ranking count.
const cutoff = 10

// Measures are means over the queries with a relevant passage, each 0..1, where 1 is perfect; for recall that is only
// possible where no query has more relevant passages than places.
type Measures struct {
	RecallAt1  float64 `json:"recall@1"` // share of the relevant passages found in the first place
	RecallAt5  float64 `json:"recall@5"`
	RecallAt10 float64 `json:"recall@10"`
	MRRAt10    float64 `json:"mrr@10"`  // 1 / place of the first relevant passage
	NDCGAt10   float64 `json:"ndcg@10"` // gain 1, discount log₂(place + 1)
}

// Measure scores rankings, passages by query, best first. As usual with run files, queries with a judgement count even when
// they were never asked, and those without are passed over.
func Measure(rankings map[string][]string, qrels Qrels) Measures {
	var sum Measures
	for query, relevant := range qrels {
		ranking := rankings[query]
		ranking = ranking[:min(len(ranking), cutoff)]
		found, first, gain := 0, 0, 0.0
		for i, passage := range ranking {
			if relevant[passage] {
				found++
				gain += 1 / math.Log2(float64(i+2))
				if first == 0 {
					first = i + 1
					sum.MRRAt10 += 1 / float64(first)
				}
			}
			share := float64(found) / float64(len(relevant))
			switch i + 1 {
			case 1:
				sum.RecallAt1 += share
			case 5:
				sum.RecallAt5 += share
			}
		}
		share := float64(found) / float64(len(relevant))
		if len(ranking) < 5 {
			sum.RecallAt5 += share
		}
		sum.RecallAt10 += share
		ideal := 0.0
		for i := range min(len(relevant), cutoff) {
			ideal += 1 / math.Log2(float64(i+2))
		}
		sum.NDCGAt10 += gain / ideal
	}
	n := float64(max(len(qrels), 1))
	return Measures{
		RecallAt1: sum.RecallAt1 / n, RecallAt5: sum.RecallAt5 / n, RecallAt10: sum.RecallAt10 / n,
		MRRAt10: sum.MRRAt10 / n, NDCGAt10: sum.NDCGAt10 / n,
	}
}
