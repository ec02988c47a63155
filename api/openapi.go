package api

import (
	"encoding/json"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"yueyue/dialog"
)

const documentPath = "/openapi.json"

// accessNames are the kinds of access as the documents name them.
var accessNames = map[Access]string{
	Public:    "任何人",
	Limited:   "任何人；未登录时按来源地址限制每分钟的次数",
	Owner:     "会话的主人；未登录的主人发消息也计入每分钟的次数",
	Hello:     "会话的主人，以第一帧表明身份",
	Operators: "运维网络",

	StaffDoor:      "任何人，用来登录；按登录名和来源地址限制失败的次数",
	AnyStaff:       "已登录的工作人员",
	Editors:        "内容编辑、内容审核",
	Reviewers:      "内容审核",
	Auditors:       "内容审核、管理员",
	Administrators: "管理员",
}

// describeAccess writes who may call an operation into the document.
func describeAccess(op *huma.Operation, access Access) {
	op.Extensions = map[string]any{"x-access": string(access)}
	switch access {
	case Limited:
		op.Security = []map[string][]string{{}, {"bearer": {}}}
	case Owner:
		op.Security = []map[string][]string{{"bearer": {}}}
	case AnyStaff, Editors, Reviewers, Auditors, Administrators:
		op.Security = []map[string][]string{{"staff": {}}}
	}
}

// description is the head of the OpenAPI document and what huma needs to know. huma's own document routes are off: ours
// declare who may call them, and its documentation page loads scripts from other hosts.
func description() huma.Config {
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "悦悦 · 征纳互动 API", Version: "1",
				Description: "税费问题的智能应答，以及内容后台。字段和代码是稳定的：只会增加，不会改名。" +
					"出错时为 application/problem+json（RFC 9457）：detail 是给人看的一句话，code 是给程序用的稳定代码，request_id 用来反馈问题。" +
					"不属于调用者的东西一律是 404。时间为 UTC（RFC 3339），日期为北京时间的日历日。",
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName),
				SecuritySchemes: map[string]*huma.SecurityScheme{"bearer": {
					Type: "http", Scheme: "bearer",
					Description: "匿名会话的凭证（打开会话时给出），或办税网站为已登录纳税人签发的 JWT（RS256、ES256 或 EdDSA；" +
						"sub、iss、aud、exp 必填，name、capacity、taxpayer_number、region 可选）。",
				}, "staff": {
					Type: "apiKey", In: "cookie", Name: staffCookie,
					Description: "工作人员登录后得到的 Cookie，只用于 /api/v1/staff 和 /api/v1/content；改动内容的请求还要带请求头 X-Requested-With: yueyue。",
				}},
			},
		},
		Formats:       map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat: "application/json",
	}
}

// schemaName keeps the names of the contract where a Go type has another one.
func schemaName(t reflect.Type, hint string) string {
	if t == reflect.TypeFor[dialog.Reply]() || t == reflect.TypeFor[*dialog.Reply]() {
		return "AskReply"
	}
	return huma.DefaultSchemaNamer(t, hint)
}

// registerReference serves the document and a page that people can read, made from it.
func (s *Server) registerReference() error {
	s.huma.OpenAPI().AddOperation(socketOperation())
	s.huma.OpenAPI().AddOperation(metricsOperation())
	for _, op := range oidcOperations() {
		s.huma.OpenAPI().AddOperation(op)
	}
	s.huma.OpenAPI().AddOperation(sourceOperation())
	s.huma.OpenAPI().AddOperation(uploadOperation(s.huma.OpenAPI().Components.Schemas))
	document, err := json.Marshal(s.huma.OpenAPI())
	if err != nil {
		return err
	}
	page, err := referencePage(document, s.declared)
	if err != nil {
		return err
	}
	serve := func(path, kind string, body []byte) {
		s.route(Public, http.MethodGet, path, func(c *gin.Context) {
			c.Header("Cache-Control", "no-cache")
			c.Header("Content-Security-Policy", s.pagePolicy(c.Request.Host, false))
			c.Data(http.StatusOK, kind, body)
		})
	}
	serve(documentPath, "application/json", document)
	serve("/docs", "text/html; charset=utf-8", page)
	serve("/docs.css", "text/css; charset=utf-8", referenceStyle)
	return nil
}

// metricsOperation describes the metrics, which are no JSON.
func metricsOperation() *huma.Operation {
	op := &huma.Operation{
		OperationID: "metrics", Method: http.MethodGet, Path: metricsPath, Tags: []string{"运行状态"}, Summary: "运行指标（Prometheus）",
		Description: "请求数和用时（yueyue_http_requests_total、yueyue_http_request_duration_seconds）、按种类计的答复数（yueyue_replies_total）、" +
			"向量化和检索的用时（yueyue_embedding_duration_seconds、yueyue_search_duration_seconds）、打开的 WebSocket 数（yueyue_sockets）、" +
			"按代码计的拒绝数（yueyue_refusals_total）、程序版本（yueyue_build_info），以及 Go 运行时和进程的指标。" +
			"只对配置项 web.metrics_networks 里的网段开放。",
		Responses: map[string]*huma.Response{
			"200": {Description: "Prometheus 文本格式", Content: map[string]*huma.MediaType{"text/plain": {Schema: &huma.Schema{Type: huma.TypeString}}}},
			"403": {Description: "不在运维网络里", Content: map[string]*huma.MediaType{
				problemType: {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}},
			}},
		},
	}
	describeAccess(op, Operators)
	return op
}

// socketOperation describes the WebSocket, which huma does not serve.
func socketOperation() *huma.Operation {
	op := &huma.Operation{
		OperationID: "openSocket", Method: http.MethodGet, Path: socketPath, Tags: []string{"会话"}, Summary: "实时消息（WebSocket）",
		Description: "连接后 10 秒内发第一帧 {\"type\":\"hello\",\"token\",\"conversation_id\",\"seq\"}，seq 是手头最大的消息编号，没有为 0。" +
			"收到 {\"type\":\"ready\",\"conversation_id\",\"seq\"} 后，先补上编号更大的消息，再送来新的：{\"type\":\"message\",\"conversation_id\",\"seq\",\"data\":Message}，编号连续。" +
			"{\"type\":\"ping\"} 表示连接正常。{\"type\":\"error\",\"data\":Problem} 之后若断开，关闭码为 4400（第一帧不对）、4401（凭证无效或到期）、4404（没有这个会话）、4408（没有表明身份）、4429（窗口太多）。" +
			"1001 表示服务重启，1013 表示暂时不行或收得太慢：都请稍后带着手头的 seq 重连。每帧最多 64 KiB。",
		Responses: map[string]*huma.Response{
			"101": {Description: "切换为 WebSocket"},
			"default": {Description: "出错", Content: map[string]*huma.MediaType{
				problemType: {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}},
			}},
		},
	}
	describeAccess(op, Hello)
	return op
}
