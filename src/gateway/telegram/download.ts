/**
 * The bytes of a file that somebody sent. Telegram gives out at most 20 MB, under an address that holds for an hour; an
 * address of our own Bot API server may be a path on its disk, which is asked for over HTTP all the same.
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
    // Never the error itself: it names the address, and the address carries the token.
    const answer = await fetch(`${apiRoot}/file/bot${token}/${path}`, { signal }).catch(() => {
      throw later('A file could not be fetched from Telegram.')
    })
    if (answer.status === 404) throw gone('Telegram no longer has this file.')
    if (!answer.ok || !answer.body) throw later(`Telegram answered ${answer.status} for a file.`)
    return await readAtMost(answer.body, mostBytes)
  }
}

/** Counts while reading: what Telegram said of its size may be missing. */
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
