import { avatarShapes } from '../avatar'
import { loaderStrings as strings } from '../strings'
import { style } from './style'

/** What the launcher moves on the host page. All of it lives in one shadow root, away from the page's own style. */
export interface View {
  host: HTMLElement
  icon: HTMLButtonElement
  badge: HTMLElement
  frame: HTMLElement
  note: HTMLElement
  noteText: HTMLElement
  retry: HTMLButtonElement
  putAway: HTMLButtonElement
  /** Take the focus that leaves a full-screen window at its start or end. */
  guards: [start: HTMLElement, end: HTMLElement]
}

export function buildView(accent: string): View {
  const host = element('yueyue-window', {})
  host.style.setProperty('--accent', accent)
  const root = host.attachShadow({ mode: 'open' })
  applyStyle(root)

  const badge = element('span', { class: 'badge', hidden: '', 'aria-hidden': 'true', 'data-testid': 'loader-unread' })
  const label = element('span', {})
  label.textContent = strings.icon
  const icon = element('button', { class: 'icon', type: 'button', 'aria-haspopup': 'dialog', 'data-testid': 'loader-icon' })
  icon.append(avatar(), label, badge)

  const noteText = element('p', { role: 'status' })
  const retry = button(strings.retry, 'loader-retry')
  const putAway = button(strings.putAway, 'loader-put-away')
  const buttons = element('div', {})
  buttons.append(retry, putAway)
  const note = element('div', { class: 'note' })
  note.append(avatar(), noteText, buttons)

  const frame = element('div', {
    class: 'frame',
    role: 'dialog',
    'aria-label': strings.windowTitle,
    hidden: '',
    'data-testid': 'loader-frame',
  })
  const guards: [HTMLElement, HTMLElement] = [guard(), guard()]
  frame.append(guards[0], note, guards[1])
  root.append(icon, frame)
  return { host, icon, badge, frame, note, noteText, retry, putAway, guards }
}

/** The name and the number on the icon. */
export function showUnread({ icon, badge }: View, count: number): void {
  badge.hidden = count === 0
  badge.textContent = count > 99 ? '99+' : String(count)
  icon.setAttribute('aria-label', strings.openWindow + (count === 0 ? '' : strings.unread(count)))
}

function applyStyle(root: ShadowRoot): void {
  // A constructed sheet is not subject to the host page's style-src; old browsers get an element instead.
  if ('adoptedStyleSheets' in root && 'replaceSync' in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(style)
    root.adoptedStyleSheets = [sheet]
    return
  }
  const sheet = element('style', {})
  sheet.textContent = style
  root.append(sheet)
}

function avatar(): SVGElement {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  svg.setAttribute('viewBox', '0 0 48 48')
  svg.setAttribute('aria-hidden', 'true')
  for (const [tag, attributes] of avatarShapes) {
    const shape = document.createElementNS(space, tag)
    for (const name in attributes) shape.setAttribute(name, attributes[name] ?? '')
    svg.append(shape)
  }
  return svg
}

function guard(): HTMLElement {
  return element('span', { class: 'guard', hidden: '', tabindex: '0' })
}

function button(text: string, testId: string): HTMLButtonElement {
  const made = element('button', { type: 'button', 'data-testid': testId })
  made.textContent = text
  return made
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string>): HTMLElementTagNameMap[K]
function element(tag: string, attributes: Record<string, string>): HTMLElement
function element(tag: string, attributes: Record<string, string>): HTMLElement {
  const made = document.createElement(tag)
  for (const name in attributes) made.setAttribute(name, attributes[name] ?? '')
  return made
}
