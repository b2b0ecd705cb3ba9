// data-catch-up="address": as soon as files are chosen in it, or dropped anywhere on its page, their names are sent there
// and the answer shows where each goes.
const catchUp = () => document.querySelector("[data-catch-up]");

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-catch-up]");
  if (!form || event.target.type !== "file") return;
  const names = new URLSearchParams([...event.target.files].map((file) => ["name", file.name]));
  const options = { source: document.body, target: "#catch-up", swap: "outerHTML" };
  window.htmx.ajax("GET", `${form.dataset.catchUp}?${names}`, options);
});

document.addEventListener("dragover", (event) => {
  if (catchUp() && event.dataTransfer.types.includes("Files")) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  if (!catchUp() || !event.dataTransfer.files.length) return;
  event.preventDefault();
  const field = catchUp().querySelector("input[type=file]");
  field.files = event.dataTransfer.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
