package config

import "time"

// Index says where the index is. Without a Qdrant it is in the process.
type Index struct {
	Qdrant Qdrant `yaml:"qdrant" envPrefix:"QDRANT_"`
}

// Qdrant is a server that keeps the index. An empty URL uses none.
type Qdrant struct {
	URL           string        `yaml:"url" env:"URL"`         // gRPC: https://qdrant.example.gov.cn:6334
	APIKey        string        `yaml:"api_key" env:"API_KEY"` // empty: none
	CAFile        string        `yaml:"ca_file" env:"CA_FILE"` // PEM; empty: the certificates of the system
	Alias         string        `yaml:"alias" env:"ALIAS"`     // begins the names of its collections
	SearchTimeout time.Duration `yaml:"search_timeout" env:"SEARCH_TIMEOUT"`
	ApplyTimeout  time.Duration `yaml:"apply_timeout" env:"APPLY_TIMEOUT"`
}
