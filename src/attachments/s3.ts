/** Attachments in a bucket of any S3 server: s3://key:secret@host[:port]/bucket[/folder][?region=…&tls=off]. */
import { S3mini } from 's3mini'
import type { S3Address } from './s3-url.ts'
import { type AttachmentStore, pathOf, sha256Of } from './store.ts'

/** Timeout: a file of 20 MB over a poor line. The job retries after it. */
const PATIENCE_MS = 60_000

export function storeOnS3({ folder, ...address }: S3Address): AttachmentStore {
  const bucket = new S3mini({ ...address, requestAbortTimeout: PATIENCE_MS })
  const keyOf = (sha256: string) => folder + pathOf(sha256)
  return {
    async put(bytes) {
      const sha256 = sha256Of(bytes)
      // A neutral type: a bucket that is public by mistake serves no page.
      await bucket.putObject(keyOf(sha256), Buffer.from(bytes), 'application/octet-stream')
      return sha256
    },
    async get(sha256) {
      const found = await bucket.getObjectArrayBuffer(keyOf(sha256))
      return found && new Uint8Array(found)
    },
    async delete(sha256) {
      await bucket.deleteObject(keyOf(sha256))
    },
  }
}
