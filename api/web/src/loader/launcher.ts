import { accentOn } from '../accent'
import { listen, parseWindowMessage, post, type Edge, type HostMessage, type WindowMessage } from '../bridge'
import { loaderStrings as strings } from '../strings'
import { buildView, showUnread, type View } from './view'

const stateKey = 'yueyue:window'
const patienceMs = 10_000
/** What a window that has been loaded may take until it speaks. */
const speakingMs = 1_000

/** Minimised keeps the window alive in its iframe; closed has none. */
type State = 'closed' | 'open' | 'minimized'

export interface LauncherOptions {
  /** Address of `/widget/`. */
  widget: URL
  token?: string | undefined
  region?: string | undefined
  accent?: string | undefined
  /** Address of the host's logo; it must be readable to a script of the host page. */
  logo?: string | undefined
}

/** Launcher puts the icon on the host page and opens, hides and ends the window. */
export class Launcher {
  private readonly options: LauncherOptions
  private readonly view: View
  private readonly narrow = matchMedia('(max-width:767px),(max-height:519px)')
  private iframe: HTMLIFrameElement | null = null
  private ready = false
  private state: State = 'closed'
  private patience = 0
  private hostOverflow: string | null = null

  constructor(options: LauncherOptions) {
    this.options = options
    this.view = buildView(accentOn(options.accent, '#ffffff'))
    showUnread(this.view, 0)
    const { icon, retry, putAway, guards } = this.view
    icon.onclick = () => this.open()
    icon.onpointerenter = () => this.load()
    retry.onclick = () => this.reload()
    putAway.onclick = () => this.minimize()
    guards[0].onfocus = () => this.sendFocus('end')
    guards[1].onfocus = () => this.sendFocus('start')
    this.view.frame.onkeydown = (event) => {
      if (event.key === 'Escape') this.minimize()
    }
    this.narrow.addEventListener('change', () => this.layOut())
    window.visualViewport?.addEventListener('resize', () => this.layOut())
    window.visualViewport?.addEventListener('scroll', () => this.layOut())
    listen(window, () => this.iframe?.contentWindow, options.widget.origin, parseWindowMessage, (message) => this.receive(message))
  }

  /** Puts the icon on the page and the window into the state that it had before a reload. */
  mount(): void {
    document.body.append(this.view.host)
    const before = remembered()
    if (before === 'open') this.open(false)
    else if (before === 'minimized') {
      this.setState('minimized')
      this.load()
    }
  }

  /** Opens the window; `takeFocus` is false after a reload, where the page keeps its focus. */
  open(takeFocus = true): void {
    this.load()
    this.setState('open')
    if (takeFocus && !this.ready) this.view.putAway.focus()
    this.send({ type: 'visible', visible: true })
    if (takeFocus) this.sendFocus('input')
  }

  minimize(): void {
    if (this.state !== 'open') return
    this.setState('minimized')
    this.send({ type: 'visible', visible: false })
    this.view.icon.focus()
  }

  /** Hands the window another token of the same or another taxpayer. */
  setToken(token: string): void {
    this.options.token = token
    this.send({ type: 'token', token })
  }

  private end(): void {
    this.unload()
    this.setState('closed')
    showUnread(this.view, 0)
    this.view.icon.focus()
  }

  private load(): void {
    if (this.iframe !== null) return
    const iframe = document.createElement('iframe')
    const address = new URL(this.options.widget)
    address.searchParams.set('host', location.origin)
    iframe.src = address.href
    iframe.title = strings.windowTitle
    iframe.setAttribute('data-testid', 'widget-frame')
    iframe.onload = () => window.setTimeout(() => void this.explain(iframe), speakingMs)
    this.iframe = iframe
    this.view.noteText.textContent = strings.opening
    this.view.retry.hidden = true
    this.view.guards[1].before(iframe)
    this.patience = window.setTimeout(() => {
      this.view.noteText.textContent = strings.notOpened
      this.view.retry.hidden = false
    }, patienceMs)
  }

