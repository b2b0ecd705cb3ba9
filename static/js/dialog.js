// Native dialogs: data-open="id" opens, data-close and a click beside it close,
// and so does a "dialog-close" event from the server (HX-Trigger) once its form has done its work.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  const dialog = opener && document.getElementById(opener.dataset.open);
  if (dialog) {
    event.preventDefault();
    if (!dialog.open) dialog.showModal();
    dialog.dispatchEvent(new Event("opened"));
  }
  event.target.closest("[data-close]")?.closest("dialog").close();
});

document.addEventListener("mousedown", (event) => {
  if (!(event.target instanceof HTMLDialogElement)) return;
  const box = event.target.getBoundingClientRect();
  const across = event.clientX >= box.left && event.clientX <= box.right;
  const down = event.clientY >= box.top && event.clientY <= box.bottom;
  if (!(across && down)) event.target.close();
});

document.addEventListener("dialog-close", (event) => event.target.closest("dialog")?.close());
