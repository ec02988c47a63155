// Bench measures this program's search beside bleve and chromem-go on the same 100,000 passages in one run, and prints the
// machine, the times, the recall and the memory. It is a module of its own so that the peers stay out of the program.
//
// The passages are those of the query sets below ../../shared/eval (-sets), their vectors what `yueyue eval` has remembered
// under ../var/eval-vectors (-vectors). Vectors that are missing are made by moving known ones a little (cosine about .9);
// without any, the model embeds some; without the model they are random. Without the sets, text is made up. The output says
// which.
package main
