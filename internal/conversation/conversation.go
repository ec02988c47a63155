package conversation

import "time"

// ID names a conversation.
type ID string

// MessageID names a message.
type MessageID string

// AnswerID names the stored answer that a message shows.
type AnswerID string

// OwnerKind tells how an owner is known.
type OwnerKind string

// The kinds of an owner.
const (
	Anonymous OwnerKind = "anonymous" // whoever holds the conversation's bearer token
	Taxpayer  OwnerKind = "taxpayer"  // whoever the host page signed in as the subject
)

// Owner is who may see a conversation.
type Owner struct {
	Kind    OwnerKind
	Subject string // of a taxpayer; empty when anonymous
}

// Conversation is one thread. Region and Audience are those under which it was begun, written as package knowledge writes
// them; either may be empty.
type Conversation struct {
	ID        ID
	Owner     Owner
	Region    string
	Audience  string
	LastSeq   int64 // number of messages
	CreatedAt time.Time
}

// Author tells who wrote a message.
type Author string

// The authors.
const (
	ByTaxpayer Author = "taxpayer"
	ByYueyue   Author = "yueyue"
	ByAgent    Author = "agent"
	BySystem   Author = "system"
)

// Message is one entry of a thread. Empty ids mean: none.
type Message struct {
	ID             MessageID
	ConversationID ID
	Seq            int64 // from 1 without gaps
	ClientID       string
	ReplyTo        MessageID
	Author         Author
	Text           string
	AnswerID       AnswerID
	CreatedAt      time.Time
}

// Draft is a message to append.
type Draft struct {
	ClientID string // the writer's own name for it, unique in the conversation; empty: a retry makes a second message
	Author   Author
	Text     string    // the caller limits its length
	ReplyTo  MessageID // a message of the same conversation; it can have one reply
	AnswerID AnswerID
}
