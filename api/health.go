package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"yueyue/internal/telemetry"
)

const metricsPath = "/metrics"

// Liveness says that the program runs.
type Liveness struct {
	Status string `json:"status" enum:"alive"`
}

// ReadinessReport says how well the program works: ok, degraded (answers with less than was configured) or failed.
type ReadinessReport struct {
	Status telemetry.State       `json:"status" enum:"ok,degraded,failed"`
	Parts  []telemetry.PartState `json:"parts" nullable:"false"`
}

type liveOutput struct {
	Body Liveness
}

type readyOutput struct {
	Status int
	Body   ReadinessReport
}

func (s *Server) registerHealth() {
	register(s, Public, huma.Operation{
		OperationID: "alive", Method: http.MethodGet, Path: "/healthz", Tags: []string{"运行状态"}, Summary: "程序是否在运行",
	}, func(context.Context, *struct{}) (*liveOutput, error) {
		return &liveOutput{Body: Liveness{Status: "alive"}}, nil
	})
	register(s, Public, huma.Operation{
		OperationID: "ready", Method: http.MethodGet, Path: "/readyz", Tags: []string{"运行状态"}, Summary: "能否回答问题",
		Description: "200：可以回答（包括只用词语检索的降级状态）；503：有部件不工作，或索引还没有建好。逐个列出各部件的状态。",
		Responses: map[string]*huma.Response{"503": {Description: "不能回答", Content: map[string]*huma.MediaType{
			"application/json": {Schema: &huma.Schema{Ref: "#/components/schemas/ReadinessReport"}},
		}}},
	}, s.ready)
	s.route(Operators, http.MethodGet, metricsPath, func(c *gin.Context) {
		s.metrics.Handler().ServeHTTP(c.Writer, c.Request)
	})
}

func (s *Server) ready(ctx context.Context, _ *struct{}) (*readyOutput, error) {
	parts := s.parts.Readiness.Ready(ctx)
	if parts == nil {
		parts = []telemetry.PartState{}
	}
	out := &readyOutput{Status: http.StatusOK, Body: ReadinessReport{Status: telemetry.Worst(parts), Parts: parts}}
	if out.Body.Status == telemetry.Failed {
		out.Status = http.StatusServiceUnavailable
	}
	return out, nil
}
