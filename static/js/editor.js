// [data-editor]: an image that is pasted or dropped into its text, or chosen in [data-editor-image], goes to the address
// data-images; what stands for it is written where the text was being typed. What is needed without script goes away.
const IMAGE = /^image\//;

const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
const editor = (element) => element.closest?.("[data-editor]");
const images = (files) => [...files].filter((file) => IMAGE.test(file.type));

function tell(value) {
  document.dispatchEvent(new CustomEvent("toast", { detail: { value } }));
}

async function keep(file, form) {
  const body = new FormData();
  body.append("file", file, file.name || "image.png");
  const answer = await fetch(form.dataset.images, { method: "POST", body, headers: { "X-CSRFToken": token() } });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.problem);
  return said.markdown;
}

function write(text, markdown) {
  const before = text.value.slice(0, text.selectionStart);
  const gap = before && !before.endsWith("\n") ? "\n\n" : "";
  text.setRangeText(`${gap}${markdown}\n`, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

async function add(files, form) {
  const text = form.querySelector("textarea");
  for (const file of files) {
    tell(form.dataset.imageGoing);
    try {
      write(text, await keep(file, form));
    } catch (problem) {
      const known = problem instanceof TypeError || problem instanceof SyntaxError;
      tell(known ? form.dataset.imageFailed : problem.message);
    }
  }
}

document.addEventListener("paste", (event) => {
  const form = editor(event.target);
  const found = images(event.clipboardData?.files ?? []);
  if (!form || !found.length || !event.target.matches("textarea")) return;
  event.preventDefault();
  add(found, form);
});

document.addEventListener("dragover", (event) => {
  if (editor(event.target) && event.dataTransfer.types.includes("Files")) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const form = editor(event.target);
  if (!form || !event.dataTransfer.files.length) return;
  event.preventDefault();
  add([...event.dataTransfer.files], form);
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-editor-image]")) return;
  const files = [...event.target.files];
  event.target.value = "";
  add(files, editor(event.target));
});

document.querySelectorAll("[data-editor] [data-without-script]").forEach((button) => (button.hidden = true));
