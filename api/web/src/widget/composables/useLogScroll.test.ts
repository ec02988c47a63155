import { ref } from 'vue'
import { describe, expect, it } from 'vitest'
import { useLogScroll } from './useLogScroll'

function setUp(scrollHeight: number, scrollTop: number) {
  const log = document.createElement('div')
  const box = { scrollHeight, clientHeight: 400 }
  for (const key of ['scrollHeight', 'clientHeight'] as const) Object.defineProperty(log, key, { get: () => box[key] })
  log.scrollTop = scrollTop
  const scroll = useLogScroll(ref<HTMLElement | null>(log))
  scroll.onScroll()
  return { log, box, scroll }
}

function question(offsetTop: number): HTMLElement {
  const element = document.createElement('li')
  Object.defineProperty(element, 'offsetTop', { value: offsetTop })
  return element
}

describe('useLogScroll', () => {
  it('knows whether the newest row is in sight', () => {
    expect(setUp(1000, 600).scroll.atEnd.value).toBe(true)
    expect(setUp(1000, 560).scroll.atEnd.value).toBe(true)
    expect(setUp(1000, 500).scroll.atEnd.value).toBe(false)
  })

  it('goes to the end for a short answer', () => {
    const { log, scroll } = setUp(1000, 300)
    scroll.reveal(question(800))
    expect(log.scrollTop).toBe(600)
  })

  it('stops with the question at the top for a long answer', () => {
    const { log, scroll } = setUp(2000, 300)
    scroll.reveal(question(900))
    expect(log.scrollTop).toBe(888)
    expect(scroll.atEnd.value).toBe(false)
  })

  it('keeps the place while rows come in above', async () => {
    const { log, box, scroll } = setUp(1000, 40)
    await scroll.keepPlace(() => {
      box.scrollHeight = 1700
      return Promise.resolve()
    })
    expect(log.scrollTop).toBe(740)
  })

  it('stays at the end when the keyboard comes up, and only then', () => {
    const end = setUp(1000, 600)
    end.box.clientHeight = 200
    end.scroll.onResize()
    expect(end.log.scrollTop).toBe(1000)
    const middle = setUp(1000, 200)
    middle.box.clientHeight = 200
    middle.scroll.onResize()
    expect(middle.log.scrollTop).toBe(200)
  })
})
