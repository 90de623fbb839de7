// What to keep of a report as one picture: number, day, link, for the phone's album.
import { t } from '@/shared/words'
import type { Filed } from './filed'

const WIDE = 1080
const PAD = 72

function wrap(paint: CanvasRenderingContext2D, text: string, wide: number) {
  const lines: string[] = ['']
  for (const letter of text) {
    if (paint.measureText(lines.at(-1) + letter).width > wide) lines.push('')
    lines[lines.length - 1] += letter
  }
  return lines
}

export async function savePicture(filed: Filed, link: string, due: string) {
  const canvas = document.createElement('canvas')
  const paint = canvas.getContext('2d')
  if (!paint) return
  const style = getComputedStyle(document.body)
  const rows: [string, number, boolean][] = [
    [`${t('frame.name')} · ${t('report.got')}`, 40, false],
    [filed.number, 64, true],
    [filed.title, 48, true],
    [filed.holder_name, 40, false],
    [filed.due_at ? t('due.by', { when: due }) : '', 40, false],
    [t('report.link'), 40, true],
    [link, 34, false],
  ]
  const font = (size: number, bold: boolean) => `${bold ? 600 : 400} ${size}px ${style.fontFamily}`
  const laid = rows.flatMap(([text, size, bold]) => {
    paint.font = font(size, bold)
    return wrap(paint, text, WIDE - 2 * PAD).map((line) => ({ line, size, bold }))
  })
  canvas.width = WIDE
  canvas.height = 2 * PAD + laid.reduce((sum, row) => sum + row.size * 1.6, 0)
  paint.fillStyle = '#fff'
  paint.fillRect(0, 0, canvas.width, canvas.height)
  paint.fillStyle = '#1a2321'
  let y = PAD
  for (const { line, size, bold } of laid) {
    paint.font = font(size, bold)
    y += size * 1.6
    paint.fillText(line, PAD, y - size * 0.4)
  }
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
  if (!blob) return
  const url = URL.createObjectURL(blob)
  const save = document.createElement('a')
  save.href = url
  save.download = `${filed.number}.png`
  save.click()
  setTimeout(() => URL.revokeObjectURL(url), 10000)
}
