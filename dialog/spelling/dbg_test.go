package spelling

import (
	"fmt"
	"testing"
)

func TestDbg(t *testing.T) {
	c := shippedFull(t)
	for _, q := range []string{"gerensuodeshui", "yijiandairu", "geren"} {
		for _, run := range latinRuns([]rune(q)) {
			for _, h := range c.bestPath(&run, []rune(q)) {
				fmt.Println(q, h.from, h.arc.to, string(h.arc.han), h.arc.leave, h.gain, h.score, h.arc.entry)
			}
			n := 0
			for _, a := range c.arcs(&run, 0, 0) {
				n++
				if n < 40 {
					fmt.Println(a.to, string(a.han))
				}
			}
		}
	}
	p := c.sounds
	for _, r := range "个人所得税一键带入" {
		fmt.Println(string(r), p.of(r), p.exactOf[p.of(r)[0].exact])
	}
}
