import { describe, expect, it, vi } from 'vitest'
import { client } from '../api/client'
import { usePeople } from './usePeople'

describe('usePeople', () => {
  it('asks once, and gives login names where there is no other', async () => {
    const get = vi.spyOn(client, 'get').mockResolvedValue({ items: [{ name: 'wang', display_name: '王芳' }] } as never)
    const { callOf, forget } = usePeople()
    expect(callOf('wang')).toBe('wang')
    expect(callOf('li')).toBe('li')
    await Promise.resolve()
    await Promise.resolve()
    expect([callOf('wang'), callOf('li')]).toEqual(['王芳', 'li'])
    expect(get).toHaveBeenCalledTimes(1)
    forget()
    expect(callOf('wang')).toBe('wang')
    expect(get).toHaveBeenCalledTimes(2)
  })

  it('asks again after it failed', async () => {
    const get = vi.spyOn(client, 'get').mockReset().mockRejectedValueOnce(new Error('away')).mockResolvedValue({ items: [{ name: 'wang', display_name: '王芳' }] } as never)
    const { callOf, forget } = usePeople()
    forget()
    callOf('wang')
    await new Promise((resolve) => setTimeout(resolve))
    callOf('wang')
    await new Promise((resolve) => setTimeout(resolve))
    expect(callOf('wang')).toBe('王芳')
    expect(get).toHaveBeenCalledTimes(2)
  })
})
