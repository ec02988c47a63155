import { type App as VueApp, createApp, nextTick } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import App from './App.vue'
import { FakeServer } from './testing/fakeServer'

let server: FakeServer
let app: VueApp | null = null

function all(testId: string): HTMLElement[] {
  return Array.from(document.querySelectorAll<HTMLElement>(`[data-testid="${testId}"]`))
}

function part<T extends HTMLElement = HTMLElement>(testId: string): T {
  const [found] = all(testId)
  if (found === undefined) throw new Error(`no ${testId}`)
  return found as T
}

/** What was brought into sight; jsdom lays nothing out. */
let brought: Element[] = []

const settle = (ms = 20_000) => vi.advanceTimersByTimeAsync(ms)

async function openWindow(): Promise<void> {
  app?.unmount()
  document.body.innerHTML = '<div id="app"></div>'
  app = createApp(App)
  app.mount('#app')
  await settle(1_000)
}

async function type(text: string): Promise<HTMLTextAreaElement> {
  const input = part<HTMLTextAreaElement>('composer-input')
  input.value = text
  input.dispatchEvent(new Event('input'))
  await nextTick()
  return input
}

async function press(element: HTMLElement, key: string, init: KeyboardEventInit = {}): Promise<KeyboardEvent> {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init })
  element.dispatchEvent(event)
  await settle()
  return event
}

async function ask(text: string): Promise<void> {
  await press(await type(text), 'Enter')
}

async function click(element: HTMLElement): Promise<void> {
  element.click()
  await settle()
}

const said = () => all('message').map((row) => `${row.dataset['author']}: ${row.querySelector('[data-testid$="-text"]')?.textContent?.trim()}`)

