/** As much of a browser as signing in takes: cookies by path, forms, and no redirect followed beyond its server. */
export class Browser {
  readonly #origin: string
  readonly #cookies = new Map<string, { value: string; path: string }>()
  readonly #headers: Record<string, string>

  constructor(base: string, headers: Record<string, string> = {}) {
    this.#origin = new URL(base).origin
    this.#headers = headers
  }

  get cookies(): ReadonlyMap<string, { value: string; path: string }> {
    return this.#cookies
  }

  setCookie(name: string, value: string, path = '/'): void {
    this.#cookies.set(name, { value, path })
  }

  /** Follows redirects as long as they stay here. The answer's `url` is where it ended, or where it is sent away to. */
  async get(url: string): Promise<Landing> {
    return this.#follow(url, { method: 'GET' })
  }

  /** Sends the form of a page back to where it came from. */
  async post(url: string, form: Record<string, string>, headers = {}): Promise<Landing> {
    const body = new URLSearchParams(form)
    const own = { origin: this.#origin, 'sec-fetch-site': 'same-origin', ...headers }
    return this.#follow(url, { method: 'POST', body, headers: own })
  }

  async #follow(url: string, init: RequestInit): Promise<Landing> {
    const at = new URL(url, this.#origin)
    if (at.origin !== this.#origin)
      return { url: at.href, status: 0, text: '', headers: new Headers() }
    const answer = await fetch(at, {
      ...init,
      redirect: 'manual',
      headers: {
        ...this.#headers,
        ...(init.headers as object),
        cookie: this.#cookieFor(at.pathname),
      },
    })
    for (const text of answer.headers.getSetCookie()) this.#keep(text)
    const to = answer.headers.get('location')
    const text = await answer.text()
    if (to) return this.#follow(new URL(to, at).href, { method: 'GET' })
    return { url: at.href, status: answer.status, text, headers: answer.headers }
  }

  #cookieFor(path: string): string {
    return [...this.#cookies]
      .filter(([, cookie]) => path.startsWith(cookie.path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ')
  }

  #keep(text: string): void {
    const [pair = '', ...attributes] = text.split(/; */)
    const [name = '', value = ''] = pair.split(/=(.*)/)
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/'
    const gone = value === '' || attributes.some((one) => /^expires=Thu, 01 Jan 1970/i.test(one))
    if (gone) this.#cookies.delete(name)
    else this.#cookies.set(name, { value, path })
  }
}

export interface Landing {
  readonly url: string
  /** 0 when the browser was sent elsewhere. */
  readonly status: number
  readonly text: string
  readonly headers: Headers
}
