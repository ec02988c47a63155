package telemetry

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts what the program does, for Prometheus. All methods are safe for concurrent use and do nothing on a nil
// *Metrics, so that a part can be used without one.
type Metrics struct {
	registry  *prometheus.Registry
	requests  *prometheus.CounterVec
	durations *prometheus.HistogramVec
	replies   *prometheus.CounterVec
	embedding prometheus.Histogram
	searching prometheus.Histogram
	sockets   prometheus.Gauge
	refusals  *prometheus.CounterVec
}

// Durations of the parts of an answer, in seconds: half a millisecond to about four seconds.
var partBuckets = prometheus.ExponentialBuckets(.0005, 2, 14)

// NewMetrics makes a registry of its own.
func NewMetrics(build Build) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yueyue_http_requests_total", Help: "HTTP requests by route pattern, method and class of status.",
		}, []string{"route", "method", "status"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "yueyue_http_request_duration_seconds", Help: "Time from the request's head to the end of its reply.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route", "method"}),
		replies: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yueyue_replies_total", Help: "Replies of 悦悦 by kind.",
		}, []string{"kind"}),
		embedding: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "yueyue_embedding_duration_seconds", Help: "Time to embed one text.", Buckets: partBuckets,
		}),
		searching: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "yueyue_search_duration_seconds", Help: "Time to search the index once, without embedding.", Buckets: partBuckets,
		}),
		sockets: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "yueyue_sockets", Help: "Open WebSockets.",
		}),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yueyue_refusals_total", Help: "Requests refused before they did anything, by code of the problem.",
		}, []string{"code"}),
	}
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "yueyue_build_info", Help: "Which program this is; always 1.",
		ConstLabels: prometheus.Labels{
			"version": build.Version, "revision": build.Revision, "modified": strconv.FormatBool(build.Modified), "go": build.Go,
		},
	})
	info.Set(1)
	m.registry.MustRegister(m.requests, m.durations, m.replies, m.embedding, m.searching, m.sockets, m.refusals, info,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// methods bounds the label: a client can send any word.
var methods = map[string]bool{
	http.MethodGet: true, http.MethodHead: true, http.MethodPost: true, http.MethodPut: true,
	http.MethodPatch: true, http.MethodDelete: true, http.MethodOptions: true,
}

// Request counts one HTTP request. route is the pattern, never the path; empty when none matched.
func (m *Metrics) Request(route, method string, status int, took time.Duration) {
	if m == nil {
		return
	}
	if route == "" {
		route = "none"
	}
	if !methods[method] {
		method = "other"
	}
	m.requests.WithLabelValues(route, method, strconv.Itoa(status/100)+"xx").Inc()
	m.durations.WithLabelValues(route, method).Observe(took.Seconds())
}

// Replied counts one reply of 悦悦. kind is one of the kinds of a reply.
func (m *Metrics) Replied(kind string) {
	if m != nil {
		m.replies.WithLabelValues(kind).Inc()
	}
}

// Embedded counts one text embedded.
func (m *Metrics) Embedded(took time.Duration) {
	if m != nil {
		m.embedding.Observe(took.Seconds())
	}
}

// Searched counts one search of the index.
func (m *Metrics) Searched(took time.Duration) {
	if m != nil {
		m.searching.Observe(took.Seconds())
	}
}

// Sockets counts open WebSockets: +1 when one opens, -1 when it closes.
func (m *Metrics) Sockets(change int) {
	if m != nil {
		m.sockets.Add(float64(change))
	}
}

// Refused counts a request that was turned away, by the stable code of its problem.
func (m *Metrics) Refused(code string) {
	if m != nil {
		m.refusals.WithLabelValues(code).Inc()
	}
}

// Handler serves the metrics in the Prometheus formats.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{DisableCompression: true})
}
