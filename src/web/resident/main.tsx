import { createRoot } from 'react-dom/client'
import { SettingsProvider } from '../shared/settings-provider.tsx'
import '../style/base.css'
import '../style/chat.css'
import { keepShell } from './keep-shell.ts'
import { ResidentPage } from './resident-page.tsx'

keepShell()
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <SettingsProvider>
      <ResidentPage />
    </SettingsProvider>,
  )
}
