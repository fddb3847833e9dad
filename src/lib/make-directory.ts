/** Creates a folder and its missing parents. */
import fs from 'node:fs'
import path from 'node:path'

/**
 * Node's own `recursive` never returns when a parent exists but accepts no children, such as /proc: it blocks
 * the whole process, signals included.
 * @throws NodeJS.ErrnoException of the folder that could not be made.
 */
export function makeDirectory(directory: string): void {
  if (isDirectory(directory)) return
  const parent = path.dirname(directory)
  if (parent !== directory) makeDirectory(parent)
  try {
    fs.mkdirSync(directory)
  } catch (error) {
    // A concurrent process has created it.
    if (!isDirectory(directory)) throw error
  }
}

const isDirectory = (file: string) => fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() === true
