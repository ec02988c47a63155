package qdrant_test

import (
	"context"
	"crypto/rand"
	"os"
	"strings"
	"testing"
	"time"

	"yueyue/retriever"
	"yueyue/retriever/indextest"
	"yueyue/retriever/qdrant"
	"yueyue/retriever/qdrant/qdranttest"
)

const suiteDims = 32

func TestIndex(t *testing.T) {
	server := qdranttest.Start(t, qdranttest.Options{})
	config := patient()
	config.URL = server.URL()
	indextest.Run(t, func(t *testing.T) retriever.Index { return fresh(t, config, suiteDims) })
}

// TestIndexOnARealServer needs QDRANT_URL, and QDRANT_API_KEY where the server asks for one.
func TestIndexOnARealServer(t *testing.T) {
	indextest.Run(t, func(t *testing.T) retriever.Index { return fresh(t, realServer(t), suiteDims) })
}

// patient is the default with more time, for a busy machine.
func patient() qdrant.Config {
	config := qdrant.Default()
	config.SearchTimeout = time.Minute
	return config
}

func realServer(t *testing.T) qdrant.Config {
	t.Helper()
	config := patient()
	config.URL, config.APIKey, config.CAFile = os.Getenv("QDRANT_URL"), os.Getenv("QDRANT_API_KEY"), os.Getenv("QDRANT_CA_FILE")
	if config.URL == "" {
		t.Skip("QDRANT_URL names no server")
	}
	return config
}

// fresh gives an empty index under an alias of its own, and deletes it after the test.
func fresh(t *testing.T, config qdrant.Config, dims int) *qdrant.Index {
	t.Helper()
	config.Alias = "test-" + strings.ToLower(rand.Text())
	client := open(t, config)
	x := build(t, client, "0123456789abcdef", dims)
	t.Cleanup(func() {
		if err := client.Clear(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return x
}

func open(t *testing.T, config qdrant.Config) *qdrant.Client {
	t.Helper()
	client, err := qdrant.Open(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

func build(t *testing.T, client *qdrant.Client, generation string, dims int) *qdrant.Index {
	t.Helper()
	x, err := client.Build(t.Context(), generation, dims)
	if err != nil {
		t.Fatal(err)
	}
	return x
}
