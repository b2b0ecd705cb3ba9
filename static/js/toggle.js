// data-toggle: a button that stays pressed until it is pressed again.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-toggle]");
  button?.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
});
