import { describe, expect, it, vi } from 'vitest'
import { useHost } from './useHost'

const origin = 'https://etax.test'

function framed(address: string) {
  const parent = { postMessage: vi.fn() }
  const page = new EventTarget()
  Object.assign(page, { parent, location: { href: address } })
  const deliver = (data: Record<string, unknown>, from: unknown = parent, at = origin) => {
    const event = new Event('message')
    Object.assign(event, { data: { yueyue: 'yueyue/1', ...data }, source: from, origin: at })
    page.dispatchEvent(event)
  }
  return { host: useHost(page as unknown as Window), parent, deliver }
}

describe('useHost', () => {
  it('waits for the loader and takes its settings', () => {
    const { host, deliver } = framed(`https://yueyue.test/widget/?host=${origin}`)
    expect(host.embedded).toBe(true)
    expect(host.settings.value).toBeNull()
    deliver({ type: 'init', token: 'jwt', region: '340100', accent: '#123456', visible: true })
    expect(host.settings.value).toEqual({ token: 'jwt', region: '340100', accent: '#123456' })
    expect(host.visible.value).toBe(true)
    deliver({ type: 'token', token: 'jwt2' })
    expect(host.settings.value).toMatchObject({ token: 'jwt2', region: '340100' })
  })

  it('says that it is ready, so that the loader introduces itself', () => {
    const { parent } = framed(`https://yueyue.test/widget/?host=${origin}`)
    expect(parent.postMessage).toHaveBeenCalledExactlyOnceWith({ type: 'ready', yueyue: 'yueyue/1' }, origin)
  })

  it('takes nothing from others', () => {
    const { host, deliver } = framed(`https://yueyue.test/widget/?host=${origin}`)
    deliver({ type: 'init', token: 'stolen', visible: true }, {}, origin)
    deliver({ type: 'init', token: 'stolen', visible: true }, undefined, 'https://evil.test')
    expect(host.settings.value).toBeNull()
  })

  it('speaks to the named origin only', () => {
    const { host, parent } = framed(`https://yueyue.test/widget/?host=${origin}`)
    host.tell({ type: 'unread', count: 2 })
    expect(parent.postMessage).toHaveBeenCalledWith({ type: 'unread', count: 2, yueyue: 'yueyue/1' }, origin)
  })

  for (const address of ['https://yueyue.test/widget/', 'https://yueyue.test/widget/?host=*', 'https://yueyue.test/widget/?host=javascript:1']) {
    it(`stands alone at ${address}`, () => {
      const { host, parent } = framed(address)
      expect(host.embedded).toBe(false)
      expect(host.visible.value).toBe(true)
      host.tell({ type: 'close' })
      expect(parent.postMessage).not.toHaveBeenCalled()
    })
  }

  it('shows the logo that the loader read', () => {
    const { host, deliver } = framed(`https://yueyue.test/widget/?host=${origin}`)
    deliver({ type: 'logo', logo: 'data:image/png;base64,AA==' })
    expect(host.logo.value).toBe('data:image/png;base64,AA==')
  })

  it('hands focus wishes on', () => {
    const { host, deliver } = framed(`https://yueyue.test/widget/?host=${origin}`)
    const edges: string[] = []
    host.onFocus((edge) => edges.push(edge))
    deliver({ type: 'focus', edge: 'end' })
    expect(edges).toEqual(['end'])
  })
})
