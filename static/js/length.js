// A recording that a browser made does not say how long it is before its end was looked at; then it can be sought in.
function look(media) {
  if (media.duration !== Infinity) return;
  const asked = media.currentTime;
  media.addEventListener("seeked", () => (media.currentTime = asked), { once: true });
  media.currentTime = Number.MAX_SAFE_INTEGER;
}

document.addEventListener("loadedmetadata", (event) => look(event.target), true);
document.querySelectorAll("video, audio").forEach(look);
