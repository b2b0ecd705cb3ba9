// data-hotkey="/ ctrl+k": any of these keys presses the element. A bare key counts only outside of fields.
const FIELDS = "input, textarea, select, [contenteditable], dialog[open]";

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.isComposing) return;
  const chord = event.ctrlKey || event.metaKey;
  if (!chord && event.target.closest(FIELDS)) return;
  const pressed = (chord ? "ctrl+" : "") + event.key.toLowerCase();
  const wanted = [...document.querySelectorAll("[data-hotkey]")].find((element) =>
    element.dataset.hotkey.split(" ").includes(pressed),
  );
  if (!wanted) return;
  event.preventDefault();
  wanted.click();
});
