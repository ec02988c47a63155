import { createApp } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import { client } from '../api/client'
import type { Upload } from '../api/types'
import { useUpload } from './useUpload'

const row = (file: string): Upload['rows'][number] => ({ file, format: 'text', encoding: 'utf-8', documents: [], passages: 1, pairs: 0, warnings: [] })
const reply = (id: string, files: string[], next: number, more = false, state: Upload['state'] = 'running'): Upload => ({
  id, proposal: 1, by: 'ed', state, files: [], file_count: 4, rows: files.map(row), next, more, notes: [], started_at: '2026-11-24T00:00:00Z',
})

describe('useUpload', () => {
  it('asks for what is new only, and begins anew with another upload', async () => {
    vi.useFakeTimers()
    const asked: object[] = []
    const replies = [reply('one', ['a', 'b'], 20, true), reply('one', ['c'], 30), reply('one', ['d'], 40, false, 'done'), reply('two', ['x'], 10, false, 'done')]
    vi.spyOn(client, 'get').mockImplementation(((_: string, options: { path?: object; query?: object }) => {
      asked.push({ ...options.path, ...options.query })
      return Promise.resolve(replies.shift())
    }) as unknown as typeof client.get)
    let made: ReturnType<typeof useUpload> | undefined
    const app = createApp({ setup: () => ((made = useUpload(() => 1)), () => null) })
    app.mount(document.createElement('div'))
    made?.follow('one')
    await vi.advanceTimersByTimeAsync(0)
    expect(made?.upload.value?.rows.map(({ file }) => file)).toEqual(['a', 'b', 'c'])
    await vi.advanceTimersByTimeAsync(1000)
    expect(made?.upload.value?.rows.map(({ file }) => file)).toEqual(['a', 'b', 'c', 'd'])
    made?.follow('two')
    await vi.advanceTimersByTimeAsync(5000)
    expect(made?.upload.value?.rows.map(({ file }) => file)).toEqual(['x'])
    expect(asked).toEqual([
      { id: 1, upload: 'one', after: 0 }, { id: 1, upload: 'one', after: 20 }, { id: 1, upload: 'one', after: 30 }, { id: 1, upload: 'two', after: 0 },
    ])
    app.unmount()
    vi.useRealTimers()
  })
})
