// What a QR code on a photo says; "" where there is none, or where the browser reads none.
interface Detector {
  detect(image: ImageBitmap): Promise<{ rawValue: string }[]>
}
export async function scanned(photo: Blob): Promise<string> {
  const Reader = (globalThis as { BarcodeDetector?: new (how: { formats: string[] }) => Detector }).BarcodeDetector
  if (!Reader) return ''
  const image = await createImageBitmap(photo).catch(() => null)
  const found = image ? await new Reader({ formats: ['qr_code'] }).detect(image).catch(() => []) : []
  return found[0]?.rawValue ?? ''
}
