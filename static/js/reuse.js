// What is used again is counted: what somebody copies within [data-copies] (by a button, or as text), and the seconds
// that the recording in [data-watched] really played. The attributes hold the addresses to report to. Nobody waits for
// a report, and one that is lost is not sent again.
const REPORTED_EVERY = 20; // seconds
const LONGEST_STEP = 2; // seconds between two signs of a player that is playing
const playing = new WeakMap();

function report(address, values = {}) {
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const body = new URLSearchParams(values);
  fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token }, keepalive: true }).catch(() => {});
}

function tick(media) {
  const now = performance.now();
  const { since = now, seconds = 0 } = playing.get(media) ?? {};
  const step = Math.min((now - since) / 1000, LONGEST_STEP);
  playing.set(media, { since: media.paused || media.ended ? undefined : now, seconds: seconds + step });
}

function reportWatched(media, least) {
  const { since, seconds = 0 } = playing.get(media) ?? {};
  const address = media.closest("[data-watched]")?.dataset.watched;
  const whole = Math.floor(seconds);
  if (!address || whole < least) return;
  playing.set(media, { since, seconds: seconds - whole });
  report(address, { seconds: whole });
}

for (const kind of ["play", "timeupdate", "pause", "ended"]) {
  document.addEventListener(
    kind,
    ({ target }) => {
      tick(target);
      reportWatched(target, kind === "pause" || kind === "ended" ? 1 : REPORTED_EVERY);
    },
    true,
  );
}

addEventListener("pagehide", () => {
  document.querySelectorAll("[data-watched] :is(video, audio)").forEach((media) => reportWatched(media, 1));
});

for (const kind of ["copy", "copied"]) {
  document.addEventListener(kind, ({ target }) => {
    const source = target instanceof Element ? target : target.parentElement;
    const address = source?.closest("[data-copies]")?.dataset.copies;
    if (address) report(address);
  });
}
