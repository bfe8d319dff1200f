import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redactSecrets, redactUrl } from '../../src/net/redact.ts'

describe('redactUrl', () => {
  test.each([
    {
      url: 'https://cdn.shop.kr/a/pic@2x.png?w=200',
      shown: 'https://cdn.shop.kr/a/pic@2x.png?w=200',
    },
    { url: 'https://user:pass@host/a', shown: 'https://***@host/a' },
    { url: 'https://user:p@ss@host/a', shown: 'https://***@host/a' },
    { url: 'redis://:p/s?s#x@host:6379/0', shown: 'redis://***@host:6379/0' },
    { url: 'rediss://:pw@h1:1,h2:2/0', shown: 'rediss://***@h1:1,h2:2/0' },
    {
      url: 'postgresql://u:p@db/shop?sslmode=require&password=x',
      shown: 'postgresql://***@db/shop?sslmode=require&password=***',
    },
    {
      url: 'https://b.s3/x?X-Amz-Signature=ab&X-Amz-Credential=AK%2F1&X-Amz-Expires=60',
      shown: 'https://b.s3/x?X-Amz-Signature=***&X-Amz-Credential=***&X-Amz-Expires=60',
    },
    { url: 'https://h/x?t=eyJhbGciOiJIUzI1NiIsInR5', shown: 'https://h/x?t=***' },
    { url: 'https://h/x?eyJhbGciOiJIUzI1NiIsInR5', shown: 'https://h/x?***' },
    { url: 'https://h/x#access_token=1', shown: 'https://h/x#***' },
    { url: 'file:///home/me/videos', shown: 'file:///home/me/videos' },
    { url: 'not a url', shown: 'not a url' },
  ])('$url', ({ url, shown }) => {
    expect(redactUrl(url)).toBe(shown)
  })

  test('no password comes through, whatever it is made of', () => {
    const password = fc.string({ minLength: 3, maxLength: 20 }).map((text) => `Zq${text}`)
    fc.assert(
      fc.property(password, fc.constantFrom('redis', 'postgresql', 'rediss'), (secret, scheme) => {
        expect(redactUrl(`${scheme}://user:${secret}@host:1/0`)).toBe(`${scheme}://***@host:1/0`)
      }),
    )
  })
})

describe('redactSecrets', () => {
  test.each([
    { what: 'every place', text: 'k=s3cret, s3cret', secrets: ['s3cret'], shown: 'k=***, ***' },
    { what: 'percent-encoded', text: 'x?k=a%2Fb%2Bc', secrets: ['a/b+c'], shown: 'x?k=***' },
    { what: 'the longest first', text: 'abcdef', secrets: ['abcd', 'abcdef'], shown: '***' },
    {
      what: 'a password of a URL',
      text: 'AUTH p@ss1 no',
      secrets: ['redis://:p%40ss1@h'],
      shown: 'AUTH *** no',
    },
    {
      what: 'nothing for what is unset',
      text: 'plain',
      secrets: [undefined, '', 'a'],
      shown: 'plain',
    },
  ])('masks $what', ({ text, secrets, shown }) => {
    expect(redactSecrets(text, secrets)).toBe(shown)
  })
})
