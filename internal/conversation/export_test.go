package conversation

// Held is the number of conversations that a Doorbell keeps listeners of.
func (d *Doorbell) Held() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.listeners)
}
