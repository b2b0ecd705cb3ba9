// data-another: the button adds a row to [data-rows], made from the template in it. Without script the server adds one.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-another]");
  const rows = button?.closest("form").querySelector("[data-rows]");
  if (!rows) return;
  event.preventDefault();
  const template = rows.querySelector("template");
  const number = rows.querySelectorAll(":scope > :not(template)").length;
  const made = document.createElement("template");
  made.innerHTML = template.innerHTML.replaceAll("_#", `_${number}`);
  template.before(made.content);
  template.previousElementSibling.querySelector("textarea, input").focus();
});
