// A "recording" event with a file sends it in pieces; its detail.sent tells at the end whether it is here. The browser
// remembers the upload by name, size and date of the file, so that it goes on after a cut or a reload where it ended;
// [data-upload] shows how far it is. The protocol stands in docs/uploads.md.
const PIECE = 4 * 1024 * 1024;
const PAUSES = [1000, 2000, 5000, 10000, 30000];
const UNITS = ["B", "kB", "MB", "GB"];
let stopped;

const box = () => document.querySelector("[data-upload]");
const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
const wait = (pause) => new Promise((resolve) => setTimeout(resolve, pause));

function readable(bytes) {
  const power = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log(bytes) / Math.log(1024)), 3);
  return `${(bytes / 1024 ** power).toFixed(power ? 1 : 0)} ${UNITS[power]}`;
}

function say(words) {
  box().querySelector("[data-upload-said]").textContent = words;
}

function tell(value) {
  document.dispatchEvent(new CustomEvent("toast", { detail: { value } }));
}

function show(file, received) {
  const shown = box();
  shown.hidden = false;
  shown.querySelector("[data-upload-name]").textContent = file.name;
  const bar = shown.querySelector("progress");
  bar.max = file.size;
  bar.value = received;
  say(shown.dataset.uploadGoing.replace("{done}", readable(received)).replace("{size}", readable(file.size)));
}

function ask(address, options = {}) {
  return fetch(address, { ...options, headers: { "X-CSRFToken": token(), ...options.headers }, signal: stopped.signal });
}

async function begin(file, key, retold) {
  const known = localStorage.getItem(key);
  if (known) {
    const answer = await ask(known);
    if (answer.ok) return [known, (await answer.json()).received];
    localStorage.removeItem(key);
  }
  const body = new URLSearchParams({ filename: file.name, size: file.size, ...(retold && { retold }) });
  const answer = await ask(box().dataset.uploadBegin, { method: "POST", body });
  if (!answer.ok) throw new Error((await answer.json()).problem);
  const address = answer.headers.get("Location");
  localStorage.setItem(key, address);
  return [address, 0];
}

async function sendPiece(file, address, received) {
  const body = file.slice(received, received + PIECE);
  const headers = { "Upload-Offset": String(received), "Content-Type": "application/octet-stream" };
  const answer = await ask(address, { method: "PATCH", body, headers });
  if (answer.status === 409) return Number(answer.headers.get("Upload-Offset"));
  if (answer.status >= 500 && answer.status !== 507) throw new TypeError("the server is busy");
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.problem);
  return said.received;
}

async function sendPieces(file, address, received) {
  let failures = 0;
  while (received < file.size) {
    show(file, received);
    try {
      received = await sendPiece(file, address, received);
      failures = 0;
    } catch (problem) {
      if (!(problem instanceof TypeError) || failures >= PAUSES.length) throw problem;
      say(box().dataset.uploadCut);
      await wait(PAUSES[failures]);
      failures += 1;
    }
  }
}

async function sendRecording(file, retold) {
  const key = `upload:${box().dataset.uploadBegin}:${file.name}:${file.size}:${file.lastModified}`;
  stopped = new AbortController();
  show(file, 0);
  try {
    const [address, received] = await begin(file, key, retold);
    box().querySelector("[data-upload-stop]").dataset.uploadStop = address;
    await sendPieces(file, address, received);
    localStorage.removeItem(key);
    await finished();
    return true;
  } catch (problem) {
    failed(problem, key);
    return false;
  }
}

async function finished() {
  const link = document.querySelector("#capture-place [name=recording_url]");
  if (link?.value) {
    link.value = "";
    window.htmx.trigger(link, "change");
  }
  box().hidden = true;
  tell(box().dataset.uploadHere);
  const options = { source: document.body, target: "#capture-files", swap: "outerHTML" };
  await window.htmx.ajax("GET", `${box().dataset.uploadPage}?came`, options);
}

function failed(problem, key) {
  if (problem.name === "AbortError") {
    localStorage.removeItem(key);
    box().hidden = true;
    return;
  }
  const words = problem instanceof TypeError ? box().dataset.uploadFailed : problem.message;
  box().hidden = false;
  say(words);
  tell(words);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-upload-stop]");
  if (!button) return;
  stopped?.abort();
  stopped = new AbortController();
  box().hidden = true;
  if (button.dataset.uploadStop) await ask(button.dataset.uploadStop, { method: "DELETE" });
});

document.addEventListener("recording", (event) => {
  event.detail.sent = sendRecording(event.detail.file, event.detail.retold);
});
