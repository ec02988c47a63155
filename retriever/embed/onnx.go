package embed

import (
	"context"
	"fmt"
	"math"
	"os"
	"runtime"
	"sync"

	"github.com/tmc/langchaingo/embeddings"
	ort "github.com/yalue/onnxruntime_go"

	"yueyue/internal/fault"
)

const (
	dims       = 512 // of bge-small-zh-v1.5
	modelLimit = 512 // tokens the model can read
	// codeVersion is part of Model: raise it whenever tokenizer, pooling or normalisation give other vectors than before.
	codeVersion = 1
)

// Config says where the model is and how much of the machine it may use.
type Config struct {
	// Dir holds the model, its tokenizer and ONNX Runtime, as make assets puts them there.
	Dir string
	// Threads is how many texts are embedded at once, each on one processor. 0: one per processor.
	Threads int
	// MaxTokens is how much of a text is read, [CLS] and [SEP] included, 2..512. 0: 256, with which the ranking was measured.
	MaxTokens int
}

// ONNX embeds text with bge-small-zh-v1.5 (int8) inside the process. It implements the Embedder of langchaingo. It is safe
// for concurrent use; a call waits while Threads texts are under way.
type ONNX struct {
	session   *ort.DynamicAdvancedSession
	tokenizer *wordPiece
	maxTokens int
	model     string
	free      chan *worker // those at work are missing
	closing   sync.Once
	closed    chan struct{}
}

var _ embeddings.Embedder = (*ONNX)(nil)

// Open checks the files and loads the model, about .15 s and 80 MB until Close. Errors are *fault.Error of kind Unavailable
// (a file is missing, damaged or cannot be loaded; the message names it and what to do) or Invalid (the Config).
func Open(config Config) (*ONNX, error) {
	const op = "embed.Open"
	if config.Threads == 0 {
		config.Threads = runtime.NumCPU()
	}
	if config.MaxTokens == 0 {
		config.MaxTokens = 256
	}
	if config.Threads < 0 || config.MaxTokens < 2 || config.MaxTokens > modelLimit {
		return nil, fault.New(fault.Invalid, op, "config_invalid",
			fmt.Sprintf("向量模型的设置有误：线程数不能为负，读取长度应在 2 到 %d 之间。", modelLimit))
	}
	tokenizer, err := openTokenizer(config.Dir)
	if err != nil {
		return nil, err
	}
	model, err := modelFile.check(config.Dir)
	if err != nil {
		return nil, err
	}
	library, err := libraryFile(platform())
	if err != nil {
		return nil, err
	}
	libraryPath, err := library.check(config.Dir)
	if err != nil {
		return nil, err
	}
	version, err := startRuntime(libraryPath)
	if err != nil {
		return nil, err
	}
	session, err := newSession(model)
	if err != nil {
		return nil, unavailable("model_unusable", err, "无法加载向量模型 %s，语义检索不可用。", model)
	}
	e := &ONNX{
		session:   session,
		tokenizer: tokenizer,
		maxTokens: config.MaxTokens,
		model:     fmt.Sprintf("bge-small-zh-v1.5/int8/%dd/%dt/ort%s/%d", dims, config.MaxTokens, version, codeVersion),
		free:      make(chan *worker, config.Threads),
		closed:    make(chan struct{}),
	}
	for range config.Threads {
		e.free <- newWorker(config.MaxTokens)
	}
	return e, nil
}

func openTokenizer(dir string) (*wordPiece, error) {
	path, err := tokenizerFile.check(dir)
	if err != nil {
		return nil, err
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, unavailable("model_unreadable", err, "无法读取文件 %s：请检查权限。", path)
	}
	tokenizer, err := newWordPiece(content)
	return tokenizer, fault.Wrap(fault.Internal, "embed.Open", err)
}

// Close waits for the texts under way and frees the model. Calls that come later, or still wait, fail as Unavailable.
func (e *ONNX) Close() error {
	var err error
	e.closing.Do(func() {
		close(e.closed)
		for range cap(e.free) {
			<-e.free
		}
		err = e.session.Destroy()
	})
	return fault.Wrap(fault.Internal, "embed.Close", err)
}

// Dims is the length of every vector.
func (e *ONNX) Dims() int { return dims }

