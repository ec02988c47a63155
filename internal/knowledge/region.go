package knowledge

// RegionChain is the chain of region codes whose rules hold in a region, from the country down: 340100 → 000000, 340000,
// 340100. An empty or malformed region is the country alone.
func RegionChain(region string) []string {
	chain := []string{National}
	if len(region) != 6 || region == National {
		return chain
	}
	for _, code := range []string{region[:2] + "0000", region[:4] + "00", region} {
		if chain[len(chain)-1] != code {
			chain = append(chain, code)
		}
	}
	return chain
}
