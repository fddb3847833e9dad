/** PostgreSQL keeps neither NUL nor half a surrogate pair: the first is nothing, of the second a mark stays (U+FFFD). */
export const storable = (text: string): string => text.replaceAll('\0', '').toWellFormed()
