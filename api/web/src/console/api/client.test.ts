import { describe, expect, it, vi } from 'vitest'
import { addressOf, Client } from './client'

const reply = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status })

describe('addressOf', () => {
  it('fills in parameters and leaves out what is not asked', () => {
    const address = new URL(addressOf('/api/v1/content/proposals/{id}/items/{kind}/{item}', { id: 3, kind: 'pair', item: 'a/b' }, { q: '契税', page: 2, region: '', changed: false, none: undefined }))
    expect(address.pathname).toMatch(/api\/v1\/content\/proposals\/3\/items\/pair\/a%2Fb$/)
    expect(Object.fromEntries(address.searchParams)).toEqual({ q: '契税', page: '2' })
  })
})

describe('Client', () => {
  it('says that a page of the server’s own asks', async () => {
    const fetcher = vi.fn(() => Promise.resolve(reply(200, { items: [] })))
    await new Client(fetcher).post('/api/v1/staff/session', { body: { name: 'a', password: 'b' } })
    const [, init] = fetcher.mock.calls[0] as unknown as [string, RequestInit]
    expect(init).toMatchObject({ method: 'POST', credentials: 'same-origin', body: '{"name":"a","password":"b"}', headers: { 'X-Requested-With': 'yueyue' } })
  })

  it('brings what the server lays beside its sentence', async () => {
    const present = { kind: 'pair', id: 'a', version: 4 }
    const client = new Client(() => Promise.resolve(reply(409, { code: 'item_stale', detail: '别人改过了。', present, request_id: 'r' })))
    await expect(client.get('/api/v1/content/editions')).rejects.toMatchObject({ status: 409, code: 'item_stale', sentence: '别人改过了。', present, requestId: 'r', errors: [] })
  })

  const signedOut = [
    { name: 'an ended session', status: 401, code: 'staff_session_required', called: 1 },
    { name: 'a wrong password', status: 401, code: 'login_failed', called: 0 },
    { name: 'a lacking role', status: 403, code: 'role_required', called: 0 },
  ]
  for (const { name, status, code, called } of signedOut) {
    it(`${called === 1 ? 'tells of' : 'does not take for the end'} ${name}`, async () => {
      const client = new Client(() => Promise.resolve(reply(status, { code })))
      client.onSignedOut = vi.fn()
      await expect(client.get('/api/v1/staff/session')).rejects.toMatchObject({ status, code })
      expect(client.onSignedOut).toHaveBeenCalledTimes(called)
    })
  }

  it('takes a proxy’s page and no reply for a server that is away', async () => {
    await expect(new Client(() => Promise.resolve(new Response('<html>'))).get('/api/v1/staff/session')).rejects.toMatchObject({ status: 0 })
    await expect(new Client(() => Promise.reject(new TypeError('no'))).get('/api/v1/staff/session')).rejects.toMatchObject({ status: 0, unreachable: true })
  })
})
