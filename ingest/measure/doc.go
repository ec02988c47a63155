// Package measure compares what the recogniser reads in sample policies with what a person reads in them (package truth), field by
// field, and reports what was wrong and why.
//
// A field that neither states counts nowhere; one that only the recogniser states counts as wrong. Titles and numbers are compared in
// the form in which documents are linked (knowledge.TitleKey, knowledge.NumberKey), lists as sets.
package measure
