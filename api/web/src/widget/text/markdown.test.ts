import { describe, expect, it } from 'vitest'
import { isSafeAddress, plainText, renderMarkdown } from './markdown'

function html(source: string): string {
  const holder = document.createElement('div')
  holder.append(renderMarkdown(source))
  return holder.innerHTML
}

const harmless = [
  { name: 'paragraphs', source: '**免征**。\n\n条件如下', want: '<p><strong>免征</strong>。</p>\n<p>条件如下</p>\n' },
  { name: 'line breaks', source: '一\n二', want: '<p>一<br>二</p>\n' },
  { name: 'lists', source: '- 甲\n- 乙', want: '<ul>\n<li>甲</li>\n<li>乙</li>\n</ul>\n' },
  { name: 'headings below the window’s own', source: '# 大\n\n### 小', want: '<h4>大</h4><h5>小</h5>' },
  { name: 'figures', source: '按1%缴', want: '<p>按<b class="figure">1%</b>缴</p>\n' },
  {
    name: 'https links in a new tab',
    source: '[公告](https://fgk.chinatax.gov.cn/a?b=1)',
    want: '<p><a href="https://fgk.chinatax.gov.cn/a?b=1" target="_blank" rel="noopener noreferrer">公告</a></p>\n',
  },
  { name: 'characters of markup', source: '当 a < b && c > d', want: '<p>当 a &lt; b &amp;&amp; c &gt; d</p>\n' },
]

const hostile = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<svg/onload=alert(1)>',
  '<iframe src="https://evil.test"></iframe>',
  '<a href="javascript:alert(1)">点我</a>',
  '[点我](javascript:alert(1))',
  '[点我](JaVaScRiPt:alert(1))',
  '[点我](&#106;avascript:alert(1))',
  '[点我](java\tscript:alert(1))',
  '[点我](data:text/html;base64,PHNjcmlwdD4=)',
  '[点我](vbscript:x)',
  '[点我](http://evil.test)',
  '[点我](//evil.test)',
  '[点我](/api/v1/ask)',
  '[点我](https://user:secret@evil.test/)',
  '![图](https://evil.test/pixel.png)',
  '![图](x" onerror="alert(1))',
  '[a]: javascript:alert(1)\n\n[a]',
  '<javascript:alert(1)>',
  '<div style="position:fixed;inset:0">盖住</div>',
  '<form action="https://evil.test"><input name=p><button>提交</button></form>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<template><img src=x onerror=alert(1)></template>',
  '`<img src=x onerror=alert(1)>`',
  '```html\n<script>alert(1)</script>\n```',
  '- [x] <input onfocus=alert(1) autofocus>',
  '<p id="app" class="figure" data-testid="composer">改名</p>',
  '| a |\n|:-:|\n| <img src=x onerror=alert(1)> |',
  '<!--><img src=x onerror=alert(1)>-->',
  '\u0000<img src=x onerror=alert(1)>\u202e',
  '<base href="https://evil.test/">',
  '<link rel=stylesheet href=https://evil.test/x.css>',
  '<meta http-equiv=refresh content="0;url=https://evil.test">',
]

const elements = new Set([
  'P', 'BR', 'STRONG', 'EM', 'DEL', 'UL', 'OL', 'LI', 'BLOCKQUOTE', 'HR', 'H4', 'H5', 'CODE', 'PRE', 'A', 'B', 'DIV',
  'TABLE', 'THEAD', 'TBODY', 'TR', 'TH', 'TD',
])
const attributes = new Set(['href', 'target', 'rel', 'start', 'class', 'tabindex'])

describe('renderMarkdown', () => {
  for (const { name, source, want } of harmless) {
    it(`keeps ${name}`, () => expect(html(source)).toBe(want))
  }

  for (const source of hostile) {
    it(`disarms ${JSON.stringify(source)}`, () => {
      const fragment = renderMarkdown(source)
      for (const element of fragment.querySelectorAll('*')) {
        expect(elements).toContain(element.tagName)
        for (const { name, value } of element.attributes) {
          expect(attributes).toContain(name)
          if (name === 'href') expect(isSafeAddress(value)).toBe(true)
          if (name === 'class') expect(['figure', 'table-frame']).toContain(value)
        }
        if (element.tagName === 'DIV') expect(element.className).toBe('table-frame')
        if (element.tagName === 'B') expect(element.className).toBe('figure')
      }
    })
  }

  it('shows markup as the characters it consists of', () => {
    expect(renderMarkdown('前<b onclick=x>中</b>后').textContent).toBe('前<b onclick=x>中</b>后\n')
  })

  it('puts a wide table into a frame that scrolls by keyboard', () => {
    const frame = renderMarkdown('| 级数 | 税率 |\n|---|---|\n| 1 | 3% |').querySelector('.table-frame')
    expect(frame?.getAttribute('tabindex')).toBe('0')
    expect(frame?.querySelectorAll('td')).toHaveLength(2)
  })

  it('leaves figures inside links and code alone', () => {
    expect(html('[1%](https://a.test/) `2%`')).not.toContain('figure')
  })

  it('is quick on a long text', () => {
    expect(renderMarkdown('长'.repeat(200_000)).textContent).toHaveLength(200_001)
    expect(renderMarkdown('*_['.repeat(3_000)).textContent?.length).toBeGreaterThan(1_000)
  })
})

describe('plainText', () => {
  it('gives one line for each block, without markup', () => {
    expect(plainText('**免征**增值税。\n\n- 月销售额\n- [依据](https://a.test/)\n\n> 以答复为准')).toBe(
      '免征增值税。\n月销售额\n依据\n以答复为准',
    )
  })
})
