import { describe, expect, it } from 'vitest'
import { Client } from '../../api/client'
import { Shelf } from '../storage'
import { useVotes } from './useVotes'

function setUp(token: string | undefined = 't') {
  window.localStorage.clear()
  const sent: unknown[] = []
  const answers: number[] = []
  const client = new Client(new URL('http://yueyue.test/api/v1/'), (address, init) => {
    sent.push({ path: new URL(address).pathname, ...(JSON.parse(String(init.body)) as object) })
    return Promise.resolve(new Response('{}', { status: answers.shift() ?? 200 }))
  })
  const shelf = new Shelf('test', window.localStorage)
  const votes = useVotes(client, () => token)
  votes.load(shelf)
  return { votes, sent, answers, shelf, client }
}

describe('useVotes', () => {
  it('sends a vote once and remembers it over a reload', async () => {
    const { votes, sent, shelf, client } = setUp()
    await votes.cast('a1', 'useful')
    await votes.cast('a1', 'useful')
    expect(sent).toEqual([{ path: '/api/v1/answers/a1/vote', value: 'useful' }])
    const reloaded = useVotes(client, () => 't')
    reloaded.load(shelf)
    expect(reloaded.of('a1').value).toBe('useful')
    expect(reloaded.of('a2').value).toBeNull()
  })

  it('asks why after 无用, and sends the reason with it', async () => {
    const { votes, sent } = setUp()
    await votes.cast('a1', 'useless')
    expect(votes.of('a1')).toMatchObject({ value: 'useless', reason: 'asking' })
    await votes.explain('a1', ' 答非所问 ')
    expect(votes.of('a1').reason).toBe('sent')
    expect(sent[1]).toEqual({ path: '/api/v1/answers/a1/vote', value: 'useless', reason: '答非所问' })
  })

  it('lets the reason be', async () => {
    const { votes, sent } = setUp()
    await votes.cast('a1', 'useless')
    await votes.explain('a1', '  ')
    expect(votes.of('a1')).toMatchObject({ value: 'useless', reason: 'none' })
    expect(sent).toHaveLength(1)
  })

  it('takes a failed vote back and says so', async () => {
    const { votes, answers } = setUp()
    await votes.cast('a1', 'useful')
    answers.push(500)
    await votes.cast('a1', 'useless')
    expect(votes.of('a1')).toEqual({ value: 'useful', reason: 'none', failed: true })
    await votes.cast('a1', 'useless')
    expect(votes.of('a1')).toMatchObject({ value: 'useless', failed: false })
  })

  it('keeps asking when the reason did not arrive', async () => {
    const { votes, answers } = setUp()
    await votes.cast('a1', 'useless')
    answers.push(503)
    await votes.explain('a1', '看不懂')
    expect(votes.of('a1')).toEqual({ value: 'useless', reason: 'asking', failed: true })
  })

  it('forgets on clear and ignores damaged storage', async () => {
    const { votes, shelf } = setUp()
    await votes.cast('a1', 'useful')
    votes.clear()
    expect(votes.of('a1').value).toBeNull()
    shelf.set('votes', [['a', 'useful'], ['b', 'great'], 7])
    votes.load(shelf)
    expect([votes.of('a').value, votes.of('b').value]).toEqual(['useful', null])
  })
})
