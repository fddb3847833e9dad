/** Against a local bucket: requests are signed and named rightly; the client's own tests cover a real S3. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { storeOnS3 } from './s3.ts'
import { readS3Url } from './s3-url.ts'
import { pathOf } from './store.ts'

const objects = new Map<string, Buffer>()
const server = createServer(async (request, response) => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const key = new URL(request.url ?? '', 'http://x').pathname
  const signed = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=me/')
  if (!signed) response.writeHead(403).end()
  else if (request.method === 'PUT') {
    objects.set(key, Buffer.concat(parts))
    response.writeHead(200, { ETag: '"x"' }).end()
  } else if (request.method === 'DELETE') response.writeHead(objects.delete(key) ? 204 : 204).end()
  else if (objects.has(key)) response.writeHead(200).end(objects.get(key))
  else response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>')
})
let port = 0
beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => server.close())

it('keeps, finds and forgets by hash in the folder of a bucket', async () => {
  const address = readS3Url(`s3://me:a%2Fb@127.0.0.1:${port}/bucket/linli?region=cn-north-1&tls=off`)
  if (!address) throw new Error('a good address')
  expect(address).toMatchObject({ secretAccessKey: 'a/b', region: 'cn-north-1', folder: 'linli/' })
  const store = storeOnS3(address)
  const sha256 = await store.put(Buffer.from('a picture'))
  expect([...objects.keys()]).toEqual([`/bucket/linli/${pathOf(sha256)}`])
  expect(Buffer.from((await store.get(sha256)) ?? []).toString()).toBe('a picture')
  await store.delete(sha256)
  expect(await store.get(sha256)).toBeNull()
})

it.each(['https://x', 's3://host/bucket', 's3://a:b@host', 'rubbish'])(
  '%s is no address of a bucket',
  text => {
    expect(readS3Url(text)).toBeNull()
  },
)
