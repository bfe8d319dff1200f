import { printable } from '../render/printable.ts'
import { headline } from '../text/notify.ts'
import type { Channel, Message, Reach } from './channel.ts'
import { post } from './post.ts'

/** Longer texts are cut by some that take Slack's format. */
const TABLE_LENGTH = 3_000

export interface SlackOptions {
  id: string
  name: string
  url: string
  reach: Reach
}

/** Posts messages in the format of Slack's incoming webhooks, which Mattermost and others take too. */
export function createSlack({ id, name, url, reach }: SlackOptions): Channel {
  return {
    id,
    name,
    send(message, signal) {
      const body = JSON.stringify({ text: slackText(message) })
      return post({ channel: name, url, body, reach, signal })
    },
  }
}

function slackText(message: Message): string {
  const { lines, next, table } = message
  return [
    `*${escape(headline(message))}*`,
    ...lines.map(escape),
    ...next.map((line) => `› ${escape(line)}`),
    ...(table === undefined ? [] : [`\`\`\`\n${escape(beginningOf(table))}\n\`\`\``]),
  ].join('\n')
}

/** As many whole lines as fit. */
function beginningOf(table: string): string {
  if (table.length <= TABLE_LENGTH) return table.trimEnd()
  return `${table.slice(0, table.lastIndexOf('\n', TABLE_LENGTH))}\n…`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Nothing in a text mentions, links or ends a block. */
function escape(text: string): string {
  return text
    .split('\n')
    .map(printable)
    .join('\n')
    .replaceAll('`', "'")
    .replaceAll(/[&<>]/g, (character) => entities[character]!)
}
