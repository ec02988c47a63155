package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"yueyue/internal/civil"
	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

const (
	uploadPath    = "/api/v1/content/proposals/{id}/uploads"
	uploadTimeout = time.Hour        // for all files to arrive
	chunkTimeout  = 30 * time.Second // for the next piece of a file
)

// UploadState tells how far an upload is.
type UploadState string

// The states.
const (
	UploadRunning     UploadState = "running"
	UploadDone        UploadState = "done"
	UploadFailed      UploadState = "failed"      // something that concerns all files, in Error
	UploadInterrupted UploadState = "interrupted" // the service stopped meanwhile
)

// Upload is some files on their way into a proposal.
type Upload struct {
	ID        string               `json:"id"`
	Proposal  editorial.ProposalID `json:"proposal"`
	By        string               `json:"by" doc:"登录名"`
	State     UploadState          `json:"state" enum:"running,done,failed,interrupted" doc:"正在读取；完成；没有读完（原因在 error）；服务中途停止，请重新上传没有结果的文件"`
	Files     []string             `json:"files" nullable:"false" doc:"收到的文件名，最多列出前 20 个"`
	FileCount int                  `json:"file_count" doc:"收到几个文件"`
	Rows      []UploadRow          `json:"rows" nullable:"false" doc:"after 之后读完的，每个文件（或压缩包里的每个文件）一行，一次最多 1000 行"`
	Next      int64                `json:"next" doc:"再往后的用 after=next"`
	More      bool                 `json:"more" doc:"后面已经有读完的，可以马上再取"`
	Notes     []string             `json:"notes" nullable:"false" doc:"关于整批的说明"`
	Error     string               `json:"error,omitempty"`
	StartedAt time.Time            `json:"started_at"`
	EndedAt   *time.Time           `json:"ended_at,omitempty"`
}

// UploadRow is what became of one file.
type UploadRow struct {
	File      string           `json:"file" doc:"文件名；压缩包里的为 压缩包.zip!目录/文件"`
	Format    string           `json:"format"`
	Encoding  string           `json:"encoding"`
	Documents []UploadDocument `json:"documents" nullable:"false" doc:"认出的政策文件，不论有没有变化"`
	Passages  int              `json:"passages"`
	Pairs     int              `json:"pairs"`
	Warnings  []string         `json:"warnings" nullable:"false"`
	Error     string           `json:"error,omitempty" doc:"没有读进来的原因；没有则全部读进来了"`
	Code      string           `json:"code,omitempty" doc:"原因的稳定代码"`
}

// UploadDocument is a document that was recognised.
type UploadDocument struct {
	ID             string                `json:"id"`
	Title          string                `json:"title"`
	DocumentNumber string                `json:"document_number,omitempty"`
	Issuer         string                `json:"issuer,omitempty"`
	IssuedOn       civil.Date            `json:"issued_on,omitempty"`
	EffectiveFrom  civil.Date            `json:"effective_from,omitempty"`
	EffectiveTo    civil.Date            `json:"effective_to,omitempty"`
	Status         knowledge.LegalStatus `json:"status" enum:"InForce,PartlyRepealed,Repealed,NotYetInForce"`
}

// UploadList is the uploads into a proposal, newest first, without their rows.
type UploadList struct {
	Items []Upload `json:"items" nullable:"false"`
}

type (
	uploadInput struct {
		ID     editorial.ProposalID `path:"id" minimum:"1" doc:"草案"`
		Upload string               `path:"upload" maxLength:"64" doc:"上传"`
		After  int64                `query:"after" minimum:"0" doc:"上一次的 next；不填从头开始"`
	}
	uploadOutput  struct{ Body Upload }
	uploadsOutput struct{ Body UploadList }
)

func (s *Server) registerUploads() {
	s.route(Editors, http.MethodPost, uploadPath, s.takeUpload)
	pattern := http.MethodPost + " " + braces.Replace(uploadPath)
	s.patience[pattern], s.streams[pattern] = uploadTimeout, true
	register(s, Editors, desk(http.MethodGet, "listUploads", "/proposals/{id}/uploads", "上传的批次", "新的在前，不含各行；30 天后不再列出。", 404), s.listUploads)
	register(s, Editors, desk(http.MethodGet, "getUpload", "/proposals/{id}/uploads/{upload}", "上传的结果",
		"读完一个文件就多一行，用上一次的 next 只取新的；刷新页面或换一台电脑都能从头看。", 404), s.getUpload)
}

