import { v7 } from 'uuid'

/** A UUIDv7: sorts by time, also within one millisecond of one process. */
export const newId = (): string => v7()
