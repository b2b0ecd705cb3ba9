// data-copy="id" puts the text of that element on the clipboard; data-copied and data-copy-failed say how it went.
// Whoever counts copies hears "copied" from the button; who copies by hand is heard by "copy".
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  let said = button.dataset.copied;
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    button.dispatchEvent(new CustomEvent("copied", { bubbles: true }));
  } catch {
    getSelection().selectAllChildren(source);
    said = button.dataset.copyFailed;
  }
  document.dispatchEvent(new CustomEvent("toast", { detail: { value: said } }));
});
