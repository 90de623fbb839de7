// A plugin of the build: the map names no other host. Its own line under a map is a link to the library's site, which a
// strict office network reads as a call to elsewhere; whose tiles they are stands there alone.
const PREFIX = /prefix: '<a href="https:\/\/leafletjs\.com"[^\n]*/

export function noHost() {
  return {
    name: 'no-host',
    transform(code, id) {
      if (!/leaflet-src(\.esm)?\.js$/.test(id.split('?')[0])) return null
      if (!PREFIX.test(code)) this.error('the map library has another line of its own than this build takes out')
      return { code: code.replace(PREFIX, 'prefix: false'), map: null }
    },
  }
}
