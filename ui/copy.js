// Copies a text with one click and says so. Where the box beside it holds something newer than the page has checked,
// it waits for the check: a text held back by a blocker then takes this button off the page.
const SAID = 2500, PATIENCE = 20000; // milliseconds
const states = (globalThis.escalateCopying ??= new Map()); // by key: a button moved on the page is made anew

async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const holder = document.createElement("textarea"); // no clipboard: not a secure address, or not allowed
    holder.value = text;
    holder.style.position = "fixed";
    document.body.append(holder);
    holder.select();
    const done = document.execCommand("copy");
    holder.remove();
    return done;
  }
}

export default function ({ data, parentElement }) {
  const state = states.get(data.key) ?? {};
  states.set(data.key, state);
  const button = parentElement.querySelector("button");
  const label = parentElement.querySelector(".label");
  const say = (text, kind, after) => {
    clearTimeout(state.timer);
    label.textContent = text;
    parentElement.querySelector(".told").textContent = kind ? text : "";
    button.dataset.kind = kind;
    state.timer = after && setTimeout(() => { state.timer = 0; state.waits = false; say(data.label, "", 0); }, after);
  };
  const box = () => data.box && document.querySelector(`.st-key-${data.box} textarea`);
  const copy = async () => {
    state.waits = false;
    const done = await write(data.text);
    say(done ? "Copied" : "The browser refused: select the text", done ? "done" : "refused", SAID);
  };
  button.onclick = () => {
    const typed = box();
    if (typed && typed.value !== data.text) {
      state.waits = true;
      say("Checking first …", "", PATIENCE);
    } else copy();
  };
  // Drawn anew, perhaps at another place: the click that waited is answered here.
  const typed = box();
  if (state.waits && typed && typed.value === data.text) copy();
  else if (state.waits) say("Checking first …", "", PATIENCE);
  else if (!state.timer || state.drawn !== parentElement) say(data.label, "", 0);
  state.drawn = parentElement;
}
