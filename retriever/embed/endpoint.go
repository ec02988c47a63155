package embed

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/sashabaranov/go-openai"
	"github.com/tmc/langchaingo/embeddings"

	"yueyue/internal/fault"
)

// EndpointConfig names a model behind an OpenAI-compatible embeddings endpoint.
type EndpointConfig struct {
	URL     string        // up to /embeddings: https://models.example.gov.cn/v1
	APIKey  string        // empty: none
	Model   string        // as the endpoint calls it
	Dims    int           // asked of the endpoint; 0: the model's own
	Timeout time.Duration // for one call
}

// endpointBatch is how many texts go into one call. Endpoints of the usual kind embed each text by itself.
const endpointBatch = 32

// Endpoint embeds text at an OpenAI-compatible endpoint. What is asked and what is indexed leaves the machine for it. It
// implements the Embedder of langchaingo and is safe for concurrent use.
type Endpoint struct {
	client *openai.Client
	config EndpointConfig
	host   string
}

var _ embeddings.Embedder = (*Endpoint)(nil)

// OpenEndpoint prepares the calls; none is made yet. The error is fault.Invalid with a sentence for the operator.
func OpenEndpoint(config EndpointConfig) (*Endpoint, error) {
	refuse := func(message string) error {
		return fault.New(fault.Invalid, "embed.OpenEndpoint", "config_invalid", message)
	}
	at, err := url.Parse(config.URL)
	switch {
	case err != nil || (at.Scheme != "http" && at.Scheme != "https") || at.Host == "" || at.User != nil:
		return nil, refuse("向量服务的地址要写成 https://主机/v1 的样子，密钥请写在 api_key。")
	case config.Model == "":
		return nil, refuse("请写明向量服务的模型名称。")
	case config.Dims < 0 || config.Timeout <= 0:
		return nil, refuse("向量服务的维数不能为负，等待时间要大于 0。")
	}
	settings := openai.DefaultConfig(config.APIKey)
	settings.BaseURL = config.URL
	settings.HTTPClient = &http.Client{Timeout: config.Timeout}
	return &Endpoint{client: openai.NewClientWithConfig(settings), config: config, host: at.Host}, nil
}

// Close has nothing to release.
func (*Endpoint) Close() error { return nil }

// Model names where the vectors come from and how long they are asked to be. An operator who puts another model under the same
// name at the same host has to change the name here too.
func (e *Endpoint) Model() string {
	return fmt.Sprintf("endpoint/%s/%s/%dd/%d", e.host, e.config.Model, e.config.Dims, codeVersion)
}

// EmbedQuery gives the L2-normalised vector of one text. Errors are fault.Unavailable.
func (e *Endpoint) EmbedQuery(ctx context.Context, text string) ([]float32, error) {
	vectors, err := e.embed(ctx, []string{text})
	if err != nil {
		return nil, err
	}
	return vectors[0], nil
}

// EmbedDocuments gives the L2-normalised vectors of texts in their order. Errors are fault.Unavailable.
func (e *Endpoint) EmbedDocuments(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, 0, len(texts))
	for batch := range slices.Chunk(texts, endpointBatch) {
		some, err := e.embed(ctx, batch)
		if err != nil {
			return nil, err
		}
		vectors = append(vectors, some...)
	}
	return vectors, nil
}

var errReply = errors.New("the endpoint did not give one finite vector for each text, all of one length")

func (e *Endpoint) embed(ctx context.Context, texts []string) ([][]float32, error) {
	reply, err := e.client.CreateEmbeddings(ctx, openai.EmbeddingRequestStrings{
		Input: texts, Model: openai.EmbeddingModel(e.config.Model), Dimensions: e.config.Dims, EncodingFormat: openai.EmbeddingEncodingFormatFloat,
	})
	if err != nil {
		return nil, unavailable("model_away", err, "向量服务没有应答。")
	}
	vectors := make([][]float32, len(texts))
	for _, one := range reply.Data {
		if one.Index < 0 || one.Index >= len(texts) || vectors[one.Index] != nil || !unit(one.Embedding) {
			return nil, unavailable("model_away", errReply, "向量服务的应答不能用。")
		}
		vectors[one.Index] = one.Embedding
	}
	for _, vector := range vectors {
		if len(vector) == 0 || len(vector) != len(vectors[0]) {
			return nil, unavailable("model_away", errReply, "向量服务的应答不能用。")
		}
	}
	return vectors, nil
}

// unit gives a vector unit length; false when it has none.
func unit(vector []float32) bool {
	var square float64
	for _, x := range vector {
		square += float64(x) * float64(x)
	}
	if !(square > 0) || math.IsInf(square, 0) {
		return false
	}
	scale := float32(1 / math.Sqrt(square))
	for i := range vector {
		vector[i] *= scale
	}
	return true
}
