// Every screen but the first comes with the styles of those screens.
export const later =
  <T>(load: () => Promise<T>) =>
  async () =>
    (await Promise.all([load(), import('./styles')]))[0]
