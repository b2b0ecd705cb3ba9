// Palette: a combobox over a list that htmx fills. Up and Down choose, Enter opens, C copies what can be copied; without
// a choice Enter searches.
function options(palette) {
  return [...palette.querySelectorAll("[role=option]")];
}

function choose(palette, option) {
  options(palette).forEach((other) => other.setAttribute("aria-selected", String(other === option)));
  palette.querySelector("[role=combobox]").setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const palette = event.target.closest("[data-palette]");
  if (!palette || !event.target.matches("[role=combobox]")) return;
  const list = options(palette);
  const at = list.findIndex((option) => option.ariaSelected === "true");
  if (event.key === "Enter" && list[at]) {
    event.preventDefault();
    list[at].click();
  }
  const copy = list[at]?.parentElement.querySelector("[data-copy]");
  if (copy && event.key.toLowerCase() === "c" && !event.altKey && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    copy.click();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !list.length) return;
  event.preventDefault();
  choose(palette, list[at < 0 && step < 0 ? list.length - 1 : (at + step + list.length) % list.length]);
});

// How copying went is said on the page behind.
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-copy]")) target.closest("[data-palette]")?.close();
});

document.addEventListener("htmx:afterSwap", (event) => {
  event.target.closest("[data-palette]")?.querySelector("[role=combobox]").removeAttribute("aria-activedescendant");
});
