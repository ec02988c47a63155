// What is wrong with the layout of a document, as sentences: nothing scrolls sideways, is cut off, too small or too faint.
(touch) => {
  const problems = []
  const width = document.documentElement.clientWidth
  const say = (element, what) => problems.push(`${eyes.name(element)} “${element.textContent.trim().slice(0, 16)}” ${what}`)

  const scroller = document.scrollingElement ?? document.documentElement
  if (scroller.scrollWidth > width) problems.push(`the page is ${scroller.scrollWidth} px wide in ${width}`)

  const loader = document.querySelector('yueyue-window')
  const elements = [document.body, ...(loader?.shadowRoot ? [loader.shadowRoot] : [])].flatMap((root) => Array.from(root.querySelectorAll('*')))
  const seen = elements.filter((element) => eyes.isSeen(element) && element.closest('svg') === (element.localName === 'svg' ? element : null))
  const isUnseen = (element) => element.closest('.unseen, .skip, .guard') !== null

  for (const element of seen) {
    if (isUnseen(element)) continue
    const { left, right } = element.getBoundingClientRect()
    const swims = element.closest('.table-frame, pre') !== null
    if (!swims && (left < -0.5 || right > width + 0.5)) say(element, `reaches from ${left} to ${right} px of ${width}`)
    const { overflowX, overflowY } = getComputedStyle(element)
    if (overflowX === 'hidden' && overflowY !== 'visible' && overflowY !== 'hidden' && element.scrollWidth > element.clientWidth + 1) {
      say(element, `hides ${element.scrollWidth - element.clientWidth} px at its side`)
    }
  }

  const usable = 'button, a[href], input, textarea, [role=button]'
  for (const element of seen.filter((one) => one.matches(usable) && !isUnseen(one))) {
    const label = element.getAttribute('aria-label') ?? element.textContent.trim()
    if (label === '' && !element.labels?.length) say(element, 'has no name')
    const { width: wide, height: high } = element.getBoundingClientRect()
    const least = touch ? 44 : 24 // WCAG 2.2: 2.5.5 and 2.5.8
    const isInText = element.localName === 'a' && element.closest('.rich') !== null
    if (!isInText && (wide < least - 0.1 || high < least - 0.1)) say(element, `is ${wide.toFixed(1)} × ${high.toFixed(1)} px, want ${least}`)
  }

  // Contrast of text on what lies behind it (WCAG 2.2: 1.4.3).
  const channels = (color) => {
    const numbers = (color.match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number)
    const share = color.startsWith('color(srgb') ? 1 : 255
    const [red = 0, green = 0, blue = 0, alpha = 1] = numbers
    return [red / share, green / share, blue / share, alpha]
  }
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1)
  const ground = (element) => {
    const layers = []
    for (let at = element; at; at = at.parentElement ?? at.getRootNode().host) layers.push(channels(getComputedStyle(at).backgroundColor))
    const canvas = matchMedia('(prefers-color-scheme: dark)').matches ? [0, 0, 0, 1] : [1, 1, 1, 1]
    return layers.reverse().reduce((below, top) => over(top, below), canvas)
  }
  const isOnPicture = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundImage, backgroundColor } = getComputedStyle(at)
      if (backgroundImage !== 'none') return true // a gradient has no one colour to compare with
      if (channels(backgroundColor)[3] === 1) return false
    }
    return false
  }
  const light = (color) => {
    const [red, green, blue] = color.map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const faint = new Set()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    if (walker.currentNode.data.trim() === '' || !eyes.isSeen(element) || isUnseen(element)) continue
    if (isOnPicture(element) || element.closest('[inert], [aria-disabled=true], :disabled, noscript')) continue
    const style = getComputedStyle(element)
    const back = ground(element)
    const [high, low] = [light(over(channels(style.color), back)), light(back)].sort((a, b) => b - a)
    const ratio = (high + 0.05) / (low + 0.05)
    const size = parseFloat(style.fontSize)
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5
    if (ratio < least) faint.add(`${eyes.name(element)} “${element.textContent.trim().slice(0, 16)}” has contrast ${ratio.toFixed(2)}, want ${least}`)
  }
  return problems.concat(...faint)
}
