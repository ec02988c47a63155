// Package data carries the knowledge that ships with the program: Q&A pairs and packages, hot questions, quick links, the
// dictionary, synonyms, stop phrases, intents and the golden questions, all as YAML that content staff can read and edit.
package data

import "embed"

// FS holds the files of this folder under their own names.
//
//go:embed pairs golden *.yaml confidence.json
var FS embed.FS
