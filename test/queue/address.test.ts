import { describe, expect, test } from 'vitest'
import { parseRedisUrl } from '../../src/queue/address.ts'

describe('parseRedisUrl', () => {
  test.each([
    ['redis://shop', { host: 'shop', port: 6379, db: 0 }, 'redis://shop:6379'],
    ['redis://shop:7000/3', { host: 'shop', port: 7000, db: 3 }, 'redis://shop:7000/3'],
    ['redis://[::1]:7000', { host: '::1', port: 7000, db: 0 }, 'redis://[::1]:7000'],
    [
      'redis://:p%40ss@shop',
      { host: 'shop', port: 6379, db: 0, password: 'p@ss' },
      'redis://shop:6379',
    ],
    [
      'rediss://user:pw@shop:1',
      {
        host: 'shop',
        port: 1,
        db: 0,
        username: 'user',
        password: 'pw',
        tls: { servername: 'shop' },
      },
      'rediss://shop:1',
    ],
    [
      'redis-sentinel://user:p%40ss@a:26380,b,[::1]:1/shop?db=2&sentinel_password=s',
      {
        sentinels: [
          { host: 'a', port: 26380 },
          { host: 'b', port: 26379 },
          { host: '::1', port: 1 },
        ],
        name: 'shop',
        db: 2,
        username: 'user',
        password: 'p@ss',
        sentinelPassword: 's',
      },
      'redis-sentinel://a:26380,b:26379,[::1]:1/shop',
    ],
    [
      'rediss-sentinel://a/shop',
      {
        sentinels: [{ host: 'a', port: 26379 }],
        name: 'shop',
        db: 0,
        tls: {},
        sentinelTLS: {},
        enableTLSForSentinelMode: true,
      },
      'rediss-sentinel://a:26379/shop',
    ],
    ['unix:///run/redis.sock', { path: '/run/redis.sock', db: 0 }, '/run/redis.sock'],
    ['unix:///a%20b/r.sock?db=2', { path: '/a b/r.sock', db: 2 }, '/a b/r.sock'],
    ['/run/redis 1.sock', { path: '/run/redis 1.sock', db: 0 }, '/run/redis 1.sock'],
  ])('reads %s', (url, options, label) => {
    expect(parseRedisUrl(url)).toEqual({ options, label })
  })

  test.each([
    ['redis-cluster://:pw@a,b:7000', { password: 'pw' }, 'redis-cluster://a:6379,b:7000'],
    ['rediss-cluster://a,b:7000/', { tls: {} }, 'rediss-cluster://a:6379,b:7000'],
  ])('reads %s', (url, options, label) => {
    const nodes = [
      { host: 'a', port: 6379 },
      { host: 'b', port: 7000 },
    ]
    expect(parseRedisUrl(url)).toEqual({ options, label, nodes })
  })

  test.each([
    'localhost:6379',
    '127.0.0.1:6379',
    'shop',
    '',
    'http://shop:6379',
    'redis://',
    'redis://shop:99999',
    'redis://shop/queue',
    'redis://shop?tls=true',
    'redis://u:secret%zz@shop',
    'redis://a,b',
    'redis-sentinel://a,b',
    'redis-sentinel://a,,b/shop',
    'redis-sentinel://:secret@a/shop?password=secret',
    'redis-cluster://a,b/3',
    'redis-cluster://:secret@a:b',
    'unix://relative/redis.sock',
    'unix:///',
    '/',
  ])('refuses %j, without showing it', (url) => {
    let error: unknown
    try {
      parseRedisUrl(url)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({ code: 'QUEUE_BAD_URL' })
    expect(JSON.stringify(error)).not.toContain('secret')
  })

  test('names the file of authorities that is not there', () => {
    expect(() => parseRedisUrl('rediss://shop', '/nowhere/ca.pem')).toThrow(
      expect.objectContaining({
        code: 'QUEUE_BAD_URL',
        params: { reason: 'REDIS_CA_FILE /nowhere/ca.pem can not be read (ENOENT)' },
      }),
    )
  })
})