  /**
   * Tells whoever runs the host page why the window stays silent. A browser fills a frame that it may not show with a page
   * of its own; that the server is there and does not share with this origin is what sets that apart from trouble on the way.
   */
  private async explain(iframe: HTMLIFrameElement): Promise<void> {
    if (this.ready || this.iframe !== iframe) return
    const address = new URL('../api/v1/trending', this.options.widget)
    try {
      await fetch(address, { mode: 'no-cors' })
    } catch {
      return // the server is away
    }
    await fetch(address).catch(() => console.warn(strings.originRefused, location.origin))
  }

  private unload(): void {
    clearTimeout(this.patience)
    this.ready = false
    this.view.frame.classList.remove('up')
    this.iframe?.remove()
    this.iframe = null
  }

  private reload(): void {
    this.unload()
    this.open()
  }

  private receive(message: WindowMessage): void {
    switch (message.type) {
      case 'ready':
        return this.greet()
      case 'minimize':
        return this.minimize()
      case 'close':
        return this.end()
      case 'unread':
        return showUnread(this.view, message.count)
      case 'token-expired':
        window.dispatchEvent(new CustomEvent('yueyue:token-expired'))
    }
  }

  private greet(): void {
    const { token, region, accent, logo } = this.options
    const hadFocus = this.view.host.shadowRoot?.activeElement === this.view.putAway
    clearTimeout(this.patience)
    this.ready = true
    this.view.frame.classList.add('up')
    this.send({ type: 'init', token, region, accent, visible: this.state === 'open' })
    if (logo) void readPicture(logo).then((picture) => this.send({ type: 'logo', logo: picture }))
    if (hadFocus) {
      this.sendFocus('input')
    }
  }

  private setState(state: State): void {
    this.state = state
    try {
      sessionStorage.setItem(stateKey, state)
    } catch {
      // A page without storage forgets the state over a reload, nothing else.
    }
    this.view.frame.hidden = state !== 'open'
    this.view.icon.hidden = state === 'open'
    this.layOut()
  }

  /** A phone's window fills what the keyboard leaves of the screen, and the page behind neither scrolls nor takes focus. */
  private layOut(): void {
    const { frame, guards } = this.view
    const full = this.narrow.matches
    const over = full && this.state === 'open'
    const area = window.visualViewport
    frame.classList.toggle('full', full)
    frame.setAttribute('aria-modal', String(full))
    for (const guard of guards) guard.hidden = !full
    const shrunk = over && area != null && area.scale === 1 && area.height < window.innerHeight - 1
    frame.style.height = shrunk ? `${area.height}px` : ''
    frame.style.top = shrunk ? `${area.offsetTop}px` : ''
    const page = document.documentElement.style
    if (over && this.hostOverflow === null) {
      this.hostOverflow = page.overflow
      page.overflow = 'hidden'
    } else if (!over && this.hostOverflow !== null) {
      page.overflow = this.hostOverflow
      this.hostOverflow = null
    }
  }

  private sendFocus(edge: Edge): void {
    if (this.ready) this.iframe?.focus()
    this.send({ type: 'focus', edge })
  }

  private send(message: HostMessage): void {
    const target = this.ready ? this.iframe?.contentWindow : null
    if (target != null) post(target, this.options.widget.origin, message)
  }
}

/** Reads a picture into a data address, because the window loads nothing from other hosts. */
async function readPicture(address: string): Promise<string> {
  try {
    const picture = await (await fetch(address)).blob()
    return await new Promise((resolve) => {
      const reader = new FileReader()
      reader.onloadend = () => resolve(String(reader.result))
      reader.readAsDataURL(picture)
    })
  } catch {
    return ''
  }
}

function remembered(): string | null {
  try {
    return sessionStorage.getItem(stateKey)
  } catch {
    return null
  }
}
