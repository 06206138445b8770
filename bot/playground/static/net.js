// The way to the stand-in's server: requests, and one WebSocket that comes back by itself.

/** The server said no; `message` is a sentence for the person. */
export class Refused extends Error {}

/** The server did not answer at all. */
export class Gone extends Error {
  constructor() {
    super("The sample workspace does not answer. What you typed is kept; try again in a moment.");
  }
}

async function ask(path, options) {
  let response;
  let body;
  try {
    response = await fetch(path, options);
    body = await response.json();
  } catch {
    throw new Gone();
  }
  if (!response.ok || body.ok === false) throw new Refused(body.error || "That did not work.");
  return body;
}

/** GET /page/`what` with these query parameters; those that are null are left out. */
export function get(what, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  return ask(`/page/${what}?${new URLSearchParams(given)}`, {});
}

/** POST `body` to /page/`what`. */
export function post(what, body) {
  return ask(`/page/${what}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

const FIRST_WAIT = 300;
const LONGEST_WAIT = 4000;

/** The stream of what happens for one person. `hear` gets each event; `opened` and `lost` say how it stands. */
export class Live {
  #socket = null;
  #timer = null;
  #wait = FIRST_WAIT;
  #ended = false;

  constructor(user, { hear, opened, lost }) {
    this.user = user;
    this.hear = hear;
    this.opened = opened;
    this.lost = lost;
    this.#connect();
  }

  get isOpen() {
    return this.#socket !== null && this.#socket.readyState === WebSocket.OPEN;
  }

  end() {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #connect() {
    const address = new URL(`/page/events?${new URLSearchParams({ as: this.user })}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#wait = FIRST_WAIT;
      if (!this.#ended) this.opened();
    });
    socket.addEventListener("message", (event) => {
      if (!this.#ended) this.hear(JSON.parse(event.data));
    });
    socket.addEventListener("close", () => {
      if (this.#ended) return;
      this.lost();
      this.#timer = setTimeout(() => this.#connect(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    });
  }
}
