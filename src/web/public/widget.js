// <script src="https://linli.example.cn/widget.js" async></script> on a community's site: a button that opens the chat in a
// frame. EMBED_ORIGINS has to name the site. data-language="en" and data-side="left" set the language and the side.
;(() => {
  const script = document.currentScript
  const home = new URL(script.src).origin
  const english = (script.dataset.language ?? document.documentElement.lang ?? '').startsWith('en')
  const words = english
    ? { open: 'Tell Linli what is wrong', close: 'Close', title: 'Linli, chat', unread: 'new messages' }
    : { open: '有事找邻里', close: '关闭', title: '邻里，对话', unread: '条新消息' }
  const side = script.dataset.side === 'left' ? 'left' : 'right'

  // A shadow root: the styles of the site and of the widget do not affect each other.
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
  let unread = 0
  const isOpen = () => frame !== undefined && !frame.hidden

  function draw() {
    const waiting = isOpen() ? 0 : unread
    button.textContent = isOpen() ? words.close : waiting > 0 ? `${words.open} (${waiting})` : words.open
    button.setAttribute('aria-expanded', String(isOpen()))
    if (waiting > 0) button.setAttribute('aria-label', `${words.open} (${waiting}), ${words.unread}`)
    else button.removeAttribute('aria-label')
  }

  function load(away) {
    frame = document.createElement('iframe')
    frame.src = `${home}/embed/${away ? '#away' : ''}`
    frame.title = words.title
    frame.allow = 'geolocation'
    frame.hidden = away
    root.append(frame)
  }

  function toggle() {
    if (!frame) {
      // The frame is loaded, and the key stored, only after a click.
      load(false)
      remember()
    } else {
      frame.hidden = !frame.hidden
      frame.contentWindow.postMessage({ linli: 'shown', shown: isOpen() }, home)
    }
    draw()
    if (isOpen()) frame.focus()
    else button.focus()
  }

  button.addEventListener('click', toggle)
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && isOpen()) toggle()
  })
  window.addEventListener('message', ({ origin, source, data }) => {
    if (origin !== home || source !== frame?.contentWindow) return
    if (data?.linli === 'close' && isOpen()) toggle()
    if (data?.linli !== 'unread' || !Number.isInteger(data.unread) || data.unread < 0) return
    unread = data.unread
    draw()
  })

  // After a first visit the chat loads hidden, so that the button shows the number of unread messages.
  const KEY = 'linli.opened'
  function remember() {
    try {
      localStorage.setItem(KEY, '1')
    } catch {
      // Storage is denied: the number then appears only after the chat has been opened.
    }
  }
  function openedBefore() {
    try {
      return localStorage.getItem(KEY) === '1'
    } catch {
      return false
    }
  }

  draw()
  document.body.append(host)
  if (openedBefore()) load(true)
})()
