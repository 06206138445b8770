// The page's own signs, drawn, so that they look the same on a machine without an emoji font.

const SHAPES = {
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  lock: "M7 11V8a5 5 0 0110 0v3M6 11h12v9H6z",
  hash: "M9 4L7 20M17 4l-2 16M4 9h16M4 15h16",
  reply: "M4 5h16v11h-9l-5 4v-4H4z",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  dots: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  bolt: "M13 3L5 14h6l-1 7 8-11h-6z",
  send: "M4 4l17 8-17 8 3-8zM7 12h14",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.5a2.5 2.5 0 100 5 2.5 2.5 0 000-5z",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 8.8v.01",
};
const SPACE = "http://www.w3.org/2000/svg";

/** A sign by its name, hidden from screen readers: what it means is said beside it. */
export function icon(name) {
  const svg = document.createElementNS(SPACE, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `sign sign-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SPACE, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}
