// [data-words="id"] counts the words of that field while they are typed, and says when they are more than enough.
const WORD = /\S+/g;

document.addEventListener("input", (event) => {
  const told = event.target.id && document.querySelector(`[data-words="${event.target.id}"]`);
  if (!told) return;
  const count = (event.target.value.match(WORD) ?? []).length;
  const { wordsEnough, wordsTold, wordsMore } = told.dataset;
  const words = (count > Number(wordsEnough) ? wordsMore : wordsTold).replace("COUNT", count);
  if (told.textContent !== words) told.textContent = words;
});
