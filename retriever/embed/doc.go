// Package embed turns text into vectors whose dot product says how close two meanings are. ONNX does so inside the process,
// with the model bge-small-zh-v1.5 quantised to int8 (Xiao et al. 2023, C-Pack): 512 dimensions, output at [CLS],
// L2-normalised, no instruction in front of questions.
//
// What keeps vectors comparable, everywhere and for years: text is lower-cased and cut into tokens by our own WordPiece,
// tested id for id against the reference; each text is a run of its own, because the quantisation looks at the whole batch;
// model, tokenizer and runtime are checked by hash; ONNX.Model names all of it and is kept beside stored vectors.
package embed
