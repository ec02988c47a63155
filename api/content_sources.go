package api

import (
	"context"
	"mime"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"yueyue/internal/fault"
)

const sourcePath = "/api/v1/content/sources/{hash}"

// SourceText is what can be read of an original.
type SourceText struct {
	Name      string       `json:"name" doc:"文件名"`
	Format    string       `json:"format"`
	Encoding  string       `json:"encoding"`
	Blocks    []SourceLine `json:"blocks" nullable:"false" doc:"按原文顺序"`
	Warnings  []string     `json:"warnings" nullable:"false"`
	Truncated bool         `json:"truncated" doc:"太长，只给出开头的部分"`
}

// SourceLine is one heading, paragraph, list item or table row.
type SourceLine struct {
	Kind  string   `json:"kind" enum:"heading,paragraph,list_item,row"`
	Level int      `json:"level" doc:"标题或列表的级别，从 1 起；其他为 0"`
	Text  string   `json:"text"`
	Cells []string `json:"cells,omitempty" nullable:"false" doc:"表格的一行"`
	Line  int      `json:"line" doc:"原文第几行，从 1 起；0 为不知道"`
	Page  int      `json:"page" doc:"第几页，从 1 起；没有页的格式为 0"`
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

var errNoSource = fault.New(fault.NotFound, "api.sources", "original_unknown", "没有保存这份原件。")

type (
	sourceInput struct {
		Hash string `path:"hash" maxLength:"64" doc:"原件的 SHA-256，十六进制"`
	}
	sourceOutput struct{ Body SourceText }
)

func (s *Server) registerSources() {
	s.route(Editors, http.MethodGet, sourcePath, s.getSource)
	register(s, Editors, desk(http.MethodGet, "getSourceText", "/sources/{hash}/text", "原件的文字", "", 404), s.getSourceText)
}

// sourceOperation describes the download, which is no JSON.
func sourceOperation() *huma.Operation {
	op := desk(http.MethodGet, "getSource", "/sources/{hash}", "下载原件", "文件照来时的样子，作为附件下载，不在页面里打开。")
	op.Parameters = []*huma.Param{{
		Name: "hash", In: "path", Required: true, Description: "原件的 SHA-256，十六进制", Schema: &huma.Schema{Type: huma.TypeString, Pattern: hashForm.String()},
	}}
	op.Responses = map[string]*huma.Response{
		"200": {Description: "原件", Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}},
	}
	problems(&op, 401, 403, 404, 503)
	describeAccess(&op, Editors)
	return &op
}

// problems documents the failures of an operation that huma does not serve.
func problems(op *huma.Operation, statuses ...int) {
	for _, status := range statuses {
		op.Responses[strconv.Itoa(status)] = &huma.Response{Description: titles[status], Content: map[string]*huma.MediaType{
			problemType: {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}},
		}}
	}
}

// getSource sends an original as what it is to us: bytes that somebody uploaded. A browser neither shows nor runs them.
func (s *Server) getSource(c *gin.Context) {
	hash := c.Param("hash")
	if !hashForm.MatchString(hash) {
		s.refuse(c, errNoSource)
		return
	}
	file, name, err := s.parts.Content.Originals.Open(c.Request.Context(), hash)
	if err != nil {
		s.refuse(c, err)
		return
	}
	defer file.Close()
	c.Header("Content-Type", "application/octet-stream")
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	c.Header("Content-Security-Policy", "default-src 'none'; sandbox")
	c.Header("X-Content-Type-Options", "nosniff")
	c.Header("Cache-Control", "private, max-age=31536000, immutable")
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, file)
}

func (s *Server) getSourceText(ctx context.Context, in *sourceInput) (*sourceOutput, error) {
	if !hashForm.MatchString(in.Hash) {
		return nil, errNoSource
	}
	text, err := s.parts.Content.Originals.Text(ctx, in.Hash)
	if text.Blocks == nil {
		text.Blocks = []SourceLine{}
	}
	if text.Warnings == nil {
		text.Warnings = []string{}
	}
	return &sourceOutput{text}, err
}
