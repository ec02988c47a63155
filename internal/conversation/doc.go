// Package conversation keeps the one thread that 悦悦, taxpayer and agent share.
//
// The messages of a conversation are numbered from 1 without gaps: a message takes its number while it holds the row of the
// conversation, in the transaction that writes it, so that a number is seen exactly when its message is. What was appended
// is never changed; the number is what a client resumes from, and an event (Doorbell) only says "look".
//
// Appending is idempotent. A client names each message (client_id), and the same name again gives the first message back; a
// message has at most one reply (reply_to), and a second one gives the first back. So a retry after a lost acknowledgement, or
// an answer completed after a crash, never doubles anything.
package conversation
