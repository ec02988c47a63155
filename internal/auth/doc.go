// Package auth says who is asking.
//
// A host page signs a JWT for the taxpayer it knows; Verifier checks it against the host's public keys. Whoever has none is
// anonymous: a conversation opened that way gives a bearer token, good for that one conversation. Limiter keeps those who
// show no credential from asking without end.
//
// What makes a token valid is decided here and nowhere else: the algorithm comes from the key and never from the token, so
// neither "none" nor a MAC made with a public key can pass.
package auth
