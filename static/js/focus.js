// data-focus: where the focus goes when htmx puts this in the place of what had it.
document.addEventListener("htmx:afterSettle", ({ target }) => {
  (target.matches("[data-focus]") ? target : target.querySelector("[data-focus]"))?.focus();
});
