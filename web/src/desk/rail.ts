// The rail: lists of the server in their groups, and the screens made by hand in theirs. Only what the asker may meet.
import { called, face } from '@/shared/face'
import { may } from '@/shared/session'
import { t } from '@/shared/words'
import { computed } from 'vue'

export interface Stop {
  to: string
  label: string
  icon: string
  order: number
}
export interface Screen extends Omit<Stop, 'label'> {
  group: string
  label: () => string
  // an action that somebody must be able to do for it
  needs?: string
  // what an administrator's desk opens on
  opens?: boolean
}
// A screen made by hand adds itself here.
export const screens: Screen[] = [
  { to: '/counts', group: 'board', order: 1, icon: 'chart', label: () => t('board.title'), needs: 'counts' },
  { to: '/setup', group: 'set', order: 0, icon: 'flag', label: () => t('setup.title'), needs: 'setup', opens: true },
  { to: '/places', group: 'set', order: 1, icon: 'pin', label: () => t('places.title'), needs: 'place_add' },
  {
    to: '/persons/import',
    group: 'set',
    order: 3,
    icon: 'sheet',
    label: () => t('staff.import'),
    needs: 'staff_import',
  },
  { to: '/pack', group: 'set', order: 6, icon: 'guide', label: () => t('pack.title'), needs: 'pack_rows' },
  { to: '/running', group: 'set', order: 9, icon: 'gear', label: () => t('running.title'), needs: 'running' },
  { to: '/map', group: 'board', order: 3, icon: 'map', label: () => t('map.title'), needs: 'matter_list' },
]

const GROUPS = ['work', 'board', 'tell', 'set']
export const rail = computed(() =>
  GROUPS.map((name) => {
    const lists = (face.value?.lists ?? [])
      .filter((list) => list.group === name)
      .map((list): Stop => ({
        to: list.path.replace(/^\/api/, ''),
        label: called(list),
        icon: list.icon ?? 'table',
        order: list.order ?? 99,
      }))
    const own = screens
      .filter((screen) => screen.group === name && (!screen.needs || may(screen.needs)))
      .map((screen): Stop => ({ ...screen, label: screen.label() }))
    const hidden = own.map((stop) => stop.to)
    const stops = [...lists.filter((stop) => !hidden.includes(stop.to)), ...own].sort((a, b) => a.order - b.order)
    return { name, label: face.value?.groups.find((group) => group.name === name)?.label ?? '', stops }
  }).filter((group) => group.stops.length),
)
