package spelling

import (
	"fmt"
	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/encoding/simplifiedchinese"
	"sort"
	"strings"
	"testing"
)

func TestDump(t *testing.T) {
	c := shippedFull(t)
	var out []string
	enc := simplifiedchinese.GBK.NewEncoder()
	_ = enc
	for r := range c.language.uni {
		if !isHan(r) {
			continue
		}
		var l []string
		for _, m := range strings.Split(pinyin.PinyinDict[int(r)], ",") {
			n := toneless(m)
			if n != "" && !contains(l, n) {
				l = append(l, n)
			}
		}
		if len(l) > 1 {
			out = append(out, string(r)+strings.Join(l, "/"))
		}
	}
	sort.Strings(out)
	fmt.Println(strings.Join(out, " "))
}
