import { createApp, nextTick } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { client, Refusal } from '../api/client'
import type { ContentPair, Proposal } from '../api/types'
import { useEditor } from './useEditor'
import { Keeper } from './useKeeper'
import { useProposal } from './useProposal'

const draft: Proposal = {
  id: 7, title: '草案', author: 'bianji', state: 'draft', base_edition: 1, created_at: '2026-11-24T00:00:00Z', updated_at: '2026-11-24T00:00:00Z',
}
const pair = (owner: string): ContentPair => ({ id: 'a', kind: 'guide', question: '问', owner, answers: [{ text: '答' }] })
const turn = (): Promise<void> => new Promise((done) => setTimeout(done))

let editor: ReturnType<typeof useEditor<'pair'>>
let loaded = { content: pair('甲'), version: 2 }
let unmount: () => void = () => undefined

async function mount(): Promise<void> {
  const app = createApp({ setup: () => ((editor = useEditor('pair', () => 'a', () => Promise.resolve(loaded))), () => null) })
  app.mount(document.createElement('div'))
  unmount = () => app.unmount()
  await turn()
}

function type(owner: string): void {
  if (editor.content.value !== null) editor.content.value.owner = owner
}

const item = (version: number, owner: string) => ({
  kind: 'pair' as const, id: 'a', title: '问', version, position: 0, base_edition: 1, withdrawn: false, content: { pair: pair(owner) },
  changed_by: 'shenhe', changed_at: '2026-11-24T00:00:00Z',
})

describe('useEditor', () => {
  beforeEach(() => {
    localStorage.clear()
    loaded = { content: pair('甲'), version: 2 }
    useProposal().choose(draft)
  })
  afterEach(() => unmount())

  it('saves with the version at hand', async () => {
    const put = vi.spyOn(client, 'put').mockResolvedValue(item(3, '乙'))
    await mount()
    expect(editor.dirty.value).toBe(false)
    type('乙')
    expect(editor.dirty.value).toBe(true)
    expect(await editor.save()).toBe(true)
    expect(put.mock.calls[0]?.[1]).toMatchObject({ path: { id: 7, kind: 'pair', item: 'a' }, body: { version: 2, content: { pair: pair('乙') } } })
    expect([editor.dirty.value, editor.version.value]).toEqual([false, 3])
  })

  it('keeps what is typed when the page goes, and gives it back when asked', async () => {
    await mount()
    type('乙')
    await nextTick()
    unmount()
    await mount()
    expect([editor.content.value?.owner, editor.kept.value?.content.owner]).toEqual(['甲', '乙'])
    editor.restore()
    expect([editor.content.value?.owner, editor.kept.value]).toEqual(['乙', null])
  })

  it('forgets what was given up', async () => {
    new Keeper<ContentPair>('.pair.a').write({ content: pair('乙'), version: 2, at: 1 })
    await mount()
    editor.dismiss()
    unmount()
    await mount()
    expect(editor.kept.value).toBeNull()
  })

  it('shows what somebody else saved, and saves over it only when told', async () => {
    const put = vi.spyOn(client, 'put').mockRejectedValueOnce(new Refusal(409, { code: 'item_stale', present: item(5, '丙') })).mockResolvedValueOnce(item(6, '乙'))
    await mount()
    type('乙')
    expect(await editor.save()).toBe(false)
    expect([editor.conflict.value?.changed_by, editor.content.value?.owner]).toEqual(['shenhe', '乙'])
    expect(await editor.decide(true)).toBe(true)
    expect(put.mock.calls[1]?.[1].body).toMatchObject({ version: 5, content: { pair: pair('乙') } })
    expect([editor.conflict.value, editor.version.value]).toEqual([null, 6])
  })

  it('takes the other text when told', async () => {
    vi.spyOn(client, 'put').mockRejectedValueOnce(new Refusal(409, { present: item(5, '丙') }))
    await mount()
    type('乙')
    await editor.save()
    await editor.decide(false)
    expect([editor.content.value?.owner, editor.version.value, editor.dirty.value]).toEqual(['丙', 5, false])
  })

  it('an edit restored from an older version is noticed by the server', async () => {
    new Keeper<ContentPair>('.pair.a').write({ content: pair('乙'), version: 1, at: 1 })
    await mount()
    editor.restore()
    expect(editor.version.value).toBe(1)
  })

  it('asks for a proposal where none is chosen, and looks what that one has', async () => {
    useProposal().choose(null)
    const get = vi.spyOn(client, 'get').mockRejectedValue(new Refusal(404))
    const put = vi.spyOn(client, 'put').mockResolvedValue(item(1, '乙'))
    await mount()
    type('乙')
    const saving = editor.save()
    expect(useProposal().asking.value).toBe(true)
    useProposal().answered(draft)
    expect(await saving).toBe(true)
    expect(get).toHaveBeenCalledTimes(1)
    expect(put.mock.calls[0]?.[1].body).toMatchObject({ version: 0 })
    expect(editor.content.value?.owner).toBe('乙')
  })

  it('saves nothing when no proposal is picked', async () => {
    useProposal().choose(null)
    const put = vi.spyOn(client, 'put')
    await mount()
    type('乙')
    const saving = editor.save()
    useProposal().answered(null)
    expect(await saving).toBe(false)
    expect(put).not.toHaveBeenCalled()
    expect(editor.dirty.value).toBe(true)
  })
})
