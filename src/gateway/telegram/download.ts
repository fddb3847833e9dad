/**
 * Downloads a file. Telegram serves at most 20 MB, at a URL that is valid for an hour; a self-hosted Bot API
 * server may return a path on its disk, which is requested over HTTP all the same.
 */
import type { Api } from 'grammy'
import { DeliveryError } from '../../domain/message.ts'
import type { CallLimit } from './call-timeout.ts'
import { toDeliveryError } from './delivery-error.ts'

const gone = (message: string) => new DeliveryError(message, { retry: false })
const later = (message: string) => new DeliveryError(message, { retry: true })

export interface DownloadDeps {
  api: Api
  token: string
  apiRoot: string
  limit: () => CallLimit
}

export function createDownload({ api, token, apiRoot, limit }: DownloadDeps) {
  return async (file: string, mostBytes: number): Promise<Uint8Array> => {
    const { file_path: path, file_size: size = 0 } = await api.getFile(file, limit()).catch(error => {
      throw toDeliveryError(error)
    })
    if (!path) throw gone('Telegram no longer has this file.')
    if (size > mostBytes) throw tooLarge(size)
    const signal = limit() as unknown as AbortSignal
    // The error itself is dropped: it contains the URL, and the URL contains the token.
    const answer = await fetch(`${apiRoot}/file/bot${token}/${path}`, { signal }).catch(() => {
      throw later('A file could not be fetched from Telegram.')
    })
    if (answer.status === 404) throw gone('Telegram no longer has this file.')
    if (!answer.ok || !answer.body) throw later(`Telegram answered ${answer.status} for a file.`)
    return await readAtMost(answer.body, mostBytes)
  }
}

/** Counts while it reads: Telegram may not have reported the size. */
async function readAtMost(body: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of body) {
      size += chunk.byteLength
      if (size > most) throw tooLarge(size)
      chunks.push(chunk)
    }
  } catch (error) {
    throw error instanceof DeliveryError ? error : later('A file from Telegram broke off.')
  }
  return Buffer.concat(chunks)
}

const tooLarge = (bytes: number) =>
  new DeliveryError(`A file of at least ${bytes} bytes is too large.`, { retry: false, tooLarge: true })
