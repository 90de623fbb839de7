// What a screen puts into the line above it: its name, which is the page's heading, and a word in passing beside it.
import { onScopeDispose, shallowRef, watchEffect } from 'vue'

export const top = shallowRef({ title: '', note: '' })

export function useTop(title: () => string, note: () => string = () => '') {
  watchEffect(() => (top.value = { title: title(), note: note() }))
  const mine = top
  onScopeDispose(() => (mine.value = { title: '', note: '' }))
}
