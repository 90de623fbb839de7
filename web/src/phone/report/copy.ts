// The clipboard; on plain HTTP by the old way, a selected text.
export async function copy(text: string): Promise<boolean> {
  if (navigator.clipboard && isSecureContext) {
    const done = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
    if (done) return true
  }
  const box = document.createElement('textarea')
  box.value = text
  box.className = 'vh'
  document.body.append(box)
  box.select()
  const done = document.execCommand('copy')
  box.remove()
  return done
}