// Model names all that a vector depends on: model, quantisation, dimensions, tokens read, runtime, our own code. Vectors
// are comparable and may be kept for as long as it is the same.
func (e *ONNX) Model() string { return e.model }

// EmbedQuery gives the L2-normalised vector of one text; the dot product of two is their cosine. Any text has one, also
// the empty text. Errors: Unavailable when ctx ends while waiting or the model is closed, Internal when the model fails.
func (e *ONNX) EmbedQuery(ctx context.Context, text string) ([]float32, error) {
	w, err := e.acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { e.free <- w }()
	w.ids = e.tokenizer.encode(w.ids, text, e.maxTokens)
	vector, err := w.run(e.session)
	return vector, fault.Wrap(fault.Internal, "embed.EmbedQuery", err)
}

// EmbedDocuments gives the vector of each text, in the same order, as EmbedQuery would. Each text is a run of its own: the
// model quantises by the content of the whole batch, so that a vector would depend on the texts beside it (cosine down to
// .965). With the first error the rest is left out and nil returned.
func (e *ONNX) EmbedDocuments(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan int)
	var group sync.WaitGroup
	for range min(cap(e.free), len(texts)) {
		group.Go(func() {
			for i := range next {
				vector, err := e.EmbedQuery(ctx, texts[i])
				if err != nil {
					cancel(err)
					return
				}
				vectors[i] = vector
			}
		})
	}
hand:
	for i := range texts {
		select {
		case next <- i:
		case <-ctx.Done():
			break hand
		}
	}
	close(next)
	group.Wait()
	if ctx.Err() != nil {
		return nil, stopped(context.Cause(ctx))
	}
	return vectors, nil
}

func (e *ONNX) acquire(ctx context.Context) (*worker, error) {
	if ctx.Err() != nil {
		return nil, stopped(context.Cause(ctx))
	}
	select {
	case w := <-e.free:
		return w, nil
	case <-ctx.Done():
		return nil, stopped(context.Cause(ctx))
	case <-e.closed:
		return nil, fault.New(fault.Unavailable, "embed.EmbedQuery", "model_closed", "")
	}
}

// stopped keeps an error that already has a kind; the end of a context gets one.
func stopped(err error) error {
	if _, ours := err.(*fault.Error); ours { //nolint:errorlint // only the outermost counts
		return err
	}
	return fault.Wrap(fault.Unavailable, "embed.EmbedQuery", err)
}

// worker is what one run needs, kept from run to run.
type worker struct {
	ids    []int64
	mask   []int64 // all 1: nothing is padded
	types  []int64 // all 0: one sentence
	hidden []float32
}

func newWorker(maxTokens int) *worker {
	w := &worker{
		ids: make([]int64, 0, maxTokens), mask: make([]int64, maxTokens), types: make([]int64, maxTokens), hidden: make([]float32, maxTokens*dims),
	}
	for i := range w.mask {
		w.mask[i] = 1
	}
	return w
}

// run embeds w.ids.
func (w *worker) run(session *ort.DynamicAdvancedSession) ([]float32, error) {
	length := int64(len(w.ids))
	var values []ort.Value
	defer func() {
		for _, value := range values {
			value.Destroy() //nolint:errcheck // never fails
		}
	}()
	for _, data := range [][]int64{w.ids, w.mask, w.types} {
		tensor, err := ort.NewTensor(ort.NewShape(1, length), data)
		if err != nil {
			return nil, err
		}
		values = append(values, tensor)
	}
	output, err := ort.NewTensor(ort.NewShape(1, length, dims), w.hidden)
	if err != nil {
		return nil, err
	}
	values = append(values, output)
	if err := session.Run(values[:3], values[3:]); err != nil {
		return nil, err
	}
	return normalize(w.hidden[:dims])
}

// normalize gives the vector of length 1 in the direction of v.
func normalize(v []float32) ([]float32, error) {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	length := math.Sqrt(sum)
	if length == 0 || math.IsNaN(length) || math.IsInf(length, 0) {
		return nil, fmt.Errorf("vector of length %v", length)
	}
	unit := make([]float32, len(v))
	for i, x := range v {
		unit[i] = float32(float64(x) / length)
	}
	return unit, nil
}
