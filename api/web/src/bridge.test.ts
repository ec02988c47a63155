// @vitest-environment node
import { describe, expect, it, vi } from 'vitest'
import { isOrigin, listen, parseHostMessage, parseWindowMessage, post, type WindowMessage } from './bridge'

const origin = 'https://yueyue.test'

describe('listen', () => {
  function receiveFrom(event: { origin: string; source: unknown; data: unknown }): WindowMessage[] {
    const here = new EventTarget()
    const friend = {}
    const got: WindowMessage[] = []
    const stop = listen(here as Window, () => friend, origin, parseWindowMessage, (message) => got.push(message))
    const dispatch = () => {
      const message = new Event('message')
      Object.assign(message, { ...event, source: event.source === 'friend' ? friend : event.source })
      here.dispatchEvent(message)
    }
    dispatch()
    stop()
    dispatch()
    return got
  }

  const good = { yueyue: 'yueyue/1', type: 'unread', count: 2 }
  const cases = [
    { name: 'takes the other side’s message once', event: { origin, source: 'friend', data: good }, want: [{ type: 'unread', count: 2 }] },
    { name: 'ignores another origin', event: { origin: 'https://evil.test', source: 'friend', data: good }, want: [] },
    { name: 'ignores an origin that only begins alike', event: { origin: origin + '.evil.test', source: 'friend', data: good }, want: [] },
    { name: 'ignores another window of the same origin', event: { origin, source: {}, data: good }, want: [] },
    { name: 'ignores a message without source', event: { origin, source: null, data: good }, want: [] },
    { name: 'ignores messages of others', event: { origin, source: 'friend', data: { type: 'close' } }, want: [] },
    { name: 'ignores text', event: { origin, source: 'friend', data: 'close' }, want: [] },
    { name: 'ignores a wrong count', event: { origin, source: 'friend', data: { ...good, count: -1 } }, want: [] },
    { name: 'ignores unknown types', event: { origin, source: 'friend', data: { ...good, type: 'eval' } }, want: [] },
  ]
  for (const { name, event, want } of cases) it(name, () => expect(receiveFrom(event)).toEqual(want))
})

describe('post', () => {
  it('names the target origin', () => {
    const target = { postMessage: vi.fn() }
    post(target, origin, { type: 'token', token: 'jwt' })
    expect(target.postMessage).toHaveBeenCalledWith({ type: 'token', token: 'jwt', yueyue: 'yueyue/1' }, origin)
  })
})

describe('parseHostMessage', () => {
  it('keeps text only where text belongs', () => {
    expect(parseHostMessage({ type: 'init', token: 7, region: '340100', accent: '', visible: 'yes' })).toEqual({
      type: 'init',
      token: undefined,
      region: '340100',
      accent: undefined,
      visible: false,
    })
    expect(parseHostMessage({ type: 'token', token: '' })).toBeNull()
    expect(parseHostMessage({ type: 'logo', logo: 'data:image/png;base64,AA==' })).not.toBeNull()
    for (const logo of ['https://etax.test/l.png', 'javascript:alert(1)', 'data:text/html,x', `data:image/png,${'x'.repeat(400_000)}`, 7]) {
      expect(parseHostMessage({ type: 'logo', logo })).toBeNull()
    }
    expect(parseHostMessage({ type: 'focus', edge: 'middle' })).toEqual({ type: 'focus', edge: 'input' })
  })
})

describe('isOrigin', () => {
  it('accepts origins only', () => {
    expect(isOrigin('https://etax.test')).toBe(true)
    expect(isOrigin('http://127.0.0.1:8080')).toBe(true)
    for (const bad of ['*', 'https://etax.test/', 'https://etax.test/path', 'javascript:alert(1)', 'null', '', 'data:text/html,x']) {
      expect(isOrigin(bad)).toBe(false)
    }
  })
})
