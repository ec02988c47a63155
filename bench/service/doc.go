// Service measures the whole program at 100,000 index units: asking with and without embedding, throughput over HTTP,
// resident memory, first indexing and cold start. It prints the machine and a table of target, measured value and verdict.
//
// Nothing on the way of a question is left out: SQLite on disk with every answer committed, the shipped knowledge with its
// calibration, jieba, the model, the embedded index, the API on a loopback listener. What is not
// real is said in the output: most vectors, as package house explains.
//
// The program under measurement runs in a process of its own, this same binary started with -program, so that its memory and
// its processor time are its own. The clients run in the process that was started first.
package main
