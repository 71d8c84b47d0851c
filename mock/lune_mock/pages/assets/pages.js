// Keeps the request log up to date while somebody can see it.
"use strict";

const INTERVAL = 2000;
const log = document.getElementById("log");
const news = document.getElementById("news");
const pause = document.getElementById("pause");
// A page of older requests stays as it is.
const isLive = !new URLSearchParams(location.search).has("before");
let isPaused = false;
let hasNews = false;

function shown() {
  return log.querySelector("[data-version]");
}

async function refresh() {
  if (isPaused || document.hidden) return;
  let answer;
  try {
    answer = await fetch(`${log.dataset.address}&version=${shown().dataset.version}`);
  } catch {
    say("The sandbox does not answer.");
    return;
  }
  // Paused in the meantime.
  if (isPaused) return;
  if (answer.status === 204) {
    if (hasNews) sumUp();
  } else if (answer.ok) {
    update(new DOMParser().parseFromString(await answer.text(), "text/html"));
    hasNews = true;
    say("Requests come in.");
  } else {
    say(`The log cannot be read: status ${answer.status}.`);
  }
}

// A screen reader reads this out, so it is said once, and the rest when it is quiet again.
function say(text) {
  if (news.textContent !== text) news.textContent = text;
}

function sumUp() {
  hasNews = false;
  const latest = log.querySelector("summary .what");
  const total = shown().dataset.total;
  say(
    latest
      ? `${total} in the log; the latest is ${latest.textContent.trim()}.`
      : "Nothing is in the log.",
  );
}

// Changes as little as it can: what is open, focused, marked or scrolled stays so.
function update(fresh) {
  const list = log.querySelector("ol");
  const freshList = fresh.querySelector("ol");
  if (!list || !freshList) {
    log.replaceChildren(...fresh.body.children);
    return;
  }
  const old = new Map(Array.from(list.children, (each) => [each.value, each]));
  let place = list.firstElementChild;
  for (const each of Array.from(freshList.children)) {
    const known = old.get(each.value);
    if (known) {
      // How many attempts there are is all that changes.
      const notes = known.querySelector(".notes");
      const freshNotes = each.querySelector(".notes");
      if (!notes.isEqualNode(freshNotes)) notes.replaceWith(freshNotes);
      old.delete(each.value);
      place = known.nextElementSibling;
    } else {
      list.insertBefore(each, place);
    }
  }
  for (const each of old.values()) {
    if (!each.querySelector("[open]") && !each.contains(document.activeElement)) each.remove();
  }
  list.start = freshList.start;
  Object.assign(shown().dataset, fresh.querySelector("[data-version]").dataset);
  const pager = log.querySelector(".pager");
  const freshPager = fresh.querySelector(".pager");
  if (freshPager && !pager) shown().append(freshPager);
  else if (freshPager && !pager.contains(document.activeElement)) pager.replaceWith(freshPager);
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
