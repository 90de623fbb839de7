// A sheet on its way in, in pieces that one deed takes: tried first, so that somebody sees what would change and which
// rows are wrong; then done.
import { computed, ref, shallowRef } from 'vue'
import type { Refused } from '@/shared/api'
import { refusalText } from '@/shared/refusal'
import { pieces, type Piece, type Sheet } from './sheet'

export interface Importing {
  // at most so many rows in a piece, rows of one key together
  most: number
  by?: (row: string[]) => string
  // each time it starts from the first piece, sends them one by one, and has sent all
  begin: () => void
  send: (sheet: Sheet, piece: Piece, trial: boolean) => Promise<void>
  end: (trial: boolean) => void
}
const hinted = (one: { text: string; hint?: string }) => (one.hint ? `${one.text}（${one.hint}）` : one.text)

export function useImporting(how: Importing) {
  const sheet = shallowRef<Sheet | null>(null)
  const failed = ref('')
  const busy = ref(false)
  const through = ref(0)

  async function run(trial: boolean) {
    if (!sheet.value) return
    busy.value = true
    failed.value = ''
    through.value = 0
    how.begin()
    try {
      for (const piece of pieces(sheet.value.rows, how.most, how.by)) {
        await how.send(sheet.value, piece, trial)
        through.value += piece.rows.length
      }
      how.end(trial)
      if (!trial) sheet.value = null
    } catch (refused) {
      const problem = refused as Refused
      failed.value = problem.problem?.problems?.map(hinted).join('；') || refusalText(problem)
    } finally {
      busy.value = false
    }
  }
  const progress = computed(() => ({
    failed: failed.value,
    busy: busy.value,
    n: through.value,
    of: sheet.value?.rows.length ?? 0,
  }))
  return { sheet, failed, busy, progress, run }
}
