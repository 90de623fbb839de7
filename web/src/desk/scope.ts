// The place that is worked in: everything a page shows lies at it or below. The address says it (`place`), else what was
// chosen last, else one's own post.
import { get } from '@/shared/api'
import { keepOwn, own } from '@/shared/own'
import { me } from '@/shared/session'
import { computed, shallowRef, watch } from 'vue'
import { useRoute } from 'vue-router'

export interface Scope {
  code: string
  name: string
}
const chosen = shallowRef<Scope | null>(null)
const names = shallowRef<Record<string, string>>({})

watch(
  () => me.value?.id,
  () => (chosen.value = own<Scope | null>('scope', null)),
  { immediate: true },
)
export function choose(scope: Scope) {
  chosen.value = scope
  names.value = { ...names.value, [scope.code]: scope.name }
  keepOwn('scope', scope)
}
const post = computed<Scope | null>(() => me.value?.posts?.[0]?.place ?? null)

export function useScope() {
  const route = useRoute()
  const said = computed(() => String(route.query.place ?? ''))
  const code = computed(() => said.value || chosen.value?.code || post.value?.code || '')
  const known = (at: string) =>
    [chosen.value, ...(me.value?.posts ?? []).map((one) => one.place)].find((one) => one?.code === at)?.name ??
    names.value[at]
  watch(
    code,
    async (at) => {
      if (!at || known(at)) return
      const place = await get('GET /api/places/by-code', { code: at }).catch(() => null)
      if (place) names.value = { ...names.value, [at]: place.name }
    },
    { immediate: true },
  )
  const name = computed(() => known(code.value) ?? code.value)
  return { code, name }
}
