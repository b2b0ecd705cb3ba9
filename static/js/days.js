// data-days="7": the arrow keys move between the days ([data-day]) in it, up and down by that many. One day is a stop of
// the Tab key. Beyond the first and the last one, the link to what is earlier or later is followed.
const DAY = 86_400_000;
let wanted;
let inside = false;

const board = () => document.querySelector("[data-days]");
const days = () => [...(board()?.querySelectorAll("[data-day]") ?? [])];
const shift = (day, by) => new Date(Date.parse(day) + by * DAY).toISOString().slice(0, 10);

function settle(day) {
  for (const other of days()) other.tabIndex = other === day ? 0 : -1;
}

const stop = () => days().find((day) => day.tabIndex === 0);

function begin() {
  settle(days().find((day) => day.ariaCurrent) ?? days()[0]);
}

document.addEventListener("keydown", (event) => {
  const day = event.target.closest("[data-days] [data-day]");
  if (!day || event.altKey || event.ctrlKey || event.metaKey) return;
  const far = Number(board().dataset.days);
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -far, ArrowDown: far }[event.key];
  const page = { PageUp: "prev", PageDown: "next" }[event.key];
  if (!by && !page) return;
  event.preventDefault();
  const next = by && days()[days().indexOf(day) + by];
  if (next) {
    settle(next);
    next.focus();
  } else {
    wanted = by ? shift(day.dataset.day, by) : day.dataset.day;
    board().querySelector(`[rel=${page ?? (by < 0 ? "prev" : "next")}]`).click();
  }
});

document.addEventListener("focusin", (event) => {
  const day = event.target.closest("[data-days] [data-day]");
  if (day) settle(day);
});

document.addEventListener("htmx:beforeSwap", () => {
  inside = Boolean(board()?.contains(document.activeElement));
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (!event.target.matches?.("[data-days]")) return;
  begin();
  document.querySelector("[data-days-said]").textContent = board().querySelector("[data-days-heading]").textContent;
  if (!wanted && inside && document.activeElement === document.body) wanted = stop()?.dataset.day;
  if (!wanted) return;
  const [first, last] = [days()[0], days().at(-1)];
  const found = days().find((day) => day.dataset.day === wanted) ?? (wanted < first?.dataset.day ? first : last);
  wanted = undefined;
  found?.focus();
});

document.addEventListener("htmx:historyRestore", begin);
begin();
