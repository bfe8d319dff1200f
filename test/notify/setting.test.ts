import { describe, expect, test } from 'vitest'
import { channelId, channelName, readChannels } from '../../src/notify/setting.ts'

const SLACK = 'https://hooks.slack.com/services/T0/B0/geheim'

describe('VIDGEN_NOTIFY', () => {
  test('names any number of channels, each once', () => {
    const { channels, problems } = readChannels(
      `https://a.example/x, slack:${SLACK}\n mailto:team@shop.example,https://a.example/x`,
    )
    expect(problems).toEqual([])
    expect(channels).toEqual([
      { kind: 'webhook', url: 'https://a.example/x' },
      { kind: 'slack', url: SLACK },
      { kind: 'mail', to: 'team@shop.example' },
    ])
  })

  test('one address may be of two kinds', () => {
    expect(readChannels(`${SLACK}, slack:${SLACK}`).channels).toHaveLength(2)
  })

  test.each([
    'geheim',
    'https://user:geheim@h.example',
    'mailto:a@geheim?bcc=x@y',
    'mailto:a@b@geheim',
    'mailto:"geheim"@b',
    'ftp://geheim.example',
    'slack:',
  ])('%s is told by its place, without its text', (entry) => {
    const { problems } = readChannels(`https://a.example/x,${entry}`)
    expect(problems).toEqual([expect.stringMatching(/^entry 2 /)])
    expect(problems.join()).not.toContain('geheim')
  })

  test('what stands for a channel tells nothing of its address', () => {
    const { channels } = readChannels(`slack:${SLACK}, mailto:team@shop.example`)
    const shown = channels.map((channel) => `${channelId(channel)} ${channelName(channel)}`)
    expect(shown[0]).toMatch(/^slack-[0-9a-f]{12} slack hooks\.slack\.com \([0-9a-f]{4}\)$/)
    expect(shown[1]).toMatch(/^mail-[0-9a-f]{12} mail team@shop\.example$/)
  })
})
