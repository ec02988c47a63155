package eval

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/tmc/langchaingo/embeddings"

	"yueyue/internal/fault"
)

const (
	shardMagic = "yueyue vectors 1"
	shardSize  = 1024 // vectors written at once; what an interrupted run loses at most
	batchSize  = 32   // texts given to the embedder at once
)

// key names a vector by the content it stands for.
type key [16]byte

func keyOf(text string) key {
	sum := sha256.Sum256([]byte(text))
	return key(sum[:16])
}

// Vectors embeds texts and remembers the vectors in a folder, one below it for each model. The folder holds files that are
// written once and whole, so several programs may share it; what is damaged is embedded again. It is for one goroutine.
type Vectors struct {
	embedder embeddings.Embedder
	folder   string
	places   map[key]place
	files    []*os.File
}

// place is where a vector lies.
type place struct {
	file, offset, dims int
}

// OpenVectors reads what a folder remembers of a model; an empty folder name remembers nothing. Errors are
// fault.Unavailable.
func OpenVectors(embedder embeddings.Embedder, model, folder string) (*Vectors, error) {
	const op = "eval.OpenVectors"
	v := &Vectors{embedder: embedder, places: map[key]place{}}
	if folder == "" {
		return v, nil
	}
	sum := sha256.Sum256([]byte(model))
	v.folder = filepath.Join(folder, hex.EncodeToString(sum[:8]))
	if err := os.MkdirAll(v.folder, 0o750); err != nil {
		return nil, fault.Wrap(fault.Unavailable, op, err)
	}
	names, err := filepath.Glob(filepath.Join(v.folder, "*.vectors"))
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, op, err)
	}
	for _, name := range names {
		if err := v.read(name); err != nil {
			v.Close()
			return nil, fault.Wrap(fault.Unavailable, op, err)
		}
	}
	return v, nil
}

// Close releases the files.
func (v *Vectors) Close() {
	for _, file := range v.files {
		file.Close()
	}
	v.files = nil
}

// Of gives the vectors of texts in their order, nil for an empty text, and calls progress with how many are there. Only
// what is not remembered is embedded. An error of the embedder is fault.Unavailable; what came before it is remembered.
func (v *Vectors) Of(ctx context.Context, texts []string, progress func(done int)) ([][]float32, error) {
	const op = "eval.Vectors.Of"
	vectors := make([][]float32, len(texts))
	var missing []int
	for i, text := range texts {
		if text == "" {
			continue
		}
		vector, err := v.Known(text)
		if err != nil {
			return nil, err
		}
		if vectors[i] = vector; vector == nil {
			missing = append(missing, i)
		}
	}
	progress(len(texts) - len(missing))
	unwritten := 0
	for start := 0; start < len(missing); start += batchSize {
		batch := missing[start:min(start+batchSize, len(missing))]
		some := make([]string, len(batch))
		for i, at := range batch {
			some[i] = texts[at]
		}
		made, err := v.embedder.EmbedDocuments(ctx, some)
		if err == nil && len(made) != len(some) {
			err = fmt.Errorf("%d vectors for %d texts", len(made), len(some))
		}
		if err == nil {
			for i, at := range batch {
				vectors[at] = made[i]
			}
		}
		end := start + len(batch)
		if err != nil {
			end = start
		}
		if err != nil || end == len(missing) || end-unwritten >= shardSize {
			if problem := v.write(texts, vectors, missing[unwritten:end]); problem != nil && err == nil {
				err = problem
			}
			unwritten = end
		}
		if err != nil {
			return nil, fault.Wrap(fault.Unavailable, op, err)
		}
		progress(len(texts) - len(missing) + end)
	}
	return vectors, nil
}

// Known gives the remembered vector of a text, nil when there is none. Errors are fault.Unavailable.
func (v *Vectors) Known(text string) ([]float32, error) {
	at, known := v.places[keyOf(text)]
	if !known {
		return nil, nil
	}
	vector, err := v.at(at)
	return vector, fault.Wrap(fault.Unavailable, "eval.Vectors.Known", err)
}

// at reads one vector.
func (v *Vectors) at(p place) ([]float32, error) {
	raw := make([]byte, 4*p.dims)
	if _, err := v.files[p.file].ReadAt(raw, int64(p.offset)); err != nil {
		return nil, err
	}
	vector := make([]float32, p.dims)
	for i := range vector {
		vector[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return vector, nil
}

// A shard is the magic, the number of vectors and of dimensions (uint32 each), all keys, all vectors.
const shardHead = len(shardMagic) + 8

// read learns what a shard holds. One that is not whole is passed over.
func (v *Vectors) read(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	v.files = append(v.files, file)
	head := make([]byte, shardHead)
	if _, err := file.ReadAt(head, 0); err != nil || !bytes.HasPrefix(head, []byte(shardMagic)) {
		return nil //nolint:nilerr // not whole
	}
	count := int(binary.LittleEndian.Uint32(head[len(shardMagic):]))
	dims := int(binary.LittleEndian.Uint32(head[len(shardMagic)+4:]))
	info, err := file.Stat()
	if err != nil || info.Size() != int64(shardHead+count*(len(key{})+4*dims)) {
		return nil //nolint:nilerr // not whole
	}
	keys := make([]byte, count*len(key{}))
	if _, err := file.ReadAt(keys, int64(shardHead)); err != nil {
		return nil //nolint:nilerr // not whole
	}
	for i := range count {
		v.places[key(keys[i*len(key{}):])] = place{file: len(v.files) - 1, offset: shardHead + len(keys) + 4*dims*i, dims: dims}
	}
	return nil
}

// write remembers some of the vectors in a new shard.
func (v *Vectors) write(texts []string, vectors [][]float32, some []int) error {
	if v.folder == "" || len(some) == 0 {
		return nil
	}
	dims := len(vectors[some[0]])
	out := append([]byte(nil), shardMagic...)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(some)))
	out = binary.LittleEndian.AppendUint32(out, uint32(dims))
	for _, at := range some {
		k := keyOf(texts[at])
		out = append(out, k[:]...)
	}
	for _, at := range some {
		if len(vectors[at]) != dims {
			return fmt.Errorf("vectors of %d and of %d dimensions", dims, len(vectors[at]))
		}
		for _, x := range vectors[at] {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(x))
		}
	}
	temporary, err := os.CreateTemp(v.folder, "*.part")
	if err != nil {
		return err
	}
	name := temporary.Name()
	defer os.Remove(name)
	if _, err := temporary.Write(out); err != nil {
		temporary.Close()
		return err
	}
	if err := temporary.Close(); err != nil {
		return err
	}
	sum := sha256.Sum256(out)
	return os.Rename(name, filepath.Join(v.folder, hex.EncodeToString(sum[:8])+".vectors"))
}
