package store

import "time"

// Micros is an instant as the tables keep it: microseconds since 1970 UTC.
func Micros(instant time.Time) int64 { return instant.UnixMicro() }

// Instant reads what Micros wrote, in UTC.
func Instant(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
