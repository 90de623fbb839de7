// A photo made small on the phone: upright, at most 1600 px, without what the camera wrote into it (so without its
// position). What cannot be decoded goes as it is; the server decides.
async function decode(
  file: Blob,
): Promise<{ source: CanvasImageSource; width: number; height: number; done: () => void }> {
  if ('createImageBitmap' in window) {
    const bitmap = await createImageBitmap(file).catch(() => null)
    if (bitmap) return { source: bitmap, width: bitmap.width, height: bitmap.height, done: () => bitmap.close() }
  }
  const url = URL.createObjectURL(file)
  const image = new Image()
  image.src = url
  await image.decode()
  return { source: image, width: image.naturalWidth, height: image.naturalHeight, done: () => URL.revokeObjectURL(url) }
}

export async function shrink(file: Blob, most = 1600, quality = 0.8): Promise<Blob> {
  if (file.type === 'application/pdf') return file
  const photo = await decode(file).catch(() => null)
  if (!photo) return file
  const scale = Math.min(1, most / Math.max(photo.width, photo.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(photo.width * scale)
  canvas.height = Math.round(photo.height * scale)
  const paint = canvas.getContext('2d')
  if (!paint) return file
  paint.fillStyle = '#fff'
  paint.fillRect(0, 0, canvas.width, canvas.height)
  paint.drawImage(photo.source, 0, 0, canvas.width, canvas.height)
  photo.done()
  return (await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality))) ?? file
}
