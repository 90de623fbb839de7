// Small choices of a person that stay on this device (the place worked in, own views, kept replies): by name, for
// whoever is here. Signing out leaves them, as nothing in them is private; another person does not see them.
import { whose } from './kept'

const key = (name: string) => `linli-own/${whose()}/${name}`

export function own<T>(name: string, without: T): T {
  try {
    return (JSON.parse(localStorage.getItem(key(name)) ?? 'null') as T | null) ?? without
  } catch {
    return without
  }
}
export function keepOwn(name: string, value: unknown) {
  try {
    localStorage.setItem(key(name), JSON.stringify(value))
  } catch {
    // No room: the choice lasts as long as the page.
  }
}
