package knowledge

// National is the region code of rules that hold in the whole country. Region codes are the six digits of GB/T 2260:
// 340000 Anhui, 340100 Hefei.
const National = "000000"

// RegionChain is the chain of region codes whose rules hold in a region, from the country down: 340104 → 000000, 340000,
// 340100, 340104. An empty or malformed region is the country alone.
func RegionChain(region string) []string {
	chain := []string{National}
	if !isRegion(region) {
		return chain
	}
	for _, code := range []string{region[:2] + "0000", region[:4] + "00", region} {
		if chain[len(chain)-1] != code {
			chain = append(chain, code)
		}
	}
	return chain
}

// isRegion reports whether a code names a region below the country.
func isRegion(code string) bool {
	if len(code) != 6 || code[:2] == "00" {
		return false
	}
	for i := range len(code) {
		if code[i] < '0' || code[i] > '9' {
			return false
		}
	}
	return true
}
