import '@/css/tokens.css'
import '@/css/ground.css'
import '@/css/controls.css'
import '@/css/parts.css'
import '@/css/phone.css'
import { watchBuild } from '@/shared/build'
import { takeFollow } from '@/shared/follow'
import { start } from '@/shared/start'
import App from './App.vue'
import { routes } from './routes'

takeFollow()
watchBuild()
void start('phone', App, routes)
