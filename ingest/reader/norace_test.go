//go:build !race

package reader

// heavier is how many times more memory a program takes under the race detector: without it, none.
const heavier = 1
