// What a screen may change of the phone's frame.
import { onMounted, onUnmounted, shallowRef } from 'vue'

// How many bars of buttons are there (phone/Acts.vue): one stands in place of the tabs.
export const bars = shallowRef(0)
export function useBar() {
  onMounted(() => bars.value++)
  onUnmounted(() => bars.value--)
}
