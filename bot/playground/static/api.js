// The way to the stand-in: requests, and one WebSocket that finds its way back.

/** The stand-in or the app said no; `message` is one sentence for whoever is looking. */
export class Refused extends Error {}

/** Nobody answers at the stand-in's address. */
export class Gone extends Error {
  constructor() {
    super("The sample Slack does not answer. What you typed is kept; try again in a moment.");
  }
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Gone();
  }
  const body = await response.json().catch(() => null);
  if (!response.ok || body === null || body.ok === false) {
    throw new Refused(body?.error ?? "The sample Slack could not do that.");
  }
  return body;
}

/** GET a page resource with `parameters`. */
export function get(what, parameters) {
  return call(`/page/${what}?${new URLSearchParams(parameters)}`);
}

/** POST something a person does. */
export function post(what, body) {
  return call(`/page/${what}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Send a file that someone chose for a form; `body.file` is what the form then names. */
export function upload(user, file) {
  return call(`/page/upload?${new URLSearchParams({ as: user, name: file.name })}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: file,
  });
}

const PAUSES = [300, 700, 1500, 3000];

/** The WebSocket of one person. After a break it comes back by itself and `onOpen(true)` is called. */
export class Line {
  constructor({ onEvent, onOpen, onLost }) {
    Object.assign(this, { onEvent, onOpen, onLost });
    this.user = null;
    this.socket = null;
    this.failures = 0;
    window.addEventListener("online", () => this.#retryNow());
    document.addEventListener("visibilitychange", () => document.hidden || this.#retryNow());
  }

  /** Listen as `user`. */
  open(user) {
    if (this.user === user) return;
    this.user = user;
    this.lost = false;
    this.failures = 0;
    this.#connect();
  }

  #connect() {
    clearTimeout(this.timer);
    this.timer = null;
    const previous = this.socket;
    const address = new URL(`/page/events?as=${encodeURIComponent(this.user)}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    this.socket = socket;
    previous?.close();
    socket.addEventListener("open", () => {
      if (socket !== this.socket) return;
      const again = this.lost;
      this.lost = false;
      this.failures = 0;
      this.onOpen(again);
    });
    socket.addEventListener("message", ({ data }) => {
      if (socket === this.socket) this.onEvent(JSON.parse(data));
    });
    socket.addEventListener("close", () => {
      if (socket !== this.socket) return;
      this.lost = true;
      this.onLost();
      this.timer = setTimeout(() => this.#connect(), PAUSES[Math.min(this.failures, PAUSES.length - 1)]);
      this.failures += 1;
    });
  }

  #retryNow() {
    if (this.timer) this.#connect();
  }
}
