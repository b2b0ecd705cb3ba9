// data-drop="address": files dropped anywhere on the page, or chosen in [data-files], go there at once; the answer swaps
// #capture-files. A "recording" event asks upload.js to send a recording; its detail.sent tells whether it is here. A
// "retold" event brings one that was told into the microphone. A form with data-waits is sent when everything is here,
// and not when something could not be sent.
const RECORDING = /\.(mp4|m4v|m4a|webm|ogg|oga|opus|mp3|wav)$/i;
let underWay = 0;
let held;

const place = () => document.querySelector("[data-drop]");

async function busy(work) {
  underWay += 1;
  const sent = await work.catch(() => false);
  underWay -= 1;
  if (sent === false) release();
  if (underWay) return sent;
  if (held?.isConnected) held.form.requestSubmit(held);
  release();
  return sent;
}

function release() {
  held = undefined;
  document.querySelector("form[data-waits] [data-waiting]").textContent = "";
}

function send(files) {
  const options = { source: place(), target: "#capture-files", swap: "outerHTML", values: { files } };
  return window.htmx.ajax("POST", place().dataset.drop, options);
}

function sendRecording(file, retold = false) {
  const event = new CustomEvent("recording", { detail: { file, retold } });
  document.dispatchEvent(event);
  return event.detail.sent;
}

function take(files) {
  const recording = files.find((file) => RECORDING.test(file.name));
  const others = files.filter((file) => file !== recording);
  if (recording) busy(sendRecording(recording));
  if (others.length) busy(send(others));
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-drop] [data-files]")) return;
  const files = [...event.target.files];
  event.target.value = "";
  take(files);
});

document.addEventListener("retold", (event) => {
  event.detail.sent = busy(sendRecording(event.detail.file, true));
});

document.addEventListener("dragover", (event) => {
  if (!place() || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  place().dataset.over = "";
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) delete place()?.dataset.over;
});

document.addEventListener("drop", (event) => {
  if (!place() || !event.dataTransfer.files.length) return;
  event.preventDefault();
  delete place().dataset.over;
  take([...event.dataTransfer.files]);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-waits]");
  if (!form || !underWay) return;
  event.preventDefault();
  held = event.submitter;
  form.querySelector("[data-waiting]").textContent = form.dataset.waits;
});
