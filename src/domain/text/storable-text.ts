/** PostgreSQL stores neither NUL nor lone surrogates: NUL is removed, a lone surrogate becomes U+FFFD. */
export const storable = (text: string): string => text.replaceAll('\0', '').toWellFormed()
