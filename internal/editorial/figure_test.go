package editorial

import (
	"reflect"
	"testing"
)

func TestFindFigures(t *testing.T) {
	for _, c := range []struct {
		name, text string
		figures    []Figure
	}{
		{"none", "请到办税服务厅办理。", nil},
		{"one amount in three spellings", "10万元，100000元，100,000 元", []Figure{{Amount, "100000元"}}},
		{"fraction of an amount", "1.5万元、3亿元、2千元", []Figure{{Amount, "15000元"}, {Amount, "2000元"}, {Amount, "300000000元"}}},
		{"one rate in four spellings", "3%，3％，百分之三，3.0%", []Figure{{Rate, "3%"}}},
		{"other rates", "千分之五、5‰、万分之五、百分之一点五、百分之二十五", []Figure{{Rate, "0.05%"}, {Rate, "0.5%"}, {Rate, "1.5%"}, {Rate, "25%"}}},
		{"one date in three spellings", "2027年12月31日，2027-12-31，2027.12.31", []Figure{{Day, "2027-12-31"}}},
		{"days and months of one digit", "2026年1月5日", []Figure{{Day, "2026-01-05"}}},
		{"document number", "按财政部 税务总局公告2023年第19号执行", []Figure{{Number, "财政部公告2023年第19号"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := findFigures(c.text); !reflect.DeepEqual(got, c.figures) {
				t.Errorf("got %v, want %v", got, c.figures)
			}
		})
	}
}
