// Appearance: system, light, dark, system … Without script the same form asks the server to set the cookie.
const FOLLOWING = { "": "light", light: "dark", dark: "" };
const YEAR = 31536000;

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form) return;
  event.preventDefault();
  const { dataset } = document.documentElement;
  const theme = FOLLOWING[dataset.theme ?? ""];
  if (theme) dataset.theme = theme;
  else delete dataset.theme;
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax`;
  const value = { "": form.dataset.system, light: form.dataset.light, dark: form.dataset.dark }[theme];
  document.dispatchEvent(new CustomEvent("toast", { detail: { value } }));
});
