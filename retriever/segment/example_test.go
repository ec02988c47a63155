package segment_test

import (
	"fmt"

	"yueyue/retriever/segment"
)

func ExampleSegmenter_Tokens() {
	var s segment.Segmenter
	fmt.Println(s.Tokens("月销售额１０万元"))
	// Output: [月 销 月销 售 销售 额 售额 10 额10 万 10万 元 万元]
}
