// <script src="https://linli.example.cn/widget.js" async></script> on a community's site: a button that opens the chat in a
// frame. EMBED_ORIGINS has to name the site. data-language="en" and data-side="left" on the script change what they say.
;(() => {
  const script = document.currentScript
  const home = new URL(script.src).origin
  const english = (script.dataset.language ?? document.documentElement.lang ?? '').startsWith('en')
  const words = english
    ? { open: 'Tell Linli what is wrong', close: 'Close', title: 'Linli, chat', unread: 'new messages' }
    : { open: '有事找邻里', close: '关闭', title: '邻里，对话', unread: '条新消息' }
  const side = script.dataset.side === 'left' ? 'left' : 'right'

  // A root of its own: neither site's styles reach the other.
  const host = document.createElement('div')
  const root = host.attachShadow({ mode: 'closed' })
  const style = new CSSStyleSheet()
  style.replaceSync(`
    button { position: fixed; ${side}: 16px; bottom: 16px; z-index: 2147483000; min-height: 52px; padding: 0 20px; border: 0; border-radius: 26px;
      background: #1f5e52; color: #fffdf8; font: 600 17px/1.2 system-ui, sans-serif; box-shadow: 0 4px 14px rgb(0 0 0 / 25%); cursor: pointer }
    button:focus-visible { outline: 3px solid #f2b33d; outline-offset: 2px }
    iframe { position: fixed; ${side}: 16px; bottom: 80px; z-index: 2147483000; width: min(400px, calc(100vw - 32px));
      height: min(640px, calc(100vh - 96px)); border: 0; border-radius: 16px; background: #f6f2e9; box-shadow: 0 8px 30px rgb(0 0 0 / 30%) }
    iframe[hidden] { display: none }`)
  root.adoptedStyleSheets = [style]
  const button = document.createElement('button')
  button.type = 'button'
  root.append(button)

  let frame
  let heard = 0
  let seen = 0
  const isOpen = () => frame !== undefined && !frame.hidden

  function draw() {
    const unread = isOpen() ? 0 : heard - seen
    button.textContent = isOpen() ? words.close : unread > 0 ? `${words.open} (${unread})` : words.open
    button.setAttribute('aria-expanded', String(isOpen()))
    button.setAttribute(
      'aria-label',
      unread > 0 ? `${words.open}, ${unread} ${words.unread}` : button.textContent,
    )
  }

  function toggle() {
    if (!frame) {
      // Nothing is loaded, and nothing set, before somebody asks for it.
      frame = document.createElement('iframe')
      frame.src = `${home}/embed/`
      frame.title = words.title
      frame.allow = 'geolocation'
      root.append(frame)
    } else frame.hidden = !frame.hidden
    seen = heard
    draw()
    if (isOpen()) frame.focus()
    else button.focus()
  }

  button.addEventListener('click', toggle)
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && isOpen()) toggle()
  })
  window.addEventListener('message', ({ origin, source, data }) => {
    if (origin !== home || source !== frame?.contentWindow || data?.linli !== 'heard') return
    if (!Number.isInteger(data.heard) || data.heard < 0) return
    heard = data.heard
    if (isOpen() || heard < seen) seen = heard
    draw()
  })
  draw()
  document.body.append(host)
})()