// uploadOperation describes the upload, whose body huma would keep in memory.
func uploadOperation(registry huma.Registry) *huma.Operation {
	op := desk(http.MethodPost, "upload", "/proposals/{id}/uploads", "上传文件",
		"政策文件、问答表格或它们的压缩包，一次可以多个。收齐后立即返回，在后台逐个读取；用返回的编号看结果。只有草稿能上传。")
	op.Parameters = []*huma.Param{{Name: "id", In: "path", Required: true, Description: "草案", Schema: &huma.Schema{Type: huma.TypeInteger, Format: "int64"}}}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
		Type: huma.TypeObject, Required: []string{"file"},
		Properties: map[string]*huma.Schema{"file": {
			Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString, Format: "binary"}, Description: "一个或几个文件",
		}},
	}}}}
	op.Responses = map[string]*huma.Response{"202": {Description: "收到，正在读取", Content: map[string]*huma.MediaType{
		"application/json": {Schema: registry.Schema(reflectUpload, true, "")},
	}}}
	problems(&op, 400, 401, 403, 404, 408, 409, 413, 415, 422, 503)
	describeAccess(&op, Editors)
	return &op
}

// takeUpload writes the files of a request to the disk as they come, and begins to read them when all are there.
func (s *Server) takeUpload(c *gin.Context) {
	upload, err := s.receive(c)
	if err != nil {
		c.Header("Connection", "close") // what is left of the request is not read
		s.refuse(c, err)
		return
	}
	c.JSON(http.StatusAccepted, upload)
}

func (s *Server) receive(c *gin.Context) (Upload, error) {
	ctx := c.Request.Context()
	number, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil || number < 1 {
		return Upload{}, fault.New(fault.NotFound, "api.receive", "proposal_unknown", "没有这份草案。")
	}
	p, err := s.parts.Content.Editorial.Proposal(ctx, editorial.ProposalID(number))
	switch {
	case err != nil:
		return Upload{}, err
	case p.State != editorial.Draft:
		return Upload{}, fault.New(fault.Conflict, "api.receive", "not_a_draft", "只有草稿能上传文件。")
	}
	media, parameters, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || media != "multipart/form-data" || parameters["boundary"] == "" {
		return Upload{}, newProblem(http.StatusUnsupportedMediaType, "media_type_unsupported", "请用表单（multipart/form-data）上传文件。")
	}
	tray, err := s.uploads.begin(p.ID, officerOf(ctx).actor())
	if err != nil {
		return Upload{}, err
	}
	body := &steady{ctx: c.Request.Context(), from: c.Request.Body, connection: http.NewResponseController(c.Writer)}
	if err := fill(tray, multipart.NewReader(body, parameters["boundary"])); err != nil {
		tray.discard()
		return Upload{}, err
	}
	return s.uploads.start(tray)
}

// steady lets a long body come as long as it keeps coming, and its request lasts.
type steady struct {
	ctx        context.Context //nolint:containedctx // of the one request whose body this is
	from       io.Reader
	connection *http.ResponseController
}

func (s *steady) Read(into []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	until := time.Now().Add(chunkTimeout)
	if end, ok := s.ctx.Deadline(); ok && end.Before(until) {
		until = end
	}
	if err := s.connection.SetReadDeadline(until); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	return s.from.Read(into)
}

// fill writes the files of a form into a tray.
func fill(t *tray, form *multipart.Reader) error {
	for {
		part, err := form.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return cutOff(err)
		}
		if part.FileName() == "" {
			continue // another field of the form
		}
		if err := t.add(part.FileName(), part); err != nil {
			return cutOff(err)
		}
	}
	if len(t.upload.Files) == 0 {
		return defective("files_missing", "请选择要上传的文件。", "body.file")
	}
	return nil
}

// cutOff is what is wrong with a body that did not come whole; errors of ours stay.
func cutOff(err error) error {
	if _, ours := errors.AsType[*fault.Error](err); ours {
		return err
	}
	return newProblem(http.StatusRequestTimeout, "request_timeout", "文件没有传完，请重试。")
}

func (s *Server) getUpload(ctx context.Context, in *uploadInput) (*uploadOutput, error) {
	if _, err := s.parts.Content.Editorial.Proposal(ctx, in.ID); err != nil {
		return nil, err
	}
	upload, err := s.uploads.get(in.ID, in.Upload, in.After)
	return &uploadOutput{upload}, err
}

func (s *Server) listUploads(ctx context.Context, in *proposalInput) (*uploadsOutput, error) {
	if _, err := s.parts.Content.Editorial.Proposal(ctx, in.ID); err != nil {
		return nil, err
	}
	found, err := s.uploads.list(in.ID)
	return &uploadsOutput{UploadList{found}}, err
}
