// What the tests see with: evaluated in a world of its own in each document of a tab.
(() => {
  const roots = () => {
    const loader = document.querySelector('yueyue-window')
    return loader?.shadowRoot ? [document, loader.shadowRoot] : [document]
  }

  const isSeen = (element) => {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false
    const { width, height } = element.getBoundingClientRect()
    return width > 1 && height > 1
  }

  // The elements that match a description: {css, text, anyway}. Without `anyway` only those that are seen.
  const find = ({ css, text, anyway }) =>
    roots()
      .flatMap((root) => Array.from(root.querySelectorAll(css)))
      .filter((element) => (anyway || isSeen(element)) && (!text || element.textContent.includes(text)))

  const nth = (list, at) => (at < 0 ? list[list.length + at] : list[at])

  // Where to press an element: its middle, brought into sight; or why it cannot be pressed.
  const spot = (what) => {
    const element = nth(find(what), what.at)
    if (element === undefined) return { why: 'it is not there' }
    element.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' })
    if (element.matches(':disabled')) return { why: 'it is disabled' }
    if (element.closest('[inert]')) return { why: 'it is inert' }
    const { left, top, width, height } = element.getBoundingClientRect()
    const x = left + width / 2
    const y = top + height / 2
    const hit = element.getRootNode().elementFromPoint(x, y)
    if (hit === null) return { why: 'it is out of sight' }
    if (!element.contains(hit) && !hit.contains(element)) return { why: `${name(hit)} covers it` }
    return { x, y, why: '' }
  }

  const name = (element) =>
    element.dataset?.testid || element.id || element.localName + (element.classList.length ? '.' + element.classList[0] : '')

  // The element that has the focus, as a test names it; inside the loader's shadow as well.
  const focused = () => {
    const active = document.activeElement
    return active?.shadowRoot?.activeElement ?? active
  }

  // How an element and what is around it are drawn, to compare it with and without the focus.
  const drawn = (element) => {
    const around = [element, element.parentElement, element.parentElement?.parentElement].filter((at) => at != null)
    return around
      .map((at) => {
        const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, clipPath } = getComputedStyle(at)
        return [outlineStyle === 'none' ? '' : outlineWidth + outlineColor, boxShadow, borderColor, clipPath].join()
      })
      .join('|')
  }

  // What Tab rests on, and how it is drawn there; `plain` names what is drawn the same now that the focus is elsewhere.
  const rests = []
  const rest = () => {
    const element = focused()
    const known = rests.findIndex((one) => one.element === element)
    const number = known < 0 ? rests.push({ element, looks: drawn(element) }) - 1 : known
    const { left, top, right, bottom } = element.getBoundingClientRect()
    const hit = document.elementFromPoint((left + right) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2)
    let hidden = ''
    if (right <= 0 || bottom <= 0 || left >= innerWidth || top >= innerHeight) hidden = 'it is out of sight'
    else if (hit === null || !(element.contains(hit) || hit.contains(element))) hidden = `${hit && name(hit)} covers it`
    return { number, name: name(element), hidden }
  }
  const plain = () => rests.filter(({ element, looks }) => element.isConnected && drawn(element) === looks).map(({ element }) => name(element))

  const textOf = (element) => element.innerText.trim()

  // What the live region has said since `hear` was called.
  const heard = []
  const hear = () => {
    const region = document.querySelector('[data-testid=live-region]')
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) if (node.textContent) heard.push(node.textContent)
    }).observe(region, { childList: true, subtree: true })
    return true
  }

  const messages = () =>
    find({ css: '[data-testid=message]', anyway: true }).map((element) => ({
      seq: Number(element.dataset.seq),
      author: element.dataset.author,
      text: (element.querySelector('[data-testid=message-text],[data-testid=answer-text]') ?? element).textContent.trim(),
      kind: element.querySelector('[data-testid=answer]')?.dataset.kind ?? '',
      answer: element.querySelector('[data-testid=answer]')?.dataset.answerId ?? '',
    }))

  globalThis.eyes = { find, nth, spot, name, focused, drawn, rest, plain, textOf, isSeen, hear, heard, messages }
})()
