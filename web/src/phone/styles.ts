import '@/css/pages.css'
import '@/css/resident.css'
import '@/css/print.css'
