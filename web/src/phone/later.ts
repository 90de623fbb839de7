// Every screen but the first comes with the styles and words of those screens.
import { moreWords } from '@/shared/words'

export const later =
  <T>(load: () => Promise<T>) =>
  async () =>
    (await Promise.all([load(), import('./styles'), moreWords()]))[0]
