import { consoleStrings as strings } from '../strings'

/** A browser's own long name in a few words: Chrome 130 · Windows. */
export function sayBrowser(agent: string): string {
  for (const [mark, name] of Object.entries(strings.browsers)) {
    const version = new RegExp(`(?:^|[^a-zA-Z])(?:Headless)?${mark}/(\\d+)`).exec(agent)?.[1]
    if (version === undefined) continue
    const system = strings.systems.find(([part]) => agent.includes(part))?.[1]
    return system === undefined ? `${name} ${version}` : `${name} ${version} · ${system}`
  }
  return agent === '' || agent.length > 40 ? strings.unknownBrowser : agent
}
