/** A browser's client of docs/api.md: the session cookie identifies the resident or worker. */
import type { Language } from '../../domain/message.ts'
import type {
  ApiMessage,
  ErrorAnswer,
  ErrorCode,
  HistoryAnswer,
  PostAnswer,
  SessionAnswer,
  UploadAnswer,
} from '../../gateway/web/api-types.ts'

export class ApiFailure extends Error {
  readonly code: ErrorCode | 'offline'
  readonly retryAfterMs: number

  constructor(code: ErrorCode | 'offline', message: string, retryAfterMs = 0) {
    super(message)
    this.code = code
    this.retryAfterMs = retryAfterMs
  }

  /** A retry of this request would fail again. */
  get isFinal(): boolean {
    return !['offline', 'signed_out', 'too_fast', 'internal', 'not_ready'].includes(this.code)
  }
}

/** Body of one message; see docs/api.md. */
export interface DraftMessage {
  text?: string
  action?: string
  location?: { latitude: number; longitude: number }
  /** Id of an uploaded file. */
  attachment?: string
  replyTo?: string
}

interface UploadWatch {
  signal: AbortSignal
  /** Share of the upload that is sent, 0 to 1. */
  onProgress: (share: number) => void
}

export interface Api {
  signIn(body: { language?: Language; code?: string; embedded?: boolean }): Promise<SessionAnswer>
  signOut(): Promise<void>
  post(chat: string, id: string, said: DraftMessage): Promise<PostAnswer>
  upload(chat: string, file: File, watch: UploadWatch): Promise<UploadAnswer>
  /** URL of a file of the chat. */
  fileUrl(chat: string, id: string, small?: boolean): string
  history(chat: string, before?: string): Promise<HistoryAnswer>
  cards(chat: string, open: boolean): Promise<ApiMessage[]>
  streamUrl(chat: string): string
}

/** Timeout of a request; a retry is idempotent. */
const PATIENCE_MS = 20_000
/** Timeout of an upload: twenty megabytes over a poor line. */
const UPLOAD_PATIENCE_MS = 180_000

export function createApi(prefix: '/api/resident' | '/api/work', language: () => Language): Api {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const patience = new AbortController()
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS)
    try {
      const answer = await fetch(prefix + path, {
        method,
        signal: patience.signal,
        headers: {
          'Accept-Language': language(),
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      if (!answer.ok) throw await failure(answer)
      return (answer.status === 204 ? undefined : await answer.json()) as T
    } catch (error) {
      throw error instanceof ApiFailure ? error : new ApiFailure('offline', String(error))
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    signIn: body => call('POST', '/session', body),
    signOut: () => call('DELETE', '/session'),
    post: (chat, id, said) => call('POST', `/chats/${chat}/messages`, { id, ...said }),
    upload: (chat, file, watch) =>
      sendUp(
        `${prefix}/chats/${chat}/attachments?name=${encodeURIComponent(file.name.slice(-200))}`,
        file,
        watch,
        language(),
      ),
    fileUrl: (chat, id, small) => `${prefix}/chats/${chat}/attachments/${id}${small ? '?size=small' : ''}`,
    history: (chat, before) =>
      call('GET', `/chats/${chat}/messages?limit=50${before ? `&before=${before}` : ''}`),
    cards: async (chat, open) =>
      (await call<{ messages: ApiMessage[] }>('GET', `/chats/${chat}/cards?open=${open}`)).messages,
    streamUrl: chat => `${prefix}/chats/${chat}/stream`,
  }
}

const failure = async (answer: Response) =>
  refusal(answer.status, answer.headers.get('Retry-After'), await answer.text().catch(() => ''))

function refusal(status: number, retryAfter: string | null, body: string): ApiFailure {
  const retryAfterMs = Number(retryAfter ?? 0) * 1000
  try {
    const { error } = JSON.parse(body) as ErrorAnswer
    return new ApiFailure(error.code, error.message, retryAfterMs)
  } catch {
    // A proxy's own error page is not JSON: the service behind it will return.
    return new ApiFailure('not_ready', `HTTP ${status}`, retryAfterMs)
  }
}

/** XMLHttpRequest, because fetch reports no upload progress. */
function sendUp(
  url: string,
  file: File,
  { signal, onProgress }: UploadWatch,
  language: Language,
): Promise<UploadAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const lost = () => reject(new ApiFailure('offline', 'upload'))
    request.open('POST', url)
    request.timeout = UPLOAD_PATIENCE_MS
    request.setRequestHeader('Accept-Language', language)
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / Math.max(1, total))
    request.onerror = request.ontimeout = request.onabort = lost
    request.onload = () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText) as UploadAnswer)
      else reject(refusal(request.status, request.getResponseHeader('Retry-After'), request.responseText))
    }
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

/** crypto.randomUUID is missing on pages without https, as in a community's own network. */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}