describe('the window', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    window.localStorage.clear()
    brought = []
    Element.prototype.scrollIntoView = function (this: Element) {
      brought.push(this)
    }
    server = new FakeServer()
    server.lists.set('trending', { items: [{ id: 't1', question: '契税怎么交', pair_id: 'p1' }] })
    server.lists.set('packages', { items: [{ id: 'new', title: '新办企业', summary: '第一次报税', count: 1 }] })
    server.lists.set('packages/new', { id: 'new', title: '新办企业', summary: '第一次报税', questions: [{ question: '怎么领发票', pair_id: 'p2' }] })
    server.lists.set('quick-links', {
      items: [
        { id: 'l1', title: '政策法规库', description: '查原文', url: 'https://fgk.chinatax.gov.cn/', group: '政策' },
        { id: 'l2', title: '坏链接', description: '', url: 'javascript:alert(1)', group: '政策' },
      ],
    })
    vi.stubGlobal('fetch', server.fetcher)
    vi.stubGlobal('WebSocket', class {
      constructor() {
        return server.connect()
      }
    })
    vi.stubGlobal('matchMedia', () => Object.assign(new EventTarget(), { matches: false }))
    vi.stubGlobal('CSS', { escape: (text: string) => text })
  })
  afterEach(() => {
    app?.unmount()
    app = null
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('greets with hot questions, one click asks one', async () => {
    await openWindow()
    expect(part('greeting').textContent).toContain('您好，我是悦悦')
    await click(part('hot-question'))
    expect(said()).toEqual(['taxpayer: 契税怎么交', 'yueyue: 答：契税怎么交'])
  })

  it('shows an answer with its basis, and quotes only what is a quote', async () => {
    server.answerTo = () => ({
      citations: [
        { title: '契税法', document_number: '主席令第五十二号', clause: '第三条', status: 'InForce', effective_from: '2021-09-01', quote: '契税税率为百分之三至百分之五。', url: 'https://www.npc.gov.cn/a' },
        { title: '财政部 税务总局公告2026年第10号', document_number: '财政部 税务总局公告2026年第10号', status: 'Repealed', url: 'http://insecure.test/' },
      ],
    })
    await openWindow()
    await ask('契税税率')
    const [first, second] = all('citation')
    const toggle = first?.querySelector<HTMLElement>('[data-testid="citation-toggle"]')
    expect(toggle?.getAttribute('aria-expanded')).toBe('false')
    expect(toggle?.textContent).toContain('第三条') // to be seen before it is opened
    expect(first?.querySelector('dl')?.textContent).toContain('本答复适用期间')
    toggle?.click()
    await nextTick()
    expect(toggle?.getAttribute('aria-expanded')).toBe('true')
    expect(first?.textContent).toMatch(/契税法.*第三条.*全文有效.*主席令第五十二号.*自2021年9月1日起.*契税税率为百分之三至百分之五。/s)
    expect(first?.querySelector('a')?.getAttribute('rel')).toBe('noopener noreferrer')
    expect(second?.textContent).toContain('全文废止')
    expect(first?.textContent).toContain('文号')
    expect(second?.textContent?.split('财政部 税务总局公告2026年第10号')).toHaveLength(2) // the title, and not once more as 文号
    expect(second?.textContent).not.toContain('文号')
    expect(second?.querySelector('button')).toBeNull() // nothing to open
    expect(second?.querySelector('[data-testid="citation-quote"], a')).toBeNull()
    expect(part('points-note').textContent).toContain('要点')
  })

  it('calls the validity of a clause its own when the answer is the clause', async () => {
    server.answerTo = () => ({
      citations: [{ passage_id: 'c3', title: '契税法', clause: '第三条', status: 'InForce', effective_from: '2021-09-01' }],
    })
    await openWindow()
    await ask('契税法第三条')
    expect(part('citation').querySelector('dl')?.textContent).toContain('条文有效期')
  })

  it('offers related questions with the keyword marked, and asks the chosen one', async () => {
    server.answerTo = (question) =>
      question === '契税' ? { kind: 'suggest', suggestions: [{ question: '契税怎么交' }], keywords: ['契税'] } : {}
    await openWindow()
    await ask('契税')
    expect(part('keyword').textContent).toBe('契税')
    await click(part('suggestion'))
    expect(said().slice(2)).toEqual(['taxpayer: 契税怎么交', 'yueyue: 答：契税怎么交'])
  })

  it('takes a vote, and a reason for 无用', async () => {
    await openWindow()
    await ask('甲')
    expect(brought).toEqual([])
    await click(part('vote-useless'))
    expect(brought).toEqual([part('vote-reason')])
    expect(part('vote-useless').getAttribute('aria-pressed')).toBe('true')
    await click(part('vote-reason-option'))
    part('vote-reason-send').focus()
    await click(part('vote-reason-send'))
    expect(document.activeElement).toBe(part('vote-useless'))
    expect(server.votes).toEqual([
      { path: `answers/${encodeURIComponent('a-甲')}/vote`, value: 'useless' },
      { path: `answers/${encodeURIComponent('a-甲')}/vote`, value: 'useless', reason: '答非所问' },
    ])
    expect(all('vote-reason')).toEqual([])
  })

  const unjudged = ['clarify', 'handoff', 'smalltalk'] as const
  for (const kind of unjudged) {
    it(`does not ask for a vote on ${kind}`, async () => {
      server.answerTo = () => ({ kind })
      await openWindow()
      await ask('转人工')
      expect(part('answer').dataset['kind']).toBe(kind)
      expect(all('vote-useful')).toEqual([])
    })
  }

  it('shows markup in a question as text', async () => {
    await openWindow()
    await ask('<img src=x onerror=alert(1)><b>粗</b>')
    expect(part('log').querySelector('img, b')).toBeNull()
    expect(said()[0]).toBe('taxpayer: <img src=x onerror=alert(1)><b>粗</b>')
  })

  it('announces an answer once', async () => {
    await openWindow()
    const input = await type('甲')
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
    await settle(100)
    const [answer] = server.conversations.get('c1')?.messages.slice(-1) ?? []
    server.wires[0]?.deliver({ type: 'message', data: answer })
    await settle(100)
    expect(part('live-region').textContent).toBe('悦悦回复：答：甲')
    await settle()
    expect(part('live-region').textContent).toBe('')
  })

  it('keeps the conversation and the draft over a reload', async () => {
    await openWindow()
    await ask('甲')
    await type('还没写完')
    await openWindow()
    expect(said()).toEqual(['taxpayer: 甲', 'yueyue: 答：甲'])
    expect(part<HTMLTextAreaElement>('composer-input').value).toBe('还没写完')
    expect(part('live-region').textContent).toBe('')
  })

  it('takes the last unsent message back with ↑', async () => {
    await openWindow()
    server.fail.push(422)
    await ask('错别子')
    expect(part('unsent').dataset['state']).toBe('failed')
    const input = part<HTMLTextAreaElement>('composer-input')
    expect((await press(input, 'ArrowUp')).defaultPrevented).toBe(true)
    expect(input.value).toBe('错别子')
    expect(all('unsent')).toEqual([])
    expect((await press(input, 'ArrowUp')).defaultPrevented).toBe(false)
  })

  it('puts a failed message back into the input to be edited', async () => {
    await openWindow()
    server.fail.push(422)
    await ask('错别子')
    await type('另一句')
    await click(part('unsent-edit'))
    expect(part<HTMLTextAreaElement>('composer-input').value).toBe('错别子\n另一句')
    expect(document.activeElement).toBe(part('composer-input'))
  })

  it('sends what failed again on 重试', async () => {
    await openWindow()
    server.fail.push(422)
    await ask('甲')
    expect(part('unsent-state').textContent).toContain('坏了422')
    await click(part('unsent-retry'))
    expect(said()).toEqual(['taxpayer: 甲', 'yueyue: 答：甲'])
  })

  it('leaves Enter to the input method while a word is being chosen', async () => {
    await openWindow()
    const input = await type('qishui')
    await press(input, 'Enter', { isComposing: true })
    await press(input, 'Enter', { shiftKey: true })
    expect(said()).toEqual([])
    expect(input.value).toBe('qishui')
  })

  it('does not send what is too long, and says by how much', async () => {
    await openWindow()
    await ask('长'.repeat(2003))
    expect(part('composer-count').textContent).toBe('超出3字，请精简后发送')
    expect(server.requests.filter((request) => request.startsWith('POST'))).toEqual([])
  })

  it('opens hot questions, holds the focus and gives it back', async () => {
    await openWindow()
    part('header-trending').focus()
    await click(part('header-trending'))
    expect(document.activeElement).toBe(part('panel'))
    expect(part('composer').closest('[inert]')).not.toBeNull()
    await press(part('panel'), 'Escape')
    expect(all('panel')).toEqual([])
    expect(document.activeElement).toBe(part('header-trending'))
  })

  it('goes into a package and asks one of its questions', async () => {
    await openWindow()
    await click(part('header-packages'))
    await click(part('package-item'))
    expect(part('panel').textContent).toContain('第一次报税')
    await press(part('panel'), 'Escape')
    expect(document.activeElement).toBe(part('package-item'))
    await click(part('package-item'))
    await click(part('package-question'))
    expect(said()[0]).toBe('taxpayer: 怎么领发票')
    expect(all('panel')).toEqual([])
  })

  it('shows a way to try again where a list did not load', async () => {
    server.lists.delete('packages')
    await openWindow()
    await click(part('header-packages'))
    expect(part('list-failed').textContent).toContain('内容没有加载出来')
    server.lists.set('packages', { items: [] })
    part('list-retry').focus()
    await click(part('list-retry'))
    expect(part('panel').textContent).toContain('暂时没有问答套餐')
    expect(document.activeElement).toBe(document.body) // the button is gone, the keys still work
    await press(document.body, 'Escape')
    expect(all('panel')).toEqual([])
  })

  it('links to https only', async () => {
    await openWindow()
    expect(all('quick-link').map((link) => link.getAttribute('href'))).toEqual(['https://fgk.chinatax.gov.cn/'])
    expect(part('quick-link').getAttribute('target')).toBe('_blank')
  })

  it('asks once before closing loses something, then begins afresh', async () => {
    await openWindow()
    await ask('甲')
    await type('没写完')
    await click(part('header-close'))
    await click(part('close-stay'))
    expect(part<HTMLTextAreaElement>('composer-input').value).toBe('没写完')
    await click(part('header-close'))
    await click(part('close-anyway'))
    expect(part('ended').textContent).toContain('本次咨询已结束')
    await click(part('start-again'))
    expect(said()).toEqual([])
    expect(part<HTMLTextAreaElement>('composer-input').value).toBe('')
    await ask('乙')
    expect(server.conversations.size).toBe(2)
  })

  it('says when the network is away', async () => {
    await openWindow()
    window.dispatchEvent(new Event('offline'))
    await nextTick()
    expect(part('offline').textContent).toContain('网络已断开')
    server.fail.push(0)
    await ask('甲')
    expect(part('unsent').dataset['state']).toBe('waiting')
    window.dispatchEvent(new Event('online'))
    await settle()
    expect(all('offline')).toEqual([])
    expect(said()).toEqual(['taxpayer: 甲', 'yueyue: 答：甲'])
  })

  it('shows earlier messages on 加载更多', async () => {
    await openWindow()
    for (let i = 0; i < 20; i++) await ask(`问${i}`)
    await openWindow()
    expect(all('message')).toHaveLength(30)
    expect(all('greeting')).toEqual([])
    await click(part('load-more'))
    expect(all('message')).toHaveLength(40)
    expect(all('load-more')).toEqual([])
    expect(all('greeting')).toHaveLength(1)
    expect(part('live-region').textContent).not.toContain('悦悦回复')
  })

  it('gives the focus back to the menu button of a narrow window', async () => {
    await openWindow()
    await click(part('header-menu'))
    expect(document.activeElement).toBe(part('menu-trending'))
    await click(part('menu-packages'))
    expect(part('header-menu').getAttribute('aria-expanded')).toBe('false')
    await press(part('panel'), 'Escape')
    expect(document.activeElement).toBe(part('header-menu'))
  })

  it('remembers 大字版', async () => {
    await openWindow()
    await click(part('header-large-type'))
    expect(document.documentElement.dataset['type']).toBe('large')
    await openWindow()
    expect(part('header-large-type').getAttribute('aria-pressed')).toBe('true')
  })
})
