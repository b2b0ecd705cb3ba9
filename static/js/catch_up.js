// data-catch-up="address": as soon as files are chosen, their names are sent there and the answer shows where each goes.
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-catch-up]");
  if (!form || event.target.type !== "file") return;
  const names = new URLSearchParams([...event.target.files].map((file) => ["name", file.name]));
  const options = { source: document.body, target: "#catch-up", swap: "outerHTML" };
  window.htmx.ajax("GET", `${form.dataset.catchUp}?${names}`, options);
});
