// [data-asks]: a question that is written while a recording plays is about the second that was heard when its first
// letter was typed; [data-asks-place] says so.
document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-asks]");
  const media = document.querySelector("[data-player] :is(video, audio)");
  const second = form?.elements.seconds;
  if (!second || second.value || !media || !media.currentTime) return;
  second.value = Math.floor(media.currentTime);
  form.querySelector("[data-asks-place]").hidden = false;
});
