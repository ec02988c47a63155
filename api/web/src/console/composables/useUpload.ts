import { onBeforeUnmount, ref, shallowRef } from 'vue'
import { addressOf, asRefusal, client, ownPage, parseJson, Refusal } from '../api/client'
import type { Upload } from '../api/types'

const pollMs = 700

/** Sends files into a proposal and follows how they are read. A reload loses nothing: the server keeps the results. */
export function useUpload(proposal: () => number) {
  const upload = shallowRef<Upload | null>(null)
  const percent = ref<number | null>(null)
  const trouble = shallowRef<Refusal | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0

  // fetch tells nothing of how much has been sent; XMLHttpRequest does.
  function send(files: File[]): Promise<Upload> {
    return new Promise((resolve, reject) => {
      const form = new FormData()
      for (const file of files) form.append('file', file, file.name)
      const request = new XMLHttpRequest()
      request.open('POST', addressOf('/api/v1/content/proposals/{id}/uploads', { id: proposal() }))
      for (const [name, value] of Object.entries(ownPage)) request.setRequestHeader(name, value)
      request.upload.onprogress = ({ loaded, total }) => (percent.value = total === 0 ? 0 : Math.floor((100 * loaded) / total))
      request.onload = () => {
        const body = parseJson(request.responseText)
        if (request.status >= 200 && request.status < 300) resolve(body as Upload)
        else reject(client.refusal(request.status, body))
      }
      request.onerror = () => reject(new Refusal(0))
      request.send(form)
    })
  }

  /** Sends files; true when all have come. */
  async function start(files: File[]): Promise<boolean> {
    if (files.length === 0 || percent.value !== null) return false
    percent.value = 0
    trouble.value = null
    try {
      upload.value = await send(files)
      follow(upload.value.id)
      return true
    } catch (cause) {
      trouble.value = asRefusal(cause)
      return false
    } finally {
      percent.value = null
    }
  }

  /** Shows an upload from its first row, and goes on looking for new ones while it is read. */
  function follow(id: string): void {
    const mine = ++turn
    clearTimeout(timer)
    let rows: Upload['rows'] = []
    let after = 0
    const into = proposal()

    async function look(): Promise<void> {
      let wait = pollMs
      try {
        const found = await client.get('/api/v1/content/proposals/{id}/uploads/{upload}', { path: { id: into, upload: id }, query: { after } })
        if (mine !== turn) return
        after = found.next
        if (found.rows.length > 0) rows = [...rows, ...found.rows]
        upload.value = { ...found, rows }
        if (found.more) return await look()
        if (found.state !== 'running') return
      } catch (cause) {
        if (mine !== turn) return
        const refusal = asRefusal(cause)
        if (!refusal.transient) {
          trouble.value = refusal
          return
        }
        wait *= 5
      }
      timer = setTimeout(() => void look(), wait)
    }
    void look()
  }

  onBeforeUnmount(() => {
    turn++ // what still comes is of an upload that nobody looks at
    clearTimeout(timer)
  })

  return { upload, percent, trouble, start, follow }
}
