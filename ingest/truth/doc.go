// Package truth holds what a person reads in the sample policies: the fields of every statute, Markdown, PDF and one-line
// file among them. The recogniser of policies is measured against it.
//
// It was written before that recogniser, and from the texts alone. A value in it is stated by the text; what the text does
// not state is absent, however well it is known from elsewhere. README.md defines each field and tells how doubtful cases
// were decided. A correction therefore needs the text as its reason, never the output of a recogniser.
package truth
