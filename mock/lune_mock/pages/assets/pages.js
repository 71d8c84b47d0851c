// Keeps the request log up to date while somebody can see it.
"use strict";

const INTERVAL = 2000;
const log = document.getElementById("log");
const news = document.getElementById("news");
const pause = document.getElementById("pause");
// A page of older requests stays as it is.
const isLive = !new URLSearchParams(location.search).has("before");
let isPaused = false;

function shown() {
  return log.querySelector("[data-version]");
}

async function refresh() {
  if (isPaused || document.hidden) return;
  let answer;
  try {
    answer = await fetch(`${log.dataset.address}&version=${shown().dataset.version}`);
  } catch {
    news.textContent = "The sandbox does not answer.";
    return;
  }
  if (answer.status === 204) return;
  if (!answer.ok) {
    news.textContent = `The log cannot be read: status ${answer.status}.`;
    return;
  }
  replace(await answer.text());
}

// What is open stays open, and the focus stays where it is.
function replace(text) {
  const open = Array.from(log.querySelectorAll("details[open]"), (each) => each.id);
  const focused = log.contains(document.activeElement)
    ? document.activeElement.closest("details")?.id
    : undefined;
  const fresh = new DOMParser().parseFromString(text, "text/html");
  log.replaceChildren(...fresh.body.children);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.querySelector("summary").focus();
  const latest = log.querySelector("summary .what");
  const total = shown().dataset.total;
  news.textContent = latest
    ? `${total} in the log; the latest is ${latest.textContent.trim()}.`
    : "Nothing is in the log.";
}

if (isLive) {
  pause.hidden = false;
  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.setAttribute("aria-pressed", String(isPaused));
    if (!isPaused) refresh();
  });
  document.addEventListener("visibilitychange", refresh);
  setInterval(refresh, INTERVAL);
}
