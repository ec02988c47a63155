package spelling

// minInitials and maxInitials bound the letters of initials: zzs, xgmnsr.
const (
	minInitials = 3
	maxInitials = 8
	// minInitialsCount is how often a term must stand in the phrases for people to write it by its initials.
	minInitialsCount = 8
)

// acronyms are common ones without a vowel; they are never read as initials.
var acronyms = map[string]struct{}{
	"pdf": {}, "xml": {}, "jpg": {}, "png": {}, "ppt": {}, "txt": {}, "csv": {}, "sms": {}, "gps": {}, "gdp": {}, "pvc": {}, "dna": {}, "ktv": {},
	"mcn": {}, "vpn": {}, "sql": {}, "wps": {}, "tcp": {}, "gmp": {}, "gsp": {}, "ppp": {}, "npv": {}, "www": {}, "crm": {}, "http": {}, "https": {}, "html": {},
	"dhl": {}, "sdk": {}, "ssl": {}, "nfc": {}, "lng": {}, "cpc": {}, "ptc": {}, "mrp": {}, "hmd": {}, "bbc": {}, "ccc": {}, "hsk": {}, "lsb": {}, "msb": {},
}

// newInitials maps the first letters of often used terms to them, where no other entry has the same.
func newInitials(v *vocabulary, p *phonetics) map[string]int32 {
	found := make(map[string]int32)
	for id := range v.entries {
		e := &v.entries[id]
		key := make([]byte, 0, maxInitials)
		for _, r := range e.runes {
			if exact := p.of(r)[0].exact; exact != 0 {
				key = append(key, p.exactOf[exact][0])
			}
		}
		if len(key) != len(e.runes) || len(key) < minInitials || len(key) > maxInitials || !bare(key) {
			continue
		}
		if _, dup := found[string(key)]; dup {
			found[string(key)] = none
			continue
		}
		found[string(key)] = int32(id)
	}
	for key, id := range found {
		if id == none || !v.entries[id].term || v.entries[id].count < minInitialsCount {
			delete(found, key)
		}
	}
	return found
}

// bare reports whether letters have no vowel and are no acronym.
func bare(letters []byte) bool {
	for _, b := range letters {
		switch b {
		case 'a', 'e', 'i', 'o', 'u', 'v':
			return false
		}
	}
	_, acronym := acronyms[string(letters)]
	return !acronym
}
