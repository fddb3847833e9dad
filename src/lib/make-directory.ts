/** A folder and those above it, made when they are missing. */
import fs from 'node:fs'
import path from 'node:path'

/**
 * Node's own `recursive` never returns where a parent is there and takes no children, such as /proc: it holds the whole
 * process, signals included.
 * @throws NodeJS.ErrnoException of the folder that could not be made.
 */
export function makeDirectory(directory: string): void {
  if (isDirectory(directory)) return
  const parent = path.dirname(directory)
  if (parent !== directory) makeDirectory(parent)
  try {
    fs.mkdirSync(directory)
  } catch (error) {
    // Another process was faster.
    if (!isDirectory(directory)) throw error
  }
}

const isDirectory = (file: string) => fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() === true
