package retriever

// PassageTexts is for the tests of what is indexed of a passage.
var PassageTexts = passageTexts
