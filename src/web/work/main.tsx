import { createRoot } from 'react-dom/client'
import { SettingsProvider } from '../shared/settings-provider.tsx'
import '../style/base.css'
import '../style/chat.css'
import '../style/work.css'
import { WorkPage } from './work-page.tsx'

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <SettingsProvider>
      <WorkPage />
    </SettingsProvider>,
  )
}
