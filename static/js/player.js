// Player: the recording drives the transcript. data-seek="761" jumps there, data-start marks the cues,
// data-caption shows the words spoken now, data-follow lets the transcript scroll along.
// An address ending in ?t=761 or #t=761 starts there. Without a recording the time codes stay plain links.
const media = () => document.querySelector("[data-player] :is(video, audio)");

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
  const transcript = cue.closest("[data-transcript]");
  if (follow) transcript?.scrollTo({ top: (cue.previousElementSibling ?? cue).offsetTop });
}

function start() {
  const address = new URL(location.href);
  const asked = address.searchParams.get("t") ?? new URLSearchParams(address.hash.slice(1)).get("t");
  if (!asked || Number.isNaN(Number(asked))) return;
  if (media()) media().currentTime = Number(asked);
  mark(Number(asked), true);
}

document.addEventListener("click", (event) => {
  const code = event.target.closest("[data-seek]");
  if (!code || !media()) return;
  event.preventDefault();
  media().currentTime = Number(code.dataset.seek);
  media().play().catch(() => {}); // the browser may refuse to play; the position is set all the same
  mark(Number(code.dataset.seek), false);
});

document.addEventListener(
  "timeupdate",
  ({ target }) => {
    if (target !== media()) return;
    mark(target.currentTime, document.querySelector("[data-follow]")?.ariaPressed === "true");
  },
  true,
);

start();
