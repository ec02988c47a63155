// Bench measures this program's search beside bleve and chromem-go on the same 100,000 passages in one run, and prints the
// machine, the times, the recall and the memory. It is a module of its own so that the peers stay out of the program.
//
// The passages are those of the query sets below ../../shared/eval (-sets), their vectors what `yueyue eval` has remembered
// under ../var/eval-vectors (-vectors). A passage whose vector is missing gets that of the passage likest to it by words,
// moved a little (cosine about .9); when hardly any are known, the model embeds some; without the model vectors are made
// up. Without the sets, text is made up. The output says which.
package main
