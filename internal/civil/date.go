// Package civil holds calendar dates as Chinese tax law counts them: days of Asia/Shanghai, without a time of day.
package civil

import (
	"fmt"
	"time"
)

// Shanghai is the zone in which every civil date of the program is read. China has one zone and no daylight saving time.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Date is a civil date written as 2026-01-31. The empty Date means "not stated": no beginning or no end, as the field
// says. Dates compare as strings.
type Date string

// Parse reads a date of the form 2026-01-31. An empty text gives the empty Date; a date that does not exist is an error.
func Parse(text string) (Date, error) {
	if text == "" {
		return "", nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.Year() < 1900 {
		return "", fmt.Errorf("%q is not a date of the form 2026-01-31", text)
	}
	return Date(text), nil
}

// Of is the civil date of an instant.
func Of(instant time.Time) Date {
	return Date(instant.In(Shanghai).Format(time.DateOnly))
}

// In reports whether d lies in the period from..to, both ends included; an empty end is open.
func (d Date) In(from, to Date) bool {
	return (from == "" || d >= from) && (to == "" || d <= to)
}

// AddDays is the date n days later, or earlier where n is negative. The empty Date stays empty.
func (d Date) AddDays(n int) Date {
	day, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return Date(day.AddDate(0, 0, n).Format(time.DateOnly))
}

// Chinese writes the date for people: 2026年1月31日. The empty Date gives an empty text.
func (d Date) Chinese() string {
	day, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return day.Format("2006年1月2日")
}
