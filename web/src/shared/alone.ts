// One tab at a time: sending, signing in and signing out wait for each other, so that nothing kept for one person goes
// out under another's session. (Web Locks where there are any; the server takes the same deed once in any case.)
export async function alone<T>(run: () => Promise<T>): Promise<T> {
  const locks = (navigator as { locks?: LockManager }).locks
  return locks ? ((await locks.request('linli-outbox', run)) as T) : run()
}
