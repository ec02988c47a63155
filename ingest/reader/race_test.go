//go:build race

package reader

// heavier is how many times more memory a program takes under the race detector.
const heavier = 8
