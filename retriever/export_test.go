package retriever

import "time"

// PassageTexts is for the tests of what is indexed of a passage.
var PassageTexts = passageTexts

// TendNext makes the next CatchUp look after the indexes.
func (r *Retriever) TendNext() { r.tended = time.Time{} }
