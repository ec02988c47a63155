import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { shanghaiDate } from '../../widget/text/clock'
import { client } from '../api/client'
import type { ContentBody, Kind } from '../api/types'
import { newId } from '../text/ids'
import { reordered } from '../text/order'
import { useEditor } from './useEditor'
import { notice } from './useNotice'
import { useProposal } from './useProposal'
import { useRead } from './useRead'
import { useSteps } from './useSteps'
import { consoleStrings as strings } from '../strings'

/** The kinds whose order people choose. */
export type ListedKind = Extract<Kind, 'package' | 'trending' | 'quick_link'>

/** One entry of a list as the server has it, its content beside its place. */
export interface Listed<K extends ListedKind> {
  content: NonNullable<ContentBody[K]>
  position: number
  version: number
  change?: 'added' | 'changed' | 'withdrawn'
}

/** A list whose order people choose, and the entry of it that is being edited; its id stands in the address. */
export function useListed<K extends ListedKind>(kind: K, read: (proposal: number | undefined) => Promise<Listed<K>[]>, blank: (id: string) => NonNullable<ContentBody[K]>) {
  const route = useRoute()
  const router = useRouter()
  const proposal = useProposal()
  const steps = useSteps()
  const list = useRead(() => read(proposal.id.value), () => proposal.id.value)
  const id = computed(() => String(route.params['id'] ?? ''))
  const chosen = computed(() => list.data.value?.find(({ content }) => content.id === id.value))

  const editor = useEditor(kind, () => id.value, async () => {
    if (id.value === '') return { content: blank(''), version: 0 }
    const found = (await read(proposal.id.value)).find(({ content }) => content.id === id.value)
    return found === undefined ? { content: blank(id.value), version: 0 } : { content: found.content, version: found.version }
  })

  const open = (wanted: string): void => void router.push({ params: { id: wanted }, query: {} })
  const add = (): void => open(newId(kind.replace('_', '-'), shanghaiDate(new Date())))

  async function save(): Promise<void> {
    if (!(await editor.save())) return
    notice.done(strings.saved)
    await list.reload()
  }

  /** Puts an entry one place up (-1) or down (1): those whose places change are saved with their new ones. */
  async function move(wanted: string, by: -1 | 1): Promise<void> {
    if (steps.busy.value) return
    const into = await proposal.need()
    if (into === null) return
    const done = await steps.run(async () => {
      const shown = (await read(into.id)).filter(({ change }) => change !== 'withdrawn')
      for (const { entry, position } of reordered(shown, shown.findIndex(({ content }) => content.id === wanted), by)) {
        await client.put('/api/v1/content/proposals/{id}/items/{kind}/{item}', {
          path: { id: into.id, kind, item: entry.content.id },
          body: { version: entry.version, position, content: { [kind]: entry.content } as ContentBody },
        })
      }
    })
    if (done) notice.done(strings.moved)
    else if (steps.trouble.value !== null) notice.failed(steps.trouble.value)
    await list.reload()
    await editor.reload()
  }

  async function withdraw(): Promise<void> {
    if (!(await steps.withdraw(kind, id.value, editor.version.value))) return
    notice.done(strings.withdrawnDone)
    await Promise.all([list.reload(), editor.reload()])
  }

  async function takeOut(): Promise<void> {
    if (!(await steps.remove(kind, id.value, editor.version.value))) return
    notice.done(strings.takenOut)
    editor.revert()
    await list.reload()
    if (chosen.value === undefined) open('')
    else await editor.reload()
  }

  return { id, list, chosen, editor, steps, open, add, save, move, withdraw, takeOut }
}
