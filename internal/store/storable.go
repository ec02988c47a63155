package store

import (
	"database/sql"
	"reflect"
	"strings"
	"unicode/utf8"

	"yueyue/internal/fault"
)

// storable refuses text that PostgreSQL cannot keep and SQLite would: NUL and broken UTF-8, as fault.Invalid. With it both
// databases answer hostile input alike.
func storable(args []any) error {
	for _, arg := range args {
		text, ok := arg.(string)
		if !ok {
			if null, isNull := arg.(sql.NullString); isNull {
				text = null.String
			} else if value := reflect.ValueOf(arg); value.Kind() == reflect.String {
				text = value.String()
			}
		}
		if !utf8.ValidString(text) || strings.Contains(text, "\x00") {
			return fault.New(fault.Invalid, "store", "text_invalid", "内容含有无法保存的字符。")
		}
	}
	return nil
}
