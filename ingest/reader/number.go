package reader

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// numberText writes a cell's number as its format shows it, as far as dates, times and percentages go; other formats only round or
// colour, and the figure itself is what counts. builtin is the format's number, format its text in lower case (empty for built-in
// ones), epoch 1904 or 0 for 1900.
func numberText(v float64, builtin int, format string, epoch int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	date, clock := moment(builtin, format)
	if (date || clock) && v >= 0 && v < 2958466 {
		return serialTime(v, epoch, date, clock)
	}
	if format = bare(format); builtin == 9 || builtin == 10 || strings.Contains(format, "%") {
		return strconv.FormatFloat(math.Round(v*1e8)/1e6, 'f', -1, 64) + "%"
	}
	if short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 15, 64), 64); err == nil {
		v = short // Excel shows no more than 15 digits
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// moment says whether a number format, in lower case, shows dates and times of day.
func moment(builtin int, format string) (date, clock bool) {
	format = bare(format)
	date = builtin >= 14 && builtin <= 17 || builtin >= 27 && builtin <= 31 || builtin == 36 || builtin >= 50 && builtin <= 54 || builtin >= 57 && builtin <= 58
	clock = builtin >= 18 && builtin <= 21 || builtin >= 32 && builtin <= 35 || builtin >= 45 && builtin <= 47
	if format != "" {
		figures := strings.ContainsAny(format, "0#?")
		clock = strings.ContainsAny(format, "hs") && !figures || strings.Contains(format, "h:m")
		date = strings.ContainsAny(format, "yd") || strings.Contains(format, "mmm") || strings.Contains(format, "m") && !clock && !figures
	}
	return date || builtin == 22, clock || builtin == 22
}

// bare is a number format without quoted text, colours and escapes.
func bare(format string) string {
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		switch format[i] {
		case '"':
			if j := strings.IndexByte(format[i+1:], '"'); j >= 0 {
				i += j + 1
			}
		case '[':
			if j := strings.IndexByte(format[i:], ']'); j >= 0 {
				i += j
			}
		case '\\', '_', '*':
			i++
		default:
			b.WriteByte(format[i])
		}
	}
	if s := b.String(); s != "general" && s != "@" {
		return s
	}
	return ""
}

// serialTime is the day that Excel counts from 1900 (with a 29 February 1900 that never was) or 1904.
func serialTime(v float64, epoch int, date, clock bool) string {
	day := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if epoch == 1904 {
		day = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	} else if v < 60 {
		day = day.AddDate(0, 0, 1)
	}
	whole, part := math.Modf(v)
	seconds := int(math.Round(part * 86400))
	at := day.AddDate(0, 0, int(whole)).Add(time.Duration(seconds) * time.Second)
	switch {
	case date && clock && seconds > 0:
		return at.Format("2006-01-02 15:04")
	case date || whole > 0:
		return at.Format("2006-01-02")
	default:
		return at.Format("15:04")
	}
}
