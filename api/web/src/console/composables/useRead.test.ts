import { effectScope, nextTick, ref } from 'vue'
import { describe, expect, it } from 'vitest'
import { Refusal } from '../api/client'
import { useMore } from './useMore'
import { useRead } from './useRead'

const turn = (): Promise<void> => new Promise((done) => setTimeout(done))

describe('useRead', () => {
  it('lets the latest reply win', async () => {
    const answers = new Map<number, (value: string) => void>()
    const asked = ref(1)
    const scope = effectScope()
    const reading = scope.run(() => useRead(() => new Promise<string>((done) => answers.set(asked.value, done)), () => asked.value))
    if (reading === undefined) throw new Error('no reading')
    asked.value = 2
    await nextTick()
    answers.get(2)?.('new')
    await turn()
    answers.get(1)?.('old')
    await turn()
    expect([reading.data.value, reading.loading.value]).toEqual(['new', false])
    scope.stop()
  })

  it('keeps what it has when it fails later', async () => {
    let fail = false
    const reading = useRead(() => (fail ? Promise.reject(new Refusal(503)) : Promise.resolve('there')))
    await turn()
    fail = true
    await reading.reload()
    expect([reading.data.value, reading.failure.value?.status]).toEqual(['there', 503])
  })
})

describe('useMore', () => {
  it('goes on where it ended, and begins anew', async () => {
    const asked: (number | undefined)[] = []
    const list = useMore<number, number>((after) => {
      asked.push(after)
      return Promise.resolve(after === undefined ? { items: [1, 2], next: 2 } : { items: [3] })
    })
    await turn()
    await list.more()
    expect([list.items.value, list.next.value]).toEqual([[1, 2, 3], undefined])
    await list.more()
    await list.reload()
    expect([list.items.value, asked]).toEqual([[1, 2], [undefined, 2, undefined]])
  })
})
