package knowledge

import "yueyue/internal/civil"

// LegalStatus is the standing of a cited rule on a date, as the contract writes it.
type LegalStatus string

// The standings.
const (
	StatusInForce        LegalStatus = "InForce"        // 全文有效
	StatusPartlyRepealed LegalStatus = "PartlyRepealed" // 条款失效; of a whole document only
	StatusRepealed       LegalStatus = "Repealed"       // 全文废止
	StatusNotYetInForce  LegalStatus = "NotYetInForce"  // 尚未施行
)

// Status is the standing on date of a rule that holds from..to, both ends included; an empty end is open.
func Status(from, to, date civil.Date) LegalStatus {
	switch {
	case date.In(from, to):
		return StatusInForce
	case to != "" && to < date:
		return StatusRepealed
	default:
		return StatusNotYetInForce
	}
}
