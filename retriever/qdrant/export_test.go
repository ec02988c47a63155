package qdrant

import "time"

// SetClock is for the tests of what is left alone for a time.
func (c *Client) SetClock(now func() time.Time) { c.now = now }

// SetPulse is for the tests of a builder that is slow.
func (c *Client) SetPulse(pulse time.Duration) { c.pulse = pulse }
