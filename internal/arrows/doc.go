// Package arrows holds the import arrows between the packages of the program. It has no code of its own: rules_test.go is
// the table of what may import what, with the reason for each ban, and arrows_test.go reads the real imports and compares.
//
// Both directions are checked. A package may import what its rule lists and nothing else of the program, so a new arrow is
// drawn on purpose; and the bans hold whatever a rule says, in tests too. A package that no rule names fails the test, and so
// does a rule whose package is gone.
package arrows
