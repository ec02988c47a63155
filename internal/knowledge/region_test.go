package knowledge

import (
	"strings"
	"testing"
)

func TestRegionChain(t *testing.T) {
	for region, want := range map[string]string{
		"":       "000000",
		"000000": "000000",
		"340000": "000000 340000",
		"340100": "000000 340000 340100",
		"340104": "000000 340000 340100 340104",
		"3401":   "000000",
		"34010x": "000000",
		"000104": "000000",
		"安徽":     "000000",
	} {
		if got := strings.Join(RegionChain(region), " "); got != want {
			t.Errorf("%q: %s, want %s", region, got, want)
		}
	}
}
