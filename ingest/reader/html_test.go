package reader

import (
	"strings"
	"testing"
	"time"
)

func TestHTML(t *testing.T) {
	src, err := read(t, "a.html", []byte(`<!DOCTYPE html><html><head><title>公告 - 税务局</title><style>p{color:red}</style>
<script>document.write("<p>脚本</p>")</script></head>
<body>
<div id="topNav"><a href=/>首页</a> <a href=/a>政策</a></div>
<nav>站内导航文字</nav>
<div class="crumbs">当前位置：首页 &gt; 公告</div>
<ul><li><a>办税</a></li><li><a>发票</a></li><li><a>缴费</a></li><li><a>下载</a></li></ul>
<h1>关于<br>增值税的公告</h1>
<p>国家税务总局公告2023年第1号</p>
<div class="header-box"><p>这一段不是导航，虽然外面的名字像。</p></div>
<p>为了<b>支持</b>发展&nbsp;，
现公告如下：<br>一、免征增值税。</p>
<ol><li>第一项<ul><li>细目</li></ul></li><li>第二项</li></ol>
<h2>二、附表</h2>
<table><caption>税率表</caption>
<tr><th rowspan=2>税目</th><th colspan=2>税率</th></tr><tr><th>一般</th><th>优惠</th></tr>
<tr><td rowspan=2>销售货物</td><td>13%</td><td>9%</td></tr><tr><td>13%</td><td>6%</td></tr></table>
<p>附件：<a href=x.doc>1.申报表.doc</a></p>
<div class="share">分享到：</div>
<footer><a>关于我们</a> <a>网站地图</a></footer>
<select><option>选项</option></select><!-- 注释 -->
</body></html>`))
	mustBe(t, src, err, HTML, `h1 关于
		h1 增值税的公告
		p 国家税务总局公告2023年第1号
		p 这一段不是导航，虽然外面的名字像。
		p 为了支持发展 ，现公告如下：
		p 一、免征增值税。
		l1 1. 第一项
		l2 细目
		l1 2. 第二项
		h2 二、附表
		p 税率表
		r1 税目：销售货物；税率/一般：13%；税率/优惠：9%
		r1 税目：销售货物；税率/一般：13%；税率/优惠：6%
		p 附件：1.申报表.doc`)
	if src.Title != "公告 - 税务局" {
		t.Errorf("title %q", src.Title)
	}
}

func TestServerPages(t *testing.T) {
	src, err := read(t, "a.jsp", []byte(`<%@page contentType="text/html; charset=GBK"%>
<% String s = "<p>代码</p>"; %>
脚本漏出来的话
<html><body><jsp:include page="x.jsp"/>
<table border=0><tr><td>
  <table><tr><td class="t">契税核定通知书</td></tr>
  <tr><table><tr><td>姓名<%=a.b()%></td><td><input name=x></td><td>证件类型</td><td></td></tr>
             <tr><td>纳税人类型</td><td colspan=3><input type=checkbox>单位 <input type=checkbox>投资者</td></tr></table>
  <tr><td>填表说明：<br>&nbsp;&nbsp;1、必填项。<br>2、选填项。
</table>
</td></tr></table>
</body></html>`))
	mustBe(t, src, err, HTML, `p 契税核定通知书
		r1 姓名；证件类型
		r1 纳税人类型：单位 投资者
		p 填表说明：
		p 1、必填项。
		p 2、选填项。`)
	if src.Blocks[1].Line != 7 {
		t.Errorf("line %d", src.Blocks[1].Line)
	}
}

func TestHTMLEntitiesAreNotExpanded(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html [<!ENTITY a "哈哈哈哈哈哈"><!ENTITY x SYSTEM "file:///etc/passwd">`)
	for c := 'b'; c < 'l'; c++ {
		b.WriteString(`<!ENTITY ` + string(c) + ` "` + strings.Repeat("&"+string(c-1)+";", 10) + `">`)
	}
	b.WriteString("]>\n<html><body><p>正文 &k; &x;</p></body></html>")
	start := time.Now()
	src, err := read(t, "a.html", []byte(b.String()))
	mustBe(t, src, err, HTML, "p 正文 &k; &x;")
	if !warned(src, "实体") || time.Since(start) > time.Second {
		t.Errorf("warnings %q after %s", src.Warnings, time.Since(start))
	}
}

// Pages that make slow readers slow: all of them take time in proportion to their size.
func TestHostileHTML(t *testing.T) {
	const n = 200_000
	cases := map[string]string{
		"nested divisions": "<html><body>" + strings.Repeat("<div class=nav>", n) + "正文",
		"nested tables":    "<html><body>" + strings.Repeat("<table><tr><td>", n) + "正文",
		"open server tags": "<html><body>正文" + strings.Repeat("<% ", n),
		"wide cells":       "<html><body><table><tr><td>甲<td>正文<tr>" + strings.Repeat("<td colspan=100 rowspan=65534>甲", n/10) + "</table>",
		"open elements":    "<html><body>正文" + strings.Repeat("<b><i><a href='", n),
		"closed elements":  "<html><body>正文" + strings.Repeat("</div></table></td>", n),
		"nested lists":     "<html><body>正文" + strings.Repeat("<ul><li>", n),
		"long tag":         "<html><body>正文<p " + strings.Repeat("a=b ", n) + ">正文",
	}
	for name, data := range cases {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			src, err := read(t, "a.html", []byte(data))
			if err != nil || !strings.Contains(show(src.Blocks), "正文") {
				t.Errorf("%v", err)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}
