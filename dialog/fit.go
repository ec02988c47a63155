package dialog

import (
	"math"
)

// Example is a question whose first candidate is known to be right or wrong.
type Example struct {
	Features []float64
	Right    bool
	Weight   float64 // how much it counts; 1 is one question
}

// ridge keeps weights small where examples are few.
const ridge = 1.0

// free are the features whose weight may have either sign: beside the absolute evidence, a high share of the words that could
// be found tells a short general question, which many pairs answer equally well. More of any other feature is evidence for
// the first candidate, so its weight is never negative: a question unlike all that was trained on must not gain by lacking
// what the others have.
var free = map[string]bool{"words": true}

// Fit trains a Model on examples by Newton's method on the ridge-penalised logistic likelihood (Hastie, Tibshirani,
// Friedman, The Elements of Statistical Learning, 2nd ed., 4.4.1), leaving out features whose weight would be negative until
// none is. It needs examples of both outcomes.
func Fit(examples []Example) Model {
	m := standardised(examples)
	n := len(featureNames)
	out := make([]bool, n)
	for {
		theta := maximise(m, examples, out)
		worst := -1
		for i, weight := range theta[:n] {
			if weight < 0 && !free[featureNames[i]] && (worst < 0 || weight < theta[worst]) {
				worst = i
			}
		}
		if worst < 0 {
			copy(m.Weights, theta[:n])
			m.Bias = theta[n]
			return m
		}
		out[worst] = true
	}
}

// standardised is a model without weights that knows the mean and the deviation of each feature.
func standardised(examples []Example) Model {
	n := len(featureNames)
	m := Model{Features: featureNames, Mean: make([]float64, n), Scale: make([]float64, n), Weights: make([]float64, n)}
	var total float64
	for _, e := range examples {
		total += e.Weight
		for i, x := range e.Features {
			m.Mean[i] += e.Weight * x
		}
	}
	for i := range m.Mean {
		m.Mean[i] /= total
	}
	for _, e := range examples {
		for i, x := range e.Features {
			m.Scale[i] += e.Weight * (x - m.Mean[i]) * (x - m.Mean[i])
		}
	}
	for i := range m.Scale {
		if m.Scale[i] = math.Sqrt(m.Scale[i] / total); m.Scale[i] < 1e-6 {
			m.Scale[i] = 1
		}
	}
	return m
}

// maximise gives the weights, the bias last, of the features that are not left out.
func maximise(m Model, examples []Example, out []bool) []float64 {
	theta := make([]float64, len(out)+1)
	for range 50 {
		step := newtonStep(m, examples, theta, out)
		largest := 0.0
		for i := range theta {
			theta[i] += step[i]
			largest = math.Max(largest, math.Abs(step[i]))
		}
		if largest < 1e-8 {
			break
		}
	}
	return theta
}

// newtonStep solves Hessian · step = gradient at theta; features left out do not move.
func newtonStep(m Model, examples []Example, theta []float64, out []bool) []float64 {
	n := len(theta)
	gradient := make([]float64, n)
	hessian := make([][]float64, n)
	for i := range hessian {
		hessian[i] = make([]float64, n)
	}
	z := make([]float64, n)
	z[n-1] = 1
	for _, e := range examples {
		sum := theta[n-1]
		for i, x := range e.Features {
			z[i] = 0
			if !out[i] {
				z[i] = (x - m.Mean[i]) / m.Scale[i]
			}
			sum += theta[i] * z[i]
		}
		p := 1 / (1 + math.Exp(-sum))
		y := 0.0
		if e.Right {
			y = 1
		}
		for i := range z {
			gradient[i] += e.Weight * (y - p) * z[i]
			for j := range z {
				hessian[i][j] += e.Weight * p * (1 - p) * z[i] * z[j]
			}
		}
	}
	for i := range n - 1 {
		gradient[i] -= ridge * theta[i]
		hessian[i][i] += ridge
	}
	hessian[n-1][n-1] += 1e-9
	return solve(hessian, gradient)
}

// solve is Gaussian elimination with partial pivoting; a and b are used up.
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	for col := range n {
		pivot := col
		for row := col + 1; row < n; row++ {
			if math.Abs(a[row][col]) > math.Abs(a[pivot][col]) {
				pivot = row
			}
		}
		a[col], a[pivot], b[col], b[pivot] = a[pivot], a[col], b[pivot], b[col]
		for row := col + 1; row < n; row++ {
			factor := a[row][col] / a[col][col]
			for k := col; k < n; k++ {
				a[row][k] -= factor * a[col][k]
			}
			b[row] -= factor * b[col]
		}
	}
	for row := n - 1; row >= 0; row-- {
		for k := row + 1; k < n; k++ {
			b[row] -= a[row][k] * b[k]
		}
		b[row] /= a[row][row]
	}
	return b
}
