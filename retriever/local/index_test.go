package local_test

import (
	"testing"

	"yueyue/retriever"
	"yueyue/retriever/indextest"
	"yueyue/retriever/local"
)

func TestIndex(t *testing.T) {
	indextest.Run(t, func(*testing.T) retriever.Index { return local.New() })
}
