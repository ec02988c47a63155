import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { HostMessage, WindowMessage } from '../bridge'
import { Launcher, type LauncherOptions } from './launcher'

const widget = new URL('https://yueyue.test/app/widget/')

class Stage {
  narrow = Object.assign(new EventTarget(), { matches: false })
  launcher: Launcher
  sent: { message: HostMessage; origin: string }[] = []
  private watched: HTMLIFrameElement | null = null

  constructor(options: Partial<LauncherOptions> = {}) {
    vi.stubGlobal('matchMedia', () => this.narrow)
    this.launcher = new Launcher({ widget, ...options })
    this.launcher.mount()
  }

  private get root(): ShadowRoot {
    const root = document.querySelector('yueyue-window')?.shadowRoot
    if (root == null) throw new Error('no loader on the page')
    return root
  }

  part<T extends HTMLElement>(testId: string): T {
    const found = this.root.querySelector<T>(`[data-testid="${testId}"]`)
    if (found === null) throw new Error(`no ${testId}`)
    return found
  }

  get icon() {
    return this.part<HTMLButtonElement>('loader-icon')
  }
  get frame() {
    return this.part('loader-frame')
  }
  get iframe() {
    return this.root.querySelector('iframe')
  }
  get focused() {
    return this.root.activeElement
  }

  /** The window in the iframe says something. The test environment loads no frames, so their windows are made up. */
  hear(message: WindowMessage, from: { origin?: string; source?: unknown } = {}) {
    if (this.iframe !== null && this.iframe !== this.watched) {
      this.watched = this.iframe
      const postMessage = (data: HostMessage, origin: string) => void this.sent.push({ message: data, origin })
      Object.defineProperty(this.iframe, 'contentWindow', { value: { postMessage } })
    }
    const event = new Event('message')
    const source = this.iframe?.contentWindow ?? null
    Object.assign(event, { origin: widget.origin, source, data: { ...message, yueyue: 'yueyue/1' }, ...from })
    window.dispatchEvent(event)
  }

  last(type: HostMessage['type']) {
    return this.sent.filter(({ message }) => message.type === type).pop()
  }
}

