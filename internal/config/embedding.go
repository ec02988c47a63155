package config

import "time"

// Embedding sets what turns text into vectors: the model in the process, or an endpoint where one is named.
type Embedding struct {
	Enabled  bool     `yaml:"enabled" env:"ENABLED"`
	Threads  int      `yaml:"threads" env:"THREADS"`
	Endpoint Endpoint `yaml:"endpoint" envPrefix:"ENDPOINT_"`
}

// Endpoint is an OpenAI-compatible embeddings endpoint. An empty URL is none.
type Endpoint struct {
	URL     string        `yaml:"url" env:"URL"` // up to /embeddings
	APIKey  string        `yaml:"api_key" env:"API_KEY"`
	Model   string        `yaml:"model" env:"MODEL"`
	Dims    int           `yaml:"dims" env:"DIMS"` // 0: the model's own
	Timeout time.Duration `yaml:"timeout" env:"TIMEOUT"`
}
