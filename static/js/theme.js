// Appearance: system, light, dark, system … Without script the same form asks the server to set the cookie.
const FOLLOWING = { system: "light", light: "dark", dark: "system" };
const YEAR = 31536000;

function apply(theme) {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax`;
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form) return;
  event.preventDefault();
  const theme = form.elements.theme.value;
  apply(theme);
  document.querySelectorAll("[data-theme-form]").forEach(({ elements }) => {
    elements.theme.value = FOLLOWING[theme];
  });
  const said = form.dataset[`${theme}Said`];
  document.dispatchEvent(new CustomEvent("toast", { detail: { value: said } }));
});
