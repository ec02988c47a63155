// Package editorial is the way of a change from a draft to an edition.
//
// A Proposal gathers what one edition shall change: contents to put and keys to withdraw. It moves draft → review → published,
// or is discarded (see transitions); items change in the draft only, so that what is published is what was reviewed. The
// reviewer is neither the author nor anyone who changed an item, unless Config.OnePersonDesk; then the trail says so.
//
// Nothing is lost between two people. Inside a proposal every item counts its versions, and whoever saves an older one is
// refused with the present item in hand (Stale). Between proposals every item remembers the edition that its writer had seen;
// when another edition has changed that item since, publishing is refused with both texts in hand (Moved), until somebody
// has looked at them and says so (Repository.Resolve).
//
// Publishing is one transaction: the edition, the state of the proposal and the entry in the trail. It holds the proposal and
// then the row of the publication, under which nothing is published meanwhile; a crash leaves the old edition or the new one.
//
// This package writes its own tables only. It reads the versions of the items as package knowledge keeps them, because comparing
// two editions and going back to one need all kinds at once, with what was withdrawn.
package editorial
