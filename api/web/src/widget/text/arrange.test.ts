// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { Message } from '../../api/types'
import type { Unsent } from '../composables/useOutbox'
import { arrange, type Material } from './arrange'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 1, minute)).toISOString()

function say(seq: number, fields: Partial<Message> = {}): Message {
  return { seq, id: `m${seq}`, author: 'taxpayer', text: `文${seq}`, created_at: at(seq), ...fields }
}

function unsent(clientId: string, state: Unsent['state'] = 'sending'): Unsent {
  return { clientId, text: '没发', state, writtenAt: at(0), conversationId: '', unreached: false, reason: '' }
}

function keys(material: Partial<Material>): string[] {
  return arrange({ messages: [], unsent: [], awaiting: null, from: 0, floor: 1, now: new Date(at(50)), ...material }).map((row) => row.key)
}

describe('arrange', () => {
  const cases: { name: string; material: Partial<Material>; want: string[] }[] = [
    { name: 'greets in an empty window', material: {}, want: ['greeting'] },
    { name: 'greets before the visit’s messages', material: { messages: [say(1), say(2)] }, want: ['greeting', 'time-1', 'm1', 'm2'] },
    { name: 'shows the time after a pause', material: { messages: [say(1), say(2), say(20)] }, want: ['greeting', 'time-1', 'm1', 'm2', 'time-20', 'm20'] },
    {
      name: 'greets where this visit begins',
      material: { messages: [say(1), say(2), say(3)], from: 2 },
      want: ['time-1', 'm1', 'm2', 'greeting', 'm3'],
    },
    { name: 'greets after an earlier visit', material: { messages: [say(1)], from: 1 }, want: ['time-1', 'm1', 'greeting'] },
    {
      name: 'leaves the greeting out while the visit’s beginning is not loaded',
      material: { messages: [say(31), say(32)], floor: 31 },
      want: ['time-31', 'm31', 'm32'],
    },
    { name: 'shows what is on its way', material: { unsent: [unsent('k1')] }, want: ['greeting', 'k1', 'searching'] },
    { name: 'shows no sign of life for what failed', material: { unsent: [unsent('k1', 'failed')] }, want: ['greeting', 'k1'] },
    {
      name: 'shows a message once that arrived while its reply did not',
      material: { messages: [say(1, { client_id: 'k1' })], unsent: [unsent('k1')] },
      want: ['greeting', 'time-1', 'k1', 'searching'],
    },
    {
      name: 'shows no sign of life beside the answer',
      material: { messages: [say(1, { client_id: 'k1' }), say(2, { author: 'yueyue', reply_to: 'm1' })], unsent: [unsent('k1')] },
      want: ['greeting', 'time-1', 'k1', 'm2'],
    },
    {
      name: 'shows a sign of life while the answer is owed',
      material: { messages: [say(1)], awaiting: 'm1' },
      want: ['greeting', 'time-1', 'm1', 'searching'],
    },
    {
      name: 'shows none once it came',
      material: { messages: [say(1), say(2, { author: 'yueyue', reply_to: 'm1' })], awaiting: 'm1' },
      want: ['greeting', 'time-1', 'm1', 'm2'],
    },
  ]
  for (const { name, material, want } of cases) it(name, () => expect(keys(material)).toEqual(want))
})
