import '@/css/tokens.css'
import '@/css/ground.css'
import '@/css/marks.css'
import '@/css/controls.css'
import '@/css/parts.css'
import '@/css/pages.css'
import '@/css/desk.css'
import '@/css/queue.css'
import '@/css/print.css'
import { start } from '@/shared/start'
import App from './App.vue'
import { routes } from './routes'

void start('desk', App, routes)
