// Package telemetry tells operators what the program does: logs, metrics, request ids and the state of the parts.
//
// Whatever is logged or counted holds no message text, no names, no ids of people or conversations and no network
// addresses of taxpayers. What a request did is found by its request id, which the taxpayer sees on every failure.
package telemetry
