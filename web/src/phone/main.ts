import '@/css/tokens.css'
import '@/css/ground.css'
import '@/css/marks.css'
import '@/css/controls.css'
import '@/css/parts.css'
import '@/css/pages.css'
import '@/css/phone.css'
import '@/css/print.css'
import { watchBuild } from '@/shared/build'
import { start } from '@/shared/start'
import App from './App.vue'
import { routes } from './routes'

watchBuild()
void start('phone', App, routes)
