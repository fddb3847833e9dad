/**
 * Files of unsent messages, in the browser's database until they are sent or discarded: photos do not fit
 * into localStorage.
 */
const STORE = 'waiting'
/** Fallback without storage (a private window): lasts as long as the page. */
const forNow = new Map<string, File>()

export async function keepFile(id: string, file: File): Promise<void> {
  forNow.set(id, file)
  await inStore('readwrite', store => store.put(file, id)).catch(() => {})
}

/** @returns undefined when the file is gone: another tab sent it, or the browser cleared its storage. */
export async function keptFile(id: string): Promise<File | undefined> {
  return (
    forNow.get(id) ??
    (await inStore<File | undefined>('readonly', store => store.get(id)).catch(() => undefined))
  )
}

export async function dropFile(id: string): Promise<void> {
  forNow.delete(id)
  await inStore('readwrite', store => store.delete(id)).catch(() => {})
}

function inStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('linli', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
    opening.onerror = () => reject(opening.error ?? new Error('indexedDB'))
    opening.onsuccess = () => {
      const transaction = opening.result.transaction(STORE, mode)
      const request = act(transaction.objectStore(STORE))
      transaction.oncomplete = () => {
        opening.result.close()
        resolve(request.result)
      }
      transaction.onabort = () => reject(transaction.error ?? new Error('indexedDB'))
    }
  })
}
