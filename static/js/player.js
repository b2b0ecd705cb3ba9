// Player: the recording drives the transcript. data-seek="761" jumps there, data-start marks the lines,
// data-caption shows the words spoken now, data-follow lets the transcript scroll along and fetch its other parts.
// A click on a line jumps there too, unless it selects words. An address ending in ?t=761 or #t=761 starts there.
// Without a recording the time codes stay plain links.
const SELECTED_AFTER = 250; // milliseconds in which a second click selects a word
let waiting, fetching;

const media = () => document.querySelector("[data-player] :is(video, audio)");
const follows = () => document.querySelector("[data-follow]")?.ariaPressed === "true";
const selects = () => !getSelection().isCollapsed;

function cueAt(second) {
  const cues = [...document.querySelectorAll("[data-start]")];
  return cues.findLast((cue) => Number(cue.dataset.start) <= second);
}

function mark(second, follow) {
  const cue = cueAt(second);
  const marked = document.querySelector("[data-start][aria-current]");
  if (!cue || cue === marked) return;
  marked?.removeAttribute("aria-current");
  cue.setAttribute("aria-current", "true");
  const caption = document.querySelector("[data-caption]");
  if (caption) caption.textContent = cue.querySelector("p").textContent;
  if (follow) scrollTo(cue);
}

function scrollTo(cue) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const top = (cue.previousElementSibling ?? cue).offsetTop;
  cue.closest("[data-transcript]")?.scrollTo({ top, behavior: calm ? "instant" : "smooth" });
}

// The part of the transcript in which that second is spoken, when it is another one.
async function fetchPart(second) {
  const part = document.querySelector("[data-part]");
  const elsewhere = second < Number(part?.dataset.since ?? 0) || second >= Number(part?.dataset.until ?? Infinity);
  if (!part || !elsewhere || fetching || part.querySelector("form")) return;
  fetching = true;
  const address = `${part.dataset.part}?t=${Math.floor(second)}`;
  await window.htmx.ajax("GET", address, { target: part, swap: "outerHTML" }).catch(() => {});
  fetching = false;
  mark(media()?.currentTime ?? second, true);
}

function seek(second, play) {
  media().currentTime = second;
  if (play) media().play().catch(() => {}); // the browser may refuse to play; the position is set all the same
  mark(second, false);
  fetchPart(second);
}

function start() {
  const address = new URL(location.href);
  const asked = address.searchParams.get("t") ?? new URLSearchParams(address.hash.slice(1)).get("t");
  if (!asked || Number.isNaN(Number(asked))) return;
  if (media()) media().currentTime = Number(asked);
  mark(Number(asked), !document.querySelector(".cue:target"));
}

document.addEventListener("click", (event) => {
  const code = event.target.closest("[data-seek]");
  if (!code || !media()) return;
  event.preventDefault();
  seek(Number(code.dataset.seek), true);
});

document.addEventListener("click", (event) => {
  const words = event.target.closest(".cue[data-start] > p");
  clearTimeout(waiting);
  if (!words || !media() || event.detail !== 1 || selects()) return;
  waiting = setTimeout(() => selects() || seek(Number(words.parentElement.dataset.start), true), SELECTED_AFTER);
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-copy-link]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { copied, copyFailed } = link.closest("[data-copied]").dataset;
  let said = copied;
  try {
    await navigator.clipboard.writeText(link.href);
  } catch {
    location.assign(link.href);
    said = copyFailed;
  }
  document.dispatchEvent(new CustomEvent("toast", { detail: { value: said } }));
});

// Whoever scrolls the transcript by hand reads on alone.
for (const kind of ["wheel", "touchmove", "keydown"]) {
  document.addEventListener(
    kind,
    (event) => {
      const scrolls = kind !== "keydown" || ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"].includes(event.key);
      if (!scrolls || !event.target.closest?.("[data-transcript]") || event.target.matches("textarea")) return;
      document.querySelector("[data-follow]")?.setAttribute("aria-pressed", "false");
    },
    { passive: true },
  );
}

document.addEventListener(
  "timeupdate",
  ({ target }) => {
    if (target !== media()) return;
    mark(target.currentTime, follows());
    if (follows()) fetchPart(target.currentTime);
  },
  true,
);

start();
