package api

import (
	"errors"
	"net/http"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
	"github.com/gin-gonic/gin"

	"yueyue/internal/telemetry"
)

// huma keeps its messages and its error constructor in package variables. They are set once, before the first API is made,
// to messages of the form "code|Chinese sentence", and every error of huma comes back through humaProblem, which takes them
// apart. What has no code of ours (huma's own English, the text of a Go error) is never shown.
var setUpFrameworks = sync.OnceFunc(func() {
	gin.SetMode(gin.ReleaseMode)
	huma.ValidateStrictCasing = true // a field in other letter case is an unknown field
	huma.NewError = func(status int, _ string, errs ...error) huma.StatusError { return humaProblem(status, errs) }
	huma.NewErrorWithContext = func(ctx huma.Context, status int, _ string, errs ...error) huma.StatusError {
		p := humaProblem(status, errs)
		p.RequestID = telemetry.RequestID(ctx.Context())
		return p
	}
	for message, text := range messages {
		*message = text
	}
})

// messages are those that the schemas of this package can lead to, and a general one for the rest. %.0v swallows an
// argument that may repeat what the client sent.
var messages = map[*string]string{
	&validation.MsgUnexpectedProperty:            "field_unknown|有不认识的字段",
	&validation.MsgExpectedRequiredProperty:      "field_missing|缺少字段 %s",
	&validation.MsgExpectedString:                "field_type|应为文字",
	&validation.MsgExpectedInteger:               "field_type|应为整数",
	&validation.MsgExpectedNumber:                "field_type|应为数字",
	&validation.MsgExpectedBoolean:               "field_type|应为 true 或 false",
	&validation.MsgExpectedArray:                 "field_type|应为数组",
	&validation.MsgExpectedObject:                "field_type|应为对象",
	&validation.MsgExpectedMatchExactlyOneSchema: "field_type|应为文字，或含 question 的对象",
	&validation.MsgExpectedOneOf:                 "field_value|应为以下之一：%s",
	&validation.MsgExpectedMinimumNumber:         "field_range|不能小于 %v",
	&validation.MsgExpectedMaximumNumber:         "field_range|不能大于 %v",
	&validation.MsgExpectedMinLength:             "field_range|至少 %d 个字",
	&validation.MsgExpectedMaxLength:             "field_range|最多 %d 个字",
	&validation.MsgExpectedMaxItems:              "field_range|最多 %d 项",
	&validation.MsgExpectedMinItems:              "field_range|至少 %d 项",
	&validation.MsgExpectedRFC3339Date:           "date_invalid|应为真实存在的日期，格式如 2026-01-31",
	&validation.MsgExpectedMatchPattern:          "field_format|格式不对%.0s",
	&validation.MsgExpectedBePattern:             "field_format|格式不对，应为%s",
	&validation.MsgExpectedNotMatchSchema:        "field_value|内容不允许",
	&validation.MsgExpectedMatchAtLeastOneSchema: "field_type|类型不对",
}

// sentences are the details of problems by the code of their first defect.
var sentences = map[string]string{
	"field_unknown": "请求里有不认识的字段，请对照接口文档检查。",
	"field_missing": "请求缺少必填的字段，请对照接口文档检查。",
	"field_type":    "请求里有类型不对的字段，请对照接口文档检查。",
	"field_value":   "请求里有取值不对的字段，请对照接口文档检查。",
	"field_range":   "请求里有超出范围的字段，请对照接口文档检查。",
	"field_format":  "请求里有格式不对的字段，请对照接口文档检查。",
	"date_invalid":  dateSentence,
}

// humaProblem is a problem found by huma: the shape of a request is wrong, or huma itself failed.
func humaProblem(status int, errs []error) *Problem {
	var defects []Defect
	code := ""
	for _, err := range errs {
		detail, ok := errors.AsType[*huma.ErrorDetail](err)
		if !ok {
			continue
		}
		name, message, ours := strings.Cut(detail.Message, "|")
		if !ours {
			name, message = "field_value", "内容不对"
		}
		location := detail.Location
		if name == "field_unknown" {
			location, _, _ = strings.Cut(location, ".") // the rest is the client's own word
		}
		if code == "" {
			code = name
		}
		if len(defects) < maxDefects {
			defects = append(defects, Defect{Location: location, Message: message})
		}
	}
	switch {
	case status == http.StatusUnprocessableEntity && code != "":
		return newProblem(status, code, sentences[code], defects...)
	case status == http.StatusBadRequest && len(errs) == 0:
		return newProblem(status, "body_missing", "请求内容不能为空。")
	case status == http.StatusRequestTimeout:
		return newProblem(status, "request_timeout", "请求没有在规定时间内发完，请重试。")
	case status < http.StatusInternalServerError:
		return newProblem(status, "request_invalid", "请求内容有误，请检查后重试。")
	default:
		return newProblem(status, "internal", "系统出了点问题，请稍后再试。")
	}
}
