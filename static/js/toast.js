// Toasts: what just happened, as text, in the live region that is always on the page.
// <button data-toast="Saved">, a "toast" event (also from the server, by an HX-Trigger header), or a failed request.
const SHOWN_FOR = 6000;

function show(text) {
  const host = document.querySelector("[data-toasts]");
  if (!host || !text) return;
  const toast = host.querySelector("template").content.firstElementChild.cloneNode(true);
  toast.querySelector("[data-toast-text]").textContent = text;
  host.querySelectorAll(".toast").forEach((former) => former.remove());
  host.append(toast);
  expire(toast);
}

function expire(toast) {
  setTimeout(() => (toast.matches(":hover, :focus-within") ? expire(toast) : toast.remove()), SHOWN_FOR);
}

function showFailure() {
  show(document.querySelector("[data-toasts]")?.dataset.failure);
}

document.querySelectorAll("[data-toasts] .toast").forEach(expire);
document.addEventListener("toast", (event) => show(event.detail.value));
document.addEventListener("htmx:responseError", showFailure);
document.addEventListener("htmx:sendError", showFailure);
document.addEventListener("click", (event) => {
  event.target.closest("[data-toast-dismiss]")?.closest(".toast").remove();
  show(event.target.closest("[data-toast]")?.dataset.toast);
});
