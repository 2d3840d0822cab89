// What is typed into the paste form stays in this tab until it is sent. A change of the page carries no text to the
// server, and a field sends its own only once it is left: then a click on a link would lose it. So every change is kept
// in the tab's own storage and handed to Streamlit at once, and a field that comes back gets its text back.
const KEPT = "escalate-typed";
const KEYS = { TEXTAREA: { key: "Enter", code: "Enter", ctrlKey: true }, INPUT: { key: "Enter", code: "Enter" } };

const read = () => {
  try { return JSON.parse(sessionStorage.getItem(KEPT)) ?? {}; } catch { return {}; }
};
const write = (kept) => {
  try { sessionStorage.setItem(KEPT, JSON.stringify(kept)); } catch { /* no room: what is typed is then not kept */ }
};
const hand = (field) => field.dispatchEvent(new KeyboardEvent("keydown", { ...KEYS[field.tagName], bubbles: true }));

function fill(field, text) {
  const kind = field.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(field, text); // past React, which then hears of it
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function follow(key, turn, tries) {
  const field = document.querySelector(`.st-key-${key} textarea, .st-key-${key} input`);
  if (!field) {
    if (tries) setTimeout(() => follow(key, turn, tries - 1), 100);
    return;
  }
  if (field.dataset.kept) return;
  field.dataset.kept = "yes";
  field.addEventListener("input", () => {
    write({ ...read(), [key]: field.value });
    setTimeout(() => hand(field), 0);
  });
  const before = read()[key];
  if (before !== undefined && before !== field.value) fill(field, before);
}

export default function ({ data }) {
  if (read().turn !== data.turn) write({ turn: data.turn }); // the page itself has put other texts into the fields
  for (const key of data.keys) follow(key, data.turn, 20);
}
