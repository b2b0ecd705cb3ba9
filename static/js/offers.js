// [data-offers="address"]: what exists is offered while somebody types, as a combobox. Up and Down choose, Enter takes
// over, Escape closes. Names stand with commas between them; a field with data-offers-one holds a single one. The server
// draws the list, and says how many there are in data-told. Without script it is a plain field.
const PAUSE = 150;
const SHORTEST = 2;
let waiting = 0;
let asked = 0;

function prepare(field) {
  if (field.getAttribute("role") === "combobox") return;
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  const place = document.createElement("div");
  place.className = "offers";
  place.innerHTML = '<p class="vh" role="status"></p>';
  field.after(place);
}

const placeOf = (field) => field.nextElementSibling;
const listOf = (field) => placeOf(field)?.querySelector("[role=listbox]");
const options = (field) => [...(listOf(field)?.querySelectorAll("[role=option]") ?? [])];

// The name in which the caret stands, with where it begins and ends.
function nameAt(field) {
  if ("offersOne" in field.dataset) return { start: 0, end: field.value.length, text: field.value.trim() };
  const caret = field.selectionEnd ?? field.value.length;
  const start = field.value.lastIndexOf(",", caret - 1) + 1;
  const comma = field.value.indexOf(",", caret);
  const end = comma < 0 ? field.value.length : comma;
  return { start, end, text: field.value.slice(start, end).trim() };
}

function close(field) {
  clearTimeout(waiting);
  asked += 1;
  listOf(field)?.remove();
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-controls");
  field.removeAttribute("aria-activedescendant");
  placeOf(field).firstElementChild.textContent = "";
}

async function ask(field) {
  const { text } = nameAt(field);
  if (text.length < SHORTEST) return close(field);
  const question = (asked += 1);
  const answer = await fetch(`${field.dataset.offers}?q=${encodeURIComponent(text)}`).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const html = await answer.text();
  if (question === asked && document.activeElement === field) show(field, html);
}

function show(field, html) {
  close(field);
  const place = placeOf(field);
  place.insertAdjacentHTML("beforeend", html);
  const { start, end } = nameAt(field);
  const others = `${field.value.slice(0, start)},${field.value.slice(end)}`.toLowerCase().split(",");
  const there = others.map((name) => name.trim());
  options(field).forEach((option, number) => {
    if (there.includes(option.dataset.name.toLowerCase())) option.remove();
    option.id = `${field.id}-offer-${number}`;
  });
  const list = listOf(field);
  if (!list || !options(field).length) return close(field);
  list.id = `${field.id}-offers`;
  field.setAttribute("aria-expanded", "true");
  field.setAttribute("aria-controls", list.id);
  place.firstElementChild.textContent = list.dataset.told;
  list.scrollIntoView({ block: "nearest" });
}

function choose(field, option) {
  options(field).forEach((other) => other.setAttribute("aria-selected", String(other === option)));
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function take(field, option) {
  const { start, end } = nameAt(field);
  const one = "offersOne" in field.dataset;
  const before = one || !start ? "" : `${field.value.slice(0, start).trimEnd()} `;
  const after = one ? "" : field.value.slice(end) || ", ";
  field.value = before + option.dataset.name + after;
  const caret = before.length + option.dataset.name.length + (after === ", " ? 2 : 0);
  field.setSelectionRange(caret, caret);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  close(field);
}

document.addEventListener("focusin", ({ target }) => target.matches("[data-offers]") && prepare(target));

document.addEventListener("focusout", ({ target }) => target.matches("[data-offers]") && close(target));

document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-offers]")) return;
  prepare(target);
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE, target);
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-offers]") || event.isComposing) return;
  const list = options(field);
  const at = list.findIndex((option) => option.ariaSelected === "true");
  if (event.key === "Escape" && list.length) {
    event.preventDefault();
    close(field);
  }
  if (event.key === "Enter" && list[at]) {
    event.preventDefault();
    take(field, list[at]);
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  if (list.length) choose(field, list[at < 0 && step < 0 ? list.length - 1 : (at + step + list.length) % list.length]);
  else if (step > 0) ask(field);
});

// The field keeps the focus while somebody points at an offer.
document.addEventListener("pointerdown", (event) => event.target.closest(".offers") && event.preventDefault());
document.addEventListener("mousedown", (event) => event.target.closest(".offers") && event.preventDefault());

document.addEventListener("click", ({ target }) => {
  const option = target.closest(".offers [role=option]");
  if (option) take(option.closest(".offers").previousElementSibling, option);
});
