// Package api is the only part of the program that knows HTTP: routes, wire types, WebSocket, the OpenAPI document and the
// pages of the window.
//
// Every route says beside its registration who may call it (Access), and a request to a route that says nothing is refused,
// so that a new route is closed until somebody has thought about it. Another person's object is 404, as if it were not there.
//
// Every failure is an RFC 9457 problem with a Chinese sentence, a stable code and the request id. It never repeats what was
// sent and never shows an error of the program; those are logged once, here, under the same request id. What people write is
// not logged at all.
//
// A request body is bounded, UTF-8 and JSON before any handler sees it; its shape is checked against the schema that the
// OpenAPI document shows; what the schema cannot say is checked by the handler's own decoder (AskRequest.question and the
// like) before anything is written.
package api
