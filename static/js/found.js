// data-found="12" on a link, or around links: article 12 was opened from results. What was searched for (data-query) and
// the address that is told (data-opened) stand around the results. Nobody waits for it.
document.addEventListener("click", ({ target }) => {
  const found = target.closest("a, [data-copy]")?.closest("[data-found]");
  const results = found?.closest("[data-opened]");
  if (!results?.dataset.query) return;
  fetch(results.dataset.opened, {
    method: "POST",
    body: new URLSearchParams({ found: found.dataset.found, q: results.dataset.query }),
    headers: { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"] },
    keepalive: true,
  }).catch(() => {});
});
