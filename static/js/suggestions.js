// data-suggestions: on a focused [data-suggestion] A takes it over, D dismisses it, and the arrows move. After an answer
// the focus stays at the same place of the list, and topics that were taken over appear in the form's field.
let place = -1;

const rows = () => [...document.querySelectorAll("[data-suggestion]")];
const row = (element) => element.closest?.("[data-suggestion]");

function decide(event, button) {
  event.preventDefault();
  button.click();
}

document.addEventListener("keydown", (event) => {
  const here = row(event.target);
  if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "a") decide(event, here.querySelector("[data-accept]"));
  if (key === "d") decide(event, here.querySelector("[data-dismiss]"));
  const step = { arrowdown: 1, arrowup: -1 }[key];
  if (!step || (event.target !== here && event.target.matches("input, textarea, select"))) return;
  event.preventDefault();
  const all = rows();
  all[all.indexOf(here) + step]?.focus();
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.target.matches?.("[data-suggestions]")) return;
  const here = row(document.activeElement);
  place = here ? rows().indexOf(here) : -1;
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const list = document.querySelector("[data-suggestions]");
  if (!list || detail.elt !== list) return;
  if (place >= 0) rows()[Math.min(place, rows().length - 1)]?.focus();
  place = -1;
  fileTopics(list);
});

function fileTopics(list) {
  const field = document.querySelector("form input[name=topics], form textarea[name=topics]");
  if (!field || !list.dataset.topics) return;
  const names = field.value.split(",").map((name) => name.trim());
  const known = names.map((name) => name.toLowerCase());
  const seen = (field.form.elements.topics_seen?.value ?? "").toLowerCase().split(",").map((name) => name.trim());
  const added = list.dataset.topics.split(", ").filter((name) => ![...known, ...seen].includes(name.toLowerCase()));
  if (added.length) field.value = [...names.filter(Boolean), ...added].join(", ");
}
