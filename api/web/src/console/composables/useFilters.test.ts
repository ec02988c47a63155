import { createApp, defineComponent, h, nextTick } from 'vue'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'
import { describe, expect, it } from 'vitest'
import { filtersFrom, queryOf, useFilters } from './useFilters'

const usual = { q: '', region: '', page: '1' }

describe('the address', () => {
  it('gives filters, and takes only what is not usual', () => {
    expect(filtersFrom({ q: '契税', page: ['2', '3'], other: 'x' }, usual)).toEqual({ q: '契税', region: '', page: '1' })
    expect(queryOf({ q: '契税', region: '', page: '1' }, usual)).toEqual({ q: '契税' })
  })
})

describe('useFilters', () => {
  it('follows the address, leads it, and goes back to the first page', async () => {
    let filters = usual
    const page = defineComponent({ setup: () => ((filters = useFilters(usual)), () => h('i')) })
    const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/pairs', name: 'pairs', component: page }] })
    await router.push('/pairs?q=a&page=3')
    const app = createApp(RouterView).use(router)
    app.mount(document.createElement('div'))
    expect(filters).toEqual({ q: 'a', region: '', page: '3' })

    filters.region = '340000'
    await nextTick()
    await new Promise((done) => setTimeout(done))
    expect(router.currentRoute.value.query).toEqual({ q: 'a', region: '340000' })
    expect(filters.page).toBe('1')

    await router.push('/pairs?q=b')
    await nextTick()
    expect(filters).toEqual({ q: 'b', region: '', page: '1' })
    app.unmount()
  })
})
