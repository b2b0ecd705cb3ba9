// data-retell: a session told once more into the microphone. [data-retell-when] parts show in the states they name; the
// words for what happens stand in data-retell-<what>. A "retold" event hands the file on; its detail.sent tells whether it
// is here. Nothing leaves the page before that.
const AIM = 180; // seconds
const MOST = 600;
const QUIET = 5;
const HEARD = 0.01; // of full scale
const KINDS = [
  ["audio/webm;codecs=opus", "webm"],
  ["audio/mp4", "m4a"],
  ["audio/ogg;codecs=opus", "ogg"],
];
const WHY = { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "missing", NotReadableError: "taken" };
const FOCUS = { recording: "stop", told: "keep", idle: "start" };

const box = document.querySelector("[data-retell]");
const part = (name) => box.querySelector(`[data-retell-${name}]`);
const kind = window.MediaRecorder && KINDS.find(([type]) => MediaRecorder.isTypeSupported(type));
let state = "idle";
let recorder;
let told;

function say(what) {
  part("said").textContent = what ? box.getAttribute(`data-retell-${what}`) : "";
}

function enter(next) {
  state = next;
  for (const shown of box.querySelectorAll("[data-retell-when]")) {
    shown.hidden = !shown.dataset.retellWhen.split(" ").includes(next);
  }
  const buttons = [...box.querySelectorAll(`[data-retell-${FOCUS[next]}]`)];
  buttons.find((button) => !button.closest("[hidden]"))?.focus();
}

async function start() {
  if (!kind || !navigator.mediaDevices) return say("unable");
  say("asking");
  try {
    record(await navigator.mediaDevices.getUserMedia({ audio: true }));
  } catch (problem) {
    say(WHY[problem.name] ?? "unable");
  }
}

function record(stream) {
  forget();
  const pieces = [];
  recorder = new MediaRecorder(stream, { mimeType: kind[0], audioBitsPerSecond: 64000 });
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.addEventListener("stop", () => keepInWindow(stream, pieces));
  recorder.start(1000);
  enter("recording");
  say("going");
  watch(stream);
}

// The clock, the level, and a word when nothing is heard or the time is over.
function watch(stream) {
  const sound = new AudioContext();
  const listener = sound.createAnalyser();
  sound.createMediaStreamSource(stream).connect(listener);
  const wave = new Float32Array(listener.fftSize);
  const began = performance.now();
  let second = -1;
  let loudest = 0;
  const look = () => {
    if (recorder.state !== "recording") return sound.close();
    listener.getFloatTimeDomainData(wave);
    const level = Math.max(...wave.map(Math.abs));
    loudest = Math.max(loudest, level);
    part("level").value = Math.sqrt(level);
    const now = Math.floor((performance.now() - began) / 1000);
    if (now !== second) tick((second = now), loudest);
    setTimeout(look, 100);
  };
  look();
}

function tick(second, loudest) {
  part("time").textContent = timecode(second);
  if (second === QUIET && loudest < HEARD) say("silent");
  if (second === AIM) say("enough");
  if (second >= MOST) recorder.stop();
}

function timecode(second) {
  return `${Math.floor(second / 60)}:${String(second % 60).padStart(2, "0")}`;
}

function keepInWindow(stream, pieces) {
  stream.getTracks().forEach((track) => track.stop());
  told = new File(pieces, `retold.${kind[1]}`, { type: kind[0] });
  part("heard").src = URL.createObjectURL(told);
  enter("told");
  say("told");
}

function forget() {
  if (!told) return;
  URL.revokeObjectURL(part("heard").src);
  part("heard").removeAttribute("src");
  told = undefined;
}

function discard(word) {
  forget();
  enter("idle");
  say(word);
}

async function keep() {
  const event = new CustomEvent("retold", { detail: { file: told } });
  enter("sending");
  say("");
  document.dispatchEvent(event);
  if (await event.detail.sent) {
    discard("");
    box.open = false;
  } else {
    enter("told");
    say("failed");
  }
}

if (box) {
  box.hidden = false;
  box.addEventListener("click", (event) => {
    if (event.target.closest("[data-retell-start]")) start();
    if (event.target.closest("[data-retell-stop]")) recorder.stop();
    if (event.target.closest("[data-retell-keep]")) keep();
    if (event.target.closest("[data-retell-discard]")) discard("gone");
  });
  window.addEventListener("beforeunload", (event) => {
    if (state !== "idle") event.preventDefault();
  });
}
