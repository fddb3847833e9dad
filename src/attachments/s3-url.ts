/** Parses the address of a bucket from the one line that the operator configures. */
export interface S3Address {
  endpoint: string
  /** Prefix of every key, empty or with a slash at its end. */
  folder: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}

/** @returns null when a part is missing. */
export function readS3Url(text: string): S3Address | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const [bucket, ...folder] = url.pathname.split('/').filter(Boolean)
  if (url.protocol !== 's3:' || !url.host || !bucket || !url.username || !url.password) return null
  return {
    endpoint: `${url.searchParams.get('tls') === 'off' ? 'http' : 'https'}://${url.host}/${bucket}`,
    folder: folder.map(part => `${part}/`).join(''),
    region: url.searchParams.get('region') ?? 'auto',
    // Secrets contain slashes and pluses: in a URL they are percent-encoded.
    accessKeyId: decodeURIComponent(url.username),
    secretAccessKey: decodeURIComponent(url.password),
  }
}