describe('Launcher', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    sessionStorage.clear()
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
    document.body.replaceChildren()
    document.documentElement.removeAttribute('style')
  })

  it('puts an icon on the page and loads nothing until it is wanted', () => {
    const stage = new Stage({ token: 'secret' })
    expect(stage.icon.getAttribute('aria-label')).toBe('打开征纳互动窗口')
    expect(stage.frame.hidden).toBe(true)
    expect(stage.iframe).toBeNull()
  })

  it('keeps the token out of the address and gives it to the window’s origin only', () => {
    const stage = new Stage({ token: 'secret', region: '340100', accent: '#123456' })
    stage.icon.click()
    expect(stage.iframe?.src).toBe(`https://yueyue.test/app/widget/?host=${encodeURIComponent(location.origin)}`)
    stage.hear({ type: 'ready' })
    expect(stage.last('init')).toEqual({
      origin: 'https://yueyue.test',
      message: { yueyue: 'yueyue/1', type: 'init', token: 'secret', region: '340100', accent: '#123456', visible: true },
    })
    expect(document.body.innerHTML).not.toContain('secret')
  })

  const strangers = [
    { name: 'another origin', from: { origin: 'https://evil.test' } },
    { name: 'the host page itself', from: { source: window } },
    { name: 'nobody', from: { source: null } },
  ]
  for (const { name, from } of strangers) {
    it(`gives nothing to ${name}`, () => {
      const stage = new Stage({ token: 'secret' })
      stage.icon.click()
      stage.hear({ type: 'ready' }, from)
      stage.hear({ type: 'close' }, from)
      expect(stage.sent).toEqual([])
      expect(stage.iframe).not.toBeNull()
    })
  }

  it('keeps the window alive when minimised, counts on the icon and gives the focus back', () => {
    const stage = new Stage()
    stage.icon.click()
    stage.hear({ type: 'ready' })
    const before = stage.iframe
    stage.hear({ type: 'minimize' })
    expect(stage.frame.hidden).toBe(true)
    expect(stage.iframe).toBe(before)
    expect(stage.last('visible')?.message).toMatchObject({ visible: false })
    expect(stage.focused).toBe(stage.icon)
    stage.hear({ type: 'unread', count: 3 })
    expect(stage.part('loader-unread').textContent).toBe('3')
    expect(stage.icon.getAttribute('aria-label')).toBe('打开征纳互动窗口，3条未读消息')
    stage.hear({ type: 'unread', count: 120 })
    expect(stage.part('loader-unread').textContent).toBe('99+')
    stage.hear({ type: 'unread', count: 0 })
    expect(stage.part('loader-unread').hidden).toBe(true)
    stage.icon.click()
    expect(stage.iframe).toBe(before)
    expect(stage.last('visible')?.message).toMatchObject({ visible: true })
    expect(stage.last('focus')?.message).toMatchObject({ edge: 'input' })
  })

  it('ends the visit on close', () => {
    const stage = new Stage()
    stage.icon.click()
    stage.hear({ type: 'ready' })
    stage.hear({ type: 'close' })
    expect(stage.iframe).toBeNull()
    expect(stage.icon.hidden).toBe(false)
    expect(stage.focused).toBe(stage.icon)
    expect(sessionStorage.getItem('yueyue:window')).toBe('closed')
  })

  it('opens again after a reload without taking the focus', () => {
    sessionStorage.setItem('yueyue:window', 'open')
    const stage = new Stage()
    expect(stage.frame.hidden).toBe(false)
    stage.hear({ type: 'ready' })
    expect(stage.last('focus')).toBeUndefined()
    expect(stage.focused).toBeNull()
  })

  it('listens on after a reload while minimised', () => {
    sessionStorage.setItem('yueyue:window', 'minimized')
    const stage = new Stage()
    expect(stage.frame.hidden).toBe(true)
    stage.hear({ type: 'ready' })
    expect(stage.last('init')?.message).toMatchObject({ visible: false })
  })

  it('offers another try when the window does not come', () => {
    const stage = new Stage()
    stage.icon.click()
    const before = stage.iframe
    expect(stage.part('loader-retry').hidden).toBe(true)
    expect(stage.focused).toBe(stage.part('loader-put-away'))
    vi.advanceTimersByTime(10_000)
    expect(stage.frame.textContent).toContain('窗口没有打开')
    stage.part('loader-retry').click()
    expect(stage.iframe).not.toBe(before)
    stage.hear({ type: 'ready' })
    vi.advanceTimersByTime(60_000)
    expect(stage.frame.textContent).not.toContain('窗口没有打开')
  })

  const silences = [
    { name: 'a page whose origin is not configured', cors: false, server: true, speaks: false, warns: true },
    { name: 'a server that is away', cors: false, server: false, speaks: false, warns: false },
    { name: 'a page whose origin is configured', cors: true, server: true, speaks: false, warns: false },
    { name: 'a window that speaks', cors: false, server: true, speaks: true, warns: false },
  ]
  for (const { name, cors, server, speaks, warns } of silences) {
    it(`tells ${warns ? 'what to configure' : 'nothing'} at ${name}`, async () => {
      const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
      const asked: string[] = []
      vi.stubGlobal('fetch', (address: URL, { mode }: { mode?: RequestMode } = {}) => {
        asked.push(address.href)
        return (mode === 'no-cors' ? server : cors) ? Promise.resolve({}) : Promise.reject(new TypeError())
      })
      const stage = new Stage()
      stage.icon.click()
      stage.iframe?.dispatchEvent(new Event('load'))
      if (speaks) stage.hear({ type: 'ready' })
      await vi.advanceTimersByTimeAsync(5_000)
      expect(warned.mock.calls).toEqual(warns ? [[expect.stringMatching(/web\.origins.*YUEYUE_WEB_ORIGINS/), location.origin]] : [])
      expect(new Set(asked)).toEqual(new Set(speaks ? [] : ['https://yueyue.test/app/api/v1/trending']))
      warned.mockRestore()
    })
  }

  it('hands on a renewed token and tells the page when one ran out', () => {
    const stage = new Stage({ token: 'old' })
    stage.launcher.setToken('early')
    stage.icon.click()
    stage.hear({ type: 'ready' })
    expect(stage.last('init')?.message).toMatchObject({ token: 'early' })
    const expired = vi.fn()
    window.addEventListener('yueyue:token-expired', expired, { once: true })
    stage.hear({ type: 'token-expired' })
    expect(expired).toHaveBeenCalledOnce()
    stage.launcher.setToken('new')
    expect(stage.last('token')).toMatchObject({ origin: 'https://yueyue.test', message: { token: 'new' } })
  })

  it('reads the logo on the host’s side', async () => {
    const picture = new window.Blob(['x'], { type: 'image/png' })
    vi.stubGlobal('fetch', () => Promise.resolve({ blob: () => Promise.resolve(picture) }))
    const stage = new Stage({ logo: '/logo.png' })
    stage.icon.click()
    stage.hear({ type: 'ready' })
    vi.useRealTimers()
    await vi.waitFor(() => expect(stage.last('logo')?.message).toMatchObject({ logo: expect.stringMatching(/^data:image\/png/) as string }))
  })

  it('fills a phone’s screen, keeps the focus inside and lets the page be as it was', () => {
    const stage = new Stage()
    document.documentElement.style.overflow = 'clip'
    stage.narrow.matches = true
    stage.icon.click()
    stage.hear({ type: 'ready' })
    expect(stage.frame.classList).toContain('full')
    expect(stage.frame.getAttribute('aria-modal')).toBe('true')
    expect(document.documentElement.style.overflow).toBe('hidden')
    const [start, end] = Array.from(stage.frame.querySelectorAll<HTMLElement>('.guard'))
    end?.focus()
    expect(stage.last('focus')?.message).toMatchObject({ edge: 'start' })
    start?.focus()
    expect(stage.last('focus')?.message).toMatchObject({ edge: 'end' })
    stage.hear({ type: 'minimize' })
    expect(document.documentElement.style.overflow).toBe('clip')
    stage.icon.click()
    stage.narrow.matches = false
    stage.narrow.dispatchEvent(new Event('change'))
    expect(stage.frame.classList).not.toContain('full')
    expect(document.documentElement.style.overflow).toBe('clip')
  })

  it('stays above a phone’s keyboard', () => {
    const area = Object.assign(new EventTarget(), { height: 768, offsetTop: 0, scale: 1 })
    vi.stubGlobal('visualViewport', area)
    const stage = new Stage()
    stage.narrow.matches = true
    stage.icon.click()
    expect(stage.frame.style.height).toBe('')
    Object.assign(area, { height: 400, offsetTop: 30 })
    area.dispatchEvent(new Event('resize'))
    expect([stage.frame.style.height, stage.frame.style.top]).toEqual(['400px', '30px'])
    Object.assign(area, { height: 384, scale: 2 }) // pinched, no keyboard
    area.dispatchEvent(new Event('resize'))
    expect(stage.frame.style.height).toBe('')
  })

  it('is put away by Escape while the window is still coming', () => {
    const stage = new Stage()
    stage.icon.click()
    stage.part('loader-put-away').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    expect(stage.frame.hidden).toBe(true)
  })
})
