import { useSettings } from '../client/settings.ts'
import { BrandMark } from './icons.tsx'

/** Title, type size and language switch. */
export function Header({ title, subtitle }: { title: string; subtitle: string }) {
  const { text, language, largeType, change } = useSettings()
  return (
    <header className="header">
      <BrandMark />
      <div className="header-words">
        <h1>{title}</h1>
        <p>{subtitle}</p>
      </div>
      <div className="header-tools">
        <button
          type="button"
          className="tool type-tool"
          aria-pressed={largeType}
          onClick={() => change({ largeType: !largeType })}
        >
          {text.largeType}
        </button>
        <button
          type="button"
          className="tool"
          lang={language === 'en' ? 'zh-CN' : 'en'}
          onClick={() => change({ language: language === 'en' ? 'zh-CN' : 'en' })}
        >
          {text.switchLanguage}
        </button>
      </div>
    </header>
  )
}
