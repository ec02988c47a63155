package spelling

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestExp(t *testing.T) {
	loadShipped(t)
	t0 := time.Now()
	c := shippedFull(t)
	fmt.Println("new", time.Since(t0), len(c.words.entries), len(c.initials), len(c.near.near))
	for k, v := range c.initials {
		fmt.Print(k, "=", c.words.entries[v].text, " ")
	}
	fmt.Println()
	for _, q := range strings.Split(`zengzhishui
geshui huisuan
kaifapiao
xiao gui mo na shui ren
xiaoguimo zengzhishui mianshui edu
wo xiang zixun zengzhishui zenme jiao
发漂怎么开
曾值税怎么交
个锐怎么退
专向附加扣除怎么填
红虫发票怎么开
查帐征收
增睡值税怎么交
小规纳税人免税吗
专项加附扣除
印花睡怎么报
zzs怎么报
发piao怎么开
ge税退税
增zhi税
APP怎么下载
how to pay VAT
发飘丢了怎么办
电子发飘抬头写错了
qiye suodeshui huisuan qingjiao shenme shihou jiezhi
GE TI GONG SHANG HU yao jiao shui ma
chukou tuishui lv
10wan yixia mianzheng ma
zengzhishui怎么交
请问geshui怎么退
swj dianhua duoshao
纳睡人识别号在哪里查
汇算清教什么时候截止
子女叫育扣除标准
gerensuodeshui怎么退
个人养老金有哪些gerensuodeshui优惠？
yijiandairu在哪点
zinvjiaoyu扣除
dushengzinv养爸妈`, "\n") {
		t0 := time.Now()
		r, ch := c.Correct(q)
		fmt.Println(q, "→", r, ch, time.Since(t0))
	}
}
