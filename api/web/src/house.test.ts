// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname)

interface Source {
  path: string
  text: string
}

const sources: Source[] = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(ts|vue)$/.test(entry.name) && !/\.(test|d)\.ts$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((file) => ({ path: relative(root, file), text: readFileSync(file, 'utf8') }))

/** Source without comments. */
function code(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[\s;])\/\/.*$/gm, '$1')
}

describe('the house rules', () => {
  it('sees the sources', () => expect(sources.length).toBeGreaterThan(40))

  for (const { path, text } of sources.filter(({ path }) => path.endsWith('.vue'))) {
    it(`${path} is a small component in script setup`, () => {
      expect(text.split('\n').length).toBeLessThanOrEqual(300)
      expect(text).toMatch(/<script setup lang="ts"(?: generic="[^"]+")?>/)
    })
  }

  it('knows no any', () => {
    const found = sources.filter(({ text }) => /(?:[:<,|(]\s*any\b|\bas any\b|@ts-(?:ignore|nocheck))/.test(code(text)))
    expect(found.map(({ path }) => path)).toEqual([])
  })

  it('keeps what people read in one catalogue', () => {
    // The expressions of these read Chinese text; the fake server speaks in tests only.
    const exempt = ['strings.ts', join('console', 'strings.ts'), ...['dates.ts', 'table.ts', 'uploadRow.ts'].map((file) => join('console', 'text', file)), join('widget', 'text', 'figures.ts'), join('widget', 'testing', 'fakeServer.ts')]
    const found = sources.filter(({ path, text }) => !exempt.includes(path) && /\p{Script=Han}/u.test(code(text)))
    expect(found.map(({ path }) => path)).toEqual([])
  })

  it('makes markup from text in one place', () => {
    const found = sources.filter(({ text }) => /v-html|innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/.test(code(text)))
    expect(found.map(({ path }) => path)).toEqual([])
  })
})
