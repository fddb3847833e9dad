/** Built pages, read into memory once: they are small, and so no path of a request ever meets the disk. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Context, MiddlewareHandler } from 'hono'

export interface StaticPages {
  /** `/` or `/console/`: with a slash at the end. */
  prefix: string
  /** What the build wrote, `dist/web`. */
  dir: string
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

interface StaticFile {
  headers: Record<string, string>
  etag: string
  plain: Buffer<ArrayBuffer>
  packed: { br?: Buffer<ArrayBuffer>; gzip?: Buffer<ArrayBuffer> }
}

/** Pages that were not built answer with a sentence that says how; the rest of the process works. */
export function servePages({ prefix, dir }: StaticPages): MiddlewareHandler {
  const files = existsSync(path.join(dir, 'index.html')) ? readAll(dir) : undefined
  return async (c, next) => {
    if (!files) return c.text('The pages are not built: npm run build\n', 503)
    const wanted = c.req.path.slice(prefix.length)
    const file = files.get(wanted) ?? files.get(path.posix.join(wanted, 'index.html'))
    return file ? answer(c, file) : next()
  }
}

function readAll(dir: string): Map<string, StaticFile> {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return new Map(
    entries.map(entry => {
      const file = path.join(entry.parentPath, entry.name)
      const name = path.relative(dir, file).replaceAll(path.sep, '/')
      return [name, readOne(name, readFileSync(file))]
    }),
  )
}

function readOne(name: string, plain: Buffer<ArrayBuffer>): StaticFile {
  const extension = path.extname(name)
  const type = TYPES[extension] ?? 'application/octet-stream'
  const worthPacking = plain.length > 1_000 && /text|json|svg/.test(type)
  // The build puts a hash of the content into these names: what has the name never changes.
  const hashed = name.startsWith('assets/')
  return {
    headers: {
      'Content-Type': type,
      'Cache-Control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      Vary: 'Accept-Encoding',
    },
    etag: createHash('sha256').update(plain).digest('base64url').slice(0, 20),
    plain,
    packed: worthPacking
      ? {
          br: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
          gzip: gzipSync(plain),
        }
      : {},
  }
}

function answer(c: Context, file: StaticFile): Response {
  // Weak, because a proxy may pack it anew.
  const etag = `W/"${file.etag}"`
  const headers = { ...file.headers, ETag: etag }
  if (c.req.header('If-None-Match')?.includes(file.etag)) return c.body(null, 304, headers)
  const accepted = c.req.header('Accept-Encoding') ?? ''
  for (const encoding of ['br', 'gzip'] as const) {
    const body = file.packed[encoding]
    if (body && accepted.includes(encoding))
      return c.body(body, 200, { ...headers, 'Content-Encoding': encoding })
  }
  return c.body(file.plain, 200, headers)
}
